"""Proof trees: their steps add up, their dollars can be recomputed."""

from __future__ import annotations

import math

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sentinel import Found, Item, Money, Primitive, Threshold, formulas
from sentinel.explain import explain_item
from sentinel.models import Reasoning
from sentinel.what_if import what_ifs


def test_the_root_says_what_was_found_and_what_it_costs(below_cost):
    proof = below_cost.explain()
    assert (proof.statement, proof.value, proof.unit) == (
        "Negative Profit in store main: 4 items, $1,219.28 a year",
        1219.28,
        "USD/year",
    )


def test_the_steps_shown_add_up_to_the_log_odds_shown(below_cost):
    cause, _, _ = below_cost.explain().children
    *steps, total, _ = cause.children
    assert sum(step.value for step in steps) == pytest.approx(total.value, abs=1e-12)


def test_the_log_odds_shown_are_the_posterior(below_cost):
    cause, _, _ = below_cost.explain().children
    log_odds = cause.children[-2].value
    assert 1 / (1 + math.exp(-log_odds)) == pytest.approx(below_cost.cause_confidence, abs=1e-4)


def test_there_is_a_step_for_the_prior_and_one_for_each_signal(below_cost):
    cause, _, _ = below_cost.explain().children
    assert len(cause.children) == 1 + len(below_cost.signals) + 2


def test_shown_and_left_out_findings_add_up_to_the_issue(below_cost):
    _, dollars, _ = below_cost.explain().children
    parts = [part.value for part in dollars.children]
    assert (round(sum(parts), 2), dollars.children[-1].statement) == (
        dollars.value,
        "$61.50 for 2 further items, each smaller than these",
    )


def test_a_findings_dollars_are_recomputed_with_its_numbers(below_cost):
    _, dollars, _ = below_cost.explain().children
    formula, numbers, rest = dollars.children[0].children
    assert formula.statement == "loss_per_unit_usd * demand_per_day_units * 365"
    assert numbers.statement == "= 1.41 * 1.9915 * 365 = $1,024.93"
    assert rest.statement == "also: unit_price_usd 9.99, unit_cost_usd 11.4"


def test_a_tree_of_text_shows_every_statement(below_cost):
    lines = str(below_cost.explain()).splitlines()
    assert lines[1].startswith("├─ Cause: VendorIncrease, 76% likely: a cost increase")
    assert lines[-1].startswith("└─ Certainty: 100%")


def test_a_tree_can_be_wrapped(below_cost):
    assert max(map(len, below_cost.explain().lines(80))) <= 80


def test_an_undetermined_cause_is_explained_as_well(report):
    cause, _, _ = report.issues[1].explain().children
    assert cause.statement.startswith("Cause: not determined; no cause reaches 40%")


# --- formulas -----------------------------------------------------------------------------------


@given(st.floats(-1e6, 1e6), st.floats(0.001, 1e6), st.floats(-1e6, 1e6))
def test_a_formula_says_what_python_says(a, b, c):
    evidence = {"a": a, "b": b, "c": c}
    value = formulas.evaluate("-a * (b - c) / b + min(a, c, 2) - max(b, 1e3)", evidence)
    assert value == -a * (b - c) / b + min(a, c, 2) - max(b, 1e3)


@pytest.mark.parametrize(
    "formula", ["a ** 2", "__import__('os')", "a.real", "a if a else 1", "a +", "missing", "[a]"]
)
def test_anything_else_than_arithmetic_is_refused(formula):
    with pytest.raises(ValueError, match=r"formula|arithmetic"):
        formulas.evaluate(formula, {"a": 1.0})


def test_the_first_formula_with_all_its_names_fits():
    assert formulas.fitting(("a * b", "a * c"), {"a": 1.0, "b": "text", "c": 2.0}) == "a * c"


# --- one item -----------------------------------------------------------------------------------


