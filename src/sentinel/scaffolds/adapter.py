"""What an adapter for a sample export has to say, worked out from the sample."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from sentinel.canonical import BY_NAME, Kind
from sentinel.errors import UsageError
from sentinel.headers import ending, normal
from sentinel.models import MappedColumn, Source
from sentinel.periods import days_in, month_of
from sentinel.readers import RawTable, open_table
from sentinel.recognition import GENERIC
from sentinel.scrub import scrub
from sentinel.scrub.opened import opened

if TYPE_CHECKING:
    from sentinel.engine import Engine

_ROWS = 300
"""Of a longer sample only the first are kept."""
_FINGERPRINT = 4
_SURE = 0.9
"""Below this confidence a column is marked."""
_WIDTH = 100
_NOTHING = frozenset(("variable", "not tracked", "not stocked", "tba", "sin mov", "never"))


@frozen(kw_only=True)
class Described:
    """What the templates of an adapter are filled with, and the scrubbed sample."""

    words: Mapping[str, str]
    fixture: bytes
    to_finish: tuple[str, ...]


@frozen(kw_only=True)
class _Columns:
    """The mapping, taken apart into what an `Export` can say and what it cannot."""

    plain: tuple[MappedColumn, ...]
    prefixes: Mapping[str, str]
    """Canonical column to the header before the name of a location."""
    by_hand: tuple[MappedColumn, ...]
    """One header per location or month, in a form that needs a `prepare`."""
    places: frozenset[str]
    """Names of locations in headers: they are the customer's."""


def described(file: Path, title: str, engine: Engine) -> Described:
    """Raises UsageError where an installed adapter reads the file, and whatever reading raises."""
    content = _as_text(file)
    source = engine.read(content).sources[0]
    if source.pos != GENERIC:
        raise UsageError(
            f"{file.name} is read already: {source.pos}, export {source.export!r}"
            f" ({source.pos_confidence:.0%} sure). For another system with these headers, leave"
            f" that one out: --block {source.pos}.",
            given=file.name,
        )
    raw = open_table(content, name=file.name)
    columns = _columns(source)
    copy = scrub(_head(content, engine), file.name, engine=engine)
    fixture = f"{_name(source)}{'.json' if content.lstrip()[:1] in (b'{', b'[') else '.csv'}"
    used = {mapped.header for mapped in (*columns.plain, *columns.by_hand)}
    fingerprint = _fingerprint(raw, columns, engine)
    words = {
        "export": _name(source),
        "sample": f"a sample of {len(raw.headers)} columns",
        "fixture": fixture,
        "fingerprint": _listed(fingerprint),
        "columns": "\n".join(_column(mapped) for mapped in columns.plain),
        "options": "\n".join(
            [*_options(raw, columns), *_others(raw, columns, {*fingerprint, *used})]
        ),
    }
    to_finish = tuple(_to_finish(raw, source, columns, engine, copy.differences))
    return Described(words=words, fixture=copy.content, to_finish=to_finish)


# --- the sample ---------------------------------------------------------------------------------


def _as_text(file: Path) -> bytes:
    """The file; of a workbook or an archive the table in it as CSV."""
    content = file.read_bytes()
    if content[:2] not in (b"PK", b"\x1f\x8b", b"\xd0\xcf"):
        return content
    from sentinel.testing.rewriting import sheet_of, written

    return written(sheet_of(file))


def _head(content: bytes, engine: Engine) -> bytes:
    source = opened(content, "sample", engine)
    ends = [cell.end for cell in source.cells if cell.row < _ROWS]
    if source.is_json or len(ends) == len(source.cells):
        return content
    return source.encoded(source.text[: max(ends)] + "\n")


def _name(source: Source) -> str:
    columns = {mapped.column for mapped in source.mapping}
    if "counted_qty" in columns:
        return "counts"
    if "on_hand_qty" in columns:
        return "stock"
    return "sales" if "units_sold" in columns else "catalog"


# --- the mapping --------------------------------------------------------------------------------


