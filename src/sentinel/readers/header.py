"""Which row of a table names its columns: short distinct texts, rows of its shape below."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from attrs import field, frozen

Row = Sequence[str]

SEARCHED = 30
"""The header is one of the first rows."""

_BODY = 30
"""Rows below a candidate that are held against it."""
_LINES = 3
"""Lines that a header may have."""
_ENOUGH = 0.45
"""Scores of genuine headers are above 0.7, of rows of data below 0.3."""
_SURE = 0.9
_FIGURE = 40
"""Characters; no number or date is longer."""
_LONG = 80
"""Characters; a name of a column is rarely longer."""

EMPTY, TEXT, NUMBER, DATE = "E", "T", "N", "D"

_WORDS = re.compile(
    r"sku|upc|ean|gtin|barcode|code|item|product|article|artikel|reference|description|name"
    r"|price|cost|qty|quantity|stock|on hand|inventory|bestand|cantidad|precio|supplier|vendor"
)

_NAMING = re.compile(r"\b(?:sku|plu|upc|item|code|number|no|product|part|description|name)\b|#")
"""Over a column that names items: a text alone below it is the heading of a section."""

_CURRENCY = r"(?:[$€£¥₹]|US\$|S/|RM|Rs\.?|kr|USD|EUR|GBP|CAD|AUD|NZD|CHF|INR|MXN|PEN|PHP|MYR|ZAR)"
_NUMBER = re.compile(
    rf"[(+\-\u2212]*{_CURRENCY}?[+\-\u2212]?(?:\d[\d.,']*|[.,]\d+)"
    rf"(?:[eE][+-]?\d+)?[%)\-]*{_CURRENCY}?"
)
"""A number without its blanks."""
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[-/ ]{_MONTH}[-/ ,]*\d{{2,4}}|{_MONTH}\s+\d{{1,2}},?\s+\d{{4}})"
)
_DATE = re.compile(rf"{_DAY}(?:[T ,].*)?", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOTHING = frozenset(("", "-", "--", "n/a", "#n/a", "na", "null", "none", "nan"))


@frozen(kw_only=True, eq=False)
class Header:
    """Names of the columns and where they stand, as indices into the rows that were looked at."""

    first: int
    """Index of its first line."""
    last: int
    """Index of its last line; the data start below."""
    names: tuple[str, ...]
    """One per column up to the last one in use: clean, unique, not empty."""
    unnamed: frozenset[int] = frozenset()
    """Columns without a name of their own."""
    duplicates: tuple[str, ...] = ()
    """Names that occur more than once."""
    extras: tuple[str, ...] = ()
    """Texts in the header's lines that are no names: a period."""
    score: float

    @property
    def is_missing(self) -> bool:
        """Whether the table starts with data and its names were made up."""
        return self.last < self.first


@frozen(eq=False)
class _Looked:
    """A row with what its cells look like."""

    cells: Row
    kinds: str
    """One letter per cell."""
    width: int = field(init=False)
    """Cells up to the last one that holds something."""
    filled: int = field(init=False)

    @width.default
    def _width(self) -> int:
        return len(self.kinds.rstrip(EMPTY))

    @filled.default
    def _filled(self) -> int:
        return len(self.kinds) - self.kinds.count(EMPTY)


def find_header(rows: Sequence[Row]) -> Header | None:
    """The best header among the first rows; null if none of them looks like one."""
    looked = [_Looked(row, "".join(map(kind_of, row))) for row in rows]
    best, best_score = -1, 0.0
    for at in range(min(SEARCHED, len(looked))):
        score = _score(looked, at)
        if score > best_score:
            best, best_score = at, score
        if best_score >= _SURE:
            break
    if best_score < _ENOUGH:
        return None
    return _named(looked, best, best_score)


def known_words(names: Sequence[str]) -> int:
    """How many of the names are such as a list of items has."""
    return sum(bool(_WORDS.search(name.lower())) for name in names)


def kind_of(cell: str) -> str:
    """What a cell looks like: one of EMPTY, TEXT, NUMBER, DATE."""
    cell = cell.strip()
    if cell.lower() in _NOTHING:
        return EMPTY
    if len(cell) > _FIGURE or not _DIGIT.search(cell):
        return TEXT
    if _DATE.fullmatch(cell):
        return DATE
    return NUMBER if _NUMBER.fullmatch("".join(cell.split())) else TEXT


# --- scoring ------------------------------------------------------------------------------------


