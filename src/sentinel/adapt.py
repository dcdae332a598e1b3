"""From a table of text to canonical columns: what it is, what its headers mean, one typed read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import pyarrow as pa
from attrs import evolve, frozen

from sentinel import mapping as headers_map
from sentinel import reshape, respelling, samples, status
from sentinel.canonical import BY_NAME, Kind
from sentinel.compute import Cells, pc
from sentinel.errors import NoIdentifierError
from sentinel.history import HISTORY
from sentinel.mapping import ColumnMap, Understood
from sentinel.models import (
    Adapter,
    ColumnMapper,
    ColumnProfile,
    Export,
    MappedColumn,
    Problem,
    Sample,
    Source,
)
from sentinel.periods import Period, find_period, find_year
from sentinel.profiles import profiles_of
from sentinel.readers.plan import ColumnPlan, TypedRead
from sentinel.recognition import Recognition, recognise
from sentinel.reconciling import QUANTITIES, Aside, aside
from sentinel.saved_mappings import SavedMapping, fitting
from sentinel.snapshot import TYPES, constant

ITEM_ID = "__item_id__"
"""Column of a part: the POS's own item id, where the export has one."""
ORIGIN = "__origin__"
"""Column of a part whose rows were spread over locations: the number of the row of the file."""

_NULLS = ("variable", "not tracked", "not stocked", "TBA", "Sin Mov")
"""Words that mean 'no number' in exports that no adapter knows."""
_GROUP = "__group__"
_CLOSED = (Kind.NUMBER, Kind.DATE)
"""Kinds whose words can only mean 'no value'; an item may well be called "Variable"."""


class Raw(Protocol):
    """What is asked of a table that was opened: `sentinel.readers.RawTable` is one."""

    @property
    def name(self) -> str: ...
    @property
    def sha256(self) -> str | None: ...
    @property
    def bytes(self) -> int | None: ...
    @property
    def encoding(self) -> str | None: ...
    @property
    def headers(self) -> tuple[str, ...]: ...
    @property
    def sample(self) -> Sample: ...
    @property
    def banner(self) -> tuple[str, ...]: ...
    @property
    def problems(self) -> tuple[Problem, ...]: ...
    @property
    def rows_left_out(self) -> Mapping[str, int]: ...
    def text(self) -> pa.Table: ...
    def typed(self, columns: Sequence[ColumnPlan], threads: int = 1) -> TypedRead: ...
    def cast(
        self,
        prepared: pa.Table,
        columns: Sequence[ColumnPlan],
        threads: int = 1,
        explained: Cells | None = None,
    ) -> TypedRead: ...


def _nowhere(codes: Sequence[str]) -> list[int | None]:
    return [None for _ in codes]


@frozen(kw_only=True, eq=False)
class Part:
    """One export in canonical columns, before it is joined with others and dated."""

    table: pa.Table
    """Canonical columns that the export has, and `__item_id__`, `__origin__` where there are any.
    `sku` is there and never null; `store_id` only if the export names stores."""
    source: Source
    period: Period | None = None
    """What the text above the table, a header or the file's name says of its days."""
    period_from: str = ""
    """Where that was written."""
    window: float | str | None = None
    """Days that units sold covers, or `year to date`, `month to date`; null: not said."""
    window_from: str = ""
    left_aside: tuple[Aside, ...] = ()
    """Figures of the file that its table cannot hold, with the reason."""
    rows_of: Callable[[Sequence[str]], list[int | None]] = _nowhere
    """The rows of the file where items stand, by SKU as the table has it; null: not found."""


@frozen(kw_only=True, eq=False)
class _Typed:
    """What reading gave, before the columns are put together."""

    table: pa.Table
    rows_read: int
    rows_left_out: dict[str, int]
    problems: list[Problem]


