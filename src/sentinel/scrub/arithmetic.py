"""Columns that follow from others, so that what was exact is exact again.

Amounts are multiplied by a factor and rounded, and a cent that rounding moves breaks price - cost =
profit. Where an identity holds between columns, its result is worked out anew from the scrubbed
parts, row by row, in those rows in which it held; where it did not hold, it must not hold again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, DivisionByZero, InvalidOperation
from itertools import permutations
from typing import Any

from attrs import frozen

from sentinel.scrub.amounts import rounded

Row = Mapping[int, tuple[Decimal, int]]
"""Column to value and its decimals."""

MONEY, QUANTITY, RATIO = "money", "quantity", "ratio"

_ROWS = 60
_MOST = 40
"""Columns; with more only the first are looked at."""
_ENOUGH = 2
_SHARE = 0.9


@frozen(kw_only=True)
class Identity:
    """`result` follows from `parts`."""

    result: int
    parts: tuple[int, ...]
    work: Callable[..., Any]
    by_count: bool = False
    """Whether the last part is a number of units: where it is one, nothing is told."""

    def value(self, row: Mapping[int, Decimal], decimals: int) -> Decimal | None:
        """What the result has to be; null where it cannot be worked out."""
        if any(part not in row for part in self.parts):
            return None
        try:
            return rounded(self.work(*(row[part] for part in self.parts)), decimals)
        except (DivisionByZero, InvalidOperation):
            return None

    def holds(self, row: Row) -> bool | None:
        """Whether it is true of a row; null where nothing can be said."""
        if self.result not in row:
            return None
        value, decimals = row[self.result]
        again = self.value({column: cell for column, (cell, _) in row.items()}, decimals)
        return None if again is None else again == value


def identities(rows: Sequence[Row], kinds: Mapping[int, str]) -> list[Identity]:
    """Those that hold, each result once, in the order in which they are to be worked out."""
    telling = [row for row in rows if sum(bool(value) for value, _ in row.values()) > 2][:_ROWS]
    plain = [{column: float(value) for column, (value, _) in row.items()} for row in telling]
    chosen: list[Identity] = []
    above: dict[int, set[int]] = {}
    likely = [one for one in _candidates(kinds) if _maybe(one, plain)]
    # what holds everywhere comes before what holds nearly everywhere, which may be chance
    for candidate, share in [(one, share) for share in (1.0, _SHARE) for one in likely]:
        ancestors = set(candidate.parts).union(*(above.get(part, ()) for part in candidate.parts))
        if candidate.result in above or candidate.result in ancestors:
            continue
        if _true(candidate, telling, share):
            chosen.append(candidate)
            above[candidate.result] = ancestors
            for known in above.values():
                if candidate.result in known:
                    known |= ancestors
    return sorted(
        chosen, key=lambda one: sum(other.result in above[one.result] for other in chosen)
    )


def sold_by_count(
    found: Sequence[Identity], rows: Sequence[Row], kinds: Mapping[int, str]
) -> list[tuple[int, frozenset[int]]]:
    """Columns of units, each with the amounts that are amounts for so many units.

    They are the products that were found, and what equals one of them in a third of the rows:
    net sales are gross sales where nothing was taken off.
    """
    amounts = [column for column, kind in kinds.items() if kind == MONEY]
    return [
        (
            identity.parts[1],
            frozenset(
                column
                for column in amounts
                if column == identity.result
                or (column not in identity.parts and _often_equal(column, identity.result, rows))
            ),
        )
        for identity in found
        if identity.work is _product
    ]


def _often_equal(one: int, other: int, rows: Sequence[Row]) -> bool:
    both = [row for row in rows if one in row and other in row and row[one][0] and row[other][0]]
    equal = sum(row[one][0] == row[other][0] for row in both)
    return equal >= _ENOUGH and 3 * equal >= len(both)


def _maybe(identity: Identity, rows: Sequence[Mapping[int, float]]) -> bool:
    """Whether it is not plainly wrong in the first two rows: most candidates are."""
    wrong = 0
    for row in rows:
        if identity.result in row and all(part in row for part in identity.parts):
            parts: list[Any] = [row[part] for part in identity.parts]
            if identity.by_count and abs(parts[-1]) <= 1:
                continue
            try:
                found = identity.work(*parts)
            except ZeroDivisionError:
                continue
            if abs(found - row[identity.result]) <= 0.51:
                return True
            wrong += 1
            if wrong == 2:
                return False
    return True


def _true(identity: Identity, rows: Sequence[Row], share: float) -> bool:
    held, seen = 0, set()
    told = 0
    for row in rows:
        cells = [row.get(column, (None, 0))[0] for column in (identity.result, *identity.parts)]
        filled = [cell for cell in cells if cell]
        if len(filled) < min(3, len(cells)) or len({abs(cell) for cell in filled}) < 2:
            continue
        if identity.by_count and abs(cells[-1] or Decimal(0)) <= 1:
            continue
        holds = identity.holds(row)
        if holds is None:
            continue
        told += 1
        held += holds
        if holds:
            seen.add(tuple(filled))
        if (told >= 2 and not held) or told - held > (1 - share) * len(rows):
            return False
    return len(seen) >= _ENOUGH and held >= share * told


def _candidates(kinds: Mapping[int, str]) -> Iterator[Identity]:
    of_kind = {
        kind: [c for c, k in kinds.items() if k == kind][:_MOST] for kind in set(kinds.values())
    }
    money, units, ratios = (of_kind.get(kind, []) for kind in (MONEY, QUANTITY, RATIO))
    for columns in (units, money):
        yield from _sums(columns)
    for result in reversed(money):
        for part in money:
            if part != result:
                for count in units:
                    yield Identity(result=result, parts=(part, count), work=_product, by_count=True)
    for columns in (money, units):
        for result, one, other in permutations(reversed(columns), 3):
            yield Identity(result=result, parts=(one, other), work=_difference)
            if one > other:
                yield Identity(result=result, parts=(one, other), work=_plus)
    for result in ratios:
        for columns in (money, units):
            for one, other in permutations(columns, 2):
                for work in _RATIOS:
                    yield Identity(result=result, parts=(one, other), work=work)
    for result in money:
        for part in money:
            for count in units:
                if part != result:
                    yield Identity(
                        result=result, parts=(part, count), work=_quotient, by_count=True
                    )


def _sums(columns: Sequence[int]) -> Iterator[Identity]:
    """Runs of neighbours, and every second or third column, that add up to another one."""
    for step in (1, 2, 3):
        for first in range(len(columns)):
            for last in range(first + 3 * step, len(columns) + step, step):
                parts = tuple(columns[first:last:step])
                if len(parts) < 3:
                    continue
                for result in columns:
                    if result not in parts:
                        yield Identity(result=result, parts=parts, work=_sum)


def _sum(*parts: Any) -> Any:
    return sum(parts)


def _plus(one: Any, other: Any) -> Any:
    return one + other


def _difference(one: Any, other: Any) -> Any:
    return one - other


def _product(one: Any, other: Any) -> Any:
    return one * other


def _quotient(one: Any, other: Any) -> Any:
    return one / other


_RATIOS: tuple[Callable[[Any, Any], Any], ...] = (
    lambda price, cost: (price - cost) / price,
    lambda price, cost: 100 * (price - cost) / price,
    lambda price, cost: (price - cost) / cost,
    lambda price, cost: 100 * (price - cost) / cost,
    lambda one, other: one / other,
    lambda one, other: 100 * one / other,
)
"""Of decimals, and of floats when candidates are weeded out."""
