"""Things to show: one real-looking question of each kind, and the longest that the content check lets through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.core.live import LATENESS, LiveState, Phase
from bot.core.mastery import Topic
from bot.core.models import (
    Cite,
    Item,
    Lesson,
    Matching,
    OneChoice,
    Ordering,
    Picked,
    Response,
    SeveralChoices,
    ShortText,
    Source,
    TrueFalse,
    Typed,
    Year,
)
from bot.core.records import (
    Post,
    PostState,
    Quiz,
    Round,
    RoundState,
    Schedule,
    ScheduleState,
    Standing,
    Trouble,
    What,
)
from bot.core.slots import SCHOOL_DAYS, Slot
from bot.core.streaks import Streak
from bot.core.tally import bars
from bot.services.streaks import KeptStreak
from bot.services.views import Citation, DigestView, LessonView, PostView, ProgressView, RoundView, ScheduleView

NOW = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
BIG = 2**63 - 1
"""No id of ours or of Discord's is longer."""

SOURCE = Source("basmachi-movement", "The Basmachi movement", "A. Historian", 1998, "CC BY 4.0", ("Kokand",))
CITED = (Citation(Cite("basmachi-movement", "Kokand autonomy and the start of hostilities"), SOURCE),)

ONE = OneChoice(
    id="basmachi/kokand/month",
    ask="In which month of 1918 was Kokand attacked and sacked?",
    choices=("January", "February", "March", "August"),
    answer=1,
    why="Forces of the Tashkent Soviet took the city in February 1918; the sack rallied people to the revolt.",
    wrong={0: "In January the Autonomy still governed; the attack came weeks later."},
    hint="It was still winter.",
)
ONE_LONG = OneChoice(
    id="basmachi/kokand/why",
    ask="Why did the sack of Kokand drive many people into the revolt?",
    choices=(
        "It showed that the Soviet in Tashkent would not share power",
        "It made the harvest of 1918 fail in the whole valley",
        "It brought the Emir of Bukhara to Kokand",
    ),
    answer=0,
    why="An elected Muslim government had been ended by force, and thousands of townspeople were killed.",
)
SEVERAL = SeveralChoices(
    id="basmachi/leaders/who",
    ask="Who led Basmachi forces at some time?",
    choices=("Irgash Bey", "Madamin Bek", "Mikhail Frunze", "Ibrahim Bek"),
    answers=frozenset({0, 1, 3}),
    why="Frunze commanded the Red Army’s Turkestan Front against them.",
    wrong={2: "Frunze fought on the other side."},
)
TRUE_FALSE = TrueFalse(
    id="kachagh/name/word",
    ask="The Kachaghs took their name from a town.",
    answer=False,
    why="*Qaçaq* means somebody who has fled: an outlaw.",
)
TEXT = ShortText(
    id="basmachi/enver/name",
    ask="Which former Ottoman minister joined the Basmachi in 1921?",
    accept=("Enver Pasha", "Enver"),
    why="Enver Pasha came to Bukhara in November 1921 and changed sides.",
)
YEAR = Year(
    id="basmachi/enver/death",
    ask="In which year did Enver Pasha fall?",
    year=1922,
    within=1,
    why="He was killed on 4 August 1922 near Baldzhuan.",
)
ORDER = Ordering(
    id="basmachi/order",
    ask="Put these in the order in which they happened.",
    order=("The revolt against conscription", "The sack of Kokand", "Enver Pasha’s death", "Ibrahim Bek’s capture"),
    why="1916, 1918, 1922 and 1931.",
)
MATCH = Matching(
    id="basmachi/match",
    ask="Who was active where?",
    pairs=(("Irgash Bey", "Kokand"), ("Junaid Khan", "Khiva"), ("Ibrahim Bek", "Eastern Bukhara")),
    why="The movement had no common command; each leader held his own region.",
)
ITEMS: tuple[Item, ...] = (ONE, ONE_LONG, SEVERAL, TRUE_FALSE, TEXT, YEAR, ORDER, MATCH)


def side(mark: str) -> str:
    """A choice of 80 characters, every one of which Markdown would take for its own."""
    return (mark + "*_~`|" * 16)[:80]


