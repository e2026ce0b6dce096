"""A learner's own data: what they have set, all that there is about them, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.models import Typed
from bot.core.records import Preferences, RoundState
from bot.core.snapshot import response_from_json, response_to_json
from bot.store.part import Part, to_the_end
from bot.store.rows import preferences_of
from bot.store.schema import (
    PEOPLE,
    REMINDED,
    activity,
    answers,
    banks,
    daily_totals,
    doubts,
    learners,
    lesson_reads,
    lifetime_totals,
    memories,
    preferences,
    quizzes,
    rounds,
    schedules,
    sittings,
    withdrawals,
)

NOBODY = 0
"""Stands where a person did, once they have been erased: no id of Discord's."""

_WORK = ((quizzes, "host_id"), (schedules, "host_id"), (banks, "uploaded_by"), (withdrawals, "withdrawn_by"))
"""What belongs to a server and goes on without the person who set it up."""
_OWN = (daily_totals, lifetime_totals, memories, activity, learners, lesson_reads, sittings, preferences)
"""What goes wholly; with a sitting go its rounds and their answers."""

_WANTED = preferences.c.reminder_at.is_not(None)
"""Who has turned reminders off may still have a moment: see `stop_reminding`."""


class Privacy(Part):
    """Preferences, and what `/privacy` shows, gives and erases. `PEOPLE` says where there are people."""

    # What learners have set.

    async def preferences(self, learner_id: int) -> Preferences:
        """What a learner has set; the defaults where they have set nothing."""
        row = await self._row(sa.select(preferences).where(preferences.c.learner_id == learner_id))
        return Preferences(learner_id=learner_id) if row is None else preferences_of(row)

    async def hide(self, learner_id: int, hidden: bool) -> None:  # noqa: FBT001 - what is set
        """Let a learner be hidden from others, or not."""
        await self._set(learner_id, {"hidden": hidden})

    async def set_reminder(self, learner_id: int, at: time, timezone: str, remind_at: datetime) -> None:
        """Let a learner be reminded daily at a time of day, for the first time at a moment."""
        await self._set(learner_id, {"reminder_at": f"{at:%H:%M}", "timezone": timezone, "remind_at": remind_at})

    async def stop_reminding(self, learner_id: int) -> None:
        """Remind a learner no more; nothing is kept of one who has set nothing.

        The moment of what would have been the next one stays: who turns them on again is not to have two on one day.
        """
        change = sa.update(preferences).where(preferences.c.learner_id == learner_id)
        await self._change(change.values(reminder_at=None))

    async def server_of(self, learner_id: int) -> int | None:
        """A server that a learner has answered in; None where there is none."""
        query = sa.select(sa.func.min(learners.c.guild_id).label("id"))
        row = await self._row(query.where(learners.c.learner_id == learner_id, learners.c.guild_id > 0))
        return None if row is None else row.id

    # Reminders.

    async def due_reminders(self, now: datetime, limit: int) -> list[Preferences]:
        """Learners who are to be reminded by now, the one who has waited longest first."""
        query = sa.select(preferences).where(REMINDED, _WANTED, preferences.c.remind_at <= now)
        query = query.order_by(preferences.c.remind_at, preferences.c.learner_id).limit(limit)
        return [preferences_of(row) for row in await self._rows(query)]

    async def next_reminder(self) -> datetime | None:
        """The earliest moment at which a learner is to be reminded."""
        [row] = await self._rows(sa.select(sa.func.min(preferences.c.remind_at)).where(REMINDED, _WANTED))
        found: datetime | None = row[0]
        return found

    @to_the_end
    async def move_reminder(self, learner_id: int, before: datetime, after: datetime) -> bool:
        """Let the reminder of one moment be that of another; False where it is not there any more."""
        move = sa.update(preferences).where(preferences.c.learner_id == learner_id, preferences.c.remind_at == before)
        move = move.where(_WANTED)
        async with self._database.write() as connection:
            moved = await connection.execute(move.values(remind_at=after).returning(preferences.c.learner_id))
            return moved.one_or_none() is not None

    # All that there is.

    async def how_much(self, learner_id: int) -> dict[str, int]:
        """How many rows of each table are about a learner."""
        return {table.name: await self._count(table, _about(table, learner_id)) for table in PEOPLE}

    async def names(self, learner_id: int) -> list[str]:
        """The names that a learner goes by."""
        query = sa.select(learners.c.name).where(learners.c.learner_id == learner_id).distinct()
        return [row.name for row in await self._rows(query.order_by(learners.c.name))]

    async def all_about(self, learner_id: int) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table that is about a learner.

        An answer comes with the item that it answers. What an answer to a class question is worth is left out (None)
        while the question is open: nobody is told before it closes. In a doubt, who else is in it is left out, and
        what they had to say where the learner is the one who answered.
        """
        found = {}
        for table in PEOPLE:
            query = sa.select(table).where(_about(table, learner_id)).order_by(*table.primary_key)
            if table is answers:
                query = query.join(rounds).add_columns(rounds.c.item_id, _told().label("told"))
            found[table.name] = [row._asdict() for row in await self._rows(query)]
        for answer in found[answers.name]:
            if not answer.pop("told"):
                answer |= {"credit": None, "points": None}
        for doubt in found[doubts.name]:
            if doubt["learner_id"] != learner_id:
                doubt |= {"learner_id": None, "said": None}
            if doubt["answered_by"] != learner_id:
                doubt["answered_by"] = None
        return found

    # The end.

    @to_the_end
    async def erase(self, learner_id: int, chance: Random) -> None:
        """Forget a learner, in every table, all at once.

        Their answers to class questions that have closed stay, without them: each has an id of its own below 0, by
        chance, no typed words, and the moment at which its question opened. An answer to a question that is still open
        goes: who answers it anew must not count twice.
        """
        async with self._database.write() as connection:
            # The order is that in which others take hold of rows (a quiz, its rounds, answers, totals, memories),
            # lest two wait for each other. Rounds are held: nobody closes or reviews one of them in the midst of this.
            for table, column in _WORK:
                await connection.execute(_orphan(table, column, learner_id))
            for change in _speechless(learner_id):
                await connection.execute(change)
            await _part_from_answers(connection, learner_id, chance)
            for table in _OWN:
                await connection.execute(sa.delete(table).where(table.c.learner_id == learner_id))

    async def _set(self, learner_id: int, values: Mapping[str, Any]) -> None:
        insert = self._database.insert(preferences).values({"learner_id": learner_id, "hidden": False, **values})
        await self._change(insert.on_conflict_do_update(index_elements=[preferences.c.learner_id], set_=dict(values)))


def _about(table: sa.Table, learner_id: int) -> sa.ColumnElement[bool]:
    """Which rows of a table are about a learner."""
    if table is rounds:  # by its index; only those of sittings name somebody
        return rounds.c.sitting_id.in_(sa.select(sittings.c.id).where(sittings.c.learner_id == learner_id))
    return sa.or_(*(table.c[column] == learner_id for column in PEOPLE[table]))


def _told() -> sa.ColumnElement[bool]:
    """Whether a learner has been told what came of their answer."""
    return sa.or_(rounds.c.sitting_id.is_not(None), rounds.c.state == RoundState.CLOSED.value)


def _orphan(table: sa.Table, column: str, learner_id: int) -> sa.Update:
    return sa.update(table).where(table.c[column] == learner_id).values({column: NOBODY})


def _speechless(learner_id: int) -> list[sa.Update]:
    """Doubts without who had them or who answered them, and without what either wrote."""
    theirs = sa.update(doubts).where(doubts.c.learner_id == learner_id)
    answered = sa.update(doubts).where(doubts.c.answered_by == learner_id)
    return [
        theirs.values(learner_id=NOBODY, said="", reply=None),
        answered.values(answered_by=NOBODY, reply=None),
    ]


async def _part_from_answers(connection: AsyncConnection, learner_id: int, chance: Random) -> None:
    """Leave the answers of a learner to closed class questions to nobody, and take away those to open ones.

    The rounds of their practice are held too: what is being kept or reviewed just now is there to go with the rest.
    """
    unanswered = sa.null().label("response"), sa.null().label("answered_at")
    theirs = sa.union_all(
        sa.select(answers.c.round_id, answers.c.response, answers.c.answered_at).where(
            answers.c.learner_id == learner_id
        ),
        sa.select(rounds.c.id, *unanswered).join_from(rounds, sittings).where(sittings.c.learner_id == learner_id),
    ).subquery()
    given = (
        sa.select(theirs, rounds.c.opened_at, rounds.c.state, rounds.c.sitting_id)
        .join_from(theirs, rounds, rounds.c.id == theirs.c.round_id)
        .order_by(rounds.c.id)
        .with_for_update(of=rounds)
    )
    rows = [row for row in (await connection.execute(given)).all() if row.sitting_id is None]
    whose = sa.and_(answers.c.round_id == sa.bindparam("the_round"), answers.c.learner_id == learner_id)
    closed = [row for row in rows if row.state == RoundState.CLOSED.value]
    if closed:
        fresh = _ids_below_zero(chance, len(closed))
        await connection.execute(
            sa.update(answers).where(whose),
            [
                {
                    "the_round": row.round_id,
                    "learner_id": nobody,
                    "response": _wordless(row.response),
                    "answered_at": row.opened_at or row.answered_at,
                }
                for row, nobody in zip(closed, fresh, strict=True)
            ],
        )
    if still_open := [row for row in rows if row.state != RoundState.CLOSED.value]:
        await connection.execute(sa.delete(answers).where(whose), [{"the_round": row.round_id} for row in still_open])


def _ids_below_zero(chance: Random, count: int) -> list[int]:
    """Ids by which nothing can be told of whom they stood for; of 2^62 there are, no two are ever the same."""
    return [-1 - chance.getrandbits(62) for _ in range(count)]


def _wordless(response: str) -> str:
    return response_to_json(Typed("")) if isinstance(response_from_json(response), Typed) else response
