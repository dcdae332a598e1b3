"""A store that another author designed, people and their habits first."""

from __future__ import annotations

import numpy as np

from ..interface import Made
from . import days, planting, shop, store
from .export import export
from .labels import judge, truth
from .outcome import Outcome


def make(skus: int, seed: int) -> Made:
    """One store of so many items on the day of its export; the same two give the same store."""
    rng = np.random.default_rng([seed, 90210])
    planned = shop.draw(rng, skus)
    stock = store.opened(rng, planned)
    plan = planting.plan(rng, planned, stock.maximum)
    days.run(stock, plan)
    view = Outcome(stock, plan)
    verdicts = judge(view)
    books = export(view)
    sku = [str(name) for name in books["sku"].to_pylist()]
    known = truth(view, verdicts, sku).table()
    # a system lists items in the order of its own
    rows = np.random.default_rng([seed, 5]).permutation(skus)
    return Made(
        table=books.take(rows),
        as_of=planned.calendar.as_of,
        truth=known.take(np.concatenate([rows + part * skus for part in range(len(verdicts))])),
    )


__all__ = ["make"]
