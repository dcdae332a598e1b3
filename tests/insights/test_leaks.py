"""All kinds of leak of one analysis."""

import math
from datetime import timedelta

import pytest

import sentinel
from sentinel import causes
from sentinel.insights import leaks
from sentinel.insights.catalogue import PRIMITIVES, display_name, issue_type
from sentinel.insights.leaks import diagnosis
from sentinel.testing import AS_OF, shop

KEYS = [
    "high_margin_leak",
    "negative_inventory",
    "negative_profit",
    "severe_inventory_deficit",
    "low_stock",
    "shrinkage_pattern",
    "margin_erosion",
    "zero_cost_anomaly",
    "dead_item",
    "overstock",
    "price_discrepancy",
]


def test_all_eleven_are_there_in_their_order(clean):
    answer = leaks(clean)
    assert list(answer.leaks) == list(answer.primitives_used) == KEYS
    assert {leak.count for leak in answer.leaks.values()} == {0}


def test_titles_and_severities_are_those_of_the_primitives():
    declared = {p.key: (p.title, p.severity, p.category, p.family) for p in sentinel.primitives()}
    shown = {key: (of.title, of.severity, of.category, of.family) for key, of in PRIMITIVES.items()}
    assert shown == declared


def test_each_leak_has_a_place_of_its_own():
    assert sorted(of.priority for of in PRIMITIVES.values()) == list(range(1, 12))


def test_recommendations_are_there_where_nothing_was_found(clean):
    answer = leaks(clean, primitives=sentinel.primitives())
    assert all(leak.recommendations for leak in answer.leaks.values())


def test_counts_are_those_of_the_findings(corner):
    found = corner.report.findings["primitive"].to_pylist()
    answer = leaks(corner)
    assert {key: leak.count for key, leak in answer.leaks.items()} == {
        key: found.count(key) for key in KEYS
    }
    assert answer.summary.total_items_flagged == len(found)
    assert answer.summary.distinct_items_flagged == corner.report.skus_found


def test_at_most_twenty_items_the_highest_scores_first(analyze):
    answer = leaks(analyze(shop(*[{"on_hand_qty": -float(n)} for n in range(1, 40)])))
    leak = answer.leaks["negative_inventory"]
    assert (len(leak.item_details), leak.count) == (20, 39)
    assert list(leak.scores) == sorted(leak.scores, reverse=True)
    assert leak.top_items[0] == "0038"


def test_scores_are_shares(corner):
    scores = [score for leak in leaks(corner).leaks.values() for score in leak.scores]
    assert scores and all(0 <= score <= 1 for score in scores)


def test_no_number_of_an_item_is_null(bare):
    (item,) = leaks(bare).leaks["negative_inventory"].item_details
    assert (item.quantity, item.cost, item.revenue, item.sold, item.margin) == (-3, 0, 0, 0, 0)
    assert set(item.unknown) == {"cost", "revenue", "sold", "margin"}


def test_margin_of_an_item_is_in_percent(chain):
    (item,) = leaks(chain).leaks["negative_profit"].item_details
    assert (item.margin, item.sub_total) == pytest.approx((-60, 144))
    assert item.context == "Sells at $5.00 but costs $8.00: $3.00 lost on each."


def test_the_estimate_is_the_reports_own_where_no_stock_is_negative(analyze):
    analysis = analyze(shop({"unit_price": 5.0, "unit_cost": 8.0}))
    impact = leaks(analysis).summary.estimated_impact
    cost = analysis.report.annual_cost
    assert (impact.low, impact.expected, impact.high) == pytest.approx(
        (cost.low, cost.expected, cost.high)
    )


def test_negative_stock_has_an_alert_and_is_no_part_of_the_estimate(chain):
    impact = leaks(chain).summary.estimated_impact
    alert = impact.negative_inventory_alert
    assert (alert.items_found, alert.potential_untracked_cogs) == pytest.approx((1, 40 * 5.9))
    assert (alert.is_anomalous, alert.raw_data_anomaly_value) == (False, None)
    assert impact.breakdown["negative_inventory"] == 0
    assert alert.excluded_from_annual_estimate


