"""Days and periods as people write them above a table, into a header or into a file's name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from attrs import frozen

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene januar janvier januari janeiro",
            "february feb febrero februar fevrier fev februari fevereiro",
            "march mar marzo marz maerz mars maart mrt marco",
            "april apr abril abr avril avr",
            "may mayo mai mei maio",
            "june jun junio juni juin junho",
            "july jul julio juli juillet julho",
            "august aug agosto ago aout augustus",
            "september sep sept septiembre septembre setembro set",
            "october oct octubre oktober okt octobre outubro out",
            "november nov noviembre novembre novembro",
            "december dec diciembre dic dezember dez decembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
_WORD = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = (
    r"(?<!\d)(?:"
    r"(?P<y1>\d{4})(?P<s1>[-/._])(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?[-/. ]+(?:de )?(?P<w2>{_WORD})\.?,?[-/. ]+"
    r"(?:de )?(?P<y2>\d{4})"
    rf"|(?P<w3>{_WORD})\.?[-/. ]+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?[-/. ]+(?P<y3>\d{{4}})"
    r"|(?P<a4>\d{1,2})(?P<s4>[-/._])(?P<b4>\d{1,2})(?P=s4)(?P<y4>\d{4})"
    r")(?!\d)"
)
DAY = re.compile(_DAY, re.IGNORECASE)
"""A day: 2021-04-24, 24-Apr-2021, 3rd Jan 2022, April 24, 2021, 04/24/2021."""
_YEAR = re.compile(r"(?<![\d.,/-])((?:19[9]|20[0-4])\d)(?![\d.,/-])")
_TIME = r"(?:[ ,_]+(\d{1,2}[:.\-]\d{2}(?:[:.\-]\d{2})?(?: ?[ap]\.?m\b\.?)?))?"
_JOIN = re.compile(
    _TIME + r"\W*(?:-|\u2013|to|till|until|through|thru|al?|hasta|bis|au|tot|t/m|ate|_)\W*",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-2]\d|3[01])(?!\d)"
    r"|(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<short>\d\d)(?![\d/])"
)
"""20260104 and 1/4/26: days above a table or in the name of a file; in a cell rather codes."""
_AT = re.compile(_TIME, re.IGNORECASE)


@frozen(kw_only=True)
class Period:
    """The days that an export covers, or the one day that it shows."""

    first: date | None
    """Null where the text names one day only."""
    last: date
    text: str
    """The text it was read from."""

    @property
    def days(self) -> float | None:
        """Days from first to last, both included; null without a first day."""
        return None if self.first is None else float((self.last - self.first).days + 1)


def month_of(word: str) -> int | None:
    """1 to 12 for the name of a month in six languages, written out or short; else null."""
    return _MONTHS.get(word.lower())


def days_in(text: str) -> list[tuple[date, int, int]]:
    """All days named in a text, with where each starts and ends in it.

    Between 3/4/2021 and 4/3/2021 the American order is taken unless a part above 12 forbids it.
    """
    found = []
    for match in DAY.finditer(text):
        day = _day(match)
        if day is not None:
            found.append((day, match.start(), match.end()))
    return found


def find_period(texts: Iterable[str]) -> Period | None:
    """The first period 'A to B' in the texts, else the first single day, else null.

    Times of day may follow: a period that ends at the time at which it began (4:00 to 4:00) does
    not have its last day.
    """
    single: Period | None = None
    for text in texts:
        days = days_in(text) or _compact_days(text)
        for (first, _, end), (last, start, stop) in pairwise(days):
            joined = _JOIN.fullmatch(text[end:start])
            if first <= last and joined:
                until = _AT.match(text, stop)
                if first < last and joined[1] and until and joined[1] == until[1]:
                    last -= timedelta(days=1)
                return Period(first=first, last=last, text=text.strip())
        if single is None and len(days) == 1:
            single = Period(first=None, last=days[0][0], text=text.strip())
    return single


def find_year(texts: Iterable[str]) -> Period | None:
    """The one year that the texts name, `Qty 2019`, as a period; null for none or several."""
    found = {(int(year), text) for text in texts for year in _YEAR.findall(text)}
    if len({year for year, _ in found}) != 1:
        return None
    year, text = min(found)
    return Period(first=date(year, 1, 1), last=date(year, 12, 31), text=text)


def _compact_days(text: str) -> list[tuple[date, int, int]]:
    found = []
    for match in _COMPACT.finditer(text):
        year, a, b = f"20{match['short']}", match["a"], match["b"]
        day = (
            _date(match["year"], match["month"], match["day"])
            if match["year"]
            else _date(year, a, b) or _date(year, b, a)
        )
        if day is not None:
            found.append((day, match.start(), match.end()))
    return found


def _day(match: re.Match[str]) -> date | None:
    part = match.groupdict()
    if part["y1"]:
        return _date(part["y1"], part["m1"], part["d1"])
    if part["y2"]:
        return _date(part["y2"], _MONTHS[part["w2"].lower()], part["d2"])
    if part["y3"]:
        return _date(part["y3"], _MONTHS[part["w3"].lower()], part["d3"])
    return _date(part["y4"], part["a4"], part["b4"]) or _date(part["y4"], part["b4"], part["a4"])


def _date(year: str, month: str | int, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2100 else None
