"""Shopify: products with old and new headers, inventory, orders, sales and inventory reports.

* A product's rows share a handle; title, vendor, type and status stand on the first only and
  are filled down. Rows with an image and nothing else are not items, nor are gift cards.
* A variant without a SKU, or with one that others share, goes by its handle and option values.
* A quantity counts only where stock is tracked; `not stocked` is no record, not zero.
* The product CSV holds what is *available*, only for shops with one location; cost and price are
  in it, quantities per location in the inventory CSV: give both.
* Orders have one row per line item, the order's own cells on its first row. Cancelled orders are
  left out, refunded ones count as returned; the order's discounts are spread over its lines.
* `Compare At Price` is a former price, the nearest thing to a list price; markets are ignored.
* Customers are dropped before anything else is done.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import takewhile

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import Cells, pc
from sentinel.headers import normal
from sentinel.reshape import (
    cells,
    columns_to_rows,
    days_of,
    fill_down,
    headers_of,
    intact,
    leave_out,
    named,
    numbers,
    roll_up,
    unique_or,
    with_cells,
    without,
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
ENDING = ("Ending inventory units", "Ending quantity")
UNITS = ("Net items sold", "Net quantity")
RETURNED = ("Quantity returned", "Returned quantity", "Returned items")
PLACE = ("POS location name", "Location name", "Location")
NAMELESS = ("Default Title",)
PRIVATE = (
    "email",
    "phone",
    "notes",
    "note attributes",
    "tags",
    "employee",
    "device id",
    "receipt number",
    "accepts marketing",
    "discount code",
    "id",
)


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
    places = _places(table)
    for place in places:
        stocked = pc.not_equal(cells(table, place), "not stocked")
        table = with_cells(table, place, pc.if_else(stocked, cells(table, place), None))
    table = _identified(table)
    return columns_to_rows(table, places, "Location", "Available") if places else table


def _places(table: pa.Table) -> list[str]:
    """The columns of quantities behind `COO`; all that are not known where somebody moved them."""
    headers, known = headers_of(table), {normal(header) for header in _AVAILABLE_KNOWN}
    coo = _header(table, "COO")
    behind = headers[headers.index(coo) + 1 :] if coo else []
    behind = [header for header in behind if normal(header) not in known]
    directly = list(takewhile(lambda header: _is_quantity(cells(table, header)), behind))
    if directly:
        return directly
    others = [header for header in headers if normal(header) not in known]
    return [header for header in others if _is_quantity(cells(table, header))]


def _is_quantity(column: Cells) -> bool:
    """Numbers and `not stocked` alone; an empty column is no place."""
    words = pc.drop_null(column)
    read = pc.match_substring_regex(words, r"^(?i:not stocked|[-+]?[0-9][0-9.,]*)$")
    return len(words) > 0 and bool(pc.all(read).as_py())


def prepare_sales(table: pa.Table) -> pa.Table:
    """One row per variant, also where the report was split by day or by another column."""
    table, sku = _reported(table)
    units = _header(table, *UNITS) or UNITS[0]
    day, place = _header(table, "Day"), _header(table, *PLACE)
    back = _header(table, *RETURNED)
    if back:
        table = with_cells(table, back, pc.abs(numbers(cells(table, back))).cast(pa.string()))
    if not day:
        table = _with_window(table)
    codes = cells(table, sku)
    if pc.count_distinct(codes).as_py() == table.num_rows - codes.null_count and not day:
        return table
    return roll_up(
        table,
        [place, sku] if place else [sku],
        quantity=units,
        returned=back or "below zero",
        day=day,
        amount=_header(table, "Net sales"),
        window="Days covered",
    )


def _with_window(table: pa.Table) -> pa.Table:
    """The days from the first week or month of a report to the end of the last."""
    for header, most in (("Week", 7), ("Month", 31)):
        found = _header(table, header)
        starts = pc.min_max(days_of(cells(table, found))) if found else None
        if starts is not None and starts["max"].is_valid:
            first, last = starts["min"].as_py(), starts["max"].as_py()
            after = last + timedelta(days=most)
            end = after.replace(day=1) if header == "Month" else after
            window = pa.repeat(pa.scalar(str((end - first).days)), table.num_rows)
            return with_cells(table, "Days covered", window)
    return table


def prepare_stock_report(table: pa.Table) -> pa.Table:
    """Variants by SKU or name; of several days or months the last one."""
    table = _reported(table)[0]
    when = _header(table, "Day", "Month")
    if when:
        days = days_of(cells(table, when))
        table = leave_out(table, pc.less(days, pc.max(days)), "earlier_day")
    return table


def prepare_orders(table: pa.Table) -> pa.Table:
    """One row per variant and location out of one row per line item."""
    table = without(table, [header for header in headers_of(table) if _is_private(header)])
    table = fill_down(table, "Name", ["Financial Status", "Cancelled at", "Location", "Created at"])
    status = pc.utf8_lower(cells(table, "Financial Status"))
    gone = pc.or_(pc.is_valid(cells(table, "Cancelled at")), _equal(status, "voided"))
    sku = _bare(cells(table, "Lineitem sku"))
    name = pc.coalesce(cells(table, "Lineitem name"), sku)
    table = leave_out(table, gone, "cancelled")
    table = leave_out(table, pc.is_null(name), "not_an_item")
    code = pc.coalesce(intact(sku), name)
    table = with_cells(table, "Lineitem sku", code)
    units = numbers(cells(table, "Lineitem quantity"))
    refunded = _equal(status, "refunded")
    returned = pc.if_else(refunded, units, 0.0)
    net = pc.if_else(refunded, 0.0, _net(table, units))
    table = with_cells(table, "Lineitem net", net.cast(pa.string()))
    table = with_cells(table, "Lineitem returned", returned.cast(pa.string()))
    kept = pc.if_else(refunded, 0.0, units).cast(pa.string())
    unread = pc.if_else(pc.is_null(units), cells(table, "Lineitem quantity"), kept)
    table = with_cells(table, "Lineitem quantity", unread)
    table = with_cells(table, "Location", _locations(table))
    return roll_up(
        table,
        ["Location", "Lineitem sku"],
        quantity="Lineitem quantity",
        returned="Lineitem returned",
        day="Created at",
        amount="Lineitem net",
        line="Name",
        window="Days covered",
    )


def _net(table: pa.Table, units: Cells) -> Cells:
    """What each line came to: its share of the order's subtotal, which has all discounts off."""
    price = numbers(cells(table, "Lineitem price"))
    worth = pc.multiply(units, price)
    discount = pc.fill_null(numbers(cells(table, "Lineitem discount")), 0.0)
    alone = pc.subtract(worth, discount)
    if "Subtotal" not in table.column_names:
        return alone
    lines = pa.table(
        {
            "order": cells(table, "Name"),
            "worth": worth,
            "subtotal": numbers(cells(table, "Subtotal")),
        }
    )
    orders = lines.group_by("order", use_threads=False).aggregate(
        [("worth", "sum"), ("subtotal", "max")]
    )
    place = pc.index_in(lines["order"].combine_chunks(), orders["order"].combine_chunks())
    whole = pc.take(orders["worth_sum"].combine_chunks(), place)
    subtotal = pc.take(orders["subtotal_max"].combine_chunks(), place)
    share = pc.divide(pc.multiply(worth, subtotal), pc.if_else(pc.greater(whole, 0.0), whole, None))
    return pc.coalesce(share, alone)


