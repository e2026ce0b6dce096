"""Anki's decks: an .apkg is a zip with a database of SQLite, `collection.anki21` or `collection.anki2`.

Of that database only the notes are read: their fields, of which the first two are front and back in most decks. It is
opened in memory and never written to disk. A deck is written with genanki, likewise in memory.
"""

from __future__ import annotations

import hashlib
import html
import io
import itertools
import json
import re
import sqlite3
import time
import zipfile
import zlib
from contextlib import closing
from typing import Any

from bot.content.exchange import moodle
from bot.content.exchange.draft import Choices, Draft, Key, Ledger, Option, Truth, typed
from bot.content.exchange.markup import from_html
from bot.content.exchange.takings import Takings
from bot.content.problems import START, Place, shown
from bot.core.models import Bank, Item, Matching, OneChoice, Ordering, SeveralChoices, ShortText, TrueFalse, Year

MAX_DATABASE = 32 * 1024 * 1024
"""What the database may hold once it is unpacked; a deck of 500 plain notes has a fortieth of this."""
MAX_NOTES = 10_000
MAX_TEXT = 8 * 1024 * 1024
_STEPS, _LIMIT = 10_000, 5_000
"""SQLite asks after so many of its steps whether to go on; it may ask so often."""

_NAMES = ("collection.anki21", "collection.anki2")
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)
_CLOZE = re.compile(r"\{\{c[0-9]+::")
_SOUND = re.compile(r"\[sound:([^\]]*)\]")
_ROLES = {
    "front": {"front", "question", "ask", "text"},
    "back": {"back", "answer"},
    "choices": {"choices"},
    "why": {"why", "explanation", "extra", "back extra"},
    "hint": {"hint"},
    "id": {"dastan"},
}
_BULLET = "• "
_OURS = "Dastan"


class NotADeck(Exception):
    """These bytes are no deck of Anki's that can be read; the message says why."""


def read(data: bytes, ledger: Ledger) -> None:
    """Read a deck; the lines that are told are the numbers of its notes."""
    try:
        unpacked = _unpacked(data)
        with closing(sqlite3.connect(":memory:")) as database:
            _load(unpacked, database)
            rows, names = _notes(database)
    except NotADeck as error:
        ledger.tell(START, str(error))
        return
    except (sqlite3.Error, ValueError, MemoryError, OverflowError, RecursionError):
        ledger.tell(START, "the database in this deck is damaged; export it again")
        return
    if len(rows) > MAX_NOTES:
        ledger.tell(START, f"this deck has more than {MAX_NOTES} notes; split it")
        return
    for number, (model, fields, tags) in enumerate(rows, 1):
        texts = fields.split("\x1f") if isinstance(fields, str) else []
        _note((number, 1), names.get(str(model), []), texts, tags if isinstance(tags, str) else "", ledger)


def _unpacked(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            held = set(archive.namelist())
            name = next((name for name in _NAMES if name in held), None)
            # Where there is one of these, the plain database beside it only says that a newer Anki is needed.
            if "collection.anki21b" in held and "collection.anki21" not in held:
                raise NotADeck(
                    "this deck is in Anki's newest format; export it again with 'Support older Anki versions'"
                )
            if name is None:
                raise NotADeck("there is no collection of notes in this file; in Anki, export a deck as .apkg")
            with archive.open(name) as file:
                database = file.read(MAX_DATABASE + 1)
    except _DAMAGED as error:
        raise NotADeck("this file cannot be unpacked; export the deck again") from error
    if len(database) > MAX_DATABASE:
        raise NotADeck(f"the database in this deck is larger than {MAX_DATABASE >> 20} MiB; export fewer notes")
    if not database.startswith(b"SQLite format 3\0") or len(database) < 100:
        raise NotADeck("the collection in this deck is no database; export it again")
    return database


def _load(data: bytes, database: sqlite3.Connection) -> None:
    database.text_factory = lambda text: text.decode("utf-8", "replace")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_TEXT)
    database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    # In memory there is no write-ahead log, and SQLite refuses a database that says it has one.
    database.deserialize(data[:18] + b"\x01\x01" + data[20:])
    asked = itertools.count()
    database.set_progress_handler(lambda: next(asked) > _LIMIT, _STEPS)
    database.execute("PRAGMA trusted_schema = OFF")


def _notes(database: sqlite3.Connection) -> tuple[list[tuple[Any, Any, Any]], dict[str, list[str]]]:
    """The notes, and by the number of each model the names of its fields."""
    # A table that a module of SQLite makes up has no page of its own, and is nothing that Anki writes.
    tables = {
        name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
    }
    if "notes" not in tables:
        raise NotADeck("there are no notes in this deck")
    columns = "SELECT mid, flds, tags FROM notes ORDER BY id LIMIT ?"
    rows = database.execute(columns, (MAX_NOTES + 1,)).fetchall()
    names: dict[str, list[str]] = {}
    if "col" in tables and (row := database.execute("SELECT models FROM col LIMIT 1").fetchone()):
        models = json.loads(row[0]) if isinstance(row[0], str) and row[0].strip() else {}
        for number, model in models.items() if isinstance(models, dict) else ():
            fields = model.get("flds") if isinstance(model, dict) else None
            found = [field.get("name") for field in fields or () if isinstance(field, dict)] if fields else []
            names[str(number)] = [name if isinstance(name, str) else "" for name in found]
    return rows, names


