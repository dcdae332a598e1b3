"""Who is judged: the engine, the peers, a learner, and anybody's file of findings."""

from __future__ import annotations

import datetime as dt

import pytest

pytest.importorskip("numpy", reason="LeakBench needs the extra benchmark")

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from sentinel_leakbench import detectors, ghost, rules, score, simulate
from sentinel_leakbench.cases import PLAIN, VARIANTS, Variant, case
from sentinel_leakbench.columns import Columns
from sentinel_leakbench.features import features
from sentinel_leakbench.layouts import LAYOUTS
from sentinel_leakbench.truth import truth

from sentinel.errors import UsageError

DAY = dt.date(2026, 3, 1)


@pytest.fixture(scope="module")
def store():
    return simulate(1500, seed=11, keep=(0, 90))


def _export(**columns):
    return pa.table({"sku": ["a", "b"], **columns})


# the exports


def test_each_variant_is_another_export_of_the_same_items(store):
    plain = case(store)
    for variant in VARIANTS:
        if variant.size == 1 and variant.key != "previous":
            other = case(store, variant)
            assert other.table["sku"].equals(plain.table["sku"]), variant.key
            assert not other.table.equals(plain.table), variant.key


def test_a_previous_export_is_given_with_its_own_day(store):
    given = case(store, Variant(key="previous", title="", previous=True))
    assert (given.as_of - given.previous_as_of).days == 90
    assert not given.previous.equals(given.table)
    assert case(store).previous is None


def test_variants_have_keys_of_their_own_and_layouts_that_exist():
    every = (PLAIN, *VARIANTS)
    assert len({variant.key for variant in every}) == len(every)
    assert {variant.layout for variant in every} <= set(LAYOUTS)


# columns


def test_what_an_export_does_not_say_is_not_a_number():
    columns = Columns(_export(unit_cost=["1.5", "N/A"], last_sold_on=["2026-02-27", "soon"]), DAY)
    assert columns.number("unit_cost").tolist()[0] == 1.5
    assert np.isnan(columns.number("unit_cost")[1])
    assert columns.days_since("last_sold_on").tolist()[0] == 2
    assert np.isnan(columns.days_since("last_sold_on")[1])
    assert np.isnan(columns.number("list_price")).all()
    assert columns.group("vendor").tolist() == [0, 0]


# peers


def test_rules_find_every_negative_record_and_drown_in_quiet_items(store):
    plain = case(store)
    judged = score(rules.findings(plain.table, plain.as_of), truth(store).table())
    assert judged.tallies["negative_inventory"].f1 == 1
    assert judged.tallies["dead_item"].precision < 0.5


def test_rules_put_the_costliest_first(store):
    plain = case(store)
    cost = rules.findings(plain.table, plain.as_of)["annual_cost"].to_numpy()
    assert np.all(np.diff(cost) <= 0)


def test_stock_is_a_ghost_once_its_silence_has_a_chance_below_one_in_a_hundred():
    sold = {"units_sold": [36.5, 36.5], "sales_window_days": [365.0, 365.0]}
    silent = {"last_sold_on": pa.array([dt.date(2026, 1, 13), dt.date(2026, 1, 15)])}
    table = _export(on_hand_qty=[4.0, 4.0], **sold, **silent)
    found = ghost.findings(table, DAY)  # a tenth a day: 47 days are too long, 45 are not
    assert found["sku"].to_pylist() == ["a"]
    assert found["confidence"][0].as_py() == pytest.approx(1 - np.exp(-4.7))


def test_an_item_that_the_books_do_not_hold_is_no_ghost():
    table = _export(
        on_hand_qty=[0.0, -3.0],
        units_sold=[365.0, 365.0],
        sales_window_days=[365.0, 365.0],
        last_sold_on=pa.array([dt.date(2025, 1, 1)] * 2),
    )
    assert len(ghost.findings(table, DAY)) == 0
    assert len(ghost.findings(table.drop_columns(["last_sold_on"]), DAY)) == 0


# the learner


def test_features_are_numbers_for_every_item_whatever_is_missing(store):
    plain = case(store)
    full = features(plain.table, plain.as_of)
    bare = features(plain.table.select(["sku", "unit_cost", "unit_price"]), plain.as_of)
    assert full.keys() == bare.keys()
    assert all(len(values) == 1500 for values in (*full.values(), *bare.values()))


def test_features_of_an_item_do_not_depend_on_the_order_of_rows(store):
    plain = case(store)
    back = plain.table.take(list(range(1499, -1, -1)))
    turned = features(back, plain.as_of)
    for name, values in features(plain.table, plain.as_of).items():
        assert np.allclose(turned[name][::-1], values, equal_nan=True), name


def test_a_learner_finds_in_another_store_what_it_was_told_in_three(tmp_path):
    learner = pytest.importorskip(
        "sentinel_leakbench.learner", reason="the learner needs the extra benchmark"
    )
    seeds = (20, 21, 22)
    for seed in seeds:
        learner.prepare(seed, 1200, tmp_path)
    taught = learner.Learner(
        models={"negative_profit": learner.fit("negative_profit", seeds, tmp_path, rounds=20)}
    )
    other = simulate(1200, seed=23)
    judged = score(taught.findings(case(other)), truth(other).table(), offered=taught.models)
    assert judged.tallies["negative_profit"].f1 > 0.8
    place = tmp_path / "kept" / "learner.pickle"
    assert learner.load(place) is None
    learner.keep(taught, place)
    assert learner.load(place).findings(case(other)).equals(taught.findings(case(other)))


def test_a_kept_learner_is_of_these_stores_only():
    learner = pytest.importorskip(
        "sentinel_leakbench.learner", reason="the learner needs the extra benchmark"
    )
    places = {learner.cached(skus, seeds) for skus in (300, 400) for seeds in ((1, 2), (1, 3))}
    assert len(places) == 4


# files


FOUND = pa.table(
    {
        "seed": [11, 12],
        "sku": ["007", "008"],
        "primitive": ["overstock", "overstock"],
        "confidence": [0.9, 0.8],
    }
)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_file_tells_of_each_store_what_it_says_of_that_seed(store, tmp_path, ending):
    path = tmp_path / f"found.{ending}"
    if ending == "csv":
        pyarrow.csv.write_csv(FOUND, path)
    else:
        pq.write_table(FOUND, path)
    said = detectors.from_file(path)(case(store))
    assert said.findings["sku"].to_pylist() == ["007"]
    assert said.offered == ["overstock"]


def test_a_file_that_lacks_a_column_is_told_which(tmp_path):
    pyarrow.csv.write_csv(FOUND.drop_columns(["confidence"]), tmp_path / "found.csv")
    with pytest.raises(UsageError, match="also needs confidence"):
        detectors.from_file(tmp_path / "found.csv")


# the engine


def test_the_engine_is_asked_through_a_file_and_gives_the_probabilities_of_causes(store):
    said = detectors.sentinel(case(store))
    assert {"dead_item", "low_stock"} <= set(said.offered)
    assert set(said.findings["issue_id"].to_pylist()) == set(said.posteriors)
    known = truth(store).table()
    judged = score(said.findings, known, offered=said.offered, posteriors=said.posteriors)
    assert judged.pooled.cause_log_loss < np.log(8)
