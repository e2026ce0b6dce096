"""What goes wrong is told in one kind sentence, in the reader's language."""

from __future__ import annotations

import string
from collections.abc import Iterator
from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import errors
from bot.core.errors import DastanError, Objection
from bot.core.live import Phase
from bot.core.models import Bank
from bot.core.records import PostState, Trouble
from bot.core.timetable import parse_days
from bot.discord_ui import text
from bot.discord_ui.text import Counted, Phrase, sentence_for
from tests.discord_ui.samples import ITEMS, LESSON, NOW, a_quiz, a_schedule_view, a_slot_post


def every_error() -> Iterator[DastanError]:
    """One of each, and of those with several sentences one for each."""
    yield errors.UnknownBank("Kokan", "Kokand")
    yield errors.UnknownBank("Kokan")
    yield errors.UnknownLesson("Kokan", "Kokand")
    yield errors.UnknownLesson("Kokan")
    yield errors.UnknownTopic("Kokan", "Kokand")
    yield errors.UnknownTopic("Kokan")
    yield errors.UnknownTimezone("Bakku", "Asia/Baku")
    yield errors.UnknownTimezone("Bakku")
    yield errors.UnknownSchedule("12")
    yield errors.NoDaily()
    yield errors.LeaderboardOff()
    yield errors.Hidden()
    yield errors.BadTime("25:00")
    yield errors.BadDays("Someday")
    yield errors.TooManySchedules(25)
    yield errors.NeedsTextChannel()
    yield errors.NoLessons()
    yield errors.NoItems("")
    yield errors.NoItems("The Kokand Autonomy")
    yield errors.NotATeacher()
    yield errors.NotForYou()
    yield errors.OnlyInServers()
    yield errors.MissingPermissions(1, ["Attach Files", "Embed Links"])
    yield errors.QuizAlreadyRunning(1)
    yield errors.NoQuizHere(1)
    for move in ("ask", "reveal", "pause", "resume", "skip", "stop", "prolong"):
        for phase in (*Phase, "finished"):
            yield errors.MoveNotAllowed(move, str(phase))
    yield errors.StaleState()
    yield errors.UnknownRound(1)
    yield errors.RoundClosed(1)
    yield errors.RoundPaused(1)
    for objection in Objection:
        yield errors.NotAnAnswer(objection)
    yield errors.FileTooLarge(25_000_000, 1_048_576)
    yield errors.BadBankName("реки.yaml")
    yield errors.TooManyBanks(50)
    yield errors.UnknownOwnBank("rivrs", "rivers")
    yield errors.UnknownOwnBank("rivrs")
    yield errors.UnknownVersion()
    yield errors.FileGone()
    yield errors.QuestionStillOpen()
    yield errors.TooManyDoubts(20)
    yield errors.UnknownDoubt()
    yield errors.NothingToReport()
    yield errors.AskedInClass()
    yield errors.NothingMissed(0)
    yield errors.NothingMissed(3)
    yield errors.NotSaved()
    yield errors.StoreTrouble()
    yield errors.TooSlow()
    yield errors.ChannelGone(1)
    yield errors.MessageGone(1, 2)
    yield errors.DiscordTrouble()
    yield errors.BadToken()
    yield errors.CannotReachDiscord("connection refused")
    yield errors.StoreInUse("dastan.sqlite")
    yield errors.StoreUnavailable("postgresql://host/dastan", "connection refused")


def all_phrases() -> list[Phrase | Counted]:
    tables = [vars(text), *(table for table in vars(text).values() if isinstance(table, dict))]
    return [value for table in tables for value in table.values() if isinstance(value, Phrase | Counted)]


def test_no_error_is_without_its_own_sentence() -> None:
    in_general = sentence_for(DastanError())
    told = {type(error) for error in every_error()}
    assert told == set(DastanError.__subclasses__())
    for error in every_error():
        assert sentence_for(error) != in_general, error


@pytest.mark.parametrize("error", list(every_error()), ids=repr)
def test_a_sentence_is_short_and_whole(error: DastanError) -> None:
    sentence = sentence_for(error)
    assert len(sentence) <= 160
    assert sentence[0].isupper()
    assert sentence[-1] in ".?"
    assert not set("{}!") & set(sentence)


@pytest.mark.parametrize(
    "error", [errors.UnknownBank, errors.UnknownLesson, errors.UnknownTopic, errors.UnknownTimezone]
)
def test_what_was_typed_is_told_back_without_its_markup(error: type[errors.UnknownBank]) -> None:
    sentence = sentence_for(error("@everyone **x**" + "y" * 500, None))
    assert "@everyone" not in sentence
    assert "**" not in sentence.replace("\\*\\*", "")
    assert len(sentence) < 250


