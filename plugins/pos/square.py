"""Square: item library, inventory count, ageing inventory, item sales in detail and as a summary.

* `Token` is the id of a variation and the only safe key: it stands in for a SKU that is missing or
  shared by several variations, and joins the exports.
* The library has one `Current Quantity <Location>` per location; a blank one means that stock is
  not tracked there, `New Quantity` is for importing and never read.
* The count report writes money in cents and has one row per counter: the counts of an item are
  added, the expected quantity is taken once.
* The ageing report has a parent row above its variations that repeats their sum: not an item.
* Sales in detail are rolled up to one row per location and item, with their days; the transaction
  tells a sale that two files repeat. Customers, cards and staff are dropped first.
* `Net Sales` is without discounts, refunds and tax in every generation; `Gross Sales` is not: some
  files put the tax into it.
* The list of transactions has no items.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import Cells, pc
from sentinel.reshape import (
    cells,
    fill_down,
    headers_of,
    intact,
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
CATEGORY = ("Reporting Category", "Categories", "Category")
VARIATION = ("Variation Name", "Item Variation", "Price Point Name")
PRIVATE = (
    "Customer ID",
    "Customer Name",
    "Customer Reference ID",
    "Card Brand",
    "PAN Suffix",
    "Employee",
    "Commission",
    "Fulfillment Note",
    "Payment ID",
    "Device Name",
    "Notes",
    "Details",
)
SOLD = ("Qty", "Quantity", "Quantity Sold", "Qty Sold")
COUNTED = ("Actual", "Counted", "Actual Count", "Counted Quantity")
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
    table = _with_name(table)
    if CATEGORY[0] in table.column_names:
        categories = [cells(table, header) for header in CATEGORY]
        table = with_cells(table, CATEGORY[0], pc.coalesce(*categories))
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
    table = _with_name(table)
    actual = _first(table, COUNTED)
    if actual is None:
        return table
    table = with_cells(table, actual, numbers(cells(table, actual)).cast(pa.string()))
    code = pc.coalesce(
        intact(cells(table, "SKU")), intact(cells(table, "GTIN")), cells(table, *ITEM)
    )
    table = with_cells(table, "SKU", code)
    uncounted = pc.is_null(cells(table, actual))
    table = roll_up(
        leave_out(table, uncounted, "not_counted"),
        ["SKU"],
        quantity=actual,
        returned="below zero",
    )
    counted, expected = numbers(cells(table, actual)), numbers(cells(table, "Expected"))
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
    table = _with_name(table)
    category = cells(table, "Category")
    table = with_cells(table, "Category", pc.if_else(pc.equal(category, "None"), None, category))
    custom = pc.equal(cells(table, "Itemization Type"), "Custom Amount")
    table = leave_out(table, custom, "not_an_item")
    token = cells(table, "Token")
    code = pc.coalesce(token, intact(cells(table, "SKU")), cells(table, *ITEM))
    table = with_cells(table, "Token", code)
    if "Location" not in table.column_names:
        table = with_cells(table, "Location", pa.nulls(table.num_rows, pa.string()))
    sold = _first(table, SOLD)
    if sold is None:
        return table
    table = roll_up(
        table,
        ["Location", "Token"],
        quantity=sold,
        returned="Qty refunded",
        day="Date",
        amount=_first(table, ("Net Sales",)),
        line="Transaction ID",
        window="Days covered",
    )
    codes = unique_or(cells(table, "SKU"), cells(table, "Token"), cells(table, "Location"))
    return with_cells(table, "SKU", codes)


def prepare_summary(table: pa.Table) -> pa.Table:
    """Units net of refunds, as `Units Sold` has them already."""
    table = _with_name(table)
    sold = _first(table, ("Items Sold", "Units Sold"))
    if sold:  # a total report goes on with a table of categories below that of items
        table = leave_out(table, pc.is_null(numbers(cells(table, sold))), "not_an_item")
    back = pc.abs(numbers(cells(table, "Items Refunded")))
    if "Items Sold" in table.column_names:
        net = pc.subtract(numbers(cells(table, "Items Sold")), pc.fill_null(back, 0.0))
        table = with_cells(table, "Items Sold", net.cast(pa.string()))
    if "Items Refunded" in table.column_names:
        table = with_cells(table, "Items Refunded", back.cast(pa.string()))
    names, places = cells(table, *ITEM), cells(table, "Location")
    within = places if "Location" in table.column_names else None
    return with_cells(table, "SKU", unique_or(cells(table, "SKU"), names, within))


def prepare_order(table: pa.Table) -> pa.Table:
    """Names of the variations."""
    return _with_name(table)


def _first(table: pa.Table, words: Sequence[str]) -> str | None:
    return next((word for word in words if word in table.column_names), None)


def _with_name(table: pa.Table) -> pa.Table:
    """Item and variation as one name; nothing where the item's header was renamed by hand."""
    header = _first(table, ITEM)
    if header is None:
        return table
    name = named(cells(table, header), cells(table, *VARIATION), unnamed=NAMELESS)
    return with_cells(table, header, name)


