"""Buying: (s, S) policies on the books, orders, deliveries late and short, and their booking."""

from __future__ import annotations

import numpy as np

from .arrays import Floats, Ints
from .state import Receipt, Store

SCAN_SLIPS = 0.05
"""Share of sales rung up as one unit more or fewer than the customer took, both alike often. With
it two records in three of what sells every month differ from the shelf, as DeHoratius and Raman
(2008) found among 370,000 (65 %), over as often as short, and the more the more an item sells."""
REVIEW_DAYS = 28
"""The buyer reckons reorder points anew this often."""
MEMORY_DAYS = 90.0
"""Average days of sales that the first guess is worth beside the sales of the window."""


def review_policies(store: Store) -> None:
    """New forecasts, and from them reorder points for what lies ahead.

    A year of sales tells about a slow item, twelve weeks about one that sells every week.
    """
    catalog, calendar = store.catalog, store.calendar
    if store.day > 0:
        window = np.where(store.forecast > 0.15, 84, 365)
        start = np.maximum(store.day - window, catalog.launch).clip(0, store.day)
        season = calendar.cumulative
        exposed = season[store.day][catalog.category] - season[start, catalog.category]
        sold = np.where(window == 84, store.units_sold(84), store.units_sold(365)).clip(0)
        guess = store.first_guess
        store.forecast = (guess * MEMORY_DAYS + sold) / (MEMORY_DAYS + exposed)
    until_next = _ahead(store, catalog.lead + 7)
    noise = np.sqrt(until_next / (1 - catalog.odds))
    point = np.floor(until_next + 1.3 * noise)
    point = np.where(until_next < 0.15, 0, point)
    store.reorder_point = np.maximum(point, catalog.facing - 1)
    cover = np.where(store.forecast > 0.2, 35, np.where(store.forecast > 0.03, 60, 100))
    batch = np.maximum(np.ceil(_ahead(store, cover)), catalog.pack)
    store.reorder_up_to = store.reorder_point + np.maximum(batch, 1)


def _ahead(store: Store, days: Ints) -> Floats:
    """Units forecast for the next `days` days, seasons included."""
    season, category = store.calendar.cumulative, store.catalog.category
    end = np.minimum(store.day + days, len(season) - 1)
    return np.asarray(store.forecast * (season[end, category] - season[store.day, category]))


def stock_up(store: Store) -> None:
    """Day 0: books somewhere between reorder point and order-up-to, and off by what a year of trade
    and no count leave behind."""
    catalog, rng = store.catalog, store.rng
    old = catalog.launch < 0
    between = rng.uniform(0, 1, len(catalog)) * (store.reorder_up_to - store.reorder_point)
    store.book = np.where(old, np.round(store.reorder_point + between), 0)
    store.book[catalog.service] = 1e9
    drift = rng.normal(0, np.sqrt(SCAN_SLIPS * catalog.rate / catalog.visit * 365))
    store.shelf = np.maximum(store.book + np.round(drift) * old, 0)
    before = -np.ceil(rng.exponential(90, len(catalog))).astype(np.int64)
    quiet = -np.ceil(rng.exponential(1 / catalog.rate)).astype(np.int64)
    store.last_received[old] = before[old]
    store.first_received[old] = -1000
    store.last_sold[old] = quiet[old]


def write_orders(store: Store, by_weekday: list[Ints]) -> None:
    """Orders of the vendors whose day it is, for what the books say is at its reorder point."""
    catalog, rng = store.catalog, store.rng
    skus = by_weekday[store.calendar.weekday(store.day)]
    due = store.book[skus] + store.on_order[skus] <= store.reorder_point[skus]
    due &= (store.stopped[skus] == 0) & (catalog.launch[skus] <= store.day)
    due &= (store.supplier_off[skus] != 1) & (store.direct[skus] == 0)
    skus = skus[due]
    # what is ordered by hand waits until somebody looks, a month on average
    skus = skus[~catalog.by_hand[skus] | (rng.random(len(skus)) < 0.25)]
    pack = catalog.pack[skus]
    short = store.reorder_up_to[skus] - store.book[skus] - store.on_order[skus]
    units = np.maximum(np.ceil(short / pack), 1) * pack
    store.on_order[skus] += units
    hangs = store.supplier_off[skus] == 2
    store.never_comes[skus[hangs]] += units[hangs]
    _send(store, skus[~hangs], units[~hangs])


