"""`dastan run`, over the wire: how it begins, how a class goes, how it ends."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.app import App, open_app
from bot.cli import Misconfigured
from bot.config import Settings
from bot.discord_ui.client import INVITE_PERMISSIONS
from tests.loopback.bot_process import LIBRARY, BotProcess, start_bot
from tests.loopback.classroom import (
    answers_to,
    is_revealed,
    open_question,
    podiums,
    right,
    skip,
    start_quiz,
    wrong,
)
from tests.loopback.gateway import WRONG_TOKEN
from tests.loopback.launch import connecting_to
from tests.loopback.server import Discord

A_QUIET_MOMENT = 0.3
"""Seconds after which the bot has nothing more to do."""
COUNTED_EVERY = 2.9
"""Seconds between two edits that bring the count up to date, at the least."""


def warnings(bot: BotProcess) -> list[str]:
    """The lines of a bot's log, but for those of its ordinary life; a traceback has many."""
    return [line for line in bot.log if " INFO " not in line]


async def test_a_class_holds_a_quiz_in_real_time(discord: Discord, sqlite_url: str) -> None:
    discord.limits.on = True
    channel = discord.channel()
    anna, bahram, chary, *others = people = discord.learners(20)
    await start_bot(discord, sqlite_url)

    question = await open_question(discord, channel, questions=1, seconds=10)
    replies = [
        await discord.press(anna, question, right(question)),
        await discord.press(bahram, question, right(question)),
        await discord.press(chary, question, wrong(question)),
        await discord.slash(anna, channel, "lesson"),
        *await discord.press_all(others, question, right(question), within=4),
    ]
    assert [reply.person.name for reply in replies if not reply.acknowledged or not reply.ephemeral] == []
    assert "What the name hides" in replies[3].text
    await discord.until(lambda: f"{len(people)} people have answered" in question.text, within=5, what="the count")
    await discord.until(lambda: is_revealed(question), within=12, what="the reveal, by the clock alone")
    assert 10 <= question.edits[-1].at - question.posted_at <= 12
    assert len(question.edits) <= 4
    assert all(later.at - sooner.at > COUNTED_EVERY for sooner, later in pairwise(question.edits[:-1]))

    await skip(discord, channel)
    await discord.until(lambda: podiums(discord, channel), what="the podium")
    podium = podiums(discord, channel)[0]
    assert "100 points" in podium.text
    assert anna.name in podium.text

    score = await discord.slash(bahram, channel, "score", member=anna)
    board = await discord.slash(bahram, channel, "leaderboard", period="day")
    result = await discord.press(chary, podium, podium.button("My result"))
    assert all(reply.ephemeral for reply in (score, board, result))
    assert "100" in score.text
    assert f"{len(people)} people took part" in board.text
    assert "Did it" in result.text or "Was " in result.text
    assert not discord.refused(), "Discord's limits were broken"


async def test_it_prints_its_invite_link_and_tells_discord_its_commands_once(discord: Discord, sqlite_url: str) -> None:
    bot = await start_bot(discord, sqlite_url)
    link = next(line for line in bot.output if "https://" in line).partition(": ")[2]
    asked = parse_qs(urlsplit(link).query)
    assert asked["client_id"] == [str(discord.application_id)]
    assert sorted(asked["scope"][0].split()) == ["applications.commands", "bot"]
    assert asked["permissions"] == [str(INVITE_PERMISSIONS.value)]
    assert [session.asked["intents"] for session in discord.gateway.sessions.values()] == [1]
    assert len(discord.requests("PUT", "/applications/*/commands")) == 1

    await asyncio.sleep(A_QUIET_MOMENT)
    assert await bot.end(signal.SIGTERM) == 0
    again = await start_bot(discord, sqlite_url)
    assert len(discord.requests("PUT", "/applications/*/commands")) == 1
    await asyncio.sleep(A_QUIET_MOMENT)
    assert await again.end(signal.SIGTERM) == 0
    assert "Traceback" not in bot.said + again.said


