"""What the first values under a header look like: numbers, dates, words, codes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence, Set
from functools import cached_property

from sentinel.figures import CURRENCY, NUMBER
from sentinel.periods import days_in

_NUMBER = re.compile(rf"{NUMBER}|\d[\d.,]*[eE][+\-]?\d+")
_WITH_CURRENCY = re.compile(CURRENCY)
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


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


_STATUSES = word_set(
    "active inactive discontinued archived enabled disabled published draft current "
    "obsolete closeout live hidden deleted activo inactivo actif inactif aktiv inaktiv "
    "actief inactief ativo inativo descontinuado eingestellt vervallen"
)
_UNITS = word_set(
    "ea each pc pcs piece kg g lb lbs oz l ml ft m cm box bx case cs pk pack pr pair "
    "roll rl set gal qt stk st un und unid pza stuck stuks doz dz bag btl"
)
_WHOLE = re.compile(r"[(\-\u2212+ ]*\d{1,3}(?:[.,]?\d{3})*(?:[.,]0+)?\)?-?|[(\-\u2212]?\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
_ZERO = re.compile(r"\D{0,2}0*(?:[.,]0*)?\D{0,3}")
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
        # In the order of their texts, so that the order of the rows has no influence.
        self._some = sorted(known)[:: max(1, len(known) // _LOOKED_AT)]

    @cached_property
    def number(self) -> float:
        """Numbers in any spelling."""
        return self._share(_is_number)

    @cached_property
    def money(self) -> float:
        """Numbers with two decimals."""
        return self._share(lambda cell: _MONEY.fullmatch(cell) is not None and _is_number(cell))

    @cached_property
    def currency(self) -> float:
        """Amounts with the sign or the name of a currency."""
        return self._share(
            lambda cell: _WITH_CURRENCY.search(cell) is not None and _is_number(cell)
        )

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
        """1, 2, 3 ...: the number of the line; a code that counts has zeros before it."""
        return _counts(self._known) and not any(cell.startswith("0") for cell in self._known)

    @cached_property
    def percent(self) -> float:
        """Numbers with a percent sign."""
        return self._share(lambda cell: cell.endswith("%"))

    @cached_property
    def status(self) -> float:
        """Words for whether an item is sold."""
        return self._share(lambda cell: cell.lower() in _STATUSES)

    @cached_property
    def unit(self) -> float:
        """Units of measure."""
        return self._share(lambda cell: cell.lower().rstrip(".") in _UNITS)

    @cached_property
    def code(self) -> float:
        """One word or two with a digit in them."""
        return self._share(_is_code)

    @cached_property
    def scannable(self) -> float:
        """Digits of the length of a UPC, EAN or GTIN with the right check digit."""
        return self._share(is_scannable)

    @cached_property
    def digits(self) -> float:
        """Four digits or more and nothing else."""
        return self._share(lambda cell: len(cell) >= 4 and cell.isdigit())

    @cached_property
    def web(self) -> float:
        """Addresses, markup."""
        return self._share(lambda cell: "://" in cell or "@" in cell or "</" in cell)

    @cached_property
    def different(self) -> float:
        """Different cells among the filled ones."""
        return len(set(self._known)) / self.count if self.count else 0.0

    @cached_property
    def kinds(self) -> int:
        """How many different cells there are."""
        return len(set(self._known))

    @cached_property
    def length(self) -> float:
        """Letters of a cell, on average."""
        return sum(map(len, self._some)) / len(self._some) if self._some else 0.0

    def same_as(self, other: Values) -> bool:
        """Whether the cells are the same, or there are none in one of the two."""
        return not self.count or not other.count or self._known == other._known

    def about(self, words: Set[str]) -> float:
        """Cells with one of the words."""
        return self._share(lambda cell: not words.isdisjoint(_LETTERS.findall(cell.lower())))

    @cached_property
    def whole(self) -> float:
        """Numbers without decimals other than zeros."""
        return self._share(lambda cell: _WHOLE.fullmatch(cell) is not None)

    @cached_property
    def negative(self) -> float:
        """Numbers below zero."""
        return self._share(lambda cell: cell[:1] in "-(\u2212" or cell[-1:] == "-")

    @cached_property
    def zero(self) -> float:
        """Cells that say 0."""
        return self._share(lambda cell: _ZERO.fullmatch(cell) is not None)

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


def _is_code(cell: str) -> bool:
    return cell.count(" ") <= 1 and any(c.isdigit() for c in cell) and not _is_date(cell)


def is_scannable(cell: str) -> bool:
    """Whether it is a UPC, EAN or GTIN: 8, 12, 13 or 14 digits, the last of which fits.

    >>> is_scannable("4006381333931"), is_scannable("4006381333932")
    (True, False)
    """
    if len(cell) not in (8, 12, 13, 14) or not cell.isdigit():
        return False
    digits = [int(digit) for digit in reversed(cell)]
    return (digits[0] + 3 * sum(digits[1::2]) + sum(digits[2::2])) % 10 == 0


def _counts(known: Sequence[str]) -> bool:
    if len(known) < 3:
        return False
    digits = [cell.removesuffix(".0") for cell in known]
    if not all(cell.isdigit() for cell in digits):
        return False
    numbers = sorted(map(int, digits))
    return numbers[0] in (0, 1) and all(b - a == 1 for a, b in itertools.pairwise(numbers))
