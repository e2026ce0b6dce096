"""Schedules, their slots, and rounds that belong to one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"

_OWN_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_OLD_COLUMNS = (
    *("id", "quiz_id", "sitting_id", "learner_id", "guild_id", "channel_id", "position", "topic", "item"),
    *("shown_order", "state", "opened_at", "ends_at", "message_id", "revealed"),
)
_ONE_HOME = (
    "CASE WHEN quiz_id IS NULL THEN 0 ELSE 1 END + CASE WHEN sitting_id IS NULL THEN 0 ELSE 1 END "
    "+ CASE WHEN post_id IS NULL THEN 0 ELSE 1 END = 1"
)


def upgrade() -> None:
    """Make the tables, and give rounds their third home."""
    _schedules()
    _posts()
    if op.get_bind().dialect.name == "sqlite":
        _rounds_anew()
    else:
        op.add_column("rounds", sa.Column("post_id", _OWN_ID, nullable=True))
        op.create_foreign_key("fk_rounds_post_id_posts", "rounds", "posts", ["post_id"], ["id"], ondelete="CASCADE")
        op.create_unique_constraint("uq_rounds_post_id", "rounds", ["post_id"])
        op.drop_constraint(op.f("ck_rounds_one_home"), "rounds", type_="check")
        op.create_check_constraint(op.f("ck_rounds_one_home"), "rounds", _ONE_HOME)
    op.create_index(
        "ix_rounds_posted_open",
        "rounds",
        ["ends_at"],
        sqlite_where=sa.text("post_id IS NOT NULL AND revealed = 0"),
        postgresql_where=sa.text("post_id IS NOT NULL AND revealed = false"),
    )


def _schedules() -> None:
    op.create_table(
        "schedules",
        sa.Column("id", _OWN_ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("open_hours", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_schedules"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_schedules_guild_id", "schedules", ["guild_id"])
    waiting = sa.text("state IN ('active', 'resting')")
    op.create_index("ix_schedules_due_at", "schedules", ["due_at"], sqlite_where=waiting, postgresql_where=waiting)


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("id", _OWN_ID, nullable=False),
        sa.Column("schedule_id", _OWN_ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slot_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("lesson_id", sa.Text(), nullable=True),
        sa.Column("item_id", sa.Text(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.BigInteger(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedules.id"], name="fk_posts_schedule_id_schedules", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
        sa.UniqueConstraint("schedule_id", "day", "number", name="uq_posts_schedule_id_day_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_posts_guild_id_item_id", "posts", ["guild_id", "item_id"])
    claimed = sa.text("state = 'claimed'")
    op.create_index("ix_posts_retry_at", "posts", ["retry_at"], sqlite_where=claimed, postgresql_where=claimed)
    missed = sa.text("state = 'missed'")
    op.create_index("ix_posts_missed", "posts", ["claimed_at"], sqlite_where=missed, postgresql_where=missed)


def _rounds_anew() -> None:
    """SQLite changes no constraint of a table that stands; foreign keys are off meanwhile (`engine`)."""
    op.create_table(
        "rounds_anew",
        sa.Column("id", _OWN_ID, nullable=False),
        sa.Column("quiz_id", _OWN_ID, nullable=True),
        sa.Column("sitting_id", _OWN_ID, nullable=True),
        sa.Column("post_id", _OWN_ID, nullable=True),
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
        sa.CheckConstraint(_ONE_HOME, name=op.f("ck_rounds_one_home")),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name="fk_rounds_quiz_id_quizzes", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sittings.id"], name="fk_rounds_sitting_id_sittings", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_rounds_post_id_posts", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
        sa.UniqueConstraint("quiz_id", "position", name="uq_rounds_quiz_id_position"),
        sa.UniqueConstraint("sitting_id", "position", name="uq_rounds_sitting_id_position"),
        sa.UniqueConstraint("post_id", name="uq_rounds_post_id"),
        sqlite_autoincrement=True,
    )
    old = sa.table("rounds", *map(sa.column, _OLD_COLUMNS))
    anew = sa.table("rounds_anew", *map(sa.column, _OLD_COLUMNS))
    op.execute(sa.insert(anew).from_select(_OLD_COLUMNS, sa.select(old)))
    # SQLite goes on counting from the highest number ever given, which may belong to a row that is gone.
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'rounds_anew'")
    op.execute("UPDATE sqlite_sequence SET name = 'rounds_anew' WHERE name = 'rounds'")
    op.drop_table("rounds")
    op.rename_table("rounds_anew", "rounds")
