"""What a few lumpy sales say about a daily rate. The plain twin of `rust/core/src/demand.rs`.

An item's rate has a gamma prior fitted to its peers; sales update it; demand over some days is then
negative binomial. Source: any text on gamma-Poisson models; the approximations name theirs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from attrs import frozen

Z80 = 1.2815515655446004
"""10 % of a normal distribution lie above it, 10 % below its negative."""
MOST_TERMS = 4096.0
SMALLEST_START = 1e-250
FIXED = 2**40
FASTEST = 1e7


@frozen
class Rate:
    """Gamma distribution of a daily rate: `shape` sales seen in `days` of evidence."""

    shape: float
    days: float

    @property
    def mean(self) -> float:
        """Units per day."""
        return self.shape / self.days

    def interval80(self) -> tuple[float, float]:
        """Daily rates exceeded with 90 % and with 10 % probability."""
        return self._quantile(-Z80), self._quantile(Z80)

    def _quantile(self, z: float) -> float:
        # Wilson and Hilferty 1931: the cube root of a gamma variable is nearly normal
        ninth = 1 / (9 * self.shape)
        root = max(1 - ninth + z * math.sqrt(ninth), 0.0)
        return self.mean * root * root * root

    def chance_below(self, rate: float) -> float:
        """Probability that the rate is below `rate` units per day."""
        if rate <= 0:
            return 0.0
        ninth = 1 / (9 * self.shape)
        return normal_below((math.cbrt(rate / self.mean) - 1 + ninth) / math.sqrt(ninth))

    def shortfall(self, horizon: float, stock: float) -> tuple[float, float]:
        """Demand over `horizon` days against `stock` units: the chance that it exceeds the stock,
        and the units expected to be missing."""
        mean = self.mean * horizon
        stock = float(math.floor(stock))
        if stock < 0:
            return 1.0, mean - stock
        odds = horizon / (self.days + horizon)
        term = (self.days / (self.days + horizon)) ** self.shape
        if stock > MOST_TERMS or term < SMALLEST_START:
            return self._shortfall_of_many(mean, horizon, stock)
        at_most = covered = k = 0.0
        while k <= stock:
            at_most += term
            covered += (stock - k) * term
            term *= (self.shape + k) / (k + 1) * odds
            k += 1
        return max(1 - at_most, 0.0), max(mean - stock + covered, 0.0)

    def _shortfall_of_many(self, mean: float, horizon: float, stock: float) -> tuple[float, float]:
        deviation = math.sqrt(mean * (1 + horizon / self.days))
        z = (stock + 0.5 - mean) / deviation
        above = 1 - normal_below(z)
        density = math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
        return above, max(deviation * (density - z * above), 0.0)

    def chance_above(self, horizon: float, stock: float) -> float:
        """The chance that demand over `horizon` days exceeds `stock` units."""
        return self.shortfall(horizon, stock)[0]

    def chance_of_silence(self, days: float) -> float:
        """The chance of no sale in `days`, if nothing has changed."""
        return (1 + days / self.days) ** -self.shape


def normal_below(z: float) -> float:
    """Standard normal distribution function (Abramowitz and Stegun 7.1.26, error below 1.5e-7)."""
    x = abs(z) / math.sqrt(2)
    t = 1 / (1 + 0.3275911 * x)
    poly = (
        (((1.061405429 * t - 1.453152027) * t) + 1.421413741) * t - 0.284496736
    ) * t + 0.254829592
    upper = 0.5 * poly * t * math.exp(-x * x)
    return 1 - upper if z >= 0 else upper


def prior(sold: Iterable[tuple[float, float]]) -> Rate | None:
    """Gamma prior of a group by moments, from (units sold, days of the window) of its items.

    The spread of the rates less what chance alone explains; the shape is kept in 0.05 to 50. Sums
    are whole numbers of 2**-40, so that the order of the items cannot change a bit of the result.
    Null where the group is empty.
    """
    items = rates = squares = inverse_windows = 0
    for units, window in sold:
        rate = min(max(units, 0.0) / window, FASTEST)
        items += 1
        rates += int(rate * FIXED)
        squares += int(rate * rate * FIXED)
        inverse_windows += int(1 / window * FIXED)
    if items == 0:
        return None
    inverse_window = inverse_windows / FIXED / items
    # half a sale in all windows together stands for 'nobody sold anything'
    mean = max(rates / FIXED / items, 0.5 * inverse_window / items)
    spread = squares / FIXED / items - mean * mean - mean * inverse_window
    shape = min(max(mean * mean / spread, 0.05), 50.0) if spread > 0 else 50.0
    return Rate(shape, shape / mean)
