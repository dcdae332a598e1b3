"""Demand that comes in visits of several units: its distribution, its sales, its quantiles."""

from __future__ import annotations

from math import erf

import numpy as np

from ...arrays import Bools, Floats

_LARGE_MEAN, _LARGE_STOCK = 120, 400
"""Units above which the sum over single units is not worth its time, and a normal stands in."""


def covered_and_sold(mean: Floats, spread: Floats, stock: Floats) -> tuple[Floats, Floats]:
    """Chance that demand stays within the stock, and the units that are expected to be sold of it.

    mean: expected units; spread: variance over mean, above 1; stock: units.
    """
    mean, stock = np.maximum(mean, 1e-12), np.floor(stock)
    covered, sold = _normal(mean, spread, stock)
    large = (mean > _LARGE_MEAN) | (stock > _LARGE_STOCK)
    covered[~large] = sold[~large] = 0
    small = np.flatnonzero(~large & (stock >= 0))
    # by stock, so that the sum goes on only where there are units left to sell
    small = small[np.argsort(stock[small])]
    covered[small], sold[small] = _summed(mean[small], spread[small], stock[small])
    return covered, sold


_erf = np.vectorize(erf, otypes=[float])


def _normal(mean: Floats, spread: Floats, stock: Floats) -> tuple[Floats, Floats]:
    deviation = np.sqrt(mean * spread)
    z = (stock + 0.5 - mean) / deviation
    covered = 0.5 * (1 + _erf(z / np.sqrt(2)))
    density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    left = deviation * (density + z * covered)
    return covered, np.clip(stock - left, 0, np.minimum(mean, np.maximum(stock, 0)))


def _summed(mean: Floats, spread: Floats, stock: Floats) -> tuple[Floats, Floats]:
    """The same exactly, unit by unit; the stocks ascend."""
    covered, sold = np.zeros(len(stock)), np.zeros(len(stock))
    size, odds = mean / (spread - 1), (spread - 1) / spread
    mass = np.exp(-size * np.log(spread))
    below, within = mass.copy(), np.zeros(len(stock))
    units = first = 0
    while first < len(stock):
        last = int(np.searchsorted(stock, units, side="right"))
        covered[first:last], sold[first:last] = below[first:last], within[first:last]
        first = max(first, last)
        rest = slice(first, None)
        within[rest] += 1 - below[rest]
        mass[rest] *= (size[rest] + units) / (units + 1) * odds[rest]
        below[rest] += mass[rest]
        units += 1
    return np.minimum(covered, 1), sold


def quantile(mean: Floats, spread: Floats, level: float) -> Floats:
    """The least units within which demand stays with this chance."""
    low = np.full(len(mean), -1.0)
    high = np.ceil(mean + 12 * np.sqrt(mean * spread) + 12 * spread)
    for _ in range(24):
        middle = np.floor((low + high) / 2)
        enough: Bools = (covered_and_sold(mean, spread, middle)[0] >= level) & (middle >= 0)
        high = np.where(enough, middle, high)
        low = np.where(enough, low, np.maximum(middle, low))
        if np.all(high - low <= 1):
            break
    return np.asarray(high)
