"""Finds arithmetic between columns of numbers: which identity holds, and on how many rows.

An identity is looked for among all columns, whatever they are called, and counts only where chance
cannot explain it: on rows where nothing is zero or one, against how often it holds when its columns
are put out of step.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import combinations
from math import log

from sentinel.figures import Numbers
from sentinel.identities import Instance

Suspect = tuple[str, tuple[int, int, int]]
"""A form, and the columns: the result, then its parts."""

_ENOUGH = 12.0
"""Least evidence: about one false alarm in a hundred among a thousand columns taken in threes."""
_LEAST_ROWS = 4
_PROBES = 8
_SHIFTS = (2, 3, 5, 7)
"""Fractions of the rows by which columns are put out of step."""


def instances(
    numbers: Sequence[Numbers], columns: Sequence[int], ratios: Collection[int]
) -> list[Instance]:
    """All identities that hold among these columns and that chance does not explain.

    `ratios` are those of the columns that may be a margin or a markup.
    """
    usable = [c for c in columns if _varies(numbers[c])]
    found: dict[Suspect, Instance] = {}
    # Products come before ratios: a / b = c is nothing new where b x c = a.
    for form, triple in sorted(_suspects(numbers, usable, frozenset(ratios))):
        if form == "ratio" and _turned(triple) & found.keys():
            continue
        instance = _tested(form, triple, numbers)
        if instance is not None:
            found[form, triple] = instance
    return list(found.values())


def _turned(ratio: tuple[int, int, int]) -> set[Suspect]:
    a, b, c = ratio
    return {("product", (b, a, c)), ("product", (b, c, a))}


def roughly(numbers: Sequence[Numbers], columns: tuple[int, int, int]) -> Instance | None:
    """The identity units x price = amount, as sales with a usual discount hold it."""
    return _tested("roughly", columns, numbers)


def share_in_order(smaller: Numbers, larger: Numbers) -> float | None:
    """On which share of the rows with two different figures above zero the first is the smaller.

    Null where there are fewer than four such rows.
    """
    pairs = [
        one < other
        for one, other in zip(smaller, larger, strict=True)
        if one and other and one > 0 and other > 0 and one != other
    ]
    return sum(pairs) / len(pairs) if len(pairs) >= _LEAST_ROWS else None


def sums(numbers: Sequence[Numbers], parts: Sequence[int], total: int) -> Instance | None:
    """Whether one column is the sum of the others; blank parts are zero. Null: it is not."""
    whole = numbers[total]
    added = [
        sum(cells) if (cells := [numbers[p][row] or 0.0 for p in parts]) else None
        for row in range(len(whole))
    ]
    held = rows = moving = 0
    for one, other, row in zip(whole, added, range(len(whole)), strict=True):
        if one is None or other is None:
            continue
        rows += 1
        fits = abs(one - other) <= 0.005 + 1e-9 * abs(other)
        held += fits
        moving += fits and sum(bool(numbers[p][row]) for p in parts) > 1
    if moving < _LEAST_ROWS or held < 0.9 * rows:
        return None
    return Instance("sum", (total, parts[0], parts[-1]), held, rows, _ENOUGH)


# --- looking for suspects -----------------------------------------------------------------------


def _varies(cells: Numbers) -> bool:
    different = {cell for cell in cells if cell}
    return len(different) >= 3


def _suspects(
    numbers: Sequence[Numbers], columns: Sequence[int], ratios: frozenset[int]
) -> list[Suspect]:
    """Threes of columns in which an identity holds in most of the rows that tell most.

    For each pair of parts the result is looked up among the cells of the row, so that no three
    columns are ever put together one by one.
    """
    hits: dict[Suspect, int] = {}
    rows = _telling_rows(numbers, columns)
    for row in rows:
        here = sorted((cell, c) for c in columns if (cell := numbers[c][row]))
        shares = [(value, c) for value, c in here if c in ratios]
        for (x, b), (y, c) in combinations(here, 2):
            for a in _near(x + y, 0.006, here):
                _hit(hits, "sum", a, b, c)
            if x != 1 and y != 1:
                for a in _near(x * y, _product_slack(x, y), here):
                    _hit(hits, "product", a, b, c)
            if shares and 0 < x < y:
                for form, a, one, other in _ratios(b, c, x, y, shares):
                    _hit(hits, form, a, one, other)
    return [
        (form, triple)
        for (form, triple), count in hits.items()
        if count >= max(2, 0.6 * sum(all(numbers[c][row] for c in triple) for row in rows))
    ]


def _hit(hits: dict[Suspect, int], form: str, a: int, b: int, c: int) -> None:
    if a not in (b, c):
        key = (form, (a, b, c) if form not in ("sum", "product") or b < c else (a, c, b))
        hits[key] = hits.get(key, 0) + 1


def _ratios(
    low: int, high: int, x: float, y: float, shares: Sequence[tuple[float, int]]
) -> Iterator[tuple[str, int, int, int]]:
    """Margin and markup of a cost below a price, and a profit by either."""
    for form, ratio, one, other in (
        ("margin", 1 - x / y, high, low),
        ("markup", y / x - 1, high, low),
        ("ratio", x / y, low, high),
        ("ratio", y / x, high, low),
    ):
        for factor, slack in ((1.0, 0.0051), (100.0, 0.51)):
            for a in _near(ratio * factor, slack, shares):
                yield form, a, one, other


def _near(value: float, slack: float, cells: Sequence[tuple[float, int]]) -> Iterator[int]:
    """Columns whose cell is about the value; the cells are in order."""
    at = bisect_left(cells, (value - slack, -1))
    while at < len(cells) and cells[at][0] <= value + slack:
        yield cells[at][1]
        at += 1


def _product_slack(x: float, y: float) -> float:
    """Costs are shown in cents and multiplied unrounded."""
    return 0.011 + 0.0051 * min(abs(x), abs(y), 1e3)


def _telling_rows(numbers: Sequence[Numbers], columns: Sequence[int]) -> list[int]:
    """Rows that together have every column filled and not zero, as often as can be."""
    if not columns:
        return []
    rows = range(len(numbers[columns[0]]))
    filled = {row: frozenset(c for c in columns if numbers[c][row]) for row in rows}
    seen = dict.fromkeys(columns, 0)
    left = sorted(rows, key=lambda row: [numbers[c][row] or 0.0 for c in columns])
    chosen: list[int] = []
    while left and len(chosen) < _PROBES:
        best = max(left, key=lambda row: sum(0.5 ** seen[c] for c in filled[row]))
        left.remove(best)
        chosen.append(best)
        for column in filled[best]:
            seen[column] += 1
    return chosen


# --- testing one --------------------------------------------------------------------------------

_WHOLE = ("sum", "product", "roughly")
"""Forms that can be worked out for zeros too."""


def _sum(a: float, b: float, c: float) -> bool:
    return abs(a - b - c) <= 0.0061 + 1e-9 * abs(a)


def _product(a: float, b: float, c: float) -> bool:
    return abs(a - b * c) <= _product_slack(b, c)


def _roughly(a: float, b: float, c: float) -> bool:
    return 0.7 * b * c <= a <= 1.02 * b * c


def _margin(a: float, b: float, c: float) -> bool:
    return _ratio_is(a, 1 - c / b)


def _markup(a: float, b: float, c: float) -> bool:
    return _ratio_is(a, b / c - 1)


def _ratio(a: float, b: float, c: float) -> bool:
    return _ratio_is(a, b / c)


def _ratio_is(a: float, ratio: float) -> bool:
    return abs(a - ratio) <= 0.0051 or abs(a - 100 * ratio) <= 0.51


_HOLDS: dict[str, Callable[[float, float, float], bool]] = {
    "sum": _sum,
    "product": _product,
    "roughly": _roughly,
    "margin": _margin,
    "markup": _markup,
    "ratio": _ratio,
}


def _telling(form: str, b: float, c: float) -> bool:
    """Whether the row can tell: `a = b + 0` and `a = 1 x b` hold for any two equal columns."""
    if form in ("product", "roughly"):
        return b not in (0, 1) and c not in (0, 1)
    return b != 0 and c != 0


def _tested(form: str, triple: tuple[int, int, int], numbers: Sequence[Numbers]) -> Instance | None:
    holds = _HOLDS[form]
    first, second, third = (numbers[c] for c in triple)
    full: list[tuple[float, float, float]] = []
    misses, most = 0, 1 + len(first) // 10
    for a, b, c in zip(first, second, third, strict=True):
        if a is None or b is None or c is None:
            continue
        telling = _telling(form, b, c)
        if telling and not holds(a, b, c):
            misses += 1
            if misses > most:
                return None
        if telling or form in _WHOLE:
            full.append((a, b, c))
    telling_rows = sorted({row for row in full if _telling(form, row[1], row[2])})
    if len(telling_rows) < _LEAST_ROWS:
        return None
    held = sum(holds(*row) for row in telling_rows)
    if held < 0.9 * len(telling_rows):
        return None
    evidence = _evidence(held, len(telling_rows), _by_chance(holds, telling_rows))
    if evidence < _ENOUGH:
        return None
    return Instance(form, triple, sum(holds(*row) for row in full), len(full), evidence)


def _by_chance(
    holds: Callable[[float, float, float], bool], rows: Sequence[tuple[float, float, float]]
) -> float:
    """How often it holds where the result is taken from another row."""
    size = len(rows)
    hits = tries = 0
    for part in _SHIFTS:
        shift = max(1, size // part)
        for place, (_, b, c) in enumerate(rows):
            tries += 1
            hits += holds(rows[(place + shift) % size][0], b, c)
    return max(hits / tries, 0.01)


def _evidence(held: int, rows: int, chance: float) -> float:
    if chance >= 0.9:
        return 0.0
    return held * log(0.97 / chance) + (rows - held) * log(0.03 / (1 - chance))