def _columns(source: Source) -> _Columns:
    # what was derived from a column follows again, once that column is declared
    mapped = [one for one in source.mapping if not one.why.startswith("no plain cost column")]
    plain, by_hand = [], []
    prefixes: dict[str, str] = {}
    for one in mapped:
        before = one.header.removesuffix(one.location or "")
        if one.location is not None and before not in ("", one.header):
            prefixes.setdefault(one.column, before)
        elif one.location is not None or one.addend:
            by_hand.append(one)
        else:
            plain.append(one)
    return _Columns(
        plain=tuple(plain),
        prefixes=prefixes,
        by_hand=tuple(by_hand),
        places=frozenset(one.location for one in mapped if one.location),
    )


def _column(mapped: MappedColumn) -> str:
    line = _quoted(f"                {mapped.column!r}: {mapped.header!r},")
    if mapped.confidence >= _SURE and not mapped.needs_review:
        return line
    review = ", please review" if mapped.needs_review else ""
    why = " ".join(mapped.why.split())
    note = f"                # {mapped.confidence:.0%} sure{review}: {why}"
    return f"{note[:_WIDTH].rstrip()}\n{line}"


def _others(raw: RawTable, columns: _Columns, taken: set[str]) -> Iterator[str]:
    """Headers that are not read, but for those that name a location, a day or nothing."""
    others = [
        header
        for header in raw.headers
        if header not in taken
        and not _passing(header)
        and not any(place in header for place in columns.places)
    ]
    if others:
        yield "            # Headers that it has and that are not read: they tell it from others."
        yield "            other_headers=("
        yield _listed(others)
        yield "            ),"


def _options(raw: RawTable, columns: _Columns) -> Iterator[str]:
    if columns.prefixes:
        yield "            # One column per location: the text before its name."
        yield "            location_columns={"
        for column, prefix in columns.prefixes.items():
            yield _quoted(f"                {column!r}: {prefix!r},")
        yield "            },"
    scales = {one.column: one.scale for one in columns.plain if one.scale != 1}
    if scales:
        yield _quoted(f"            scale={scales!r},")
    nulls = sorted(_nulls(raw, columns))
    if nulls:
        yield _quoted(f"            nulls={tuple(nulls)!r},")
    window = _window(columns)
    if window is not None:
        yield f"            sales_window_days={window:g},"
    order = _date_order(raw, columns)
    if order is not None:
        yield f'            date_order="{order}",'


def _window(columns: _Columns) -> float | None:
    windows = [one.window for one in columns.plain if one.column == "units_sold"]
    return next((window for window in windows if isinstance(window, float | int)), None)


def _cells(raw: RawTable, columns: _Columns, kind: Kind) -> Iterator[str]:
    wanted = {one.header for one in columns.plain if BY_NAME[one.column].kind is kind}
    wanted |= {
        header
        for column, prefix in columns.prefixes.items()
        for header in raw.headers
        if BY_NAME[column].kind is kind and ending(prefix, header)
    }
    for header, cells in zip(raw.sample.headers, raw.sample.columns, strict=True):
        if header in wanted:
            yield from (cell for cell in cells if cell)


def _nulls(raw: RawTable, columns: _Columns) -> set[str]:
    cells = (*_cells(raw, columns, Kind.NUMBER), *_cells(raw, columns, Kind.DATE))
    return {cell for cell in cells if cell.lower() in _NOTHING}


def _date_order(raw: RawTable, columns: _Columns) -> str | None:
    """Null where the days of the sample leave it open."""
    orders = set()
    for cell in _cells(raw, columns, Kind.DATE):
        parts = re.match(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})", cell)
        if parts is None:
            continue
        if len(parts[1]) == 4:
            orders.add("YMD")
        elif int(parts[1]) > 12:
            orders.add("DMY")
        elif int(parts[2]) > 12:
            orders.add("MDY")
    return orders.pop() if len(orders) == 1 else None


# --- the fingerprint ----------------------------------------------------------------------------


