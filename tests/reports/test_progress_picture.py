"""The picture of /progress: everything is there, nothing runs into anything, and it is read by everybody."""

from __future__ import annotations

import gc
import io
import re
import weakref
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.reports import Figure
from bot.reports.progress import draw, laid_out
from bot.reports.style import (
    CARD,
    EDGE,
    INK,
    QUIET,
    SHADES,
    SHARPNESS,
    STRONG,
    WEAK,
    WIDTH,
    drawable,
    fitted,
    width_of,
)
from tests.core.strategies import any_text
from tests.reports.room import check_room, places
from tests.reports.samples import a_bar, a_card

DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
"""Machado, Oliveira and Fernandes 2009, https://doi.org/10.1109/TVCG.2009.113, at full severity, in linear RGB."""
ARABIC, ARMENIAN, CYRILLIC, HEBREW, GEORGIAN = "حركة البسمجية", "Քաչաղ շարժում", "Басмачи", "תנועה", "ქართული"
CHINESE, HINDI = "中文题目", "हिन्दी नाम"


def linear(colour: str) -> np.ndarray:
    raw = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return np.array([one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in raw])


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """WCAG 2: the ratio of two colours' luminances, from 1 to 21."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    dark, light = sorted((float(weights @ one), float(weights @ other)))
    return (light + 0.05) / (dark + 0.05)


def seen_without_green(colour: np.ndarray) -> np.ndarray:
    return np.array(np.clip(DEUTERANOPIA @ colour, 0, 1))


def test_it_is_a_picture_of_twice_a_telephones_width_and_shows_something() -> None:
    picture = Image.open(io.BytesIO(draw(a_card())))
    assert picture.format == "PNG"
    assert picture.width == WIDTH * SHARPNESS
    assert picture.height < 2 * picture.width
    pixels = np.asarray(picture.convert("RGBA"))
    assert pixels[0, 0, 3] == 0, "round corners let Discord's own background through"
    assert pixels[40, picture.width // 2, 3] == 255
    for colour in (CARD, STRONG, WEAK, *SHADES):
        wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
        assert (np.abs(pixels[:, :, :3].astype(int) - wanted).max(axis=2) <= 2).sum() > 100, colour


def test_the_same_card_gives_the_same_picture() -> None:
    assert draw(a_card()) == draw(a_card())


def test_the_pixels_of_a_picture_are_let_go_without_the_garbage_collector() -> None:
    gc.disable()
    try:
        canvas = laid_out(a_card())
        pixels = weakref.ref(canvas.canvas.get_renderer())  # type: ignore[no-untyped-call]  # Matplotlib's own lack
        assert pixels() is not None
        canvas.png()
        assert pixels() is None
    finally:
        gc.enable()


def test_a_bar_is_as_long_as_its_share() -> None:
    def golden(share: float) -> int:
        card = a_card(a_bar(share=share, met=share), figures=(), remark="", note="", calendar=a_card().calendar)
        pixels = np.asarray(Image.open(io.BytesIO(draw(card))).convert("RGB")).astype(int)
        wanted = [int(STRONG[at : at + 2], 16) for at in (1, 3, 5)]
        return int((np.abs(pixels - wanted).max(axis=2) <= 2).sum(axis=1).max())

    quarter, half, whole = golden(0.25), golden(0.5), golden(1.0)
    assert half == pytest.approx(2 * quarter, rel=0.05)
    assert whole == pytest.approx(2 * half, rel=0.05)


def test_everything_has_room_as_usual() -> None:
    check_room(laid_out(a_card()))


def test_everything_has_room_with_the_most_and_the_longest() -> None:
    figures = tuple(Figure("999,999,999", "an explanation that goes on and on and on for ever") for _ in range(4))
    bars = tuple(a_bar("W" * 80, 1.0, 1.0) for _ in range(9))
    long = "a very long sentence that has to be broken and in the end to be cut " * 4
    check_room(
        laid_out(a_card(*bars, figures=figures, remark=long, note=long, title=long, bars_title=long, keys=(long,) * 3))
    )


def test_everything_has_room_with_nothing_at_all() -> None:
    figures = (Figure("0%", "recalled today"),) * 4
    canvas = a_card(figures=figures, remark="", note="")
    check_room(laid_out(canvas))


@settings(max_examples=25, deadline=None)
@given(names=st.lists(any_text, min_size=1, max_size=3), share=st.floats(0, 1), met=st.floats(0, 1))
def test_whatever_a_topic_is_called_it_has_room(names: list[str], share: float, met: float) -> None:
    card = a_card(*(a_bar(name, share * met, met) for name in names))
    check_room(laid_out(card))
    assert draw(card)


@pytest.mark.parametrize("name", [ARABIC, ARMENIAN, CYRILLIC, HEBREW, GEORGIAN, "Ələkbər", "Ἀλέξανδρος", "$x_1$ & <b>"])
def test_names_in_many_scripts_are_drawn(name: str) -> None:
    assert drawable(name) == name
    check_room(laid_out(a_card(a_bar(name), a_bar(name * 9))))
    assert draw(a_card(a_bar(name))) != draw(a_card(a_bar("")))


def test_the_letters_of_arabic_are_joined() -> None:
    assert width_of("بب", 40) < width_of("ب\u200cب", 40) - 2


@pytest.mark.parametrize("name", [CHINESE, HINDI, "Rivers 河"])
def test_a_name_whose_letters_are_not_in_the_font_is_left_to_the_words_of_the_message(name: str) -> None:
    assert drawable(name) is None
    texts = [words for words, _ in places(laid_out(a_card(a_bar(name))))]
    assert "named below the picture" in texts
    assert name not in texts


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("🌊 Rivers", "Rivers"),
        ("a\nb\t c", "a b c"),
        ("e\u0301" + "\u0301" * 9, "é\u0301\u0301"),
        ("\u202eRivers", "Rivers"),
        ("🌊", None),
        ("", None),
    ],
)
def test_signs_that_are_not_in_the_font_and_piles_of_accents_are_left_out(name: str, drawn: str | None) -> None:
    assert drawable(name) == drawn


@given(any_text, st.integers(20, 300))
def test_what_is_fitted_is_no_wider_than_its_room(text: str, room: int) -> None:
    shown = fitted(drawable(text) or "?", 13, room)
    assert width_of(shown, 13) <= room
    assert shown


def test_text_is_read_on_the_card() -> None:
    assert contrast(linear(INK), linear(CARD)) >= 7
    assert contrast(linear(QUIET), linear(CARD)) >= 4.5
    assert contrast(linear(STRONG), linear(CARD)) >= 4.5


@pytest.mark.parametrize("see", [lambda colour: colour, seen_without_green], ids=["as most do", "deuteranopia"])
def test_shapes_are_told_apart_also_by_the_colour_blind(see: object) -> None:
    assert callable(see)
    card, edge, weak, strong = (see(linear(one)) for one in (CARD, EDGE, WEAK, STRONG))
    assert min(contrast(edge, card), contrast(weak, card), contrast(strong, weak)) >= 2.9
    shades = [see(linear(one)) for one in SHADES]
    assert contrast(shades[0], card) >= 2
    assert all(contrast(one, other) >= 1.45 for one, other in pairwise(shades))


def test_no_colour_is_named_twice() -> None:
    assert len({*SHADES, CARD, EDGE, INK, QUIET, WEAK}) == len(SHADES) + 5
    assert all(re.fullmatch(r"#[0-9A-F]{6}", one) for one in (*SHADES, CARD, EDGE, INK, QUIET, WEAK, STRONG))
