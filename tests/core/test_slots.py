"""Exactly one slot for each date that a rule names and the zone's calendar has, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.slots import EVERY_DAY, SCHOOL_DAYS, Due, Rule, Slot, due, moment_of, next_moment, slots_after, upcoming

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
GRACE = timedelta(hours=6)

zones = st.sampled_from(sorted(available_timezones() - {"localtime", "posixrules", "Factory"}))
dates = st.dates(date(1990, 1, 1), date(2030, 12, 31))
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
moments = st.builds(datetime.combine, dates, times, st.just(UTC))
rules = st.builds(Rule, times, st.frozensets(st.integers(0, 6), min_size=1), zones)


def by_the_clock(day: date, at: time, zone: str) -> datetime | None:
    """The definition, read off the zone's clock minute by minute: no rule in it but that a clock is looked at.

    From 1990 to 2030 every zone's clock was turned at a full minute, and by full minutes.
    """
    place = ZoneInfo(zone)
    wall, minute = datetime.combine(day, at), timedelta(minutes=1)
    start = datetime.combine(day, time(), UTC) - 15 * HOUR  # no zone is further ahead
    shown = [
        (start + step * minute, (start + step * minute).astimezone(place).replace(tzinfo=None))
        for step in range(66 * 60)
    ]
    if all(clock.date() != day for _, clock in shown):
        return None
    for moment, clock in shown:  # the first time that the clock comes to `wall` within a minute
        if (
            clock <= wall < clock + minute
            and (found := moment + (wall - clock)).astimezone(place).replace(tzinfo=None) == wall
        ):
            return found
    return next(moment for moment, clock in shown if clock > wall)


@settings(max_examples=50)
@given(dates, times, zones)
def test_a_slot_is_where_the_definition_puts_it(day: date, at: time, zone: str) -> None:
    assert moment_of(day, at, zone) == by_the_clock(day, at, zone)


@settings(max_examples=50)
@given(zones, st.data())
def test_a_slot_is_where_the_definition_puts_it_when_the_clocks_are_turned(zone: str, data: st.DataObject) -> None:
    turned = turns(zone)
    if turned:
        day = data.draw(st.sampled_from(turned)) + data.draw(st.integers(-1, 1)) * DAY
        at = data.draw(times)
        assert moment_of(day, at, zone) == by_the_clock(day, at, zone)


def turns(zone: str) -> list[date]:
    """The dates from 1990 to 2030 on which a zone's offset changed."""
    place = ZoneInfo(zone)
    noons = [datetime(1990, 1, 1, 12, tzinfo=UTC) + number * DAY for number in range(41 * 365)]
    offsets = [noon.astimezone(place).utcoffset() for noon in noons]
    return [noons[index].date() for index in range(1, len(noons)) if offsets[index] != offsets[index - 1]]


@settings(max_examples=30)
@given(rules, dates)
def test_slots_come_in_order_each_on_a_day_that_the_rule_names(rule: Rule, day: date) -> None:
    found = [slot for slot, _ in zip(slots_after(rule, day), range(20), strict=False)]
    assert all(slot.day.weekday() in rule.days for slot in found)
    assert all(before.day < after.day and before.at < after.at for before, after in pairwise(found))
    named = [day + number * DAY for number in range(1, (found[-1].day - day).days + 1)]
    absent = [one for one in named if one.weekday() in rule.days and one not in {slot.day for slot in found}]
    assert all(by_the_clock(one, rule.at, rule.zone) is None for one in absent)


@given(rules, moments)
def test_what_is_upcoming_is_what_will_be_due(rule: Rule, now: datetime) -> None:
    first, second = upcoming(rule, now, 2)
    assert now < first.at < second.at
    eve = first.day - DAY
    assert due(rule, last=eve, now=first.at - timedelta(seconds=1), grace=GRACE) == Due()
    assert due(rule, last=eve, now=first.at, grace=GRACE) == Due(first)
    assert next_moment(rule, eve) == first.at


