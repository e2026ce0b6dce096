"""Spellings: what is left of a word when case, accents, punctuation and alphabet are forgiven."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = "'`\u00b4\u2018\u2019\u201b\u2032\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u055a\u05f3\uff07"
_FILLERS = "\u0640\u115f\u1160\u3164\uffa0"  # Arabic tatweel; Hangul letters that nobody sees
_DROPPED = dict.fromkeys(map(ord, _APOSTROPHES + _FILLERS))
"""Removed before anything else: the acute accent alone would decompose to a space."""

_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"  # on any letter
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08ff]"  # harakat
)
"""Marks that may be left out in writing; the vowel signs of Indic scripts and of Thai are not among them."""

_LETTERS = str.maketrans("ıłøđðħŧكيىةە", "iloddhtکییهه") | {
    ord("æ"): "ae",
    ord("œ"): "oe",
    ord("þ"): "th",
}
"""Letters that are accented or joined forms of others, yet do not decompose; and Arabic letters with two codes."""


def normalise(text: str) -> str:
    """A text in lower case, without accents and punctuation, its words parted by one space; digits are ASCII.

    Letters and digits of every script are kept, so that only a text without any normalises to nothing. Apostrophes of
    every shape vanish (Qo‘qon is qoqon); other punctuation and symbols part words. Never raises.
    """
    apart = unicodedata.normalize("NFKD", text.translate(_DROPPED))
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", apart.casefold()))
    kept = "".join(_kept(char) for char in bare.translate(_LETTERS).translate(_DROPPED))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _kept(char: str) -> str:
    """A letter, mark or number as it is, a digit in ASCII, nothing for what nobody sees, a space for all else."""
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category[0] in "LMN":
        return char
    return "" if category == "Cf" else " "


# Alphabets. A learner spells a name as the own language does; these tables lead the spellings together. Where two
# systems differ, the commoner in English books is taken; what they do not lead together, a list of accepted forms does.


def _table(pairs: str) -> dict[str, str]:
    return {letter: latin for letter, _, latin in (pair.partition("=") for pair in pairs.split())}


_LATIN = _table("ş=sh ș=sh š=sh ç=ch č=ch ğ=gh ġ=gh ž=zh ƶ=zh ə=a ä=a ţ=ts ŋ=ng")
_RUSSIAN = _table(
    "а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh "
    "щ=shch ъ= ы=y ь= э=e ю=yu я=ya ё=yo"
)
_OTHER_CYRILLIC = _table(
    "ғ=gh қ=q ҳ=h ў=o ҷ=j ӣ=i ӯ=u ә=a ө=o ү=u ұ=u һ=h ң=ng ҹ=j ҝ=g ј=y і=i ї=i є=e ґ=g"  # from Uzbek to Azerbaijani
)
_ARMENIAN = _table(
    "ա=a բ=b գ=g դ=d ե=e զ=z է=e ը=e թ=t ժ=zh ի=i լ=l խ=kh ծ=ts կ=k հ=h ձ=dz ղ=gh ճ=ch մ=m յ=y ն=n շ=sh ո=o չ=ch "
    "պ=p ջ=j ռ=r ս=s վ=v տ=t ր=r ց=ts ւ=v փ=p ք=k օ=o ֆ=f"
)
_ROMAN = str.maketrans(_LATIN | _RUSSIAN | _OTHER_CYRILLIC | _ARMENIAN)

_SAME_SOUND = _table("sch=š sh=š tch=č ch=č dzh=j zh=j dj=j gh=g kh=h x=h ph=f ou=u q=k w=v y=i")
_SOUNDS = re.compile("|".join(sorted(_SAME_SOUND, key=len, reverse=True)))
_DOUBLED = re.compile(r"([a-zčš])\1+")
_NUMERAL = re.compile("[ivx]+")
_TITLES = {"bei": "bek", "beg": "bek"}


def sound(text: str) -> str:
    """A text as `normalise` gives it, but in Latin letters, one for each sound; for comparing, not for showing.

    Spellings that transliteration makes different become the same: Энвер-паша, Enver Paşa and Enver Pasha; Buxoro and
    Bukhoro; bey, beg and bek. Cyrillic and Armenian are read into Latin. Arabic writing leaves vowels out and cannot
    be: it stays as it is, and so does every other script. Roman numerals stay as they are.
    """
    composed = unicodedata.normalize("NFC", text.translate(_DROPPED).casefold()).replace("ու", "u")
    latin = normalise(composed.translate(_ROMAN)).translate(_ROMAN)
    return " ".join(word if _NUMERAL.fullmatch(word) else _folded(word) for word in latin.split())


def _folded(word: str) -> str:
    single = _SOUNDS.sub(lambda found: _SAME_SOUND[found[0]], word)
    once = _DOUBLED.sub(r"\1", single)
    return _TITLES.get(once, once)