def _locations(table: pa.Table) -> Cells:
    """Where the order was taken; an online order is of the only location there is."""
    places = cells(table, "Location")
    known = pc.drop_null(pc.unique(places))
    return pc.fill_null(places, known[0]) if len(known) == 1 else places


def _is_private(header: str) -> bool:
    word = normal(header)
    return word in PRIVATE or word.startswith(("billing ", "shipping ", "payment ", "tax "))


def _equal(column: Cells, word: str) -> Cells:
    return pc.fill_null(pc.equal(column, word), False)


def _reported(table: pa.Table) -> tuple[pa.Table, str]:
    """A report by variant with its names put together, and the header of its SKU."""
    title, variant = _cells(table, "Product title"), _cells(table, *VARIANT_TITLE)
    name = named(title, variant, unnamed=NAMELESS)
    table = with_cells(table, _header(table, "Product title") or "Product title", name)
    sku = _header(table, *SALES_SKU) or SALES_SKU[0]
    table = with_cells(table, sku, pc.coalesce(intact(_bare(_cells(table, sku))), name))
    return leave_out(table, pc.is_null(cells(table, sku)), "not_an_item"), sku


def _identified(table: pa.Table, within: str | None = None) -> pa.Table:
    """SKU, item id and description of each variant."""
    handle, options = _cells(table, *HANDLE), _options(table)
    item = named(handle, *options, between=" / ", unnamed=NAMELESS)
    table = with_cells(table, "item id", item)
    sku = _header(table, *SKU) or SKU[-1]
    place = cells(table, within) if within else None
    table = with_cells(table, sku, unique_or(_bare(_cells(table, sku)), item, place))
    title = _header(table, "Title")
    if title is None:  # renamed by hand: what it is called is found by its words
        return table
    name = named(cells(table, title), named(*options, between=" / ", unnamed=NAMELESS))
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
    "list_price": ("Variant Compare At Price", "Variant Compare-at Price", "Compare-at price"),
}
_PRODUCTS_WHY = {
    "sku": _CODE,
    "description": _NAMED,
    "category": "type, else product category",
    "on_hand_qty": "what is available, where stock is tracked",
    "list_price": "the former price shown beside the price; no suggested retail price",
}


