"""Epicor Eagle: Compass queries, viewer and inventory reports, movement, locations, table export.

* Eagle has no fixed export: columns are picked, Compass headings typed. The words of Inventory
  Maintenance are declared, in the spellings that have been seen.
* The replacement or last cost is what the next unit costs, and the one to go by; else the average.
* `Location` and `LOC 1` to `LOC 6` are shelf codes, flags and capacities: never a store or a
  quantity. Stores stand under `Store`.
* Movement has units per month or period, this one back to the same one last year: they add up.
* A lone `?` means that a field is to be cleared: it is empty. Trailing minus signs are minus signs.
* Location files have no quantities and no money: they name items and nothing else.
"""

from __future__ import annotations

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import pc
from sentinel.headers import matches
from sentinel.months import with_months
from sentinel.picking import Window, found, latest_day, with_cost, with_window, without_headings
from sentinel.reshape import cells, headers_of, renamed_words, with_cells, without

COST = "Cost"
"""Where a file has several costs the one to go by is put under this header."""
COVERED = "days covered"
SECTION = "heading above the row"
MONTHS = "sum of the months"
LAST_MONTH = "last month sold"

SKU = ("SKU", "Item Number", "Item #", "Item No", "SKU Number", "SKU #", "Item")
DESCRIPTION = ("Description", "Desc", "Item Description", "desc2")
DEPARTMENT = ("Dept", "Department", "Dept #", "Dept Name", "DE")
CATEGORY = (*DEPARTMENT, "Class", "Class #", "Fineline #", "Fineline", "sub_dept", SECTION)
VENDOR = ("Prime Vend", "Prime Vendor", "Mfg Vend", "vendor_no")
STOCK = ("QOH", "Qty On Hand", "qty_oh")
ON_ORDER = ("Qty On Order", "QOO", "qty_on_ord")
COMMITTED = ("Committed Qty", "Qty Committed", "qty_comm")
AVERAGE = ("Avg Cost", "Average Cost", "avg_cost")
REPLACEMENT = (
    "Replacement Cost",
    "Repl Cost",
    "Replacement",
    "Repl",
    "replacement_cost",
    "Last Cost",
    "last_cost",
)
COSTS = (*REPLACEMENT, *AVERAGE, "posting_cost", "Cost")
PRICE = ("Retail", "Price 1")
LIST = ("List", "Catalog Retail", "Sug Retail")
LAST_SALE = ("Date Last Sale", "Last Sale", "Last Sale Date", "Last Sold", "Date Last Sold")
LAST_RECEIPT = (
    "Date Last Receipt",
    "Last Receipt",
    "Last Receipt Date",
    "Last Received",
    "Date Last Received",
    "last_rcpt",
)
LAST_COUNT = (
    "Date Last Physical",
    "Last Phys Inv",
    "Date Last Phys Inv",
    "Last Physical",
    "Last Physical Inventory",
    "Date Last Phys",
    "last_count",
)
YEAR = (
    "Units Sold 12Mo",
    "Units Sold 12 Mo",
    "Units Sold 12 Months",
    "Units Sold Last 12 Months",
    "12Mo Units Sold",
    "12 Mo Units",
    "12 Month Units",
    "12 Mo Sales Units",
    "Units 12Mo",
)
TO_DATE = (
    "Units Sold YTD",
    "YTD Units Sold",
    "YTD Units",
    "YTD Sales Units",
    "YTD Sold",
    "ytd_sold",
)
LAST_YEAR = ("Units Sold LY", "LY Units Sold", "LY Units", "Last Year Units", "ly_sold")
THIS_MONTH = ("Units Sold MTD", "MTD Units Sold", "MTD Units", "MTD Sold", "mtd_sold")
SOLD = (*YEAR, MONTHS, *TO_DATE, *THIS_MONTH, *LAST_YEAR)
WINDOWS: tuple[tuple[tuple[str, ...], Window], ...] = (
    (YEAR, 365.0),
    (TO_DATE, "year to date"),
    (THIS_MONTH, "month to date"),
    (LAST_YEAR, 365.0),
)
DISCONTINUED = ("Discontinued", "Disc", "Discontinued Flag")
HAND_TYPED = ("Mkt Cost", "Market Cost", "Mfg Cost")
SHELVES = ("Location", "Location Code", "Location Codes", "Loc", "Bin", "bin_loc", "aisle")
YES_NO = {word: "discontinued" for word in ("Y", "Yes", "X", "1", "True")}
YES_NO |= {word: "active" for word in ("N", "No", "0", "False")}


def prepare_items(table: pa.Table) -> pa.Table:
    """Items only, with the cost to go by, their status and the days that units sold covers."""
    unread = (*SHELVES, *HAND_TYPED)
    table = without(table, [h for h in headers_of(table) if any(matches(w, h) for w in unread)])
    table = _cleared(table)
    table = without_headings(
        table, sku=SKU, description=DESCRIPTION, facts=(*STOCK, *COSTS, *PRICE), section=SECTION
    )
    table = _with_status(table)
    table = with_cost(table, COST, *COSTS)
    latest = latest_day(table, *LAST_SALE) or latest_day(table, *LAST_RECEIPT)
    if found(table, *YEAR) is None:
        table = with_months(
            table, latest=latest, units=MONTHS, covered=COVERED, last_sold=LAST_MONTH
        )
    return with_window(table, WINDOWS, COVERED, latest)


def prepare_locations(table: pa.Table) -> pa.Table:
    """Nothing but what the items are called."""
    return _cleared(table)


def _cleared(table: pa.Table) -> pa.Table:
    for header in headers_of(table):
        column = cells(table, header)
        lone = pc.fill_null(pc.equal(column, "?"), False)
        if pc.any(lone).as_py():
            table = with_cells(table, header, pc.if_else(lone, None, column))
    return table


