"""Toast: product mix of four generations, item selections, menu prices, recipes, retail items.

* A product mix lists menus, groups and items in one table: rows without an item are totals of the
  rows below them. Modifiers, special requests and sizes repeat the money of their item.
* An item on several menus has several rows: they are added up by `Master ID`, else by name.
  Quantities are those without voids.
* Open items are typed at the till: their ids (-1, -2, ...) are thrown away each night, so the name
  stands in. An average price of 0 is no price. Gift cards are no items.
* Item selections are rolled up to one row per location and item; guests, servers and tables are
  dropped before anything else is done. Years may have two digits.
* The menu export has a row per price: that of the strategy BASE counts.
* Sales files have no stock and no cost; both are in Toast Retail and xtraCHEF. All exports name the
  item alike: they meet by name where their ids differ.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import Cells, pc
from sentinel.reshape import (
    cells,
    days_of,
    intact,
    leave_out,
    named,
    numbered,
    numbers,
    ratio,
    roll_up,
    unique_or,
    with_cells,
    without,
)

ITEM = ("Menu Item", "Item, open item", "Item / open item", "Item", "Open item", "Item name")
IDS = ("Master ID", "masterId")
QUANTITY = ("Item Qty", "Qty sold", "Quantity sold", "Qty", "Quantity")
NET = ("Net Amount", "Net sales", "Net item amt")
PRICE = ("Avg. item price (not incl. mods)", "Avg. price", "Avg Price")
COST = "Item COGS"
MODIFIER = "Modifiers, special requests"
GIFTS = r"^(?i:e-?)?(?i:gift ?cards?)$"
PRIVATE = ("Server", "Table", "Tab Name", "Check Id", "Order #", "Order Id")
_TYPICAL = 5.0
"""Units from which a total cost is above the price of one, food cost being about a third."""


def prepare_mix(table: pa.Table) -> pa.Table:
    """One row per item: no totals, modifiers, sizes or gift cards."""
    kind = pc.utf8_lower(cells(table, "Type"))
    part = pc.match_substring_regex(kind, "modifier|request")
    part = pc.or_kleene(part, pc.is_valid(cells(table, MODIFIER)))
    table = leave_out(table, part, "modifier")
    table = leave_out(table, pc.is_null(cells(table, *_naming(table))), "total")
    table = leave_out(table, pc.equal(kind, "giftcard"), "not_an_item")
    table = _without_gifts(table)
    name, code, quantity = (_first(table, words) for words in (ITEM, IDS, QUANTITY))
    if "Size modifier" in table.column_names and name:
        table = _sizes(table, name, part)
    if code:
        table = with_cells(table, code, _code(cells(table, code), cells(table, *ITEM)))
    table = _with_cost(table, quantity)
    price = _first(table, PRICE)
    if price:
        charged = [_above_zero(cells(table, header)) for header in PRICE]
        table = with_cells(table, price, pc.coalesce(*charged))
    key = code or name
    if key is None or quantity is None:
        return table
    # Refunds are known in money only.
    table = roll_up(table, [key], quantity=quantity, returned="back", amount=_first(table, NET))
    return table.drop_columns(["back"])


def _naming(table: pa.Table) -> tuple[str, ...]:
    """The headers of the item's name; of its id where somebody renamed the name."""
    return ITEM if _first(table, ITEM) else IDS


def _sizes(table: pa.Table, name: str, part: Cells) -> pa.Table:
    """A size below the row of its item repeats it; without such a row it is an item."""
    size = cells(table, "Size modifier")
    names = ("Menu", "Menu group", "Subgroup", name)
    key = pc.binary_join_element_wise(*(pc.fill_null(cells(table, n), "") for n in names), "\x1f")
    whole = pc.and_(pc.is_null(size), pc.invert(pc.fill_null(part, False)))
    repeated = pc.and_(pc.is_valid(size), pc.is_in(key, pc.filter(key, whole)))
    table = leave_out(table, repeated, "size_of_an_item")
    return with_cells(table, name, named(cells(table, name), size))


def _with_cost(table: pa.Table, quantity: str | None) -> pa.Table:
    """Cost of one: where the items sold many times cost more than their price, it is a total."""
    if COST not in table.column_names or quantity is None:
        return table
    cost, sold = numbers(cells(table, COST)), numbers(cells(table, quantity))
    often = pc.and_(pc.greater_equal(sold, _TYPICAL), pc.greater(cost, 0.0))
    dear = pc.filter(pc.greater(cost, numbers(cells(table, *PRICE))), often)
    if (pc.mean(dear.cast(pa.float64())).as_py() or 0.0) > 0.5:
        table = with_cells(table, COST, ratio(table, COST, quantity))
    return with_cells(table, COST, _above_zero(cells(table, COST)))


