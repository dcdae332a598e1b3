"""Lightspeed Retail R-Series: item search export, item import file, inventory assets, sales.

* An item goes by its custom SKU, else the manufacturer's, else the system ID. Spreadsheets turn
  12-digit codes into `2.1E+11`: such a code is worthless and is never used.
* `Qty.` is that of the shop which was selected; `-` means that no stock is kept.
* The import file has `<Shop> - Quantity on Hand` and the like once per shop, or `Shop Quantity on
  Hand` for the only one.
* Gift cards and store credit are not items.
* Sales: the headers of these reports are not confirmed, the usual words are taken. Net sales are
  the subtotal less discounts, which is before tax; the total is after tax in the POS.
"""

from __future__ import annotations

import re

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import Cells, pc
from sentinel.headers import normal
from sentinel.reshape import (
    cells,
    intact,
    leave_out,
    named,
    numbers,
    renamed_words,
    roll_up,
    unique_or,
    with_cells,
    without,
)

SYSTEM_ID = ("System ID", "Item System ID")
CUSTOM = ("Custom SKU", "Item Custom SKU")
MAKER = ("Manufact. SKU", "Manufacturer SKU")
NAME = ("Item", "Description", "Item Description")
LEVELS = ("Category", *(f"Subcategory {number}" for number in range(1, 10)))
SOLD = ("Qty. Sold", "Qty Sold", "Quantity Sold", "Sold", "Units Sold", "Quantity", "Qty.", "Qty")
DAYS = ("Date", "Completed", "Sale Date", "Complete Time", "Time")
DISCOUNTS = ("Discounts", "Discount")
PRIVATE = ("Customer", "Customer Name", "Customer ID", "Employee", "Employee Name", "Note")
KEY, RETURNED, COVERED = "key of the item", "units returned", "days covered"
PER_SHOP = ("Quantity on Hand", "Unit Cost", "Reorder Point", "Reorder Level")


def prepare_items(table: pa.Table) -> pa.Table:
    """Codes that survived, the path of categories, and no stock where none is kept."""
    table = _identified(table)
    words = {"Yes": "discontinued", "No": "active", "true": "discontinued", "false": "active"}
    if "Archive" in table.column_names:
        table = with_cells(table, "Archive", renamed_words(cells(table, "Archive"), words))
    price = numbers(cells(table, "Price", "Default - Price"))
    gift = pc.equal(cells(table, "Tax Class"), "Gift Card")
    return leave_out(table, pc.or_kleene(gift, pc.less(price, 0.0)), "not_an_item")


def prepare_template(table: pa.Table) -> pa.Table:
    """As the items, with the shop behind the name of a column instead of before it."""
    table = prepare_items(table)
    words = "|".join(word.replace(" ", "[ _]") for word in PER_SHOP)
    shops = re.compile(rf"(.+?)(?: - |_)({words})", re.IGNORECASE)
    names = []
    for name in table.column_names:
        found = shops.fullmatch(name)
        if found and normal(found[1]) != "shop":  # so it is called where there is only one
            name = f"{found[2].replace('_', ' ')} {found[1]}"
        names.append(name)
    return table.rename_columns(names)


def prepare_sales(table: pa.Table) -> pa.Table:
    """One row per item, also where the report has a row per line of a sale."""
    table = without(table, PRIVATE)
    sold = next((header for header in SOLD if header in table.column_names), SOLD[0])
    day = next((header for header in DAYS if header in table.column_names), None)
    codes = [_intact(table, *headers) for headers in (SYSTEM_ID, CUSTOM, MAKER)]
    name = cells(table, *NAME)
    nameless = pc.is_null(pc.coalesce(*codes))
    total = pc.fill_null(pc.match_substring_regex(name, r"^(?i)(grand )?totals?:?$"), True)
    table = leave_out(table, pc.and_(nameless, total), "total")
    table = with_cells(table, KEY, pc.coalesce(*codes, name))
    if "Subtotal" in table.column_names:
        table = with_cells(table, "Subtotal", _net_sales(table))
    shop = "Shop" if "Shop" in table.column_names else None
    table = roll_up(
        table,
        [shop, KEY] if shop else [KEY],
        quantity=sold,
        returned=RETURNED,
        day=day,
        amount="Subtotal" if "Subtotal" in table.column_names else None,
        line="Sale ID" if "Sale ID" in table.column_names else None,
        window=COVERED,
    )
    return _identified(table, shop)


def _net_sales(table: pa.Table) -> Cells:
    before = numbers(cells(table, "Subtotal"))
    off = pc.fill_null(pc.abs(numbers(cells(table, *DISCOUNTS))), 0.0)
    # A discount on a return makes less of what goes back.
    net = pc.subtract(before, pc.if_else(pc.less(before, 0.0), pc.negate(off), off))
    return net.cast(pa.string())


def _identified(table: pa.Table, shop: str | None = None) -> pa.Table:
    system = _intact(table, *SYSTEM_ID)
    code = pc.coalesce(_intact(table, *CUSTOM), _intact(table, *MAKER))
    place = cells(table, shop) if shop else None
    sku = pc.coalesce(unique_or(code, system, place), cells(table, KEY))
    table = with_cells(table, CUSTOM[0], sku)
    barcode = pc.coalesce(_intact(table, "UPC"), _intact(table, "EAN"))
    scanned = next((header for header in ("UPC", "EAN") if header in table.column_names), None)
    table = with_cells(table, scanned, barcode) if scanned else table
    for header in SYSTEM_ID:
        if header in table.column_names:
            table = with_cells(table, header, system)
    if LEVELS[0] in table.column_names:
        path = named(*(cells(table, level) for level in LEVELS), between=" / ")
        table = with_cells(table, LEVELS[0], path)
    return table


