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


def _per_year(item: Item) -> float | None:
    return None if item.demand is None else item.demand.mean * YEAR


def _at_reorder_point(item: Item) -> float:
    on_hand, point = item.on_hand_qty, item.reorder_point
    return float(on_hand is not None and point is not None and on_hand <= point and point > 0)


def _count_variance(item: Item) -> float | None:
    variance, days = item.count_variance_qty, item.days_since_counted
    if variance is None or (days is not None and days > YEAR):
        return None
    return math.copysign(math.log1p(abs(variance)), variance)


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
    "at_reorder_point": _at_reorder_point,
    "cost_rise": lambda item: _log_ratio(item.last_cost, item.avg_cost),
    "cost_rise_since_previous": lambda item: _log_ratio(item.unit_cost, item.previous_unit_cost),
    "count_variance": _count_variance,
    "days_since_received": lambda item: _log1p(item.days_since_received),
    "demand_ended": lambda item: log_odds(item.demand_ended_probability),
    "discontinued": lambda item: float(item.discontinued),
    "list_ratio": lambda item: _log_ratio(item.list_ratio, 1.0),
    "margin_share": _margin_share,
    "margin_z": _margin_z,
    "missing_cluster": lambda item: item.missing_cluster,
    "months_of_supply": _months_of_supply,
    "on_hand": lambda item: _log_ratio(item.on_hand_qty, 1.0),
    "on_order": lambda item: float((item.on_order_qty or 0.0) > 0),
    "over_order_up_to": lambda item: _log_ratio(item.on_hand_qty, item.reorder_up_to),
    "price_change_since_previous": lambda item: _log_ratio(
        item.unit_price, item.previous_unit_price
    ),
}
"""By name."""
