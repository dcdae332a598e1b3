"""What holds of any store."""

import json
import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sentinel
from sentinel.errors import NothingToAssessError
from sentinel.insights import (
    Analysis,
    NoDataError,
    coop,
    delegate,
    digest,
    explain,
    leaks,
    to_dict,
    vendor_call,
    why,
)
from sentinel.testing import shuffled, snapshot_of, snapshots

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def analysis_of(snapshot, previous=None):
    try:
        report = sentinel.analyze(snapshot, previous=previous)
    except NothingToAssessError:
        return None
    if not report.stores:
        return None
    return Analysis(analysis_id="a" * 32, created_at=NOW, report=report, snapshot=snapshot)


stores = snapshots(max_peers=20)


def answers(analysis, previous=None):
    yield leaks(analysis, primitives=sentinel.primitives())
    yield digest(analysis, at=NOW, top_k=None)
    for store in analysis.report.stores:
        yield coop(analysis, store, at=NOW)
    for issue in analysis.report.issues:
        issue_id = issue.issue_id
        yield explain(analysis, issue_id)
        yield why(analysis, issue_id)
        yield vendor_call(analysis, issue_id, previous=previous)
        yield delegate(analysis, issue_id, task_id="task-1", assignee="Sam", at=NOW)


@given(stores, st.none() | stores)
def test_every_insight_has_an_answer_that_is_json(snapshot, previous):
    analysis = analysis_of(snapshot, previous)
    if analysis is not None:
        for answer in answers(analysis, previous):
            json.dumps(to_dict(answer), allow_nan=False)


@given(stores)
def test_every_item_of_every_issue_is_told_and_the_dollars_add_up(snapshot):
    analysis = analysis_of(snapshot)
    if analysis is None:
        return
    told = digest(analysis, at=NOW, top_k=None)
    assert sum(len(one.skus) for one in told.digest.issues) == analysis.report.findings.num_rows
    assert told.total_dollar_impact == pytest.approx(
        math.fsum(issue.annual_cost.expected for issue in analysis.report.issues)
    )


@given(stores)
def test_the_estimate_lies_between_its_bounds_and_under_its_parts(snapshot):
    analysis = analysis_of(snapshot)
    if analysis is None:
        return
    impact = leaks(analysis).summary.estimated_impact
    assert impact.low <= impact.expected + 1e-6 <= impact.high + 2e-6
    assert impact.expected <= math.fsum(impact.breakdown.values()) * (1 + 1e-9) + 1e-6


@given(stores, st.integers(0, 99))
def test_the_order_of_rows_does_not_matter(snapshot, seed):
    one, other = analysis_of(snapshot), analysis_of(shuffled(snapshot, seed))
    if one is None or other is None:
        return
    ids = [issue.id for issue in digest(one, at=NOW, top_k=None).digest.issues]
    assert ids == [issue.id for issue in digest(other, at=NOW, top_k=None).digest.issues]


def test_an_export_without_items_has_no_data():
    analysis = Analysis(
        analysis_id="a" * 32,
        created_at=NOW,
        report=sentinel.analyze(snapshot_of(columns=["on_hand_qty"])),
        snapshot=snapshot_of(columns=["on_hand_qty"]),
    )
    with pytest.raises(NoDataError, match="no items"):
        digest(analysis, at=NOW)
    assert {leak.count for leak in leaks(analysis).leaks.values()} == {0}


def test_a_previous_export_of_another_store_changes_nothing(analyze):
    analysis = analyze(snapshot_of({"on_hand_qty": -9.0, "unit_cost": 5.0, "vendor": "Acme"}))
    other = snapshot_of({"store_id": "elsewhere", "unit_cost": 3.0})
    issue_id = analysis.report.issues[0].issue_id
    assert vendor_call(analysis, issue_id, previous=other).call_prep.cost_changes == ()