def _score(rows: list[_Looked], at: int) -> float:
    header = rows[at]
    texts = header.kinds.count(TEXT)
    if not header.filled or (texts * 2 < header.filled and DATE not in header.kinds):
        return 0.0
    body = _body(rows, at)
    if not body:
        return _score_alone(header) * _clear_above(rows, at)
    columns = _columns(header, body)
    names, clash = _score_names(header, body, columns)
    if clash > 0.25:
        return 0.0  # plain numbers over numbers: data
    shape = sum(_fit(header, row) for row in body) / len(body)
    return names * (1 - 2 * clash) * shape * _clear_above(rows, at) * 0.995**at


def _body(rows: list[_Looked], at: int) -> list[_Looked]:
    """Rows below, without blank ones and without the header repeated on a new page."""
    below = rows[at + 1 : at + 1 + 2 * _BODY]
    return [row for row in below if row.filled and row.cells != rows[at].cells][:_BODY]


def _score_alone(header: _Looked) -> float:
    """A header without data: only its own texts speak."""
    names = [cell.strip().lower() for cell in header.cells if cell.strip()]
    if len(names) < 2 or len(set(names)) < len(names):
        return 0.0
    return 0.6 * header.kinds.count(TEXT) / len(names)


def _columns(header: _Looked, body: list[_Looked]) -> list[int]:
    """Columns that hold something, in the header or below."""
    width = max(header.width, max(row.width for row in body))
    return [
        column
        for column in range(width)
        if _kind(header, column) != EMPTY
        or sum(_kind(row, column) != EMPTY for row in body) * 10 > len(body)
    ]


def _score_names(header: _Looked, body: list[_Looked], columns: list[int]) -> tuple[float, float]:
    """How well the cells name the columns (0 to 1), and the share of numbers over numbers."""
    good, clash, codes = 0.0, 0, 0
    seen: Counter[str] = Counter()
    for column in columns:
        own = _kind(header, column)
        if own == EMPTY:
            continue
        cell = header.cells[column].strip()
        below = [_kind(row, column) for row in body]
        if own == TEXT:
            seen[cell.lower()] += 1
            repeats = sum(
                column < len(row.cells) and row.cells[column].strip() == cell for row in body
            )
            typed = below.count(NUMBER) + below.count(DATE)
            worth = 1.0 if typed > below.count(TEXT) else 0.9
            if repeats * 10 > len(body) or (repeats and len(body) < 10):
                worth = 0.0  # what stands below is not a name
            elif len(cell) > _LONG:
                worth = 0.4
            if _like_below(cell, body, column):
                worth, codes = 0.0, codes + 1
            good += worth if seen[cell.lower()] == 1 else worth * 0.5
        elif own not in below or (_YEAR.fullmatch(cell) and not _all_years(body, column)):
            good += 0.8  # 2024, or a date, over figures
        else:
            clash += 1
    if codes and clash:
        return 0.0, 1.0  # a code over codes and a figure over figures
    return good / len(columns), clash / len(columns)


def _like_below(cell: str, body: list[_Looked], column: int) -> bool:
    """Whether a text is a code such as those below it: `HM100` over `HM2041`."""
    if not _DIGIT.search(cell):
        return False
    below = [row.cells[column].strip() for row in body if _kind(row, column) == TEXT]
    shape = _shape(cell)
    return 2 * sum(_shape(other) == shape for other in below) > len(below)


def _shape(cell: str) -> str:
    return _DIGITS.sub("9", _LETTERS.sub("a", cell))


def _all_years(body: list[_Looked], column: int) -> bool:
    cells = [row.cells[column].strip() for row in body if _kind(row, column) == NUMBER]
    return all(_YEAR.fullmatch(cell) for cell in cells)


def _fit(header: _Looked, row: _Looked) -> float:
    """How well a row has the header's shape."""
    if row.width > header.width:
        return 0.7 if row.width == header.width + 1 and header.width > 2 else 0.0
    whole = len(row.cells) == len(header.cells)
    if row.filled < 2 <= header.filled:
        return 0.8 if whole else 0.4
    return 1.0 if whole else 0.75


def _clear_above(rows: list[_Looked], at: int) -> float:
    """Rows above a header are banners: they hold less than it does."""
    like_data = sum(row.filled >= max(2, 0.7 * rows[at].filled) for row in rows[:at])
    return float(0.6**like_data)


def _kind(row: _Looked, column: int) -> str:
    return row.kinds[column] if column < len(row.kinds) else EMPTY


# --- naming -------------------------------------------------------------------------------------


