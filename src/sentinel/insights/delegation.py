"""An issue as a task for somebody: what to do, by when, on which items."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from attrs import frozen

from sentinel import causes
from sentinel.insights import items
from sentinel.insights.analysis import Analysis
from sentinel.insights.catalogue import issue_type, trend_direction
from sentinel.insights.digest import context
from sentinel.insights.errors import InvalidTaskError
from sentinel.insights.items import Sku
from sentinel.insights.scoring import TaskPriority, task_priority
from sentinel.insights.units import Usd
from sentinel.models import Issue
from sentinel.reports.words import counted, evidence_words, money
from sentinel.store_keys import store_key

DAYS: dict[TaskPriority, int] = {"critical": 1, "high": 3, "medium": 7, "low": 14}
"""From delegation to deadline; a worsening issue has one day less, never under one."""
ASSIGNEE = 200
"""Characters at most."""
FIRST = 3
"""Items named in the description."""

_ACTIONS = {
    "high_margin_leak": "Reprice",
    "negative_inventory": "Correct negative stock",
    "negative_profit": "Stop sales below cost",
    "severe_inventory_deficit": "Trace missing receipts",
    "low_stock": "Order",
    "shrinkage_pattern": "Check the shelf",
    "margin_erosion": "Win back margin",
    "zero_cost_anomaly": "Enter missing costs",
    "dead_item": "Clear dead stock",
    "overstock": "Reduce overstock",
    "price_discrepancy": "Correct prices",
}


@frozen(kw_only=True)
class Task:
    """Work on one issue."""

    task_id: str
    issue_id: str
    issue_type: str
    store_id: str
    assignee: str
    deadline: datetime
    """UTC."""
    priority: TaskPriority
    title: str
    description: str
    action_items: tuple[str, ...]
    """Of the kind of leak, then of the root cause."""
    dollar_impact: Usd
    """Per year."""
    skus: tuple[Sku, ...]
    created_at: datetime
    """UTC."""


@frozen(kw_only=True)
class Delegated:
    """A new task."""

    task: Task
    rendered_text: str
    task_id: str
    notes: tuple[str, ...]
    """The first note, where one was given."""


def delegate(
    analysis: Analysis,
    issue_id: str,
    *,
    task_id: str,
    assignee: str,
    at: datetime,
    deadline: datetime | date | None = None,
    notes: str | None = None,
) -> Delegated:
    """A task for `assignee` from an issue, created `at`.

    `deadline`: a time (without a zone: UTC), a day (its end, UTC), or null for the one that the
    priority gives. Raises UnknownIssueError, InvalidTaskError for an empty or overlong assignee and
    for a deadline that has passed.
    """
    issue = analysis.issue(issue_id)
    name = assignee.strip()
    if not name or len(name) > ASSIGNEE:
        raise InvalidTaskError("assignee", f"expected 1 to {ASSIGNEE} characters.")
    now = at.astimezone(UTC)
    due = default_deadline(issue, now) if deadline is None else _utc(deadline)
    if due < now:
        raise InvalidTaskError(
            "deadline", f"{due.isoformat()} has passed; give a later one or none."
        )
    task = Task(
        task_id=task_id,
        issue_id=issue_id,
        issue_type=issue_type(issue.primitive),
        store_id=store_key(issue.store_id),
        assignee=name,
        deadline=due,
        priority=task_priority(issue),
        title=_title(issue),
        description="\n".join(_description(issue)),
        action_items=action_items(issue),
        dollar_impact=issue.annual_cost.expected,
        skus=items.skus(items.findings_of(analysis, [issue_id]), analysis.report.as_of, issue),
        created_at=now,
    )
    first = (notes.strip(),) if notes and notes.strip() else ()
    return Delegated(task=task, rendered_text=task_text(task), task_id=task_id, notes=first)


def default_deadline(issue: Issue, at: datetime) -> datetime:
    """1, 3, 7 or 14 days by priority; a day less where the issue worsens, but at least one."""
    days = DAYS[task_priority(issue)]
    if trend_direction(issue) == "Worsening":
        days = max(days - 1, 1)
    return at + timedelta(days=days)


def _utc(deadline: datetime | date) -> datetime:
    if not isinstance(deadline, datetime):
        return datetime.combine(deadline, time(23, 59, 59), UTC)
    return deadline.replace(tzinfo=UTC) if deadline.tzinfo is None else deadline.astimezone(UTC)


def action_items(issue: Issue) -> tuple[str, ...]:
    """What the kind of leak calls for, then what its cause does."""
    advice = causes.table().causes[issue.cause].advice if issue.cause else None
    own = tuple(line for line in issue.recommendations if line != advice)
    return (*own, advice) if advice else own


def _title(issue: Issue) -> str:
    action = _ACTIONS.get(issue.primitive, f"Solve {issue.title}")
    cost = issue.annual_cost.expected
    amount = f"{money(cost)} a year" if cost >= 0.5 else "no cost counted"
    return f"{action} in {issue.store_id}: {counted(issue.sku_count, 'item')}, {amount}"


def _description(issue: Issue) -> Iterator[str]:
    yield context(issue)
    if issue.exposure >= 0.5:
        yield f"{money(issue.exposure)} is tied up or misstated today."
    yield "Start with:"
    for finding in issue.findings[:FIRST]:
        name = f"{finding.sku} {finding.description or ''}".strip()
        yield f"- {name}: {evidence_words(issue.primitive, finding.evidence)}"
    rest = issue.sku_count - len(issue.findings[:FIRST])
    if rest > 0:
        yield f"and {counted(rest, 'more item')}."


def task_text(task: Task) -> str:
    """The task as plain text for a store manager."""
    lines = [
        task.title,
        f"For {task.assignee}, due {task.deadline:%Y-%m-%d %H:%M} UTC, priority {task.priority}",
        "",
        task.description,
        "",
        "To do:",
        *(f"{number}. {action}" for number, action in enumerate(task.action_items, 1)),
    ]
    return "\n".join(lines) + "\n"
