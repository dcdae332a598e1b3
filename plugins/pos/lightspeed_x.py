"""Lightspeed Retail X-Series: product export, sales ledger, reports on inventory and on sales.

* The product export has `inventory_`, `reorder_point_` and `restock_level_` columns per outlet, its
  name written with `_` for blanks. `restock_level_` is a quantity to order, no level: not read.
* A composite product is followed by rows of its components (`composite_sku` filled, fields
  missing at the end): not items. The composite itself has no stock; its parts have.
* The ledger has a row per sale, per line and per payment; whether it was voided stands on the
  first. A discount on a whole sale is a line of its own and is spread over the sale's items.

Classic Vend is the same system before it was renamed, with `type` for the category: its adapter
shares what is here. The reports of both are in `sentinel_plugins.vend_reports`.
"""

from __future__ import annotations

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import Cells, pc
from sentinel.headers import ending
from sentinel.reshape import (
    cells,
    fill_down,
    headers_of,
    intact,
    leave_out,
    named,
    numbered,
    numbers,
    roll_up,
    unique_or,
    with_cells,
    without,
)
from sentinel_plugins.vend_reports import REPORTS

RETURNED, COVERED, SALE = "units returned", "days covered", "the sale"
PRIVATE = ("Customer Code", "Customer Name", "Note", "User", "Attributes")
SOLD = ("Quantity", "Qty", "Quantity Sold", "Qty Sold")
NOT_SOLD = ("VOIDED", "SAVED", "PARKED")
OPTIONS = ("one", "two", "three")


def prepare_products(table: pa.Table) -> pa.Table:
    """Sellable products only; no stock where it is not tracked."""
    parts = [cells(table, f"composite_{word}") for word in ("sku", "name", "handle")]
    part = pc.is_valid(pc.coalesce(*parts))
    composite = pc.is_in(cells(table, "sku"), pc.drop_null(pc.filter(cells(table, "sku"), part)))
    table = leave_out(table, part, "not_an_item")
    table = with_cells(table, "sku", pc.coalesce(cells(table, "sku"), cells(table, "id")))
    name = cells(table, "name")
    values = [cells(table, f"variant_option_{option}_value") for option in OPTIONS]
    # Some shops have the options of a variant in its name, in others all variants share one.
    table = with_cells(table, "name", unique_or(name, named(name, *values, between=" / ")))
    tracked = pc.fill_null(pc.not_equal(cells(table, "track_inventory"), "0"), True)
    for header in headers_of(table):
        if ending(PRODUCT_LOCATIONS["on_hand_qty"], header):
            stock = cells(table, header)
            # A composite has no stock of its own: its parts have.
            none = pc.and_(composite, pc.equal(numbers(stock), 0.0))
            kept = pc.and_(tracked, pc.invert(pc.fill_null(none, False)))
            table = with_cells(table, header, pc.if_else(kept, stock, None))
    return table


def prepare_ledger(table: pa.Table) -> pa.Table:
    """One row per item out of rows per sale, per line and per payment."""
    table = without(table, PRIVATE)
    # Two registers may count their receipts alike.
    receipt, when = cells(table, "Receipt Number"), cells(table, "Date")
    sale = pc.binary_join_element_wise(receipt, when, " of ")
    table = with_cells(table, SALE, pc.coalesce(sale, receipt))
    # Lines alone have a SKU, should the column that says so be missing.
    coded = pc.if_else(pc.is_valid(cells(table, "Sku")), "Sale Line", "Sale or Payment")
    kind = cells(table, "Line Type") if "Line Type" in table.column_names else coded
    table = leave_out(table, _repeated_sale(table, kind), "duplicate_row")
    table = leave_out(table, pc.not_equal(kind, "Sale Line"), "not_an_item")
    states = _of_the_sale(table, kind, "Status"), _of_the_sale(table, kind, "State")
    for state in states:
        gone = pc.is_in(pc.utf8_upper(state), pa.array(NOT_SOLD))
        table = leave_out(table, gone, "not_sold")
    discount = pc.equal(cells(table, "Sku"), "vend-discount")
    if "Total" in table.column_names:
        table = with_cells(table, "Total", _net_sales(table, kind, discount))
    table = leave_out(table, discount, "not_an_item")
    sold = next((header for header in SOLD if header in table.column_names), None)
    if sold is None:
        return table
    code = pc.coalesce(intact(cells(table, "Sku")), cells(table, "Details"))
    table = with_cells(table, "Sku", code)
    return roll_up(
        table,
        ["Sku"],
        quantity=sold,
        returned=RETURNED,
        day="Date",
        amount="Total" if "Total" in table.column_names else None,
        line=SALE,
        window=COVERED,
    )


