"""The picture of `/progress`."""

from __future__ import annotations

from itertools import pairwise

from bot.reports.cards import Bar, CalendarGrid, Figure, ProgressCard
from bot.reports.style import (
    EDGE,
    INK,
    QUIET,
    SHADES,
    SMALLEST,
    STRONG,
    WEAK,
    WIDTH,
    Canvas,
    drawable,
    fitted,
    lines,
    width_of,
)

MARGIN = 16
ROOM = WIDTH - 2 * MARGIN
TITLE, BODY, NUMBER = 17.0, 13.0, 24.0
LINE = 16
BAR_HEIGHT, BAR_STEP = 9, 34
CELL, CELL_STEP = 17, 20
LEAST_OF_SHADE = (1, 5, 10, 20)
"""Answers on a day from which it has each shade."""


def draw(card: ProgressCard) -> bytes:
    """The picture as a PNG, 720 pixels wide."""
    return laid_out(card).png()


def laid_out(card: ProgressCard) -> Canvas:
    """Everything in its place, from the top down."""
    figures = [lines(one.words, SMALLEST, _figure_room(card), 2) for one in card.figures]
    tall = max(map(len, figures), default=0)
    remark, note = lines(card.remark, SMALLEST, ROOM, 2), lines(card.note, SMALLEST, ROOM, 2)
    remarks, notes = len(remark) if card.remark else 0, len(note) if card.note else 0
    below_figures = 70 + tall * 14 + remarks * LINE + 28
    below_bars = below_figures + 30 + len(card.bars) * BAR_STEP + notes * LINE + 24
    canvas = Canvas(below_bars + 38 + 7 * CELL_STEP + 10)
    canvas.text(MARGIN, 30, fitted(card.title, TITLE, ROOM, bold=True), TITLE, bold=True)
    for column, (one, words) in enumerate(zip(card.figures, figures, strict=True)):
        _figure(canvas, MARGIN + column * ROOM / len(card.figures), one, words, _figure_room(card))
    if card.remark:
        _small(canvas, 70 + tall * 14 + LINE, remark)
    _bars(canvas, below_figures, card)
    if card.note:
        _small(canvas, below_figures + 30 + len(card.bars) * BAR_STEP + 10, note)
    _calendar(canvas, below_bars, card.calendar)
    return canvas


def _figure_room(card: ProgressCard) -> float:
    return ROOM / max(1, len(card.figures)) - 6


def _figure(canvas: Canvas, x: float, figure: Figure, words: list[str], room: float) -> None:
    canvas.text(x, 66, fitted(figure.value, NUMBER, room, bold=True), NUMBER, colour=STRONG, bold=True)
    for number, one in enumerate(words, 1):
        canvas.text(x, 68 + number * 14, one, SMALLEST, colour=QUIET)


def _small(canvas: Canvas, baseline: float, told: list[str]) -> None:
    for number, one in enumerate(told):
        canvas.text(MARGIN, baseline + number * LINE, one, SMALLEST, colour=QUIET)


def _bars(canvas: Canvas, top: float, card: ProgressCard) -> None:
    canvas.text(MARGIN, top, fitted(card.bars_title, BODY, ROOM, bold=True), BODY, bold=True)
    x, each = float(MARGIN), ROOM / 3
    for words, fill in zip(card.keys, (STRONG, WEAK, None), strict=True):
        canvas.box(x, top + 8, 11, 11, fill=fill, edge=None if fill else EDGE, rounded=2)
        canvas.text(x + 16, top + 18, fitted(words, SMALLEST, each - 20), SMALLEST, colour=QUIET)
        x += each
    for number, bar in enumerate(card.bars):
        _bar(canvas, top + 30 + number * BAR_STEP, bar, card.unnamed)


def _bar(canvas: Canvas, top: float, bar: Bar, unnamed: str) -> None:
    value = 46
    name = drawable(bar.name)
    canvas.text(MARGIN, top + 13, fitted(bar.number, BODY, 20), BODY, colour=QUIET)
    told = fitted(name or unnamed, BODY, ROOM - value - 24)
    canvas.text(MARGIN + 22, top + 13, told, BODY, colour=INK if name else QUIET)
    canvas.text(WIDTH - MARGIN, top + 13, fitted(bar.value, BODY, value, bold=True), BODY, bold=True, end=True)
    canvas.box(MARGIN, top + 18, ROOM, BAR_HEIGHT, fill=None, edge=EDGE, rounded=3)
    for share, fill in ((bar.met, WEAK), (bar.share, STRONG)):
        if share > 0:
            canvas.box(MARGIN, top + 18, max(4.0, ROOM * min(share, 1.0)), BAR_HEIGHT, fill=fill, rounded=3)


def _calendar(canvas: Canvas, top: float, grid: CalendarGrid) -> None:
    names = 34
    canvas.text(MARGIN, top, fitted(grid.title, BODY, ROOM, bold=True), BODY, bold=True)
    left, first = MARGIN + names, top + 28
    months = [*grid.months, (len(grid.weeks) + 1, "")]
    for (column, month), (following, _) in pairwise(months):
        room = (following - column) * CELL_STEP - 4
        if width_of(month, SMALLEST) <= room:
            canvas.text(left + column * CELL_STEP, top + 22, month, SMALLEST, colour=QUIET)
    for row, day in list(enumerate(grid.days))[::2]:
        canvas.text(MARGIN, first + row * CELL_STEP + 13, fitted(day, SMALLEST, names - 4), SMALLEST, colour=QUIET)
    for column, week in enumerate(grid.weeks):
        for row, count in enumerate(week):
            if count is not None:
                _cell(canvas, left + column * CELL_STEP, first + row * CELL_STEP, count)
    _legend(canvas, left + len(grid.weeks) * CELL_STEP + 8, first, grid.legend)


def _cell(canvas: Canvas, x: float, y: float, count: int) -> None:
    shade = sum(count >= least for least in LEAST_OF_SHADE)
    fill = SHADES[shade - 1] if shade else None
    canvas.box(x, y, CELL, CELL, fill=fill, edge=None if fill else EDGE, rounded=3)


def _legend(canvas: Canvas, x: float, y: float, words: str) -> None:
    room = WIDTH - MARGIN - x
    for number, line in enumerate(lines(words, SMALLEST, room, 2)):
        canvas.text(x, y + 12 + number * 14, line, SMALLEST, colour=QUIET)
    for number, least in enumerate((0, *LEAST_OF_SHADE)):
        at = y + 2 * CELL_STEP + number * CELL_STEP
        _cell(canvas, x, at, least)
        last = number == len(LEAST_OF_SHADE)
        canvas.text(x + CELL + 5, at + 13, f"{least}+" if last or number else "0", SMALLEST, colour=QUIET)