_ASK, _WHY, _HINT = "*" * 500, "`" * 700, "|" * 300
_SIDES = tuple(side(str(index)) for index in range(6))
_REASON = "w" * 300
LONGEST: tuple[Item, ...] = (
    OneChoice(
        id="b/one",
        choices=_SIDES[:5],
        answer=0,
        wrong=dict.fromkeys(range(1, 5), _REASON),
        ask=_ASK,
        why=_WHY,
        hint=_HINT,
    ),
    SeveralChoices(
        id="b/several",
        choices=_SIDES[:5],
        answers=frozenset({0}),
        wrong=dict.fromkeys(range(1, 5), _REASON),
        ask=_ASK,
        why=_WHY,
        hint=_HINT,
    ),
    SeveralChoices(id="b/all", choices=_SIDES[:5], answers=frozenset(range(5)), ask=_ASK, why=_WHY, hint=_HINT),
    TrueFalse(id="b/true", answer=True, ask=_ASK, why=_WHY, hint=_HINT),
    ShortText(id="b/text", accept=("*" * 100, "_" * 100), ask=_ASK, why=_WHY, hint=_HINT),
    Year(id="b/year", year=1922, within=25, ask=_ASK, why=_WHY, hint=_HINT),
    Ordering(id="b/order", order=_SIDES, ask=_ASK, why=_WHY, hint=_HINT),
    Matching(id="b/match", pairs=tuple((one, one[::-1]) for one in _SIDES[:5]), ask=_ASK, why=_WHY, hint=_HINT),
)
LONGEST_CITES = tuple(
    Citation(
        Cite(f"source-{index}", "_" * 120),
        Source(f"source-{index}", "*" * 200, "author", 1998, "licence", ("_" * 120,)),
    )
    for index in range(5)
)
LESSON = Lesson(
    id="basmachi/02-kokand",
    title="The Kokand Autonomy",
    movement="basmachi",
    number=2,
    period="November 1917 – February 1918",
    terms={"Autonomy": "self-government within a larger state", "Sack": "the plundering of a taken city"},
    cites=(),
    body="In **November 1917** a congress in Kokand proclaimed an autonomous government of Turkestan.\n\n"
    "It asked for equal rights and an elected assembly. The Soviet in Tashkent refused.\n\n"
    "In **February 1918** its forces took the city. Thousands died, and many of the survivors took up arms.",
)
LONGEST_LESSON = replace(
    LESSON,
    id="basmachi/" + "l" * 60,
    title="*" * 80,
    period="_" * 60,
    terms={f"{index}{'*' * 59}": "_" * 200 for index in range(8)},
    body="b" * 1500,
)


def order_of(item: Item) -> tuple[int, ...]:
    """Some order that is not the item's own."""
    match item:
        case OneChoice() | SeveralChoices():
            size = len(item.choices)
        case Ordering():
            size = len(item.order)
        case Matching():
            size = len(item.pairs)
        case _:
            size = 0
    return (*range(1, size), 0) if size else ()


def a_quiz(title: str = "The Kokand Autonomy", *, speed_bonus: bool = False, id_: int = 7) -> Quiz:
    state = LiveState(total=10, phase=Phase.ASKING, position=2, due_at=NOW + timedelta(seconds=30) + LATENESS)
    return Quiz(
        id=id_,
        revision=1,
        guild_id=1,
        channel_id=2,
        host_id=3,
        bank="basmachi/kokand",
        title=title,
        seconds=30,
        speed_bonus=speed_bonus,
        created_at=NOW,
        state=state,
    )


def a_round(item: Item, state: RoundState = RoundState.OPEN, *, private: bool = False, id_: int = 4711) -> Round:
    return Round(
        id=id_,
        quiz_id=None if private else 7,
        sitting_id=9 if private else None,
        learner_id=5 if private else None,
        guild_id=1,
        channel_id=2,
        position=2,
        item=item,
        order=order_of(item),
        state=state,
        opened_at=NOW,
        ends_at=None if private or state is RoundState.PAUSED else NOW + timedelta(seconds=30),
    )


def a_round_view(
    item: Item,
    state: RoundState = RoundState.OPEN,
    *,
    answers: Sequence[tuple[Response, float]] = (),
    citations: tuple[Citation, ...] = CITED,
    lesson: Lesson | None = LESSON,
    quiz: Quiz | None = None,
    id_: int = 4711,
) -> RoundView:
    round_ = a_round(item, state, id_=id_)
    closed = state is RoundState.CLOSED
    return RoundView(
        quiz=quiz or a_quiz(),
        round=round_,
        answered=len(answers),
        bars=bars(item, round_.order, answers) if closed else (),
        citations=citations if closed else (),
        lesson=lesson if closed else None,
    )


def right(item: Item) -> Response:
    match item:
        case OneChoice() | TrueFalse():
            return Picked((int(item.answer),))
        case SeveralChoices():
            return Picked(tuple(sorted(item.answers)))
        case ShortText():
            return Typed(item.accept[0])
        case Year():
            return Typed(str(item.year))
        case Ordering():
            return Picked(tuple(range(len(item.order))))
        case Matching():
            return Picked(tuple(range(len(item.pairs))))


