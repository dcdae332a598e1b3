"""What will happen besides ordinary trade; drawn before the first day."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Mapping

import attrs
import numpy as np

from ...arrays import Bools, Floats, Ints
from .calendar import NEVER


class Mechanism(enum.StrEnum):
    """One way in which a store comes to leak."""

    THEFT = "theft"
    NOT_BOOKED = "receipts_not_booked"
    MISKEYED = "count_or_transfer_miskeyed"
    VENDOR_RAISE = "vendor_raise_not_followed"
    PROMOTION = "promotion_never_reverted"
    REBATE = "rebate_not_credited"
    PRICE_SLIP = "price_slip"
    COST_MISSING = "cost_missing"
    COLLAPSE = "demand_collapses"
    TEN_CASES = "ten_cases_for_one"
    SUPPLY = "supplier_fails_or_demand_surges"
    DAMAGE = "damaged_lot"


CAUSES: Mapping[Mechanism, str] = {
    Mechanism.THEFT: "Theft",
    Mechanism.NOT_BOOKED: "InventoryDrift",
    Mechanism.MISKEYED: "InventoryDrift",
    Mechanism.VENDOR_RAISE: "VendorIncrease",
    Mechanism.PROMOTION: "MarginLeak",
    Mechanism.REBATE: "RebateTiming",
    Mechanism.PRICE_SLIP: "PricingError",
    Mechanism.COST_MISSING: "PricingError",
    Mechanism.COLLAPSE: "DemandShift",
    Mechanism.TEN_CASES: "DemandShift",
    Mechanism.SUPPLY: "DemandShift",
    Mechanism.DAMAGE: "QualityIssue",
}
"""Root causes as detectors name them."""


@attrs.frozen(kw_only=True, eq=False)
class Event:
    """Something that happens to some SKUs on one day."""

    effect: str
    """Name of the function in `effects.py`."""
    skus: Ints


class Plan:
    """Who is hit, when and how hard; one entry per SKU. Days are day numbers, or `NEVER`."""

    def __init__(self, skus: int) -> None:
        self.planted: dict[Mechanism, Bools] = {key: _nowhere(skus) for key in Mechanism}
        self.start: dict[Mechanism, Ints] = {key: _never(skus) for key in Mechanism}
        self.events: dict[int, list[Event]] = defaultdict(list)
        """By day, in the order in which they happen."""
        self.theft_per_day: Floats = np.zeros(skus)
        """Units that a habitual thief takes."""
        self.stolen_at_once: Floats = np.zeros(skus)
        """Share of the shelf that goes in one night."""
        self.driver_fills_from: Ints = _never(skus)
        """From this day on the vendor's driver fills the shelf, and nobody books it."""
        self.never_counted: Bools = _nowhere(skus)
        """Nobody counts it from the day on which deliveries are not booked."""
        self.vendor_raise: Floats = np.zeros(skus)
        """Share of the cost."""
        self.discount: Floats = np.zeros(skus)
        """Share of the price, never taken back."""
        self.rebate: Floats = np.zeros(skus)
        """Share of the invoice that is owed."""
        self.slip: Floats = np.ones(skus)
        """Price as keyed over the right one."""
        self.demand_factor: Floats = np.ones(skus)
        """Demand from `demand_changes_from` on, over that before."""
        self.demand_changes_from: Ints = _never(skus)
        self.supplier_fails_from: Ints = _never(skus)
        self.orders_confirmed: Bools = _nowhere(skus)
        """The failing supplier still confirms what is ordered."""
        self.returned: Floats = np.zeros(skus)
        """Share of the sales that comes back, defective, from `returned_from` on."""
        self.returned_from: Ints = _never(skus)
        self.clearance_from: Ints = _never(skus)
        self.clearance_cut: Floats = np.zeros(skus)
        """Share of the price."""

    def at(self, day: int, effect: str, skus: Ints) -> None:
        """One effect on all of them together."""
        self.events[int(day)].append(Event(effect=effect, skus=skus))

    def each(self, days: Ints, effect: str, skus: Ints) -> None:
        """One effect on each of them, on a day of its own."""
        for day, sku in zip(days, skus, strict=True):
            self.at(day, effect, np.array([sku]))

    def by_day(self, days: Ints, effect: str, skus: Ints) -> None:
        """One effect on those that share a day."""
        for day in np.unique(days):
            self.at(day, effect, skus[days == day])

    def running(self, mechanism: Mechanism, day: int) -> Bools:
        """Where it has begun."""
        return self.start[mechanism] <= day

    def clearing(self, day: int, clearance: Bools) -> Floats:
        """Factor of demand for what is on clearance: fewer and fewer sizes are left."""
        days = np.clip(day - self.clearance_from, 0, 3000)
        return np.where(clearance, np.exp(-days / 120.0), 1)


def _nowhere(skus: int) -> Bools:
    return np.zeros(skus, dtype=np.bool_)


def _never(skus: int) -> Ints:
    return np.full(skus, NEVER)
