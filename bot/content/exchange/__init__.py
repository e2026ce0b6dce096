"""Questions from other programs, and ours for them: Moodle, spreadsheets, Red-DiscordBot, Open Trivia DB, Anki."""

from bot.content.exchange.kinds import WRITTEN, Kind, kind_of
from bot.content.exchange.reading import MAX_FOREIGN, Brought, NothingBrought, read_foreign
from bot.content.exchange.taking import Taken, bank_at, write_foreign

__all__ = [
    "MAX_FOREIGN",
    "WRITTEN",
    "Brought",
    "Kind",
    "NothingBrought",
    "Taken",
    "bank_at",
    "kind_of",
    "read_foreign",
    "write_foreign",
]
