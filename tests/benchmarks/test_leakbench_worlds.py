"""What holds in every world: the same columns, the truth of every item, leaks and innocents."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy", reason="LeakBench needs the extra benchmark")

import pyarrow as pa
import pyarrow.compute as pc
from sentinel_leakbench import simulate
from sentinel_leakbench.export import export
from sentinel_leakbench.matching import rows_of
from sentinel_leakbench.truth import PRIMITIVES, truth
from sentinel_leakbench.worlds import WORLDS

SKUS = 3000
PRICES = {"high_margin_leak", "margin_erosion", "negative_profit", "price_discrepancy"}
CAUSES = {
    "Theft", "InventoryDrift", "VendorIncrease", "MarginLeak", "RebateTiming", "PricingError",
    "DemandShift", "QualityIssue",
}  # fmt: skip


@pytest.fixture(scope="module", params=list(WORLDS))
def world(request):
    return request.param


@pytest.fixture(scope="module")
def made(world):
    return WORLDS[world](SKUS, 11)


@pytest.fixture(scope="module")
def ours():
    return simulate(300, 3)


def test_the_same_seed_gives_the_same_store_and_another_seed_another(world):
    first, again, other = (WORLDS[world](700, seed) for seed in (3, 3, 4))
    assert first.table == again.table and first.as_of == again.as_of
    # a margin that nobody knows is NaN, which equals nothing
    assert first.truth.drop_columns(["margin"]) == again.truth.drop_columns(["margin"])
    assert first.table != other.table


def test_columns_are_typed_as_those_of_our_own_store(made, ours):
    known = {field.name: field.type for field in export(ours.last).schema}
    assert {field.name: field.type for field in made.table.schema}.items() <= known.items()
    assert made.table.num_rows == len(pc.unique(made.table["sku"])) == SKUS


def test_the_truth_tells_of_every_primitive_and_item_in_the_order_of_the_export(made, ours):
    assert made.truth.schema == truth(ours).table().schema
    assert made.truth.num_rows == SKUS * len(PRIMITIVES)
    for primitive in PRIMITIVES:
        assert rows_of(made.truth, primitive)["sku"] == made.table["sku"]


@pytest.mark.parametrize("primitive", PRIMITIVES)
def test_every_primitive_is_true_of_some_items_and_false_of_most(made, primitive):
    rows = rows_of(made.truth, primitive)
    true, false = rows.filter(rows["label"]), rows.filter(pc.invert(rows["label"]))
    assert 0 < true.num_rows < SKUS / 2
    assert pc.all(pc.is_finite(true["annual_cost"])).as_py()
    assert pc.min(true["annual_cost"]).as_py() >= 0
    assert pc.sum(false["annual_cost"]).as_py() == 0
    assert false["cause"].null_count == false.num_rows


def test_leaks_have_a_known_cause_or_none_and_only_where_something_was_planted(made):
    assert set(made.truth["cause"].to_pylist()) == {None, *CAUSES}
    explained = made.truth.filter(pc.is_valid(made.truth["cause"]))
    assert "" not in explained["mechanisms"].to_pylist()


def test_books_below_zero_are_negative_inventory_and_nothing_else_is(made):
    below = made.table.filter(pc.less(made.table["on_hand_qty"], pa.scalar(0.0)))
    rows = rows_of(made.truth, "negative_inventory")
    assert below["sku"].to_pylist() == rows.filter(rows["label"])["sku"].to_pylist()


def test_what_waits_to_be_booked_costs_nothing(made):
    rows = rows_of(made.truth, "negative_inventory")
    costs = rows.filter(rows["label"])["annual_cost"].to_pylist()
    assert min(costs) == 0 < max(costs)


@pytest.mark.parametrize("innocent", ["clearance", "loss_leader"])
def test_a_price_that_is_meant_is_no_leak(made, innocent):
    alone = made.truth.filter(pc.equal(made.truth["mechanisms"], innocent))
    assert alone.num_rows
    assert not PRICES & set(alone.filter(alone["label"])["primitive"].to_pylist())