_PRODUCTS_OTHERS = (
    "Body (HTML)",
    "Tags",
    *TRACKER,
    "Image Src",
    "Product image URL",
    "Option1 Name",
    "Option1 Value",
    "Option1 Linked To",
    "Option2 Name",
    "Option2 Value",
    "Option3 Name",
    "Option3 Value",
    "Variant Grams",
    "Variant Inventory Policy",
    "Variant Fulfillment Service",
    "Variant Requires Shipping",
    "Variant Taxable",
    "Image Position",
    "Image Alt Text",
    "Gift Card",
    "SEO Title",
    "SEO Description",
    "Google Shopping / *",
    "Variant Image",
    "Variant Weight Unit",
    "Variant Tax Code",
    "Included / *",
    "Price / *",
    "Compare At Price / *",
    "Charge tax",
    "Continue selling when out of stock",
    "Weight value (grams)",
)
_INVENTORY_OTHERS = (
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Option3 Name",
    "Option3 Value",
)
_AVAILABLE_KNOWN = (
    *HANDLE,
    *_INVENTORY_OTHERS,
    "Title",
    "SKU",
    "Barcode",
    "HS Code",
    "COO",
    "Bin name",
    "Variant ID",
    "Product ID",
    "Cost per item",
    "Price",
)
_REPORT: dict[str, str | tuple[str, ...]] = {
    "store_id": PLACE,
    "sku": SALES_SKU,
    "description": "Product title",
    "category": "Product type",
    "vendor": ("Product vendor", "Vendor"),
}
_REPORT_WHY = {
    "sku": "the title where the SKU is missing",
    "description": "product and variant title",
}

