"""The days of a store, one after the other: deliveries, customers, thieves, counters, buyers."""

from __future__ import annotations

import datetime as dt

import attrs
import numpy as np

from . import demand, effects, mechanisms, replenishment
from .arrays import Floats, Ints
from .catalog import Catalog, build
from .state import Store

GAPS_LOOKED_INTO = 0.1
"""Share of customers turned away, though the books say it is there, after whom somebody counts."""
COUNTED_PER_YEAR = 0.3
"""Counts per SKU and year over the whole store; a few categories get most of them."""


@attrs.frozen(kw_only=True, eq=False)
class Simulation:
    """A finished run."""

    seed: int
    plan: mechanisms.Plan
    stores: dict[int, Store]
    """The store in the evening of the days asked for, by days before the last one."""

    @property
    def last(self) -> Store:
        """The store on the last day."""
        return self.stores[0]


def simulate(
    skus: int = 36_000, seed: int = 0, days: int = 730, keep: tuple[int, ...] = (0,)
) -> Simulation:
    """Runs one store of `skus` items for `days` days; the same seed gives the same store.

    keep: evenings to keep, as days before the last one; 0, the last one, is always kept.
    """
    if skus < 200 or days < 700:
        raise ValueError(f"{skus} SKUs over {days} days: a store needs 200 SKUs and 700 days")
    rng = np.random.default_rng([seed, 0x1EA4])
    as_of = dt.date(2024, 6, 1) + dt.timedelta(days=int(rng.integers(0, 730)))
    categories = min(int(rng.integers(40, 61)), max(4, skus // 40))
    catalog = build(rng, skus, categories, days)
    plan = mechanisms.plan(rng, catalog, days)
    store = Store(rng=rng, catalog=catalog, calendar=demand.calendar(rng, categories, days, as_of))
    wanted = {days - 1 - back: back for back in (*keep, 0)}
    stores: dict[int, Store] = {}
    by_weekday = [
        np.flatnonzero(~catalog.service & (catalog.order_weekday[catalog.vendor] == weekday))
        for weekday in range(7)
    ]
    interest = _interest(rng, plan, catalog, categories)
    attention = np.cumsum(interest) / interest.sum()
    for day in range(days):
        store.day = day
        _one_day(store, plan.events.get(day, []), by_weekday, attention)
        if day in wanted:
            stores[wanted[day]] = store.copied()
    return Simulation(seed=seed, plan=plan, stores=stores)


def _interest(
    rng: np.random.Generator, plan: mechanisms.Plan, catalog: Catalog, categories: int
) -> Floats:
    """How often an SKU is counted, relative to others: some categories always, some never, and
    those more often from which things are known to vanish."""
    stolen = np.zeros(categories)
    for planting in plan.plantings:
        if planting.mechanism.cause == "Theft":
            stolen += np.bincount(catalog.category[planting.skus], minlength=categories)
    known = 1 + 3 * stolen / max(stolen.max(), 1)
    interest = rng.gamma(0.4, 1, categories) * known
    return np.asarray(interest[catalog.category] * ~catalog.service)


def _one_day(
    store: Store, events: list[mechanisms.Event], by_weekday: list[Ints], attention: Floats
) -> None:
    if store.day % replenishment.REVIEW_DAYS == 0:
        store.popularity = demand.wander(store.rng, store.popularity)
        replenishment.review_policies(store)
    if store.day == 0:
        replenishment.stock_up(store)
    for event in events:
        effects.effect(event.effect)(store, event.skus, event.size)
    for name, skus, size in store.later.pop(store.day, []):
        effects.effect(name)(store, skus, size)
    replenishment.take_in(store)
    replenishment.direct_deliveries(store)
    store.sales.append(_trade(store))
    _steal(store)
    replenishment.book_receipts(store)
    _count_some(store, attention)
    replenishment.write_orders(store, by_weekday)


def _trade(store: Store) -> tuple[Ints, Floats]:
    """Customers take what is there, whatever the books say, and bring some of it back later."""
    catalog, rng = store.catalog, store.rng
    today = store.rate() * store.calendar.season[store.day][catalog.category]
    skus, wanted = demand.units_wanted(rng, today, catalog.odds, catalog.visit)
    if store.asked:
        skus, wanted = _with_asked(store, skus, wanted)
    sold = np.minimum(wanted, store.shelf[skus])
    gaps = skus[(sold == 0) & (store.book[skus] > 0)]
    skus, sold = skus[sold > 0], sold[sold > 0]
    store.shelf[skus] -= sold
    rung = _rung_up(store, sold)
    store.book[skus] -= rung
    store.last_sold[skus[rung > 0]] = store.day
    back, units = _returned(store)
    good = store.return_share[back] < 0.2
    np.add.at(store.shelf, back[good], units[good])
    np.add.at(store.spoiled, back[~good], units[~good])
    np.add.at(store.book, back, units)
    gaps = gaps[rng.random(len(gaps)) < GAPS_LOOKED_INTO]
    effects.count(store, gaps, np.zeros(len(gaps)))
    return np.concatenate([skus, back]), np.concatenate([rung, -units])


def _rung_up(store: Store, sold: Floats) -> Floats:
    """Units that the till hears of, of so many sold."""
    slips = store.rng.random(len(sold)) < replenishment.SCAN_SLIPS
    return np.asarray(sold + slips * store.rng.choice([-1.0, 1.0], len(sold)))


def _with_asked(store: Store, skus: Ints, wanted: Ints) -> tuple[Ints, Ints]:
    """Ordinary customers and those who asked for something special, each SKU once."""
    total = np.zeros(len(store.catalog), dtype=np.int64)
    total[skus] = wanted
    for who, units in store.asked:
        total[who] += units.astype(np.int64)
    store.asked.clear()
    skus = np.flatnonzero(total)
    return skus, total[skus]


def _returned(store: Store) -> tuple[Ints, Floats]:
    """Units brought back today from sales of one, two and four weeks ago."""
    skus: list[Ints] = [np.empty(0, dtype=np.int64)]
    units: list[Floats] = [np.empty(0)]
    for lag in (5, 14, 30):
        if store.day < lag:
            continue
        who, bought = store.sales[store.day - lag]
        # a return is in the diary as a negative sale, and nobody brings back a return
        back = store.rng.binomial(
            np.maximum(bought, 0).astype(np.int64), store.return_share[who] / 3
        )
        skus.append(who[back > 0])
        units.append(back[back > 0].astype(np.float64))
    return np.concatenate(skus), np.concatenate(units)


def _steal(store: Store) -> None:
    targets = np.flatnonzero(store.theft_per_day)
    taken = store.rng.poisson(store.theft_per_day[targets])
    taken = np.minimum(taken, store.shelf[targets])
    store.shelf[targets] -= taken
    store.stolen[targets] += taken


def _count_some(store: Store, attention: Floats) -> None:
    """Cycle counts: a few SKUs a day, mostly of the categories that somebody cares about.

    attention: running sum over the SKUs of the share of counts that each gets.
    """
    hits = store.rng.poisson(len(attention) * COUNTED_PER_YEAR / 365)
    skus = np.unique(np.searchsorted(attention, store.rng.random(hits), side="right"))
    skus = skus[skus < len(attention)]
    skus = skus[store.catalog.launch[skus] < store.day - 30]
    effects.count(store, skus, np.zeros(len(skus)))
