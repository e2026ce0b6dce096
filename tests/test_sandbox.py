"""The sandbox, as a browser meets it: over HTTP, with a real clock that the test may set ahead."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
import simcord.preview

from bot.config import Settings
from bot.core.errors import StoreInUse
from bot.discord_ui.client import INVITE_PERMISSIONS
from bot.sandbox import Sandbox, open_sandbox, run_sandbox
from bot.sandbox.live import LiveClock, LiveEnv
from bot.sandbox.page import CHANGES, changed

LIBRARY = Path(__file__).parent / "e2e" / "library"
SIMCORDS_PAGE = Path(simcord.preview.__file__).parent / "static"


class Clock:
    """The machine's clock, which a test can set ahead."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Tab:
    """A browser's tab: it knows what it was shown last, and nothing else."""

    def __init__(self, session: aiohttp.ClientSession, base: str, page: dict[str, Any]) -> None:
        self.session = session
        self.base = base
        self.page = page
        self.context = {"X-Simcord-Context": page["context"]["id"]}
        self.sequence = 0

    @property
    def text(self) -> str:
        """All that can be read in the channel."""
        return json.dumps([self.page["messages"][key] for key in self.page["timeline"]], ensure_ascii=False)

    async def look(self) -> str:
        """What the tab shows half a second later."""
        async with self.session.get(f"{self.base}/api/state", headers=self.context) as response:
            assert response.status == 200
            self.page = await response.json()
        return self.text

    async def act(self, kind: str, **body: Any) -> dict[str, Any]:
        """Do something on sight of the page as it was last seen."""
        self.sequence += 1
        action = {
            "protocol_version": self.page["protocolVersion"],
            "sequence": self.sequence,
            "request_id": f"{id(self)}-{self.sequence}",
            "generation": self.page["context"]["generation"],
            "bot_generation": self.page["botGeneration"],
            "published_revision": self.page["publishedRevision"],
            "kind": kind,
            **body,
        }
        async with self.session.post(f"{self.base}/api/action", headers=self.context, json=action) as response:
            assert response.status == 200, await response.text()
            receipt: dict[str, Any] = await response.json()
        return receipt

    async def run(self, command: str, **options: Any) -> dict[str, Any]:
        async with self.session.get(f"{self.base}/api/commands", headers=self.context) as response:
            entries = (await response.json())["entries"]
        entry = next(one for one in entries if one["invocation"] == command)
        return await self.act(
            "run_command",
            command_id=entry["commandId"],
            path=entry["path"],
            schema_fingerprint=entry["schemaFingerprint"],
            options=options,
        )

    def button(self, label: str) -> dict[str, Any]:
        return [one for one in buttons(self.page["messages"]) if one.get("label") == label][-1]

    async def press(self, button: dict[str, Any]) -> dict[str, Any]:
        message = button["control_key"].split(":")[1]
        return await self.act("click", control_key=button["control_key"], target_id=message)


