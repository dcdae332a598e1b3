"""Revel: product mix, inventory logs, products, stock and physical counts.

No complete header of a Revel export is known, and users choose the columns: each header is looked
for in the spellings of its pages, help texts and reports.

* In the product mix only rows of products (and of their parents) are sales; rows of modifiers and
  classes repeat the same money. `Price` there is an amount sold, so the unit price is worked out.
  `UNIDENTIFIED` is no SKU. A SKU may have several rows: they are added up.
* A log has one row per movement: the last `QTY After` is the stock, and adjustments are what counts
  found. It may run from old to new or from new to old. Sales and use are units sold in its days.
* `Cost` of a product is typed by hand and not kept up: `Dynamic Cost` goes before it, the cost of
  the ingredients stands in where both are missing.
* A count has one row per section of the store: the counts of a product are added.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import Cells, pc
from sentinel.headers import normal
from sentinel.reshape import (
    LEFT_OUT,
    ROWS,
    cells,
    days_of,
    headers_of,
    intact,
    leave_out,
    numbered,
    numbers,
    ratio,
    renamed_words,
    roll_up,
    with_cells,
    without,
)

NAME = ("Product", "Product Name", "Name", "Ingredient", "Item")
SKU = ("SKU", "Product SKU")
BARCODE = ("Barcode", "Product Barcode", "UPC")
CLASS = ("Class", "Product Class", "Category", "Product Category", "Parent Class")
UNITS = ("Quantity", "QTY", "# Items", "Number of Items", "Items", "N Items", "Qty Sold")
SALES = ("Net Sales", "Total Sales", "Sales", "Price")
KIND = ("Type", "Row Type")
COSTS = ("Dynamic Cost", "Cost", "Ing. Cost", "Ingredient Cost")
COUNTED = ("Counted", "Counted QTY", "Actual", "Actual QTY", "Physical QTY", "Count")
EXPECTED = ("Expected", "Expected QTY", "System QTY", "Current QTY", "Inventory QTY")
NOT_MATCHED = ("UNIDENTIFIED", "n/a")
PRIVATE = ("User", "Employee", "Remarks", "Extra Data", "Order Details")
UNIT_PRICE, ADJUSTED, VARIANCE = "Unit price", "Adjusted", "Counted less expected"
SOLD, BACK, WINDOW = "Used or sold", "Brought back", "Days of the log"
MOVED = {
    "last used": "^(used|sales?|sold)",
    "last received": "^(receiv|purchas|deliver)",
    "last counted": "physical|count",
}
"""New header with a day to the actions that it is taken from."""
AFTER, BEFORE = ("QTY After", "Quantity After"), ("QTY Before", "Quantity Before")
HIDDEN = {word: "discontinued" for word in ("No", "N", "False", "0")}
"""Under `Active`: what is not active the till does not show."""
PLACE = ("Establishment", "Store", "Location")


def prepare_mix(table: pa.Table) -> pa.Table:
    """One row per product."""
    table = without(table, PRIVATE)
    name, units, sales = (_header(table, words) for words in (NAME, UNITS, SALES))
    kind = pc.utf8_lower(_cells(table, KIND))
    table = leave_out(table, pc.match_substring(kind, "modifier"), "modifier")
    product = pc.match_substring_regex(kind, "^(parent[ _])?product$")
    total = pc.match_substring_regex(_cells(table, NAME), r"^(?i:(grand |sub ?)?totals?)$")
    nameless = pc.is_null(_cells(table, (*NAME, *SKU)))
    for which in (pc.invert(product), total, nameless):
        table = leave_out(table, which, "total")
    for words in (SKU, BARCODE):
        if code := _header(table, words):
            table = with_cells(table, code, _code(cells(table, code)))
    key = _header(table, SKU) or name
    if key is None or units is None:
        return table
    found = pc.coalesce(cells(table, key), _cells(table, BARCODE), _cells(table, NAME))
    table = with_cells(table, key, found)
    table = roll_up(table, [key], quantity=units, returned="back", amount=sales)
    table = table.drop_columns(["back"])
    return with_cells(table, UNIT_PRICE, ratio(table, sales, units)) if sales else table


def prepare_log(table: pa.Table) -> pa.Table:
    """One row per store and product out of one per movement: the latest, and what all come to."""
    table = without(table, PRIVATE)
    if _header(table, NAME) is None:
        return table
    day = days_of(_cells(table, ("Date", "Date/Time", "Created Date")))
    action = pc.utf8_lower(_cells(table, ("Action",)))
    change = pc.subtract(*(numbers(_cells(table, words)) for words in (AFTER, BEFORE)))
    change = pc.coalesce(change, numbers(_cells(table, ("QTY", "Quantity"))))
    moves = {
        "name": pc.coalesce(_code(_cells(table, SKU)), _cells(table, NAME)),
        "place": _cells(table, PLACE),
        "at": _in_time(day),
        "row": numbered(table.num_rows),
        ADJUSTED: _where(action, "adjust|physical|count", change),
        SOLD: _where(action, MOVED["last used"], pc.abs(change)),
        BACK: _where(action, "^returns?$", change),
    }
    moves |= {header: _where(action, words, day) for header, words in MOVED.items()}
    known = pc.ScalarAggregateOptions(min_count=1)
    wanted: list[Any] = [("row", "last"), ("row", "count")]
    wanted += [(header, "sum", known) for header in (ADJUSTED, SOLD, BACK)]
    wanted += [(header, "max") for header in MOVED]
    groups = pa.table(moves).sort_by("at").group_by(["place", "name"], use_threads=False)
    found = groups.aggregate(wanted)
    latest = table.take(found["row_last"])
    for header, column in {ADJUSTED: f"{ADJUSTED}_sum", **{h: f"{h}_max" for h in MOVED}}.items():
        latest = with_cells(latest, header, found[column].cast(pa.string()))
    latest = _with_sales(latest, found, day)
    latest = with_cells(latest, ROWS, found["row_count"])
    return with_cells(latest, LEFT_OUT, pa.nulls(latest.num_rows, pa.string()))


def _with_sales(latest: pa.Table, found: pa.Table, day: Cells) -> pa.Table:
    """Units that left by sale or use, in the days of the log; a log without any says nothing."""
    sold = found[f"{SOLD}_sum"]
    days = pc.min_max(day)
    if sold.null_count == len(sold) or days["min"].as_py() is None:
        return latest
    back = pc.fill_null(found[f"{BACK}_sum"], 0.0)
    net = pc.subtract(pc.fill_null(sold, 0.0), back)
    covered = str((days["max"].as_py() - days["min"].as_py()).days + 1)
    latest = with_cells(latest, SOLD, net.cast(pa.string()))
    latest = with_cells(latest, BACK, back.cast(pa.string()))
    return with_cells(latest, WINDOW, pa.repeat(pa.scalar(covered), latest.num_rows))


def _in_time(day: Cells) -> Cells:
    """Numbers that grow with time: a log whose first day is after its last runs backwards."""
    days = pc.drop_null(day)
    backwards = len(days) > 1 and pc.greater(days[0], days[-1]).as_py()
    place = numbered(len(day))
    return pc.negate(place) if backwards else place


def _where(action: Cells, words: str, column: Cells) -> Cells:
    said = pc.fill_null(pc.match_substring_regex(action, words), False)
    return pc.if_else(said, column, None)


def prepare_products(table: pa.Table) -> pa.Table:
    """The cost that is kept up best, and whether the till shows it."""
    if active := _header(table, ("Active",)):
        said = cells(table, active)
        table = with_cells(table, active, pc.coalesce(renamed_words(said, HIDDEN), said))
    present = [header for header in (_header(table, (word,)) for word in COSTS) if header]
    if not present:
        return table
    amounts = [numbers(cells(table, header)) for header in present]
    usable = [pc.if_else(pc.greater(amount, 0.0), amount, None) for amount in amounts]
    return with_cells(table, present[0], pc.coalesce(*usable, *amounts).cast(pa.string()))


def prepare_count(table: pa.Table) -> pa.Table:
    """One row per product out of one per product and section."""
    table = without(table, PRIVATE)
    name, counted, expected = (_header(table, words) for words in (NAME, COUNTED, EXPECTED))
    if name is None or counted is None:
        return table
    uncounted = pc.is_null(numbers(cells(table, counted)))
    table = leave_out(table, uncounted, "not_counted")
    key = _header(table, SKU) or name
    table = with_cells(table, key, pc.coalesce(cells(table, key), cells(table, name)))
    table = roll_up(table, [key], quantity=counted, returned="back").drop_columns(["back"])
    if expected is None:
        return table
    variance = pc.subtract(numbers(cells(table, counted)), numbers(cells(table, expected)))
    return with_cells(table, VARIANCE, variance.cast(pa.string()))


# --- helpers ------------------------------------------------------------------------------------


def _header(table: pa.Table, words: Sequence[str]) -> str | None:
    """The first of the headers that is there, however it is spelled."""
    present = {normal(header): header for header in reversed(headers_of(table))}
    return next((present[normal(word)] for word in words if normal(word) in present), None)


def _cells(table: pa.Table, words: Sequence[str]) -> Cells:
    return cells(table, _header(table, words) or "")


def _code(column: Cells) -> Cells:
    return intact(pc.if_else(pc.is_in(column, pa.array(NOT_MATCHED)), None, column))


_ITEM: dict[str, str | tuple[str, ...]] = {
    "sku": SKU,
    "barcode": BARCODE,
    "description": NAME,
    "category": CLASS,
}
_ON_HAND = ("Quantity in Hand", "QTY in Hand", "QTY on Hand", "On Hand", "Current QTY")

REVEL = Adapter(
    key="revel",
    title="Revel",
    exports=(
        Export(
            name="product_mix",
            title="Product Mix report",
            menu_path="Reports > Product Mix > ... > Export CSV",
            fingerprint=(NAME, ("Class", "Product Class"), ("Total Sales", "Net Sales"), UNITS),
            columns={
                **_ITEM,
                "vendor": "Vendor",
                "unit_price": UNIT_PRICE,
                "units_sold": UNITS,
                "net_sales": SALES,
            },
            other_headers=(
                "SKU",
                "Parent Class",
                "Parent Product Name",
                "Row Type",
                "Taxable Sales",
                "Untaxable Sales",
                "Item Discount",
                "Order Discount",
                "GM Percent",
                "Tax",
            ),
            contradicted_by=("QTY After", "Avg Item Size", "Item Variation"),
            item_id=NAME,
            nulls=NOT_MATCHED,
            prepare=prepare_mix,
            why={
                "sku": "barcode, else the name, where the SKU is missing",
                "unit_price": "sales per unit sold",
                "units_sold": "rows of products, added up",
                "net_sales": "rows of products, added up",
            },
        ),
        Export(
            name="inventory_log",
            title="Product Inventory Log, Ingredient Inventory Log",
            menu_path="Reports > Product Inventory Log > ... > Export",
            fingerprint=("Action", BEFORE, AFTER, "Inv. Change Value"),
            columns={
                "store_id": PLACE,
                **_ITEM,
                "vendor": "Vendor",
                "on_hand_qty": AFTER,
                "unit_cost": ("Cost After", "Cost"),
                "units_sold": SOLD,
                "units_returned": BACK,
                "sales_window_days": WINDOW,
                "count_variance_qty": ADJUSTED,
                "last_sold_on": "last used",
                "last_received_on": "last received",
                "last_counted_on": "last counted",
            },
            other_headers=(
                "Unit",
                "QTY",
                "Date/Time",
                "Cost Before",
                "Inv. Value Before",
                "Inv. Value After",
                "%Quantity Change",
                "%Value Change",
                "Inventory Qty",
                "Invoice Number",
                "PO Number",
                "Transfer ID",
                *PRIVATE,
            ),
            item_id=NAME,
            date_order="YMD",
            prepare=prepare_log,
            why={
                "on_hand_qty": "after the last movement",
                "unit_cost": "after the last movement",
                "units_sold": "movements by sale or use, less what came back",
                "units_returned": "movements by return",
                "sales_window_days": "from the first to the last day of the log",
                "count_variance_qty": "sum of the adjustments",
                "last_sold_on": "the last movement that used it",
                "last_received_on": "the last movement that received",
                "last_counted_on": "the last movement that counted",
            },
        ),
        Export(
            name="products",
            title="Products export",
            menu_path="Products > Import/Export",
            fingerprint=(NAME, SKU, "Price", "Dynamic Cost"),
            columns={**_ITEM, "status": "Active", "unit_cost": COSTS, "unit_price": "Price"},
            other_headers=("Description", "Ing. Cost", "Use Inventory Cost", "Parent Class"),
            item_id=NAME,
            prepare=prepare_products,
            why={
                "status": "not active is discontinued: the till does not show it",
                "unit_cost": "Dynamic Cost, else Cost, else that of the ingredients",
            },
        ),
        Export(
            name="inventory",
            title="Inventory export",
            menu_path="Inventory > ... > Import/Export",
            fingerprint=(NAME, SKU, "Retail Price", ("Quantity in Hand", "QTY in Hand")),
            columns={
                **_ITEM,
                "vendor": "Vendor",
                "on_hand_qty": _ON_HAND,
                "unit_cost": COSTS,
                "unit_price": ("Retail Price", "Price"),
                "reorder_point": ("Reorder Level", "Reorder Point", "Min Level"),
                "reorder_up_to": ("Par Level", "Par", "Max Level"),
            },
            item_id=NAME,
            prepare=prepare_products,
            why={"unit_cost": "Dynamic Cost, else Cost, else that of the ingredients"},
        ),
        Export(
            name="physical_inventory",
            title="Physical Inventory",
            menu_path="Inventory > Physical Inventory > Export",
            fingerprint=(("Section", "Store Section"), NAME, COUNTED, EXPECTED),
            columns={
                **_ITEM,
                "on_hand_qty": EXPECTED,
                "unit_cost": COSTS,
                "counted_qty": COUNTED,
                "count_variance_qty": VARIANCE,
            },
            other_headers=("Unit", "Variance", "Difference", *PRIVATE),
            item_id=NAME,
            prepare=prepare_count,
            why={
                "on_hand_qty": "the books when it was counted",
                "counted_qty": "sum over the sections",
                "count_variance_qty": "sum of the counts less what was expected once",
            },
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Revel: product mix, logs, products, stock and counts."""
    return [REVEL]
