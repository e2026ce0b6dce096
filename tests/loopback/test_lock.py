"""Something else holds the database's write lock for some seconds: nothing is claimed to be saved that is not."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from tests.loopback.bot_process import start_bot
from tests.loopback.classroom import answers_to, everybody_answers, open_question, reveal, right, until_noted
from tests.loopback.server import Discord


@contextmanager
def the_write_lock(sqlite_url: str) -> Iterator[None]:
    """Hold it as a backup or an operator's `sqlite3` would, from another process than the bot's."""
    connection = sqlite3.connect(sqlite_url.partition("///")[2], isolation_level=None, timeout=5)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
    finally:
        connection.close()


async def test_while_the_database_is_locked_nobody_is_told_that_an_answer_is_saved(
    discord: Discord, sqlite_url: str
) -> None:
    channel = discord.channel()
    hasty, *others = people = discord.learners(10)
    bot = await start_bot(discord, sqlite_url)
    bot.may_log.append("was not saved")
    question = await open_question(discord, channel)
    await until_noted(discord, sqlite_url, question)
    with the_write_lock(sqlite_url):
        press = asyncio.create_task(discord.press(hasty, question, right(question)))
        await asyncio.sleep(1)
        later = asyncio.create_task(everybody_answers(discord, others, question))
        refused = await press
        assert "could not be saved. Please press again." in refused.text, refused
        assert refused.ephemeral
        assert await answers_to(sqlite_url, question) == []
        assert not any(reply.acknowledged for reply in discord.rest.replies.values() if reply.person in others)
    assert all("Saved" in reply.text for reply in await later)
    assert "Saved" in (await discord.press(hasty, question, right(question))).text
    assert sorted(await answers_to(sqlite_url, question)) == sorted(person.id for person in people)
    await reveal(discord, channel)


async def test_everybody_who_presses_while_the_database_is_locked_is_told_so_in_time(
    discord: Discord, sqlite_url: str
) -> None:
    bot = await start_bot(discord, sqlite_url)
    bot.may_log.append("was not saved")
    question = await open_question(discord, discord.channel())
    await until_noted(discord, sqlite_url, question)
    with the_write_lock(sqlite_url):
        replies = await discord.press_all(discord.learners(10), question, right(question), within=0.5)
    assert all("press again" in reply.text for reply in replies), replies
