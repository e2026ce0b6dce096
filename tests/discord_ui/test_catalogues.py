"""The translations are whole: every phrase of the code is in every catalogue, with the same places to fill in."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from bot.discord_ui import text
from bot.discord_ui.catalogues import BadCatalogue, Catalogue, catalogues, read
from bot.discord_ui.messages import NotALiteral, bring_up_to_date, messages, missing

every_language = pytest.mark.parametrize("language", sorted(catalogues()))
HEADER = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


def places(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def written(folder: Path, words: str) -> Path:
    file = folder / "dastan.po"
    file.write_text(HEADER + words, encoding="utf-8")
    return file


@every_language
def test_every_phrase_of_the_code_has_words_in_every_language(language: str) -> None:
    assert missing(catalogues()[language].entries) == [], "`make messages` adds them to the catalogue"


@every_language
def test_no_catalogue_has_words_for_what_the_code_does_not_say(language: str) -> None:
    assert sorted(catalogues()[language].entries.keys() - set(messages())) == [], "`make messages` drops them"


@every_language
def test_a_translation_fills_in_what_the_phrase_fills_in_and_keeps_the_commands(language: str) -> None:
    for entry in catalogues()[language].entries.values():
        *_, last = entry.forms
        assert places(last) == places(entry.many or entry.one), entry
        assert all(places(form) <= places(entry.one) | places(entry.many or "") for form in entry.forms), entry
        for command in text_of_commands(entry.one):
            assert all(command in form for form in entry.forms), entry


def text_of_commands(message: str) -> list[str]:
    return [word for word in message.split("**") if word.startswith("/")]


@every_language
def test_a_catalogue_has_as_many_forms_as_its_language_and_a_name_for_it(language: str) -> None:
    catalogue = catalogues()[language]
    assert catalogue.name
    assert text.LANGUAGES[language] == catalogue.name
    forms = int(catalogue.headers["Plural-Forms"].partition("nplurals=")[2].partition(";")[0])
    for entry in catalogue.entries.values():
        assert len(entry.forms) == (forms if entry.many is not None else 1), entry


def test_the_code_says_what_the_module_of_texts_holds() -> None:
    said = {one for one, _ in messages()}
    held = [value for value in vars(text).values() if isinstance(value, text.Phrase | text.Counted)]
    assert {one.message if isinstance(one, text.Phrase) else one.one for one in held} <= said


def test_a_phrase_is_said_in_the_language_that_is_spoken_and_in_english_where_there_is_none() -> None:
    with text.speaking("tr"):
        assert text.SAVE() == "Kaydet"
        assert text.ANSWERED(3) == "3 kişi yanıtladı"
        with text.speaking("xx"):
            assert text.SAVE() == "Save"
        assert text.SAVE() == "Kaydet"
    assert text.SAVE() == "Save"


def test_a_catalogue_is_read_as_gettext_writes_it(tmp_path: Path) -> None:
    words = '\n# a note\nmsgid ""\n"two "\n"lines\\n"\nmsgstr "iki \\"satır\\"\\\\"\n'
    words += '\nmsgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "bir"\nmsgstr[1] "çok"\n\nmsgid "new"\nmsgstr ""\n'
    catalogue = Catalogue(read(written(tmp_path, words)))
    assert catalogue.gettext("two lines\n") == 'iki "satır"\\'
    assert [catalogue.ngettext("{n} day", "{n} days", n) for n in (0, 1, 2)] == ["çok", "bir", "çok"]
    assert catalogue.gettext("new") == "new"
    assert [catalogue.ngettext("a", "b", n) for n in (1, 2)] == ["a", "b"]


@pytest.mark.parametrize("line", ['msgctxt "x"', "msgid x", 'msgid "x', 'msgid "x"y"', 'msgstr "a"\nmsgstr "b"'])
def test_a_catalogue_that_is_written_wrongly_says_where(tmp_path: Path, line: str) -> None:
    with pytest.raises(BadCatalogue, match=r"dastan\.po:\d+"):
        read(written(tmp_path, f'\nmsgid "y"\n{line}\n'))


def test_bringing_a_catalogue_up_to_date_keeps_words_drops_the_rest_and_tells_what_is_left(tmp_path: Path) -> None:
    file = written(tmp_path, '\nmsgid "Save"\nmsgstr "Kaydet"\n\nmsgid "gone"\nmsgstr "gitti"\n')
    left = bring_up_to_date(file)
    assert "Read the lesson" in left
    assert "Save" not in left
    entries = Catalogue(read(file)).entries
    assert entries.keys() == set(messages())
    assert entries["Save", None].forms == ("Kaydet",)
    before = file.read_text(encoding="utf-8")
    assert bring_up_to_date(file) == left
    assert file.read_text(encoding="utf-8") == before


def test_what_is_put_together_when_the_code_runs_is_refused(tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_text('A = Phrase("one " "whole")\nB = Phrase(name)\n', encoding="utf-8")
    with pytest.raises(NotALiteral, match=r"code\.py:2"):
        messages(tmp_path)
