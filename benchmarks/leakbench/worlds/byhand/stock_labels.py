"""Labels of stock: negative, short, low, missing, dead, too much."""

from __future__ import annotations

import numpy as np

from ...arrays import Bools, Floats
from ...truth import CARRYING_RATE, Verdict
from .calendar import DAYS
from .demand import INTERMITTENT
from .outcome import Outcome
from .plan import Mechanism
from .verdicts import verdict

_DRAWS = 400
_AT_ONCE = 4000
"""SKUs for which demand is drawn together: bounds the memory."""


def negative_inventory(view: Outcome) -> Verdict:
    """Books below zero, a fact; it costs nothing where only the paper is late."""
    return verdict(view.goods & (view.book < 0), -view.book * view.cost * ~view.paper_late)


def severe_inventory_deficit(view: Outcome) -> Verdict:
    """Below zero with all that is on order, by more than two weeks can sell, or by a hundred
    with nothing on order."""
    store, short = view.store, -view.book
    two_weeks = view.rate_soon * 14
    variance = two_weeks * view.shop.spread + two_weeks**2 * _uncertainty(view)
    most = two_weeks + 2.6 * np.sqrt(variance) + 1
    lasting = view.goods & (view.book < 0) & (view.book + store.on_order < 0) & ~view.paper_late
    large = ((short > 10) & (short > most)) | ((short >= 100) & (store.on_order <= 0))
    lost = np.where(view.stock <= 0, view.rate_soon * view.lead * view.profit, 0)
    return verdict(lasting & large, -(view.book + store.on_order) * view.cost + lost)


def low_stock(view: Outcome) -> Verdict:
    """It runs out before an order can come, or was forgotten at its minimum and may."""
    store, cycle = view.store, view.shop.assortment.cycle
    chance, lost = _runs_out(view, view.rate_soon * view.lead, view.stock + view.coming_in_lead)
    season = np.clip(view.shop.season(DAYS), 0.1, 3.5)
    minimum = store.minimum * np.where(view.planned_for_season, season, 1)
    forgotten = (view.stock <= minimum) & (view.coming <= 0) & (view.rate_soon * 365 >= 3)
    forgotten &= view.shop.policy.on_file
    one_more_round, _ = _runs_out(view, view.rate_soon * (view.lead + cycle), view.stock)
    forgotten &= (view.stock <= 0) | (one_more_round >= 0.25)
    meant = (view.book >= 0) & ~view.dying & view.goods
    refused = store.refused / np.maximum(store.wanted, 1)
    # the share of a year's cycles in which it is like this
    share = np.where(view.coming <= 0, 1.0, np.clip(refused, view.lead / 365, 1))
    cost = lost * view.profit * 365 / view.lead * share
    cost = np.where(view.failing, np.maximum(view.yearly - view.stock, 0) * view.profit, cost)
    return verdict(meant & ((chance >= 0.5) | forgotten), cost)


def _uncertainty(view: Outcome) -> Floats:
    """Square of the coefficient of variation of the rate itself."""
    demand = view.shop.demand
    level = np.minimum(demand.wander_spread**2 * 0.5, 0.5)
    return np.asarray(level + np.where(demand.kind == INTERMITTENT, 0.35, 0))


def _runs_out(view: Outcome, mean: Floats, stock: Floats) -> tuple[Floats, Floats]:
    """Chance that demand exceeds the stock, and units expected beyond it, by drawing."""
    rng, spread = view.store.rng, view.shop.spread
    chance, beyond = np.zeros(len(mean)), np.zeros(len(mean))
    asked = np.flatnonzero((mean > 0.05) & (stock < 8 * mean + 10 * np.sqrt(mean * spread) + 5))
    over = np.maximum(spread - 1 + mean * _uncertainty(view), 0.05)
    for first in range(0, len(asked), _AT_ONCE):
        skus = asked[first : first + _AT_ONCE]
        shape, scale = (mean[skus] / over[skus])[:, None], over[skus][:, None]
        wanted = rng.poisson(rng.gamma(shape, scale, (len(skus), _DRAWS)))
        excess = wanted - stock[skus, None]
        chance[skus] = (excess > 0).mean(1)
        beyond[skus] = np.maximum(excess, 0).mean(1)
    return chance, beyond


def dead_item(view: Outcome) -> Verdict:
    """Stock that has not moved for 90 days, less than half of which 24 months will want."""
    still = (view.stock > 0) & (view.since_received >= 60) & (view.since_sale >= 90) & view.goods
    still &= DAYS - view.shop.life.first_day >= 60
    unwanted = view.rate_2 * 730 < view.stock / 2
    return verdict(still & unwanted, view.stock * view.cost * CARRYING_RATE)


def overstock(view: Outcome) -> Verdict:
    """It sells, and more than a year of it, and more than a case, is there."""
    excess = view.stock - view.yearly
    label = (view.since_sale < 90) & (excess > 0) & (excess >= 2) & view.goods
    return verdict(label & (view.stock > view.shop.pack), excess * view.cost * CARRYING_RATE)


def shrinkage_pattern(view: Outcome) -> Verdict:
    """Stock that left, or was never there: an empty shelf, units lost, or a count that found it.

    A wrong barcode or a miscount is innocent unless it is gross: the neighbour has the units.
    """
    store, plan = view.store, view.plan
    phantom = (view.book >= 1) & (view.stock <= 0)
    counted_short = _counted_short(view)
    label = (_now_missing(view) | phantom | counted_short) & view.goods & ~store.sold_too_early
    years = np.clip((DAYS - plan.start[Mechanism.THEFT]) / 365.0, 30 / 365.0, 1)
    yearly = np.where(plan.theft_per_day > 0, store.vanished / years, store.vanished)
    real = view.missing - np.maximum(store.invented, 0)
    found = np.where(counted_short, -store.true_variance, 0)
    units = np.maximum(np.maximum(real, found), yearly)
    # the books will never fall to the minimum, so that nobody buys
    blocked = (view.missing > store.minimum) & ~store.looks_at_shelf & ~view.dying
    lost_sales = np.maximum(view.yearly - view.stock, 0) * view.profit
    return verdict(label, units * view.cost + np.where(blocked, lost_sales, 0))


def _now_missing(view: Outcome) -> Bools:
    store, planted = view.store, view.plan.planted
    lost = planted[Mechanism.THEFT] | planted[Mechanism.MISKEYED] | planted[Mechanism.DAMAGE]
    lost |= store.vanished >= 0.5 * view.missing
    some = (view.missing >= np.maximum(2, 0.15 * view.book)) & lost
    gross = view.missing >= np.maximum(4, 0.35 * view.book)
    return np.asarray((view.book > 0) & (some | gross))


def _counted_short(view: Outcome) -> Bools:
    """The last count, within a year, was right to find less: it had been lost."""
    store, plan = view.store, view.plan
    short = -store.true_variance
    recent = (view.since_counted <= 365) & (store.last_counted >= 0) & (store.variance < 0)
    enough = short > np.maximum(1, 0.02 * (store.counted - store.variance))
    vanished = store.vanished >= np.maximum(2, 0.5 * short)
    since = np.minimum(plan.start[Mechanism.MISKEYED], plan.start[Mechanism.DAMAGE])
    return np.asarray(recent & enough & (vanished | (store.last_counted >= since)))
