"""The documentation tells the truth: its examples are loaded, and its commands exist."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import discord
import pytest
from discord.ext import commands

import bot.discord_ui.cogs
from bot.cli import Misconfigured, main
from bot.content import Problem, load, parse_bank
from bot.content.exchange import WRITTEN, Kind, read_foreign
from bot.core.models import Bank
from bot.discord_ui.client import INVITE_PERMISSIONS
from bot.discord_ui.people import NEEDED
from bot.services.departures import KEPT_FOR
from bot.store.schema import PEOPLE, metadata

ROOT = Path(__file__).resolve().parents[1]
PAGES = ["README.md", "CONTRIBUTING.md", "docs/teachers.md", "docs/operators.md", "docs/students.md", "docs/privacy.md"]
COGS = [
    thing
    for module in pkgutil.iter_modules(bot.discord_ui.cogs.__path__)
    for thing in vars(importlib.import_module(f"bot.discord_ui.cogs.{module.name}")).values()
    if isinstance(thing, type) and issubclass(thing, commands.Cog) and thing.__module__.endswith(f".{module.name}")
]
GROUPS = [cog for cog in COGS if issubclass(cog, commands.GroupCog)]
LIBRARY = load(ROOT / "lessons", ROOT / "quizzes").library


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def uploaded(example: str) -> tuple[Bank | None, list[Problem]]:
    """An example as /bank upload reads it."""
    assert LIBRARY is not None
    return parse_bank(
        example.encode(), "x", bank_id="@1/example", sources=None, lessons=LIBRARY.lessons, cite_needed=False
    )


@pytest.mark.parametrize("example", blocks("docs/teachers.md", "yaml"))
def test_every_example_bank_for_teachers_can_be_uploaded(example: str) -> None:
    bank, problems = uploaded(example)
    assert problems == []
    assert bank is not None
    assert bank.items


@pytest.mark.parametrize("example", [one for one in blocks("docs/teachers.md", "yaml") if "cite:" in one])
def test_an_example_bank_for_teachers_that_cites_could_stand_in_the_course(example: str) -> None:
    assert LIBRARY is not None
    _, problems = parse_bank(
        example.encode(), "x", bank_id="basmachi/example", sources=LIBRARY.sources, lessons=LIBRARY.lessons
    )
    assert problems == []


def test_the_examples_for_teachers_show_all_seven_kinds_of_question() -> None:
    banks = [uploaded(example)[0] for example in blocks("docs/teachers.md", "yaml")]
    assert len({type(item) for bank in banks if bank is not None for item in bank.items}) == 7


@pytest.mark.parametrize("page", PAGES)
def test_every_picture_and_every_page_that_the_documentation_names_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
        assert (ROOT / page).parent.joinpath(target).exists(), target


def test_the_table_of_contents_for_teachers_leads_to_sections_and_names_all() -> None:
    text = (ROOT / "docs/teachers.md").read_text(encoding="utf-8")
    sections = [
        re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"(?m)^## (.+)$", text)
    ]
    assert re.findall(r"\]\(#([^)]+)\)", text.partition("\n## ")[0]) == sections


@pytest.mark.parametrize("kind", [Kind.CSV, Kind.GIFT, Kind.AIKEN])
def test_every_example_of_another_programs_file_for_teachers_is_brought_in_whole(kind: Kind) -> None:
    examples = blocks("docs/teachers.md", kind)
    assert examples
    for example in examples:
        found = read_foreign(example.encode(), "teachers.txt")
        assert found.kind is kind
        assert found.left == ()
        _, problems = parse_bank(found.text.encode(), "x", bank_id="a/b", sources=None, lessons=None, cite_needed=False)
        assert problems == []


def test_the_page_for_teachers_names_every_kind_of_file_that_is_read_and_every_one_that_is_written() -> None:
    text = (ROOT / "docs/teachers.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z]+)` \|", text, flags=re.MULTILINE)
    assert {kind: rows.count(kind) for kind in Kind} == {kind: 1 + (kind in WRITTEN) for kind in Kind}


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_dastan_in_the_documentation_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"\bdastan ([a-z]+)", "\n".join(re.findall(r"`([^`\n]+)`", text))))
    assert named <= set(main.commands)


@pytest.mark.parametrize("page", PAGES)
def test_every_target_of_make_in_the_documentation_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z.]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    text = (ROOT / page).read_text(encoding="utf-8")
    assert set(re.findall(r"\bmake ([a-z.]+)", "\n".join(re.findall(r"`([^`\n]+)`", text)))) <= targets


def test_the_permissions_named_for_operators_are_those_that_the_invitation_asks_for() -> None:
    text = (ROOT / "docs/operators.md").read_text(encoding="utf-8")
    for name in [*NEEDED.values(), "Send Messages in Threads"]:
        assert name in text
    assert discord.Permissions(**dict.fromkeys([*NEEDED, "send_messages_in_threads"], True)) == INVITE_PERMISSIONS


def test_the_exit_code_after_which_the_service_is_not_started_again_is_that_of_wrong_settings() -> None:
    text = (ROOT / "docs/operators.md").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^RestartPreventExitStatus=(\d+)$", text) == [str(Misconfigured.exit_code)]


def test_the_readme_names_every_slash_command_that_there_is_and_no_other() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`/([a-z]+)", text))
    alone = {command.name for cog in COGS if cog not in GROUPS for command in cog.__cog_app_commands__}
    assert named == alone | {cog.__cog_group_name__ for cog in GROUPS}


@pytest.mark.parametrize("page", ["README.md", "docs/teachers.md", "docs/operators.md", "docs/privacy.md"])
@pytest.mark.parametrize("cog", GROUPS)
def test_every_move_of_a_slash_command_in_the_documentation_exists(page: str, cog: type[commands.GroupCog]) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(rf"`/{cog.__cog_group_name__} ([a-z]+)", text))
    assert named <= {command.name for command in cog.__cog_app_commands__}


def test_the_page_on_privacy_names_every_table_and_says_who_is_erased_when() -> None:
    text = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    assert [table.name for table in metadata.sorted_tables if f"`{table.name}`" not in text] == []
    assert f"{KEPT_FOR.days} days" in text


def test_the_page_on_privacy_names_every_column_that_names_a_person() -> None:
    text = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    for columns in PEOPLE.values():
        assert all(f"`{column}`" in text for column in columns)
