"""Writes a made-up export of any size; `python -m benchmarks.speed.exports PATH SKUS`."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .catalog import SKUS_PER_STORE, Catalog, Floats, Ints, Texts, catalog
from .leaks import Rows, plant
from .stock import NEVER, Stock, stock

SEED = 2026
EXPORTED_ON = dt.date(2026, 10, 31)
HEADERS = (
    "Store", "SKU", "UPC", "Description", "Department", "Vendor", "Qty On Hand", "Qty On Order",
    "Unit Cost", "Average Cost", "Last Cost", "Retail Price", "MSRP", "Sold Last 365 Days",
    "Last Sale Date", "Last Received Date", "Reorder Point", "Case Qty",
)  # fmt: skip


def write_export(path: Path, skus: int, seed: int = SEED) -> None:
    """CSV of `skus` rows, 36,000 to a store: comma, UTF-8, LF, quotes only where they must be."""
    with path.open("wb") as file:
        file.write((",".join(HEADERS) + "\n").encode())
        for items, books, store, _ in stores(skus, seed):
            file.write(_lines(items, books, store))


def stores(skus: int, seed: int) -> Iterator[tuple[Catalog, Stock, str, dict[str, Rows]]]:
    """Per store: what it carries, its books with the leaks in them, its name, where they are."""
    everything = catalog(min(skus, SKUS_PER_STORE), seed)
    for number, first in enumerate(range(0, skus, SKUS_PER_STORE), start=1):
        count = min(SKUS_PER_STORE, skus - first)
        items = everything if count == len(everything) else catalog(count, seed)
        rng = np.random.default_rng([seed, number])
        books = stock(items, rng)
        yield items, books, f"Store {number:02}", plant(books, items, rng)


def _lines(items: Catalog, books: Stock, store: str) -> memoryview:
    """The rows as bytes, built by column: a loop over 1.44 million rows would take a minute."""
    columns = [
        pa.repeat(store, len(items)),
        _text(items.sku),
        _text(items.upc),
        _quoted(items.description),
        _text(items.department),
        _text(items.vendor),
        _whole(books.on_hand),
        _whole(books.on_order),
        _money(books.cost),
        _money(books.average_cost),
        _money(books.last_cost),
        _money(books.price),
        _money(books.list_price),
        _whole(books.sold),
        _date(books.sold_ago),
        _date(books.received_ago),
        _whole(books.reorder_point),
        _joined(_whole(books.case), "\n"),
    ]
    rows = _joined(*columns, between=",")
    # the values of a string array lie end to end: they are the file
    _, offsets, values = rows.buffers()
    size = int(np.frombuffer(offsets, np.int32)[len(rows)])
    return memoryview(values)[:size]


def _joined(*parts: Any, between: str = "") -> Any:
    """Row by row; a missing part is empty."""
    return pc.binary_join_element_wise(
        *parts, between, null_handling="replace", null_replacement=""
    )


def _text(values: Texts) -> Any:
    return pa.array(values, pa.string())


def _quoted(values: Texts) -> Any:
    """As a CSV writer does it: in quotes if there is a comma or a quote, inner quotes doubled."""
    plain = pa.array(values, pa.string())
    inner = pc.replace_substring(plain, '"', '""')
    needed = pc.match_substring_regex(plain, '[",]')
    return pc.if_else(needed, _joined('"', inner, '"'), plain)


def _whole(values: Ints | Floats) -> Any:
    missing = np.isnan(values)
    return pa.array(np.where(missing, 0, values).astype(np.int64), mask=missing).cast(pa.string())


def _money(values: Floats) -> Any:
    missing = np.isnan(values)
    cents = np.round(np.where(missing, 0, values) * 100).astype(np.int64)
    dollars = pa.array(cents // 100, mask=missing).cast(pa.string())
    rest = pc.utf8_lpad(pa.array(cents % 100).cast(pa.string()), 2, "0")
    return pc.if_else(pa.array(missing), None, _joined(dollars, rest, between="."))


def _date(days_ago: Ints) -> Any:
    day = (EXPORTED_ON - dt.date(1970, 1, 1)).days - days_ago
    dates = pa.array(day.astype("datetime64[D]"), pa.date32(), mask=days_ago == NEVER)
    return dates.cast(pa.string())


if __name__ == "__main__":
    write_export(Path(sys.argv[1]), int(sys.argv[2]))