def adapt(
    raw: Raw,
    adapters: Mapping[str, Adapter],
    mappers: Mapping[str, ColumnMapper],
    *,
    pos: str | None = None,
    mapping: Mapping[str, str | None] | None = None,
    saved: Sequence[SavedMapping] = (),
    understood: Understood | None = None,
    threads: int = 1,
) -> Part:
    """The export in canonical columns; a mapping that was saved for its headers is followed.

    `understood`: what was made of this table's head before; null, or where something is told or
    saved: it is looked at here.

    Without locations to spread and without a `prepare` this is one typed read of the mapped
    columns. Raises UsageError (unknown POS, header or column) and NoIdentifierError (nothing names
    items).
    """
    kept = fitting(saved, raw.headers, pos)
    if kept is not None or mapping:
        understood = None
    if understood is not None:
        recognition = understood.recognition
    elif kept is None:
        recognition = recognise(raw.headers, adapters, pos)
    else:
        recognition = kept.recognition(raw.headers, adapters)
    export = recognition.export
    prepared = None
    if export is not None and export.prepare is not None:
        prepared = respelling.prepared(export, raw.text())
    sample = raw.sample if prepared is None else samples.sample_of(prepared)
    if understood is not None and prepared is None:
        columns = understood.columns
    else:
        columns = headers_map.map_columns(recognition, sample, mappers, mapping, raw.name)
    if kept is not None:
        columns = kept.over(columns, sample.headers, mapping)
    _require_identifier(columns, recognition, raw)
    slots = _slots(columns.columns)
    plans = _plans(slots, columns, sample.headers, export, kept.nulls if kept else ())
    group = _group_header(recognition, columns, sample)
    if group is not None:
        plans.append(_plan(_GROUP, group, sample.headers, Kind.TEXT))
    read = _read(raw, prepared, plans, threads)
    part = _part(raw, recognition, columns, slots, read)
    return evolve(part, rows_of=_finder(raw, prepared, columns))


def from_arrow(
    table: Any,
    adapters: Mapping[str, Adapter],
    mappers: Mapping[str, ColumnMapper],
    *,
    pos: str | None = None,
    mapping: Mapping[str, str | None] | None = None,
    threads: int = 1,
) -> Part:
    """A table that was never a file, in canonical columns.

    `table` is a pyarrow table or anything with `__arrow_c_stream__` (polars, pandas, duckdb).
    Columns of the canonical type are taken without copying.
    """
    from sentinel.arrow_input import ArrowTable

    raw = ArrowTable(table)
    return adapt(raw, adapters, mappers, pos=pos, mapping=mapping, threads=threads)


# --- reading ------------------------------------------------------------------------------------


def _slots(columns: Sequence[MappedColumn]) -> dict[str, MappedColumn]:
    """A name for each column to be read: the canonical one where it is alone."""
    slots: dict[str, MappedColumn] = {}
    for mapped in columns:
        name = mapped.column
        if name in slots or mapped.location is not None or mapped.addend:
            name = f"{mapped.column}@{len(slots)}"
        slots[name] = mapped
    return slots


def _plans(
    slots: Mapping[str, MappedColumn],
    columns: ColumnMap,
    headers: Sequence[str],
    export: Export | None,
    more_nulls: Sequence[str],
) -> list[ColumnPlan]:
    nulls = (*(_NULLS if export is None else export.nulls), *more_nulls)
    plans = [
        ColumnPlan(
            name=name,
            header=mapped.header,
            index=headers.index(mapped.header),
            kind=BY_NAME[mapped.column].kind,
            date_order=export.date_order if export is not None else None,
            nulls=nulls if BY_NAME[mapped.column].kind in _CLOSED else (),
            scale=mapped.scale,
        )
        for name, mapped in slots.items()
    ]
    if columns.item_id is not None:
        plans.append(_plan(ITEM_ID, columns.item_id, headers, Kind.TEXT))
    return plans


def _plan(name: str, header: str, headers: Sequence[str], kind: Kind) -> ColumnPlan:
    return ColumnPlan(name=name, header=header, index=headers.index(header), kind=kind)


