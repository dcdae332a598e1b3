"""QuickBooks POS (Desktop): item list, item list report, counts, item summary, sales, receiving.

* A template decides which columns the item list has. Each store has a column `Qty n`; reports call
  them by the store's code, `HQ Qty`. What is on order is the whole company's: with several stores
  in use it belongs to none.
* Item name, attribute and size together name a variant; `Item Number` is the only key.
* The order cost is what the vendor asks now, and the one to go by; else the average cost.
* Services are not items; non-inventory items and groups have no stock of their own.
* Sales detail and receiving history have two kinds of rows in the same columns: a document
  (receipt, voucher) with its date, then its lines with the item number under `Store`.
* Vouchers' totals are not read: they stay wrong where a clerk changed the quantity after scanning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import Cells, pc
from sentinel.headers import normal
from sentinel.picking import days_under, found, picked, with_cost, without_headings
from sentinel.reshape import (
    cells,
    columns_to_rows,
    fill_down_array,
    headers_of,
    leave_out,
    named,
    numbers,
    renamed_words,
    roll_up,
    with_cells,
    without,
)

COST = "Cost"
"""Where a file has several costs the one to go by is put under this header."""
VARIANCE = "counted less expected"
RETURNED = "units below zero"
SECTION = "heading above the row"
STORE, STOCK = "Store", "Stock in the store"
LINE_ITEM, LINE_NAME, LINE_UNITS, LINE_MONEY = "line item", "line name", "line units", "line money"
DAY = "day of the receipt"
COVERED = "days covered"

NUMBER = ("Item Number", "Item #", "Item No")
NAME = ("Item Name", "Description 1", "Desc1", "Name")
AVERAGE = ("Average Unit Cost", "Avg Unit Cost", "Average Cost", "Avg Cost")
ORDER = ("Order Cost", "Last Cost")
PRICE = ("Regular Price", "Selling Price", "Price")
DEPARTMENT = ("Department Name", "Department", "Dept Name", "Category", "Department Code")
ON_ORDER = ("On Order Qty", "Qty On Order", "On Order")
_UNNAMED = re.compile(r"column \d+")
SALE_UNITS = ("Qty Sold", "Qty", "Quantity", "Transaction Store Type", "Type")
EXTENDED = ("Ext Price", "Ext. Price", "Extended Price", "Ext Amount")
SALE_MONEY = (*EXTENDED, "Price", "Unit Price")
PRIVATE = ("Customer", "Customer Name", "Cashier", "Associate", "Tender", "Payment")
YES_NO = {"Yes": "discontinued", "Y": "discontinued", "True": "discontinued", "1": "discontinued"}
YES_NO |= {"No": "active", "N": "active", "False": "active", "0": "active"}
"""Under `Unorderable`."""

_STORE_NUMBER = re.compile(r"qty ?\d{1,2}")
_STORE_CODE = re.compile(r"(?!(?:avail|oh|total|sold|order|open|min|max|due|rcvd) )(\S{1,6}) qty")


def prepare_items(table: pa.Table) -> pa.Table:
    """Items with their variant's name, cost and status; quantities by store where there are any."""
    table = _named(table)
    table = without_headings(
        table, sku=NUMBER, description=NAME, facts=(*AVERAGE, *ORDER, *PRICE), section=SECTION
    )
    kind = pc.utf8_lower(picked(table, "Item Type"))
    table = leave_out(table, pc.equal(kind, "service"), "not_an_item")
    unstocked = pc.fill_null(pc.is_in(kind, pa.array(["non-inventory", "group"])), False)
    orderable = found(table, "Unorderable")
    if orderable:
        words = renamed_words(cells(table, orderable), YES_NO)
        table = with_cells(table, orderable, words)
    stores = [h for h in headers_of(table) if _STORE_NUMBER.fullmatch(normal(h))]
    for header in stores:
        kept = pc.if_else(unstocked, None, cells(table, header))
        table = with_cells(table, header, kept)
    in_use = [h for h in stores if cells(table, h).null_count < table.num_rows]
    on_order = found(table, *ON_ORDER)
    if on_order and len(in_use) > 1:
        table = with_cells(table, on_order, pa.nulls(table.num_rows, pa.string()))
    return with_cost(table, COST, *ORDER, *AVERAGE, "Cost")


