"""What a run found out."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import attrs

from .errors import Errors
from .score import Score, together


@attrs.frozen(kw_only=True)
class Spread:
    """A figure over several stores."""

    value: float
    """Of all stores together; NaN where there is nothing to judge by."""
    low: float
    high: float
    """The lowest and the highest single store."""
    deviation: float
    """Standard deviation between stores; 0 of one store."""


@attrs.frozen(eq=False)
class Group:
    """The scores of one detector, or of one variant, on several stores."""

    scores: Sequence[Score]

    @cached_property
    def every(self) -> Score:
        """All the stores as one."""
        return together(self.scores)

    def spread(self, figure: Callable[[Score], float]) -> Spread:
        """A figure of all the stores together, and how far single stores are from each other."""
        each = [figure(one) for one in self.scores]
        known = [value for value in each if not math.isnan(value)]
        return Spread(
            value=figure(self.every),
            low=min(known, default=math.nan),
            high=max(known, default=math.nan),
            deviation=statistics.stdev(known) if len(known) > 1 else 0.0,
        )


@attrs.frozen(kw_only=True, eq=False)
class Results:
    """All scores, by detector, variant and store."""

    seeds: Sequence[int]
    skus: int
    world: str | None = None
    """Null: LeakBench's own."""
    detector: str
    detectors: Mapping[str, Group]
    """On the plain exports."""
    variants: Mapping[str, Group]
    """Of the detector, by variant."""
    errors: Sequence[Errors]
    """Of the detector, one per seed; empty unless the plan asked for them."""
    seconds: float

    @property
    def own(self) -> Group:
        """The detector's on the plain exports."""
        return self.detectors[self.detector]
