"""Microsoft Dynamics RMS and its successor RMH: item lists, movement, counts, orders, SQL tables.

* Reports are files that any dealer edits and columns are picked by hand: one export with all
  spellings of a list of items, whether it has prices, quantities or both.
* The movement report has its sums above the data, with format text for dates. `Sales` is the whole
  revenue, not a price; sales by units are the price that was paid on the average.
* Department stands on more rows than Category, and a row never has the second alone: it is the
  category. A suggested price, a restock level or a parent quantity of 0 is none.
* Tables of the database name items by their number, `ID` and `ItemID`. Where no lookup code is
  there, the number joins; it is shown as `ID 17`, since a lookup code may be 17 as well.
* Only Headquarters tells stores apart; a store's own files name none.
"""

from __future__ import annotations

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import Cells, pc
from sentinel.picking import days_under, found, latest_day, picked, without_headings
from sentinel.reshape import (
    cells,
    leave_out,
    named,
    numbers,
    ratio,
    renamed_words,
    roll_up,
    with_cells,
    without,
)
from sentinel_plugins.sql_tables import without_null

CODE = "item code"
SECTION = "heading above the row"
PRICE = "price of the day"
STATE = "sold and ordered"
PAID = "sales by units"
LINE, SALE = "sale line", "sales of the line"
OPEN = "units still to come"
DIFFERENCE = "counted less expected"

LOOKUP = ("Item Lookup Code", "ItemLookupCode", "Lookup Code", "Lookup code")
DESCRIPTION = ("Description", "Item Description", "ItemDescription", "ExtendedDescription")
DEPARTMENT = ("Department", "Departments", "DepartmentName", "Department Name")
CATEGORY = (
    *DEPARTMENT,
    "Category",
    "Categories",
    "CategoryName",
    "DepartmentID",
    "CategoryID",
    SECTION,
)
SUPPLIER = ("Supplier", "Supplier Name", "SupplierName", "Supplier Code", "SupplierID")
STORE = ("Store Name", "StoreName", "Store", "Store Code", "StoreCode", "Store ID", "StoreID")
STOCK = ("Quantity", "On-Hand", "Qty On Hand", "Quantity On Hand", "On Hand", "QOH")
COMMITTED = ("QuantityCommitted", "Committed", "Qty Committed", "Quantity Committed")
ORDERED = ("On Order", "Qty On Order", "Quantity On Order", "QuantityOnOrder")
POINT = ("ReorderPoint", "Reorder Point", "Reorder Pt", "Reorder Pt.")
LEVEL = ("RestockLevel", "Restock Level", "Restock Lvl")
LIST = ("MSRP", "List Price")
SOLD = ("Quantity Sold", "Qty Sold", "QuantitySold", "Units Sold")
REVENUE = ("Sales", "Total Sales", "Ext. Price", "Extended Price")
COUNTED = ("QuantityCounted", "Quantity Counted", "Counted", "Qty Counted", "Count")
EXPECTED = ("Expected", "Quantity Expected", "QuantityExpected", *STOCK[1:])
VARIANCE = (DIFFERENCE, "Difference", "Variance", "Discrepancy")
LAST = {
    "last_sold_on": ("LastSold", "Last Sold"),
    "last_received_on": ("LastReceived", "Last Received"),
    "last_counted_on": ("LastCounted", "Last Counted"),
}
TABLE_OTHERS = (
    "DateCreated",
    "LastUpdated",
    "SubCategoryID",
    "SalePrice",
    "SaleStartDate",
    "SaleEndDate",
    "PriceA",
    "PriceB",
    "PriceC",
    "TaxID",
    "Taxable",
    "ItemType",
    "Inactive",
    "WebItem",
    "DoNotOrder",
    "Weight",
    "UnitOfMeasure",
    "BarcodeFormat",
    "ParentItem",
    "PictureName",
    "Notes",
    "Content",
    "DBTimeStamp",
    "SubDescription1",
    "SubDescription2",
    "SubDescription3",
    "BinLocation",
    "ReplacementCost",
    "BlockSalesType",
    "BlockSalesReason",
)
PRIVATE = (
    "Customer",
    "Customer Name",
    "CustomerID",
    "Account Number",
    "Cashier",
    "CashierID",
    "Sales Rep",
    "SalesRepID",
)
_NONE = pa.nulls(1, pa.string())[0]


def prepare_items(table: pa.Table) -> pa.Table:
    """Items only: levels that are set, the price of the day, one word for the status."""
    table = _without_headings(table, "Price", "Unit Price", "Cost", "Unit Cost", *STOCK)
    for words in (LEVEL, LIST, ("ParentQuantity",)):
        header = found(table, *words)
        if header:
            value = cells(table, header)
            set_ = pc.greater(numbers(value), 0.0)
            table = with_cells(table, header, pc.if_else(pc.fill_null(set_, True), value, _NONE))
    return _coded(_state(_price(table)))


