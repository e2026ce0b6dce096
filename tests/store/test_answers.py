"""The first answer stands, none comes after the close, and none is acknowledged before it is on the disk."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.util import await_only

from bot.core.errors import NotSaved, StaleState, StoreTrouble
from bot.core.models import Picked, Response, Typed
from bot.core.records import Answer, RoundState, Verdict
from bot.store import Store, open_store
from bot.store.books import Held, SqlBook
from bot.store.engine import SqliteDatabase
from bot.store.schema import answers, learners
from tests.store.samples import (
    GUILD,
    KARABAKH,
    KOKAND,
    LEYLA,
    MAMED,
    NOW,
    OPEN_FOR,
    SECOND,
    SERGO,
    a_quiz,
    an_answer,
    as_kept,
    ask,
    asked,
    reveal,
    save,
)


@pytest.mark.parametrize(
    "response",
    [
        Picked(()),
        Picked((0, 2)),
        Typed("Əнвер паша"),
        Typed("quote ' \" ; \\ -- \n"),
        Typed("\0 and \ud800"),
        Typed("[1]"),
    ],
)
async def test_an_answer_is_read_back_as_it_was_given(store: Store, response: Response) -> None:
    _, round_ = await asked(store)
    given = an_answer(round_.id, response=response, credit=0.5, points=61)
    assert await store.record(given) == (Verdict.SAVED, as_kept(given))
    assert await store.answer(round_.id, SERGO) == as_kept(given)
    assert await store.answer(round_.id, LEYLA) is None
    assert await store.tally(round_.id) == [(response, 0.5)]


async def test_its_moment_is_kept_to_the_millisecond(store: Store) -> None:
    _, round_ = await asked(store)
    _, kept = await store.record(an_answer(round_.id, at=NOW + timedelta(microseconds=1999)))
    assert kept is not None
    assert kept.answered_at == NOW + timedelta(milliseconds=1)
    assert await store.answer(round_.id, SERGO) == kept


async def test_the_first_answer_stands(store: Store) -> None:
    _, round_ = await asked(store)
    first = await save(store, an_answer(round_.id))
    second = await store.record(an_answer(round_.id, response=Picked((2,)), credit=0.0, points=0, at=NOW))
    assert second == (Verdict.ALREADY, first)
    assert await store.answer(round_.id, SERGO) == first
    assert await store.answered(round_.id) == 1


async def test_of_a_burst_each_learners_first_stands_and_everybody_is_told_the_truth(store: Store) -> None:
    _, round_ = await asked(store)
    burst = [
        an_answer(round_.id, learner, response=Picked((attempt,)), points=attempt)
        for attempt in range(4)
        for learner in range(1, 201)
    ]
    random.Random(1918).shuffle(burst)
    outcomes = await asyncio.gather(*(store.record(one) for one in burst))
    first: dict[int, Answer] = {}
    for given, (verdict, kept) in zip(burst, outcomes, strict=True):
        expected = Verdict.ALREADY if given.learner_id in first else Verdict.SAVED
        assert (verdict, kept) == (expected, first.setdefault(given.learner_id, as_kept(given)))
    assert await store.answered(round_.id) == 200
    assert [await store.answer(round_.id, learner) for learner in range(1, 201)] == [
        first[learner] for learner in range(1, 201)
    ]


async def test_one_batch_may_hold_answers_to_many_rounds(store: Store) -> None:
    rounds = [(await asked(store, channel_id=channel))[1] for channel in range(1, 6)]
    given = [an_answer(one.id, learner) for learner in (SERGO, LEYLA) for one in rounds]
    outcomes = await asyncio.gather(*(store.record(one) for one in given))
    assert outcomes == [(Verdict.SAVED, as_kept(one)) for one in given]
    assert [await store.answered(one.id) for one in rounds] == [2] * 5


async def test_what_cannot_be_taken_is_refused_and_the_rest_of_the_batch_is_kept(store: Store) -> None:
    quiz, closed = await asked(store, channel_id=1)
    await reveal(store, quiz)
    quiz, paused = await asked(store, channel_id=2)
    await store.move_quiz(quiz, quiz.state.pause(NOW))
    waiting = await store.create_quiz(a_quiz(channel_id=3))
    [unasked] = await store.rounds_of(waiting.id)
    _, open_ = await asked(store, channel_id=4)
    given = [an_answer(number) for number in (closed.id, paused.id, unasked.id, 999_999, open_.id)]
    outcomes = await asyncio.gather(*(store.record(one) for one in given))
    assert outcomes == [
        (Verdict.CLOSED, None),
        (Verdict.PAUSED, None),
        (Verdict.UNKNOWN, None),
        (Verdict.UNKNOWN, None),
        (Verdict.SAVED, as_kept(given[-1])),
    ]
    assert [await store.answered(one.id) for one in (closed, paused, unasked, open_)] == [0, 0, 0, 1]


async def test_an_answer_given_in_time_counts_and_one_given_late_does_not(store: Store) -> None:
    _, round_ = await asked(store)
    in_time = an_answer(round_.id, SERGO, at=NOW + OPEN_FOR)
    late = an_answer(round_.id, LEYLA, at=NOW + OPEN_FOR + timedelta(milliseconds=1))
    assert await store.record(in_time) == (Verdict.SAVED, as_kept(in_time))
    assert await store.record(late) == (Verdict.CLOSED, None)
    assert await store.answered(round_.id) == 1


async def test_after_a_pause_answers_are_taken_again(store: Store) -> None:
    quiz, round_ = await asked(store)
    quiz = await store.move_quiz(quiz, quiz.state.pause(NOW))
    assert await store.record(an_answer(round_.id)) == (Verdict.PAUSED, None)
    await store.move_quiz(quiz, quiz.state.resume(NOW + 100 * SECOND))
    await save(store, an_answer(round_.id, at=NOW + 129 * SECOND))


async def test_answers_racing_with_the_close_are_either_counted_or_refused(store: Store) -> None:
    counted: list[int] = []
    quiz, round_ = await asked(store)

    async def close() -> None:
        await asyncio.sleep(0.005)
        await store.close_round(
            quiz,
            lambda count: (counted.append(count), quiz.state.reveal(NOW, SECOND, anyone_answered=True))[1],  # type: ignore[func-returns-value]  # two in one lambda
        )

    async def answer(learner: int) -> Verdict:
        await asyncio.sleep(learner / 20_000)
        verdict, _ = await store.record(an_answer(round_.id, learner))
        return verdict

    told, _ = await asyncio.gather(asyncio.gather(*(answer(learner) for learner in range(1, 301))), close())
    tally = Counter(told)
    assert set(tally) <= {Verdict.SAVED, Verdict.CLOSED}
    assert tally[Verdict.SAVED] == counted[0] == await store.answered(round_.id)
    assert await store.leaderboard_size(GUILD, None) == counted[0]


async def test_flushing_waits_for_what_has_come_in(store: Store) -> None:
    await store.flush()
    _, round_ = await asked(store)
    given = [asyncio.create_task(store.record(an_answer(round_.id, learner))) for learner in range(1, 51)]
    await asyncio.sleep(0)
    await store.flush()
    assert await store.answered(round_.id) == 50
    await asyncio.gather(*given)


async def test_no_task_is_left_waiting_for_answers(store: Store) -> None:
    _, round_ = await asked(store)
    await save(store, an_answer(round_.id))
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_who_stops_waiting_takes_nobody_along(store: Store) -> None:
    _, round_ = await asked(store)
    given = [asyncio.create_task(store.record(an_answer(round_.id, learner))) for learner in range(1, 101)]
    await asyncio.sleep(0)
    for number in range(0, 100, 3):
        given[number].cancel()
    outcomes = await asyncio.gather(*given, return_exceptions=True)
    for number, outcome in enumerate(outcomes):
        if number % 3 == 0:
            assert isinstance(outcome, asyncio.CancelledError)
        else:
            assert outcome == (Verdict.SAVED, as_kept(an_answer(round_.id, number + 1)))
    await store.flush()
    assert await store.answered(round_.id) == 100


async def test_who_stops_waiting_in_the_middle_of_the_writing_takes_nobody_along(store: Store) -> None:
    _, round_ = await asked(store)
    given = [asyncio.create_task(store.record(an_answer(round_.id, learner))) for learner in (SERGO, LEYLA)]
    await asyncio.sleep(0.002)
    given[0].cancel()
    assert (await asyncio.gather(*given, return_exceptions=True))[1] == (
        Verdict.SAVED,
        as_kept(an_answer(round_.id, LEYLA)),
    )


@contextmanager
def locked_by_another_program(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def test_nothing_is_acknowledged_while_the_file_is_locked_and_the_next_try_succeeds(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.store.engine.BUSY_FOR", 20)
    async with open_store(sqlite_url) as store:
        _, round_ = await asked(store)
        with locked_by_another_program(tmp_path / "dastan.sqlite3"):
            outcomes = await asyncio.gather(
                *(store.record(an_answer(round_.id, learner)) for learner in range(1, 11)), return_exceptions=True
            )
        assert all(isinstance(one, NotSaved) for one in outcomes)
        assert len({id(one) for one in outcomes}) == 10
        assert {str(one.__cause__) for one in outcomes if isinstance(one, NotSaved)} == {"database is locked"}
        assert len(caplog.records) == 1
        assert await store.answered(round_.id) == 0
        await save(store, an_answer(round_.id))


async def test_those_who_wait_together_for_a_locked_file_give_up_together(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.engine.BUSY_FOR", 500)
    async with open_store(sqlite_url) as store:
        _, round_ = await asked(store)
        with locked_by_another_program(tmp_path / "dastan.sqlite3"):
            begun = time.monotonic()
            notes = [store.set_note("key", str(number)) for number in range(5)]
            outcomes = await asyncio.gather(*notes, store.record(an_answer(round_.id)), return_exceptions=True)
            took = time.monotonic() - begun
        assert [type(one) for one in outcomes] == [StoreTrouble] * 5 + [NotSaved]
        assert took < 6 * 0.5 / 2  # six times half a second, had each begun to count when its turn came
        await save(store, an_answer(round_.id))
        await store.set_note("key", "free")
        assert await store.note("key") == "free"


async def test_nothing_is_acknowledged_when_the_commit_fails_on_postgres(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_store(postgres_url) as store:
        _, round_ = await asked(store)

        def torn(connection: Any) -> None:
            raise OSError("disk full")

        with monkeypatch.context() as patch:
            patch.setattr(store._database._writer.sync_engine.dialect, "do_commit", torn)
            await refuse_and_recover(store, round_.id, "disk full", patch.undo)
        assert "A batch of 1 was not saved" in caplog.text


async def test_nothing_is_acknowledged_when_the_commit_fails_on_sqlite(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    def no_commit(action: int, operation: str | None, *_: object) -> int:
        return sqlite3.SQLITE_DENY if (action, operation) == (sqlite3.SQLITE_TRANSACTION, "COMMIT") else 0

    async with open_store(sqlite_url) as store:
        _, round_ = await asked(store)
        connection = own_connection(store)
        connection.set_authorizer(no_commit)
        await refuse_and_recover(store, round_.id, "not authorized", lambda: connection.set_authorizer(None))
        assert "A batch of 1 was not saved" in caplog.text


async def test_nothing_is_acknowledged_when_the_disk_is_full(sqlite_url: str) -> None:
    async with open_store(sqlite_url) as store:
        _, round_ = await asked(store)
        connection = own_connection(store)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        long = an_answer(round_.id, LEYLA, response=Typed("Enver Pasha " * 5_000))
        outcomes = await asyncio.gather(
            store.record(long), store.record(an_answer(round_.id, MAMED)), return_exceptions=True
        )
        assert [str(one.__cause__) for one in outcomes if isinstance(one, NotSaved)] == ["database or disk is full"] * 2
        assert await store.answered(round_.id) == 0
        connection.execute(f"PRAGMA max_page_count = {pages + 100}")
        await save(store, long)


def own_connection(store: Store) -> sqlite3.Connection:
    """The connection on which answers are written to an SQLite file."""
    database = store._database
    assert isinstance(database, SqliteDatabase)
    connection = database._direct.raw_connection().driver_connection
    assert isinstance(connection, sqlite3.Connection)
    return connection


async def refuse_and_recover(store: Store, round_id: int, reason: str, heal: Callable[[], None]) -> None:
    with pytest.raises(NotSaved) as refused:
        await store.record(an_answer(round_id))
    assert reason in str(refused.value.__cause__)
    assert await store.answered(round_id) == 0
    heal()
    await save(store, an_answer(round_id))


async def test_answers_and_other_changes_to_a_file_wait_for_each_other(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two connections write to the file; were they to meet there, one would poll for its turn, or give up."""
    monkeypatch.setattr("bot.store.engine.BUSY_FOR", 0)
    async with open_store(sqlite_url) as store:
        _, round_ = await asked(store)
        works = [
            work
            for learner in range(1, 51)
            for work in (store.record(an_answer(round_.id, learner)), store.set_note("key", str(learner)))
        ]
        await asyncio.gather(*works)
        assert await store.answered(round_.id) == 50


