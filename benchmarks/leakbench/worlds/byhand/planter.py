"""Drawing SKUs for a mechanism: one by one, or whole groups."""

from __future__ import annotations

import numpy as np

from ...arrays import Bools, Floats, Ints
from .calendar import DAYS
from .plan import Mechanism, Plan
from .shop import Shop


class Planter:
    """Writes a plan."""

    def __init__(self, rng: np.random.Generator, shop: Shop) -> None:
        self.rng, self.shop = rng, shop
        self.plan = Plan(len(shop))
        shares = [rng.uniform(0.003, 0.02) for _ in Mechanism]
        self.quota = {
            key: max(3, round(share * len(shop)))
            for key, share in zip(Mechanism, shares, strict=True)
        }
        """SKUs that each mechanism is to hit."""
        self.goods = ~shop.assortment.service
        self.settled = (shop.life.first_day < DAYS - 320) & self.goods
        """Sold for most of a year at least."""
        self.yearly = shop.demand.rate * 365 * shop.demand.trend(DAYS - 200)
        """Units wanted a year, seasons and shocks not considered."""

    def sold_since(self, days: int) -> Bools:
        """Goods that came in so many days before the end, or earlier."""
        return (self.shop.life.first_day < DAYS - days) & self.goods

    def missing(self, mechanism: Mechanism) -> int:
        """SKUs that are still to be hit."""
        return self.quota[mechanism] - int(self.plan.planted[mechanism].sum())

    def pick(self, mechanism: Mechanism, weights: Floats | Bools, count: int) -> Ints:
        """So many SKUs, or all that have a weight, each at most once."""
        left = np.where(self.plan.planted[mechanism], 0, weights) * 1.0
        count = min(count, int((left > 0).sum()))
        if count <= 0:
            return np.zeros(0, dtype=np.int64)
        return self.rng.choice(len(left), count, replace=False, p=left / left.sum())

    def clusters(
        self, mechanism: Mechanism, group: Ints, among: Bools, count: int,
        share: tuple[float, float], at_most: int | None = None,
    ) -> list[Ints]:  # fmt: skip
        """Groups until so many SKUs are chosen: of each group a share of its members."""
        chosen: list[Ints] = []
        free = among & ~self.plan.planted[mechanism]
        for number in self.rng.permutation(np.unique(group[among])):
            members = np.flatnonzero((group == number) & free)
            members = members[self.rng.random(len(members)) < self.rng.uniform(*share)]
            members = members[:at_most][:count]
            chosen.append(members)
            count -= len(members)
            if count <= 0:
                break
        return chosen

    def plant(
        self,
        mechanism: Mechanism,
        skus: Ints,
        latest: int,
        earliest: int,
        *,
        together: bool = False,
    ) -> Ints:
        """Marks them as hit; returns the days, drawn between so many days before the end.

        together: all on one day.
        """
        self.plan.planted[mechanism][skus] = True
        before = self.rng.integers(latest, earliest, None if together else len(skus))
        days = np.full(len(skus), DAYS - before) if together else np.asarray(DAYS - before)
        self.plan.start[mechanism][skus] = days
        return days
