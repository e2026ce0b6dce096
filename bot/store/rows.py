"""From rows to records and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, time
from typing import Any, TypeAlias

import sqlalchemy as sa

from bot.core.live import End, LiveState, Phase
from bot.core.ranking import Placed
from bot.core.records import (
    Answer,
    NewAnswer,
    NewPost,
    NewSchedule,
    Plan,
    Post,
    PostState,
    Preferences,
    Quiz,
    Round,
    RoundState,
    Schedule,
    ScheduleState,
    Sitting,
    Standing,
    Trouble,
    What,
)
from bot.core.slots import Slot
from bot.core.snapshot import item_from_json, item_to_json, response_from_json, response_to_json
from bot.store.schema import whole_milliseconds

AnyRow: TypeAlias = sa.Row[*tuple[Any, ...]]


def state_values(state: LiveState) -> dict[str, Any]:
    """The columns of a quiz that its state fills."""
    return {
        "total": state.total,
        "phase": state.phase.value,
        "position": state.position,
        "due_at": state.due_at,
        "time_left": state.left,
        "paused_in": state.paused_in.value if state.paused_in else None,
        "silent": state.silent,
        "ended_as": state.end.value if state.end else None,
    }


def quiz_of(row: AnyRow) -> Quiz:
    """A quiz from a whole row of its table."""
    return Quiz(
        id=row.id,
        revision=row.revision,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        host_id=row.host_id,
        bank=row.bank,
        title=row.title,
        seconds=row.seconds,
        speed_bonus=row.speed_bonus,
        created_at=row.created_at,
        podium_id=row.podium_id,
        podium_done=row.podium_done,
        state=LiveState(
            total=row.total,
            phase=Phase(row.phase),
            position=row.position,
            due_at=row.due_at,
            left=row.time_left,
            paused_in=Phase(row.paused_in) if row.paused_in else None,
            silent=row.silent,
            end=End(row.ended_as) if row.ended_as else None,
        ),
    )


def round_values(plan: Iterable[Plan], shared: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the rounds of a plan; `shared` is what they have in common."""
    return [
        {
            "position": position,
            "topic": one.item.bank,
            "item_id": one.item.id,
            "version": one.item.version,
            "item": item_to_json(one.item),
            "shown_order": json.dumps(one.order, separators=(",", ":")),
            "revealed": False,
            "hinted": False,
            "attempt": one.attempt,
            "remembered": False,
            **shared,
        }
        for position, one in enumerate(plan)
    ]


def round_of(row: AnyRow) -> Round:
    """A round from a whole row of its table."""
    return Round(
        id=row.id,
        quiz_id=row.quiz_id,
        sitting_id=row.sitting_id,
        learner_id=row.learner_id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        position=row.position,
        item=item_from_json(row.item),
        order=tuple(json.loads(row.shown_order)),
        state=RoundState(row.state),
        opened_at=row.opened_at,
        ends_at=row.ends_at,
        message_id=row.message_id,
        revealed=row.revealed,
        post_id=row.post_id,
        hinted=row.hinted,
        attempt=row.attempt,
    )


def sitting_of(row: AnyRow) -> Sitting:
    """A sitting from a whole row of its table."""
    return Sitting(
        id=row.id,
        learner_id=row.learner_id,
        guild_id=row.guild_id,
        about=row.about,
        created_at=row.created_at,
        total=row.total,
    )


def schedule_of(row: AnyRow) -> Schedule:
    """A schedule from a whole row of its table."""
    return Schedule(
        id=row.id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        host_id=row.host_id,
        what=What(row.what),
        topic=row.topic,
        at=time.fromisoformat(row.at),
        days=frozenset(map(int, row.days)),
        open_hours=row.open_hours,
        created_at=row.created_at,
        state=ScheduleState(row.state),
        failures=row.failures,
        told=row.told,
        last_day=row.last_day,
        due_at=row.due_at,
        not_before=row.not_before,
    )


