"""Which planted mechanism brought a leak about."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ...arrays import Bools
from .outcome import Outcome
from .plan import CAUSES, Mechanism
from .price_labels import rebate_late

Condition = Callable[[Outcome], Bools]


def _always(view: Outcome) -> Bools:
    return np.ones(len(view.shop), dtype=np.bool_)


def _on_the_books(view: Outcome) -> Bools:
    return ~view.paper_late


def _something_missing(view: Outcome) -> Bools:
    return np.asarray(view.missing >= 1)


def _still_damaged(view: Outcome) -> Bools:
    return view.store.unsaleable > 0


def _too_cheap(view: Outcome) -> Bools:
    return np.asarray(view.ratio < 0.97)


def _too_dear(view: Outcome) -> Bools:
    return np.asarray(view.ratio > 1.3)


def _not_on_paper(view: Outcome) -> Bools:
    return ~rebate_late(view)


_M = Mechanism
_RECORDS: Mapping[Mechanism, Condition] = {
    _M.NOT_BOOKED: _on_the_books,
    _M.MISKEYED: _on_the_books,
}
EXPLAINED_BY: Mapping[str, Mapping[Mechanism, Condition]] = {
    "negative_inventory": _RECORDS,
    "severe_inventory_deficit": _RECORDS,
    "low_stock": {
        _M.SUPPLY: _always,
        _M.THEFT: _something_missing,
        _M.DAMAGE: _something_missing,
        _M.MISKEYED: _something_missing,
    },
    "high_margin_leak": {
        _M.PRICE_SLIP: _too_cheap,
        _M.PROMOTION: _too_cheap,
        _M.VENDOR_RAISE: _always,
    },
    "margin_erosion": {
        _M.VENDOR_RAISE: _not_on_paper,
        _M.REBATE: rebate_late,
        _M.PROMOTION: _too_cheap,
        _M.PRICE_SLIP: _too_cheap,
    },
    "negative_profit": {
        _M.PRICE_SLIP: _too_cheap,
        _M.VENDOR_RAISE: _always,
        _M.PROMOTION: _too_cheap,
    },
    "zero_cost_anomaly": {_M.COST_MISSING: _always},
    "price_discrepancy": {
        _M.PRICE_SLIP: _always,
        _M.PROMOTION: _always,
        _M.VENDOR_RAISE: _always,
    },
    "dead_item": {
        _M.COLLAPSE: _always,
        _M.TEN_CASES: _always,
        _M.PRICE_SLIP: _too_dear,
        _M.DAMAGE: _always,
    },
    "overstock": {
        _M.TEN_CASES: _always,
        _M.COLLAPSE: _always,
        _M.PRICE_SLIP: _too_dear,
    },
    "shrinkage_pattern": {
        _M.THEFT: _always,
        _M.DAMAGE: _still_damaged,
        _M.MISKEYED: _always,
    },
}
"""By primitive: mechanisms that can make it true, and where they do; of several on one SKU the
first is its cause."""


def causes(view: Outcome, primitive: str, label: Bools) -> list[str | None]:
    """Root cause per SKU; None where the label does not hold, or trade alone brought it about."""
    found = np.full(len(label), None, dtype=np.object_)
    for mechanism, condition in reversed([*EXPLAINED_BY[primitive].items()]):
        hit = label & view.plan.planted[mechanism] & condition(view)
        found[hit] = CAUSES[mechanism]
    return list(found)
