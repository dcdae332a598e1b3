"""Lightspeed Retail X-Series: product export and the reports on inventory and on sales by product.

* The product export has `inventory_`, `reorder_point_` and `restock_level_` columns per outlet, its
  name written with `_` for blanks. `restock_level_` is a quantity to order, no level: not read.
* A composite product is followed by rows of its components (`composite_sku` filled, fields
  missing at the end): not items.
* The inventory report gives totals: cost and price are divided by the closing inventory. Its
  items sold are those of the days in stock, which are items sold by items sold per day.
* In the report by product and week (day, month) the last bucket with sales dates the last sale,
  by its last day. Its period is nowhere else in the file.
* The report by supplier has no items.

Classic Vend has the same columns with `composite_handle` and `type`: another system.
"""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import pc
from sentinel.periods import days_in
from sentinel.reshape import cells, headers_of, leave_out, numbers, ratio, with_cells

SUMMARIES = ("Items Sold", "Revenue", "Cost of Goods Sold", "Gross Profit", "Margin (%)", "Tax")
LAST_SOLD = "last bucket with sales"
COVERED = "days covered"


def prepare_products(table: pa.Table) -> pa.Table:
    """Sellable products only; no stock where it is not tracked."""
    component = pc.is_valid(cells(table, "composite_sku"))
    table = leave_out(table, component, "not_an_item")
    table = with_cells(table, "sku", pc.coalesce(cells(table, "sku"), cells(table, "id")))
    tracked = pc.fill_null(pc.not_equal(cells(table, "track_inventory"), "0"), True)
    for header in headers_of(table):
        if header.startswith("inventory_"):
            table = with_cells(table, header, pc.if_else(tracked, cells(table, header), None))
    return table


def prepare_inventory_report(table: pa.Table) -> pa.Table:
    """Unit cost, unit price and the days that items sold covers, out of totals."""
    table = with_cells(table, COVERED, ratio(table, "Items Sold", "Items Sold per Day"))
    for header in ("Inventory Cost", "Retail Value (Excl. Tax)"):
        if header in table.column_names:
            table = with_cells(table, header, ratio(table, header, "Closing Inventory"))
    return table


def prepare_sales_report(table: pa.Table) -> pa.Table:
    """Last sale and days covered, out of one column per day, week or month."""
    summary = pc.and_(
        pc.is_in(cells(table, "Product"), pa.array(SUMMARIES)), pc.is_null(cells(table, "SKU"))
    )
    table = leave_out(table, summary, "total")
    buckets = _buckets(table)
    if not buckets:
        return table
    last = pa.nulls(table.num_rows, pa.string())
    for header, day in buckets:
        sold = pc.fill_null(pc.greater(numbers(cells(table, header)), 0.0), False)
        last = pc.if_else(sold, pa.scalar(day.isoformat()), last)
    covered = str((buckets[-1][1] - days_in(buckets[0][0])[0][0]).days + 1)
    table = with_cells(table, COVERED, pa.repeat(pa.scalar(covered), table.num_rows))
    return with_cells(table, LAST_SOLD, last)


def _buckets(table: pa.Table) -> list[tuple[str, date]]:
    """Headers that are days, in order, with the last day of each bucket."""
    starts = sorted(
        (days[0][0], header)
        for header in headers_of(table)
        if len(days := days_in(header)) == 1 and days[0][1:] == (0, len(header))
    )
    if not starts:
        return []
    ends = [start - timedelta(days=1) for start, _ in starts[1:]]
    width = (starts[-1][0] - starts[-2][0]).days if len(starts) > 1 else 1
    ends.append(starts[-1][0] + timedelta(days=width - 1))
    return [(header, end) for (_, header), end in zip(starts, ends, strict=True)]


LIGHTSPEED_X = Adapter(
    key="lightspeed_x",
    title="Lightspeed Retail (X-Series)",
    system="Lightspeed Retail",
    exports=(
        Export(
            name="products",
            fingerprint=(
                "id",
                "handle",
                "sku",
                "composite_name",
                "product_category",
                "supply_price",
                "inventory_*",
            ),
            columns={
                "sku": "sku",
                "barcode": "barcode",
                "description": "name",
                "category": "product_category",
                "vendor": "supplier_name",
                "status": "active",
                "unit_cost": "supply_price",
                "unit_price": "retail_price",
            },
            location_columns={"on_hand_qty": "inventory_", "reorder_point": "reorder_point_"},
            contradicted_by=("composite_handle", "type"),
            item_id="id",
            prepare=prepare_products,
            why={"sku": "id where the SKU is missing"},
        ),
        Export(
            name="inventory_report",
            fingerprint=("Closing Inventory", "Sell-through Rate", "Days Cover"),
            columns={
                "store_id": "Outlet",
                "sku": "SKU",
                "description": "Product",
                "category": "Category",
                "vendor": "Supplier",
                "on_hand_qty": "Closing Inventory",
                "unit_cost": "Inventory Cost",
                "unit_price": "Retail Value (Excl. Tax)",
                "units_sold": "Items Sold",
                "sales_window_days": COVERED,
            },
            prepare=prepare_inventory_report,
            why={
                "unit_cost": "inventory cost / closing inventory",
                "unit_price": "retail value / closing inventory, without tax",
                "sales_window_days": "items sold / items sold per day",
            },
        ),
        Export(
            name="sales_report",
            fingerprint=("Product", "SKU", "Supplier Code", "Items Sold", "Cost of Goods Sold"),
            columns={
                "store_id": "Outlet",
                "sku": "SKU",
                "description": "Product",
                "category": "Category",
                "vendor": "Supplier",
                "units_sold": "Items Sold",
                "sales_window_days": COVERED,
                "last_sold_on": LAST_SOLD,
            },
            contradicted_by=("Closing Inventory",),
            date_order="YMD",
            prepare=prepare_sales_report,
            why={
                "sales_window_days": "from the first to the last column that is a day",
                "last_sold_on": "the last day of the last column with sales",
            },
        ),
        Export(
            name="supplier_report",
            fingerprint=("Supplier", "Revenue", "Cost of Goods Sold", "Gross Profit", "Tax"),
            contradicted_by=("SKU", "Product"),
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Lightspeed Retail X-Series, products and reports."""
    return [LIGHTSPEED_X]
