"""The pictures of /report: everything has room, bars are as long as their shares, and names are read as they are."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.reports import ReportGroup, Studio
from bot.reports.report import draw, laid_out
from bot.reports.style import SHARPNESS, STRONG, WIDTH
from tests.core.strategies import any_text
from tests.reports.room import check_room, places
from tests.reports.samples import a_report_bar, a_report_card

LONG = "a very long sentence that has to be broken and in the end to be cut " * 4


def words(*names: str) -> list[str]:
    return [told for told, _ in places(laid_out(a_report_card(*(a_report_bar(name) for name in names))))]


def golden(share: float) -> int:
    """The pixels in the longest row of what is filled."""
    card = a_report_card(groups=(ReportGroup("", (a_report_bar(share=share),)),))
    pixels = np.asarray(Image.open(io.BytesIO(draw(card))).convert("RGB")).astype(int)
    wanted = [int(STRONG[at : at + 2], 16) for at in (1, 3, 5)]
    return int((np.abs(pixels - wanted).max(axis=2) <= 2).sum(axis=1).max())


def test_it_is_a_picture_of_twice_a_telephones_width() -> None:
    picture = Image.open(io.BytesIO(draw(a_report_card())))
    assert (picture.format, picture.width) == ("PNG", WIDTH * SHARPNESS)


async def test_the_studio_draws_it() -> None:
    studio = Studio()
    assert await studio.draw(a_report_card()) == draw(a_report_card())
    studio.close()


def test_a_bar_is_as_long_as_its_share() -> None:
    assert golden(0.5) == pytest.approx(2 * golden(0.25), rel=0.05)
    assert golden(1.0) == pytest.approx(2 * golden(0.5), rel=0.05)
    assert golden(0.0) == 0


def test_everything_is_written_that_a_teacher_is_to_know() -> None:
    told = words("Student A")
    for one in (
        "How the questions did",
        "2 questions are worth a look",
        "Student A",
        "40%",
        "tells learners apart: −0.25",
        "Better learners get this wrong: is the key right?",
        "The others",
        "and 12 more",
    ):
        assert one in told


def test_everything_has_room_as_usual_and_with_nothing_at_all() -> None:
    check_room(laid_out(a_report_card()))
    check_room(laid_out(a_report_card(subtitle="", note="", groups=())))
    check_room(laid_out(a_report_card(groups=(ReportGroup("", (a_report_bar(remark="", beside=""),)),))))


def test_everything_has_room_with_the_most_and_the_longest() -> None:
    longest = {"remark": LONG, "beside": LONG, "value": "100%"}
    bars = tuple(a_report_bar("W" * 80, 1.0, number, **longest) for number in range(1, 26))
    check_room(laid_out(a_report_card(*bars, title=LONG, subtitle=LONG, note=LONG, unnamed=LONG)))
    check_room(laid_out(a_report_card(*(a_report_bar(LONG, 1.0, n, **longest) for n in range(1, 26)))))


@settings(max_examples=25, deadline=None)
@given(names=st.lists(any_text, min_size=1, max_size=3), remark=any_text, share=st.floats(0, 1))
def test_whatever_somebody_is_called_it_has_room(names: list[str], remark: str, share: float) -> None:
    card = a_report_card(*(a_report_bar(name, share, remark=remark) for name in names), subtitle=remark)
    check_room(laid_out(card))
    assert draw(card)


@pytest.mark.parametrize("name", ["Ələkbər", "حسن", "Հայկ", "Мамед", "משה", "$x_1$ & <b>", "^{boom}", "%s {0}"])
def test_a_name_is_drawn_as_it_is(name: str) -> None:
    assert name in words(name)


@pytest.mark.parametrize("name", ["李明", "हिन्दी", "🌊", ""])
def test_a_name_that_cannot_be_drawn_is_left_to_the_message(name: str) -> None:
    assert "named below the picture" in words(name)


def test_a_remark_that_names_a_choice_which_cannot_be_drawn_is_left_to_the_message() -> None:
    told = [one for one, _ in places(laid_out(a_report_card(a_report_bar(remark="Nobody picks “李”."))))]
    assert "named below the picture" in told
    assert not any("Nobody picks" in one for one in told)
