"""Days moved by a number of days that is the same everywhere.

It is a multiple of 1461, four years: the order of day, month and year then stays as clear or as
ambiguous as it was, 29 February stays a day, and a report by month has the same months.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sentinel.periods import DAY

CYCLE = 1461
"""Days in four years."""

_YEARS = ("y1", "y2", "y3", "y4")
_SHORT = re.compile(
    r"(\d{1,2}[-/.]\d{1,2}[-/.]|\d{1,2}[- ][A-Za-z]{3}[- ]|[A-Za-z]{3,9}\.? *\d{1,2} *, *)"
    r"(\d{2})(?!\d)"
)
"""Days with a year of two digits: 3/31/25, 31-Mar-25, Mar 31,25."""
_TIME = re.compile(r"[\s,T@]*(?:\d{1,2}[:.h]\d{2}(?:[:.]\d+)*)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*\S{0,6}")
_YEAR = re.compile(r"(?<![\d.,])(?:19[89]|20[0-4])\d(?![\d,]|\.\d)")
_COMPACT = re.compile(r"(?:19[89]|20[0-4])\d[01]\d[0-3]\d")
_WAS = range(1985, 2090)
"""Years of days that were; 1970 and 9999 stand for 'never'."""
_SERIALS = range(30_000, 60_000)
"""Days of the years from 1982 to 2064 as spreadsheets count them."""


def moved(text: str, cycles: int) -> str | None:
    """The cell with its day `cycles` times four years earlier; null if it is no day."""
    stripped = text.strip().strip('"').strip()
    found = DAY.match(stripped)
    if found is not None and _TIME.fullmatch(stripped[found.end() :]):
        return moved_within(text, cycles)
    short = _SHORT.match(stripped)
    if short is not None and _TIME.fullmatch(stripped[short.end() :]):
        year = (int(short[2]) - 4 * cycles) % 100
        return text.replace(short[0], f"{short[1]}{year:02}", 1)
    return None


def moved_within(text: str, cycles: int) -> str:
    """The text with every day and every year in it earlier."""

    def earlier(found: re.Match[str]) -> str:
        return str(int(found[0]) - 4 * cycles) if int(found[0]) in _WAS else found[0]

    moving = [found.span(name) for found in DAY.finditer(text) for name in _YEARS if found[name]]
    moving += [found.span() for found in _YEAR.finditer(text)]
    for start, end in sorted(set(moving), reverse=True):
        year = re.fullmatch(r"\d{4}", text[start:end])
        if year is not None:
            text = text[:start] + earlier(year) + text[end:]
    return text


def moved_number(text: str, cycles: int) -> str | None:
    """A day or a year written as a number: 20250331, of a spreadsheet, in seconds or in
    milliseconds; null: none of these."""
    found = re.fullmatch(r'("?\s*)(\d+)((?:\.\d+)?\s*"?)', text)
    if found is None:
        return None
    number = int(found[2])
    if _COMPACT.fullmatch(found[2]):
        number -= 4 * cycles * 10_000
    elif _YEAR.fullmatch(found[2]):
        number -= 4 * cycles
    elif number in _SERIALS:
        number -= CYCLE * cycles
    elif len(found[2]) in (10, 13):
        number -= CYCLE * cycles * 86_400 * (1000 if len(found[2]) == 13 else 1)
    else:
        return None
    return found[1] + str(number) + found[3]


def are_numbers(cells: Sequence[str]) -> bool:
    """Whether a column of numbers is one of days or years: 20250331, 2025; zero is none."""
    said = [cell.strip().strip('"') for cell in cells]
    filled = [cell for cell in said if cell.strip("0")]
    return bool(filled) and all(_COMPACT.fullmatch(c) or _YEAR.fullmatch(c) for c in filled)
