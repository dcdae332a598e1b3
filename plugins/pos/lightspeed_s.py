"""Lightspeed Retail S-Series (ShopKeep): transactions by item, stock items.

* Transactions have a row per line of a sale; a return is told by the operation or by a quantity
  below zero. `Store Code` is the code of the item, not of a store: a file is of one store.
* The stock items export is known by the vendor's words for its columns only; those with blanks and
  those with underscores are taken.
* The cost is `Current Unit Cost` where stock is tracked and `Assigned Cost` where it is not.
"""

from __future__ import annotations

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import Cells, pc
from sentinel.headers import normal
from sentinel.reshape import (
    cells,
    days_of,
    headers_of,
    intact,
    leave_out,
    numbers,
    renamed_words,
    roll_up,
    with_cells,
    without,
)

PRIVATE = ("Register Name/Number", "Cashier Name", "Customer ID", "Customer Name", "Customer Email")
RETURNED, COVERED = "units returned", "days covered"
SOLD = ("Quantity", "Qty", "Quantity Sold", "Qty Sold")
BACK = ("Return", "Returns", "Returned", "Refund", "Refunded", "Refund Sale")
VOID = ("Void", "Voided", "Saved", "Saved Sale", "No Sale", "Cancelled")
COSTS = ("Current Unit Cost", "Unit Cost", "Cost", "Assigned Cost")
NAME = ("Description", "Item Name", "Name", "Item", "Item Description")
TRACKED = ("Track Inventory", "Tracked", "Inventory Tracking", "Tracking")
ON_HAND = ("Quantity On Hand", "Qty On Hand", "On Hand", "Quantity")


def prepare_transactions(table: pa.Table) -> pa.Table:
    """One row per item out of one per line of a sale, with its latest cost and price."""
    table = without(table, PRIVATE)
    operation = cells(table, "Operation Type")
    table = leave_out(table, _one_of(operation, VOID), "not_sold")
    codes = [intact(cells(table, header)) for header in ("Store Code", "UPC")]
    code = pc.coalesce(*codes, cells(table, "Line Item"))
    table = with_cells(table, "Store Code", code)
    table = leave_out(table, pc.is_null(cells(table, "Store Code")), "not_an_item")
    back = pc.fill_null(_one_of(operation, BACK), False)
    for header in (*SOLD, "Net Total"):
        if header in table.column_names:
            figure = numbers(cells(table, header))
            taken = pc.if_else(back, pc.negate(pc.abs(figure)), figure)
            table = with_cells(table, header, taken.cast(pa.string()))
    sold = _header(table, *SOLD)
    if sold is None:
        return table
    newest_first = pc.sort_indices(days_of(cells(table, "Time")), [("", "descending")])
    return roll_up(
        table.take(newest_first),
        ["Store Code"],
        quantity=sold,
        returned=RETURNED,
        day="Time" if "Time" in table.column_names else None,
        amount="Net Total" if "Net Total" in table.column_names else None,
        line="Transaction ID" if "Transaction ID" in table.column_names else None,
        window=COVERED,
    )


def prepare_items(table: pa.Table) -> pa.Table:
    """The cost that is kept for the item, and stock where it is tracked."""
    costs = [header for word in COSTS if (header := _header(table, word))]
    if costs:
        cost = pc.coalesce(*(cells(table, header) for header in costs))
        table = with_cells(table, costs[0], cost)
    yes_no = {"yes": "y", "true": "y", "1": "y", "y": "y", "no": "n", "false": "n", "0": "n"}
    tracked = pc.not_equal(renamed_words(_cells(table, *TRACKED), yes_no), "n")
    stock = _header(table, *ON_HAND)
    if stock:
        kept = pc.if_else(pc.fill_null(tracked, True), cells(table, stock), None)
        table = with_cells(table, stock, kept)
    liability = _one_of(_cells(table, "Item Type", "Type"), ("Liability", "Liability Item"))
    return leave_out(table, liability, "not_an_item")


def _cells(table: pa.Table, *words: str) -> Cells:
    return cells(table, _header(table, *words) or words[0])


def _header(table: pa.Table, *words: str) -> str | None:
    """The first of the headers that is there, with blanks or with underscores."""
    present = {normal(header): header for header in reversed(headers_of(table))}
    return next((present[normal(word)] for word in words if normal(word) in present), None)


def _one_of(column: Cells, words: tuple[str, ...]) -> Cells:
    return pc.is_in(pc.utf8_lower(column), pa.array([word.lower() for word in words]))


LIGHTSPEED_S = Adapter(
    key="lightspeed_s",
    title="Lightspeed Retail (S-Series)",
    system="Lightspeed Retail",
    exports=(
        Export(
            name="transactions",
            title="Transactions by item",
            menu_path="BackOffice > Reports > Transactions > Export",
            fingerprint=("Operation Type", "Store Code", "Line Item", "Quantity", "Net Total"),
            columns={
                "sku": "Store Code",
                "barcode": "UPC",
                "description": "Line Item",
                "category": ("Category", "Department"),
                "vendor": "Supplier",
                "unit_cost": "Cost",
                "unit_price": "Price",
                "units_sold": SOLD,
                "units_returned": RETURNED,
                "net_sales": "Net Total",
                "sales_window_days": COVERED,
                "last_sold_on": "Time",
            },
            other_headers=(
                *PRIVATE[:3],
                "Department",
                "Supplier Code",
                "Modifiers",
                "Subtotal",
                "Discounts",
                "Tax",
                "Total Due",
                "Transaction ID",
            ),
            date_order="YMD",
            prepare=prepare_transactions,
            why={
                "sku": "the UPC, else the name where the store code is missing",
                "unit_cost": "of the latest line",
                "unit_price": "of the latest line",
                "units_sold": "sum of the sale lines, returns taken off",
                "units_returned": "sum of the lines below zero",
                "net_sales": "net total: discounts off, without tax",
                "sales_window_days": "from the first to the last day in the file",
                "last_sold_on": "the last line above zero",
            },
        ),
        Export(
            name="stock_items",
            title="Stock items",
            fingerprint=(
                "Store Code",
                "UPC",
                ("Assigned Cost", "Current Unit Cost"),
                ON_HAND[:-1],  # a bare quantity tells nothing
                "Price",
            ),
            columns={
                "sku": "Store Code",
                "barcode": "UPC",
                "description": NAME,
                "category": ("Category", "Department"),
                "vendor": ("Supplier", "Supplier Name"),
                "status": ("Status", "Active"),
                "on_hand_qty": ON_HAND,
                "unit_cost": COSTS,
                "unit_price": ("Price", "Sale Price"),
                "reorder_point": ("Reorder Trigger", "Reorder Point", "Reorder Level"),
            },
            other_headers=(
                "Department",
                "Supplier Code",
                "Item Type",
                "Track Inventory",
                "Taxes",
                "Printer Groups",
                "Recommended Order",
            ),
            contradicted_by=("Operation Type", "Line Item"),
            prepare=prepare_items,
            why={
                "on_hand_qty": "where stock is tracked",
                "unit_cost": "current unit cost, assigned cost where stock is not tracked",
            },
        ),
        Export(
            # What the transactions report gives without its items.
            name="receipts",
            title="Transactions",
            menu_path="BackOffice > Reports > Transactions > Export",
            fingerprint=("Register Name/Number", "Operation Type", "Net Total", "Total Due"),
            other_headers=("Time", "Cashier Name", "Transaction ID", "Tax", "Customer ID"),
            contradicted_by=("Line Item", "Store Code", "UPC"),
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Lightspeed Retail S-Series, transactions and stock items."""
    return [LIGHTSPEED_S]