_NAMED = "item and variation"
_CODE = "Token where the SKU is missing or shared"

_LIBRARY_OTHERS = (
    "Reference Handle",
    "Customer-facing Name",
    "Description",
    "SEO Title",
    "SEO Description",
    "Permalink",
    "Square Online Item Visibility",
    "Item Type",
    "Weight (lb)",
    "Weight (kg)",
    "Social Media Link Title",
    "Social Media Link Description",
    "Shipping Enabled",
    "Self-serve Ordering Enabled",
    "Delivery Enabled",
    "Pickup Enabled",
    "Online Sale Price",
    "Sellable",
    "Contains Alcohol",
    "Stockable",
    "Skip Detail Screen in POS",
    "Preselect First Variation",
    "Option Name 1",
    "Option Value 1",
    "Option Name 2",
    "Option Value 2",
    "Option Name 3",
    "Option Value 3",
    "Default Vendor Code",
    "New Quantity *",
    "Stock Alert Enabled",
    "Stock Alert Enabled *",
    "Modifier Set - *",
    "Tax - *",
)
_SALES_OTHERS = (
    "Time",
    "Time Zone",
    "Gross Sales",
    "Product Sales",
    "Discounts",
    "Tax",
    "Payment ID",
    "Device Name",
    "Notes",
    "Details",
    "Event Type",
    "Dining Option",
    "Customer ID",
    "Customer Name",
    "Customer Reference ID",
    "Unit",
    "Count",
    "Itemization Type",
    "Commission",
    "Employee",
    "Fulfillment Note",
    "Channel",
    "Card Brand",
    "PAN Suffix",
)

