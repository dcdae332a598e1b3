"""Clover: the inventory workbook in both layouts, and the item sales report in both views.

* The workbook's sheet `Items` names an item by `Clover ID`. In layout 2 an item with variants is a
  row of its own above them, without price and stock: it lends them its category and is no item.
* `Cost` 0 is what Clover writes where no cost was entered. Layout 1 writes `Quantity` 0 where stock
  is not tracked: a file in which nothing else occurs has no stock figures.
* A hidden item cannot be chosen at the till: nobody sells it any more.
* Gift cards and whatever is no revenue are not items of stock.
* The sales report has neither SKU nor id: it meets the inventory by name. Names repeat, so they are
  added up. `Sold` and `Refunded` are counted apart.
* In the view by category, headings, modifiers and `Total (...)` lines stand between the items; an
  item's sales hold its modifiers' already.
"""

from __future__ import annotations

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import Cells, pc
from sentinel.reshape import (
    cells,
    columns_to_rows,
    fill_down,
    leave_out,
    numbers,
    renamed_words,
    roll_up,
    unique_or,
    with_cells,
)

NAME = ("Name", "Item Name", "Item")
GIFT_CARD = "CLOVER_GIFT_CARD"
HIDDEN = ("Hidden?", "Hidden")
NO_REVENUE = ("Non-revenue item?", "Non-revenue item")
_NONE = "(none)"
UNITS, BACK = "Sold less refunded", "Units refunded"


def prepare_inventory(table: pa.Table) -> pa.Table:
    """Sellable items and variants, with the category of their group."""
    table = _with_name(table)
    code = unique_or(cells(table, "SKU"), cells(table, "Clover ID"))
    table = with_cells(table, "SKU", code)
    barcode = cells(table, "Product Code")
    link = pc.match_substring(barcode, "/")
    gift = pc.equal(barcode, GIFT_CARD)
    table = with_cells(table, "Product Code", pc.if_else(link, None, barcode))
    for header in ("Price", "Cost"):
        amount = pc.round(numbers(cells(table, header)), 2)
        if header == "Cost":
            amount = pc.if_else(pc.equal(amount, 0.0), None, amount)
        table = with_cells(table, header, amount.cast(pa.string()))
    for header in HIDDEN:
        if header in table.column_names:
            words = renamed_words(cells(table, header), {"Yes": "discontinued", "No": "active"})
            table = with_cells(table, header, words)
    table = _stock(table)
    group = _group(table)
    if "Categories" in table.column_names:
        table = _categories(table, group)
    table = leave_out(table, group, "not_an_item")
    free = pc.equal(pc.utf8_lower(cells(table, *NO_REVENUE)), "yes")
    return leave_out(table, pc.or_kleene(gift, free), "not_an_item")


def _group(table: pa.Table) -> Cells:
    """Rows that hold variants together, and rows with further categories of the item above."""
    group = pa.repeat(pa.scalar(True), table.num_rows)
    for header in ("Price Type", "Price", "Quantity"):
        group = pc.and_(group, pc.is_null(cells(table, header)))
    return group


def _categories(table: pa.Table, group: Cells) -> pa.Table:
    """Variants have an option and no category of their own: that of their group."""
    head = pc.and_(group, pc.is_valid(cells(table, "Name")))
    variant = pc.or_(group, pc.is_valid(cells(table, "Variant Option")))
    own = pc.if_else(pc.and_(group, pc.invert(head)), None, cells(table, "Categories"))
    # A group without a category must not get that of the group above.
    marked = pc.if_else(pc.and_(head, pc.is_null(own)), _NONE, own)
    table = with_cells(table, "__run__", pc.if_else(variant, "variants", None))
    table = with_cells(table, "Categories", marked)
    table = fill_down(table, "__run__", ["Categories"]).drop_columns(["__run__"])
    found = cells(table, "Categories")
    return with_cells(table, "Categories", pc.if_else(pc.equal(found, _NONE), None, found))