def prepare_movement(table: pa.Table) -> pa.Table:
    """Items without the sums above them, with the price that was paid."""
    nameless = pc.and_(pc.is_null(picked(table, *LOOKUP)), pc.is_null(picked(table, *DESCRIPTION)))
    table = leave_out(table, nameless, "total")
    table = _without_headings(table, *SOLD, *REVENUE, "Cost")
    sales, units = found(table, *REVENUE), found(table, *SOLD)
    if sales and units:
        table = with_cells(table, PAID, ratio(table, sales, units))
    return table


def prepare_lines(table: pa.Table) -> pa.Table:
    """One row per store and item out of one per line of a transaction."""
    table = _coded(without(table, [h for word in PRIVATE if (h := found(table, word))]))
    units = found(table, "Quantity", *SOLD) or "Quantity"
    day = found(table, "TransactionTime", "Time", "Transaction Time", "Date", "Date Sold")
    amount = found(table, *REVENUE)
    if amount is None:
        amount = SALE
        sale = pc.multiply(numbers(cells(table, units)), numbers(picked(table, "Price")))
        table = with_cells(table, SALE, sale.cast(pa.string()))
    if day:
        table = with_cells(table, day, days_under(table, day).cast(pa.string()))
    number = picked(table, "TransactionNumber", "Transaction Number", "Transaction #")
    table = with_cells(table, LINE, named(number, picked(table, "ID", "Line", "Line #")))
    keys = _keys(table)
    if not keys:
        return table
    return roll_up(
        table,
        keys,
        quantity=units,
        returned="units returned",
        day=day,
        amount=amount,
        line=LINE if found(table, "ID", "Line", "Line #") else None,
        window="days covered",
    )


def prepare_orders(table: pa.Table) -> pa.Table:
    """One row per store and item: what is still to come, the cost of the last line."""
    ordered = numbers(picked(table, "QuantityOrdered", "Quantity Ordered", "Qty Ordered"))
    received = numbers(
        picked(
            table,
            "QuantityReceivedToDate",
            "QuantityReceived",
            "Quantity Received",
            "Qty Received",
        )
    )
    rest = pc.subtract(pc.coalesce(ordered, received), pc.fill_null(received, 0.0))
    table = with_cells(table, OPEN, pc.max_element_wise(rest, 0.0).cast(pa.string()))
    table = _coded(table)
    keys = _keys(table)
    return roll_up(table, keys, quantity=OPEN, returned="below zero") if keys else table


def prepare_counts(table: pa.Table) -> pa.Table:
    """One row per store and item: the counts of an item are added up."""
    table = _coded(table)
    counted = found(table, *COUNTED) or COUNTED[0]
    table = leave_out(table, pc.is_null(cells(table, counted)), "not_counted")
    keys = _keys(table)
    if keys:
        table = roll_up(table, keys, quantity=counted, returned="below zero")
    if found(table, *EXPECTED) and not found(table, *VARIANCE):
        gap = pc.subtract(numbers(cells(table, counted)), numbers(picked(table, *EXPECTED)))
        table = with_cells(table, DIFFERENCE, gap.cast(pa.string()))
    return table


def _without_headings(table: pa.Table, *facts: str) -> pa.Table:
    return without_headings(
        table, sku=(*LOOKUP, "ItemID"), description=DESCRIPTION, facts=facts, section=SECTION
    )


def _price(table: pa.Table) -> pa.Table:
    """The sale price where the last day that the file knows is one of its days."""
    price, sale = found(table, "Price"), picked(table, "SalePrice", "Sale Price")
    starts, ends = (
        days_under(table, f"Sale{end}Date", f"Sale {end} Date") for end in ("Start", "End")
    )
    day = latest_day(table, *(word for words in LAST.values() for word in words))
    if price is None or day is None:
        return table
    on = pc.and_(pc.less_equal(starts, pa.scalar(day)), pc.greater_equal(ends, pa.scalar(day)))
    on = pc.fill_null(pc.and_(on, pc.greater(numbers(sale), 0.0)), False)
    if not pc.any(on).as_py():
        return table
    return with_cells(table, PRICE, pc.if_else(on, sale, cells(table, price)))