def _repeated_sale(table: pa.Table, kind: Cells) -> Cells:
    """Rows of sales that are there more than once: of pages of the ledger put into one file.

    A sale that is there twice has each of its rows twice as often as it should.
    """
    sale = cells(table, SALE)
    times = pc.value_counts(pc.filter(sale, pc.equal(kind, "Sale")))
    several = times.filter(pc.greater(times.field("counts"), 1))
    if not len(several):
        return pa.repeat(pa.scalar(False), table.num_rows)
    place = pc.index_in(sale, several.field("values"), skip_nulls=True)
    repeats = pc.take(several.field("counts"), place)
    texts = [pc.fill_null(cells(table, header), "") for header in headers_of(table)]
    row = pc.binary_join_element_wise(*texts, "\x1f")
    order = pc.sort_indices(row)
    equal = pc.run_end_encode(pc.take(row, order))
    ends = equal.run_ends.cast(pa.int64())
    starts = pa.concat_arrays([pa.array([0], pa.int64()), ends])[:-1]
    run = pc.index_in(row, equal.values)
    # Where each row stands among those that equal it, and how many of them there should be.
    at = pc.subtract(pc.take(numbered(len(row)), pc.sort_indices(order)), pc.take(starts, run))
    count = pc.take(pc.subtract(ends, starts), run)
    wanted = pc.max_element_wise(pc.divide(count, repeats), pa.scalar(1, pa.int64()))
    return pc.and_(pc.is_valid(repeats), pc.greater_equal(at, wanted))


def _of_the_sale(table: pa.Table, kind: Cells, header: str) -> Cells:
    """What stands on the row of the sale, for each of its lines."""
    if header not in table.column_names:
        return pa.nulls(table.num_rows, pa.string())
    sale, heads = cells(table, SALE), pc.equal(kind, "Sale")
    above = cells(fill_down(table, SALE, [header]), header)
    found = pc.index_in(sale, pc.filter(sale, heads), skip_nulls=True)
    return pc.coalesce(above, pc.take(pc.filter(cells(table, header), heads), found))


def _net_sales(table: pa.Table, kind: Cells, discount: Cells) -> Cells:
    """The total of each line without tax, less its part of the discount on the whole sale.

    `Subtotal` and `Sales Tax` are of one unit in some exports and of the line in others; their
    ratio is the same.
    """
    subtotal, tax = numbers(cells(table, "Subtotal")), numbers(cells(table, "Sales Tax"))
    taxed = pc.add(subtotal, pc.fill_null(tax, 0.0))
    nothing = pa.scalar(None, pa.float64())
    total = pc.if_else(pc.equal(kind, "Sale Line"), numbers(cells(table, "Total")), nothing)
    untaxed = pc.divide(pc.multiply(total, subtotal), pc.if_else(pc.equal(taxed, 0.0), 1.0, taxed))
    net = pc.if_else(pc.equal(taxed, 0.0), total, untaxed)
    return pc.multiply(net, _left_of(net, discount, cells(table, SALE))).cast(pa.string())


def _left_of(net: Cells, discount: Cells, sale: Cells) -> Cells:
    """What the discount on the whole sale leaves of each amount: a share from 0 to 1.

    A discount is borne by what was bought, one that is given back by what was returned.
    """
    discount = pc.fill_null(discount, False)
    amounts = pa.table({"sale": sale, "off": pc.if_else(discount, net, 0.0)})
    for name, sign in (("bought", pc.greater), ("returned", pc.less)):
        counted = pc.and_(pc.invert(discount), pc.fill_null(sign(net, 0.0), False))
        amounts = amounts.append_column(name, pc.if_else(counted, net, 0.0))
    sums = amounts.group_by("sale", use_threads=False).aggregate(
        [(name, "sum") for name in ("off", "bought", "returned")]
    )
    off = sums["off_sum"]
    base = pc.if_else(pc.less(off, 0.0), sums["bought_sum"], sums["returned_sum"])
    left = pc.add(1.0, pc.divide(off, pc.if_else(pc.equal(base, 0.0), float("inf"), base)))
    place = pc.index_in(sale, sums["sale"].combine_chunks())
    base, left = (pc.take(each.combine_chunks(), place) for each in (base, left))
    bears = pc.greater(pc.multiply(net, base), 0.0)
    return pc.if_else(pc.fill_null(bears, False), pc.max_element_wise(left, 0.0), 1.0)


