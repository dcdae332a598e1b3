"""A snapshot through the primitives: kernels over columns, plain judgements row by row."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
from attrs import evolve, frozen

from sentinel import _native
from sentinel.canonical import BY_NAME
from sentinel.errors import UsageError
from sentinel.models import Found, Item, NotAssessed, Primitive, Snapshot
from sentinel.same_items import same_items
from sentinel.scorecard import COST_RATIO, Scorecard

ORDER: list[tuple[str, Literal["ascending", "descending"]]] = [
    ("store_id", "ascending"),
    ("annual_cost", "descending"),
    ("sku", "ascending"),
    ("primitive", "ascending"),
]
EPOCH = date(1970, 1, 1)
TEXTS = ("store_id", "sku", "description", "category", "vendor", "status")


@frozen(kw_only=True)
class Override:
    """A threshold set to another value, everywhere or in one store or category."""

    primitive: str
    name: str
    value: float
    store_id: str | None = None
    category: str | None = None

    def fits(self, item: Item) -> bool:
        """Whether it holds for this item."""
        return self.store_id in (None, item.store_id) and self.category in (None, item.category)


@frozen(kw_only=True)
class Detected:
    """What the primitives said of a snapshot."""

    findings: pa.Table
    """As `RAW`: the public columns without `cause` and `issue_id`, plus `signals` (bits, see
    `sentinel.causes`) and `row` (index in the snapshot's table)."""
    raised: Mapping[str, str]
    """Primitives whose judgement raised, and what; nothing of theirs is in the findings."""


def overrides(
    given: Mapping[str, float] | None, primitives: Mapping[str, Primitive]
) -> tuple[Override, ...]:
    """Thresholds as a caller gives them, the general before the particular.

    `"overstock.overstock_months"` holds everywhere; `"...@store=main"`, `"...@category=Paint"` or
    both hold there only. Raises UsageError for a name that does not exist and for a value that is
    not a number from 0.
    """
    read = [_override(name, value, primitives) for name, value in (given or {}).items()]
    return tuple(sorted(read, key=lambda o: (o.store_id is not None) + (o.category is not None)))


def _override(name: str, value: float, primitives: Mapping[str, Primitive]) -> Override:
    plain, *scopes = name.split("@")
    key, _, threshold = plain.partition(".")
    known = _all_thresholds(primitives)
    if plain not in known:
        raise UsageError(f"No threshold is called {plain!r}.", given=name, known=tuple(known))
    places: dict[str, str] = {}
    for scope in scopes:
        kind, separator, place = scope.partition("=")
        if kind not in ("store", "category") or not separator:
            raise UsageError(
                f"The threshold {name!r} has the scope {scope!r}; expected store=NAME or"
                " category=NAME.",
                given=name,
            )
        places[kind] = place
    return Override(
        primitive=key,
        name=threshold,
        value=_amount(name, value),
        store_id=places.get("store"),
        category=places.get("category"),
    )


def _amount(name: str, value: object) -> float:
    try:
        amount = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        amount = math.nan
    if not 0 <= amount < math.inf:
        raise UsageError(f"The threshold {name!r} is {value!r}; expected 0 or more.", given=value)
    return amount


def _all_thresholds(primitives: Mapping[str, Primitive]) -> dict[str, float]:
    return {
        f"{key}.{threshold.name}": threshold.default
        for key, primitive in sorted(primitives.items())
        for threshold in primitive.thresholds
    }


def in_force(primitives: Mapping[str, Primitive], changed: Sequence[Override]) -> dict[str, float]:
    """Every threshold by name, as the report echoes them."""
    values = _all_thresholds(primitives)
    for override in changed:
        scope = f"@store={override.store_id}" if override.store_id is not None else ""
        scope += f"@category={override.category}" if override.category is not None else ""
        values[f"{override.primitive}.{override.name}{scope}"] = override.value
    return values


def assessable(
    columns: Iterable[str], primitives: Mapping[str, Primitive]
) -> tuple[dict[str, Primitive], tuple[NotAssessed, ...]]:
    """Primitives whose columns are there, and the others with what they lack."""
    there = set(columns)
    able: dict[str, Primitive] = {}
    unable = []
    for key, primitive in sorted(primitives.items()):
        missing = [name for name in primitive.requires if name not in there]
        if primitive.requires_any and not there.intersection(primitive.requires_any):
            missing.append(" or ".join(primitive.requires_any))
        if missing:
            unable.append(NotAssessed(primitive=key, missing=tuple(missing)))
        else:
            able[key] = primitive
    return able, tuple(unable)


def detect(
    snapshot: Snapshot,
    primitives: Mapping[str, Primitive],
    changed: Sequence[Override] = (),
    previous: Snapshot | None = None,
    threads: int = 1,
) -> Detected:
    """Every able primitive over every row. Findings do not depend on `threads`."""
    table = _for_kernels(snapshot.table)
    if previous is not None:
        table = _with_previous(table, previous.table)
    able, _ = assessable(snapshot.table.column_names, primitives)
    as_of = (snapshot.as_of - EPOCH).days
    compiled = {key: primitive for key, primitive in able.items() if primitive.kernel}
    found = pa.Table.from_batches(
        [
            _native.detect(
                table, as_of, _chosen(compiled, changed), _scoped(compiled, changed), threads
            )
        ]
    )
    raised: dict[str, str] = {}
    plain = {key: primitive for key, primitive in able.items() if key not in compiled}
    if plain:
        judged, raised = judge_by_hand(table, as_of, plain, changed, threads)
        found = pa.concat_tables([found, judged]).sort_by(ORDER)
    return Detected(findings=found, raised=raised)


def _chosen(
    primitives: Mapping[str, Primitive], changed: Sequence[Override]
) -> list[tuple[str, list[float], tuple[Any, ...]]]:
    return [
        (
            key,
            list(thresholds_for(primitive, changed, None).values()),
            (primitive.scorecard or Scorecard()).for_kernel(),
        )
        for key, primitive in primitives.items()
    ]


def _scoped(
    primitives: Mapping[str, Primitive], changed: Sequence[Override]
) -> list[tuple[str, str | None, str | None, int, float]]:
    return [
        (
            override.primitive,
            override.store_id,
            override.category,
            [t.name for t in primitives[override.primitive].thresholds].index(override.name),
            override.value,
        )
        for override in changed
        if override.primitive in primitives
        and (override.store_id is not None or override.category is not None)
    ]


def thresholds_for(
    primitive: Primitive, changed: Sequence[Override], item: Item | None
) -> dict[str, float]:
    """The primitive's thresholds by name, as they hold for this item (null: in general)."""
    values = {threshold.name: threshold.default for threshold in primitive.thresholds}
    for override in changed:
        general = override.store_id is None and override.category is None
        holds = general if item is None else override.fits(item)
        if override.primitive == primitive.key and holds:
            values[override.name] = override.value
    return values


def _for_kernels(table: pa.Table) -> pa.Table:
    wanted = [name for name in table.column_names if name in BY_NAME and name != "description"]
    return table.select(wanted)


def _with_previous(table: pa.Table, previous: pa.Table) -> pa.Table:
    """The same items' cost and price in the snapshot before, in this table's order of rows."""
    names = [name for name in ("unit_cost", "unit_price") if name in previous.column_names]
    rows = same_items(previous, table)
    for name in names:
        table = table.append_column(f"previous_{name}", previous[name].take(rows))
    return table


def items(table: pa.Table, as_of: int, threads: int = 1) -> list[Item]:
    """Every row of a canonical table as the judgements see it."""
    names = [name for name in TEXTS if name in table.column_names]
    texts = table.select(names).to_pylist()
    numbers = _native.items(table, as_of, threads).drop_columns(["signals"]).to_pylist()
    return [_item(text, number) for text, number in zip(texts, numbers, strict=True)]


def item_of(snapshot: Snapshot, sku: str, store_id: str | None, threads: int = 1) -> Item:
    """One SKU as the judgements see it, of the first store that has it if none is named.

    Raises UsageError where the snapshot has no such item.
    """
    table = _for_kernels(snapshot.table)
    matches = _equal(table["sku"], sku)
    if store_id is not None:
        matches = pc.and_(matches, _equal(table["store_id"], store_id))
    rows = pc.indices_nonzero(matches)
    if len(rows) == 0:
        where = f" in store {store_id!r}" if store_id is not None else ""
        raise UsageError(f"No item has the SKU {sku!r}{where}.", given=sku)
    row = rows[0].as_py()
    as_of = (snapshot.as_of - EPOCH).days
    names = [n for n in TEXTS if n in snapshot.table.column_names]
    text = snapshot.table.select(names).slice(row, 1).to_pylist()[0]
    number = _native.items(table, as_of, threads).drop_columns(["signals"]).slice(row, 1)
    return _item(text, number.to_pylist()[0])


def _equal(column: pa.ChunkedArray[Any], text: str) -> Any:
    return pc.equal(pc.cast(column, pa.string()), pa.scalar(text))


def _item(text: Mapping[str, Any], number: Mapping[str, Any]) -> Item:
    known = {name: value for name, value in text.items() if value is not None}
    return Item(**known, **number)


def judge_by_hand(
    table: pa.Table,
    as_of: int,
    primitives: Mapping[str, Primitive],
    changed: Sequence[Override] = (),
    threads: int = 1,
) -> tuple[pa.Table, dict[str, str]]:
    """The same raw findings from the plain judgements, row by row: slower and equal.

    A judgement that raises is left out as a whole; the second value says what it raised.
    """
    signals: list[Any] = _native.items(table, as_of, threads).column("signals").to_pylist()
    judged = items(table, as_of, threads)
    rows: list[dict[str, Any]] = []
    raised: dict[str, str] = {}
    for key, primitive in primitives.items():
        try:
            rows += [
                _finding(row, item, key, found, signals[row])
                for row, item in enumerate(judged)
                if (found := _judged(primitive, item, changed)) and _is_finite(found)
            ]
        except Exception as error:
            # a stranger's judgement must not take the others' findings with it
            raised[key] = f"{type(error).__name__}: {error}"
    return pa.Table.from_pylist(rows, schema=RAW).sort_by(ORDER), raised


def _judged(primitive: Primitive, item: Item, changed: Sequence[Override]) -> Found | None:
    return judge(primitive, item, thresholds_for(primitive, changed, item))


def judge(primitive: Primitive, item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """What a primitive says of one item, its annual cost as known stores bear it out; null where
    there is nothing to say. Raises TypeError where a stranger's `judge` returns something else,
    and whatever that raises."""
    found = primitive.judge(item, thresholds)
    if found is not None and not isinstance(found, Found):
        raise TypeError(f"judge returned {found!r}, expected a Found or None.")
    card = primitive.scorecard
    if found is None or card is None:
        return found
    cost, evidence = found.annual_cost, found.evidence
    if card.cost is not None:
        ratio = card.cost_ratio(item)
        cost, evidence = cost * ratio, {**evidence, COST_RATIO: ratio}
    if card.stretch is not None:
        cost = cost.stretched(*card.stretch)
    return evolve(found, annual_cost=cost, evidence=evidence)


def _is_finite(found: Found) -> bool:
    cost = found.annual_cost
    figures = (cost.low, cost.expected, cost.high, found.exposure, found.confidence)
    return all(map(math.isfinite, figures))


_FIELDS: list[pa.Field[Any]] = [
    pa.field("store_id", pa.string(), nullable=False),
    pa.field("sku", pa.string(), nullable=False),
    pa.field("primitive", pa.string(), nullable=False),
    pa.field("annual_cost_low", pa.float64(), nullable=False),
    pa.field("annual_cost", pa.float64(), nullable=False),
    pa.field("annual_cost_high", pa.float64(), nullable=False),
    pa.field("exposure", pa.float64(), nullable=False),
    pa.field("confidence", pa.float64(), nullable=False),
    pa.field("evidence", pa.string(), nullable=False),
    pa.field("signals", pa.uint64(), nullable=False),
    pa.field("row", pa.int64(), nullable=False),
]
RAW = pa.schema(_FIELDS)
"""Columns of raw findings."""


def _finding(row: int, item: Item, key: str, found: Found, signals: int) -> dict[str, Any]:
    return {
        "store_id": item.store_id,
        "sku": item.sku,
        "primitive": key,
        "annual_cost_low": found.annual_cost.low,
        "annual_cost": found.annual_cost.expected,
        "annual_cost_high": found.annual_cost.high,
        "exposure": found.exposure,
        "confidence": found.confidence,
        "evidence": json.dumps(
            {
                name: _rounded(value)
                for name, value in _with_sources(item, found.evidence).items()
                if isinstance(value, str) or math.isfinite(value)
            },
            separators=(",", ":"),
        ),
        "signals": signals,
        "row": row,
    }


def _with_sources(item: Item, evidence: Mapping[str, float | str]) -> dict[str, float | str]:
    """Says so where a number that the judgement used had to be assumed."""
    told = dict(evidence)
    if "unit_cost_usd" in told and (item.unit_cost is None or item.unit_cost <= 0):
        known = told["unit_cost_usd"] != 0
        told["unit_cost_source"] = "estimated from the peers' margin" if known else "unknown"
        if not known:
            del told["unit_cost_usd"]
    if "demand_per_day_units" in told and item.demand_is_estimated:
        by_date = item.days_since_sold is not None
        told["demand_source"] = "assumed: " + (
            "one sale since the last one" if by_date else "the stock sells once a year"
        )
    return told


def _rounded(value: float | str) -> float | str:
    return value if isinstance(value, str) else round(value, 8)
