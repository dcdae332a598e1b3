"""Workbooks (.xlsx, .xls): the right sheet, as delimited text for the one reader there is."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve, frozen

from sentinel.errors import EmptyInputError, LimitExceededError, UnreadableInputError
from sentinel.models import Problem, ProblemExample
from sentinel.readers.header import Header, clean, find_header, known_words
from sentinel.readers.headless import without_header
from sentinel.readers.layout import Find, banner, header_problems
from sentinel.readers.limits import MAX_SHEETS, check_columns
from sentinel.readers.sections import choose
from sentinel.readers.written import Written, written

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Cell: TypeAlias = int | float | str | bool | time | date | datetime | timedelta

_LOOKED = 100
"""Rows that the header of a sheet is judged by."""
_SEARCHED_CELLS = 2_000_000
"""Sheets of up to so many cells are searched for further tables: all texts are held for it."""
_NUMBERED = re.compile(r"(.+)_(\d{1,3})")
"""Sheets over which a long report goes on: `Sales`, `Sales_2`, `Sales_3`."""
_WHOLE = 1e15
"""Below this every whole float is exact: a code stored as a number."""
_REMEDY = "Open it in a spreadsheet program and save it again as .xlsx, or export as CSV."


@frozen
class _Sheet:
    """A sheet as it is listed."""

    name: str
    sheet: CalamineSheet
    visible: bool


@frozen(kw_only=True, eq=False)
class _Found:
    """A sheet under whose header something stands."""

    name: str
    sheet: CalamineSheet
    header: Header
    head: list[list[str]]
    filled: list[int]
    """Cells that hold something below the header, per column."""
    rows: int
    """Rows that hold something below the header."""
    last: int
    """Index of the last of them."""

    @property
    def worth(self) -> int:
        """Cells with data, counted for more by far the more headers of a list of items there are.

        A short menu beside the long list of its modifiers must win.
        """
        return sum(self.filled) * (1 + known_words(self.header.names)) ** 3


def find_table(data: memoryview, name: str, formulas: bool) -> Written:
    """The sheet with the most data under a header, its numbers and dates as text.

    Whole numbers lose their `.0`, dates are written as ISO, error cells are empty.
    `formulas` says whether any cell has one.
    Raises EmptyInputError if no sheet has a row of data, UnreadableInputError if it is damaged,
    under a password or has no header, and LimitExceededError if it is too large.
    """
    sheets = list(_sheets(_opened(data, name), name))
    shown = [sheet for sheet in sheets if sheet.visible] or sheets
    found = _with_header(shown, find_header) or _with_header(shown, without_header)
    if not found:
        raise _nothing(shown, name)
    best = max(found, key=lambda sheet: sheet.worth)
    check_columns(len(best.header.names), name, best.header.first + 1)
    parts = _parts(best, found)
    read = {part.name for part in parts}
    others = [other for other in _others(best, found, sheets) if other[0] not in read]
    return _written(best, parts, others, formulas)


# --- choosing -------------------------------------------------------------------------------------


def _opened(data: memoryview, name: str) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise UnreadableInputError(
            "is a workbook under a password.",
            source=name,
            remedy="Save a copy without a password and give that.",
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(name, error) from error
    except BaseException as error:
        raise _panicked(name, error) from error


def _sheets(book: CalamineWorkbook, name: str) -> Iterator[_Sheet]:
    from python_calamine import CalamineError, SheetTypeEnum, SheetVisibleEnum

    listed = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    if len(listed) > MAX_SHEETS:
        raise LimitExceededError(
            f"has {len(listed)} sheets; at most {MAX_SHEETS} are read.",
            source=name,
            remedy="Copy the sheet with the items into a workbook of its own.",
        )
    for sheet in listed:
        try:
            opened = book.get_sheet_by_name(sheet.name)
        except (CalamineError, OSError, ValueError) as error:
            raise _damaged(name, error) from error
        except BaseException as error:
            raise _panicked(name, error) from error
        yield _Sheet(sheet.name, opened, sheet.visible == SheetVisibleEnum.Visible)


def _with_header(sheets: list[_Sheet], find: Find) -> list[_Found]:
    examined = (_examined(each.name, each.sheet, find) for each in sheets)
    return [found for found in examined if found]


def _others(best: _Found, found: list[_Found], sheets: list[_Sheet]) -> Iterator[tuple[str, str]]:
    """Name of each other sheet that holds anything, and what it is."""
    rows = {one.name: f"{one.rows} rows" for one in found}
    for each in sheets:
        filled = any(any(cell != "" for cell in row) for row in each.sheet.iter_rows())
        if filled and each.name != best.name:
            what = rows.get(each.name, "no table" if each.visible else "hidden")
            yield each.name, f"{what}; {best.name!r} was read"


def _parts(best: _Found, found: list[_Found]) -> list[_Found]:
    """The sheet, or all sheets of its report: the last one has the earliest days and goes first."""
    base, _ = _numbered(best.name)
    parts = [
        one
        for one in found
        if _numbered(one.name)[0] == base and one.header.names == best.header.names
    ]
    return sorted(parts, key=lambda one: -_numbered(one.name)[1])


def _numbered(name: str) -> tuple[str, int]:
    match = _NUMBERED.fullmatch(name)
    return (match[1], int(match[2])) if match else (name, 1)


def _examined(name: str, sheet: CalamineSheet, find: Find) -> _Found | None:
    """Null if the sheet has no header or nothing below it."""
    head = [[text(cell) for cell in row] for row in islice(sheet.iter_rows(), _LOOKED)]
    header = find(head)
    if header is None:
        return None
    filled = [0] * len(header.names)
    rows, last = 0, header.last
    for at, row in enumerate(sheet.iter_rows()):
        if at <= header.last:
            continue
        columns = [column for column, cell in enumerate(row) if cell != ""]
        if columns:
            rows, last = rows + 1, at
            for column in columns:
                if column < len(filled):
                    filled[column] += 1
    if not rows:
        return None
    return _Found(
        name=name, sheet=sheet, header=header, head=head, filled=filled, rows=rows, last=last
    )


# --- writing --------------------------------------------------------------------------------------


def text(cell: Cell) -> str:
    """A cell as people would type it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _WHOLE else repr(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time()
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _written(
    best: _Found, parts: list[_Found], others: list[tuple[str, str]], formulas: bool
) -> Written:
    several = None
    small = best.rows * len(best.header.names) <= _SEARCHED_CELLS
    if len(parts) == 1 and not best.header.is_missing and small:
        several = choose(list(_texts(best, 0, best.last + 1)), best.header)
    header = several.section.header if several else best.header
    end = several.section.end if several else best.last + 1
    width = len(header.names)
    filled = [sum(column) for column in zip(*(part.filled for part in parts), strict=True)]
    rows = chain(*(_texts(part, part.header.last + 1, part.last + 1) for part in parts))
    if several:
        filled = _filled(_texts(best, header.last + 1, end), width)
        rows = chain(_texts(best, header.last + 1, end))
    kept = [column for column in range(width) if filled[column] or column not in header.unnamed]
    names = tuple(header.names[column] for column in kept)
    table = written(
        names,
        (
            [row[column] if column < len(row) else "" for column in kept] + _beyond(row, width)
            for row in rows
        ),
        first_row=(header if several else parts[0].header).last + 2,
        banner=(
            *banner(best.head[: best.header.first], best.header),
            *(banner(several.title, header) if several else ()),
        ),
        problems=(
            *header_problems(header),
            *_put_together(parts),
            *_sheets_not_read(others),
            *(several.problems if several else ()),
            *(_without_results(names, kept, filled, best.rows) if formulas else ()),
        ),
    )
    others_rows = several.left_out if several else 0
    return evolve(table, layout=evolve(table.layout, other_rows=others_rows))


def _texts(found: _Found, start: int, end: int) -> Iterator[list[str]]:
    """Rows of a sheet as texts."""
    for row in islice(found.sheet.iter_rows(), start, end):
        yield [text(cell) for cell in row]


def _filled(rows: Iterator[list[str]], width: int) -> list[int]:
    filled = [0] * width
    for row in rows:
        for column, cell in enumerate(row[:width]):
            filled[column] += cell != ""
    return filled


def _beyond(row: list[str], width: int) -> list[str]:
    """Cells to the right of the header: the reader reports such a row as ragged."""
    cells = row[width:]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _put_together(parts: list[_Found]) -> tuple[Problem, ...]:
    if len(parts) == 1:
        return ()
    examples = tuple(
        ProblemExample(
            row=None,
            value=after.name,
            message=f"{after.rows} rows, counted on from those of {before.name!r}",
        )
        for before, after in islice(pairwise(parts), 5)
    )
    return (Problem(code="sheets_put_together", count=len(parts), examples=examples),)


def _sheets_not_read(others: list[tuple[str, str]]) -> tuple[Problem, ...]:
    if not others:
        return ()
    examples = tuple(
        ProblemExample(row=None, value=name, message=message) for name, message in others[:5]
    )
    return (Problem(code="sheets_not_read", count=len(others), examples=examples),)


def _without_results(
    names: tuple[str, ...], kept: list[int], filled: list[int], rows: int
) -> Iterator[Problem]:
    """Columns that are named and empty in a workbook whose formulas were never worked out."""
    for header, column in zip(names, kept, strict=True):
        if not filled[column]:
            example = ProblemExample(
                row=None, value=None, message="its formulas have no stored results"
            )
            yield Problem(
                code="formulas_without_results", count=rows, header=header, examples=(example,)
            )


# --- refusals -------------------------------------------------------------------------------------


def _nothing(sheets: list[_Sheet], name: str) -> Exception:
    for each in sheets:
        for number, row in enumerate(islice(each.sheet.iter_rows(), _LOOKED), 1):
            cells = [clean(text(cell)) for cell in row]
            if any(cells):
                shown = " | ".join(filter(None, cells))[:60]
                return UnreadableInputError(
                    f"no sheet has a header with rows of data below it; sheet {each.name!r} starts"
                    f" with {shown!r}.",
                    source=name,
                    row=number,
                    remedy="Put a line with the names of the columns above the data, such as"
                    " SKU, Description, On hand, Cost, Price.",
                )
    return EmptyInputError(
        "is a workbook without a filled cell.", source=name, remedy="Export it again."
    )


def _damaged(name: str, error: Exception) -> UnreadableInputError:
    return UnreadableInputError(
        f"is a damaged workbook, or none ({error}).", source=name, remedy=_REMEDY
    )


def _panicked(name: str, error: BaseException) -> BaseException:
    """The workbook reader gives up on some damaged files by a panic, which is no Exception."""
    if type(error).__name__ != "PanicException":
        return error
    return UnreadableInputError("is a damaged workbook.", source=name, remedy=_REMEDY)
