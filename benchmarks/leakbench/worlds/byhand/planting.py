"""Who is hit by what: the twelve mechanisms, one after the other, and innocent things with a date.

Labels do not follow from any of this: they come from the state to which the days lead.
"""

from __future__ import annotations

import numpy as np

from ...arrays import Floats
from .calendar import DAYS
from .plan import Mechanism, Plan
from .planter import Planter
from .shop import Shop

_DISCOUNTS = (0.10, 0.15, 0.20, 0.25, 0.30, 0.33, 0.40)
_DISCOUNT_SHARES = (0.12, 0.16, 0.24, 0.2, 0.14, 0.06, 0.08)
_CLEARANCE_CUTS = (0.25, 0.3, 0.4, 0.5, 0.6)
_CLEARANCE_SHARES = (0.25, 0.25, 0.25, 0.15, 0.1)


def plan(rng: np.random.Generator, shop: Shop, maximum: Floats) -> Plan:
    """Draws everything; `maximum` are the units up to which buyers fill at first."""
    planter = Planter(rng, shop)
    _theft(planter, maximum)
    _receipts_not_booked(planter, maximum)
    _miskeyed(planter)
    _vendor_raises(planter)
    _promotions(planter)
    _rebates(planter)
    _price_slips(planter)
    _costs_missing(planter)
    _collapses(planter)
    _ten_cases(planter)
    _supply(planter)
    _damage(planter)
    _clearances(planter)
    _new_items(planter)
    _counts_of_yesterday(planter)
    return planter.plan


