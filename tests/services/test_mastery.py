"""What /progress tells a learner, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.core.calendar import local_day
from bot.core.identity import own_bank_id, version_of
from bot.core.models import Bank, Library, Picked, TrueFalse
from bot.core.records import NewAnswer, Plan
from bot.core.review import Reviewer
from bot.core.streaks import Streak
from bot.services.mastery import TOPICS_SHOWN, Mastery
from bot.services.people import Learner
from bot.services.remembering import Remembering
from bot.services.shelves import Shelves
from bot.services.streaks import KeptStreak
from bot.services.views import ProgressView
from bot.store import Store, open_store
from bot.store.schema import banks as own_banks

AMIR, BELLA = Learner(1, "Amir"), Learner(2, "Bella")
GUILD, ELSEWHERE = 10, 11
DAY = timedelta(days=1)


def an_item(bank: str, number: int) -> TrueFalse:
    item = TrueFalse(id=f"{bank}/q{number}", ask=f"Statement {number}", why="Because.", answer=True)
    return replace(item, version=version_of(item))


def a_bank(id_: str, items: int = 4) -> Bank:
    made = tuple(an_item(id_, number) for number in range(items))
    return Bank(id=id_, title=id_.rpartition("/")[2], movement="basmachi", items=made)


class Desk:
    """A learner's desk: a shelf of banks, a clock, and answers given in private, in a server or in direct messages."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.time = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        self.banks = [a_bank(f"basmachi/t{number:02}") for number in range(12)]
        self.shelves = Shelves(store, Library.of([], self.banks, []))
        self.remembering = Remembering(store, Reviewer())
        self.mastery = Mastery(store, self.shelves, Reviewer(), now=lambda: self.time)

    async def answer(self, item: TrueFalse, *, right: bool = True, guild_id: int | None = GUILD) -> None:
        zone = "UTC" if guild_id is None else (await self.store.guild(guild_id)).timezone
        sitting = await self.store.create_sitting(AMIR.id, guild_id, "x", self.time, [Plan(item=item, order=())])
        [round_] = await self.store.sitting_rounds(sitting.id)
        await self.store.record(
            NewAnswer(
                round_id=round_.id,
                learner_id=AMIR.id,
                name=AMIR.name,
                guild_id=guild_id,
                response=Picked((int(right),)),
                credit=float(right),
                points=0,
                answered_at=self.time,
                day=local_day(self.time, zone),
            )
        )
        await self.remembering.round(round_.id)

    async def look(self, guild_id: int | None = GUILD, learner: Learner = AMIR) -> ProgressView:
        return await self.mastery.progress(learner, guild_id)


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    async with open_store(database_url) as store:
        yield Desk(store)


async def test_who_is_new_has_nothing_yet_and_everything_before_them(desk: Desk) -> None:
    view = await desk.look()
    assert (view.topics, view.others, view.untouched) == ((), (), 12)
    assert (view.whole.items, view.whole.seen, view.whole.share) == (48, 0, 0.0)
    assert (view.due_today, view.due_this_week, view.answers) == (0, 0, {})
    assert view.streak == KeptStreak(Streak(0), by_school_days=False)
    assert (view.today, view.first_day) == (date(2026, 3, 2), date(2025, 12, 15))


async def test_a_topic_is_the_mean_of_what_is_recalled_today_with_nothing_for_what_is_unseen(desk: Desk) -> None:
    for item in desk.banks[3].items[:2]:
        await desk.answer(item)  # type: ignore[arg-type]  # a statement
    [topic] = (await desk.look()).topics
    assert (topic.title, topic.seen, topic.items) == ("t03", 2, 4)
    assert topic.share == pytest.approx(0.5)
    desk.time += 30 * DAY
    memory = (await desk.store.memories(AMIR.id))[desk.banks[3].items[0].id]
    [later] = (await desk.look()).topics
    assert later.share == pytest.approx(Reviewer().recall(memory, desk.time) / 2)
    assert later.share < topic.share


async def test_it_is_ones_own(desk: Desk) -> None:
    await desk.answer(an_item("basmachi/t00", 0))
    assert (await desk.look(learner=BELLA)).whole.seen == 0


async def test_of_many_topics_those_worked_on_last_are_shown_and_the_rest_summed(desk: Desk) -> None:
    for bank in reversed(desk.banks[:11]):
        desk.time += timedelta(minutes=1)
        await desk.answer(bank.items[0])  # type: ignore[arg-type]  # a statement
    view = await desk.look()
    assert [one.title for one in view.topics] == [f"t{number:02}" for number in range(TOPICS_SHOWN)]
    assert [one.title for one in view.others] == ["t08", "t09", "t10"]
    assert view.untouched == 1
    assert view.whole.seen == 11