def _read(raw: Raw, prepared: pa.Table | None, plans: Sequence[ColumnPlan], threads: int) -> _Typed:
    if prepared is None:
        read = raw.typed(plans, threads)
        left_out = dict(read.rows_left_out)
        return _Typed(
            table=read.table,
            rows_read=read.rows_read,
            rows_left_out=left_out,
            problems=[*raw.problems, *read.problems],
        )
    return _read_prepared(raw, prepared, plans, threads)


def _read_prepared(
    raw: Raw, prepared: pa.Table, plans: Sequence[ColumnPlan], threads: int
) -> _Typed:
    """Counts in rows of the file, also where `prepare` put rows together or spread them."""
    left_out = dict(raw.rows_left_out)
    rows_read = raw.text().num_rows + sum(left_out.values())
    rows = (
        prepared[reshape.ROWS].combine_chunks()
        if reshape.ROWS in prepared.column_names
        else pa.repeat(pa.scalar(1, pa.int64()), prepared.num_rows)
    )
    nameless = _nameless(prepared, plans)
    prepared = reshape.leave_out(prepared, nameless, "no_identifier")
    reasons = prepared[reshape.LEFT_OUT].combine_chunks()
    counted = pa.table({"reason": reasons, "rows": pc.fill_null(rows, 1)}).group_by("reason")
    for entry in counted.aggregate([("rows", "sum")]).to_pylist():
        if entry["reason"] is not None and entry["rows_sum"]:
            left_out[entry["reason"]] = left_out.get(entry["reason"], 0) + entry["rows_sum"]
    kept = reshape.without(prepared.filter(pc.is_null(reasons)), (reshape.LEFT_OUT,))
    if reshape.ROWS in kept.column_names:
        # Rows were spread or put together: a repeated row must be counted in rows of the file.
        kept = kept.drop_columns([reshape.ROWS])
        kept = kept.append_column(ORIGIN, kept[reshape.ROW].cast(pa.string()))
        plans = [*plans, _plan(ORIGIN, ORIGIN, kept.column_names, Kind.NUMBER)]
    lists = kept[HISTORY].combine_chunks() if HISTORY in kept.column_names else None
    if lists is not None:
        # The typed cast knows no lists: each row carries its number past it.
        kept = reshape.without(kept, (HISTORY,))
        numbered = reshape.numbered(kept.num_rows).cast(pa.string())
        kept = kept.append_column(HISTORY, numbered)
        plans = [*plans, _plan(HISTORY, HISTORY, kept.column_names, Kind.NUMBER)]
    explained = pc.filter(prepared[reshape.ROW].combine_chunks(), pc.is_valid(reasons))
    read = raw.cast(kept, plans, threads, explained)
    found = read.table
    if lists is not None:
        place = found[HISTORY].combine_chunks().cast(pa.int64())
        found = _replace(found, HISTORY, pc.take(lists, place))
    for reason, count in read.rows_left_out.items():
        extra = count - raw.rows_left_out.get(reason, 0)
        if extra > 0:
            left_out[reason] = left_out.get(reason, 0) + extra
    return _Typed(
        table=found,
        rows_read=rows_read,
        rows_left_out=left_out,
        problems=[*raw.problems, *read.problems],
    )


def _nameless(prepared: pa.Table, plans: Sequence[ColumnPlan]) -> Cells:
    nameless = pa.repeat(pa.scalar(True), prepared.num_rows)
    for plan in plans:
        if plan.name in ("sku", "barcode", "description"):
            nameless = pc.and_(nameless, pc.is_null(reshape.cells(prepared, plan.header)))
    return nameless


def _require_identifier(columns: ColumnMap, recognition: Recognition, raw: Raw) -> None:
    if {mapped.column for mapped in columns.columns} & {"sku", "barcode", "description"}:
        return
    export = recognition.export
    if export is not None and not export.columns:
        raise NoIdentifierError(
            f"this is the {recognition.adapter.title} export {export.name!r}, which has no items.",
            source=raw.name,
            remedy="Export the report by product instead.",
        )
    raise NoIdentifierError(
        f"no column names the items; the headers are {', '.join(map(repr, raw.headers[:20]))}.",
        source=raw.name,
        remedy="Say which one does: --map 'HEADER=sku'.",
    )


