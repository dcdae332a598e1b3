"""What changes from week to week: demand, losses that nobody notices, costs, prices."""

from __future__ import annotations

import numpy as np

from ...arrays import Bools, Floats
from .categories import CATEGORIES
from .demand import ACTIVE, INTERMITTENT, LEVEL_KEPT, QUIET
from .plan import Plan
from .store import Store
from .typed import price_point

WEEK, MONTH = 7, 28
FLYER = 1.3
"""Factor of demand for what is in a flyer, besides that of its price."""
_UNNOTICED = 0.0025
"""Units lost per unit sold, of goods of ordinary risk."""
_UNNOTICED_OF_STOCK = 0.003
"""Units lost per unit on the shelf and year."""


def turn(store: Store, plan: Plan) -> None:
    """The Monday of the simulated week."""
    store.rate = _demand(store, plan)
    _lose_a_little(store)
    _raise_costs(store)
    _follow_costs(store)
    _review_prices(store)
    _print_flyer(store)
    offered = store.offer_until > store.day
    store.reaction = _reaction(store) * np.where(offered, FLYER, 1)


def react(store: Store) -> None:
    """Customers see new prices; the flyer they know already."""
    offered = store.offer_until > store.day
    store.reaction = np.where(offered, store.reaction, _reaction(store))


def _reaction(store: Store) -> Floats:
    return store.shop.pricing.reaction(store.price, store.regular)


def _demand(store: Store, plan: Plan) -> Floats:
    rng, demand, day = store.rng, store.shop.demand, store.day
    spread = demand.wander_spread
    store.level = LEVEL_KEPT * store.level + demand.wander * rng.standard_normal(len(spread))
    goes_on = rng.random(len(spread)) > 0.22
    begins = rng.random(len(spread)) < 0.094
    store.active = np.where(store.active, goes_on, begins)
    rate = demand.rate * demand.trend(day) * np.exp(store.level - spread**2 / 2)
    rate *= np.where(demand.kind == INTERMITTENT, np.where(store.active, ACTIVE, QUIET), 1)
    rate *= store.shop.life.fading(day)
    rate *= plan.clearing(day, store.clearance)
    return rate


def _lose_a_little(store: Store) -> None:
    """A bit of what sells and a bit of what stands there."""
    risk = store.shop.assortment.theft_risk
    mean = WEEK * (_UNNOTICED * risk * store.rate + store.shelf * _UNNOTICED_OF_STOCK * risk / 365)
    lost = np.minimum(store.rng.poisson(np.maximum(mean, 0)), store.shelf)
    store.shelf -= lost
    if store.in_last_year:
        store.vanished += lost


def _raise_costs(store: Store) -> None:
    """Commodities follow their market, every vendor raises its list once a year."""
    rng, shop, day = store.rng, store.shop, store.day
    if day % MONTH == 0:
        market = np.exp(0.025 * rng.standard_normal(len(CATEGORIES)))
        moved = store.cost * market[shop.assortment.category]
        store.cost = np.where(shop.pricing.commodity, moved, store.cost)
    on = shop.pricing.raise_day + day // 365 * 365
    vendors = np.flatnonzero((day <= on) & (on < day + WEEK))
    if not len(vendors):
        return
    raised = np.zeros(len(on))
    raised[vendors] = np.clip(rng.normal(0.025, 0.02, len(vendors)), -0.01, 0.08)
    hit = np.where(rng.random(len(shop)) < 0.8, 1, 0)
    factor = 1 + raised[shop.assortment.vendor] * hit
    changed = factor != 1
    store.cost = np.where(changed, np.round(store.cost * factor, 3), store.cost)
    listed = changed & (rng.random(len(shop)) < 0.7)
    store.list_price[listed] = price_point(store.list_price[listed] * factor[listed])


def _follow_costs(store: Store) -> None:
    """The price rule at the cost that the owner knows; changes below 3 % are left alone."""
    pricing = store.shop.pricing
    new = price_point(known_cost(store) * pricing.multiplier)
    moved = np.abs(new / store.regular - 1) > 0.03
    store.regular = np.where(moved, new, store.regular)


def known_cost(store: Store) -> Floats:
    """USD of today where the vendor sends a price file, else those of the last receipt."""
    goods = store.shop.assortment
    return np.where(goods.vendors.price_file[goods.vendor], store.cost, store.paid)


def _review_prices(store: Store) -> None:
    """Category by category; buyers overlook 15 %. Flyers that end are taken down."""
    pricing, category = store.shop.pricing, store.shop.assortment.category
    turn = (store.day + pricing.review_offset) % pricing.review_every < WEEK
    due = turn[category] & _free(store) & (store.offer_until < store.day)
    due &= store.rng.random(len(due)) < 0.85
    off = np.abs(store.regular / np.maximum(store.price, 0.01) - 1) > 0.025
    store.price = np.where(due & off, store.regular, store.price)
    over = store.offer_until == store.day
    store.price = np.where(over & _free(store), store.regular, store.price)
    store.offer_until[over] = -1


def _free(store: Store) -> Bools:
    return ~store.locked & ~store.clearance


def _print_flyer(store: Store) -> None:
    """A few items that sell, at 10 to 25 % off for one or two weeks."""
    rng, shop = store.rng, store.shop
    among = (store.rate * 365 > 12) & _free(store) & ~shop.pricing.loss_leader
    among &= ~shop.assortment.service & (store.offer_until < store.day) & store.present
    choice = np.flatnonzero(among)
    skus = rng.choice(choice, min(len(choice), max(1, int(0.0035 * len(shop)))), replace=False)
    cut = rng.choice([0.1, 0.15, 0.2, 0.25], len(skus))
    store.price[skus] = price_point(store.regular[skus] * (1 - cut))
    store.offer_until[skus] = store.day + WEEK * rng.integers(1, 3, len(skus))
