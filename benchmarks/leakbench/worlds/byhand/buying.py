"""The buyer's round: one person per vendor and order day, with minimum, maximum and habits."""

from __future__ import annotations

import attrs
import numpy as np

from ...arrays import Bools, Floats, Ints
from ...state import Receipt
from .demand import SEASONAL
from .plan import Plan
from .store import Store

_SUNDAY = 6
_OVERLOOKED = 0.13
_NEGATIVE_AS_ZERO = 0.6
"""Share of the looks at the list that take books below zero for an empty shelf."""
_GENEROUS = 0.15
"""Share of the lines on which the buyer adds 15 %."""
_HELD_BACK = 2
"""Rounds for which a small order waits."""
_SEASON_AHEAD = (12, 35, 55)
"""Days ahead for which he knows the season."""
_REVIEW_EVERY, _REVIEW_ON = 91, 60


@attrs.frozen(kw_only=True, eq=False)
class _Lines:
    """What might be ordered today; one entry per SKU."""

    skus: Ints
    units: Floats


def order(store: Store, plan: Plan) -> None:
    """Orders of the vendors whose day it is."""
    shop, day = store.shop, store.day
    weekday = int(shop.calendar.weekday[day])
    if weekday == _SUNDAY or day == 0:
        return
    skus = _on_turn(store, weekday)
    direct = plan.driver_fills_from[skus] <= day
    _fill_directly(store, skus[direct])
    bought = ~direct & (shop.life.delisted_from[skus] > day) & ~store.clearance[skus]
    lines = _without_small_orders(store, _lines(store, skus[bought]))
    _send(store, _confirmed(store, plan, lines))


