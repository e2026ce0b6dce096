"""The JSON Schema by which editors help with a bank: the file is the models' own, and tells good from bad."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types

from bot.content.schema import TARGET, bank_schema, schema_text
from tests.content.samples import SEVEN, parse, question


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(bank_schema())


def test_the_file_is_what_the_models_give() -> None:
    assert TARGET.read_text(encoding="utf-8") == schema_text(), "run: python -m bot.content.schema"


def test_it_is_a_schema_of_draft_2020_12() -> None:
    Draft202012Validator.check_schema(bank_schema())
    assert bank_schema()["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


def test_it_takes_a_bank_of_all_seven_types(validator: Draft202012Validator) -> None:
    assert list(validator.iter_errors(yaml.safe_load(SEVEN))) == []


@pytest.mark.parametrize(
    "lines",
    [
        "choices: [A, B]\nanswer: A\nanser: A",
        "choices: [A, B]",
        "choices: [A]\nanswer: A",
        "choices: [A, B, C, D, E, F]\nanswer: A",
        "choices: [A, B]\nanswer: A\nanswers: [A]",
        "choices: [A, B]\nanswer: A\nyear: 1918",
        "choices: [A, '']\nanswer: A",
        f"choices: [A, {'x' * 81}]\nanswer: A",
        "answer: Maybe",
        "answer: 'true'",
        "answer: true\nwrong: {A: b}",
        "accept: []",
        "accept: Enver",
        "year: '1918'",
        "year: 3000",
        "within: 2",
        "order: [A, B]",
        "pairs: {A: B}",
        "answer: true\nlevel: 4",
        "answer: true\nhint:",
        "answer: true\nimage: {file: a.png}",
        "answer: true\nimage:",
        "answer: true\nlesson: Bad Id",
        "",
    ],
)
def test_it_refuses_what_the_loader_refuses(validator: Draft202012Validator, lines: str) -> None:
    assert not validator.is_valid(yaml.safe_load(question(lines)))


@pytest.mark.parametrize(
    "lines", ["choices: [1916, true, 1.5]\nanswer: 1916", "answer: false", "year: 1918\nwithin: 2"]
)
def test_it_takes_what_the_loader_takes(validator: Draft202012Validator, lines: str) -> None:
    assert validator.is_valid(yaml.safe_load(question(lines)))


@pytest.mark.parametrize("key", ["id", "ask", "why", "cite"])
def test_it_refuses_a_question_without_a_key_that_all_need(validator: Draft202012Validator, key: str) -> None:
    bank = yaml.safe_load(SEVEN)
    del bank["questions"][0][key]
    assert not validator.is_valid(bank)


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    yield bank_schema()
    yield from schema["$defs"].values()


def test_every_key_is_explained_and_no_other_is_let_through() -> None:
    for each in objects(bank_schema()):
        assert each["additionalProperties"] is False
        for name, described in each["properties"].items():
            assert described["description"].endswith("."), name


def snippets() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bank_schema()["$defs"]["QuestionModel"]["defaultSnippets"]
    return found


def filled(body: Any) -> Any:
    """What stands there when one has typed nothing into the places."""
    return json.loads(re.sub(r"\$\{\d+:([^}]*)\}", r"\1", json.dumps(body)))


def test_editors_offer_a_question_of_each_kind_and_each_is_right_as_it_comes(validator: Draft202012Validator) -> None:
    bank = {"title": "T", "movement": "m", "questions": [filled(one["body"]) for one in snippets()]}
    for number, entry in enumerate(bank["questions"]):
        entry["id"] += str(number)
    assert list(validator.iter_errors(bank)) == []
    read, problems = parse(yaml.safe_dump(bank, sort_keys=False), sources=None)
    assert problems == []
    assert read is not None
    assert len({type(item) for item in read.items}) == 7


def test_every_example_of_a_key_is_right_by_its_own_schema() -> None:
    schema = bank_schema()
    for each in objects(schema):
        for name, described in each["properties"].items():
            own = Draft202012Validator({"$defs": schema["$defs"], **described})
            for example in described.get("examples", ()):
                assert own.is_valid(example), name


@pytest.mark.parametrize("name", [key for each in objects(bank_schema()) for key in each["properties"]])
def test_a_misspelt_key_is_underlined_wherever_it_stands(validator: Draft202012Validator, name: str) -> None:
    text = SEVEN.replace("hint:", "image: {file: a.png, alt: A}\n    hint:", 1)
    assert validator.is_valid(yaml.safe_load(text))
    spelt = re.compile(rf"(?<![a-z]){name}:")
    assert spelt.search(text), "the sample has every key"
    assert not validator.is_valid(yaml.safe_load(spelt.sub(f"{name}x:", text, count=1)))
