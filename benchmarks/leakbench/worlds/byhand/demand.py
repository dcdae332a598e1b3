"""What customers want: how much of it, at which time of the year, and whether ever less."""

from __future__ import annotations

import attrs
import numpy as np

from ...arrays import Bools, Floats, Ints
from .assortment import Assortment
from .categories import CATEGORIES, Season, column

STEADY, LUMPY, TREND, INTERMITTENT, SEASONAL = range(5)
"""Kinds of demand."""
LEVEL_KEPT = 0.92
"""Of an item's deviation from its mean demand, share left after a week."""
ACTIVE, QUIET = 2.9, 0.18
"""Demand of an intermittent item in an active and in a quiet week, over its mean."""
_STRENGTHS = (0.25, 1.0, 1.5)
"""How much of the category's season an item has: exponents."""
_SEASON_DAYS = 366
_WEEK_HARDWARE = (0.92, 0.88, 0.92, 0.96, 1.10, 1.38, 0.84)
_WEEK_PROJECTS = (1.25, 1.2, 1.2, 1.2, 1.2, 0.7, 0.25)
_WEEK_GROCERY = (0.86, 0.82, 0.90, 0.96, 1.16, 1.26, 1.04)


@attrs.frozen(kw_only=True, eq=False)
class Demand:
    """One entry per SKU unless said otherwise."""

    kind: Ints
    rate: Floats
    """Units wanted per day at the intended price, before trend and season."""
    season: Floats
    """Factors by row and day of the year; mean 1."""
    season_row: Ints
    weekday: Floats
    """Factors by SKU and weekday."""
    drift: Floats
    """Change of the logarithm per year, once it moves."""
    drift_from: Ints
    wander: Floats
    """Standard deviation of the weekly change of the logarithm."""
    level_at_first: Floats
    """Logarithm of the level of the first week."""
    active_at_first: Bools
    """Of intermittent items: whether they begin in an active week."""

    @property
    def wander_spread(self) -> Floats:
        """Standard deviation of the logarithm of the level in the long run."""
        return np.asarray(self.wander / np.sqrt(1 - LEVEL_KEPT**2))

    def trend(self, day: int) -> Floats:
        """Factor of growth or decline; both flatten."""
        moved = self.drift * np.maximum(day - self.drift_from, 0) / 365
        return np.exp(np.where(self.drift < 0, np.maximum(moved, -3.5), np.minimum(moved, 1.5)))


def draw(rng: np.random.Generator, assortment: Assortment) -> Demand:
    """Demand of every item, costs not yet considered."""
    skus, category = len(assortment), assortment.category
    spread = column("units_spread")[category]
    rate = column("units")[category] * np.exp(spread * rng.standard_normal(skus)) / 365
    rate = _long_tail(rng, rate)
    kind = _kinds(rng, assortment, rate)
    season, row = _seasons(rng, assortment, kind)
    drift = np.where(
        kind == TREND,
        np.where(rng.random(skus) < 0.55, -1, 1) * rng.uniform(0.3, 1.4, skus),
        rng.standard_normal(skus) * 0.06,
    )
    drift_from = rng.integers(-200, 500, skus)
    wander = np.select(
        [kind == INTERMITTENT, kind == LUMPY, kind == STEADY], [0.30, 0.22, 0.07], 0.14
    )
    level = rng.standard_normal(skus) * (wander / np.sqrt(1 - LEVEL_KEPT**2))
    return Demand(
        kind=kind,
        rate=rate,
        season=season,
        season_row=row,
        weekday=_weekdays(assortment, kind),
        drift=drift,
        drift_from=drift_from,
        wander=wander,
        level_at_first=level,
        active_at_first=rng.random(skus) < 0.3,
    )


def _long_tail(rng: np.random.Generator, rate: Floats) -> Floats:
    """A tenth is on the shelf because the planogram says so."""
    tail = rng.random(len(rate)) < 0.10
    rate[tail] *= rng.uniform(0.03, 0.25, tail.sum())
    return np.minimum(rate, 45.0)


def _kinds(rng: np.random.Generator, assortment: Assortment, rate: Floats) -> Ints:
    skus = len(assortment)
    kind = np.full(skus, STEADY)
    kind[rng.random(skus) < column("lumpy")[assortment.category]] = LUMPY
    rest = kind == STEADY
    chance = rng.random(skus)
    kind[rest & (chance < 0.14)] = TREND
    slow = np.where(rate < 0.08, 0.38, 0.10)
    kind[rest & (chance >= 0.14) & (chance < 0.14 + slow)] = INTERMITTENT
    kind[rest & (chance > 0.93)] = SEASONAL
    kind[assortment.seasonal & (kind != LUMPY)] = SEASONAL
    return kind


def _seasons(rng: np.random.Generator, assortment: Assortment, kind: Ints) -> tuple[Floats, Ints]:
    """Factors by row and day of the year, and the row of every SKU."""
    factors = np.zeros((len(CATEGORIES), len(_STRENGTHS), _SEASON_DAYS))
    for number, category in enumerate(CATEGORIES):
        year = _year(rng, category.season)
        if category.name == "Candy":
            year = year + 0.5 * np.exp(-0.5 * (_days_from(95.0) / 8.0) ** 2)
        for place, exponent in enumerate(_STRENGTHS):
            factors[number, place] = year**exponent / (year**exponent).mean()
    strength = np.where(rng.random(len(kind)) < 0.8, 1, 0)
    strength = np.where(kind == SEASONAL, 2, strength)
    strength[assortment.seasonal & (strength == 0)] = 1
    row = assortment.category * len(_STRENGTHS) + strength
    return factors.reshape(-1, _SEASON_DAYS), row


def _year(rng: np.random.Generator, season: Season | None) -> Floats:
    if season is None:
        crest = rng.integers(0, _SEASON_DAYS)
        wave = np.cos(2 * np.pi * (np.arange(_SEASON_DAYS) - crest) / _SEASON_DAYS)
        return np.asarray(1 + 0.16 * wave)
    days = np.arange(_SEASON_DAYS) - season.peak - rng.normal(0, 5)
    days = (days + 183) % _SEASON_DAYS - 183
    width = season.width * np.where(days < 0, 1.2, 0.85)
    return np.asarray(season.floor + (1 - season.floor) * np.exp(-0.5 * (days / width) ** 2))


def _days_from(peak: float) -> Floats:
    return np.asarray((np.arange(_SEASON_DAYS) - peak + 183) % _SEASON_DAYS - 183)


def _weekdays(assortment: Assortment, kind: Ints) -> Floats:
    return np.where(
        assortment.grocery[:, None],
        np.array(_WEEK_GROCERY),
        np.where((kind == LUMPY)[:, None], np.array(_WEEK_PROJECTS), np.array(_WEEK_HARDWARE)),
    )
