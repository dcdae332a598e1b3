"""What the cells of a column are, as far as it matters for replacing them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from sentinel.canonical import BY_NAME
from sentinel.canonical import Kind as CanonicalKind
from sentinel.headers import normal
from sentinel.scrub import days, vocabulary
from sentinel.scrub.amounts import amount_of, has_decimal_commas


class Kind(Enum):
    """How the cells of a column are replaced."""

    TEXT = "text"
    """Names and codes: word by word."""
    MONEY = "money"
    QUANTITY = "quantity"
    RATIO = "ratio"
    """Stays, unless it follows from amounts: margins, tax rates."""
    DAYS = "days"
    """Numbers of days: they stay, for dates move together."""
    DATE = "date"
    STATUS = "status"
    """Words for whether it is sold: those that are known stay."""
    ANSWER = "answer"
    """Yes or no, in letters or digits: stays."""


_LONG = 6
"""Digits; quantities are shorter, codes are not."""


def kind_of(header: str, cells: Sequence[str], column: str | None, coded: bool) -> Kind:
    """The kind of a column. `column`: what it was recognised as; `coded`: it is the POS's id."""
    if column is not None and not coded:
        return _canonical(column)
    if days.are_numbers(cells):
        return Kind.DATE
    if not coded and {cell.strip().strip('"') for cell in cells} == {"0", "1"}:
        return Kind.ANSWER
    comma = has_decimal_commas(cells)
    amounts = [amount for cell in cells if (amount := amount_of(cell, comma)) is not None]
    if coded or 2 * len(amounts) <= len(cells):
        return Kind.TEXT
    words = set(normal(header).split())
    if any("%" in amount.after for amount in amounts) or "%" in header or words & vocabulary.RATIOS:
        return Kind.RATIO
    if words & vocabulary.DAYS:
        return Kind.DAYS
    money = any(set("$€£¥₹") & set(amount.before + amount.after) for amount in amounts)
    if words & vocabulary.QUANTITIES and not money and not words & {"value", "cost", "price"}:
        return Kind.QUANTITY
    if money or words & vocabulary.AMOUNTS:
        return Kind.MONEY
    long = sum(len(str(abs(int(amount.value)))) >= _LONG for amount in amounts)
    if words & vocabulary.CODES or 2 * long > len(amounts):
        return Kind.TEXT
    decimals = sum(amount.decimals > 0 for amount in amounts)
    return Kind.MONEY if 2 * decimals > len(amounts) else Kind.QUANTITY


def _canonical(column: str) -> Kind:
    if column == "status":
        return Kind.STATUS
    kind, unit = BY_NAME[column].kind, BY_NAME[column].unit
    if kind is CanonicalKind.DATE:
        return Kind.DATE
    if kind is not CanonicalKind.NUMBER:
        return Kind.TEXT
    if unit.startswith("USD"):
        return Kind.MONEY
    return Kind.DAYS if unit == "days" else Kind.QUANTITY
