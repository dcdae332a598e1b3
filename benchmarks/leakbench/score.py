"""How well findings agree with the truth, from two tables and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

import attrs
import numpy as np
import pyarrow as pa

from .arrays import Bools, Floats
from .matching import Issues, Matched, Posteriors, issues_of, joined, match, texts

STANDARD = (
    "high_margin_leak", "negative_inventory", "negative_profit", "severe_inventory_deficit",
    "low_stock", "shrinkage_pattern", "margin_erosion", "zero_cost_anomaly", "dead_item",
    "overstock", "price_discrepancy",
)  # fmt: skip
"""The primitives over which means are taken, so that a plugin more or less changes no mean."""
BINS = 10
"""Bins of equal mass for the calibration error, as far as ties allow."""


@attrs.frozen(kw_only=True)
class Tally:
    """Counts of one primitive."""

    true: int
    """SKUs that really leak."""
    found: int
    right: int
    """Found and true."""

    @property
    def precision(self) -> float:
        """Share of what was found that is true; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what is true that was found; 1 where nothing is true."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two; 0 where all that is true was missed."""
        both = self.true + self.found
        return 2 * self.right / both if both else 1.0


@attrs.frozen(kw_only=True)
class Bin:
    """One step of the reliability picture."""

    confidence: float
    """Mean confidence of its lines."""
    right: float
    """Share of them that is true."""
    lines: int


class Part:
    """The figures of one primitive, or of several together."""

    def __init__(self, matched: Matched) -> None:
        self.matched = matched

    @property
    def tally(self) -> Tally:
        """The counts."""
        lines = self.matched
        return Tally(true=lines.true, found=len(lines.right), right=int(lines.right.sum()))

    @property
    def calibration_error(self) -> float:
        """Expected calibration error of the confidence; NaN without findings."""
        return calibration_error(self.matched.confidence, self.matched.right)

    @property
    def bins(self) -> list[Bin]:
        """Lines in ten bins of equal mass, the least confident first."""
        return reliability(self.matched.confidence, self.matched.right)

    @property
    def coverage(self) -> float:
        """Share of right findings whose true annual cost lies within [low, high], to the cent."""
        lines = self.matched
        given = lines.right & ~np.isnan(lines.low)
        inside = (lines.low <= lines.cost + 0.01) & (lines.cost <= lines.high + 0.01)
        return _mean(inside[given])

    @property
    def planted_found(self) -> int:
        """Right findings that a planted mechanism brought about."""
        return int(self.matched.planted.sum())

    @property
    def cause_accuracy(self) -> float:
        """Share of them whose cause is right; no cause given counts as wrong."""
        return _mean(self.matched.cause_right[self.matched.planted])

    @property
    def cause_log_loss(self) -> float:
        """Mean of -ln(probability given to the true cause) over them, ln 8 = 2.08 for a guess;
        NaN where the detector gives no probabilities."""
        chance = self.matched.cause_chance
        return _mean(-np.log(chance[~np.isnan(chance)]))

    @property
    def dollars_found(self) -> float:
        """True annual cost of what was found, over that of all that is true."""
        lines = self.matched
        return float(lines.cost.sum() / lines.true_cost) if lines.true_cost else float("nan")

    @property
    def planted_dollars_found(self) -> float:
        """The same of what planted mechanisms brought about."""
        lines = self.matched
        cost = lines.cost[lines.planted].sum()
        return float(cost / lines.planted_cost) if lines.planted_cost else float("nan")

    def cost_error(self, quantile: float = 0.5) -> float:
        """Of |said - true| / true annual cost over right findings that cost a dollar or more."""
        lines = self.matched
        # below a dollar a year the ratio says nothing
        real = lines.right & (lines.cost >= 1) & ~np.isnan(lines.said)
        return _quantile(_relative_errors(lines.said[real], lines.cost[real]), quantile)


