"""What a point-of-sale system would export of the store: the books, never the truth."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from .arrays import Floats, Ints
from .state import Store

DROPPABLE = {
    "list_price": ("list_price",),
    "category": ("category",),
    "cost_history": ("avg_cost", "last_cost"),
    "dates": ("last_sold_on", "last_received_on", "last_counted_on"),
    "counts": ("last_counted_on", "counted_qty", "count_variance_qty"),
    "policy": ("reorder_point", "reorder_up_to"),
}
"""Groups of columns that some systems do not export."""


def export(store: Store, window: int = 365, without: tuple[str, ...] = ()) -> pa.Table:
    """The canonical columns in the evening of the store's day.

    window: days that `units_sold` covers; without: columns, or keys of DROPPABLE, to leave out.
    """
    catalog, first = store.catalog, store.calendar.first_date
    goods = ~catalog.service
    book = np.where(goods, store.book, np.nan)
    blank = store.blank_cost
    cost = np.where(blank == 1, store.last_cost, blank)
    category = np.array(catalog.category_name, dtype=object)[catalog.category]
    category[~goods] = "Services"
    columns = {
        "store_id": pa.repeat("main", len(catalog)),
        "sku": pa.array(catalog.sku),
        "barcode": pa.array(catalog.barcode),
        "description": pa.array(catalog.description),
        "category": pa.array(category, pa.string(), mask=~catalog.category_known),
        "vendor": pa.array(np.array(catalog.vendor_name)[catalog.vendor]),
        "status": pa.array(np.where(store.discontinued == 1, "discontinued", "active")),
        "on_hand_qty": numbers(book),
        "on_order_qty": numbers(store.on_order),
        "committed_qty": numbers(_committed(book)),
        "unit_cost": numbers(cost),
        "avg_cost": numbers(np.where(blank == 1, np.round(store.avg_cost, 4), blank)),
        "last_cost": numbers(cost),
        "unit_price": numbers(store.price),
        "list_price": numbers(store.list_price),
        "units_sold": numbers(store.units_sold(window)),
        "sales_window_days": numbers(np.full(len(catalog), float(window))),
        "last_sold_on": dates(first, store.last_sold),
        "last_received_on": dates(first, store.last_received),
        "last_counted_on": dates(first, store.last_counted),
        "reorder_point": numbers(np.where(catalog.by_hand, np.nan, store.reorder_point)),
        "reorder_up_to": numbers(np.where(catalog.by_hand, np.nan, store.reorder_up_to)),
        "counted_qty": numbers(store.counted),
        "count_variance_qty": numbers(store.variance),
        "pack_qty": numbers(catalog.pack.astype(np.float64)),
    }
    dropped = {column for key in without for column in DROPPABLE.get(key, (key,))}
    unknown = dropped - columns.keys()
    if unknown:
        raise ValueError(f"no such column: {sorted(unknown)}; groups: {sorted(DROPPABLE)}")
    return pa.table({name: column for name, column in columns.items() if name not in dropped})


def _committed(book: Floats) -> Floats:
    """One SKU in sixty has a unit or two put aside for a customer."""
    row = np.arange(len(book))
    return np.where((row % 61 == 7) & (book > 2), 1 + row % 2, 0).astype(np.float64)


def numbers(values: Floats) -> pa.DoubleArray:
    """To four decimals; null for NaN."""
    return pa.array(np.round(values, 4), pa.float64(), mask=np.isnan(values))


def dates(first: dt.date, days: Ints) -> pa.Date32Array:
    """Dates of day numbers; null for what never happened or lies four years before the first."""
    known = days > -1460
    epoch = (first - dt.date(1970, 1, 1)).days
    return pa.array((days + epoch).astype("datetime64[D]"), pa.date32(), mask=~known)


def as_of(store: Store) -> dt.date:
    """Date of the export."""
    return store.calendar.date(store.day)


def corrupted(table: pa.Table, share: float, seed: int) -> pa.Table:
    """The table as text, with a share of the cells (SKU and store apart) damaged: emptied, turned
    into words, shifted by a decimal, or given somebody else's value."""
    rng = np.random.default_rng([seed, 0xBAD])
    columns = {}
    for name in table.column_names:
        text = table[name].cast(pa.string()).to_numpy(zero_copy_only=False).astype(object)
        if name not in ("store_id", "sku"):
            rows = np.flatnonzero(rng.random(len(text)) < share)
            for row, kind in zip(rows, rng.integers(0, 4, len(rows)), strict=True):
                text[row] = _damaged(text, int(row), int(kind), rng)
        columns[name] = pa.array(text, pa.string())
    return pa.table(columns)


def _damaged(
    column: np.typing.NDArray[np.object_], row: int, kind: int, rng: np.random.Generator
) -> str | None:
    value = column[row]
    if kind == 0 or value is None:
        return None
    if kind == 1:
        return str(rng.choice(["N/A", "?", "#REF!", "see note", "-"]))
    if kind == 2:
        return str(value).replace(".", "", 1) if "." in str(value) else f"{value}0"
    other = column[int(rng.integers(len(column)))]
    return None if other is None else str(other)


def write_csv(table: pa.Table, path: Path) -> None:
    """Plain CSV, comma, UTF-8, dates as YYYY-MM-DD."""
    pyarrow.csv.write_csv(table, str(path))
