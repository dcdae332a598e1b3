"""Findings become issues: ids, groups, trends, totals."""

from __future__ import annotations

import json
import re
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel import causes, issues
from sentinel.models import Money, Primitive, Snapshot

FAMILIES = {
    "negative_profit": "price",
    "margin_erosion": "price",
    "overstock": "stock",
    "dead_item": "stock",
}
PRIMITIVES = {
    key: Primitive(
        key=key,
        title=key.replace("_", " ").title(),
        severity="high",
        category="Profitability",
        family=family,  # type: ignore[arg-type]
        meaning="It leaks.",
        recommendations=("Stop it.", "Look again."),
        requires=(),
        judge=lambda item, thresholds: None,
    )
    for key, family in FAMILIES.items()
}
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("store_id", "sku", "primitive")),
        *((name, pa.float64()) for name in ("annual_cost_low", "annual_cost", "annual_cost_high")),
        *((name, pa.float64()) for name in ("exposure", "confidence")),
        ("evidence", pa.string()),
        ("signals", pa.uint64()),
        ("row", pa.int64()),
    ]
)


def finding(store="main", sku="1", primitive="overstock", cost=10.0, *signals, **more):
    values = {"exposure": 2 * cost, "confidence": 0.9, **more}
    return {
        "store_id": store,
        "sku": sku,
        "primitive": primitive,
        "annual_cost_low": cost / 2,
        "annual_cost": cost,
        "annual_cost_high": cost * 2,
        "evidence": json.dumps({"on_hand_units": 3}),
        "signals": sum(1 << causes.SIGNALS.index(signal) for signal in signals),
        **values,
    }


def judged(*findings):
    """The findings in their canonical order, with cause and id, and their snapshot."""
    ordered = sorted(
        findings, key=lambda f: (f["store_id"], -f["annual_cost"], f["sku"], f["primitive"])
    )
    items = sorted({(f["store_id"], f["sku"]) for f in findings})
    rows = [{**f, "row": items.index((f["store_id"], f["sku"]))} for f in ordered]
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    snapshot = Snapshot(
        table=pa.table(
            {
                "store_id": pa.array([store for store, _ in items], pa.string()),
                "sku": pa.array([sku for _, sku in items], pa.string()),
                "description": pa.array([f"item {sku}" for _, sku in items], pa.string()),
            }
        ),
        as_of=date(2026, 10, 31),
        as_of_source="given",
    )
    return issues.with_ids(causes.assign(table)), snapshot


def grouped(*findings, previous=None, **options):
    table, snapshot = judged(*findings)
    return issues.group(table, snapshot, PRIMITIVES, previous, **options)


# --- ids ----------------------------------------------------------------------------------------


def test_an_id_names_store_primitive_and_cause():
    assert issues.issue_id("main", "overstock", "DemandShift") == "main-overstock-DemandShift"


def test_an_issue_without_a_cause_is_undetermined():
    assert issues.issue_id("main", "overstock", None) == "main-overstock-undetermined"


@given(st.text(min_size=1))
def test_an_id_is_safe_in_a_url_whatever_the_store_is_called(store):
    name = issues.issue_id(store, "overstock", "Theft")
    assert re.fullmatch(r"[A-Za-z0-9._~-]+-overstock-Theft", name)


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_stores_have_two_ids(one, other):
    same = issues.issue_id(one, "overstock", None) == issues.issue_id(other, "overstock", None)
    assert same == (one == other)


def test_a_store_with_blanks_stays_readable():
    name = issues.issue_id("Main St. #2", "overstock", "Theft")
    assert re.fullmatch(r"main-st-2-[0-9a-f]{10}-overstock-Theft", name)


# --- groups -------------------------------------------------------------------------------------


def test_findings_of_one_store_primitive_and_cause_are_one_issue():
    found, _ = grouped(
        finding(sku="1"),
        finding(sku="2"),
        finding(sku="3", primitive="dead_item"),
        finding("east", sku="1"),
    )
    assert {issue.issue_id: issue.sku_count for issue in found} == {
        "main-overstock-DemandShift": 2,
        "main-dead_item-DemandShift": 1,
        "east-overstock-DemandShift": 1,
    }


def test_the_costliest_issue_comes_first():
    found, _ = grouped(
        finding(sku="1", cost=10),
        finding(sku="2", cost=10),
        finding(sku="3", primitive="dead_item", cost=15),
    )
    assert [issue.annual_cost.expected for issue in found] == [20, 15]


def test_an_issue_adds_up_its_findings():
    (issue,), _ = grouped(finding(sku="1", cost=10), finding(sku="2", cost=30))
    assert (issue.annual_cost, issue.exposure) == (Money(low=20, expected=40, high=80), 80)


def test_the_certainty_of_an_issue_weighs_each_finding_by_its_cost():
    (issue,), _ = grouped(
        finding(sku="1", cost=10, confidence=0.5), finding(sku="2", cost=30, confidence=0.9)
    )
    assert issue.confidence == pytest.approx((10 * 0.5 + 30 * 0.9) / 40)


def test_where_nothing_costs_findings_weigh_the_same():
    (issue,), _ = grouped(
        finding(sku="1", cost=0.0, confidence=0.5), finding(sku="2", cost=0.0, confidence=0.9)
    )
    assert issue.confidence == pytest.approx(0.7)


def test_signals_are_counted_and_weighed_by_cost():
    (issue,), _ = grouped(
        finding("main", "1", "overstock", 10.0, "seasonal", "sold_recently"),
        finding("main", "2", "overstock", 30.0, "sold_recently"),
    )
    assert (issue.signals, issue.signal_weights) == (
        {"seasonal": 1, "sold_recently": 2},
        {"seasonal": 0.25, "sold_recently": 1.0},
    )


