"""A whole school answers at once."""

from __future__ import annotations

import asyncio

from tests.loopback.bot_process import start_bot
from tests.loopback.classroom import answers_to, open_question, podiums, reveal, right, rows, skip
from tests.loopback.server import Discord

SCHOOL = 200


async def test_two_hundred_answers_in_a_second_are_all_acknowledged_and_kept_once(
    discord: Discord, sqlite_url: str
) -> None:
    discord.limits.on = True
    channel = discord.channel()
    school = discord.learners(SCHOOL)
    await start_bot(discord, sqlite_url)
    question = await open_question(discord, channel, questions=1)
    replies = await discord.press_all(school, question, right(question), within=1)
    unhappy = [reply for reply in replies if "Saved" not in reply.text]
    assert not unhappy, f"{len(unhappy)} of {SCHOOL}, such as {unhappy[:3]}\n{discord.picture()}"
    assert sorted(await answers_to(sqlite_url, question)) == sorted(person.id for person in school)

    await reveal(discord, channel)
    assert f" {SCHOOL}" in question.text
    await skip(discord, channel)
    await discord.until(lambda: podiums(discord, channel), what="the podium")
    assert f"{SCHOOL} people took part" in podiums(discord, channel)[0].text
    points = await rows(sqlite_url, "SELECT answers, points FROM lifetime_totals WHERE topic = 'basmachi/years'")
    assert points == [(1, 100)] * SCHOOL
    assert len(question.edits) <= 3
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
