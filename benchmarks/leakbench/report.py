"""Scores of several stores as plain text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .score import Score, total

_HEAD = (
    "primitive                    true   found   prec    rec     F1   F1 range    ECE"
    "   cost err  p90"
)


def report(scores: Sequence[Score]) -> str:
    """A table over stores: counts are sums, ratios come from the sums, ranges are over stores."""
    lines = [_HEAD]
    for key in scores[0].tallies:
        tally = total([s.tallies[key] for s in scores])
        each = [s.tallies[key].f1 for s in scores if s.tallies[key].true or s.tallies[key].found]
        spread = f"{min(each):.2f}-{max(each):.2f}" if each else "-"
        lines.append(
            f"{key:26}{tally.true:7}{tally.found:8}{tally.precision:7.3f}{tally.recall:7.3f}"
            f"{tally.f1:7.3f}{spread:>11}{_mean([s.calibration[key] for s in scores]):>7}"
            f"{_mean([s.cost_error[key] for s in scores]):>11}"
            f"{_mean([s.cost_error_90[key] for s in scores]):>5}"
        )
    means = [s.mean_f1 for s in scores]
    pooled = total([s.pooled for s in scores])
    lines += [
        "",
        f"stores                      {len(scores)}",
        f"mean F1                     {np.mean(means):.3f} ({min(means):.3f} to {max(means):.3f})",
        f"pooled F1                   {pooled.f1:.3f} (precision {pooled.precision:.3f}, "
        f"recall {pooled.recall:.3f})",
        f"calibration error           {_mean([s.calibration_error for s in scores], 3)}",
        f"cause right                 {_mean([s.cause_accuracy for s in scores], 3)} of "
        f"{sum(s.planted_found for s in scores)} planted leaks found",
        f"true cost in [low, high]    {_mean([s.coverage for s in scores], 3)} (0.8 is meant)",
    ]
    return "\n".join(lines)


def _mean(values: list[float], digits: int = 2) -> str:
    known = [value for value in values if not np.isnan(value)]
    return f"{np.mean(known):.{digits}f}" if known else "-"