def test_the_advice_for_the_cause_follows_the_first_recommendation():
    (issue,), _ = grouped(finding())
    advice = causes.table().causes["DemandShift"].advice
    assert issue.recommendations == ("Stop it.", advice, "Look again.")


def test_the_costliest_findings_are_shown_and_the_rest_is_counted():
    (issue,), _ = grouped(*(finding(sku=f"{n:02}", cost=float(n)) for n in range(1, 41)))
    shown = [finding.annual_cost for finding in issue.findings]
    assert (shown, issue.findings_left_out) == ([float(n) for n in range(40, 15, -1)], 15)


def test_a_shown_finding_has_its_description_and_evidence():
    (issue,), _ = grouped(finding(sku="007"))
    (shown,) = issue.findings
    assert (shown.sku, shown.description, shown.evidence) == (
        "007",
        "item 007",
        {"on_hand_units": 3},
    )


def test_no_findings_make_no_issues():
    assert grouped() == ((), ())


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["main", "Ost 2"]),
            st.sampled_from("abcde"),
            st.sampled_from(sorted(FAMILIES)),
            st.floats(0, 1e6),
            st.sampled_from(["seasonal", "price_below_list", "many_returns"]),
        ),
        unique_by=lambda found: found[:3],
        max_size=30,
    )
)
def test_every_finding_is_in_one_issue_and_no_dollar_is_lost(found):
    given_ = [finding(*one) for one in found]
    made, _ = grouped(*given_)
    assert sum(issue.sku_count for issue in made) == len(found)
    assert sum(issue.annual_cost.expected for issue in made) == pytest.approx(
        sum(one["annual_cost"] for one in given_)
    )


# --- against the previous snapshot ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now", "trend"),
    [(100, 100, "same"), (100, 109, "same"), (100, 112, "worse"), (100, 88, "better")],
)
def test_a_trend_compares_the_annual_cost(before, now, trend):
    previous, _ = judged(finding(cost=float(before)))
    (issue,), _ = grouped(finding(cost=float(now)), previous=previous)
    assert issue.trend == trend


def test_an_issue_that_was_not_there_is_new():
    previous, _ = judged(finding(primitive="dead_item"))
    (issue,), _ = grouped(finding(), previous=previous)
    assert issue.trend == "new"


def test_an_issue_that_is_not_there_any_more_is_resolved():
    previous, _ = judged(finding(sku="1"), finding(sku="2", primitive="dead_item"))
    _, resolved = grouped(finding(), previous=previous)
    assert resolved == ("main-dead_item-DemandShift",)


def test_an_issue_whose_cause_is_seen_differently_continues():
    previous, _ = judged(finding("main", "1", "dead_item", 100.0))
    made, resolved = grouped(
        finding("main", "1", "dead_item", 150.0, "many_returns"), previous=previous
    )
    assert ([(issue.cause, issue.trend) for issue in made], resolved) == (
        [("QualityIssue", "worse")],
        (),
    )


def test_an_issue_that_appears_beside_one_that_stayed_is_new():
    previous, _ = judged(finding("main", "1", "dead_item"))
    made, _ = grouped(
        finding("main", "1", "dead_item"),
        finding("main", "2", "dead_item", 10.0, "many_returns"),
        previous=previous,
    )
    assert {issue.cause: issue.trend for issue in made} == {
        "DemandShift": "same",
        "QualityIssue": "new",
    }


def test_what_was_not_assessed_is_not_resolved():
    previous, _ = judged(finding(sku="1"), finding(sku="2", primitive="dead_item"))
    _, resolved = grouped(finding(), previous=previous, assessed={"overstock"})
    assert resolved == ()


def test_a_store_that_is_not_in_the_snapshot_is_not_resolved():
    previous, _ = judged(finding("main"), finding("east"))
    _, resolved = grouped(finding("main"), previous=previous)
    assert resolved == ()


# --- totals -------------------------------------------------------------------------------------


def test_an_item_counts_once_per_family():
    table, _ = judged(
        finding(primitive="negative_profit", cost=100.0),
        finding(primitive="margin_erosion", cost=60.0),
        finding(primitive="overstock", cost=8.0),
        finding(primitive="dead_item", cost=5.0),
    )
    assert issues.totals(table, PRIMITIVES) == (Money(low=54, expected=108, high=216), 216)


def test_the_same_sku_in_two_stores_counts_twice():
    table, _ = judged(finding("main"), finding("east"))
    assert issues.totals(table, PRIMITIVES)[0].expected == 20


def test_nothing_found_totals_to_zero():
    table, _ = judged()
    assert issues.totals(table, PRIMITIVES) == (Money(low=0, expected=0, high=0), 0)


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(sorted(FAMILIES)), st.floats(0, 1e6)),
        unique_by=lambda found: found[:2],
    )
)
def test_the_total_is_the_largest_finding_of_each_item_and_family(found):
    table, _ = judged(*(finding("main", *one) for one in found))
    largest = {}
    for sku, primitive, cost in found:
        place = sku, FAMILIES[primitive]
        largest[place] = max(largest.get(place, 0.0), cost)
    total, _ = issues.totals(table, PRIMITIVES)
    assert total.expected == pytest.approx(sum(largest.values()), abs=1e-6)


@given(st.integers(1, 7))
def test_chunks_of_the_table_change_nothing(size):
    table, snapshot = judged(
        *(finding(sku=f"{n}", cost=n / 7, primitive=p) for n in range(9) for p in FAMILIES)
    )
    pieces = pa.Table.from_batches(table.to_batches(max_chunksize=size))
    assert issues.group(pieces, snapshot, PRIMITIVES) == issues.group(table, snapshot, PRIMITIVES)
    assert issues.totals(pieces, PRIMITIVES) == issues.totals(table, PRIMITIVES)
