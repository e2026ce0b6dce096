"""kill -9 in the midst of everything: every acknowledged answer counts, once; no question or podium stands twice.

One bot holds a quiz in each of several channels, each come to another moment; then it is killed, and started again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from tests.loopback.bot_process import start_bot
from tests.loopback.classroom import (
    answers_to,
    everybody_answers,
    is_revealed,
    open_question,
    podiums,
    questions,
    reveal,
    right,
    round_of,
    rows,
    skip,
    start_quiz,
    to_the_podium,
    until_asked,
)
from tests.loopback.server import Discord
from tests.loopback.world import Channel, Json, Message, Person, parts

CROWD = 60


@dataclass
class Class:
    """A channel with its learners, and those who have been told that their answer is saved."""

    discord: Discord
    channel: Channel
    learners: list[Person]
    told: set[Person] = field(default_factory=set)

    @property
    def question(self) -> Message:
        return questions(self.discord, self.channel)[-1]

    async def answer(self) -> None:
        """Everybody presses, whether they have done so before or not."""
        replies = await everybody_answers(self.discord, self.learners, self.question)
        for reply in replies:
            if reply.person in self.told:
                assert "You have already answered" in reply.text, reply
            elif reply.acknowledged:
                assert "Saved" in reply.text or "You have already answered" in reply.text, reply
                self.told.add(reply.person)


def a_class(discord: Discord, name: str, learners: int = 2) -> Class:
    return Class(discord, discord.channel(name), [Person(f"{name} {number}") for number in range(learners)])


async def test_a_killed_bot_goes_on_from_every_moment_of_a_quiz(discord: Discord, database_url: str) -> None:
    announced, crowded = a_class(discord, "announced"), a_class(discord, "crowded", CROWD)
    unposted, untold = a_class(discord, "unposted"), a_class(discord, "untold")
    answered, unrevealed = a_class(discord, "answered"), a_class(discord, "unrevealed")
    no_podium, podium_untold = a_class(discord, "no podium"), a_class(discord, "podium untold")
    classes = [announced, crowded, unposted, untold, answered, unrevealed, no_podium, podium_untold]
    answering = [crowded, unposted, untold, answered]
    bot = await start_bot(discord, database_url)

    await asyncio.gather(
        _killed_before_the_question_is_posted(unposted, arrives=False),
        _killed_before_the_question_is_posted(untold, arrives=True),
        _answered(answered),
        _killed_before_the_reveal_is_shown(unrevealed),
        _killed_before_the_podium_is_posted(no_podium, arrives=False),
        _killed_before_the_podium_is_posted(podium_untold, arrives=True),
        open_question(discord, crowded.channel),
    )
    await start_quiz(discord, announced.channel)
    crowd = [
        asyncio.create_task(discord.press(one, crowded.question, right(crowded.question))) for one in crowded.learners
    ]
    await asyncio.wait(crowd, return_when=asyncio.FIRST_COMPLETED)
    await bot.kill()
    for press in crowd:
        press.cancel()
    discord.forget_nonces()
    assert not podiums(discord, no_podium.channel)
    assert not questions(discord, unposted.channel)

    await start_bot(discord, database_url)
    replies = discord.rest.replies.values()
    crowded.told = {reply.person for reply in replies if reply.person in crowded.learners and reply.acknowledged}
    kept = await answers_to(database_url, crowded.question)
    assert {person.id for person in crowded.told} <= set(kept), "an acknowledged answer was lost"
    await until_asked(discord, unposted.channel)
    await discord.until(lambda: is_revealed(unrevealed.question), what="the reveal that was never shown")
    await asyncio.gather(*(one.answer() for one in answering))
    await asyncio.gather(*(to_the_podium(discord, one.channel) for one in classes))
    for one in classes:
        _check_what_stands_in(one, asked=2 if one in [announced, *answering] else 1)
    answerers = [person for one in classes if one is not announced for person in one.learners]
    totals = "SELECT learner_id, answers, points FROM lifetime_totals WHERE topic = 'basmachi/years'"
    assert sorted(await rows(database_url, totals)) == sorted((person.id, 1, 100) for person in answerers)


def _check_what_stands_in(here: Class, *, asked: int) -> None:
    """Each question once, and revealed; one podium."""
    told = f"#{here.channel.name}\n{here.discord.picture()}"
    stand = questions(here.discord, here.channel)
    assert len(stand) == len({round_of(message) for message in stand}) == asked, told
    assert all(is_revealed(message) for message in stand), told
    assert len(podiums(here.discord, here.channel)) == 1, told


async def _killed_before_the_question_is_posted(here: Class, *, arrives: bool) -> None:
    path = f"/channels/{here.channel.id}/messages"
    hold = here.discord.faults.hold("POST", path, carried_out=arrives, when=lambda body: body["nonce"].startswith("r"))
    await start_quiz(here.discord, here.channel)
    await skip(here.discord, here.channel)
    await hold.reached()


async def _answered(here: Class) -> None:
    await open_question(here.discord, here.channel)
    await here.answer()


async def _killed_before_the_reveal_is_shown(here: Class) -> None:
    await open_question(here.discord, here.channel, questions=1)
    await here.answer()
    path = f"/channels/{here.channel.id}/messages/*"
    hold = here.discord.faults.hold("PATCH", path, carried_out=False, when=_is_reveal)
    await skip(here.discord, here.channel)
    await hold.reached()


async def _killed_before_the_podium_is_posted(here: Class, *, arrives: bool) -> None:
    await open_question(here.discord, here.channel, questions=1)
    await here.answer()
    await reveal(here.discord, here.channel)
    hold = here.discord.faults.hold("POST", f"/channels/{here.channel.id}/messages", carried_out=arrives)
    await skip(here.discord, here.channel)
    await hold.reached()


def _is_reveal(body: Json) -> bool:
    return not any(part.get("custom_id", "").startswith("pick:") for part in parts(body["components"]))
