"""The tables. Every row names its tenant, and every key begins with it."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy import Text as PlainText
from sqlalchemy.types import TypeDecorator

from sentinel.errors import StorageDamagedError, UnstorableError
from sentinel.storage.names import is_storable


class Text(TypeDecorator[str]):
    """Text that both databases hold alike."""

    impl = PlainText
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Refuses NUL, which PostgreSQL cannot hold, and halves of surrogate pairs."""
        if value is not None and not is_storable(value):
            raise UnstorableError(
                "A text holds NUL or half of a surrogate pair: that cannot be stored.", given=value
            )
        return value


class Json(TypeDecorator[Any]):
    """Plain values as JSON, in ASCII: any text goes in, and comes back as it was."""

    impl = PlainText
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """Refuses NaN and infinity: JSON has neither."""
        try:
            return json.dumps(value, allow_nan=False, separators=(",", ":"))
        except (TypeError, ValueError) as error:
            raise UnstorableError(f"This is no JSON value: {error}", given=value) from error

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Raises StorageDamagedError for what is no JSON."""
        try:
            return json.loads(value or "")
        except ValueError as error:
            raise StorageDamagedError(f"A stored value is no JSON: {error}") from error


class Number(TypeDecorator[float]):
    """A finite number."""

    impl = Double
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> float | None:
        """Refuses NaN, which SQLite would store as null, and infinity."""
        if value is not None and not math.isfinite(value):
            raise UnstorableError(f"{value} cannot be stored as a number.", given=value)
        return value


class Time(TypeDecorator[datetime]):
    """A moment, in UTC. SQLite keeps no zone, so it is given back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses a time without a zone: nobody knows which moment it is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise UnstorableError(f"The time {value} has no zone.", given=value)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_Big = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData()

analyses = Table(
    "analyses",
    metadata,
    # rises with every analysis: a clock that was set back does not make an older one the current
    Column("seq", _Big, primary_key=True, autoincrement=True),
    Column("tenant", Text, nullable=False),
    Column("analysis_id", Text, nullable=False),
    Column("created_at", Time, nullable=False),
    Column("previous_id", Text),
    Column("as_of", Date, nullable=False),
    Column("currency", Text, nullable=False),
    Column("stores", Json, nullable=False),
    Column("skus", _Big, nullable=False),
    Column("skus_found", _Big, nullable=False),
    Column("annual_cost_low", Number, nullable=False),
    Column("annual_cost", Number, nullable=False),
    Column("annual_cost_high", Number, nullable=False),
    Column("exposure", Number, nullable=False),
    Column("issue_count", _Big, nullable=False),
    UniqueConstraint("tenant", "analysis_id", name="analyses_by_id"),
    Index("analyses_in_order", "tenant", "seq"),
    sqlite_autoincrement=True,
)

