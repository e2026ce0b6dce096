"""From the views of `bot.services.views` to messages: nothing here decides, asks or waits.

Every message is within Discord's limits, whatever the content (`page.page` sees to it), and no message is kept in
discord.py's memory: a press is understood from its custom_id alone.
"""

from bot.discord_ui.render.answers import response_words
from bot.discord_ui.render.banks import (
    bank_file,
    bank_left_file,
    bank_look,
    bank_modal,
    bank_problems_file,
    bank_refused,
    own_banks,
)
from bot.discord_ui.render.compose import answer_modal, compose_panel, read_panel
from bot.discord_ui.render.doubts import doubt, doubt_answered, doubt_modal, reply_modal
from bot.discord_ui.render.lesson import lesson, sitting_end, sitting_question, verdict
from bot.discord_ui.render.misc import apology, bad_files, help_page, notice, welcome, with_file
from bot.discord_ui.render.parts import image_file
from bot.discord_ui.render.pictures import (
    gradebook_card,
    gradebook_picture,
    gradebook_words,
    questions_card,
    questions_picture,
    questions_words,
)
from bot.discord_ui.render.practice import nothing_due, practice_end, practise, shelf_choice
from bot.discord_ui.render.privacy import about_you, erase_question, erased, export, export_file, hiding
from bot.discord_ui.render.progress import progress, progress_card, progress_file, progress_words
from bot.discord_ui.render.quiz import already, live_round, question, quiz_started, reveal, saved
from bot.discord_ui.render.reminders import reminder, reminder_set
from bot.discord_ui.render.reports import (
    gradebook,
    gradebook_file,
    has_picture,
    question_report,
    questions_file,
    questions_report,
)
from bot.discord_ui.render.schedules import (
    schedule_added,
    schedule_list,
    schedule_rests,
    server_settings,
)
from bot.discord_ui.render.scores import leaderboard, podium, result, score
from bot.discord_ui.render.slot import daily, slot, slot_image, slot_mark

__all__ = [
    "about_you",
    "already",
    "answer_modal",
    "apology",
    "bad_files",
    "bank_file",
    "bank_left_file",
    "bank_look",
    "bank_modal",
    "bank_problems_file",
    "bank_refused",
    "compose_panel",
    "daily",
    "doubt",
    "doubt_answered",
    "doubt_modal",
    "erase_question",
    "erased",
    "export",
    "export_file",
    "gradebook",
    "gradebook_card",
    "gradebook_file",
    "gradebook_picture",
    "gradebook_words",
    "has_picture",
    "help_page",
    "hiding",
    "image_file",
    "leaderboard",
    "lesson",
    "live_round",
    "nothing_due",
    "notice",
    "own_banks",
    "podium",
    "practice_end",
    "practise",
    "progress",
    "progress_card",
    "progress_file",
    "progress_words",
    "question",
    "question_report",
    "questions_card",
    "questions_file",
    "questions_picture",
    "questions_report",
    "questions_words",
    "quiz_started",
    "read_panel",
    "reminder",
    "reminder_set",
    "reply_modal",
    "response_words",
    "result",
    "reveal",
    "saved",
    "schedule_added",
    "schedule_list",
    "schedule_rests",
    "score",
    "server_settings",
    "shelf_choice",
    "sitting_end",
    "sitting_question",
    "slot",
    "slot_image",
    "slot_mark",
    "verdict",
    "welcome",
    "with_file",
]
