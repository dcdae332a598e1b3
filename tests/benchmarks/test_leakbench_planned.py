"""The world `planned`: its stores, what is true of them, and how they are scored."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("numpy", reason="LeakBench needs the extra benchmark")

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from click.testing import CliRunner
from sentinel_leakbench import simulate
from sentinel_leakbench.export import export
from sentinel_leakbench.matching import rows_of
from sentinel_leakbench.truth import PRIMITIVES, truth
from sentinel_leakbench.worlds import WORLDS
from sentinel_leakbench.worlds.planned.mechanisms import CAUSES

from sentinel.cli import main

PRICES = ("high_margin_leak", "margin_erosion", "negative_profit", "price_discrepancy")


@pytest.fixture(scope="module")
def made():
    return WORLDS["planned"](6000, 3)


def _true(made, primitive):
    rows = rows_of(made.truth, primitive)
    return rows.filter(rows["label"])


def _only(made, mechanism):
    """Labels of the SKUs on which nothing else was planted."""
    rows = made.truth.filter(pc.equal(made.truth["mechanisms"], mechanism))
    assert rows.num_rows, f"{mechanism} was planted nowhere alone"
    return rows.filter(rows["label"])


def test_the_same_seed_gives_the_same_store_and_another_seed_another():
    first, again, other = (WORLDS["planned"](700, seed) for seed in (3, 3, 4))
    assert first.table == again.table and first.as_of == again.as_of
    assert first.truth.drop_columns(["margin"]) == again.truth.drop_columns(["margin"])
    assert first.table != other.table


def test_it_exports_columns_as_our_own_store_does(made):
    ours = export(simulate(300, 3).last).schema
    assert {field.name: field.type for field in made.table.schema}.items() <= {
        field.name: field.type for field in ours
    }.items()
    assert set(ours.names) - set(made.table.schema.names) == {"barcode", "committed_qty"}
    assert made.table.num_rows == len(pc.unique(made.table["sku"])) == 6000


def test_it_tells_the_truth_of_every_sku_in_the_columns_of_our_own(made):
    assert made.truth.schema == truth(simulate(300, 3)).table().schema
    for primitive in PRIMITIVES:
        assert rows_of(made.truth, primitive)["sku"].to_pylist() == made.table["sku"].to_pylist()


@pytest.mark.parametrize("primitive", PRIMITIVES)
def test_every_primitive_is_true_of_some_items_and_false_of_most(made, primitive):
    true = _true(made, primitive)
    assert 0 < true.num_rows < 6000 / 2
    assert pc.min(true["annual_cost"]).as_py() >= 0
    rows = rows_of(made.truth, primitive)
    not_true = rows.filter(pc.invert(rows["label"]))
    assert set(not_true["cause"].to_pylist()) == {None}
    assert pc.sum(not_true["annual_cost"]).as_py() == 0


def test_causes_are_those_of_what_was_planted_or_none(made):
    assert set(_true(made, "zero_cost_anomaly")["cause"].to_pylist()) == {"PricingError"}
    causes = set(made.truth["cause"].to_pylist())
    assert causes == {None, *CAUSES.values()}


@pytest.mark.parametrize("innocent", ["loss_leader", "clearance", "free_goods"])
def test_a_price_that_is_meant_is_no_leak(made, innocent):
    assert not set(_only(made, innocent)["primitive"].to_pylist()) & set(PRICES)


def test_new_items_are_not_dead_and_free_goods_need_no_cost(made):
    assert "dead_item" not in _only(made, "new_item")["primitive"].to_pylist()
    assert "zero_cost_anomaly" not in _only(made, "free_goods")["primitive"].to_pylist()


def test_what_is_sold_before_it_is_booked_costs_nothing(made):
    below = _true(made, "negative_inventory")
    assert 0 in below["annual_cost"].to_pylist()
    assert pc.max(below["annual_cost"]).as_py() > 0


def test_books_below_zero_are_all_labelled_and_nothing_else(made):
    below = made.table.filter(pc.less(made.table["on_hand_qty"], pa.scalar(0.0)))
    assert below["sku"].to_pylist() == _true(made, "negative_inventory")["sku"].to_pylist()


# --- sentinel benchmark --world


def _run(*options):
    done = CliRunner().invoke(main, ["benchmark", "--world", "planned", *options])
    return done


SMALL = ("--seeds", "3-4", "--skus", "600", "--processes", "1")


def test_the_command_judges_the_engine_and_the_rules_on_this_world(tmp_path):
    place = tmp_path / "figures.json"
    done = _run(*SMALL, "--only", "scores,peers", "--json", str(place))
    assert done.exit_code == 0, done.output
    assert "2 stores of 600 SKUs in the world 'planned'" in done.stdout
    assert "reached" not in done.stdout
    figures = json.loads(place.read_text())
    assert figures["world"] == "planned" and figures["variants"] == {}
    assert set(figures["detectors"]) == {"sentinel", "rules", "ghost"}
    assert set(figures["detectors"]["sentinel"]["primitives"]) == set(PRIMITIVES)
    # a fact that the export shows
    exact = figures["detectors"]["rules"]["primitives"]["negative_inventory"]
    assert (exact["f1"]["value"], exact["recall"]) == (1, 1)


def test_the_command_writes_export_and_truth(tmp_path):
    done = _run("--seeds", "3", "--skus", "600", "--write", str(tmp_path))
    assert done.exit_code == 0, done.output
    (written,) = tmp_path.glob("planned-3-*.csv")
    known = pq.read_table(tmp_path / "planned-3-truth.parquet")
    assert pyarrow.csv.read_csv(written).num_rows * len(PRIMITIVES) == known.num_rows


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--world", "flat"], "Known: planned"),
        (["--variants", "list_price"], "no variants"),
        (["--layout", "square"], "no variants"),
    ],
)
def test_what_this_world_has_not_is_refused(options, said):
    done = _run(*options)
    assert done.exit_code == 2
    assert said in done.stderr
