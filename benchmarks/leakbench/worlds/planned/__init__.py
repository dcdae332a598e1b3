"""A store whose reorder points are planned by the system, and counted by value class."""

from __future__ import annotations

from ..interface import Made
from .export import export
from .simulation import simulate
from .truth import truth


def make(skus: int, seed: int) -> Made:
    """One store after two years. The same arguments give the same store."""
    store = simulate(skus, seed)
    exported = export(store)
    known = truth(store, exported.sku, exported.order)
    return Made(table=exported.table, as_of=store.calendar.as_of, truth=known.table())
