"""What is odd about Toast's exports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel.engine import Engine
from sentinel.errors import NoIdentifierError
from sentinel.models import Snapshot

Read = Callable[..., Snapshot]
Rows = Callable[..., list[dict[str, Any]]]

MIX = (
    'Type,Menu,Menu group,"Item, open item",Size modifier,"Modifiers, special requests",Deferred,'
    "Qty sold,Avg. price,Item COGS,Net sales\n"
)
SELECTIONS = (
    "Location,Order Date,Master Id,Menu Item,Menu Group,Sales Category,Net Price,Qty,Void?\n"
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("Lunch", "Dinner")),
            st.sampled_from(("Pies", "Sides", "Drinks")),
            st.sampled_from(("Chips", "Tea", "Pie", "Slaw")),
            st.integers(0, 50),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_items_come_to_the_grand_total_whatever_menus_they_are_on(
    sold: list[tuple[str, str, str, int]],
) -> None:
    """Totals of menus and groups, and modifiers, add nothing to what their items sold."""
    lines = [f",,,,,,,{sum(n for *_, n in sold)},,,"]
    for menu, group, item, units in sold:
        lines += [
            f",{menu},{group},,,,,{units},,,",
            f"menuItem,{menu},{group},{item},,,false,{units},2.00,,{units * 2}",
            f"modifier,{menu},{group},{item},,Extra,false,{units},1.00,,{units}",
        ]
    table = Engine(threads=1).read((MIX + "\n".join(lines)).encode()).table
    assert pc.sum(table["units_sold"]).as_py() == sum(n for *_, n in sold)
    assert pc.sum(table["net_sales"]).as_py() == 2 * sum(n for *_, n in sold)
    assert table.num_rows == len({item for _, _, item, _ in sold})


@pytest.mark.parametrize("cogs", [(30, 12), (3, 2)], ids=["totals", "per unit"])
def test_cogs_are_read_as_totals_or_per_unit(read: Read, rows: Rows, cogs: tuple[int, int]) -> None:
    """Not documented: ten pies of $12 cannot have cost $30 each."""
    pie, tea = cogs
    text = MIX + (
        f"menuItem,Dinner,Pies,Pie,,,false,10,12.00,{pie},120\n"
        f"menuItem,Dinner,Drinks,Tea,,,false,6,4.00,{tea},24\n"
    )
    assert rows(read(text), "unit_cost") == [{"unit_cost": 3.0}, {"unit_cost": 2.0}]


def test_a_size_counts_only_where_its_item_has_no_row(read: Read, rows: Rows) -> None:
    text = MIX + (
        "menuItem,Dinner,Sides,Chips,,,false,5,4.00,,20\n"
        "menuItem,Dinner,Sides,Chips,Large,,false,5,4.00,,20\n"
        "menuItem,Dinner,Sides,Slaw,Large,,false,2,3.00,,6\n"
    )
    found = read(text)
    assert rows(found, "description", "units_sold") == [
        {"description": "Chips", "units_sold": 5.0},
        {"description": "Slaw - Large", "units_sold": 2.0},
    ]
    assert found.sources[0].rows_left_out == {"size_of_an_item": 1}


def test_the_sheets_of_one_product_mix_do_not_add_up(
    read: Read, export: Callable[[str], Path]
) -> None:
    """All levels and Items say the same: 40 of menu items, and one open item."""
    together = read(export("toast/product_mix_with_ids.csv"), export("toast/product_mix_items.csv"))
    assert pc.sum(together.table["units_sold"]).as_py() == 41


def test_a_voided_selection_was_not_sold(read: Read, rows: Rows) -> None:
    text = SELECTIONS + (
        "Quay,1/31/26 11:50 PM,4001,Pie,Pies,Food,12.00,1,true\n"
        "Quay,2/1/26 12:05 AM,4001,Pie,Pies,Food,24.00,2,false\n"
    )
    columns = ("units_sold", "net_sales", "last_sold_on")
    found = read(text)
    assert [str(value) for row in rows(found, *columns) for value in row.values()] == [
        "2.0",
        "24.0",
        "2026-02-01",
    ]


def test_guests_and_servers_do_not_reach_the_snapshot(read: Read) -> None:
    text = (
        "Location,Order Id,Server,Tab Name,Order Date,Master Id,Menu Item,Menu Group,"
        "Sales Category,Net Price,Qty,Void?\n"
        "Quay,1,Ann Secret,Bob Secret,1/31/2026 11:50,4001,Pie,Pies,Food,12.00,1,false\n"
    )
    assert "Secret" not in str(read(text).table.to_pydict())


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("AllItemsReport.csv", 1.0),
        ("AllItemsReport_2026-03-31.csv", 1.0),
        ("ProductMix_2026-03-01_2026-03-31.csv", 31.0),
    ],
)
def test_all_items_are_of_one_day_unless_the_name_has_a_period(
    read: Read, export: Callable[[str], Path], tmp_path: Path, name: str, days: float
) -> None:
    path = tmp_path / name
    path.write_bytes(export("toast/all_items.csv").read_bytes())
    assert set(read(path).table["sales_window_days"].to_pylist()) == {days}


def test_open_items_have_names_for_codes(read: Read, rows: Rows) -> None:
    """Their ids are given anew every night: -1 is another item tomorrow."""
    text = SELECTIONS + (
        "Quay,1/31/2026,-1,Special pie,OPEN FOOD,Food,12.00,1,false\n"
        "Quay,2/1/2026,-1,Extra gravy,OPEN FOOD,Food,1.00,1,false\n"
    )
    assert rows(read(text), "sku") == [{"sku": "Special pie"}, {"sku": "Extra gravy"}]


def test_modifiers_alone_are_refused(read: Read, export: Callable[[str], Path]) -> None:
    with pytest.raises(NoIdentifierError, match=r"Toast export 'modifier_selections'.*no items"):
        read(export("toast/modifier_selections.csv"))
