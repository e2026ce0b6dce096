"""The pictures of /report: a bar a learner or a question, those first that a teacher should look at first."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reports.cards import ReportBar, ReportCard
from bot.reports.style import EDGE, INK, QUIET, SMALLEST, STRONG, WIDTH, Canvas, drawable, fitted, lines

MARGIN = 16
ROOM = WIDTH - 2 * MARGIN
TITLE, BODY = 17.0, 13.0
LINE = 15
TOP, GROUP_STEP, GAP = 44, 26, 8
INDENT, VALUE = 26, 46
NAME_LINE, BAR_ROOM = 17, 20
BAR_WIDTH, BAR_HEIGHT = 130, 9


def draw(card: ReportCard) -> bytes:
    """The picture as a PNG, 720 pixels wide."""
    return laid_out(card).png()


def laid_out(card: ReportCard) -> Canvas:
    """Everything in its place, from the top down."""
    subtitle, note = _small_lines(card.subtitle, ROOM), _small_lines(card.note, ROOM)
    groups = [(group.title, [_Row.of(bar, card.unnamed) for bar in group.bars]) for group in card.groups]
    titles = sum(GROUP_STEP for title, _ in groups if title)
    rows = sum(row.height for _, all_ in groups for row in all_)
    canvas = Canvas(TOP + len(subtitle) * LINE + titles + rows + len(note) * LINE + 12)
    canvas.text(MARGIN, 30, fitted(card.title, TITLE, ROOM, bold=True), TITLE, bold=True)
    y = _small(canvas, MARGIN, 36, subtitle) + TOP - 36
    for title, all_ in groups:
        if title:
            canvas.text(MARGIN, y + 17, fitted(title, BODY, ROOM, bold=True), BODY, bold=True)
            y += GROUP_STEP
        for row in all_:
            _draw(canvas, y, row)
            y += row.height
    _small(canvas, MARGIN, y, note)
    return canvas


@dataclass(frozen=True, slots=True)
class _Row:
    """A bar with its words broken into lines. `known` is whether its name can be drawn."""

    bar: ReportBar
    known: bool
    name: list[str]
    remark: list[str]

    @classmethod
    def of(cls, bar: ReportBar, unnamed: str) -> _Row:
        """What cannot be drawn, be it a name or a remark that tells a choice, is left to the message."""
        name, room = drawable(bar.name), ROOM - INDENT
        remark = _small_lines(drawable(bar.remark) or unnamed, room) if bar.remark else []
        return cls(bar, name is not None, lines(name or unnamed, BODY, room - VALUE - 6, 2), remark)

    @property
    def height(self) -> float:
        return len(self.name) * NAME_LINE + BAR_ROOM + len(self.remark) * LINE + GAP


def _small_lines(words: str, room: float) -> list[str]:
    shown = drawable(words)
    return lines(shown, SMALLEST, room, 2) if shown else []


def _small(canvas: Canvas, x: float, top: float, told: list[str], *, colour: str = QUIET) -> float:
    """Write some small lines; returns where they end."""
    for number, one in enumerate(told, 1):
        canvas.text(x, top + number * LINE - 3, one, SMALLEST, colour=colour)
    return top + len(told) * LINE


def _draw(canvas: Canvas, top: float, row: _Row) -> None:
    left, bar = MARGIN + INDENT, row.bar
    canvas.text(MARGIN, top + 14, fitted(bar.number, BODY, INDENT - 4), BODY, colour=QUIET)
    canvas.text(WIDTH - MARGIN, top + 14, fitted(bar.value, BODY, VALUE, bold=True), BODY, bold=True, end=True)
    for number, one in enumerate(row.name):
        canvas.text(left, top + 14 + number * NAME_LINE, one, BODY, colour=INK if row.known else QUIET)
    below = top + len(row.name) * NAME_LINE
    canvas.box(left, below + 5, BAR_WIDTH, BAR_HEIGHT, fill=None, edge=EDGE, rounded=3)
    if bar.share > 0:
        canvas.box(left, below + 5, max(4.0, BAR_WIDTH * min(bar.share, 1.0)), BAR_HEIGHT, fill=STRONG, rounded=3)
    after = left + BAR_WIDTH + 8
    canvas.text(after, below + 14, fitted(bar.beside, SMALLEST, WIDTH - MARGIN - after), SMALLEST, colour=QUIET)
    _small(canvas, left, below + BAR_ROOM, row.remark, colour=INK)
