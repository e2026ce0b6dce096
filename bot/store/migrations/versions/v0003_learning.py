"""What learners remember, on which days they were active, what they have set; and of each round, which item it asks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"

_OWN_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_OLD_COLUMNS = (
    *("id", "quiz_id", "sitting_id", "post_id", "learner_id", "guild_id", "channel_id", "position", "topic", "item"),
    *("shown_order", "state", "opened_at", "ends_at", "message_id", "revealed"),
)
_NEW_COLUMNS = ("item_id", "version", "hinted", "attempt", "remembered")
_ONE_HOME = (
    "CASE WHEN quiz_id IS NULL THEN 0 ELSE 1 END + CASE WHEN sitting_id IS NULL THEN 0 ELSE 1 END "
    "+ CASE WHEN post_id IS NULL THEN 0 ELSE 1 END = 1"
)


def upgrade() -> None:
    """Make the tables. Answers given before are remembered at the next start: no round is `remembered` yet."""
    _tables()
    if op.get_bind().dialect.name == "sqlite":
        _rounds_anew()
    else:
        _rounds_altered()
    op.create_index("ix_rounds_guild_id_item_id", "rounds", ["guild_id", "item_id"])
    op.create_index(
        "ix_rounds_posted_open",
        "rounds",
        ["ends_at"],
        sqlite_where=sa.text("post_id IS NOT NULL AND revealed = 0"),
        postgresql_where=sa.text("post_id IS NOT NULL AND revealed = false"),
        if_not_exists=True,
    )
    op.create_index(
        "ix_rounds_unremembered",
        "rounds",
        ["state"],
        sqlite_where=sa.text("remembered = 0"),
        postgresql_where=sa.text("remembered = false"),
    )


def _tables() -> None:
    op.create_index("ix_learners_learner_id", "learners", ["learner_id"])
    op.create_table(
        "departures",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name="pk_departures"),
    )
    op.create_table(
        "preferences",
        sa.Column("learner_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("reminder_at", sa.Text(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("remind_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("learner_id", name="pk_preferences"),
    )
    reminded = sa.text("remind_at IS NOT NULL")
    op.create_index(
        "ix_preferences_remind_at", "preferences", ["remind_at"], sqlite_where=reminded, postgresql_where=reminded
    )
    op.create_table(
        "memories",
        sa.Column("learner_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=True),
        sa.Column("stability", sa.Double(), nullable=False),
        sa.Column("difficulty", sa.Double(), nullable=False),
        sa.Column("last_review", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "item_id", name="pk_memories"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "activity",
        sa.Column("learner_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("credit", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "day", "guild_id", name="pk_activity"),
        sqlite_with_rowid=False,
    )


def _rounds_altered() -> None:
    """PostgreSQL: the columns are added, filled, and then required."""
    for column in (
        sa.Column("item_id", sa.Text()),
        sa.Column("version", sa.Text()),
        sa.Column("hinted", sa.Boolean()),
        sa.Column("attempt", sa.Integer()),
        sa.Column("remembered", sa.Boolean()),
    ):
        op.add_column("rounds", column)
    op.execute(
        "UPDATE rounds SET item_id = item::json->>'id', version = item::json->>'version', hinted = false, "
        "attempt = 1, remembered = false"
    )
    for name in _NEW_COLUMNS:
        op.alter_column("rounds", name, nullable=False)


def _rounds_anew() -> None:
    """SQLite adds no required column to a table with rows; foreign keys are off meanwhile (`engine`)."""
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
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("shown_order", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("revealed", sa.Boolean(), nullable=False),
        sa.Column("hinted", sa.Boolean(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("remembered", sa.Boolean(), nullable=False),
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
    anew = sa.table("rounds_anew", *map(sa.column, (*_OLD_COLUMNS, *_NEW_COLUMNS)))
    filled = sa.select(
        old,
        sa.func.json_extract(old.c.item, "$.id"),
        sa.func.json_extract(old.c.item, "$.version"),
        sa.false(),
        sa.literal(1),
        sa.false(),
    )
    op.execute(sa.insert(anew).from_select([*_OLD_COLUMNS, *_NEW_COLUMNS], filled))
    # SQLite goes on counting from the highest number ever given, which may belong to a row that is gone.
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'rounds_anew'")
    op.execute("UPDATE sqlite_sequence SET name = 'rounds_anew' WHERE name = 'rounds'")
    op.drop_table("rounds")
    op.rename_table("rounds_anew", "rounds")
