"""The connection breaks in every way that Discord knows while a question is open; the class hardly notices."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from tests.loopback.bot_process import start_bot
from tests.loopback.classroom import (
    answers_to,
    is_revealed,
    open_question,
    podiums,
    questions,
    right,
    to_the_podium,
)
from tests.loopback.gateway import HEARTBEAT_EVERY
from tests.loopback.server import Discord


async def test_a_quiz_outlives_every_kind_of_broken_connection(discord: Discord, sqlite_url: str) -> None:
    channel = discord.channel()
    await start_bot(discord, sqlite_url)
    question = await open_question(discord, channel)
    gateway = discord.gateway
    breaks: dict[str, Callable[[], Awaitable[None]]] = {
        "cut without a word": lambda: gateway.close(1006),
        "closed with 4000": lambda: gateway.close(4000),
        "closed with 1000": lambda: gateway.close(1000),
        "told to reconnect": gateway.ask_to_reconnect,
        "told that the session may be resumed": lambda: gateway.invalidate(resumable=True),
        "told that the session is lost": lambda: gateway.invalidate(resumable=False),
    }
    people = discord.learners(len(breaks))
    for times, ((how, break_it), person) in enumerate(zip(breaks.items(), people, strict=True), start=2):
        await break_it()
        await _connected(discord, times, how)
        reply = await discord.press(person, question, right(question))
        assert "Saved" in reply.text, f"{how}: {reply}\n{discord.picture()}"
    assert (gateway.resumed, gateway.identified) == (len(breaks) - 1, 2)
    assert len(await answers_to(sqlite_url, question)) == len(people)
    await to_the_podium(discord, channel)
    assert is_revealed(question)
    assert [len(questions(discord, channel)), len(podiums(discord, channel))] == [2, 1]


async def test_answers_given_while_the_connection_is_down_count_once_it_is_back(
    discord: Discord, sqlite_url: str
) -> None:
    channel = discord.channel()
    bot = await start_bot(discord, sqlite_url)
    bot.may_log.append("Attempting a reconnect")
    question = await open_question(discord, channel)
    discord.gateway.refusing = True
    await discord.gateway.close(1006)
    people = discord.learners(20)
    presses = asyncio.gather(*(discord.press(person, question, right(question)) for person in people))
    await asyncio.sleep(0.3)
    discord.gateway.refusing = False
    replies = await presses  # these may all be there before the gateway has counted, or after Discord's three seconds
    await discord.until(lambda: discord.gateway.resumed == 1, what="the connection")
    told = {reply.person.id for reply in replies if reply.acknowledged}
    kept = await answers_to(sqlite_url, question)
    assert told <= set(kept)
    assert len(kept) == len(people)


@pytest.mark.soak
async def test_a_gateway_that_falls_silent_for_good_is_noticed_and_left(
    discord: Discord, sqlite_url: str, pytestconfig: pytest.Config
) -> None:
    """No event, no heartbeat acknowledged, no close: in full with Discord's and discord.py's own times."""
    full = pytestconfig.getoption("soak", default=False)
    patience = 60.0 if full else 1.0
    discord.gateway.heartbeat_every = HEARTBEAT_EVERY if full else 400
    channel = discord.channel()
    bot = await start_bot(discord, sqlite_url, speak_within=None if full else patience)
    question = await open_question(discord, channel, seconds=300)
    unheard, heard = discord.learners(2)
    discord.gateway.fall_silent()
    begun = time.monotonic()
    reply = await discord.press(unheard, question, right(question))
    assert not reply.acknowledged or not full
    await discord.until(lambda: discord.gateway.resumed, within=2 * patience + 5, what="a new connection")
    assert time.monotonic() - begun <= 1.5 * patience + 1
    assert "Saved" in (await discord.press(heard, question, right(question))).text
    assert sorted(await answers_to(sqlite_url, question)) == [unheard.id, heard.id]
    await to_the_podium(discord, channel)
    assert [len(questions(discord, channel)), len(podiums(discord, channel))] == [2, 1]
    assert bot.running


@pytest.mark.soak
async def test_a_gateway_that_is_silent_for_half_a_minute_costs_nobody_an_answer(
    discord: Discord, sqlite_url: str, pytestconfig: pytest.Config
) -> None:
    silence = 30.0 if pytestconfig.getoption("soak", default=False) else 1.5
    channel = discord.channel()
    await start_bot(discord, sqlite_url)
    question = await open_question(discord, channel, seconds=60)
    people = discord.learners(10)
    discord.gateway.fall_silent()
    presses = asyncio.gather(*(discord.press(person, question, right(question)) for person in people))
    await asyncio.sleep(silence)
    await discord.gateway.speak_again()
    await presses
    await discord.until(lambda: "10 people have answered" in question.text, what="the count")
    replies = [await discord.press(person, question, right(question)) for person in people]
    assert all("You have already answered" in reply.text for reply in replies)
    await to_the_podium(discord, channel)
    assert sorted(await answers_to(sqlite_url, question)) == sorted(person.id for person in people)
    assert [len(questions(discord, channel)), len(podiums(discord, channel))] == [2, 1]


async def _connected(discord: Discord, times: int, how: str) -> None:
    await discord.until(lambda: discord.gateway.identified + discord.gateway.resumed == times, what=f"back when {how}")
