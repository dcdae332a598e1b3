"""What an event of the plan does to the store on its day."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ...arrays import Ints
from ...state import Receipt
from . import counting
from .calendar import DAYS
from .plan import Mechanism, Plan
from .store import Store
from .typed import price_point, round_number

Effect = Callable[[Store, Plan, Ints], None]
_LATEST_DELIVERY = DAYS + 100


def happen(store: Store, plan: Plan) -> None:
    """All events of the day."""
    for event in plan.events.get(store.day, ()):
        EFFECTS[event.effect](store, plan, event.skus)


def _new_item(store: Store, plan: Plan, skus: Ints) -> None:
    """Comes with a first delivery, at the price that its cost of today asks for."""
    shop = store.shop
    pack, maximum = shop.pack[skus], store.maximum[skus]
    cases = np.maximum(np.ceil(maximum / pack), 1) * pack
    too_many = cases > np.maximum(maximum * 2.5, 3)
    store.shelf[skus] = np.where(too_many, np.maximum(maximum, 2), cases)
    store.book[skus] = store.shelf[skus]
    store.last_received[skus] = store.day
    store.present[skus] = True
    for figure in (store.last_cost, store.avg_cost, store.paid):
        figure[skus] = store.cost[skus]
    free = skus[~store.locked[skus]]
    price = price_point(store.cost[free] * shop.pricing.multiplier[free])
    store.regular[free] = store.price[free] = price


def _theft(store: Store, plan: Plan, skus: Ints) -> None:
    shelf = store.shelf[skus]
    stolen = np.minimum(np.ceil(shelf * plan.stolen_at_once[skus]), shelf)
    store.shelf[skus] -= stolen
    store.remember(skus, stolen)


def _pallet(store: Store, plan: Plan, skus: Ints) -> None:
    """Stands in the aisle, so that from now on the buyer sees it."""
    rng, shop = store.rng, store.shop
    cases = shop.pack[skus] * rng.integers(1, 4)
    weeks = shop.demand.rate[skus] * rng.uniform(30, 170)
    store.shelf[skus] += round_number(np.maximum(cases, weeks))
    store.looks_at_shelf[skus] = True


def _count_miskeyed(store: Store, plan: Plan, skus: Ints) -> None:
    """A digit too many, cases for units, units for cases, or a second place counted twice."""
    rng = store.rng
    true = np.maximum(store.shelf[skus] + store.unsaleable[skus], 0)
    pack = store.shop.pack[skus]
    kind = rng.random(len(skus))
    digit = true * 10 + rng.integers(0, 10, len(skus))
    twice = true + round_number(store.maximum[skus] * rng.uniform(0.6, 2.0, len(skus)))
    keyed = np.select(
        [kind < 0.35, kind < 0.55, kind < 0.75],
        [digit, true * np.maximum(pack, 2), np.floor(true / np.maximum(pack, 10))],
        twice,
    )
    store.invented[skus] = keyed - true
    counting.post(store, skus, keyed)


def _transfer_miskeyed(store: Store, plan: Plan, skus: Ints) -> None:
    """It left and nobody keyed it, or it was keyed and never left."""
    units = round_number(store.maximum[skus] * store.rng.uniform(0.4, 1.2))
    units = np.maximum(2, units)
    if store.rng.random() < 0.6:
        store.shelf[skus] -= np.minimum(units, store.shelf[skus])
    else:
        store.book[skus] -= units


def _vendor_raise(store: Store, plan: Plan, skus: Ints) -> None:
    """These keep their price; the vendor's other items rise too, and are repriced."""
    rng, goods, raised = store.rng, store.shop.assortment, plan.vendor_raise[skus]
    store.cost[skus] = np.round(store.cost[skus] * (1 + raised), 3)
    store.locked[skus] = True
    same = goods.vendor == goods.vendor[skus[0]]
    others = np.flatnonzero(same & ~plan.planted[Mechanism.VENDOR_RAISE] & ~goods.service)
    factor = 1 + np.median(raised) * rng.uniform(0.7, 1.2, len(others))
    store.cost[others] = np.round(store.cost[others] * factor, 3)
    if rng.random() < 0.5:
        store.list_price[skus] = price_point(store.list_price[skus] * (1 + raised))


def _promotion(store: Store, plan: Plan, skus: Ints) -> None:
    store.price[skus] = price_point(store.price[skus] * (1 - plan.discount[skus]))
    _forgotten(store, skus)


def _price_slip(store: Store, plan: Plan, skus: Ints) -> None:
    store.price[skus] = np.round(store.price[skus] * plan.slip[skus], 2)
    _forgotten(store, skus)


def _price_file_shifted(store: Store, plan: Plan, skus: Ints) -> None:
    """Each gets the price of the one before it."""
    store.price[skus] = np.roll(store.regular[skus], 1)
    _forgotten(store, skus)


def _forgotten(store: Store, skus: Ints) -> None:
    store.locked[skus] = True
    store.offer_until[skus] = -1


def _clearance(store: Store, plan: Plan, skus: Ints) -> None:
    store.clearance[skus] = True
    store.price[skus] = price_point(store.regular[skus] * (1 - plan.clearance_cut[skus]))
    store.offer_until[skus] = -1


def _ten_cases(store: Store, plan: Plan, skus: Ints) -> None:
    rng, shop = store.rng, store.shop
    rate = shop.demand.rate[skus]
    cases = np.maximum(shop.pack[skus], 1) * rng.integers(8, 13, len(skus))
    months = round_number(rate * rng.uniform(60, 500)) * (rate > 0.3)
    units = np.maximum(cases, months)
    store.on_order[skus] += units
    day = min(store.day + int(shop.assortment.lead[skus[0]]), _LATEST_DELIVERY)
    store.deliveries[day].append(Receipt(skus=skus, ordered=units, units=units))


def _damage(store: Store, plan: Plan, skus: Ints) -> None:
    """All that stands there, or most of it."""
    rng = store.rng
    everything = rng.random(len(skus)) < 0.6
    share = np.where(everything, 1, rng.uniform(0.5, 0.95, len(skus)))
    broken = np.ceil(store.shelf[skus] * share)
    store.shelf[skus] -= broken
    store.unsaleable[skus] += broken


def _bin_count(store: Store, plan: Plan, skus: Ints) -> None:
    counting.count(store, skus[store.present[skus]])


EFFECTS: Mapping[str, Effect] = {
    "new_item": _new_item,
    "theft_in_one_night": _theft,
    "pallet_not_booked": _pallet,
    "count_miskeyed": _count_miskeyed,
    "transfer_miskeyed": _transfer_miskeyed,
    "vendor_raise": _vendor_raise,
    "promotion": _promotion,
    "price_slip": _price_slip,
    "price_file_shifted": _price_file_shifted,
    "clearance": _clearance,
    "ten_cases": _ten_cases,
    "damage": _damage,
    "bin_count": _bin_count,
}