@attrs.frozen(kw_only=True, eq=False)
class Score:
    """One store judged, or several together."""

    parts: Mapping[str, Part]
    """By primitive, of those that the detector offers and whose truth is known."""
    issues: Issues
    not_scored: Mapping[str, int]
    """Findings of primitives whose truth is not known."""
    stores: int = 1

    @property
    def tallies(self) -> dict[str, Tally]:
        """By primitive."""
        return {key: part.tally for key, part in self.parts.items()}

    @property
    def standard(self) -> list[Tally]:
        """Of the standard primitives only."""
        return [tally for key, tally in self.tallies.items() if key in STANDARD]

    @property
    def mean_f1(self) -> float:
        """Mean over the standard primitives that are true or found somewhere."""
        seen = [tally.f1 for tally in self.standard if tally.true or tally.found]
        return float(np.mean(seen)) if seen else 1.0

    @cached_property
    def pooled(self) -> Part:
        """All standard primitives in one."""
        every = [part.matched for key, part in self.parts.items() if key in STANDARD]
        return Part(joined(every or [part.matched for part in self.parts.values()]))

    def precision_at(self, lines: int) -> float:
        """Share of the first so many lines of each store's report that is true; NaN without any.

        Lines of plugins count where their truth is known.
        """
        parts = [part.matched for part in self.parts.values()]
        first = [part.right[part.rank < lines] for part in parts]
        return _mean(np.concatenate(first))

    @property
    def issue_cost_error(self) -> float:
        """Median over issues of |said - true| / true annual cost; infinite for an issue of false
        alarms only. Issues below a dollar on both sides are left out; NaN without figures."""
        said, cost = self.issues.said, self.issues.cost
        real = ((said >= 1) | (cost >= 1)) & ~np.isnan(said)
        return _quantile(_relative_errors(said[real], cost[real]), 0.5)


def score(
    findings: pa.Table,
    truth: pa.Table,
    *,
    offered: Collection[str] | None = None,
    posteriors: Posteriors | None = None,
) -> Score:
    """Scores the findings of one store, best line first, against its truth table.

    findings: columns as in the public contract; `sku`, `primitive` and `confidence` suffice.
    offered: primitives that the detector has (default: all whose truth is known); one that it has
    and that found nothing has recall zero, one that it lacks is not scored.
    posteriors: probabilities of causes by `issue_id`, for the log loss.

    Raises ValueError where findings name a SKU that the truth does not know, or name one twice.
    """
    known = [str(key) for key in dict.fromkeys(texts(truth, "primitive"))]
    scored = [key for key in known if offered is None or key in offered]
    matched = {key: match(findings, truth, key, posteriors) for key in scored}
    others = [key for key in texts(findings, "primitive") if key not in matched]
    return Score(
        parts={key: Part(part) for key, part in matched.items()},
        issues=issues_of(findings, matched),
        not_scored={str(key): others.count(key) for key in sorted(map(str, set(others)))},
    )


def together(scores: Sequence[Score]) -> Score:
    """Several stores as one: ratios come from the sums."""
    keys = dict.fromkeys(key for one in scores for key in one.parts)
    lists = {key: [one.parts[key].matched for one in scores if key in one.parts] for key in keys}
    others = dict.fromkeys(key for one in scores for key in one.not_scored)
    return Score(
        parts={key: Part(joined(parts)) for key, parts in lists.items()},
        issues=Issues(
            said=np.concatenate([one.issues.said for one in scores]),
            cost=np.concatenate([one.issues.cost for one in scores]),
        ),
        not_scored={key: sum(one.not_scored.get(key, 0) for one in scores) for key in others},
        stores=sum(one.stores for one in scores),
    )


def calibration_error(confidence: Floats, right: Bools, bins: int = BINS) -> float:
    """Mean distance between confidence and hit rate over bins of equal mass; NaN when empty."""
    steps = reliability(confidence, right, bins)
    if not steps:
        return float("nan")
    gaps = [abs(step.confidence - step.right) * step.lines for step in steps]
    return float(sum(gaps) / len(confidence))


def reliability(confidence: Floats, right: Bools, bins: int = BINS) -> list[Bin]:
    """Bins of equal mass, the least confident first; none without lines.

    Lines of the same confidence share a bin, however many they are: which of them come first says
    nothing.
    """
    _, which, counts = np.unique(confidence, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    number = np.floor(middle / max(len(confidence), 1) * bins)[which]
    parts = [np.flatnonzero(number == one) for one in np.unique(number)]
    return [
        Bin(
            confidence=float(confidence[part].mean()),
            right=float(right[part].mean()),
            lines=len(part),
        )
        for part in parts
    ]


def _mean(values: Bools | Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _relative_errors(said: Floats, cost: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(np.abs(said - cost) / cost)


def _quantile(values: Floats, at: float) -> float:
    """NaN of nothing; a value that occurs, for between two of them infinity has no middle."""
    if not len(values):
        return float("nan")
    return float(np.quantile(values, at, method="inverted_cdf"))