# --- putting the columns together ---------------------------------------------------------------


def _part(
    raw: Raw,
    recognition: Recognition,
    columns: ColumnMap,
    slots: Mapping[str, MappedColumn],
    read: _Typed,
) -> Part:
    table = _filled_down(read.table, slots)
    table = _added_up(table, slots)
    table, asides = _by_location(table, slots)
    if "store_id" in table.column_names and table["store_id"].null_count == table.num_rows:
        table = table.drop_columns(["store_id"])
    table, mapped = _best_cost(table, columns.columns)
    table, strange = _statuses(table, mapped)
    table = _with_sku(table)
    problems = [_canonical(problem) for problem in read.problems] + strange
    period, period_from = _period(raw, columns.columns)
    window, window_from = _window(columns.columns, recognition.export, period)
    used = {column.header for column in mapped}
    return Part(
        table=table,
        source=Source(
            name=raw.name,
            sha256=raw.sha256,
            bytes=raw.bytes,
            pos=recognition.adapter.key,
            export=recognition.export.name if recognition.export is not None else "unknown",
            pos_confidence=recognition.confidence,
            encoding=raw.encoding,
            rows_read=read.rows_read,
            rows_used=read.rows_read - sum(read.rows_left_out.values()),
            rows_left_out=read.rows_left_out,
            mapping=mapped,
            unmapped=tuple(header for header in raw.headers if header not in used),
            problems=tuple(problems),
            pos_runner_up=recognition.runner_up,
            pos_deciding=recognition.deciding,
            pos_equals=recognition.equals,
            profiles=_profiles(raw.sample, columns),
        ),
        period=period,
        period_from=period_from,
        window=window,
        window_from=window_from,
        left_aside=tuple(asides),
    )


def _profiles(sample: Sample, columns: ColumnMap) -> tuple[ColumnProfile, ...]:
    """Without the values of what an adapter dropped: customers, cards and staff are kept nowhere.

    That the header is there is kept: it would seem to have vanished otherwise.
    """
    kept = {mapped.header for mapped in columns.columns} | {*columns.unmapped, columns.item_id}
    return tuple(
        profile
        if profile.header in kept
        else ColumnProfile(header=profile.header, kind=profile.kind)
        for profile in profiles_of(sample)
    )


def _finder(
    raw: Raw, prepared: pa.Table | None, columns: ColumnMap
) -> Callable[[Sequence[str]], list[int | None]]:
    """Looks rows up in the file's text, which is read only if somebody asks."""
    names = ("sku", "barcode", "description")
    headers = [m.header for m in columns.columns if m.column in names]
    headers += [] if columns.item_id is None else [columns.item_id]

    def rows_of(codes: Sequence[str]) -> list[int | None]:
        text = raw.text() if prepared is None else prepared
        found: list[int | None] = [None for _ in codes]
        for header in headers:
            place = pc.index_in(pa.array(codes, pa.string()), reshape.cells(text, header))
            rows = pc.take(text[reshape.ROW], place).to_pylist()
            found = [one or other for one, other in zip(found, rows, strict=True)]
        return found

    return rows_of


def _canonical(problem: Problem) -> Problem:
    if problem.column is None or "@" not in problem.column:
        return problem
    return evolve(problem, column=problem.column.partition("@")[0])


