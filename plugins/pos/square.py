"""Square: item library, inventory count, ageing inventory, item sales in detail and as a summary.

* `Token` is the id of a variation and the only safe key: it stands in for a SKU that is missing or
  shared by several variations, and joins the exports.
* The library has one `Current Quantity <Location>` per location; a blank one means that stock is
  not tracked there, `New Quantity` is for importing and never read.
* The count report writes money in cents and has one row per counter: the counts of an item are
  added, the expected quantity is taken once.
* The ageing report has a parent row above its variations that repeats their sum: not an item.
* Sales in detail are rolled up to one row per location and item. Customers, cards and staff
  are dropped before anything else is done.
"""

from __future__ import annotations

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import Cells, pc
from sentinel.reshape import (
    cells,
    days_of,
    fill_down,
    headers_of,
    leave_out,
    named,
    numbers,
    renamed_words,
    roll_up,
    total,
    unique_or,
    with_cells,
    without,
)

NAMELESS = ("Regular", "Default Title", "-")
"""What a variation is called when the item has only one."""

ITEM = ("Item Name", "Item")
VARIATION = ("Variation Name", "Item Variation", "Price Point Name")
PRIVATE = (
    "Customer ID",
    "Customer Name",
    "Customer Reference ID",
    "Card Brand",
    "PAN Suffix",
    "Employee",
    "Payment ID",
    "Transaction ID",
    "Notes",
    "Details",
)
AGES = (
    "quantity030d",
    "quantity3160d",
    "quantity6190d",
    "quantity91120d",
    "quantityAbove120d",
)


def prepare_library(table: pa.Table) -> pa.Table:
    """Names, SKUs, status and alerts of the item library."""
    table = with_cells(table, "SKU", unique_or(cells(table, "SKU"), cells(table, "Token")))
    table = with_cells(table, "Item Name", _name(table))
    archived = renamed_words(cells(table, "Archived"), {"Y": "discontinued", "N": "active"})
    if "Archived" in table.column_names:
        table = with_cells(table, "Archived", archived)
    for header in headers_of(table):
        if header.startswith("Current Quantity"):
            table = _at_location(table, header.removeprefix("Current Quantity"), archived)
    return table


def _at_location(table: pa.Table, place: str, archived: Cells) -> pa.Table:
    """`place` starts with its blank; it is empty in files of one location of about 2016."""
    untracked = pc.is_null(cells(table, f"Current Quantity{place}"))
    enabled, alert = f"Enabled{place}", f"Stock Alert Count{place}"
    if enabled in table.column_names:
        state = renamed_words(cells(table, enabled), {"Y": "active", "N": "inactive"})
        gone = pc.fill_null(pc.equal(archived, "discontinued"), False)
        state = pc.if_else(gone, archived, state)
        absent = pc.and_(pc.equal(cells(table, enabled), "N"), untracked)
        table = with_cells(table, enabled, pc.if_else(absent, None, state))
    if alert in table.column_names:
        on = pc.equal(cells(table, f"Stock Alert Enabled{place}"), "Y")
        table = with_cells(table, alert, pc.if_else(on, cells(table, alert), None))
    return table


def prepare_count(table: pa.Table) -> pa.Table:
    """One row per item out of one per item and counter."""
    table = without(table, ("Counters",))
    table = with_cells(table, "Item Name", _name(table))
    table = with_cells(table, "Actual", numbers(cells(table, "Actual")).cast(pa.string()))
    code = pc.coalesce(cells(table, "SKU"), cells(table, "GTIN"), cells(table, "Item Name"))
    table = with_cells(table, "SKU", code)
    uncounted = pc.is_null(cells(table, "Actual"))
    table = roll_up(
        leave_out(table, uncounted, "not_counted"),
        ["SKU"],
        quantity="Actual",
        returned="below zero",
    )
    counted, expected = numbers(cells(table, "Actual")), numbers(cells(table, "Expected"))
    return with_cells(table, "Variance (count)", pc.subtract(counted, expected).cast(pa.string()))


def prepare_ageing(table: pa.Table) -> pa.Table:
    """Variations only, under the name of their item."""
    parent = pc.is_null(cells(table, "_meta"))
    names = cells(table, "name")
    table = with_cells(table, "item", pc.if_else(parent, names, None))
    table = with_cells(table, "all", pa.repeat(pa.scalar("all"), table.num_rows))
    item = cells(fill_down(table, "all", ["item"]), "item")
    table = without(table, ("item", "all"))
    table = with_cells(table, "name", named(item, names, unnamed=NAMELESS))
    table = with_cells(table, AGES[0], total(table, AGES))
    return leave_out(table, parent, "not_an_item")


def prepare_sales(table: pa.Table) -> pa.Table:
    """One row per location and item out of one per sale line."""
    table = without(table, PRIVATE)
    table = with_cells(table, "Item", _name(table))
    category = cells(table, "Category")
    table = with_cells(table, "Category", pc.if_else(pc.equal(category, "None"), None, category))
    custom = pc.equal(cells(table, "Itemization Type"), "Custom Amount")
    table = leave_out(table, custom, "not_an_item")
    token = cells(table, "Token")
    code = pc.coalesce(token, cells(table, "SKU"), cells(table, "Item"))
    day = days_of(cells(table, "Date"))
    table = with_cells(table, "Date", day.cast(pa.string()))
    table = with_cells(table, "Token", code)
    if "Location" not in table.column_names:
        table = with_cells(table, "Location", pa.nulls(table.num_rows, pa.string()))
    table = roll_up(
        table,
        ["Location", "Token"],
        quantity="Qty",
        returned="Qty refunded",
        day="Date",
        window="Days covered",
    )
    codes = unique_or(cells(table, "SKU"), cells(table, "Token"), cells(table, "Location"))
    return with_cells(table, "SKU", codes)


