"""Pictures of numbers: what is to be drawn comes in as plain values and words, and goes out as a PNG.

Matplotlib is imported when the first picture is drawn, in the thread that draws: it takes half a second and 50 MB.
"""

from bot.reports.cards import Bar, CalendarGrid, Figure, ProgressCard, ReportBar, ReportCard, ReportGroup
from bot.reports.studio import Studio

__all__ = [
    "Bar",
    "CalendarGrid",
    "Figure",
    "ProgressCard",
    "ReportBar",
    "ReportCard",
    "ReportGroup",
    "Studio",
]
