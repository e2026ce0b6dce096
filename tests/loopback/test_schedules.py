"""Every school day at nine, over the wire: one message a slot, whatever happens between two steps of a post."""

from __future__ import annotations

import asyncio
import os
import statistics
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core.records import What
from bot.store.engine import parsed
from tests.loopback.bot_process import start_bot
from tests.loopback.classroom import answers_to, round_of, rows
from tests.loopback.processor import Waiting
from tests.loopback.server import Discord
from tests.loopback.timetable import due_now, slots
from tests.loopback.world import Channel, Guild, Message


async def until_posted(discord: Discord, *channels: Channel) -> None:
    await discord.until(
        lambda: all(slots(discord, channel) for channel in channels), within=30, what="a scheduled post"
    )


async def until_marked(discord: Discord, database_url: str, count: int) -> None:
    """Wait until so many slots are noted as posted."""
    for _ in range(200):
        if (await rows(database_url, "SELECT count(*) FROM posts WHERE state = 'posted'"))[0][0] >= count:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"the posts are not noted\n{discord.picture()}")


def answer(message: Message) -> str:
    """A custom_id that answers the question."""
    return next(one for one in message.custom_ids if one.startswith("pick:"))


def is_over(question: Message) -> bool:
    return not any(one.startswith("pick:") for one in question.custom_ids)


async def end_the_bots(discord: Discord) -> None:
    """Before their database goes: they look at it whenever something has been done."""
    await asyncio.gather(*(bot.end_at_once() for bot in discord.bots))


async def close_questions(database_url: str) -> None:
    """Let the time of all questions of schedules be over, while no bot runs."""
    engine = create_async_engine(parsed(database_url))
    async with engine.begin() as connection:
        await connection.execute(sa.text("UPDATE rounds SET ends_at = opened_at + 1 WHERE post_id IS NOT NULL"))
    await engine.dispose()


async def test_a_killed_bot_posts_each_slot_once_and_reveals_each_question_once(
    discord: Discord, database_url: str
) -> None:
    """Killed before the post arrives, after it arrived but before it is marked, and when it is marked."""
    unsent, untold, _ = channels = [discord.channel(name) for name in ("unsent", "untold", "marked")]
    await due_now(database_url, *channels, topic="basmachi/years")
    posts = {channel: f"/channels/{channel.id}/messages" for channel in channels}
    holds = [
        discord.faults.hold("POST", posts[unsent], carried_out=False),
        discord.faults.hold("POST", posts[untold], carried_out=True),
    ]
    bot = await start_bot(discord, database_url)
    await asyncio.gather(*(hold.reached(within=20) for hold in holds))
    await until_marked(discord, database_url, 1)
    assert [len(slots(discord, channel)) for channel in channels] == [0, 1, 1]
    await bot.kill()
    discord.faults.clear()
    discord.forget_nonces()

    bot = await start_bot(discord, database_url)
    await until_marked(discord, database_url, 3)
    assert [len(slots(discord, channel)) for channel in channels] == [1, 1, 1], discord.picture()
    pupil = discord.learner()
    for channel in channels:
        [question] = slots(discord, channel)
        reply = await discord.press(pupil, question, answer(question))
        assert "Saved" in reply.text, reply
        assert await answers_to(database_url, question) == [pupil.id]
    await bot.end()

    await close_questions(database_url)
    held = discord.faults.hold("PATCH", f"{posts[unsent]}/*", carried_out=False)
    bot = await start_bot(discord, database_url)
    await held.reached(within=20)
    await bot.kill()
    discord.faults.clear()
    await start_bot(discord, database_url)
    for channel in channels:
        [question] = slots(discord, channel)
        await discord.until(partial(is_over, question), what="the reveal")
    [(answers, learners)] = await rows(
        database_url, "SELECT sum(answers), count(DISTINCT learner_id) FROM lifetime_totals"
    )
    assert (int(answers), int(learners)) == (3, 1)
    assert [len(slots(discord, channel)) for channel in channels] == [1, 1, 1], discord.picture()
    await end_the_bots(discord)


