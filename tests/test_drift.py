"""How an export changed since the last one, and what that costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import sentinel
from sentinel import Engine, Snapshot
from sentinel.models import Drift
from sentinel.testing import AS_OF, scaled, shop, snapshots
from sentinel.testing.goldens import exports_below

EXPORTS = Path(__file__).parent / "exports"
ENGINE = Engine(threads=1)
Row = dict[str, str]
ROWS: list[Row] = [
    {
        "SKU": f"{n:04}",
        "Description": f"Hammer No. {n}",
        "Qty On Hand": str(5 + n),
        "Unit Cost": f"{4 + n * 0.37:.2f}",
        "Price": f"{9 + n * 0.55:.2f}",
        "Units Sold": str(30 + 3 * n),
        "Last Sold": f"2026-10-{11 + n:02}",
        "Shelf": f"A{n}",
    }
    for n in range(15)
]


def csv(rows: list[Row]) -> bytes:
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    return "\n".join(lines).encode() + b"\n"


def changed(**columns: Callable[[str], str]) -> list[Row]:
    """The rows with some columns made anew; names with `_` for blanks."""
    made = {name.replace("_", " "): change for name, change in columns.items()}
    return [{name: made.get(name, str)(cell) for name, cell in row.items()} for row in ROWS]


def renamed(names: Mapping[str, str]) -> list[Row]:
    return [{names.get(name, name): cell for name, cell in row.items()} for row in ROWS]


def without(*names: str) -> list[Row]:
    return [{name: cell for name, cell in row.items() if name not in names} for row in ROWS]


def drift(before: list[Row], now: list[Row]) -> dict[str, Drift]:
    report = sentinel.analyze(csv(now), previous=csv(before), as_of=AS_OF)
    return {change.header: change for change in report.drift}


# --- nothing changed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "export", exports_below(EXPORTS), ids=lambda path: str(path.relative_to(EXPORTS))
)
def test_an_export_has_not_changed_since_itself(export: Path) -> None:
    from sentinel import drift
    from sentinel.errors import InputRefusedError

    try:
        snapshot = ENGINE.read(sorted(export.iterdir()) if export.is_dir() else export)
    except InputRefusedError:
        return
    assert drift.since(snapshot, snapshot, ENGINE.primitives) == ()


@given(snapshots())
def test_a_snapshot_has_not_changed_since_itself(store: Snapshot) -> None:
    from sentinel import drift

    assert drift.since(store, store, ENGINE.primitives) == ()


def test_the_order_of_columns_is_no_change() -> None:
    assert drift(ROWS, [dict(reversed(row.items())) for row in ROWS]) == {}


def test_prices_that_rise_are_no_other_unit() -> None:
    assert drift(ROWS, changed(Price=lambda cell: f"{float(cell) * 1.4:.2f}")) == {}


# --- columns ------------------------------------------------------------------------------------


def test_a_cost_column_that_vanished_names_what_cannot_be_looked_at() -> None:
    change = drift(ROWS, without("Unit Cost"))["Unit Cost"]
    assert (change.kind, change.column, change.before, change.now) == (
        "vanished",
        "unit_cost",
        "numbers",
        None,
    )
    assert set(change.not_assessed) >= {"negative_profit", "margin_erosion", "zero_cost_anomaly"}
    assert "overstock" in change.less_sharp
    assert change.costs


def test_of_alternatives_that_vanished_together_each_is_told_of() -> None:
    changes = drift(ROWS, without("Units Sold", "Last Sold"))
    assert "dead_item" in changes["Units Sold"].not_assessed
    assert "dead_item" in changes["Last Sold"].not_assessed
    alone = drift(ROWS, without("Last Sold"))["Last Sold"]
    assert (alone.not_assessed, "dead_item" in alone.less_sharp) == ((), True)


def test_a_column_that_is_not_read_vanishes_without_cost() -> None:
    change = drift(ROWS, without("Shelf"))["Shelf"]
    assert (change.kind, change.column, change.costs) == ("vanished", None, False)


def test_a_new_column_appeared() -> None:
    change = drift(without("Unit Cost"), ROWS)["Unit Cost"]
    assert (change.kind, change.column, change.now, change.costs) == (
        "appeared",
        "unit_cost",
        "numbers",
        False,
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [("Unit Cost", "Cost Each"), ("Price", "Retail Price"), ("Shelf", "Where it stands")],
)
def test_a_renamed_header_vanished_and_appeared_and_the_two_name_each_other(
    old: str, new: str
) -> None:
    changes = drift(ROWS, renamed({old: new}))
    assert {h: (c.kind, c.other_header) for h, c in changes.items()} == {
        old: ("vanished", new),
        new: ("appeared", old),
    }
    assert not any(change.not_assessed for change in changes.values())


@given(st.permutations(["Alpha One", "Beta Two", "Gamma Three"]))
def test_headers_renamed_together_are_paired_by_their_values(names: list[str]) -> None:
    new = dict(zip(["Description", "Shelf", "SKU"], names, strict=True))
    told = {"Description": "description", "Shelf": "category", "SKU": "sku"}
    before = ENGINE.read(csv(ROWS), as_of=AS_OF)
    mapping = {new[old]: column for old, column in told.items()}
    now = ENGINE.read(csv(renamed(new)), as_of=AS_OF, mapping=mapping)
    changes = {change.header: change for change in ENGINE.analyze(now, previous=before).drift}
    assert {old: changes[old].other_header for old in ("Description", "SKU")} == {
        "Description": new["Description"],
        "SKU": new["SKU"],
    }


def test_two_columns_of_small_numbers_are_not_one_renamed() -> None:
    before = [row | {"Bin": str(n % 3)} for n, row in enumerate(ROWS)]
    now = [row | {"Faces": str(n % 3)} for n, row in enumerate(ROWS)]
    assert {change.other_header for change in drift(before, now).values()} == {None}


def test_months_that_move_on_are_no_change() -> None:
    def year(*months: str) -> list[Row]:
        return [
            {k: row[k] for k in ("SKU", "Description", "Qty On Hand")}
            | {month: str(n + at) for at, month in enumerate(months)}
            for n, row in enumerate(ROWS)
        ]

    earlier = year("Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026")
    later = year("Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026", "Jul 2026")
    taken = {m.header for m in ENGINE.read(csv(later)).sources[0].mapping if m.addend}
    assert "Jul 2026" in taken
    assert drift(earlier, later) == {}


# --- types --------------------------------------------------------------------------------------


def test_numbers_that_became_words_are_lost() -> None:
    change = drift(ROWS, changed(Qty_On_Hand=lambda _: "see note"))["Qty On Hand"]
    assert (change.kind, change.column, change.before, change.now) == (
        "type",
        "on_hand_qty",
        "numbers",
        "words",
    )
    assert "overstock" in change.not_assessed


def test_a_column_that_is_empty_now_is_lost() -> None:
    change = drift(ROWS, changed(Unit_Cost=lambda _: ""))["Unit Cost"]
    assert (change.kind, change.now) == ("type", "empty")
    assert "negative_profit" in change.not_assessed


def test_days_in_another_order_are_told_of() -> None:
    def american(cell: str) -> str:
        year, month, day = cell.split("-")
        return f"{month}/{day}/{year}"

    def european(cell: str) -> str:
        year, month, day = cell.split("-")
        return f"{day}/{month}/{year}"

    change = drift(changed(Last_Sold=american), changed(Last_Sold=european))["Last Sold"]
    assert (change.kind, change.before, change.now) == ("type", "dates (MDY)", "dates (DMY)")


def test_codes_that_look_like_numbers_or_not_are_no_change() -> None:
    assert drift(ROWS, changed(SKU=lambda cell: f"A-{cell}")) == {}


# --- units --------------------------------------------------------------------------------------


def test_dollars_that_became_cents_are_told_of() -> None:
    change = drift(ROWS, changed(Unit_Cost=lambda cell: f"{float(cell) * 100:.0f}"))["Unit Cost"]
    assert (change.kind, change.column, change.now) == (
        "scale",
        "unit_cost",
        "100 (cents instead of dollars)",
    )
    assert change.costs


def test_and_back() -> None:
    change = drift(changed(Price=lambda cell: f"{float(cell) * 100:.0f}"), ROWS)["Price"]
    assert change.now == "0.01 (dollars instead of cents)"


@pytest.mark.parametrize("packs", [(6, 12, 24), (12,)])
def test_costs_by_the_pack_are_told_from_costs_by_the_unit(packs: tuple[int, ...]) -> None:
    before = [row | {"Pack Qty": str(packs[n % len(packs)])} for n, row in enumerate(ROWS)]
    now = [
        row | {"Unit Cost": f"{float(row['Unit Cost']) * int(row['Pack Qty']):.2f}"}
        for row in before
    ]
    change = drift(before, now)["Unit Cost"]
    assert change.now is not None
    assert change.now.endswith("(by the pack instead of the unit)")


def test_stock_counted_in_packs_is_told_of() -> None:
    before = [
        row | {"Pack Qty": "12", "Qty On Hand": str(12 * (n + 1))} for n, row in enumerate(ROWS)
    ]
    now = [row | {"Qty On Hand": str(n + 1)} for n, row in enumerate(before)]
    change = drift(before, now)["Qty On Hand"]
    assert change.now == "0.0833 (by the pack instead of the unit)"


def test_a_fraction_that_became_a_percentage_is_told_of() -> None:
    before = [row | {"Tax": "0.07"} for row in ROWS]
    now = [row | {"Tax": "7"} for row in ROWS]
    change = drift(before, now)["Tax"]
    assert (change.kind, change.column, change.now) == ("scale", None, "100, percent")


def test_a_longer_sales_window_is_no_other_unit() -> None:
    month = [row | {"Days": "30"} for row in ROWS]
    year = [row | {"Days": "365", "Units Sold": str(int(row["Units Sold"]) * 12)} for row in ROWS]
    told = {"Days": "sales_window_days"}
    report = sentinel.analyze(csv(year), previous=csv(month), as_of=AS_OF, mapping=told)
    assert [change for change in report.drift if change.kind == "scale"] == []


@given(st.sampled_from([100.0, 0.01]))
def test_a_store_in_another_unit_is_told_of_in_every_column_of_money(factor: float) -> None:
    from sentinel import drift

    store = shop()
    changes = drift.since(store, scaled(store, factor), ENGINE.primitives)
    assert {change.kind for change in changes} == {"scale"}
    assert {"unit_cost", "unit_price"} <= {change.column for change in changes}


# --- snapshots that never were files, and saved mappings ----------------------------------------


def test_columns_of_a_bare_snapshot_are_compared_too() -> None:
    store = shop()
    less = evolve(store, table=store.table.drop_columns(["unit_cost"]))
    report = sentinel.analyze(less, previous=store)
    assert [(c.kind, c.column, bool(c.not_assessed)) for c in report.drift] == [
        ("vanished", "unit_cost", True)
    ]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    sentinel.suggest_mapping(csv(ROWS)).save(tmp_path)
    return tmp_path


def test_a_file_as_it_was_when_its_mapping_was_saved_has_not_changed(kept: Path) -> None:
    assert sentinel.analyze(csv(ROWS), mappings=kept).drift == ()


def test_a_saved_mapping_of_nearly_the_same_headers_shows_what_vanished(kept: Path) -> None:
    changes = sentinel.analyze(csv(without("Unit Cost")), mappings=kept).drift
    assert [(c.kind, c.header) for c in changes] == [("vanished", "Unit Cost")]
    assert "negative_profit" in changes[0].not_assessed
    assert changes[0].compared_with.startswith("the mapping saved on ")


def test_a_saved_mapping_shows_cents_under_the_same_headers(kept: Path) -> None:
    cents = changed(Price=lambda cell: f"{float(cell) * 100:.0f}")
    changes = sentinel.analyze(csv(cents), mappings=kept).drift
    assert [(c.kind, c.header, c.now) for c in changes] == [
        ("scale", "Price", "100 (cents instead of dollars)")
    ]


def test_a_saved_mapping_of_other_headers_says_nothing(kept: Path) -> None:
    other = EXPORTS / "square" / "ageing.csv"
    assert sentinel.analyze(other, mappings=kept).drift == ()


def test_the_previous_export_may_lack_a_header_that_is_told_of_this_one() -> None:
    now = csv(renamed({"Unit Cost": "EK neu"}))
    report = sentinel.analyze(now, previous=csv(ROWS), mapping={"EK neu": "unit_cost"})
    assert {c.header: c.other_header for c in report.drift} == {
        "Unit Cost": "EK neu",
        "EK neu": "Unit Cost",
    }


def test_of_several_files_each_takes_the_headers_that_it_has() -> None:
    stock = csv([{k: row[k] for k in ("SKU", "Qty On Hand")} for row in ROWS])
    costs = csv([{"SKU": row["SKU"], "EK neu": row["Unit Cost"]} for row in ROWS])
    snapshot = sentinel.read([stock, costs], mapping={"EK neu": "unit_cost"})
    assert snapshot.table["unit_cost"].null_count == 0
