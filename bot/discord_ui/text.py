"""Every sentence that a person reads in Discord. English is the source; gettext finds the translation.

A `Phrase` is looked up when it is said, in the language that `translations` holds just then. To extract them:

    pybabel extract -k Phrase -k Counted:1,2 -o dastan.pot bot/discord_ui
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import singledispatch
from gettext import NullTranslations

from bot.core import errors
from bot.core.errors import DastanError, Objection
from bot.core.models import Bank, Lesson
from bot.core.records import Quiz
from bot.discord_ui.look import plain, shorten

_ENGLISH = NullTranslations()
translations: ContextVar[NullTranslations] = ContextVar("translations", default=_ENGLISH)
"""The language of whom we are speaking to."""


def _(message: str) -> str:
    return translations.get().gettext(message)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something to say, with `{places}` to be filled in."""

    message: str

    def __call__(self, **values: object) -> str:
        """Say it in the current language."""
        return _(self.message).format(**values)


@dataclass(frozen=True, slots=True)
class Counted:
    """Something to say about a number `{n}` of things, with as many forms as the language has."""

    one: str
    many: str

    def __call__(self, n: int, **values: object) -> str:
        """Say it in the current language."""
        return translations.get().ngettext(self.one, self.many, n).format(n=n, **values)


# A question.

QUESTION_OF = Phrase("Question {number} of {total}")
CHOOSE_ONE = Phrase("Choose one.")
CHOOSE_ALL = Phrase("Choose all that are right, then close.")
TRUE_OR_FALSE = Phrase("True or false?")
TYPE_ANSWER = Phrase("Press Answer and type it.")
TYPE_YEAR = Phrase("Press Answer and type a year.")
PUT_IN_ORDER = Phrase("Press Answer and put them in order.")
MATCH = Phrase("Press Answer and find the pairs.")
TRUE = Phrase("True")
FALSE = Phrase("False")
PAIR_WITH = Phrase("Each goes with one of these: {rights}")
ANSWER = Phrase("Answer")
CHOOSE_HERE = Phrase("Choose here")
ENDS = Phrase("Ends {when}")
PAUSED = Phrase("Paused. The time stands still until the quiz goes on.")
ANSWERED = Counted("{n} person has answered", "{n} people have answered")
NO_ANSWERS_YET = Phrase("No answers yet")
PICTURE = Phrase("Picture: {alt}")
HINT = Phrase("Need a hint? Tap here: {hint}")

# Its answer.

CLOSED = Phrase("closed")
RIGHT = Phrase("Right")
PARTLY = Phrase("Partly right")
IS_RIGHT = Phrase("right")
WRONG = Phrase("Wrong")
NOT_ANSWERED = Phrase("Not answered")
RIGHT_ANSWER = Phrase("Right answer:")
RIGHT_ANSWERS = Phrase("Right answers:")
RIGHT_ORDER = Phrase("The right order:")
RIGHT_PAIRS = Phrase("The right pairs:")
YEARS_NEAR = Counted("Up to {n} year off counts too.", "Up to {n} years off counts too.")
NOBODY_ANSWERED = Phrase("Nobody answered this one.")
SOURCE = Counted("Source: {places}", "Sources: {places}")
READ_LESSON = Phrase("Read the lesson")

# A learner's own answer.

SAVED = Phrase("Saved: {answer}.")
SAVED_LONG = Phrase("Saved:")
SEE_LATER = Phrase("You will see what is right when time is up.")
ALREADY = Phrase("You have already answered: {answer}.")
ALREADY_LONG = Phrase("You have already answered:")
FIRST_COUNTS = Phrase("The first answer counts.")
YOUR_ANSWER = Phrase("Your answer")
THE_YEAR = Phrase("The year")
TYPE_HERE = Phrase("Type your answer")
YOU_SAID = Phrase("Your answer:")
A_YEAR = Phrase("A year in figures, such as 1066")
ORDER_PANEL = Phrase("Choose what comes 1st, 2nd and so on.")
MATCH_PANEL = Phrase("Choose what belongs to each.")
PRESS_SAVE = Phrase("Nothing counts until you press Save.")
MEND_AND_SAVE = Phrase("Not saved yet: change what is marked, then press Save.")
SAVE = Phrase("Save")
EMPTY_SLOT = Phrase("nothing chosen yet")
USED_TWICE = Phrase("chosen twice")
POSITIONS = (Phrase("1st"), Phrase("2nd"), Phrase("3rd"), Phrase("4th"), Phrase("5th"), Phrase("6th"))

