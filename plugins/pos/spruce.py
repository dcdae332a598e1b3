"""Spruce (ECI): item lists by branch, and usage by month. No header of it is public.

* The vendor has no standard export: a report template or a query decides what the headers are.
  What is declared are the words of the vendor's screens; group and section together mark it.
* One row per item and branch; an item list without branches is of one store.
* Of the three costs the last receipt is the one to go by, else the weighted average. The market
  cost is typed by hand and never read as a cost.
* The first price level is the price; the others have names that the store chose.
* Prices and costs in another unit than the stock are unknown: no factor says what a stock unit is.
* Usage is kept per item and month: rows of months are put together, columns of months added up.
"""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import Cells, pc
from sentinel.months import UNITS, Month, months_in, named_month, with_months
from sentinel.periods import days_in
from sentinel.picking import found, latest_day, picked, with_cost, with_window, without_headings
from sentinel.reshape import (
    ROW,
    cells,
    columns_to_rows,
    headers_of,
    numbers,
    roll_up,
    total,
    with_cells,
    without,
)

COST = "Cost"
"""Where a file has several costs the one to go by is put under this header."""
COVERED = "days covered"
SECTION = "heading above the row"
MONTHS = "sum of the months"
MONTH = "end of the month"
LAST_MONTH = "last month sold"
RETURNED = "units below zero"

BRANCH = ("Branch", "Branch ID", "Branch Code", "Branch Name", "Store")
ITEM = ("Item ID", "Item Number", "Item Code", "Item", "SKU")
DESCRIPTION = ("Description", "Item Description")
STOCK = ("On Hand", "On-Hand", "On Hand Qty", "Qty On Hand", "Quantity On Hand", "QOH")
AVERAGE = ("Weighted Average Cost", "Weighted Avg Cost", "Average Cost", "Avg Cost", "WAC")
LAST = ("Last Cost", "Last Receipt Cost", "Last Received Cost")
COSTS = (*LAST, *AVERAGE, "Cost")
PRICES = (
    "Retail",
    "Retail Price",
    "Price Level 1",
    "Price 1",
    "Level 1",
    "Level 1 Price",
    "Price",
)
LIST = ("Suggested Retail", "List Price", "List", "MSRP")
UNREAD = ("Location", "Market Cost", "Mkt Cost")
"""A bin, no store; and a cost typed by hand to compare with."""
BASE = ("Base UM", "Base UOM", "Base U/M", "Base Unit", "UOM", "UM", "Unit of Measure")
SELLING = ("Pricing UM", "Pricing UOM", "Price UM", "Price UOM", "Price U/M", "Pricing Unit")
COSTING = ("Costing UM", "Costing UOM", "Cost UM", "Cost UOM", "Cost U/M", "Costing Unit")
LAST_SALE = ("Last Sale", "Last Sold", "Last Sold Date", "Last Sale Date")
LAST_RECEIPT = ("Last Receipt", "Last Received", "Last Received Date", "Last Receipt Date")
USAGE = (
    "Usage",
    "Usage Qty",
    "Usage Quantity",
    "Qty Used",
    "Quantity",
    "Units Sold",
    "Qty",
    "Units",
)
AMOUNT = ("Sales", "Sales Amount", "Sales $", "Sales Amt")
TO_DATE, THIS_MONTH = ("Usage YTD", "YTD Usage"), ("Usage MTD", "MTD Usage")
USAGE_WORDS = UNITS - {"sales", "net"}
SALES_WORDS = frozenset(("sales", "amount", "amt", "$"))
"""Beside a month `Sales` is an amount of money here."""


def prepare_items(table: pa.Table) -> pa.Table:
    """Items with a cost and a price per stock unit, and what their months add up to."""
    table = without_headings(
        table, sku=ITEM, description=DESCRIPTION, facts=(*STOCK, *COSTS, *PRICES), section=SECTION
    )
    table = without(table, [h for word in UNREAD if (h := found(table, word)) is not None])
    base, costing, selling = (picked(table, *words) for words in (BASE, COSTING, SELLING))
    for words, unit in (
        *(((word,), costing) for word in COSTS),
        (PRICES, selling),
        (LIST, selling),
    ):
        if (header := found(table, *words)) is not None:
            table = with_cells(table, header, _in_unit(cells(table, header), unit, base))
    table = with_cost(table, COST, *COSTS)
    latest = latest_day(table, *LAST_SALE, *LAST_RECEIPT)
    table = with_window(table, ((TO_DATE, "year to date"),), COVERED, latest)
    if COVERED not in table.column_names:
        table = with_months(
            table,
            latest=latest,
            units=MONTHS,
            covered=COVERED,
            last_sold=LAST_MONTH,
            words=USAGE_WORDS,
        )
    return with_window(table, ((THIS_MONTH, "month to date"),), COVERED, latest)


