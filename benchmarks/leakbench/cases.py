"""One simulated store as a detector gets to see it: its exports, and nothing of the truth."""

from __future__ import annotations

import datetime as dt

import attrs
import pyarrow as pa

from .export import as_of, corrupted, export
from .layouts import CANONICAL, LAYOUTS
from .simulator import Simulation
from .worlds import Made

PREVIOUS_DAYS = 90
"""Age of the previous snapshot, days."""


@attrs.frozen(kw_only=True)
class Variant:
    """How the export of a store differs from the plain one."""

    key: str
    title: str
    window: int = 365
    """Days that `units_sold` covers."""
    without: tuple[str, ...] = ()
    """Columns, or groups of columns, that are missing."""
    previous: bool = False
    """With the export of 90 days earlier."""
    corrupt: float = 0.0
    """Share of damaged cells."""
    size: float = 1.0
    """SKUs, over those of the plain store."""
    layout: str = CANONICAL
    """One of `layouts.LAYOUTS`."""


PLAIN = Variant(key="all", title="all columns")
_COLUMNS = (
    "on_hand_qty", "unit_cost", "unit_price", "units_sold", "list_price", "category", "vendor",
    "status", "on_order_qty", "avg_cost", "last_cost", "last_sold_on", "last_received_on",
    "last_counted_on", "counted_qty", "count_variance_qty", "reorder_point", "reorder_up_to",
    "pack_qty",
)  # fmt: skip
_GROUPS = {
    "costs": ("no cost at all", ("unit_cost", "avg_cost", "last_cost")),
    "cost_history": ("no average and no last cost", ("cost_history",)),
    "dates": ("no dates at all", ("dates",)),
    "counts": ("nothing of counts", ("counts",)),
    "policy": ("no reorder points at all", ("policy",)),
}
VARIANTS = (
    *(Variant(key=name, title=f"no {name}", without=(name,)) for name in _COLUMNS),
    *(Variant(key=key, title=title, without=names) for key, (title, names) in _GROUPS.items()),
    Variant(key="window_30", title="sales of 30 days", window=30),
    Variant(key="window_90", title="sales of 90 days", window=90),
    Variant(key="previous", title="with a previous export", previous=True),
    Variant(key="tenth", title="a tenth of the size", size=0.1),
    Variant(key="corrupted", title="1 % of cells damaged", corrupt=0.01),
)
"""Each column that a primitive can use missing, and what often goes missing together."""
THROUGH_ADAPTERS = tuple(
    Variant(key=key, title=f"as {key} exports it", layout=key)
    for key in LAYOUTS
    if key != CANONICAL
)
"""The store's files in the layout of each POS system, read through its adapter."""


@attrs.frozen(kw_only=True, eq=False)
class Case:
    """What a detector gets."""

    seed: int
    table: pa.Table
    as_of: dt.date
    previous: pa.Table | None
    """The export of 90 days earlier."""
    previous_as_of: dt.date | None
    layout: str


def case(store: Simulation, variant: Variant = PLAIN) -> Case:
    """The export of a store; it must have been kept as of 90 days earlier for `previous`."""
    tables = {
        back: export(store.stores[back], variant.window, variant.without)
        for back in ((0, PREVIOUS_DAYS) if variant.previous else (0,))
    }
    if variant.corrupt:
        tables = {back: corrupted(t, variant.corrupt, store.seed) for back, t in tables.items()}
    earlier = store.stores[PREVIOUS_DAYS] if variant.previous else None
    return Case(
        seed=store.seed,
        table=tables[0],
        as_of=as_of(store.last),
        previous=tables.get(PREVIOUS_DAYS),
        previous_as_of=None if earlier is None else as_of(earlier),
        layout=variant.layout,
    )


def case_of(made: Made, seed: int) -> Case:
    """The export of another world's store; of that there is the plain one only."""
    return Case(
        seed=seed,
        table=made.table,
        as_of=made.as_of,
        previous=None,
        previous_as_of=None,
        layout=CANONICAL,
    )
