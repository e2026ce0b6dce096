"""Discord checks that a custom_id stands in the message; should that ever fail, Dastan loses nothing by it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.core.models import SeveralChoices
from bot.core.records import DoubtState
from bot.discord_ui.cogs.bank import BankCog
from bot.discord_ui.cogs.classroom import ClassroomCog
from bot.discord_ui.cogs.practice import PracticeCog
from bot.discord_ui.cogs.privacy import PrivacyCog
from bot.discord_ui.cogs.reminders import RemindersCog
from bot.discord_ui.cogs.report import ReportCog
from bot.discord_ui.panels import Panels
from bot.discord_ui.presses import Presses
from bot.reports import Studio
from bot.services.doubts import Doubts
from bot.services.reporting import Reporting
from tests.e2e.classroom import Classroom, everything_said, private
from tests.e2e.test_banks import rivers, upload, use
from tests.e2e.test_reports import doubt, hold_quiz


class Forged:
    """As much of an interaction as the router looks at, made up by hand."""

    def __init__(self, room: Classroom, custom_id: str, **data: Any) -> None:
        self.type = discord.InteractionType.component
        self.extras: dict[str, Any] = {}
        self.data = {"custom_id": custom_id, **data}
        self.user = SimpleNamespace(id=4711, display_name="Mallory")
        self.guild_id = room.guild.id
        self.channel_id = room.channel.id
        self.permissions = discord.Permissions.none()
        self.created_at = room.env.now()
        self.message = None
        self.command = None
        self.told: list[str] = []
        self.response = SimpleNamespace(
            is_done=lambda: False, send_message=self._send, edit_message=self._send, defer=self._defer
        )

    async def _defer(self, **_: Any) -> None:
        """Nothing is told by it."""

    async def _send(self, *, view: discord.ui.LayoutView, **_: Any) -> None:
        components = view.to_components()  # type: ignore[no-untyped-call]  # discord.py's own
        self.told.append("\n".join(everything_said(components)))


def presses(room: Classroom) -> Presses:
    app = room.app
    practice = PracticeCog(app.practice, app.sittings, app.shelves)
    classroom = ClassroomCog(app.lessons, app.daily, app.progress, app.store, app.shelves)
    reporting = Reporting(app.store, app.shelves, now=room.clock)
    doubts = Doubts(app.store, app.shelves, app._outbox, now=room.clock)
    privacy, reminders = PrivacyCog(app.privacy), RemindersCog(app.reminders)
    return Presses(
        app.answering,
        app.sittings,
        app.lessons,
        app.live,
        app.scheduling,
        app.store,
        Panels(),
        practice.presses,
        classroom.presses,
        privacy.presses,
        reminders.presses,
        BankCog(app.workshop, app.store).presses,
        ReportCog(reporting, doubts, app.store, app.shelves, Studio()).presses,
    )


@pytest.mark.parametrize(
    "custom_id",
    [
        "pick",
        "pick:",
        "pick:1",
        "pick:1:99",
        "pick:1:-1",
        "pick:999999999999999999:0",
        "pick:9999999999999999999999:0",
        "pick:one:0",
        "type:1",
        "typed:1",
        "compose:1",
        "slot:1:99",
        "save:1",
        "result:77:0",
        "result:1:99",
        "next:77",
        "lesson",
        "lesson:../../evil",
        "quizme:",
        "quizme:@everyone",
        "schedules:0",
        "pick:0:0",
        "board",
        "board:all",
        "board:decade:0:",
        "board:all:-1:",
        "board:all:999999999999999999:",
        "board:week:0:@everyone",
        "doubt",
        "doubt:0",
        "doubt:1",
        "doubted:1",
        "doubted:999999999999999999",
    ],
)
async def test_a_press_that_was_made_up_saves_nothing_and_gets_a_kind_answer(room: Classroom, custom_id: str) -> None:
    await room.start_quiz("years", questions=1, seconds=300)
    round_ = await room.open_round()
    app = room.app
    forged = Forged(room, custom_id.replace(":1", f":{round_.id}", 1), values=["0"], components=[])
    await presses(room).dispatch(forged)  # type: ignore[arg-type]  # as much as is looked at
    assert len(forged.told) == 1
    assert "went wrong" not in forged.told[0], forged.told
    assert await app.store.answered(round_.id) == 0


@pytest.mark.parametrize("values", [["-1"], ["99"], ["x"], []])
async def test_a_select_with_made_up_values_saves_nothing(room: Classroom, values: list[str]) -> None:
    await room.start_quiz("sampler", questions=7, seconds=300)
    while not isinstance((round_ := await room.open_round()).item, SeveralChoices):
        await room.teacher.slash(room.channel, "quiz skip")
        await room.to_the_next_question()
    app = room.app
    forged = Forged(room, f"many:{round_.id}", values=values)
    await presses(room).dispatch(forged)  # type: ignore[arg-type]  # as much as is looked at
    assert "went wrong" not in forged.told[0], forged.told
    assert await app.store.answered(round_.id) == 0


async def test_a_page_of_the_schedules_is_turned_for_teachers_alone(room: Classroom) -> None:
    await room.teacher.slash(room.channel, "schedule add", what="lesson")
    forged = Forged(room, "schedules:0")
    await presses(room).dispatch(forged)  # type: ignore[arg-type]  # as much as is looked at
    assert "Only teachers" in forged.told[0]


TEACHERS_OWN = [
    "bankfile",
    "bank:1:0",
    "banklive:1",
    "bankdrop:1",
    "banks:0",
    "doubts",
    "reply:1",
    "replied:1",
    "withdraw:1",
]
TEACHERS_OWN += ["setaside:1", "report:all:0:", "question", "takeout:1", "bringback:1"]


@pytest.mark.parametrize("custom_id", TEACHERS_OWN)
async def test_what_is_for_teachers_is_closed_to_others_and_to_teachers_of_another_server(
    room: Classroom, custom_id: str
) -> None:
    await use(room, await upload(room, rivers()))
    draft = await upload(room, rivers(Rivers_of="Waters of"))
    await hold_quiz(room)
    await doubt(room)
    [live, waiting] = sorted(
        await room.app.store.bank_versions(room.guild.id), key=lambda one: one.state.value != "live"
    )
    student = Forged(room, custom_id, values=["1"], components=[])
    head = Forged(room, custom_id.replace("bankdrop:1", f"bankdrop:{waiting.id}"), values=["1"], components=[])
    head.guild_id, head.permissions = room.guild.id + 1, room.managing
    for forged in (student, head):
        await presses(room).dispatch(forged)  # type: ignore[arg-type]  # as much as is looked at
        assert not any("Rivers of" in one or "key is wrong" in one for one in forged.told)
    assert "Only teachers" in student.told[0]
    assert "went wrong" not in "".join(head.told)
    assert {live.id, waiting.id} == {one.id for one in await room.app.store.bank_versions(room.guild.id)}
    assert len(await room.app.store.doubts_of(room.guild.id, DoubtState.OPEN)) == 1
    assert await room.app.store.withdrawn(room.guild.id) == frozenset()
    assert private(draft)
