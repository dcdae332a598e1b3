"""How a delimited text is laid out, found from its head: delimiter, quoting, header, first row."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from attrs import evolve, frozen

from sentinel.errors import EmptyInputError, UnreadableInputError
from sentinel.models import Problem, ProblemExample, Sample
from sentinel.readers.encoding import Utf8
from sentinel.readers.header import SEARCHED, TEXT, Header, Row, clean, find_header, kind_of
from sentinel.readers.headless import without_header
from sentinel.readers.limits import MAX_RECORD_BYTES, check_columns
from sentinel.readers.plan import Layout
from sentinel.readers.records import Record, records
from sentinel.readers.sections import LOOKED_THROUGH, choose, may_have_more
from sentinel.samples import SAMPLE_ROWS

HEAD = 256 * 1024
"""Bytes that are looked at; more only if not one record ends in them."""

_DELIMITERS = (",", ";", "\t", "|")
_LOOKED = 80
"""Records that a delimiter is judged by."""
Find: TypeAlias = Callable[[Sequence[Row]], Header | None]
"""Finds the header in the first rows."""
_DRAWN = " \t-=_*+~"
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEP = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n)', re.IGNORECASE)
_HEADER_REMEDY = (
    "Put a line with the names of the columns above the data, such as"
    " SKU,Description,On hand,Cost,Price, or export again with headers."
)


@frozen(kw_only=True, eq=False)
class Table:
    """A delimited text and what its head shows."""

    layout: Layout
    banner: tuple[str, ...]
    """Texts above the header, one per line that has any."""
    sample: Sample
    problems: tuple[Problem, ...]
    header: Header
    skipped: int
    """1 if Excel's line with the delimiter stands above everything."""


@frozen(kw_only=True, eq=False)
class _Guess:
    delimiter: str
    quoting: bool
    header: Header
    worth: float


def find_layout(text: Utf8, name: str) -> Table:
    """Where the header and the data of a text are.

    Raises EmptyInputError if there is no row below the header, UnreadableInputError if no line
    looks like a header, and LimitExceededError for too many columns.
    """
    head, complete = _head(text, HEAD)
    table = _table(head, complete, text.start, name)
    if table is None:
        head, complete = _head(text, HEAD + MAX_RECORD_BYTES)
        table = _table(head, True, text.start, name)
    if table is None:
        raise _no_header(head, name) if head.strip() else _blank(name)
    if len(text.data) <= LOOKED_THROUGH:
        whole = head if complete else _head(text, LOOKED_THROUGH)[0]
        return _of_several(whole, table, text.start)
    return table


def _head(text: Utf8, size: int) -> tuple[str, bool]:
    decoder = codecs.getincrementaldecoder("utf-8")(errors="strict")
    stop = text.start + size
    return decoder.decode(text.data[text.start : stop]), stop >= len(text.data)


def _table(head: str, complete: bool, offset: int, name: str) -> Table | None:
    """Null if no header was found, or the head ends before the first row of data does."""
    separator = _SEP.match(head)
    start = separator.end() if separator else 0
    skipped = 1 if separator else 0
    forced = separator[1] if separator else None
    guess = _best_guess(head, start, complete, forced, find_header)
    if guess is None or len(guess.header.names) == 1:
        bare = _best_guess(head, start, complete, forced, without_header)
        guess = max(filter(None, (guess, bare)), key=lambda one: one.worth, default=None)
    if guess is None:
        return None
    header = guess.header
    check_columns(len(header.names), name, header.first + 1 + skipped)
    found = records(head, guess.delimiter, guess.quoting, start, len(header.names))
    rows = _whole(head, found, header.last + 1 + SAMPLE_ROWS, complete)
    cells = [row.cells for row in rows]
    below = sample(header.names, cells[header.last + 1 :])
    if not below.columns[0]:
        if not complete:
            return None
        raise EmptyInputError(
            f"has a header ({', '.join(header.names[:4])}, ...) and no row below it.",
            source=name,
            row=header.last + 1 + skipped,
            remedy="Export again; check the filters and dates that were set in the POS.",
        )
    data_start = rows[header.last].end if header.last >= 0 else start
    return Table(
        layout=Layout(
            delimiter=guess.delimiter,
            quoting=guess.quoting,
            headers=header.names,
            data_start=offset + len(head[:data_start].encode("utf-8")),
            first_row=header.last + 2 + skipped,
        ),
        banner=banner(cells[: header.first], header),
        sample=below,
        problems=header_problems(header, skipped) + _quoting_problem(guess, head),
        header=header,
        skipped=skipped,
    )


