"""From how sure the mapping is of a column to how often it is right.

Learned from made-up exports, never from those of the reported figures:

    python -m benchmarks.mapping --train
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

KNOTS: Sequence[tuple[float, float]] = (
    # knots: begin
    (0.0000, 0.0000),
    (0.2361, 0.2479),
    (0.2986, 0.3115),
    (0.3173, 0.4426),
    (0.3531, 0.6133),
    (0.4450, 0.6819),
    (0.4995, 0.7049),
    (0.7186, 0.7201),
    (0.8720, 0.8153),
    (0.9120, 0.8476),
    (0.9239, 0.9344),
    (0.9349, 0.9502),
    (0.9639, 0.9603),
    (0.9753, 0.9786),
    (0.9802, 0.9854),
    (0.9841, 0.9993),
    (0.9910, 0.9994),
    (0.9972, 0.9999),
    (1.0000, 0.9999),
    # knots: end
)
"""Odds-based share from 0 to 1, and the share of such columns that were right."""

REVIEW_BELOW = 0.950
"""Above this confidence at least 99 of 100 columns were right."""


def calibrated(share: float, knots: Sequence[tuple[float, float]] | None = None) -> float:
    """The share of columns this sure that were right, between the knots on straight lines.

    Without `knots` those that were learned.
    """
    knots = KNOTS if knots is None else knots
    for (x0, y0), (x1, y1) in pairwise(knots):
        if share <= x1:
            return y0 + (y1 - y0) * (share - x0) / (x1 - x0) if x1 > x0 else y1
    return knots[-1][1]
