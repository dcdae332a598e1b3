"""What only looks like a leak: new items, clean-ups, clearances, offers, loss leaders, samples."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...arrays import Floats, Ints
from .calendar import DAYS, LAST
from .state import DISCONTINUED, INACTIVE, Planting, Store


def plant(store: Store) -> None:
    """Chooses SKUs and days, and writes them into the diary."""
    rng, skus = store.rng, len(store)
    _launch(store)
    some = _some(store, 0.02)
    days = rng.integers(60, DAYS - 30, len(some))
    _plan(store, "range_clean_up", some, days)
    for sku, day in zip(some, days, strict=True):
        store.at(day, partial(_discontinue, sku=sku))
    some = _some(store, 0.008)
    days = rng.integers(60, DAYS - 200, len(some))
    _plan(store, "retired", some, days)
    for sku, day in zip(some, days, strict=True):
        store.at(day, partial(_retire, sku=sku))
    _lead_at_a_loss(store)
    some = _some(store, rng.uniform(0.012, 0.022))
    days = LAST - rng.integers(3, 200, len(some))
    _plan(store, "clearance", some, days)
    for sku, day in zip(some, days, strict=True):
        store.at(day, partial(_clear, sku=sku))
    some = _some(store, rng.uniform(0.008, 0.016))
    days = LAST - rng.integers(0, 13, len(some))
    _plan(store, "promotion_running", some, days)
    for sku, day in zip(some, days, strict=True):
        store.at(day, partial(_promote, sku=sku))
    some = _some(store, 0.0015)
    store.range.free[some] = True
    _plan(store, "free_goods", some, np.zeros(len(some), int))
    count = max(5, int(rng.uniform(0.012, 0.022) * skus))
    first = int(rng.integers(0, skus - count))
    bay = np.arange(first, first + count)
    _plan(store, "bay_just_counted", bay, LAST - rng.integers(0, 2, count))
    store.recounted = store.plantings["bay_just_counted"]
    store.sold_first_share = rng.uniform(0.005, 0.011)


def _some(store: Store, share: float, weight: Floats | None = None) -> Ints:
    count = max(1, round(share * len(store)))
    return np.asarray(store.rng.choice(len(store), count, replace=False, p=weight))


def _plan(store: Store, key: str, skus: Ints, start: Ints) -> None:
    store.plantings[key] = Planting(skus=skus, start=start)


def _launch(store: Store) -> None:
    """One SKU in ten came within the two years, one in fifty only just."""
    rng, launch = store.rng, store.range.launch
    some = _some(store, 0.10)
    launch[some] = rng.integers(20, DAYS - 70, len(some))
    some = _some(store, rng.uniform(0.015, 0.025))
    launch[some] = LAST - rng.integers(2, 56, len(some))
    _plan(store, "new_item", some, launch[some])


def _lead_at_a_loss(store: Store) -> None:
    """Fast movers that are meant to earn next to nothing, or less."""
    rng, prices = store.rng, store.prices
    weight = np.sqrt(store.demand.base)
    some = _some(store, rng.uniform(0.010, 0.016), weight / weight.sum())
    store.range.loss_leader[some] = True
    cost = prices.vendor_cost[some]
    prices.intended_price[some] = np.round(cost / (1 - rng.uniform(-0.08, 0.08, len(some))), 2)
    prices.price[some] = prices.intended_price[some]
    prices.intended_margin[some] = 1 - cost / prices.intended_price[some]
    store.demand.base[some] *= 1.3
    _plan(store, "loss_leader", some, np.zeros(len(some), int))


def _discontinue(store: Store, sku: int) -> None:
    store.buying.replenished[sku] = False
    store.range.status[sku] = DISCONTINUED


def _retire(store: Store, sku: int) -> None:
    """Taken off the list; what is left is mostly thrown away."""
    store.buying.replenished[sku] = False
    store.range.status[sku] = INACTIVE
    store.demand.level[sku] *= 0.3
    if store.rng.random() < 0.8:
        store.stock.shelf[sku] = store.stock.book[sku] = store.demand.level[sku] = 0


def _clear(store: Store, sku: int) -> None:
    rng, prices = store.rng, store.prices
    store.range.clearance[sku] = True
    store.buying.replenished[sku] = False
    if rng.random() < 0.6:
        store.range.status[sku] = DISCONTINUED
    store.range.says_clearance[sku] = rng.random() < 0.3
    cents = 0.99 if prices.intended_price[sku] > 4 else 0.2
    dollars = np.floor(prices.intended_price[sku] * (1 - rng.uniform(0.3, 0.6)))
    prices.intended_price[sku] = np.round(max(0.1, dollars + cents), 2)
    store.demand.level[sku] *= rng.uniform(1.0, 2.5)
    _meant(store, sku)


def _promote(store: Store, sku: int) -> None:
    prices, meaning = store.prices, store.range
    if meaning.clearance[sku] or meaning.loss_leader[sku] or store.charging.locked[sku]:
        return
    meaning.promotion[sku] = True
    share = store.rng.choice([0.9, 0.85, 0.8, 0.75])
    prices.intended_price[sku] = np.round(prices.intended_price[sku] * share, 2)
    store.demand.level[sku] *= 1.4
    _meant(store, sku)


def _meant(store: Store, sku: int) -> None:
    """The till asks what the owner means, and he knows today's cost."""
    prices, cost = store.prices, store.charging.paid_cost[sku]
    prices.price[sku] = prices.intended_price[sku]
    store.charging.cost_when_priced[sku] = cost
    prices.intended_margin[sku] = 1 - cost / prices.intended_price[sku]
