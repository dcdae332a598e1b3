"""One more column: what else to export, in the words of the POS, and what it would be worth."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

import pyarrow as pa
from attrs import frozen

from sentinel.column_worth import COSTS, brings, complete, found_in_all
from sentinel.headers import matches
from sentinel.models import Adapter, Advice, Export, Primitive

_MEANINGS: Mapping[str, str] = {
    "category": "the category",
    "vendor": "the vendor",
    "status": "whether it is active or discontinued",
    "on_hand_qty": "the stock on hand",
    "on_order_qty": "the units on order",
    "committed_qty": "the units promised to customers",
    "unit_cost": "the unit cost",
    "avg_cost": "the average cost",
    "last_cost": "the cost of the last receipt",
    "unit_price": "the selling price",
    "list_price": "the list price (MSRP)",
    "units_sold": "the units sold in the last 12 months",
    "units_returned": "the units returned in the last 12 months",
    "last_sold_on": "the day of the last sale",
    "last_received_on": "the day of the last receipt",
    "last_counted_on": "the day of the last count",
    "reorder_point": "the reorder point",
    "reorder_up_to": "the level to order up to",
    "counted_qty": "the units counted",
    "count_variance_qty": "the difference found at the last count",
    "pack_qty": "the units in a case",
}
_COUNT = ("counted_qty", "count_variance_qty", "last_counted_on")
_GROUPS = (
    ("avg_cost", "last_cost"),
    _COUNT,
    ("reorder_point", "reorder_up_to"),
)


# --- what primitives lack -----------------------------------------------------------------------


@frozen(kw_only=True)
class Power:
    """How far one primitive can look with the columns that are there."""

    primitive: str
    title: str
    state: Literal["full", "partly", "not assessed"]
    lacks: tuple[str, ...] = ()
    """Columns that would sharpen it; where it is not assessed, those without which it cannot look
    (alternatives joined by the word or)."""


def powers(
    columns: Iterable[str], primitives: Mapping[str, Primitive], empty: Collection[str] = ()
) -> tuple[Power, ...]:
    """What each primitive can do with these columns, of which some have no value."""
    there = complete(columns)
    return tuple(_power(primitives[key], there, empty) for key in sorted(primitives))


def needed(primitive: Primitive, there: Collection[str]) -> tuple[str, ...]:
    """The columns without which it cannot look; alternatives joined by ` or `."""
    missing = [name for name in primitive.requires if name not in there]
    if primitive.requires_any and not any(name in there for name in primitive.requires_any):
        missing.append(" or ".join(primitive.requires_any))
    return tuple(missing)


def helpful(primitive: Primitive, there: Collection[str]) -> tuple[str, ...]:
    """The further columns that would sharpen it."""
    wanted = dict.fromkeys((*primitive.requires_any, *primitive.uses))
    # the days come with the units, or are assumed
    return tuple(name for name in wanted if name not in there and name != "sales_window_days")


def _power(primitive: Primitive, there: frozenset[str], empty: Collection[str]) -> Power:
    lacks = needed(primitive, there)
    if lacks:
        return Power(
            primitive=primitive.key, title=primitive.title, state="not assessed", lacks=lacks
        )
    filled = there - set(empty)
    lacks = (*(n for n in primitive.requires if n not in filled), *helpful(primitive, filled))
    return Power(
        primitive=primitive.key,
        title=primitive.title,
        state="partly" if lacks else "full",
        lacks=tuple(dict.fromkeys(lacks)),
    )


# --- what to do about it ------------------------------------------------------------------------


@frozen(kw_only=True)
class Have:
    """One file that is there."""

    pos: str
    export: str
    headers: tuple[str, ...]


def advise(
    columns: Iterable[str],
    have: Sequence[Have],
    adapters: Mapping[str, Adapter],
    primitives: Mapping[str, Primitive],
    table: pa.Table | None = None,
    empty: Collection[str] = (),
) -> tuple[Advice, ...]:
    """What to export as well, what is worth most first.

    `columns`: the canonical columns that are there, of which those in `empty` have no value.
    `table`: the snapshot's, from which the size of the store is taken; null: no worth in dollars.
    Nothing is advised that no primitive uses.
    """
    named = complete(columns)
    there = named - set(empty)
    lacking = _lacking(there, primitives)
    size = None if table is None else found_in_all(table)
    adapter = next(
        (adapters[h.pos] for h in have if h.pos in adapters and h.pos != "generic"), None
    )
    ways = _ways(lacking, have, adapter, there, empty)
    advice = [_advice(way, there, named, lacking, primitives, size) for way in ways]
    helps = [one for one in advice if one.opens or one.sharpens or one.needed_by]
    return tuple(
        sorted(helps, key=lambda a: (-a.found_share, -len(a.opens), -len(a.sharpens), a.columns))
    )


def _lacking(there: frozenset[str], primitives: Mapping[str, Primitive]) -> tuple[str, ...]:
    wanted = {
        name
        for primitive in primitives.values()
        for name in (*primitive.requires, *helpful(primitive, there))
        if name not in there
    }
    if "unit_cost" in wanted:
        wanted -= set(COSTS)  # one cost is asked for at a time
    return tuple(name for name in _MEANINGS if name in wanted)


@frozen(kw_only=True)
class _Way:
    """One thing to do, and the columns that it brings."""

    columns: tuple[str, ...]
    how: str
    pos: str
    export: str | None = None
    headers: tuple[str, ...] = ()


def _ways(
    lacking: Sequence[str],
    have: Sequence[Have],
    adapter: Adapter | None,
    there: frozenset[str],
    empty: Collection[str],
) -> list[_Way]:
    if adapter is None:
        return [
            _Way(columns=group, how=_how_at_home(group, empty), pos="generic")
            for group in _together(lacking)
        ]
    ways, rest = _of_these_files(lacking, have, adapter)
    ways += _of_other_exports(rest, have, adapter, there)
    found = {column for way in ways for column in way.columns}
    for group in _together([column for column in lacking if column not in found]):
        how = (
            f"No {adapter.title} export that is known here has {_meant(group)}: pass a list of your"
            " own with the SKU and that beside this file."
        )
        ways.append(_Way(columns=group, how=how, pos=adapter.key))
    return ways


def _together(columns: Sequence[str]) -> list[tuple[str, ...]]:
    """Columns that say one thing only together stay together."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for column in columns:
        of = next((group for group in _GROUPS if column in group), (column,))
        groups.setdefault(of, []).append(column)
    return [tuple(sorted(group, key=of.index)) for of, group in groups.items()]