def buttons(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        if tree.get("type") == 2 and "control_key" in tree:
            yield tree
        for child in tree.values():
            yield from buttons(child)
    elif isinstance(tree, list):
        for child in tree:
            yield from buttons(child)


class Browser:
    """Opens tabs on a sandbox."""

    def __init__(self, session: aiohttp.ClientSession, sandbox: Sandbox) -> None:
        address = urlsplit(sandbox.url)
        self.sandbox = sandbox
        self.session = session
        self.base = f"http://{address.netloc}"
        session.headers["X-Simcord-Capability"] = address.fragment

    async def open(self, viewer: simcord.MemberActor) -> Tab:
        async with self.session.post(f"{self.base}/api/pages", json={"viewer_id": str(viewer.id)}) as response:
            return Tab(self.session, self.base, await response.json())

    async def file(self, path: str) -> str:
        async with self.session.get(self.base + path) as response:
            assert response.status == 200
            return await response.text()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        discord_token=None,
        database_url=f"sqlite+aiosqlite:///{tmp_path}/sandbox.sqlite3",
        lessons_dir=LIBRARY / "lessons",
        quizzes_dir=LIBRARY / "quizzes",
        sandbox_port=0,
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sandbox(settings: Settings, clock: Clock) -> AsyncIterator[Sandbox]:
    async with open_sandbox(settings, now=clock) as sandbox:
        yield sandbox


@pytest.fixture
async def browser(sandbox: Sandbox) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession() as session:
        yield Browser(session, sandbox)


async def start_quiz(browser: Browser, clock: Clock) -> Tab:
    """The teacher starts a quiz, and the first question comes when its moment has come."""
    teacher = await browser.open(browser.sandbox.world.teacher)
    started = await teacher.run("quiz start", bank="Two easy ones", seconds="30")
    assert started["settlement"] == "settled", started
    clock.ahead += timedelta(seconds=10)
    await browser.sandbox.app.wake()
    assert "Question 1" in await teacher.look()
    return teacher


# What somebody sees who opens the address.


async def test_the_address_opens_a_page(browser: Browser) -> None:
    assert "<!doctype html>" in await browser.file("/")


async def test_without_the_key_in_the_address_nobody_gets_in(browser: Browser) -> None:
    async with aiohttp.ClientSession() as stranger, stranger.post(f"{browser.base}/api/pages", json={}) as response:
        assert response.status == 401


async def test_one_can_be_the_teacher_or_any_of_three_students(browser: Browser) -> None:
    tab = await browser.open(browser.sandbox.world.teacher)
    names = [viewer["name"] for viewer in tab.page["viewers"]]
    assert names == ["Teacher", "Student A", "Student B", "Student C"]


async def test_todays_lesson_is_already_there(browser: Browser) -> None:
    tab = await browser.open(browser.sandbox.world.students[0])
    lesson = browser.sandbox.app.lessons.of_the_day(datetime.now(UTC).toordinal()).lesson
    assert lesson.title in tab.text
    assert tab.button("Quiz me on this")


async def test_where_there_are_no_lessons_yet_the_class_opens_without_one(settings: Settings, tmp_path: Path) -> None:
    for name in ("lessons", "quizzes"):
        (tmp_path / name).mkdir()
    sources = (LIBRARY / "lessons" / "sources.yaml").read_bytes()
    (tmp_path / "lessons" / "sources.yaml").write_bytes(sources)
    folders = {"lessons_dir": tmp_path / "lessons", "quizzes_dir": tmp_path / "quizzes"}
    async with open_sandbox(settings.model_copy(update=folders)) as sandbox:
        assert sandbox.world.channel.history() == []


async def test_every_change_of_simcords_page_still_fits(browser: Browser) -> None:
    for path, change in CHANGES.items():
        original = (SIMCORDS_PAGE / (path.lstrip("/") or "index.html")).read_text(encoding="utf-8")
        assert len(changed(original, change)) == len(original) + sum(len(then) for _, then in change), path
        assert await browser.file(path) == changed(original, change)


def test_a_file_that_a_change_no_longer_fits_is_left_alone() -> None:
    assert changed("two two", [("two", "three"), ("", "end")]) == "two two"


# A class is held.


async def test_a_student_reads_a_lesson_that_nobody_else_sees(browser: Browser) -> None:
    student, other = [await browser.open(one) for one in browser.sandbox.world.students[:2]]
    receipt = await student.run("lesson", topic="kokand")
    assert receipt["settlement"] == "settled"
    await student.look()
    await other.look()
    assert [len(tab.page["timeline"]) for tab in (student, other)] == [2, 1]


async def test_a_class_answers_and_the_reveal_appears_in_every_tab_by_itself(browser: Browser, clock: Clock) -> None:
    teacher = await start_quiz(browser, clock)
    students = [await browser.open(one) for one in browser.sandbox.world.students]
    for student, label in zip(students, ["True", "True", "False"], strict=True):
        receipt = await student.press(student.button(label))
        assert receipt["settlement"] == "settled", receipt
        assert "Saved" in await student.look()
    clock.ahead += timedelta(seconds=31)
    await browser.sandbox.app.wake()
    reasons = ["It did.", "It was, in February.", "It ended in the 1930s.", "He was."]
    for tab in [teacher, *students]:
        text = await tab.look()
        assert any(reason in text for reason in reasons)


async def test_a_refusal_is_shown_to_who_was_refused_and_is_no_failure(browser: Browser) -> None:
    student = await browser.open(browser.sandbox.world.students[0])
    receipt = await student.run("quiz start", bank="Two easy ones")
    assert receipt["settlement"] == "settled"
    assert receipt["diagnostics"] == []
    assert "teachers" in await student.look()


async def test_students_who_tap_at_the_same_moment_are_all_heard(browser: Browser, clock: Clock) -> None:
    await start_quiz(browser, clock)
    students = [await browser.open(one) for one in browser.sandbox.world.students]
    receipts = await asyncio.gather(*(student.press(student.button("True")) for student in students))
    assert [receipt["settlement"] for receipt in receipts] == ["settled"] * 3
    for student in students:
        assert "Saved" in await student.look()


async def test_a_tap_on_sight_of_a_page_that_has_changed_since_still_counts(browser: Browser, clock: Clock) -> None:
    await start_quiz(browser, clock)
    first, second = [await browser.open(one) for one in browser.sandbox.world.students[:2]]
    seen = second.button("True")
    await first.press(first.button("True"))
    clock.ahead += timedelta(seconds=4)
    await browser.sandbox.app.wake()  # the count of answers is brought up to date
    receipt = await second.press(seen)
    assert not receipt["rejected"], receipt


async def test_a_tap_never_reaches_another_button_that_has_taken_the_place(browser: Browser) -> None:
    left, right = [await browser.open(browser.sandbox.world.students[0]) for _ in range(2)]
    await left.run("lesson", topic="the-name")
    await left.look()
    await right.look()
    seen = right.button("Quiz me on this")
    await left.press(left.button("Next"))
    await left.look()
    assert left.button("Quiz me on this")["control_key"] == seen["control_key"]
    receipt = await right.press(seen)
    assert receipt["rejected"]


async def test_a_tap_on_a_button_that_is_gone_does_nothing(browser: Browser, clock: Clock) -> None:
    await start_quiz(browser, clock)
    student = await browser.open(browser.sandbox.world.students[0])
    seen = student.button("True")
    clock.ahead += timedelta(seconds=31)
    await browser.sandbox.app.wake()
    receipt = await student.press(seen)
    assert receipt["rejected"]


async def test_a_page_where_nothing_has_happened_is_not_drawn_anew(browser: Browser) -> None:
    tab = await browser.open(browser.sandbox.world.students[0])
    revision = tab.page["publishedRevision"]
    other = await browser.open(browser.sandbox.world.students[1])
    await other.run("help")
    await tab.look()
    assert tab.page["publishedRevision"] == revision


async def test_dastan_may_do_what_its_invitation_asks_for_and_no_more(sandbox: Sandbox) -> None:
    (role,) = [role for role in sandbox.world.guild.roles.values() if role.name == "Dastan"]
    guild = sandbox.app.client.get_guild(sandbox.world.guild.id)
    assert guild is not None
    cached = guild.get_role(role.id)
    assert cached is not None
    assert cached.permissions == INVITE_PERMISSIONS


# Time.


async def test_the_clock_of_the_class_is_the_clock_of_the_machine(sandbox: Sandbox, clock: Clock) -> None:
    assert abs(sandbox.env.now() - datetime.now(UTC)) < timedelta(seconds=2)
    clock.ahead = timedelta(hours=5)
    assert abs(sandbox.env.now() - clock()) < timedelta(seconds=2)


def test_a_clock_that_is_set_back_waits() -> None:
    moments = iter([datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 7, 1, 11, tzinfo=UTC)])
    clock = LiveClock(lambda: next(moments))
    assert clock.elapsed == clock.elapsed


