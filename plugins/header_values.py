"""What the first values under a header look like: numbers, dates, words, codes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from functools import cached_property

from sentinel.periods import days_in

_NUMBER = re.compile(
    r"[(\-\u2212+ ]*(?:[A-Z]{2,3}|S/|Rs\.?)?[$€£¥₹]?\s*[(\-\u2212+]?"
    r"(?:\d[\d.,'\u00a0\u202f ]*|\.\d+)(?:[eE][+\-]?\d+)?\s*[%)\-]?\s*(?:[$€£¥₹]|[A-Za-z]{1,3})?"
)
_MONEY = re.compile(r".*\d[.,]\d{2}\)?\D{0,4}")
_SHORT_DAY = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{2}|\d{4})(?:\D.*)?")
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
_LOOKED_AT = 60
"""Filled cells that are enough to tell."""


class Values:
    """The cells below a header; shares are of filled ones, 0 to 1, worked out when asked for."""

    def __init__(self, cells: Sequence[str | None]) -> None:
        filled = [cell.strip() for cell in cells if cell is not None and cell.strip()]
        self.filled = len(filled) / len(cells) if cells else 0.0
        """Share of all cells."""
        known = [cell for cell in filled if cell.lower() not in _NULLS and not _is_error(cell)]
        self.count = len(known)
        self._known = known
        self._some = known[:: max(1, len(known) // _LOOKED_AT)]

    @cached_property
    def number(self) -> float:
        """Numbers in any spelling."""
        return self._share(_is_number)

    @cached_property
    def money(self) -> float:
        """Numbers with two decimals."""
        return self._share(lambda cell: _MONEY.fullmatch(cell) is not None and _is_number(cell))

    @cached_property
    def date(self) -> float:
        """Days, with or without a time."""
        return self._share(_is_date)

    @cached_property
    def yes_no(self) -> float:
        """Answers to yes-or-no questions."""
        return self._share(lambda cell: cell.lower() in _YES_NO)

    @cached_property
    def words(self) -> float:
        """Two or more words with letters: names rather than codes."""
        return self._share(_is_name)

    @cached_property
    def single_letter(self) -> float:
        """Classes: A, B, C."""
        return self._share(lambda cell: len(cell) == 1 and cell.isalpha())

    @cached_property
    def counting(self) -> bool:
        """1, 2, 3 ...: the number of the line."""
        return _counts(self._known)

    def _share(self, test: Callable[[str], bool]) -> float:
        return sum(map(test, self._some)) / len(self._some) if self._some else 0.0


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
