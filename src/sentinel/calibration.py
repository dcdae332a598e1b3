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
    (0.2176, 0.1967),
    (0.2453, 0.2131),
    (0.2881, 0.3279),
    (0.3376, 0.3942),
    (0.4042, 0.5042),
    (0.4461, 0.5041),
    (0.4785, 0.5975),
    (0.5016, 0.7049),
    (0.6566, 0.7298),
    (0.8062, 0.7298),
    (0.8551, 0.7708),
    (0.8770, 0.8137),
    (0.8984, 0.8525),
    (0.9044, 0.9344),
    (0.9560, 0.9619),
    (0.9758, 0.9668),
    (0.9802, 0.9850),
    (0.9841, 0.9994),
    (0.9909, 0.9994),
    (0.9972, 0.9999),
    (1.0000, 0.9999),
    # knots: end
)
"""Odds-based share from 0 to 1, and the share of such columns that were right."""

REVIEW_BELOW = 0.950
"""Above this confidence at least 99 of 100 columns were right."""


def calibrated(share: float) -> float:
    """The share of columns this sure that were right, between the knots on straight lines."""
    for (x0, y0), (x1, y1) in pairwise(KNOTS):
        if share <= x1:
            return y0 + (y1 - y0) * (share - x0) / (x1 - x0) if x1 > x0 else y1
    return KNOTS[-1][1]