def _send(store: Store, skus: Ints, units: Floats) -> None:
    """One order in eight is late by a week or so, one in twenty comes short and is not made up."""
    rng = store.rng
    late = (rng.random(len(skus)) < 0.12) * rng.exponential(6, len(skus))
    days = store.catalog.lead[skus] + np.round(late).astype(np.int64)
    short = rng.random(len(skus)) < 0.05
    come = np.where(short, np.floor(units * rng.uniform(0.3, 0.9, len(skus))), units)
    for wait in np.unique(days):
        hit = days == wait
        store.arriving[store.day + int(wait)].append(
            Receipt(skus=skus[hit], ordered=units[hit], units=come[hit])
        )


def take_in(store: Store) -> None:
    """Goods reach the shelf in the morning; most are booked today, some later, some never."""
    for receipt in store.arriving.pop(store.day, []):
        coming = store.supplier_off[receipt.skus] == 0
        skus, units, ordered = (
            receipt.skus[coming], receipt.units[coming], receipt.ordered[coming],
        )  # fmt: skip
        bad = np.floor(units * store.spoil_next[skus])
        store.spoil_next[skus] = 0
        store.shelf[skus] += units - bad
        store.spoiled[skus] += bad
        arrived = skus[units > 0]
        store.paid_cost[arrived] = store.vendor_cost[arrived]
        new = arrived[store.first_received[arrived] < -1000]
        store.first_received[new] = store.day
        lost = (store.skip_bookings[skus] > 0) & (units > 0)
        _never_book(store, skus[lost], units[lost], ordered[lost])
        _schedule_booking(store, skus[~lost], units[~lost], ordered[~lost])


def _never_book(store: Store, skus: Ints, units: Floats, ordered: Floats) -> None:
    store.skip_bookings[skus] -= 1
    store.unbooked[skus] += units
    store.never_comes[skus] += ordered
    # half of these orders are closed by hand within the week, the others when somebody cleans up
    closing = np.where(store.rng.random(len(skus)) < 0.5, 5, 75)
    for wait in (5, 75):
        hit = closing == wait
        nothing = np.zeros(int(hit.sum()))
        store.booking[store.day + wait].append(
            Receipt(skus=skus[hit], ordered=ordered[hit], units=nothing)
        )


def _schedule_booking(store: Store, skus: Ints, units: Floats, ordered: Floats) -> None:
    rng = store.rng
    slow = rng.random(len(skus)) < 0.06
    days = np.where(slow, rng.integers(1, 5, len(skus)), 0)
    store.late[skus] += units
    for wait in np.unique(days):
        hit = days == wait
        store.booking[store.day + int(wait)].append(
            Receipt(skus=skus[hit], ordered=ordered[hit], units=units[hit])
        )


def book_receipts(store: Store) -> None:
    """In the evening receipts enter the books: stock, last cost, moving average cost."""
    for receipt in store.booking.pop(store.day, []):
        skus, units = receipt.skus, receipt.units
        store.on_order[skus] = np.maximum(store.on_order[skus] - receipt.ordered, 0)
        closed = skus[units == 0]
        store.never_comes[closed] = np.minimum(store.never_comes[closed], store.on_order[closed])
        skus, units = skus[units > 0], units[units > 0]
        cost = store.paid_cost[skus]
        held = np.maximum(store.book[skus], 0)
        store.avg_cost[skus] = (held * store.avg_cost[skus] + units * cost) / (held + units)
        store.last_cost[skus] = cost
        store.book[skus] += units
        store.late[skus] -= units
        store.last_received[skus] = store.day


def direct_deliveries(store: Store) -> None:
    """Once a week the vendor's driver fills up what he looks after; the books hear nothing."""
    if store.day % 7:
        return
    skus = np.flatnonzero((store.direct == 1) & (store.shelf <= store.reorder_point))
    units = np.maximum(store.reorder_up_to[skus] - store.shelf[skus], 0)
    store.shelf[skus] += units
    store.unbooked[skus] += units
