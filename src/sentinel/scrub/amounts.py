"""Numbers as they are written: taken apart, and written again with another value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal

from attrs import frozen

_AMOUNT = re.compile(
    r"(?P<before>[\s\"'(+\-\u2212$€£¥₹]*(?:[A-Z]{2,3}\$?|S/|Rs\.?)?[\s$€£¥₹+\-\u2212(]*)"
    r"(?P<core>\d[\d.,'\u00a0\u202f]*|[.,]\d+)"
    r"(?P<after>(?:[eE][+-]?\d+)?[\s%)\-\"$€£]*(?:[A-Za-z]{1,3})?[\s)\"]*)"
)
_PRECISE = Context(prec=400)
"""No cell holds more digits."""
_COMMA = re.compile(r"\d,(?:\d{1,2}|\d{4,})(?!\d)|\.\d{3},\d")
_DOT = re.compile(r"\d\.(?:\d{1,2}|\d{4,})(?!\d)|,\d{3}\.\d")


@frozen(kw_only=True)
class Amount:
    """One cell with a number in it."""

    before: str
    after: str
    value: Decimal
    """With its sign; without the power of ten that `after` may hold."""
    decimals: int
    mark: str
    """Between whole and fraction; empty if the number is whole."""
    grouping: str
    """Between thousands; empty if they are not marked."""
    bare: bool
    """No zero before the fraction: .75."""

    def written(self, value: Decimal, decimals: int) -> str:
        """The cell with another value, of at most so many decimals and at least those it had."""
        whole, _, fraction = f"{abs(value):.{decimals}f}".partition(".")
        fraction = fraction.rstrip("0").ljust(self.decimals, "0")
        if self.grouping:
            whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", self.grouping.replace("\\", r"\\"), whole)
        if self.bare and whole == "0":
            whole = ""
        core = f"{whole}{self.mark or '.'}{fraction}" if fraction else whole
        return f"{self.before}{core}{self.after}"


def amount_of(text: str, comma: bool) -> Amount | None:
    """The number in a cell; null if there is none. `comma`: the column has decimal commas."""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None
    core = found["core"].rstrip(".,'\u00a0\u202f")
    after = found["core"][len(core) :] + found["after"]
    mark = _mark(core, comma)
    whole, _, fraction = core.rpartition(mark) if mark else (core, "", "")
    grouping = next((letter for letter in whole if not letter.isdigit()), "")
    digits = re.sub(r"\D", "", whole)
    value = Decimal(f"{digits or '0'}.{fraction or '0'}")
    minus = any(sign in found["before"] + after for sign in "-\u2212(") and "e" not in after.lower()
    return Amount(
        before=found["before"],
        after=after,
        value=-value if minus else value,
        decimals=len(fraction),
        mark=mark,
        grouping=grouping,
        bare=not digits,
    )


def has_decimal_commas(cells: Iterable[str]) -> bool:
    """Whether a column writes 12,50 and not 12.50."""
    cells = list(cells)
    return any(map(_COMMA.search, cells)) and not any(map(_DOT.search, cells))


def rounded(value: Decimal, decimals: int) -> Decimal:
    """To so many decimals, halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _PRECISE)


def _mark(core: str, comma: bool) -> str:
    dots, commas = core.count("."), core.count(",")
    if dots and commas:
        return "," if core.rfind(",") > core.rfind(".") else "."
    if commas == 1 and (comma or not re.fullmatch(r"\d{1,3},\d{3}", core)):
        return ","
    if dots == 1 and not (comma and re.fullmatch(r"\d{1,3}\.\d{3}", core)):
        return "."
    return ""