@given(rules, dates, st.integers(0, 60 * 24 * 30), st.integers(0, 48))
def test_every_slot_that_has_begun_is_posted_or_missed_once(rule: Rule, last: date, minutes: int, hours: int) -> None:
    now = datetime.combine(last, time(), UTC) + timedelta(minutes=minutes)
    grace = timedelta(hours=hours)
    found = due(rule, last=last, now=now, grace=grace)
    handled = [*found.missed, *([found.post] if found.post else [])]
    expected = []
    for slot in slots_after(rule, last):
        if slot.at > now:
            break
        expected.append(slot)
    assert handled == expected
    if found.post:
        assert now - found.post.at <= grace
    elif expected:
        assert now - expected[-1].at > grace


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        ("America/New_York", (2026, 3, 8), (2, 30), "2026-03-08T07:00"),  # forward: 02:00 becomes 03:00
        ("America/New_York", (2026, 11, 1), (1, 30), "2026-11-01T05:30"),  # back: the first 01:30
        ("Europe/London", (2026, 3, 29), (1, 0), "2026-03-29T01:00"),
        ("Europe/London", (2026, 10, 25), (1, 30), "2026-10-25T00:30"),
        ("Australia/Lord_Howe", (2026, 10, 4), (2, 15), "2026-10-03T15:30"),  # forward by half an hour
        ("Australia/Lord_Howe", (2026, 4, 5), (1, 45), "2026-04-04T14:45"),
        ("Africa/Cairo", (2026, 4, 24), (0, 15), "2026-04-23T22:00"),  # midnight itself does not exist
        ("Asia/Tehran", (2022, 3, 22), (0, 0), "2022-03-21T20:30"),  # likewise
        ("Asia/Tehran", (2022, 9, 21), (23, 30), "2022-09-21T19:00"),
        ("Africa/Casablanca", (2026, 2, 15), (2, 30), "2026-02-15T01:30"),  # back for Ramadan
        ("Africa/Casablanca", (2026, 3, 22), (2, 30), "2026-03-22T02:00"),  # and forward after it
    ],
)
def test_the_nights_when_clocks_are_turned(zone: str, day: tuple[int, int, int], at: tuple[int, int], utc: str) -> None:
    assert moment_of(date(*day), time(*at), zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Pacific/Apia", (2011, 12, 30)),
        ("Pacific/Fakaofo", (2011, 12, 30)),
        ("Pacific/Kwajalein", (1993, 8, 21)),
        ("Pacific/Kiritimati", (1994, 12, 31)),
    ],
)
def test_a_date_that_a_zone_skipped_has_no_slot(zone: str, day: tuple[int, int, int]) -> None:
    skipped = date(*day)
    assert [moment_of(skipped, time(hour), zone) for hour in range(24)] == [None] * 24
    rule = Rule(time(9), EVERY_DAY, zone)
    days = [slot.day for slot, _ in zip(slots_after(rule, skipped - 2 * DAY), range(2), strict=False)]
    assert days == [skipped - DAY, skipped + DAY]


def test_a_slot_is_late_after_five_minutes_and_missed_after_the_grace_period() -> None:
    rule = Rule(time(9), SCHOOL_DAYS, "UTC")
    friday = date(2026, 11, 20)
    nine = datetime(2026, 11, 20, 9, tzinfo=UTC)
    slot = Slot(friday, nine)
    last = friday - DAY
    assert due(rule, last=last, now=nine + timedelta(minutes=5), grace=GRACE) == Due(slot)
    assert due(rule, last=last, now=nine + timedelta(minutes=5, seconds=1), grace=GRACE) == Due(slot, late=True)
    assert due(rule, last=last, now=nine + GRACE, grace=GRACE) == Due(slot, late=True)
    assert due(rule, last=last, now=nine + GRACE + timedelta(seconds=1), grace=GRACE) == Due(missed=(slot,))
    assert due(rule, last=friday, now=nine + DAY, grace=GRACE) == Due()


@pytest.mark.parametrize("days", [frozenset(), frozenset({7}), frozenset({-1, 0})])
def test_a_rule_names_days_of_the_week(days: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="day of the week"):
        Rule(time(9), days, "UTC")


def test_what_came_before_a_teachers_change_is_neither_posted_nor_missed() -> None:
    rule = Rule(time(9), EVERY_DAY, "UTC")
    monday, nine = date(2026, 11, 23), datetime(2026, 11, 23, 9, tzinfo=UTC)
    changed, at_ten = nine + timedelta(minutes=30), nine + timedelta(hours=1)
    assert due(rule, last=monday - DAY, now=at_ten, grace=GRACE, not_before=changed) == Due()
    assert next_moment(rule, monday - DAY, changed) == nine + DAY
    later = due(rule, last=monday - DAY, now=nine + DAY, grace=GRACE, not_before=changed)
    assert later == Due(Slot(monday + DAY, nine + DAY))
