"""TouchBistro: detailed sales, sales by menu item, menu items by staff.

The names of the columns are known from programs that read them, their order is not.

* Detailed sales have one row per item on a bill. Voided rows count for nothing. A modifier is a row
  of its own: no item, but what it took belongs to the item above it on the same order.
* `Menu Item ID` is TouchBistro's own number and the only code there is. Summaries have none: they
  meet the details by name.
* The report by staff has a row per person and item: the persons are dropped, the items added up.
* A file of one day and a file of a month look alike: the period is in the file's name, if anywhere.
* Bills have no items.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import Cells, pc
from sentinel.headers import normal
from sentinel.reshape import (
    cells,
    days_of,
    fill_down,
    headers_of,
    leave_out,
    numbers,
    ratio,
    roll_up,
    with_cells,
    without,
)

CODE = "Menu Item ID"
ITEM = ("Menu Item", "Menu Item Name", "Item Name", "Item")
GROUP = ("Menu Group", "Menu Category", "Category", "Sales Category")
PAID = ("Paid Time", "Paid Date", "Date")
UNITS = ("Quantity Sold", "Quantity", "Qty", "Qty Sold", "Items Sold", "Count", "Sold")
NET = ("Net Sales", "Sales", "Total Sales")
PRICES = ("Menu Price", "Unit Price", "Price")
UNIT_COST = ("Item Cost", "Unit Cost", "Cost")
TOTAL_COST = ("Total Cost", "Food Cost")
PRIVATE = ("Name", "Staff", "Staff Name", "Server", "Waiter", "Customer", "Table")
YES = ("yes", "y", "true", "t", "1")
AMOUNT, RETURNED = "Net sales of the lines", "Units returned"
PRICE, COST = "Price of one", "Cost of one"
_DAYS = "Days covered"


def prepare_details(table: pa.Table) -> pa.Table:
    """One row per menu item out of one per item on a bill."""
    table = leave_out(without(table, PRIVATE), _yes(table, "Is Voided"), "void")
    key, units = _header(table, (CODE, *ITEM)), _header(table, ("Quantity",))
    if key is None or units is None:
        return table
    took = _amount(table)
    amount = AMOUNT if took.null_count < len(took) else None
    table = with_cells(table, amount, took.cast(pa.string())) if amount else table
    table = with_cells(table, key, pc.coalesce(cells(table, key), _cells(table, ITEM)))
    table = _modifiers(table, key, units)
    day = _header(table, PAID)
    if day:
        table = with_cells(table, day, days_of(_long_years(cells(table, day))).cast(pa.string()))
    return roll_up(
        table,
        [key],
        quantity=units,
        returned=RETURNED,
        day=day,
        amount=amount,
        line=_header(table, ("Order Item ID",)),
        window=_DAYS,
    )


def _amount(table: pa.Table) -> Cells:
    """What a line took: its price for each, less its discount, whichever sign that has."""
    if net := _header(table, NET):
        return numbers(cells(table, net))
    gross = pc.multiply(*(numbers(_cells(table, (word,))) for word in ("Base Price", "Quantity")))
    discount = pc.abs(numbers(_cells(table, ("Item Discounts",))))
    return pc.subtract(gross, pc.fill_null(discount, 0.0))


def _modifiers(table: pa.Table, key: str, units: str) -> pa.Table:
    """A modifier gives its money to the item above it on the order, and no units."""
    modifier = _yes(table, "Is Menu Item Modifier")
    for header in filter(None, (key, "Base Price", _header(table, ITEM), _header(table, GROUP))):
        if header in table.column_names:
            table = with_cells(table, header, pc.if_else(modifier, None, cells(table, header)))
    if price := _header(table, ("Base Price",)):
        amount = numbers(cells(table, price))
        charged = pc.if_else(pc.greater(amount, 0.0), amount, None)
        table = with_cells(table, price, charged.cast(pa.string()))
    table = with_cells(table, units, pc.if_else(modifier, "0", cells(table, units)))
    order = _header(table, ("Order ID",))
    table = fill_down(table, order, [key]) if order else table
    return leave_out(table, pc.and_(modifier, pc.is_null(cells(table, key))), "modifier")


def prepare_summary(table: pa.Table) -> pa.Table:
    """One row per menu item."""
    table = without(table, PRIVATE)
    item, units = _header(table, ITEM), _header(table, UNITS)
    if item is None or units is None:
        return table
    total = pc.match_substring_regex(cells(table, item), r"^(?i:(grand |sub ?)?totals?)$")
    table = leave_out(table, pc.or_kleene(total, pc.is_null(cells(table, item))), "total")
    if _header(table, (PRICE, *PRICES)) is None and (gross := _header(table, ("Gross Sales",))):
        table = with_cells(table, PRICE, ratio(table, gross, units))
    if _header(table, UNIT_COST) is None and (cost := _header(table, TOTAL_COST)):
        table = with_cells(table, COST, ratio(table, cost, units))
    table = roll_up(table, [item], quantity=units, returned="back", amount=_header(table, NET))
    return table.drop_columns(["back"])


# --- helpers ------------------------------------------------------------------------------------


def _header(table: pa.Table, words: Sequence[str]) -> str | None:
    """The first of the headers that is there, however it is spelled."""
    present = {normal(header): header for header in reversed(headers_of(table))}
    return next((present[normal(word)] for word in words if normal(word) in present), None)


def _cells(table: pa.Table, words: Sequence[str]) -> Cells:
    return cells(table, _header(table, words) or "")


def _yes(table: pa.Table, word: str) -> Cells:
    said = pc.is_in(pc.utf8_lower(_cells(table, (word,))), pa.array(YES))
    return pc.fill_null(said, False)


def _long_years(column: Cells) -> Cells:
    short = r"^(\d{1,2})/(\d{1,2})/(\d{2})(\D|$)"
    return pc.replace_substring_regex(column, short, r"\1/\2/20\3\4")


_SUMMARY: dict[str, str | tuple[str, ...]] = {
    "description": ITEM,
    "category": GROUP,
    "unit_price": (*PRICES, PRICE),
    "unit_cost": (*UNIT_COST, COST),
    "units_sold": UNITS,
    "net_sales": NET,
}
_SUMMARY_WHY = {
    "unit_price": "gross sales per unit where no price is given",
    "unit_cost": "total cost per unit where no cost of one is given",
    "units_sold": "added up per item",
    "net_sales": "added up per item",
}
_SUMMARY_OTHERS = ("Gross Sales", "Discounts", "Voids", "Return Amount", "Food Cost Pct")

TOUCHBISTRO = Adapter(
    key="touchbistro",
    title="TouchBistro",
    exports=(
        Export(
            name="detailed_sales",
            title="Detailed sales",
            menu_path="Cloud > Reports > Detailed sales > CSV",
            fingerprint=(
                "Order Item ID",
                CODE,
                "Menu Item",
                "Is Menu Item Modifier",
                "Is Voided",
            ),
            columns={
                "sku": CODE,
                "description": ITEM,
                "category": GROUP,
                "unit_price": "Base Price",
                "units_sold": "Quantity",
                "units_returned": RETURNED,
                "net_sales": AMOUNT,
                "sales_window_days": _DAYS,
                "last_sold_on": PAID,
            },
            other_headers=(
                "Order ID",
                "Menu Group ID",
                "Item Discounts",
                "Total Tax",
                "Order Type",
            ),
            item_id=ITEM,
            date_order="YMD",
            prepare=prepare_details,
            why={
                "sku": "TouchBistro's own number",
                "unit_price": "of its first line, before discounts and modifiers; 0 is no price",
                "units_sold": "sum of the lines that are neither void nor modifiers",
                "units_returned": "sum of the lines below zero",
                "net_sales": "price times quantity less discounts, modifiers with their item",
                "sales_window_days": "from the first to the last day in the file",
                "last_sold_on": "the last line above zero",
            },
        ),
        Export(
            name="menu_items",
            title="Sales by menu item",
            menu_path="the nightly mail, SalesByMenuItem...csv",
            fingerprint=(
                "Menu Item",
                UNITS,
                ("Net Sales", "Gross Sales", "Sales", "Total Sales"),
                ("Menu Group", "Menu Category", "Sales Category"),
            ),
            columns=_SUMMARY,
            other_headers=(*_SUMMARY_OTHERS, "Sales Category"),
            contradicted_by=("# Orders", "Item Qty", "Void?", "Order Item ID"),
            item_id=ITEM,
            prepare=prepare_summary,
            why=_SUMMARY_WHY,
        ),
        Export(
            # Of the same sales as `menu_items`: a kind of its own, so that the two never add up.
            name="menu_items_by_staff",
            title="Menu Items Sales (staff report)",
            menu_path="Cloud > Reports > Staff > Menu Items Sales > CSV",
            fingerprint=("Name", "Menu Item", "Sales Category", UNITS),
            columns=_SUMMARY,
            other_headers=_SUMMARY_OTHERS,
            contradicted_by=("# Orders", "Item Qty", "Void?", "Order Item ID"),
            item_id=ITEM,
            prepare=prepare_summary,
            why=_SUMMARY_WHY,
        ),
        Export(
            name="bills",
            title="Bills",
            menu_path="Cloud > Reports > Bills > CSV",
            fingerprint=("Bill Id", "Bill Number", "Discount Revenue", "Total Bill"),
            other_headers=(
                "Order Number",
                "Order Type Id",
                "Tax Amount",
                "Service Charges",
                "Payment Total",
            ),
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """TouchBistro: detailed sales and summaries by menu item."""
    return [TOUCHBISTRO]
