"""Findings become issues: grouped by store, primitive and cause, ranked by what they cost.

Everything over findings is Arrow; Python sees issues and the few findings that are shown. Findings
come ordered by store, annual cost (highest first), SKU and primitive: sums are made in that order,
so that the same findings always give the same cents.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, islice, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sentinel import causes
from sentinel.models import Finding, Issue, Money, Primitive, Snapshot, Trend
from sentinel.store_keys import store_key

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN = 25
"""At most so many findings are shown with an issue, the costliest; the rest is counted."""
SHOWN_IN_ALL = 5_000
"""Shared by all issues of a report, so that a chain's report stays readable and fast."""
SHOWN_AT_LEAST = 3

WORSE_ABOVE = 1.10
"""Annual cost against the previous one, as a ratio."""
BETTER_BELOW = 0.90

_DOLLARS = ("annual_cost_low", "annual_cost", "annual_cost_high", "exposure")
_SUMS = (*_DOLLARS, "confidence")
_DISPLAYED = ("sku", *_SUMS, "evidence")


def with_ids(findings: pa.Table) -> pa.Table:
    """The findings with a column `issue_id`. Needs `store_id`, `primitive` and `cause`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = [causes.encoded(findings[name]) for name in ("store_id", "primitive", "cause")]
    code: Any = None
    for part in parts:
        size = len(part.dictionary) + 1  # one more for null
        indices: Any = part.indices.cast(pa.int64())
        index = pc.fill_null(indices, size - 1)
        code = index if code is None else pc.add(pc.multiply(code, size), index)
    groups = code.dictionary_encode()
    words = [[*part.dictionary.to_pylist(), None] for part in parts]
    ids = [issue_id(*_decoded(value, words)) for value in groups.dictionary.to_pylist()]
    column = pa.DictionaryArray.from_arrays(groups.indices, pa.array(ids, pa.string()))
    return findings.append_column("issue_id", column)


def issue_id(store_id: str, primitive: str, cause: str | None) -> str:
    """Readable, safe in a URL, and the same for the same store, primitive and cause."""
    return f"{store_key(store_id)}-{primitive}-{cause or 'undetermined'}"


def group(
    findings: pa.Table,
    snapshot: Snapshot,
    primitives: Mapping[str, Primitive],
    previous_findings: pa.Table | None = None,
    *,
    assessed: Collection[str] | None = None,
) -> tuple[tuple[Issue, ...], tuple[str, ...]]:
    """The issues, costliest first, and the ids of those of the previous snapshot that are gone.

    `findings` have a cause and an issue id; `previous_findings` need `store_id`, `primitive`,
    `issue_id` and `annual_cost`. An issue that was not there before continues those of its store
    and primitive that are not there any more: their cause is seen differently now, often because
    there is history to see. Only without such a forerunner it is new, and only without such a
    successor it is gone; and gone only if this snapshot could have shown it: its store is in it
    and its primitive was among the `assessed` ones (null: all were).
    """
    tallies = list(_tallies(findings))
    before = _Before.of(previous_findings, tallies)
    issues = [
        _issue(tally, rows, primitives[tally.primitive], before.trend(tally))
        for tally, rows in zip(tallies, _shown(findings, snapshot, tallies), strict=True)
    ]
    issues.sort(key=lambda issue: (-issue.annual_cost.expected, -issue.exposure, issue.issue_id))
    return tuple(issues), before.gone(snapshot, assessed)


def totals(findings: pa.Table, primitives: Mapping[str, Primitive]) -> tuple[Money, float]:
    """Annual cost and exposure of all findings, USD, each SKU of a store counted once per family.

    Of several findings of one family on one SKU the largest figure counts; the two families add.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    primitive = causes.encoded(findings["primitive"])
    keys: list[Any] = primitive.dictionary.to_pylist()
    families = [primitives[key].family == "price" for key in keys]
    family = pa.array(families, pa.bool_()).cast(pa.int64()).take(primitive.indices)
    member = pc.add(pc.multiply(findings["row"].combine_chunks(), 2), family)
    # few are found twice: grouping only these takes a fraction of the time of grouping all
    twice = _repeated(member)
    names = list(_DOLLARS)
    repeated = findings.select(names).take(twice)
    largest = (
        repeated.append_column("member", member.take(twice))
        .group_by("member", use_threads=False)
        .aggregate([(name, "max") for name in names])
    )

    def total(name: str) -> float:
        parts = (findings[name], repeated[name], largest[f"{name}_max"])
        every, several, one = (pc.sum(part.combine_chunks()).as_py() or 0.0 for part in parts)
        return float(every - several + one)

    low, expected, high, exposure = map(total, names)
    return Money(low=low, expected=expected, high=high), exposure


