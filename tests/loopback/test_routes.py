"""Trouble on every route that the bot uses: errors of Discord's, and requests that never get an answer.

Afterwards the quiz goes on by itself; nobody is told "saved" falsely, no question is lost or stands twice, and the
podium is right. A route for which nothing is tried here fails the first test.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.loopback.bot_process import start_bot
from tests.loopback.classroom import (
    ask,
    is_revealed,
    open_question,
    podiums,
    questions,
    resume,
    reveal,
    right,
    rows,
    skip,
    start_quiz,
    to_the_podium,
    until_asked,
    until_saved,
)
from tests.loopback.faults import Fault, Faults
from tests.loopback.server import Discord, loopback
from tests.loopback.world import Channel, Json, Person, parts

POST = "POST /channels/{channel}/messages"
EDIT = "PATCH /channels/{channel}/messages/{message}"
LOOK = "GET /channels/{channel}/messages"
ACKNOWLEDGE = "POST /interactions/{interaction}/{token}/callback"
FOLLOW_UP = "POST /webhooks/{application}/{token}"
BEGINNING = {
    "GET /users/@me": "/users/@me",
    "GET /oauth2/applications/@me": "/oauth2/applications/@me",
    "GET /applications/{application}/commands": "/applications/*/commands",
    "PUT /applications/{application}/commands": "/applications/*/commands",
}

HURRIED = 1.2
"""Seconds that the bots of these tests give Discord for an answer."""
LONGEST = 60
"""Seconds until a question stands there at last; discord.py's five tries alone take 25."""
TRY_AGAIN = "Discord did not take it just now"


# What goes wrong in a channel, and when.

When = Callable[[Json], bool]


def _anything(_: Json) -> bool:
    return True


def _nonce(kind: str) -> When:
    return lambda body: str(body.get("nonce")).startswith(kind)


def _is_reveal(body: Json) -> bool:
    return not any(part.get("custom_id", "").startswith("pick:") for part in parts(body["components"]))


@dataclass(frozen=True)
class Moment:
    """A request of a quiz's."""

    route: str
    when: When = _anything

    def where(self, channel: Channel) -> tuple[str, str]:
        path = f"/channels/{channel.id}/messages"
        return self.route.partition(" ")[0], path + "/*" if self.route == EDIT else path


MOMENTS = {
    "announced": Moment(POST, _nonce("q")),
    "asked": Moment(POST, _nonce("r")),
    "resumed": Moment(EDIT),
    "looked for": Moment(LOOK),
    "revealed": Moment(EDIT, _is_reveal),
    "over": Moment(POST, _nonce("p")),
}
TROUBLES: dict[str, Callable[[Faults, Channel, Moment], Fault]] = {
    "500": lambda faults, channel, moment: faults.answer(*moment.where(channel), 500, when=moment.when),
    "503, twice": lambda faults, channel, moment: faults.answer(*moment.where(channel), 503, times=2, when=moment.when),
    "silence": lambda faults, channel, moment: faults.ignore(
        *moment.where(channel), carried_out=False, times=2, when=moment.when
    ),
    "silence, but it was done": lambda faults, channel, moment: faults.ignore(
        *moment.where(channel), carried_out=True, times=2, when=moment.when
    ),
}
AT_LENGTH = {
    "500, and every try of discord.py's": lambda faults, channel, moment: faults.answer(
        *moment.where(channel), 500, times=6, when=moment.when
    ),
}


@dataclass
class TroubledClass:
    """A class that holds a quiz of one question, come what may."""

    discord: Discord
    channel: Channel
    moment: str
    plan: Callable[[Faults, Channel, Moment], Fault]
    sooner: Person
    later: Person

    async def hold_a_quiz(self) -> None:
        faults, where = self.discord.faults, MOMENTS[self.moment]
        if self.moment == "looked for":  # it stands there, and the bot does not know
            asked = MOMENTS["asked"]
            faults.lose(*asked.where(self.channel), carried_out=True, times=2, when=asked.when)
        trouble = None if self.moment == "resumed" else self.plan(faults, self.channel, where)
        await self._start()
        await self._say("quiz skip")
        question = await until_asked(self.discord, self.channel, within=LONGEST)
        await until_saved(self.discord, self.sooner, question)
        if self.moment == "resumed":
            assert "Paused" in await self._say("quiz pause")
            trouble = self.plan(faults, self.channel, where)
            told = await self._say("quiz resume")
            assert "goes on" in told or TRY_AGAIN in told, told
        await until_saved(self.discord, self.later, question)
        await self._to_the_podium()
        assert trouble is not None
        assert trouble.hits, f"{self.channel.name}: nothing went wrong"

    async def _start(self) -> None:
        """The teacher is told whether it begins, and tries again where it does not."""
        told = ""
        while "begins" not in told:
            told = await self._say("quiz start", bank="years", questions=1, seconds=60)
            assert "begins" in told or TRY_AGAIN in told, f"{self.channel.name}: {told}"

    async def _to_the_podium(self) -> None:
        for _ in range(60):
            if podiums(self.discord, self.channel) and is_revealed(questions(self.discord, self.channel)[-1]):
                return
            await self._say("quiz skip")
            await asyncio.sleep(0.7)
        raise AssertionError(f"{self.channel.name} has no podium\n{self.discord.picture()}")

    async def _say(self, command: str, **options: Any) -> str:
        return (await self.discord.slash(self.discord.teacher, self.channel, command, **options)).text

    async def check(self, database_url: str) -> None:
        stand = questions(self.discord, self.channel)
        told = f"#{self.channel.name}\n{self.discord.picture()}"
        assert [is_revealed(message) for message in stand] == [True], told
        assert len(podiums(self.discord, self.channel)) == 1, told
        assert "100 points" in podiums(self.discord, self.channel)[0].text, told
        people = {self.sooner.id, self.later.id}
        totals = f"SELECT learner_id, answers, points FROM lifetime_totals WHERE learner_id IN {tuple(people)}"
        assert sorted(await rows(database_url, totals)) == sorted((person, 1, 100) for person in people), told


