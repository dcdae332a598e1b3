"""Stores made by hand, and the same stores in another order, in chunks, in another currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from attrs import evolve

from sentinel.canonical import BY_NAME, COLUMNS, DEFAULT_STORE, Kind
from sentinel.models import Snapshot
from sentinel.snapshot import TYPES

AS_OF = date(2026, 10, 31)
"""The day of every made-up snapshot."""

Cells = Mapping[str, Any]
"""Canonical column to value: text, number, date, or null."""


def snapshot_of(*rows: Cells, as_of: date = AS_OF, columns: Iterable[str] = ()) -> Snapshot:
    """A snapshot of these rows; it has the columns that a row or `columns` names.

    A row without `store_id` is in store `main`, a row without `sku` gets its number.
    Raises KeyError for a name that is not canonical.
    """
    full = [
        {"store_id": DEFAULT_STORE, "sku": f"{number:04}", **row} for number, row in enumerate(rows)
    ]
    named = {"store_id", "sku", *columns}.union(*full)
    unknown = named - BY_NAME.keys()
    if unknown:
        raise KeyError(f"Not canonical: {', '.join(sorted(unknown))}.")
    table = pa.table(
        {
            column.name: pa.array([row.get(column.name) for row in full], TYPES[column.kind])
            for column in COLUMNS
            if column.name in named
        }
    )
    return Snapshot(table=table, as_of=as_of, as_of_source="given")


def shop(*odd: Cells, peers: int = 40) -> Snapshot:
    """A shop in which nothing is wrong, but for `odd` items, each told only as it differs.

    Every item sells two a week at a margin around 40 %, with two months of stock. The odd ones come
    first, as SKU 0000, 0001, ... of store `main`; the peers follow.
    """
    rows = [{**_steady(number), **row} for number, row in enumerate(odd)]
    return snapshot_of(*rows, *map(_steady, range(peers)))


def _steady(number: int) -> dict[str, Any]:
    # margins from 38 to 42 %, so that the peers have a spread
    cost = 5.8 + 0.1 * (number % 5)
    return {
        "category": "Paint",
        "vendor": ("Acme", "Bolt", "Cole")[number % 3],
        "on_hand_qty": 18.0,
        "unit_cost": cost,
        "unit_price": 10.0,
        "list_price": 10.0,
        "units_sold": 104.0 + number % 7,
        "sales_window_days": 365.0,
        "last_sold_on": AS_OF - timedelta(days=1 + number % 5),
        "last_received_on": AS_OF - timedelta(days=20 + number % 30),
    }


def scaled(snapshot: Snapshot, factor: float) -> Snapshot:
    """The same store in another currency: every price and cost times `factor`."""
    table = snapshot.table
    for number, name in enumerate(table.column_names):
        if BY_NAME[name].unit.startswith("USD"):
            table = table.set_column(number, name, pc.multiply(table.column(name), factor))
    return evolve(snapshot, table=table)


def shuffled(snapshot: Snapshot, seed: int) -> Snapshot:
    """The same rows in another order."""
    order = list(range(len(snapshot.table)))
    Random(seed).shuffle(order)
    return evolve(snapshot, table=snapshot.table.take(pa.array(order, pa.int64())))


def chunked(snapshot: Snapshot, rows: int) -> Snapshot:
    """The same rows in chunks of so many."""
    table = snapshot.table.combine_chunks()
    parts = [table.slice(first, rows) for first in range(0, len(table), rows)]
    return evolve(snapshot, table=pa.concat_tables(parts) if parts else table)


def beside(snapshot: Snapshot, other: Snapshot) -> Snapshot:
    """Both snapshots as one; the stores of `other` get names that `snapshot` does not have."""
    names = [f"beside {store}" for store in other.table["store_id"].to_pylist()]
    place = other.table.column_names.index("store_id")
    table = other.table.set_column(place, "store_id", pa.array(names, TYPES[Kind.REPEATED]))
    together = pa.concat_tables([snapshot.table, table], promote_options="default")
    return evolve(snapshot, table=together)
