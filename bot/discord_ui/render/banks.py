"""A server's own question banks: what is wrong with a file, a version to be looked at, and what there is."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import discord
from discord import ui

from bot.content import Problem
from bot.core.models import Item
from bot.core.records import BankState, BankVersion, Round
from bot.discord_ui import text
from bot.discord_ui.ids import Action, encode
from bot.discord_ui.look import Accent, Sign, bold, dotted, heading, plain, shorten, small
from bot.discord_ui.render.answers import right_block
from bot.discord_ui.render.compose import StillModal
from bot.discord_ui.render.page import Long, Part, Row, button, line, page, paged, row
from bot.discord_ui.render.parts import ask, controls, how_to_answer, options
from bot.services.views import BankChanges, BankRefused, BankView, OwnBank, OwnBanksView

ROOM_FOR_PROBLEMS = 3200
LONGEST_EXCERPT = 80
MOST_OF_A_LINE = 400
"""Of a longer line, which may have a megabyte, only the part around the place is looked at."""
LONGEST_MESSAGE = 400
IDS_NAMED = 5
"""Of the questions that are new, gone or changed."""
LONGEST_NAME = 40
LONGEST_TITLE = 100
PROBLEMS_FILE, LEFT_FILE = "problems.txt", "left-behind.txt"


def bank_modal(questions: int, size: int) -> ui.Modal:
    """The window in which a teacher gives a file; what may be in it is told before."""
    modal = StillModal(title=text.UPLOAD(), timeout=None, custom_id=encode(Action.BANK_FILE))
    modal.add_item(ui.TextDisplay(text.UPLOAD_WHAT(questions=questions, size=text.kilobytes(size))))
    modal.add_item(ui.Label(text=text.UPLOAD_FILE(), component=ui.FileUpload(custom_id="file")))
    name: ui.TextInput[Any] = ui.TextInput(
        custom_id="text", placeholder=text.UPLOAD_NAME_HINT(), required=False, max_length=LONGEST_NAME
    )
    modal.add_item(ui.Label(text=text.UPLOAD_NAME(), component=name))
    modal.stop()
    return modal


def bank_refused(view: BankRefused) -> ui.LayoutView:
    """What is wrong with a file: as much as fits; all of it is in the file that goes with the message."""
    told = _that_fit(view)
    left = len(view.problems) - len(told)
    return page(
        Accent.WRONG,
        heading(f"{Sign.MISSING} {text.PROBLEMS_IN(len(view.problems), file=plain(shorten(view.file, 60)))}"),
        "\n".join(told),
        small(text.MORE_PROBLEMS(left)) if left else None,
        ui.File[Any](f"attachment://{PROBLEMS_FILE}") if left else None,
        line(),
        text.NOTHING_KEPT(),
    )


def bank_problems_file(view: BankRefused) -> discord.File | None:
    """All that is wrong as a text file, where it does not fit into the message."""
    if len(_that_fit(view)) == len(view.problems):
        return None
    return bank_file(PROBLEMS_FILE, view.report.encode())


def bank_look(view: BankView, page_number: int) -> ui.LayoutView:
    """A version with one of its questions as learners will see it; pages count from 0."""
    version, items = view.version, view.bank.items
    here = min(max(page_number, 0), len(items) - 1)
    first = here == 0
    return page(
        Accent.READING,
        small(dotted(text.OWN_BANK(name=version.name, number=version.number), _state(version))),
        heading(plain(shorten(view.bank.title, LONGEST_TITLE))),
        *(_summary(view) if first else []),
        *(_left(view) if first else []),
        line(),
        small(text.AS_LEARNERS_SEE_IT(number=here + 1, total=len(items))),
        *_question(items[here]),
        line(),
        row(
            button(text.EARLIER_PAGE(), encode(Action.BANK, version.id, here - 1)) if here > 0 else None,
            button(text.LATER_PAGE(), encode(Action.BANK, version.id, here + 1)) if here + 1 < len(items) else None,
        ),
        _decide(version),
    )


def bank_left_file(view: BankView) -> discord.File | None:
    """What could not be carried over from another program's file; None where there is nothing."""
    return bank_file(LEFT_FILE, view.report.encode()) if view.left else None


def own_banks(view: OwnBanksView, questions: int, page_number: int = 0) -> ui.LayoutView:
    """The server's own banks; pages count from 0."""
    if not view.banks:
        return page(Accent.READING, heading(text.OWN_BANKS()), text.NO_OWN_BANKS(most=view.most, questions=questions))
    pages = paged([_own_bank(one) for one in view.banks])
    here = min(max(page_number, 0), len(pages) - 1)
    in_use = sum(1 for one in view.banks if any(version.state is BankState.LIVE for version in one.versions))
    return page(
        Accent.READING,
        heading(text.OWN_BANKS()),
        *(part for one in pages[here] for part in (one, line())),
        small(text.OWN_BANKS_ROOM(n=in_use, most=view.most)),
        row(
            button(text.EARLIER_PAGE(), encode(Action.BANKS, here - 1)) if here > 0 else None,
            button(text.LATER_PAGE(), encode(Action.BANKS, here + 1)) if here + 1 < len(pages) else None,
        ),
    )