@pytest.mark.soak
async def test_a_quiz_comes_to_its_podium_whatever_happens_to_a_request_of_its_own(
    discord: Discord, sqlite_url: str, pytestconfig: pytest.Config
) -> None:
    troubles = TROUBLES | (AT_LENGTH if pytestconfig.getoption("soak", default=False) else {})
    classes = [
        TroubledClass(
            discord,
            discord.channel(f"{moment}: {trouble}"),
            moment,
            plan,
            discord.learner("Anna"),
            discord.learner("Bo"),
        )
        for moment, (trouble, plan) in product(MOMENTS, troubles.items())
        if (moment, trouble) != ("looked for", "silence, but it was done")  # nothing is done there
    ]
    bot = await start_bot(discord, sqlite_url, answer_within=HURRIED)
    await asyncio.gather(*(one.hold_a_quiz() for one in classes))
    for one in classes:
        await one.check(sqlite_url)
    assert bot.running


# What Discord refuses for good.

ARCHIVED = 50083
"""Discord: the thread is archived. Stands here for all that a bot cannot know of beforehand."""


async def test_what_discord_refuses_for_good_is_not_tried_again_and_leaves_its_channel_free(
    discord: Discord, sqlite_url: str
) -> None:
    channels = {name: discord.channel(name) for name in MOMENTS if name != "looked for"}
    bot = await start_bot(discord, sqlite_url)
    bot.may_log.append("Discord refuses a message")
    for name, channel in channels.items():
        if name != "resumed":
            where = MOMENTS[name].where(channel)
            discord.faults.answer(*where, 400, code=ARCHIVED, times=9, when=MOMENTS[name].when)

    async def begin(channel: Channel) -> str:
        options = {"bank": "years", "questions": 1, "seconds": 60}
        return (await discord.slash(discord.teacher, channel, "quiz start", **options)).text

    announced, asked, *others = channels.values()
    assert "I cannot write in that channel" in await begin(announced)
    for channel in (asked, *others):
        assert "begins" in await begin(channel)
        await skip(discord, channel)
    for channel in others:
        question = await until_asked(discord, channel)
        await until_saved(discord, discord.learner(), question)
    await discord.slash(discord.teacher, channels["resumed"], "quiz pause")
    discord.faults.answer(*MOMENTS["resumed"].where(channels["resumed"]), 400, code=ARCHIVED, times=9)
    await resume(discord, channels["resumed"])
    for channel in others:
        await skip(discord, channel)
    await asyncio.sleep(2)
    for channel in others:
        await discord.slash(discord.teacher, channel, "quiz skip")
    ended = [channels["resumed"], channels["revealed"]]
    await discord.until(lambda: all(podiums(discord, channel) for channel in ended), what="the podiums")
    await asyncio.sleep(1)
    tried = len(discord.rest.requests)
    await asyncio.sleep(3)  # whatever is tried again is so after two seconds
    assert len(discord.rest.requests) == tried, discord.rest.requests[tried:]
    discord.faults.clear()
    for channel in channels.values():
        assert "begins" in await begin(channel), channel.name


# What a person is told.


