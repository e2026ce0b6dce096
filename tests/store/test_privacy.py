"""What a learner may do with their own data, and that none of it is forgotten, or left behind."""

from __future__ import annotations

import asyncio
import random
import re
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core.models import ShortText, Typed
from bot.core.records import Claim, Guild, NewPost, NewSchedule, Plan, Preferences, RoundState, Schedule, Standing, What
from bot.core.review import DEFAULT_RETENTION, Reviewer
from bot.core.slots import EVERY_DAY, Slot
from bot.services.remembering import Remembering
from bot.store import Store, open_store
from bot.store.engine import parsed
from bot.store.privacy import NOBODY
from bot.store.schema import (
    PEOPLE,
    banks,
    daily_totals,
    doubts,
    lifetime_totals,
    metadata,
    withdrawals,
)
from tests.store.samples import (
    CHANNEL,
    GUILD,
    KARABAKH,
    KOKAND,
    NOW,
    OPEN_FOR,
    SECOND,
    TODAY,
    a_quiz,
    an_answer,
    ask,
    asked,
    reveal,
    save,
)

LEYLA, SERGO = 812_345_678_901_234_567, 712_345_678_901_234_567
NAME, SAID, TYPED = "Leyla Quliyeva", "I think that 1918 is wrong", "my very own words"
LEADER = ShortText(
    id="basmachi/enver/leader", version="777", ask="Who led it?", why="He did.", accept=("Enver Pasha", "Enver")
)
PERSONAL = re.compile(r"(learner|host|user|member|author|owner|teacher|person|pupil|student)(_id)?$|_by$")


