"""What the values under each header look like, so that the next export can be held against it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from sentinel.models import ColumnProfile, DateOrder, Sample
from sentinel.privacy import holds_private, is_private

_MOST = 0.8
"""Share of the filled cells that must be numbers, or days, for a column of them."""
_LOOKED_AT = 60
_DAY = re.compile(r"\s*(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?!\d)")
_NUMBER = re.compile(
    r"[\s(+\-\u2212]*(?:[A-Z]{2,3} ?|[$\u20ac\u00a3\u00a5\u20b9])?\s*[(\-\u2212]?"
    r"(\d[\d.,'\u00a0\u202f ]*|\.\d+)\s*[%)\-]?\s*(?:[$\u20ac\u00a3]|[A-Za-z]{1,3})?\s*"
)
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}|\d{1,3}(?:\.\d{3})+,\d+")


def profiles_of(sample: Sample) -> tuple[ColumnProfile, ...]:
    """One profile per header of the sample, in its order."""
    return tuple(
        _profile(header, cells)
        for header, cells in zip(sample.headers, sample.columns, strict=True)
    )


def _profile(header: str, cells: Sequence[str | None]) -> ColumnProfile:
    filled = [cell for cell in cells if cell and not cell.isspace()][:_LOOKED_AT]
    if not filled:
        return ColumnProfile(header=header, kind="empty")
    least = _MOST * len(filled)
    values = frozenset(filled)
    if is_private(header) or holds_private(values):
        values = frozenset()
    days = [day for cell in filled if (day := _DAY.match(cell))]
    if len(days) >= least:
        return ColumnProfile(header=header, kind="dates", date_order=_order(days), values=values)
    numbers = [number for cell in filled if (number := _NUMBER.fullmatch(cell))]
    if len(numbers) >= least:
        sizes = [size for number in numbers if (size := _size(number[1]))]
        middle = median(sizes) if sizes else None
        return ColumnProfile(header=header, kind="numbers", middle=middle, values=values)
    return ColumnProfile(header=header, kind="words", values=values)


def _size(digits: str) -> float | None:
    plain = digits.strip()
    if _DECIMAL_COMMA.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    try:
        return float(re.sub(r"[,'\s]", "", plain))
    except ValueError:  # two points: a version, not a quantity
        return None


def _order(days: Sequence[re.Match[str]]) -> DateOrder | None:
    """The order of the parts, where a part above 12 or of four digits tells."""
    if any(len(day[1]) == 4 for day in days):
        return "YMD"
    first, second = (max(int(day[part]) for day in days) for part in (1, 3))
    if first > 12 >= second:
        return "DMY"
    return "MDY" if second > 12 >= first else None
