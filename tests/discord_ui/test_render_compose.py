"""Typing an answer, and putting one together."""

from __future__ import annotations

import discord
import pytest
import simcord
from hypothesis import given
from hypothesis import strategies as st

from bot.core.models import Item
from bot.discord_ui import render
from tests.discord_ui.limits import SELECT, custom_ids, parts, said, wire
from tests.discord_ui.samples import ITEMS, MATCH, ONE, ORDER, TEXT, YEAR, a_round, a_round_view

chosen_lists = st.lists(st.none() | st.integers(0, 3), min_size=4, max_size=4)


@given(chosen_lists)
def test_the_panel_itself_keeps_what_is_chosen(chosen: list[int | None]) -> None:
    assert render.read_panel(wire(render.compose_panel(a_round(ORDER), chosen))) == chosen


def test_a_panel_has_a_select_for_each_place_and_names_it() -> None:
    view = render.compose_panel(a_round(ORDER), [None] * 4)
    assert custom_ids(view) == ["slot:4711:0", "slot:4711:1", "slot:4711:2", "slot:4711:3", "save:4711"]
    for place in ("1st", "2nd", "3rd", "4th"):
        assert f"**{place}**" in said(view)


def test_a_panel_shows_its_options_in_the_shown_order() -> None:
    menu = next(part for part in parts(render.compose_panel(a_round(ORDER), [None] * 4)) if part["type"] == SELECT)
    assert [option["label"] for option in menu["options"]] == [ORDER.order[index] for index in a_round(ORDER).order]


def test_a_matching_asks_for_the_right_side_of_each_left_one() -> None:
    view = render.compose_panel(a_round(MATCH), [None] * 3)
    assert all(f"**{left}**" in said(view) for left in MATCH.lefts)
    menu = next(part for part in parts(view) if part["type"] == SELECT)
    assert {option["label"] for option in menu["options"]} == set(MATCH.rights)


def test_a_panel_says_that_nothing_counts_yet() -> None:
    assert "Nothing counts until you press Save." in said(render.compose_panel(a_round(ORDER), [None] * 4))


def test_a_panel_says_what_keeps_it_from_being_saved() -> None:
    shown = said(render.compose_panel(a_round(ORDER), [1, 1, 2, None], [0, 1, 3]))
    assert "**1st** ⚠️ chosen twice" in shown
    assert "**3rd**\n" in shown
    assert "**4th** ⚠️ nothing chosen yet" in shown
    assert "Not saved yet" in shown


def test_messages_that_are_no_panel_have_nothing_chosen() -> None:
    assert render.read_panel(wire(render.question(a_round_view(ONE)))) == []


async def test_a_panel_is_read_from_the_message_that_discord_sends_back_and_nothing_is_kept() -> None:
    bot = discord.Client(intents=discord.Intents(guilds=True))
    async with simcord.run(bot) as env:
        channel = env.create_guild("History 9b").create_text_channel("history")
        sender = bot.get_partial_messageable(channel.id)
        message = await sender.send(view=render.compose_panel(a_round(ORDER), [2, None, 0, 1]))
        assert render.read_panel(message.components) == [2, None, 0, 1]
        for item in ITEMS:
            message = await sender.send(view=render.live_round(a_round_view(item)))
            await message.edit(view=render.live_round(a_round_view(item)))
        store = bot._connection._view_store
        assert not store._views
        assert not store._synced_message_views


@pytest.mark.parametrize("item", [TEXT, YEAR], ids=["text", "year"])
def test_a_modal_has_one_field_under_a_custom_id_of_its_own(item: Item) -> None:
    modal = render.answer_modal(a_round(item)).to_dict()
    assert modal["custom_id"] == "typed:4711"
    assert modal["components"][-1]["component"]["custom_id"] == "text"


def test_a_modal_shows_its_question_once_and_in_full() -> None:
    long = render.answer_modal(a_round(TEXT)).to_dict()
    assert long["title"] == "Your answer"
    assert long["components"][0]["content"] == TEXT.ask
    assert long["components"][1]["label"] == "Type your answer"
    short = render.answer_modal(a_round(YEAR)).to_dict()
    assert short["title"] == "The year"
    assert [one["label"] for one in short["components"]] == [YEAR.ask]


def test_a_year_is_asked_for_in_figures_without_a_hint_of_which() -> None:
    field = render.answer_modal(a_round(YEAR)).to_dict()["components"][-1]["component"]
    assert field["placeholder"] == "A year in figures, such as 1066"
