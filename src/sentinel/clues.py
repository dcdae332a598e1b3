"""What one item shows that bears on whether it leaks: plain numbers, null is unknown.

The plain twin of `rust/core/src/clues.rs`. Ratios and spans of time are natural logarithms, because
twice as much says as much at any size; probabilities are log-odds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sentinel.models import Item

Clue = Callable[["Item"], float | None]

YEAR = 365.0
MOST_ODDS = 7.0
LEAST_SPREAD = 0.02
"""A spread of margins below this is taken for this."""
HALF_A_UNIT = 0.5
"""Added to stocks that are compared, so that nothing at all has a logarithm too."""
LEAST_CHANCE = 1e-4
"""A silence less likely than this says no more than one of this chance."""
LEAST = 0.01
RISE = 0.02
"""Logarithm of a cost over the average one from which it is called risen."""


def log_odds(probability: float | None) -> float | None:
    """Logarithm of the odds, between -7 and 7; null for null."""
    if probability is None:
        return None
    if probability <= 0 or probability >= 1:
        return math.copysign(MOST_ODDS, probability - 0.5)
    return min(max(math.log(probability / (1 - probability)), -MOST_ODDS), MOST_ODDS)


def _log_ratio(value: float | None, to: float | None) -> float | None:
    if value is None or to is None or value <= 0 or to <= 0:
        return None
    return math.log(value / to)


def _log1p(days: float | None) -> float | None:
    return None if days is None or days < 0 else math.log1p(days)


def _against(value: float | None, to: float | None) -> float | None:
    """Logarithm of a ratio of stocks that may be nothing."""
    if value is None or to is None or value < 0 or to < 0:
        return None
    return math.log((value + HALF_A_UNIT) / (to + HALF_A_UNIT))


def _per_year(item: Item) -> float | None:
    return None if item.demand is None else item.demand.mean * YEAR


def _reorder_cover(item: Item) -> float | None:
    point = item.reorder_point
    if point is None or point <= 0:
        return None
    return _against(item.on_hand_qty, point)


def _weeks_of_supply(item: Item) -> float | None:
    rate = _per_year(item)
    if rate is None or rate <= 0 or item.on_hand_qty is None or item.on_hand_qty < 0:
        return None
    available = item.on_hand_qty + max(item.on_order_qty or 0.0, 0.0)
    return math.log((available + HALF_A_UNIT) / (rate * 7 / YEAR))


def _variance(item: Item) -> float | None:
    """Units that a count of the last year was off by."""
    if item.days_since_counted is not None and item.days_since_counted > YEAR:
        return None
    return item.count_variance_qty


def _counted_short(item: Item) -> float | None:
    variance = _variance(item)
    return math.log1p(-variance) if variance is not None and variance < 0 else None


def _counted_short_share(item: Item) -> float | None:
    variance, counted = _variance(item), item.counted_qty
    if variance is None or variance >= 0 or counted is None:
        return None
    return -variance / max(abs(counted - variance), 1.0)


def _counted_over(item: Item) -> float | None:
    variance = _variance(item)
    return math.log1p(variance) if variance is not None and variance > 0 else None


def _silence(item: Item) -> float | None:
    chance = item.silence_chance
    return None if chance is None else math.log(max(chance, LEAST_CHANCE))


def _received_since_sold(item: Item) -> float | None:
    received, sold = item.days_since_received, item.days_since_sold
    return None if received is None or sold is None else float(received < sold)


def _margin_gap(item: Item) -> float | None:
    if item.margin is None or item.peer_margin is None:
        return None
    return item.peer_margin - item.margin


def _cost_over_average(item: Item) -> float | None:
    return _log_ratio(item.unit_cost, item.avg_cost)


def _price_slip(item: Item) -> float | None:
    if item.peer_margin is None:
        return None
    usual = None if item.unit_cost is None else item.unit_cost / max(1 - item.peer_margin, LEAST)
    return _log_ratio(item.unit_price, usual)


def _margin_share(item: Item) -> float | None:
    if item.margin is None or item.peer_margin is None:
        return None
    return item.margin / max(item.peer_margin, LEAST_SPREAD)


def _margin_z(item: Item) -> float | None:
    if item.margin is None or item.peer_margin is None or item.peer_margin_spread is None:
        return None
    return (item.margin - item.peer_margin) / max(item.peer_margin_spread, LEAST_SPREAD)


def _months_of_supply(item: Item) -> float | None:
    rate = _per_year(item)
    return None if rate is None else _log_ratio(item.on_hand_qty, rate / 12)


CLUES: Mapping[str, Clue] = {
    "cost_over_average": _cost_over_average,
    "cost_rise": lambda item: _log_ratio(item.last_cost, item.avg_cost),
    "cost_rise_since_previous": lambda item: _log_ratio(item.unit_cost, item.previous_unit_cost),
    "counted_over": _counted_over,
    "counted_short": _counted_short,
    "counted_short_share": _counted_short_share,
    "days_since_received": lambda item: _log1p(item.days_since_received),
    "days_since_sold": lambda item: _log1p(item.days_since_sold),
    "demand_ended": lambda item: log_odds(item.demand_ended_probability),
    "discontinued": lambda item: float(item.discontinued),
    "list_ratio": lambda item: _log_ratio(item.list_ratio, 1.0),
    "margin_gap": _margin_gap,
    "margin_gap_cost_rose": lambda item: (
        _margin_gap(item) if (_cost_over_average(item) or 0.0) > RISE else None
    ),
    "margin_share": _margin_share,
    "margin_z": _margin_z,
    "missing_cluster": lambda item: item.missing_cluster,
    "months_of_supply": _months_of_supply,
    "never_sold": lambda item: item.never_sold,
    "on_hand": lambda item: _log_ratio(item.on_hand_qty, 1.0),
    "on_order": lambda item: float((item.on_order_qty or 0.0) > 0),
    "over_order_up_to": lambda item: _log_ratio(item.on_hand_qty, item.reorder_up_to),
    "price_change_since_previous": lambda item: _log_ratio(
        item.unit_price, item.previous_unit_price
    ),
    "price_slip": _price_slip,
    "price_to_list": lambda item: _log_ratio(item.unit_price, item.list_price),
    "received_since_sold": _received_since_sold,
    "reorder_cover": _reorder_cover,
    "silence": _silence,
    "vendor_margin_z": lambda item: item.vendor_margin_z,
    "weeks_of_supply": _weeks_of_supply,
}
"""By name."""
