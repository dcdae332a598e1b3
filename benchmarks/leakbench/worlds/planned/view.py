"""Quantities of the true state that several labels need."""

from __future__ import annotations

import numpy as np

from ...arrays import Bools, Floats
from .calendar import LAST, NOT_PLANNED, YEAR
from .mechanisms import CAUSES
from .state import Store
from .verdict import Words, first

WANDERS_BACK = 0.85
"""What is left, after a month, of how far demand has wandered off."""


class View:
    """The store on its last day; one entry per SKU."""

    def __init__(self, store: Store) -> None:
        demand, stock = store.demand, store.stock
        self.store = store
        self.shelf = np.maximum(stock.shelf, 0)
        self.book = stock.book
        self.rate = demand.base * demand.level * demand.response * np.exp(demand.trend)
        """Units per day at today's level and price, before season and wandering."""
        self.year = self.rate * np.exp(demand.wander * _mean_wander(12)) * YEAR
        """Units that will be wanted in the next twelve months; `two_years` alike."""
        self.two_years = self.rate * np.exp(demand.wander * _mean_wander(24)) * (2 * YEAR)
        self.per_day = self.year / YEAR
        vendor, vendors = store.catalog.vendor, store.vendors
        self.lead = vendors.lead[vendor] + np.round(vendors.late_chance[vendor] * 7.5)
        """Days until an order placed today arrives."""
        self.price = store.prices.price
        self.cost = np.maximum(store.charging.paid_cost, 0)
        """USD per unit last really paid, or announced."""
        share = 1 - self.cost / np.maximum(self.price, 0.005)
        self.margin = np.where(self.price > 0, share, np.nan)
        self.profit = np.maximum(self.price - self.cost, 0)
        """USD that a sold unit earns."""
        self.live: Bools = store.range.launch <= LAST
        self.sold_90: Bools = LAST - stock.last_sold < 90
        self.waiting = np.where(store.buying.waiting, store.buying.delivered, 0)
        """Units on the shelf that will be booked within days."""
        self.coming: Bools = store.buying.due < NOT_PLANNED
        self.gap = self.book + self.waiting - self.shelf
        """Units that the books have and the shelf lacks."""
        self.drifted: Bools = self.has("receipts_not_booked") | (stock.miskeyed < 0)
        """The books know too little of what came."""

    def has(self, *mechanisms: str) -> Bools:
        """Where one of them was planted."""
        found = np.zeros(len(self.store), bool)
        for key in mechanisms:
            found[self.store.plantings[key].skus] = True
        return found

    def ahead(self, days: Floats) -> Floats:
        """Units that will be wanted within so many days."""
        demand = self.store.demand
        near = self.rate * np.exp(demand.wander)
        return near * demand.season_sum(self.store.catalog.category, LAST + 1, days)

    def why_missing(self, bad_lot: Bools) -> Words:
        """Why goods are missing: the larger of what is mistyped, and missing still, and what was
        stolen; else a bad lot, where that can be it."""
        stock = self.store.stock
        mistyped = (stock.miskeyed > 0) & (stock.miskeyed >= stock.stolen) & (self.gap > 0)
        return first(
            (mistyped, CAUSES["count_or_transfer_miskeyed"]),
            (stock.stolen > 0, CAUSES["theft_in_one_event"]),
            (self.has("damaged_lot") & bad_lot, CAUSES["damaged_lot"]),
        )


def _mean_wander(months: int) -> float:
    """How much of today's wandering is left, on average over so many months."""
    return float(np.mean([WANDERS_BACK**month for month in range(1, months + 1)]))
