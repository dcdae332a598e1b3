"""What loses money and where: twelve mechanisms, each on about one SKU in a hundred."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

import numpy as np

from ...arrays import Bools, Floats, Ints
from . import effects
from .calendar import DAYS, LAST, YEAR
from .state import Planting, Store

CAUSES = {
    "theft_at_a_rate": "Theft",
    "theft_in_one_event": "Theft",
    "receipts_not_booked": "InventoryDrift",
    "count_or_transfer_miskeyed": "InventoryDrift",
    "vendor_raise_not_followed": "VendorIncrease",
    "offer_never_reverted": "MarginLeak",
    "rebate_not_credited": "RebateTiming",
    "price_slip": "PricingError",
    "price_file_wrong": "PricingError",
    "cost_missing": "PricingError",
    "demand_collapses": "DemandShift",
    "ten_cases_for_one": "DemandShift",
    "supplier_fails": "DemandShift",
    "demand_surges": "DemandShift",
    "damaged_lot": "QualityIssue",
}
"""By mechanism: the cause to which its leaks are put down."""


class Effect(Protocol):
    """What happens to one SKU on its day."""

    def __call__(self, store: Store, sku: int) -> None: ...


def plant(store: Store) -> None:
    """Chooses SKUs and days, and writes them into the diary."""
    field = _Field(store)
    field.thefts()
    field.records()
    field.costs_and_prices()
    field.demand_and_supply()


class _Field:
    """Who can be chosen, and how: single SKUs, a bay, vendors."""

    def __init__(self, store: Store) -> None:
        self.store, self.rng = store, store.rng
        self.every: Bools = np.ones(len(store), bool)
        self.old: Bools = store.range.launch < DAYS - 120
        self.yearly: Floats = store.demand.base * YEAR
        self.full_priced: Bools = self.old & ~store.range.loss_leader

    def thefts(self) -> None:
        """Dear and quick goods draw thieves; a bay out of sight draws them for weeks."""
        share, old, yearly = self._share(), self.old, self.yearly
        tempting = np.sqrt(self.store.prices.vendor_cost) * np.sqrt(self.store.demand.base)
        near = self._bay(old & (yearly > 4), share * 0.3)
        single = self._single(old & (yearly > 4), share * 0.3, tempting)
        skus = np.unique(np.concatenate([near, single]))
        self._each("theft_at_a_rate", skus, self._ago(len(skus), 40, 420), effects.start_theft)
        skus = self._single(old & (yearly > 2), share * 0.45, tempting)
        self._each("theft_in_one_event", skus, self._ago(len(skus), 10, 300), effects.steal)

    def records(self) -> None:
        """Receipts that nobody books, some of them a vendor's habit; counts and transfers keyed
        wrongly."""
        share, old, yearly = self._share(), self.old, self.yearly
        habit = self._vendors(old & (yearly > 12), share * 0.4, (0.4, 0.9))
        busy = np.sqrt(self.store.demand.base)
        single = self._single(old & (yearly > 12), share * 0.6, busy)
        skus = np.unique(np.concatenate([habit, single]))
        days = self._ago(len(skus), 30, 260)
        self._each("receipts_not_booked", skus, days, effects.miss_receipts)
        skus = self._single(old & (yearly > 2))
        days = self._ago(len(skus), 5, 330)
        self._each("count_or_transfer_miskeyed", skus, days, effects.miskey)

    def costs_and_prices(self) -> None:
        """Raises and rebates by vendor; offers and slips singly; price files by bay."""
        self._by_vendor("vendor_raise_not_followed", self._raise)
        skus = self._single(self.full_priced)
        self._each("offer_never_reverted", skus, self._ago(len(skus), 20, 300), effects.keep_offer)
        self._by_vendor("rebate_not_credited", self._overcharge)
        skus = self._single(self.every, self._share() * 0.55)
        self._each("price_slip", skus, self._ago(len(skus), 2, 110), effects.slip)
        self._price_files()
        self._blank_costs()

    def demand_and_supply(self) -> None:
        """Demand that ends or soars, an order in the wrong unit, vendors that fail, bad lots."""
        old, yearly = self.old, self.yearly
        share = self._share()
        single = self._single(old & (yearly > 4), share * 0.6)
        skus = np.unique(np.concatenate([single, self._bay(old & (yearly > 4), share * 0.4)]))
        self._each("demand_collapses", skus, self._ago(len(skus), 60, 430), effects.collapse)
        large = self.store.buying.pack * 10 > 20
        skus = self._single(old & (yearly > 3) & (yearly < 400) & large)
        days = self._ago(len(skus), 30, 400)
        self._each("ten_cases_for_one", skus, days, effects.order_ten_cases)
        share = self._share()
        self._failures(share * 0.6)
        skus = self._single(old & (yearly > 15), share * 0.5)
        self._each("demand_surges", skus, self._ago(len(skus), 4, 45), effects.surge)
        skus = self._single(old & (yearly > 4))
        self._each("damaged_lot", skus, self._ago(len(skus), 15, 260), effects.spoil)

    # --- what takes more than one SKU at a time

    def _by_vendor(self, key: str, effect: Callable[[Ints], int]) -> None:
        """effect: plans it for the SKUs of one vendor and tells the day."""
        skus = self._vendors(self.full_priced, self._share())
        start = np.zeros(len(skus), int)
        vendor = self.store.catalog.vendor[skus]
        for one in np.unique(vendor):
            start[vendor == one] = effect(skus[vendor == one])
        self._plan(key, skus, start)

    def _raise(self, skus: Ints) -> int:
        day = int(self._ago(1, 15, 300)[0])
        share = self.rng.uniform(0.08, 0.35)
        self.store.at(day, partial(effects.raise_cost, skus=skus, share=share))
        return day

    def _overcharge(self, skus: Ints) -> int:
        day = int(self._ago(1, 7, 70)[0])
        share = self.rng.uniform(0.07, 0.20)
        days = LAST - day + int(self.rng.integers(14, 60))
        self.store.at(day, partial(effects.overcharge, skus=skus, share=share, days=days))
        return day

    def _price_files(self) -> None:
        skus = self._bay(self.every, self._share() * 0.5)
        day = int(self._ago(1, 2, 60)[0])
        for part in np.array_split(skus, 3):
            if len(part) > 1:
                kind = str(self.rng.choice(effects.PRICE_FILES))
                self.store.at(day, partial(effects.load_wrong_file, skus=part, kind=kind))
        self._plan("price_file_wrong", skus, np.full(len(skus), day))

    def _blank_costs(self) -> None:
        """What was set up lately is more often set up without a cost."""
        lately = np.where(self.store.range.launch > 300, 6.0, 1.0)
        skus = self._single(~self.store.range.free, None, lately)
        blank = self.store.charging.blank_cost
        blank[skus] = 1 + (self.rng.random(len(skus)) < 0.5)
        self._plan("cost_missing", skus, np.zeros(len(skus), int))

    def _failures(self, share: float) -> None:
        skus = self._vendors(self.every, share, (1.0, 1.0))
        start = np.zeros(len(skus), int)
        vendor = self.store.catalog.vendor[skus]
        for one in np.unique(vendor):
            day = int(self._ago(1, 20, 110)[0])
            self.store.at(day, partial(effects.fail, vendor=int(one)))
            start[vendor == one] = day
        self._plan("supplier_fails", skus, start)

    # --- choosing

    def _share(self) -> float:
        """Of the SKUs that a mechanism touches: 0.4 to 1.8 %."""
        return float(np.exp(self.rng.uniform(np.log(0.004), np.log(0.018))))

    def _ago(self, count: int, least: int, most: int) -> Ints:
        """Days, so long before the last."""
        return LAST - self.rng.integers(least, most + 1, count)

    def _wanted(self, share: float) -> int:
        return max(3, round(share * len(self.store)))

    def _single(
        self, among: Bools, share: float | None = None, weight: Floats | None = None
    ) -> Ints:
        rows = np.flatnonzero(among)
        count = min(len(rows), self._wanted(self._share() if share is None else share))
        if count == 0:
            return rows[:0]
        chance = None if weight is None else weight[rows] / weight[rows].sum()
        return np.asarray(self.rng.choice(rows, count, replace=False, p=chance))

    def _bay(self, among: Bools, share: float) -> Ints:
        """Neighbours on the shelf, a few stretches of them."""
        found: list[int] = []
        wanted, skus = self._wanted(share), len(self.store)
        while len(found) < wanted:
            first = int(self.rng.integers(0, skus))
            rows = np.arange(first, min(skus, first + int(self.rng.integers(20, 60))))
            found += list(rows[among[rows] & (self.rng.random(len(rows)) < 0.6)])
        return np.unique(np.array(found[:wanted], int))

    def _vendors(
        self, among: Bools, share: float, touched: tuple[float, float] = (0.6, 1.0)
    ) -> Ints:
        """Most SKUs of a few vendors, of none that is too large or too small for it."""
        found: set[int] = set()
        drawn, wanted = 0, self._wanted(share)
        catalog = self.store.catalog
        size = np.bincount(catalog.vendor, minlength=catalog.vendors)
        for vendor in self.rng.permutation(catalog.vendors):
            if drawn >= wanted:
                break
            if size[vendor] < 3 or size[vendor] > wanted * 1.5:
                continue
            rows = np.flatnonzero((catalog.vendor == vendor) & among)
            draw = self.rng.random(len(rows))
            rows = rows[draw < self.rng.uniform(*touched)]
            found.update(rows)
            drawn = len(found)
        return np.array(sorted(found), int)

    # --- the diary

    def _plan(self, key: str, skus: Ints, start: Ints) -> None:
        self.store.plantings[key] = Planting(skus=skus, start=start)

    def _each(self, key: str, skus: Ints, days: Ints, effect: Effect) -> None:
        self._plan(key, skus, days)
        for sku, day in zip(skus, days, strict=True):
            self.store.at(day, partial(effect, sku=int(sku)))