def _of_several(text: str, table: Table, offset: int) -> Table:
    """The table with the items, where several stand below each other."""
    layout, skipped = table.layout, table.skipped
    below = text[layout.data_start - offset :]  # or a few letters further on, if not all are ASCII
    if table.header.is_missing or not may_have_more(below):
        return table
    start = text.index("\n") + 1 if skipped else 0
    found = list(records(text, layout.delimiter, layout.quoting, start, len(layout.headers)))
    rows = [record.cells for record in found]
    chosen = choose(rows, table.header)
    if chosen is None:
        return table
    header, end = chosen.section.header, chosen.section.end
    return Table(
        layout=evolve(
            layout,
            headers=header.names,
            data_start=offset + len(text[: found[header.last].end].encode("utf-8")),
            data_end=offset + len(text[: found[end - 1].end].encode("utf-8")),
            first_row=header.last + 2 + skipped,
            other_rows=chosen.left_out,
        ),
        banner=(*table.banner, *banner(chosen.title, header)),
        sample=sample(header.names, rows[header.last + 1 : end]),
        problems=(
            *(problem for problem in table.problems if problem.code == "quotes_are_text"),
            *header_problems(header, skipped),
            *chosen.problems,
        ),
        header=header,
        skipped=skipped,
    )


# --- delimiter and quoting ----------------------------------------------------------------------


def _best_guess(
    head: str, start: int, complete: bool, forced: str | None, find: Find
) -> _Guess | None:
    if forced in _DELIMITERS:
        return _guess(head, start, complete, forced, find)
    present = [delimiter for delimiter in _DELIMITERS if delimiter in head]
    absent = [delimiter for delimiter in _DELIMITERS if delimiter not in head][:1]
    guesses = [_guess(head, start, complete, delimiter, find) for delimiter in present + absent]
    return max(
        (guess for guess in guesses if guess and guess.worth),
        key=lambda guess: guess.worth,
        default=None,
    )


def _guess(head: str, start: int, complete: bool, delimiter: str, find: Find) -> _Guess | None:
    rows = _whole(head, records(head, delimiter, True, start), _LOOKED, complete)
    quoting = not _quotes_are_text(head, start, complete, delimiter, rows, find)
    if not quoting:
        rows = _whole(head, records(head, delimiter, False, start), _LOOKED, complete)
    header = find([row.cells for row in rows])
    if header is None:
        return None
    worth = _worth(header, rows, delimiter)
    return _Guess(delimiter=delimiter, quoting=quoting, header=header, worth=worth)


def _worth(header: Header, rows: list[Record], delimiter: str) -> float:
    """How good a guess is among those with other delimiters: wide, and true of most rows."""
    filled = [row for row in rows if not row.blank]
    width = len(header.names)
    if width == 1:
        # what a wrong delimiter shows, too
        others = [other for other in _DELIMITERS if other != delimiter]
        if any(other in header.names[0] for other in others):
            return 0.0
        split = sum(_splits(row.cells[0], others) for row in filled)
        return 0.4 * header.score * (1 - split / len(filled) / 2)
    explained = sum(not row.blank for row in rows[header.first :]) / len(filled)
    worth = header.score * width / (width + 1) * (1 + explained) / 2
    return worth / 2 if 5 * sum(row.torn for row in rows) > len(rows) else worth


def _splits(cell: str, others: list[str]) -> bool:
    """Whether a text (no number) would fall apart at another delimiter."""
    return any(other in cell for other in others) and kind_of(cell) == TEXT


