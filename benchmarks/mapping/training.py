"""Learns how sure the mapping may be: isotonic regression of right on share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import sentinel.calibration as kept
import sentinel.inference

from .score import Verdict

_BEGIN, _END = "    # knots: begin\n", "    # knots: end\n"
_WANTED = 0.993
"""Precision of what needs no review, a little above what is promised."""
_LOWEST = 0.95
"""What is likelier wrong than this is looked at, however good the rest is."""
_FEWEST = 60
"""Columns in a knot at least."""


def untrained() -> None:
    """From here on confidence is the share itself, and unlikely columns are taken too."""
    kept.KNOTS = ((0.0, 0.0), (1.0, 1.0))
    sentinel.inference.ACCEPTED = 0.2


def train(verdicts: Sequence[Verdict]) -> None:
    """Writes the knots and the level of review into `sentinel.calibration`.

    The verdicts must have been given after `untrained()`.
    """
    known = sorted((v.confidence, v.right) for v in verdicts if v.confidence < 1)
    knots = knots_of(known)
    level = level_of(known)
    confidence = max(kept.calibrated(level, knots), _LOWEST)
    path = Path(kept.__file__)
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    rows = "".join(f"    ({x:.4f}, {y:.4f}),\n" for x, y in knots)
    head, _, tail = after.partition("REVIEW_BELOW = ")
    _, _, tail = tail.partition("\n")
    path.write_text(
        f"{before}{_BEGIN}{rows}{_END}{head}REVIEW_BELOW = {confidence:.3f}\n{tail}",
        encoding="utf-8",
    )


def knots_of(known: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Neighbours are put together until the share that was right only rises."""
    blocks: list[list[float]] = []  # sum of shares, sum of right, count
    for start in range(0, len(known), _FEWEST):
        part = known[start : start + _FEWEST]
        blocks.append([sum(s for s, _ in part), float(sum(r for _, r in part)), float(len(part))])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    # Nothing is ever quite certain: one more that would be wrong.
    inner: list[tuple[float, float]] = []
    for shares, right, n in blocks:
        inner.append((shares / n, max(right / (n + 1), inner[-1][1] if inner else 0.0)))
    return [(0.0, 0.0), *inner, (1.0, inner[-1][1])]


def level_of(known: Sequence[tuple[float, bool]]) -> float:
    """The least share from which on what is taken is right often enough."""
    right = count = 0
    level = 1.0
    for share, equals in groupby(reversed(known), key=itemgetter(0)):
        answers = [good for _, good in equals]
        right, count = right + sum(answers), count + len(answers)
        if count >= _FEWEST and right / count >= _WANTED:
            level = share
    return level