def _group_header(recognition: Recognition, columns: ColumnMap, sample: Sample) -> str | None:
    """The header that ties variants to their item, where names stand on the first row only."""
    if recognition.export is not None:
        return None
    names = [m.header for m in columns.columns if m.column == "description"]
    handles = [header for header in sample.headers if header.strip().lower() == "handle"]
    if not names or not handles or names[0] == handles[0]:
        return None
    blank = sample.columns[sample.headers.index(names[0])]
    keys = sample.columns[sample.headers.index(handles[0])]
    repeats = any(
        name is None and key is not None and key == above
        for name, key, above in zip(blank[1:], keys[1:], keys, strict=False)
    )
    return handles[0] if repeats else None


def _filled_down(table: pa.Table, slots: Mapping[str, MappedColumn]) -> pa.Table:
    if _GROUP not in table.column_names:
        return table
    keys = table[_GROUP].combine_chunks()
    for name in ("description", "category", "vendor"):
        if name in slots:
            column = _combined(table[name])
            table = _replace(table, name, reshape.fill_down_array(keys, column))
    return table.drop_columns([_GROUP])


def _added_up(table: pa.Table, slots: Mapping[str, MappedColumn]) -> pa.Table:
    addends: dict[str, list[str]] = {}
    for name, mapped in slots.items():
        if mapped.addend:
            addends.setdefault(mapped.column, []).append(name)
    for column, names in addends.items():
        total = pc.fill_null(table[names[0]], 0.0)
        known = pc.is_valid(table[names[0]])
        for name in names[1:]:
            total = pc.add(total, pc.fill_null(table[name], 0.0))
            known = pc.or_(known, pc.is_valid(table[name]))
        summed = pc.if_else(known, total, pa.scalar(None, pa.float64()))
        table = table.drop_columns(names).append_column(column, summed)
    return table


def _by_location(
    table: pa.Table, slots: Mapping[str, MappedColumn]
) -> tuple[pa.Table, list[Aside]]:
    """One row per row and location, where columns belong to locations."""
    places = dict.fromkeys(m.location for m in slots.values() if m.location is not None)
    if not places:
        return table, []
    own = {name: mapped for name, mapped in slots.items() if mapped.location is not None}
    divided = {mapped.column for mapped in own.values()} & set(QUANTITIES)
    totals = [name for name in divided if name in slots and name not in own]
    common = table.drop_columns([*own, *totals])
    parts = [_at(common, table, own, place) for place in places]
    if len(parts) == 1:
        return parts[0][0], []
    numbered = reshape.numbered(table.num_rows)
    count = pa.repeat(pa.scalar(0, pa.int64()), table.num_rows)
    for _, present in parts:
        count = pc.add(count, present.cast(pa.int64()))
    nowhere, several = pc.equal(count, 0), pc.not_equal(count, 1)
    undivided = [name for name in common.column_names if name in QUANTITIES]
    asides = [
        entry
        for names, lost in ((totals, nowhere), (undivided, several))
        for name in names
        for entry in aside(name, "ambiguous_store", pc.filter(table[name], lost))
    ]
    names, kept = parts[0][0].column_names, []
    for part, present in parts:
        for name in undivided:
            one_store = pc.if_else(several, pa.scalar(None, pa.float64()), part[name])
            part = _replace(part, name, one_store)
        part = _replace(part.select(names), ORIGIN, numbered)
        kept.append(part.filter(pc.or_(present, nowhere)))
    return pa.concat_tables(kept), asides


def _at(
    common: pa.Table, table: pa.Table, own: Mapping[str, MappedColumn], place: str | None
) -> tuple[pa.Table, Cells]:
    """The rows as one location has them, and which of them it has at all."""
    part, rows = common, table.num_rows
    present = pa.chunked_array([pa.repeat(pa.scalar(False), rows)])
    for name, mapped in own.items():
        if mapped.location != place:
            continue
        column = table[name]
        if mapped.column == "status":
            # 'Not sold here' alone does not make an item one of this location.
            here, _ = status.normalised(column, mapped.header)
            sold = pc.not_equal(here.cast(pa.string()), "inactive")
            present = pc.or_(present, pc.fill_null(sold, False))
        else:
            present = pc.or_(present, pc.is_valid(column))
        if mapped.column in common.column_names:
            column = _coalesced(column, common[mapped.column])
        part = _replace(part, mapped.column, column)
    for mapped in own.values():
        if mapped.column not in part.column_names:
            empty = pa.nulls(rows, TYPES[BY_NAME[mapped.column].kind])
            part = part.append_column(mapped.column, empty)
    return _replace(part, "store_id", constant(place or "", rows)), present


