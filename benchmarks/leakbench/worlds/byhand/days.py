"""The days, one after the other, and the last afternoon."""

from __future__ import annotations

import numpy as np

from . import buying, counting, effects, receiving, trade, week
from .calendar import AS_OF, DAYS, NEVER
from .plan import Mechanism, Plan
from .store import Store


def run(store: Store, plan: Plan) -> None:
    """From the first morning to the last evening."""
    for day in range(DAYS):
        store.day = day
        _one_day(store, plan)
    _sell_before_booking(store, plan)


def _one_day(store: Store, plan: Plan) -> None:
    effects.happen(store, plan)
    receiving.unload(store)
    receiving.book(store, plan)
    if store.day % week.WEEK == 0:
        week.turn(store, plan)
    if store.day in plan.events:
        week.react(store)
    rate = trade.rate(store, plan)
    trade.sell(store, plan, rate)
    if store.day == AS_OF - store.shop.calendar.window:
        store.sold_before = store.sold.copy()
    trade.steal(store, plan)
    counting.count_what_is_due(store, plan, rate)
    buying.order(store, plan)
    buying.review(store, plan)


def _sell_before_booking(store: Store, plan: Plan) -> None:
    """Innocent: the lorry is in the yard, customers take from it what the books do not have."""
    rng, shop = store.rng, store.shop
    low = np.maximum(3, 2 * shop.demand.rate * shop.demand.trend(0))
    among = (store.book >= 0) & (store.book <= low) & (store.on_order > 0) & ~store.clearance
    among &= (store.expected * 365 > 8) & (shop.life.delisted_from == NEVER) & store.present
    among &= ~shop.assortment.service & ~plan.planted[Mechanism.NOT_BOOKED]
    among &= plan.supplier_fails_from == NEVER
    choice = np.flatnonzero(among)
    count = min(len(choice), max(2, int(rng.uniform(0.005, 0.015) * len(shop))))
    for sku in rng.choice(choice, count, replace=False):
        wanted = 1 + rng.poisson(0.6 + store.expected[sku])
        came = max(store.on_order[sku] - store.never_comes[sku], shop.pack[sku])
        sold = store.book[sku] + min(wanted, came)
        store.shelf[sku] = max(max(store.shelf[sku], 0) + came - sold, 0)
        store.book[sku] -= sold
        store.sold[sku] += sold
        store.last_sold[sku] = AS_OF
        store.sold_too_early[sku] = True
