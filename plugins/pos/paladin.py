"""Paladin: full inventory, perpetual inventory, year to date by month, table export, part list.

* Signed `Qty.` is the stock; `Qty On Hand` never falls below zero and is used only without it.
* The last or market cost is what the next unit costs, and the one to go by; else the average. An
  average cost of 0 was never formed: the standard cost stands in.
* Margins are typed by hand for some items and never read.
* Coupons are items with a price below zero: not items. Department 999 means unknown.
* In the perpetual inventory an item that nobody counted has 0 counted and no difference.
* Sold year to date covers 1 January up to the latest day in the file; a year of months that has
  sales in months to come is of the last twelve.
* `Real Date` repeats the date beside it in another spelling and is not read.
"""

from __future__ import annotations

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import pc
from sentinel.months import with_months
from sentinel.picking import (
    found,
    latest_day,
    picked,
    with_cost,
    with_window,
    without_headings,
)
from sentinel.reshape import cells, leave_out, named, numbers, with_cells

COST = "Cost"
"""Where a file has several costs the one to go by is put under this header."""
COVERED = "days covered"
SECTION = "heading above the row"
MONTHS = "sum of the months"
LAST_MONTH = "last month sold"
COUNTED, VARIANCE = "Inventoried Qty.", "Qty. Difference"

SKU = ("SKU", "Part #", "Part Number", "partnumber")
DESCRIPTION = ("Description Full", "Description", "Description Short", "Desc 1", "description1")
STOCK = ("Qty.", "In Stock Qty.", "Stock", "SOH", "stockonhand", "Qty On Hand")
AVERAGE = ("Avg. Cost", "Average Cost", "avgcost")
LATEST = ("Last Cost", "Mkt Cost", "Market Cost", "mktcost")
COSTS = (*LATEST, *AVERAGE, "Cost", "Std. Cost")
RETAIL = ("Retail", "netprice", "plvl_price1")
DEPARTMENT = ("Cat.", "Category", "Class", "classid", "Dpt.", "Dept", "Department", "deptid")
SOLD_ON = ("Last Sale", "lastsaledate")
RECEIVED_ON = ("Last Purchase", "Last Pur.", "lastreceiveddate")
UNKNOWN_DEPARTMENT = "999"


def prepare_items(table: pa.Table) -> pa.Table:
    """Items only, with a cost that is one and the days that units sold covers."""
    table = without_headings(
        table, sku=SKU, description=DESCRIPTION, facts=(*STOCK, *COSTS, *RETAIL), section=SECTION
    )
    for first, second in (("description1", "description2"), ("Desc 1", "Desc 2")):
        if (header := found(table, first)) is not None:
            both = named(cells(table, header), picked(table, second), between=" ")
            table = with_cells(table, header, both)
    coupon = pc.less(numbers(picked(table, *RETAIL)), 0.0)
    table = leave_out(table, coupon, "not_an_item")
    department = found(table, *DEPARTMENT)
    if department:
        words = picked(table, department)
        unknown = pc.equal(words, UNKNOWN_DEPARTMENT)
        table = with_cells(table, department, pc.if_else(unknown, None, words))
    table = with_cost(table, COST, *COSTS)
    latest = latest_day(table, *SOLD_ON) or latest_day(table, *RECEIVED_ON)
    table = with_months(table, latest=latest, units=MONTHS, covered=COVERED, last_sold=LAST_MONTH)
    return with_window(
        table,
        (
            (("Year Total", "YTD Sold", "qtysold_ytd"), "year to date"),
            (("qtysold_mtd",), "month to date"),
        ),
        COVERED,
        latest,
    )


def prepare_perpetual(table: pa.Table) -> pa.Table:
    """Items with what was counted, and the difference as counted less stock."""
    table = prepare_items(table)
    counted, stock = numbers(picked(table, COUNTED)), numbers(picked(table, "In Stock Qty."))
    written = numbers(picked(table, VARIANCE))
    uncounted = pc.and_(
        pc.and_(pc.equal(counted, 0.0), pc.equal(written, 0.0)), pc.not_equal(stock, 0.0)
    )
    uncounted = pc.fill_null(uncounted, False)
    less = pc.subtract(counted, stock)
    as_is = pc.sum(pc.abs(pc.subtract(written, less))).as_py() or 0.0
    turned = pc.sum(pc.abs(pc.add(written, less))).as_py() or 0.0
    # Nothing public says which of the two is taken from the other: the rows do.
    variance = pc.negate(written) if turned < as_is else written
    for header, column in ((found(table, COUNTED), counted), (found(table, VARIANCE), variance)):
        if header:
            kept = pc.if_else(uncounted, pa.scalar(None, pa.float64()), column)
            table = with_cells(table, header, kept.cast(pa.string()))
    return table


