"""The snapshot's columns: one row per store and SKU. Null: 'the export does not say', never 0."""

from __future__ import annotations

from enum import Enum

from attrs import frozen


class Kind(Enum):
    """How a canonical column is stored."""

    TEXT = "text"
    """Text as exported: leading zeros, letters and length survive. Arrow `string`."""
    REPEATED = "repeated"
    """Text that repeats: Arrow `dictionary<int32, string>`."""
    NUMBER = "number"
    """Arrow `double`; never NaN or infinite."""
    DATE = "date"
    """Arrow `date32`."""


@frozen(kw_only=True)
class Column:
    """One canonical column."""

    name: str
    kind: Kind
    unit: str
    """Unit of a value, or what a text names."""
    meaning: str


def _column(name: str, kind: Kind, unit: str, meaning: str) -> Column:
    return Column(name=name, kind=kind, unit=unit, meaning=meaning)


COLUMNS: tuple[Column, ...] = (
    _column("store_id", Kind.REPEATED, "name", "Location; `main` where the export has none."),
    _column("sku", Kind.TEXT, "code", "The item's own code, as text."),
    _column("barcode", Kind.TEXT, "code", "UPC, EAN, GTIN or another scannable code."),
    _column("description", Kind.TEXT, "name", "What people call the item."),
    _column("category", Kind.REPEATED, "name", "Department or category: the item's peers."),
    _column("vendor", Kind.REPEATED, "name", "Who supplies the item."),
    _column("status", Kind.REPEATED, "word", "active, inactive, discontinued, or null."),
    _column("on_hand_qty", Kind.NUMBER, "units", "Stock on the books; may be negative."),
    _column("on_order_qty", Kind.NUMBER, "units", "Ordered and not yet received."),
    _column("committed_qty", Kind.NUMBER, "units", "On the books and promised to customers."),
    _column("unit_cost", Kind.NUMBER, "USD/unit", "Best current cost: last, else average."),
    _column("avg_cost", Kind.NUMBER, "USD/unit", "Average cost of the stock on hand."),
    _column("last_cost", Kind.NUMBER, "USD/unit", "Cost of the last receipt, or replacement cost."),
    _column("unit_price", Kind.NUMBER, "USD/unit", "The price charged now."),
    _column("list_price", Kind.NUMBER, "USD/unit", "MSRP or suggested retail."),
    _column("units_sold", Kind.NUMBER, "units", "Sold in the sales window, net of returns."),
    _column("units_returned", Kind.NUMBER, "units", "Returned in the sales window."),
    _column("net_sales", Kind.NUMBER, "USD", "Taken for units_sold, discounts and returns off."),
    _column("sales_window_days", Kind.NUMBER, "days", "The days that units_sold covers."),
    _column("last_sold_on", Kind.DATE, "date", "Day of the last sale."),
    _column("last_received_on", Kind.DATE, "date", "Day of the last receipt."),
    _column("last_counted_on", Kind.DATE, "date", "Day of the last physical count."),
    _column("reorder_point", Kind.NUMBER, "units", "Order when the stock falls to this."),
    _column("reorder_up_to", Kind.NUMBER, "units", "Order up to this."),
    _column("counted_qty", Kind.NUMBER, "units", "Physically counted."),
    _column("count_variance_qty", Kind.NUMBER, "units", "Counted minus book: negative is missing."),
    _column("pack_qty", Kind.NUMBER, "units", "Units in a case or pack."),
)
"""In the order in which a snapshot carries them."""

BY_NAME: dict[str, Column] = {column.name: column for column in COLUMNS}

DEFAULT_STORE = "main"
"""The store of an export that names none."""
