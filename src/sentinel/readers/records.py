"""Records of the head of a delimited text, with their places; the native reader has the rest.

Both follow the same rules. A quote opens a cell only as its first character. In a quoted cell

* two quotes are one quote;
* a quote before a delimiter, a line end or the end closes the cell;
* any other quote is judged by the next one: if that stands where a cell starts, or if there is
  none, this one closes the cell and what follows is kept; else it is an ordinary character.

A quoted cell without an end, or of more than 20 lines that look like records of their own, was not
meant to be one: from its start to the end of its record quotes are ordinary characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from attrs import frozen

QUOTED_LINES = 20
"""Lines from which on a quoted cell is looked at more closely."""

_TORN = re.compile(r'[,;\t|]"[^"]*$|^[^"]*"[,;\t|]')
_HEAD = 64 * 1024
_LINE_END = re.compile(r"\r\n|\r|\n")
_MARK = re.compile(r'"|\r\n|\r|\n')


@frozen
class Record:
    """One record and where it is."""

    cells: list[str]
    start: int
    """Offset in characters of its first character."""
    end: int
    """Offset behind its line end."""
    lost_quote: int | None
    """Offset of a quote that opened a cell and was never closed; null: there is none."""
    torn: bool = False
    """Whether a cell looks like the half of a quoted one: another delimiter was meant."""

    @property
    def blank(self) -> bool:
        """Whether there is nothing in it but blanks."""
        return not any(cell.strip() for cell in self.cells)


def records(
    text: str, delimiter: str, quoting: bool, start: int = 0, width: int | None = None
) -> Iterator[Record]:
    """Records from `start` on; the last one may be incomplete if the text was cut there.

    `width` is the number of columns; null: the most delimiters in one of the first lines say it.
    """
    at = start
    stop = re.compile(rf"[{re.escape(delimiter)}\r\n]")
    width = width or _widest(text, delimiter, start)
    while at < len(text):
        found = _LINE_END.search(text, at)
        line_end, next_line = (found.start(), found.end()) if found else (len(text), len(text))
        line = text[at:line_end]
        if not quoting or '"' not in line:
            yield Record(line.split(delimiter), at, next_line, None)
            at = next_line
        else:
            record = _quoted(text, at, delimiter, stop, width)
            yield record
            at = record.end


def _widest(text: str, delimiter: str, start: int) -> int:
    lines = _LINE_END.split(text[start : start + _HEAD], 30)[:30]
    return max(line.count(delimiter) for line in lines) + 1


def _quoted(text: str, start: int, delimiter: str, stop: re.Pattern[str], width: int) -> Record:
    cells: list[str] = []
    at = start
    lost = None
    torn = False
    while True:
        close = None
        if lost is None and text.startswith('"', at):
            close = _closing_quote(text, at + 1, delimiter, width)
            lost = at if close is None else None
        found = stop.search(text, at if close is None else close)
        end = found.start() if found else len(text)
        if close is None:
            cells.append(text[at:end])
            torn = torn or bool(_TORN.search(cells[-1]))
        else:
            cells.append(text[at + 1 : close].replace('""', '"') + text[close + 1 : end])
        at = end
        if not text.startswith(delimiter, at):
            break
        at += 1
    line_end = _LINE_END.match(text, at)
    return Record(cells, start, line_end.end() if line_end else at, lost, torn)


def _closing_quote(text: str, start: int, delimiter: str, width: int) -> int | None:
    """Null if there is none, or if the lines up to it look like records."""
    at = line = start
    lines = delimiters = 0
    while True:
        found = _MARK.search(text, at)
        if found is None:
            return None
        at = found.end()
        if found[0] != '"':
            lines += 1
            delimiters += text.count(delimiter, line, at)
            line = at
            # half the delimiters that as many records would hold
            if lines >= QUOTED_LINES and width > 1 and 2 * delimiters >= lines * (width - 1):
                return None
            continue
        behind = text[at : at + 1]
        if behind == '"':
            at += 1
        elif behind in ("", delimiter, "\r", "\n") or _closes(text, at, delimiter):
            return found.start()


def _closes(text: str, at: int, delimiter: str) -> bool:
    """Whether a single quote with text behind it closes its cell, judged by the next quote."""
    for found in islice(_MARK.finditer(text, at), QUOTED_LINES):
        if found[0] == '"':
            return text[found.start() - 1] in (delimiter, "\r", "\n")
    return True
