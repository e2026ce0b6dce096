"""A whole school answers at once."""

from __future__ import annotations

import asyncio
import os

from tests.loopback.bot_process import start_bot
from tests.loopback.classroom import answers_to, open_question, podiums, reveal, right, rows, skip
from tests.loopback.processor import Waiting
from tests.loopback.server import Discord

SCHOOL = 1_000
WITHIN = 3.0
"""Seconds that Discord waits for an acknowledgement."""
COUNTED_EVERY = 3
"""Seconds between two edits of the count, at the least."""
AT_LAST = 60.0
"""Seconds after which this Discord gives up: on a machine that others use, late is not lost."""


async def test_a_thousand_answers_in_a_second_are_all_acknowledged_in_three_and_kept_once(
    discord: Discord, database_url: str
) -> None:
    """The three seconds are from the moment at which an interaction is given to the socket until its callback has come
    over the wire and been read. The time in which this process and the bot's wait for a processor that something else
    is using, another test for one, comes on top.
    """
    discord.limits.on = True
    discord.rest.acknowledge_within = AT_LAST
    channel = discord.channel()
    school = discord.learners(SCHOOL)
    bot = await start_bot(discord, database_url)
    question = await open_question(discord, channel, questions=1)
    waiting = Waiting(os.getpid(), bot.pid)
    replies = await discord.press_all(school, question, right(question), within=1)
    others = waiting.seconds
    unhappy = [reply for reply in replies if "Saved" not in reply.text]
    assert not unhappy, f"{len(unhappy)} of {SCHOOL}, such as {unhappy[:3]}\n{discord.picture()}"
    slowest = max(reply.after or AT_LAST for reply in replies)
    assert slowest <= WITHIN + others, f"{slowest:.2f} s, of which {others:.2f} s for want of a processor"
    assert sorted(await answers_to(database_url, question)) == sorted(person.id for person in school)

    await reveal(discord, channel)
    assert f" {SCHOOL}" in question.text
    await skip(discord, channel)
    await discord.until(lambda: podiums(discord, channel), what="the podium")
    assert f"{SCHOOL} people took part" in podiums(discord, channel)[0].text
    points = await rows(database_url, "SELECT answers, points FROM lifetime_totals WHERE topic = 'basmachi/years'")
    assert points == [(1, 100)] * SCHOOL
    most = 3 + int(max(reply.after or 0 for reply in replies) / COUNTED_EVERY)
    assert len(question.edits) <= most
    assert not discord.refused(), "Discord's limits were broken"


async def test_who_presses_four_times_at_once_has_answered_once(discord: Discord, sqlite_url: str) -> None:
    channel = discord.channel()
    await start_bot(discord, sqlite_url)
    question = await open_question(discord, channel)
    hasty = discord.learners(20)
    buttons = [right(question), *(one for one in question.custom_ids if one != right(question))] * 2
    presses = [discord.press(person, question, button) for button in buttons for person in hasty]
    replies = await asyncio.gather(*presses)
    for person in hasty:
        told = [reply.text for reply in replies if reply.person is person]
        assert sum("Saved" in text for text in told) == 1
        assert sum("You have already answered" in text for text in told) == 3
    assert sorted(await answers_to(sqlite_url, question)) == sorted(person.id for person in hasty)
