"""Reports of Vend and of Lightspeed Retail X-Series: the same in both.

* The inventory report gives totals: cost and price are divided by the closing inventory. Its
  items sold are those of the days in stock, which are items sold by items sold per day. Which
  measures it has is the user's choice.
* In the report by product and day, week or month the last bucket with sales dates the last sale,
  by its last day. Its buckets count items, sales or money; `Items Sold` is there only for items.
  By day it is also the history of each item.
* Reports by supplier, brand, outlet and the like have no items.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

import pyarrow as pa

from sentinel import Export
from sentinel.compute import Cells, pc
from sentinel.history import HISTORY, collected
from sentinel.periods import days_in, month_of
from sentinel.reshape import (
    cells,
    headers_of,
    leave_out,
    numbered,
    numbers,
    ratio,
    with_cells,
    without,
)

SUMMARIES = (
    "Items Sold",
    "Sale Count",
    "Revenue",
    "Cost of Goods Sold",
    "Gross Profit",
    "Margin (%)",
    "Tax",
)
LAST_SOLD = "last bucket with sales"
COVERED = "days covered"


def prepare_inventory_report(table: pa.Table) -> pa.Table:
    """Unit cost, unit price and the days that items sold covers, out of totals."""
    table = _with_units_only(table)
    if "Items Sold per Day" in table.column_names:
        table = with_cells(table, COVERED, ratio(table, "Items Sold", "Items Sold per Day"))
    for header in ("Inventory Cost", "Retail Value (Excl. Tax)"):
        if header in table.column_names:
            table = with_cells(table, header, ratio(table, header, "Closing Inventory"))
    return leave_out(table, _summary(table), "total")


def prepare_sales_report(table: pa.Table) -> pa.Table:
    """Last sale and days covered, out of one column per day, week or month."""
    table = _with_units_only(leave_out(table, _summary(table), "total"))
    buckets = _buckets(table)
    if not buckets:
        return table
    last = pa.nulls(table.num_rows, pa.string())
    for header, _, end in buckets:
        sold = pc.fill_null(pc.greater(numbers(cells(table, header)), 0.0), False)
        last = pc.if_else(sold, pa.scalar(end.isoformat()), last)
    covered = str((buckets[-1][2] - buckets[0][1]).days + 1)
    table = with_cells(table, COVERED, pa.repeat(pa.scalar(covered), table.num_rows))
    table = with_cells(table, LAST_SOLD, last)
    if "Items Sold" in table.column_names and all(start == end for _, start, end in buckets):
        table = table.append_column(HISTORY, _by_day(table, buckets))
    return table


def _by_day(table: pa.Table, buckets: Sequence[tuple[str, date, date]]) -> Cells:
    """The sales by day of each row, for `Snapshot.history`: what they were sold for is unknown."""
    rows = numbered(table.num_rows)
    days = []
    for header, day, _ in buckets:
        sold = numbers(cells(table, header))
        here = pc.fill_null(pc.not_equal(sold, 0.0), False)
        units = pc.filter(sold, here)
        back = pc.if_else(pc.less(units, 0.0), pc.negate(units), 0.0)
        columns = {"__at__": pc.filter(rows, here), "units_sold": units, "units_returned": back}
        columns["day"] = pa.repeat(pa.scalar(day), len(units))
        columns["net_sales"] = pa.nulls(len(units), pa.float64())
        columns["line"] = pa.nulls(len(units), pa.string())
        days.append(pa.table(columns))
    return collected(pa.concat_tables(days), table.num_rows)


def _summary(table: pa.Table) -> Cells:
    named_so = pc.is_in(cells(table, "Product"), pa.array((*SUMMARIES, "Totals", "Total")))
    return pc.and_(named_so, pc.is_null(cells(table, "SKU")))


def _with_units_only(table: pa.Table) -> pa.Table:
    """Revenue counts beside the units it was taken for: another export may cover other days."""
    return table if "Items Sold" in table.column_names else without(table, ("Revenue",))


def _buckets(table: pa.Table) -> list[tuple[str, date, date]]:
    """Headers that are days or months, in order, with the first and last day of each bucket.

    Empty where there is one bucket of a length that nothing tells.
    """
    starts = sorted(
        (start, header) for header in headers_of(table) if (start := _start(header)) is not None
    )
    if not starts:
        return []
    ends = [start - timedelta(days=1) for start, _ in starts[1:]]
    last, title = starts[-1]
    if len(starts) == 1 and days_in(title):
        return []
    width = (last - starts[-2][0]).days if len(starts) > 1 else 28
    ends.append(_month_end(last) if 28 <= width <= 31 else last + timedelta(days=width - 1))
    return [(header, start, end) for (start, header), end in zip(starts, ends, strict=True)]


def _month_end(start: date) -> date:
    return (start.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _start(header: str) -> date | None:
    """The first day of the bucket of that title: `3rd Jan 2022` or `Jan 2022`."""
    header = header.replace("_", " ").strip()
    days = days_in(header)
    if len(days) == 1 and days[0][1:] == (0, len(header)):
        return days[0][0]
    month = re.fullmatch(r"([A-Za-z]+)\.? (\d{4})", header)
    number = month_of(month[1]) if month else None
    return date(int(month[2]), number, 1) if month and number else None


NAMES = ("Product", "SKU", "Supplier Code")
_DESCRIBED: dict[str, str | tuple[str, ...]] = {
    "store_id": "Outlet",
    "sku": "SKU",
    "description": "Product",
    "category": "Category",
    "vendor": "Supplier",
}
_DIMENSIONS = (
    *("Supplier", "Brand", "Category", "Tag", "Outlet", "Register", "Sales Channel"),
    *("User", "Customer", "Customer Group"),
)
"""What a report can be made by, other than the product."""
_MONEY = ("Gross Profit", "Margin (%)")

REPORTS = (
    Export(
        name="inventory_report",
        title="Inventory report by product",
        menu_path="Reporting > Inventory reports > by product > Export",
        fingerprint=(*NAMES, "Closing Inventory"),
        columns={
            **_DESCRIBED,
            "on_hand_qty": "Closing Inventory",
            "on_order_qty": ("Inbound Inventory", "Incoming Inventory"),
            "unit_cost": "Inventory Cost",
            "unit_price": "Retail Value (Excl. Tax)",
            "units_sold": "Items Sold",
            "net_sales": "Revenue",
            "sales_window_days": COVERED,
        },
        other_headers=(
            "Brand",
            "Tag",
            "Items Sold per Day",
            "Sell-through Rate",
            "Days Cover",
            "Missed Sales",
            "Estimated Sales",
            "Forecasted Demand",
            "Suggested Order Quantity",
            *_MONEY,
        ),
        nulls=("-",),
        prepare=prepare_inventory_report,
        why={
            "unit_cost": "inventory cost / closing inventory",
            "unit_price": "retail value / closing inventory, without tax",
            "net_sales": "revenue, without tax",
            "sales_window_days": "items sold / items sold per day",
        },
    ),
    Export(
        name="sales_report",
        title="Sales report by product",
        menu_path="Reporting > Sales reports > by product > Export",
        fingerprint=(*NAMES, "Revenue", "Cost of Goods Sold"),
        columns={
            **_DESCRIBED,
            "units_sold": "Items Sold",
            "net_sales": "Revenue",
            "sales_window_days": COVERED,
            "last_sold_on": LAST_SOLD,
        },
        other_headers=("Brand", "Tag", "Sale Count", "Tax", *_MONEY),
        contradicted_by=("Closing Inventory",),
        date_order="YMD",
        nulls=("-",),
        prepare=prepare_sales_report,
        why={
            "net_sales": "revenue, without tax",
            "sales_window_days": "from the first to the last column that is a day or a month",
            "last_sold_on": "the last day of the last column with sales",
        },
    ),
    Export(
        # Of whatever else a report can be made by; the supplier is what people look at most.
        name="supplier_report",
        title="Sales report by supplier, brand, category, outlet or staff",
        menu_path="Reporting > Sales reports",
        fingerprint=(_DIMENSIONS, "Revenue", "Cost of Goods Sold", *_MONEY, "Tax"),
        other_headers=("Items Sold", "Sale Count"),
        contradicted_by=("SKU", "Product"),
    ),
    Export(
        name="inventory_summary",
        title="Inventory report by supplier, brand, category or outlet",
        menu_path="Reporting > Inventory reports",
        fingerprint=("Closing Inventory", "Inventory Cost"),
        other_headers=("Supplier", "Brand", "Outlet", "Items Sold", "Revenue", *_MONEY),
        contradicted_by=("SKU", "Product"),
    ),
)
