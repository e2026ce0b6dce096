from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calendar import Period
from bot.discord_ui.ids import MAX_LENGTH, MOST_DIGITS, Action, Press, decode, encode, snowflake
from bot.services.progress import topic_mark

NUMBERS = st.integers(min_value=0, max_value=10**18 - 1)


@given(st.sampled_from(Action), st.lists(NUMBERS, max_size=4))
def test_what_is_encoded_is_decoded_again(action: Action, numbers: list[int]) -> None:
    press = decode(encode(action, *numbers))
    assert press is not None
    assert press.action is action
    assert [press.number(index) for index in range(len(numbers))] == numbers


@given(st.text(max_size=MAX_LENGTH))
def test_no_custom_id_however_odd_makes_it_raise(custom_id: str) -> None:
    press = decode(custom_id)
    assert press is None or isinstance(press, Press)


@pytest.mark.parametrize("odd", ["", "-1", "1.5", "٣", "²", "9" * 19, "1 ", "0x1"])
def test_what_is_no_plain_number_of_ours_is_refused(odd: str) -> None:
    with pytest.raises(ValueError, match="not a number of ours"):
        Press(Action.PICK, (odd,)).number(0)


def test_an_id_of_discords_is_as_long_as_a_column_holds() -> None:
    assert snowflake(str(2**63 - 1)) == 2**63 - 1
    for odd in ("", "-1", "²", str(2**63), "9" * 20):
        with pytest.raises(ValueError, match="not an id of Discord's"):
            snowflake(odd)


def test_a_custom_id_too_long_for_discord_is_never_made() -> None:
    with pytest.raises(ValueError, match="lesson:"):
        encode(Action.LESSON, "x" * MAX_LENGTH)
    assert len(encode(Action.LESSON, "x" * 60)) <= MAX_LENGTH


@given(st.text(min_size=1), st.sampled_from(Period), st.integers(0, 10**MOST_DIGITS - 1))
def test_a_page_of_the_leaderboard_fits_into_a_button_whatever_its_topic(topic: str, period: Period, page: int) -> None:
    press = decode(encode(Action.BOARD, period.value, page, topic_mark(topic)))
    assert press == Press(Action.BOARD, (period.value, str(page), topic_mark(topic)))


@given(st.lists(st.text(min_size=1, max_size=200), unique=True))
def test_topics_that_differ_have_marks_that_differ(topics: list[str]) -> None:
    assert len({topic_mark(one) for one in topics}) == len(topics)
