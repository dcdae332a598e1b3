"""What is on the shelves, from whom, at which cost and price."""

from __future__ import annotations

import attrs
import numpy as np

from ...arrays import Bools, Floats, Ints

VENDORS = 250


@attrs.define(kw_only=True, eq=False)
class Catalog:
    """The assortment, one entry per SKU; SKUs that follow each other lie in the same bay."""

    categories: int
    vendors: int
    category: Ints
    vendor: Ints
    look_alike: Ints
    """The SKU for which this one is taken at the till, of the same category."""

    def __len__(self) -> int:
        return len(self.category)


@attrs.define(kw_only=True, eq=False)
class Prices:
    """Costs and prices, USD per unit, one entry per SKU."""

    vendor_cost: Floats
    """What the vendor asks today."""
    ending: Floats
    """From 0 to 1: which digits a price ends in."""
    intended_price: Floats
    intended_margin: Floats
    price: Floats
    """What the till asks."""
    list_price: Floats
    """NaN where there is none."""


def stocked(rng: np.random.Generator, skus: int) -> Catalog:
    """Forty to sixty categories; each vendor serves one to four of them."""
    categories = int(rng.integers(40, 61))
    vendors = VENDORS if skus >= 5000 else max(20, skus // 20)
    share = rng.dirichlet(np.full(categories, 1.5))
    share = 0.7 * share + 0.3 / categories
    category = np.sort(rng.choice(categories, skus, p=share))
    size = 1 / np.arange(1, vendors + 1) ** 0.7
    rng.shuffle(size)
    serves = _served(rng, categories, vendors)
    vendor = np.empty(skus, int)
    for number in range(categories):
        rows = np.flatnonzero(category == number)
        weight = size * serves[number]
        vendor[rows] = rng.choice(vendors, len(rows), p=weight / weight.sum())
    look_alike = np.arange(skus)
    for number in range(categories):
        rows = np.flatnonzero(category == number)
        if len(rows):
            away = rng.integers(1, 6, len(rows))
            look_alike[rows] = rows[(np.arange(len(rows)) + away) % len(rows)]
    return Catalog(
        categories=categories,
        vendors=vendors,
        category=category,
        vendor=vendor,
        look_alike=look_alike,
    )


def _served(rng: np.random.Generator, categories: int, vendors: int) -> Bools:
    """Which category (row) which vendor serves."""
    serves = np.zeros((categories, vendors), bool)
    for vendor in range(vendors):
        some = int(rng.integers(1, 5))
        serves[rng.choice(categories, some, replace=False), vendor] = True
    for category in range(categories):
        if serves[category].sum() < 3:
            serves[category, rng.choice(vendors, 3, replace=False)] = True
    return serves


def priced(rng: np.random.Generator, catalog: Catalog) -> Prices:
    """Log-normal costs around a level per category; a margin per category, moved by the vendor and
    by chance."""
    count, category = catalog.categories, catalog.category
    level, width = np.exp(rng.normal(np.log(7), 0.9, count)), rng.uniform(0.5, 1.0, count)
    cost = level[category] * np.exp(width[category] * rng.normal(size=len(catalog)))
    cost = np.round(np.clip(cost, 0.15, 900), 2)
    usual, of_vendor = rng.uniform(0.25, 0.55, count), rng.normal(0, 0.015, catalog.vendors)
    by_chance = rng.normal(0, rng.uniform(0.025, 0.055, count)[category])
    aimed = np.clip(usual[category] + of_vendor[catalog.vendor] + by_chance, 0.10, 0.80)
    ending = rng.random(len(catalog))
    price = full_price(cost, aimed, ending, least=1.08)
    return Prices(
        vendor_cost=cost,
        ending=ending,
        intended_price=price,
        intended_margin=1 - cost / price,
        price=price.copy(),
        list_price=_list_prices(rng, catalog, price),
    )


def _list_prices(rng: np.random.Generator, catalog: Catalog, price: Floats) -> Floats:
    """As the vendor prints them: half print the usual price, a few far more than anybody asks."""
    vendors = catalog.vendors
    over = np.where(rng.random(vendors) < 0.45, 1.0, rng.uniform(1.03, 1.22, vendors))
    inflated = rng.uniform(1.4, 1.6)
    over[rng.random(vendors) < 0.012] = inflated
    own = rng.random(len(catalog)) < 0.85
    printed = price * over[catalog.vendor]
    printed = printed * np.where(own, 1, np.exp(rng.normal(0, 0.05, len(catalog))))
    same = np.abs(printed / price - 1) < 0.005
    printed = np.where(same, price, shelf_price(printed, np.zeros(len(catalog))))
    silent = (rng.random(vendors) < 0.22)[catalog.vendor]
    printed[silent | (rng.random(len(catalog)) < 0.12)] = np.nan
    return printed


def full_price(cost: Floats, margin: Floats, ending: Floats, *, least: float) -> Floats:
    """The shelf price that earns the margin; unrounded where a round one would not even be
    `least` times the cost."""
    exact = cost / (1 - margin)
    price = shelf_price(exact, ending)
    return np.asarray(np.where(price <= cost * least, np.round(exact, 2), price))


def shelf_price(price: Floats, ending: Floats) -> Floats:
    """The price that a shop would print: .x9 below six dollars, else .99 or .49 by the ending."""
    price = np.maximum(price, 0.19)
    dollars = np.floor(price + 0.3)
    ninety_nine = dollars + 0.99 - 1 * (dollars >= price)
    large = np.where(ending < 0.7, ninety_nine, np.floor(price) + 0.49)
    large = np.where(np.abs(large - price) > 0.75, np.round(price) - 0.01, large)
    small = np.maximum(np.floor(price * 10 + 0.5) / 10 - 0.01, 0.09)
    return np.asarray(np.round(np.where(price >= 6, large, small), 2))
