"""How pictures look, and a canvas that is measured as a telephone measures.

Every picture is a card with a background of its own, so that it reads the same in Discord's dark and light mode.
Amounts are shades of one hue, from dark to light, and stand beside a number or a word that says the same. Nothing is
set globally: each text and each shape is told all that it needs.
"""

from __future__ import annotations

import io
import unicodedata
from functools import cache
from pathlib import Path

from matplotlib import get_data_path
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

WIDTH = 360
"""The width of a telephone's screen; a canvas is measured in its pixels, and drawn with twice as many each way."""
SHARPNESS = 2
PER_INCH = 100
SMALLEST = 11.0
"""The size of the smallest text, in pixels of a telephone."""

CARD, INK, QUIET, EDGE = "#1F2B37", "#F5F1E8", "#BAC4CC", "#71808D"
WEAK, STRONG = "#94722F", "#F9D57A"
"""What is met, and what is recalled."""
SHADES = ("#7D5E2B", "#A98036", "#D3A546", "#F9DA8A")
"""From little to much."""

_FOLDER = Path(get_data_path(), "fonts", "ttf")
_FILES = {False: _FOLDER / "DejaVuSans.ttf", True: _FOLDER / "DejaVuSans-Bold.ttf"}
"""Matplotlib brings these along: whatever fonts a machine has, pictures look the same."""
_MOST_MARKS = 2
"""Accents on one letter; more would reach into the line above."""


def drawable(text: str) -> str | None:
    """Text as it can be drawn: on one line, without emoji; None where a letter of it is not in the font."""
    glyphs = _glyphs()
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", " ".join(text.split())):
        kind = unicodedata.category(char)
        marks = marks + 1 if kind[0] == "M" else 0
        if ord(char) in glyphs and kind[0] != "C" and marks <= _MOST_MARKS:
            kept.append(char)
        elif kind[0] in "LN":
            return None
    return " ".join("".join(kept).split()) or None


class Canvas:
    """A card of some height to draw on; x goes to the right, y down, both in pixels of a telephone."""

    def __init__(self, height: float) -> None:
        self.figure = Figure(figsize=(WIDTH / PER_INCH, height / PER_INCH), dpi=PER_INCH * SHARPNESS, frameon=False)
        self.canvas = FigureCanvasAgg(self.figure)
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        self._axes.set_axis_off()
        self.texts: list[Text] = []
        self.box(0, 0, WIDTH, height, fill=CARD, rounded=12)

    def text(
        self,
        x: float,
        baseline: float,
        words: str,
        size: float,
        *,
        colour: str = INK,
        bold: bool = False,
        end: bool = False,
    ) -> None:
        """Write one line, which begins at `x`, or with `end` ends there."""
        self.texts.append(
            self._axes.text(
                x,
                baseline,
                words,
                color=colour,
                fontproperties=_font(size, bold=bold),
                horizontalalignment="right" if end else "left",
                verticalalignment="baseline",
                parse_math=False,
                usetex=False,
            )
        )

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str | None,
        edge: str | None = None,
        rounded: float,
    ) -> None:
        """Draw a box with round corners, filled, outlined or both."""
        inner = 0.5 if edge else 0.0
        self._axes.add_patch(
            FancyBboxPatch(
                (x + inner, y + inner),
                width - 2 * inner,
                height - 2 * inner,
                boxstyle=f"round,pad=0,rounding_size={min(rounded, width / 2, height / 2)}",
                facecolor=fill or "none",
                edgecolor=edge or "none",
                linewidth=72 / PER_INCH if edge else 0,
            )
        )

    def png(self) -> bytes:
        """The picture; after this there is nothing left to draw on.

        A figure and its parts name each other, and so stay until the garbage collector comes, which is long: at least
        the four megabytes of the pixels are let go at once.
        """
        out = io.BytesIO()
        self.canvas.print_png(out)  # type: ignore[no-untyped-call]  # Matplotlib's own lack
        self.canvas.renderer = None  # Matplotlib makes another when it needs one
        self.figure.clear()
        self.texts.clear()
        return out.getvalue()


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is."""
    font = get_font(_FILES[bold])
    font.set_size(_points(size), PER_INCH * SHARPNESS)
    font.set_text(text, 0.0)
    return float(font.get_width_height()[0]) / 64 / SHARPNESS


def fitted(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """As much of a text as there is room for, with a sign that there was more."""
    if width_of(text, size, bold=bold) <= room:
        return text
    least, most = 0, len(text)
    while most - least > 1:
        middle = (least + most) // 2
        if width_of(_cut(text, middle), size, bold=bold) <= room:
            least = middle
        else:
            most = middle
    return _cut(text, least)


def lines(text: str, size: float, room: float, most: int) -> list[str]:
    """A text broken between words into at most so many lines; what does not fit is cut."""
    words, found = text.split(), [""]
    while words:
        longer = f"{found[-1]} {words[0]}".strip()
        if found[-1] and width_of(longer, size) > room:
            if len(found) == most:
                found[-1] = " ".join([found[-1], *words])
                break
            found.append("")
        else:
            found[-1] = longer
            words.pop(0)
    return [fitted(one, size, room) for one in found]


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(get_font(_FILES[False]).get_charmap())


def _cut(text: str, count: int) -> str:
    return text[:count].rstrip() + "…"


def _points(size: float) -> float:
    return size * 72 / PER_INCH


def _font(size: float, *, bold: bool) -> FontProperties:
    return FontProperties(fname=str(_FILES[bold]), size=_points(size))