# What the bot does by itself.


async def let_the_bot(sandbox: Sandbox, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    loop = asyncio.get_running_loop()
    begun: asyncio.Future[asyncio.Task[None]] = loop.create_future()
    with sandbox.env._bot_scope():
        loop.call_soon(lambda: begun.set_result(loop.create_task(work)))
    return await begun


async def test_what_waits_for_a_moment_happens_when_the_clock_has_passed_it(sandbox: Sandbox, clock: Clock) -> None:
    waiting = await let_the_bot(sandbox, asyncio.sleep(3600))
    await sandbox.tick()
    assert not waiting.done()
    clock.ahead += timedelta(hours=2)
    await sandbox.tick()
    assert waiting.done()


async def test_work_that_takes_a_while_is_waited_for(sandbox: Sandbox) -> None:
    drawing = await let_the_bot(sandbox, asyncio.to_thread(time.sleep, 0.2))
    await sandbox.env.settle()
    assert drawing.done()


async def test_work_that_takes_too_long_is_left_to_itself(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LiveEnv, "PATIENCE", 0.1)
    drawing = await let_the_bot(sandbox, asyncio.to_thread(time.sleep, 0.4))
    await sandbox.env.settle()
    assert not drawing.done()


async def test_an_error_that_nobody_caught_is_logged(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    async def stumble() -> None:
        raise LookupError("a stumble")

    await let_the_bot(sandbox, stumble())
    await sandbox.env.settle()
    await asyncio.sleep(0.01)
    assert "a stumble" in caplog.text


# Runs.


async def test_a_second_run_on_the_same_file_finds_the_same_class(settings: Settings) -> None:
    found = []
    for _ in range(2):
        async with open_sandbox(settings) as sandbox:
            world = sandbox.world
            found.append([sandbox.app.client.application_id, world.guild.id, world.channel.id, *ids(world.everyone)])
    assert found[0] == found[1]


def ids(people: tuple[simcord.MemberActor, ...]) -> list[int]:
    return [one.id for one in people]


async def test_a_quiz_that_a_former_run_left_open_ends_quietly(settings: Settings, clock: Clock) -> None:
    async with AsyncExitStack() as first_run:
        sandbox = await first_run.enter_async_context(open_sandbox(settings, now=clock))
        session = await first_run.enter_async_context(aiohttp.ClientSession())
        await start_quiz(Browser(session, sandbox), clock)
    async with open_sandbox(settings, now=clock) as sandbox:
        await sandbox.app.wake()
        assert await sandbox.app.store.active_quiz(sandbox.world.channel.id) is None


async def test_with_a_bank_there_is_no_other_and_nothing_is_kept(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bank = tmp_path / "My bank.yaml"
    text = (LIBRARY / "quizzes/basmachi/years.yaml").read_text(encoding="utf-8")
    bank.write_text(text, encoding="utf-8")
    async with open_sandbox(settings, bank=bank) as sandbox, aiohttp.ClientSession() as session:
        assert [one.title for one in sandbox.app.shelves.common.banks.values()] == ["Two easy ones"]
        assert sandbox.app.shelves.common.lessons
        tab = await Browser(session, sandbox).open(sandbox.world.teacher)
        await tab.run("quiz start", bank="Two easy ones")
        assert "Two easy ones" in await tab.look()
        bank.write_text(text.replace("Two easy ones", "Other years"), encoding="utf-8")
        await soon(lambda: "Other years" in {one.title for one in sandbox.app.shelves.common.banks.values()}, within=5)
        bank.write_text("titel: Other years", encoding="utf-8")
        await soon(lambda: "changed files cannot be used" in caplog.text, within=5)
        await tab.run("help")
        assert "Other years" in {one.title for one in sandbox.app.shelves.common.banks.values()}
    assert not kept(settings)


async def soon(true: Callable[[], bool], within: float) -> None:
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, f"not within {within} seconds"
        await asyncio.sleep(0.05)


def kept(settings: Settings) -> bool:
    return Path(settings.database_url.partition("///")[2]).exists()


async def test_what_is_said_of_what_is_kept_is_true(settings: Settings, tmp_path: Path) -> None:
    bank = LIBRARY / "quizzes/basmachi/years.yaml"
    said: list[str] = []
    task = asyncio.create_task(run_sandbox(settings, bank=bank, echo=said.append))
    await soon(lambda: bool(said), within=30)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert f"Its only bank is {bank}, taken up anew whenever you save it; nothing of this class is kept." in said[-1]


async def test_two_at_once_on_one_file_are_refused(settings: Settings, sandbox: Sandbox) -> None:
    with pytest.raises(StoreInUse):
        async with open_sandbox(settings):
            pass


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def run_until_ready(settings: Settings) -> tuple[asyncio.Task[None], str, list[str]]:
    said: list[str] = []
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(run_sandbox(settings, echo=said.append, ready=address.set_result))
    either: list[asyncio.Future[Any]] = [task, address]
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED, timeout=30)
    if task.done():
        task.result()
    return task, address.result(), said


async def test_a_taken_port_is_told_and_another_one_found(settings: Settings) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        task, address, said = await run_until_ready(settings.model_copy(update={"sandbox_port": port}))
        assert said[0] == f"Port {port} is taken; using {urlsplit(address).port}."
        task.cancel()
        await asyncio.wait([task])


async def test_the_address_stands_whole_on_a_line_of_its_own(settings: Settings) -> None:
    task, address, said = await run_until_ready(settings.model_copy(update={"sandbox_port": free_port()}))
    assert address in "\n".join(said).splitlines()
    task.cancel()
    await asyncio.wait([task])


async def test_it_ends_cleanly_when_it_is_cancelled_and_can_be_started_again(settings: Settings) -> None:
    for _ in range(2):
        task, address, _ = await run_until_ready(settings)
        task.cancel()
        await asyncio.wait([task], timeout=10)
        assert task.cancelled()
        with pytest.raises(aiohttp.ClientConnectorError):
            async with aiohttp.ClientSession() as session:
                await session.get(address)


async def test_it_ends_when_the_session_is_ended_in_the_page(settings: Settings) -> None:
    task, address, said = await run_until_ready(settings)
    url = urlsplit(address)
    async with aiohttp.ClientSession(headers={"X-Simcord-Capability": url.fragment}) as session:
        base = f"http://{url.netloc}"
        async with session.post(f"{base}/api/pages", json={}) as response:
            tab = Tab(session, base, await response.json())
        await tab.act("close")
    await asyncio.wait_for(task, 10)
    assert said[-1] == "The session was ended in the page."


async def test_without_a_database_of_its_own_it_keeps_to_its_own_file(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.config.ROOT", tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    fields = settings.model_dump(exclude={"database_url"}, exclude_unset=True)
    async with open_sandbox(Settings(_env_file=None, **fields)):
        assert (tmp_path / "data" / "sandbox.sqlite3").exists()
        assert not (tmp_path / "data" / "dastan.sqlite3").exists()