def _on_turn(store: Store, weekday: int) -> Ints:
    goods = store.shop.assortment
    vendors = np.arange(len(goods.vendors))
    turn = (store.day // 7 + vendors) % goods.vendors.order_weeks == 0
    turn &= goods.vendors.order_weekday == weekday
    return np.flatnonzero(turn[goods.vendor] & ~goods.service & store.present)


def _fill_directly(store: Store, skus: Ints) -> None:
    """A vendor's driver fills the shelf, and nobody books it."""
    full = np.ceil(store.maximum[skus] * store.rng.uniform(0.7, 1.1, len(skus)))
    store.shelf[skus] = np.maximum(store.shelf[skus], full)


def _lines(store: Store, skus: Ints) -> _Lines:
    """What is at or below its minimum is filled to its maximum, in cases."""
    rng, shop, count = store.rng, store.shop, len(skus)
    seasonal, factor = _season_ahead(store, skus)
    minimum = np.floor(store.minimum[skus] * factor + 0.3)
    maximum = np.ceil(store.maximum[skus] * factor)
    seen = _seen(store, skus)
    position = seen + store.on_order[skus]
    needed = (position <= minimum) & (rng.random(count) > _OVERLOOKED)
    needed &= ~((factor < 0.2) & seasonal) & ~_stands_still(store, skus, seen)
    generous = rng.random(count) < _GENEROUS
    # where nothing is on file he estimates
    estimate = rng.uniform(0.8, 1.35, count)
    units = np.maximum(maximum - position, 1) * np.where(shop.policy.on_file[skus], 1, estimate)
    units = np.where(generous, units * 1.15, units)
    pack = shop.pack[skus]
    cases = np.maximum(np.ceil(units / pack - 0.25), 1) * pack
    return _Lines(skus=skus, units=np.where(needed, cases, 0))


def _season_ahead(store: Store, skus: Ints) -> tuple[Bools, Floats]:
    """Where buyers plan for the season, and the factor by which they do."""
    shop = store.shop
    seasonal = shop.assortment.seasonal[skus] | (shop.demand.kind[skus] == SEASONAL)
    ahead = np.zeros(len(skus))
    for days in _SEASON_AHEAD:
        ahead += shop.season(store.day + days, skus) / len(_SEASON_AHEAD)
    return seasonal, np.where(seasonal, np.clip(ahead, 0.1, 3.5), 1)


def _seen(store: Store, skus: Ints) -> Floats:
    """Units that the buyer believes in."""
    stands = store.shelf[skus] + store.unsaleable[skus]
    listed = store.book[skus]
    as_zero = store.rng.random(len(skus)) < _NEGATIVE_AS_ZERO
    listed = np.where(as_zero, np.maximum(listed, 0), listed)
    return np.where(store.looks_at_shelf[skus], stands, listed)


def _stands_still(store: Store, skus: Ints, seen: Floats) -> Bools:
    """Has not moved for half a year, and some of it is left."""
    usual = 0.25 * store.shop.demand.rate[skus] * 365
    quiet = (store.expected[skus] * 365 < usual) & (store.day - store.last_sold[skus] > 200)
    return np.asarray(quiet & (seen > 0) & (store.day > 200))


def _without_small_orders(store: Store, lines: _Lines) -> _Lines:
    """An order below the vendor's least value waits."""
    goods = store.shop.assortment
    vendor, vendors = goods.vendor[lines.skus], goods.vendors
    value = np.bincount(vendor, lines.units * store.cost[lines.skus], len(vendors))
    small = (value < vendors.least_order) & (store.rounds_waited < _HELD_BACK) & (value > 0)
    on_turn = np.unique(vendor)
    waited = np.where(small[on_turn], store.rounds_waited[on_turn] + 1, 0)
    store.rounds_waited[on_turn] = waited
    sent = (lines.units > 0) & ~small[vendor]
    return _Lines(skus=lines.skus[sent], units=lines.units[sent])


def _confirmed(store: Store, plan: Plan, lines: _Lines) -> _Lines:
    """Without what a failing supplier was asked for; some of it is confirmed all the same."""
    failing = plan.supplier_fails_from[lines.skus] <= store.day
    hanging = failing & plan.orders_confirmed[lines.skus]
    skus, units = lines.skus[hanging], lines.units[hanging]
    store.on_order[skus] += units
    store.never_comes[skus] += units
    return _Lines(skus=lines.skus[~failing], units=lines.units[~failing])


def _send(store: Store, lines: _Lines) -> None:
    """The road: a vendor's day, late lines, short lines."""
    if not len(lines.skus):
        return
    rng, goods, count = store.rng, store.shop.assortment, len(lines.skus)
    vendor, vendors = goods.vendor[lines.skus], goods.vendors
    store.on_order[lines.skus] += lines.units
    pace = rng.gamma(14, 1 / 14.0, len(vendors))
    late = rng.random(count) < vendors.late[vendor]
    delay = np.where(late, rng.uniform(3, 16, count), 0)
    days = goods.lead[lines.skus] * pace[vendor] + delay
    days = np.clip(np.round(days), 1, 60).astype(np.int64)
    short = rng.random(count) < vendors.short[vendor]
    units = np.where(short, np.floor(lines.units * rng.uniform(0, 0.9, count)), lines.units)
    for day in np.unique(days):
        one = days == day
        store.deliveries[store.day + int(day)].append(
            Receipt(skus=lines.skus[one], ordered=lines.units[one], units=units[one])
        )


def review(store: Store, plan: Plan) -> None:
    """Now and then somebody sets minimum and maximum by what was sold, and by old habit."""
    shop, day = store.shop, store.day
    if day % _REVIEW_EVERY != _REVIEW_ON:
        return
    looked_at = shop.policy.reviewed & (store.rng.random(len(shop)) < 0.55) & store.present
    looked_at &= ~shop.assortment.seasonal & (shop.demand.kind != SEASONAL)
    looked_at &= (plan.demand_changes_from > day) & (day - shop.life.first_day > 120) & (day > 150)
    minimum, maximum = shop.levels(0.5 * store.expected + 0.5 * shop.policy.guess)
    store.minimum = np.where(looked_at, minimum, store.minimum)
    store.maximum = np.where(looked_at, maximum, store.maximum)
