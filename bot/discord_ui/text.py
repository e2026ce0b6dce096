"""Every sentence that a person reads in Discord. English is the source; gettext finds the translation.

A `Phrase` is looked up when it is said, in the language that is spoken just then: that of the server, as the client
sees to for interactions and the outbox for posts. `make messages` puts new phrases into the catalogues.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import singledispatch
from gettext import NullTranslations

from bot.core import errors
from bot.core.errors import DastanError, Objection
from bot.core.models import (
    Bank,
    Item,
    Lesson,
    Matching,
    OneChoice,
    Ordering,
    SeveralChoices,
    ShortText,
    TrueFalse,
    Year,
)
from bot.core.records import BankVersion, Post, PostState, Quiz, Schedule
from bot.core.slots import EVERY_DAY
from bot.discord_ui.catalogues import ENGLISH, catalogues
from bot.discord_ui.look import channel as channel_link
from bot.discord_ui.look import clock_time, countdown, dotted, moment, number, plain, shorten
from bot.services.views import ScheduleView

_ENGLISH = NullTranslations()
translations: ContextVar[NullTranslations] = ContextVar("translations", default=_ENGLISH)
"""The language of whom we are speaking to."""


def speak(language: str) -> None:
    """Speak a language from here on; English where there is no catalogue of it."""
    translations.set(catalogues().get(language, _ENGLISH))


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language in this block."""
    before = translations.set(catalogues().get(language, _ENGLISH))
    try:
        yield
    finally:
        translations.reset(before)


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
SEE_IN_CHANNEL = Phrase("The right answer appears in {channel} {when}.")
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
AND_MORE = Counted("and {n} more", "and {n} more")  # people
MORE_QUESTIONS = Counted("and {n} more question", "and {n} more questions")
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

# Practice.

SHOW_HINT = Phrase("Hint (half the points)")
HINT_SHOWN = Phrase("Hint: {hint}")
WITH_HINT = Phrase("with the hint")
ONCE_MORE_OF = Phrase("Once more: {number} of {total}")
ASKED_ONCE_MORE = Phrase("It is asked once more at the end.")
COMES_BACK_NEXT = Phrase("Comes back the next time you practise.")
COMES_BACK_TOMORROW = Phrase("Comes back tomorrow.")
COMES_BACK_IN_DAYS = Counted("Comes back in {n} day.", "Comes back in {n} days.")
COMES_BACK_IN_MONTHS = Counted("Comes back in {n} month.", "Comes back in {n} months.")
BACK_TO_QUESTIONS = Phrase("Back to the questions")
PRACTICE = Phrase("Practice")
LEARNT = Phrase("New, and you know it now")
LOOK_AGAIN = Phrase("Worth another look")
MORE_NOW = Phrase("There is more to practise whenever you like.")
NEXT_REVIEW = Phrase("The next one comes back {when}.")
PRACTISE_MORE = Phrase("Practise more")
ALL_DONE = Phrase("You know all of this for now: nothing is due, and there is nothing new left.")
PRACTISE_ANYWAY = Phrase("Practise anyway")
PRACTISE_MISSED = Phrase("Practise what I missed")
WHICH_SHELF = Phrase("What would you like to practise?")
COMMON_COURSE = Phrase("The common course")
A_SERVER = Phrase("One of your servers")

# What schedules post.

WHATS = {
    "lesson": Phrase("Lesson"),
    "question": Phrase("Question of the day"),
    "lesson-and-question": Phrase("Lesson with a question"),
    "quiz": Phrase("Live quiz"),
    "digest": Phrase("Weekly digest"),
}
QUESTION_OF_THE_DAY = Phrase("Question of the day")
LATER_THAN_PLANNED = Phrase("This comes later than planned.")
FIRST_AND_UNSEEN = Phrase("The first answer counts. Nobody sees what you choose.")
KEPT_AT_IT = Phrase("Kept at it")
IN_A_ROW = Counted("{n} school day in a row", "{n} school days in a row")
FORGIVEN = Counted("one missed day forgiven", "{n} missed days forgiven")
PAST_WEEK = Phrase("The past week")
QUIET_WEEK = Phrase("A quiet week: nobody answered a question.")
HARDEST = Phrase("The hardest question")
COMING = Phrase("What comes next")

# Scores.

