"""The file that a person takes along, and what is kept of them at hand."""

from __future__ import annotations

import io
import json
import random
import zipfile

import pytest

from bot.core.models import Picked
from bot.services import privacy
from bot.services.people import Learner
from bot.services.privacy import Privacy
from bot.services.views import PracticeWish, SittingView
from tests.services.school import AMIR, BELLA, CHANNEL, GUILD, School

ODD = Learner(2**62, "Əli \N{RIGHT-TO-LEFT MARK}\ud83d 🐎")


def of(school: School) -> Privacy:
    return Privacy(
        school.store, now=lambda: school.time, chance=random.Random(3), forget=[school.rounds.forget_learner]
    )


async def a_question_answered(school: School, *learners: Learner) -> None:
    await school.start(questions=1)
    await school.pass_time(10)
    for one in learners:
        await school.answer(one)
    await school.pass_time(60)


async def test_a_file_is_utf_8_and_keeps_large_ids_whole(school: School) -> None:
    await a_question_answered(school, ODD)
    view = await of(school).export(ODD)
    whole = json.loads(view.content.decode("utf-8"))
    assert view.name == "dastan-2026-03-02.json"
    assert whole["person"] == str(2**62)
    assert whole["written_at"].endswith("Z")
    [answer] = whole["tables"]["answers"]
    assert answer["learner_id"] == str(2**62)
    assert answer["item_id"].startswith("basmachi/kokand/")
    assert answer["day"] == "2026-03-02"
    assert answer["response"] == [1]
    assert "Əli" in whole["tables"]["learners"][0]["name"]
    assert view.rows == sum(map(len, whole["tables"].values()))


async def test_what_class_is_being_asked_is_not_to_be_read_in_the_file(any_school: School) -> None:
    school = any_school
    await a_question_answered(school, AMIR)
    await school.practice.start(AMIR, None, PracticeWish(count=4))
    begun = await school.practice.start(AMIR, None, PracticeWish(count=4))
    assert isinstance(begun, SittingView)
    await school.sittings.answer(AMIR, begun.round, Picked((1,)), school.time)
    await school.doubts.raise_(AMIR, (await school.store.rounds_of(1))[0].id, "Is it so?", GUILD)

    async def told() -> list[object]:
        tables = json.loads((await of(school).export(AMIR)).content)["tables"]
        return [row[key] for name in ("rounds", "doubts", "answers") for row in tables[name] for key in row
                if key in {"item", "credit", "points"}]  # fmt: skip

    assert None not in await told()
    await school.start()
    assert all(one is None for one in await told()), "four of four are asked"
    await school.live.stop(CHANNEL)
    await school.pass_time(60)
    assert None not in await told()


async def test_a_file_that_would_be_too_large_for_discord_is_packed(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_question_answered(school, AMIR)
    plain = await of(school).export(AMIR)
    monkeypatch.setattr(privacy, "MOST_BYTES", 100)
    packed = await of(school).export(AMIR)
    assert packed.name == f"{plain.name}.zip"
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert archive.namelist() == [plain.name]
        assert archive.read(plain.name) == plain.content


async def test_what_is_kept_at_hand_of_private_practice_goes_too(school: School) -> None:
    mine = await school.lessons.quiz_me(AMIR, "kokand", None)
    theirs = await school.lessons.quiz_me(BELLA, "kokand", None)
    for sitting in (mine, theirs):
        await school.answering.round(sitting.round.id)
    await of(school).erase(AMIR)
    kept = {one.round.learner_id for one in school.rounds._kept.values()}
    assert kept == {BELLA.id}


async def test_an_answer_that_has_come_in_before_the_erasure_goes_with_it(school: School) -> None:
    await school.start(questions=1)
    await school.pass_time(10)
    answering = [school.answer(AMIR), school.answer(BELLA)]
    for one in answering:
        await one
    await of(school).erase(AMIR)
    assert (await of(school).show(AMIR)).rows["answers"] == 0
    assert (await of(school).show(BELLA)).rows["answers"] == 1