async def everything(url: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, as it stands in the database."""
    engine = create_async_engine(parsed(url))
    async with engine.connect() as connection:
        found = {
            table.name: [row._asdict() for row in await connection.execute(sa.select(sa.text("*")).select_from(table))]
            for table in metadata.sorted_tables
        }
    await engine.dispose()
    return found


async def execute(url: str, *statements: sa.Executable) -> None:
    engine = create_async_engine(parsed(url))
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(statement)
    await engine.dispose()


def where(found: dict[str, list[dict[str, Any]]], *words: str) -> list[str]:
    """In which tables and columns any of some words occurs, inside of texts too."""
    return [
        f"{table}.{column}"
        for table, rows in found.items()
        for row in rows
        for column, value in row.items()
        if any(word in str(value) for word in words)
    ]


def new_schedule(what: What = What.QUESTION, host: int = LEYLA) -> NewSchedule:
    return NewSchedule(
        guild_id=GUILD,
        channel_id=CHANNEL,
        host_id=host,
        what=what,
        topic=None,
        at=time(9),
        days=EVERY_DAY,
        open_hours=None,
        created_at=NOW,
        last_day=TODAY - timedelta(days=1),
        due_at=NOW,
    )


async def question_of_the_day(store: Store, schedule: Schedule) -> int:
    new = NewPost(
        slot=Slot(TODAY, NOW),
        number=0,
        claimed_at=NOW,
        late=False,
        plan=Plan(item=KARABAKH, order=()),
        ends_at=NOW + OPEN_FOR,
    )
    claim = Claim(before=schedule, after=replace(schedule, last_day=TODAY), new=new)
    [claimed] = await store.claim_slots([claim], NOW)
    assert claimed is not None
    assert claimed.round is not None
    await store.set_posted(claimed.post.id, 77)
    return claimed.round.id


async def a_life(store: Store, url: str, learner: int = LEYLA, name: str = NAME) -> dict[str, int]:
    """A learner who has left something in every table, and who teaches as well; the ids of some rounds."""

    def theirs(round_id: int, **more: Any) -> Any:
        return an_answer(round_id, learner, name=name, **more)

    await store.save_guild(Guild(id=GUILD, timezone="Asia/Baku"))
    await store.mark_read(learner, "basmachi/1", NOW)
    await store.hide(learner, False)
    await store.set_reminder(learner, time(18), "Asia/Baku", NOW + timedelta(hours=5))
    quiz = await store.create_quiz(replace(a_quiz(KOKAND, LEADER, channel_id=1), host_id=learner))
    quiz, choice = await ask(store, quiz)
    await save(store, theirs(choice.id))
    await save(store, an_answer(choice.id, SERGO))
    quiz, _ = await reveal(store, quiz)
    quiz, words = await ask(store, quiz)
    await save(store, theirs(words.id, response=Typed(TYPED), credit=0.0, points=0))
    await reveal(store, quiz)
    schedule = await store.create_schedule(new_schedule(host=learner))
    daily = await question_of_the_day(store, schedule)
    await save(store, theirs(daily, day=TODAY))
    await store.close_post_round(daily)
    _, still_open = await asked(store, KOKAND, channel_id=2)
    await save(store, theirs(still_open.id))
    plan = [Plan(item=one, order=(0, 1, 2)) for one in (KOKAND, KARABAKH)]
    for guild in (GUILD, None):
        sitting = await store.create_sitting(learner, guild, "basmachi/1", NOW, plan)
        first = (await store.sitting_rounds(sitting.id))[0]
        await save(store, theirs(first.id, response=Typed(TYPED), guild_id=guild))
    await Remembering(store, Reviewer(DEFAULT_RETENTION)).catch_up()
    await execute(
        url,
        sa.insert(banks).values(
            guild_id=GUILD, name="rivers", number=1, title="Rivers", text="title: Rivers", items=1, state="live",
            uploaded_by=learner, uploaded_at=NOW,
        ),
        sa.insert(withdrawals).values(
            guild_id=GUILD, item_id="basmachi/x", version="1", withdrawn_by=learner, withdrawn_at=NOW
        ),
        sa.insert(doubts).values(
            guild_id=GUILD, item_id="basmachi/x", version="1", item="{}", learner_id=learner, said=SAID, raised_at=NOW,
            state="answered", reply=f"Thank you, {name}", answered_by=SERGO,
        ),
        sa.insert(doubts).values(
            guild_id=GUILD, item_id="basmachi/x", version="1", item="{}", learner_id=SERGO, said="Is it?",
            raised_at=NOW, state="answered", reply=SAID, answered_by=learner,
        ),
    )  # fmt: skip
    return {"choice": choice.id, "words": words.id, "daily": daily, "open": still_open.id}


# None of it is forgotten.


def test_every_column_that_names_a_person_is_known_to_privacy() -> None:
    named = {(table.name, column.name) for table in metadata.sorted_tables for column in table.c}
    personal = {one for one in named if PERSONAL.search(one[1])}
    known = {(table.name, column) for table, columns in PEOPLE.items() for column in columns}
    assert personal == known, "PEOPLE in schema.py has to have every column that names a person"


async def test_the_sample_has_left_something_in_every_column_that_names_a_person(
    store: Store, database_url: str
) -> None:
    await a_life(store, database_url)
    found = where(await everything(database_url), str(LEYLA))
    assert set(found) == {f"{table.name}.{column}" for table, columns in PEOPLE.items() for column in columns}


async def test_all_about_a_learner_is_every_row_that_there_is(store: Store, database_url: str) -> None:
    await a_life(store, database_url)
    await a_life_elsewhere(store)
    whole = await everything(database_url)
    theirs = await store.all_about(LEYLA)
    for table, columns in PEOPLE.items():
        rows = [row for row in whole[table.name] if LEYLA in {row[column] for column in columns}]
        assert rows, table.name
        assert len(theirs[table.name]) == len(rows), table.name
        assert {tuple(table.c.keys())} <= {tuple(one)[: len(table.c)] for one in theirs[table.name]}
        for key in table.primary_key:
            kept = sorted(str(row[key.name]) for row in rows)
            if not isinstance(key.type, sa.Date):
                assert sorted(str(row[key.name]) for row in theirs[table.name]) == kept
    assert {name: len(rows) for name, rows in theirs.items()} == await store.how_much(LEYLA)


async def test_nothing_of_anybody_else_is_told_with_a_doubt(store: Store, database_url: str) -> None:
    await a_life(store, database_url)
    mine, answered = (await store.all_about(LEYLA))["doubts"]
    assert (mine["learner_id"], mine["said"], mine["answered_by"]) == (LEYLA, SAID, None)
    assert (answered["learner_id"], answered["said"], answered["answered_by"]) == (None, None, LEYLA)


async def a_life_elsewhere(store: Store) -> None:
    """Others, about whom nothing must be told."""
    quiz, round_ = await asked(store, channel_id=9, guild_id=GUILD + 1)
    await save(store, an_answer(round_.id, SERGO, guild_id=GUILD + 1))
    await reveal(store, quiz)
    await store.mark_read(SERGO, "basmachi/1", NOW)


async def test_what_an_answer_is_worth_is_not_told_before_its_question_has_closed(
    store: Store, database_url: str
) -> None:
    which = await a_life(store, database_url)
    worth = {row["round_id"]: (row["credit"], row["points"]) for row in (await store.all_about(LEYLA))["answers"]}
    assert worth[which["open"]] == (None, None)
    assert worth[which["choice"]] == (1.0, 100)


async def test_of_who_was_never_here_there_is_nothing(store: Store, database_url: str) -> None:
    await a_life(store, database_url)
    assert set((await store.how_much(1)).values()) == {0}
    assert await store.names(1) == []
    await store.erase(1, random.Random(1))
    assert len(where(await everything(database_url), str(LEYLA))) > 10


# None of it is left behind.


async def test_after_the_erasure_no_table_and_no_column_has_anything_of_the_learner(
    store: Store, database_url: str
) -> None:
    await a_life(store, database_url)
    before = await everything(database_url)
    assert where(before, NAME)
    assert where(before, SAID)
    assert where(before, TYPED)
    await store.erase(LEYLA, random.Random(1))
    after = await everything(database_url)
    assert where(after, str(LEYLA), NAME, NAME.casefold(), SAID, TYPED) == []
    assert set((await store.how_much(LEYLA)).values()) == {0}


async def test_after_the_erasure_the_file_of_sqlite_has_nothing_of_the_learner_either(tmp_path: Path) -> None:
    file = tmp_path / "class.sqlite3"
    url = f"sqlite+aiosqlite:///{file}"
    async with open_store(url) as store:
        await a_life(store, url)
        await store.erase(LEYLA, random.Random(1))
    content = file.read_bytes()
    assert [words for words in (NAME, NAME.casefold(), SAID, TYPED) if words.encode() in content] == []


async def test_the_class_keeps_its_counts_and_nobody_can_tell_whose_they_are(store: Store, database_url: str) -> None:
    which = await a_life(store, database_url)
    tallies = {name: await store.tally(which[name]) for name in ("choice", "words", "daily")}
    await store.erase(LEYLA, random.Random(1))
    whole = await everything(database_url)
    nobody = [row for row in whole["answers"] if row["learner_id"] < 0]
    assert len(nobody) == len({row["learner_id"] for row in nobody}) == 3
    opened = {row["id"]: row["opened_at"] for row in whole["rounds"]}
    assert all(row["answered_at"] == opened[row["round_id"]] for row in nobody)
    for name, before in tallies.items():
        after = await store.tally(which[name])
        assert sorted(credit for _, credit in after) == sorted(credit for _, credit in before)
    assert [response for response, _ in await store.tally(which["words"])] == [Typed("")]
    assert await store.tally(which["open"]) == [], "who answers it anew must not count twice"


async def test_nobody_is_taken_to_have_answered_in_no_time(store: Store, database_url: str) -> None:
    await a_life(store, database_url)
    await store.erase(LEYLA, random.Random(1))
    attempts = [one for _, _, one in await store.first_attempts(GUILD, None, None)]
    assert {one.taken for one in attempts if one.learner_id < 0} == {None}
    assert {one.taken for one in attempts if one.learner_id == SERGO} == {SECOND}


async def test_private_practice_goes_wholly(store: Store, database_url: str) -> None:
    await a_life(store, database_url)
    await store.erase(LEYLA, random.Random(1))
    whole = await everything(database_url)
    assert whole["sittings"] == []
    assert [row for row in whole["rounds"] if row["sitting_id"] is not None] == []


async def test_what_the_person_set_up_for_a_server_goes_on_without_them(store: Store, database_url: str) -> None:
    await a_life(store, database_url)
    await store.erase(LEYLA, random.Random(1))
    whole = await everything(database_url)
    assert {row["host_id"] for row in whole["quizzes"]} == {NOBODY, 900_000_000_000_000_003}
    assert [row["host_id"] for row in whole["schedules"]] == [NOBODY]
    assert [row["uploaded_by"] for row in whole["banks"]] == [NOBODY]
    assert [row["withdrawn_by"] for row in whole["withdrawals"]] == [NOBODY]
    assert [(row["learner_id"], row["said"], row["reply"], row["answered_by"]) for row in whole["doubts"]] == [
        (NOBODY, "", None, SERGO),
        (SERGO, "Is it?", None, NOBODY),
    ]


async def test_nothing_of_anybody_else_is_touched(store: Store, database_url: str) -> None:
    await a_life(store, database_url)
    await a_life_elsewhere(store)
    theirs = await store.all_about(SERGO)
    await store.erase(LEYLA, random.Random(1))
    after = await store.all_about(SERGO)
    for rows in (theirs["doubts"], after["doubts"]):
        for row in rows:  # what the other wrote to them is gone
            row |= {"reply": None, "answered_by": None}
            row["learner_id"] = SERGO if row["learner_id"] == NOBODY else row["learner_id"]
    assert {key: rows for key, rows in after.items() if key != "doubts"} == {
        key: rows for key, rows in theirs.items() if key != "doubts"
    }
    assert len(after["doubts"]) == len(theirs["doubts"])


async def test_a_quiz_goes_on_when_its_host_has_been_erased_in_the_midst_of_it(store: Store) -> None:
    quiz = await store.create_quiz(replace(a_quiz(KOKAND, KARABAKH), host_id=LEYLA))
    quiz, round_ = await ask(store, quiz)
    await store.erase(LEYLA, random.Random(1))
    await save(store, an_answer(round_.id, SERGO))
    quiz, closed = await reveal(store, quiz)
    assert closed.state is RoundState.CLOSED
    assert quiz.host_id == NOBODY


async def test_who_has_been_erased_and_answers_again_begins_anew(store: Store, database_url: str) -> None:
    quiz, round_ = await asked(store)
    await save(store, an_answer(round_.id, LEYLA, points=100))
    await store.erase(LEYLA, random.Random(1))
    await save(store, an_answer(round_.id, LEYLA, points=50, credit=0.5))
    await reveal(store, quiz)
    standing = await store.standing(GUILD, LEYLA, None, None)
    assert standing is not None
    assert (standing.points, standing.answers) == (50, 1)
    assert [one.learner_id for one in await store.standings(quiz.id)] == [LEYLA]


async def test_answers_of_nobody_are_in_no_podium_no_total_and_no_streak(store: Store, database_url: str) -> None:
    which = await a_life(store, database_url)
    await store.erase(LEYLA, random.Random(1))
    round_ = await store.round(which["choice"])
    assert round_ is not None
    assert round_.quiz_id is not None
    assert [one.learner_id for one in await store.standings(round_.quiz_id)] == [SERGO]
    assert list(await store.names_of_answerers(which["choice"])) == [SERGO]
    assert [one.learner_id for one in await store.leaderboard(GUILD, None, None, None, 10)] == [SERGO]
    whole = await everything(database_url)
    assert all(row["learner_id"] > 0 for table in (daily_totals, lifetime_totals) for row in whole[table.name])


async def test_what_was_being_reviewed_when_the_learner_was_erased_is_not_remembered(
    store: Store, database_url: str
) -> None:
    quiz, round_ = await asked(store)
    await save(store, an_answer(round_.id, LEYLA))
    await save(store, an_answer(round_.id, SERGO))
    await reveal(store, quiz)
    reviewer = Reviewer(DEFAULT_RETENTION)
    learned = [reviewer.review(None, one) for one in await store.reviews_of(round_.id)]
    await store.erase(LEYLA, random.Random(1))
    assert await store.remember(round_.id, learned)
    whole = await everything(database_url)
    assert {row["learner_id"] for row in whole["memories"]} == {SERGO}
    assert {row["learner_id"] for row in whole["activity"]} == {SERGO}


async def test_an_erasure_and_the_close_of_a_question_at_one_moment_leave_nothing_of_the_learner(
    store: Store, database_url: str
) -> None:
    for number in range(10):
        quiz, round_ = await asked(store, channel_id=number + 1)
        await asyncio.gather(*(save(store, an_answer(round_.id, one, name=NAME)) for one in (LEYLA, SERGO)))
        reviews = Remembering(store, Reviewer(DEFAULT_RETENTION))
        await asyncio.gather(reveal(store, quiz), store.erase(LEYLA, random.Random(number)), reviews.catch_up())
        await reviews.catch_up()
        assert where(await everything(database_url), str(LEYLA)) == [], number


@pytest.mark.parametrize("answered_before", [False, True])
async def test_an_erasure_and_an_answer_in_practice_at_one_moment_leave_nothing_of_the_learner(
    store: Store, database_url: str, answered_before: bool
) -> None:
    reviews = Remembering(store, Reviewer(DEFAULT_RETENTION))
    plan = [Plan(item=KOKAND, order=(0, 1, 2))]
    for number in range(20):
        sitting = await store.create_sitting(LEYLA, GUILD, "", NOW, plan)
        [round_] = await store.sitting_rounds(sitting.id)
        given = an_answer(round_.id, LEYLA, name=NAME)
        if answered_before:
            await save(store, given)
        at_once = reviews.round(round_.id) if answered_before else store.record(given)
        await asyncio.gather(at_once, store.erase(LEYLA, random.Random(number)))
        assert where(await everything(database_url), str(LEYLA), NAME) == [], number


# What learners have set.


async def test_who_has_set_nothing_has_the_defaults(store: Store) -> None:
    assert await store.preferences(LEYLA) == Preferences(learner_id=LEYLA)
    await store.stop_reminding(LEYLA)
    assert (await store.how_much(LEYLA))["preferences"] == 0


async def test_what_is_set_is_kept_one_beside_the_other(store: Store) -> None:
    await store.hide(LEYLA, True)
    await store.set_reminder(LEYLA, time(18, 5), "Asia/Baku", NOW)
    expected = Preferences(learner_id=LEYLA, hidden=True, reminder_at=time(18, 5), timezone="Asia/Baku", remind_at=NOW)
    assert await store.preferences(LEYLA) == expected
    await store.hide(LEYLA, False)
    await store.stop_reminding(LEYLA)
    assert await store.preferences(LEYLA) == Preferences(learner_id=LEYLA, timezone="Asia/Baku", remind_at=NOW)
    assert not await store.move_reminder(LEYLA, NOW, NOW + SECOND), "whoever has turned them off is not to be reminded"


async def test_a_reminder_is_taken_by_one_alone(store: Store) -> None:
    await store.set_reminder(LEYLA, time(18), "UTC", NOW)
    await store.set_reminder(SERGO, time(19), "UTC", NOW + SECOND)
    assert await store.next_reminder() == NOW
    assert [one.learner_id for one in await store.due_reminders(NOW, 10)] == [LEYLA]
    assert [one.learner_id for one in await store.due_reminders(NOW + SECOND, 1)] == [LEYLA]
    took = await asyncio.gather(*(store.move_reminder(LEYLA, NOW, NOW + OPEN_FOR) for _ in range(3)))
    assert sorted(took) == [False, False, True]
    assert await store.next_reminder() == NOW + SECOND
    await store.stop_reminding(SERGO)
    await store.stop_reminding(LEYLA)
    assert await store.next_reminder() is None


async def test_a_server_of_a_learners_own_is_found(store: Store) -> None:
    assert await store.server_of(LEYLA) is None
    _, round_ = await asked(store)
    await save(store, an_answer(round_.id, LEYLA))
    assert await store.server_of(LEYLA) == GUILD


# Servers that have gone.


async def test_a_server_is_erased_from_every_table_and_others_are_not(store: Store, database_url: str) -> None:
    await a_life(store, database_url)
    await a_life_elsewhere(store)
    own_item = f"@{GUILD}/rivers/volga"
    sitting = await store.create_sitting(
        LEYLA, None, "rivers", NOW, [Plan(item=replace(KARABAKH, id=own_item), order=())]
    )
    await save(store, an_answer((await store.sitting_rounds(sitting.id))[0].id, LEYLA, guild_id=None))
    await Remembering(store, Reviewer(DEFAULT_RETENTION)).catch_up()
    await store.note_departure(GUILD, NOW)
    assert where(await everything(database_url), own_item)
    await store.erase_server(GUILD)
    whole = await everything(database_url)
    own_ids = {f"@{GUILD}/", str(GUILD)} - {str(GUILD + 1)}
    assert where(whole, *own_ids) == []
    assert len(whole["memories"]) > 0, "what was learned of the common course stays"
    assert [row["id"] for row in whole["quizzes"] if row["guild_id"] == GUILD + 1]
    assert whole["preferences"]
    assert whole["lesson_reads"]


async def test_every_table_with_a_server_is_emptied_of_it(store: Store, database_url: str) -> None:
    await a_life(store, database_url)
    await store.note_departure(GUILD, NOW)
    with_server = {table.name for table in metadata.sorted_tables if "guild_id" in table.c}
    whole = await everything(database_url)
    filled = {name for name in with_server if any(row["guild_id"] == GUILD for row in whole[name])}
    assert filled == with_server - {"memories"}, "the sample has to have a row of the server in every table"
    await store.erase_server(GUILD)
    whole = await everything(database_url)
    assert not any(row["guild_id"] == GUILD for name in with_server for row in whole[name])
    assert whole["guilds"] == []


async def test_departures_are_noted_once_and_cleared(store: Store) -> None:
    await store.note_departure(GUILD, NOW)
    await store.note_departure(GUILD, NOW + OPEN_FOR)
    await store.note_departure(GUILD + 1, NOW + SECOND)
    assert await store.departed() == {GUILD: NOW, GUILD + 1: NOW + SECOND}
    assert await store.first_departure() == NOW
    assert await store.departed_by(NOW, 10) == [GUILD]
    await store.clear_departures([GUILD])
    assert await store.departed() == {GUILD + 1: NOW + SECOND}


async def test_a_server_is_known_by_whatever_is_kept_about_it(store: Store, database_url: str) -> None:
    assert await store.known_servers() == frozenset()
    await store.save_guild(Guild(id=1))
    await store.create_quiz(a_quiz(guild_id=2))
    await store.create_sitting(LEYLA, 3, "x", NOW, [])
    await store.create_sitting(LEYLA, None, "x", NOW, [])
    await store.create_schedule(replace(new_schedule(), guild_id=4))
    assert await store.known_servers() == {1, 2, 3, 4}


async def test_a_shard_sees_its_own_servers_alone(store: Store) -> None:
    ours, others = 2 << 22, 3 << 22
    for server in (ours, others):
        await store.save_guild(Guild(id=server))
        await store.note_departure(server, NOW)
    store._database.shard = (0, 2)
    assert await store.known_servers() == {ours}
    assert list(await store.departed()) == [ours]
    assert await store.departed_by(NOW, 10) == [ours]
    store._database.shard = (1, 2)
    assert await store.known_servers() == {others}


# Hiding.


async def test_who_hides_is_on_no_leaderboard_and_has_no_place_there(store: Store) -> None:
    quiz, round_ = await asked(store)
    for learner, points in ((1, 100), (2, 80), (3, 80), (4, 60), (5, 0)):
        await save(store, an_answer(round_.id, learner, points=points, credit=points / 100))
    await reveal(store, quiz)
    await store.hide(1, True)
    await store.hide(3, True)
    for since in (None, TODAY):
        assert [one.learner_id for one in await store.leaderboard(GUILD, since, None, None, 10)] == [2, 4, 5]
        assert await store.leaderboard_size(GUILD, since) == 3
        assert await store.leaderboard_size(GUILD, since, with_points=True) == 2
        assert await store.took_part(GUILD, since) == 5
        page = await store.leaderboard_page(GUILD, 4, since, None, 0, 10)
        assert [(one.place, one.standing.learner_id, one.tied) for one in page] == [(1, 2, False), (2, 4, False)]
        assert await store.place(GUILD, 60, since, None) == 2
        assert await store.sharing(GUILD, 80, since, None) == 1
        own = await store.standing(GUILD, 1, since, None)
        assert own == Standing(learner_id=1, name="Learner 1", answers=1, credit=1.0, points=100, hidden=True)
    assert [one.learner_id for one in await store.standings(quiz.id) if one.hidden] == [1, 3]
    assert set(await store.names_of_answerers(round_.id)) == {2, 4, 5}
    await store.hide(1, False)
    assert await store.place(GUILD, 60, None, None) == 3


async def test_pages_of_a_leaderboard_tell_ties_that_lie_on_two_pages(store: Store) -> None:
    quiz, round_ = await asked(store)
    for learner in range(1, 26):
        points = 100 if learner <= 3 else 50 if learner <= 22 else 0
        await save(store, an_answer(round_.id, learner, name=f"L{learner:02}", points=points))
    await reveal(store, quiz)
    pages = [await store.leaderboard_page(GUILD, 24, None, None, start, 10) for start in (0, 10, 20)]
    whole = [one for page in pages for one in page]
    assert [one.standing.learner_id for one in whole] == [*range(1, 23), 24]
    assert [one.place for one in whole] == [1] * 3 + [4] * 19 + [23]
    assert all(one.tied for one in whole)
    assert await store.leaderboard_size(GUILD, None, with_points=True) == 22
