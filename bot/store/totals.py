"""Adding a closed round's answers to the totals. Called in the transaction that closes it."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.engine import Insert
from bot.store.schema import answers, daily_totals, lifetime_totals, rounds

_SUMS = ("answers", "credit", "points")


async def add_to_totals(connection: AsyncConnection, insert: Callable[[sa.Table], Insert], round_id: int) -> None:
    """Add every answer of a round to its learner's totals, of its day and of all time.

    A learner has one answer a round, so there is nothing to group; what somebody erased has left (an id below 0) is
    nobody's. The order of the rows is always the same, lest two
    rounds that close at once wait for each other.
    """
    for table in (daily_totals, lifetime_totals):
        keys = [column.name for column in table.primary_key]
        source = {
            "guild_id": rounds.c.guild_id,
            "topic": rounds.c.topic,
            "day": answers.c.day,
            "learner_id": answers.c.learner_id,
            "answers": sa.literal_column("1"),
            "credit": answers.c.credit,
            "points": answers.c.points,
        }
        given = (
            sa.select(*(source[name] for name in (*keys, *_SUMS)))
            .join_from(answers, rounds)
            .where(answers.c.round_id == round_id, answers.c.learner_id > 0)
            .order_by(answers.c.day, answers.c.learner_id)
        )
        adding = insert(table).from_select([*keys, *_SUMS], given)
        await connection.execute(
            adding.on_conflict_do_update(
                index_elements=keys, set_={name: table.c[name] + adding.excluded[name] for name in _SUMS}
            )
        )
