"""Orders, deliveries, their booking: what the buyer asks for and what becomes of it."""

from __future__ import annotations

import numpy as np

from ...arrays import Bools, Floats, Ints
from .calendar import DAYS, LAST, NOT_PLANNED, YEAR
from .state import Store

BOOKED_LATE = 0.07
"""Share of receipts that are booked a day to three after the goods came."""
PRE_SEASON_DAYS = 75
"""Days before the peak at which a season's stock is ordered."""
LONGEST_WAIT = 10
"""Days after which an order too small for the vendor is sent all the same."""


def order_season(store: Store) -> None:
    """Half of a season's demand, ten weeks ahead, of what sells in one season only."""
    demand, buying, category = store.demand, store.buying, store.catalog.category
    for number in np.flatnonzero(demand.one_season):
        if (demand.peak[number] - store.day) % YEAR != PRE_SEASON_DAYS:
            continue
        rows = np.flatnonzero(
            (category == number)
            & buying.replenished
            & (buying.forecast * YEAR > 2)
            & (store.range.launch <= store.day)
            & (buying.on_order == 0)
            & ~store.vendors.failed[store.catalog.vendor]
        )
        ahead = demand.season_sum(category[rows], store.day + 20, np.full(len(rows), 110.0))
        wanted = buying.forecast[rows] * ahead * 0.55 - np.maximum(store.stock.book[rows], 0)
        rows, wanted = rows[wanted > 0], wanted[wanted > 0]
        buying.on_order[rows] = _cases(wanted, buying.pack[rows])
        buying.due[rows] = store.day + store.vendors.lead[store.catalog.vendor[rows]]


def _cases(units: Floats, pack: Floats) -> Floats:
    return np.ceil(units / pack) * pack


def take_in(store: Store) -> None:
    """Deliveries of the day: some short, some defective, some that nobody will ever book."""
    rng, buying, stock = store.rng, store.buying, store.stock
    rows = np.flatnonzero((buying.due == store.day) & (buying.on_order > 0))
    if store.day == LAST:
        rows = _sold_first(store, rows)
    if not len(rows):
        return
    units = buying.on_order[rows].copy()
    short = rng.random(len(rows)) < store.vendors.short_chance[store.catalog.vendor[rows]]
    units[short] = np.maximum(1, np.floor(units[short] * rng.uniform(0.3, 0.9, short.sum())))
    bad = np.where(store.losses.defective[rows], np.round(units * 0.7), 0)
    stock.damaged[rows] += bad
    stock.shelf[rows] += units - bad
    buying.deliveries[rows] += 1
    buying.after_stockout[rows] += buying.ran_out[rows]
    buying.ran_out[rows] = False
    buying.delivered[rows] = units
    buying.due[rows] = NOT_PLANNED
    missed = buying.receipts_to_miss[rows] > 0
    _never_book(store, rows[missed])
    _book_soon(store, rows[~missed])


def _never_book(store: Store, skus: Ints) -> None:
    buying = store.buying
    buying.receipts_to_miss[skus] -= 1
    stale = skus[store.rng.random(len(skus)) < 0.25]
    buying.stale_order[stale] += buying.on_order[stale]
    buying.on_order[skus] = 0


def _book_soon(store: Store, skus: Ints) -> None:
    rng, buying = store.rng, store.buying
    late = rng.random(len(skus)) < BOOKED_LATE
    delay = np.where(late, rng.integers(1, 4, len(skus)), 0)
    if store.day == LAST:
        delay = np.where(store.range.sold_first[skus], 1, delay)
    buying.booked_on[skus] = store.day + delay
    buying.waiting[skus] = True


def _sold_first(store: Store, arriving: Ints) -> Ints:
    """On the last day: goods that come, are sold, and will be booked tomorrow. Returns all that
    come today."""
    rng, buying, stock, demand = store.rng, store.buying, store.stock, store.demand
    among = np.flatnonzero(
        (store.range.launch < DAYS - 60)
        & buying.replenished
        & ~buying.waiting
        & (demand.base * YEAR > 18)
        & (stock.book >= 0)
        & (stock.book <= np.maximum(5, demand.base * 10))
        & ~store.vendors.failed[store.catalog.vendor]
        & (buying.receipts_to_miss == 0)
        & (demand.level > 0.5)
    )
    count = min(len(among), int(store.sold_first_share * len(store)))
    skus = np.sort(rng.choice(among, count, replace=False))
    store.range.sold_first[skus] = True
    pack, on_order = buying.pack, buying.on_order
    idle = skus[on_order[skus] == 0]
    on_order[idle] = np.maximum(_cases(buying.reorder_up_to[idle], pack[idle]), pack[idle])
    units = np.maximum(stock.book[skus], 0) + rng.integers(1, 4, len(skus))
    on_order[skus] = np.maximum(on_order[skus], _cases(units, pack[skus]))
    stock.book[skus] -= units
    stock.shelf[skus] = np.maximum(stock.shelf[skus], 0) - units
    stock.units_sold[skus] += units
    stock.last_rung_up[skus] = stock.last_sold[skus] = LAST
    buying.due[skus] = LAST
    return np.union1d(arriving, skus)