def _note(place: Place, names: list[str], fields: list[str], tags: str, ledger: Ledger) -> None:
    ledger.begin(place)
    if any(_CLOZE.search(field) for field in fields):
        ledger.leave(place, "it is a text with gaps (cloze), which Dastan does not have")
        return
    roles = _roles(names[: len(fields)], len(fields))
    texts = {role: _text(fields[index], place, ledger) for role, index in roles.items()}
    for index, field in enumerate(fields):
        if index not in roles.values() and (text := _text(field, place, ledger)):
            name = names[index] if index < len(names) else f"field {index + 1}"
            ledger.tell(place, f"the field {shown(name)} is left out: {shown(text)}")
    choices, back = texts.get("choices", ""), texts.get("back", "")
    key = _among(choices, back)
    if key is None and choices:
        ledger.leave(place, f"its answer, {shown(back)}, is not among its choices")
        return
    answer, _, rest = back.partition("\n")
    if key is None and rest:
        ledger.tell(place, f"only the first line of the back, {shown(answer)}, is the answer; the rest is in 'why'")
    draft = Draft(place=place, ask=texts.get("front", ""), key=key or typed([answer]))
    draft.why, draft.hint, draft.name = (texts.get(role, "") for role in ("why", "hint", "id"))
    if key is None and rest:
        draft.why = "\n".join(filter(None, [rest.strip(), draft.why]))
    moodle.take_tags(tags.split(), draft)
    ledger.keep(draft)


def _among(choices: str, back: str) -> Key | None:
    """The key of a question with choices, as `write` puts it on a card; None where the answer is not among them."""
    texts = [line[2:] for line in choices.split("\n") if line.startswith(_BULLET)]
    if texts == ["true", "false"] and back in texts:
        return Truth(back == "true")
    right = {line[2:] for line in back.split("\n") if line.startswith(_BULLET)} or {back}
    if not texts or not right <= set(texts):
        return None
    return Choices([Option(text, text in right) for text in texts], several=back.startswith(_BULLET))


def _roles(names: list[str], count: int) -> dict[str, int]:
    """Which field is what: by the fields' names, and where these do not tell, the first two are front and back."""
    found: dict[str, int] = {}
    for index, name in enumerate(names):
        role = next((role for role, known in _ROLES.items() if name.casefold().strip() in known), None)
        if role is not None:
            found.setdefault(role, index)
    if not {"front", "back"} <= found.keys():
        found = {role: index for role, index in (("front", 0), ("back", 1)) if index < count}
    return found


def _text(field: str, place: Place, ledger: Ledger) -> str:
    for sound in _SOUND.findall(field):
        ledger.tell(place, f"the sound {shown(sound)} is left out")
    text, lost = from_html(_SOUND.sub("", field), marks=False)
    for each in lost:
        ledger.tell(place, f"{each} is left out")
    return text


def write(bank: Bank, takings: Takings) -> bytes:
    """The bank as a deck: what is asked in front, the answer and why it is right on the back."""
    import genanki  # noqa: PLC0415 - takes a moment to load, and reading does without it

    model = genanki.Model(
        _number_of(f"model {_OURS}"),
        _OURS,
        fields=[{"name": name} for name in ("Question", "Choices", "Answer", "Why", "Hint", _OURS)],
        templates=[
            {
                "name": "Card",
                "qfmt": "{{Question}}{{#Choices}}<br><br>{{Choices}}{{/Choices}}"
                "{{#Hint}}<br><br>{{hint:Hint}}{{/Hint}}",
                "afmt": "{{FrontSide}}<hr id=answer><b>{{Answer}}</b><br><br>{{Why}}",
            }
        ],
    )
    deck = genanki.Deck(_number_of(bank.id), bank.title)
    for item in bank.items:
        within = isinstance(item, Year) and item.within
        forms = isinstance(item, ShortText) and len(item.accept) > 1
        takings.without(item, cites=item.cites, image=item.image, wrong=getattr(item, "wrong", None), within=within)
        takings.without(item, forms=forms)
        choices, answer = _sides(item)
        fields = [item.ask, choices, answer, item.why, item.hint or "", takings.short_id(item)]
        note = genanki.Note(
            model, [_html(field) for field in fields], guid=genanki.guid_for(item.id), tags=moodle.tags_of(item)
        )
        deck.add_note(note)
    return _packed(genanki.Package(deck))


def _packed(package: Any) -> bytes:  # noqa: ANN401 - genanki is untyped
    """The deck in memory; genanki's own way leaves a file behind in the folder for temporary files."""
    now = time.time()
    with closing(sqlite3.connect(":memory:")) as database:
        package.write_to_db(database.cursor(), now, itertools.count(int(now * 1000)))
        database.commit()
        data = database.serialize()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", data)
        archive.writestr("media", "{}")
    return out.getvalue()


def _number_of(text: str) -> int:
    """The same number for the same text, of the size that Anki wants for decks and models."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) | 1 << 30


def _html(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")


def _sides(item: Item) -> tuple[str, str]:  # noqa: PLR0911 - one a type
    """The choices in front, and the answer on the back."""
    match item:
        case OneChoice():
            return _lines(item.choices), item.choices[item.answer]
        case SeveralChoices():
            return _lines(item.choices), _lines([item.choices[index] for index in sorted(item.answers)])
        case TrueFalse():
            return _lines(["true", "false"]), str(item.answer).lower()
        case ShortText():
            return "", item.accept[0]
        case Year():
            return "", str(item.year)
        case Ordering():
            return _lines(sorted(item.order)), "\n".join(
                f"{number}. {step}" for number, step in enumerate(item.order, 1)
            )
        case Matching():
            sides = [*item.lefts, "", *sorted(item.rights)]
            return "\n".join(sides), "\n".join(f"{left} – {right}" for left, right in item.pairs)


def _lines(texts: list[str] | tuple[str, ...]) -> str:
    return "\n".join(f"{_BULLET}{text}" for text in texts)