async def test_a_batch_of_a_cancelled_writer_is_written_to_its_end(sqlite_url: str) -> None:
    async with open_store(sqlite_url) as store:
        _, round_ = await asked(store)
        answering = asyncio.create_task(store.record(an_answer(round_.id)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert store._writer._task is not None
        store._writer._task.cancel()
        with pytest.raises(NotSaved):
            await answering
        await store.set_note("what", "waits for the batch")
        verdict, _ = await store.record(an_answer(round_.id, points=1))
        assert verdict in {Verdict.SAVED, Verdict.ALREADY}
        assert await store.answered(round_.id) == 1


async def test_an_answer_is_on_the_disk_when_its_learner_is_told(sqlite_url: str, tmp_path: Path) -> None:
    async with open_store(sqlite_url) as store:
        _, round_ = await asked(store)
        await save(store, an_answer(round_.id))
        with closing(sqlite3.connect(tmp_path / "dastan.sqlite3")) as other:
            assert other.execute("SELECT count(*) FROM answers").fetchone() == (1,)


async def test_a_server_that_was_restarted_costs_nobody_an_answer(postgres_url: str) -> None:
    async with open_store(postgres_url) as store:
        _, round_ = await asked(store)
        async with store._database.write() as connection:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            await asyncio.gather(*(store.answered(round_.id) for _ in range(5)))
            await connection.execute(sa.text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
        for learner in range(1, 8):
            await save(store, an_answer(round_.id, learner))


async def test_a_close_waits_for_answers_that_another_process_is_writing(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the round's row lock is for: two processes on one PostgreSQL."""
    held, go_on = asyncio.Event(), asyncio.Event()
    hold = SqlBook.hold

    def slowly(book: SqlBook, round_ids: Sequence[int]) -> dict[int, Held]:
        found = hold(book, round_ids)
        held.set()
        await_only(go_on.wait())
        return found

    async with open_store(postgres_url) as here, open_store(postgres_url) as there:
        quiz, round_ = await asked(here)
        monkeypatch.setattr(SqlBook, "hold", slowly)
        answering = asyncio.create_task(there.record(an_answer(round_.id)))
        await held.wait()
        closing_ = asyncio.create_task(reveal(here, quiz))
        await asyncio.sleep(0.05)
        assert not closing_.done()
        go_on.set()
        assert (await answering)[0] is Verdict.SAVED
        moved, _ = await closing_
        assert moved.state.silent == 0
        assert (await there.record(an_answer(round_.id, LEYLA)))[0] is Verdict.CLOSED


async def test_two_processes_may_take_the_same_burst_and_each_answer_is_kept_once(postgres_url: str) -> None:
    async with open_store(postgres_url) as here, open_store(postgres_url) as there:
        quiz, round_ = await asked(here)
        forth = [an_answer(round_.id, learner, name="here") for learner in range(1, 301)]
        back = [an_answer(round_.id, learner, name="there") for learner in range(300, 0, -1)]
        pairs = zip(forth, back, strict=True)
        told = await asyncio.gather(*(work for one, other in pairs for work in (here.record(one), there.record(other))))
        assert Counter(verdict for verdict, _ in told) == {Verdict.SAVED: 300, Verdict.ALREADY: 300}
        closed = await asyncio.gather(reveal(here, quiz), reveal(there, quiz), return_exceptions=True)
        assert sum(isinstance(one, StaleState) for one in closed) == 1
        assert sum(one.answers for one in await there.leaderboard(GUILD, None, None, None, 1000)) == 300


async def test_a_learners_name_is_kept_and_follows_their_new_one(store: Store) -> None:
    quiz, round_ = await asked(store, KOKAND, KARABAKH)
    await save(store, an_answer(round_.id, name="Sergo"))
    await store.record(an_answer(round_.id, name="Not counted"))
    quiz, _ = await reveal(store, quiz)
    assert [one.name for one in await store.standings(quiz.id)] == ["Sergo"]
    quiz, round_ = await ask(store, quiz)
    await save(store, an_answer(round_.id, name="Серго 🏇"))
    assert [one.name for one in await store.standings(quiz.id)] == ["Серго 🏇"]


async def test_a_name_that_no_database_takes_spoils_nobodys_answer(store: Store) -> None:
    quiz, round_ = await asked(store)
    odd = ((SERGO, "a\0b"), (LEYLA, "\ud800"))
    await asyncio.gather(*(store.record(an_answer(round_.id, learner, name=name)) for learner, name in odd))
    await reveal(store, quiz)
    assert {one.name for one in await store.standings(quiz.id)} == {"a\N{REPLACEMENT CHARACTER}b", "?"}


async def test_names_are_kept_apart_by_server(store: Store) -> None:
    for guild_id, name in ((GUILD, "Sergo"), (GUILD + 1, "S.")):
        quiz, round_ = await asked(store, channel_id=guild_id, guild_id=guild_id)
        await save(store, an_answer(round_.id, guild_id=guild_id, name=name))
        await reveal(store, quiz)
    assert [one.name for one in await store.leaderboard(GUILD, None, None, None, 9)] == ["Sergo"]
    assert [one.name for one in await store.leaderboard(GUILD + 1, None, None, None, 9)] == ["S."]


async def test_standings_tell_nothing_of_the_open_question(store: Store) -> None:
    quiz, round_ = await asked(store, KOKAND, KARABAKH)
    await save(store, an_answer(round_.id, LEYLA, name="leyla", credit=0.5, points=50))
    await save(store, an_answer(round_.id, SERGO, name="Sergo", points=120))
    await save(store, an_answer(round_.id, MAMED, name="Ələkbər", credit=0.5, points=50))
    assert await store.standings(quiz.id) == []
    quiz, _ = await reveal(store, quiz)
    quiz, second = await ask(store, quiz)
    await save(store, an_answer(second.id, MAMED, name="Ələkbər", points=999))
    found = [(one.learner_id, one.answers, one.credit, one.points) for one in await store.standings(quiz.id)]
    assert found == [(SERGO, 1, 1.0, 120), (LEYLA, 1, 0.5, 50), (MAMED, 1, 0.5, 50)]


async def test_results_show_a_learner_every_closed_question_in_order(store: Store) -> None:
    quiz, first = await asked(store, KOKAND, KARABAKH, KOKAND)
    await save(store, an_answer(first.id, LEYLA))
    quiz, _ = await reveal(store, quiz)
    quiz, second = await ask(store, quiz)
    theirs = await save(store, an_answer(second.id, SERGO))
    quiz, _ = await reveal(store, quiz)
    quiz, third = await ask(store, quiz)
    await save(store, an_answer(third.id, SERGO))
    assert await store.results(quiz.id, SERGO) == [
        (replace(first, state=RoundState.CLOSED), None),
        (replace(second, state=RoundState.CLOSED), theirs),
    ]


async def test_a_quiz_that_is_removed_takes_its_answers_along(store: Store) -> None:
    """The foreign keys are alive: nothing refers to what is not there."""
    quiz, round_ = await asked(store)
    await save(store, an_answer(round_.id))
    async with store._database.write() as connection:
        await connection.execute(sa.text(f"DELETE FROM quizzes WHERE id = {quiz.id}"))
    assert await store._count(answers) == 0
    assert await store._count(learners) == 1


async def test_readers_do_not_write(sqlite_url: str) -> None:
    async with open_store(sqlite_url) as store, store._database.read() as connection:
        with pytest.raises(sa.exc.OperationalError, match="readonly"):
            await connection.execute(sa.text("DELETE FROM quizzes"))


async def test_on_sqlite_what_is_committed_is_on_the_disk(sqlite_url: str) -> None:
    async with open_store(sqlite_url) as store, store._database.write() as connection:
        found = {
            name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 1200}


async def test_an_answer_that_cannot_be_kept_is_not_told_in_the_log(
    store: Store, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    _, round_ = await asked(store)
    async with store._database._writer.begin() as connection:  # the table is spoilt, as a bug or a full disk would do
        await connection.execute(sa.text("ALTER TABLE answers RENAME COLUMN points TO spoilt"))
    with caplog.at_level("DEBUG"), pytest.raises(NotSaved):
        await store.record(an_answer(round_.id, response=Typed("my secret answer")))
    assert "answers" in caplog.text
    assert "secret" not in caplog.text
