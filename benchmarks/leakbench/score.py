"""How well findings agree with the truth, from two tables and nothing else."""

from __future__ import annotations

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .arrays import Bools, Floats

BINS = 10
"""Bins of equal mass for the calibration error."""


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
class Score:
    """One store judged."""

    tallies: dict[str, Tally]
    calibration_error: float
    """Expected calibration error of `confidence`, all primitives pooled; NaN without findings."""
    calibration: dict[str, float]
    """The same per primitive."""
    cause_accuracy: float
    """Share of found, planted leaks whose cause is right; no cause given counts as wrong."""
    planted_found: int
    cost_error: dict[str, float]
    """Per primitive: median of |said - true| / true annual cost over right findings."""
    cost_error_90: dict[str, float]
    """The same, 90th percentile."""
    coverage: float
    """Share of right findings whose true annual cost lies within [low, high]."""

    @property
    def mean_f1(self) -> float:
        """Mean over primitives that are true or found somewhere in the store."""
        seen = [t.f1 for t in self.tallies.values() if t.true or t.found]
        return float(np.mean(seen)) if seen else 1.0

    @property
    def pooled(self) -> Tally:
        """All primitives in one."""
        return total(list(self.tallies.values()))


def total(tallies: list[Tally]) -> Tally:
    """The sum of several tallies."""
    return Tally(
        true=sum(t.true for t in tallies),
        found=sum(t.found for t in tallies),
        right=sum(t.right for t in tallies),
    )


@attrs.frozen(kw_only=True, eq=False)
class _Matched:
    """Findings of one primitive, with what is true of each."""

    tally: Tally
    right: Bools
    confidence: Floats
    said: Floats
    low: Floats
    high: Floats
    cost: Floats
    cause_right: Bools
    """Of the right ones with a planted cause: was it named?"""


def score(findings: pa.Table, truth: pa.Table) -> Score:
    """Scores findings (columns as in the public contract) against a truth table of one store.

    Raises ValueError where findings name a SKU that the truth does not know, or name one twice.
    """
    matched = {
        primitive: _match(_only(findings, primitive), _only(truth, primitive))
        for primitive in map(str, pc.unique(truth["primitive"]).to_pylist())
    }
    parts = list(matched.values())
    right = np.concatenate([m.right for m in parts])
    confidence = np.concatenate([m.confidence for m in parts])
    inside = [(m.low <= m.cost + 0.01) & (m.cost <= m.high + 0.01) for m in parts]
    causes = np.concatenate([m.cause_right for m in parts])
    return Score(
        tallies={key: m.tally for key, m in matched.items()},
        calibration_error=calibration_error(confidence, right),
        calibration={key: calibration_error(m.confidence, m.right) for key, m in matched.items()},
        cause_accuracy=_mean(causes),
        planted_found=len(causes),
        cost_error={key: _relative_error(m, 0.5) for key, m in matched.items()},
        cost_error_90={key: _relative_error(m, 0.9) for key, m in matched.items()},
        coverage=_mean(np.concatenate(inside)[right]),
    )


def calibration_error(confidence: Floats, right: Bools, bins: int = BINS) -> float:
    """Mean distance between confidence and hit rate over bins of equal mass; NaN when empty."""
    if not len(confidence):
        return float("nan")
    order = np.argsort(confidence, kind="stable")
    parts = np.array_split(order, min(bins, len(order)))
    gaps = [abs(confidence[p].mean() - right[p].mean()) * len(p) for p in parts]
    return float(sum(gaps) / len(order))


def _only(table: pa.Table, primitive: str) -> pa.Table:
    return table.filter(pc.equal(table["primitive"].cast(pa.string()), pa.scalar(primitive)))


def _match(found: pa.Table, known: pa.Table) -> _Matched:
    skus = found["sku"].cast(pa.string())
    rows = pc.index_in(skus, value_set=known["sku"].combine_chunks())
    if rows.null_count:
        raise ValueError(f"found, but not in the store: {skus.filter(pc.is_null(rows))[0]}")
    if len(pc.unique(skus)) != len(skus):
        raise ValueError("a SKU was found twice by one primitive of one store")
    at = np.asarray(rows.to_numpy(), dtype=np.int64)
    label = np.asarray(known["label"].to_numpy())
    right = label[at]
    true_cause = np.array(known["cause"].to_pylist(), dtype=object)[at]
    said_cause = np.array(found["cause"].cast(pa.string()).to_pylist(), dtype=object)
    planted = right & np.array([cause is not None for cause in true_cause], dtype=bool)
    return _Matched(
        tally=Tally(true=int(label.sum()), found=len(at), right=int(right.sum())),
        right=right,
        confidence=_floats(found, "confidence"),
        said=_floats(found, "annual_cost"),
        low=_floats(found, "annual_cost_low"),
        high=_floats(found, "annual_cost_high"),
        cost=np.asarray(known["annual_cost"].to_numpy())[at],
        cause_right=(said_cause == true_cause)[planted].astype(bool),
    )


def _floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table[name].to_numpy(), dtype=np.float64)


def _mean(values: Bools) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _relative_error(matched: _Matched, quantile: float) -> float:
    # below a dollar a year the ratio says nothing
    real = matched.right & (matched.cost >= 1)
    if not real.any():
        return float("nan")
    error = np.abs(matched.said - matched.cost)[real] / matched.cost[real]
    return float(np.quantile(error, quantile))
