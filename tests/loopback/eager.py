"""A class that lets nothing stop it: its learners press at random moments, its teacher hurries the quiz on.

Everybody remembers what they were told; in the end the database and the channel must agree with them.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from random import Random

from tests.loopback.classroom import RIGHT, is_revealed, podiums, questions, round_of, rows
from tests.loopback.interactions import Reply
from tests.loopback.server import Discord
from tests.loopback.world import Message, Person

LEARNERS = 12
THINKING = 0.15
"""Seconds, at the most, from one moment at which somebody presses to the next."""
HOW_MANY = (1, 1, 1, 2, 3, LEARNERS)
"""So many press at such a moment."""
HURRY = 0.6
"""Seconds, at the most, from one command of the teacher's to the next."""
PATIENCE = 3.0
IN_FLIGHT = 40
"""More presses do not wait at a time: while the bot is away nobody presses for ever."""

COMMANDS = ("quiz skip",) * 6 + ("quiz pause",)
CHOICES = ("True", "False")
BUTTON = {"True": "pick:{}:1", "False": "pick:{}:0"}

FULL = 100
"""Points for a right answer."""
MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}
NAMED = 5
"""Of those who share a place so many are named."""


@dataclass(frozen=True, slots=True)
class Press:
    """What a learner chose, and what they were told."""

    round_id: int
    choice: str
    reply: Reply

    @property
    def saved(self) -> str | None:
        """The answer that they were told is saved, now or before."""
        found = re.search(r"(?:Saved|already answered): \*\*(\w+)\*\*", self.reply.text)
        return found and found[1]

    @property
    def was_first(self) -> bool:
        return "Saved" in self.reply.text

    @property
    def refused(self) -> bool:
        """Whether they were told that it does not count."""
        return "is closed" in self.reply.text or "is paused" in self.reply.text


