"""Buttons, selects and modals: one small router reads the custom_id, so that a restart costs no button its meaning.

Nothing is registered with discord.py's own view store: its memory would grow with every message, and modals that were
open at a restart would be dead.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

import discord

from bot.core.errors import NotAnAnswer, RoundClosed, UnknownRound
from bot.core.models import Matching, Ordering, Picked, Response, ShortText, TrueFalse, Typed, Year
from bot.core.records import Round
from bot.discord_ui import guard, render, reply, text
from bot.discord_ui.forms import typed_text
from bot.discord_ui.ids import Action, Press, decode, plain_number
from bot.discord_ui.panels import Panels
from bot.discord_ui.people import learner, require_teacher
from bot.discord_ui.reply import Interaction
from bot.services.answering import Answering
from bot.services.lessons import Lessons
from bot.services.live import LiveQuizzes
from bot.services.scheduling import Scheduling
from bot.services.sittings import Sittings
from bot.services.views import SittingView
from bot.store import Store

Handler: TypeAlias = Callable[[Interaction, Press], Awaitable[None]]


class Presses:
    """Answers every press of a component and every submitted modal of ours; strangers' are left alone.

    `others` has the handlers of those cogs that see to their own buttons.
    """

    def __init__(
        self,
        answering: Answering,
        sittings: Sittings,
        lessons: Lessons,
        live: LiveQuizzes,
        scheduling: Scheduling,
        store: Store,
        panels: Panels,
        *others: Mapping[Action, Handler],
    ) -> None:
        self._answering = answering
        self._sittings = sittings
        self._lessons = lessons
        self._live = live
        self._scheduling = scheduling
        self._store = store
        self._panels = panels
        self._handlers: dict[Action, Handler] = {
            Action.PICK: self._pick,
            Action.MANY: self._many,
            Action.TYPE: self._type,
            Action.TYPED: self._typed,
            Action.COMPOSE: self._compose,
            Action.SLOT: self._slot,
            Action.SAVE: self._save,
            Action.RESULT: self._result,
            Action.LESSON: self._lesson,
            Action.QUIZ_ME: self._quiz_me,
            Action.SCHEDULES: self._schedules,
        }
        for one in others:
            self._handlers |= one

    async def dispatch(self, interaction: Interaction) -> None:
        """Carry out an interaction of a component or a modal."""
        if interaction.type not in {discord.InteractionType.component, discord.InteractionType.modal_submit}:
            return
        press = decode(str(guard.payload(interaction).get("custom_id", "")))
        if press is not None:
            await guard.run(interaction, self._carry_out(interaction, press))

    async def _carry_out(self, interaction: Interaction, press: Press) -> None:
        try:
            await self._handlers[press.action](interaction, press)
        except (ValueError, IndexError) as error:  # a custom_id of another version of Dastan, or made by hand
            raise UnknownRound(0) from error

    # Answering.

    async def _pick(self, interaction: Interaction, press: Press) -> None:
        round_ = await self._answering.round(press.number(0))
        await self._answer(interaction, round_, Picked((_from_shown(round_, press.number(1)),)))

    async def _many(self, interaction: Interaction, press: Press) -> None:
        round_ = await self._answering.round(press.number(0))
        values: list[str] = guard.payload(interaction).get("values", [])
        picks = sorted(_from_shown(round_, plain_number(value)) for value in values)
        await self._answer(interaction, round_, Picked(tuple(picks)))

    async def _type(self, interaction: Interaction, press: Press) -> None:
        round_ = await self._open_round(interaction, press.number(0))
        if round_ is None:
            return
        if not isinstance(round_.item, ShortText | Year):
            raise UnknownRound(round_.id)
        await reply.ask(interaction, render.answer_modal(round_))

    async def _typed(self, interaction: Interaction, press: Press) -> None:
        round_ = await self._answering.round(press.number(0))
        typed = Typed(typed_text(guard.payload(interaction).get("components", [])))
        try:
            await self._answer(interaction, round_, typed)
        except NotAnAnswer as error:
            if not await self._is_asked_in_private(interaction, round_):
                raise
            await send_question(interaction, await self._sittings.question(round_), text.sentence_for(error))

    async def _is_asked_in_private(self, interaction: Interaction, round_: Round) -> bool:
        """Whether what was pressed is the message of a sitting that still asks this question."""
        if round_.sitting_id is None or interaction.message is None or not interaction.message.flags.ephemeral:
            return False
        return await self._answering.earlier(round_.id, learner(interaction.user)) is None

    async def _compose(self, interaction: Interaction, press: Press) -> None:
        round_ = await self._open_round(interaction, press.number(0))
        if round_ is not None:
            self._panels.forget(interaction.user.id, round_.id)
            await reply.show(interaction, render.compose_panel(round_, [None] * _slots(round_)))

    async def _slot(self, interaction: Interaction, press: Press) -> None:
        round_ = await self._round_of_panel(interaction, press)
        if round_ is None:
            return
        values: list[str] = guard.payload(interaction).get("values", [])
        slot, shown = press.number(1), plain_number(values[0]) if values else None
        chosen = self._panel(interaction, round_)
        chosen[slot] = shown
        self._panels.chose(interaction.user.id, round_.id, slot, shown)
        await reply.show(interaction, render.compose_panel(round_, chosen))

    async def _save(self, interaction: Interaction, press: Press) -> None:
        round_ = await self._round_of_panel(interaction, press)
        if round_ is None:
            return
        chosen = self._panel(interaction, round_)
        if unfinished := _unfinished(chosen):
            await reply.show(interaction, render.compose_panel(round_, chosen, unfinished))
            return
        picks = tuple(_from_shown(round_, shown) for shown in chosen if shown is not None)
        await self._answer(interaction, round_, Picked(picks))
        self._panels.forget(interaction.user.id, round_.id)

    async def _round_of_panel(self, interaction: Interaction, press: Press) -> Round | None:
        """The round of an open panel; where it has closed meanwhile the panel says so and is no more."""
        if (await self._answering.round(press.number(0))).sitting_id is not None:
            return await self._open_round(interaction, press.number(0))
        try:
            return await self._answering.open_round(press.number(0), learner(interaction.user))
        except RoundClosed as closed:
            self._panels.forget(interaction.user.id, closed.round_id)
            await reply.show(interaction, render.notice(text.sentence_for(closed)))
            return None

    def _panel(self, interaction: Interaction, round_: Round) -> list[int | None]:
        """What a learner has chosen, select by select."""
        told = render.read_panel(interaction.message.components if interaction.message else [])
        return self._panels.over(interaction.user.id, round_.id, told)

    async def _open_round(self, interaction: Interaction, round_id: int) -> Round | None:
        """The round, if this person may still answer it; else they are shown the answer that stands."""
        person = learner(interaction.user)
        round_ = await self._answering.round(round_id)
        if round_.sitting_id is not None:
            told = await self._sittings.told(person, round_)
            if told is not None:
                await reply.show(interaction, render.verdict(told))
            return round_ if told is None else None
        round_ = await self._answering.open_round(round_id, person)
        earlier = await self._answering.earlier(round_id, person)
        if earlier is None:
            return round_
        await reply.tell(interaction, render.already(round_, earlier.response))
        return None

    async def _answer(self, interaction: Interaction, round_: Round, response: Response) -> None:
        person, at = learner(interaction.user), interaction.created_at
        if round_.sitting_id is not None:
            verdict = await self._sittings.answer(person, round_, response, at)
            await reply.show(interaction, render.verdict(verdict))
            return
        outcome = await self._answering.answer(round_.id, person, response, at)
        if outcome.first:
            view = render.saved(outcome.round, outcome.answer.response)
        else:
            view = render.already(outcome.round, outcome.answer.response)
        await reply.show(interaction, view)

    # Everything else.

    async def _result(self, interaction: Interaction, press: Press) -> None:
        result = await self._live.result(learner(interaction.user), press.number(0))
        await reply.show(interaction, render.result(result, press.number(1)))

    async def _lesson(self, interaction: Interaction, press: Press) -> None:
        view = await self._lessons.read(learner(interaction.user), press.args[0])
        sitting_id = press.number(1) if len(press.args) > 1 else None
        await reply.show(interaction, render.lesson(view, private=True, sitting_id=sitting_id))

    async def _quiz_me(self, interaction: Interaction, press: Press) -> None:
        sitting = await self._lessons.quiz_me(learner(interaction.user), press.args[0], interaction.guild_id)
        await send_question(interaction, sitting)

    async def _schedules(self, interaction: Interaction, press: Press) -> None:
        server = await require_teacher(interaction, self._store)
        await reply.show(interaction, render.schedule_list(await self._scheduling.all(server), press.number(0)))


async def send_question(interaction: Interaction, sitting: SittingView, objection: str | None = None) -> None:
    """Show a question of a private sitting, with its picture."""
    await reply.show(interaction, render.sitting_question(sitting, objection), render.image_file(sitting.round.item))


def _slots(round_: Round) -> int:
    item = round_.item
    if isinstance(item, Ordering):
        return len(item.order)
    if isinstance(item, Matching):
        return len(item.pairs)
    raise RoundClosed(round_.id)


def _from_shown(round_: Round, shown: int) -> int:
    """The item's own index of the option shown at a position; for true or false the value itself.

    Raises:
        IndexError: nothing is shown there.
    """
    if isinstance(round_.item, TrueFalse):
        return shown
    return round_.order[shown]


def _unfinished(chosen: list[int | None]) -> tuple[int, ...]:
    """The selects that keep a panel from being saved: those that are empty, and those that repeat another."""
    return tuple(index for index, shown in enumerate(chosen) if shown is None or chosen.count(shown) > 1)
