"""Which bins are counted on which days."""

from __future__ import annotations

import attrs
import numpy as np

from ...arrays import Ints
from .calendar import NEVER
from .shop import Shop


@attrs.frozen(kw_only=True, eq=False)
class Rounds:
    """The counting calendar; one entry per bin."""

    skus: list[Ints]
    every: Ints
    """Days from one count to the next."""
    offset: Ints

    def due(self, day: int) -> list[Ints]:
        """The SKUs of each bin whose turn it is."""
        return [self.skus[bin_] for bin_ in np.flatnonzero((day + self.offset) % self.every == 0)]


def draw(rng: np.random.Generator, shop: Shop) -> Rounds:
    """The bins with the largest turnover up to four times a year, the others less often than
    yearly, a tenth never."""
    goods = shop.assortment
    bins = goods.bins
    turnover = np.bincount(goods.bin, shop.demand.rate * shop.pricing.cost * 365, bins)
    rank = (turnover / np.bincount(goods.bin, minlength=bins)).argsort().argsort() / bins
    every = np.where(
        rank > 0.88,
        rng.choice([91, 120], bins),
        np.where(rank > 0.5, rng.choice([240, 365], bins), rng.choice([365, 540], bins)),
    )
    every = np.where(rng.random(bins) < 0.10, NEVER, every)
    return Rounds(
        skus=[np.flatnonzero(goods.bin == number) for number in range(bins)],
        every=every,
        offset=rng.integers(0, np.minimum(every, 700)),
    )