SQUARE = Adapter(
    key="square",
    title="Square",
    exports=(
        Export(
            name="library",
            title="Item library",
            menu_path="Items > Item library > Actions > Export library",
            fingerprint=("Token", "Item Name", "Variation Name"),
            columns={
                "sku": "SKU",
                "barcode": "GTIN",
                "description": ITEM,
                "category": CATEGORY,
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
            other_headers=_LIBRARY_OTHERS,
            item_id="Token",
            nulls=("variable", "Variable pricing"),
            prepare=prepare_library,
            why={
                "sku": _CODE,
                "description": _NAMED,
                "category": "the reporting category, else all that it has",
                "status": "archived is discontinued, not enabled at the location inactive",
                "reorder_point": "only where the stock alert is on",
            },
        ),
        Export(
            name="count",
            title="Inventory count",
            fingerprint=("Expected", "Actual", "Variance (count)", "Counters"),
            columns={
                "sku": "SKU",
                "barcode": "GTIN",
                "description": ITEM,
                "unit_cost": "Unit cost",
                "on_hand_qty": "Expected",
                "counted_qty": COUNTED,
                "count_variance_qty": "Variance (count)",
            },
            other_headers=("Item Variation", "Unit", "Variance (cost)"),
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
            title="Aging inventory",
            fingerprint=("averageAge", "quantityAbove120d"),
            columns={
                "sku": "token",
                "description": "name",
                "on_hand_qty": AGES[0],
                "last_received_on": "lastReceivedAtDate",
            },
            other_headers=(
                "measurementUnitAbbreviation",
                *AGES[1:-1],
                "valueAbove120d",
                "value91120d",
                "value6190d",
                "value3160d",
                "value030d",
                "_meta",
            ),
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
            title="Item sales, detail",
            menu_path="Reports > Item sales > Export > Detail CSV",
            fingerprint=("Price Point Name", "Modifiers Applied"),
            columns={
                "store_id": "Location",
                "sku": "SKU",
                "barcode": "GTIN",
                "description": ITEM,
                "category": "Category",
                "units_sold": SOLD,
                "units_returned": "Qty refunded",
                "net_sales": "Net Sales",
                "sales_window_days": "Days covered",
                "last_sold_on": "Date",
            },
            other_headers=("Transaction ID", *_SALES_OTHERS),
            item_id="Token",
            date_order="YMD",
            prepare=prepare_sales,
            why={
                "sku": _CODE,
                "description": _NAMED,
                "units_sold": "sum of the sale lines, refunds taken off",
                "units_returned": "sum of the lines below zero",
                "net_sales": "sum of the sale lines, without discounts, refunds and tax",
                "sales_window_days": "from the first to the last day in the file",
                "last_sold_on": "the last line above zero",
            },
        ),
        Export(
            name="sales_summary",
            title="Item sales, summary",
            menu_path="Reports > Item sales > Export > Summary CSV",
            fingerprint=(
                "Item Name",
                "Item Variation",
                ("Items Sold", "Units Sold"),
                "Product Sales",
            ),
            columns={
                "store_id": "Location",
                "sku": "SKU",
                "description": ITEM,
                "category": "Category",
                "vendor": "Vendor Name",
                "units_sold": ("Items Sold", "Units Sold"),
                "units_returned": "Items Refunded",
                "net_sales": "Net Sales",
            },
            other_headers=("Refunds", "Discounts & Comps", "Tax", "Gross Sales", "Unit"),
            prepare=prepare_summary,
            why={
                "sku": "the name where the SKU is missing or shared",
                "description": _NAMED,
                "units_sold": "items sold less items refunded",
                "net_sales": "product sales less refunds, discounts and comps, before tax",
            },
        ),
        Export(
            # What is to be ordered, not what there is: identifies items and knows a cost.
            name="purchase_order",
            title="Purchase order",
            fingerprint=("Item Name", "Variation Name", "Vendor Code", "Notes", "Qty", "Unit Cost"),
            columns={
                "sku": "SKU",
                "barcode": "GTIN",
                "description": ITEM,
                "unit_cost": "Unit Cost",
            },
            contradicted_by=("Token",),
            prepare=prepare_order,
            why={"description": _NAMED, "unit_cost": "the price of the order"},
        ),
        Export(
            # One row per payment: what was taken, not what was sold.
            name="transactions",
            title="Transactions",
            menu_path="Transactions > Export > Transactions CSV",
            fingerprint=(
                "Total Collected",
                "Card Entry Methods",
                "Square Gift Card",
                "Other Tender",
            ),
            other_headers=(
                "Date",
                "Time",
                "Time Zone",
                "Gross Sales",
                "Discounts",
                "Service Charges",
                "Net Sales",
                "Gift Card Sales",
                "Tax",
                "Tip",
                "Partial Refunds",
                "Source",
                "Card",
                "Cash",
                "Other Tender Type",
                "Tender Note",
                "Other Tender Note",
                "Fees",
                "Net Total",
                "Transaction ID",
                "Payment ID",
                "Card Brand",
                "PAN Suffix",
                "Device Name",
                "Staff Name",
                "Staff ID",
                "Description",
                "Event Type",
                "Location",
            ),
            contradicted_by=("Price Point Name", "Modifiers Applied"),
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Square, five exports, the purchase order that it imports and the transactions."""
    return [SQUARE]
