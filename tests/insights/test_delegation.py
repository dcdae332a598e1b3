"""An issue as a task."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from attrs import evolve

from sentinel.insights import InvalidTaskError, UnknownIssueError, delegate
from sentinel.insights.delegation import action_items, default_deadline

DRIFT = "main-negative_inventory-InventoryDrift"


@pytest.fixture
def task(corner, now):
    return delegate(corner, DRIFT, task_id="task-1", assignee=" Sam ", at=now).task


def test_the_title_has_action_store_and_amount(corner, task):
    cost = corner.issue(DRIFT).annual_cost.expected
    assert task.title == f"Correct negative stock in main: 14 items, ${cost:,.0f} a year"


def test_every_item_of_the_issue_is_in_it(task):
    assert len(task.skus) == 14


def test_the_description_starts_with_the_costliest_items(corner, task):
    lines = task.description.split("\n")
    first = corner.issue(DRIFT).findings[0]
    assert lines[2:4] == ["Start with:"] + [line for line in lines if first.sku in line]
    assert lines[-1] == "and 11 more items."


def test_actions_are_the_primitives_and_then_the_causes(corner):
    issue = corner.issue(DRIFT)
    actions = action_items(issue)
    assert set(actions) == set(issue.recommendations)
    assert actions[-1].startswith("Count these items, book open deliveries")


@pytest.mark.parametrize(
    ("cost", "trend", "days"),
    [
        (30_000.0, "new", 1),
        (30_000.0, "worse", 1),
        (4_000.0, "new", 3),
        (1_000.0, "new", 7),
        (1_000.0, "worse", 1),  # a worsening thousand is critical
        (50.0, "new", 14),
        (50.0, "worse", 6),  # medium, a day less
    ],
)
def test_the_deadline_follows_priority_and_trend(an_issue, now, cost, trend, days):
    due = default_deadline(an_issue(cost=cost, trend=trend), now)
    assert due - now == timedelta(days=days)


def test_times_are_utc(corner, now):
    there = now.astimezone(timezone(timedelta(hours=-5)))
    task = delegate(corner, DRIFT, task_id="t", assignee="Sam", at=there).task
    assert (task.created_at, task.created_at.tzinfo) == (now, UTC)
    assert task.deadline.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("given", "due"),
    [
        (date(2026, 11, 5), datetime(2026, 11, 5, 23, 59, 59, tzinfo=UTC)),
        (datetime(2026, 11, 5, 12), datetime(2026, 11, 5, 12, tzinfo=UTC)),
        (
            datetime(2026, 11, 5, 12, tzinfo=timezone(timedelta(hours=2))),
            datetime(2026, 11, 5, 10, tzinfo=UTC),
        ),
    ],
)
def test_a_deadline_may_be_a_day_or_a_time(corner, now, given, due):
    task = delegate(corner, DRIFT, task_id="t", assignee="Sam", at=now, deadline=given).task
    assert task.deadline == due


def test_today_is_not_too_late(corner, now):
    task = delegate(corner, DRIFT, task_id="t", assignee="Sam", at=now, deadline=now.date()).task
    assert task.deadline > now


def test_a_deadline_that_has_passed_is_refused(corner, now):
    with pytest.raises(InvalidTaskError, match="has passed") as refused:
        delegate(
            corner, DRIFT, task_id="t", assignee="Sam", at=now, deadline=now - timedelta(days=1)
        )
    assert refused.value.field == "deadline"


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_somebody_has_to_do_it(corner, now, name):
    with pytest.raises(InvalidTaskError, match="assignee"):
        delegate(corner, DRIFT, task_id="t", assignee=name, at=now)


def test_an_unknown_issue_is_refused(corner, now):
    with pytest.raises(UnknownIssueError):
        delegate(corner, "nothing", task_id="t", assignee="Sam", at=now)


@pytest.mark.parametrize(("given", "kept"), [(None, ()), ("  ", ()), (" look ", ("look",))])
def test_the_first_note_is_kept(corner, now, given, kept):
    assert delegate(corner, DRIFT, task_id="t", assignee="Sam", at=now, notes=given).notes == kept


def test_the_text_says_who_by_when_and_what(corner, now, task):
    text = delegate(corner, DRIFT, task_id="task-1", assignee="Sam", at=now).rendered_text
    assert "For Sam, due " in text and "priority medium" in text
    assert all(action in text for action in task.action_items)


def test_a_time_without_a_zone_is_refused_by_an_analysis(corner):
    with pytest.raises(ValueError, match="needs a time zone"):
        evolve(corner, created_at=datetime(2026, 11, 1))
