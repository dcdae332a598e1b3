"""Why an item was not found: the smallest change to one of its values that would have it found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

from attrs import evolve, frozen

from sentinel.models import Item, Reasoning

_FACTORS = (1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0, 1000.0)
_STEPS = (1.0, 2.0, 5.0, 10.0, 30.0, 100.0, 365.0, 1000.0)
"""From a value of zero, factors lead nowhere."""
_HALVINGS = 40


@frozen(kw_only=True)
class WhatIf:
    """All else being as it is, the item is found from this value on."""

    field: str
    """Of `Item`."""
    now: float
    value: float
    """At or above it where it is more than `now`, at or below it where it is less."""


def what_ifs(reason: Reasoning, fields: Iterable[str]) -> tuple[WhatIf, ...]:
    """The nearest change of each field that would have the item found, nearest first.

    The judgement is asked again with other values, so this holds for any primitive; statistics of
    the store are left as they are. Fields that are unknown or lead nowhere are left out.
    """
    nearest = [_nearest(reason, field) for field in dict.fromkeys(fields)]
    known = [what_if for what_if in nearest if what_if is not None]
    return tuple(sorted(known, key=lambda what_if: _distance(what_if.now, what_if.value)))


def _nearest(reason: Reasoning, field: str) -> WhatIf | None:
    now = getattr(reason.item, field, None)
    if not isinstance(now, float | int):
        return None

    def found(value: float) -> bool:
        change: dict[str, Any] = {field: value}
        return _judged(reason, evolve(reason.item, **change))

    ways = [way for way in (_first(found, up) for up in _ways(float(now))) if way is not None]
    if not ways:
        return None
    value = min(ways, key=lambda value: _distance(now, value))
    return WhatIf(field=field, now=float(now), value=value)


def _ways(now: float) -> tuple[list[float], list[float]]:
    """Ever farther values above and below `now`."""
    if now == 0:
        return [now, *_STEPS], [now, *(-step for step in _STEPS)]
    away = [now, *(now * factor for factor in _FACTORS)]
    toward = [now, *(now / factor for factor in _FACTORS), 0.0, *(-step for step in _STEPS)]
    return away, toward


def _first(found: Callable[[float], bool], values: list[float]) -> float | None:
    """The nearest value that is found: the first of the list, then halved towards its neighbour."""
    for outside, inside in pairwise(values):
        if not found(inside):
            continue
        for _ in range(_HALVINGS):
            middle = (outside + inside) / 2
            if found(middle):
                inside = middle
            else:
                outside = middle
        return inside
    return None


def _judged(reason: Reasoning, item: Item) -> bool:
    try:
        return reason.primitive.judge(item, reason.thresholds) is not None
    except Exception:
        # a stranger's judgement may not be made for such values
        return False


def _distance(now: float, value: float) -> float:
    return abs(value - now) / max(abs(now), 1.0)
