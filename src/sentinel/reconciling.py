"""Totals before and after: what the files hold is in the snapshot or left aside for a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyarrow as pa

from sentinel.compute import Cells, pc
from sentinel.models import LeftAside, Reconciled

RECONCILED = (
    "on_hand_qty",
    "on_order_qty",
    "units_sold",
    "units_returned",
    "net_sales",
    "counted_qty",
)
"""The quantities and amounts whose totals are followed from the files to the snapshot."""

QUANTITIES = (
    "on_hand_qty",
    "on_order_qty",
    "committed_qty",
    "units_sold",
    "units_returned",
    "net_sales",
    "counted_qty",
    "count_variance_qty",
)
"""What belongs to one store and must not be given to several."""

Aside = tuple[str, LeftAside]
"""A column and what was left aside of it."""


def aside(column: str, reason: str, figures: Cells) -> list[Aside]:
    """The figures as left aside; nothing if none of them is known or the column is not followed."""
    rows = len(figures) - figures.null_count
    if column not in RECONCILED or not rows:
        return []
    return [(column, LeftAside(reason=reason, rows=rows, total=pc.sum(figures).as_py()))]


def totals(table: pa.Table) -> dict[str, float]:
    """The sum of each followed column that the table has."""
    present = [name for name in RECONCILED if name in table.column_names]
    return {name: pc.sum(table[name]).as_py() or 0.0 for name in present}


def reconciled(
    before: Iterable[Mapping[str, float]], after: pa.Table, asides: Iterable[Aside]
) -> tuple[Reconciled, ...]:
    """One entry per followed column that a file has, with what was left aside by reason."""
    in_files: dict[str, float] = {}
    for found in before:
        for name, value in found.items():
            in_files[name] = in_files.get(name, 0.0) + value
    by_reason: dict[tuple[str, str], LeftAside] = {}
    for column, one in asides:
        known = by_reason.get((column, one.reason))
        rows, total = (0, 0.0) if known is None else (known.rows, known.total)
        by_reason[column, one.reason] = LeftAside(
            reason=one.reason, rows=rows + one.rows, total=total + one.total
        )
    in_snapshot = totals(after)
    return tuple(
        Reconciled(
            column=name,
            in_files=in_files[name],
            in_snapshot=in_snapshot.get(name, 0.0),
            left_aside=tuple(one for (column, _), one in by_reason.items() if column == name),
        )
        for name in RECONCILED
        if name in in_files
    )