def _quotes_are_text(
    head: str, start: int, complete: bool, delimiter: str, rows: list[Record], find: Find
) -> bool:
    """Whether quotes are inch marks: more lines are whole rows if quotes are taken as text."""
    width = _header_width(rows, find)
    if '"' not in head or all(row.lost_quote is None and len(row.cells) == width for row in rows):
        return False
    plain_width = _header_width(
        _whole(head, records(head, delimiter, False, start), _LOOKED, complete), find
    )
    if plain_width < 2:
        return False
    quoted = records(head, delimiter, True, start)
    plain = records(head, delimiter, False, start)
    return _of_width(plain, plain_width) > _of_width(quoted, width)


def _header_width(rows: list[Record], find: Find) -> int:
    header = find([row.cells for row in rows])
    return len(rows[header.first].cells) if header else 0


def _of_width(rows: Iterator[Record], width: int) -> int:
    return sum(len(row.cells) == width for row in rows)


def _whole(head: str, found: Iterator[Record], count: int, complete: bool) -> list[Record]:
    """The first records, without the one that the end of the head cuts."""
    rows = list(islice(found, count))
    if rows and not complete and rows[-1].end >= len(head):
        rows.pop()
    return rows


def _quoting_problem(guess: _Guess, head: str) -> tuple[Problem, ...]:
    if guess.quoting:
        return ()
    quote = head.index('"')
    example = ProblemExample(
        row=len(_LINE_END.findall(head, 0, quote)) + 1,
        value=None,
        message="quotes are taken as ordinary characters: more lines are whole rows so",
    )
    return (Problem(code="quotes_are_text", count=1, examples=(example,)),)


# --- what the header leaves -----------------------------------------------------------------------


def banner(rows: Sequence[Row], header: Header) -> tuple[str, ...]:
    """Texts above the header, one per row, and what stood in the header without naming."""
    texts = [" ".join(filter(None, map(clean, row))) for row in rows]
    return tuple(dict.fromkeys([*filter(None, texts), *header.extras]))


def sample(names: tuple[str, ...], rows: Sequence[Row]) -> Sample:
    """The first rows by column, without blank rows, drawn lines and the header once more."""
    filled = [
        row for row in rows if any(cell.strip(_DRAWN) for cell in row) and not _repeats(names, row)
    ][:SAMPLE_ROWS]
    columns = tuple(
        tuple((row[column].strip() or None) if column < len(row) else None for row in filled)
        for column in range(len(names))
    )
    return Sample(headers=names, columns=columns)


def _repeats(names: tuple[str, ...], row: Row) -> bool:
    pairs = zip(names, row, strict=False)
    return all(cell.strip() in ("", name) for name, cell in pairs) and row[0].strip() == names[0]


def header_problems(header: Header, skipped: int = 0) -> tuple[Problem, ...]:
    """Headers that had to be given another name, or any at all."""
    row = header.last + 1 + skipped
    if header.is_missing:
        example = ProblemExample(
            row=row + 1, value=None, message="the first row is data; the columns go by number"
        )
        return (Problem(code="no_header", count=1, examples=(example,)),)
    if not header.duplicates:
        return ()
    examples = tuple(
        ProblemExample(row=row, value=name, message="occurs again; the others got a number")
        for name in header.duplicates[:5]
    )
    return (Problem(code="duplicate_header", count=len(header.duplicates), examples=examples),)


def _no_header(head: str, name: str) -> UnreadableInputError:
    lines = _LINE_END.split(head)
    row = next((number for number, line in enumerate(lines, 1) if line.strip()), 1)
    return UnreadableInputError(
        f"none of the first {SEARCHED} lines names the columns, nor are they rows of a table; this"
        f" one is {clean(lines[row - 1])[:60]!r}.",
        source=name,
        row=row,
        remedy=_HEADER_REMEDY,
    )


def _blank(name: str) -> EmptyInputError:
    return EmptyInputError(
        "holds nothing but blanks.", source=name, remedy="Export it again from the POS."
    )