def prepare_summary(table: pa.Table) -> pa.Table:
    """Units net of refunds."""
    table = with_cells(table, "Item Name", _name(table))
    sold, refunded = (numbers(cells(table, name)) for name in ("Items Sold", "Items Refunded"))
    back = pc.abs(refunded)
    net = pc.subtract(sold, pc.fill_null(back, 0.0))
    table = with_cells(table, "Items Sold", net.cast(pa.string()))
    if "Items Refunded" in table.column_names:
        table = with_cells(table, "Items Refunded", back.cast(pa.string()))
    return with_cells(table, "SKU", unique_or(cells(table, "SKU"), cells(table, "Item Name")))


def prepare_order(table: pa.Table) -> pa.Table:
    """Names of the variations."""
    return with_cells(table, "Item Name", _name(table))


def _name(table: pa.Table) -> Cells:
    return named(cells(table, *ITEM), cells(table, *VARIATION), unnamed=NAMELESS)


_NAMED = "item and variation"
_CODE = "Token where the SKU is missing or shared"

SQUARE = Adapter(
    key="square",
    title="Square",
    exports=(
        Export(
            name="library",
            fingerprint=("Token", "Item Name", "Variation Name"),
            columns={
                "sku": "SKU",
                "barcode": "GTIN",
                "description": "Item Name",
                "category": ("Reporting Category", "Categories", "Category"),
                "vendor": "Default Vendor Name",
                "status": "Archived",
                "on_hand_qty": "Current Quantity",
                "unit_cost": "Default Unit Cost",
                "unit_price": "Price",
                "reorder_point": "Stock Alert Count",
            },
            location_columns={
                "on_hand_qty": "Current Quantity ",
                "unit_price": "Price ",
                "reorder_point": "Stock Alert Count ",
                "status": "Enabled ",
            },
            item_id="Token",
            nulls=("variable", "Variable pricing"),
            prepare=prepare_library,
            why={
                "sku": _CODE,
                "description": _NAMED,
                "status": "archived is discontinued, not enabled at the location inactive",
                "reorder_point": "only where the stock alert is on",
            },
        ),
        Export(
            name="count",
            fingerprint=("Expected", "Actual", "Variance (count)", "Counters"),
            columns={
                "sku": "SKU",
                "barcode": "GTIN",
                "description": "Item Name",
                "unit_cost": "Unit cost",
                "on_hand_qty": "Expected",
                "counted_qty": "Actual",
                "count_variance_qty": "Variance (count)",
            },
            scale={"unit_cost": 0.01},
            prepare=prepare_count,
            why={
                "sku": "GTIN, else the name where the SKU is missing",
                "description": _NAMED,
                "unit_cost": "written in cents",
                "on_hand_qty": "the books when it was counted",
                "counted_qty": "sum over the counters",
                "count_variance_qty": "sum of the counts less Expected once",
            },
        ),
        Export(
            name="ageing",
            fingerprint=("averageAge", "quantityAbove120d"),
            columns={
                "sku": "token",
                "description": "name",
                "on_hand_qty": AGES[0],
                "last_received_on": "lastReceivedAtDate",
            },
            item_id="token",
            date_order="MDY",
            prepare=prepare_ageing,
            why={
                "sku": "the export has no SKU",
                "description": _NAMED,
                "on_hand_qty": "sum of the five ages",
            },
        ),
        Export(
            name="sales",
            fingerprint=("Price Point Name", "Modifiers Applied"),
            columns={
                "store_id": "Location",
                "sku": "SKU",
                "barcode": "GTIN",
                "description": "Item",
                "category": "Category",
                "units_sold": "Qty",
                "units_returned": "Qty refunded",
                "sales_window_days": "Days covered",
                "last_sold_on": "Date",
            },
            item_id="Token",
            date_order="YMD",
            prepare=prepare_sales,
            why={
                "sku": _CODE,
                "description": _NAMED,
                "units_sold": "sum of the sale lines, refunds taken off",
                "units_returned": "sum of the lines below zero",
                "sales_window_days": "from the first to the last day in the file",
                "last_sold_on": "the last line above zero",
            },
        ),
        Export(
            name="sales_summary",
            fingerprint=("Item Name", "Item Variation", "Items Sold", "Product Sales"),
            columns={
                "store_id": "Location",
                "sku": "SKU",
                "description": "Item Name",
                "category": "Category",
                "vendor": "Vendor Name",
                "units_sold": "Items Sold",
                "units_returned": "Items Refunded",
            },
            prepare=prepare_summary,
            why={
                "sku": "the name where the SKU is missing or shared",
                "description": _NAMED,
                "units_sold": "items sold less items refunded",
            },
        ),
        Export(
            # What is to be ordered, not what there is: identifies items and knows a cost.
            name="purchase_order",
            fingerprint=("Item Name", "Variation Name", "Vendor Code", "Notes", "Qty", "Unit Cost"),
            columns={
                "sku": "SKU",
                "barcode": "GTIN",
                "description": "Item Name",
                "unit_cost": "Unit Cost",
            },
            contradicted_by=("Token",),
            prepare=prepare_order,
            why={"description": _NAMED, "unit_cost": "the price of the order"},
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Square, five exports and the purchase order that it imports."""
    return [SQUARE]
