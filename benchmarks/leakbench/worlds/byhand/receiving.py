"""Goods at the dock, and the office that books them."""

from __future__ import annotations

import numpy as np

from ...arrays import Floats, Ints
from ...state import Receipt
from .plan import Mechanism, Plan
from .store import Store

_LOST = 0.004
"""Share of the delivery notes that get lost."""
_BOOKED_AT_ONCE = 0.86
_DAYS_LATE = 3
"""A delivery note waits so long at most."""
_SHORT_UNSEEN = 0.12
"""Share of the short deliveries that are booked as if they were complete."""


def unload(store: Store) -> None:
    """Goods reach the shelf; their delivery notes, but for a few, the office within days."""
    rng = store.rng
    for receipt in store.deliveries.pop(store.day, []):
        skus, units, ordered = receipt.skus, receipt.units, receipt.ordered
        store.shelf[skus] += units
        unseen = (units < ordered) & (rng.random(len(skus)) < _SHORT_UNSEEN)
        on_paper = np.where(unseen, ordered, units)
        at_once = rng.random(len(skus)) < _BOOKED_AT_ONCE
        late = np.where(at_once, 0, rng.integers(1, _DAYS_LATE + 1, len(skus)))
        lost = rng.random(len(skus)) < _LOST
        forgotten = np.maximum(store.on_order[skus[lost]] - ordered[lost], 0)
        store.on_order[skus[lost]] = forgotten
        for days in range(_DAYS_LATE + 1):
            now = (late == days) & ~lost
            if now.any():
                store.bookings[store.day + days].append(
                    Receipt(skus=skus[now], ordered=ordered[now], units=on_paper[now])
                )


def book(store: Store, plan: Plan) -> None:
    """Delivery notes and invoices go into the books."""
    for receipt in store.bookings.pop(store.day, []):
        skus, units = receipt.skus, receipt.units
        invoiced = _invoiced(store, plan, skus)
        store.avg_cost[skus] = _averaged(store, skus, units, invoiced)
        came = units > 0
        store.last_cost[skus[came]] = invoiced[came]
        store.paid[skus[came]] = store.cost[skus[came]]
        store.last_received[skus[came]] = store.day
        store.book[skus] += units
        store.on_order[skus] = np.maximum(store.on_order[skus] - receipt.ordered, 0)


def _invoiced(store: Store, plan: Plan, skus: Ints) -> Floats:
    """USD per unit; a rebate that is owed is not deducted."""
    owed = plan.running(Mechanism.REBATE, store.day)[skus]
    return np.asarray(store.cost[skus] / np.where(owed, 1 - plan.rebate[skus], 1))


def _averaged(store: Store, skus: Ints, units: Floats, invoiced: Floats) -> Floats:
    old, average = np.maximum(store.book[skus], 0), store.avg_cost[skus]
    mixed = (old * average + units * invoiced) / np.maximum(old + units, 1e-9)
    return np.where(units + old > 0, mixed, average)