_COST_WHY = "last or market cost, else the average, else the standard one; above zero if any is"
_COUPON_WHY = "rows below zero are coupons and left out"
_PERIOD_WHY = "of the period that the report was run for, which is not in the file"
_TO_DATE = "from 1 January to the latest sale in the file"

PALADIN = Adapter(
    key="paladin",
    title="Paladin",
    exports=(
        Export(
            name="inventory",
            title="Inventory report, all columns",
            fingerprint=(
                ("Inventory @Cost", "Inventory @AvgCost", "Inventory @Retail"),
                ("Margin @Cost", "Retail Dif."),
                "Description Full",
            ),
            columns={
                "sku": "SKU",
                "barcode": "Barcode",
                "description": ("Description Full", "Description", "Description Short"),
                "category": ("Cat.", "Category", "Dpt.", SECTION),
                "vendor": "Vendor",
                "status": "Status",
                "on_hand_qty": ("Qty.", "Qty On Hand"),
                "on_order_qty": "On Order",
                "committed_qty": "On Hold",
                "unit_cost": (COST, "Std. Cost"),
                "avg_cost": "Avg. Cost",
                "unit_price": "Retail",
                "list_price": "Sug. Retail",
                "units_sold": "Sales",
                "units_returned": "Returns",
                "net_sales": "$ Sold",
                "last_sold_on": "Last Sale",
                "last_received_on": ("Last Purchase", "Last Pur."),
                "reorder_point": "Min.",
                "reorder_up_to": "Max.",
                "pack_qty": ("Pkg.", "Pkg. Qty."),
            },
            other_headers=(
                "Vendor SKU",
                "Alt. Vendor/Mfgr.",
                "BIN",
                "$ Returned",
                "Last Return",
                "Last Ordered",
                "Whse.",
                "Mfgr. SKU",
                "Cost (P&L)",
            ),
            date_order="MDY",
            prepare=prepare_items,
            why={
                "on_hand_qty": "the signed quantity; 'Qty On Hand' is never below zero",
                "unit_cost": _COST_WHY,
                "unit_price": _COUPON_WHY,
                "units_sold": _PERIOD_WHY,
                "net_sales": "dollars sold",
            },
        ),
        Export(
            name="perpetual",
            title="Perpetual (physical) inventory report",
            fingerprint=("In Stock Qty.", COUNTED, VARIANCE),
            columns={
                "sku": "SKU",
                "barcode": "Barcode",
                "description": ("Description", "Description Short"),
                "category": ("Category", "Cat.", "Dpt.", SECTION),
                "vendor": "Vendor",
                "status": "Status",
                "on_hand_qty": "In Stock Qty.",
                "unit_cost": COST,
                "unit_price": "Retail",
                "list_price": "Sug. Retail",
                "units_sold": "Sold",
                "last_sold_on": "Last Sale",
                "last_received_on": ("Last Pur.", "Last Purchase"),
                "last_counted_on": (
                    "Last Perpetual Inventory Date",
                    "Real Perpetual Inventory Date",
                ),
                "counted_qty": COUNTED,
                "count_variance_qty": VARIANCE,
                "pack_qty": ("Pkg. Qty.", "Pkg."),
            },
            other_headers=(
                "Vendor SKU",
                "Sub Total",
                "Changed",
                "Profit Margin %",
                "Allow Retail Edit",
                "BIN",
                "Pur.",
                "Sku Was Added",
                "Formula",
            ),
            date_order="MDY",
            prepare=prepare_perpetual,
            why={
                "unit_cost": "the one cost of the report; its kind is not stated",
                "unit_price": _COUPON_WHY,
                "units_sold": _PERIOD_WHY,
                "counted_qty": "unknown where 0 was counted without a difference to the stock",
                "count_variance_qty": "counted less stock, as most rows have it",
            },
        ),
        Export(
            name="year_to_date",
            title="Year-to-date report with a column per month",
            fingerprint=(("Year Total", "Gross Sales"), "Real Date", "Stock"),
            columns={
                "sku": "SKU",
                "barcode": ("Barcode", "UPC"),
                "description": ("Description", "Description Full", "Description Short"),
                "category": ("Category", "Cat.", "Dpt.", SECTION),
                "vendor": "Vendor",
                "on_hand_qty": ("Stock", "Qty."),
                "unit_cost": COST,
                "avg_cost": "Avg. Cost",
                "unit_price": "Retail",
                "units_sold": ("Year Total", MONTHS),
                "sales_window_days": COVERED,
                "last_sold_on": ("Last Sale", LAST_MONTH),
            },
            other_headers=("Vendor SKU",),
            date_order="MDY",
            prepare=prepare_items,
            why={
                "unit_cost": _COST_WHY,
                "units_sold": "the year's total, else the sum of the months",
                "sales_window_days": f"{_TO_DATE}; twelve months where later months have sales",
            },
        ),
        Export(
            name="native",
            title="Inventory table export",
            menu_path="Utilities > Export",
            fingerprint=("stockonhand", "mktcost", "plvl_price1", "supplier_number1"),
            columns={
                "sku": "partnumber",
                "barcode": "upccode",
                "description": ("description1", "description2"),
                "category": ("classid", "fineline", "deptid", SECTION),
                "vendor": ("supplier_number1", "supplier_number2"),
                "status": "status",
                "on_hand_qty": "stockonhand",
                "on_order_qty": "onorderqty",
                "unit_cost": COST,
                "avg_cost": "avgcost",
                "last_cost": "mktcost",
                "unit_price": ("netprice", "plvl_price1"),
                "units_sold": ("qtysold_ytd", "qtysold_mtd"),
                "sales_window_days": COVERED,
                "last_sold_on": "lastsaledate",
                "last_received_on": "lastreceiveddate",
                "reorder_point": "minorderqty",
                "reorder_up_to": "maxorderqty",
            },
            other_headers=(
                "altpartnumber",
                "mfgpartnumber",
                "plvl_price2",
                "plvl_price3",
                "binlocation",
                "margin",
                "taxable",
            ),
            date_order="YMD",
            prepare=prepare_items,
            why={
                "unit_cost": _COST_WHY,
                "last_cost": "market cost: what the vendor asked last",
                "sales_window_days": _TO_DATE,
            },
        ),
        Export(
            name="parts",
            title="Inventory list in the words of the Inventory screen",
            fingerprint=(
                "Part #",
                "SOH",
                ("Mkt Cost", "Market Cost"),
                ("Avg Cost", "Average Cost"),
            ),
            columns={
                "sku": ("Part #", "Part Number"),
                "barcode": ("UPC", "UPC Code", "Barcode"),
                "description": ("Desc 1", "Description 1", "Description", "Desc"),
                "category": ("Class", "Class 1", "Dept", "Department", SECTION),
                "vendor": ("Supplier", "Primary Supplier", "Vendor"),
                "status": "Status",
                "on_hand_qty": "SOH",
                "on_order_qty": ("On Order", "Qty On Order"),
                "committed_qty": "On Hold",
                "unit_cost": COST,
                "avg_cost": ("Avg Cost", "Average Cost"),
                "last_cost": ("Last Cost", "Mkt Cost", "Market Cost"),
                "unit_price": ("Retail", "Retail Price", "Price 1"),
                "list_price": ("List Price", "Sug. Retail", "List"),
                "units_sold": ("Year Total", "YTD Sold", MONTHS),
                "sales_window_days": COVERED,
                "last_sold_on": ("Last Sale", "Last Sold", LAST_MONTH),
                "last_received_on": ("Last Received", "Last Purchase"),
                "reorder_point": ("Min", "Min Qty"),
                "reorder_up_to": ("Max", "Max Qty"),
            },
            other_headers=("Desc 2", "Desc 3", "Ref Margin", "Class 2", "Class 3", "Location"),
            date_order="MDY",
            prepare=prepare_items,
            why={"unit_cost": _COST_WHY, "last_cost": "last cost, else market cost"},
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Paladin, four layouts and the reconstructed part list."""
    return [PALADIN]
