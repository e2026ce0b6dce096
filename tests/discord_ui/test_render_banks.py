"""Teachers' own banks as Discord shows them, within its limits whatever the file."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import Problem
from bot.content import render as report
from bot.core.models import Bank, Item
from bot.core.records import BankState, BankVersion
from bot.discord_ui import render
from bot.services.views import BankChanges, BankRefused, BankView, OwnBank, OwnBanksView
from tests.core.strategies import any_text
from tests.discord_ui.limits import check, check_modal, custom_ids, labels, parts, said
from tests.discord_ui.samples import BIG, ITEMS, LONGEST

ALL = [*ITEMS, *LONGEST]


def a_version(state: BankState = BankState.DRAFT, number: int = 1, title: str = "Rivers") -> BankVersion:
    return BankVersion(
        id=BIG,
        guild_id=1,
        name="rivers",
        number=number,
        title=title,
        items=len(ALL),
        state=state,
        uploaded_by=2,
        uploaded_at=datetime(2026, 3, 2, tzinfo=UTC),
    )


def a_look(state: BankState = BankState.DRAFT, items: tuple[Item, ...] = tuple(ALL), title: str = "Rivers") -> BankView:
    return BankView(
        version=a_version(state, title=title),
        bank=Bank(id="@1/rivers", title=title, movement="geography", items=items),
        kinds=Counter(type(item) for item in items),
        levels=Counter(item.level for item in items),
        replaces=a_version(BankState.LIVE),
        changes=BankChanges(added=items, removed=items, rekeyed=items, reworded=items),
        in_use=49,
        most=50,
    )


@pytest.mark.parametrize("page", range(len(ALL)), ids=[item.id for item in ALL])
@pytest.mark.parametrize("state", list(BankState))
def test_a_version_fits_at_every_question(page: int, state: BankState) -> None:
    check(render.bank_look(a_look(state, title="*" * 200), page))


def test_of_a_long_line_the_part_is_shown_in_which_something_is_wrong() -> None:
    line = "a" * 600 + " Oxus " + "b" * 600
    problem = Problem("x.yaml", 1, 602, "wrong", line)
    shown = said(render.bank_refused(BankRefused(file="x.yaml", problems=(problem,), report="")))
    assert "Oxus" in shown
    assert len(shown) < 250


def test_a_megabyte_on_one_line_in_which_much_is_wrong_is_told_at_once() -> None:
    line = "{id: q, ask: What} " * 55_000
    problems = tuple(Problem("x.yaml", 1, column, "wrong", line) for column in range(1, 1000))
    begun = time.process_time()
    check(render.bank_refused(BankRefused(file="x.yaml", problems=problems, report="")))
    assert time.process_time() - begun < 0.1


def test_a_draft_can_be_put_in_use_or_thrown_away() -> None:
    assert {"Put it in use", "Throw it away"} <= set(labels(render.bank_look(a_look(), 0)))


def test_a_version_in_use_has_nothing_to_decide() -> None:
    shown = labels(render.bank_look(a_look(BankState.LIVE), 0))
    assert not {"Put it in use", "Throw it away", "Use this version again"} & set(shown)


def test_the_buttons_of_a_question_that_is_looked_at_do_nothing() -> None:
    for page in range(len(ALL)):
        view = render.bank_look(a_look(), page)
        answering = [one for one in custom_ids(view) if one.split(":")[0] in {"pick", "many", "type", "compose"}]
        assert answering
        assert set(answering) <= set(_disabled(view))


def _disabled(view: discord.ui.LayoutView) -> list[str]:
    return [part["custom_id"] for part in parts(view) if part.get("disabled")]


problems = st.builds(
    Problem,
    path=any_text,
    line=st.integers(1, 10**6),
    column=st.integers(1, 10**6),
    message=any_text,
    excerpt=any_text,
)


@given(st.lists(problems, min_size=1, max_size=40), any_text)
def test_whatever_is_wrong_fits(found: list[Problem], file: str) -> None:
    view = BankRefused(file=file, problems=tuple(found), report=report(found, colour=False))
    check(render.bank_refused(view))


def test_what_does_not_fit_is_in_the_file() -> None:
    found = [Problem("rivers.yaml", line, 1, "this is wrong " * 10) for line in range(1, 200)]
    view = BankRefused(file="rivers.yaml", problems=tuple(found), report=report(found, colour=False))
    shown = said(render.bank_refused(view))
    told = shown.count("**Line ")
    assert f"and {len(found) - told} more, in the file below" in shown
    file = render.bank_problems_file(view)
    assert file is not None
    assert file.fp.read().count(b"rivers.yaml:") == len(found)


def test_what_fits_needs_no_file() -> None:
    view = BankRefused(file="rivers.yaml", problems=(Problem("rivers.yaml", 1, 1, "wrong"),), report="")
    assert render.bank_problems_file(view) is None


@pytest.mark.parametrize("banks", [0, 1, 60])
def test_the_list_of_a_servers_banks_fits(banks: int) -> None:
    versions: tuple[BankVersion, ...] = (a_version(BankState.DRAFT, 21), a_version(BankState.LIVE, 20, "*" * 200))
    versions += tuple(a_version(BankState.PAST, number) for number in range(19, 0, -1))
    view = OwnBanksView(banks=tuple(OwnBank(f"bank-{n}", versions) for n in range(banks)), most=50)
    for page in range(20):
        check(render.own_banks(view, 500, page))


def test_a_bank_that_is_out_of_use_says_so() -> None:
    view = OwnBanksView(banks=(OwnBank("rivers", (a_version(BankState.PAST),)),), most=50)
    assert "out of use" in said(render.own_banks(view, 500))


def test_the_window_fits() -> None:
    check_modal(render.bank_modal(500, 1024 * 1024))