SHOPIFY = Adapter(
    key="shopify",
    title="Shopify",
    exports=(
        Export(
            name="products",
            title="Products",
            menu_path="Products > Export > All products",
            fingerprint=(HANDLE, ("Variant *", "Compare-at price", "Inventory quantity")),
            columns=_PRODUCTS,
            other_headers=_PRODUCTS_OTHERS,
            contradicted_by=(
                "composite_handle",
                "composite_name",
                "supply_price",
                "Sold by weight",
                "SKU of included item",
            ),
            item_id="item id",
            prepare=prepare_products,
            why=_PRODUCTS_WHY,
        ),
        Export(
            name="inventory",
            title="Inventory, all states",
            menu_path="Products > Inventory > Export > All states",
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
            other_headers=(
                *_INVENTORY_OTHERS,
                "Bin name",
                "Unavailable (not editable)",
                "Unavailable",
                "Available (not editable)",
                "Available",
                "On hand (new)",
            ),
            item_id="item id",
            nulls=("not stocked",),
            prepare=prepare_inventory,
            why={"sku": _CODE, "description": _NAMED},
        ),
        Export(
            name="inventory_available",
            title="Inventory, only available",
            menu_path="Products > Inventory > Export > Available only",
            fingerprint=("Handle", "HS Code", "COO"),
            columns={
                "store_id": "Location",
                "sku": "SKU",
                "barcode": "Barcode",
                "description": "Title",
                "on_hand_qty": "Available",
            },
            other_headers=_INVENTORY_OTHERS,
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
            name="orders",
            title="Orders",
            menu_path="Orders > Export",
            fingerprint=(
                "Lineitem quantity",
                "Lineitem name",
                "Lineitem price",
                "Financial Status",
            ),
            columns={
                "store_id": "Location",
                "sku": "Lineitem sku",
                "description": "Lineitem name",
                "vendor": "Vendor",
                "unit_price": "Lineitem price",
                "list_price": "Lineitem compare at price",
                "units_sold": "Lineitem quantity",
                "units_returned": "Lineitem returned",
                "net_sales": "Lineitem net",
                "sales_window_days": "Days covered",
                "last_sold_on": "Created at",
            },
            other_headers=(
                "Name",
                "Email",
                "Paid at",
                "Fulfillment Status",
                "Fulfilled at",
                "Accepts Marketing",
                "Currency",
                "Subtotal",
                "Shipping",
                "Taxes",
                "Total",
                "Discount Code",
                "Discount Amount",
                "Shipping Method",
                "Lineitem requires shipping",
                "Lineitem taxable",
                "Lineitem fulfillment status",
                "Lineitem discount",
                "Billing *",
                "Shipping *",
                "Notes",
                "Note Attributes",
                "Cancelled at",
                "Payment *",
                "Refunded Amount",
                "Outstanding Balance",
                "Employee",
                "Device ID",
                "Id",
                "Risk Level",
                "Source",
                "Receipt Number",
            ),
            date_order="YMD",
            prepare=prepare_orders,
            why={
                "store_id": "of online orders: the only location that the file names",
                "sku": "the name where the SKU is missing",
                "unit_price": "of the order that stands first, the latest",
                "units_sold": "sum of the lines, without cancelled and refunded orders",
                "units_returned": "lines of orders that were refunded as a whole",
                "net_sales": "each line's share of its order's subtotal",
                "sales_window_days": "from the first to the last order in the file",
                "last_sold_on": "the last order that was kept",
            },
        ),
        Export(
            name="sales",
            title="Sales by product variant",
            menu_path="Analytics > Reports > Sales by product variant SKU > Export",
            fingerprint=("Product title", SALES_SKU, UNITS),
            columns={
                **_REPORT,
                "units_sold": UNITS,
                "units_returned": RETURNED,
                "net_sales": "Net sales",
                "sales_window_days": "Days covered",
                "last_sold_on": "Day",
            },
            other_headers=(
                VARIANT_TITLE[0],
                "Gross sales",
                "Discounts",
                "Returns",
                "Taxes",
                "Total sales",
                "Orders",
                "Quantity ordered",
                "Cost of goods sold",
                "Gross profit",
                "Gross margin",
                "Month",
                "Week",
            ),
            prepare=prepare_sales,
            why={
                **_REPORT_WHY,
                "units_sold": "net items sold, added up per variant",
                "net_sales": "discounts and returns off, without tax, added up per variant",
                "sales_window_days": "from the first to the last day, week or month in the file",
                "last_sold_on": "the last day above zero",
            },
        ),
        Export(
            name="month_end",
            title="Month-end inventory snapshot",
            menu_path="Analytics > Reports > Month-end inventory snapshot > Export",
            fingerprint=("Product title", SALES_SKU, ENDING),
            columns={**_REPORT, "on_hand_qty": ENDING, "unit_cost": "Inventory item cost"},
            other_headers=(
                VARIANT_TITLE[0],
                "Ending inventory value",
                "Ending inventory retail value",
                "Month",
                "Day",
            ),
            prepare=prepare_stock_report,
            why={**_REPORT_WHY, "on_hand_qty": "at the end of the last day in the report"},
        ),
        Export(
            name="sell_through",
            title="Products by sell-through rate",
            menu_path="Analytics > Reports > Products by sell-through rate > Export",
            fingerprint=(
                SALES_SKU,
                "Sell-through rate",
                ("Starting inventory units", "Starting quantity"),
                ENDING,
            ),
            columns={
                **_REPORT,
                "on_hand_qty": ENDING,
                "units_sold": ("Inventory units sold", "Quantity sold"),
            },
            other_headers=(
                VARIANT_TITLE[0],
                "Product variant ABC grade",
                "Days in stock (at location)",
                "Days out of stock (at location)",
                "Percent of inventory sold",
            ),
            prepare=prepare_stock_report,
            why=_REPORT_WHY,
        ),
        Export(
            name="abc",
            title="ABC product analysis",
            menu_path="Analytics > Reports > ABC product analysis > Export",
            fingerprint=(SALES_SKU, ("Product variant ABC grade", "ABC grade", "Grade")),
            columns={**_REPORT, "on_hand_qty": ENDING},
            other_headers=("Product title", VARIANT_TITLE[0], "Total sales", "Gross sales"),
            contradicted_by=("Sell-through rate",),
            prepare=prepare_stock_report,
            why=_REPORT_WHY,
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Shopify: products, inventory, orders and five reports."""
    return [SHOPIFY]