def _repeated(values: Any) -> Any:
    """Positions, in order, of the values that occur more than once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(values) < 2:
        return pa.array([], pa.uint64())
    order = pc.sort_indices(values)
    ordered = values.take(order)
    as_next = pc.equal(ordered[:-1], ordered[1:])
    no = pa.array([False])
    several = pc.or_(pa.concat_arrays([as_next, no]), pa.concat_arrays([no, as_next]))
    positions = order.filter(several)
    return positions.take(pc.sort_indices(positions))


@frozen(kw_only=True)
class _Tally:
    """The sums of one issue."""

    issue_id: str
    store_id: str
    primitive: str
    cause: str | None
    positions: pa.Array[Any]
    """Of its findings in the findings table, the costliest first."""
    annual_cost: Money
    exposure: float
    confidence: float
    signals: Mapping[str, int]
    signal_weights: Mapping[str, float]


def _tallies(findings: pa.Table) -> Iterator[_Tally]:
    import pyarrow.compute as pc

    if not findings.num_rows:
        return
    ids = causes.encoded(findings["issue_id"])
    # a stable sort: within its issue each finding keeps its rank by cost
    order = pc.sort_indices(ids.indices)
    names = ids.dictionary.to_pylist()
    start = 0
    for sums in _sums_by_issue(findings, ids.indices):
        count = sums["count_sum"]
        positions = order.slice(start, count)
        start += count
        first = findings.slice(positions[0].as_py(), 1)
        yield _Tally(
            issue_id=str(names[sums["issue"]]),
            store_id=first["store_id"][0].as_py(),
            primitive=first["primitive"][0].as_py(),
            cause=first["cause"][0].as_py(),
            positions=positions,
            annual_cost=Money(
                low=sums["annual_cost_low_sum"],
                expected=sums["annual_cost_sum"],
                high=sums["annual_cost_high_sum"],
            ),
            exposure=sums["exposure_sum"],
            confidence=_share(sums, "credible_cost", "confidence"),
            signals={
                signal: sums[f"{signal}_count_sum"]
                for signal in causes.SIGNALS
                if sums[f"{signal}_count_sum"]
            },
            signal_weights={
                signal: _share(sums, f"{signal}_cost", f"{signal}_count")
                for signal in causes.SIGNALS
                if sums[f"{signal}_count_sum"]
            },
        )


def _share(sums: Mapping[str, Any], of_cost: str, of_count: str) -> float:
    """A part of the issue's cost; where nothing costs, of its number of findings."""
    cost = sums["annual_cost_sum"]
    if cost > 0:
        return min(float(sums[f"{of_cost}_sum"] / cost), 1.0)
    return min(float(sums[f"{of_count}_sum"] / sums["count_sum"]), 1.0)


