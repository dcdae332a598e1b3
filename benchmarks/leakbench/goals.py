"""What is reported of a run in single figures, and how good each is meant to be."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import attrs

from .results import Results, Spread
from .score import Score

LINES = (20, 50, 100)
"""Of the report; what somebody gets through in a day, a week, a month."""


@attrs.frozen(kw_only=True)
class Goal:
    """What a figure is meant to reach, and whether it does."""

    least: float | None = None
    most: float | None = None

    def reached(self, value: float) -> bool:
        """Both limits count as reached."""
        return (self.least is None or value >= self.least) and (
            self.most is None or value <= self.most
        )


@attrs.frozen(kw_only=True)
class Figure:
    """One line of the first table."""

    key: str
    title: str
    of: Callable[[Score], float]
    goal: Goal | None = None


FIGURES: Sequence[Figure] = (
    Figure(key="mean_f1", title="mean F1", of=lambda s: s.mean_f1, goal=Goal(least=0.93)),
    Figure(
        key="worst_f1",
        title="F1 of the worst primitive",
        of=lambda s: min((t.f1 for t in s.standard if t.true or t.found), default=math.nan),
        goal=Goal(least=0.75),
    ),
    Figure(key="pooled_f1", title="pooled F1", of=lambda s: s.pooled.tally.f1),
    Figure(key="pooled_precision", title="pooled precision", of=lambda s: s.pooled.tally.precision),
    Figure(key="pooled_recall", title="pooled recall", of=lambda s: s.pooled.tally.recall),
    Figure(
        key="calibration_error",
        title="calibration error of confidence",
        of=lambda s: s.pooled.calibration_error,
        goal=Goal(most=0.03),
    ),
    Figure(
        key="coverage",
        title="true cost within [low, high]",
        of=lambda s: s.pooled.coverage,
        goal=Goal(least=0.75, most=0.85),
    ),
    *(
        Figure(
            key=f"precision_at_{lines}",
            title=f"precision of the first {lines} lines",
            of=lambda s, lines=lines: s.precision_at(lines),  # type: ignore[misc]
            goal=Goal(least=0.97) if lines == 50 else None,
        )
        for lines in LINES
    ),
    Figure(
        key="dollars_found", title="dollars found of all", of=lambda s: s.pooled.dollars_found
    ),
    Figure(
        key="planted_dollars_found",
        title="dollars found of planted",
        of=lambda s: s.pooled.planted_dollars_found,
    ),
    Figure(
        key="cause_accuracy",
        title="cause right, of planted leaks found",
        of=lambda s: s.pooled.cause_accuracy,
        goal=Goal(least=0.85),
    ),
    Figure(
        key="cause_log_loss", title="log loss of the cause", of=lambda s: s.pooled.cause_log_loss
    ),
    Figure(
        key="cost_error",
        title="median error of a finding's cost",
        of=lambda s: s.pooled.cost_error(),
    ),
    Figure(
        key="issue_cost_error",
        title="median error of an issue's cost",
        of=lambda s: s.issue_cost_error,
        goal=Goal(most=0.2),
    ),
)  # fmt: skip

SHARE_OF_CEILING = Goal(least=0.98)
"""Mean F1 over that of the learner on the same stores."""
VARIANT_GOALS = {"previous": 0.96, "tenth": -0.03}
"""Mean F1 at least, or at most so much less than with all columns where negative."""


def figures(results: Results) -> dict[str, Spread]:
    """All of them, by key."""
    return {figure.key: results.own.spread(figure.of) for figure in FIGURES}
