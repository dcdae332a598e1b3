"""Lightspeed S-Series: lines of sales, the item's code that is called a store's, and two costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sentinel.errors import NoIdentifierError
from sentinel.models import Snapshot

Rows = list[dict[str, Any]]
Read = Callable[..., Snapshot]
Listed = Callable[..., Rows]


@pytest.mark.parametrize("name", ["transactions", "transactions_american_dates"])
def test_lines_are_added_up_with_returns_taken_off(
    name: str, read: Read, rows: Listed, export: Callable[[str], Path]
) -> None:
    snapshot = read(export(f"lightspeed_s/{name}.csv"))
    wanted = ("units_sold", "units_returned", "net_sales", "unit_cost", "last_sold_on")
    found = {row.pop("sku"): tuple(row.values()) for row in rows(snapshot, "sku", *wanted)}
    assert found == {
        "LATTE": (3.0, 0.0, 12.25, 0.95, date(2021, 11, 20)),
        "0042": (0.0, 1.0, 0.0, 2.75, date(2021, 10, 1)),
        "0043": (2.0, 1.0, 25.5, 2.8, date(2021, 11, 21)),
        "Cake of the day": (2.0, 0.0, 7.0, date(2021, 11, 21)),
    }
    assert snapshot.sources[0].rows_left_out == {"not_sold": 1}


def test_the_store_code_is_no_store(read: Read, export: Callable[[str], Path]) -> None:
    snapshot = read(export("lightspeed_s/transactions.csv"))
    assert set(snapshot.table["store_id"].to_pylist()) == {"main"}


def test_the_cashier_and_the_customer_are_nowhere(
    read: Read, export: Callable[[str], Path]
) -> None:
    snapshot = read(export("lightspeed_s/transactions.csv"))
    shown = f"{snapshot.table.to_pylist()} {snapshot.problems} {snapshot.sources[0].mapping}"
    assert not [word for word in ("Alex P", "Kim R", "C-9") if word in shown]


def test_an_untracked_item_has_its_assigned_cost_and_no_stock(
    read: Read, rows: Listed, export: Callable[[str], Path]
) -> None:
    found = rows(read(export("lightspeed_s/stock_items.csv")), "sku", "on_hand_qty", "unit_cost")
    assert found == [
        {"sku": "LATTE", "unit_cost": 0.95},
        {"sku": "0042", "on_hand_qty": 14.0, "unit_cost": 2.75},
        {"sku": "0043", "on_hand_qty": -2.0, "unit_cost": 2.8},
        {"sku": "036000291469", "on_hand_qty": 3.0},
    ]


def test_underscores_in_the_headers_change_nothing(
    read: Read, rows: Listed, export: Callable[[str], Path]
) -> None:
    snapshot = read(export("lightspeed_s/stock_items_underscores.csv"))
    assert snapshot.sources[0].export == "stock_items"
    assert [row["sku"] for row in rows(snapshot, "sku")] == ["LATTE", "0042", "0043"]


def test_transactions_without_items_are_refused(read: Read, export: Callable[[str], Path]) -> None:
    with pytest.raises(NoIdentifierError, match="'receipts', which has no items"):
        read(export("lightspeed_s/receipts.csv"))