def prepare_selections(table: pa.Table) -> pa.Table:
    """One row per location and item out of one per item on a check."""
    table = leave_out(without(table, PRIVATE), _true(table, "Void?"), "void")
    table = _without_gifts(table)
    day = _first(table, ("Order Date", "Sent Date"))
    if day:
        short = r"^(\d{1,2})/(\d{1,2})/(\d{2})(\D|$)"
        text = pc.replace_substring_regex(cells(table, day), short, r"\1/\2/20\3\4")
        table = with_cells(table, day, days_of(text).cast(pa.string()))
    quantity = _first(table, QUANTITY)
    if quantity is None:
        return table
    if "Gross Price" in table.column_names:
        table = with_cells(table, "Price", _above_zero(ratio(table, "Gross Price", quantity)))
    if "Location" not in table.column_names:
        table = with_cells(table, "Location", pa.nulls(table.num_rows, pa.string()))
    named_by = [header for header in ("SKU", "PLU", "Master Id") if header in table.column_names]
    code = _code(cells(table, "Master Id"), cells(table, "Menu Item"))
    table = with_cells(table, "Master Id", code)
    table = roll_up(
        table,
        ["Location", "Master Id"],
        quantity=quantity,
        returned="Qty returned",
        day=day,
        amount=_first(table, ("Net Price",)),
        line=_first(table, ("Item Selection Id",)),
        window="Days covered",
    )
    if not named_by:
        return table.drop_columns(["Master Id"])
    own = pc.coalesce(cells(table, "SKU"), cells(table, "PLU"))
    own = unique_or(own, cells(table, "Master Id"), cells(table, "Location"))
    return with_cells(table, named_by[0], own)


def prepare_menu(table: pa.Table) -> pa.Table:
    """One price per item and place: the one of the strategy BASE, else the first."""
    modifier = pc.match_substring_regex(
        pc.utf8_lower(cells(table, "Entity type")), "modifier|option"
    )
    table = leave_out(table, modifier, "modifier")
    reduction = pc.less(numbers(cells(table, "Price")), 0.0)
    table = leave_out(table, reduction, "not_an_item")
    number, name = cells(table, "Number"), cells(table, "Name")
    item = pc.coalesce(number, cells(table, "PLU"), name)
    place = pc.fill_null(cells(table, "Available at (target) name"), "")
    key = pc.binary_join_element_wise(pc.fill_null(item, ""), place, "\x1f")
    base = pc.equal(pc.utf8_upper(cells(table, "Pricing strategy")), "BASE")
    row = numbered(table.num_rows)
    rank = pc.if_else(pc.fill_null(base, False), row, pc.add(row, table.num_rows))
    ranked = pa.table({"key": key, "rank": pc.if_else(pc.fill_null(modifier, False), None, rank)})
    first = ranked.group_by("key").aggregate([("rank", "min")])["rank_min"]
    table = leave_out(table, pc.invert(pc.is_in(rank, first)), "other_price")
    return with_cells(table, "PLU", _one_item(cells(table, "PLU"), number, name))


def _one_item(codes: Cells, numbers_: Cells, names: Cells) -> Cells:
    """The PLU, unless several items have it."""
    item = pc.coalesce(numbers_, names)
    pairs = pa.table({"code": codes, "item": item}).group_by(["code", "item"]).aggregate([])
    shared = pc.value_counts(pairs["code"].combine_chunks())
    many = pc.filter(shared.field("values"), pc.greater(shared.field("counts"), 1))
    return pc.coalesce(pc.if_else(pc.is_in(codes, many), None, codes), item)


def prepare_recipes(table: pa.Table) -> pa.Table:
    """What is sold: preparations are parts of other recipes; a menu price of 0 is none."""
    kind = pc.utf8_lower(cells(table, "Recipe_Type", "Recipe Type"))
    prepared = pc.match_substring_regex(kind, r"^prep[ _]?recipe$")
    table = leave_out(table, prepared, "not_an_item")
    header = _first(table, ("Menu_Price", "Menu Price"))
    return with_cells(table, header, _above_zero(cells(table, header))) if header else table


