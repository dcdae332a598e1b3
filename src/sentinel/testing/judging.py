"""What a primitive finds in a snapshot, and whether two answers agree."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

from attrs import evolve

from sentinel import detect
from sentinel.models import Found, Item, Money, Primitive, Snapshot

Row = tuple[str, str]
"""Store and SKU."""

_DOLLARS = ("annual_cost_low", "annual_cost", "annual_cost_high", "exposure", "confidence")


def findings(
    primitive: Primitive,
    snapshot: Snapshot,
    *,
    thresholds: Mapping[str, float] | None = None,
    previous: Snapshot | None = None,
    threads: int = 1,
) -> dict[Row, Found]:
    """What the primitive finds, by store and SKU: with its kernel if it has one.

    `thresholds` as `Engine.analyze` takes them. Not assessed (a required column is missing) gives
    nothing. Raises AssertionError where the judgement itself raises.
    """
    primitives = {primitive.key: primitive}
    changed = detect.overrides(thresholds, primitives)
    detected = detect.detect(snapshot, primitives, changed, previous, threads)
    assert not detected.raised, f"{primitive.key}: {detected.raised[primitive.key]}"
    return {
        (row["store_id"], row["sku"]): Found(
            annual_cost=Money(
                low=row["annual_cost_low"],
                expected=row["annual_cost"],
                high=row["annual_cost_high"],
            ),
            exposure=row["exposure"],
            confidence=row["confidence"],
            evidence=json.loads(row["evidence"]),
        )
        for row in detected.findings.to_pylist()
    }


def by_hand(
    primitive: Primitive,
    snapshot: Snapshot,
    *,
    thresholds: Mapping[str, float] | None = None,
    previous: Snapshot | None = None,
) -> dict[Row, Found]:
    """What its plain `judge` finds, row by row: what the kernel is held to."""
    plain = evolve(primitive, kernel=None)
    return findings(plain, snapshot, thresholds=thresholds, previous=previous)


def differences(
    left: Mapping[Row, Found], right: Mapping[Row, Found], *, relative: float = 1e-9
) -> list[str]:
    """Where two answers differ, in words; empty if they agree.

    Agreement is the same rows, figures within `relative`, and the same evidence, whose numbers are
    rounded to eight decimals.
    """
    told = [f"{row} is only in the first" for row in sorted(left.keys() - right.keys())]
    told += [f"{row} is only in the second" for row in sorted(right.keys() - left.keys())]
    for row in sorted(left.keys() & right.keys()):
        one, other = _figures(left[row]), _figures(right[row])
        told += [
            f"{row}: {name} is {one.get(name)} in the first and {other.get(name)} in the second"
            for name in sorted(one.keys() | other.keys())
            if not _same(one.get(name), other.get(name), relative)
        ]
    return told


def judged(primitive: Primitive, item: Item, **thresholds: float) -> Found | None:
    """What its plain `judge` says of one item; thresholds are the defaults unless given by name."""
    defaults = {threshold.name: threshold.default for threshold in primitive.thresholds}
    return primitive.judge(item, defaults | thresholds)


def _figures(found: Found) -> dict[str, float | str]:
    cost = found.annual_cost
    figures = (cost.low, cost.expected, cost.high, found.exposure, found.confidence)
    evidence = {f"evidence {name}": value for name, value in found.evidence.items()}
    return {**dict(zip(_DOLLARS, figures, strict=True)), **evidence}


def _same(one: float | str | None, other: float | str | None, relative: float) -> bool:
    if isinstance(one, float | int) and isinstance(other, float | int):
        # evidence is cut after eight decimals, and may be cut up here and down there
        return math.isclose(one, other, rel_tol=relative, abs_tol=1.5e-8)
    return one == other
