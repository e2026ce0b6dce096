"""Items and responses survive being written down."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given

from bot.core.models import Item, OneChoice, Picked, Response, ShortText, Typed
from bot.core.snapshot import item_from_json, item_to_json, response_from_json, response_to_json
from tests.core.strategies import items, responses

ONE = OneChoice(id="b/one", ask="Koçu?", why="So.", choices=("A", "B"), answer=1, wrong={0: "Nay."})


@given(items)
def test_an_item_read_back_is_the_item_that_was_written(item: Item) -> None:
    read = item_from_json(item_to_json(item))
    assert read == item
    assert type(read) is type(item)
    assert hash(read) == hash(item)


@given(items)
def test_what_is_written_can_be_stored_as_utf_8_without_nul(item: Item) -> None:
    assert b"\0" not in item_to_json(item).encode()


@example(Typed("\ud800"))
@example(Typed("\0"))
@given(responses)
def test_a_response_read_back_is_the_response_that_was_written(response: Response) -> None:
    if isinstance(response, Picked):
        response = Picked(tuple(abs(pick) for pick in response.picks))
    written = response_to_json(response)
    assert response_from_json(written) == response
    assert b"\0" not in written.encode()


def test_an_item_is_written_compactly_and_readably() -> None:
    assert item_to_json(ONE) == (
        '{"kind":"one","choices":["A","B"],"answer":1,"wrong":[[0,"Nay."]],"id":"b/one","version":"","ask":"Koçu?",'
        '"why":"So."}'
    )


def test_responses_are_written_as_a_list_and_as_a_string() -> None:
    assert response_to_json(Picked((2, 0))) == "[2,0]"
    assert response_to_json(Typed("Энвер")) == '"Энвер"'


def test_half_a_surrogate_pair_in_an_item_is_kept_in_a_form_that_a_database_takes() -> None:
    item = ShortText(id="b/x", ask="\udfff", why="", accept=("a",))
    written = item_to_json(item)
    written.encode()
    assert item_from_json(written) == item


def changed(**changes: Any) -> str:
    """The written ONE with some fields changed; a field given as `...` is left out."""
    fields = json.loads(item_to_json(ONE)) | changes
    return json.dumps({name: value for name, value in fields.items() if value is not ...})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Expecting value"),
        ("nonsense", "Expecting value"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "not a JSON object"),
        ("null", "not a JSON object"),
        ("{}", "'kind' is missing"),
        (changed(kind="riddle"), "'kind' is none of"),
        (changed(kind=7), "'kind' is not of type str"),
        (changed(ask=...), "'ask' is missing"),
        (changed(ask=None), "'ask' is not of type str"),
        (changed(level="1"), "'level' is not of type int"),
        (changed(level=True), "'level' is not of type int"),
        (changed(answer=True), "'answer' is not of type int"),
        (changed(answer=2), "'answer' points to a choice that is not there"),
        (changed(answer=-1), "'answer' is below 0"),
        (changed(answer=1.0), "'answer' is not of type int"),
        (changed(choices="AB"), "'choices' is not of type list"),
        (changed(choices=["A", 2]), "'choices' is not of type str"),
        (changed(wrong=[[5, "?"]]), "'wrong' points to a choice that is not there"),
        (changed(wrong=[[0]]), "'wrong' holds something that is not a pair"),
        (changed(wrong=["ab"]), "'wrong' holds something that is not a pair"),
        (changed(wrong={"0": "?"}), "'wrong' is not of type list"),
        (changed(colour="red", shape=1), "unknown fields: colour, shape"),
        (changed(kind="several", answer=..., answers=[0, 9]), "'answers' points to a choice that is not there"),
        (changed(kind="truefalse", choices=..., wrong=..., answer=1), "'answer' is not of type bool"),
        (changed(cites=[["a", 1]]), "'cites' is not of type str"),
        (changed(image="a.png"), "'image' holds something that is not a pair"),
    ],
)
def test_nonsense_is_refused_with_the_name_of_the_field(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        item_from_json(text)


@pytest.mark.parametrize("text", ["", "7", "null", "true", "{}", '["a"]', "[1.5]", "[true]", "[-1]", "[[1]]", "nope"])
def test_a_response_that_is_neither_indexes_nor_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        response_from_json(text)
