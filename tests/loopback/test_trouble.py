"""Discord has trouble: a question waits, or its quiz pauses; no quiz dies, and no question is posted twice."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable

from tests.loopback.bot_process import start_bot
from tests.loopback.classroom import (
    ask,
    open_question,
    questions,
    resume,
    reveal,
    right,
    skip,
    start_quiz,
    to_the_podium,
    until_asked,
    until_saved,
)
from tests.loopback.server import Discord
from tests.loopback.world import Channel, Json, Message


def posts_to(channel: Channel) -> tuple[str, str]:
    return "POST", f"/channels/{channel.id}/messages"


async def test_a_question_waits_for_as_long_as_discord_asks(discord: Discord, sqlite_url: str) -> None:
    limited, everywhere, broken = channels = [discord.channel(name) for name in ("limited", "everywhere", "broken")]
    await start_bot(discord, sqlite_url)
    await asyncio.gather(*(start_quiz(discord, channel, questions=1) for channel in channels))
    discord.faults.rate_limit(*posts_to(limited), retry_after=1)
    discord.faults.rate_limit(*posts_to(everywhere), retry_after=1, everywhere=True)
    discord.faults.answer(*posts_to(broken), 500)
    begun = time.monotonic()
    await asyncio.gather(*(skip(discord, channel) for channel in channels))
    for channel in channels:
        question = await until_asked(discord, channel)
        assert question.posted_at - begun >= 1, channel.name
    await asyncio.gather(*(to_the_podium(discord, channel) for channel in channels))
    assert [len(questions(discord, channel)) for channel in channels] == [1, 1, 1]


async def test_a_question_that_discord_does_not_take_pauses_its_quiz_until_discord_does(
    discord: Discord, sqlite_url: str
) -> None:
    refused, banned, lost = channels = [discord.channel(name) for name in ("refused", "banned", "lost")]
    await start_bot(discord, sqlite_url)
    await asyncio.gather(*(start_quiz(discord, channel, questions=1) for channel in channels))
    discord.faults.answer(*posts_to(refused), 503, times=2)
    discord.faults.rate_limit(*posts_to(banned), retry_after=60, via=False)
    discord.faults.lose(*posts_to(lost), carried_out=True, times=2)  # it stands there, and the bot does not know
    await asyncio.gather(*(skip(discord, channel) for channel in channels))
    for channel in channels:
        question = await until_asked(discord, channel)
        await until_saved(discord, discord.learner(), question)
    await asyncio.gather(*(to_the_podium(discord, channel) for channel in channels))
    assert [len(questions(discord, channel)) for channel in channels] == [1, 1, 1], discord.picture()


async def test_a_teacher_may_resume_a_quiz_before_it_tries_again_by_itself(discord: Discord, sqlite_url: str) -> None:
    channel = discord.channel()
    await start_bot(discord, sqlite_url)
    await start_quiz(discord, channel, questions=1)
    discord.faults.answer(*posts_to(channel), 503, times=3)
    await skip(discord, channel)
    await asyncio.sleep(4.5)  # it is tried again after two seconds, and two, and four
    await resume(discord, channel)
    await until_saved(discord, discord.learner(), await until_asked(discord, channel))
    await to_the_podium(discord, channel)
    assert len(questions(discord, channel)) == 1


async def test_a_question_whose_answer_from_discord_is_lost_is_asked_for_again_and_stands_there_once(
    discord: Discord, sqlite_url: str
) -> None:
    channel = discord.channel()
    await start_bot(discord, sqlite_url)
    for asked in "qrp":
        discord.faults.lose(*posts_to(channel), carried_out=True, when=_nonce_of(asked))
    await start_quiz(discord, channel, questions=1)
    await skip(discord, channel)
    question = await until_asked(discord, channel)
    assert "Saved" in (await discord.press(discord.learner(), question, right(question))).text
    await to_the_podium(discord, channel)
    assert len(discord.messages(channel)) == 3, discord.picture()


async def test_a_question_that_stands_there_unknown_to_the_bot_is_found_when_the_quiz_goes_on_minutes_later(
    discord: Discord, sqlite_url: str
) -> None:
    channel = discord.channel()
    await start_bot(discord, sqlite_url)
    await start_quiz(discord, channel, questions=1)
    discord.faults.lose(*posts_to(channel), carried_out=True, times=2)
    await skip(discord, channel)
    question = await until_asked(discord, channel)
    await discord.until(lambda: len(discord.requests(*posts_to(channel))) >= 3, what="the second try")
    discord.forget_nonces()
    await until_saved(discord, discord.learner(), question)
    await to_the_podium(discord, channel)
    assert len(questions(discord, channel)) == 1


async def test_a_question_that_was_long_in_coming_is_open_as_long_as_any_other(
    discord: Discord, sqlite_url: str
) -> None:
    channel = discord.channel()
    await start_bot(discord, sqlite_url)
    await start_quiz(discord, channel, seconds=10)
    discord.faults.delay(*posts_to(channel), 2.5)
    await skip(discord, channel)
    question = await until_asked(discord, channel)
    await discord.until(lambda: _open_for(question) >= 9, within=2, what="its full time")


async def test_a_question_that_was_refused_late_has_its_full_time_once_the_quiz_goes_on(
    discord: Discord, sqlite_url: str
) -> None:
    channel = discord.channel()
    await start_bot(discord, sqlite_url)
    await start_quiz(discord, channel, seconds=10)
    discord.faults.delay(*posts_to(channel), 2, status=503)
    await skip(discord, channel)
    question = await until_asked(discord, channel)
    await discord.until(lambda: _open_for(question) >= 9, within=1, what="its full time")


async def test_a_quiz_outlives_the_token_of_the_interaction_that_began_it(discord: Discord, sqlite_url: str) -> None:
    channel = discord.channel()
    await start_bot(discord, sqlite_url)
    began = await start_quiz(discord, channel)
    began.sent_at -= discord.rest.token_lives
    first = await ask(discord, channel)
    await discord.press(discord.learner(), first, right(first))
    await reveal(discord, channel)
    await ask(discord, channel)
    await to_the_podium(discord, channel)
    used = [one.status for one in discord.requests("*", f"*/{began.token}*")]
    assert used == [200, 200], "acknowledged, answered, and then never used again"


async def test_a_channel_in_trouble_at_the_start_holds_up_no_other(discord: Discord, sqlite_url: str) -> None:
    stuck, fine = discord.channel("stuck"), discord.channel("fine")
    bot = await start_bot(discord, sqlite_url)
    await open_question(discord, stuck)
    await open_question(discord, fine)
    await bot.kill()
    discord.faults.hold("PATCH", f"/channels/{stuck.id}/messages/*", carried_out=False)
    await start_bot(discord, sqlite_url)
    await reveal(discord, fine, within=4)


async def test_discord_being_down_at_the_start_is_told_in_one_sentence(discord: Discord, sqlite_url: str) -> None:
    discord.faults.answer("GET", "/users/@me", 503)
    bot = await start_bot(discord, sqlite_url, connected=False)
    assert await bot.ended() == 1
    assert "Traceback" not in bot.said


def _nonce_of(kind: str) -> Callable[[Json], bool]:
    return lambda body: str(body.get("nonce")).startswith(kind)


def _open_for(question: Message) -> float:
    """For how many seconds after its post a question says that it is open."""
    shown = re.search(r"Ends <t:(\d+):R>", question.text)
    assert shown, question.text
    posted = time.time() - (time.monotonic() - question.posted_at)
    return int(shown[1]) - posted


async def test_a_move_whose_acknowledgement_gets_no_answer_is_not_made(discord: Discord, sqlite_url: str) -> None:
    """The teacher has been told that it failed: it must not happen behind their back later."""
    channel = discord.channel()
    await start_bot(discord, sqlite_url)
    question = await open_question(discord, channel, questions=1)
    discord.faults.delay("POST", "/interactions/*/callback", 30)
    reply = await discord.slash(discord.teacher, channel, "quiz stop")
    assert not reply.acknowledged
    await asyncio.sleep(1)
    assert "Saved" in (await discord.press(discord.learner(), question, right(question))).text
    assert "moves on" in (await discord.slash(discord.teacher, channel, "quiz skip")).text
