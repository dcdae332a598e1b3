"""What else to export: in the words of the POS, worth most first, nothing that is there already."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import sentinel
from sentinel import Adapter, Engine, Export, Primitive, Report
from sentinel.advice import Have, advise, powers
from sentinel.canonical import BY_NAME
from sentinel.column_worth import brings, complete, found_in_all
from sentinel.models import Advice
from sentinel.testing import AS_OF, shop

PRIMITIVES: dict[str, Primitive] = dict(Engine(threads=1).primitives)
CORNER_TILL = Adapter(
    key="corner_till",
    title="Corner Till",
    exports=(
        Export(
            name="items",
            fingerprint=("PLU", "Shelf price"),
            columns={"sku": "PLU", "unit_price": "Shelf price", "unit_cost": ("Buying", "Cost")},
            location_columns={"on_hand_qty": "Stock "},
        ),
        Export(
            name="takings",
            title="Takings by item",
            menu_path="Reports > Takings > Export",
            fingerprint=("PLU", "Pieces"),
            columns={"sku": "PLU", "units_sold": "Pieces", "last_sold_on": "Last rung up"},
        ),
        Export(
            name="month",
            fingerprint=("PLU", "Pieces this month"),
            columns={"sku": "PLU", "units_sold": "Pieces this month"},
            sales_window_days=30,
        ),
        Export(name="tenders", fingerprint=("Tender", "Amount")),
    ),
)
ITEMS = Have(pos="corner_till", export="items", headers=("PLU", "Shelf price", "Stock Main"))
THERE = ("sku", "unit_price", "on_hand_qty")
columns = st.frozensets(st.sampled_from(sorted(BY_NAME)))


def advised(there: tuple[str, ...] = THERE, *more: Have, pos: str = "corner_till") -> list[Advice]:
    adapters = {"corner_till": CORNER_TILL, "generic": Adapter(key="generic", title="Any list")}
    have = evolve(ITEMS, pos=pos, export="items" if pos == "corner_till" else "unknown")
    return list(advise(there, [have, *more], adapters, PRIMITIVES))


def of(column: str, items: list[Advice]) -> Advice:
    return next(one for one in items if column in one.columns)


# --- in the words of the POS --------------------------------------------------------------------


def test_another_export_of_the_same_pos_is_named_with_its_place_in_the_menu() -> None:
    sales = of("units_sold", advised())
    assert sales.how == (
        'In Corner Till, export "Takings by item" (Reports > Takings > Export) for the last 12'
        " months and pass both files."
    )
    assert (sales.pos, sales.export, sales.columns, sales.headers) == (
        "corner_till",
        "takings",
        ("units_sold", "last_sold_on"),
        ("Pieces", "Last rung up"),
    )
    assert {"overstock", "low_stock", "dead_item"} <= set(sales.opens)


def test_an_export_that_is_there_is_not_asked_for_again() -> None:
    takings = Have(pos="corner_till", export="takings", headers=("PLU", "Pieces"))
    items = advised((*THERE, "units_sold"), takings)
    assert [one.export for one in items if one.export] == []


def test_a_column_that_this_file_could_have_had_is_named_as_the_pos_names_it() -> None:
    cost = of("unit_cost", advised())
    assert cost.how == (
        'This Corner Till export (items) has no column "Buying" (the unit cost), which others of'
        " its kind have. Export it again with that column."
    )
    assert (cost.export, cost.headers) == (None, ("Buying",))


def test_a_column_that_is_there_and_empty_is_to_be_filled_in() -> None:
    empty = Have(pos="corner_till", export="items", headers=("PLU", "Cost"))
    cost = of("unit_cost", advised(THERE, empty))
    assert cost.how.startswith('Fill in "Cost" in Corner Till: it is empty')


def test_what_the_pos_does_not_export_may_come_from_a_list_of_ones_own() -> None:
    one = of("list_price", advised())
    assert one.how.startswith("No Corner Till export that is known here has the list price")


def test_a_home_made_list_gets_plain_words() -> None:
    assert of("unit_cost", advised(pos="generic")).how == "Add a column with the unit cost."
    assert of("counted_qty", advised(pos="generic")).columns == (
        "counted_qty",
        "count_variance_qty",
        "last_counted_on",
    )


@given(columns)
def test_nothing_is_advised_that_is_there_or_that_nothing_uses(there: frozenset[str]) -> None:
    used = {n for p in PRIMITIVES.values() for n in (*p.requires, *p.requires_any, *p.uses)}
    for one in advised(tuple(there)):
        assert not set(one.columns) & complete(there)
        assert set(one.columns) <= used
        assert one.opens or one.sharpens or one.needed_by


@given(columns)
def test_every_column_is_advised_once_and_the_most_worth_first(there: frozenset[str]) -> None:
    items = advised(tuple(there))
    named = [column for one in items for column in one.columns]
    assert len(named) == len(set(named))
    worths = [one.found_share for one in items]
    assert worths == sorted(worths, reverse=True)


@given(columns)
def test_who_follows_all_advice_opens_every_primitive(there: frozenset[str]) -> None:
    then = {*there, *(column for one in advised(tuple(there)) for column in one.columns)}
    assert "not assessed" not in {power.state for power in powers(then, PRIMITIVES)}


# --- what it is worth ---------------------------------------------------------------------------


@given(columns, st.sampled_from(sorted(BY_NAME)))
def test_a_worth_is_a_share(there: frozenset[str], column: str) -> None:
    assert 0.0 <= brings((column,), complete(there), sorted(BY_NAME)) <= 1.0


def test_the_figures_are_of_canonical_columns_and_of_every_combination() -> None:
    path = Path(sentinel.__file__).with_name("column_worth.json")
    figures = json.loads(path.read_text(encoding="utf-8"))
    named = [*figures["beside"], *(c for group in figures["groups"].values() for c in group)]
    assert set(named) <= set(BY_NAME)
    shares = figures["found_share"]
    assert (len(shares), shares[0], shares[-1]) == (2 ** len(figures["groups"]), 0.0, 1.0)
    assert figures["command"].startswith("python -m benchmarks.leakbench.worth ")


def test_sales_are_worth_more_than_a_case_size() -> None:
    items = advised((*THERE, "unit_cost"))
    assert of("units_sold", items).found_share > 0.1 > of("pack_qty", items).found_share


def test_two_columns_that_open_something_only_together_both_count() -> None:
    items = advised(("sku",), pos="generic")
    assert min(of(c, items).found_share for c in ("unit_price", "unit_cost")) > 0.05
    assert "last_cost" not in {column for one in items for column in one.columns}


def analyzed(*absent: str) -> Report:
    store = shop()
    return sentinel.analyze(evolve(store, table=store.table.drop_columns(list(absent))))


def test_dollars_grow_with_the_sales_of_the_store() -> None:
    store = shop().table
    sold = store.set_column(
        store.column_names.index("units_sold"),
        "units_sold",
        pa.array([2 * units for units in store["units_sold"].to_pylist()]),
    )
    once, twice = found_in_all(store), found_in_all(sold)
    assert once is not None and twice is not None
    assert twice == pytest.approx(2 * once)


def test_what_sharpens_is_told_from_what_is_not_enough_alone() -> None:
    sold = of("units_sold", advised(("sku", "unit_price", "unit_cost"), pos="generic"))
    assert "negative_profit" in sold.sharpens
    assert ("overstock" in sold.sharpens, "overstock" in sold.opens) == (False, False)
    assert "overstock" in sold.needed_by


def test_without_sales_the_stock_tells_the_size() -> None:
    store = shop().table.drop_columns(["units_sold", "sales_window_days"])
    assert (found_in_all(store) or 0) > 0
    assert (found_in_all(store.drop_columns(["unit_cost"])) or 0) > 0
    assert found_in_all(store.drop_columns(["unit_cost", "unit_price"])) is None


def test_a_report_advises_in_dollars() -> None:
    report = analyzed("unit_cost")
    cost = of("unit_cost", list(report.advice))
    assert cost.annual_worth is not None and cost.annual_worth > 0
    assert "negative_profit" in cost.opens


def test_a_cost_column_without_a_value_counts_as_absent() -> None:
    rows = "SKU,Price,Qty On Hand,Unit Cost\n" + "".join(f"{n},9.99,5,\n" for n in range(9))
    cost = of("unit_cost", list(sentinel.analyze(rows.encode(), as_of=AS_OF).advice))
    assert "negative_profit" in cost.sharpens
    assert cost.how == "Fill in the unit cost: there is nothing under the header."
    told = {p.primitive: p for p in sentinel.suggest_mapping(rows.encode()).primitives}
    assert (told["negative_profit"].state, told["negative_profit"].lacks[0]) == (
        "partly",
        "unit_cost",
    )


# --- what primitives lack -----------------------------------------------------------------------


def test_powers_tell_full_from_partly_from_not_assessed() -> None:
    told = {p.primitive: (p.state, p.lacks) for p in powers(THERE, PRIMITIVES)}
    assert told["negative_profit"] == ("not assessed", ("unit_cost",))
    assert told["dead_item"] == ("not assessed", ("last_sold_on or units_sold",))
    assert told["negative_inventory"] == ("partly", ("unit_cost", "units_sold"))
    everything = powers(BY_NAME, PRIMITIVES)
    assert {(p.state, p.lacks) for p in everything} == {("full", ())}


def test_a_last_cost_stands_for_the_unit_cost() -> None:
    told = {p.primitive: p.state for p in powers((*THERE, "last_cost"), PRIMITIVES)}
    assert told["negative_profit"] == "partly"


def test_the_stock_is_asked_of_the_stock_list_and_not_of_a_count() -> None:
    """A count names what was counted, which may be one shelf."""
    counts = Export(
        name="counts",
        fingerprint=("PLU", "Counted"),
        columns={
            "sku": "PLU",
            "on_hand_qty": "Book",
            "unit_cost": "Cost",
            "counted_qty": "Counted",
            "count_variance_qty": "Difference",
        },
    )
    stock = Export(
        name="stock", fingerprint=("PLU", "Pieces"), columns={"sku": "PLU", "on_hand_qty": "Pieces"}
    )
    prices = Export(
        name="prices", fingerprint=("PLU", "Price"), columns={"sku": "PLU", "unit_price": "Price"}
    )
    till = Adapter(key="till", title="Till", exports=(counts, stock, prices))
    have = Have(pos="till", export="prices", headers=("PLU", "Price"))
    advice = list(advise(("sku", "unit_price"), [have], {"till": till}, PRIMITIVES))
    assert of("on_hand_qty", advice).export == "stock"
    assert of("count_variance_qty", advice).export == "counts"