def _named(rows: list[_Looked], at: int, score: float) -> Header:
    last = _last_line(rows, at)
    body = _body(rows, last)
    width = _width(rows[at : last + 1], body)
    lines = [[clean(cell) for cell in row.cells[:width]] for row in rows[at : last + 1]]
    above = _group_labels(rows, at, width)
    extras: list[str] = []
    names = []
    for column in range(width):
        parts = [line[column] for line in lines if column < len(line) and line[column]]
        if len(parts) > 1:
            periods = [part for part in parts if _is_period(part)]
            extras += [part for part in periods if part not in extras]
            parts = [part for part in parts if part not in periods]
        names.append(" ".join(dict.fromkeys(parts)))
    repeated = Counter(names)
    names = [
        f"{label} {name}".strip() if label and (not name or repeated[name] > 1) else name
        for name, label in zip(names, above, strict=True)
    ]
    unique, unnamed, duplicates = unique_names(names)
    return Header(
        first=at,
        last=last,
        names=unique,
        unnamed=unnamed,
        duplicates=duplicates,
        extras=tuple(extras),
        score=score,
    )


def _is_period(text: str) -> bool:
    # compiled when first needed: a header of several lines is rare, and this is the longest pattern
    period = rf"(?:from\s+)?{_DAY}\s*(?:to|-|\u2013|until|bis|al?)\s*{_DAY}"
    return re.fullmatch(period, text, re.IGNORECASE) is not None


def _last_line(rows: list[_Looked], at: int) -> int:
    """A header goes on below while texts stand over figures and the first column stays empty."""
    first = len(rows[at].kinds) - len(rows[at].kinds.lstrip(EMPTY))
    last = at
    for candidate in range(at + 1, min(at + _LINES, len(rows))):
        row = rows[candidate]
        columns = [column for column in range(len(row.kinds)) if row.kinds[column] != EMPTY]
        below = _body(rows, candidate + _LINES)
        if not columns or columns[0] <= first or set(row.kinds) - {TEXT, EMPTY} or not below:
            break
        if not all(_over_figures(below, column) for column in columns):
            break
        if len(columns) == 1 and _NAMING.search(_text(rows[at], columns[0]).lower()):
            break
        last = candidate
    return last


def _text(row: _Looked, column: int) -> str:
    return row.cells[column] if column < len(row.cells) else ""


def _over_figures(body: list[_Looked], column: int) -> bool:
    kinds = [_kind(row, column) for row in body]
    return kinds.count(NUMBER) > 0 and TEXT not in kinds


def _width(lines: list[_Looked], body: list[_Looked]) -> int:
    """Columns up to the last one that is named, or that most rows fill."""
    width = max(line.width for line in lines)
    if body:
        wide = sorted(row.width for row in body)[len(body) // 2]
        width = max(width, wide)
    return width


def _group_labels(rows: list[_Looked], at: int, width: int) -> list[str]:
    """Labels of groups of columns (`Opening`, `Closing`) in the line above, carried on."""
    if not at or not 1 < rows[at - 1].filled < rows[at].filled:
        return [""] * width
    above = rows[at - 1]
    if set(above.kinds) - {TEXT, EMPTY} or above.kinds[0] == TEXT:
        return [""] * width
    labels, label = [], ""
    for column in range(width):
        cell = clean(above.cells[column]) if column < len(above.cells) else ""
        label = cell or label
        labels.append(label)
    return labels


def clean(cell: str) -> str:
    """A name without control characters and byte order marks, blanks single and trimmed."""
    if cell.isascii() and cell.isprintable():
        return " ".join(cell.split())
    kept = (
        " " if letter.isspace() else letter
        for letter in cell
        if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cf")
    )
    return " ".join("".join(kept).split())


def unique_names(
    names: list[str],
) -> tuple[tuple[str, ...], frozenset[int], tuple[str, ...]]:
    """Names that are not empty and occur once, which of them were empty, which occurred again."""
    taken = {name for name in names if name}
    seen: set[str] = set()
    unique: list[str] = []
    unnamed: list[int] = []
    duplicates: dict[str, None] = {}
    for column, name in enumerate(names):
        if not name:
            unnamed.append(column)
            name = f"column {column + 1}"
            taken |= {name} - seen
        elif name in seen:
            duplicates[name] = None
        free, number = name, 1
        while free in seen or (number > 1 and free in taken):
            number += 1
            free = f"{name} ({number})"
        seen.add(free)
        unique.append(free)
    return tuple(unique), frozenset(unnamed), tuple(duplicates)
