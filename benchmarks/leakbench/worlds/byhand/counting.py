"""Somebody counts, and puts what he found into the books."""

from __future__ import annotations

import numpy as np

from ...arrays import Floats, Ints
from .plan import Mechanism, Plan
from .store import Store

NEGATIVES_LISTED_ON = 3
"""Day of the month on which the list of negative stock is on the manager's desk."""
SHELVES_WALKED_ON = 2
"""Weekday on which somebody looks for holes in the shelf: Wednesday."""


def count(store: Store, skus: Ints) -> None:
    """Damaged units are counted as good seven times in ten; 3.5 counts in a hundred are off."""
    rng = store.rng
    found = store.shelf[skus] + np.where(rng.random(len(skus)) < 0.7, store.unsaleable[skus], 0)
    wrong = rng.random(len(skus)) < 0.035
    slip = rng.choice([-2, -1, -1, 1, 1, 2], wrong.sum())
    found[wrong] = np.maximum(0, found[wrong] + slip)
    post(store, skus, found)
    store.invented[skus] = 0


def post(store: Store, skus: Ints, found: Floats) -> None:
    """A count goes into the books, right or wrong."""
    store.counted[skus] = found
    store.variance[skus] = found - store.book[skus]
    store.true_variance[skus] = store.shelf[skus] - store.book[skus]
    store.last_counted[skus] = store.day
    store.book[skus] = found


def count_what_is_due(store: Store, plan: Plan, rate: Floats) -> None:
    """Bins by the calendar, negatives once a month, holes in the shelf once a week.

    rate: units wanted today.
    """
    calendar, rng, service = store.shop.calendar, store.rng, store.shop.assortment.service
    left_out = plan.never_counted & plan.running(Mechanism.NOT_BOOKED, store.day)
    countable = store.present & ~service & ~left_out
    for skus in store.rounds.due(store.day):
        count(store, skus[countable[skus]])
    if calendar.day_of_month[store.day] == NEGATIVES_LISTED_ON:
        skus = np.flatnonzero((store.book < 0) & ~service)
        known = plan.running(Mechanism.NOT_BOOKED, store.day)[skus]
        count(store, skus[rng.random(len(skus)) < np.where(known, 0.05, 0.30)])
    if calendar.weekday[store.day] == SHELVES_WALKED_ON:
        skus = np.flatnonzero((store.shelf <= 0) & (store.book > 0) & (rate * 365 > 10))
        noticed = np.minimum(0.02 + 0.05 * rate[skus], 0.12)
        count(store, skus[rng.random(len(skus)) < noticed])
