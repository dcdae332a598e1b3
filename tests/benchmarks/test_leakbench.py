"""The simulated store: its physics, what it exports, labels from its true state."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy", reason="LeakBench needs the extra benchmark")

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from sentinel_leakbench import simulate
from sentinel_leakbench.arrays import charm_price, tail_and_excess
from sentinel_leakbench.export import as_of, corrupted, export
from sentinel_leakbench.mechanisms import MECHANISMS
from sentinel_leakbench.truth import PRIMITIVES, View, judge, truth

CANONICAL = [
    "store_id",
    "sku",
    "barcode",
    "description",
    "category",
    "vendor",
    "status",
    "on_hand_qty",
    "on_order_qty",
    "committed_qty",
    "unit_cost",
    "avg_cost",
    "last_cost",
    "unit_price",
    "list_price",
    "units_sold",
    "sales_window_days",
    "last_sold_on",
    "last_received_on",
    "last_counted_on",
    "reorder_point",
    "reorder_up_to",
    "counted_qty",
    "count_variance_qty",
    "pack_qty",
]


@pytest.fixture(scope="module")
def store():
    return simulate(2000, seed=11, keep=(0, 90))


@pytest.fixture(scope="module")
def known(store):
    return truth(store)


# the store


def test_the_same_seed_gives_the_same_store_and_another_seed_another(store):
    assert export(simulate(2000, seed=11).last).equals(export(store.last))
    assert not export(simulate(2000, seed=12).last).equals(export(store.last))


def test_shelves_never_go_below_zero_whatever_the_books_say(store):
    assert store.last.shelf.min() >= 0
    assert store.last.book.min() < 0


def test_two_records_in_three_of_what_sells_every_month_differ_from_the_shelf(store):
    last = store.last
    monthly = (last.catalog.rate * 365 >= 12) & ~last.catalog.service
    off = (last.book - last.shelf - last.late)[monthly]
    assert 0.5 < np.mean(off != 0) < 0.75
    assert np.mean(off > 0) == pytest.approx(np.mean(off < 0), abs=0.15)


def test_stock_that_exists_in_the_books_only_is_not_bought_again(store):
    last = store.last
    phantom = (last.shelf == 0) & (last.book > last.reorder_point) & (last.book > 0)
    before = store.stores[90]
    since = phantom & (before.shelf == 0) & (before.book > last.reorder_point)
    assert since.sum() > 0
    assert np.all(last.last_received[since] <= before.day + 30)


def test_most_items_sell_a_few_units_a_year_and_some_sell_daily(store):
    sold = store.last.units_sold(365)
    assert 1 <= np.median(sold) <= 10
    assert 0 < np.mean(sold > 365) < 0.05


def test_each_mechanism_touches_between_a_fifth_of_a_percent_and_two_percent(store):
    for planting in store.plan.plantings[: len(MECHANISMS)]:
        if planting.mechanism.cause is not None:
            assert 0.002 * 2000 - 1 <= len(planting.skus) <= 0.02 * 2000 + 1
            assert len(np.unique(planting.skus)) == len(planting.skus)


def test_innocent_look_alikes_are_as_frequent_as_leaks(store):
    planted = store.plan.plantings[: len(MECHANISMS)]
    innocent = [len(p.skus) for p in planted if p.mechanism.cause is None]
    leaking = [len(p.skus) for p in planted if p.mechanism.cause is not None]
    assert np.mean(innocent) >= np.mean(leaking)


@given(st.floats(0.1, 5000))
def test_prices_end_in_nine_and_stay_close(price):
    printed = float(charm_price(np.array([price]))[0])
    assert round(printed * 100) % 10 == 9
    assert abs(printed - price) <= (0.07 if price < 5 else 0.27)


@given(st.floats(0.2, 20), st.floats(1.1, 4), st.integers(0, 15))
def test_tail_and_excess_agree_with_the_whole_distribution(mean, spread, stock):
    odds = 1 - 1 / spread
    size = mean * (1 - odds) / odds
    mass, chances = (1 - odds) ** size, []
    for units in range(1, 3000):
        chances.append(mass)
        mass *= (size + units - 1) / units * odds
    units = np.arange(len(chances))
    one = [np.array([float(v)]) for v in (mean, spread, stock)]
    tail, excess = tail_and_excess(*one)
    assert tail[0] == pytest.approx(np.array(chances)[units > stock].sum(), abs=1e-9)
    assert excess[0] == pytest.approx(np.dot(chances, np.maximum(units - stock, 0)), abs=1e-6)


# the export


def test_the_export_has_exactly_the_canonical_columns(store):
    assert export(store.last).column_names == CANONICAL


def test_the_export_tells_nothing_of_the_true_state(store):
    lying = store.last.copied()
    for name in ("shelf", "spoiled", "stolen", "late", "unbooked", "paid_cost", "vendor_cost"):
        getattr(lying, name)[:] = 12345
    lying.intended_price[:] = lying.intended_margin[:] = lying.demand_factor[:] = 0.5
    assert export(lying).equals(export(store.last))


def test_columns_are_left_out_by_name_or_group(store):
    table = export(store.last, without=("dates", "list_price"))
    gone = {"last_sold_on", "last_received_on", "last_counted_on", "list_price"}
    assert set(CANONICAL) - set(table.column_names) == gone
    with pytest.raises(ValueError, match=r"no such column.*prices"):
        export(store.last, without=("prices",))


def test_a_shorter_window_counts_fewer_sales(store):
    year, month = export(store.last, window=365), export(store.last, window=30)
    assert set(month["sales_window_days"].to_pylist()) == {30.0}
    assert sum(month["units_sold"].to_pylist()) < 0.3 * sum(year["units_sold"].to_pylist())


def test_the_previous_export_is_ninety_days_older(store):
    assert (as_of(store.stores[0]) - as_of(store.stores[90])).days == 90


def test_corruption_touches_its_share_of_cells_and_no_sku():
    whole = pa.table({"sku": [str(n) for n in range(20_000)], "unit_cost": [4.25] * 20_000})
    broken = corrupted(whole, 0.01, seed=1)
    assert broken["sku"].equals(whole["sku"])
    changed = sum(text != "4.25" for text in broken["unit_cost"].to_pylist())
    assert 100 <= changed <= 200  # a fourth of the damage is another row's cost: the same here


# the labels


def _one_healthy(store, known):
    """A row that sells well and for which no primitive is true, in a store that may be changed."""
    last = store.last.copied()
    view = View(last)
    calm = view.sells & ~view.store.catalog.service & (last.shelf >= 4) & (last.book == last.shelf)
    calm &= view.rate * 365 >= 4
    calm &= (last.blank_cost == 1) & (last.intended_margin > 0.3) & (last.found_short == 0)
    for verdict in known.verdicts.values():
        calm &= ~verdict.label
    return last, int(np.flatnonzero(calm)[0])


def _true_of(last, row):
    return {key for key in PRIMITIVES if judge(last, key).label[row]}


def test_a_healthy_item_has_no_label(store, known):
    last, row = _one_healthy(store, known)
    assert _true_of(last, row) == set()


def test_books_below_zero_are_negative_and_late_booking_costs_nothing(store, known):
    last, row = _one_healthy(store, known)
    last.book[row], last.late[row] = -3, 20
    assert _true_of(last, row) == {"negative_inventory"}
    assert judge(last, "negative_inventory").annual_cost[row] == 0


def test_a_deficit_that_no_booking_will_heal_is_severe(store, known):
    last, row = _one_healthy(store, known)
    last.book[row], last.late[row], last.on_order[row] = -30, 0, 0
    assert _true_of(last, row) == {"negative_inventory", "severe_inventory_deficit"}
    assert judge(last, "severe_inventory_deficit").annual_cost[row] == pytest.approx(
        30 * last.paid_cost[row]
    )


def test_most_of_the_books_missing_from_the_shelf_is_shrinkage_and_a_part_of_it_is_not(
    store, known
):
    last, row = _one_healthy(store, known)
    last.book[row] = 2 * last.shelf[row] - 1
    assert "shrinkage_pattern" not in _true_of(last, row)
    last.book[row] = 2 * last.shelf[row]
    assert "shrinkage_pattern" in _true_of(last, row)


def test_what_a_count_of_this_year_found_missing_is_shrinkage(store, known):
    last, row = _one_healthy(store, known)
    last.last_counted[row] = last.day - 30
    last.found_short[row], last.found_share[row] = 2, 0.5
    assert "shrinkage_pattern" in _true_of(last, row)
    last.last_counted[row] = last.day - 400
    assert "shrinkage_pattern" not in _true_of(last, row)


def test_a_price_below_paid_cost_is_a_negative_profit_even_if_the_books_know_no_cost(store, known):
    last, row = _one_healthy(store, known)
    last.price[row] = 0.9 * last.paid_cost[row]
    last.blank_cost[row] = 0
    assert {"negative_profit", "zero_cost_anomaly"} <= _true_of(last, row)


def test_a_cost_rise_that_takes_a_third_of_the_margin_is_an_erosion(store, known):
    last, row = _one_healthy(store, known)
    last.paid_cost[row] = (1 - 0.66 * last.intended_margin[row]) * last.price[row]
    assert _true_of(last, row) == {"margin_erosion"}


def test_a_forgotten_promotion_to_a_third_of_the_margin_is_a_margin_leak(store, known):
    last, row = _one_healthy(store, known)
    last.price[row] = last.paid_cost[row] / (1 - last.intended_margin[row] / 3)
    assert "high_margin_leak" in _true_of(last, row)
    assert "margin_erosion" not in _true_of(last, row)


def test_a_genuine_clearance_is_no_price_discrepancy(store, known):
    last, row = _one_healthy(store, known)
    last.price[row] = last.intended_price[row] = 0.5 * last.price[row]
    assert "price_discrepancy" not in _true_of(last, row)
    last.intended_price[row] *= 2
    assert "price_discrepancy" in _true_of(last, row)


def test_stock_nobody_wants_is_dead_and_stock_for_years_is_overstock_while_it_sells(store, known):
    last, row = _one_healthy(store, known)
    last.shelf[row] = last.book[row] = 20 * 365 * View(last).rate[row] + 50
    assert _true_of(last, row) == {"overstock"}
    last.demand_factor[row] = 0
    assert _true_of(last, row) == {"dead_item"}


def test_an_empty_shelf_without_an_order_is_low_stock_unless_it_is_meant_to_run_out(store, known):
    last, row = _one_healthy(store, known)
    last.shelf[row] = last.book[row] = last.on_order[row] = last.never_comes[row] = 0
    last.demand_factor[row] *= 50
    assert _true_of(last, row) == {"low_stock"}
    last.stopped[row] = 1
    assert _true_of(last, row) == set()


def test_labels_hold_exactly_where_the_margin_of_truth_reaches_one(known):
    for key in ("severe_inventory_deficit", "low_stock", "price_discrepancy"):
        verdict = known.verdicts[key]
        assert np.all(verdict.margin[verdict.label] >= 1)


def test_every_primitive_is_true_somewhere_and_costs_are_finite(known):
    for key in PRIMITIVES:
        verdict = known.verdicts[key]
        assert 0 < verdict.label.mean() < 0.08, key
        assert np.isfinite(verdict.annual_cost).all() and verdict.annual_cost.min() >= 0, key