def schedule_values(one: NewSchedule | Schedule) -> dict[str, Any]:
    """The columns of a schedule but for its id."""
    values = asdict(one)
    values.pop("id", None)
    return {
        **values,
        "what": one.what.value,
        "at": f"{one.at:%H:%M}",
        "days": "".join(map(str, sorted(one.days))),
        "state": one.state.value if isinstance(one, Schedule) else ScheduleState.ACTIVE.value,
        "failures": one.failures if isinstance(one, Schedule) else 0,
        "told": one.told if isinstance(one, Schedule) else False,
    }


def post_of(row: AnyRow) -> Post:
    """A post from a whole row of its table."""
    return Post(
        id=row.id,
        schedule_id=row.schedule_id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        slot=Slot(row.day, row.slot_at),
        number=row.number,
        state=PostState(row.state),
        claimed_at=row.claimed_at,
        late=row.late,
        lesson_id=row.lesson_id,
        item_id=row.item_id,
        message_id=row.message_id,
        tries=row.tries,
        retry_at=row.retry_at,
        trouble=Trouble(row.trouble) if row.trouble else None,
    )


def post_values(schedule: Schedule, new: NewPost) -> dict[str, Any]:
    """The row of a slot that is being claimed."""
    return {
        **_slot_values(schedule, new.slot),
        "number": new.number,
        "state": PostState.CLAIMED.value,
        "claimed_at": new.claimed_at,
        "late": new.late,
        "lesson_id": new.lesson_id,
        "item_id": new.plan.item.id if new.plan else None,
        "tries": 0,
        "retry_at": new.claimed_at,
    }


def missed_values(schedule: Schedule, slot: Slot, now: datetime) -> dict[str, Any]:
    """The row of a slot that was missed."""
    return {
        **_slot_values(schedule, slot),
        "number": 0,
        "state": PostState.MISSED.value,
        "claimed_at": now,
        "late": True,
        "tries": 0,
    }


def _slot_values(schedule: Schedule, slot: Slot) -> dict[str, Any]:
    return {
        "schedule_id": schedule.id,
        "guild_id": schedule.guild_id,
        "channel_id": schedule.channel_id,
        "day": slot.day,
        "slot_at": slot.at,
    }


def answer_values(new: NewAnswer) -> dict[str, Any]:
    """The row of an answer."""
    return {
        "round_id": new.round_id,
        "learner_id": new.learner_id,
        "guild_id": new.guild_id,
        "response": response_to_json(new.response),
        "credit": new.credit,
        "points": new.points,
        "answered_at": whole_milliseconds(new.answered_at),
        "day": new.day,
    }


def answer_of(row: AnyRow) -> Answer:
    """An answer from a row of its table."""
    return Answer(
        round_id=row.round_id,
        learner_id=row.learner_id,
        response=response_from_json(row.response),
        credit=row.credit,
        points=row.points,
        answered_at=row.answered_at,
    )


def kept_answer(new: NewAnswer) -> Answer:
    """A new answer as it will be read back."""
    return Answer(
        round_id=new.round_id,
        learner_id=new.learner_id,
        response=new.response,
        credit=new.credit,
        points=new.points,
        answered_at=whole_milliseconds(new.answered_at),
    )


def name_values(guild_id: int | None, learner_id: int, name: str) -> dict[str, Any]:
    """The row of a learner's name; what no database takes (a NUL, half a surrogate pair) is replaced."""
    clean = name.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")
    return {"guild_id": guild_id or 0, "learner_id": learner_id, "name": clean, "sort_name": clean.casefold()}


def standing_of(row: AnyRow) -> Standing:
    """A standing from a row that has its fields; sums come as decimals from PostgreSQL."""
    return Standing(
        learner_id=row.learner_id,
        name=row.name,
        answers=int(row.answers),
        credit=float(row.credit),
        points=int(row.points),
        hidden=bool(row.hidden),
    )


def placed_of(row: AnyRow) -> Placed:
    """A standing with its place."""
    return Placed(row.place, standing_of(row), row.sharing > 1)


def preferences_of(row: AnyRow) -> Preferences:
    """What a learner has set, from a whole row of its table."""
    return Preferences(
        learner_id=row.learner_id,
        hidden=row.hidden,
        reminder_at=time.fromisoformat(row.reminder_at) if row.reminder_at else None,
        timezone=row.timezone,
        remind_at=row.remind_at,
    )
