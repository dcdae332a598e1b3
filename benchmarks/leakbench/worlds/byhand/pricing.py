"""What things cost and are meant to earn, when the simulation begins."""

from __future__ import annotations

import attrs
import numpy as np

from ...arrays import Bools, Floats, Ints
from .assortment import Assortment
from .categories import CATEGORIES, column
from .typed import price_point

REACTION = (0.02, 2.6)
"""Least and greatest factor by which a price moves demand."""


@attrs.frozen(kw_only=True, eq=False)
class Pricing:
    """One entry per SKU unless said otherwise."""

    cost: Floats
    """USD per unit on the first day."""
    avg_cost: Floats
    """USD in the books on the first day."""
    multiplier: Floats
    """Intended price over cost, before rounding."""
    price: Floats
    """USD on the first day."""
    list_price: Floats
    """USD suggested by the vendor on the first day."""
    loss_leader: Bools
    """Busy, and thin or below cost on purpose."""
    elasticity: Floats
    """Per cent of demand lost per per cent of price above the regular one."""
    commodity: Bools
    raise_day: Ints
    """Per vendor: day of the year of its yearly raise."""
    review_every: Ints
    """Per category: days from one look at its prices to the next."""
    review_offset: Ints
    """Per category: days."""

    def reaction(self, price: Floats, regular: Floats) -> Floats:
        """Factor of demand at a price other than the regular one."""
        over = np.maximum(price, 0.01) / regular
        return np.asarray(np.clip(over**-self.elasticity, *REACTION))


def costs(rng: np.random.Generator, category: Ints) -> tuple[Floats, Floats]:
    """USD per unit, and how it stands to the category's median."""
    size = np.exp(column("cost_spread")[category] * rng.standard_normal(len(category)))
    cost = np.maximum(np.round(column("cost")[category] * size, 3), 0.04)
    return cost, size


def packs(rng: np.random.Generator, pack: Floats, cost: Floats, rate: Floats) -> Floats:
    """Units per case: of dear goods one or a few, of slow goods mostly."""
    skus = len(pack)
    dear = np.where(rng.random(skus) < 0.8, 1, np.minimum(pack, 2))
    pack = np.where(cost > 60, dear, np.where(cost > 20, np.minimum(pack, 6), pack))
    slow = (rate * 365 < 4) & (rng.random(skus) < 0.75)
    return np.where(slow, np.minimum(pack, rng.choice([1, 1, 2, 3], skus)), pack)


def draw(rng: np.random.Generator, assortment: Assortment, cost: Floats, rate: Floats) -> Pricing:
    """Prices at the intended margins: of the category, the vendor's and its own deviation."""
    skus, categories = len(assortment), len(CATEGORIES)
    multiplier = _multipliers(rng, assortment)
    leader = _loss_leaders(rng, assortment, rate)
    multiplier = np.where(leader, rng.uniform(0.94, 1.10, skus), multiplier)
    elasticity = rng.uniform(0.5, 1.9, skus)
    price = price_point(cost * multiplier)
    return Pricing(
        cost=cost,
        list_price=_list_prices(rng, assortment, cost, price, leader),
        multiplier=multiplier,
        price=price,
        loss_leader=leader,
        elasticity=elasticity,
        commodity=column("commodity").astype(bool)[assortment.category],
        raise_day=rng.integers(0, 365, len(assortment.vendors)),
        avg_cost=cost * np.exp(-0.01 * np.abs(rng.standard_normal(skus))),
        review_every=rng.choice([28, 28, 28, 56, 91], categories),
        review_offset=rng.integers(0, 91, categories),
    )


def _multipliers(rng: np.random.Generator, assortment: Assortment) -> Floats:
    skus = len(assortment)
    middle = column("margin") + rng.standard_normal(len(CATEGORIES)) * 0.02
    margin = (
        np.clip(middle, 0.2, 0.6)[assortment.category]
        + assortment.vendors.markup[assortment.vendor]
        + 0.038 * rng.standard_t(5, skus)
    )
    margin = np.clip(margin, 0.07, 0.74)
    margin[assortment.service] = 0.99
    return np.asarray(1 / (1 - margin))


def _loss_leaders(rng: np.random.Generator, assortment: Assortment, rate: Floats) -> Bools:
    """Busy items, about one in a hundred."""
    skus, yearly = len(assortment), rate * 365
    busy = yearly > np.where(assortment.grocery, 60, 25)
    leader = ~assortment.service & (rng.random(skus) < rng.uniform(0.008, 0.018)) & busy
    missing = int(rng.uniform(0.008, 0.016) * skus) - int(leader.sum())
    if missing > 0:
        others = np.flatnonzero(~leader & ~assortment.service & (yearly > 15))
        leader[rng.choice(others, min(missing, len(others)), replace=False)] = True
    return leader


def _list_prices(
    rng: np.random.Generator, assortment: Assortment, cost: Floats, price: Floats, leader: Bools
) -> Floats:
    """A third is sold at the suggested price, the rest a little below it."""
    skus = len(assortment)
    ratio = assortment.vendors.list_ratio[assortment.vendor]
    suggested = price / ratio * np.exp(0.015 * rng.standard_normal(skus))
    at_list = (rng.random(skus) < 0.35) & ~leader & (ratio > 0.8)
    return np.where(at_list, price, price_point(np.maximum(suggested, cost * 1.02)))
