"""What customers want: rates, seasons, weekdays, slow drifts."""

from __future__ import annotations

import attrs
import numpy as np

from ...arrays import Bools, Floats, Ints
from .calendar import LAST, YEAR
from .catalog import Catalog


@attrs.define(kw_only=True, eq=False)
class Demand:
    """What customers want; one entry per SKU, or per category where it says so."""

    catalog: Catalog
    base: Floats
    """Units per day, mean of the year, before all that happens to it."""
    spread: Floats
    """Variance over mean of a day's units, above 1."""
    peak: Ints
    """By category: day of the year in which most is sold."""
    one_season: Bools
    """By category: sold in one season only, nearly."""
    season: Floats
    """By category and day of the year: factor, mean 1."""
    weekday: Floats
    """By category and weekday: factor, mean 1."""
    cumulative: Floats
    """By category: sum of `season` from day 0 on, over four years."""
    level: Floats
    """Factor by which demand has shifted for good; 1 at first."""
    response: Floats
    """Factor by which a price that nobody meant moves demand; 1 at the intended price."""
    wander: Floats
    """Logarithm of a factor that comes and goes within months."""
    trend: Floats
    """Logarithm per year."""

    def per_day(self, day: int, launch: Ints) -> Floats:
        """Units per day before season and weekday; nothing before the launch."""
        year = day / YEAR
        drift = np.exp(self.wander + self.trend * (year - 1))
        return np.asarray(self.base * self.level * self.response * drift * (launch <= day))

    def season_sum(self, category: Ints, day: int, length: Floats) -> Floats:
        """Sum of the seasonal factors over so many days from a day on, two years at most."""
        start = day % YEAR
        days = np.clip(length.astype(int), 1, YEAR * 2)
        return np.asarray(
            self.cumulative[category, start + days] - self.cumulative[category, start]
        )

    def wander_on(self, rng: np.random.Generator) -> None:
        """A month passes."""
        self.wander = 0.85 * self.wander + rng.normal(0, 0.11, len(self.wander))


def wanted(rng: np.random.Generator, catalog: Catalog, cost: Floats) -> Demand:
    """Log-normal rates with a long tail; what is dear sells more slowly. cost: USD per unit."""
    skus = len(catalog)
    traffic = rng.normal(0, 0.5, catalog.categories)
    z = rng.normal(size=skus)
    yearly = np.exp(np.log(6.0) + 1.45 * z + traffic[catalog.category] - 0.22 * np.log(cost / 7))
    top = z > 2.2
    yearly[top] *= 1 + rng.pareto(2.5, top.sum())
    spread = 1.05 + rng.exponential(0.55, skus) * np.where(cost < 3, 2.0, 0.7)
    peak, one_season, season = _seasons(rng, catalog.categories)
    return Demand(
        catalog=catalog,
        base=np.minimum(yearly, 6000) / YEAR,
        spread=np.clip(spread, 1.05, 5),
        peak=peak,
        one_season=one_season,
        season=season,
        weekday=_weekdays(rng, catalog.categories),
        cumulative=np.concatenate(
            [np.zeros((catalog.categories, 1)), np.cumsum(np.tile(season, 4), 1)], 1
        ),
        level=np.ones(skus),
        response=np.ones(skus),
        wander=rng.normal(0, 0.2, skus),
        trend=np.where(rng.random(skus) < 0.12, rng.normal(0, 0.35, skus), 0),
    )


def _seasons(rng: np.random.Generator, categories: int) -> tuple[Ints, Bools, Floats]:
    """Peak, whether there is one season only, and factors per day of the year."""
    day, season = np.arange(YEAR), np.ones((categories, YEAR))
    peak, one_season = rng.integers(0, YEAR, categories), np.zeros(categories, bool)
    kind = rng.random(categories)
    for category in range(categories):
        wave = np.cos(2 * np.pi * (day - peak[category]) / YEAR)
        if kind[category] < 0.60:
            season[category] = 1 + rng.uniform(0.03, 0.25) * wave
        elif kind[category] < 0.86:
            season[category] = 1 + rng.uniform(0.3, 0.65) * wave
        else:
            one_season[category] = True
    # goods bought for a season that is about to begin must not look dead
    for category in rng.choice(categories, 2, replace=False):
        one_season[category] = True
        peak[category] = (LAST % YEAR + int(rng.integers(55, 95))) % YEAR
    for category in np.flatnonzero(one_season).tolist():
        away = (day - peak[category] + 182) % YEAR - 182
        between = rng.uniform(0.06, 0.2)
        season[category] = between + np.exp(-0.5 * (away / rng.uniform(22, 38)) ** 2) * 4
    return peak, one_season, season / season.mean(1, keepdims=True)


def _weekdays(rng: np.random.Generator, categories: int) -> Floats:
    factor = 1 + rng.normal(0, 0.12, (categories, 7))
    factor[:, 5] += rng.uniform(0.1, 0.5)
    factor[:, 6] += rng.uniform(-0.3, 0.3)
    factor = np.clip(factor, 0.2, None)
    return np.asarray(factor / factor.mean(1, keepdims=True))