LEADERBOARD = Phrase("Leaderboard")
PERIODS = {
    "day": Phrase("Today"),
    "week": Phrase("This week"),
    "month": Phrase("This month"),
    "all": Phrase("All time"),
}
NO_SCORES = Phrase("No points yet. They are earned in live quizzes and with the question of the day.")
SHARE_RIGHT = Phrase("{share} right")
YOU = Phrase("you")
YOUR_PLACE = Phrase("You: place {place} of {of}")
YOU_NOT_YET = Phrase("You have no points here yet. Join the next live quiz, or answer **/daily**.")
ANSWERS = Counted("{n} answer", "{n} answers")
PLACE = Phrase("place {place}")
NO_ANSWERS = Phrase("no answers")
SCORE_OF = Phrase("Score of {name}")
YOUR_SCORE = Phrase("Your score")

ONLY_YOU_SEE = Phrase("only you see this")

# Progress.

PROGRESS = Phrase("Your progress")
KNOWN_TODAY = Counted(
    "Today you would recall about {share} of {n} question; you have met {seen}.",
    "Today you would recall about {share} of {n} questions; you have met {seen}.",
)
NOTHING_MET = Phrase("You have not met a question yet. What you answer from now on appears here.")
DAYS_KEPT = Counted("{n} day in a row", "{n} days in a row")
NO_STREAK = Phrase("No streak just now: the next day on which you answer begins one.")
STREAK_NOW = Phrase("Streak: {days}")
DUE_NOW = Phrase("Due today: {today}. Due in the next seven days: {week}.")
TOPIC_LINE = Phrase("{number}. {name}: {share} recalled, {met} met")
MORE_TOPICS = Counted(
    "{n} more topic: {share} recalled, {met} met", "{n} more topics together: {share} recalled, {met} met"
)
UNTOUCHED = Counted("{n} topic not begun yet", "{n} topics not begun yet")
WEEKS_LINE = Counted(
    "In the last twelve weeks you answered on {n} day. Answers in each week, the latest last: {weeks}.",
    "In the last twelve weeks you answered on {n} days. Answers in each week, the latest last: {weeks}.",
)
PRACTISE = Phrase("Practise")
# In the picture, where there is little room.
RECALLED_TODAY = Phrase("recalled today")
SCHOOL_DAYS_KEPT = Counted("school day in a row", "school days in a row")
ALL_DAYS_KEPT = Counted("day in a row", "days in a row")
DUE_TODAY = Phrase("due today")
DUE_THIS_WEEK = Phrase("due in seven days")
BY_TOPIC = Phrase("By topic")
KEY_RECALLED, KEY_MET, KEY_UNMET = Phrase("recalled today"), Phrase("met"), Phrase("not yet met")
MORE_TOPICS_SHORT = Counted("{n} more topic", "{n} more topics")
NAMED_BELOW = Phrase("named below the picture")
TWELVE_WEEKS = Phrase("The last twelve weeks")
ANSWERS_A_DAY = Phrase("answers a day")
MONTHS = (
    *(Phrase("Jan"), Phrase("Feb"), Phrase("Mar"), Phrase("Apr"), Phrase("May"), Phrase("Jun")),
    *(Phrase("Jul"), Phrase("Aug"), Phrase("Sep"), Phrase("Oct"), Phrase("Nov"), Phrase("Dec")),
)

# A learner's own data.

