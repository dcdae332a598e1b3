"""What a planted mechanism does on its day, to one SKU, a group, or a vendor."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...arrays import Floats, Ints
from .calendar import NOT_PLANNED
from .state import Store

SHIFT, AT_COST, OLD = "shift", "cost", "old"
PRICE_FILES = (SHIFT, AT_COST, OLD)
"""How a price file can be wrong: moved by a row, the cost column, prices of years ago."""


def start_theft(store: Store, sku: int) -> None:
    """Units vanish day by day from now on."""
    of_sales = store.rng.uniform(0.15, 0.9) * store.demand.base[sku]
    store.losses.theft_per_day[sku] = max(of_sales, store.rng.uniform(2, 8) / 365)


def steal(store: Store, sku: int) -> None:
    """Much or all of the shelf vanishes at once; later, where there is nothing to take."""
    stock = store.stock
    if stock.shelf[sku] < 2:
        store.at(store.day + 12, partial(steal, sku=sku))
        return
    units = max(2, np.round(stock.shelf[sku] * store.rng.uniform(0.4, 1)))
    stock.shelf[sku] -= units
    stock.stolen[sku] += units
    stock.vanished[sku] += units
    store.counts.lost_since[sku] += units


def miss_receipts(store: Store, sku: int) -> None:
    """The next receipt, or all of them, will not be booked."""
    store.buying.receipts_to_miss[sku] = 10**6 if store.rng.random() < 0.6 else 1


def miskey(store: Store, sku: int) -> None:
    """A transfer is keyed to the wrong SKU, or a count wrongly; later, where little is there."""
    stock, draw = store.stock, store.rng.random()
    transfer = draw < 0.3
    if stock.shelf[sku] < 2 and not transfer:
        store.at(store.day + 9, partial(miskey, sku=sku))
        return
    if transfer:
        new = _transferred(store, sku)
        stock.miskeyed[sku] += new - stock.book[sku]
    else:
        new = _mistyped(store, sku)
        stock.miskeyed[sku] += new - stock.shelf[sku]
    stock.book[sku] = new


def _transferred(store: Store, sku: int) -> float:
    """The books after a transfer that moved no goods."""
    buying, rng = store.buying, store.rng
    units = np.ceil(buying.reorder_up_to[sku] * rng.uniform(0.5, 1.5))
    units = max(buying.pack[sku], units)
    return float(store.stock.book[sku] + (units if rng.random() < 0.5 else -units))


def _mistyped(store: Store, sku: int) -> float:
    """The books after a count with a digit or a unit of measure wrong; it is posted."""
    shelf, pack = store.stock.shelf[sku], store.buying.pack[sku]
    slips = [
        shelf * 10, np.floor(shelf / 10), shelf * pack, np.floor(shelf / pack),
        shelf + 10, shelf * 11, max(shelf - store.rng.integers(3, 12), 0),
    ]  # fmt: skip
    digits = str(int(shelf))
    slips += [float(digits[::-1])] * 2 if len(digits) > 1 else []
    new = float(store.rng.choice(slips))
    if new == shelf:
        new = shelf + 10
    counts = store.counts
    counts.counted[sku] = new
    counts.variance[sku] = new - store.stock.book[sku]
    counts.last[sku] = store.day
    counts.found_missing[sku] = counts.lost_since[sku] = 0
    counts.next[sku] = store.day + counts.every[sku]
    return float(new)


def raise_cost(store: Store, skus: Ints, share: float) -> None:
    """The vendor asks more, and nobody touches the prices."""
    skus = skus[~store.range.priced_down(skus)]
    store.charging.follows[skus] = False
    raise_vendor_cost(store, skus, share)
    store.charging.raised[skus] = share


def raise_vendor_cost(store: Store, skus: Ints, share: float) -> None:
    """By a share; announced at once where the vendor sends price lists."""
    cost = store.prices.vendor_cost
    cost[skus] = np.round(cost[skus] * (1 + share), 2)
    listed = skus[store.vendors.sends_price_list[store.catalog.vendor[skus]]]
    store.charging.paid_cost[listed] = cost[listed]


def keep_offer(store: Store, sku: int) -> None:
    """A price cut that nobody takes back."""
    if store.range.priced_down(sku):
        return
    rng, prices = store.rng, store.prices
    intended = prices.intended_price[sku]
    cut = intended * (1 - rng.uniform(0.08, 0.42))
    round_one = cut > 5 and rng.random() < 0.6
    prices.price[sku] = np.round(np.floor(cut) + 0.99 if round_one else cut, 2)
    if prices.price[sku] >= intended * 0.95:
        prices.price[sku] = np.round(intended * 0.85, 2)
    _typed(store, sku)


def overcharge(store: Store, skus: Ints, share: float, days: int) -> None:
    """Invoices without the rebate that was agreed; it is credited after so many days."""
    store.charging.overcharged[skus] = share
    store.charging.rebate_days[skus] = days


def slip(store: Store, sku: int) -> None:
    """A price with the decimal point misplaced, or of a case instead of a unit."""
    if store.range.priced_down(sku):
        return
    rng, pack = store.rng, store.buying.pack[sku]
    if pack > 1 and rng.random() < 0.4:
        factor = pack if rng.random() < 0.4 else 1 / pack
    else:
        factor = rng.choice([0.1, 0.01, 10, 100], p=[0.5, 0.12, 0.3, 0.08])
    prices = store.prices
    prices.price[sku] = max(0.01, np.round(prices.intended_price[sku] * factor, 2))
    _typed(store, sku)


def load_wrong_file(store: Store, skus: Ints, kind: str) -> None:
    """A price file that is wrong in one of `PRICE_FILES`' ways; one row in sixteen says nothing."""
    skus = skus[~store.range.priced_down(skus)]
    if not len(skus):
        return
    rng, prices = store.rng, store.prices
    new: Floats
    if kind == SHIFT:
        new = np.roll(prices.intended_price[skus], 1)
    elif kind == AT_COST:
        cost = store.charging.paid_cost[skus]
        new = np.round(cost * rng.uniform(1.0, 1.06), 2)
    else:
        new = np.round(prices.intended_price[skus] * rng.uniform(0.55, 0.85), 2)
    prices.price[skus] = np.where(rng.random(len(skus)) < 0.06, 0, new)
    for sku in skus:
        _typed(store, sku)


