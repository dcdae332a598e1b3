"""What storage keeps, as frozen values. All times are in UTC and aware."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, TypeAlias, TypedDict

from attrs import field, frozen

from sentinel.models import Issue, Money

TaskOrder: TypeAlias = Literal["created", "deadline", "dollar_impact"]

# --- analyses -----------------------------------------------------------------------------------


@frozen(kw_only=True)
class StoredAnalysis:
    """One analysis as its row tells it; report and tables lie in the blobs (`load_report`)."""

    analysis_id: str
    created_at: datetime
    previous_id: str | None
    """The analysis that trends were taken against; null for a first one. It may be gone by now."""
    as_of: date
    currency: str
    stores: tuple[str, ...]
    skus: int
    """Rows judged: one per store and SKU."""
    skus_found: int
    annual_cost: Money
    """USD per year."""
    exposure: float
    """USD today."""
    issue_count: int


@frozen(kw_only=True)
class StoredIssue:
    """An issue with all its fields, and where it comes from."""

    analysis_id: str
    created_at: datetime
    """When that analysis was made."""
    issue: Issue


@frozen(kw_only=True)
class WrittenIssue:
    """An issue as its row has it."""

    issue_id: str
    store_id: str
    primitive: str
    annual_cost: float
    """USD."""
    trend: str
    body: str
    """All of it, written."""


# --- tasks --------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Task:
    """Something that somebody is to do about an issue."""

    task_id: str
    issue_id: str
    analysis_id: str
    """The analysis in which the issue was seen when it was delegated."""
    issue_type: str
    store_id: str
    assignee: str
    deadline: datetime
    priority: str
    title: str
    description: str
    action_items: tuple[str, ...]
    dollar_impact: float
    """USD per year."""
    skus: tuple[Mapping[str, Any], ...] = ()
    """Plain values, as the caller shapes them."""
    rendered_text: str = ""
    """The task as plain text for a store manager."""
    status: str = "open"
    created_at: datetime
    notes: tuple[str, ...] = ()
    """Oldest first."""
    updated_at: datetime | None = None
    """When it last changed; null before it is stored."""
    version: int = 1
    """Rises by one with every change."""


@frozen(kw_only=True)
class TaskChange:
    """One entry in the history of a task; the versions are its one order."""

    version: int
    at: datetime
    who: str
    status_before: str | None
    """Null for the first entry, which made the task."""
    status: str
    note: str | None


class TaskFilter(TypedDict, total=False):
    """Which tasks: those for which all that is given and not null holds."""

    store_id: str | None
    priority: str | None
    status: str | None
    assignee: str | None
    issue_id: str | None
    order: TaskOrder
    """Of creation by default; by deadline the nearest first, by dollar impact the largest."""
    limit: int | None
    offset: int


@frozen(kw_only=True)
class FoundTasks:
    """Which tasks were asked for, and how they stand."""

    versions: tuple[tuple[str, int], ...]
    """Ids and versions in the order asked for: a version of a task never changes."""
    total: int
    """How many there are without limit and offset."""


@frozen(kw_only=True)
class TaskPage:
    """Some of the tasks that were asked for."""

    tasks: tuple[Task, ...]
    total: int
    """How many there are without limit and offset."""


# --- diagnostic sessions ------------------------------------------------------------------------


@frozen(kw_only=True)
class DiagnosticItem:
    """One item of the inventory that the session is about."""

    pattern_id: str
    sku: str
    description: str
    stock: float
    """Units; negative."""
    cost: float
    """USD per unit."""

    @property
    def value(self) -> float:
        """USD, as a positive amount."""
        return abs(self.stock) * self.cost


@frozen(kw_only=True)
class DiagnosticPattern:
    """One question of a session: the items that it is about, added up."""

    pattern_id: str
    items: int
    value: float
    """USD."""


@frozen(kw_only=True)
class Answer:
    """What was answered to one question."""

    position: int
    """Index of the question in the session's patterns, from 0."""
    pattern_id: str
    classification: str
    note: str
    who: str
    at: datetime
    revision: int
    """1 for the first answer, one more for each correction."""


@frozen(kw_only=True)
class DiagnosticSession:
    """A negative-stock diagnostic and how far it has come; its items are asked for apart."""

    session_id: str
    store_name: str
    created_at: datetime
    total_items: int
    """Items with a SKU, those with positive stock included."""
    negative_items: int
    total_shrinkage: float
    """USD over all items with negative stock."""
    patterns: tuple[DiagnosticPattern, ...]
    """In the order in which they are asked."""
    answers: tuple[Answer, ...] = ()
    """The ones that hold, in the same order; patterns without one are open."""

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to answer; so from the start where no pattern was found."""
        return len(self.answers) >= len(self.patterns)


# --- uploads, rates, blobs ----------------------------------------------------------------------


@frozen(kw_only=True)
class Upload:
    """A file that a client was allowed to send."""

    key: str
    """Its blob."""
    name: str
    """What the client calls the file."""
    content_type: str
    max_bytes: int
    created_at: datetime
    expires_at: datetime
    """Until then it may be sent."""
    size: int | None = None
    """Bytes; null until it was seen."""


@frozen(kw_only=True)
class Rate:
    """Whether one more was let through, and when the next one will be."""

    allowed: bool
    remaining: int
    """How many more are let through now."""
    retry_after: float
    """Seconds until one more is; 0 while there are some left."""


@frozen(kw_only=True)
class Presigned:
    """A form that lets its holder send one file, straight to where it is kept."""

    url: str
    fields: Mapping[str, str]
    """To be sent before the file, as they are."""


@frozen(kw_only=True)
class BlobInfo:
    """One blob in a listing."""

    key: str
    size: int
    """Bytes."""
    modified: datetime


@frozen(kw_only=True)
class Removed:
    """What a deletion took away."""

    rows: Mapping[str, int] = field(factory=dict)
    """Table to number of rows."""
    blobs: int = 0
