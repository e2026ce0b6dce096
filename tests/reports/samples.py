"""Cards to draw: one as usual, and as many as there are names."""

from __future__ import annotations

from typing import Any

from bot.reports import Bar, CalendarGrid, Figure, ProgressCard, ReportBar, ReportCard, ReportGroup

WEEKS = (*(tuple((week * 7 + day) % 23 for day in range(7)) for week in range(11)), (3, 0, 20, None, None, None, None))
GRID = CalendarGrid(
    title="The last twelve weeks",
    days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=((0, "Dec"), (2, "Jan"), (6, "Feb"), (10, "Mar")),
    weeks=WEEKS,
    legend="answers a day",
)


def a_bar(name: str = "The Kokand Autonomy", share: float = 0.4, met: float = 0.7) -> Bar:
    return Bar(number="1", name=name, value=f"{share:.0%}", share=share, met=met)


def a_card(*bars: Bar, **changes: Any) -> ProgressCard:
    given: dict[str, Any] = {
        "title": "Your progress",
        "figures": (
            Figure("41%", "recalled today"),
            Figure("12", "school days in a row"),
            Figure("8", "due today"),
            Figure("1,234", "due in seven days"),
        ),
        "remark": "one missed day forgiven",
        "bars_title": "By topic",
        "keys": ("recalled today", "met", "not yet met"),
        "bars": bars or (a_bar(), a_bar("Enver Pasha and the Turn of the War", 0.1, 0.1)),
        "note": "4 topics not begun yet",
        "unnamed": "named below the picture",
        "calendar": GRID,
    }
    return ProgressCard(**(given | changes))


def a_report_bar(name: str = "Student A", share: float = 0.4, number: int = 1, **changes: Any) -> ReportBar:
    given: dict[str, Any] = {
        "number": str(number),
        "name": name,
        "value": f"{share:.0%}",
        "share": share,
        "beside": "tells learners apart: −0.25",
        "remark": "Better learners get this wrong: is the key right?",
    }
    return ReportBar(**(given | changes))


def a_report_card(*bars: ReportBar, **changes: Any) -> ReportCard:
    others = tuple(a_report_bar(f"Student {number}", number / 10, number, remark="") for number in range(2, 9))
    given: dict[str, Any] = {
        "title": "How the questions did",
        "subtitle": "This month · The Kokand Autonomy · bars: right at the first try",
        "groups": (
            ReportGroup("2 questions are worth a look", bars or (a_report_bar(),)),
            ReportGroup("The others", others),
        ),
        "note": "and 12 more",
        "unnamed": "named below the picture",
    }
    return ReportCard(**(given | changes))