# A live quiz.

LIVE_QUIZ = Phrase("Live quiz")
QUESTIONS = Counted("{n} question", "{n} questions")
SECONDS_EACH = Phrase("{seconds} seconds each")
SPEED_PAYS = Phrase("A quick right answer earns up to half as much again.")
SPEED_IS_NOTHING = Phrase("Being quick earns nothing extra, so take your time.")
HOW_IT_GOES = Phrase("Answer with the buttons under each question. Nobody sees what you choose.")
FIRST_QUESTION = Phrase("First question {when}")
QUIZ_OVER = Phrase("The quiz is over")
ALL_ASKED = Counted("The only question was asked", "All {n} questions were asked")
STOPPED_AFTER = Counted("Stopped by the teacher after {n} question", "Stopped by the teacher after {n} questions")
STOPPED_AT_ONCE = Phrase("Stopped by the teacher before the first question")
SILENT_AFTER = Counted(
    "Ended early: {n} question went by without an answer",
    "Ended early: {n} questions in a row went by without an answer",
)
AWAY = Phrase("Ended early: Dastan was away for too long")
LOST = Phrase("Ended early: this channel or the messages of the quiz were not there any more")
NOBODY_TOOK_PART = Phrase("Nobody answered this time. The questions will be there for another day.")
NOBODY_SCORED = Phrase("Nobody has earned points this time.")
POINTS = Counted("{points} point", "{points} points")
TIED = Phrase("tied")
AND_MORE = Counted("and {n} more", "and {n} more")
TOOK_PART = Counted("{n} person took part", "{n} people took part")
CLASS_AVERAGE = Phrase("{share} right on average")
MY_RESULT = Phrase("My result")
PLACE_OF = Phrase("Place {place} of {of}")
YOU_ANSWERED_NOTHING = Phrase("You did not answer a question in this quiz.")
EARLIER_PAGE = Phrase("Back")
LATER_PAGE = Phrase("More")

# A lesson, and the private questions on it.

LESSON_OF = Phrase("Lesson {number} of {total}")
PREVIOUS = Phrase("Previous")
NEXT = Phrase("Next")
QUIZ_ME = Phrase("Quiz me on this")
NEXT_QUESTION = Phrase("Next question")
SEE_RESULT = Phrase("Finish")
SITTING_DONE = Phrase("You got {right} of {total} right")
SITTING_DONE_PARTLY = Counted(
    "You got {right} of {total} right, {n} partly right", "You got {right} of {total} right, {n} partly right"
)
ALL_RIGHT = Phrase("You know this lesson well.")
SOME_RIGHT = Phrase("Read the lesson once more and try again: the second time it sticks.")
NONE_RIGHT = Phrase("Read the lesson again and try once more. That is how it is learned.")
TRY_AGAIN = Phrase("Try again")

# Scores.

LEADERBOARD = Phrase("Leaderboard")
PERIODS = {
    "day": Phrase("Today"),
    "week": Phrase("This week"),
    "month": Phrase("This month"),
    "all": Phrase("All time"),
}
NO_SCORES = Phrase("No points yet. They are earned in live quizzes.")
SHARE_RIGHT = Phrase("{share} right")
YOU = Phrase("you")
YOUR_PLACE = Phrase("You: place {place} of {of}")
YOU_NOT_YET = Phrase("You have no points here yet. Join the next live quiz.")
ANSWERS = Counted("{n} answer", "{n} answers")
PLACE = Phrase("place {place}")
NO_ANSWERS = Phrase("no answers")
SCORE_OF = Phrase("Score of {name}")
YOUR_SCORE = Phrase("Your score")

# Help and trouble.