def _theft(planter: Planter, maximum: Floats) -> None:
    """Half scattered over goods at risk, half by bins; in one night, or day by day."""
    rng, shop, plan = planter.rng, planter.shop, planter.plan
    risk, quota = shop.assortment.theft_risk, planter.quota[Mechanism.THEFT]
    sells = planter.yearly > 1.5
    scattered = planter.pick(Mechanism.THEFT, planter.settled * (0.2 + risk) * sells, quota // 2)
    bins = planter.clusters(
        Mechanism.THEFT, shop.assortment.bin, planter.settled & (risk > 0.5) & sells,
        quota - quota // 2, (0.2, 0.6),
    )  # fmt: skip
    for skus in (scattered, *bins):
        days = planter.plant(Mechanism.THEFT, skus, 25, 260)
        count = len(skus)
        once = rng.random(count) < 0.45
        all_of_it = rng.random(count) < 0.6
        share = np.where(all_of_it, 1.0, rng.uniform(0.4, 0.95, count))
        plan.stolen_at_once[skus] = np.where(once, share, 0)
        of_sales = shop.demand.rate[skus] * rng.uniform(0.25, 1.5, count)
        of_stock = maximum[skus] / rng.uniform(60, 240, count)
        plan.theft_per_day[skus] = np.where(once, 0, np.maximum(of_sales, of_stock))
        plan.each(days[once], "theft_in_one_night", skus[once])


def _receipts_not_booked(planter: Planter, maximum: Floats) -> None:
    """Two thirds by vendors whose driver fills the shelf, the others a single pallet."""
    plan, quota = planter.plan, planter.quota[Mechanism.NOT_BOOKED]
    sells = planter.settled & (planter.yearly > 10)
    for skus in planter.clusters(
        Mechanism.NOT_BOOKED, planter.shop.assortment.vendor,
        sells & (maximum < planter.yearly * 0.6), quota * 2 // 3, (0.3, 0.9), max(4, quota // 4),
    ):  # fmt: skip
        days = planter.plant(Mechanism.NOT_BOOKED, skus, 110, 400, together=True)
        plan.driver_fills_from[skus] = days
    weights = sells * np.minimum(planter.yearly, 400) ** 0.6
    skus = planter.pick(Mechanism.NOT_BOOKED, weights, planter.missing(Mechanism.NOT_BOOKED))
    plan.each(planter.plant(Mechanism.NOT_BOOKED, skus, 60, 300), "pallet_not_booked", skus)
    uncounted = planter.rng.random(len(sells)) < 0.6
    plan.never_counted = plan.planted[Mechanism.NOT_BOOKED] & uncounted


def _miskeyed(planter: Planter) -> None:
    """Counts and transfers."""
    sells = planter.settled & (planter.yearly > 1)
    weights = sells * (0.3 + np.minimum(planter.yearly, 100) ** 0.3)
    skus = planter.pick(Mechanism.MISKEYED, weights, planter.quota[Mechanism.MISKEYED])
    days = planter.plant(Mechanism.MISKEYED, skus, 4, 220)
    for day, sku in zip(days, skus, strict=True):
        effect = "count_miskeyed" if planter.rng.random() < 0.6 else "transfer_miskeyed"
        planter.plan.at(day, effect, np.array([sku]))


def _vendor_raises(planter: Planter) -> None:
    """By vendor: its price list was not followed for these items."""
    rng, shop, plan = planter.rng, planter.shop, planter.plan
    sells = planter.sold_since(60) & ~shop.pricing.loss_leader & (planter.yearly > 1)
    quota = planter.quota[Mechanism.VENDOR_RAISE]
    for skus in planter.clusters(
        Mechanism.VENDOR_RAISE, shop.assortment.vendor, sells, quota, (0.6, 1.0)
    ):
        if len(skus):
            days = planter.plant(Mechanism.VENDOR_RAISE, skus, 25, 300, together=True)
            raised = rng.uniform(0.08, 0.32) * np.exp(0.25 * rng.standard_normal(len(skus)))
            plan.vendor_raise[skus] = np.clip(raised, 0.05, 0.5)
            plan.by_day(days, "vendor_raise", skus)


def _promotions(planter: Planter) -> None:
    """Never taken down, by category; and discounts that nobody signed."""
    rng, plan, quota = planter.rng, planter.plan, planter.quota[Mechanism.PROMOTION]
    among = planter.sold_since(60) & ~planter.shop.pricing.loss_leader
    category = planter.shop.assortment.category
    groups = planter.clusters(Mechanism.PROMOTION, category, among, quota // 2, (0.08, 0.3))
    weights = among * np.sqrt(np.minimum(planter.yearly, 200) + 1)
    groups.append(planter.pick(Mechanism.PROMOTION, weights, quota - quota // 2))
    for skus in groups:
        if len(skus):
            together = rng.random() < 0.7
            days = planter.plant(Mechanism.PROMOTION, skus, 15, 280, together=together)
            plan.discount[skus] = rng.choice(_DISCOUNTS, len(skus), p=_DISCOUNT_SHARES)
            plan.by_day(days, "promotion", skus)


def _rebates(planter: Planter) -> None:
    """By vendor: invoiced without the rebate that is agreed."""
    shop, plan = planter.shop, planter.plan
    vendor = shop.assortment.vendor
    rebate = shop.assortment.vendors.rebate[vendor]
    among = (rebate > 0) & planter.sold_since(60) & (planter.yearly > 2)
    quota = planter.quota[Mechanism.REBATE]
    if not among.any():
        return
    for skus in planter.clusters(Mechanism.REBATE, vendor, among, quota, (0.5, 1.0)):
        if len(skus):
            planter.plant(Mechanism.REBATE, skus, 25, 130, together=True)
            plan.rebate[skus] = rebate[skus]


def _price_slips(planter: Planter) -> None:
    """A decimal, the price of a case, nothing at all; and by bins a file shifted by a row."""
    rng, shop, plan = planter.rng, planter.shop, planter.plan
    quota, among = planter.quota[Mechanism.PRICE_SLIP], planter.sold_since(20)
    skus = planter.pick(Mechanism.PRICE_SLIP, among, quota * 3 // 5)
    days = planter.plant(Mechanism.PRICE_SLIP, skus, 4, 150)
    kind = rng.random(len(skus))
    case = np.where(shop.pack[skus] > 1, shop.pack[skus], 12)
    direction = np.where(rng.random(len(skus)) < 0.35, 1, -1)
    plan.slip[skus] = np.select(
        [kind < 0.42, kind < 0.49, kind < 0.95],
        [10.0**direction, 100.0**direction, case**direction],
        0,
    )
    plan.each(days, "price_slip", skus)
    for skus in planter.clusters(
        Mechanism.PRICE_SLIP, shop.assortment.bin, among, quota - quota * 3 // 5, (0.25, 0.7), 30
    ):
        if len(skus) > 1:
            days = planter.plant(Mechanism.PRICE_SLIP, skus, 4, 120, together=True)
            plan.by_day(days, "price_file_shifted", skus)


def _costs_missing(planter: Planter) -> None:
    """Mostly of what was set up within the last 14 months; exports show zero or nothing."""
    quota = planter.quota[Mechanism.COST_MISSING]
    recent = planter.goods & (planter.shop.life.first_day > DAYS - 420)
    skus = planter.pick(Mechanism.COST_MISSING, recent, quota * 3 // 5)
    planter.plant(Mechanism.COST_MISSING, skus, 1, 2)
    missing = planter.missing(Mechanism.COST_MISSING)
    skus = planter.pick(Mechanism.COST_MISSING, planter.goods, missing)
    planter.plant(Mechanism.COST_MISSING, skus, 1, 2)


def _collapses(planter: Planter) -> None:
    """Nobody, or hardly anybody, wants it any more."""
    rng, plan = planter.rng, planter.plan
    sells = planter.settled & (planter.yearly > 3)
    weights = sells * (0.5 + np.minimum(planter.yearly, 60) ** 0.3)
    skus = planter.pick(Mechanism.COLLAPSE, weights, planter.quota[Mechanism.COLLAPSE])
    plan.demand_changes_from[skus] = planter.plant(Mechanism.COLLAPSE, skus, 60, 320)
    nobody = rng.random(len(skus)) < 0.5
    plan.demand_factor[skus] = np.where(nobody, 0, rng.uniform(0, 0.08, len(skus)))


def _ten_cases(planter: Planter) -> None:
    """One order of about ten times what was meant."""
    among = planter.settled & (planter.yearly > 0.8)
    skus = planter.pick(Mechanism.TEN_CASES, among, planter.quota[Mechanism.TEN_CASES])
    planter.plan.each(planter.plant(Mechanism.TEN_CASES, skus, 8, 240), "ten_cases", skus)


def _supply(planter: Planter) -> None:
    """Vendors that deliver no more, for half of the items; for the others demand surges."""
    rng, plan, quota = planter.rng, planter.plan, planter.quota[Mechanism.SUPPLY]
    for skus in planter.clusters(
        Mechanism.SUPPLY, planter.shop.assortment.vendor, planter.settled & (planter.yearly > 6),
        quota // 2, (0.6, 1.0), max(6, quota // 4),
    ):  # fmt: skip
        if len(skus):
            days = planter.plant(Mechanism.SUPPLY, skus, 40, 180, together=True)
            plan.supplier_fails_from[skus] = days
            plan.orders_confirmed[skus] = rng.random() < 0.45
    busy = planter.settled & (planter.yearly > 10) & ~plan.planted[Mechanism.COLLAPSE]
    skus = planter.pick(Mechanism.SUPPLY, busy, planter.missing(Mechanism.SUPPLY))
    plan.demand_changes_from[skus] = planter.plant(Mechanism.SUPPLY, skus, 6, 60)
    plan.demand_factor[skus] = rng.uniform(3.5, 10, len(skus))


def _damage(planter: Planter) -> None:
    """A third of the lots are defective and come back over the counter, the rest breaks."""
    rng, plan = planter.rng, planter.plan
    among = planter.settled & (planter.yearly > 2)
    skus = planter.pick(Mechanism.DAMAGE, among, planter.quota[Mechanism.DAMAGE])
    days = planter.plant(Mechanism.DAMAGE, skus, 20, 220)
    defective = rng.random(len(skus)) < 0.35
    plan.returned[skus[defective]] = rng.uniform(0.3, 0.7, defective.sum())
    plan.returned_from[skus[defective]] = days[defective]
    plan.each(days[~defective], "damage", skus[~defective])


def _clearances(planter: Planter) -> None:
    """Innocent: meant to go at these prices."""
    rng, plan = planter.rng, planter.plan
    priced = (
        Mechanism.PRICE_SLIP, Mechanism.PROMOTION, Mechanism.VENDOR_RAISE, Mechanism.COST_MISSING
    )  # fmt: skip
    hit = np.any([plan.planted[mechanism] for mechanism in priced], axis=0)
    among = np.flatnonzero(planter.sold_since(200) & ~planter.shop.pricing.loss_leader & ~hit)
    count = int(rng.uniform(0.015, 0.03) * len(hit))
    skus = rng.choice(among, count, replace=False)
    days = DAYS - rng.integers(10, 130, len(skus))
    plan.clearance_from[skus] = days
    plan.clearance_cut[skus] = rng.choice(_CLEARANCE_CUTS, len(skus), p=_CLEARANCE_SHARES)
    plan.by_day(days, "clearance", skus)


def _new_items(planter: Planter) -> None:
    skus = np.flatnonzero(planter.shop.life.first_day >= 0)
    planter.plan.by_day(planter.shop.life.first_day[skus], "new_item", skus)


def _counts_of_yesterday(planter: Planter) -> None:
    """Innocent: a few bins have just been counted."""
    rng, goods = planter.rng, planter.shop.assortment
    count = max(1, int(goods.bins * rng.uniform(0.015, 0.03)))
    bins = np.unique(rng.choice(goods.bins, count, replace=False))
    skus = np.flatnonzero(np.isin(goods.bin, bins) & planter.goods)
    planter.plan.at(DAYS - 2, "bin_count", skus)
