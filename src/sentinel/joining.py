"""Several exports of one POS as one snapshot: one row per store and SKU, dated and reconciled.

Sales exports of several periods are put together first. Then the export with the stock (by store,
if one has stores) gives the rows; the others add what it lacks. Rows meet by store and SKU, else by
barcode, else by the POS's own item id. A row that meets none becomes a row of its own, so that
quantities add up before and after; whatever does not get into the snapshot is counted by reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import pyarrow as pa
from attrs import evolve, field, frozen

from sentinel.adapt import ORIGIN, Part
from sentinel.canonical import COLUMNS, DEFAULT_STORE
from sentinel.compute import Cells, pc
from sentinel.dating import day_of_snapshot, without_future
from sentinel.duplicates import unique
from sentinel.errors import UsageError
from sentinel.history import HISTORY, by_day
from sentinel.merging import merge
from sentinel.models import Problem, ProblemExample, Snapshot, Source
from sentinel.reconciling import Aside, reconciled, totals
from sentinel.snapshot import constant
from sentinel.stacking import Sold, covers, stack
from sentinel.windows import covered, is_assumed, with_window

_EXAMPLES = 5


@frozen(kw_only=True, eq=False)
class _Pile:
    """The rows of one export, or of several sales exports put together."""

    sold: Sold
    kinds: frozenset[tuple[str, ...]]
    parts: tuple[int, ...]
    """Where they stand among the parts."""


@frozen(kw_only=True, eq=False)
class _Joined:
    """The rows of all parts, and what was met on the way."""

    table: pa.Table
    problems: Mapping[int, tuple[Problem, ...]]
    """By the part that it is told of."""
    left_aside: tuple[Aside, ...] = field(default=())
    rows_of: int = 0
    """The part whose rows the others complete."""


def join(parts: Sequence[Part], *, as_of: date | None = None) -> Snapshot:
    """The snapshot that the parts come to.

    The order of the parts does not matter, unless two are alike in everything but their values and
    were never files. Raises UsageError if there is no part, if one is given twice, or if they are
    of different systems.
    """
    if not parts:
        raise UsageError("There is nothing to read: give at least one export.", given=())
    _require_different(parts)
    _require_one_pos(parts)
    written = [(part.period.last, part.period_from) for part in parts if part.period is not None]
    day, day_from = day_of_snapshot([part.table for part in parts], written, as_of)
    before = [totals(part.table) for part in parts]
    asides: list[Aside] = []
    ready = []
    for part in parts:
        part, repeated = _without_duplicates(with_window(part, day))
        asides += [*part.left_aside, *repeated]
        ready.append(part)
    joined = _joined(ready)
    table, problems = without_future(_complete(joined.table), day)
    if len(parts) > 1:
        # Rows without a store are of `main` now, which another export may name.
        again = unique(table)
        table, problems = again.table, [*problems, *again.problems]
        asides += again.left_aside
    history, late = _history(table, day)
    told = {at: list(found) for at, found in joined.problems.items()}
    told.setdefault(joined.rows_of, []).extend([*problems, *late])
    snapshot = table.drop_columns([HISTORY]) if HISTORY in table.column_names else table
    return Snapshot(
        table=snapshot,
        as_of=day,
        as_of_source=day_from,
        sources=tuple(
            _with_problems(part.source, told.get(at, ())) for at, part in enumerate(ready)
        ),
        history=history,
        reconciled=reconciled(
            [*before, *(_sums(part.left_aside) for part in parts)],
            snapshot,
            [*asides, *joined.left_aside],
        ),
    )


def _sums(asides: Sequence[Aside]) -> dict[str, float]:
    """What was left aside before the table was made, by column."""
    found: dict[str, float] = {}
    for column, one in asides:
        found[column] = found.get(column, 0.0) + one.total
    return found


def _history(table: pa.Table, as_of: date) -> tuple[pa.Table | None, list[Problem]]:
    history = by_day(table)
    if history is None:
        return None, []
    late = pc.greater(history["day"], pa.scalar(as_of))
    count = pc.sum(late).as_py()
    if not count:
        return history, []
    first = history.filter(late).slice(0, 1).to_pylist()[0]
    message = f"SKU {first['sku']}: after {as_of.isoformat()}, not among the sales by day"
    example = ProblemExample(row=None, value=first["day"].isoformat(), message=message)
    problem = Problem(code="future_date", count=count, column="day", examples=(example,))
    return history.filter(pc.invert(late)), [problem]


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


def _without_duplicates(part: Part) -> tuple[Part, tuple[Aside, ...]]:
    found = unique(part.table, ORIGIN)
    source = part.source
    if found.duplicate_rows:
        reasons = dict(source.rows_left_out)
        reasons["duplicate_row"] = reasons.get("duplicate_row", 0) + found.duplicate_rows
        used = source.rows_used - found.duplicate_rows
        source = evolve(source, rows_left_out=reasons, rows_used=used)
    source = _with_problems(source, found.problems)
    table = found.table
    if ORIGIN in table.column_names:
        table = table.drop_columns([ORIGIN])
    return evolve(part, table=table, source=source), found.left_aside


def _with_problems(source: Source, problems: Sequence[Problem]) -> Source:
    return evolve(source, problems=(*source.problems, *problems)) if problems else source


# --- several parts ------------------------------------------------------------------------------


def _joined(parts: Sequence[Part]) -> _Joined:
    if len(parts) == 1:
        return _Joined(table=parts[0].table, problems={})
    problems: dict[int, list[Problem]] = {}
    asides: list[Aside] = []
    piles = _piles(parts, problems, asides)
    first, *others = sorted(piles, key=lambda pile: -_standing(pile.sold.table))
    table, seen, assumed = first.sold.table, first.kinds, first.sold.assumed
    for pile in others:
        result = merge(
            table,
            pile.sold.table,
            same_export=bool(pile.kinds & seen),
            assumed=(assumed, pile.sold.assumed),
        )
        assumed = pile.sold.assumed if "units_sold" not in table.column_names else assumed
        table, seen = result.table, seen | pile.kinds
        asides += result.left_aside
        problems.setdefault(pile.parts[0], []).extend(result.problems)
        for at, orphans in _orphans(result.orphans, pile, parts):
            problems.setdefault(at, []).append(orphans)
    return _Joined(
        table=table,
        problems={at: tuple(found) for at, found in problems.items()},
        left_aside=tuple(asides),
        rows_of=first.parts[0],
    )


def _piles(
    parts: Sequence[Part], problems: dict[int, list[Problem]], asides: list[Aside]
) -> list[_Pile]:
    """The parts in an order that does not depend on how they were given, sales put together."""
    piles: list[_Pile] = []
    for at in sorted(range(len(parts)), key=lambda at: _order(parts[at])):
        pile = _pile(parts[at], at)
        fits = (n for n, other in enumerate(piles) if _stack_up(other, pile))
        found = next(fits, None)
        if found is None:
            piles.append(pile)
            continue
        sold = stack(piles[found].sold, pile.sold)
        problems.setdefault(at, []).extend(sold.problems)
        asides += sold.left_aside
        kinds, together = piles[found].kinds | pile.kinds, (*piles[found].parts, at)
        piles[found] = _Pile(sold=sold, kinds=kinds, parts=together)
    return piles


def _pile(part: Part, at: int) -> _Pile:
    sold = Sold(table=part.table, covered=covered(part), assumed=is_assumed(part))
    return _Pile(sold=sold, kinds=frozenset([_kind(part.source)]), parts=(at,))


def _order(part: Part) -> tuple[object, ...]:
    """The latest first, then the longest period, then the most rows."""
    days = covered(part)
    last = days[0][1] if days else part.period.last if part.period else date.min
    source = part.source
    sums = sorted(totals(part.table).items())
    return (
        -last.toordinal(),
        -covers(days),
        -part.table.num_rows,
        source.name,
        source.sha256 or "",
        sums,
    )


def _stack_up(pile: _Pile, more: _Pile) -> bool:
    """Whether the sales of both are put together, rather than one completing the other.

    Two stock lists that say what was sold are rather one list of two days.
    """
    tables = (pile.sold.table, more.sold.table)
    if not all("units_sold" in table.column_names for table in tables):
        return False
    known, alike = pile.sold.covered and more.sold.covered, pile.kinds & more.kinds
    if any("on_hand_qty" in table.column_names for table in tables):
        return bool(known and alike)
    return bool(known or alike)


def _orphans(codes: Cells, pile: _Pile, parts: Sequence[Part]) -> Iterator[tuple[int, Problem]]:
    """Rows that met none, told of the file in which they stand, with their rows there."""
    for at in pile.parts:
        here = pc.is_in(codes, parts[at].table["sku"].combine_chunks())
        if at == pile.parts[-1]:
            here = pa.repeat(pa.scalar(True), len(codes))
        count = pc.sum(here).as_py()
        if count:
            shown = pc.filter(codes, here).slice(0, _EXAMPLES).to_pylist()
            examples = tuple(
                ProblemExample(
                    row=row, value=code, message="in no other export: kept as an item of its own"
                )
                for code, row in zip(shown, parts[at].rows_of(shown), strict=True)
            )
            yield at, Problem(code="orphan_rows", count=count, column="sku", examples=examples)
        codes = pc.filter(codes, pc.invert(here))


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
    names = [*(column.name for column in COLUMNS), HISTORY]
    return table.select([name for name in names if name in table.column_names])