PRODUCT_COLUMNS: dict[str, str | tuple[str, ...]] = {
    "sku": "sku",
    "barcode": "barcode",
    "description": "name",
    "category": ("product_category", "type"),
    "vendor": "supplier_name",
    "status": "active",
    "unit_cost": "supply_price",
    "unit_price": "retail_price",
}
PRODUCT_LOCATIONS = {"on_hand_qty": "inventory_", "reorder_point": "reorder_point_"}
PRODUCT_WHY = {
    "sku": "id where the SKU is missing",
    "description": "with the options of the variant where several share a name",
    "on_hand_qty": "where stock is tracked; unknown for composites, whose parts are stocked",
}
PRODUCT_OTHERS = (
    "composite_sku",
    "composite_quantity",
    "description",
    *(f"variant_option_{option}_{part}" for option in OPTIONS for part in ("name", "value")),
    "tags",
    "loyalty_value",
    "loyalty_value_default",
    "tax_name",
    "tax_value",
    "account_code",
    "account_code_purchase",
    "brand_name",
    "supplier_code",
    "track_inventory",
    "outlet_tax_*",
    "restock_level_*",
)

LEDGER = ("Date", "Receipt Number", "Line Type", "Register", "AccountCodeSale")
LEDGER_COLUMNS: dict[str, str | tuple[str, ...]] = {
    "sku": "Sku",
    "description": "Details",
    "units_sold": SOLD,
    "units_returned": RETURNED,
    "net_sales": "Total",
    "sales_window_days": COVERED,
    "last_sold_on": "Date",
}
LEDGER_OTHERS = (
    "Customer Code",
    "Customer Name",
    "Note",
    "Subtotal",
    "Sales Tax",
    "Discount",
    "Loyalty",
    "Paid",
    "User",
    "Status",
    "AccountCodePurchase",
)
LEDGER_WHY = {
    "sku": "the name where the SKU is missing",
    "units_sold": "sum of the sale lines, returns taken off, voided and saved sales left out",
    "units_returned": "sum of the lines below zero",
    "net_sales": "without tax, discounts on the whole sale spread over its lines",
    "sales_window_days": "from the first to the last day in the file",
    "last_sold_on": "the last line above zero",
}

LIGHTSPEED_X = Adapter(
    key="lightspeed_x",
    title="Lightspeed Retail (X-Series)",
    system="Lightspeed Retail",
    exports=(
        Export(
            name="products",
            title="Product export",
            menu_path="Catalog > Products > Export",
            fingerprint=(
                "id",
                "handle",
                "sku",
                "composite_name",
                "product_category",
                "supply_price",
                "inventory_*",
            ),
            columns=PRODUCT_COLUMNS,
            location_columns=PRODUCT_LOCATIONS,
            other_headers=(
                *PRODUCT_OTHERS,
                "active_online",
                "weight",
                "weight_unit",
                "length",
                "width",
                "height",
                "dimensions_unit",
            ),
            contradicted_by=("type",),
            item_id="id",
            prepare=prepare_products,
            why=PRODUCT_WHY,
        ),
        Export(
            name="ledger",
            title="Sales ledger",
            fingerprint=(*LEDGER, "State", "Attributes"),
            columns=LEDGER_COLUMNS,
            other_headers=LEDGER_OTHERS,
            date_order="YMD",
            prepare=prepare_ledger,
            why=LEDGER_WHY,
        ),
        *REPORTS,
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Lightspeed Retail X-Series, products, ledger and reports."""
    return [LIGHTSPEED_X]
