"""How long items are sold, and the minimum and maximum at which people buy them."""

from __future__ import annotations

import attrs
import numpy as np

from ...arrays import Bools, Floats, Ints
from .assortment import Assortment
from .calendar import DAYS, NEVER
from .categories import CATEGORIES
from .typed import round_number

NEW = 56
"""Days for which an item is new."""


@attrs.frozen(kw_only=True, eq=False)
class Life:
    """One entry per SKU."""

    first_day: Ints
    """On which it came in; -1: it was always there."""
    delisted_from: Ints
    """From which it is not bought again and loses its customers."""

    @property
    def new(self) -> Bools:
        """Came in during the last weeks."""
        return self.first_day >= DAYS - NEW

    def fading(self, day: int) -> Floats:
        """Factor of demand for what was delisted."""
        left = np.exp(-np.clip(day - self.delisted_from, 0, 3000) / 150.0)
        return np.where(day >= self.delisted_from, np.maximum(left, 0.02), 1)


@attrs.frozen(kw_only=True, eq=False)
class Policy:
    """One entry per SKU."""

    guess: Floats
    """Units per day that the buyer expects to sell."""
    safety: Floats
    """By how much he plans for a longer wait than the usual one."""
    facing: Ints
    """Units that he wants to see on the shelf."""
    weeks: Ints
    """Weeks for which he buys."""
    on_file: Bools
    """Minimum and maximum are in the system."""
    looks_at_shelf: Bools
    """The buyer walks the aisle instead of reading the list."""
    reviewed: Bools
    """Somebody looks at minimum and maximum again every half year or so."""

    def levels(self, assortment: Assortment, spread: Floats, rate: Floats) -> tuple[Floats, Floats]:
        """Minimum and maximum that a buyer would type who expects so many units per day.

        spread: variance of daily demand over its mean.
        """
        hand, lead = assortment.vendors.generosity[assortment.vendor], assortment.lead
        minimum = round_number(
            rate * (lead + assortment.cycle) * self.safety * np.sqrt(hand)
            + self.facing * (rate * 365 > 2)
            + np.sqrt(rate * lead * spread) * 0.5
        )
        several = (self.facing > 1) * (rate * 365 > 4)
        stocked = np.maximum(rate * 7 * self.weeks * hand, 1)
        maximum = round_number(minimum + stocked + several)
        return minimum, np.maximum(maximum, minimum + 1)


def draw_life(rng: np.random.Generator, service: Bools) -> Life:
    """One in seven came in during the two years, a few in the last weeks; some are on their way
    out."""
    skus = len(service)
    first_day = np.full(skus, -1)
    some = np.flatnonzero((rng.random(skus) < 0.14) & ~service)
    first_day[some] = rng.integers(0, DAYS - 60, len(some))
    some = np.flatnonzero((rng.random(skus) < rng.uniform(0.02, 0.035)) & ~service)
    first_day[some] = rng.integers(DAYS - NEW, DAYS - 3, len(some))
    delisted_from = np.full(skus, NEVER)
    some = np.flatnonzero((rng.random(skus) < 0.035) & (first_day < DAYS - 300) & ~service)
    delisted_from[some] = rng.integers(-100, DAYS - 30, len(some))
    return Life(first_day=first_day, delisted_from=delisted_from)


def draw(rng: np.random.Generator, assortment: Assortment, rate: Floats) -> Policy:
    """Guesses are biased; one in twenty-five is several times too high."""
    skus = len(assortment)
    guess = rate * np.exp(0.35 * rng.standard_normal(skus))
    guess = guess * np.where(rng.random(skus) < 0.04, rng.uniform(2, 5, skus), 1)
    return Policy(
        guess=guess,
        safety=rng.uniform(1.1, 2.1, skus),
        facing=np.where(
            assortment.grocery, rng.integers(1, 5, skus), rng.choice([0, 1, 1, 1, 2], skus)
        ),
        weeks=rng.choice([3, 4, 4, 6, 8, 10], skus),
        on_file=(rng.random(skus) < 0.85) & ~assortment.service,
        looks_at_shelf=rng.random(skus) < 0.28,
        reviewed=(rng.random(len(CATEGORIES)) < 0.6)[assortment.category],
    )
