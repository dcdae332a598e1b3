"""What a few lumpy sales say about a daily rate. The plain twin of `rust/core/src/demand.rs`.

An item's rate has a prior fitted to its peers; sales update it to a gamma; demand over some days is
then negative binomial. Source: any text on gamma-Poisson models; the approximations name theirs.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from attrs import frozen

Z80 = 1.2815515655446004
"""10 % of a normal distribution lie above it, 10 % below its negative."""
MOST_TERMS = 4096.0
SMALLEST_START = 1e-250


@frozen
class Rate:
    """Gamma distribution of a daily rate: `shape` sales seen in `days` of evidence."""

    shape: float
    days: float

    @property
    def mean(self) -> float:
        """Units per day."""
        return self.shape / self.days

    def or_else(self, other: Rate, chance: float) -> Rate:
        """This rate, or with some chance the other: a gamma of the same mean and variance."""
        squares = [rate.mean**2 + rate.mean / rate.days for rate in (self, other)]
        mean = self.mean + chance * (other.mean - self.mean)
        variance = squares[0] + chance * (squares[1] - squares[0]) - mean * mean
        return Rate(mean * mean / variance, mean / variance)

    def drifting(self, variance: float) -> Rate:
        """The same mean, less certain: the rate itself will change by then."""
        certainty = 1 / (1 + variance * self.shape)
        return Rate(self.shape * certainty, self.days * certainty)

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
        # a gamma of the same mean and variance: within 1e-3 of the sum where they meet, and falling
        # with the stock as the sum does (a normal rose there)
        variance = mean * (1 + horizon / self.days)
        demand = Rate(mean * mean / variance, mean / variance)
        above = 1 - demand.chance_below(stock + 0.5)
        size_biased = Rate(demand.shape + 1, demand.days)
        expected_above = mean * (1 - size_biased.chance_below(stock + 0.5))
        return above, max(expected_above - (stock + 0.5) * above, 0.0)

    def chance_above(self, horizon: float, stock: float) -> float:
        """The chance that demand over `horizon` days exceeds `stock` units."""
        return self.shortfall(horizon, stock)[0]

    def chance_of_silence(self, days: float) -> float:
        """The chance of no sale in `days`, if nothing has changed."""
        return math.pow(1 + days / self.days, -self.shape)


def normal_below(z: float) -> float:
    """Standard normal distribution function (Abramowitz and Stegun 7.1.26, error below 1.5e-7)."""
    x = abs(z) / math.sqrt(2)
    t = 1 / (1 + 0.3275911 * x)
    poly = (
        (((1.061405429 * t - 1.453152027) * t) + 1.421413741) * t - 0.284496736
    ) * t + 0.254829592
    upper = 0.5 * poly * t * math.exp(-x * x)
    return 1 - upper if z >= 0 else upper


# --- priors -------------------------------------------------------------------------------------

Sold = tuple[float, float]
"""Sales of an item, and the days of the window that they went in."""

EXACT = 24
"""Sales up to this have a bin each; above, four bins to a doubling."""
LAST_BIN = EXACT + 4 * 20
GRID = tuple(-9.8 + 0.265 * point for point in range(64))
"""Logarithms of daily rates: from a fifth of a sale in a decade to a thousand a day."""
TELLING = 16
"""Sales up to this see the prior; beyond, they speak for themselves."""


def _bin(sales: float) -> int:
    sales = math.floor(max(sales, 0.0) + 0.5)
    if sales <= EXACT:
        return int(sales)
    return min(EXACT + 1 + int(4 * math.log2(sales / EXACT)), LAST_BIN)


def _sales_of(number: int) -> float:
    return float(number) if number <= EXACT else EXACT * 2 ** ((number - EXACT - 0.5) / 4)


def mean_window(sold: Sequence[Sold]) -> float:
    """Mean days of the windows, each rounded to whole days."""
    return sum(math.floor(window + 0.5) for _, window in sold) / len(sold)


@frozen
class Spectrum:
    """How daily rates spread over a group: log-normal, with centre and spread of the logarithm.

    Zipf-like demand is log-normal over most of its range; a gamma fitted to the same moments says
    of slow items that they never sell.
    """

    centre: float = -5.0
    spread: float = 1.5

    @classmethod
    def of(cls, sold: Sequence[Sold]) -> Spectrum:
        """Fitted to a store's items by expectation and maximisation."""
        spectrum = cls()
        for _ in range(30):
            spectrum = spectrum._better(sold)
        return spectrum

    def moved_to(self, sold: Sequence[Sold]) -> Spectrum:
        """The store's spectrum moved to where this group lies; a small group moves less."""
        spectrum = self
        for _ in range(3):
            spectrum = Spectrum(spectrum._better(sold).centre, self.spread)
        return spectrum

    def _better(self, sold: Sequence[Sold]) -> Spectrum:
        window, first, second = mean_window(sold), 0.0, 0.0
        for number, items in sorted(Counter(_bin(sales) for sales, _ in sold).items()):
            one, two = self._moments(_sales_of(number), window, GRID)
            first += items * one
            second += items * two
        centre = first / len(sold)
        variance = second / len(sold) - centre * centre
        return Spectrum(centre, max(math.sqrt(max(variance, 0.0)), 0.3))

    def _moments(self, sales: float, window: float, of: Sequence[float]) -> tuple[float, float]:
        """Posterior means of x and of x squared after so many sales; x is `of` at each rate."""
        logs = [sales * (rate + math.log(window)) - math.exp(rate) * window for rate in GRID]
        most = max(logs)
        chances = [
            # a floor keeps what no prior expects possible
            math.exp(log - most)
            * max(math.exp(-0.5 * ((rate - self.centre) / self.spread) ** 2), 1e-12)
            for rate, log in zip(GRID, logs, strict=True)
        ]
        total = sum(chances)
        return (
            sum(chance * x for chance, x in zip(chances, of, strict=True)) / total,
            sum(chance * x * x for chance, x in zip(chances, of, strict=True)) / total,
        )

    def prior(self, window: float) -> Prior:
        """The gamma prior that each count of sales sees: with it, conjugate arithmetic gives the
        mean and the variance of the exact posterior."""
        rates = [math.exp(point) for point in GRID]
        seen = []
        for sales in range(TELLING + 1):
            mean, square = self._moments(sales, window, rates)
            variance = max(square - mean * mean, 1e-12 * mean * mean)
            seen.append(Rate(mean * mean / variance - sales, mean / variance - window))
        return Prior(tuple(seen))


@frozen
class Prior:
    """Prior of a group's daily rates, as each count of sales from 0 to 16 sees it."""

    seen: tuple[Rate, ...]

    def after(self, sales: float, days: float) -> Rate:
        """Posterior after `sales` in `days`; fractions of sales lie between their neighbours."""
        below = min(int(sales), TELLING)
        part = min(sales - below, 1.0)
        left, right = self.seen[below], self.seen[min(below + 1, TELLING)]
        shape = left.shape * (1 - part) + right.shape * part + sales
        evidence = left.days * (1 - part) + right.days * part + days
        return Rate(max(shape, 0.05), max(evidence, 0.05 * days, 1e-3))


def prior(sold: Sequence[Sold], store: Sequence[Sold] | None = None) -> Prior:
    """Prior of a group, fitted to its items and to those of its `store` (null: it is the store)."""
    spectrum = Spectrum.of(sold) if store is None else Spectrum.of(store).moved_to(sold)
    return spectrum.prior(mean_window(sold))