def _how_at_home(columns: Sequence[str], empty: Collection[str]) -> str:
    if set(columns) <= set(empty):
        return f"Fill in {_meant(columns)}: there is nothing under the header."
    return f"Add {'a column' if len(columns) == 1 else 'columns'} with {_meant(columns)}."


def _meant(columns: Sequence[str]) -> str:
    *first, last = (_MEANINGS[column] for column in columns)
    return f"{', '.join(first)} and {last}" if first else last


def _of_these_files(
    lacking: Sequence[str], have: Sequence[Have], adapter: Adapter
) -> tuple[list[_Way], list[str]]:
    """Columns that an export that is there can have, and these files of it lack."""
    ways: list[_Way] = []
    rest = list(lacking)
    kinds = {one.export for one in have if one.pos == adapter.key}
    headers = [header for one in have for header in one.headers]
    for export in adapter.exports:
        for column in [c for c in rest if export.name in kinds and _header(export, c)]:
            rest.remove(column)
            how, header = _how_here(adapter, export, column, headers)
            ways.append(_Way(columns=(column,), how=how, pos=adapter.key, headers=(header,)))
    return ways, rest


def _how_here(
    adapter: Adapter, export: Export, column: str, headers: Sequence[str]
) -> tuple[str, str]:
    """What to do, and the header that it is about."""
    words = _words(export, column)
    there = next((h for h in headers if any(matches(word, h) for word in words)), None)
    if there is not None:
        told = f'Fill in "{there}" in {adapter.title}: it is empty, and means {_MEANINGS[column]}.'
        return told, there
    header = _header(export, column) or ""
    shown = header.replace("*", "<location>")
    told = (
        f'This {adapter.title} export ({_title(export)}) has no column "{shown}"'
        f" ({_MEANINGS[column]}), which others of its kind have. Export it again with that column."
    )
    return told, header