def reasoning(found=None, missing=(), judge=None, **values):
    primitive = Primitive(
        key="overstock",
        title="Overstock",
        severity="medium",
        category="Cash Flow",
        family="stock",
        meaning="There is more of it than a year will sell.",
        recommendations=(),
        requires=("on_hand_qty",),
        uses=("last_sold_on",),
        thresholds=(
            Threshold(name="months", default=12, unit="months", meaning="More is too much."),
        ),
        formulas=("surplus_units * unit_cost_usd",),
        judge=judge or (lambda item, thresholds: found),
    )
    item = Item(sku="007", description="Anvil", **values)
    return Reasoning(
        primitive=primitive, item=item, found=found, thresholds={"months": 9.0}, missing=missing
    )


def test_a_primitive_that_found_the_item_shows_values_thresholds_and_dollars():
    found = Found(
        annual_cost=Money(low=5, expected=10, high=20),
        exposure=40,
        confidence=0.9,
        evidence={"surplus_units": 4.0, "unit_cost_usd": 2.5},
    )
    text = str(explain_item([reasoning(found, on_hand_qty=8.0, days_since_sold=3.0)]))
    assert text == (
        "007 Anvil in store main: found by 1 of 1 primitive\n"
        "└─ Overstock: found, $10.00 a year ($5.00 to $20.00), 90% sure, $40.00 tied up or"
        " misstated today\n"
        "   ├─ Meaning: There is more of it than a year will sell.\n"
        "   ├─ Values of this item\n"
        "   │  ├─ on_hand_qty: 8 units\n"
        "   │  └─ last_sold_on: 3 days ago\n"
        "   ├─ Thresholds\n"
        "   │  └─ months = 9 months: More is too much.\n"
        "   └─ Dollars\n"
        "      ├─ surplus_units * unit_cost_usd\n"
        "      └─ = 4 * 2.5 = $10.00"
    )


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (reasoning(missing=("on_hand_qty",)), "not assessed, the export lacks on_hand_qty"),
        (reasoning(), "not judged, this item has no on_hand_qty"),
        (reasoning(on_hand_qty=1.0), "not found"),
    ],
)
def test_a_primitive_that_did_not_find_the_item_says_why(reason, words):
    (primitive,) = explain_item([reason]).children
    assert primitive.statement == f"Overstock: {words}"


def too_much(item, thresholds):
    """Found above the threshold's months of supply, unless it was sold today."""
    nothing = Money(low=0, expected=0, high=0)
    found = Found(annual_cost=nothing, exposure=0, confidence=1)
    return found if item.on_hand_qty > thresholds["months"] and item.days_since_sold >= 1 else None


def why_not(**values):
    (primitive,) = explain_item([reasoning(judge=too_much, **values)]).children
    return [child.statement for child in primitive.children if "found" in child.statement]


def test_the_nearest_change_that_would_have_it_found_is_named():
    assert why_not(on_hand_qty=4.0, days_since_sold=3.0) == [
        "It would be found if on_hand_qty were 9 units or more"
    ]


def test_dates_are_changed_as_days():
    assert why_not(on_hand_qty=40.0, days_since_sold=0.0) == [
        "It would be found if last_sold_on were 1 days ago or more"
    ]


def test_where_two_values_stand_in_the_way_no_single_change_is_named():
    assert why_not(on_hand_qty=4.0, days_since_sold=0.0) == [
        "No change of a single value would have it found"
    ]


@given(st.floats(-1e5, 1e5), st.floats(0, 1e4))
def test_a_named_change_does_have_it_found(on_hand, days):
    reason = reasoning(judge=too_much, on_hand_qty=on_hand, days_since_sold=days)
    if reason.primitive.judge(reason.item, reason.thresholds) is None:
        for what_if in what_ifs(reason, ["on_hand_qty", "days_since_sold", "unit_cost"]):
            changed = evolve(reason.item, **{what_if.field: what_if.value})
            assert reason.primitive.judge(changed, reason.thresholds) is not None
