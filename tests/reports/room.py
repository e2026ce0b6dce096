"""Whether everything on a picture has room."""

from __future__ import annotations

from itertools import combinations

from matplotlib.transforms import Bbox

from bot.reports.style import PER_INCH, SHARPNESS, SMALLEST, WIDTH, Canvas


def places(canvas: Canvas) -> list[tuple[str, Bbox]]:
    """Every text with the box that its ink fills, in pixels of a telephone."""
    renderer = canvas.canvas.get_renderer()  # type: ignore[no-untyped-call]  # Matplotlib's own lack
    scale = 1 / SHARPNESS
    found = [(one.get_text(), one.get_window_extent(renderer)) for one in canvas.texts if one.get_text()]
    return [(words, Bbox(box.get_points() * scale)) for words, box in found]


def check_room(canvas: Canvas) -> None:
    """Assert that all text is inside the card's margins, is large enough, and overlaps no other."""
    height = canvas.figure.get_figheight() * PER_INCH
    all_ = places(canvas)
    for words, box in all_:
        assert box.x0 >= 15, words
        assert box.x1 <= WIDTH - 15, words
        assert box.y0 >= 0, words
        assert box.y1 <= height, words
    for (one, here), (other, there) in combinations(all_, 2):
        assert not (here.x0 < there.x1 and there.x0 < here.x1 and here.y0 < there.y1 and there.y0 < here.y1), (
            one,
            other,
        )
    assert all(float(text.get_fontsize()) * PER_INCH / 72 >= SMALLEST - 0.01 for text in canvas.texts)