def prepare_report(table: pa.Table) -> pa.Table:
    """The same from the list on the screen, one row per store where stores have columns."""
    table = prepare_items(table)
    stores = [h for h in headers_of(table) if _STORE_CODE.fullmatch(normal(h))]
    if not stores:
        return table
    table = columns_to_rows(table, stores, STORE, STOCK)
    code = pc.replace_substring_regex(cells(table, STORE), r"(?i)[ _]*qty$", "")
    return with_cells(table, STORE, code)


def prepare_count(table: pa.Table) -> pa.Table:
    """Counted items, and what was counted less what was expected."""
    table = _named(table)
    counted = numbers(picked(table, "Physical Count"))
    expected = numbers(picked(table, "Expected Count"))
    table = leave_out(table, pc.is_null(counted), "not_counted")
    return with_cells(table, VARIANCE, pc.subtract(counted, expected).cast(pa.string()))


def prepare_summary(table: pa.Table) -> pa.Table:
    """Items only, under their variant's name."""
    table = _named(without(table, PRIVATE))
    return without_headings(
        table, sku=NUMBER, description=NAME, facts=("Qty Sold",), section=SECTION
    )


def prepare_sales(table: pa.Table) -> pa.Table:
    """One row per store and item out of receipts with their lines.

    Whether `Price` is that of a unit or of the line is not known: only what is called extended is
    taken as sales.
    """
    amount = LINE_MONEY if found(table, *EXTENDED) else None
    table = _lines(table, "Receipt #", units=SALE_UNITS, money=SALE_MONEY)
    back = pc.fill_null(pc.less(numbers(cells(table, LINE_MONEY)), 0.0), False)
    units = cells(table, LINE_UNITS)
    unlisted = pc.is_null(numbers(units))
    units = pc.if_else(unlisted, pc.if_else(back, "-1", "1"), units)
    table = with_cells(table, LINE_UNITS, units)
    return roll_up(
        table if amount else without(table, (LINE_MONEY,)),
        [STORE, LINE_ITEM],
        quantity=LINE_UNITS,
        returned=RETURNED,
        day=DAY,
        amount=amount,
        window=COVERED,
    )


def prepare_receiving(table: pa.Table) -> pa.Table:
    """One row per item: the cost and the day of its latest receipt."""
    table = _lines(table, "Voucher #", units=("Qty", "Type"), money=("Unit Cost", "Vendor"))
    came = pc.fill_null(pc.greater(numbers(cells(table, LINE_UNITS)), 0.0), False)
    cost = pc.abs(numbers(cells(table, LINE_MONEY))).cast(pa.string())
    table = with_cells(table, LINE_MONEY, pc.if_else(came, cost, None))
    table = with_cells(table, DAY, pc.if_else(came, cells(table, DAY), None))
    # Of rows that are put together the first filled cell is kept: the latest receipt first.
    table = without(table.sort_by([(DAY, "descending")]), (STORE,))
    return roll_up(table, [LINE_ITEM], quantity=LINE_UNITS, returned=RETURNED)


def _named(table: pa.Table) -> pa.Table:
    """Whole item numbers, and names with attribute and size."""
    number, name = found(table, *NUMBER), found(table, *NAME)
    if number:
        table = with_cells(table, number, _whole(cells(table, number)))
    if name:
        variant = named(picked(table, "Attribute", "Attr"), picked(table, "Size"), between=", ")
        table = with_cells(table, name, named(cells(table, name), variant))
    return table


def _whole(codes: Cells) -> Cells:
    """Item numbers have digits only: `18163.0` is what a spreadsheet made of one."""
    return pc.replace_substring_regex(codes, r"^(\d+)\.0+$", r"\1")


