"""A day at the till and in the aisles: sales, returns, losses, counts."""

from __future__ import annotations

import numpy as np

from ...arrays import Floats, Ints
from .calendar import YEAR, in_last_year
from .state import INACTIVE, Store

RETURNED = 0.015
"""Chance that a customer of the day brings a unit back, as good as new."""
MISCOUNTED = 0.03
"""Share of counts that are off."""


def sell(store: Store, per_day: Floats) -> None:
    """Customers take what is there; the till sometimes takes it for its look-alike.

    per_day: units wanted, before season and weekday.
    """
    rng, stock, demand, buying = store.rng, store.stock, store.demand, store.buying
    category, day_of_year = store.catalog.category, store.day % YEAR
    wanting, wanted = _wanted(store, per_day)
    sold = np.minimum(wanted, np.maximum(stock.shelf[wanting], 0))
    buying.ran_out[wanting[wanted > sold]] = True
    skus, sold = wanting[sold > 0], sold[sold > 0]
    stock.shelf[skus] -= sold
    stock.last_sold[skus] = store.day
    mistaken = rng.random(len(skus)) < store.losses.misscanned[skus]
    rung_up = np.where(mistaken, store.catalog.look_alike[skus], skus)
    np.subtract.at(stock.book, rung_up, sold)
    stock.last_rung_up[rung_up] = store.day
    if in_last_year(store.day):
        np.add.at(stock.units_sold, rung_up, sold)
    # smoothed over five months, less in season than beside it
    factor = np.maximum(demand.season[category[rung_up], day_of_year], 0.3)
    buying.forecast *= 1 - 1 / 150
    np.add.at(buying.forecast, rung_up, sold / 150 / factor)
    _take_back(store, skus, sold)


def _wanted(store: Store, per_day: Floats) -> tuple[Ints, Floats]:
    """SKUs that somebody wants today, and units: visits, each of a logarithmic number."""
    rng, demand, category = store.rng, store.demand, store.catalog.category
    spread = demand.spread
    season = demand.season[category, store.day % YEAR]
    weekday = demand.weekday[category, store.calendar.weekday(store.day)]
    visits_per_unit = np.log(spread) / (spread - 1)
    visits = rng.poisson(per_day * season * weekday * visits_per_unit)
    skus = np.flatnonzero(visits)
    each = np.repeat(skus, visits[skus])
    odds = (spread - 1) / spread
    units = np.bincount(each, rng.logseries(odds[each]), len(store)).astype(np.float64)
    return skus, units[skus]


def _take_back(store: Store, skus: Ints, sold: Floats) -> None:
    """What is good goes back on the shelf, what is defective does not; the books take both."""
    rng, stock, losses = store.rng, store.stock, store.losses
    counted = in_last_year(store.day)
    good = skus[rng.random(len(skus)) < RETURNED]
    stock.shelf[good] += 1
    stock.book[good] += 1
    stock.units_sold[good] -= 1 * counted
    bought_bad = (losses.return_share[skus] > 0) & (losses.returns_until[skus] > store.day)
    some = skus[bought_bad]
    if len(some):
        units = rng.binomial(sold[bought_bad].astype(int), losses.return_share[some])
        stock.book[some] += units
        stock.damaged[some] += units
        stock.units_sold[some] -= units * counted


def lose(store: Store, cumulative: Floats) -> None:
    """Ordinary loss, and thefts at a rate. cumulative: running sum of the ordinary losses a day."""
    rng, stock, lost = store.rng, store.stock, store.counts.lost_since
    counted = in_last_year(store.day)
    units = rng.poisson(cumulative[-1])
    hit = np.searchsorted(cumulative, rng.random(units) * cumulative[-1])
    hit = np.minimum(hit, len(store) - 1)
    skus = np.unique(hit[stock.shelf[hit] > 0])
    stock.shelf[skus] -= 1
    stock.vanished[skus] += 1 * counted
    lost[skus] += 1
    targets = np.flatnonzero(store.losses.theft_per_day)
    if len(targets):
        taken = rng.poisson(store.losses.theft_per_day[targets])
        taken = np.minimum(taken, np.maximum(stock.shelf[targets], 0))
        stock.shelf[targets] -= taken
        stock.stolen[targets] += taken
        stock.vanished[targets] += taken * counted
        lost[targets] += taken


def count(store: Store) -> None:
    """Cycle counts due today. Damaged goods are recognised half of the time and thrown away; goods
    that wait to be booked are left out."""
    rng, stock, counts, buying = store.rng, store.stock, store.counts, store.buying
    skus = np.flatnonzero(
        (counts.next == store.day)
        & (store.range.launch <= store.day)
        & (store.range.status != INACTIVE)
    )
    if not len(skus):
        return
    there = _cleared_out(store, skus)
    off = (rng.random(len(skus)) < MISCOUNTED) & (there > 2)
    error = np.where(off, np.round(rng.normal(0, 1 + 0.05 * there)), 0)
    unbooked = np.where(buying.waiting[skus], np.minimum(buying.delivered[skus], there), 0)
    counted = np.maximum(np.maximum(there + error, 0) - unbooked, 0)
    counts.counted[skus] = counted
    counts.variance[skus] = counted - stock.book[skus]
    counts.book_then[skus] = np.maximum(stock.book[skus], 0)
    counts.found_missing[skus] = counts.lost_since[skus]
    counts.lost_since[skus] = 0
    counts.last[skus] = store.day
    counts.next[skus] = store.day + counts.every[skus]
    stock.book[skus] = counted
    stock.miskeyed[skus] = 0


def _cleared_out(store: Store, skus: Ints) -> Floats:
    """Units that are found, once what is recognised as damaged has been thrown away."""
    stock, damaged = store.stock, store.stock.damaged
    there = stock.shelf[skus] + damaged[skus]
    seen = (damaged[skus] > 0) & (store.rng.random(len(skus)) < 0.5)
    there = np.where(seen, stock.shelf[skus], there)
    store.counts.lost_since[skus[seen]] += damaged[skus[seen]]
    damaged[skus[seen]] = 0
    return there