HELP = Phrase("What Dastan can do for you")
FOR_TEACHERS = Phrase("For teachers")
COMMANDS = {
    "lesson": Phrase("opens a lesson; it takes a minute"),
    "score": Phrase("shows your points and your place"),
    "leaderboard": Phrase("shows who has earned the most points"),
    "help": Phrase("shows this page"),
}
TEACHER_COMMANDS = {
    "quiz start": Phrase("asks the class in this channel, live"),
    "quiz pause": Phrase("stops the time"),
    "quiz resume": Phrase("goes on"),
    "quiz skip": Phrase("closes the question now"),
    "quiz stop": Phrase("ends the quiz and shows the result"),
}
HELP_PRIVACY = Phrase("While a question is open, nobody else sees what you answer.")
WELCOME = Phrase("Dastan teaches the history of the Basmachi and the Kachaghs")
WELCOME_LESSON = Phrase("opens a lesson. It takes a minute, and only you see it.")
WELCOME_QUIZ = Phrase("holds a live quiz in a channel. Whoever has Manage Server may start one.")
WELCOME_HELP = Phrase("shows each person what there is for them.")
APOLOGY = Phrase(
    "Something went wrong on our side. Please try again. "
    "If it happens again, give your teacher this reference: {reference}"
)
CHOICE_NOT_UNDERSTOOD = Phrase("I cannot find what you chose there. Please choose again from the list that appears.")
COMMAND_HAS_CHANGED = Phrase("This command has changed. Reload Discord (Ctrl-R on a computer), then use it again.")


# What a teacher is told in private about their quiz.

QUIZ_IS_ON = Phrase("“{title}” begins. **/quiz pause**, **/quiz skip** and **/quiz stop** are yours to use here.")
QUIZ_PAUSED = Phrase("Paused. **/quiz resume** goes on with the time that is left.")
QUIZ_RESUMED = Phrase("The quiz goes on.")
QUIZ_SKIPPED = Phrase("Done. The quiz moves on now.")
QUIZ_STOPPED = Phrase("Stopped. The result comes to the channel.")


def lesson_choice(lesson: Lesson) -> str:
    """A lesson in the list that appears while someone types."""
    return f"{lesson.title} · {lesson.period}"


def bank_choice(bank: Bank) -> str:
    """A question bank in the list that appears while someone types."""
    return f"{bank.title} · {QUESTIONS(len(bank.items))}"


def quiz_is_on(quiz: Quiz) -> str:
    """A teacher has started a quiz."""
    return QUIZ_IS_ON(title=plain(quiz.title))


def quiz_paused(_quiz: Quiz) -> str:
    """A teacher has paused it."""
    return QUIZ_PAUSED()


def quiz_resumed(_quiz: Quiz) -> str:
    """A teacher lets it go on."""
    return QUIZ_RESUMED()


def quiz_skipped(_quiz: Quiz) -> str:
    """A teacher has cut a wait short."""
    return QUIZ_SKIPPED()


def quiz_stopped(_quiz: Quiz) -> str:
    """A teacher has stopped it."""
    return QUIZ_STOPPED()


# What went wrong, and what to do.

_SENTENCES: Mapping[type[DastanError], Phrase] = {
    errors.NoLessons: Phrase("There are no lessons yet. Please tell your teacher."),
    errors.NotATeacher: Phrase("Only teachers can do this: those with Manage Server."),
    errors.NotForYou: Phrase("This button is somebody else’s. Use the command yourself to get your own."),
    errors.OnlyInServers: Phrase("This works only in a server’s channel. Please use it there."),
    errors.QuizAlreadyRunning: Phrase("This channel already has a quiz. Wait for its end, or use **/quiz stop**."),
    errors.NoQuizHere: Phrase("There is no quiz under way in this channel. **/quiz start** begins one."),
    errors.StaleState: Phrase("Somebody else was quicker, so nothing was changed. Look at the quiz and try again."),
    errors.UnknownRound: Phrase("This question is not there any more. Please use a newer message."),
    errors.RoundClosed: Phrase("This question is closed, so your answer was not counted. Watch for the next one."),
    errors.RoundPaused: Phrase("The quiz is paused. Please answer when it goes on."),
    errors.NotSaved: Phrase("Your answer could not be saved. Please press again."),
    errors.StoreTrouble: Phrase("I cannot reach my notes just now. Please try again in a moment."),
    errors.TooSlow: Phrase("That took me too long. Please press again."),
    errors.ChannelGone: Phrase("I cannot write in that channel. Please choose another, or let me in there."),
    errors.MessageGone: Phrase("That message has been deleted. Please start again."),
    errors.DiscordTrouble: Phrase("Discord did not take it just now. Please try again in a minute."),
    errors.BadToken: Phrase("Discord does not know this token. Please copy it again from the developer portal."),
    errors.CannotReachDiscord: Phrase("Discord cannot be reached. Please check the network and try again."),
    errors.StoreInUse: Phrase("Another Dastan has this database open. Stop that one first."),
    errors.StoreUnavailable: Phrase("The database cannot be opened. Please check its address and that it is running."),
}
_IN_GENERAL = Phrase("That did not work. Please try again.")