def _typed(store: Store, sku: int) -> None:
    """The price stands, and demand answers to it."""
    store.charging.locked[sku] = True
    price, intended = store.prices.price[sku], store.prices.intended_price[sku]
    store.demand.response[sku] = (
        1.5 if price <= 0 else np.clip((price / intended) ** -1.1, 0.03, 1.8)
    )


def collapse(store: Store, sku: int) -> None:
    """Hardly anybody wants it any more."""
    demand = store.demand
    demand.level[sku] = demand.level[sku] * store.rng.choice([0, 0.02, 0.08, 0.2])


def surge(store: Store, sku: int) -> None:
    """Far more want it."""
    demand = store.demand
    demand.level[sku] = demand.level[sku] * store.rng.uniform(3, 9)


def order_ten_cases(store: Store, sku: int) -> None:
    """The next order is for cases where units were meant."""
    store.buying.ten_cases_next[sku] = True


def fail(store: Store, vendor: int) -> None:
    """The vendor delivers nothing any more, nor what is on order."""
    store.vendors.failed[vendor] = True
    buying = store.buying
    open_orders = (store.catalog.vendor == vendor) & (buying.on_order > 0)
    buying.due[open_orders & (buying.due > store.day)] = NOT_PLANNED


def spoil(store: Store, sku: int) -> None:
    """Much of the shelf is found unsaleable and what was sold comes back; later, where there is
    nothing."""
    rng, stock, losses = store.rng, store.stock, store.losses
    if stock.shelf[sku] < 2:
        store.at(store.day + 10, partial(spoil, sku=sku))
        return
    units = max(2, np.round(stock.shelf[sku] * rng.uniform(0.4, 1)))
    stock.shelf[sku] -= units
    stock.damaged[sku] += units
    stock.vanished[sku] += units
    losses.return_share[sku] = rng.uniform(0.15, 0.6)
    losses.returns_until[sku] = store.day + rng.integers(20, 90)
    if rng.random() < 0.4:
        losses.defective[sku] = True