issues = Table(
    "issues",
    metadata,
    Column("tenant", Text, nullable=False),
    Column("analysis_id", Text, nullable=False),
    Column("issue_id", Text, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("store_id", Text, nullable=False),
    Column("primitive", Text, nullable=False),
    Column("annual_cost", Number, nullable=False),
    Column("trend", Text, nullable=False),
    Column("body", PlainText, nullable=False),
    PrimaryKeyConstraint("tenant", "analysis_id", "issue_id", name="issues_by_id"),
    ForeignKeyConstraint(
        ["tenant", "analysis_id"],
        ["analyses.tenant", "analyses.analysis_id"],
        name="issues_of_analysis",
        ondelete="CASCADE",
    ),
    Index("issues_anywhere", "tenant", "issue_id"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("seq", _Big, primary_key=True, autoincrement=True),
    Column("tenant", Text, nullable=False),
    Column("task_id", Text, nullable=False),
    Column("issue_id", Text, nullable=False),
    Column("analysis_id", Text, nullable=False),
    Column("issue_type", Text, nullable=False),
    Column("store_id", Text, nullable=False),
    Column("assignee", Text, nullable=False),
    Column("deadline", Time, nullable=False),
    Column("priority", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("dollar_impact", Number, nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("action_items", Json, nullable=False),
    Column("skus", Json, nullable=False),
    Column("rendered_text", Text, nullable=False),
    Column("created_at", Time, nullable=False),
    Column("updated_at", Time, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("tenant", "task_id", name="tasks_by_id"),
    Index("tasks_in_order", "tenant", "seq"),
    sqlite_autoincrement=True,
)

task_changes = Table(
    "task_changes",
    metadata,
    Column("tenant", Text, nullable=False),
    Column("task_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Time, nullable=False),
    Column("who", Text, nullable=False),
    Column("status_before", Text),
    Column("status", Text, nullable=False),
    Column("note", Text),
    PrimaryKeyConstraint("tenant", "task_id", "version", name="task_changes_in_order"),
    ForeignKeyConstraint(
        ["tenant", "task_id"],
        ["tasks.tenant", "tasks.task_id"],
        name="task_changes_of_task",
        ondelete="CASCADE",
    ),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("tenant", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("result_id", Text, nullable=False),
    Column("created_at", Time, nullable=False),
    PrimaryKeyConstraint("tenant", "purpose", "key", name="idempotency_keys_by_key"),
)

diagnostic_sessions = Table(
    "diagnostic_sessions",
    metadata,
    Column("tenant", Text, nullable=False),
    Column("session_id", Text, nullable=False),
    Column("store_name", Text, nullable=False),
    Column("created_at", Time, nullable=False),
    Column("updated_at", Time, nullable=False),
    Column("total_items", _Big, nullable=False),
    Column("negative_items", _Big, nullable=False),
    Column("total_shrinkage", Number, nullable=False),
    Column("patterns", Json, nullable=False),
    PrimaryKeyConstraint("tenant", "session_id", name="diagnostic_sessions_by_id"),
)

diagnostic_items = Table(
    "diagnostic_items",
    metadata,
    Column("tenant", Text, nullable=False),
    Column("session_id", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("pattern_id", Text, nullable=False),
    Column("sku", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("stock", Number, nullable=False),
    Column("cost", Number, nullable=False),
    PrimaryKeyConstraint("tenant", "session_id", "number", name="diagnostic_items_in_order"),
    ForeignKeyConstraint(
        ["tenant", "session_id"],
        ["diagnostic_sessions.tenant", "diagnostic_sessions.session_id"],
        name="diagnostic_items_of_session",
        ondelete="CASCADE",
    ),
)

diagnostic_answers = Table(
    "diagnostic_answers",
    metadata,
    Column("tenant", Text, nullable=False),
    Column("session_id", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("pattern_id", Text, nullable=False),
    Column("classification", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Time, nullable=False),
    PrimaryKeyConstraint(
        "tenant", "session_id", "position", "revision", name="diagnostic_answers_in_order"
    ),
    ForeignKeyConstraint(
        ["tenant", "session_id"],
        ["diagnostic_sessions.tenant", "diagnostic_sessions.session_id"],
        name="diagnostic_answers_of_session",
        ondelete="CASCADE",
    ),
)

uploads = Table(
    "uploads",
    metadata,
    Column("tenant", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("max_bytes", _Big, nullable=False),
    Column("size", _Big),
    Column("created_at", Time, nullable=False),
    Column("expires_at", Time, nullable=False),
    PrimaryKeyConstraint("tenant", "key", name="uploads_by_key"),
)

rate_counters = Table(
    "rate_counters",
    metadata,
    Column("tenant", Text, nullable=False),
    Column("counter", Text, nullable=False),
    Column("hits", Json, nullable=False),
    Column("updated_at", Time, nullable=False),
    PrimaryKeyConstraint("tenant", "counter", name="rate_counters_by_name"),
)