def _of_other_exports(
    lacking: Sequence[str], have: Sequence[Have], adapter: Adapter, there: frozenset[str]
) -> list[_Way]:
    """Further exports of the system, the most useful first; each column is taken from one."""
    rest, ways = list(lacking), []
    taken = {one.export for one in have}
    while rest:
        offers = [
            (export, columns)
            for export in adapter.exports
            if export.name not in taken
            and (columns := tuple(c for c in rest if _brings(export, c)))
        ]
        if not offers:
            break
        best, columns = max(offers, key=lambda o: (brings(o[1], there, lacking), len(o[1])))
        taken.add(best.name)
        rest = [column for column in rest if column not in columns]
        ways.append(
            _Way(
                columns=columns,
                how=_how_beside(adapter, best, columns, len(have)),
                pos=adapter.key,
                export=best.name,
                headers=tuple(_header(best, column) or "" for column in columns),
            )
        )
    return ways


def _brings(export: Export, column: str) -> bool:
    """A count knows the stock of what was counted only: it is asked for the count."""
    counts = "counted_qty" in export.columns
    return _header(export, column) is not None and (not counts or column in _COUNT)


def _how_beside(adapter: Adapter, export: Export, columns: Sequence[str], files: int) -> str:
    place = f" ({export.menu_path})" if export.menu_path else ""
    sales = "units_sold" in columns and export.sales_window_days is None
    period = " for the last 12 months" if sales else ""
    both = "both files" if files == 1 else "all files"
    what = f'"{export.title}"' if export.title else f"its {_title(export)}"
    return f"In {adapter.title}, export {what}{place}{period} and pass {both}."


def _title(export: Export) -> str:
    return export.title or export.name.replace("_", " ")


def _words(export: Export, column: str) -> tuple[str, ...]:
    words = export.columns.get(column, ())
    prefix = export.location_columns.get(column)
    own = (words,) if isinstance(words, str) else tuple(words)
    return own if prefix is None else (*own, f"{prefix}*")


def _header(export: Export, column: str) -> str | None:
    """What the export calls the column; null if it has none."""
    if column == "unit_cost":
        names: tuple[str, ...] = ("unit_cost", "last_cost", "avg_cost")
    else:
        names = (column,)
    return next((words[0] for name in names if (words := _words(export, name))), None)


def _advice(
    way: _Way,
    there: frozenset[str],
    named: frozenset[str],
    lacking: Sequence[str],
    primitives: Mapping[str, Primitive],
    in_all: float | None,
) -> Advice:
    then = complete((*there, *way.columns))
    share = brings(way.columns, there, lacking)
    opens, sharpens, needed_by = [], [], []
    for key, primitive in sorted(primitives.items()):
        lacked, lacks = needed(primitive, there), needed(primitive, then)
        if lacks:
            needed_by += [key] if lacks != lacked else []
        elif needed(primitive, named):
            opens.append(key)
        elif lacked or helpful(primitive, there) != helpful(primitive, then):
            sharpens.append(key)
    return Advice(
        columns=way.columns,
        how=way.how,
        pos=way.pos,
        export=way.export,
        headers=way.headers,
        opens=tuple(opens),
        sharpens=tuple(sharpens),
        needed_by=tuple(needed_by),
        found_share=round(share, 4),
        annual_worth=None if in_all is None else share * in_all,
    )
