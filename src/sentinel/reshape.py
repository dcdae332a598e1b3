"""Reshaping that exports of several systems need: for the `prepare` of an adapter.

All functions take and give a table of text, one column per header, plus `__row__` (int64, the row
in the file). Two more columns may come along: `__left_out__` (text) gives the reason why a row is
not an item, null otherwise; `__rows__` (int64) says how many rows of the file a row stands for,
where rows were put together or spread; `__history__` holds the sales by day of rows that were
rolled up. Nothing loops over rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from sentinel.compute import Cells, pc
from sentinel.headers import normal
from sentinel.history import HISTORY, added_up, collected

ROW = "__row__"
ROWS = "__rows__"
LEFT_OUT = "__left_out__"
DAMAGED = r"^\d(?:[.,]\d+)?E\+\d+$"
"""A code that a spreadsheet has turned into a number: its digits are lost."""
_OWN = (ROW, ROWS, LEFT_OUT, HISTORY)


def headers_of(table: pa.Table) -> list[str]:
    """The headers of the export, without the columns that only reshaping needs."""
    return [name for name in table.column_names if name not in _OWN]


def cells(table: pa.Table, *headers: str) -> Cells:
    """Cells of the first of the headers that the table has, trimmed; empty and absent are null."""
    for header in headers:
        if header in table.column_names:
            column = table[header].combine_chunks()
            text = pc.utf8_trim_whitespace(column.cast(pa.string()))
            return pc.if_else(pc.equal(text, ""), _NOTHING, text)
    return pa.nulls(table.num_rows, pa.string())


def with_cells(table: pa.Table, header: str, column: Cells | Cells) -> pa.Table:
    """The table with other cells under a header; a new header goes to the end."""
    if header in table.column_names:
        return table.set_column(table.column_names.index(header), header, column)
    return table.append_column(header, column)


def without(table: pa.Table, headers: Sequence[str]) -> pa.Table:
    """The table without these headers, as far as it has them, in whatever case and marks.

    What must not be kept, such as the names of customers, must not stay for another spelling.
    """
    exact = set(headers)
    meant = {normal(header) for header in headers if not header.startswith("__")}
    return table.drop_columns(
        [
            name
            for name in table.column_names
            if name in exact or (not name.startswith("__") and normal(name) in meant)
        ]
    )


def leave_out(table: pa.Table, which: Cells, reason: str) -> pa.Table:
    """Gives a reason to the rows where `which` is true and that have none yet; null is false."""
    which = pc.fill_null(which, False)
    old = _left_out(table)
    given = pc.coalesce(old, pc.if_else(which, pa.scalar(reason), _NOTHING))
    return with_cells(table, LEFT_OUT, given)


def fill_down(table: pa.Table, group: str, headers: Sequence[str]) -> pa.Table:
    """Empty cells get the last filled cell above them, within a run of equal cells of `group`.

    For exports that name an item on its first row only. A row whose `group` is empty gets nothing.
    """
    keys = cells(table, group)
    for header in headers:
        if header in table.column_names:
            table = with_cells(table, header, fill_down_array(keys, cells(table, header)))
    return table


def fill_down_array(keys: Cells, column: Cells) -> Cells:
    """`fill_down` for one column of any type: null is empty."""
    if column.null_count == 0:
        return column
    number = numbered(len(column))
    last = pc.fill_null_forward(
        pc.if_else(pc.is_valid(column), number, pa.scalar(None, pa.int64()))
    )
    # A run ends where the key differs from the one above: its number goes up by one there.
    changed = pc.fill_null(pc.not_equal(keys.slice(1), keys.slice(0, len(keys) - 1)), True)
    run = pc.cumulative_sum(
        pa.concat_arrays([pa.array([0], pa.int64()), changed.cast(pa.int64())])
        if len(keys)
        else pa.array([], pa.int64())
    )
    same = pc.and_(pc.equal(pc.take(run, last), run), pc.is_valid(keys))
    own = pc.if_else(
        pc.is_valid(column), number, pc.if_else(same, last, pa.scalar(None, pa.int64()))
    )
    return pc.take(column, own)


def columns_to_rows(table: pa.Table, headers: Sequence[str], name: str, value: str) -> pa.Table:
    """One row per row and header: the header goes under `name`, its cell under `value`.

    For exports with a column per location. An item without any cell filled stays with all
    headers, since nothing says where it is; otherwise only filled cells become rows.
    """
    rest = table.drop_columns(list(headers))
    if ROWS not in rest.column_names:
        rest = rest.append_column(ROWS, pa.array([1] * rest.num_rows, pa.int64()))
    filled = [pc.is_valid(cells(table, header)) for header in headers]
    any_filled = filled[0]
    for one in filled[1:]:
        any_filled = pc.or_(any_filled, one)
    seen = pa.array([False] * table.num_rows, pa.bool_())
    spread = []
    for header, here in zip(headers, filled, strict=True):
        kept = pc.or_(here, pc.invert(any_filled))
        # The row of the file is counted once: with the first row that comes of it.
        counted = pc.if_else(seen, pa.scalar(0, pa.int64()), rest[ROWS].combine_chunks())
        seen = pc.or_(seen, kept)
        part = with_cells(rest, ROWS, counted)
        part = with_cells(part, name, pa.repeat(pa.scalar(header), table.num_rows))
        spread.append(with_cells(part, value, cells(table, header)).filter(kept))
    return pa.concat_tables(spread).combine_chunks()


def roll_up(
    table: pa.Table,
    keys: Sequence[str],
    *,
    quantity: str,
    returned: str,
    day: str | None = None,
    amount: str | None = None,
    line: str | None = None,
    window: str = "days covered",
) -> pa.Table:
    """One row per combination of `keys` out of one row per sale line.

    `quantity` becomes the sum, returns taken off; `returned` holds the units of lines below zero,
    or the sum of what stands under that header already; `amount` becomes the sum of the net sales;
    `day` becomes the last day with a line above zero, and the new header `window` holds the days
    from the first to the last line of the whole export. Other cells are the first filled ones.

    With `day` the sales by day go along with each row and become `Snapshot.history`. `line` names
    the header that tells one sale from another in every export (a transaction's id), so that
    exports whose days overlap count a sale once; nothing else is made of it.

    Lines whose quantity is no number are left out: `unreadable_quantity`. An amount that is no
    number stays as it stands, to be counted as unreadable, and so does a day where no other is.
    """
    units = numbers(cells(table, quantity))
    table = leave_out(table, pc.is_null(units), "unreadable_quantity")
    used = pc.is_null(_left_out(table))
    aside = table.filter(pc.invert(used))
    lines, units = table.filter(used), pc.filter(units, used)
    days = days_of(cells(lines, day)) if day else pa.nulls(lines.num_rows, pa.date32())
    said = cells(lines, day) if day else pa.nulls(lines.num_rows, pa.string())
    money = cells(lines, amount) if amount else pa.nulls(lines.num_rows, pa.string())
    measures = {
        "__key__": _codes(lines, keys),
        "__units__": units,
        "__back__": _returned(lines, returned, units),
        "__sold__": pc.if_else(pc.greater(units, 0.0), days, pa.scalar(None, pa.date32())),
        "__undated__": pc.if_else(pc.is_null(days), said, _NOTHING),
        "__amount__": numbers(money),
        "__unread__": pc.if_else(pc.is_null(numbers(money)), money, _NOTHING),
    }
    others = [
        name
        for name in headers_of(lines)
        if name in keys or name not in (quantity, returned, day, amount, line)
    ]
    found = _per_key(lines, measures, others)
    columns: dict[str, Cells] = {name: found[f"{name}_first"] for name in others}
    columns[quantity] = found["__units___sum"].cast(pa.string())
    columns[returned] = found["__back___sum"].cast(pa.string())
    if amount:
        summed = found["__amount___sum"].cast(pa.string())
        columns[amount] = pc.coalesce(found["__unread___first"], summed)
    if day:
        latest = found["__sold___max"].cast(pa.string())
        columns[day] = pc.coalesce(latest, found["__undated___first"])
        sales = cells(lines, line) if line else pa.nulls(lines.num_rows, pa.string())
        columns[HISTORY] = _by_day(measures, days, sales, found["__key__"].combine_chunks())
    span = _span(days)
    if span is not None:
        columns[window] = pa.repeat(pa.scalar(str(span)), found.num_rows)
    columns |= {ROW: found[f"{ROW}_min"], ROWS: found[f"{ROWS}_sum"]}
    columns[LEFT_OUT] = pa.nulls(found.num_rows, pa.string())
    result = pa.table(columns)
    return pa.concat_tables([result, _padded(aside, result.schema)]).combine_chunks()


def _per_key(lines: pa.Table, measures: Mapping[str, Cells], others: Sequence[str]) -> pa.Table:
    if ROWS not in lines.column_names:
        lines = lines.append_column(ROWS, pa.array([1] * lines.num_rows, pa.int64()))
    lines = lines.select([*others, ROW, ROWS])
    for name, column in measures.items():
        lines = lines.append_column(name, column)
    known = pc.ScalarAggregateOptions(min_count=1)
    wanted: list[Any] = [("__units__", "sum"), ("__back__", "sum"), ("__sold__", "max")]
    wanted += [
        ("__amount__", "sum", known),
        ("__unread__", "first"),
        ("__undated__", "first"),
        (ROW, "min"),
        (ROWS, "sum"),
    ]
    wanted += [(name, "first") for name in others]
    return lines.group_by("__key__", use_threads=False).aggregate(wanted)


def _returned(lines: pa.Table, header: str, units: Cells) -> Cells:
    below_zero = pc.if_else(pc.less(units, 0.0), pc.negate(units), 0.0)
    return pc.coalesce(pc.abs(numbers(cells(lines, header))), below_zero)


def _by_day(measures: Mapping[str, Cells], days: Cells, lines: Cells, keys: Cells) -> Cells:
    """The sales by day, and by sale where it is known, of each of the keys."""
    entries = pa.table(
        {
            "__at__": pc.index_in(measures["__key__"], keys).cast(pa.int64()),
            "day": days,
            "units_sold": measures["__units__"],
            "units_returned": measures["__back__"],
            "net_sales": measures["__amount__"],
            "line": lines,
        }
    ).filter(pc.is_valid(days))
    return collected(added_up(entries, ["__at__", "day", "line"]), len(keys))


def total(table: pa.Table, headers: Sequence[str]) -> Cells:
    """The sum of the numbers under several headers, as text; null where no cell holds a number."""
    columns = [numbers(cells(table, header)) for header in headers if header in table.column_names]
    if not columns:
        return pa.nulls(table.num_rows, pa.string())
    result = columns[0]
    for column in columns[1:]:
        both = pc.add(pc.fill_null(result, 0.0), pc.fill_null(column, 0.0))
        result = pc.if_else(pc.or_(pc.is_valid(result), pc.is_valid(column)), both, result)
    return result.cast(pa.string())


def ratio(table: pa.Table, above: str, below: str) -> Cells:
    """One number by another, as text; null where either is missing or the second not above 0."""
    top, bottom = numbers(cells(table, above)), numbers(cells(table, below))
    usable = pc.if_else(pc.greater(bottom, 0.0), bottom, pa.scalar(None, pa.float64()))
    return pc.divide(top, usable).cast(pa.string())


def named(*parts: Cells, between: str = " - ", unnamed: Sequence[str] = ()) -> Cells:
    """The parts of a name put together; null parts and the words `unnamed` are left away."""
    words = pa.array([word.lower() for word in unnamed], pa.string())
    kept = [pc.if_else(pc.is_in(pc.utf8_lower(part), words), _NOTHING, part) for part in parts]
    text = kept[0]
    # Two at a time: with null_handling="skip" a row of nulls alone is missing from the result.
    for part in kept[1:]:
        text = pc.coalesce(pc.binary_join_element_wise(text, part, between), text, part)
    return text


def unique_or(codes: Cells, fallback: Cells, within: Cells | None = None) -> Cells:
    """The codes; where a code is missing or stands on several rows, the fallback.

    `within` (a location, say) makes a code shared only when it repeats there. Where the fallback
    is null too, the code stays.
    """
    if within is None:
        marked = codes
    else:
        marked = pc.binary_join_element_wise(within, codes, "\x1f", null_handling="emit_null")
        marked = pc.if_else(pc.is_valid(within), marked, codes)
    counts = pc.value_counts(marked)
    shared = pc.filter(counts.field("values"), pc.greater(counts.field("counts"), 1))
    doubtful = pc.or_(pc.is_null(codes), pc.is_in(marked, shared))
    return pc.coalesce(pc.if_else(doubtful, _NOTHING, codes), fallback, codes)


def intact(codes: Cells) -> Cells:
    """Codes, without those of which a spreadsheet made a number: `2.1E+11` may be any of many."""
    return pc.if_else(pc.match_substring_regex(codes, DAMAGED), _NOTHING, codes)


def numbers(column: Cells) -> Cells:
    """Numbers as tills write them: `$1,234.50`, `(33.62)`, `-£28.14`, `1.00 ea`, `1.234,50`.

    Null where a cell holds none.
    """
    return _word_by_word(_numbers, column)


def _numbers(column: Cells) -> Cells:
    text = pc.utf8_trim_whitespace(column)
    negative = pc.match_substring_regex(text, r"^[^0-9]*[-(\x{2212}]|-$")
    digits = pc.replace_substring_regex(text, r"[^0-9.,]", "")
    comma = pc.match_substring_regex(digits, r"^\d+,\d{1,2}$|\.\d{3},\d+$")
    swapped = pc.replace_substring(pc.replace_substring(digits, ".", ""), ",", ".")
    plain = pc.if_else(comma, swapped, pc.replace_substring(digits, ",", ""))
    readable = pc.match_substring_regex(plain, r"^\d+(\.\d*)?$|^\.\d+$")
    found = pc.if_else(readable, plain, _NOTHING).cast(pa.float64())
    signed = pc.if_else(negative, pc.negate(found), found)
    # What is left of a sum that comes to nothing: 1.42E-14.
    power = pc.match_substring_regex(text, r"^[-+]?\d+(\.\d*)?[eE][-+]?\d{1,3}$")
    return pc.coalesce(pc.if_else(power, text, _NOTHING).cast(pa.float64()), signed)


def days_of(column: Cells) -> Cells:
    """Days out of `2026-07-18`, `07/18/2026`, `7/18/26`, `18.07.2026` or `18 Jul 2026`; else null.

    A time behind them is ignored. The month comes first, unless a cell of the column has a first
    part above 12 or the parts stand between full stops.
    """
    return _word_by_word(_days_of, column)


def _days_of(column: Cells) -> Cells:
    iso = pc.extract_regex(column, r"^(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})")
    short = pc.extract_regex(
        column, r"^(?P<a>\d{1,2})(?P<by>[-/.])(?P<b>\d{1,2})[-/.](?P<y>\d{4}|\d{2})(?:\D|$)"
    )
    first = _part(short, "a").cast(pa.int32())
    stops = pc.equal(_part(short, "by"), ".")
    day_first = bool(pc.any(pc.or_(pc.greater(first, 12), stops)).as_py())
    month, day = ("b", "a") if day_first else ("a", "b")
    text = pc.coalesce(
        _joined(_part(iso, "y"), _padded_part(iso, "m"), _padded_part(iso, "d")),
        _joined(_long_year(short), _padded_part(short, month), _padded_part(short, day)),
        _with_named_month(column, rf"^{_WEEKDAY}(?P<m>[A-Za-z]{{3}})[a-z]*\.? {_DAY},? {_YEAR}"),
        _with_named_month(
            column, rf"^{_WEEKDAY}{_DAY}[- ](?P<m>[A-Za-z]{{3}})[a-z]*\.?,?[- ]{_YEAR}"
        ),
    )
    day_found = pc.strptime(text, format="%Y-%m-%d", unit="s", error_is_null=True)
    # strptime takes 31 February for 3 March.
    real = pc.equal(pc.strftime(day_found, format="%Y-%m-%d"), text)
    return pc.if_else(real, day_found.cast(pa.date32()), pa.scalar(None, pa.date32()))


_WEEKDAY = r"(?:[A-Za-z]{3,9},? )?"
_DAY, _YEAR = r"(?P<d>\d{1,2})", r"(?P<y>\d{4}|\d{2})(?:\D|$)"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def _with_named_month(column: Cells, pattern: str) -> Cells:
    found = pc.extract_regex(column, pattern)
    number = pc.index_in(pc.utf8_lower(_part(found, "m")), pa.array(_MONTHS))
    month = pc.utf8_lpad(pc.add(number, 1).cast(pa.string()), 2, "0")
    return _joined(_long_year(found), month, _padded_part(found, "d"))


def _long_year(found: Cells) -> Cells:
    year = _part(found, "y")
    return pc.if_else(
        pc.equal(pc.utf8_length(year), 2), pc.binary_join_element_wise("20", year, ""), year
    )


def _joined(year: Cells, month: Cells, day: Cells) -> Cells:
    return pc.binary_join_element_wise(year, month, day, "-")


def renamed_words(column: Cells, words: Mapping[str, str]) -> Cells:
    """Cells that are one of the words (in any case) replaced by its meaning; the others as null."""
    keys = pa.array([key.lower() for key in words], pa.string())
    values = pa.array(list(words.values()), pa.string())
    return pc.take(values, pc.index_in(pc.utf8_lower(column), keys))


def numbered(rows: int) -> Cells:
    """0, 1, 2 ... (int64)."""
    return pc.subtract(pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int64()), rows)), 1)


# --- helpers ------------------------------------------------------------------------------------


def _word_by_word(read: Callable[[Cells], Cells], column: Cells) -> Cells:
    """What `read` makes of a column, each word read once: a million sale lines have few days."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    words = column.dictionary_encode()
    return pc.take(read(words.dictionary), words.indices)


_NOTHING = pa.nulls(1, pa.string())[0]


def _left_out(table: pa.Table) -> Cells:
    if LEFT_OUT in table.column_names:
        return table[LEFT_OUT].combine_chunks()
    return pa.nulls(table.num_rows, pa.string())


def _codes(table: pa.Table, keys: Sequence[str]) -> Cells:
    """A number for each combination of the keys' cells: far cheaper to group by than texts."""
    codes = pa.repeat(pa.scalar(0, pa.int64()), table.num_rows)
    for key in keys:
        column = table[key].combine_chunks().dictionary_encode("encode")
        # Numbered anew each time, so that the product of the sizes cannot overflow.
        mixed = pc.add(pc.multiply(codes, len(column.dictionary)), column.indices.cast(pa.int64()))
        codes = mixed.dictionary_encode().indices.cast(pa.int64())
    return codes


def _span(days: Cells) -> int | None:
    extremes = pc.min_max(days)
    first, last = extremes["min"].as_py(), extremes["max"].as_py()
    return None if first is None else int((last - first).days) + 1


def _part(found: Cells, name: str) -> Cells:
    return pc.struct_field(found, name)


def _padded_part(found: Cells, name: str) -> Cells:
    return pc.utf8_lpad(_part(found, name), 2, "0")


def _padded(table: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = [
        table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)