ABOUT_YOU = Phrase("What Dastan keeps about you")
NOTHING_ABOUT_YOU = Phrase("Nothing. Dastan has no note of you, under any name.")
YOUR_NAMES = Phrase("You go by {names}.")
ROWS = {
    "learners": Counted("the name that you go by", "the names that you go by in {n} places"),
    "answers": Counted(
        "{n} answer: what you chose, when, and what it earned",
        "{n} answers: what you chose, when, and what they earned",
    ),
    "daily_totals": Counted("your points, added up by day and by topic", "your points, added up by day and by topic"),
    "lifetime_totals": Counted(
        "your points, added up by day and by topic", "your points, added up by day and by topic"
    ),
    "memories": Counted(
        "{n} question that you have met: how well you know it, and when it comes again",
        "{n} questions that you have met: how well you know them, and when they come again",
    ),
    "activity": Counted("{n} day on which you answered", "{n} days on which you answered"),
    "lesson_reads": Counted("{n} lesson that you have opened", "{n} lessons that you have opened"),
    "sittings": Counted("{n} time that you practised", "{n} times that you practised"),
    "rounds": Counted("{n} question asked in practice", "{n} questions asked in practice"),
    "preferences": Counted("what you have set for yourself", "what you have set for yourself"),
    "doubts": Counted("{n} message about a question", "{n} messages about a question"),
    "quizzes": Counted("{n} live quiz that you started", "{n} live quizzes that you started"),
    "schedules": Counted("{n} schedule that you added", "{n} schedules that you added"),
    "banks": Counted("{n} question file that you uploaded", "{n} question files that you uploaded"),
    "withdrawals": Counted("{n} question that you took out of use", "{n} questions that you took out of use"),
}
"""What each table has about a person, in their own words."""
SEEN_BY = Phrase("Others see your name and points on leaderboards; your teachers see your results.")
SEEN_BY_HIDDEN = Phrase("You are hidden: other learners see neither your name nor your points. Your teachers do.")
KEPT_HOW_LONG = Phrase("It is kept until you erase it, or for 30 days after a server has removed Dastan.")
WHAT_YOU_CAN_DO = Phrase(
    "**/privacy export** gives you all of it, **/privacy delete** erases it, **/privacy hide** hides you from others."
)
YOUR_EXPORT = Phrase("Everything that Dastan keeps about you is in this file.")
YOUR_EXPORT_HOW = Phrase("It is plain text (JSON): any text editor opens it.")
ERASE_ASK = Phrase("Erase everything about you?")
ERASE_WHAT = Phrase(
    "Gone at once, in every server: your name, answers, points, places, practice, what you know and what is due, "
    "settings and reminders."
)
ERASE_LEFT = Phrase(
    "Classes keep how many chose what, without you. Messages in channels, such as results, are Discord’s and stay."
)
ERASE_FOR_GOOD = Phrase("It cannot be undone. If you want a copy, use **/privacy export** first.")
ERASE_NOW = Phrase("Erase everything")
ERASE_NOT = Phrase("Keep it")
ERASED = Phrase("Everything about you is erased.")
ERASED_AFTER = Phrase("If you answer again, Dastan begins anew with you.")
NOTHING_ERASED = Phrase("Nothing was erased.")
HIDDEN_NOW = Phrase("You are hidden from other learners, in every server.")
HIDDEN_WHAT = Phrase("Leaderboards, results in channels and **/score** leave you out; you still see your own place.")
HIDDEN_NOT_FROM = Phrase("Teachers still see your results. **/privacy hide** with “off” shows you again.")
SHOWN_NOW = Phrase("Other learners see your name and points again, in every server.")

# Reminders.

DUE_FOR_YOU = Counted("{n} question is due for review.", "{n} questions are due for review.")
WHY_REMINDED = Phrase("You asked to be reminded at {time} ({timezone}).")
PRACTISE_NOW = Phrase("Practise now")
STOP_REMINDING = Phrase("Stop reminding me")
REMINDERS_ON = Phrase("I will send you a line at {time} ({timezone}, where it is now {now}) when something is due.")
REMINDERS_FIRST = Phrase("The first may come {when}; never more than one a day. **/remind at:off** ends it.")
REMINDERS_OFF = Phrase("No more reminders. **/remind** turns them on again.")

# Help and trouble.

