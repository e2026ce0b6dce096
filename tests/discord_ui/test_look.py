"""The pieces that messages are made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_ui.look import bar, heading, label, percent, person, plain, shorten


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Aysel", "Aysel"),
        ("**Aysel**", r"\*\*Aysel\*\*"),
        ("a_b_c", r"a\_b\_c"),
        ("# Aysel", r"\# Aysel"),
        ("1. Aysel", r"1\. Aysel"),
        ("- Aysel", r"\- Aysel"),
        ("> Aysel", r"\> Aysel"),
        ("[a](https://example.org)", r"\[a\](https://example.org)"),
        ("<@1>", "\\<@\u200b1\\>"),
        ("@everyone", "@\u200beveryone"),
        ("Ay\nsel", "Ay sel"),
        ("Ay\u202esel", "Aysel"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🏫", "👩\u200d🏫"),
    ],
)
def test_plain_text_is_read_as_it_was_written(name: str, shown: str) -> None:
    assert plain(name) == shown


@given(st.text())
def test_plain_text_has_nothing_that_discord_would_take_for_markup(text: str) -> None:
    bare = plain(text).replace("\\\\", "")
    for index, char in enumerate(bare):
        if char in "*_~`|[]<>#":
            assert bare[index - 1] == "\\"
    assert "\n" not in bare


def test_a_name_from_right_to_left_does_not_turn_its_line_around() -> None:
    assert person("امیر") == "\u2068امیر\u2069"
    assert person("Amir") == "Amir"


def test_a_name_that_is_an_address_is_no_link() -> None:
    assert "://" not in person("https://example.com/prize")
    assert person("https://example.com/prize").replace("\u200b", "") == "https://example.com/prize"


@pytest.mark.parametrize("name", ["", "   ", "\u202e"])
def test_a_name_of_nothing_is_still_something(name: str) -> None:
    assert person(name) == "?"


def test_text_is_cut_between_words() -> None:
    assert shorten("Forces of the Tashkent Soviet", 25) == "Forces of the Tashkent…"
    assert shorten("Forces", 6) == "Forces"
    assert shorten("Abcdefghij", 5) == "Abcd…"


@given(st.text(), st.integers(0, 50))
def test_shortened_text_is_never_longer_than_it_may_be(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit


def test_a_cut_never_leaves_half_an_escape() -> None:
    assert shorten("abc\\*def", 5) == "abc…"


@pytest.mark.parametrize(("count", "of", "filled"), [(0, 0, 0), (0, 9, 0), (1, 1000, 1), (5, 10, 5), (10, 10, 10)])
def test_a_bar_shows_the_share(count: int, of: int, filled: int) -> None:
    assert bar(count, of) == "■" * filled + "□" * (10 - filled)


@pytest.mark.parametrize(
    ("share", "shown"), [(0, "0%"), (0.001, "1%"), (0.5, "50%"), (2 / 3, "67%"), (0.999, "99%"), (1, "100%")]
)
def test_only_the_whole_is_called_a_hundred_percent(share: float, shown: str) -> None:
    assert percent(share) == shown


def test_a_question_of_several_lines_keeps_its_own_form() -> None:
    assert heading("One line?") == "### One line?"
    assert heading("> A quotation\n\nWho said it?") == "> A quotation\n\nWho said it?"


def test_a_label_is_on_one_line_and_never_empty() -> None:
    assert label(" a\nb ") == "a b"
    assert label(" ") == "?"
