"""What is true of every primitive that the engine finds, whoever wrote it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel import Engine, Found, Item, Primitive, Snapshot, formulas
from sentinel.testing import (
    Row,
    beside,
    by_hand,
    chunked,
    differences,
    findings,
    items,
    scaled,
    shop,
    shuffled,
    snapshot_of,
    snapshots,
)

PRIMITIVES: Mapping[str, Primitive] = Engine().primitives

MISSING_IS_THE_FINDING = {"zero_cost_anomaly": {"unit_cost"}}
"""Required columns whose missing cells are just what the primitive looks for."""

every_primitive = pytest.mark.parametrize("key", sorted(PRIMITIVES))


def cost_of(found: Mapping[Row, Found]) -> dict[Row, float]:
    return {row: one.annual_cost.expected for row, one in found.items()}


@every_primitive
@given(store=snapshots())
def test_the_kernel_says_what_the_plain_judgement_says(key: str, store: Snapshot) -> None:
    primitive = PRIMITIVES[key]
    assert differences(findings(primitive, store), by_hand(primitive, store)) == []


@every_primitive
@given(store=snapshots(all_columns=True, plausible=True), before=snapshots(all_columns=True))
def test_the_two_agree_when_there_is_an_earlier_snapshot(
    key: str, store: Snapshot, before: Snapshot
) -> None:
    primitive = PRIMITIVES[key]
    kernel = findings(primitive, store, previous=before)
    assert differences(kernel, by_hand(primitive, store, previous=before)) == []


@pytest.mark.parametrize("key", [key for key, one in sorted(PRIMITIVES.items()) if one.thresholds])
@given(store=snapshots(all_columns=True, plausible=True), data=st.data())
def test_the_two_agree_under_other_thresholds(
    key: str, store: Snapshot, data: st.DataObject
) -> None:
    primitive = PRIMITIVES[key]
    scopes = st.sampled_from(["", "@store=north", "@category=Paint", "@store=main@category=Tools"])
    factors = st.sampled_from([0.0, 0.5, 0.9, 1.1, 2.0, 10.0])
    changed = {
        f"{key}.{threshold.name}{data.draw(scopes)}": threshold.default * data.draw(factors)
        for threshold in data.draw(st.lists(st.sampled_from(primitive.thresholds), min_size=1))
    }
    kernel = findings(primitive, store, thresholds=changed)
    assert differences(kernel, by_hand(primitive, store, thresholds=changed)) == []


@every_primitive
@given(store=snapshots())
def test_a_row_without_what_the_primitive_requires_is_never_found(
    key: str, store: Snapshot
) -> None:
    primitive = PRIMITIVES[key]
    needed = set(primitive.requires) - MISSING_IS_THE_FINDING.get(key, set())
    rows = {(row["store_id"], row["sku"]): row for row in store.table.to_pylist()}
    for found in findings(primitive, store):
        row = rows[found]
        assert [name for name in needed if row.get(name) is None] == []
        alternatives = [row.get(name) for name in primitive.requires_any]
        assert not alternatives or any(value is not None for value in alternatives)


@every_primitive
@given(store=snapshots(max_rows=3), data=st.data())
def test_without_a_required_column_nothing_is_found(
    key: str, store: Snapshot, data: st.DataObject
) -> None:
    primitive = PRIMITIVES[key]
    gone = data.draw(st.sampled_from([{name} for name in primitive.requires]))
    kept = [name for name in store.table.column_names if name not in gone]
    lacking = Snapshot(table=store.table.select(kept), as_of=store.as_of, as_of_source="given")
    assert findings(primitive, lacking) == {}


@every_primitive
@given(store=snapshots(), seed=st.integers(0, 1000))
def test_findings_do_not_depend_on_the_order_of_rows(key: str, store: Snapshot, seed: int) -> None:
    assert findings(PRIMITIVES[key], shuffled(store, seed)) == findings(PRIMITIVES[key], store)


@every_primitive
@given(store=snapshots(), rows=st.integers(1, 30), threads=st.integers(1, 4))
def test_findings_do_not_depend_on_chunks_or_threads(
    key: str, store: Snapshot, rows: int, threads: int
) -> None:
    whole = findings(PRIMITIVES[key], chunked(store, 10**6), threads=1)
    assert findings(PRIMITIVES[key], chunked(store, rows), threads=threads) == whole


@every_primitive
@given(store=snapshots(plausible=True), power=st.sampled_from([-3, -1, 1, 2, 10]))
def test_dollars_scale_with_the_currency(key: str, store: Snapshot, power: int) -> None:
    factor = 2.0**power  # exact in binary: not a bit of a figure may differ
    before = findings(PRIMITIVES[key], store)
    after = findings(PRIMITIVES[key], scaled(store, factor))
    assert dollars(after, 1.0) == dollars(before, factor)


def dollars(found: Mapping[Row, Found], factor: float) -> dict[Row, list[float]]:
    return {
        row: [
            factor * one.annual_cost.low,
            factor * one.annual_cost.expected,
            factor * one.annual_cost.high,
            factor * one.exposure,
            one.confidence,
        ]
        for row, one in found.items()
    }


@every_primitive
@given(
    store=snapshots(all_columns=True),
    other=snapshots(all_columns=True, stores=("elsewhere",)),
    first=st.booleans(),
)
def test_an_unrelated_store_changes_nothing(
    key: str, store: Snapshot, other: Snapshot, first: bool
) -> None:
    alone = findings(PRIMITIVES[key], store)
    both = beside(other, store) if first else beside(store, other)
    prefix = "beside " if first else ""
    mine = {
        (name.removeprefix("beside "), sku): found
        for (name, sku), found in findings(PRIMITIVES[key], both).items()
        if "elsewhere" not in name and name.startswith(prefix)
    }
    assert mine == alone


@every_primitive
@given(store=snapshots())
def test_figures_are_finite_and_in_order_whatever_comes_in(key: str, store: Snapshot) -> None:
    for found in findings(PRIMITIVES[key], store).values():
        cost = found.annual_cost
        numbers = [value for value in found.evidence.values() if not isinstance(value, str)]
        assert all(map(math.isfinite, [cost.low, cost.high, found.exposure, *numbers]))
        assert 0 <= cost.low <= cost.expected <= cost.high
        assert found.exposure >= 0
        assert 0 <= found.confidence <= 1


@every_primitive
@given(item=items())
def test_a_plain_judgement_never_raises(key: str, item: Item) -> None:
    primitive = PRIMITIVES[key]
    defaults = {threshold.name: threshold.default for threshold in primitive.thresholds}
    found = primitive.judge(item, defaults)
    assert found is None or found.annual_cost.low <= found.annual_cost.expected


@every_primitive
@given(store=snapshots(plausible=True))
def test_the_evidence_recomputes_the_dollars(key: str, store: Snapshot) -> None:
    primitive = PRIMITIVES[key]
    for row, found in findings(primitive, store).items():
        formula = formulas.fitting(primitive.formulas, found.evidence)
        if formula is None:
            # nothing is known of its sales, and then nothing is charged
            assert (row, found.annual_cost.expected) == (row, 0.0)
            continue
        again = formulas.evaluate(formula, found.evidence)
        assert again == pytest.approx(found.annual_cost.expected, rel=1e-5, abs=0.01)


@pytest.mark.parametrize("key", ["negative_inventory", "severe_inventory_deficit"])
@given(
    store=snapshots(all_columns=True, max_rows=0, max_peers=30),
    sold=st.floats(0, 1e6),
    window=st.sampled_from([1.0, 30.0, 365.0]),
    deficit=st.floats(0.5, 9000),
    deeper=st.sampled_from([1.0, 0.25, 40.0, 1000.0]),
)
def test_a_bigger_deficit_never_costs_less(
    key: str, store: Snapshot, sold: float, window: float, deficit: float, deeper: float
) -> None:
    def cost(units: float) -> float:
        row = {
            "sku": "short",
            "unit_cost": 3.0,
            "unit_price": 5.0,
            "units_sold": sold,
            "sales_window_days": window,
            "on_hand_qty": -units,
        }
        one = snapshot_of(row, columns=store.table.column_names)
        both = beside(one, store)
        return cost_of(findings(PRIMITIVES[key], both)).get(("main", "short"), 0.0)

    assert cost(deficit + deeper) >= cost(deficit)


@every_primitive
def test_a_primitive_declares_itself_in_full(key: str) -> None:
    primitive = PRIMITIVES[key]
    assert primitive.key == key
    assert primitive.meaning.endswith(".")
    assert primitive.recommendations
    assert primitive.formulas
    assert all(threshold.unit and threshold.meaning for threshold in primitive.thresholds)


@every_primitive
def test_a_shop_in_which_nothing_is_wrong_is_left_in_peace(key: str) -> None:
    assert findings(PRIMITIVES[key], shop()) == {}
