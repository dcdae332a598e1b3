"""What stands where, and who supplies it."""

from __future__ import annotations

import attrs
import numpy as np

from ...arrays import Bools, Floats, Ints
from .categories import CATEGORIES, GROCERY, SERVICES, column, of_trade, strongly_seasonal

_PER_BIN = 48
"""SKUs that are counted together."""


@attrs.frozen(kw_only=True, eq=False)
class Vendors:
    """One entry per vendor."""

    lead: Floats
    """Days from order to delivery when all goes well, 2 to 21."""
    order_weekday: Ints
    """0 (Monday) to 5."""
    order_weeks: Ints
    """Weeks from one order day to the next: 1, 2 or 4."""
    least_order: Floats
    """USD; a smaller order is held back for up to two rounds."""
    generosity: Floats
    """Of the buyer's hand: above 1 he buys more than he needs, below 1 less."""
    late: Floats
    """Share of the order lines that come 3 to 16 days late."""
    short: Floats
    """Share of the order lines of which less comes than was ordered."""
    price_file: Bools
    """Its costs of today are known at once; those of others show with the next invoice."""
    markup: Floats
    """Added to the margin intended for the category."""
    list_ratio: Floats
    """Regular price over suggested retail price."""
    no_list: Bools
    """Suggests no retail price."""
    rebate: Floats
    """Share of the invoice that it pays back; 0: none."""
    lapse: Floats
    """Share of late rebates that is never collected."""

    def __len__(self) -> int:
        return len(self.lead)


@attrs.frozen(kw_only=True, eq=False)
class Assortment:
    """One entry per SKU, in the order of the shelves: neighbours share category and vendors."""

    category: Ints
    vendor: Ints
    bin: Ints
    grocery: Bools
    service: Bools
    """Key cutting and the like: no stock, no cost."""
    theft_risk: Floats
    seasonal: Bools
    """Sells next to nothing out of season."""
    vendors: Vendors

    def __len__(self) -> int:
        return len(self.category)

    @property
    def bins(self) -> int:
        """How many there are."""
        return int(self.bin[-1]) + 1

    @property
    def lead(self) -> Floats:
        """Usual days from order to delivery."""
        return np.asarray(self.vendors.lead[self.vendor])

    @property
    def cycle(self) -> Ints:
        """Days from one order day of the vendor to the next."""
        return np.asarray(self.vendors.order_weeks[self.vendor] * 7)


def draw(rng: np.random.Generator, skus: int) -> Assortment:
    """An assortment of so many items; vendors grow with it, to 250 at most."""
    share = column("share") * rng.lognormal(0, 0.25, len(CATEGORIES))
    share /= share.sum()
    category = np.sort(rng.choice(len(CATEGORIES), skus, p=share))
    vendors = min(250, max(20, skus // 30))
    vendor = _assigned(rng, category, share, vendors)
    # related vendors stand together
    shelves = np.lexsort((rng.random(skus), vendor // 7, category))
    category, vendor = category[shelves], vendor[shelves]
    return Assortment(
        category=category,
        vendor=vendor,
        bin=np.arange(skus) // _PER_BIN,
        grocery=of_trade(GROCERY)[category],
        service=of_trade(SERVICES)[category],
        theft_risk=column("theft_risk")[category],
        seasonal=strongly_seasonal()[category],
        vendors=_vendors(rng, vendors, skus),
    )


def _assigned(rng: np.random.Generator, category: Ints, share: Floats, vendors: int) -> Ints:
    """A vendor per SKU: each sells in one to four categories, a few of them are large."""
    size = 1 / (np.arange(vendors) + 4.0) ** 0.75
    sells = [
        rng.choice(len(share), int(rng.integers(1, 5)), replace=False, p=share)
        for _ in range(vendors)
    ]
    vendor = np.zeros(len(category), dtype=np.int64)
    for number in range(len(share)):
        members = np.flatnonzero(category == number)
        choice = [one for one in range(vendors) if number in sells[one]]
        choice = choice or list(rng.choice(vendors, 2, replace=False))
        vendor[members] = rng.choice(choice, len(members), p=size[choice] / size[choice].sum())
    return vendor


def _vendors(rng: np.random.Generator, count: int, skus: int) -> Vendors:
    lead = np.clip(rng.gamma(2.2, 3.6, count), 2, 21)
    direct = rng.random(count) < 0.12
    lead[direct] = rng.uniform(2, 4, direct.sum())
    order_weekday = rng.integers(0, 6, count)
    order_weeks = rng.choice([1, 1, 1, 2, 4], count)
    least_order = rng.lognormal(4.6, 0.8, count) * (order_weeks + 1) / 2
    return Vendors(
        lead=lead,
        order_weekday=order_weekday,
        order_weeks=order_weeks,
        least_order=least_order * np.clip(skus / 12000, 0.3, 3),
        generosity=rng.lognormal(0, 0.22, count),
        late=rng.beta(1.3, 11, count),
        short=rng.beta(1.2, 18, count),
        price_file=rng.random(count) < 0.45,
        markup=rng.standard_normal(count) * 0.035,
        list_ratio=_list_ratios(rng, count),
        no_list=rng.random(count) < 0.22,
        rebate=np.where(rng.random(count) < 0.30, rng.uniform(0.07, 0.20, count), 0),
        lapse=rng.beta(2, 10, count),
    )


def _list_ratios(rng: np.random.Generator, count: int) -> Floats:
    ratio = np.clip(0.94 + 0.045 * rng.standard_normal(count), 0.82, 1.04)
    # suggested prices that nobody ever charges: an innocent third off
    inflated = rng.uniform(0.62, 0.74)
    ratio[rng.random(count) < 0.03] = inflated
    return ratio