class EagerClass:
    """A class with a quiz in a channel of its own."""

    def __init__(self, discord: Discord, seed: str, name: str) -> None:
        self.name = name
        self._discord = discord
        self._random = Random(seed)
        self._channel = discord.channel(name)
        self._learners = [Person(f"{name} {number}") for number in range(LEARNERS)]
        self._presses: list[Press] = []
        self._in_flight = 0
        self._asked = 0

    @property
    def over(self) -> bool:
        return bool(podiums(self._discord, self._channel))

    async def hold_a_quiz(self, asked: int) -> None:
        """Hold a quiz of so many questions; returns when its podium stands and everybody has been answered."""
        self._asked = asked
        async with asyncio.TaskGroup() as group:
            group.create_task(self._teach(Random(self._random.random())))
            group.create_task(self._learn(Random(self._random.random())))

    # What they do.

    async def _teach(self, random: Random) -> None:
        told = ""
        while "begins" not in told and "already has" not in told:
            told = await self._say("quiz start", bank="years", questions=self._asked)
        while not self.over:
            await asyncio.sleep(random.uniform(0, HURRY))
            is_paused = "Paused." in told or "is paused" in told
            told = await self._say("quiz resume" if is_paused else random.choice(COMMANDS))

    async def _say(self, command: str, **options: str | int) -> str:
        """Use a command once the bot is there; what it said, which is nothing where it was killed."""
        await self._discord.until(lambda: self._discord.gateway.connected, within=60, what="the bot")
        try:
            async with asyncio.timeout(PATIENCE):
                return (await self._discord.slash(self._discord.teacher, self._channel, command, **options)).text
        except TimeoutError:  # it thought about it, and was killed
            return ""

    async def _learn(self, random: Random) -> None:
        async with asyncio.TaskGroup() as presses:
            while not self.over:
                await asyncio.sleep(random.uniform(0, THINKING))
                for person in random.sample(self._learners, random.choice(HOW_MANY)):
                    stand = questions(self._discord, self._channel)
                    if stand and self._in_flight < IN_FLIGHT:
                        presses.create_task(self._press(person, stand[-1], random.choice(CHOICES)))

    async def _press(self, person: Person, question: Message, choice: str) -> None:
        """Press what stands on the screen, where a question may still be open that has closed."""
        custom_id, round_id = BUTTON[choice].format(round_of(question)), round_of(question)
        if round_id is None or question.component(custom_id).get("disabled"):
            return
        self._in_flight += 1
        reply = await self._discord.press(person, question, custom_id)
        self._in_flight -= 1
        self._presses.append(Press(round_id, choice, reply))

    # What must be so in the end.

    async def check(self, database_url: str) -> None:
        """Hold the channel and the database to what everybody was told."""
        stand = questions(self._discord, self._channel)
        self._check_the_channel(stand)
        counted = await self._check_the_answers(database_url)
        points = self._points(stand, counted)
        ended = podiums(self._discord, self._channel)
        assert len(ended) == 1, f"{len(ended)} podiums in #{self.name}"
        told = [line for line in ended[0].text.splitlines() if line.startswith(tuple(MEDALS.values()))]
        assert told == list(_podium(points)), f"the podium of #{self.name}"
        assert f"{len(points)} people took part" in ended[0].text or len(points) < 2
        query = (
            "SELECT learner_id, answers, credit, points FROM {} "
            f"WHERE learner_id IN ({', '.join(str(one.id) for one in self._learners)})"
        )
        answers = Counter(person for _, person in counted)
        expected = sorted((one.id, answers[one.id], points[one] / FULL, points[one]) for one in points)
        for table in ("lifetime_totals", "daily_totals"):
            kept = defaultdict[int, list[float]](lambda: [0, 0, 0])
            for learner, *sums in await rows(database_url, query.format(table)):
                kept[learner] = [before + new for before, new in zip(kept[learner], sums, strict=True)]
            assert sorted((learner, *sums) for learner, sums in kept.items()) == expected, f"{table} of #{self.name}"

    def _check_the_channel(self, stand: list[Message]) -> None:
        """Every question once, in order, and revealed."""
        places = [re.search(r"Question (\d+) of (\d+)", message.text) for message in stand]
        asked = [(int(place[1]), int(place[2])) for place in places if place]
        assert asked == [(number, self._asked) for number in range(1, self._asked + 1)], f"asked in #{self.name}"
        assert len({round_of(message) for message in stand}) == self._asked, f"rounds of #{self.name}"
        assert len({_asks(message) for message in stand}) == self._asked, f"questions of #{self.name}"
        assert all(is_revealed(message) for message in stand), f"reveals in #{self.name}"

    async def _check_the_answers(self, database_url: str) -> dict[tuple[int, int], str]:
        """Every answer as its learner was told; returns all that are kept, by round and learner."""
        query = (
            "SELECT round_id, answers.learner_id, response FROM answers JOIN rounds ON rounds.id = round_id "
            f"WHERE channel_id = {self._channel.id}"
        )
        kept = {
            (round_id, learner): "True" if json.loads(response) == [1] else "False"
            for round_id, learner, response in await rows(database_url, query)
        }
        pressed: dict[tuple[int, int], list[Press]] = defaultdict(list)
        for press in self._presses:
            pressed[press.round_id, press.reply.person.id].append(press)
        assert kept.keys() <= pressed.keys(), f"answers that nobody in #{self.name} gave"
        for key, presses in pressed.items():
            _check_one(presses, kept.get(key))
        return kept

    def _points(self, stand: list[Message], counted: dict[tuple[int, int], str]) -> dict[Person, int]:
        """Everybody's points, as who knows the right answers adds them up."""
        right = {round_of(message): RIGHT[_asks(message)] for message in stand}
        people = {person.id: person for person in self._learners}
        points: Counter[Person] = Counter()
        for (round_id, learner), choice in counted.items():
            points[people[learner]] += FULL if right[round_id] == choice else 0
        return points


def _check_one(presses: list[Press], kept: str | None) -> None:
    """What one learner pressed in one round, against the answer of theirs that is kept."""
    assert sum(press.was_first for press in presses) <= 1, f"saved twice: {presses}"
    strange = [press for press in presses if press.reply.acknowledged and not (press.saved or press.refused)]
    assert not strange, f"told something else: {strange}"
    for press in presses:
        assert press.saved in {None, kept}, f"told of an answer that is not kept ({kept} is): {presses}"
        assert press.choice == kept or not press.was_first, f"saved something else: {presses}"
    may_be_kept = {press.choice for press in presses if press.was_first or not press.reply.acknowledged}
    assert kept is None or kept in may_be_kept, f"kept what nobody pressed, or was refused: {presses}"


def _podium(points: dict[Person, int]) -> Iterator[str]:
    """Its lines with a medal."""
    ranked = sorted(points, key=lambda person: (-points[person], person.name.casefold(), person.id))
    place = 1
    for sum_, group in groupby(ranked, key=lambda person: points[person]):
        people = list(group)
        if sum_ and place in MEDALS:
            names = [f"**{person.name}**" for person in people[:NAMED]]
            if len(people) > NAMED:
                names.append(f"and {len(people) - NAMED} more")
            tied = " · tied" if len(people) > 1 else ""
            yield f"{MEDALS[place]} {', '.join(names)} · {sum_} points{tied}"
        place += len(people)


def _asks(message: Message) -> str:
    return next(asked for asked in RIGHT if asked in message.text)
