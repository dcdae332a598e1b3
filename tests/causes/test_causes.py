"""The likelihood table and its sum."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel import causes
from sentinel.models import CAUSES

MASKS = st.integers(0, 2 ** len(causes.SIGNALS) - 1)
PRIMITIVES = st.sampled_from([*causes.table().priors, "a_strangers_primitive"])


def mask(*signals: str) -> int:
    return sum(1 << causes.SIGNALS.index(signal) for signal in signals)


def best(primitive: str, *signals: str) -> str | None:
    return causes.best(causes.posterior(primitive, mask(*signals)))


def test_the_table_has_a_row_for_every_signal_in_the_order_of_the_bits():
    assert tuple(causes.table().signals) == causes.SIGNALS


def test_the_table_has_words_and_advice_for_every_cause():
    assert tuple(causes.table().causes) == CAUSES


@pytest.mark.parametrize("primitive", causes.table().priors)
def test_priors_cover_all_causes_and_add_up_to_one(primitive):
    prior = causes.table().priors[primitive].probabilities
    assert (tuple(prior), math.fsum(prior.values())) == (CAUSES, pytest.approx(1, abs=1e-12))


def test_every_number_has_a_reason_and_a_source():
    table = causes.table()
    rows = [*table.priors.values(), table.default_prior]
    rows += [ratio for signal in table.signals.values() for ratio in signal.ratios.values()]
    assert [row for row in rows if not row.why or not row.source] == []


def test_ratios_name_known_causes_and_are_positive():
    ratios = [
        (cause in CAUSES, ratio.ratio > 0)
        for signal in causes.table().signals.values()
        for cause, ratio in signal.ratios.items()
    ]
    assert set(ratios) == {(True, True)}


def test_the_native_module_numbers_the_signals_alike():
    source = Path(causes.__file__).parents[3] / "rust/core/src/signals.rs"
    if not source.exists():
        pytest.skip("the Rust sources are not here (installed package)")
    text = source.read_text(encoding="utf-8")
    names = text[text.index("[&str") : text.index("];")]
    assert (
        tuple(json.loads(f"[{names[names.index('= [') + 3 :].strip().rstrip(',')}]"))
        == causes.SIGNALS
    )


# --- what the mechanisms of real stores should lead to -------------------------------------------


@pytest.mark.parametrize(
    ("cause", "primitive", "signals"),
    [
        ("VendorIncrease", "margin_erosion", "cost_over_average price_at_list vendor_cluster"),
        ("VendorIncrease", "margin_erosion", "cost_rose price_unchanged vendor_cluster"),
        ("VendorIncrease", "high_margin_leak", "cost_over_average vendor_cluster"),
        ("RebateTiming", "margin_erosion", "cost_over_average price_at_list received_recently"),
        ("MarginLeak", "high_margin_leak", "price_below_list"),
        ("MarginLeak", "margin_erosion", "price_cut price_below_list"),
        ("MarginLeak", "negative_profit", "price_cut price_below_list cost_above_price"),
        ("PricingError", "price_discrepancy", "decimal_ratio price_below_list"),
        ("PricingError", "price_discrepancy", "pack_ratio price_over_list"),
        ("PricingError", "negative_profit", "decimal_ratio cost_above_price price_below_list"),
        ("PricingError", "zero_cost_anomaly", "zero_cost"),
        ("Theft", "shrinkage_pattern", "silent_fast_mover high_value missing_cluster"),
        ("Theft", "shrinkage_pattern", "count_short high_value"),
        ("InventoryDrift", "shrinkage_pattern", "count_over counted_recently"),
        ("InventoryDrift", "negative_inventory", "negative_on_hand sold_recently"),
        ("InventoryDrift", "severe_inventory_deficit", "negative_on_hand negative_beyond_delay"),
        ("DemandShift", "dead_item", "no_sales received_long_ago"),
        ("DemandShift", "overstock", "bought_beyond_need sold_recently"),
        ("DemandShift", "low_stock", "on_order sold_recently"),
        ("QualityIssue", "dead_item", "many_returns no_sales"),
        ("QualityIssue", "shrinkage_pattern", "many_returns"),
    ],
)
def test_a_mechanism_is_recognised_by_its_traces(cause, primitive, signals):
    assert best(primitive, *signals.split()) == cause


def test_without_a_row_of_its_own_and_without_signals_nothing_is_determined():
    assert best("a_strangers_primitive") is None


# --- the sum ------------------------------------------------------------------------------------


@given(PRIMITIVES, MASKS)
def test_a_posterior_is_a_probability_over_all_causes(primitive, signals):
    posterior = causes.posterior(primitive, signals)
    assert (tuple(posterior), math.fsum(posterior.values())) == (CAUSES, pytest.approx(1))


@given(PRIMITIVES, MASKS)
def test_the_steps_of_the_proof_add_up_to_the_posterior(primitive, signals):
    steps, posterior = causes.proof(primitive, signals), causes.posterior(primitive, signals)
    for cause, probability in posterior.items():
        log_odds = math.fsum(step.log_odds[cause] for step in steps)
        assert 1 / (1 + math.exp(-log_odds)) == pytest.approx(probability, rel=1e-9, abs=1e-12)


@given(PRIMITIVES, MASKS)
def test_the_proof_has_one_step_for_the_prior_and_one_per_signal(primitive, signals):
    steps = causes.proof(primitive, signals)
    assert [step.signal for step in steps] == [None, *causes.names(signals)]


@given(PRIMITIVES, MASKS)
def test_a_posterior_can_be_recomputed_from_the_ratios_of_the_proof(primitive, signals):
    products = dict.fromkeys(CAUSES, 1.0)
    for step in causes.proof(primitive, signals):
        for cause, ratio in step.ratios.items():
            products[cause] *= ratio
    whole = sum(products.values())
    recomputed = {cause: product / whole for cause, product in products.items()}
    assert recomputed == pytest.approx(causes.posterior(primitive, signals), rel=1e-9)


@given(PRIMITIVES, st.lists(st.tuples(MASKS, st.floats(0.01, 1e6)), min_size=1, max_size=6))
def test_what_all_findings_agree_on_the_issue_says_too(primitive, findings):
    """Each finding holds one cause for the best with 0.4 or more: so does their issue."""
    determined = [causes.best(causes.posterior(primitive, signals)) for signals, _ in findings]
    first = determined[0]
    whole = sum(cost for _, cost in findings)
    shares = {
        signal: sum(cost for signals, cost in findings if signal in causes.names(signals)) / whole
        for signal in causes.SIGNALS
    }
    if first is not None and set(determined) == {first}:
        posterior = causes.pooled(primitive, shares)
        assert max(posterior, key=posterior.__getitem__) == first
        assert posterior[first] >= causes.UNDETERMINED_BELOW - 1e-9


# --- over a table -------------------------------------------------------------------------------


@given(st.lists(st.tuples(PRIMITIVES, MASKS), max_size=20), st.booleans())
def test_every_finding_gets_the_best_cause_of_its_signals(pairs, encoded):
    primitives = pa.array([primitive for primitive, _ in pairs], pa.string())
    findings = pa.table(
        {
            "primitive": primitives.dictionary_encode() if encoded else primitives,
            "signals": pa.array([signals for _, signals in pairs], pa.uint64()),
        }
    )
    expected = [causes.best(causes.posterior(*pair)) for pair in pairs]
    assert causes.assign(findings)["cause"].to_pylist() == expected