_OBJECTIONS: Mapping[Objection, Phrase] = {
    Objection.EMPTY: Phrase("There was no answer in that. Please press Answer and type one."),
    Objection.TOO_LONG: Phrase("That is too long for an answer. Please try again with a few words."),
    Objection.NOT_A_YEAR: Phrase("Please answer with one year in figures, such as 1066."),
    Objection.SEVERAL: Phrase("Please give one answer only. Nothing has been saved yet, so try again."),
    Objection.INCOMPLETE: Phrase("Something is still empty. Please choose there, then press Save again."),
    Objection.REPEATED: Phrase("Something is used twice. Please change one of them, then press Save again."),
    Objection.WRONG_KIND: Phrase("This question is answered in another way. Please use the buttons below it."),
}

_UNKNOWN: Mapping[type[DastanError], tuple[Phrase, Phrase]] = {
    errors.UnknownBank: (
        Phrase("There are no questions called “{name}”. Please choose from the list that appears as you type."),
        Phrase("There are no questions called “{name}”. Did you mean “{closest}”?"),
    ),
    errors.UnknownLesson: (
        Phrase("There is no lesson called “{name}”. Please choose from the list that appears as you type."),
        Phrase("There is no lesson called “{name}”. Did you mean “{closest}”?"),
    ),
    errors.UnknownTopic: (
        Phrase("There is no topic called “{name}”. Please choose from the list that appears as you type."),
        Phrase("There is no topic called “{name}”. Did you mean “{closest}”?"),
    ),
}
_NO_ITEMS = Phrase("There are no questions on “{about}” yet. Please choose something else.")
_MISSING_PERMISSIONS = Phrase(
    "I need more permissions in {channel}: {names}. Someone with Manage Server can give them."
)
_QUIZ_ENDED = Phrase("That quiz is over. **/quiz start** begins a new one.")
_QUIZ_IS_PAUSED = Phrase("The quiz is paused. **/quiz resume** goes on with it.")
_QUIZ_IS_NOT_PAUSED = Phrase("The quiz is not paused; it is going on.")
_MOVE_NOT_NOW = Phrase("The quiz cannot do that just now. Please try again in a moment.")


@singledispatch
def sentence_for(error: DastanError) -> str:
    """One kind sentence for an expected error, saying what to do."""
    return _SENTENCES.get(type(error), _IN_GENERAL)()


@sentence_for.register(errors.UnknownBank)
@sentence_for.register(errors.UnknownLesson)
@sentence_for.register(errors.UnknownTopic)
def _unknown(error: errors.UnknownBank | errors.UnknownLesson | errors.UnknownTopic) -> str:
    alone, with_closest = _UNKNOWN[type(error)]
    name = plain(shorten(error.name, 80))
    if error.closest is None:
        return alone(name=name)
    return with_closest(name=name, closest=plain(error.closest))


@sentence_for.register
def _no_items(error: errors.NoItems) -> str:
    return _NO_ITEMS(about=plain(shorten(error.about, 80)))


@sentence_for.register
def _missing_permissions(error: errors.MissingPermissions) -> str:
    return _MISSING_PERMISSIONS(channel=f"<#{error.channel_id}>", names=", ".join(error.names))


@sentence_for.register
def _move_not_allowed(error: errors.MoveNotAllowed) -> str:
    if error.phase == "ended":
        return _QUIZ_ENDED()
    if error.phase == "paused":
        return _QUIZ_IS_PAUSED()
    return _QUIZ_IS_NOT_PAUSED() if error.move == "resume" else _MOVE_NOT_NOW()


@sentence_for.register
def _not_an_answer(error: errors.NotAnAnswer) -> str:
    return _OBJECTIONS[error.objection]()
