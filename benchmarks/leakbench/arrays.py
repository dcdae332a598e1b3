"""Array types and the few numeric helpers that several parts of the simulator share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

UNKNOWN_DAY = -1_000_000
"""Day number of something that never happened."""


def charm_price(price: Floats) -> Floats:
    """The nearest price a shop would print: .x9 below five dollars, else .49 or .99."""
    small = np.maximum(np.round(price * 10) / 10 - 0.01, 0.09)
    large = np.round(price * 2) / 2 - 0.01
    return np.asarray(np.round(np.where(price < 5, small, large), 2))


def margin(price: Floats, cost: Floats) -> Floats:
    """Share of the price that is left after the cost; minus infinity where nothing is charged."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(price > 0, 1 - cost / price, -np.inf)


def tail_and_excess(mean: Floats, spread: Floats, stock: Floats) -> tuple[Floats, Floats]:
    """Chance that negative binomial demand exceeds the stock, and the expected units beyond it.

    mean: expected units; spread: variance over mean, above 1; stock: units, at least 0. The sum
    runs upwards from zero, so the work grows with the largest stock: ask only where it matters.
    """
    odds = 1 - 1 / spread
    size = mean * (1 - odds) / odds
    level = np.floor(stock)
    mass = (1 - odds) ** size
    below, sold_within = mass.copy(), np.zeros_like(mass)
    for units in range(1, int(level.max(initial=0)) + 1):
        mass = mass * (size + units - 1) / units * odds
        counted = units <= level
        below += np.where(counted, mass, 0)
        sold_within += np.where(counted, mass * units, 0)
    tail = np.clip(1 - below, 0, 1)
    return tail, np.maximum(mean - sold_within - level * tail, 0)
