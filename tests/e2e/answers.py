"""How a student answers each kind of question with their own fingers."""

from __future__ import annotations

from typing import Any

import discord
import simcord

from bot.core.models import Item, Matching, OneChoice, Ordering, SeveralChoices, ShortText, TrueFalse, Year
from bot.core.records import Round
from tests.e2e.classroom import Classroom

Message = discord.Message | simcord.ResponseMessage


def right_text(item: ShortText | Year) -> str:
    return item.accept[0] if isinstance(item, ShortText) else str(item.year)


async def answer(
    student: simcord.MemberActor, message: Message, round_: Round, *, right: bool = True
) -> simcord.InteractionResult:
    """Answer a question, rightly or as wrongly as can be, and give what came of it."""
    item: Item = round_.item
    if isinstance(item, OneChoice):
        index = item.answer if right else (item.answer + 1) % len(item.choices)
        return await student.click(message, custom_id=f"pick:{round_.id}:{round_.order.index(index)}")
    if isinstance(item, TrueFalse):
        return await student.click(message, custom_id=f"pick:{round_.id}:{int(item.answer is right)}")
    if isinstance(item, SeveralChoices):
        wanted = [index for index in range(len(item.choices)) if (index in item.answers) is right]
        values = [str(round_.order.index(index)) for index in wanted]
        return await student.select(message, values, custom_id=f"many:{round_.id}")
    if isinstance(item, ShortText | Year):
        shown = await student.click(message, custom_id=f"type:{round_.id}")
        return await student.submit_modal(shown, {"text": right_text(item) if right else "1888"})
    return await compose(student, message, round_, right=right)


async def compose(
    student: simcord.MemberActor, message: Message, round_: Round, *, right: bool = True
) -> simcord.InteractionResult:
    """Fill in the private panel of an ordering or a matching, and save it."""
    panel = await open_panel(student, message, round_)
    for slot, index in enumerate(wanted_order(round_.item, right=right)):
        value = str(round_.order.index(index))
        await student.select(panel, [value], custom_id=f"slot:{round_.id}:{slot}")
    return await student.click(panel, custom_id=f"save:{round_.id}")


async def open_panel(student: simcord.MemberActor, message: Message, round_: Round) -> Any:
    opened = await student.click(message, custom_id=f"compose:{round_.id}")
    assert opened.response is not None
    return opened.response


def wanted_order(item: Item, *, right: bool) -> list[int]:
    assert isinstance(item, Ordering | Matching)
    size = len(item.order) if isinstance(item, Ordering) else len(item.pairs)
    if right:
        return list(range(size))
    return list(reversed(range(size))) if isinstance(item, Ordering) else [*range(1, size), 0]


async def everybody_answers(room: Classroom, *, right: bool = True) -> Round:
    round_ = await room.open_round()
    for student in room.students:
        await answer(student, room.last(), round_, right=right)
    return round_
