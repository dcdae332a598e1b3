"""The world `byhand`: what its author meant to be innocent is innocent, and why leaks are there."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy", reason="LeakBench needs the extra benchmark")

import numpy as np
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st
from sentinel_leakbench.matching import rows_of
from sentinel_leakbench.worlds import WORLDS
from sentinel_leakbench.worlds.byhand.plan import CAUSES, Mechanism
from sentinel_leakbench.worlds.byhand.typed import price_point, round_number

PRICES = {"high_margin_leak", "margin_erosion", "negative_profit", "price_discrepancy"}


@pytest.fixture(scope="module")
def made():
    return WORLDS["byhand"](6000, 8)


def _labels(made, name):
    """Primitives that are true of SKUs on which this was planted, among other things or alone."""
    names = pc.split_pattern(made.truth["mechanisms"], "+").to_pylist()
    hit = np.array([name in one for one in names])
    assert hit.any(), f"{name} is nowhere"
    rows = made.truth.filter(hit)
    return rows.filter(rows["label"])


@pytest.mark.parametrize("innocent", ["clearance", "flyer", "service"])
def test_prices_of_clearance_flyers_and_services_are_no_leaks_whatever_else_was_planted(
    made, innocent
):
    assert not PRICES & set(_labels(made, innocent)["primitive"].to_pylist())


def test_services_have_no_leak_at_all(made):
    assert _labels(made, "service").num_rows == 0


def test_clearance_and_new_items_are_not_to_be_bought_or_dead(made):
    assert "low_stock" not in _labels(made, "clearance")["primitive"].to_pylist()
    assert "dead_item" not in _labels(made, "new")["primitive"].to_pylist()


def test_what_is_sold_before_it_is_booked_is_below_zero_at_no_cost_and_not_missing(made):
    rows = _labels(made, "sold_before_booked")
    assert "shrinkage_pattern" not in rows["primitive"].to_pylist()
    assert set(rows_of(rows, "negative_inventory")["annual_cost"].to_pylist()) == {0.0}


def test_a_cost_is_missing_only_where_it_was_planted(made):
    rows = rows_of(made.truth, "zero_cost_anomaly")
    true = rows.filter(rows["label"])
    assert set(true["cause"].to_pylist()) == {"PricingError"}
    assert all(Mechanism.COST_MISSING in names for names in true["mechanisms"].to_pylist())


@pytest.mark.parametrize("mechanism", list(Mechanism))
def test_every_mechanism_brings_about_some_leak_and_touches_two_percent_at_most(made, mechanism):
    caused = _labels(made, mechanism).filter(
        pc.equal(_labels(made, mechanism)["cause"], CAUSES[mechanism])
    )
    assert caused.num_rows
    planted = rows_of(made.truth, "dead_item")["mechanisms"].to_pylist()
    assert 18 <= sum(mechanism in names.split("+") for names in planted) <= 0.0201 * 6000


@given(st.floats(0.1, 5000))
def test_people_print_prices_that_end_in_nine_and_stay_close(price):
    printed = float(price_point(np.array([price]))[0])
    assert round(printed * 100) % 10 == 9 or printed == round(printed)
    assert abs(printed - price) <= max(0.26, 0.006 * price + 1)


@given(st.floats(0.2, 8000))
def test_buyers_type_round_numbers_that_are_hardly_ever_too_small(units):
    typed = float(round_number(np.array([units]))[0])
    assert units - 0.15 <= typed <= max(1, 2 * units)
    assert round_number(np.array([typed]))[0] == typed