def prepare_usage(table: pa.Table) -> pa.Table:
    """One row per branch and item out of one per month; the last month with usage is kept."""
    usage, item = found(table, *USAGE), found(table, *ITEM)
    if usage is None or item is None:
        return table
    table = with_cells(table, MONTH, _months(table))
    used = pc.greater(numbers(cells(table, usage)), 0.0)
    table = with_cells(table, LAST_MONTH, pc.if_else(used, cells(table, MONTH), None))
    # Of rows that are put together the first filled cell is kept: the latest month first.
    table = table.sort_by([(MONTH, "descending")])
    days = _days_covered(table)
    keys = [h for h in (found(table, *BRANCH), item) if h is not None]
    table = roll_up(table, keys, quantity=usage, returned=RETURNED, amount=found(table, *AMOUNT))
    text = pa.scalar(None if days is None else f"{days:g}", pa.string())
    return with_cells(table, COVERED, pa.repeat(text, table.num_rows)).sort_by(ROW)


def prepare_usage_by_month(table: pa.Table) -> pa.Table:
    """Usage and sales added up over the months; of several years one row per item."""
    months = months_in(headers_of(table), USAGE_WORDS)
    if found(table, "Year") and months:
        spread = columns_to_rows(table, [m.header for m in months], "Month", USAGE[0])
        return prepare_usage(spread)
    dollars = months_in(headers_of(table), SALES_WORDS)
    taken = {month.header for month in months}
    amounts = [month.header for month in dollars if month.header not in taken]
    if amounts:
        table = with_cells(table, AMOUNT[0], total(table, amounts))
    return with_months(
        table,
        latest=latest_day(table, *LAST_SALE),
        units=USAGE[0],
        covered=COVERED,
        last_sold=LAST_MONTH,
        words=USAGE_WORDS,
    )


def _in_unit(column: Cells, unit: Cells, base: Cells) -> Cells:
    """Cells whose unit is that of the stock, or is not given."""
    other = pc.not_equal(pc.utf8_upper(unit), pc.utf8_upper(base))
    return pc.if_else(pc.fill_null(other, False), pa.scalar(None, pa.string()), column)


def _months(table: pa.Table) -> Cells:
    """The last day of each row's month, as text; null where a row names none."""
    years, months = picked(table, "Year"), picked(table, "Month")
    both = pc.binary_join_element_wise(months, pc.fill_null(years, ""), " ")
    words = pc.unique(both)
    ends = pa.array([_end_of(word) for word in words.to_pylist()], pa.string())
    return pc.take(ends, pc.index_in(both, words))


def _end_of(words: str | None) -> str | None:
    """`3 2026`, `Mar 2026`, `2026-03`, `03/01/2026`, `2026-03 2026`: the end of that month."""
    if words is None:
        return None
    words = words.strip()
    for text in (words, words.rpartition(" ")[0]):
        month = named_month(text, USAGE_WORDS)
        if month is not None and month.last is not None:
            return month.last.isoformat()
    days = days_in(words)
    month = Month(header=words, month=days[0][0].month, year=days[0][0].year) if days else None
    return month.last.isoformat() if month is not None and month.last is not None else None


def _days_covered(table: pa.Table) -> float | None:
    """From the first of the months to the last; of years without months, all their days."""
    ends = pc.min_max(cells(table, MONTH))
    if ends["min"].as_py() is not None:
        first, last = (date.fromisoformat(ends[name].as_py()) for name in ("min", "max"))
        return float((last - first.replace(day=1)).days + 1)
    years = pc.count_distinct(picked(table, "Year")).as_py()
    return 365.0 * years if years else None


