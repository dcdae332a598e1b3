"""Where each cell of a text is, to the letter: what is not replaced stays as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from sentinel.errors import UnreadableInputError
from sentinel.readers.plan import Layout
from sentinel.readers.records import Record, records

_LINE_END = re.compile(r"\r\n|\r|\n")
_COLON = re.compile(r"\s*:")
_TOKEN = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*)"|(?P<number>-?\d[\d.eE+\-]*)|(?P<mark>[{}\[\]:,])|[^\s"{}\[\]:,]+',
    re.DOTALL,
)


@frozen
class Cell:
    """One cell as it is written, quotes included."""

    start: int
    end: int
    column: int
    """Position among the headers; -1: beside the table, or beyond the last header."""
    row: int
    """Number of its record in the body; -1 above it."""
    value: str
    """What it says, without quotes."""
    raw: str


def delimited(text: str, layout: Layout, data_start: int) -> Iterator[Cell]:
    """Cells of a delimited text; those above `data_start`, in characters, are in row -1.

    Raises UnreadableInputError where a record cannot be taken apart as it was read.
    """
    start = _behind_separator_line(text)
    above = text[:data_start]
    width = len(layout.headers)
    yield from _cells(
        above, records(above, layout.delimiter, layout.quoting, start, width), layout, False
    )
    body = records(text, layout.delimiter, layout.quoting, data_start, width)
    yield from _cells(text, body, layout, True)


def _behind_separator_line(text: str) -> int:
    found = re.match(r'\ufeff?(?:"?sep=."?(?:\r\n|\r|\n))?', text, re.IGNORECASE)
    return found.end() if found else 0


def _cells(text: str, found: Iterator[Record], layout: Layout, body: bool) -> Iterator[Cell]:
    width = len(layout.headers)
    for number, record in enumerate(found):
        at = record.start
        for column, value in enumerate(record.cells):
            end = _end(text, at, value, layout.delimiter)
            place = column if column < width else -1
            yield Cell(at, end, place, number if body else -1, value, text[at:end])
            at = end + 1


def _end(text: str, at: int, value: str, delimiter: str) -> int:
    """Where a cell ends that starts at `at` and says `value`."""
    plain = at + len(value)
    if text.startswith(value, at) and _ends(text, plain, delimiter):
        return plain
    here, said = at + 1, 0  # behind the quote that opens it
    while said < len(value) or not _ends(text, here, delimiter):
        if said < len(value) and text.startswith(value[said], here):
            doubled = value[said] == '"' and text.startswith('""', here)
            here, said = here + 1 + doubled, said + 1
        elif text.startswith('"', here):
            here += 1  # the quote that closes it
        else:
            raise UnreadableInputError(
                f"has quotes that cannot be told apart, around {value[:40]!r}.",
                source="the file",
                remedy="Save it once more from a spreadsheet, then scrub that.",
            )
    return here


def _ends(text: str, at: int, delimiter: str) -> bool:
    return at >= len(text) or text[at] in (delimiter, "\r", "\n")


def in_json(text: str, headers: Sequence[str]) -> Iterator[Cell]:
    """Texts and numbers of a JSON document; a field's name stands for its header.

    A record is what stands in a list; values beside the records are in row -1.
    """
    columns = _by_field(headers)
    path: list[tuple[str, bool, int]] = []  # name of the field, whether it is a list, our record
    name, row, records_seen, key = "", -1, 0, None
    for found in _TOKEN.finditer(text):
        mark = found["mark"]
        if mark in ("{", "["):
            path.append((name, mark == "[", row))
            if mark == "{" and (len(path) == 1 or path[-2][1]):
                row, records_seen = records_seen, records_seen + 1
            name = "" if mark == "{" else name
        elif mark in ("}", "]") and path:
            name, _, row = path.pop()
        elif mark == ":":
            name = key or ""
        elif mark is None and (found["text"] is not None or found["number"] is not None):
            value = found["text"] if found["text"] is not None else found["number"]
            if found["text"] is not None and re.match(
                r"\s*:", text[found.end() : found.end() + 40]
            ):
                key = value
                continue
            place = _column([*(one for one, _, _ in path), name], columns)
            said = json.loads(f'"{value}"', strict=False) if found["text"] is not None else value
            inside = row if place >= 0 else -1
            yield Cell(found.start(), found.end(), place, inside, said, found[0])


def _by_field(headers: Sequence[str]) -> Mapping[str, int]:
    return {header: number for number, header in reversed(list(enumerate(headers)))}


def _column(path: Sequence[str], columns: Mapping[str, int]) -> int:
    """The header that a field became: its name, with names of objects around it and dots."""
    names = [name for name in path if name]
    for start in range(len(names)):
        place = columns.get(".".join(names[start:]))
        if place is not None:
            return place
    return -1