def _lines(
    table: pa.Table, document: str, *, units: Sequence[str], money: Sequence[str]
) -> pa.Table:
    """The lines of documents, each with the day and store of the document above it.

    Rows that are no lines stay, with the reason why they are left out, and nothing else: whoever
    bought is not kept.
    """
    day, number = picked(table, "Date"), picked(table, document)
    place, head = picked(table, STORE), pc.is_valid(day)
    at = _behind(table, document)
    item, name = found(table, *NUMBER), found(table, *NAME)
    counted = found(table, *units) or next(iter(at), None)
    paid = found(table, *money) or next(iter(at[1:]), None)
    code = cells(table, item) if item else place
    line = pc.is_valid(code)
    if item is None or found(table, document):
        line = pc.and_(line, pc.is_valid(number))
    if item is None:  # a report as it is printed: each document has a row above its lines
        line, place = pc.and_(line, pc.invert(head)), pc.if_else(head, place, None)
    everywhere = pa.repeat(pa.scalar("report"), table.num_rows)
    dated = days_under(table, "Date").cast(pa.string())
    columns = {
        STORE: fill_down_array(everywhere, place),
        DAY: fill_down_array(everywhere, dated),
        LINE_ITEM: _whole(code),
        LINE_NAME: picked(table, *NAME) if name else number,
        LINE_UNITS: picked(table, *([counted] if counted else [])),
        LINE_MONEY: picked(table, *([paid] if paid else [])),
    }
    lines = without(table, headers_of(table))
    for header, column in columns.items():
        lines = with_cells(lines, header, column)
    return leave_out(lines, pc.invert(line), "not_an_item")


def _behind(table: pa.Table, document: str) -> Sequence[str]:
    """The named headers behind the document's number: a line has its quantity and money there."""
    headers = [h for h in headers_of(table) if not _UNNAMED.fullmatch(h)]
    number = found(table, document)
    return headers[headers.index(number) + 1 :] if number in headers else []


_ITEMS: dict[str, str | tuple[str, ...]] = {
    "sku": NUMBER,
    "barcode": ("UPC", "UPC 1"),
    "description": NAME,
    "category": (*DEPARTMENT, SECTION),
    "vendor": ("Vendor Name", "Vendor", "Vendor Code"),
    "status": ("Unorderable", "Inactive"),
    "on_order_qty": ON_ORDER,
    "unit_cost": COST,
    "avg_cost": AVERAGE,
    "last_cost": ORDER,
    "unit_price": PRICE,
    "list_price": ("MSRP", "List Price"),
}
_WHY = {
    "sku": "whole numbers",
    "description": "item name, attribute and size",
    "status": "discontinued where it cannot be ordered any more",
    "on_hand_qty": "unknown for non-inventory items and groups, which have no stock",
    "on_order_qty": "the company's; unknown where several stores are in use",
    "unit_cost": "order cost, else the average cost where that is 0 or missing",
    "last_cost": "order cost: what the vendor asked last",
}
_SALES: dict[str, str | tuple[str, ...]] = {
    "store_id": STORE,
    "sku": LINE_ITEM,
    "description": LINE_NAME,
    "units_sold": LINE_UNITS,
    "units_returned": RETURNED,
    "net_sales": LINE_MONEY,
    "sales_window_days": COVERED,
    "last_sold_on": DAY,
}
_SALES_WHY = {
    "units_sold": "sum of the lines; a line without a quantity is one unit",
    "units_returned": "sum of the lines below zero",
    "net_sales": "sum of the extended prices",
    "sales_window_days": "from the first receipt in the file to the last",
    "last_sold_on": "the last line above zero",
}

