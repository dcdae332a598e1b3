"""Everything about a store that its days do not change."""

from __future__ import annotations

import attrs
import numpy as np

from ...arrays import Floats, Ints
from . import assortment, baskets, calendar, demand, policy, pricing
from .assortment import Assortment
from .baskets import Baskets
from .calendar import Calendar
from .demand import Demand
from .policy import Life, Policy
from .pricing import Pricing


@attrs.frozen(kw_only=True, eq=False)
class Shop:
    """The store as planned."""

    calendar: Calendar
    assortment: Assortment
    demand: Demand
    baskets: Baskets
    pack: Floats
    """Units per case."""
    pricing: Pricing
    life: Life
    policy: Policy
    spread: Floats
    """Variance of daily demand over its mean."""

    def __len__(self) -> int:
        return len(self.assortment)

    def season(self, day: int, skus: Ints | slice = slice(None)) -> Floats:
        """Factor of the yearly season."""
        rows = self.demand.season_row[skus]
        return np.asarray(self.demand.season[rows, self.calendar.day_of_year[day]])

    def levels(self, rate: Floats) -> tuple[Floats, Floats]:
        """Minimum and maximum at so many units per day."""
        return self.policy.levels(self.assortment, self.spread, rate)


def draw(rng: np.random.Generator, skus: int) -> Shop:
    """A store of so many items."""
    days = calendar.draw(rng)
    goods = assortment.draw(rng, skus)
    wanted = demand.draw(rng, goods)
    cases = baskets.cases(rng, skus)
    customers = baskets.draw(rng, wanted.kind, goods.grocery, cases)
    cost, size = pricing.costs(rng, goods.category)
    # dear things sell less
    wanted = attrs.evolve(wanted, rate=wanted.rate * np.clip(size, 0.2, 5) ** -0.25)
    return Shop(
        calendar=days,
        assortment=goods,
        demand=wanted,
        baskets=customers,
        pack=pricing.packs(rng, cases, cost, wanted.rate),
        pricing=pricing.draw(rng, goods, cost, wanted.rate),
        life=policy.draw_life(rng, goods.service),
        policy=policy.draw(rng, goods, wanted.rate),
        spread=customers.spread,
    )