def wrong(item: Item) -> Response:  # noqa: PLR0911 - one a kind
    match item:
        case OneChoice():
            return Picked(((item.answer + 1) % len(item.choices),))
        case TrueFalse():
            return Picked((int(not item.answer),))
        case SeveralChoices():
            return Picked(tuple(index for index in range(len(item.choices)) if index not in item.answers) or (0,))
        case ShortText():
            return Typed("Frunze " + "*" * 193)
        case Year():
            return Typed("1916")
        case Ordering():
            return Picked(tuple(reversed(range(len(item.order)))))
        case Matching():
            return Picked((*range(1, len(item.pairs)), 0))


def a_standing(index: int, points: int, name: str = "") -> Standing:
    return Standing(
        learner_id=index, name=name or f"Learner {index}", answers=10, credit=min(10.0, points / 100), points=points
    )


def a_lesson_view(
    lesson: Lesson = LESSON, *, citations: tuple[Citation, ...] = CITED, questions: int = 5
) -> LessonView:
    return LessonView(
        lesson=lesson, number=2, total=12, previous=None, next=None, citations=citations, questions=questions
    )


def a_posted_round(item: Item, state: RoundState = RoundState.OPEN, *, id_: int = 4711) -> Round:
    ends_at = NOW + timedelta(days=1)
    return replace(a_round(item, state, id_=id_), quiz_id=None, post_id=12, position=0, ends_at=ends_at)


def a_post(
    what: What,
    item: Item | None = None,
    state: RoundState = RoundState.OPEN,
    *,
    id_: int | None = 12,
    lesson: LessonView | None = None,
    answers: Sequence[tuple[Response, float]] = (),
    citations: tuple[Citation, ...] = CITED,
    streaks: tuple[tuple[str, Streak], ...] = (),
    digest: DigestView | None = None,
    late: bool = False,
) -> PostView:
    closed = state is RoundState.CLOSED
    round_ = a_posted_round(item, state, id_=BIG if id_ == BIG else 4711) if item else None
    return PostView(
        id=id_,
        channel_id=2,
        what=what,
        late=late,
        lesson=lesson,
        round=round_,
        answered=len(answers),
        bars=bars(item, round_.order, answers) if item and round_ and closed else (),
        citations=citations if closed else (),
        lesson_of_question=LESSON if item else None,
        streaks=streaks if closed else (),
        digest=digest,
    )


def a_schedule(
    what: What = What.QUESTION,
    *,
    id_: int = 3,
    days: frozenset[int] = SCHOOL_DAYS,
    state: ScheduleState = ScheduleState.ACTIVE,
    failures: int = 0,
    open_hours: int | None = None,
) -> Schedule:
    return Schedule(
        id=id_,
        guild_id=1,
        channel_id=2,
        host_id=3,
        what=what,
        topic=None,
        at=time(9, 0),
        days=days,
        open_hours=open_hours,
        created_at=NOW,
        state=state,
        failures=failures,
        told=False,
        last_day=NOW.date(),
        due_at=NOW,
    )


def a_slot_post(
    state: PostState, trouble: Trouble | None = None, *, late: bool = False, retry_at: datetime | None = None
) -> Post:
    return Post(
        id=12,
        schedule_id=3,
        guild_id=1,
        channel_id=2,
        slot=Slot(NOW.date(), NOW),
        number=0,
        state=state,
        claimed_at=NOW,
        late=late,
        trouble=trouble,
        retry_at=retry_at,
    )


def a_schedule_view(
    schedule: Schedule | None = None,
    *,
    topic: str | None = None,
    last: Post | None = None,
    preview: PostView | None = None,
    timezone: str = "Asia/Baku",
) -> ScheduleView:
    coming = tuple(Slot(NOW.date() + timedelta(days=day), NOW + timedelta(days=day)) for day in (1, 2, 3))
    return ScheduleView(
        schedule=schedule or a_schedule(), topic=topic, timezone=timezone, coming=coming, last=last, preview=preview
    )


def a_topic(title: str, seen: int = 20, recalled: float = 15.0, items: int = 30) -> Topic:
    return Topic(title=title, items=items, seen=seen, recalled=recalled, latest=NOW)


def a_progress_view(*titles: str, others: tuple[str, ...] = (), count: int = 8, **changes: Any) -> ProgressView:
    """What a learner knows of some topics, with `count` wherever there is a number of their own."""
    today = NOW.date()
    first = today - timedelta(days=today.weekday() + 77)
    given: dict[str, Any] = {
        "today": today,
        "whole": a_topic("", 283, 187.0, 455),
        "topics": tuple(a_topic(title) for title in titles),
        "others": tuple(a_topic(title) for title in others),
        "untouched": 4,
        "due_today": count,
        "due_this_week": count,
        "first_day": first,
        "answers": {first + timedelta(days=day): count for day in range(0, 78, 2)},
        "streak": KeptStreak(Streak(count, count // 8), by_school_days=True),
    }
    return ProgressView(**(given | changes))