def bank_file(name: str, data: bytes) -> discord.File:
    """A bank's file, to be sent."""
    return discord.File(io.BytesIO(data), filename=name)


def _that_fit(view: BankRefused) -> list[str]:
    told: list[str] = []
    room = ROOM_FOR_PROBLEMS
    for one in view.problems:
        block = _problem(one)
        room -= len(block) + 1
        if room < 0:
            break
        told.append(block)
    return told


def _problem(one: Problem) -> str:
    where = bold(text.PLACE_IN_FILE(line=one.line, column=one.column))
    told = f"{where}: {plain(shorten(one.message, LONGEST_MESSAGE))}"
    excerpt = _excerpt(one.excerpt, one.column - 1)
    return f"{told}\n`{excerpt}`" if excerpt else told


def _excerpt(line: str, at: int) -> str:
    """A line of the file, or of a long one the part in which something is wrong."""
    near = line.strip() if len(line) <= MOST_OF_A_LINE else line
    start = max(0, at - LONGEST_EXCERPT // 2) if len(near) > MOST_OF_A_LINE else 0
    flat = " ".join(near[start : start + MOST_OF_A_LINE].replace("`", "'").split())
    return ("…" if start else "") + shorten(flat, LONGEST_EXCERPT)


def _summary(view: BankView) -> list[Part]:
    kinds = ", ".join(text.KINDS[kind](n) for kind, n in sorted(view.kinds.items(), key=lambda one: -one[1]))
    levels = ", ".join(text.LEVELS[level](n=n) for level, n in sorted(view.levels.items()))
    facts = [bold(text.QUESTIONS(len(view.bank.items))), text.BY_KIND(kinds=kinds), text.BY_LEVEL(levels=levels)]
    return ["\n".join(facts), Long(_compared(view))]


def _left(view: BankView) -> list[Part]:
    """What is to be said of a file of another program."""
    if view.brought is None:
        return []
    told: list[Part] = [text.BROUGHT_FROM(kind=view.brought)]
    if view.left:
        told += [f"{Sign.MISSING} {text.LEFT_BEHIND(view.left)}", ui.File[Any](f"attachment://{LEFT_FILE}")]
    return told


def _compared(view: BankView) -> str:
    if view.replaces is None or view.changes is None:
        if view.version.state is BankState.DRAFT:
            return text.NEW_BANK(number=view.in_use + 1, most=view.most)
        return ""
    told = list(_change_lines(view.changes))
    if not told:
        return text.NOTHING_CHANGED(number=view.replaces.number)
    return "\n".join([text.COMPARED(number=view.replaces.number), *(f"- {one}" for one in told)])


def _change_lines(changes: BankChanges) -> Iterable[str]:
    for say, items in (
        (text.ADDED, changes.added),
        (text.REMOVED, changes.removed),
        (text.REKEYED, changes.rekeyed),
        (text.REWORDED, changes.reworded),
    ):
        if items:
            names = [plain(item.id.rpartition("/")[2]) for item in items[:IDS_NAMED]]
            if len(items) > IDS_NAMED:
                names.append(text.MORE_QUESTIONS(len(items) - IDS_NAMED))
            yield say(len(items), ids=", ".join(names))


def _question(item: Item) -> list[Part]:
    """A question with its buttons, which do nothing, and what is right, which learners see only afterwards."""
    round_ = Round.preview(item)
    return [
        ask(item),
        *options(round_),
        how_to_answer(item),
        *controls(round_, disabled=True),
        Long(right_block(item)),
        Long(item.why),
    ]


def _decide(version: BankVersion) -> Row | None:
    use = encode(Action.BANK_LIVE, version.id)
    if version.state is BankState.LIVE:
        return None
    if version.state is BankState.PAST:
        return row(button(text.USE_AGAIN(), use, style=discord.ButtonStyle.primary))
    return row(
        button(text.PUT_IN_USE(), use, style=discord.ButtonStyle.primary),
        button(text.THROW_AWAY(), encode(Action.BANK_DROP, version.id)),
    )


def _state(version: BankVersion) -> str:
    match version.state:
        case BankState.DRAFT:
            return text.NOT_IN_USE_YET()
        case BankState.LIVE:
            return text.IN_USE()
        case BankState.PAST:
            return text.EARLIER_VERSION()


def _own_bank(bank: OwnBank) -> str:
    live = next((one for one in bank.versions if one.state is BankState.LIVE), None)
    draft = next((one for one in bank.versions if one.state is BankState.DRAFT), None)
    past = [one for one in bank.versions if one.state is BankState.PAST]
    shown = live or bank.versions[0]
    facts = [text.QUESTIONS(shown.items)]
    facts.append(dotted(text.VERSION_OF(number=live.number), text.IN_USE()) if live else text.OUT_OF_USE())
    if draft is not None:
        facts.append(text.DRAFT_WAITS(number=draft.number))
    if past:
        facts.append(text.EARLIER_VERSIONS(numbers=", ".join(str(one.number) for one in past[:10])))
    return f"{bold(plain(shown.title))}\n{dotted(f'`{bank.name}`', *facts)}"
