"""The shapes in which a store can hand over its exports: one entry per POS system in `LAYOUTS`."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .export import write_csv
from .systems import EXPECTED, SYSTEMS, File

CANONICAL = "canonical"
LAYOUTS = (CANONICAL, *SYSTEMS)
"""`canonical`, or the adapter that is to recognise it. What an adapter's layout cannot say is lost,
and the variant of that layout shows what it costs."""
SELLS = dt.timedelta(days=90)
"""What sold in these days is still on the till."""


def write(layout: str, table: pa.Table, as_of: dt.date, folder: Path) -> list[Path]:
    """Writes canonical columns, any of which may be absent or damaged, as that system exports them.

    layout: one of `LAYOUTS`; folder: is made where it is missing. Returns the files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if layout == CANONICAL:
        write_csv(table, folder / "export.csv")
        return [folder / "export.csv"]
    table = _with_expected(table)
    return [_write(file, table, as_of, folder) for file in SYSTEMS[layout]]


def _with_expected(table: pa.Table) -> pa.Table:
    names = ("counted_qty", "count_variance_qty")
    if not all(n in table.column_names and pa.types.is_floating(table[n].type) for n in names):
        return table
    counted, variance = (table[name].to_pylist() for name in names)
    expected = [
        None if one is None or other is None else one - other
        for one, other in zip(counted, variance, strict=True)
    ]
    return table.append_column(EXPECTED, pa.array(expected, pa.float64()))


def columns(layout: str) -> frozenset[str]:
    """Canonical columns that the files of a system can say."""
    every = {name for file in SYSTEMS[layout] for name in file.columns.values()}
    return frozenset(every - {EXPECTED})


def _write(file: File, table: pa.Table, as_of: dt.date, folder: Path) -> Path:
    table, period = _listed(file, table), _period(table, as_of)
    table = _shown(table, as_of) if file.hides else table
    path = folder / file.name.format(**period)
    said = {header: _texts(file, table, header) for header in file.columns}
    fixed = {header: [text.format(**period)] * len(table) for header, text in file.fixed.items()}
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(line.format(**period) + "\n" for line in file.above)
        writer = csv.writer(stream, delimiter=file.delimiter, lineterminator="\n")
        writer.writerow([*said, *fixed])
        stream.writelines(line + "\n" for line in file.under)
        writer.writerows(zip(*said.values(), *fixed.values(), strict=True))
    return path


def _listed(file: File, table: pa.Table) -> pa.Table:
    """The rows that this file lists."""
    name = {"sold": "units_sold", "counted": "counted_qty"}.get(file.rows)
    if name is None or name not in table.column_names:
        return table
    nothing = (None, "0") if file.rows == "sold" else (None,)
    texts = table[name].cast(pa.string()).to_pylist()
    return table.filter(pa.array([text not in nothing for text in texts]))


def _shown(table: pa.Table, as_of: dt.date) -> pa.Table:
    """What is run down is active while it sells: nobody rings up what the till does not show."""
    names = {"status", "last_sold_on"}
    if not names <= {*table.column_names} or not pa.types.is_date(table["last_sold_on"].type):
        return table
    status: Any = table["status"].cast(pa.string())
    sells: Any = pc.greater_equal(table["last_sold_on"], pa.scalar(as_of - SELLS))
    ended: Any = pc.and_(pc.equal(status, pa.scalar("discontinued")), pc.fill_null(sells, False))
    at = table.column_names.index("status")
    return table.set_column(at, "status", pc.if_else(ended, "active", status))


def _period(table: pa.Table, as_of: dt.date) -> Mapping[str, str]:
    """First and last day of the sales window."""
    said = Counter(_said(table, "sales_window_days"))
    # a damaged cell is not what most rows say
    days = int(float(said.most_common(1)[0][0])) if said else 365
    start = as_of - dt.timedelta(days=days - 1)
    return {
        "start": str(start),
        "end": str(as_of),
        "next": str(as_of + dt.timedelta(days=1)),
        "year": str(as_of.year),
        "start_us": f"{start:%m-%d-%Y}",
        "end_us": f"{as_of:%m-%d-%Y}",
        "start_long": f"{start:%b} {start.day}, {start.year}",
        "end_long": f"{as_of:%b} {as_of.day}, {as_of.year}",
    }


def _said(table: pa.Table, name: str) -> list[str]:
    """A column's cells other than empty ones; none where it is absent."""
    if name not in table.column_names:
        return []
    return [text for text in table[name].cast(pa.string()).to_pylist() if text is not None]


def _texts(file: File, table: pa.Table, header: str) -> list[str]:
    """The cells under a header; empty where the store has no such column."""
    name = file.columns[header]
    if name not in table.column_names:
        return [""] * len(table)
    column = table[name]
    empty = file.empty.get(name, "")
    if pa.types.is_date(column.type):
        return [empty if day is None else day.strftime(file.dates) for day in column.to_pylist()]
    if name in file.cents and pa.types.is_floating(column.type):
        column = pc.round(column, 2)
    words, before = file.words.get(name, {}), file.before.get(header, "")
    texts: list[str | None] = column.cast(pa.string()).to_pylist()
    return [empty if text is None else before + words.get(text, text) for text in texts]