def _sums_by_issue(findings: pa.Table, issues: pa.Array[Any]) -> list[dict[str, Any]]:
    """One row per issue, in the order of the codes in `issues`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    sums = {name: findings[name] for name in _SUMS}
    sums["credible_cost"] = pc.multiply(findings["confidence"], findings["annual_cost"])
    sums["count"] = pa.chunked_array([pa.repeat(1, findings.num_rows)])
    signals = findings["signals"].cast(pa.uint64())
    # first per issue and set of signals, which are few, then one column per signal
    parts = _grouped({"issue": issues, "signals": signals}, sums)
    totals: dict[str, Any] = {name: parts[f"{name}_sum"] for name in sums}
    for bit, signal in enumerate(causes.SIGNALS):
        shown: Any = pc.bit_wise_and(
            pc.shift_right(parts["signals"], bit), pa.scalar(1, pa.uint64())
        )
        totals[f"{signal}_count"] = pc.multiply(shown.cast(pa.int64()), totals["count"])
        totals[f"{signal}_cost"] = pc.multiply(shown.cast(pa.float64()), totals["annual_cost"])
    rows = _grouped({"issue": parts["issue"]}, totals).to_pylist()
    return sorted(rows, key=itemgetter("issue"))


def _grouped(keys: Mapping[str, Any], sums: Mapping[str, Any]) -> pa.Table:
    import pyarrow as pa

    groups = pa.table({**keys, **sums}).group_by(list(keys), use_threads=False)
    return groups.aggregate([(name, "sum") for name in sums])


def _shown(
    findings: pa.Table, snapshot: Snapshot, tallies: list[_Tally]
) -> Iterator[tuple[Finding, ...]]:
    """The costliest findings of each tally, all fetched at once."""
    import pyarrow as pa

    if not tallies:
        return
    most = max(SHOWN_AT_LEAST, min(SHOWN, SHOWN_IN_ALL // len(tallies)))
    positions = [tally.positions.slice(0, most) for tally in tallies]
    rows = findings.take(pa.concat_arrays(positions))
    descriptions: Iterable[str | None] = repeat(None)
    if "description" in snapshot.table.column_names:
        # one by one: `take` on a chunked text column copies the whole column first
        named: Any = snapshot.table["description"]
        descriptions = [named[row].as_py() for row in rows["row"].to_pylist()]
    found = map(_finding, rows.select(list(_DISPLAYED)).to_pylist(), descriptions)
    for some in positions:
        yield tuple(islice(found, len(some)))


def _finding(row: dict[str, Any], description: str | None) -> Finding:
    evidence = json.loads(row.pop("evidence") or "{}")
    return Finding(description=description, evidence=evidence, **row)


def _issue(tally: _Tally, shown: tuple[Finding, ...], primitive: Primitive, trend: Trend) -> Issue:
    posterior = causes.pooled(tally.primitive, tally.signal_weights)
    return Issue(
        issue_id=tally.issue_id,
        store_id=tally.store_id,
        primitive=tally.primitive,
        title=primitive.title,
        severity=primitive.severity,
        category=primitive.category,
        cause=tally.cause,
        cause_confidence=posterior[tally.cause] if tally.cause else max(posterior.values()),
        causes=posterior,
        trend=trend,
        sku_count=len(tally.positions),
        annual_cost=tally.annual_cost,
        exposure=tally.exposure,
        confidence=tally.confidence,
        findings=shown,
        findings_left_out=len(tally.positions) - len(shown),
        recommendations=_recommendations(primitive, tally.cause),
        meaning=primitive.meaning,
        signals=tally.signals,
        signal_weights=tally.signal_weights,
        formulas=primitive.formulas,
    )


def _recommendations(primitive: Primitive, cause: str | None) -> tuple[str, ...]:
    """The primitive's first, then what the cause calls for, then the primitive's others."""
    if cause is None:
        return primitive.recommendations
    first, rest = primitive.recommendations[:1], primitive.recommendations[1:]
    return (*first, causes.table().causes[cause].advice, *rest)


@frozen(kw_only=True)
class _Before:
    """The previous snapshot's issues beside today's."""

    costs: Mapping[str, float]
    """By issue id, of issues that are there today as well."""
    forerunners: Mapping[tuple[str, str], Mapping[str, float]]
    """By store and primitive: id to cost of the issues that are not there today."""
    successors: Mapping[tuple[str, str], float]
    """By store and primitive: cost of today's issues that were not there before."""

    @classmethod
    def of(cls, previous: pa.Table | None, tallies: Iterable[_Tally]) -> _Before:
        today = {tally.issue_id: tally for tally in tallies}
        costs: dict[str, float] = {}
        forerunners: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
        for issue, place, cost in _costs(previous):
            if issue in today:
                costs[issue] = cost
            else:
                forerunners[place][issue] = cost
        successors: dict[tuple[str, str], float] = defaultdict(float)
        for issue, tally in today.items():
            if issue not in costs:
                successors[tally.store_id, tally.primitive] += tally.annual_cost.expected
        return cls(costs=costs, forerunners=forerunners, successors=successors)

    def trend(self, tally: _Tally) -> Trend:
        place = (tally.store_id, tally.primitive)
        if tally.issue_id in self.costs:
            return _trend(tally.annual_cost.expected, self.costs[tally.issue_id])
        if place in self.forerunners:
            return _trend(self.successors[place], math.fsum(self.forerunners[place].values()))
        return "new"

    def gone(self, snapshot: Snapshot, assessed: Collection[str] | None) -> tuple[str, ...]:
        stores = set(causes.encoded(snapshot.table["store_id"]).dictionary.to_pylist())
        gone = [
            issues
            for (store, primitive), issues in self.forerunners.items()
            if (store, primitive) not in self.successors
            and store in stores
            and (assessed is None or primitive in assessed)
        ]
        return tuple(sorted(chain.from_iterable(gone)))


def _trend(now: float, before: float) -> Trend:
    if now > before * WORSE_ABOVE:
        return "worse"
    return "better" if now < before * BETTER_BELOW else "same"


def _costs(findings: pa.Table | None) -> Iterator[tuple[str, tuple[str, str], float]]:
    """Id, place and annual cost of every issue."""
    import pyarrow as pa

    if findings is None:
        return
    names = ["issue_id", "store_id", "primitive"]
    keys: dict[str, Any] = {name: causes.encoded(findings[name]) for name in names}
    table = pa.table({**keys, "cost": findings["annual_cost"]})
    for row in table.group_by(names, use_threads=False).aggregate([("cost", "sum")]).to_pylist():
        yield row["issue_id"], (row["store_id"], row["primitive"]), row["cost_sum"]


def _decoded(code: int, words: list[list[str | None]]) -> list[Any]:
    values = []
    for column in reversed(words):
        code, index = divmod(code, len(column))
        values.append(column[index])
    return values[::-1]
