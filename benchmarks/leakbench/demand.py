"""Who comes on which day: seasons, weekdays, slow drift and visits of customers.

Demand per day is negative binomial, drawn as what it is in a shop: a Poisson number of visits, each
taking a logarithmic number of units. Only SKUs with a visit cost time, so large stores stay fast.
"""

from __future__ import annotations

import datetime as dt

import attrs
import numpy as np

from .arrays import Floats, Ints


@attrs.frozen(kw_only=True, eq=False)
class Calendar:
    """Days of one simulation, and the factor by which each category sells more or less on each."""

    first_date: dt.date
    """Date of day 0."""
    days: int
    """Days simulated; the export is made in the evening of day `days - 1`."""
    season: Floats
    """[day, category], mean 1 over a year; reaches a year beyond the last day."""
    seasonal: Ints
    """Categories that sell mostly in one season."""
    cumulative: Floats
    """Running sum of `season`, one row longer, for means over spans of days."""

    def date(self, day: int) -> dt.date:
        """Date of a day number."""
        return self.first_date + dt.timedelta(days=day)

    def weekday(self, day: int) -> int:
        """Monday is 0."""
        return self.date(day).weekday()

    def season_sum(self, start: int, length: int) -> Floats:
        """Sum of the season factor per category over `length` days from `start`."""
        start, end = max(start, 0), min(start + length, len(self.season))
        return np.asarray(self.cumulative[end] - self.cumulative[start])


def calendar(rng: np.random.Generator, categories: int, days: int, as_of: dt.date) -> Calendar:
    """Weekday and yearly pattern of every category, for the days up to `as_of` and a year more."""
    first = as_of - dt.timedelta(days=days - 1)
    day_numbers = np.arange(days + 366)
    year = 2 * np.pi * ((first.timetuple().tm_yday + day_numbers)[:, None] / 365.25)
    peak = rng.uniform(0, 2 * np.pi, categories)
    mild = 1 + rng.uniform(0, 0.45, categories) * np.cos(year - peak)
    seasonal = rng.choice(categories, max(1, categories // 10), replace=False)
    sharp = 0.04 + np.exp(rng.uniform(2.5, 6, categories) * (np.cos(year - peak) - 1))
    sharp /= sharp[:365].mean(axis=0)
    yearly = mild
    yearly[:, seasonal] = sharp[:, seasonal]
    week = rng.dirichlet(np.array([9, 9, 9, 10, 13, 16, 11.0]) * 4, categories).T * 7
    season = yearly * week[(first.weekday() + day_numbers) % 7]
    cumulative = np.vstack([np.zeros(categories), np.cumsum(season, axis=0)])
    return Calendar(
        first_date=first, days=days, season=season, seasonal=seasonal, cumulative=cumulative
    )


def base_rates(rng: np.random.Generator, category: Ints, categories: int) -> Floats:
    """Units per day: Zipf-Mandelbrot over ranks, so most SKUs sell a few units a year.

    The typical SKU sells about five units a year, some one a week, few one a day.
    """
    rank_share = rng.random(len(category))
    popularity = np.exp(rng.normal(0, 0.35, categories))[category]
    per_year = 2.2 / (rank_share + 0.002) * np.exp(rng.normal(0, 0.7, len(category))) * popularity
    return np.asarray(np.clip(per_year, 0.2, 6000) / 365)


def mean_visit(odds: Floats) -> Floats:
    """Mean units of one visit, the mean of the logarithmic distribution."""
    return np.asarray(-odds / ((1 - odds) * np.log1p(-odds)))


def wander(rng: np.random.Generator, popularity: Floats) -> Floats:
    """Popularity a month later: seven per cent up or down, pulled back to 1 slowly."""
    return np.asarray(popularity**0.97 * np.exp(rng.normal(0, 0.07, len(popularity))))


def units_wanted(
    rng: np.random.Generator, rate: Floats, odds: Floats, visit: Floats
) -> tuple[Ints, Ints]:
    """SKUs that someone wants today, and how many units; `rate` in units per day."""
    running = np.cumsum(rate / visit)
    visits = rng.poisson(running[-1])
    who = np.searchsorted(running, rng.random(visits) * running[-1], side="right")
    who = np.minimum(who, len(rate) - 1)
    wanted = np.bincount(who, weights=rng.logseries(odds[who]), minlength=len(rate))
    skus = np.flatnonzero(wanted)
    return skus, wanted[skus].astype(np.int64)