def prepare_retail(table: pa.Table) -> pa.Table:
    """`In stock` and `Out of stock` stand where no stock is counted: they are no status."""
    status = cells(table, "Status")
    said = pc.match_substring_regex(status, r"^(?i:in|out of) (?i:stock)$")
    if "Status" not in table.column_names:
        return table
    return with_cells(table, "Status", pc.if_else(said, None, status))


# --- helpers ------------------------------------------------------------------------------------


def _first(table: pa.Table, words: Sequence[str]) -> str | None:
    return next((word for word in words if word in table.column_names), None)


def _true(table: pa.Table, header: str) -> Cells:
    return pc.equal(pc.utf8_lower(cells(table, header)), "true")


def _without_gifts(table: pa.Table) -> pa.Table:
    """Gift cards and deposits: money taken for what is sold later."""
    gift = _true(table, "Deferred")
    for places in (("Menu Name", "Menu"), ("Menu Group", "Menu group")):
        gift = pc.or_kleene(gift, pc.match_substring_regex(cells(table, *places), GIFTS))
    return leave_out(table, gift, "not_an_item")


def _code(ids: Cells, names: Cells) -> Cells:
    """The id; the name where there is none, or one that is thrown away (below zero) or damaged."""
    return pc.coalesce(intact(pc.if_else(pc.starts_with(ids, "-"), None, ids)), names)


def _above_zero(column: Cells) -> Cells:
    amount = numbers(column)
    return pc.if_else(pc.greater(amount, 0.0), amount, None).cast(pa.string())


_MIX: dict[str, str | tuple[str, ...]] = {
    "sku": IDS,
    "description": ITEM,
    "category": ("Menu Group", "Menu group", "Sales Category", "Menu", "Menu Name"),
    "unit_price": PRICE,
    "unit_cost": COST,
    "units_sold": QUANTITY,
    "net_sales": NET,
}
_MIX_WHY = {
    "sku": "the name where there is no lasting id",
    "unit_price": "without modifiers, else with them; 0 is no price",
    "unit_cost": "per unit; divided by the quantity where the column holds totals",
    "units_sold": "without voids, added up over all menus",
    "net_sales": "added up over all menus, modifiers included",
}
_AMOUNTS = (
    "Gross sales",
    "Gross item amt",
    "Discount amount",
    "Discount amt",
    "Refund amount",
    "Refund amt",
    "Void amount",
    "Void amt",
    "Tax",
    "Tax amt",
    "Item qty incl. voids",
    "Waste count",
    "Waste amount",
)
_OLD_AMOUNTS = ("Gross Amount", "Void Qty", "Void Amount", "Discount Amount", "# Orders")
_LEVELS = ("parentId", "itemGuid", "Subgroup", "Item tags", "Deferred", "Sales Category")
_NOT_ITEMS = (*ITEM[:3], "Open item", "Menu", "Menu group", "Modifier", "Special request")
_METRICS = ("Qty sold", ("Gross sales", "Gross item amt"), ("Net sales", "Net item amt"))
_PAGE = "Reports > Menus > Product mix > Export"
_NIGHTLY = "Integrations > Data exports, the folder of the day"


def _mix(
    name: str,
    title: str,
    menu_path: str,
    *fingerprint: str | tuple[str, ...],
    others: tuple[str, ...] = (),
    against: tuple[str, ...] = (),
    days: float | None = None,
) -> Export:
    return Export(
        name=name,
        title=title,
        menu_path=menu_path,
        fingerprint=fingerprint,
        columns=_MIX,
        other_headers=others,
        contradicted_by=against,
        item_id=ITEM,
        sales_window_days=days,
        nulls=("null",),
        prepare=prepare_mix,
        why=_MIX_WHY,
    )


def _without_items(
    name: str,
    title: str,
    *fingerprint: str | tuple[str, ...],
    others: tuple[str, ...] = (),
) -> Export:
    return Export(
        name=name,
        title=title,
        fingerprint=fingerprint,
        other_headers=others,
        contradicted_by=ITEM,
    )