_MONTHS_OF_USAGE = tuple(
    tuple(f"{name} Usage" for name in names.split()) + tuple(f"Usage {n}" for n in names.split())
    for names in ("Jan Apr Jul Oct", "Feb May Aug Nov", "Mar Jun Sep Dec")
)
"""Any month of three: whichever a file lacks, some of each are there."""
_UNIT_WHY = "unknown where it is given in another unit than the stock"

SPRUCE = Adapter(
    key="spruce",
    title="Spruce",
    exports=(
        Export(
            name="items",
            title="Item list from a report template or query",
            fingerprint=("Group", "Section", ITEM, BASE),
            columns={
                "store_id": BRANCH,
                "sku": ITEM,
                "barcode": ("UPC", "Barcode", "UPC Code"),
                "description": DESCRIPTION,
                "category": ("Section", "Group", "Department", "Category", SECTION),
                "vendor": ("Vendor", "Primary Vendor", "Vendor Name"),
                "status": ("Status", "Discontinued", "Inactive"),
                "on_hand_qty": STOCK,
                "on_order_qty": ("On Order", "On-Order", "On Order Qty", "Qty On Order"),
                "committed_qty": ("Committed", "Committed Qty", "Qty Committed"),
                "unit_cost": COST,
                "avg_cost": AVERAGE,
                "last_cost": LAST,
                "unit_price": PRICES,
                "list_price": LIST,
                "units_sold": (*TO_DATE, MONTHS, *THIS_MONTH),
                "sales_window_days": COVERED,
                "last_sold_on": (*LAST_SALE, LAST_MONTH),
                "last_received_on": LAST_RECEIPT,
                "reorder_point": ("Reorder Point", "Min Qty", "Minimum", "Min"),
                "reorder_up_to": ("Max Qty", "Maximum", "Max"),
            },
            other_headers=(
                "Market Cost",
                "Established",
                "Established Date",
                "Price Level 2",
                "Price Level 3",
                "Price Level 4",
                "Price Level 5",
                "Price Level 6",
                "Price Level 7",
                *SELLING,
                *COSTING,
                "Vendor Item Number",
                "Board Feet",
                "Linear Feet",
                "Species",
                "Grade",
                "Location",
            ),
            date_order="MDY",
            prepare=prepare_items,
            why={
                "unit_cost": f"last receipt, else the weighted average; {_UNIT_WHY}",
                "avg_cost": _UNIT_WHY,
                "last_cost": _UNIT_WHY,
                "unit_price": f"the retail or first price level; {_UNIT_WHY}",
                "units_sold": "the months added up",
                "sales_window_days": "the months of the report",
            },
        ),
        Export(
            name="usage",
            title="Inventory usage, one row per item and month",
            fingerprint=(("Month", "Year"), ("Usage", "Usage Qty", "Usage Quantity")),
            columns={
                "store_id": BRANCH,
                "sku": ITEM,
                "description": DESCRIPTION,
                "category": ("Section", "Group"),
                "units_sold": USAGE,
                "units_returned": RETURNED,
                "net_sales": AMOUNT,
                "sales_window_days": COVERED,
                "last_sold_on": LAST_MONTH,
            },
            other_headers=("Cost", "Cost Amount", "Base UM"),
            date_order="YMD",
            prepare=prepare_usage,
            why={
                "units_sold": "sum over the months",
                "units_returned": "months below zero",
                "net_sales": "sum over the months",
                "sales_window_days": "from the first month of the file to the last",
                "last_sold_on": "the end of the last month with usage",
            },
        ),
        Export(
            name="usage_by_month",
            title="Inventory usage, one column per month",
            fingerprint=(ITEM, *_MONTHS_OF_USAGE),
            columns={
                "store_id": BRANCH,
                "sku": ITEM,
                "description": DESCRIPTION,
                "category": ("Section", "Group"),
                "units_sold": USAGE,
                "net_sales": AMOUNT,
                "sales_window_days": COVERED,
                "last_sold_on": (*LAST_SALE, LAST_MONTH),
            },
            other_headers=("Year", "Base UM", "Jan Sales", "Jan Cost", "Total Usage"),
            date_order="MDY",
            prepare=prepare_usage_by_month,
            why={
                "units_sold": "the months added up",
                "net_sales": "the months added up",
                "sales_window_days": "the months of the report",
                "last_sold_on": "the end of the last month with usage",
            },
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Spruce, item lists and usage."""
    return [SPRUCE]
