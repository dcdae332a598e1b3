"""Customers, the till and thieves."""

from __future__ import annotations

import numpy as np

from ...arrays import Bools, Floats, Ints
from .calendar import DAYS
from .plan import Mechanism, Plan
from .policy import NEW
from .store import Store

_RETURNS = 0.012
"""Share of the units sold that comes back and can be sold again."""
_WRONG_BARCODE = 0.009
"""Share of the tickets on which the neighbour's barcode is scanned for all units."""
_KNOWN_AFTER = 40.0
"""Days after which as many want a new item as will."""
REMEMBERED = 75.0
"""Days over which buyers judge what an item sells."""


def rate(store: Store, plan: Plan) -> Floats:
    """Units wanted today, mean; the whole store has better days and worse."""
    shop, day = store.shop, store.day
    weekday = shop.demand.weekday[:, shop.calendar.weekday[day]]
    crowd = np.exp(0.10 * store.rng.standard_normal())
    today = store.rate * store.reaction * shop.season(day) * weekday * crowd
    today *= np.where(day >= plan.demand_changes_from, plan.demand_factor, 1) * store.present
    if day > DAYS - NEW - 4:
        known = np.minimum((day - shop.life.first_day) / _KNOWN_AFTER, 1)
        today = np.where(shop.life.new, today * known, today)
    return np.asarray(today * ~shop.calendar.closed[day])


def sell(store: Store, plan: Plan, today: Floats) -> None:
    """Customers take what is there, whatever the books say; some of it comes back at once."""
    rng, service = store.rng, store.shop.assortment.service
    customers = rng.poisson(today / store.shop.baskets.mean)
    skus = np.flatnonzero(customers)
    wanted = _wanted(store, skus, customers[skus])
    goods = ~service[skus]
    sold = np.where(goods, np.minimum(wanted, store.shelf[skus]), wanted)
    if store.in_last_year:
        store.wanted[skus] += wanted
        store.refused[skus] += wanted - sold
    store.shelf[skus] -= np.where(goods, sold, 0)
    scanned = _scanned(store, skus, goods & (sold > 0))
    defective = store.day >= plan.returned_from[skus]
    share = np.where(defective, plan.returned[skus], _RETURNS)
    back = rng.binomial(sold.astype(np.int64), share)
    np.add.at(store.sold, scanned, sold)
    np.add.at(store.book, scanned, -np.where(goods, sold, 0))
    store.sold[skus] -= back
    store.book[skus] += np.where(goods, back, 0)
    store.unsaleable[skus] += np.where(defective, back, 0)
    store.shelf[skus] += np.where(goods & ~defective, back, 0)
    store.last_sold[scanned[sold > 0]] = store.day
    store.expected *= 1 - 1 / REMEMBERED
    store.expected[skus] += sold / REMEMBERED


def _wanted(store: Store, skus: Ints, customers: Ints) -> Ints:
    """Units; project buyers take many at once."""
    rng, baskets = store.rng, store.shop.baskets
    units = customers + rng.poisson(baskets.extra[skus] * customers)
    lumpy = baskets.lumpy[skus]
    places = np.repeat(np.flatnonzero(lumpy), customers[lumpy])
    who = skus[places]
    project = rng.random(len(who)) < baskets.project_share[who]
    size = np.round(baskets.project_size[who] * rng.uniform(0.6, 1.4, len(who)))
    each = np.where(project, np.maximum(1, size), 1 + rng.poisson(baskets.extra[who]))
    units[lumpy] = np.bincount(places, each, len(skus))[lumpy].astype(units.dtype)
    return units


def _scanned(store: Store, skus: Ints, goods: Bools) -> Ints:
    """The SKUs of which the till hears."""
    rng, category = store.rng, store.shop.assortment.category
    wrong = (rng.random(len(skus)) < _WRONG_BARCODE) & goods
    right = skus[wrong]
    neighbour = right + rng.choice([-1, 1], wrong.sum())
    neighbour = np.clip(neighbour, 0, len(category) - 1)
    alike = (category[neighbour] == category[right]) & store.present[neighbour]
    scanned = skus.copy()
    scanned[wrong] = np.where(alike, neighbour, right)
    return scanned


def steal(store: Store, plan: Plan) -> None:
    """Thieves with a habit."""
    running = plan.running(Mechanism.THEFT, store.day)
    skus = np.flatnonzero((plan.theft_per_day > 0) & running)
    taken = np.minimum(store.rng.poisson(plan.theft_per_day[skus]), store.shelf[skus])
    store.shelf[skus] -= taken
    store.remember(skus, taken)
