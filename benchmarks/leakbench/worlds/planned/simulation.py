"""Two years, day by day."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from ...arrays import Bools, Floats
from . import buying, innocents, mechanisms, supply, trade
from .calendar import DAYS, NEVER, YEAR
from .catalog import full_price
from .effects import raise_vendor_cost
from .state import ACTIVE, Store, opened

PRICE_RUN = 14
"""Days between two runs in which prices follow costs."""
MONTH = 30


def simulate(skus: int, seed: int) -> Store:
    """The store in the evening of the last day; the same arguments give the same store."""
    store = opened(seed, skus)
    innocents.plant(store)
    mechanisms.plant(store)
    _stock_up(store)
    raises = _yearly_raises(store)
    losses = np.cumsum(store.losses.per_day)
    per_day = np.zeros(skus)
    for day in range(DAYS):
        store.day = day
        if _morning(store, raises.get(day, [])):
            per_day = store.demand.per_day(day, store.range.launch)
        supply.order_season(store)
        supply.take_in(store)
        trade.sell(store, per_day)
        trade.lose(store, losses)
        supply.book(store)
        _call_recount(store)
        trade.count(store)
        if day % PRICE_RUN == 3:
            _run_prices(store)
        supply.write_orders(store)
    return store


def _stock_up(store: Store) -> None:
    """What the first day finds: shelves between the two points, histories that reach back."""
    rng, stock, points = store.rng, store.stock, store.buying
    skus, base = len(store), store.demand.base
    room = points.reorder_up_to - points.reorder_point
    shelf = np.round(points.reorder_point + room * rng.random(skus))
    shelf = np.where(base * YEAR < 3, np.round(rng.uniform(0, 2.6, skus)), shelf)
    full = rng.random(skus) < 0.03
    shelf[full] = np.ceil(shelf[full] * rng.uniform(1.5, 5, full.sum()) + 1)
    later = store.range.launch > 0
    shelf[later] = 0
    stock.shelf, stock.book = shelf, shelf.copy()
    _free_goods_cost_nothing(store)
    sold = -np.ceil(rng.exponential(1 / np.maximum(base, 1e-6)))
    stock.last_rung_up = np.where(sold > -1100, sold, NEVER).astype(int)
    age = rng.uniform(5, 60, skus) + rng.exponential(1, skus) * np.minimum(
        250, 3 / np.maximum(base, 1e-6)
    )
    stock.last_received = -np.ceil(age).astype(int)
    stock.last_rung_up[later] = stock.last_received[later] = NEVER
    stock.last_sold = stock.last_rung_up.copy()


def _free_goods_cost_nothing(store: Store) -> None:
    prices, charging = store.prices, store.charging
    for cost in (
        prices.vendor_cost,
        charging.paid_cost,
        charging.avg_cost,
        charging.last_cost,
        charging.cost_when_priced,
    ):
        cost[store.range.free] = 0
    prices.intended_margin = 1 - charging.paid_cost / prices.intended_price


Raise = tuple[int, float]
"""Vendor, and the share by which its costs rise."""


def _yearly_raises(store: Store) -> dict[int, list[Raise]]:
    """By day: once a year each vendor raises its costs by 2 % or so."""
    raises: dict[int, list[Raise]] = defaultdict(list)
    for vendor in range(store.catalog.vendors):
        for year in (0, 1):
            day = int(year * YEAR + store.rng.integers(0, YEAR))
            raises[day].append((vendor, max(0, store.rng.normal(0.022, 0.015))))
    return raises


def _morning(store: Store, raises: list[Raise]) -> bool:
    """What happens before the doors open; true where it may have moved demand."""
    new_month = store.day % MONTH == 0
    if new_month:
        store.demand.wander_on(store.rng)
        computed = store.buying.planning == buying.RECOMPUTED
        skus = np.flatnonzero(computed & (store.range.status == ACTIVE))
        buying.set_points(store.buying, store.vendors, store.demand, skus, store.day)
    for vendor, share in raises:
        raise_vendor_cost(store, np.flatnonzero(store.catalog.vendor == vendor), share)
    launched = _launch(store)
    effects = store.diary.pop(store.day, [])
    for effect in effects:
        effect(store)
    return new_month or launched or bool(effects)


def _launch(store: Store) -> bool:
    """The first receipt of what comes into the range today; false where nothing does."""
    skus = np.flatnonzero(store.range.launch == store.day)
    points, stock = store.buying, store.stock
    case = points.pack[skus] * (points.pack[skus] <= 6)
    units = np.maximum(case, np.ceil(np.maximum(points.reorder_up_to[skus], 1)))
    stock.shelf[skus] += units
    stock.book[skus] += units
    stock.last_received[skus] = store.day
    return len(skus) > 0


def _call_recount(store: Store) -> None:
    """Four days before the end somebody puts a bay on the list, whatever its cycle says."""
    if store.day == DAYS - 4 and store.recounted is not None:
        store.counts.next[store.recounted.skus] = store.recounted.start


def _run_prices(store: Store) -> None:
    """Where the cost has moved by 1.2 %, the price that earns the intended margin again."""
    rng, prices, charging = store.rng, store.prices, store.charging
    moved = np.abs(charging.paid_cost / np.maximum(charging.cost_when_priced, 1e-9) - 1) > 0.012
    skus = np.flatnonzero(_repriced(store) & moved)
    cost = charging.paid_cost[skus]
    new = full_price(cost, prices.intended_margin[skus], prices.ending[skus], least=1.05)
    before = prices.intended_price[skus]
    ratio = np.where(before > 0, new / before, 1)
    printed: Floats = np.where(
        rng.random(len(skus)) < 0.8,
        np.round(prices.list_price[skus] * ratio, 2),
        prices.list_price[skus],
    )
    prices.list_price[skus] = printed
    prices.intended_price[skus] = new
    free = ~charging.locked[skus]
    prices.price[skus[free]] = new[free]
    charging.cost_when_priced[skus] = cost
    prices.intended_margin[skus] = 1 - cost / new


def _repriced(store: Store) -> Bools:
    meaning = store.range
    special = meaning.clearance | meaning.promotion | meaning.loss_leader | meaning.free
    return np.asarray(store.charging.follows & ~special)