def _coalesced(first: Cells, second: Cells) -> Cells:
    one, other = _combined(first), _combined(second)
    if pa.types.is_dictionary(one.type):
        text = pc.coalesce(one.cast(pa.string()), other.cast(pa.string()))
        return text.dictionary_encode()
    return pc.coalesce(one, other)


def _best_cost(
    table: pa.Table, columns: tuple[MappedColumn, ...]
) -> tuple[pa.Table, tuple[MappedColumn, ...]]:
    """`unit_cost` is the last cost, else the average, where the export has no plain one."""
    if "unit_cost" in table.column_names:
        return table, columns
    source = next((name for name in ("last_cost", "avg_cost") if name in table.column_names), None)
    if source is None:
        return table, columns
    column = table[source]
    if source == "last_cost" and "avg_cost" in table.column_names:
        column = pc.coalesce(column, table["avg_cost"])
    origin = next(mapped for mapped in columns if mapped.column == source)
    derived = evolve(origin, column="unit_cost", why=f"no plain cost column: taken from {source}")
    return table.append_column("unit_cost", column), (*columns, derived)


def _statuses(table: pa.Table, columns: Sequence[MappedColumn]) -> tuple[pa.Table, list[Problem]]:
    if "status" not in table.column_names:
        return table, []
    header = next(mapped.header for mapped in columns if mapped.column == "status")
    column, problems = status.normalised(table["status"], header)
    return _replace(table, "status", column), problems


def _with_sku(table: pa.Table) -> pa.Table:
    """Items without a SKU go by their barcode, else by the POS's id, else by their name."""
    names = ("barcode", ITEM_ID, "description")
    others = [table[name] for name in names if name in table.column_names]
    if "sku" not in table.column_names:
        return table.append_column("sku", pc.coalesce(*others) if len(others) > 1 else others[0])
    if table["sku"].null_count == 0:
        return table
    return _replace(table, "sku", pc.coalesce(table["sku"], *others))


def _window(
    columns: Sequence[MappedColumn], export: Export | None, period: Period | None
) -> tuple[float | str | None, str]:
    sold = [mapped for mapped in columns if mapped.column == "units_sold"]
    if sold and all(mapped.addend for mapped in sold):
        days = sum(mapped.window for mapped in sold if isinstance(mapped.window, float))
        return round(days, 2), f"{len(sold)} months"
    for mapped in sold:
        if mapped.window is not None:
            return mapped.window, f"the header {mapped.header!r}"
    named = period is not None and period.days is not None
    if export is not None and export.sales_window_days is not None and not named:
        return export.sales_window_days, f"what {export.name} covers"
    return None, ""


def _period(raw: Raw, columns: Sequence[MappedColumn]) -> tuple[Period | None, str]:
    used = tuple(mapped.header for mapped in columns)
    for texts, where in (
        (raw.banner, "the text above the table"),
        (raw.headers, "a header"),
        ((raw.name,), "the file's name"),
    ):
        found = find_period(texts)
        # Single days among the headers are buckets of a report, not its date.
        if found is not None and (where != "a header" or found.first is not None):
            return found, where
        if where == "a header" and (year := find_year(used)) is not None:
            return year, where
    return None, ""


# --- Arrow helpers ------------------------------------------------------------------------------


def _replace(table: pa.Table, name: str, column: Any) -> pa.Table:
    if name in table.column_names:
        return table.set_column(table.column_names.index(name), name, column)
    return table.append_column(name, column)


def _combined(column: Cells) -> Cells:
    return column.unify_dictionaries().combine_chunks()