async def test_a_press_counts_once_whatever_happens_to_the_words_that_say_so(discord: Discord, sqlite_url: str) -> None:
    channel = discord.channel()
    bot = await start_bot(discord, sqlite_url)
    question = await open_question(discord, channel)
    method, path = "POST", "/interactions/*/callback"
    late, unheard, untold = discord.learners(3)
    discord.faults.answer(method, path, 500)
    assert "Saved" in (await discord.press(late, question, right(question))).text
    ignored = [discord.faults.ignore(method, path, carried_out=carried_out) for carried_out in (True, False)]
    told = await asyncio.gather(*(discord.press(one, question, right(question)) for one in (unheard, untold)))
    assert all(fault.hits for fault in ignored)
    assert sorted(reply.acknowledged for reply in told) == [False, True]
    for person in (unheard, untold):
        assert "already answered" in (await discord.press(person, question, right(question))).text
    counted = "SELECT learner_id FROM answers"
    assert sorted(await rows(sqlite_url, counted)) == [(one.id,) for one in (late, unheard, untold)]
    await to_the_podium(discord, channel)
    assert bot.running


async def test_a_quiz_goes_on_whatever_happens_to_the_words_that_tell_the_teacher(
    discord: Discord, sqlite_url: str
) -> None:
    method, path = "POST", "/webhooks/*"
    names = ("500", "refused", "ignored", "ignored, but it was done")
    late, refused, *ignored = channels = [discord.channel(name) for name in names]
    bot = await start_bot(discord, sqlite_url)
    bot.may_log.append("/quiz start")
    discord.faults.answer(method, path, 500)
    assert "begins" in (await start_quiz(discord, late, questions=1)).text
    discord.faults.answer(method, path, 401, code=50027, times=2)
    starting = [asyncio.create_task(_start_unheard(discord, refused))]
    await discord.until(lambda: discord.messages(refused), what="the announcement")
    await discord.until(lambda: len(discord.requests(method, path)) >= 4, what="what the teacher was to be told")
    ignored_ones: list[Fault] = []
    for channel, carried_out in zip(ignored, (False, True), strict=True):
        ignored_ones.append(discord.faults.ignore(method, path, carried_out=carried_out))
        starting.append(asyncio.create_task(_start_unheard(discord, channel)))
        await discord.until(
            lambda: len(ignored_ones) == sum(one.hits for one in ignored_ones), what="the teacher's reply"
        )
    for channel in channels:
        await ask(discord, channel)
        await reveal(discord, channel)
        await to_the_podium(discord, channel)
    for task in starting:
        task.cancel()


async def _start_unheard(discord: Discord, channel: Channel) -> None:
    await discord.slash(discord.teacher, channel, "quiz start", bank="years", questions=1, seconds=60)


# The beginning.


@pytest.mark.soak
async def test_a_start_that_discord_answers_with_an_error_waits_and_one_that_it_refuses_ends_in_one_sentence(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    full = pytestconfig.getoption("soak", default=False)
    at_a_time = asyncio.Semaphore(3)

    async def start(name: str, trouble: Callable[[Faults, str, str], object], *routes: str) -> None:
        async with at_a_time, loopback() as discord:
            for route in routes:
                trouble(discord.faults, route.partition(" ")[0], BEGINNING[route])
            url = f"sqlite+aiosqlite:///{tmp_path}/{name}.sqlite3"
            waits = name == "waits"
            bot = await start_bot(discord, url, connected=waits, answer_within=HURRIED)
            if not waits:
                assert await bot.ended() == 1, f"{routes}\n{bot.picture}"
                assert "Discord cannot be reached" in bot.said, bot.picture
            assert "Traceback" not in bot.said, bot.picture

    async with asyncio.TaskGroup() as group:
        group.create_task(start("waits", lambda faults, *where: faults.answer(*where, 500), *BEGINNING))
        for number, route in enumerate(BEGINNING):
            unanswered = start(
                f"ignored-{number}", lambda faults, *where: faults.ignore(*where, carried_out=False), route
            )
            group.create_task(unanswered)
            if full:
                group.create_task(start(f"refused-{number}", lambda faults, *where: faults.answer(*where, 503), route))


# And what else there may be.


async def test_on_every_route_that_the_bot_uses_trouble_has_been_tried(discord: Discord, sqlite_url: str) -> None:
    channel = discord.channel()
    await start_bot(discord, sqlite_url)
    discord.faults.lose(*MOMENTS["asked"].where(channel), carried_out=True, times=2, when=MOMENTS["asked"].when)
    await open_question(discord, channel)
    anna, *_ = discord.learners(2)
    question = await until_asked(discord, channel)
    await until_saved(discord, anna, question)
    for command in ("pause", "resume"):
        await discord.slash(discord.teacher, channel, f"quiz {command}")
    await reveal(discord, channel)
    await ask(discord, channel)
    await discord.slash(discord.teacher, channel, "quiz stop")
    await discord.until(lambda: podiums(discord, channel), what="the podium")
    podium = podiums(discord, channel)[0]
    await discord.press(anna, podium, podium.button("My result"))
    tried = {*BEGINNING, *(moment.route for moment in MOMENTS.values()), ACKNOWLEDGE, FOLLOW_UP}
    used = {request.route for request in discord.rest.requests}
    assert used <= tried, f"no test makes trouble on {used - tried}"
    assert tried <= used, f"no quiz uses {tried - used} any more"
