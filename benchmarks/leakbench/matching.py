"""What a detector said beside what is true, line by line and issue by issue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .arrays import Bools, Floats, Ints

LEAST_CHANCE = 1e-3
"""Counted for a cause to which a posterior gives less: one sure error must not decide a mean."""

Posteriors = Mapping[str, Mapping[str, float]]
"""Issue to cause to probability."""


@attrs.frozen(kw_only=True, eq=False)
class Matched:
    """One primitive of one or several stores: its lines in the report, and all that is true.

    The arrays have one entry per line, in the order of the report within each store.
    """

    rank: Ints
    """Position among all lines of its store's report, from 0."""
    right: Bools
    confidence: Floats
    said: Floats
    """USD per year; NaN where the detector gives no figure. So are `low` and `high`."""
    low: Floats
    high: Floats
    cost: Floats
    """What it truly costs, USD per year; 0 for a false alarm."""
    planted: Bools
    """True, and a planted mechanism brought it about."""
    cause_right: Bools
    cause_chance: Floats
    """Of planted lines: the probability that was given to the true cause; NaN where none was."""
    true: int
    """SKUs that really leak."""
    true_cost: float
    """USD per year that they cost."""
    planted_cost: float
    """The part of it that planted mechanisms brought about."""


@attrs.frozen(kw_only=True, eq=False)
class Issues:
    """The issues of one or several stores."""

    said: Floats
    """USD per year; NaN where the detector gives no figures."""
    cost: Floats
    """What the lines of the issue truly cost, USD per year."""


def match(
    findings: pa.Table, truth: pa.Table, primitive: str, posteriors: Posteriors | None = None
) -> Matched:
    """The lines of one primitive in one store.

    Raises ValueError where findings name a SKU that the truth does not know, or name one twice.
    """
    known = rows_of(truth, primitive)
    numbered = findings.append_column("rank", pa.array(np.arange(len(findings))))
    found = rows_of(numbered, primitive)
    at = _rows(found["sku"].cast(pa.string()), known["sku"])
    label = np.asarray(known["label"].to_numpy())
    cost = np.asarray(known["annual_cost"].to_numpy(), dtype=np.float64)
    causes = np.array(known["cause"].to_pylist(), dtype=object)
    caused = label & (causes != None)  # noqa: E711 (elementwise)
    said_causes = np.array(texts(found, "cause"), dtype=object)
    planted = caused[at]
    return Matched(
        rank=np.asarray(found["rank"].to_numpy(), dtype=np.int64),
        right=label[at],
        confidence=floats(found, "confidence"),
        said=floats(found, "annual_cost"),
        low=floats(found, "annual_cost_low"),
        high=floats(found, "annual_cost_high"),
        cost=np.where(label[at], cost[at], 0.0),
        planted=planted,
        cause_right=planted & np.asarray(said_causes == causes[at], dtype=bool),
        cause_chance=_chances(texts(found, "issue_id"), causes[at], planted, posteriors),
        true=int(label.sum()),
        true_cost=float(cost[label].sum()),
        planted_cost=float(cost[caused].sum()),
    )


def rows_of(table: pa.Table, primitive: str) -> pa.Table:
    """Those of one primitive."""
    return table.filter(pc.equal(table["primitive"].cast(pa.string()), pa.scalar(primitive)))


def _rows(skus: pa.ChunkedArray[Any], known: pa.ChunkedArray[Any]) -> Ints:
    rows = pc.index_in(skus, value_set=known.combine_chunks())
    if rows.null_count:
        raise ValueError(f"found, but not in the store: {skus.filter(pc.is_null(rows))[0]}")
    if len(pc.unique(skus)) != len(skus):
        raise ValueError("a SKU was found twice by one primitive of one store")
    return np.asarray(rows.to_numpy(), dtype=np.int64)


def floats(table: pa.Table, name: str) -> Floats:
    """A column of numbers; NaN where it is absent or empty."""
    if name not in table.column_names:
        return np.full(len(table), np.nan)
    return np.asarray(table[name].cast(pa.float64()).to_numpy(), dtype=np.float64)


def texts(table: pa.Table, name: str) -> list[str | None]:
    """A column of text; null where it is absent or empty."""
    if name not in table.column_names:
        return [None] * len(table)
    values: list[str | None] = table[name].cast(pa.string()).to_pylist()
    return values


def _chances(
    issues: list[str | None], causes: Any, planted: Bools, posteriors: Posteriors | None
) -> Floats:
    chances = np.full(len(issues), np.nan)
    for row in np.flatnonzero(planted):
        posterior = (posteriors or {}).get(issues[row] or "")
        if posterior is not None:
            chances[row] = max(posterior.get(causes[row], 0.0), LEAST_CHANCE)
    return chances


def issues_of(findings: pa.Table, parts: Mapping[str, Matched]) -> Issues:
    """Sums over the lines of each issue; where lines name none, over primitive and cause.

    findings: of one store; parts: its lines by primitive, as `match` gave them.
    """
    names = zip(
        texts(findings, "issue_id"), texts(findings, "primitive"), texts(findings, "cause"),
        strict=True,
    )  # fmt: skip
    code: dict[object, int] = {}
    issue = np.array([code.setdefault(i or (p, c), len(code)) for i, p, c in names], dtype=np.int64)
    said, cost = np.zeros(len(code)), np.zeros(len(code))
    scored = np.zeros(len(code), dtype=bool)
    for part in parts.values():
        np.add.at(said, issue[part.rank], part.said)
        np.add.at(cost, issue[part.rank], part.cost)
        scored[issue[part.rank]] = True
    return Issues(said=said[scored], cost=cost[scored])


def joined(parts: list[Matched]) -> Matched:
    """The same of several stores or primitives: lines are put together, truths add up."""
    each = {
        field.name: [getattr(part, field.name) for part in parts] for field in attrs.fields(Matched)
    }
    sums = {"true", "true_cost", "planted_cost"}
    values: dict[str, Any] = {
        name: sum(some) if name in sums else np.concatenate(some) for name, some in each.items()
    }
    return Matched(**values)