def book(store: Store) -> None:
    """Receipts whose booking is due: books, average cost, last cost."""
    rng, buying, stock, charging = store.rng, store.buying, store.stock, store.charging
    rows = np.flatnonzero(buying.booked_on == store.day)
    if not len(rows):
        return
    units = buying.delivered[rows]
    odd = rng.random(len(rows)) < 0.2
    freight = np.where(odd, np.exp(rng.normal(0, 0.006, len(rows))), 1)
    paid = store.prices.vendor_cost[rows] * freight
    invoiced = paid * (1 + charging.overcharged[rows])
    before = np.maximum(stock.book[rows], 0)
    charging.avg_cost[rows] = (charging.avg_cost[rows] * before + invoiced * units) / (
        before + units
    )
    charging.last_cost[rows] = invoiced
    charging.paid_cost[rows] = paid
    stock.book[rows] += units
    stock.last_received[rows] = store.day
    buying.on_order[rows] = 0
    buying.waiting[rows] = False
    buying.booked_on[rows] = NOT_PLANNED


def write_orders(store: Store) -> None:
    """(s, S) on the books, on the vendor's days; who sees books below zero looks at the shelf."""
    buying, stock, vendor = store.buying, store.stock, store.catalog.vendor
    on_days = _reviewed(store)
    trusts = (stock.book >= 0) & ~buying.looks_at_shelf
    have = np.where(trusts, stock.book, np.maximum(stock.shelf, 0))
    rows = np.flatnonzero(
        on_days[vendor]
        & (buying.on_order == 0)
        & buying.replenished
        & (have <= buying.reorder_point)
        & (store.range.launch <= store.day)
    )
    if not len(rows):
        return
    wanted = np.maximum(buying.reorder_up_to[rows] - have[rows], 1)
    units = _cases(wanted, buying.pack[rows])
    # a case that lasts a year and more is broken
    broken = (units > 4) & (units > np.maximum(buying.forecast[rows] * YEAR, 2))
    units[broken] = np.maximum(1, np.ceil(wanted[broken]))
    sent = _large_enough(store, rows, units, on_days)[vendor[rows]]
    rows, units = rows[sent], units[sent]
    slipped = buying.ten_cases_next[rows]
    units[slipped] = np.maximum(10 * buying.pack[rows[slipped]], 10 * units[slipped])
    buying.overbought[rows[slipped]] = units[slipped]
    buying.ten_cases_next[rows[slipped]] = False
    _send(store, rows, units)


def _reviewed(store: Store) -> Bools:
    """By vendor: whether its orders are written today."""
    today, vendors = store.calendar.weekday(store.day), store.vendors
    again = vendors.twice_a_week & ((vendors.review_weekday + 3) % 7 == today)
    return np.asarray((vendors.review_weekday == today) | again)


def _large_enough(store: Store, skus: Ints, units: Floats, on_days: Bools) -> Bools:
    """By vendor: whether the order is worth sending, or has waited long enough."""
    vendors = store.vendors
    dollars = units * store.prices.vendor_cost[skus]
    value = np.bincount(store.catalog.vendor[skus], dollars, store.catalog.vendors)
    enough = (value >= vendors.least_order) | (vendors.waited >= LONGEST_WAIT)
    vendors.waited[on_days] = np.where(enough[on_days], 0, vendors.waited[on_days] + 7)
    return np.asarray(enough)


def _send(store: Store, skus: Ints, units: Floats) -> None:
    """Half of the orders to a vendor who fails are refused, the others hang."""
    rng, vendors, vendor = store.rng, store.vendors, store.catalog.vendor[skus]
    late = rng.random(len(skus)) < vendors.late_chance[vendor]
    delay = np.where(late, rng.integers(1, 15, len(skus)), 0)
    failed = vendors.failed[vendor]
    refused = failed & (rng.random(len(skus)) < 0.5)
    store.buying.on_order[skus] = np.where(refused, 0, units)
    store.buying.due[skus] = np.where(failed, NOT_PLANNED, store.day + vendors.lead[vendor] + delay)
