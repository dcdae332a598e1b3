"""What exports offer in several places: for the `prepare` of an adapter.

A store picks the columns of its reports and types their headings; the same figure stands under one
of several headers, and a printed report has lines that are no items. All functions take a table of
text as `sentinel.reshape` does, and find headers as `sentinel.headers.matches` compares them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import pyarrow as pa

from sentinel.canonical import Kind
from sentinel.compute import Cells, pc
from sentinel.dating import latest_plausible
from sentinel.headers import matches
from sentinel.readers.plan import ColumnPlan
from sentinel.readers.raw import cast
from sentinel.reshape import (
    ROW,
    cells,
    fill_down_array,
    headers_of,
    leave_out,
    numbered,
    numbers,
    with_cells,
)

Window = float | Literal["year to date", "month to date"]

_CODE = r"^\S*\d\S*$"
_LABEL = r"(?i)^(?:department|dept|dpt|class|fineline|group|section|category)\b[ .:#-]*"
_NOTHING = pa.nulls(1, pa.string())[0]


def found(table: pa.Table, *words: str) -> str | None:
    """The table's own spelling of the first of the headers that it has; null for none."""
    present = headers_of(table)
    return next((h for word in words for h in present if matches(word, h)), None)


def picked(table: pa.Table, *words: str) -> Cells:
    """Cells under the first of the headers that the table has; nulls for none."""
    header = found(table, *words)
    return pa.nulls(table.num_rows, pa.string()) if header is None else cells(table, header)


def with_cost(table: pa.Table, name: str, *words: str) -> pa.Table:
    """A new header with the first cost above zero; where none is, the first that is a number.

    Systems write 0 for an average cost that was never formed: a zero speaks only where nothing
    else does. A table with one cost, or none, stays as it is.
    """
    headers = dict.fromkeys(h for word in words if (h := found(table, word)) is not None)
    known = [numbers(cells(table, header)) for header in headers]
    if len(known) < 2:
        return table
    none = pa.scalar(None, pa.float64())
    above = [pc.if_else(pc.greater(cost, 0.0), cost, none) for cost in known]
    return with_cells(table, name, pc.coalesce(*above, *known).cast(pa.string()))


def latest_day(table: pa.Table, *words: str) -> date | None:
    """The latest plausible day under any of the headers; null without one."""
    headers = list(dict.fromkeys(h for word in words if (h := found(table, word)) is not None))
    if not headers:
        return None
    plans = [
        ColumnPlan(
            name=header,
            header=header,
            index=at,
            kind=Kind.DATE,
            date_order="MDY",
        )
        for at, header in enumerate(headers)
    ]
    days = cast(table.select([*headers, ROW]), plans).table
    return latest_plausible([days[header] for header in headers])


def days_under(table: pa.Table, *words: str) -> Cells:
    """Days under the first of the headers that the table has, however they are written.

    Spreadsheets write them anew: `7/18/26`, `18-Jul-26`, `20260718`, a serial number. Null where a
    cell holds none.
    """
    spellings = picked(table, *words).dictionary_encode()
    known = spellings.dictionary
    numbered_words = pa.table(
        {"day": known, "place": numbered(len(known)).cast(pa.string()), ROW: numbered(len(known))}
    )
    plans = [
        ColumnPlan(name="day", header="day", index=0, kind=Kind.DATE),
        ColumnPlan(name="place", header="place", index=1, kind=Kind.NUMBER),
    ]
    days = cast(numbered_words, plans).table
    at = pc.index_in(numbered(len(known)), days["place"].cast(pa.int64()).combine_chunks())
    return pc.take(pc.take(days["day"].combine_chunks(), at), spellings.indices)


def days_covered(window: Window, latest: date | None) -> float | None:
    """Days of a window; of one `to date` those up to `latest`, null where that is not known."""
    if isinstance(window, float):
        return window
    if latest is None:
        return None
    if window == "month to date":
        return float(latest.day)
    return float((latest - date(latest.year, 1, 1)).days + 1)


def with_window(
    table: pa.Table,
    windows: Sequence[tuple[tuple[str, ...], Window]],
    covered: str,
    latest: date | None,
) -> pa.Table:
    """A new header `covered` with the days that the first of the sales headers present covers.

    `windows`: spellings of a header and what it covers, the preferred one first. A table that has
    none of them, or has `covered` already, stays as it is.
    """
    for words, window in windows:
        if covered in table.column_names:
            break
        if found(table, *words) is not None:
            days = days_covered(window, latest)
            text = pa.scalar(None if days is None else f"{days:g}", pa.string())
            return with_cells(table, covered, pa.repeat(text, table.num_rows))
    return table


def without_headings(
    table: pa.Table,
    *,
    sku: Sequence[str],
    description: Sequence[str],
    facts: Sequence[str],
    section: str,
) -> pa.Table:
    """Leaves out the lines of a printed report that are headings of a section.

    A heading names something under the SKU or the description alone, has no code and none of the
    `facts`. What it says goes under the new header `section` on the items below it; there is none
    where the report has no headings.
    """
    code, name = picked(table, *sku), picked(table, *description)
    coded = pc.fill_null(pc.match_substring_regex(code, _CODE), False)
    words = pc.and_(pc.xor(pc.is_valid(code), pc.is_valid(name)), pc.invert(coded))
    heading = words
    for fact in facts:
        heading = pc.and_(heading, pc.is_null(picked(table, fact)))
    if not pc.any(heading).as_py():
        return table
    label = pc.replace_substring_regex(pc.coalesce(code, name), _LABEL, "")
    everywhere = pa.repeat(pa.scalar("report"), table.num_rows)
    carried = fill_down_array(everywhere, pc.if_else(heading, label, _NOTHING))
    table = leave_out(table, heading, "not_an_item")
    below = pc.if_else(words, _NOTHING, carried)
    # What stands below the last item is the end of the report, no heading.
    return table if below.null_count == len(below) else with_cells(table, section, below)