def _fingerprint(raw: RawTable, columns: _Columns, engine: Engine) -> tuple[str, ...]:
    """Headers that are rare elsewhere, in the order of the file."""
    elsewhere = _declared_elsewhere(engine)
    by_hand = {one.header for one in columns.by_hand}
    prefixes = {prefix: f"{prefix}*" for prefix in columns.prefixes.values()}
    usable = [
        header
        for header in raw.headers
        if header not in by_hand
        and not _passing(header)
        and not any(place in header for place in columns.places)
    ]
    rare = sorted(
        usable,
        key=lambda header: (
            normal(header) in elsewhere,
            -min(len(normal(header).split()), 3),
            -len(header),
        ),
    )
    chosen = {*rare[: max(_FINGERPRINT - len(prefixes), 2)]}
    return (*(header for header in raw.headers if header in chosen), *prefixes.values())


def _declared_elsewhere(engine: Engine) -> set[str]:
    found = set(BY_NAME)
    for adapter in engine.adapters.values():
        for export in adapter.exports:
            declared = (*export.fingerprint, *export.columns.values(), *export.other_headers)
            for words in declared:
                found |= {normal(one) for one in ((words,) if isinstance(words, str) else words)}
    return found


def _passing(header: str) -> bool:
    """Whether another file of this export has another header there: a day, a year, no name."""
    named = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)|^column \d+$", header)
    return bool(days_in(header)) or named is not None or month_of(normal(header)) is not None


# --- what is left to do -------------------------------------------------------------------------


def _to_finish(
    raw: RawTable,
    source: Source,
    columns: _Columns,
    engine: Engine,
    differences: Sequence[str],
) -> Iterator[str]:
    unsure = [one for one in columns.plain if one.needs_review or one.confidence < _SURE]
    if unsure:
        told = ", ".join(f"`{one.header}` as {one.column}" for one in unsure)
        yield f"Review what was not sure: {told}."
    for column in sorted({one.column for one in columns.by_hand}):
        headers = [one.header for one in columns.by_hand if one.column == column]
        months = any(one.addend for one in columns.by_hand if one.column == column)
        how = (
            "one per month: add a `prepare` that adds them up (`sentinel.reshape.total`)"
            if months
            else "one per location: add a `prepare` that renames them, so that they end in the"
            " location's name, and say what stands before it in `location_columns`"
        )
        first = _anonymous(headers[0], columns)
        yield (
            f"{column} stands in {len(headers)} columns, {how}. Until then they are not read;"
            f" the first is `{first}`."
        )
    if raw.banner:
        yield (
            "There is text above the table. Only a period is read of it; a store that it names is"
            " not."
        )
    if {"units_sold"} & {one.column for one in columns.plain} and _window(columns) is None:
        yield "Say in `sales_window_days` how many days the units sold cover, if it is fixed."
    if _date_order(raw, columns) is None and any(_cells(raw, columns, Kind.DATE)):
        yield "Its days leave open whether day or month comes first: set `date_order` if you know."
    elsewhere = _declared_elsewhere(engine)
    if sum(normal(header) not in elsewhere for header in raw.headers) < 2:
        yield (
            "The headers are those of many lists: add to `fingerprint` what tells this export from"
            " others, or it may claim theirs."
        )
    for difference in differences:
        yield f"The scrubbed sample is read otherwise than the original: {difference}."
    yield "Say what the vendor calls the export (`title`) and where it is taken (`menu_path`)."


def _anonymous(header: str, columns: _Columns) -> str:
    """The header without the name of a location."""
    for one in columns.by_hand:
        if one.header == header and one.location:
            return header.replace(one.location, "<location>")
    return header


# --- as source ----------------------------------------------------------------------------------


def _listed(headers: Iterable[str]) -> str:
    return "\n".join(_quoted(f"                {header!r},") for header in headers)


def _quoted(line: str) -> str:
    """Double quotes, where that needs no more escaping."""
    return line if '"' in line else re.sub(r"'((?:[^'\\]|\\.)*)'", r'"\1"', line)