TOAST = Adapter(
    key="toast",
    title="Toast",
    exports=(
        _mix(
            "all_items",
            "AllItemsReport.csv",
            _NIGHTLY,
            "Master ID",
            "Menu Item",
            "Item Qty (incl voids)",
            "Item Qty",
            others=(
                *_OLD_AMOUNTS,
                "Item ID",
                "Parent ID",
                "Subgroup",
                "Tags",
                "% of Ttl Qty (incl voids)",
                "Gross Amount (incl voids)",
                "% Net Amt (All)",
            ),
            days=1.0,
        ),
        Export(
            name="item_selections",
            title="ItemSelectionDetails.csv",
            menu_path=_NIGHTLY,
            fingerprint=("Location", "Menu Item", "Menu Group", "Sales Category", "Qty", "Void?"),
            columns={
                "store_id": "Location",
                "sku": ("SKU", "PLU", "Master Id"),
                "description": "Menu Item",
                "category": ("Menu Group", "Menu", "Sales Category"),
                "unit_price": "Price",
                "units_sold": QUANTITY,
                "units_returned": "Qty returned",
                "net_sales": "Net Price",
                "sales_window_days": "Days covered",
                "last_sold_on": ("Order Date", "Sent Date"),
            },
            other_headers=(
                "Order Id",
                "Order #",
                "Check Id",
                "Dining Area",
                "Dining Option",
                "Item Selection Id",
                "Item Id",
                "Master Id",
                "PLU",
                "Menu Subgroup(s)",
                "Gross Price",
                "Discnt",
                "Discount",
                "Deferred",
                "Tax Inclusion Option",
                "Dining Option Tax",
                "Tab Name",
            ),
            contradicted_by=("Modifier", "Option Group Name"),
            item_id="Menu Item",
            date_order="YMD",
            prepare=prepare_selections,
            why={
                "sku": "PLU, else Master Id, where the SKU is missing or shared",
                "unit_price": "gross price per unit of its first line",
                "units_sold": "sum of the lines that are not void",
                "units_returned": "sum of the lines below zero",
                "net_sales": "sum of the lines",
                "sales_window_days": "from the first to the last day in the file",
                "last_sold_on": "the last line above zero",
            },
        ),
        _mix(
            "product_mix",
            "Product mix, All levels",
            _PAGE,
            "Type",
            "Menu",
            "Menu group",
            ("Item, open item", "Item / open item"),
            "Qty sold",
            others=(*_AMOUNTS, *_LEVELS, "Size modifier", MODIFIER),
        ),
        # The next three repeat what All levels says: kinds of their own, so that they never add up.
        _mix(
            "product_mix_items",
            "Product mix, sheet Items",
            _PAGE,
            "Item",
            "Qty sold",
            "Sales Category",
            others=_AMOUNTS,
            against=_NOT_ITEMS,
        ),
        _mix(
            "product_mix_items",
            "Product mix, Items.csv",
            _PAGE,
            "Item",
            *_METRICS,
            others=(*_AMOUNTS, *_LEVELS),
            against=_NOT_ITEMS,
        ),
        _mix(
            "product_mix_open_items",
            "Product mix, sheet Open items",
            _PAGE,
            "Open item",
            "Qty sold",
            others=(*_AMOUNTS, "itemGuid"),
        ),
        _mix(
            "product_mix_old",
            "Product mix, older page",
            "",
            "Menu Item",
            "Item Qty",
            "Gross Amount",
            "# Orders",
            others=(*_OLD_AMOUNTS, "Tax"),
            against=("Master ID", "Item Qty (incl voids)"),
        ),
        Export(
            name="menu",
            title="Menu manager export",
            menu_path="Menus > Menu manager > Export",
            fingerprint=("Entity type", "Pricing strategy", "Name", "Price"),
            columns={
                "store_id": "Available at (target) name",
                "sku": "PLU",
                "description": "Name",
                "category": ("Menu group(s)", "Sales category name"),
                "unit_price": "Price",
            },
            other_headers=(
                "Operation",
                "Operation ID",
                "Version ID or operation ID",
                "Number",
                "Target GUID",
                "Editable by (owner) name",
                "Owner GUID",
                "POS name",
                "Kitchen name",
                "Location-specific base price",
                "Menu price",
                "Time price",
            ),
            item_id="Name",
            nulls=("null",),
            prepare=prepare_menu,
            why={
                "sku": "Number where the PLU is missing or shared",
                "unit_price": "of the strategy BASE, else the first",
            },
        ),
        Export(
            name="recipes",
            title="xtraCHEF recipes",
            menu_path="xtraCHEF > Recipe > Export",
            fingerprint=("Recipe_Name", "Recipe_Type", "Recipe_Food_Cost", "Menu_Price"),
            columns={
                "store_id": "FAM_Location_Name",
                "description": "Recipe_Name",
                "category": "Recipe_Group",
                "status": "Status",
                "unit_cost": "Recipe_Food_Cost",
                "unit_price": "Menu_Price",
            },
            other_headers=(
                "Food_Cost_Percentage",
                "Labor_Cost",
                "Gross_Margin",
                "Prime_Cost",
                "Date_Cost_Modified",
                "Prep_Recipe_Yield",
                "Serving",
                "Serving_Size",
                "Per_Serving",
            ),
            item_id="Recipe_Name",
            prepare=prepare_recipes,
            why={"unit_cost": "cost of the food", "unit_price": "0 is no price"},
        ),
        Export(
            name="ingredients",
            title="xtraCHEF item library",
            menu_path="xtraCHEF > Item library > Export",
            fingerprint=(
                ("Item Description", "Item Name", "Item"),
                "Pack",
                "Size",
                ("Last Purchased Date", "Last Purchase Date"),
                ("Recent Price", "Last Price"),
            ),
            columns={
                "sku": ("Item Code", "Product Code", "SKU"),
                "description": ("Item Description", "Item Name", "Item"),
                "category": "Category",
                "vendor": ("Vendor", "Vendor Name"),
                "pack_qty": "Pack",
                "last_received_on": ("Last Purchased Date", "Last Purchase Date"),
            },
            other_headers=("Purchase Unit", "UOM", "Unit", "Inventory Unit"),
            # The price is that of a purchase unit, not of what the menu sells: not read.
            why={"pack_qty": "pieces in a purchase unit"},
        ),
        Export(
            name="retail_items",
            title="Toast Retail item library",
            fingerprint=(
                ("Barcode/SKU", "Barcode", "SKU", "UPC"),
                ("Base cost", "Cost"),
                ("PAR min", "PAR minimum", "Min PAR"),
                ("PAR max", "PAR maximum", "Max PAR"),
            ),
            columns={
                "store_id": "Location",
                "sku": ("SKU", "Barcode/SKU", "PLU"),
                "barcode": ("Barcode", "UPC"),
                "description": ("Item name", "Name", "Item"),
                "category": ("Category", "Category group"),
                "vendor": ("Vendor", "Supplier"),
                "status": "Status",
                "on_hand_qty": ("Quantity", "Quantity on hand", "On hand"),
                "unit_cost": ("Base cost", "Cost"),
                "unit_price": ("Price", "Base price"),
                "reorder_point": ("PAR min", "PAR minimum", "Min PAR"),
                "reorder_up_to": ("PAR max", "PAR maximum", "Max PAR"),
            },
            other_headers=("Subcategory", "Category group", "PLU"),
            item_id=("Item name", "Name", "Item"),
            nulls=("not tracked", "In stock", "Out of stock"),
            prepare=prepare_retail,
            why={"on_hand_qty": "none where the stock is not tracked"},
        ),
        Export(
            name="modifier_selections",
            title="ModifiersSelectionDetails.csv",
            fingerprint=("Item Selection Id", "Modifier", "Option Group Name", "Void?"),
            other_headers=("Modifier Id", "Modifier SKU", "Parent Menu Selection", "Qty"),
        ),
        _without_items(
            "product_mix_menus",
            "Product mix, sheet Menus",
            "Menu",
            *_METRICS,
            others=_AMOUNTS,
        ),
        _without_items(
            "product_mix_groups",
            "Product mix, sheet Menu groups",
            "Menu group",
            *_METRICS,
            others=(*_AMOUNTS, "Subgroup"),
        ),
        _without_items(
            "product_mix_modifiers",
            "Product mix, sheet Modifiers or Special requests",
            ("Modifier", "Special request"),
            *_METRICS,
            others=(*_AMOUNTS, *IDS, "parentId", "Size modifier"),
        ),
        _without_items(
            "orders", "OrderDetails.csv", "Order Id", "# of Guests", "Revenue Center", "Opened"
        ),
        _without_items(
            "checks", "CheckDetails.csv", "Customer Id", "Item Description", "Tender", "Check Id"
        ),
        _without_items(
            "payments", "PaymentDetails.csv", "Payment Id", "Paid Date", "House Acct #", "Tip"
        ),
        _without_items(
            "cash_entries", "CashEntries.csv", "Entry Id", "Cash Drawer", "Payout Reason"
        ),
        _without_items(
            "kitchen_timings", "KitchenTimings.csv", "Station", "Fired Date", "Fulfilled Date"
        ),
        _without_items(
            "time_entries", "TimeEntries.csv", "Employee Id", "Job Title", "In Date", "Out Date"
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Toast: product mix, item selections, menu prices, xtraCHEF and Toast Retail."""
    return [TOAST]
