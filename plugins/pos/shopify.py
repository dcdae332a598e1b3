"""Shopify: product CSV with old and new headers, inventory CSV in both layouts, sales by variant.

* A product's rows share a handle; title, vendor, type and status stand on the first only and
  are filled down. Rows with an image and nothing else are not items, nor are gift cards.
* A variant without a SKU, or with one that others share, goes by its handle and option values.
* A quantity counts only where stock is tracked; `not stocked` is no record, not zero.
* The product CSV holds what is *available*, only for shops with one location; cost and price are
  in it, quantities per location in the inventory CSV: give both.
* `Compare At Price` is a former price, the nearest thing to a list price; markets are ignored.
"""

from __future__ import annotations

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import Cells, pc
from sentinel.headers import normal
from sentinel.reshape import (
    cells,
    columns_to_rows,
    fill_down,
    headers_of,
    leave_out,
    named,
    numbers,
    roll_up,
    unique_or,
    with_cells,
)

HANDLE = ("Handle", "URL handle")
SKU = ("Variant SKU", "SKU")
BARCODE = ("Variant Barcode", "Barcode")
PRICE = ("Variant Price", "Price")
QUANTITY = ("Variant Inventory Qty", "Inventory quantity")
TRACKER = ("Variant Inventory Tracker", "Inventory tracker")
FIRST_ROW = (
    "Title",
    "Vendor",
    "Product Category",
    "Type",
    "Published",
    "Published on online store",
    "Status",
    "Gift Card",
)
VARIANT_TITLE = ("Product variant title", "Variant title")
SALES_SKU = ("Product variant SKU", "Variant SKU")
NAMELESS = ("Default Title",)


def prepare_products(table: pa.Table) -> pa.Table:
    """Variants only, each with the facts of its product."""
    handle = _header(table, *HANDLE) or HANDLE[0]
    first_row = [h for h in headers_of(table) if normal(h) in {normal(word) for word in FIRST_ROW}]
    table = fill_down(table, handle, first_row)
    image = pc.and_(_empty(table, *PRICE), pc.and_(_empty(table, *SKU), _without_options(table)))
    gift = pc.equal(pc.utf8_lower(_cells(table, "Gift Card")), "true")
    table = leave_out(table, pc.or_kleene(image, gift), "not_an_item")
    table = _identified(table)
    for header in (*SKU[:1], *BARCODE):
        found = _header(table, header)
        if found:
            table = with_cells(table, found, _bare(cells(table, found)))
    type_, quantity, tracker = (_header(table, *h) for h in (("Type",), QUANTITY, TRACKER))
    if type_:
        category = pc.coalesce(cells(table, type_), _cells(table, "Product Category"))
        table = with_cells(table, type_, category)
    if quantity and tracker:
        tracked = pc.is_valid(cells(table, tracker))
        table = with_cells(table, quantity, pc.if_else(tracked, cells(table, quantity), None))
    return table


def prepare_inventory(table: pa.Table) -> pa.Table:
    """Names and codes of variants."""
    return _identified(table, within="Location")


def prepare_available(table: pa.Table) -> pa.Table:
    """One row per location out of one column per location, behind `COO`."""
    headers = headers_of(table)
    behind = headers[headers.index(_header(table, "COO") or headers[-1]) + 1 :]
    places = [header for header in behind if normal(header) not in ("variant id", "bin name")]
    for place in places:
        stocked = pc.not_equal(cells(table, place), "not stocked")
        table = with_cells(table, place, pc.if_else(stocked, cells(table, place), None))
    table = _identified(table)
    return columns_to_rows(table, places, "Location", "Available") if places else table


def prepare_sales(table: pa.Table) -> pa.Table:
    """One row per variant, also where the report was split by day or by another column."""
    title, variant = _cells(table, "Product title"), _cells(table, *VARIANT_TITLE)
    name = named(title, variant, unnamed=NAMELESS)
    table = with_cells(table, _header(table, "Product title") or "Product title", name)
    sku = _header(table, *SALES_SKU) or SALES_SKU[0]
    table = with_cells(table, sku, pc.coalesce(_bare(_cells(table, sku)), name))
    units = _header(table, "Net items sold") or "Net items sold"
    table = leave_out(table, pc.is_null(cells(table, sku)), "not_an_item")
    day = _header(table, "Day")
    returned = _header(table, "Quantity returned", "Returned items")
    if returned:
        back = pc.abs(numbers(cells(table, returned)))
        table = with_cells(table, returned, back.cast(pa.string()))
    if pc.count_distinct(cells(table, sku)).as_py() == table.num_rows and not day:
        return table
    return roll_up(
        table, [sku], quantity=units, returned="below zero", day=day, window="Days covered"
    )


