"""Records of the head of a delimited text, with their places; the native reader has the rest.

Both follow the same rules. A quote opens a cell only as its first character, and closes it only
before a delimiter, a line end or the end; doubled quotes inside are one; any other quote is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

_LINE_END = re.compile(r"\r\n|\r|\n")


@frozen
class Record:
    """One record and where it is."""

    cells: list[str]
    start: int
    """Offset in characters of its first character."""
    end: int
    """Offset behind its line end."""
    lines: int
    """Lines that it spans."""
    closed: bool
    """False: a quote was opened and the text ended before it was closed."""

    @property
    def blank(self) -> bool:
        """Whether there is nothing in it but blanks."""
        return not any(cell.strip() for cell in self.cells)


def records(text: str, delimiter: str, quoting: bool, start: int = 0) -> Iterator[Record]:
    """Records from `start` on; the last one may be incomplete if the text was cut there."""
    at = start
    stop = re.compile(rf"[{re.escape(delimiter)}\r\n]")
    while at < len(text):
        found = _LINE_END.search(text, at)
        line_end, next_line = (found.start(), found.end()) if found else (len(text), len(text))
        line = text[at:line_end]
        if not quoting or '"' not in line:
            yield Record(line.split(delimiter), at, next_line, 1, True)
            at = next_line
        else:
            record = _quoted(text, at, delimiter, stop)
            yield record
            at = record.end


def _quoted(text: str, start: int, delimiter: str, stop: re.Pattern[str]) -> Record:
    cells: list[str] = []
    at = start
    closed = True
    while True:
        if text.startswith('"', at):
            cell, at, closed = _quoted_cell(text, at + 1, delimiter)
        else:
            found = stop.search(text, at)
            end = found.start() if found else len(text)
            cell, at = text[at:end], end
        cells.append(cell)
        if not text.startswith(delimiter, at):
            break
        at += 1
    found = _LINE_END.match(text, at)
    if found:
        at = found.end()
    lines = max(1, len(_LINE_END.findall(text, start, at)) + (found is None))
    return Record(cells, start, at, lines, closed)


def _quoted_cell(text: str, start: int, delimiter: str) -> tuple[str, int, bool]:
    """Content, the offset behind the closing quote, and whether there was one."""
    at = start
    while True:
        quote = text.find('"', at)
        if quote < 0:
            return text[start:], len(text), False
        behind = text[quote + 1 : quote + 2]
        if behind == '"':
            at = quote + 2
        elif behind in ("", delimiter, "\r", "\n"):
            return text[start:quote].replace('""', '"'), quote + 1, True
        else:
            at = quote + 1