async def test_what_is_posted_late_after_an_absence_says_so_and_stands_once(discord: Discord, sqlite_url: str) -> None:
    channel = discord.channel()
    await due_now(sqlite_url, channel, what=What.LESSON_AND_QUESTION)
    engine = create_async_engine(parsed(sqlite_url))
    async with engine.begin() as connection:  # an hour ago, by the table and by the rule
        hour = 3_600_000
        await connection.execute(
            sa.text(
                "UPDATE schedules SET due_at = due_at - :hour, "
                "at = strftime('%H:%M', (due_at - :hour) / 1000, 'unixepoch'), "
                "last_day = date((due_at - :hour) / 1000, 'unixepoch', '-1 day')"
            ),
            {"hour": hour},
        )
    await engine.dispose()
    bot = await start_bot(discord, sqlite_url)
    await until_posted(discord, channel)
    await bot.kill()
    await start_bot(discord, sqlite_url)
    await asyncio.sleep(1)
    [message] = slots(discord, channel)
    assert "late" in message.text.casefold(), message.text


async def test_two_processes_on_one_database_serve_each_its_own_shard(discord: Discord, postgres_url: str) -> None:
    guilds: dict[int, Guild] = {}
    while len(guilds) < 2:
        guild = Guild("History")
        guilds.setdefault((guild.id >> 22) % 2, guild)
        await asyncio.sleep(0.002)
    discord.guilds[:] = [guilds[0], guilds[1]]
    channels = [discord.channel(f"shard {shard}", guilds[shard]) for shard in (0, 1)]
    await due_now(postgres_url, *channels)
    await start_bot(discord, postgres_url, SHARD_ID="1", SHARD_COUNT="2")
    await until_posted(discord, channels[1])
    await asyncio.sleep(1)
    assert not slots(discord, channels[0])
    await start_bot(discord, postgres_url, SHARD_ID="0", SHARD_COUNT="2")
    await until_posted(discord, channels[0])
    await until_marked(discord, postgres_url, 2)
    assert [len(slots(discord, channel)) for channel in channels] == [1, 1]
    await end_the_bots(discord)


MANY = 120


async def test_many_at_one_minute_are_posted_without_ever_breaking_a_limit(discord: Discord, sqlite_url: str) -> None:
    discord.limits.on = True
    channels = [discord.channel(f"class {number}") for number in range(MANY)]
    await due_now(sqlite_url, *channels, what=What.QUESTION, topic="basmachi/years")
    bot = await start_bot(discord, sqlite_url)
    held_up = Waiting(os.getpid(), bot.pid)
    await discord.until(lambda: slots(discord, channels[0]), what="the first post")
    [question] = slots(discord, channels[0])
    replies = await discord.press_all(discord.learners(40), question, answer(question), within=1)
    assert all("Saved" in reply.text for reply in replies)
    await until_posted(discord, *channels)
    posted = sorted(slots(discord, channel)[0].posted_at for channel in channels)
    assert all(len(slots(discord, channel)) == 1 for channel in channels)
    a_second = max(sum(begun <= one < begun + 1 for one in posted) for begun in posted)
    # What left evenly arrives together where the machine has had no processor for us; on a quiet one that is nothing.
    assert a_second <= 50 + 50 * held_up.seconds
    assert discord.refused() == [] or held_up.seconds > 0.1
    assert statistics.median(reply.after or 0 for reply in replies) < 1


@pytest.mark.parametrize("what", [What.LESSON, What.DIGEST])
async def test_what_has_no_question_is_found_again_after_a_crash_too(
    discord: Discord, sqlite_url: str, what: What
) -> None:
    channel = discord.channel()
    await due_now(sqlite_url, channel, what=what)
    hold = discord.faults.hold("POST", f"/channels/{channel.id}/messages", carried_out=True)
    bot = await start_bot(discord, sqlite_url)
    await hold.reached(within=20)
    await bot.kill()
    discord.faults.clear()
    discord.forget_nonces()
    await start_bot(discord, sqlite_url)
    await until_marked(discord, sqlite_url, 1)
    [message] = slots(discord, channel)
    assert round_of(message) is None
