"""The benchmark's own claims: physics of the store, labels from its true state, honest scoring."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("numpy", reason="LeakBench needs numpy, which the project itself does not")
sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.leakbench import rules, simulate
from benchmarks.leakbench.__main__ import main, plantings
from benchmarks.leakbench.arrays import charm_price, tail_and_excess
from benchmarks.leakbench.errors import errors
from benchmarks.leakbench.export import as_of, corrupted, export
from benchmarks.leakbench.mechanisms import MECHANISMS
from benchmarks.leakbench.score import calibration_error, score
from benchmarks.leakbench.truth import PRIMITIVES, View, judge, truth
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

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


def test_where_nothing_was_planted_and_nothing_counted_the_books_are_right(store):
    last = store.last
    untouched = last.last_counted < 0
    for planting in store.plan.plantings[: len(MECHANISMS)]:
        untouched[planting.skus] = False
    assert untouched.sum() > 500
    expected = last.shelf - last.late
    assert np.array_equal(last.book[untouched], expected[untouched])


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


def test_units_missing_from_the_shelf_are_shrinkage(store, known):
    last, row = _one_healthy(store, known)
    last.book[row] = last.shelf[row] + 2
    assert "shrinkage_pattern" in _true_of(last, row)


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


# the score


def _findings(skus, *, confidence=1.0, cause="Theft", cost=10.0):
    count = len(skus)
    return pa.table(
        {
            "store_id": ["main"] * count,
            "sku": skus,
            "primitive": ["overstock"] * count,
            "annual_cost_low": [cost / 2] * count,
            "annual_cost": [cost] * count,
            "annual_cost_high": [cost * 2] * count,
            "exposure": [0.0] * count,
            "confidence": [confidence] * count,
            "cause": [cause] * count,
        }
    )


TRUTH = pa.table(
    {
        "store_id": ["main"] * 4,
        "sku": ["a", "b", "c", "d"],
        "primitive": ["overstock"] * 4,
        "label": [True, True, True, False],
        "margin": [2.0, 2.0, 2.0, 0.5],
        "annual_cost": [10.0, 40.0, 10.0, 0.0],
        "cause": ["Theft", "DemandShift", None, None],
        "mechanisms": ["", "", "", ""],
    }
)


def test_two_of_three_leaks_and_one_innocent_found():
    judged = score(_findings(["a", "b", "d"], confidence=0.5), TRUTH)
    tally = judged.tallies["overstock"]
    assert (tally.precision, tally.recall, tally.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert judged.cause_accuracy == 0.5
    assert judged.cost_error["overstock"] == pytest.approx(0.375)  # 0 for a, 0.75 for b
    assert judged.coverage == 0.5
    assert judged.calibration_error == pytest.approx(0.5)  # three bins of one


def test_the_truth_itself_scores_one(store, known):
    table = known.table()
    perfect = table.filter(table["label"])
    cost = perfect["annual_cost"]
    for name in ("annual_cost_low", "annual_cost_high", "exposure"):
        perfect = perfect.append_column(name, cost)
    perfect = perfect.append_column("confidence", pa.array(np.ones(len(perfect))))
    judged = score(perfect, table)
    assert (judged.mean_f1, judged.pooled.f1, judged.calibration_error) == (1, 1, 0)
    assert (judged.cause_accuracy, judged.coverage) == (1, 1)


def test_errors_are_told_by_what_was_planted_there():
    planted = TRUTH.set_column(7, "mechanisms", [["", "overbuy+count", "", "clearance"]])
    false_alarms, misses = errors(_findings(["a", "d"]), planted)["overstock"]
    assert false_alarms == {"clearance": 1}
    assert misses == {"overbuy": 1, "count": 1, "ordinary": 1}


def test_no_findings_score_zero():
    judged = score(_findings([]), TRUTH)
    assert (judged.mean_f1, judged.tallies["overstock"].recall) == (0, 0)


def test_calibration_error_is_zero_when_confidence_is_the_hit_rate():
    right = np.array([True, False] * 50)
    assert calibration_error(np.full(100, 0.5), right) == 0
    assert calibration_error(np.full(100, 0.9), right) == pytest.approx(0.4)


def test_findings_twice_or_of_strangers_are_refused():
    with pytest.raises(ValueError, match="twice"):
        score(_findings(["a", "a"]), TRUTH)
    with pytest.raises(ValueError, match="not in the store: z"):
        score(_findings(["z"]), TRUTH)


# the command and the peer


def test_rules_find_every_negative_record_and_drown_in_quiet_items(store, known):
    judged = score(rules.findings(export(store.last), as_of(store.last)), known.table())
    assert judged.tallies["negative_inventory"].f1 == 1
    assert judged.tallies["dead_item"].precision < 0.5


def test_the_command_writes_exports_and_truth(tmp_path):
    run = CliRunner().invoke(
        main, ["--seeds", "3", "--skus", "300", "--previous", "--write", str(tmp_path)]
    )
    assert run.exit_code == 0, run.output
    assert len(list(tmp_path.glob("store-3-*.csv"))) == 2
    assert pq.read_table(tmp_path / "store-3-truth.parquet").num_rows == 300 * len(PRIMITIVES)
    planted = pq.read_table(tmp_path / "store-3-planted.parquet")
    assert planted.num_rows == plantings(simulate(300, 3)).num_rows


def test_the_command_prints_a_line_per_primitive():
    run = CliRunner().invoke(main, ["--seeds", "0,2", "--skus", "300", "--detector", "rules"])
    assert run.exit_code == 0, run.output
    assert all(key in run.output for key in PRIMITIVES)
    assert "stores                      2" in run.output