HELP = Phrase("What Dastan can do for you")
FOR_TEACHERS = Phrase("For teachers")
COMMANDS = {
    "lesson": Phrase("opens a lesson; it takes a minute"),
    "practice": Phrase("asks you what you are about to forget, and something new"),
    "daily": Phrase("asks you the question of the day"),
    "score": Phrase("shows your points and your place"),
    "leaderboard": Phrase("shows who has earned the most points"),
    "progress": Phrase("shows what you know, what you keep up and what is due"),
    "remind": Phrase("tells you once a day when something is due, if you want it"),
    "privacy": Phrase("shows what is kept about you, and gives, erases or hides it"),
    "help": Phrase("shows this page"),
}
TEACHER_COMMANDS = {
    "quiz start": Phrase("asks the class in this channel, live"),
    "quiz pause": Phrase("stops the time"),
    "quiz resume": Phrase("goes on"),
    "quiz skip": Phrase("closes the question now"),
    "quiz stop": Phrase("ends the quiz and shows the result"),
    "schedule add": Phrase("posts lessons, questions or quizzes by itself, such as every school day at nine"),
    "schedule list": Phrase("shows what comes when, and how the last one went"),
    "schedule now": Phrase("posts the next one at once"),
    "schedule pause": Phrase("stops a schedule, over holidays for example"),
    "schedule resume": Phrase("lets it go on"),
    "schedule remove": Phrase("ends it for good"),
    "bank upload": Phrase("adds your own question file to this server"),
    "bank list": Phrase("shows this server’s own questions and their versions"),
    "bank preview": Phrase("shows one as learners will see it, and brings an earlier version back"),
    "bank download": Phrase("gives you its file"),
    "bank remove": Phrase("takes one out of use"),
    "report gradebook": Phrase("shows who knows what, and who may need help"),
    "report questions": Phrase("shows which questions are broken, and what learners doubt"),
    "settings": Phrase("shows and changes the time zone, who counts as a teacher, and more"),
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


# What a teacher is told in private about their schedules.

DAYS = (Phrase("Mon"), Phrase("Tue"), Phrase("Wed"), Phrase("Thu"), Phrase("Fri"), Phrase("Sat"), Phrase("Sun"))
DAILY = Phrase("daily")
SCHEDULES = Phrase("Schedules")
SERVER_TIME = Phrase("Times of day are those of {timezone}; dates are shown in your own time.")
NO_SCHEDULES = Phrase("Nothing is scheduled yet. **/schedule add** sets something up.")
STATES = {
    "active": Phrase("active"),
    "paused": Phrase("paused"),
    "resting": Phrase("resting until its channel lets it in"),
    "removed": Phrase("removed"),
}
DAYS_AT = Phrase("{days} at {time}")
OPEN_FOR = Counted("open for {n} hour", "open for {n} hours")
NEXT_MOMENT = Phrase("Next: {when}")
AND_THEN = Phrase("then {when}")
NOTHING_NEXT = Phrase("Next: nothing while it is paused")
LAST_NONE = Phrase("Last: nothing yet")
LAST_POSTED = Phrase("Last: posted, {when}")
LAST_LATE = Phrase("Last: posted late, planned for {when}")
LAST_MISSED = Phrase("Last: missed, {when}, because Dastan was away for too long")
LAST_FAILED = Phrase("Last: not posted, {when}, because {why}")
LAST_AGAIN = Phrase("Last: not yet posted, {when}, because {why}; the next try is {again}")
LAST_UNDER_WAY = Phrase("Last: being posted, {when}")
TROUBLES = {
    "channel": Phrase("I may not write in the channel, or it is gone"),
    "discord": Phrase("Discord did not take it"),
    "nothing": Phrase("there is nothing on its topic"),
    "busy": Phrase("the channel has a quiz of its own"),
    "withdrawn": Phrase("it was paused before it could be posted"),
}
SCHEDULE_ADDED = Phrase("Schedule #{id} is set up")
PREVIEW = Phrase("The first one will look like this.")
PREVIEW_BUTTONS = Phrase("The first one will look like this. Its buttons are for show only.")
QUIZ_BY_ITSELF = Phrase("Each time a live quiz of {questions} questions begins in the channel by itself.")
SCHEDULE_PAUSED = Phrase("Schedule #{id} is paused. **/schedule resume** lets it go on.")
SCHEDULE_RESUMED = Phrase("Schedule #{id} goes on. Next: {when}.")
SCHEDULE_REMOVED = Phrase("Schedule #{id} is removed. What it has posted stays.")
POSTED_NOW = Phrase("Done. It is in {channel}.")
FAILED_NOW = Phrase("That was not posted, because {why}.")
AGAIN_SOON = Phrase("That is not posted yet, because {why}. I try again {again}.")
UNDER_WAY_NOW = Phrase("It is on its way to {channel}.")
RESTS = Phrase("A schedule needs your help")
RESTS_IN = Phrase("A schedule in {server} needs your help")
RESTS_WHY = Counted(
    "I could not post in {channel}: I may not write there, or it is gone.",
    "I could not post in {channel} {n} times in a row: I may not write there, or it is gone.",
)
RESTS_HOW = Phrase("Please give me these permissions there: {names}.")
RESTS_OR = Phrase("If it is not wanted any more, **/schedule remove** ends it; it is number {id}.")
RESTS_BACK = Phrase("It is not lost. I try again each time, and it goes on by itself as soon as I can write there.")

# To the operator.

BAD_FILES = Phrase("Changed lessons or questions cannot be used")
BAD_FILES_HOW = Phrase(
    "The last good ones stay in service. I take up the files by myself as soon as they are mended; **dastan check** "
    "shows all that is wrong with them."
)

# Something is wrong with a question.

DOUBT = Phrase("Something wrong here?")
DOUBT_WHAT = Phrase("What is wrong?")
DOUBT_HINT = Phrase("the answer, the wording, a typo…")
DOUBT_TAKEN = Phrase("Thank you. Your teachers will see it.")
DOUBT_HEADING = Phrase("A learner doubts a question")
DOUBT_SAID = Phrase("{name} says:")
DOUBT_SAID_NOTHING = Phrase("{name} gave no reason.")
SOMEBODY = Phrase("Somebody")
REPLY = Phrase("Answer the learner")
REPLY_WHAT = Phrase("Your answer, for this learner alone")
WITHDRAW = Phrase("Take the question out of use")
SET_ASIDE = Phrase("Leave it")
NEXT_DOUBT = Phrase("The next one")
DOUBTS_LEFT = Counted("{n} more waits", "{n} more wait")
NO_DOUBTS = Phrase("Nobody doubts a question just now.")
ANSWERED_LEARNER = Phrase("Answered: {reply}")
DELIVERED = Phrase("The learner has been told.")
NOT_DELIVERED = Phrase("The learner takes no direct messages, so please tell them yourself.")
LEFT_AS_IT_IS = Phrase("Left as it is.")
TAKEN_OUT = Phrase("Out of use in this server: it is not asked here any more. **/report questions** can bring it back.")
BROUGHT_BACK = Phrase("It is in use again.")
YOUR_DOUBT = Phrase("About a question that you doubted")
TEACHER_SAYS = Phrase("Your teacher answers:")
TEACHER_WITHDREW = Phrase("You were right to ask: your teacher has taken it out of use.")

# Reports to teachers.

GRADEBOOK = Phrase("Gradebook")
LEARNERS = Counted("{n} learner", "{n} learners")
MAY_NEED_HELP = Phrase("May need help: less than half right")
THE_OTHERS = Phrase("The others")
GRADE_LINE = Counted("{number}. {name}: {share} of {n} answer", "{number}. {name}: {share} of {n} answers")
NOBODY_NEEDS_HELP = Phrase("Everybody with five answers or more has at least half of them right.")
WHOLE_TABLE = Phrase("The whole table is in the file; it opens in Excel and LibreOffice as it is.")
HOW_QUESTIONS_DID = Phrase("How the questions did")
WORTH_A_LOOK = Counted("{n} question is worth a look", "{n} questions are worth a look")
NONE_WORTH_A_LOOK = Phrase("No question stands out.")
FIRST_ATTEMPTS = Counted("{n} first attempt", "{n} first attempts")
FACILITY = Phrase("{share} right")
DISCRIMINATION = Phrase("tells learners apart: {index}")
MEDIAN_TIME = Phrase("half answer within {seconds} s")
DOUBTED = Counted("{n} learner doubts it", "{n} learners doubt it")
FIRST_TRIES = Phrase("right at the first try")
FIGURES_READ = Phrase("Each with how much was right, and how well it tells learners apart, from −1 to 1:")
IS_WITHDRAWN = Phrase("out of use here")
LOOK_AT_ONE = Phrase("Look at a question")
LOOK_AT_DOUBTS = Counted("Look at {n} doubt", "Look at {n} doubts")
BRING_BACK = Phrase("Put it in use again")
FIGURES = Phrase(
    "“Right” is the facility index. What tells learners apart is the discrimination index, from −1 to 1: "
    "whether those who do well elsewhere do well here; 0.3 and more is good."
)
REMARKS = {
    "too few": Phrase("Too few have answered to say more."),
    "too easy": Phrase("Too easy: nearly everybody knows it."),
    "too hard": Phrase("Very hard: hardly anybody gets it right."),
    "key in doubt": Phrase("Better learners get this wrong: is the key right?"),
    "tells little": Phrase("It hardly tells who knows more."),
    "distractor unused": Phrase("Nobody picks “{choice}”."),
    "distractor beats key": Phrase("“{choice}” is picked more often than the right answer: is the key right?"),
}

# A server's own questions.

KINDS: Mapping[type[Item], Counted] = {
    OneChoice: Counted("{n} with one choice", "{n} with one choice"),
    SeveralChoices: Counted("{n} with several choices", "{n} with several choices"),
    TrueFalse: Counted("{n} true or false", "{n} true or false"),
    ShortText: Counted("{n} with a typed answer", "{n} with a typed answer"),
    Year: Counted("{n} with a year", "{n} with a year"),
    Ordering: Counted("{n} to put in order", "{n} to put in order"),
    Matching: Counted("{n} to match", "{n} to match"),
}
LEVELS = {1: Phrase("recall {n}"), 2: Phrase("understanding {n}"), 3: Phrase("judging sources {n}")}
UPLOAD = Phrase("Add a question file")
UPLOAD_WHAT = Phrase(
    "A text file with questions, at most {questions} in it and {size} KB large, or one of Moodle, Anki or a "
    "spreadsheet; it is for this server only. Nothing is in use before you have seen it and said so."
)
UPLOAD_FILE = Phrase("The file")
UPLOAD_NAME = Phrase("Its name here")
UPLOAD_NAME_HINT = Phrase("the file’s own, if you leave this empty")
OWN_BANK = Phrase("Your own questions: **{name}**, version {number}")
NOT_IN_USE_YET = Phrase("not in use yet")
IN_USE = Phrase("in use")
EARLIER_VERSION = Phrase("earlier version")
OUT_OF_USE = Phrase("out of use")
BY_KIND = Phrase("Kinds: {kinds}")
BY_LEVEL = Phrase("Levels: {levels}")
BROUGHT_FROM = Phrase("Brought from {kind}. Please look at every question before the class sees it.")
LEFT_BEHIND = Counted(
    "{n} thing could not be carried over, or could be better: see the file below.",
    "{n} things could not be carried over, or could be better: see the file below.",
)
NEW_BANK = Phrase("It is new: file {number} of the {most} that this server may have.")
COMPARED = Phrase("Compared with version {number}, which is in use:")
NOTHING_CHANGED = Phrase("It says the same as version {number}, which is in use.")
ADDED = Counted("{n} question is new: {ids}", "{n} questions are new: {ids}")
REMOVED = Counted("{n} question is gone: {ids}", "{n} questions are gone: {ids}")
REKEYED = Counted(
    "{n} question has another key, so its statistics begin afresh: {ids}",
    "{n} questions have another key, so their statistics begin afresh: {ids}",
)
REWORDED = Counted("{n} question is worded otherwise: {ids}", "{n} questions are worded otherwise: {ids}")
AS_LEARNERS_SEE_IT = Phrase("Question {number} of {total}, as learners will see it. These buttons are for show only.")
PUT_IN_USE = Phrase("Put it in use")
USE_AGAIN = Phrase("Use this version again")
THROW_AWAY = Phrase("Throw it away")
NOW_IN_USE = Phrase(
    "**{title}** is in use in this server, with {questions}. **/quiz start** and **/practice** offer it from now on."
)
THROWN_AWAY = Phrase("Version {number} of **{name}** is thrown away.")
BANK_REMOVED = Phrase(
    "**{name}** is out of use. What was asked from it keeps its results, and **/bank preview** brings it back."
)
PROBLEMS_IN = Counted("{n} problem in {file}", "{n} problems in {file}")
NOTHING_KEPT = Phrase("Nothing has been changed. Mend this and upload the file again.")
PLACE_IN_FILE = Phrase("Line {line}, column {column}")
MORE_PROBLEMS = Counted("and {n} more, in the file below", "and {n} more, in the file below")
OWN_BANKS = Phrase("This server’s own questions")
OWN_BANKS_ROOM = Phrase("{n} of {most} files in use. **/bank upload** adds one, or a new version of one.")
NO_OWN_BANKS = Phrase(
    "There are none yet. **/bank upload** adds a file: up to {most} files of {questions} questions each."
)
VERSION_OF = Phrase("version {number}")
DRAFT_WAITS = Phrase("version {number} waits to be put in use")
EARLIER_VERSIONS = Phrase("earlier: {numbers}")
YOUR_FILE = Phrase("Here is **{name}**, version {number}.")

# What a server has set.

LANGUAGES = {ENGLISH: "English", **{language: one.name for language, one in catalogues().items()}}
"""The languages that there is a translation for, each by its own name."""
SETTINGS = Phrase("Settings of this server")
TIMEZONE = Phrase("Time zone")
IT_IS_NOW = Phrase("{timezone}, where it is now {time}")
TEACHERS = Phrase("Teachers")
MANAGERS = Phrase("those with Manage Server")
MANAGERS_AND_ROLE = Phrase("those with Manage Server, and {role}")
LANGUAGE = Phrase("Language")
ON = Phrase("on")
OFF = Phrase("off")
REPORTS_CHANNEL = Phrase("Doubts about questions")
IN_THE_REPORT = Phrase("in **/report questions**")
HOW_TO_SET = Phrase("Give **/settings** an option to change it.")


def days_in_words(days: Collection[int]) -> str:
    """Days of the week, 0 being Monday, as people write them: Mon–Fri, or Tue, Thu."""
    if set(days) >= EVERY_DAY:
        return DAILY()
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = [
        f"{DAYS[run[0]]()}–{DAYS[run[-1]]()}" if len(run) > 2 else ", ".join(DAYS[day]() for day in run) for run in runs
    ]
    return ", ".join(parts)


def days_and_time(schedule: Schedule) -> str:
    """When a schedule does its work."""
    return DAYS_AT(days=days_in_words(schedule.days), time=clock_time(schedule.at))


def schedule_choice(schedule: Schedule, channel: str | None) -> str:
    """A schedule in the list that appears while someone types."""
    place = f"#{channel}" if channel else None
    return f"#{schedule.id} {dotted(WHATS[schedule.what.value](), days_and_time(schedule), place)}"


def zone_choice(timezone: str, time: str) -> str:
    """A time zone in the list that appears while someone types."""
    return IT_IS_NOW(timezone=timezone.replace("_", " "), time=time)


def schedule_paused(view: ScheduleView) -> str:
    """A teacher has paused a schedule."""
    return SCHEDULE_PAUSED(id=view.schedule.id)


def schedule_resumed(view: ScheduleView) -> str:
    """A teacher lets it go on."""
    return SCHEDULE_RESUMED(id=view.schedule.id, when=moment(view.schedule.due_at))


def schedule_removed(view: ScheduleView) -> str:
    """A teacher has removed it."""
    return SCHEDULE_REMOVED(id=view.schedule.id)


def posted_now(view: ScheduleView, post: Post | None) -> str:
    """A teacher has asked for the next post at once; what came of it."""
    channel = channel_link(view.schedule.channel_id)
    if post is None or (post.state is PostState.CLAIMED and post.trouble is None):
        return UNDER_WAY_NOW(channel=channel)
    if post.state is PostState.POSTED or post.trouble is None:
        return POSTED_NOW(channel=channel)
    why = TROUBLES[post.trouble.value]()
    if post.state is PostState.CLAIMED and post.retry_at is not None:
        return AGAIN_SOON(why=why, again=countdown(post.retry_at))
    return FAILED_NOW(why=why)


def lesson_choice(lesson: Lesson) -> str:
    """A lesson in the list that appears while someone types."""
    return f"{lesson.title} · {lesson.period}"


def bank_choice(bank: Bank) -> str:
    """A question bank in the list that appears while someone types."""
    return f"{bank.title} · {QUESTIONS(len(bank.items))}"


def kilobytes(size: int) -> str:
    """A file's size, rounded up."""
    return number(-(-size // 1024))


def own_bank_choice(version: BankVersion) -> str:
    """A server's own bank in the list that appears while someone types."""
    return f"{version.title} · {version.name} · {QUESTIONS(version.items)}"


def bank_in_use(version: BankVersion) -> str:
    """A teacher has put a bank in use."""
    return NOW_IN_USE(title=plain(version.title), questions=QUESTIONS(version.items))


def bank_thrown_away(version: BankVersion) -> str:
    """A teacher does not want a draft."""
    return THROWN_AWAY(name=version.name, number=version.number)


def bank_file_is(version: BankVersion) -> str:
    """A teacher gets a bank's file."""
    return YOUR_FILE(name=version.name, number=version.number)


def bank_removed(version: BankVersion) -> str:
    """A teacher has taken a bank out of use."""
    return BANK_REMOVED(name=version.name)


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
    errors.NotATeacher: Phrase("Only teachers can do this: those with Manage Server or the teachers’ role."),
    errors.NotForYou: Phrase("This button is somebody else’s. Use the command yourself to get your own."),
    errors.OnlyInServers: Phrase("This works only in a server’s channel. Please use it there."),
    errors.NeedsTextChannel: Phrase("Schedules need a text channel. Please name one in the option “channel”."),
    errors.NoDaily: Phrase("No question of the day is open just now. **/lesson** is there for you meanwhile."),
    errors.LeaderboardOff: Phrase("The leaderboard is off in this server. **/score** still shows you your own points."),
    errors.Hidden: Phrase("They keep their points to themselves, so there is nothing to show."),
    errors.QuizAlreadyRunning: Phrase("This channel already has a quiz. Wait for its end, or use **/quiz stop**."),
    errors.NoQuizHere: Phrase("There is no quiz under way in this channel. **/quiz start** begins one."),
    errors.StaleState: Phrase("Somebody else was quicker, so nothing was changed. Look at the quiz and try again."),
    errors.UnknownRound: Phrase("This question is not there any more. Please use a newer message."),
    errors.RoundClosed: Phrase("This question is closed, so your answer was not counted. Watch for the next one."),
    errors.RoundPaused: Phrase("The quiz is paused. Please answer when it goes on."),
    errors.AskedInClass: Phrase("Class is being asked just this, so it waits until the answer is shown there."),
    errors.NotSaved: Phrase("Your answer could not be saved. Please press again."),
    errors.UnknownVersion: Phrase("That version is not there any more. **/bank list** shows what there is."),
    errors.FileGone: Phrase("I could not get that file from Discord. Please upload it again."),
    errors.QuestionStillOpen: Phrase("This question is still open. Please tell us once you have seen its answer."),
    errors.UnknownDoubt: Phrase("That is not there any more. **/report questions** shows what is."),
    errors.NothingToReport: Phrase(
        "Nobody has answered anything there yet. Choose another period or topic, or come back after the next quiz."
    ),
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
    errors.UnknownOwnBank: (
        Phrase("This server has no questions of its own called “{name}”. **/bank list** shows what there is."),
        Phrase("This server has no questions of its own called “{name}”. Did you mean “{closest}”?"),
    ),
    errors.UnknownTimezone: (
        Phrase("There is no time zone called “{name}”. Please choose from the list that appears as you type."),
        Phrase("There is no time zone called “{name}”. Did you mean “{closest}”?"),
    ),
}
_NO_ITEMS = Phrase("There is nothing on “{about}” yet. Please choose something else.")
_NO_ITEMS_AT_ALL = Phrase("There are no questions or lessons for that yet. Please tell whoever runs Dastan.")
_MISSED_NOTHING = Phrase("You missed nothing here. **/practice** has something else for you.")
_DID_NOT_ANSWER = Phrase(
    "You did not answer here, so there is nothing to go over. **/practice** has something for you."
)
_UNKNOWN_SCHEDULE = Phrase("There is no schedule “{number}” here. **/schedule list** shows what there is.")
_BAD_TIME = Phrase("I cannot read “{typed}” as a time of day. Please type it like 9:00, 17:30 or 5:30 pm.")
_BAD_DAYS = Phrase("I cannot read “{typed}” as days. Please type them like Mon–Fri, or Tue, Thu, or daily.")
_TOO_MANY_SCHEDULES = Phrase(
    "This server has {most} schedules, and there is no room for more. **/schedule remove** makes some."
)
_MISSING_PERMISSIONS = Phrase(
    "I need more permissions in {channel}: {names}. Someone with Manage Server can give them."
)
_FILE_TOO_LARGE = Phrase("That file has {size} KB; {most} KB is the most. Please split it into several files.")
_BAD_BANK_NAME = Phrase(
    "I cannot make a name of “{typed}”. Please give one in the option “name”: small letters, digits and hyphens."
)
_TOO_MANY_BANKS = Phrase("This server has {most} question files, and that is the most. **/bank remove** makes room.")
_TOO_MANY_DOUBTS = Phrase("You have told us of {most} questions within a day. Please go on tomorrow.")
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
@sentence_for.register(errors.UnknownTimezone)
@sentence_for.register(errors.UnknownOwnBank)
def _unknown(
    error: errors.UnknownBank
    | errors.UnknownLesson
    | errors.UnknownTopic
    | errors.UnknownTimezone
    | errors.UnknownOwnBank,
) -> str:
    alone, with_closest = _UNKNOWN[type(error)]
    name = _typed(error.name)
    if error.closest is None:
        return alone(name=name)
    return with_closest(name=name, closest=plain(error.closest))


@sentence_for.register
def _no_items(error: errors.NoItems) -> str:
    return _NO_ITEMS(about=_typed(error.about)) if error.about else _NO_ITEMS_AT_ALL()


@sentence_for.register
def _nothing_missed(error: errors.NothingMissed) -> str:
    return _MISSED_NOTHING() if error.answered else _DID_NOT_ANSWER()


@sentence_for.register
def _unknown_schedule(error: errors.UnknownSchedule) -> str:
    return _UNKNOWN_SCHEDULE(number=_typed(error.number))


@sentence_for.register
def _bad_time(error: errors.BadTime) -> str:
    return _BAD_TIME(typed=_typed(error.typed))


@sentence_for.register
def _bad_days(error: errors.BadDays) -> str:
    return _BAD_DAYS(typed=_typed(error.typed))


@sentence_for.register
def _too_many_schedules(error: errors.TooManySchedules) -> str:
    return _TOO_MANY_SCHEDULES(most=error.most)


@sentence_for.register
def _file_too_large(error: errors.FileTooLarge) -> str:
    return _FILE_TOO_LARGE(size=kilobytes(error.size), most=kilobytes(error.most))


@sentence_for.register
def _bad_bank_name(error: errors.BadBankName) -> str:
    return _BAD_BANK_NAME(typed=_typed(error.typed))


@sentence_for.register
def _too_many_banks(error: errors.TooManyBanks) -> str:
    return _TOO_MANY_BANKS(most=error.most)


@sentence_for.register
def _too_many_doubts(error: errors.TooManyDoubts) -> str:
    return _TOO_MANY_DOUBTS(most=error.most)


@sentence_for.register
def _missing_permissions(error: errors.MissingPermissions) -> str:
    return _MISSING_PERMISSIONS(channel=channel_link(error.channel_id), names=", ".join(error.names))


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


def _typed(words: str) -> str:
    """What somebody typed, told back to them harmless and not too long."""
    return plain(shorten(words, 80))
