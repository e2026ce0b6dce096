"""The tables. Moments are kept as milliseconds since 1970 in UTC, the same on every database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def whole_milliseconds(moment: datetime) -> datetime:
    """A moment as it will be read back: cut to the millisecond, in UTC."""
    return _EPOCH + (moment - _EPOCH) // _MILLISECOND * _MILLISECOND


class Instant(TypeDecorator[datetime]):
    """An aware moment, cut to the millisecond."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's
        """Milliseconds since 1970; a moment without a time zone is a mistake (TypeError)."""
        return None if value is None else (value - _EPOCH) // _MILLISECOND

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ANN401, ARG002 - SQLAlchemy's
        """The moment, in UTC."""
        return None if value is None else _EPOCH + value * _MILLISECOND


class Span(TypeDecorator[timedelta]):
    """A length of time, cut to the millisecond."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: sa.Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's
        """Whole milliseconds."""
        return None if value is None else value // _MILLISECOND

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> timedelta | None:  # noqa: ANN401, ARG002 - SQLAlchemy's
        """The length of time."""
        return None if value is None else value * _MILLISECOND


OWN_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite counts up only an INTEGER PRIMARY KEY
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")  # ordered as SQLite and Python do

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _column(name: str, kind: sa.types.TypeEngine[Any], *, null: bool = False, key: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=null, primary_key=key, autoincrement=False)


def _counted_id() -> sa.Column[Any]:
    """A primary key that the database counts up; a number is never given twice (AUTOINCREMENT on SQLite)."""
    return sa.Column("id", OWN_ID, primary_key=True)


guilds = sa.Table(
    "guilds",
    metadata,
    _column("id", sa.BigInteger(), key=True),
    _column("timezone", sa.Text()),
    _column("language", sa.Text()),
    _column("teacher_role_id", sa.BigInteger(), null=True),
    _column("leaderboard", sa.Boolean()),
    _column("welcomed", sa.Boolean()),
    _column("reports_channel_id", sa.BigInteger(), null=True),  # where learners' doubts about questions are told
)

departures = sa.Table(  # servers that have removed Dastan; after a while they are erased
    "departures",
    metadata,
    _column("guild_id", sa.BigInteger(), key=True),
    _column("left_at", Instant()),
)

notes = sa.Table(  # what Dastan must know of itself, such as which commands Discord has been told
    "notes",
    metadata,
    _column("key", sa.Text(), key=True),
    _column("value", sa.Text()),
    sqlite_with_rowid=False,
)

learners = sa.Table(  # the names that learners go by; guild_id is 0 outside of any server
    "learners",
    metadata,
    _column("guild_id", sa.BigInteger(), key=True),
    _column("learner_id", sa.BigInteger(), key=True),
    _column("name", sa.Text()),
    _column("sort_name", BYTEWISE),  # casefolded, so that both databases and core.ranking order alike
    sa.Index("ix_learners_learner_id", "learner_id"),
    sqlite_with_rowid=False,
)

preferences = sa.Table(  # what learners have set for themselves, in every server
    "preferences",
    metadata,
    _column("learner_id", sa.BigInteger(), key=True),
    _column("hidden", sa.Boolean()),  # from other learners
    _column("reminder_at", sa.Text(), null=True),  # the time of day, as HH:MM; null for no reminders
    _column("timezone", sa.Text(), null=True),
    _column("remind_at", Instant(), null=True),  # the moment of the next reminder, or of what would have been
)

REMINDED = preferences.c.remind_at.is_not(None)
sa.Index("ix_preferences_remind_at", preferences.c.remind_at, sqlite_where=REMINDED, postgresql_where=REMINDED)

lesson_reads = sa.Table(
    "lesson_reads",
    metadata,
    _column("learner_id", sa.BigInteger(), key=True),
    _column("lesson_id", sa.Text(), key=True),
    _column("read_at", Instant()),
    sqlite_with_rowid=False,
)

quizzes = sa.Table(
    "quizzes",
    metadata,
    _counted_id(),
    _column("revision", sa.Integer()),
    _column("guild_id", sa.BigInteger()),
    _column("channel_id", sa.BigInteger()),
    _column("host_id", sa.BigInteger()),
    _column("bank", sa.Text()),
    _column("title", sa.Text()),
    _column("seconds", sa.Integer()),
    _column("speed_bonus", sa.Boolean()),
    _column("created_at", Instant()),
    _column("total", sa.Integer()),
    _column("phase", sa.Text()),
    _column("position", sa.Integer()),
    _column("due_at", Instant(), null=True),
    _column("time_left", Span(), null=True),
    _column("paused_in", sa.Text(), null=True),
    _column("silent", sa.Integer()),
    _column("ended_as", sa.Text(), null=True),
    _column("podium_id", sa.BigInteger(), null=True),
    _column("podium_done", sa.Boolean()),  # posted, or given up
    sqlite_autoincrement=True,
)

# SQLite uses a partial index only where the query repeats its condition word for word, hence the literals.
RUNNING = quizzes.c.phase != sa.literal_column("'ended'")
PODIUM_WANTED = sa.and_(quizzes.c.phase == sa.literal_column("'ended'"), quizzes.c.podium_done == sa.false())

sa.Index("uq_quizzes_running", quizzes.c.channel_id, unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING)
sa.Index(
    "ix_quizzes_due_at",
    quizzes.c.due_at,
    sqlite_where=quizzes.c.due_at.is_not(None),
    postgresql_where=quizzes.c.due_at.is_not(None),
)
sa.Index("ix_quizzes_podium_wanted", quizzes.c.id, sqlite_where=PODIUM_WANTED, postgresql_where=PODIUM_WANTED)

sittings = sa.Table(
    "sittings",
    metadata,
    _counted_id(),
    _column("learner_id", sa.BigInteger()),
    _column("guild_id", sa.BigInteger(), null=True),
    _column("about", sa.Text()),
    _column("created_at", Instant()),
    _column("total", sa.Integer()),
    sqlite_autoincrement=True,
)

schedules = sa.Table(
    "schedules",
    metadata,
    _counted_id(),
    _column("guild_id", sa.BigInteger()),
    _column("channel_id", sa.BigInteger()),
    _column("host_id", sa.BigInteger()),
    _column("what", sa.Text()),
    _column("topic", sa.Text(), null=True),
    _column("at", sa.Text()),  # the time of day, as HH:MM
    _column("days", sa.Text()),  # the days of the week, as 01234 for Monday to Friday
    _column("open_hours", sa.Integer(), null=True),
    _column("created_at", Instant()),
    _column("state", sa.Text()),
    _column("failures", sa.Integer()),
    _column("told", sa.Boolean()),
    _column("last_day", sa.Date()),
    _column("due_at", Instant()),
    _column("not_before", Instant(), null=True),
    sa.Index("ix_schedules_guild_id", "guild_id"),
    sqlite_autoincrement=True,
)

WAITING = schedules.c.state.in_([sa.literal_column("'active'"), sa.literal_column("'resting'")])
sa.Index("ix_schedules_due_at", schedules.c.due_at, sqlite_where=WAITING, postgresql_where=WAITING)

posts = sa.Table(  # what became of each slot; the unique key is the rule that a slot is claimed once
    "posts",
    metadata,
    _counted_id(),
    sa.Column("schedule_id", OWN_ID, sa.ForeignKey("schedules.id", ondelete="CASCADE"), nullable=False),
    _column("guild_id", sa.BigInteger()),
    _column("channel_id", sa.BigInteger()),
    _column("day", sa.Date()),
    _column("number", sa.Integer()),
    _column("slot_at", Instant()),
    _column("state", sa.Text()),
    _column("claimed_at", Instant()),
    _column("late", sa.Boolean()),
    _column("lesson_id", sa.Text(), null=True),
    _column("item_id", sa.Text(), null=True),
    _column("message_id", sa.BigInteger(), null=True),
    _column("tries", sa.Integer()),
    _column("retry_at", Instant(), null=True),
    _column("trouble", sa.Text(), null=True),
    sa.UniqueConstraint("schedule_id", "day", "number"),
    sa.Index("ix_posts_guild_id_item_id", "guild_id", "item_id"),
    sqlite_autoincrement=True,
)

CLAIMED = posts.c.state == sa.literal_column("'claimed'")
sa.Index("ix_posts_retry_at", posts.c.retry_at, sqlite_where=CLAIMED, postgresql_where=CLAIMED)

MISSED = posts.c.state == sa.literal_column("'missed'")
sa.Index("ix_posts_missed", posts.c.claimed_at, sqlite_where=MISSED, postgresql_where=MISSED)

rounds = sa.Table(
    "rounds",
    metadata,
    _counted_id(),
    sa.Column("quiz_id", OWN_ID, sa.ForeignKey("quizzes.id", ondelete="CASCADE"), nullable=True),
    sa.Column("sitting_id", OWN_ID, sa.ForeignKey("sittings.id", ondelete="CASCADE"), nullable=True),
    sa.Column("post_id", OWN_ID, sa.ForeignKey("posts.id", ondelete="CASCADE"), nullable=True),
    _column("learner_id", sa.BigInteger(), null=True),
    _column("guild_id", sa.BigInteger(), null=True),
    _column("channel_id", sa.BigInteger(), null=True),
    _column("position", sa.Integer()),
    _column("topic", sa.Text()),  # the item's own bank
    _column("item_id", sa.Text()),
    _column("version", sa.Text()),  # of the item
    _column("item", sa.Text()),
    _column("shown_order", sa.Text()),
    _column("state", sa.Text()),
    _column("opened_at", Instant(), null=True),
    _column("ends_at", Instant(), null=True),
    _column("message_id", sa.BigInteger(), null=True),
    _column("revealed", sa.Boolean()),
    _column("hinted", sa.Boolean()),  # in a sitting: whether the hint has been shown
    _column("attempt", sa.Integer()),  # in a sitting: which try at its item it is, from 1
    _column("remembered", sa.Boolean()),  # whether its answers have entered the memories and the activity
    sa.UniqueConstraint("quiz_id", "position"),
    sa.UniqueConstraint("sitting_id", "position"),
    sa.UniqueConstraint("post_id"),
    sa.CheckConstraint(
        "CASE WHEN quiz_id IS NULL THEN 0 ELSE 1 END + CASE WHEN sitting_id IS NULL THEN 0 ELSE 1 END "
        "+ CASE WHEN post_id IS NULL THEN 0 ELSE 1 END = 1",
        name="one_home",
    ),
    sa.Index("ix_rounds_guild_id_item_id", "guild_id", "item_id"),
    sqlite_autoincrement=True,
)

POSTED_OPEN = sa.and_(rounds.c.post_id.is_not(None), rounds.c.revealed == sa.false())
sa.Index("ix_rounds_posted_open", rounds.c.ends_at, sqlite_where=POSTED_OPEN, postgresql_where=POSTED_OPEN)

UNREMEMBERED = rounds.c.remembered == sa.false()
sa.Index("ix_rounds_unremembered", rounds.c.state, sqlite_where=UNREMEMBERED, postgresql_where=UNREMEMBERED)

answers = sa.Table(  # the primary key is the rule that the first answer counts
    "answers",
    metadata,
    sa.Column("round_id", OWN_ID, sa.ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True),
    _column("learner_id", sa.BigInteger(), key=True),
    _column("guild_id", sa.BigInteger(), null=True),
    _column("response", sa.Text()),
    _column("credit", sa.Double()),
    _column("points", sa.Integer()),
    _column("answered_at", Instant()),
    _column("day", sa.Date()),
    sqlite_with_rowid=False,
)

daily_totals = sa.Table(
    "daily_totals",
    metadata,
    _column("guild_id", sa.BigInteger(), key=True),
    _column("day", sa.Date(), key=True),
    _column("topic", sa.Text(), key=True),
    _column("learner_id", sa.BigInteger(), key=True),
    _column("answers", sa.Integer()),
    _column("credit", sa.Double()),
    _column("points", sa.BigInteger()),
    sa.Index("ix_daily_totals_learner", "guild_id", "learner_id", "day"),
    sqlite_with_rowid=False,
)

lifetime_totals = sa.Table(
    "lifetime_totals",
    metadata,
    _column("guild_id", sa.BigInteger(), key=True),
    _column("topic", sa.Text(), key=True),
    _column("learner_id", sa.BigInteger(), key=True),
    _column("answers", sa.Integer()),
    _column("credit", sa.Double()),
    _column("points", sa.BigInteger()),
    sqlite_with_rowid=False,
)

memories = sa.Table(  # what each learner remembers of each item (core.review)
    "memories",
    metadata,
    _column("learner_id", sa.BigInteger(), key=True),
    _column("item_id", sa.Text(), key=True),
    _column("version", sa.Text()),
    _column("guild_id", sa.BigInteger(), null=True),  # of an item in a server's own bank
    _column("stability", sa.Double()),
    _column("difficulty", sa.Double()),
    _column("last_review", Instant()),
    _column("due_at", Instant()),
    _column("reviews", sa.Integer()),
    _column("lapses", sa.Integer()),
    _column("missed", sa.Boolean()),
    sqlite_with_rowid=False,
)

activity = sa.Table(  # on which days a learner has answered, wherever: in class, daily, in practice
    "activity",
    metadata,
    _column("learner_id", sa.BigInteger(), key=True),
    _column("day", sa.Date(), key=True),
    _column("guild_id", sa.BigInteger(), key=True),  # 0 outside of any server
    _column("answers", sa.Integer()),
    _column("credit", sa.Double()),
    sqlite_with_rowid=False,
)

banks = sa.Table(  # servers' own question files, every version of them
    "banks",
    metadata,
    _counted_id(),
    _column("guild_id", sa.BigInteger()),
    _column("name", sa.Text()),
    _column("number", sa.Integer()),  # which version, from 1
    _column("title", sa.Text()),
    _column("text", sa.Text()),  # the file
    _column("items", sa.Integer()),
    _column("state", sa.Text()),
    _column("uploaded_by", sa.BigInteger()),
    _column("uploaded_at", Instant()),
    sa.UniqueConstraint("guild_id", "name", "number"),
    sqlite_autoincrement=True,
)

LIVE = banks.c.state == sa.literal_column("'live'")
sa.Index("uq_banks_live", banks.c.guild_id, banks.c.name, unique=True, sqlite_where=LIVE, postgresql_where=LIVE)

withdrawals = sa.Table(  # items that a server's teachers have taken out of use there
    "withdrawals",
    metadata,
    _column("guild_id", sa.BigInteger(), key=True),
    _column("item_id", sa.Text(), key=True),
    _column("version", sa.Text()),
    _column("withdrawn_by", sa.BigInteger()),
    _column("withdrawn_at", Instant()),
    sqlite_with_rowid=False,
)

doubts = sa.Table(  # "Something wrong with this question?"
    "doubts",
    metadata,
    _counted_id(),
    _column("guild_id", sa.BigInteger()),
    _column("item_id", sa.Text()),
    _column("version", sa.Text()),
    _column("item", sa.Text()),  # as it was asked
    _column("learner_id", sa.BigInteger()),
    _column("said", sa.Text()),
    _column("raised_at", Instant()),
    _column("state", sa.Text()),
    _column("reply", sa.Text(), null=True),
    _column("answered_by", sa.BigInteger(), null=True),
    _column("message_id", sa.BigInteger(), null=True),  # in the channel for reports
    sa.Index("ix_doubts_guild_id", "guild_id", "item_id"),
    sqlite_autoincrement=True,
)

PEOPLE: dict[sa.Table, tuple[str, ...]] = {
    learners: ("learner_id",),
    preferences: ("learner_id",),
    lesson_reads: ("learner_id",),
    quizzes: ("host_id",),
    sittings: ("learner_id",),
    schedules: ("host_id",),
    rounds: ("learner_id",),
    answers: ("learner_id",),
    daily_totals: ("learner_id",),
    lifetime_totals: ("learner_id",),
    memories: ("learner_id",),
    activity: ("learner_id",),
    banks: ("uploaded_by",),
    withdrawals: ("withdrawn_by",),
    doubts: ("learner_id", "answered_by"),
}
"""Every column that names a person, for `/privacy`: what is shown, taken along and erased."""