def _stock(table: pa.Table) -> pa.Table:
    """Layout 1 says 0 for what is not tracked: no figures where every one of them is 0."""
    if "Quantity" not in table.column_names or "Variant Attribute" in table.column_names:
        return table
    if not pc.any(pc.not_equal(numbers(cells(table, "Quantity")), 0.0)).as_py():
        return with_cells(table, "Quantity", pa.nulls(table.num_rows, pa.string()))
    return table


def prepare_sales(table: pa.Table) -> pa.Table:
    """One row per name."""
    table = _with_name(table)
    if "Name" not in table.column_names:
        return table
    label, name = cells(table, "Category Name"), cells(table, "Name")
    total = pc.or_kleene(
        pc.match_substring_regex(label, r"^(?i:total)( \(.*\))?$"), pc.equal(name, "TOTAL")
    )
    total = pc.fill_null(total, False)
    table = leave_out(table, total, "total")
    table = leave_out(table, pc.is_valid(cells(table, "Modifier Name")), "modifier")
    table = leave_out(table, pc.is_null(name), "not_an_item")
    if "Category Name" in table.column_names:
        table = with_cells(table, "Category Name", pc.if_else(total, None, label))
        table = with_cells(table, "__all__", pa.repeat(pa.scalar("all"), table.num_rows))
        table = fill_down(table, "__all__", ["Category Name"]).drop_columns(["__all__"])
    return _rolled_up(table) if "Sold" in table.column_names else table


def _rolled_up(table: pa.Table) -> pa.Table:
    """Units sold and refunded become lines of their own, the money stays with the first."""
    table = leave_out(table, pc.is_null(numbers(cells(table, "Sold"))), "not_an_item")
    counted = [header for header in ("Sold", "Refunded") if header in table.column_names]
    lines = columns_to_rows(table, counted, "__kind__", UNITS)
    refunded = pc.equal(cells(lines, "__kind__"), "Refunded")
    units = numbers(cells(lines, UNITS))
    units = pc.if_else(refunded, pc.negate(units), units).cast(pa.string())
    lines = with_cells(lines, UNITS, units).drop_columns(["__kind__"])
    amount = "Net Sales" if "Net Sales" in table.column_names else None
    if amount:
        lines = with_cells(lines, amount, pc.if_else(refunded, None, cells(lines, amount)))
    return roll_up(lines, ["Name"], quantity=UNITS, returned=BACK, amount=amount)


def _with_name(table: pa.Table) -> pa.Table:
    """Names with single blanks: a trailing or double one would keep the exports apart."""
    if not {*NAME} & {*table.column_names}:  # renamed by hand
        return table
    name = pc.replace_substring_regex(cells(table, *NAME), r"\s+", " ")
    return with_cells(table, "Name", name)


_SOLD: dict[str, str | tuple[str, ...]] = {
    "description": "Name",
    "units_sold": UNITS,
    "units_returned": BACK,
    "net_sales": "Net Sales",
}
_SOLD_WHY = {
    "units_sold": "Sold less Refunded, added up per name",
    "units_returned": "Refunded, added up per name",
    "net_sales": "added up per name, modifiers included",
}
_AMOUNTS = (
    "Gross Sales",
    "Discounts",
    "Repayments",
    "Refunds",
    "% Net Sales",
    "COGS",
    "Gross Profit",
)
_SALES_MENU = "Reporting > Item sales > Export"