QUICKBOOKS_POS = Adapter(
    key="quickbooks_pos",
    title="QuickBooks POS",
    exports=(
        Export(
            name="items",
            title="Item list, exported to Excel",
            menu_path="I Want To... > Export to Excel",
            fingerprint=(
                ("Item Number", "Item #"),
                ("Average Unit Cost", "Avg Unit Cost"),
                "Regular Price",
                "Alternate Lookup",
            ),
            columns=_ITEMS | {"reorder_point": ("Company Reorder Point", "Reorder Point")},
            location_columns={"on_hand_qty": "Qty ", "reorder_point": "Reorder Point "},
            other_headers=(
                "Item Description",
                "Brief Description",
                "Attribute",
                "Size",
                "Custom Price 1",
                "Custom Price 2",
                "Custom Price 3",
                "Custom Price 4",
                "Tax Code",
                "Item Type",
                "Base Unit of Measure",
                "Income Account",
                "COGS Account",
                "Asset Account",
                "Print Tags",
                "Serial Tracking",
                "Eligible for Commission",
                "Eligible for Rewards",
                "Department Code",
                "Vendor Code",
                "Manufacturer",
                "Custom Field 1",
                "Custom Field 2",
                "Sync to Mobile",
                "Vendor Name 2",
                "UPC 2",
                "Alternate Lookup 2",
                "Order Cost 2",
            ),
            date_order="MDY",
            prepare=prepare_items,
            why=_WHY,
        ),
        Export(
            name="item_report",
            title="Item list, the report",
            fingerprint=("Item #", "Avail Qty", "Last Rcvd", "Last Sold"),
            columns=_ITEMS
            | {
                "store_id": STORE,
                "on_hand_qty": (STOCK, "On-Hand Qty", "Qty On Hand", "OH Qty", "Avail Qty"),
                "last_sold_on": "Last Sold",
                "last_received_on": ("Last Rcvd", "Last Received"),
                "reorder_point": "Reorder Point",
            },
            other_headers=(
                "Alternate Lookup",
                "HQ Qty",
                "Creation Date",
                "Style Number",
                "Style Number 2",
                "Notes",
                "Size",
                "Attribute",
                "Gender",
            ),
            date_order="MDY",
            prepare=prepare_report,
            why=_WHY
            | {
                "store_id": "the code before 'Qty' in the header",
                "on_hand_qty": "by store; without stores what is available: on hand less committed",
            },
        ),
        Export(
            name="counts",
            title="Physical inventory",
            fingerprint=("Expected Count", "Physical Count", "Alternate Lookup"),
            columns={
                "sku": NUMBER,
                "barcode": "UPC",
                "description": NAME,
                "category": DEPARTMENT,
                "vendor": ("Vendor Name", "Vendor"),
                "on_hand_qty": "Expected Count",
                "counted_qty": "Physical Count",
                "count_variance_qty": VARIANCE,
            },
            other_headers=("Attribute", "Size"),
            prepare=prepare_count,
            why={
                "description": "item name, attribute and size",
                "on_hand_qty": "the books when it was counted",
                "count_variance_qty": "physical less expected count",
            },
        ),
        Export(
            name="item_summary",
            title="Item summary report",
            fingerprint=("Item #", "Qty Sold", EXTENDED),
            columns={
                "store_id": STORE,
                "sku": NUMBER,
                "barcode": "UPC",
                "description": NAME,
                "category": (*DEPARTMENT, SECTION),
                "vendor": ("Vendor Name", "Vendor"),
                "units_sold": "Qty Sold",
                "net_sales": EXTENDED,
            },
            other_headers=("Alternate Lookup", "Attribute", "Size", "Ext Cost", "Margin %"),
            contradicted_by=("Receipt #", "Voucher #", "Date"),
            prepare=prepare_summary,
            why={
                "description": "item name, attribute and size",
                "units_sold": "of the period that stands above the report or in the file's name",
            },
        ),
        Export(
            name="sales_detail",
            title="Sales detail report",
            fingerprint=("Date", STORE, "Receipt #", ("Transaction Store Type", "Type")),
            columns=_SALES,
            other_headers=("Customer", "Cashier", "Total Qty", "Total", "Time"),
            contradicted_by=(LINE_ITEM, LINE_NAME),
            date_order="YMD",
            prepare=prepare_sales,
            why=_SALES_WHY
            | {
                "sku": "under 'Store' on the lines of a receipt",
                "description": "under 'Receipt #' on the lines of a receipt",
            },
        ),
        Export(
            # The same with a column for everything, as the report is put together by hand.
            name="sales_lines",
            title="Sales detail, one row per line",
            fingerprint=("Date", "Receipt #", ("Item #", "Item Number"), SALE_UNITS[:3], EXTENDED),
            columns=_SALES,
            other_headers=("Alternate Lookup", "Department", "Ext Cost", "Customer", "Cashier"),
            contradicted_by=(LINE_ITEM, LINE_NAME),
            date_order="YMD",
            prepare=prepare_sales,
            why=_SALES_WHY,
        ),
        Export(
            name="receiving",
            title="Receiving history",
            fingerprint=("Date", STORE, "Voucher #", "Vendor", "Total Qty"),
            columns={
                "sku": LINE_ITEM,
                "description": LINE_NAME,
                "last_cost": LINE_MONEY,
                "last_received_on": DAY,
            },
            other_headers=("Type", "Total", "Time"),
            date_order="YMD",
            prepare=prepare_receiving,
            why={
                "sku": "under 'Store' on the lines of a voucher",
                "description": "under 'Voucher #' on the lines of a voucher",
                "last_cost": "unit cost of the latest receipt",
                "last_received_on": "the latest voucher with units above zero",
            },
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """QuickBooks POS, item list and reports."""
    return [QUICKBOOKS_POS]
