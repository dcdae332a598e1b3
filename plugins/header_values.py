"""What the first values under a header look like: numbers, dates, words, codes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence

from attrs import frozen

from sentinel.periods import days_in, month_of

_NUMBER = re.compile(
    r"[(\-\u2212+ ]*(?:[A-Z]{2,3}|S/|Rs\.?)?[$€£¥₹]?\s*[(\-\u2212+]?"
    r"(?:\d[\d.,'\u00a0\u202f ]*|\.\d+)(?:[eE][+\-]?\d+)?\s*[%)\-]?\s*(?:[$€£¥₹]|[A-Za-z]{1,3})?"
)
_INTEGER = re.compile(r"[-(]?\d{1,3}(?:,?\d{3})*\)?(?:[.,]0+)?")
_MONEY = re.compile(r".*\d[.,]\d{2}\)?\D{0,4}")
_SHORT_DAY = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{2}|\d{4})(?:\D.*)?")
_CODED = re.compile(r"[A-Za-z_\-/.#]*\d[\w\-/.#]*")
_NULLS = frozenset(
    (
        "-",
        "--",
        "n/a",
        "#n/a",
        "na",
        "null",
        "none",
        "nan",
        "not tracked",
        "tba",
        "variable",
        "sin mov",
        "never",
        "nie",
        "nunca",
        "jamais",
        "nooit",
    )
)
_YES_NO = frozenset(
    (
        "y",
        "n",
        "yes",
        "no",
        "true",
        "false",
        "1",
        "0",
        "t",
        "f",
        "si",
        "sí",
        "ja",
        "nein",
        "nee",
        "oui",
        "non",
        "sim",
        "não",
        "x",
    )
)
_EAN_LENGTHS = (8, 12, 13, 14)


@frozen(kw_only=True)
class Values:
    """Shares from 0 to 1 of the filled cells; of all cells for `filled`."""

    filled: float
    count: int
    """Filled cells."""
    number: float
    integer: float
    money: float
    """Numbers with two decimals or a currency sign."""
    date: float
    yes_no: float
    words: float
    """Two or more words with letters: names rather than codes."""
    ean: float
    """As many digits as a retail barcode has."""
    distinct: float
    single_letter: float
    counting: bool
    """1, 2, 3 ...: the number of the line."""
    month: float
    dominant: float
    """Share of the commonest value."""


def look_at(cells: Sequence[str | None]) -> Values:
    """The shape of a column of cells."""
    filled = [cell.strip() for cell in cells if cell is not None and cell.strip()]
    known = [cell for cell in filled if cell.lower() not in _NULLS and not _is_error(cell)]

    def share(test: Callable[[str], bool]) -> float:
        return sum(map(test, known)) / len(known) if known else 0.0

    return Values(
        filled=len(filled) / len(cells) if cells else 0.0,
        count=len(known),
        number=share(_is_number),
        integer=share(lambda cell: _INTEGER.fullmatch(cell) is not None),
        money=share(lambda cell: _MONEY.fullmatch(cell) is not None and _is_number(cell)),
        date=share(_is_date),
        yes_no=share(lambda cell: cell.lower() in _YES_NO),
        words=share(_is_name),
        ean=share(lambda cell: cell.isdigit() and len(cell) in _EAN_LENGTHS),
        distinct=len(set(known)) / len(known) if known else 0.0,
        single_letter=share(lambda cell: len(cell) == 1 and cell.isalpha()),
        counting=_counts(known),
        month=share(lambda cell: month_of(cell) is not None),
        dominant=max(map(known.count, set(known))) / len(known) if known else 0.0,
    )


def _is_error(cell: str) -> bool:
    return cell.startswith("#") and cell[-1:] in "!?"


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None and not _is_date(cell)


def _is_date(cell: str) -> bool:
    if _SHORT_DAY.fullmatch(cell):
        return True
    found = days_in(cell)
    return len(found) == 1 and found[0][1] == 0


def _is_name(cell: str) -> bool:
    words = cell.split()
    return len(words) > 1 and sum(word[:1].isalpha() for word in words) > 0


def _counts(known: Sequence[str]) -> bool:
    if len(known) < 3:
        return False
    digits = [cell.removesuffix(".0") for cell in known]
    if not all(cell.isdigit() for cell in digits):
        return False
    numbers = [int(cell) for cell in digits]
    return numbers[0] in (0, 1) and all(b - a == 1 for a, b in itertools.pairwise(numbers))
