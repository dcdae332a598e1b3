"""NCR Counterpoint: its tables as queries, grids and the API give them, in any case.

* One row per item in IM_ITEM, one per item and location in IM_INV; a query that joins the two has
  both and is read as inventory. Items without stock (`ITEM_TYP` N, `ITEM_IS_MISC` Y) are fees.
* Costs: the last one first, then the average, whichever is above zero; a standard cost is often 0.
  Without an average, value by quantity is one, as long as both are above zero.
* `QTY_ON_PO` is on order from vendors; `QTY_ON_ORD` is what customers ordered, `QTY_AVAIL` and
  `NET_QTY` are computed: none of these is stock. A maximum of 0 is none.
* `_DAT` are business dates; `_DT` are stamps of the record and never read.
* Cells of grid items are added up to the item, whose row in IM_INV holds their sum.
* Sale lines: only S, A and R are money. Whether returns are negative is not written down: both ways
  are taken. Receipts and counts are in the unit of the line and turned into stocking units.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import Cells, pc
from sentinel.picking import days_under, found, picked, with_cost, without_headings
from sentinel.reshape import (
    cells,
    leave_out,
    named,
    numbered,
    numbers,
    roll_up,
    with_cells,
    without,
)
from sentinel_plugins import counterpoint_tables
from sentinel_plugins.sql_tables import without_null

AVERAGE = ("AVG_COST", "LST_AVG_COST", "IM_INV.AVG_COST", "IM_INV.LST_AVG_COST")
LAST = ("IM_INV.LST_COST", "LST_COST")
COST, MEAN = "cost per unit", "average cost"
PLACE = ("STK_LOC_ID", "STR_ID")
PRIVATE = (
    "CUST_NO",
    "NAM",
    "CUST_NAM",
    "SLS_REP",
    "USR_ID",
    "EMAIL_ADRS_1",
    "PHONE_1",
    "DRW_ID",
    "CARD_NO",
)
NEVER = (
    "RS_STAT",
    "RS_UTC_DT",
    "LST_MAINT_DT",
    "LST_LCK_DT",
    "STK_STAT_PER_QTY_ON_HND",
    "STK_STAT_PER_QTY_AVAIL",
    "STK_STAT_PER_NET_QTY",
)
"""Stamps and states of the record: where STAT or a date is missing, nothing may stand in for it."""
TEXTS = ("BARCOD", "DESCR", "CATEG_COD", "ITEM_VEND_NO", "VEND_NO", "STAT", "LOC_ID", "ITEM_TYP")
FACTS = (
    "QTY_ON_HND",
    "QTY_SOLD",
    "QTY_RECVD",
    "QTY_CNTD",
    "CNT_QTY_1",
    "FRZ_QTY_ON_HND",
    "PRC_1",
    "REG_PRC",
    "STD_COST",
    "BARCOD",
    *AVERAGE,
    *LAST,
)
"""Where all of these are empty a text alone is no item: `(24 rows affected)`."""
SECTION = "heading above the row"
COUNTED = "counted units"
VARIANCE = "counted less books"


def prepare_items(table: pa.Table) -> pa.Table:
    """Items with stock: the best of their costs, the regular price where level 1 is empty."""
    table = _goods(_costs(_known(table)))
    level = found(table, "PRC_1")
    if level:
        price = pc.coalesce(cells(table, level), picked(table, "REG_PRC"))
        table = with_cells(table, level, price)
    return table


def prepare_inventory(table: pa.Table) -> pa.Table:
    """The same per location; levels that are set."""
    table = prepare_items(table)
    low, high = found(table, "MIN_QTY"), found(table, "MAX_QTY")
    if high:
        most = numbers(cells(table, high))
        unset = pc.fill_null(pc.less_equal(most, 0.0), True)
        table = with_cells(table, high, pc.if_else(unset, None, cells(table, high)))
        if low:
            never = pc.and_(unset, pc.less_equal(numbers(cells(table, low)), 0.0))
            never = pc.fill_null(never, True)
            table = with_cells(table, low, pc.if_else(never, None, cells(table, low)))
    return table


def prepare_cells(table: pa.Table) -> pa.Table:
    """One row per item and location out of one per size and colour."""
    item, quantity = found(table, "ITEM_NO"), found(table, "QTY_ON_HND") or "QTY_ON_HND"
    if item is None:
        return table
    keys = [name for name in (item, found(table, "LOC_ID")) if name]
    return roll_up(table, keys, quantity=quantity, returned="cells below zero")


def prepare_sales(table: pa.Table) -> pa.Table:
    """One row per location and item out of one per ticket line."""
    table = _known(_dropped(table, PRIVATE))
    kind = pc.utf8_upper(picked(table, "LIN_TYP"))
    other = pc.invert(pc.is_in(kind, pa.array(["S", "A", "R"])))
    table = leave_out(table, pc.and_(pc.is_valid(kind), other), "not_sold")
    back = pc.fill_null(pc.equal(kind, "R"), False)
    for name in ("QTY_SOLD", "EXT_PRC"):
        header = found(table, name)
        if header:
            value = numbers(cells(table, header))
            returned = pc.negate(pc.abs(value)).cast(pa.string())
            table = with_cells(table, header, pc.if_else(back, returned, cells(table, header)))
    item, place = found(table, "ITEM_NO"), found(table, *PLACE)
    if item is None:
        return table
    day = found(table, "BUS_DAT", "TKT_DAT", "TKT_DT")
    ticket = named(picked(table, "DOC_ID", "TKT_NO"), picked(table, "LIN_SEQ_NO"))
    if day:
        table = with_cells(table, day, days_under(table, day).cast(pa.string()))
    return roll_up(
        with_cells(table, "ticket line", ticket),
        [place, item] if place else [item],
        quantity=found(table, "QTY_SOLD") or "QTY_SOLD",
        returned="units returned",
        day=day,
        amount=found(table, "EXT_PRC"),
        line="ticket line",
        window="days covered",
    )


def prepare_receipts(table: pa.Table) -> pa.Table:
    """The last receipt of each item and location, its cost per stocking unit."""
    quantity = found(table, "QTY_RECVD") or "QTY_RECVD"
    table = _latest_first(_known(table), "RECVR_DAT", "RECV_DAT")
    none = pc.less_equal(numbers(cells(table, quantity)), 0.0)
    table = leave_out(table, none, "not_received")
    factor = pc.coalesce(_number(table, "QTY_RECVD_NUMER"), 1.0)
    cost = pc.divide(_number(table, "RECVD_COST", "UNIT_COST"), _above_zero(factor))
    table = with_cells(table, COST, cost.cast(pa.string()))
    item, place = found(table, "ITEM_NO"), found(table, "RECVR_LOC_ID", "LOC_ID")
    if item is None:
        return table
    keys = [item, place] if place else [item]
    return roll_up(table, keys, quantity=quantity, returned="units sent back")


def prepare_counts(table: pa.Table) -> pa.Table:
    """The last count of each item and location, in stocking units."""
    table = _latest_first(_known(table), "POST_DAT", "CNT_DAT", "FRZ_DAT")
    counted = _number(table, "QTY_CNTD")
    for unit in "12345":
        quantity = _number(table, f"CNT_QTY_{unit}")
        above = pc.coalesce(_number(table, f"UNIT_{unit}_NUMER"), 1.0)
        below = pc.coalesce(_above_zero(_number(table, f"UNIT_{unit}_DENOM")), 1.0)
        units = pc.divide(pc.multiply(quantity, above), below)
        both = pc.add(pc.fill_null(counted, 0.0), pc.fill_null(units, 0.0))
        counted = pc.if_else(pc.and_(pc.is_null(counted), pc.is_null(units)), None, both)
    books, adjusted = _number(table, "FRZ_QTY_ON_HND"), _number(table, "QTY_ADJ")
    counted = pc.coalesce(counted, pc.add(books, adjusted))
    table = with_cells(table, COUNTED, counted.cast(pa.string()))
    variance = pc.coalesce(adjusted, pc.subtract(counted, books))
    table = with_cells(table, VARIANCE, variance.cast(pa.string()))
    table = leave_out(table, pc.is_null(counted), "not_counted")
    return leave_out(table, _repeated(table, "ITEM_NO", "LOC_ID"), "older_count")


def prepare_barcodes(table: pa.Table) -> pa.Table:
    """The first barcode of each item."""
    table = _known(table)
    return leave_out(table, _repeated(table, "ITEM_NO"), "further_barcode")


def prepare_prices(table: pa.Table) -> pa.Table:
    """Prices of items; those of single cells are left out."""
    table = _known(table)
    place, cell = found(table, "LOC_ID"), picked(table, "DIM_1_UPR")
    if place:
        everywhere = pc.equal(cells(table, place), "*")
        table = with_cells(table, place, pc.if_else(everywhere, None, cells(table, place)))
    single = pc.and_(pc.is_valid(cell), pc.not_equal(cell, "*"))
    return leave_out(table, single, "cell_of_an_item")


def _known(table: pa.Table) -> pa.Table:
    """Texts without the word NULL, and without columns that look like others and are not read."""
    table = without_null(_dropped(table, NEVER), *TEXTS)
    table = without_headings(
        table, sku=("ITEM_NO",), description=("DESCR",), facts=FACTS, section=SECTION
    )
    return without(table, (SECTION,))  # a query has last lines, but no sections


def _dropped(table: pa.Table, names: Sequence[str]) -> pa.Table:
    there = (found(table, name) for name in names)
    return without(table, [header for header in there if header])


def _goods(table: pa.Table) -> pa.Table:
    kind, misc = (pc.utf8_upper(picked(table, name)) for name in ("ITEM_TYP", "ITEM_IS_MISC"))
    return leave_out(table, pc.or_kleene(pc.equal(kind, "N"), pc.equal(misc, "Y")), "not_an_item")


def _costs(table: pa.Table) -> pa.Table:
    table = with_cost(table, MEAN, *AVERAGE)
    if found(table, MEAN, *AVERAGE) is None:
        value, quantity = _number(table, "GL_VAL"), _number(table, "QTY_ON_HND")
        mean = pc.round(pc.divide(_above_zero(value), _above_zero(quantity)), 4)
        if mean.null_count < len(mean):
            table = with_cells(table, MEAN, mean.cast(pa.string()))
    return with_cost(table, COST, *LAST, MEAN, *AVERAGE, "STD_COST")


def _latest_first(table: pa.Table, *days: str) -> pa.Table:
    """Rows by the first of these dates that is there, the latest first, undated ones last."""
    header = found(table, *days)
    if header is None:
        return table
    table = with_cells(table, header, days_under(table, header).cast(pa.string()))
    order = pc.sort_indices(table, sort_keys=[(header, "descending")])
    return table.take(order).combine_chunks()


def _repeated(table: pa.Table, *names: str) -> Cells:
    """Whether a row above has the same cells under these headers."""
    keys = [pc.fill_null(picked(table, name), "") for name in names]
    key = pc.binary_join_element_wise(*keys, "\x1f") if len(keys) > 1 else keys[0]
    return pc.not_equal(pc.index_in(key, key).cast(pa.int64()), numbered(table.num_rows))


def _number(table: pa.Table, *names: str) -> Cells:
    return numbers(picked(table, *names))


def _above_zero(column: Cells) -> Cells:
    return pc.if_else(pc.greater(column, 0.0), column, pa.scalar(None, pa.float64()))


ITEM: dict[str, str | tuple[str, ...]] = {
    "sku": "ITEM_NO",
    "barcode": "BARCOD",
    "description": ("DESCR", "LONG_DESCR"),
    "category": "CATEG_COD",
    "vendor": "ITEM_VEND_NO",
    "status": "STAT",
    "unit_cost": COST,
    "avg_cost": (MEAN, *AVERAGE),
    "last_cost": LAST,
    "unit_price": ("PRC_1", "REG_PRC"),
    "last_received_on": ("IM_INV.LST_RECV_DAT", "LST_RECV_DAT"),
}
ITEM_WHY = {
    "unit_price": "level 1, else the regular price",
    "unit_cost": "the last cost, else the average, else the standard one; above zero if any is",
    "avg_cost": "else value by quantity, where both are above zero",
}

NCR_COUNTERPOINT = Adapter(
    key="ncr_counterpoint",
    title="NCR Counterpoint",
    exports=(
        Export(
            name="items",
            title="Items (IM_ITEM)",
            fingerprint=("ITEM_NO", "DESCR", "CATEG_COD", ("PRC_1", "REG_PRC")),
            columns=ITEM,
            other_headers=counterpoint_tables.ITEMS,
            contradicted_by=("QTY_ON_HND", "QTY_SOLD", COST, MEAN),
            prepare=prepare_items,
            why=ITEM_WHY,
        ),
        Export(
            name="inventory",
            title="Inventory by location (IM_INV), with or without item columns",
            fingerprint=("ITEM_NO", "QTY_ON_HND"),
            columns=ITEM
            | {
                "store_id": "LOC_ID",
                "on_hand_qty": "QTY_ON_HND",
                "committed_qty": "QTY_COMMIT",
                "on_order_qty": "QTY_ON_PO",
                "last_sold_on": "LST_SAL_DAT",
                "last_counted_on": "LST_CNT_DAT",
                "reorder_point": "MIN_QTY",
                "reorder_up_to": "MAX_QTY",
            },
            other_headers=counterpoint_tables.INVENTORY,
            contradicted_by=("DIM_1_UPR", "QTY_SOLD", COST, MEAN),
            prepare=prepare_inventory,
            why=ITEM_WHY
            | {"reorder_up_to": "a maximum of 0 is none", "on_order_qty": "from vendors"},
        ),
        Export(
            name="cells",
            title="Inventory by size and colour (IM_INV_CELL)",
            fingerprint=("ITEM_NO", "DIM_1_UPR", "QTY_ON_HND"),
            columns={"store_id": "LOC_ID", "sku": "ITEM_NO", "on_hand_qty": "QTY_ON_HND"},
            other_headers=("DIM_2_UPR", "DIM_3_UPR", "QTY_ON_BO", "QTY_COMMIT", "MIN_QTY"),
            contradicted_by=("QTY_SOLD",),
            prepare=prepare_cells,
            why={"on_hand_qty": "sum of the cells of the item"},
        ),
        Export(
            name="costs",
            title="Inventory cost (IM_INV of the API)",
            fingerprint=("ITEM_NO", ("AVG_COST", "LST_AVG_COST"), "STD_COST"),
            columns={
                "store_id": "LOC_ID",
                "sku": "ITEM_NO",
                "unit_cost": COST,
                "avg_cost": (MEAN, *AVERAGE),
                "last_cost": LAST,
            },
            contradicted_by=("QTY_ON_HND", "DESCR", "FRZ_QTY_ON_HND", COST, MEAN),
            prepare=prepare_items,
            why={column: ITEM_WHY[column] for column in ("unit_cost", "avg_cost")},
        ),
        Export(
            name="prices",
            title="Prices by location (IM_PRC)",
            fingerprint=("ITEM_NO", "LOC_ID", "PRC_1"),
            columns={"store_id": "LOC_ID", "sku": "ITEM_NO", "unit_price": ("PRC_1", "REG_PRC")},
            other_headers=("DIM_1_UPR", "PRC_2", "PRC_3", "PRC_4", "PRC_5", "PRC_6"),
            contradicted_by=("QTY_ON_HND", "DESCR", "QTY_SOLD"),
            prepare=prepare_prices,
        ),
        Export(
            name="barcodes",
            title="Barcodes (IM_BARCOD)",
            fingerprint=("ITEM_NO", "BARCOD", ("BARCOD_ID", "SEQ_NO", "UNIT")),
            columns={"sku": "ITEM_NO", "barcode": "BARCOD"},
            other_headers=("DIM_1_UPR", "DIM_2_UPR", "DIM_3_UPR"),
            contradicted_by=("QTY_ON_HND", "DESCR", "PRC_1"),
            prepare=prepare_barcodes,
            why={"barcode": "the first of the item's"},
        ),
        Export(
            name="sales",
            title="Ticket history lines (PS_TKT_HIST_LIN)",
            fingerprint=("ITEM_NO", "QTY_SOLD", "EXT_PRC"),
            columns={
                "store_id": PLACE,
                "sku": "ITEM_NO",
                "description": "DESCR",
                "category": "CATEG_COD",
                "vendor": "ITEM_VEND_NO",
                "units_sold": "QTY_SOLD",
                "units_returned": "units returned",
                "net_sales": "EXT_PRC",
                "sales_window_days": "days covered",
                "last_sold_on": ("BUS_DAT", "TKT_DAT", "TKT_DT"),
            },
            other_headers=counterpoint_tables.SALES,
            contradicted_by=("units returned", "days covered"),
            date_order="YMD",
            prepare=prepare_sales,
            why={
                "units_sold": "sum of the lines S, A and R, returns taken off",
                "units_returned": "lines of kind R, or below zero",
                "net_sales": "extended prices, discounts off",
                "sales_window_days": "from the first to the last day in the file",
            },
        ),
        Export(
            name="receipts",
            title="Receiver history lines (PO_RECVR_HIST_LIN)",
            fingerprint=("ITEM_NO", "RECVR_NO", "QTY_RECVD"),
            columns={
                "store_id": ("RECVR_LOC_ID", "LOC_ID"),
                "sku": "ITEM_NO",
                "description": ("DESCR", "ITEM_DESCR"),
                "vendor": "VEND_NO",
                "last_cost": COST,
                "last_received_on": ("RECVR_DAT", "RECV_DAT"),
            },
            other_headers=counterpoint_tables.RECEIPTS,
            contradicted_by=(COST,),
            date_order="YMD",
            prepare=prepare_receipts,
            why={"last_cost": "of the last receipt, per stocking unit"},
        ),
        Export(
            name="counts",
            title="Physical count (IM_CNT_TRX, IM_CNT_HIST)",
            fingerprint=("ITEM_NO", "FRZ_QTY_ON_HND"),
            columns={
                "store_id": "LOC_ID",
                "sku": "ITEM_NO",
                "description": "DESCR",
                "on_hand_qty": "FRZ_QTY_ON_HND",
                "counted_qty": COUNTED,
                "count_variance_qty": VARIANCE,
                "avg_cost": "AVG_COST",
                "last_counted_on": ("POST_DAT", "CNT_DAT", "FRZ_DAT"),
            },
            other_headers=counterpoint_tables.COUNTS,
            contradicted_by=(COUNTED, VARIANCE),
            date_order="YMD",
            prepare=prepare_counts,
            why={
                "on_hand_qty": "the books when the count was frozen",
                "counted_qty": "in stocking units; else the books plus the adjustment",
                "count_variance_qty": "the adjustment; else counted less the books",
            },
        ),
        Export(
            # Tickets as a whole: no items.
            name="tickets",
            title="Ticket history (PS_TKT_HIST)",
            fingerprint=("TKT_NO", "SUB_TOT", "TOT"),
            other_headers=("DOC_ID", "TKT_TYP", "TAX_AMT", "STA_ID", "BUS_DAT", "STR_ID"),
            contradicted_by=("ITEM_NO",),
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """NCR Counterpoint: items, inventory, costs, prices, sales, receipts and counts."""
    return [NCR_COUNTERPOINT]
