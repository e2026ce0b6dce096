"""The first tables: servers, learners, live quizzes, rounds, answers, sittings and totals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None

_OWN_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _people()
    _quizzes()
    _rounds()
    _totals()


def _people() -> None:
    op.create_table(
        "guilds",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("teacher_role_id", sa.BigInteger(), nullable=True),
        sa.Column("leaderboard", sa.Boolean(), nullable=False),
        sa.Column("welcomed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_guilds"),
    )
    op.create_table(
        "notes",
        sa.Column("key", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_notes"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "learners",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("learner_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_name", _BYTEWISE, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "learner_id", name="pk_learners"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lesson_reads",
        sa.Column("learner_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lesson_id", sa.Text(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "lesson_id", name="pk_lesson_reads"),
        sqlite_with_rowid=False,
    )


def _quizzes() -> None:
    op.create_table(
        "quizzes",
        sa.Column("id", _OWN_ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("speed_bonus", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("time_left", sa.BigInteger(), nullable=True),
        sa.Column("paused_in", sa.Text(), nullable=True),
        sa.Column("silent", sa.Integer(), nullable=False),
        sa.Column("ended_as", sa.Text(), nullable=True),
        sa.Column("podium_id", sa.BigInteger(), nullable=True),
        sa.Column("podium_done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quizzes"),
        sqlite_autoincrement=True,
    )
    running = sa.text("phase != 'ended'")
    op.create_index(
        "uq_quizzes_running", "quizzes", ["channel_id"], unique=True, sqlite_where=running, postgresql_where=running
    )
    due = sa.text("due_at IS NOT NULL")
    op.create_index("ix_quizzes_due_at", "quizzes", ["due_at"], sqlite_where=due, postgresql_where=due)
    op.create_index(
        "ix_quizzes_podium_wanted",
        "quizzes",
        ["id"],
        sqlite_where=sa.text("phase = 'ended' AND podium_done = 0"),
        postgresql_where=sa.text("phase = 'ended' AND podium_done = false"),
    )


def _rounds() -> None:
    op.create_table(
        "sittings",
        sa.Column("id", _OWN_ID, nullable=False),
        sa.Column("learner_id", sa.BigInteger(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sittings"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rounds",
        sa.Column("id", _OWN_ID, nullable=False),
        sa.Column("quiz_id", _OWN_ID, nullable=True),
        sa.Column("sitting_id", _OWN_ID, nullable=True),
        sa.Column("learner_id", sa.BigInteger(), nullable=True),
        sa.Column("guild_id", sa.BigInteger(), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("shown_order", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("revealed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(quiz_id IS NULL) <> (sitting_id IS NULL)", name=op.f("ck_rounds_one_home")),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name="fk_rounds_quiz_id_quizzes", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sittings.id"], name="fk_rounds_sitting_id_sittings", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
        sa.UniqueConstraint("quiz_id", "position", name="uq_rounds_quiz_id_position"),
        sa.UniqueConstraint("sitting_id", "position", name="uq_rounds_sitting_id_position"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "answers",
        sa.Column("round_id", _OWN_ID, autoincrement=False, nullable=False),
        sa.Column("learner_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=True),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("credit", sa.Double(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_answers_round_id_rounds", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", "learner_id", name="pk_answers"),
        sqlite_with_rowid=False,
    )


def _totals() -> None:
    op.create_table(
        "daily_totals",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("learner_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("credit", sa.Double(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "day", "topic", "learner_id", name="pk_daily_totals"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_daily_totals_learner", "daily_totals", ["guild_id", "learner_id", "day"])
    op.create_table(
        "lifetime_totals",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("learner_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("credit", sa.Double(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "topic", "learner_id", name="pk_lifetime_totals"),
        sqlite_with_rowid=False,
    )
