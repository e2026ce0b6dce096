"""What teachers want to know on Friday: who needs help, and which question is broken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from itertools import filterfalse

from bot.core.calendar import Period, first_day, local_day
from bot.core.errors import NothingToReport, UnknownRound
from bot.core.gradebook import Gradebook, GradeRow, gradebook
from bot.core.item_analysis import Attempt, ItemAnalysis, Remark, analyse, unanswered
from bot.core.models import Item, Library
from bot.core.records import DoubtState, Guild
from bot.reports.tables import COMMA, SEMICOLON, Cell, table
from bot.services.course import find_topic
from bot.services.shelves import Shelves
from bot.services.streaks import streaks_in
from bot.services.views import GradebookView, QuestionsView, QuestionView
from bot.store import Store

GRAVITY = (
    Remark.KEY_IN_DOUBT,
    Remark.DISTRACTOR_BEATS_KEY,
    Remark.TOO_HARD,
    Remark.TELLS_LITTLE,
    Remark.TOO_EASY,
    Remark.DISTRACTOR_UNUSED,
)
"""In which order teachers look at what is said of questions."""

NEEDS_HELP_BELOW, NEEDS_HELP_FROM = 0.5, 5
"""Who has less than this right, of so many answers or more, may need help."""


class Reporting:
    """Gradebook and item analysis of a server."""

    def __init__(self, store: Store, shelves: Shelves, *, now: Callable[[], datetime]) -> None:
        self._store = store
        self._shelves = shelves
        self._now = now

    async def gradebook(self, guild_id: int, period: Period, topic: str | None) -> GradebookView:
        """Everybody's results in class, live and of schedules; practice is nobody's business but the learner's.

        Raises:
            UnknownTopic: there is no such topic.
            NothingToReport: nobody has answered anything.
        """
        guild = await self._store.guild(guild_id)
        library = await self._shelves.of(guild_id)
        key, title = find_topic(library, topic) if topic else (None, None)
        since = first_day(period, local_day(self._now(), guild.timezone))
        book = gradebook(await self._store.day_sums(guild_id, since, key))
        if not book.rows:
            raise NothingToReport
        streaks = await self._streaks(guild, book)
        titles = {topic_: _title(library, topic_) for topic_ in book.topics}
        weakest_first = sorted(book.rows, key=lambda row: row.total.right)
        return GradebookView(
            period=period,
            topic=title,
            book=book,
            titles=titles,
            streaks=streaks,
            needing_help=tuple(filter(_needs_help, weakest_first)),
            others=tuple(filterfalse(_needs_help, weakest_first)),
            csv=table(_grade_rows(book, titles, streaks), separator=_separator(guild.language)),
        )

    async def questions(self, guild_id: int, period: Period, topic: str | None) -> QuestionsView:
        """Item analysis of what was asked, the gravest first, with what learners have said of it.

        What is out of use is always there, the last, so that it can be brought back.

        Raises:
            UnknownTopic: there is no such topic.
            NothingToReport: nothing has been answered, nothing is out of use, and no doubt waits.
        """
        guild = await self._store.guild(guild_id)
        library = await self._shelves.of(guild_id)
        key, title = find_topic(library, topic) if topic else (None, None)
        since = first_day(period, local_day(self._now(), guild.timezone))
        asked = await self._store.items_asked(guild_id, key)
        attempts: dict[Item, list[Attempt]] = {item: [] for _, item in asked.values()}
        for item_id, version, attempt in await self._store.first_attempts(guild_id, since, key):
            if (known := asked.get((item_id, version))) is not None:
                attempts[known[1]].append(attempt)
        found = await asyncio.to_thread(analyse, attempts)
        last = {item: round_id for round_id, item in asked.values()}
        withdrawn = await self._store.withdrawn(guild_id)
        doubts = await self._store.doubts_of(guild_id, DoubtState.OPEN)
        found += _resting(last, withdrawn - {one.item.id for one in found})
        if not found and not doubts:
            raise NothingToReport
        questions = [
            QuestionView(
                round_id=last[one.item],
                analysis=one,
                withdrawn=one.item.id in withdrawn,
                doubts=sum(1 for doubt in doubts if doubt.item.id == one.item.id),
            )
            for one in found
        ]
        questions.sort(
            key=lambda one: (not one.analysis.attempts, _gravity(one.analysis), -one.doubts, one.analysis.item.id)
        )
        return QuestionsView(
            period=period,
            topic=title,
            key=key,
            questions=tuple(questions),
            doubts=len(doubts),
            csv=table(
                _question_rows([one for one in questions if one.analysis.attempts]),
                separator=_separator(guild.language),
            ),
        )

    async def question(self, guild_id: int, round_id: int) -> QuestionView:
        """All that is known of the question of a round, since it has been asked here.

        Raises:
            UnknownRound: the server has none of that id, or nobody has answered it.
        """
        try:
            view = await self.questions(guild_id, Period.ALL, None)
        except NothingToReport:
            raise UnknownRound(round_id) from None
        round_ = await self._store.round(round_id)
        if round_ is None or round_.guild_id != guild_id:
            raise UnknownRound(round_id)
        wanted = (round_.item.id, round_.item.version)
        for one in view.questions:
            if (one.analysis.item.id, one.analysis.item.version) == wanted:
                return one
        raise UnknownRound(round_id)

    async def _streaks(self, guild: Guild, book: Gradebook) -> dict[int, int]:
        found = await streaks_in(self._store, guild, [row.learner_id for row in book.rows], self._now())
        return {learner_id: one.streak.days for learner_id, one in found.items()}


def _needs_help(row: GradeRow) -> bool:
    return row.total.answers >= NEEDS_HELP_FROM and row.total.right < NEEDS_HELP_BELOW


def _resting(last: Mapping[Item, int], withdrawn: AbstractSet[str]) -> list[ItemAnalysis]:
    """Of each of these items, that nobody has answered its last version."""
    latest = {item.id: item for item in sorted(last, key=last.__getitem__) if item.id in withdrawn}
    return [unanswered(item) for item in latest.values()]


def _gravity(one: ItemAnalysis) -> int:
    return min((GRAVITY.index(said.remark) for said in one.said if said.remark in GRAVITY), default=len(GRAVITY))


def _title(library: Library, topic: str) -> str:
    bank = library.banks.get(topic)
    return bank.title if bank else topic


def _separator(language: str) -> str:
    """What a spreadsheet in that language takes for the end of a cell."""
    return COMMA if language == "en" else SEMICOLON


def _percent(share: float) -> int:
    return round(100 * share)


def _grade_rows(book: Gradebook, titles: dict[str, str], streaks: dict[int, int]) -> list[list[Cell]]:
    head: list[Cell] = ["Learner", "Answers", "Right %", "Streak (school days)", "Last seen"]
    head += [f"{titles[topic]} %" for topic in book.topics]
    head += [f"Week of {week.isoformat()} %" for week in book.weeks]
    rows: list[list[Cell]] = [head]
    for row in book.rows:
        cells: list[Cell] = [row.name or str(row.learner_id), row.total.answers, _percent(row.total.right)]
        cells += [streaks.get(row.learner_id, 0), row.last_seen.isoformat()]
        cells += [_percent(row.topics[one].right) if one in row.topics else None for one in book.topics]
        cells += [_percent(row.weeks[one].right) if one in row.weeks else None for one in book.weeks]
        rows.append(cells)
    return rows


def _short(item_id: str) -> str:
    """An item's id; of a server's own bank without the server's number."""
    return item_id.partition("/")[2] if item_id.startswith("@") else item_id


def _question_rows(questions: list[QuestionView]) -> list[list[Cell]]:
    head: list[Cell] = [
        "Question",
        "Asked",
        "First attempts",
        "Facility %",
        "Discrimination %",
        "Median seconds",
        "Remarks",
    ]
    head += [f"Choice {letter}" for letter in "ABCDE"]
    rows = [head]
    for view in questions:
        one = view.analysis
        seconds = None if one.median_time is None else round(one.median_time.total_seconds())
        remarks = "; ".join(dict.fromkeys(said.remark.value for said in one.said))
        cells: list[Cell] = [_short(one.item.id), one.item.ask, one.attempts, _percent(one.facility)]
        cells += [None if one.discrimination is None else _percent(one.discrimination), seconds, remarks]
        choices = getattr(one.item, "choices", ("false", "true") if one.chosen else ())
        cells += [f"{choice}: {n}" for choice, n in zip(choices, one.chosen, strict=True)]
        rows.append(cells)
    return rows