@pytest.mark.parametrize("error", [errors.BadTime, errors.BadDays, errors.UnknownSchedule, errors.NoItems])
def test_what_was_typed_in_any_option_is_told_back_without_its_markup(error: type[errors.BadTime]) -> None:
    sentence = sentence_for(error("@everyone **x**" + "y" * 500))
    assert "@everyone" not in sentence
    assert "**x" not in sentence
    assert len(sentence) < 250


def test_the_closest_name_is_offered() -> None:
    assert "“Kokand”?" in sentence_for(errors.UnknownBank("Kokan", "Kokand"))


def test_missing_permissions_are_named_with_their_channel() -> None:
    sentence = sentence_for(errors.MissingPermissions(4711, ["Attach Files", "Embed Links"]))
    assert "<#4711>" in sentence
    assert "Attach Files, Embed Links" in sentence


def test_a_paused_quiz_says_how_it_goes_on() -> None:
    assert "/quiz resume" in sentence_for(errors.MoveNotAllowed("skip", Phase.PAUSED))


class Backwards(NullTranslations):
    """A language in which every sentence is turned around."""

    def gettext(self, message: str) -> str:
        return f"«{message}»"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"«{msgid1 if n == 1 else msgid2}»"


def test_the_language_is_that_of_the_one_spoken_to() -> None:
    token = text.translations.set(Backwards())
    try:
        assert sentence_for(errors.NotSaved()).startswith("«")
        assert text.POINTS(3, points="3") == "«3 points»"
        assert text.PLACE_OF(place=1, of=2) == "«Place 1 of 2»"
    finally:
        text.translations.reset(token)
    assert text.PLACE_OF(place=1, of=2) == "Place 1 of 2"


def test_no_sentence_shouts() -> None:
    for phrase in all_phrases():
        assert "!" not in repr(phrase)


def test_no_sentence_uses_the_words_of_the_workshop() -> None:
    for phrase in all_phrases():
        assert not {"round", "item", "items", "sitting", "bank"} & set(repr(phrase).lower().replace(".", " ").split())


def test_both_forms_of_a_counted_phrase_have_the_same_places() -> None:
    for phrase in all_phrases():
        if isinstance(phrase, Counted):
            one, many = (
                {name for _, name, _, _ in string.Formatter().parse(form)} for form in (phrase.one, phrase.many)
            )
            assert one - {"n"} == many - {"n"}, phrase


def test_how_to_answer_takes_at_most_eight_words() -> None:
    for how in (text.CHOOSE_ONE, text.CHOOSE_ALL, text.TRUE_OR_FALSE, text.TYPE_ANSWER, text.TYPE_YEAR, text.MATCH):
        assert len(how().split()) <= 8


def test_the_list_of_lessons_and_of_questions_tells_what_they_are() -> None:
    assert text.lesson_choice(LESSON) == "The Kokand Autonomy · November 1917 – February 1918"
    bank = Bank(id="basmachi/kokand", title="Kokand", movement="basmachi", items=ITEMS)
    assert text.bank_choice(bank) == f"Kokand · {len(ITEMS)} questions"


@given(st.frozensets(st.integers(0, 6), min_size=1))
def test_days_in_words_can_be_typed_again(days: frozenset[int]) -> None:
    assert parse_days(text.days_in_words(days)) == days


def test_days_in_a_row_are_told_from_the_first_to_the_last() -> None:
    assert text.days_in_words({0, 1, 2, 3, 4}) == "Mon–Fri"
    assert text.days_in_words({0, 1, 3, 4, 5}) == "Mon, Tue, Thu–Sat"
    assert text.days_in_words(range(7)) == "daily"


def test_a_teacher_is_told_what_became_of_each_move_of_a_schedule() -> None:
    view = a_schedule_view()
    for move in (text.schedule_paused, text.schedule_resumed, text.schedule_removed):
        assert "Schedule #3" in move(view)
    assert "<#2>" in text.posted_now(view, a_slot_post(PostState.POSTED))
    assert "on its way" in text.posted_now(view, None)
    assert "on its way" in text.posted_now(view, a_slot_post(PostState.CLAIMED))
    again = a_slot_post(PostState.CLAIMED, Trouble.DISCORD, retry_at=NOW)
    assert "I try again <t:" in text.posted_now(view, again)
    failed = text.posted_now(view, a_slot_post(PostState.FAILED, Trouble.NOTHING))
    assert failed == "That was not posted, because there is nothing on its topic."


def test_a_teacher_is_told_what_each_move_did() -> None:
    quiz = a_quiz()
    moves = (text.quiz_is_on, text.quiz_paused, text.quiz_resumed, text.quiz_skipped, text.quiz_stopped)
    assert len({move(quiz) for move in moves}) == len(moves)