async def test_a_wrong_token_is_told_in_one_sentence(discord: Discord, sqlite_url: str) -> None:
    bot = await start_bot(discord, sqlite_url, token="not.the.token", connected=False)
    assert await bot.ended() == Misconfigured.exit_code
    assert "Discord does not accept this DISCORD_TOKEN." in bot.said
    assert "Traceback" not in bot.said
    assert "not.the.token" not in bot.said


async def test_a_token_that_is_reset_while_it_runs_is_told_in_one_sentence(discord: Discord, sqlite_url: str) -> None:
    bot = await start_bot(discord, sqlite_url)
    await asyncio.sleep(A_QUIET_MOMENT)
    await discord.gateway.close(WRONG_TOKEN)
    assert await bot.ended() == Misconfigured.exit_code
    assert "Discord does not accept this DISCORD_TOKEN." in bot.said
    assert "Traceback" not in bot.said


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_told_to_end_while_everybody_answers_it_ends_well_and_keeps_what_it_has_acknowledged(
    discord: Discord, sqlite_url: str, how: signal.Signals
) -> None:
    bot = await start_bot(discord, sqlite_url)
    question = await open_question(discord, discord.channel())
    presses = [asyncio.create_task(discord.press(one, question, right(question))) for one in discord.learners(100)]
    await asyncio.wait(presses, return_when=asyncio.FIRST_COMPLETED)
    assert await bot.end(how, within=5) == 0
    assert bot.output[-1] == "Goodbye."
    assert len(warnings(bot)) <= 1
    told = {reply.person.id for reply in discord.rest.replies.values() if "Saved" in reply.text}
    assert told
    assert told <= set(await answers_to(sqlite_url, question))
    for press in presses:
        press.cancel()


async def test_told_to_end_while_discord_answers_nobody_it_ends_within_ten_seconds(
    discord: Discord, sqlite_url: str
) -> None:
    bot = await start_bot(discord, sqlite_url)
    question = await open_question(discord, discord.channel())
    stuck = discord.channel("stuck")
    await start_quiz(discord, stuck)
    hold = discord.faults.hold("POST", f"/channels/{stuck.id}/messages", carried_out=False)
    await skip(discord, stuck)
    await hold.reached()
    discord.faults.delay("POST", "/interactions/*/callback", 60, times=100)
    presses = [asyncio.create_task(discord.press(one, question, right(question))) for one in discord.learners(100)]
    await asyncio.sleep(A_QUIET_MOMENT)
    assert await bot.end(signal.SIGTERM, within=10) == 0
    (warning,) = warnings(bot)
    assert "interactions that could not be answered before the end: 100" in warning
    for press in presses:
        press.cancel()


@asynccontextmanager
async def running_here(discord: Discord, sqlite_url: str) -> AsyncIterator[App]:
    """The bot in the test's own process, connected."""
    settings = Settings(
        _env_file=None,
        database_url=sqlite_url,
        lessons_dir=LIBRARY / "lessons",
        quizzes_dir=LIBRARY / "quizzes",
    )
    with connecting_to(discord.address):
        async with open_app(settings) as app:
            await app.client.log_in(discord.token)
            running = asyncio.create_task(app.client.connect())
            await discord.until(lambda: discord.gateway.identified, what="the connection")
            yield app
            await app.client.close()
            await running


async def test_the_bot_may_also_run_in_the_tests_own_process(discord: Discord, sqlite_url: str) -> None:
    async with running_here(discord, sqlite_url):
        question = await open_question(discord, discord.channel())
        assert "Saved" in (await discord.press(discord.learner(), question, right(question))).text


async def test_once_it_is_to_end_it_takes_up_neither_a_press_nor_a_command(discord: Discord, sqlite_url: str) -> None:
    async with running_here(discord, sqlite_url) as app:
        question = await open_question(discord, discord.channel())
        await app.come_to_rest()
        discord.rest.acknowledge_within = A_QUIET_MOMENT
        late = discord.learner()
        assert not (await discord.press(late, question, right(question))).acknowledged
        assert not (await discord.slash(late, question.channel, "help")).acknowledged
    assert await answers_to(sqlite_url, question) == []
