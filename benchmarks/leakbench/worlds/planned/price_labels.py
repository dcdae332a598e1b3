"""What is true of prices and costs."""

from __future__ import annotations

import attrs
import numpy as np

from ...arrays import Bools, Floats
from .calendar import YEAR
from .mechanisms import CAUSES
from .verdict import Judged, Words, first
from .view import View

LEAST_MARGIN_GAP = 0.03
"""Points of margin lost from which a cost or a price that moved counts as erosion."""


@attrs.frozen(kw_only=True, eq=False)
class _Moved:
    """How cost and price stand beside what the owner meant."""

    by_cost: Floats
    """Cost over the one for which the price was made."""
    by_price: Floats
    """Intended price over the price."""
    meant: Bools
    """Nothing has moved, or it is a loss leader, a clearance or a sample at its price."""
    clearance_meant: Bools
    price_cause: Words
    cause: Words


def labels(view: View) -> dict[str, Judged]:
    """By primitive, of those on prices and costs."""
    moved = _moved(view)
    return {
        "negative_profit": _negative_profit(view, moved),
        "high_margin_leak": _high_margin_leak(view, moved),
        "margin_erosion": _margin_erosion(view, moved),
        "zero_cost_anomaly": _zero_cost_anomaly(view),
        "price_discrepancy": _price_discrepancy(view, moved),
    }


def _moved(view: View) -> _Moved:
    store = view.store
    charging, meaning = store.charging, store.range
    over = view.cost / np.maximum(charging.cost_when_priced, 1e-9)
    by_cost = np.where(view.cost > 0, over, 1)
    under = store.prices.intended_price / np.maximum(view.price, 0.005)
    by_price = np.where(view.price > 0, under, 99)
    at_price, at_cost = by_price < 1.02, by_cost < 1.02
    special = (meaning.loss_leader | meaning.clearance) & at_price
    price_cause = first(
        (view.has("price_slip", "price_file_wrong"), CAUSES["price_slip"]),
        (view.has("offer_never_reverted"), CAUSES["offer_never_reverted"]),
    )
    raised = (charging.raised > 0) & (by_cost > 1.02)
    cause = np.where(by_price > 1.02, price_cause, "")
    # of the two the one that moved more; the raise, where nothing is known of the price
    cause[raised & ((by_cost >= by_price) | (cause == ""))] = CAUSES["vendor_raise_not_followed"]
    return _Moved(
        by_cost=by_cost,
        by_price=by_price,
        meant=meaning.free | (at_cost & at_price) | special,
        clearance_meant=meaning.clearance & at_price,
        price_cause=price_cause,
        cause=cause,
    )


def _negative_profit(view: View, moved: _Moved) -> Judged:
    below = (view.price > 0) & (view.price < view.cost - 0.004)
    label = below & ~moved.meant & ~moved.clearance_meant & view.live
    loss = np.maximum(view.cost - view.price, 0)
    return Judged(label=label, annual_cost=loss * view.per_day * YEAR, cause=moved.cause)


def _high_margin_leak(view: View, moved: _Moved) -> Judged:
    intended, usual = view.store.prices.intended_margin, _usual_margins(view)
    margin = view.margin
    away = (margin - usual.median) / np.maximum(usual.deviation, 0.01)
    far = (margin <= 0.5 * usual.median) | ((away <= -3.5) & (margin <= 0.75 * usual.median))
    judged = view.live & (view.price > 0) & (view.year >= 1) & ~moved.meant
    label = judged & (margin >= 0) & (margin <= 0.75 * intended) & far
    full = view.cost / np.maximum(1 - intended, 0.05)
    full = np.where(intended < 0.95, full, view.store.prices.intended_price)
    lost = np.maximum(full - view.price, 0)
    return Judged(label=label, annual_cost=lost * view.per_day * YEAR, cause=moved.cause)


@attrs.frozen(kw_only=True, eq=False)
class _Usual:
    """Margins of the category, or of the store where it is small; one entry per SKU."""

    median: Floats
    deviation: Floats
    """Median distance from the median, scaled to a standard deviation."""


def _usual_margins(view: View) -> _Usual:
    catalog = view.store.catalog
    median, deviation = np.zeros(len(catalog)), np.zeros(len(catalog))
    normal = (view.price > 0) & ~view.store.range.free
    for number in range(catalog.categories):
        here = catalog.category == number
        peers = view.margin[here & normal]
        if len(peers) < 8:
            peers = view.margin[normal]
        median[here] = np.median(peers)
        deviation[here] = 1.4826 * np.median(np.abs(peers - np.median(peers)))
    return _Usual(median=median, deviation=deviation)


def _margin_erosion(view: View, moved: _Moved) -> Judged:
    """Margin lost by a cost or a price that moved; or on paper only, until a rebate is credited."""
    charging, clearance = view.store.charging, view.store.range.clearance
    intended, per_day = view.store.prices.intended_margin, view.per_day
    fell = intended - view.margin
    enough = (fell >= LEAST_MARGIN_GAP) & (fell >= 0.1 * intended) & (intended > 0)
    judged = view.live & (view.price > 0) & (view.year >= 1) & ~clearance
    positive = (view.margin >= 0) | (moved.by_cost >= 1.05)
    eroded = judged & ~moved.meant & enough & positive
    booked = 1 - view.cost * (1 + charging.overcharged) / np.maximum(view.price, 0.005)
    hidden = view.margin - np.where(view.price > 0, booked, np.nan)
    seen = (hidden >= LEAST_MARGIN_GAP) & (hidden >= 0.1 * np.abs(view.margin))
    owed = judged & (charging.overcharged > 0) & seen
    lost = np.maximum(fell, 0) * view.price * per_day * YEAR
    waiting = view.cost * charging.overcharged * per_day * charging.rebate_days
    of_rebate = owed & (~eroded | (waiting > lost))
    return Judged(
        label=eroded | owed,
        annual_cost=np.where(eroded, lost, 0) + np.where(owed, waiting, 0),
        cause=np.where(of_rebate, CAUSES["rebate_not_credited"], moved.cause),
    )


def _zero_cost_anomaly(view: View) -> Judged:
    blank = (view.store.charging.blank_cost > 0) & (view.cost > 0) & (view.price > 0)
    traded = (view.shelf > 0) | (view.book > 0) | (view.store.stock.units_sold > 0)
    every = np.ones(len(view.book), bool)
    return Judged(
        label=blank & traded & view.live,
        annual_cost=view.cost * view.per_day * YEAR * 0.05,
        cause=first((every, CAUSES["cost_missing"])),
    )


def _price_discrepancy(view: View, moved: _Moved) -> Judged:
    intended = view.store.prices.intended_price
    away = np.abs(view.price / np.maximum(intended, 0.01) - 1) >= 0.30
    traded = (view.store.stock.units_sold > 0) | (view.shelf > 0) | (view.year > 0)
    return Judged(
        label=view.live & ((view.price <= 0) | away) & traded,
        annual_cost=np.maximum(intended - view.price, 0) * view.per_day * YEAR,
        cause=moved.price_cause,
    )
