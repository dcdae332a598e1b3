"""Analyses, issues, tasks, diagnostic sessions, uploads, rate counters, idempotency keys."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_TIME = sa.DateTime(timezone=True)


def _text(name: str, *, null: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=null)


def _number(name: str) -> "sa.Column[float]":
    return sa.Column(name, sa.Double, nullable=False)


def _count(name: str, *, null: bool = False) -> "sa.Column[int]":
    return sa.Column(name, _BIG, nullable=null)


def _small(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer, nullable=False)


def _time(name: str) -> "sa.Column[object]":
    return sa.Column(name, _TIME, nullable=False)


def _seq() -> "sa.Column[int]":
    return sa.Column("seq", _BIG, primary_key=True, autoincrement=True)


def _belongs(name: str, table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant", column], [f"{table}.tenant", f"{table}.{column}"], name=name, ondelete="CASCADE"
    )


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "analyses",
        _seq(),
        _text("tenant"),
        _text("analysis_id"),
        _time("created_at"),
        _text("previous_id", null=True),
        sa.Column("as_of", sa.Date, nullable=False),
        _text("currency"),
        _text("stores"),
        _count("skus"),
        _count("skus_found"),
        _number("annual_cost_low"),
        _number("annual_cost"),
        _number("annual_cost_high"),
        _number("exposure"),
        _count("issue_count"),
        sa.UniqueConstraint("tenant", "analysis_id", name="analyses_by_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("analyses_in_order", "analyses", ["tenant", "seq"])
    op.create_table(
        "issues",
        _text("tenant"),
        _text("analysis_id"),
        _text("issue_id"),
        _small("rank"),
        _text("store_id"),
        _text("primitive"),
        _number("annual_cost"),
        _text("trend"),
        _text("body"),
        sa.PrimaryKeyConstraint("tenant", "analysis_id", "issue_id", name="issues_by_id"),
        _belongs("issues_of_analysis", "analyses", "analysis_id"),
    )
    op.create_index("issues_anywhere", "issues", ["tenant", "issue_id"])
    op.create_table(
        "tasks",
        _seq(),
        *(_text(name) for name in ("tenant", "task_id", "issue_id", "analysis_id", "issue_type")),
        *(_text(name) for name in ("store_id", "assignee")),
        _time("deadline"),
        *(_text(name) for name in ("priority", "status")),
        _number("dollar_impact"),
        *(_text(name) for name in ("title", "description", "action_items", "skus")),
        _text("rendered_text"),
        _time("created_at"),
        _time("updated_at"),
        _small("version"),
        sa.UniqueConstraint("tenant", "task_id", name="tasks_by_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("tasks_in_order", "tasks", ["tenant", "seq"])
    op.create_table(
        "task_changes",
        _text("tenant"),
        _text("task_id"),
        _small("version"),
        _time("at"),
        _text("who"),
        _text("status_before", null=True),
        _text("status"),
        _text("note", null=True),
        sa.PrimaryKeyConstraint("tenant", "task_id", "version", name="task_changes_in_order"),
        _belongs("task_changes_of_task", "tasks", "task_id"),
    )
    op.create_table(
        "idempotency_keys",
        *(_text(name) for name in ("tenant", "purpose", "key", "request", "result_id")),
        _time("created_at"),
        sa.PrimaryKeyConstraint("tenant", "purpose", "key", name="idempotency_keys_by_key"),
    )
    op.create_table(
        "diagnostic_sessions",
        *(_text(name) for name in ("tenant", "session_id", "store_name")),
        _time("created_at"),
        _time("updated_at"),
        _count("total_items"),
        _count("negative_items"),
        _number("total_shrinkage"),
        _text("patterns"),
        sa.PrimaryKeyConstraint("tenant", "session_id", name="diagnostic_sessions_by_id"),
    )
    op.create_table(
        "diagnostic_items",
        _text("tenant"),
        _text("session_id"),
        _small("number"),
        *(_text(name) for name in ("pattern_id", "sku", "description")),
        _number("stock"),
        _number("cost"),
        sa.PrimaryKeyConstraint("tenant", "session_id", "number", name="diagnostic_items_in_order"),
        _belongs("diagnostic_items_of_session", "diagnostic_sessions", "session_id"),
    )
    op.create_table(
        "diagnostic_answers",
        _text("tenant"),
        _text("session_id"),
        _small("position"),
        _small("revision"),
        *(_text(name) for name in ("pattern_id", "classification", "note", "who")),
        _time("at"),
        sa.PrimaryKeyConstraint(
            "tenant", "session_id", "position", "revision", name="diagnostic_answers_in_order"
        ),
        _belongs("diagnostic_answers_of_session", "diagnostic_sessions", "session_id"),
    )
    op.create_table(
        "uploads",
        *(_text(name) for name in ("tenant", "key", "name", "content_type")),
        _count("max_bytes"),
        _count("size", null=True),
        _time("created_at"),
        _time("expires_at"),
        sa.PrimaryKeyConstraint("tenant", "key", name="uploads_by_key"),
    )
    op.create_table(
        "rate_counters",
        *(_text(name) for name in ("tenant", "counter", "hits")),
        _time("updated_at"),
        sa.PrimaryKeyConstraint("tenant", "counter", name="rate_counters_by_name"),
    )