async def test_an_item_whose_key_has_changed_counts_as_not_met_and_is_not_due(desk: Desk) -> None:
    await desk.answer(an_item("basmachi/t00", 0), right=False)
    assert (await desk.look()).due_today == 1
    changed = replace(desk.banks[0], items=tuple(replace(one, version="new") for one in desk.banks[0].items))
    desk.shelves.replace(Library.of([], [changed, *desk.banks[1:]], []))
    view = await desk.look()
    assert (view.whole.seen, view.due_today, view.due_this_week) == (0, 0, 0)


async def test_what_was_missed_is_due_at_once_and_the_rest_on_its_day_by_the_servers_calendar(desk: Desk) -> None:
    await desk.answer(an_item("basmachi/t00", 0), right=False)
    await desk.answer(an_item("basmachi/t00", 1))
    due_at = (await desk.store.memories(AMIR.id))["basmachi/t00/q1"].due_at
    first = await desk.look()
    assert (first.due_today, first.due_this_week) == (1, 2)
    guild = await desk.store.guild(GUILD)
    await desk.store.save_guild(replace(guild, timezone="Asia/Baku"))
    desk.time = due_at.replace(hour=19, minute=0) - DAY  # 23:00 in Baku, and the day before by both calendars
    assert (await desk.look()).due_today == 1
    desk.time += timedelta(hours=2)
    assert (await desk.look()).due_today == 2, "the day has begun in Baku, though not by UTC"


async def test_the_calendar_counts_all_answers_wherever_they_were_given(desk: Desk) -> None:
    for number, guild_id in enumerate((GUILD, ELSEWHERE, None)):
        await desk.answer(an_item("basmachi/t00", number), guild_id=guild_id)
    desk.time += DAY
    await desk.answer(an_item("basmachi/t00", 3))
    assert (await desk.look()).answers == {date(2026, 3, 2): 3, date(2026, 3, 3): 1}
    desk.time += 84 * DAY
    assert (await desk.look()).answers == {}


async def test_a_streak_is_that_of_the_server_where_direct_messages_count_and_other_servers_do_not(desk: Desk) -> None:
    for guild_id in (GUILD, None, GUILD, ELSEWHERE):
        await desk.answer(an_item("basmachi/t00", 0), guild_id=guild_id)
        desk.time += DAY
    desk.time -= DAY
    assert (await desk.look()).streak == KeptStreak(Streak(3), by_school_days=False)
    assert (await desk.look(ELSEWHERE)).streak.streak == Streak(2, 1), "not the two days in the other server"


async def test_in_direct_messages_it_is_the_longest_of_all(desk: Desk) -> None:
    for guild_id in (GUILD, GUILD, ELSEWHERE, ELSEWHERE, ELSEWHERE):
        await desk.answer(an_item("basmachi/t00", 0), guild_id=guild_id)
        desk.time += DAY
    desk.time -= DAY
    assert (await desk.look(ELSEWHERE)).streak.streak == Streak(3)
    assert (await desk.look(None)).streak == KeptStreak(Streak(5), by_school_days=False)


async def test_in_direct_messages_it_shows_the_course_and_the_servers_own_banks_that_were_met(desk: Desk) -> None:
    text = (
        "title: Rivers\nmovement: basmachi\nquestions:\n  - {id: q0, ask: 'Is it long?', answer: true, why: It is.}\n"
    )
    await keep_banks(desk.store, {"rivers": text, "hills": text.replace("Rivers", "Hills")})
    [rivers] = [bank for bank in (await desk.shelves.of(GUILD)).banks.values() if bank.title == "Rivers"]
    assert rivers.id == own_bank_id(GUILD, "rivers")
    await desk.answer(rivers.items[0])  # type: ignore[arg-type]  # a statement
    there, alone, elsewhere = await desk.look(GUILD), await desk.look(None), await desk.look(ELSEWHERE)
    assert (there.whole.items, alone.whole.items, elsewhere.whole.items) == (50, 49, 48)
    assert [one.title for one in alone.topics] == ["Rivers"]
    assert elsewhere.topics == (), "what is one server's own is not shown in another"


async def keep_banks(store: Store, texts: dict[str, str]) -> None:
    """Servers' own banks, as an upload would keep them."""
    rows = [
        {
            "guild_id": GUILD,
            "name": name,
            "number": 1,
            "title": name,
            "text": text,
            "items": 1,
            "state": "live",
            "uploaded_by": 1,
            "uploaded_at": datetime(2026, 3, 1, tzinfo=UTC),
        }
        for name, text in texts.items()
    ]
    async with store._database.write() as connection:
        await connection.execute(sa.insert(own_banks), rows)
