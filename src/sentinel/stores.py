"""Two exports with one idea of stores: the same names, or none where only one side tells stores."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from sentinel.canonical import DEFAULT_STORE
from sentinel.compute import pc
from sentinel.headers import normal
from sentinel.history import HISTORY, moved
from sentinel.models import Problem, ProblemExample
from sentinel.reconciling import QUANTITIES
from sentinel.tables import plain_table

DATES = ("last_sold_on", "last_received_on", "last_counted_on")


def stores_of(table: pa.Table) -> int:
    if "store_id" not in table.column_names:
        return 1
    return len(pc.unique(table["store_id"].cast(pa.string())))


def same_stores(base: pa.Table, other: pa.Table) -> tuple[pa.Table, pa.Table, list[Problem]]:
    """Both with stores of one spelling, or with none where only one side knows a single store."""
    named_base, named_other = ("store_id" in t.column_names for t in (base, other))
    if named_base and named_other:
        return base, _respelled_stores(other, base), []
    if named_other and stores_of(other) == 1:
        only = other["store_id"].cast(pa.string())[0].as_py() or DEFAULT_STORE
        return base.append_column("store_id", pa.repeat(only, base.num_rows)), other, []
    if named_base and stores_of(base) == 1:
        only = base["store_id"].cast(pa.string())[0].as_py() or DEFAULT_STORE
        return base, other.append_column("store_id", pa.repeat(only, other.num_rows)), []
    if named_other:
        return base, *_over_stores(other)
    return base, other, []


def _respelled_stores(other: pa.Table, base: pa.Table) -> pa.Table:
    """Store names of `other` as `base` spells them, where they differ in blanks and marks only."""
    known = {
        normal(name): name
        for name in pc.unique(base["store_id"].cast(pa.string())).to_pylist()
        if name
    }
    stores = other["store_id"].cast(pa.string()).combine_chunks()
    words = pc.unique(stores)
    spelled = pa.array(
        [known.get(normal(w), w) if w else w for w in words.to_pylist()], pa.string()
    )
    renamed = pc.take(spelled, pc.index_in(stores, words))
    return other.set_column(other.column_names.index("store_id"), "store_id", renamed)


def _over_stores(other: pa.Table) -> tuple[pa.Table, list[Problem]]:
    """One row per SKU where the stock is not told apart by store: quantities are added up."""
    known = pc.ScalarAggregateOptions(min_count=1)
    plain = plain_table(other).drop_columns(["store_id"])
    names = [name for name in plain.column_names if name not in ("sku", HISTORY)]
    wanted: list[Any] = [(name, "sum", known) for name in names if name in QUANTITIES]
    wanted += [(name, "max") for name in names if name in DATES]
    wanted += [(name, "first") for name in names if name not in (*QUANTITIES, *DATES)]
    flat = plain.select(["sku", *names])
    found = flat.group_by("sku", use_threads=False).aggregate(wanted)
    found = found.rename_columns(
        [name if name == "sku" else name.rsplit("_", 1)[0] for name in found.column_names]
    )
    if HISTORY in plain.column_names:
        to = pc.index_in(plain["sku"].combine_chunks(), found["sku"].combine_chunks())
        lists = moved(plain[HISTORY], to.cast(pa.int64()), found.num_rows)
        found = found.append_column(HISTORY, lists)
    count = other.num_rows
    example = ProblemExample(row=None, value=None, message="the stock is not by store")
    told = Problem(code="stores_added_up", count=count, column="store_id", examples=(example,))
    return found, [told]
