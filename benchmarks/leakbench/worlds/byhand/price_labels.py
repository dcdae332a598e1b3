"""Labels of prices and costs: never of what is meant to be so."""

from __future__ import annotations

import numpy as np

from ...arrays import Bools
from ...truth import Verdict
from .outcome import Outcome, share_of_price
from .plan import Mechanism
from .verdicts import verdict

_POINTS, _TENTH = 0.03, 0.1
"""A fall of the margin counts from three points, and a tenth of the intended margin, on."""


def high_margin_leak(view: Outcome) -> Verdict:
    """Sold above cost, at half the intended margin or less."""
    label = view.sells & ~_meant(view) & (view.price > view.cost)
    label &= view.margin <= 0.5 * view.intended_margin
    return verdict(label, (view.intended - view.price) * view.rate * 365)


def margin_erosion(view: Outcome) -> Verdict:
    """Three points and a tenth below the intended margin, because cost rose, or by a price that
    leaves more than half of it; or on paper only, where a rebate of that size is late."""
    late = rebate_late(view)
    slight = _by_cost(view) | (view.margin > 0.5 * view.intended_margin)
    label = view.sells & ~_meant(view) & _fell(view) & slight
    vendors, vendor = view.shop.assortment.vendors, view.shop.assortment.vendor
    overstated = (view.booked_cost - view.cost) * vendors.lapse[vendor] * view.rate * 365
    lost = view.fell * view.price * view.rate * 365
    return verdict(label | late, np.where(late, overstated, lost))


def rebate_late(view: Outcome) -> Bools:
    """The books show a margin too low by as much as counts, and the true margin is as intended."""
    hidden = view.margin - share_of_price(view.price - view.booked_cost, view.price)
    late = view.plan.planted[Mechanism.REBATE] & (view.booked_cost > view.cost * 1.01)
    late &= view.sells & ~_meant(view) & ~_fell(view)
    return np.asarray(late & (hidden >= _POINTS) & (hidden >= _TENTH * view.intended_margin))


def negative_profit(view: Outcome) -> Verdict:
    """Sold below cost."""
    label = ~_meant(view) & (view.price > 0) & (view.price < view.cost) & (view.yearly >= 0.5)
    return verdict(label, (view.cost - view.price) * view.rate * 365)


def zero_cost_anomaly(view: Outcome) -> Verdict:
    """The cost was lost at set-up, of something that is priced, and stocked or sold."""
    there = (view.stock > 0) | (view.book > 0) | (view.sold > 0)
    label = view.plan.planted[Mechanism.COST_MISSING] & (view.price > 0) & there
    return verdict(label, 0.05 * view.cost * view.rate * 365)


def price_discrepancy(view: Outcome) -> Verdict:
    """Thirty per cent or more off the intended price; too high a price costs nothing."""
    off = (view.ratio <= 0.70) | (view.ratio >= 1.30)
    there = (view.stock > 0) | view.sells | (view.book > 0)
    lost = (view.intended - view.price) * view.rate * 365
    label = ~_meant(view) & view.goods & off & there
    return verdict(label, np.where(view.price < view.intended, lost, 0))


def _meant(view: Outcome) -> Bools:
    """Clearance, flyers, loss leaders at their price; and services."""
    leader = view.shop.pricing.loss_leader & (view.ratio > 0.97)
    return np.asarray(view.store.clearance | view.on_offer | leader | ~view.goods)


def _fell(view: Outcome) -> Bools:
    return np.asarray((view.fell >= _POINTS) & (view.fell >= _TENTH * view.intended_margin))


def _by_cost(view: Outcome) -> Bools:
    """The cost rose, and the price stayed."""
    planted = view.plan.planted
    unfollowed = view.store.locked & planted[Mechanism.VENDOR_RAISE]
    close = (view.fell > 0.02) & (view.ratio > 0.88)
    return np.asarray(
        unfollowed | close & ~planted[Mechanism.PROMOTION] & ~planted[Mechanism.PRICE_SLIP]
    )