def _with_status(table: pa.Table) -> pa.Table:
    """The flag *Discontinued* in words; beside a status it only ever says more than that."""
    flag, status = found(table, *DISCONTINUED), found(table, "Status")
    if flag is None:
        return table
    words = renamed_words(cells(table, flag), YES_NO)
    if status is None:
        return with_cells(table, flag, words)
    gone = pc.fill_null(pc.equal(words, "discontinued"), False)
    return with_cells(table, status, pc.if_else(gone, words, cells(table, status)))


_ITEMS: dict[str, str | tuple[str, ...]] = {
    "store_id": ("Store", "Store #", "Store Number", "Store No"),
    "sku": SKU,
    "barcode": ("UPC", "UPC Code", "Primary UPC"),
    "description": DESCRIPTION,
    "category": CATEGORY,
    "vendor": VENDOR,
    "status": ("Status", *DISCONTINUED),
    "on_hand_qty": STOCK,
    "on_order_qty": ON_ORDER,
    "committed_qty": COMMITTED,
    "unit_cost": (COST, "posting_cost"),
    "avg_cost": AVERAGE,
    "last_cost": REPLACEMENT,
    "unit_price": PRICE,
    "list_price": LIST,
    "units_sold": SOLD,
    "sales_window_days": COVERED,
    "last_sold_on": (*LAST_SALE, LAST_MONTH),
    "last_received_on": LAST_RECEIPT,
    "last_counted_on": LAST_COUNT,
    "reorder_point": ("Order Point", "Min Order Point", "Minimum Order Point", "min_qty"),
    "reorder_up_to": ("Max Stock Level", "Max Stock", "max_qty"),
    "pack_qty": ("Standard Pack", "Std Pack", "Std Pk", "Order Multiple", "pkg_qty"),
}
_WHY = {
    "status": "discontinued where the flag says so",
    "unit_cost": "replacement or last cost, else the average where that is 0 or missing",
    "last_cost": "replacement cost: what the next purchase costs",
    "units_sold": "rolling twelve months, else the months added up, else what is to date",
    "sales_window_days": "as the header says; to date: up to the latest sale in the file",
    "last_sold_on": "the day of the last sale, else the end of the last month with units",
}
_FIELDS = (
    "Mkt Cost",
    "Mfg Cost",
    "Price 2",
    "Price 3",
    "Price 4",
    "Price 5",
    "Avg GP%",
    "Desired GP%",
    "GP (Repl)",
    "Alternate Ref",
    "Mfg #",
    "Vend Stk #",
    "Secondary Vend",
    "Stocking U/M",
    "Pricing U/M",
    "Purchasing U/M",
    "Purch Conv Factor",
    "Conversion",
    "Order Indicator",
    "Safety Stock",
    "New Order Qty",
    "Future Order",
    "Cust Backorder",
    "Raincheck Qty",
    "Date Added",
    "Sequence",
    "Type",
    "Weight",
    "Location",
)


def _items(
    name: str, title: str, fingerprint: tuple[str | tuple[str, ...], ...], *others: str
) -> Export:
    return Export(
        name=name,
        title=title,
        fingerprint=fingerprint,
        columns=_ITEMS,
        other_headers=others,
        nulls=("?",),
        date_order="MDY",
        prepare=prepare_items,
        why=_WHY,
    )


EPICOR_EAGLE = Adapter(
    key="epicor_eagle",
    title="Epicor Eagle",
    exports=(
        _items(
            "inventory",
            "Compass query, inventory viewer or inventory report (RIR)",
            (
                (*YEAR, "Fineline #", "Fineline"),
                ("Date Last Sale", "Prime Vend", "Order Point"),
            ),
            *(f"LOC {number}" for number in range(1, 7)),
            *_FIELDS,
        ),
        _items(
            "inventory",
            "Compass query of a few columns",
            ("QOH", (*YEAR, "Date Last Physical", "LOC 1")),
            *_FIELDS,
        ),
        _items(
            "movement",
            "Item movement, units per month or period",
            (
                ("QOH", "Qty On Hand"),
                ("Fineline", "Fineline #", "Stocking U/M"),
                ("Period 2", "Jan", "January", "Jan *"),
                ("Period 3", "Feb", "February", "Feb *"),
                ("Period 4", "Mar", "March", "Mar *"),
            ),
            "Period 1",
            *(f"Period {number}" for number in range(5, 14)),
        ),
        _items(
            "table",
            "Item table, machine names",
            ("qty_oh", "posting_cost"),
            "ean",
            "alt_sku",
            "mfg_no",
            "vendor_item_no",
            "long_desc",
            "qty_bo",
            "qty_avl",
            "reorder_qty",
            "landed_cost",
            "core_cost",
            "price_2",
            "price_3",
            "price_4",
            "promo_price",
            "wtd_sold",
            "turns",
            "gmroi",
            "bin_loc",
            "aisle",
        ),
        Export(
            name="locations",
            title="Location viewer",
            fingerprint=("Current Location Codes", "Current Location 2", "Location 2"),
            columns={"sku": SKU, "description": DESCRIPTION},
            other_headers=(
                "Location Codes",
                *(f"{word}Location {n}" for n in range(3, 7) for word in ("", "Current ")),
            ),
            prepare=prepare_locations,
        ),
        Export(
            name="location_import",
            title="Import file for locations",
            fingerprint=("SKU", *(f"Location {number}" for number in range(1, 7))),
            columns={"sku": "SKU"},
            contradicted_by=("Description", "Name", "QOH", "Quantity", "Cost", "Price", "Retail"),
            prepare=prepare_locations,
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Epicor Eagle, item exports and location files."""
    return [EPICOR_EAGLE]