def _state(table: pa.Table) -> pa.Table:
    inactive, ended = found(table, "Inactive"), found(table, "DoNotOrder", "Do Not Order")
    if inactive is None and ended is None:
        return table
    off, last = (_yes(table, header) for header in (inactive, ended))
    state = pc.if_else(last, "discontinued", pc.if_else(off, "inactive", "active"))
    return with_cells(table, STATE, state)


def _yes(table: pa.Table, header: str | None) -> Cells:
    if header is None:
        return pa.repeat(pa.scalar(False), table.num_rows)
    words = {"1": "1", "true": "1", "yes": "1", "y": "1", "-1": "1"}
    return pc.is_valid(renamed_words(cells(table, header), words))


def _coded(table: pa.Table) -> pa.Table:
    """Texts without NULL; the item's number as a code, where the file has no lookup code."""
    table = without_null(table, "SupplierID", "DepartmentID", "CategoryID", *DESCRIPTION, *SUPPLIER)
    number = found(table, "ItemID", "Item ID")
    if number is None or found(table, *LOOKUP):
        return table
    text = pc.binary_join_element_wise("ID", cells(table, number), " ")
    return with_cells(table, CODE, text)


def _keys(table: pa.Table) -> list[str]:
    """Store and item; none where the file does not say which item a row is of."""
    item, store = found(table, *LOOKUP, CODE, *DESCRIPTION), found(table, *STORE)
    if item is None:
        return []
    return [item] if store is None else [store, item]


FACTS: dict[str, str | tuple[str, ...]] = {
    "store_id": STORE,
    "sku": (*LOOKUP, CODE),
    "description": DESCRIPTION,
    "category": CATEGORY,
    "vendor": SUPPLIER,
}
ITEMS: dict[str, str | tuple[str, ...]] = {
    **FACTS,
    **LAST,
    "status": STATE,
    "on_hand_qty": STOCK,
    "committed_qty": COMMITTED,
    "on_order_qty": ORDERED,
    "unit_cost": ("Cost", "Unit Cost"),
    "last_cost": ("LastCost", "Last Cost"),
    "unit_price": (PRICE, "Price", "Unit Price"),
    "list_price": LIST,
    "reorder_point": POINT,
    "reorder_up_to": LEVEL,
    "pack_qty": "ParentQuantity",
}
ITEMS_WHY = {
    "status": "Do not order is discontinued, Inactive inactive",
    "unit_price": "the sale price on its days, else the price",
    "category": "the department, which more rows have than a category",
}