def _identified(table: pa.Table, within: str | None = None) -> pa.Table:
    """SKU, item id and description of each variant."""
    handle, options = _cells(table, *HANDLE), _options(table)
    item = named(handle, *options, between=" / ", unnamed=NAMELESS)
    table = with_cells(table, "item id", item)
    sku = _header(table, *SKU) or SKU[-1]
    place = cells(table, within) if within else None
    table = with_cells(table, sku, unique_or(_bare(_cells(table, sku)), item, place))
    title = _header(table, "Title") or "Title"
    name = named(named(_cells(table, title)), named(*options, between=", ", unnamed=NAMELESS))
    return with_cells(table, title, name)


def _options(table: pa.Table) -> list[Cells]:
    return [_cells(table, f"Option{number} Value") for number in (1, 2, 3)]


def _without_options(table: pa.Table) -> Cells:
    first, second, third = (pc.is_null(option) for option in _options(table))
    return pc.and_(first, pc.and_(second, third))


def _bare(codes: Cells) -> Cells:
    """Codes without the one apostrophe that keeps spreadsheets from counting with them."""
    return pc.replace_substring_regex(codes, "^'", "")


def _empty(table: pa.Table, *headers: str) -> Cells:
    return pc.is_null(_cells(table, *headers))


def _cells(table: pa.Table, *headers: str) -> Cells:
    return cells(table, _header(table, *headers) or headers[0])


def _header(table: pa.Table, *words: str) -> str | None:
    """The first of the headers that is there, in whatever case this generation writes it."""
    present = {normal(header): header for header in reversed(headers_of(table))}
    return next((present[normal(word)] for word in words if normal(word) in present), None)


_CODE = "handle and option values where the SKU is missing or shared"
_NAMED = "title and option values"
_PRODUCTS: dict[str, str | tuple[str, ...]] = {
    "sku": SKU,
    "barcode": BARCODE,
    "description": "Title",
    "category": ("Type", "Product Category"),
    "vendor": "Vendor",
    "status": ("Status", "Published", "Published on online store"),
    "on_hand_qty": QUANTITY,
    "unit_cost": "Cost per item",
    "unit_price": PRICE,
    "list_price": ("Variant Compare At Price", "Compare-at price"),
}
_PRODUCTS_WHY = {
    "sku": _CODE,
    "description": _NAMED,
    "category": "type, else product category",
    "on_hand_qty": "what is available, where stock is tracked",
    "list_price": "the former price shown beside the price; no suggested retail price",
}


def _products(*fingerprint: str) -> Export:
    return Export(
        name="products",
        fingerprint=fingerprint,
        columns=_PRODUCTS,
        contradicted_by=("composite_handle", "composite_name", "supply_price"),
        item_id="item id",
        prepare=prepare_products,
        why=_PRODUCTS_WHY,
    )


SHOPIFY = Adapter(
    key="shopify",
    title="Shopify",
    exports=(
        _products("Handle", "Body (HTML)", "Variant *"),
        _products("Title", "Compare-at price", "Inventory tracker"),
        Export(
            name="inventory",
            fingerprint=("Handle", "HS Code", "COO", "Location"),
            columns={
                "store_id": "Location",
                "sku": "SKU",
                "barcode": "Barcode",
                "description": "Title",
                "on_hand_qty": ("On hand (current)", "On hand"),
                "on_order_qty": ("Incoming (not editable)", "Incoming"),
                "committed_qty": ("Committed (not editable)", "Committed"),
            },
            item_id="item id",
            nulls=("not stocked",),
            prepare=prepare_inventory,
            why={"sku": _CODE, "description": _NAMED},
        ),
        Export(
            name="inventory_available",
            fingerprint=("Handle", "HS Code", "COO"),
            columns={
                "store_id": "Location",
                "sku": "SKU",
                "barcode": "Barcode",
                "description": "Title",
                "on_hand_qty": "Available",
            },
            contradicted_by=("Location", "On hand", "On hand (current)"),
            item_id="item id",
            nulls=("not stocked",),
            prepare=prepare_available,
            why={
                "store_id": "the header of the column",
                "sku": _CODE,
                "description": _NAMED,
                "on_hand_qty": "what is available: on hand less committed",
            },
        ),
        Export(
            name="sales",
            fingerprint=("Product variant SKU", "Net items sold"),
            columns={
                "sku": "Product variant SKU",
                "description": "Product title",
                "category": "Product type",
                "vendor": ("Product vendor", "Vendor"),
                "units_sold": "Net items sold",
                "units_returned": ("Quantity returned", "Returned items"),
                "sales_window_days": "Days covered",
                "last_sold_on": "Day",
            },
            prepare=prepare_sales,
            why={
                "sku": "the title where the SKU is missing",
                "description": "product and variant title",
                "units_sold": "net items sold, added up per variant",
                "sales_window_days": "from the first to the last day in the file",
                "last_sold_on": "the last day above zero",
            },
        ),
        Export(
            name="month_end",
            fingerprint=("Product title", "Variant SKU", "Ending quantity"),
            columns={
                "sku": "Variant SKU",
                "description": "Product title",
                "on_hand_qty": "Ending quantity",
            },
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Shopify, products, inventory and sales."""
    return [SHOPIFY]
