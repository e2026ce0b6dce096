"""A class to keep: quizzes, rounds and answers in few words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.core.live import LiveState
from bot.core.models import Cite, Item, OneChoice, Ordering, Picked, Response, TrueFalse
from bot.core.records import Answer, NewAnswer, NewQuiz, Plan, Quiz, Round, Verdict
from bot.store import Store

NOW = datetime(2026, 3, 2, 9, 0, 0, 123000, tzinfo=UTC)
TODAY = NOW.date()
SECOND = timedelta(seconds=1)
OPEN_FOR = timedelta(seconds=30)
READ_FOR = timedelta(seconds=10)
GUILD, CHANNEL, HOST = 900_000_000_000_000_001, 900_000_000_000_000_002, 900_000_000_000_000_003
SERGO, LEYLA, MAMED = 11, 12, 13

KOKAND = OneChoice(
    id="basmachi/kokand/kokand-fell-month",
    version="abc",
    ask="In which month of 1918 was Kokand sacked?",
    why="Forces of the Tashkent Soviet took it in February — „горькая“ зима.",
    choices=("January", "February", "March"),
    answer=1,
    wrong={0: "Too early."},
    cites=(Cite("basmachi-movement", "Kokand"),),
)
KARABAKH = TrueFalse(id="kachagh/karabakh/rode", version="def", ask="The Kachaghs rode.", why="They did.", answer=True)
STEPS = Ordering(id="basmachi/enver/steps", version="123", ask="Put in order.", why="So it was.", order=("a", "b", "c"))


def a_quiz(
    *items: Item, channel_id: int = CHANNEL, guild_id: int = GUILD, due_at: datetime = NOW, speed_bonus: bool = False
) -> NewQuiz:
    plan = tuple(Plan(item=item, order=(2, 0, 1)) for item in items or (KOKAND,))
    return NewQuiz(
        guild_id=guild_id,
        channel_id=channel_id,
        host_id=HOST,
        bank="basmachi/kokand",
        title="The Kokand Autonomy",
        seconds=30,
        speed_bonus=speed_bonus,
        created_at=NOW,
        state=LiveState(total=len(plan), due_at=due_at),
        plan=plan,
    )


def an_answer(
    round_id: int,
    learner_id: int = SERGO,
    *,
    name: str | None = None,
    response: Response = Picked((1,)),  # noqa: B008 - immutable
    credit: float = 1.0,
    points: int = 100,
    at: datetime = NOW + SECOND,
    day: date = TODAY,
    guild_id: int | None = GUILD,
) -> NewAnswer:
    return NewAnswer(
        round_id=round_id,
        learner_id=learner_id,
        name=name or f"Learner {learner_id}",
        guild_id=guild_id,
        response=response,
        credit=credit,
        points=points,
        answered_at=at,
        day=day,
    )


def as_kept(new: NewAnswer) -> Answer:
    return Answer(
        round_id=new.round_id,
        learner_id=new.learner_id,
        response=new.response,
        credit=new.credit,
        points=new.points,
        answered_at=new.answered_at,
    )


async def asked(store: Store, *items: Item, channel_id: int = CHANNEL, guild_id: int = GUILD) -> tuple[Quiz, Round]:
    """A quiz whose first question is open."""
    quiz = await store.create_quiz(a_quiz(*items, channel_id=channel_id, guild_id=guild_id))
    return await ask(store, quiz)


async def ask(store: Store, quiz: Quiz, now: datetime = NOW) -> tuple[Quiz, Round]:
    return await store.open_round(quiz, quiz.state.ask(now, OPEN_FOR), now)


async def reveal(store: Store, quiz: Quiz, now: datetime = NOW + OPEN_FOR) -> tuple[Quiz, Round]:
    return await store.close_round(quiz, lambda count: quiz.state.reveal(now, READ_FOR, anyone_answered=count > 0))


async def save(store: Store, answer: NewAnswer) -> Answer:
    verdict, kept = await store.record(answer)
    assert verdict is Verdict.SAVED
    assert kept is not None
    return kept
