"""The items of a diagnostic as clients send them, checked; what cannot be used is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from sentinel.insights.errors import InvalidItemsError, ItemProblem
from sentinel.insights.units import Units, UnitUsd, Usd

SHOWN = 20
"""Problems told at most; the error counts all."""
MOST = 1e12
"""Units, or USD a unit, beyond which a number is a slip and its product may overflow."""


@frozen(kw_only=True)
class NegativeItem:
    """An item whose stock is below zero."""

    sku: str
    description: str
    stock: Units
    cost: UnitUsd
    value: Usd
    """|stock| x cost; a cost below zero (a coupon) counts as 0."""


@frozen(kw_only=True)
class Intake:
    """What was sent."""

    total: int
    """Items with a SKU."""
    negative: tuple[NegativeItem, ...]
    """Every one of them, repeated SKUs too, in the order they came."""


def read(items: Iterable[Any]) -> Intake:
    """Raises InvalidItemsError where an item is no object, or a value none that it can be.

    A missing stock or cost is 0, numeric text is a number, items without SKU are dropped. Null,
    NaN, infinity, true and other text are refused.
    """
    total = 0
    negative = []
    problems: list[ItemProblem] = []
    count = 0
    for position, item in enumerate(items):
        try:
            sku, stock = _text(item.get("sku")), _number(item.get("stock", 0))
            cost, description = _number(item.get("cost", 0)), _text(item.get("description"))
        except (_UnusableError, AttributeError):
            found = list(_problems(position, item))
            count += len(found)
            problems += found[: SHOWN - len(problems)]
            continue
        if sku:
            total += 1
            if stock < 0:
                negative.append(_negative(sku, description, stock, cost))
    if count:
        raise InvalidItemsError(problems, count)
    return Intake(total=total, negative=tuple(negative))


class _UnusableError(Exception):
    """Says why."""


def _number(value: Any) -> float:
    if type(value) is str:
        try:
            value = float(value)
        except ValueError:
            raise _UnusableError(f"{value[:40]!r} is not a number") from None
    if type(value) is not float and type(value) is not int:
        raise _UnusableError(f"expected a number, got {_kind(value)}")
    if not -MOST <= value <= MOST:  # NaN is not in between either
        raise _UnusableError(f"expected a finite number up to {MOST:g}")
    return float(value)


def _text(value: Any) -> str:
    if type(value) is str:
        return value.strip()
    if value is None:
        return ""
    if type(value) is not int and type(value) is not float:
        raise _UnusableError(f"expected text, got {_kind(value)}")
    return str(value).strip()


def _kind(value: Any) -> str:
    return "null" if value is None else type(value).__name__


def _problems(position: int, item: Any) -> Iterator[ItemProblem]:
    if not isinstance(item, Mapping):
        message = f"expected an object, got {_kind(item)}"
        yield ItemProblem(position=position, field=None, message=message)
        return
    for field, read_one in (
        ("sku", _text),
        ("description", _text),
        ("stock", _number),
        ("cost", _number),
    ):
        try:
            if field in item:
                read_one(item[field])
        except _UnusableError as problem:
            yield ItemProblem(position=position, field=field, message=str(problem))


def _negative(sku: str, description: str, stock: float, cost: float) -> NegativeItem:
    return NegativeItem(
        sku=sku, description=description, stock=stock, cost=cost, value=-stock * max(cost, 0.0)
    )
