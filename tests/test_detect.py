"""A snapshot through the primitives: who wins among thresholds, what is assessed, who raised."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sentinel import (
    Curve,
    Engine,
    Found,
    Item,
    Money,
    Primitive,
    Scorecard,
    Threshold,
    _native,
    detect,
)
from sentinel.detect import Override, assessable, in_force, overrides, thresholds_for
from sentinel.errors import UsageError
from sentinel.testing import AS_OF, shop, snapshot_of, snapshots

LIMIT = Threshold(name="limit", default=5, unit="units", meaning="At least this many.")
MANY = Primitive(
    key="many",
    title="Many",
    severity="low",
    category="Test",
    family="stock",
    meaning="There are many.",
    recommendations=("Count them.",),
    requires=("on_hand_qty",),
    thresholds=(LIMIT,),
    judge=lambda item, thresholds: (
        Found(annual_cost=Money(low=1.0, expected=2.0, high=3.0), exposure=0.0, confidence=0.5)
        if (item.on_hand_qty or 0) >= thresholds["limit"]
        else None
    ),
)


def skus(given: dict[str, float] | None, *rows: dict[str, Any]) -> list[str]:
    """SKUs that `many` finds."""
    primitives = {"many": MANY}
    found = detect.detect(snapshot_of(*rows), primitives, overrides(given, primitives)).findings
    return sorted(found["sku"].to_pylist())


# --- thresholds ---------------------------------------------------------------------------------

SIX = (
    {"on_hand_qty": 6.0, "store_id": "a", "category": "Paint"},
    {"on_hand_qty": 6.0, "store_id": "a", "category": "Tools"},
    {"on_hand_qty": 6.0, "store_id": "b", "category": "Paint"},
    {"on_hand_qty": 6.0, "store_id": "b"},
)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, ["0000", "0001", "0002", "0003"]),
        ({"many.limit": 7}, []),
        ({"many.limit@store=a": 7}, ["0002", "0003"]),
        ({"many.limit@category=Paint": 7}, ["0001", "0003"]),
        ({"many.limit@store=a@category=Paint": 7}, ["0001", "0002", "0003"]),
        ({"many.limit@category=Paint@store=a": 7}, ["0001", "0002", "0003"]),
        ({"many.limit": 7, "many.limit@store=b": 5}, ["0002", "0003"]),
        ({"many.limit@store=b": 5, "many.limit": 7}, ["0002", "0003"]),
        ({"many.limit@store=nowhere": 7}, ["0000", "0001", "0002", "0003"]),
    ],
)
def test_the_more_particular_threshold_wins(given: dict[str, float], found: list[str]) -> None:
    assert skus(given, *SIX) == found


def test_a_category_may_have_any_name() -> None:
    row = {"on_hand_qty": 6.0, "category": "Paint, 1 = 2.5 l"}
    assert skus({"many.limit@category=Paint, 1 = 2.5 l": 7}, row) == []


def test_a_name_without_a_scope_value_is_refused() -> None:
    with pytest.raises(UsageError, match="scope 'store'"):
        overrides({"many.limit@store": 7}, {"many": MANY})


@pytest.mark.parametrize("value", ["many", None, "7 units", -1])
def test_a_value_that_is_no_amount_is_refused(value: Any) -> None:
    with pytest.raises(UsageError, match=r"many\.limit"):
        overrides({"many.limit": value}, {"many": MANY})


def test_a_value_may_come_as_text_from_a_command_line() -> None:
    assert overrides({"many.limit": "7"}, {"many": MANY})[0].value == 7  # type: ignore[dict-item]


def test_what_is_in_force_lists_the_defaults_and_every_override() -> None:
    changed = overrides({"many.limit@store=a": 7}, {"many": MANY})
    assert in_force({"many": MANY}, changed) == {"many.limit": 5, "many.limit@store=a": 7}


def test_an_override_of_one_primitive_leaves_the_others_alone() -> None:
    other = evolve(MANY, key="other")
    changed = [Override(primitive="other", name="limit", value=9)]
    assert thresholds_for(MANY, changed, None) == {"limit": 5}
    assert thresholds_for(other, changed, None) == {"limit": 9}


# --- assessed or not ----------------------------------------------------------------------------


def test_all_required_columns_and_one_of_the_alternatives_are_needed() -> None:
    picky = evolve(MANY, requires=("on_hand_qty", "unit_cost"), requires_any=("vendor", "status"))
    _, (lack,) = assessable(["on_hand_qty"], {"many": picky})
    assert lack.missing == ("unit_cost", "vendor or status")
    able, _ = assessable(["on_hand_qty", "unit_cost", "status"], {"many": picky})
    assert list(able) == ["many"]


def test_a_primitive_that_is_not_able_does_not_judge() -> None:
    primitives = {"many": evolve(MANY, requires=("counted_qty",))}
    assert len(detect.detect(shop(), primitives).findings) == 0


# --- plain judgements ---------------------------------------------------------------------------


def test_plain_and_compiled_findings_come_in_one_table_in_one_order() -> None:
    primitives = {**Engine(plugins=["negative_inventory"]).primitives, "many": MANY}
    found = detect.detect(shop({"on_hand_qty": -5.0}, {"on_hand_qty": 9.0}), primitives).findings
    assert found.schema.equals(detect.RAW)
    assert set(found["primitive"].to_pylist()) == {"many", "negative_inventory"}
    assert found.equals(found.sort_by(detect.ORDER))


def test_a_judgement_that_raises_on_one_row_is_left_out_as_a_whole() -> None:
    def judge(item: Item, thresholds: Any) -> Found | None:
        if item.sku == "0001":
            raise LookupError("row two")
        return MANY.judge(item, thresholds)

    detected = detect.detect(shop({}, {}), {"many": evolve(MANY, judge=judge)})
    assert detected.raised == {"many": "LookupError: row two"}
    assert len(detected.findings) == 0


def test_the_row_of_a_finding_is_the_row_of_the_snapshot() -> None:
    store = shop({}, {"on_hand_qty": -5.0}, {}, {"on_hand_qty": -9.0})
    found = detect.detect(store, Engine(plugins=["negative_inventory"]).primitives).findings
    for row in found.to_pylist():
        assert store.table["sku"][row["row"]].as_py() == row["sku"]


def test_an_item_has_the_cells_of_its_row() -> None:
    cells = {"description": "Brush", "category": "Paint", "vendor": "Acme", "unit_cost": 2.5}
    item = detect.item_of(shop({**cells, "on_hand_qty": 4.0}), "0000", None)
    assert (item.description, item.category, item.vendor) == ("Brush", "Paint", "Acme")
    assert (item.unit_cost, item.on_hand_qty) == (2.5, 4)


@given(snapshots(all_columns=True), st.data())
def test_one_item_is_the_same_alone_and_among_all(store: Any, data: st.DataObject) -> None:
    if len(store.table) == 0:
        return
    row = data.draw(st.integers(0, len(store.table) - 1))
    cells = store.table.slice(row, 1).to_pylist()[0]
    among = detect.items(detect._for_kernels(store.table), (AS_OF - detect.EPOCH).days)[row]
    alone = detect.item_of(store, cells["sku"], cells["store_id"])
    assert evolve(alone, description=None) == among


# --- what the kernels take ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("on_hand_qty", pa.array(["5"])),
        ("on_hand_qty", pa.array([5], pa.int64())),
        ("category", pa.array(["Paint"])),
        ("last_sold_on", pa.array([5], pa.int32())),
    ],
)
def test_a_column_of_the_wrong_type_is_named(column: str, value: pa.Array) -> None:
    table = pa.table({"sku": ["1"], column: value})
    with pytest.raises(ValueError, match=column):
        _native.detect(table, 0, [], [], 1)


def test_a_table_without_skus_is_refused() -> None:
    with pytest.raises(ValueError, match="sku"):
        _native.detect(pa.table({"on_hand_qty": [1.0]}), 0, [], [], 1)


NO_CARD = Scorecard().for_kernel()


def test_an_unknown_clue_is_named() -> None:
    card = Scorecard(clues={"no_such_clue": Curve(((0.0, 0.0),))}).for_kernel()
    with pytest.raises(ValueError, match="no_such_clue"):
        _native.detect(shop().table, 0, [("negative_profit", [], card)], [], 1)


def test_an_unknown_kernel_is_named() -> None:
    with pytest.raises(ValueError, match="no_such_kernel"):
        _native.detect(shop().table.drop_columns([]), 0, [("no_such_kernel", [], NO_CARD)], [], 1)


def test_the_wrong_number_of_thresholds_is_told() -> None:
    with pytest.raises(ValueError, match="negative_inventory"):
        _native.detect(shop().table, 0, [("negative_inventory", [1.0] * 9, NO_CARD)], [], 1)


def test_an_empty_table_has_no_findings() -> None:
    table = shop().table.slice(0, 0)
    assert len(_native.detect(table, 0, [("negative_profit", [], NO_CARD)], [], 4)) == 0


def test_a_date_after_the_day_of_the_snapshot_is_today() -> None:
    later = AS_OF.replace(year=AS_OF.year + 1)
    assert detect.item_of(shop({"last_sold_on": later}), "0000", None).days_since_sold == 0


def test_evidence_is_a_flat_object_of_numbers_and_words() -> None:
    engine = Engine(threads=1)
    rows = engine.detect(shop({"on_hand_qty": -50.0}, {"unit_price": 5.0})).to_pylist()
    for row in rows:
        values = json.loads(row["evidence"]).values()
        assert values
        assert all(isinstance(value, str | int | float) for value in values)