def _intact(table: pa.Table, *headers: str) -> Cells:
    """Codes, without those of which a spreadsheet made a number."""
    return intact(cells(table, *headers))


_CODED = {
    "sku": "custom SKU, else the manufacturer's; system ID where they are missing or shared",
    "barcode": "UPC, else EAN",
}
_WHY = _CODED | {"category": "the path of category and subcategories"}
_CODES: dict[str, str | tuple[str, ...]] = {
    "sku": CUSTOM,
    "barcode": ("UPC", "EAN"),
    "description": NAME,
}
_LISTED = ("EAN", "Vendor ID", "Brand", "Tax Class", "Publish to eCom", *LEVELS[1:5])

LIGHTSPEED_R = Adapter(
    key="lightspeed_r",
    title="Lightspeed Retail (R-Series)",
    system="Lightspeed Retail",
    exports=(
        Export(
            name="items",
            title="Item search export (item_listings_local_matches.csv)",
            menu_path="Inventory > Items > search > Export",
            fingerprint=("System ID", "Custom SKU", "Manufact. SKU", ("Qty.", "Qty"), "Item"),
            columns={
                **_CODES,
                "category": "Category",
                "vendor": "Vendor",
                "on_hand_qty": ("Qty.", "Qty"),
                "unit_cost": "Default Cost",
                "unit_price": "Price",
                "list_price": "MSRP",
            },
            other_headers=(*_LISTED, *LEVELS[5:], "Tax", "Season", "Department"),
            contradicted_by=("Remaining", "Subtotal", "Matrix Description"),
            item_id="System ID",
            nulls=("-", "'-"),
            prepare=prepare_items,
            why=_WHY,
        ),
        Export(
            name="import_file",
            title="Item import file",
            menu_path="Inventory > Items > Import",
            fingerprint=("System ID", "Manufacturer SKU", "Default - Price", "Matrix Description"),
            columns={
                **_CODES,
                "category": "Category",
                "vendor": "Vendor",
                "status": "Archive",
                "on_hand_qty": "Shop Quantity on Hand",
                "unit_cost": ("Default Cost", "Shop Unit Cost"),
                "unit_price": "Default - Price",
                "list_price": "MSRP - Price",
                "reorder_point": "Shop Reorder Point",
                "reorder_up_to": "Shop Reorder Level",
            },
            location_columns={
                "on_hand_qty": "Quantity on Hand ",
                "unit_cost": "Unit Cost ",
                "reorder_point": "Reorder Point ",
                "reorder_up_to": "Reorder Level ",
            },
            other_headers=(
                *_LISTED,
                "Online - Price",
                "Matrix Attribute Set",
                "Attribute 1",
                "Attribute 2",
                "Attribute 3",
                "Discountable",
                "Taxable",
                "Item Type",
                "Serialized",
                "Clear Existing Tags",
                "Add Tags",
                "Note",
                "Display Note",
                "Featured Image",
            ),
            item_id="System ID",
            prepare=prepare_template,
            why=_WHY | {"reorder_up_to": "the level to which is ordered"},
        ),
        Export(
            name="assets",
            title="Inventory assets report",
            fingerprint=("System ID", "Manufact. SKU", "Remaining", "Avg. Cost", "Sale Price"),
            columns={
                **_CODES,
                "on_hand_qty": "Remaining",
                "avg_cost": "Avg. Cost",
                "unit_price": "Sale Price",
            },
            other_headers=("EAN", "Custom SKU", "Total Cost", "Margin"),
            item_id="System ID",
            nulls=("-", "'-"),
            prepare=prepare_items,
            why=_CODED,
        ),
        Export(
            name="sales",
            title="Sales by item or by line",
            menu_path="Reports > Sales by item or Sales by line",
            fingerprint=(SYSTEM_ID, SOLD, "Subtotal", DISCOUNTS),
            columns={
                "store_id": "Shop",
                **_CODES,
                "category": "Category",
                "vendor": "Vendor",
                "units_sold": SOLD,
                "units_returned": RETURNED,
                "net_sales": "Subtotal",
                "sales_window_days": COVERED,
                "last_sold_on": DAYS,
            },
            other_headers=(
                *MAKER,
                "EAN",
                "Total",
                "Tax",
                "Cost",
                "Profit",
                "Margin",
                "Sale ID",
                "Employee",
                "Customer",
            ),
            contradicted_by=("Publish to eCom", "Default Cost"),
            item_id=SYSTEM_ID,
            prepare=prepare_sales,
            why=_WHY
            | {
                "units_sold": "sum of the lines, returns taken off",
                "units_returned": "sum of the lines below zero",
                "net_sales": "subtotal less discounts, before tax",
                "sales_window_days": "from the first to the last day in the file",
                "last_sold_on": "the last line above zero",
            },
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Lightspeed Retail (R-Series), items, assets and sales."""
    return [LIGHTSPEED_R]
