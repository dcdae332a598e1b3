"""Several exports of one POS as one snapshot: one row per store and SKU, dated.

The export with the stock (by store, if one has stores) gives the rows; the others add what it
lacks. Rows meet by store and SKU, else by barcode, else by the POS's own item id. A row that meets
none becomes a row of its own, so that quantities add up before and after.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow as pa
from attrs import evolve

from sentinel.adapt import ORIGIN, Part
from sentinel.canonical import COLUMNS, DEFAULT_STORE
from sentinel.compute import pc
from sentinel.dating import day_of_snapshot, without_future
from sentinel.duplicates import unique
from sentinel.errors import UsageError
from sentinel.merging import merge
from sentinel.models import Problem, ProblemExample, Snapshot, Source
from sentinel.snapshot import constant

ASSUMED_WINDOW = 365.0
"""Days that units sold is taken to cover where nothing says so."""

_ASSUMED = "assumed_sales_window"


def join(parts: Sequence[Part], *, as_of: date | None = None) -> Snapshot:
    """The snapshot that the parts come to.

    Raises UsageError if there is no part, if one is given twice, or if they are of different
    systems.
    """
    if not parts:
        raise UsageError("There is nothing to read: give at least one export.", given=())
    _require_different(parts)
    _require_one_pos(parts)
    written = [(part.period.last, part.period_from) for part in parts if part.period is not None]
    day, day_from = day_of_snapshot([part.table for part in parts], written, as_of)
    ready = [_without_duplicates(_with_window(part, day)) for part in parts]
    joined, sources = _joined(ready)
    table, problems = without_future(_complete(joined), day)
    if len(parts) > 1:
        # Rows without a store are of `main` now, which another export may name.
        again = unique(table)
        table, problems = again.table, [*problems, *again.problems]
    return Snapshot(
        table=table,
        as_of=day,
        as_of_source=day_from,
        sources=(_with_problems(sources[0], problems), *sources[1:]),
    )


def _require_different(parts: Sequence[Part]) -> None:
    seen: dict[str, str] = {}
    for source in (part.source for part in parts):
        if source.sha256 is None or len(parts) == 1:
            continue
        if source.sha256 in seen:
            raise UsageError(
                f"{seen[source.sha256]} and {source.name} have the same content."
                " Give each export once.",
                given=source.name,
            )
        seen[source.sha256] = source.name


def _require_one_pos(parts: Sequence[Part]) -> None:
    keys = {part.source.pos for part in parts} - {"generic"}
    if len(keys) > 1:
        names = ", ".join(f"{part.source.name} ({part.source.pos})" for part in parts)
        raise UsageError(
            f"These exports are of different systems: {names}. Analyse each system by itself.",
            given=tuple(sorted(keys)),
        )


# --- one part -----------------------------------------------------------------------------------


def _with_window(part: Part, as_of: date) -> Part:
    """`sales_window_days` wherever units sold are known; assumed where nothing says so."""
    table = part.table
    if "units_sold" not in table.column_names:
        return part
    days = _window_days(part, as_of)
    if "sales_window_days" in table.column_names:
        column = table["sales_window_days"]
        missing = column.null_count
        if missing == 0:
            return part
        filled = pc.fill_null(column, days or ASSUMED_WINDOW)
        position = table.column_names.index("sales_window_days")
        table = table.set_column(position, "sales_window_days", filled)
    else:
        missing = table.num_rows
        assumed = pa.repeat(pa.scalar(days or ASSUMED_WINDOW, pa.float64()), table.num_rows)
        table = table.append_column("sales_window_days", assumed)
    if days is not None:
        return evolve(part, table=table)
    problem = Problem(
        code=_ASSUMED,
        count=missing,
        column="sales_window_days",
        examples=(
            ProblemExample(
                row=None,
                value=None,
                message=f"nothing says which days units sold covers: {ASSUMED_WINDOW:g} assumed",
            ),
        ),
    )
    return evolve(part, table=table, source=_with_problems(part.source, [problem]))


def _window_days(part: Part, as_of: date) -> float | None:
    if part.window == "year to date":
        return float((as_of - date(as_of.year, 1, 1)).days + 1)
    if part.window == "month to date":
        return float(as_of.day)
    if isinstance(part.window, int | float):
        return float(part.window)
    return part.period.days if part.period is not None else None


def _without_duplicates(part: Part) -> Part:
    found = unique(part.table, ORIGIN)
    table, source = found.table, part.source
    if ORIGIN in table.column_names:
        table = table.drop_columns([ORIGIN])
    if found.duplicate_rows:
        reasons = dict(source.rows_left_out)
        reasons["duplicate_row"] = reasons.get("duplicate_row", 0) + found.duplicate_rows
        used = source.rows_used - found.duplicate_rows
        source = evolve(source, rows_left_out=reasons, rows_used=used)
    return evolve(part, table=table, source=_with_problems(source, found.problems))


def _with_problems(source: Source, problems: Sequence[Problem]) -> Source:
    return evolve(source, problems=(*source.problems, *problems)) if problems else source


# --- several parts ------------------------------------------------------------------------------


def _joined(parts: Sequence[Part]) -> tuple[pa.Table, tuple[Source, ...]]:
    if len(parts) == 1:
        return parts[0].table, (parts[0].source,)
    order = sorted(range(len(parts)), key=lambda at: -_standing(parts[at].table))
    table, seen = parts[order[0]].table, {_kind(parts[order[0]].source)}
    sources = {order[0]: parts[order[0]].source}
    for at in order[1:]:
        part = parts[at]
        result = merge(
            table,
            part.table,
            same_export=_kind(part.source) in seen,
            windows_add=not any(p.code == _ASSUMED for p in part.source.problems),
        )
        table = result.table
        seen.add(_kind(part.source))
        sources[at] = _with_problems(part.source, result.problems)
    return table, tuple(sources[at] for at in range(len(parts)))


def _kind(source: Source) -> tuple[str, ...]:
    """What makes two files exports of one kind: the export, or the headers where it is unknown."""
    headers = tuple(sorted(mapped.header for mapped in source.mapping))
    return (source.pos, source.export) if source.export != "unknown" else headers


def _standing(table: pa.Table) -> int:
    """How much a table is the list of what there is: stock by store first, sales last."""
    names = set(table.column_names)
    return (
        8 * ("on_hand_qty" in names and "counted_qty" not in names)
        + 4 * ("on_hand_qty" in names and "store_id" in names)
        + 2 * bool(names & {"unit_cost", "unit_price"})
        + ("units_sold" not in names)
    )


# --- the whole ----------------------------------------------------------------------------------


def _complete(table: pa.Table) -> pa.Table:
    """Canonical columns in their order, with a store on every row."""
    rows = table.num_rows
    if "store_id" not in table.column_names:
        table = table.append_column("store_id", constant(DEFAULT_STORE, rows))
    elif table["store_id"].null_count:
        stores = pc.fill_null(table["store_id"].cast(pa.string()), DEFAULT_STORE)
        position = table.column_names.index("store_id")
        table = table.set_column(position, "store_id", stores.dictionary_encode())
    names = [column.name for column in COLUMNS if column.name in table.column_names]
    return table.select(names)
