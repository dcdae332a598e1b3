"""The true state on the last evening, and what customers will want from then on."""

from __future__ import annotations

import numpy as np

from ...arrays import Bools, Floats
from .calendar import AS_OF, DAYS
from .demand import INTERMITTENT, SEASONAL
from .plan import Plan
from .store import Store
from .typed import price_point
from .week import known_cost

_FAILED_LEAD = 45.0
"""Days until another vendor is found for what a failing one supplied."""
_GROWTH_ENDS = 180
"""Days after which nobody knows whether a trend goes on."""
_SURGE_FADES = 200.0
"""Days."""
_ROUNDING = 0.025
"""A price so close to the intended one is the intended one."""


class Outcome:
    """Quantities that labels and export need; one entry per SKU."""

    def __init__(self, store: Store, plan: Plan) -> None:
        shop, goods = store.shop, store.shop.assortment
        self.store, self.plan, self.shop = store, plan, shop
        self.goods = ~goods.service
        self.book, self.stock, self.price = store.book, store.shelf, store.price
        self.missing = self.book - self.stock
        """Units that the books have and the shelf has not."""
        self.sold = store.sold - store.sold_before
        """Units within the sales window."""
        self.since_sale = AS_OF - store.last_sold
        self.since_received = AS_OF - store.last_received
        self.since_counted = AS_OF - store.last_counted
        self.failing = plan.supplier_fails_from < DAYS
        self.dying = (shop.life.delisted_from < DAYS) | store.clearance
        """Not meant to be bought again."""
        self.cost = np.where(goods.service, 0, known_cost(store))
        """USD that a unit really costs, a rebate deducted that will come."""
        self.on_offer = store.offer_until > AS_OF
        self.regular = np.where(
            goods.service, self.price, price_point(self.cost * shop.pricing.multiplier)
        )
        """USD that the price rule asks for at the true cost."""
        self.intended = self._intended()
        self.ratio = self.price / np.maximum(self.intended, 0.01)
        """Price over intended price."""
        self.margin = share_of_price(self.price - self.cost, self.price)
        self.intended_margin = share_of_price(self.intended - self.cost, self.intended)
        self.fell = self.intended_margin - self.margin
        self.profit = np.maximum(self.intended - self.cost, 0)
        """USD that a unit is meant to earn."""
        self.rate = self._wanted(365, 24)
        """Units wanted per day, mean of the coming year."""
        self.rate_2 = self._wanted(730, 48)
        """The same of the coming two years."""
        self.yearly = self.rate * 365
        self.sells = self.yearly >= 1
        self.rate_soon = self._wanted_soon()
        """Units wanted per day in the next three weeks, this week's level considered."""
        self.lead = np.where(self.failing, _FAILED_LEAD, np.ceil(goods.lead))
        """Days until an order placed now would come."""
        self.coming, self.coming_in_lead = self._coming()
        self.in_yard = self._in_yard()
        """Units that are there and not yet booked."""
        self.paper_late = store.sold_too_early | (
            (self.in_yard > 0) & (self.book + self.in_yard >= 0)
        )
        """Books below zero only because a delivery waits to be booked."""

    @property
    def booked_cost(self) -> Floats:
        """USD that the books have for a unit, before anything was lost at set-up."""
        goods, rebate = self.shop.assortment, self.plan.rebate
        invoiced = self.store.cost / np.where(rebate > 0, 1 - rebate, 1)
        return np.where(goods.vendors.price_file[goods.vendor], invoiced, self.store.last_cost)

    @property
    def planned_for_season(self) -> Bools:
        """Buyers know the season and plan for it."""
        return np.asarray(self.shop.assortment.seasonal | (self.shop.demand.kind == SEASONAL))

    def _intended(self) -> Floats:
        """USD that the owner means to charge today."""
        meant = self.store.clearance | self.on_offer
        intended = np.where(meant, self.price, self.regular)
        same = np.abs(intended / np.maximum(self.price, 0.01) - 1) <= _ROUNDING
        return np.where(same, self.price, intended)

    def _wanted(self, days: int, steps: int) -> Floats:
        """Units per day over the coming days, mean, at the price charged now."""
        shop, total = self.shop, np.zeros(len(self.shop))
        reaction = shop.pricing.reaction(self.price, self.regular)
        reaction = np.where(self.on_offer, 1, reaction)
        changed = self.plan.demand_changes_from < DAYS
        shock = np.where(changed, self.plan.demand_factor, 1)
        step = days / steps
        for ahead in np.linspace(0, days, steps, endpoint=False) + step / 2:
            day = int(DAYS + ahead)
            trend = shop.demand.trend(min(day, DAYS + _GROWTH_ENDS))
            rate = shop.demand.rate * trend * shop.season(day) * reaction
            rate *= shop.life.fading(day)
            rate *= self.plan.clearing(day, self.store.clearance)
            surge = 1 + (shock - 1) * np.exp(-ahead / _SURGE_FADES)
            total += rate * np.where(shock > 1, surge, shock)
        return total / steps

    def _wanted_soon(self) -> Floats:
        demand, store = self.shop.demand, self.store
        active = np.where(store.active, 2.1, 0.53)
        level = np.exp(0.8 * store.level - 0.32 * demand.wander_spread**2)
        return self._wanted(21, 3) * np.where(demand.kind == INTERMITTENT, active, 1) * level

    def _coming(self) -> tuple[Floats, Floats]:
        """Units that are really on the road, and those of them that an order placed now would not
        overtake. What stands in the yard counts as here."""
        every, in_lead = np.zeros(len(self.shop)), np.zeros(len(self.shop))
        lead = np.ceil(self.shop.assortment.lead)
        for day, receipts in self.store.deliveries.items():
            for receipt in receipts:
                skus = receipt.skus
                units = np.where(
                    self.store.sold_too_early[skus] | self.failing[skus], 0, receipt.units
                )
                np.add.at(every, skus, units)
                np.add.at(in_lead, skus, units * (day - AS_OF <= lead[skus]))
        return every, in_lead

    def _in_yard(self) -> Floats:
        units = np.zeros(len(self.shop))
        for receipts in self.store.bookings.values():
            for receipt in receipts:
                np.add.at(units, receipt.skus, receipt.units)
        return units


def share_of_price(part: Floats, price: Floats) -> Floats:
    """A part of the price over the price; zero where nothing is charged."""
    return np.where(price > 0, part / np.maximum(price, 0.01), 0)