CLOVER = Adapter(
    key="clover",
    title="Clover",
    exports=(
        Export(
            name="inventory",
            title="Inventory export",
            menu_path="Inventory > Items > Import/Export > Export",
            fingerprint=("Clover ID", "Name", "Alternate Name", "Price Type", "Price Unit"),
            columns={
                "sku": "SKU",
                "barcode": "Product Code",
                "description": "Name",
                "category": "Categories",
                "status": HIDDEN,
                "on_hand_qty": "Quantity",
                "unit_cost": "Cost",
                "unit_price": "Price",
            },
            other_headers=(
                "Description",
                "Tax Rates",
                "Default tax rates?",
                "Modifier Groups",
                "Printer Labels",
                "Non-revenue item",
                "Variant Attribute",
                "Variant Option",
            ),
            item_id="Name",
            prepare=prepare_inventory,
            why={
                "sku": "Clover ID where the SKU is missing or shared",
                "category": "variants have that of their group",
                "status": "hidden is discontinued: the till does not show it",
                "on_hand_qty": "none where the older layout says 0 throughout: not tracked",
                "unit_cost": "0 is no cost",
                "unit_price": "none where the price is variable",
            },
        ),
        Export(
            name="item_sales",
            title="Items report",
            menu_path=_SALES_MENU,
            fingerprint=("Name", "Sold", "Refunded", "Avg Item Size"),
            columns=_SOLD,
            other_headers=_AMOUNTS,
            contradicted_by=("Category Name", "Modifier Sold"),
            item_id="Name",
            prepare=prepare_sales,
            why=_SOLD_WHY,
        ),
        Export(
            # Of the same sales as `item_sales`: a kind of its own, so that the two never add up.
            name="item_sales_by_category",
            title="Items report by category",
            menu_path=_SALES_MENU,
            fingerprint=("Category Name", "Name", "Sold", "Refunded", "Modifier Sold"),
            columns={**_SOLD, "category": "Category Name"},
            other_headers=(*_AMOUNTS, "Modifier Name", "Modifier Amount", "Avg Item Size"),
            item_id="Name",
            prepare=prepare_sales,
            why={**_SOLD_WHY, "category": "the heading above"},
        ),
        Export(
            name="modifiers",
            title="Inventory export, sheet Modifier Groups",
            fingerprint=(
                "Modifier Group Name",
                ("Pop up Automatically?", "Pop-up Automatically"),
                "Modifier",
                "Required Quantity",
                "Max Quantity",
            ),
            other_headers=("Modifier Group ID", "Price"),
        ),
        Export(
            name="categories",
            title="Inventory export, sheet Categories",
            fingerprint=("Category ID", "Category Name", "Item Sort Order"),
        ),
        Export(
            name="customers",
            title="Customers",
            fingerprint=("Customer ID", "First Name", "Last Name", "Customer Since"),
            other_headers=("Email Address", "Phone Number", "Marketing Allowed"),
        ),
        Export(
            name="orders",
            title="Orders",
            menu_path="Orders > Export",
            fingerprint=(
                "Order Employee ID",
                "Order Employee Name",
                "Payments Total",
                "Order Payment State",
            ),
            other_headers=(
                "Order Date",
                "Order ID",
                "Invoice Number",
                "Order Number",
                "Order Type",
                "Order Employee Custom ID",
                "Note",
                "Currency",
                "Tax Amount",
                "Tip",
                "Service Charge",
                "Discount",
                "Order Total",
                "Payment Note",
                "Refunds Total",
                "Manual Refunds Total",
                "Tender",
                "Credit Card Auth Code",
                "Credit Card Transaction ID",
            ),
            contradicted_by=("Item Name", "Item ID"),
        ),
        Export(
            name="payments",
            title="Payments",
            menu_path="Transactions > Payments > Export",
            fingerprint=("Payment ID", "External Payment ID", "Card Auth Code", "Card Entry Type"),
            other_headers=(
                "Payment Date",
                "Invoice Number",
                "Transaction #",
                "Tender",
                "Card Brand",
                "Card Number",
                "Payment Employee ID",
                "Payment Employee Name",
                "Payment Employee Custom ID",
                "Order Employee Name",
                "# Refunds",
                "Refund Amount",
            ),
        ),
        Export(
            name="tax_rates",
            title="Inventory export, sheet Tax Rates",
            fingerprint=("Tax Rate ID", "Name", "Tax Rate", "Tax Amount", "Default?"),
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Clover, inventory and item sales."""
    return [CLOVER]