def test_a_huge_sum_of_negative_stock_is_named_as_doubtful(analyze):
    alert = leaks(
        analyze(shop({"on_hand_qty": -90_000.0}))
    ).summary.estimated_impact.negative_inventory_alert
    assert alert.is_anomalous and alert.raw_data_anomaly_value > 100_000
    assert "check them first" in alert.note


def test_no_negative_stock_no_alert(clean):
    assert leaks(clean).summary.estimated_impact.negative_inventory_alert is None


def test_the_breakdown_is_what_the_findings_cost(corner):
    breakdown = leaks(corner).summary.estimated_impact.breakdown
    rows = corner.report.findings.select(["primitive", "annual_cost"]).to_pylist()
    for key in set(KEYS) - {"negative_inventory"}:
        cost = math.fsum(row["annual_cost"] for row in rows if row["primitive"] == key)
        assert breakdown[key] == pytest.approx(cost)


def test_issues_are_counted_by_severity_not_items(corner):
    severities = [issue.severity for issue in corner.report.issues]
    summary = leaks(corner).summary
    assert (summary.critical_issues, summary.high_issues) == (
        severities.count("critical"),
        severities.count("high"),
    )


def test_what_was_not_assessed_is_told(bare):
    answer = leaks(bare, warnings=["The column Foo is not there."])
    assert answer.warnings[0] == "The column Foo is not there."
    assert any("Low Stock Risk was not assessed" in line for line in answer.warnings)
    assert answer.not_assessed["negative_profit"]


def test_without_a_root_cause_there_is_no_diagnosis(an_issue):
    assert diagnosis([an_issue(cause=None)]) is None


def test_the_diagnosis_weighs_issues_by_what_they_cost(an_issue):
    drift = an_issue(cost=9_000.0, primitive="severe_inventory_deficit")
    shift = an_issue(cost=1_000.0, primitive="overstock")
    told = diagnosis([shift, drift])
    assert told.top_cause == "InventoryDrift"
    priors = causes.table().priors
    of_drift, of_shift = (
        priors[issue.primitive].probabilities["InventoryDrift"] for issue in (drift, shift)
    )
    assert told.confidence == pytest.approx(0.9 * of_drift + 0.1 * of_shift)
    assert len(told.hypotheses) == 3 and told.hypotheses[0].evidence


def test_the_cost_of_inaction_is_the_estimate_in_smaller_steps(corner):
    answer = leaks(corner)
    inaction = answer.engine3_summary
    expected = answer.summary.estimated_impact.expected
    assert (inaction.monthly_bleed_rate * 12, inaction.daily_bleed_rate * 365) == pytest.approx(
        (expected, expected)
    )


def test_a_description_is_cut_to_fifty_characters(analyze):
    answer = leaks(analyze(shop({"on_hand_qty": -5.0, "description": "x" * 80})))
    assert answer.leaks["negative_inventory"].item_details[0].description == "x" * 50


def test_types_are_pascal_case_and_read_as_words():
    assert issue_type("dead_item") == "DeadStock"
    assert display_name("SevereInventoryDeficit") == "Severe Inventory Deficit"
    assert issue_type("returns_abuse") == "ReturnsAbuse"


def test_an_item_in_two_leaks_of_one_family_costs_once(analyze):
    dead = {
        "on_hand_qty": 90.0,
        "units_sold": 0.0,
        "last_sold_on": AS_OF - timedelta(days=700),
        "last_received_on": AS_OF - timedelta(days=800),
    }
    analysis = analyze(shop({**dead, "unit_price": 4.0, "unit_cost": 6.0}))
    impact = leaks(analysis).summary.estimated_impact
    assert impact.expected <= math.fsum(impact.breakdown.values()) + 1e-9
    assert impact.expected == pytest.approx(analysis.report.annual_cost.expected)


def test_a_record_just_below_zero_is_not_in_the_estimate(analyze):
    impact = leaks(analyze(shop({"on_hand_qty": -2.0}))).summary.estimated_impact
    assert impact.negative_inventory_alert.annual_cost > 0
    assert impact.expected == pytest.approx(math.fsum(impact.breakdown.values()))