DYNAMICS_RMS = Adapter(
    key="dynamics_rms",
    title="Microsoft Dynamics RMS",
    exports=(
        Export(
            name="items",
            title="Item list, price list, quantity list, value list",
            fingerprint=("Item Lookup Code", "Description"),
            columns=ITEMS,
            other_headers=(
                "Price A",
                "Price B",
                "Price C",
                "Bin Location",
                "Available",
                "Extended Cost",
                "Extended Price",
                "Sub Description 1",
                "Tax",
                "Unit of Measure",
            ),
            contradicted_by=("Quantity Sold", "Non Sale Movement", "Cost Sold", *COUNTED[:2]),
            prepare=prepare_items,
            why=ITEMS_WHY,
        ),
        Export(
            # A few columns, as web shops and other programs on the same model write them.
            name="short_list",
            title="Item list of a few columns",
            fingerprint=(("Item Lookup Code", "ItemLookupCode"),),
            columns={
                "sku": LOOKUP,
                "description": DESCRIPTION,
                "category": CATEGORY,
                "on_hand_qty": STOCK,
                "unit_cost": ("Cost", "Unit Cost"),
                "unit_price": ("Price", "Unit Price"),
            },
            contradicted_by=(
                "Quantity Sold",
                "Qty Sold",
                "Sales",
                *COUNTED[:3],
                "TransactionNumber",
            ),
            prepare=prepare_items,
            why={"category": ITEMS_WHY["category"]},
        ),
        Export(
            name="movement",
            title="Item movement report",
            fingerprint=("Item Lookup Code", SOLD, ("Sales", "Total Sales")),
            columns={
                **FACTS,
                **LAST,
                "unit_cost": "Cost",
                "unit_price": PAID,
                "units_sold": SOLD,
                "net_sales": REVENUE,
            },
            other_headers=("Category", "Cost Sold", "Non Sale Movement", "Profit"),
            contradicted_by=(PAID, "Transaction Number", "Transaction #", "TransactionNumber"),
            nulls=("#,#.00",),
            prepare=prepare_movement,
            why={
                "category": ITEMS_WHY["category"],
                "unit_price": "sales by units: the average of the period, discounts off",
                "net_sales": "all sales of the period",
            },
        ),
        Export(
            name="item_table",
            title="Table Item",
            fingerprint=("ItemLookupCode", "Description"),
            columns=ITEMS,
            other_headers=TABLE_OTHERS,
            contradicted_by=("TransactionNumber", "QuantityOrdered", STATE, PRICE, CODE),
            item_id="ID",
            prepare=prepare_items,
            why=ITEMS_WHY,
        ),
        Export(
            # Headquarters: what each store has of an item.
            name="store_items",
            title="Table ItemDynamic (Headquarters)",
            fingerprint=("ItemID", "StoreID", "Quantity", "RestockLevel"),
            columns=ITEMS,
            other_headers=("SnapShotQuantity", "SnapShotTime", *TABLE_OTHERS[:9]),
            contradicted_by=("ItemLookupCode", "TransactionNumber", STATE, PRICE, CODE),
            item_id="ItemID",
            prepare=prepare_items,
            why={**ITEMS_WHY, "sku": "the table has no lookup code: the item's number"},
        ),
        Export(
            name="sales",
            title="Table TransactionEntry",
            fingerprint=(("ItemID", "ItemLookupCode"), "TransactionNumber", "Quantity"),
            columns={
                **FACTS,
                "units_sold": ("Quantity", *SOLD),
                "units_returned": "units returned",
                "net_sales": (*REVENUE, SALE),
                "sales_window_days": "days covered",
                "last_sold_on": ("TransactionTime", "Time"),
            },
            other_headers=("ID", "Price", "FullPrice", "PriceSource", "SalesRepID", "DetailID"),
            contradicted_by=("units returned", "days covered", SALE, CODE),
            item_id="ItemID",
            date_order="YMD",
            prepare=prepare_lines,
            why={
                "units_sold": "sum of the lines, returns taken off",
                "units_returned": "sum of the lines below zero",
                "net_sales": "price by quantity where there is no amount",
                "sales_window_days": "from the first to the last day in the file",
            },
        ),
        Export(
            name="sales_report",
            title="Detailed sales report",
            fingerprint=(
                "Item Lookup Code",
                ("Transaction Number", "Transaction #"),
                ("Quantity", *SOLD),
            ),
            columns={
                **FACTS,
                "units_sold": ("Quantity", *SOLD),
                "units_returned": "units returned",
                "net_sales": (*REVENUE, SALE),
                "sales_window_days": "days covered",
                "last_sold_on": ("Date", "Date Sold", "Time", "Transaction Time"),
            },
            other_headers=("Price", "Cost", "Profit", "Cashier", "Register", "Customer", "Tax"),
            contradicted_by=("units returned", "days covered", SALE),
            date_order="YMD",
            prepare=prepare_lines,
            why={
                "units_sold": "sum of the lines, returns taken off",
                "units_returned": "sum of the lines below zero",
                "net_sales": "price by quantity where there is no amount",
            },
        ),
        Export(
            name="orders",
            title="Purchase orders and receiving (PurchaseOrderEntry)",
            fingerprint=(
                (*LOOKUP, "ItemID"),
                ("QuantityOrdered", "Quantity Ordered", "Qty Ordered"),
                (
                    "QuantityReceivedToDate",
                    "QuantityReceived",
                    "Quantity Received",
                    "Qty Received",
                ),
            ),
            columns={
                **FACTS,
                "on_order_qty": OPEN,
                "last_cost": ("Cost", "Unit Cost", "Price"),
                "last_received_on": ("LastReceivedDate", "Date Received", "Last Received"),
            },
            other_headers=("PurchaseOrderID", "PO Number", "OrderNumber", "Order Number", "PO #"),
            contradicted_by=(OPEN, CODE),
            item_id="ItemID",
            prepare=prepare_orders,
            why={"on_order_qty": "ordered less received", "last_cost": "the price of the order"},
        ),
        Export(
            name="counts",
            title="Physical inventory (PhysicalInventoryEntry)",
            fingerprint=((*LOOKUP, "ItemID"), COUNTED),
            columns={
                **FACTS,
                "unit_cost": ("Cost", "Unit Cost"),
                "on_hand_qty": EXPECTED,
                "counted_qty": COUNTED,
                "count_variance_qty": VARIANCE,
                "last_counted_on": ("CountTime", "Count Time", "Date Counted"),
            },
            other_headers=("PhysicalInventoryID", "BinLocation", "Bin Location", "Serial Number"),
            contradicted_by=(DIFFERENCE, CODE),
            item_id="ItemID",
            prepare=prepare_counts,
            why={
                "on_hand_qty": "the books when it was counted",
                "counted_qty": "sum of the counts of the item",
            },
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Microsoft Dynamics RMS: reports of the store and tables of its database."""
    return [DYNAMICS_RMS]
