"""From files and what a person chose for their columns to a snapshot."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

import pyarrow as pa
from attrs import evolve, frozen

from sentinel.adapt import Part, adapt
from sentinel.canonical import DEFAULT_STORE
from sentinel.compute import pc
from sentinel.engine import Engine
from sentinel.joining import join
from sentinel.mapping import Understood, map_columns
from sentinel.models import Snapshot
from sentinel.readers import InputSource, RawTable, open_table
from sentinel.recognition import of_one_system, recognise
from sentinel.saved_mappings import UNKNOWN, SavedMapping, fingerprint
from sentinel.snapshot import constant
from sentinel.suggestion import head


class Chosen(Protocol):
    """What a person changed of the suggestion for one file."""

    @property
    def columns(self) -> Mapping[str, str]:
        """Header to canonical column, over the suggestion."""

    @property
    def skipped(self) -> Collection[str]:
        """Headers that are not to be read, whatever was recognised."""


@frozen(kw_only=True)
class Header:
    """One column of a file."""

    header: str
    column: str | None
    """Canonical column that it would be taken for; null: it is not used."""


@frozen(kw_only=True, eq=False)
class OpenedExport:
    """One file, and what its columns would be taken for."""

    raw: RawTable
    understood: Understood
    system: str | None
    """The POS, where the other files decide it; else null."""

    @property
    def columns(self) -> tuple[Header, ...]:
        """In the order of the file; behind them those that reading it adds."""
        taken = {one.header: one.column for one in self.understood.columns.columns}
        names = dict.fromkeys((*self.raw.headers, *taken))
        return tuple(Header(header=name, column=taken.get(name)) for name in names)


def open_exports(
    engine: Engine, files: Iterable[tuple[str, InputSource]]
) -> tuple[OpenedExport, ...]:
    """The files of one store, by name and content. Raises InputRefusedError for no table."""
    tables = [open_table(source, name=name) for name, source in files]
    systems: Sequence[str | None] = [None] * len(tables)
    if len(tables) > 1:
        systems = of_one_system([table.headers for table in tables], engine.adapters)
    return tuple(
        OpenedExport(raw=table, understood=_understood(engine, table, system), system=system)
        for table, system in zip(tables, systems, strict=True)
    )


def _understood(engine: Engine, table: RawTable, system: str | None) -> Understood:
    recognition = recognise(table.headers, engine.adapters, system)
    sample = head(table, recognition)
    columns = map_columns(recognition, sample, engine.column_mappers, None, table.name)
    return Understood(recognition=recognition, columns=columns)


def read(
    engine: Engine,
    exports: Sequence[OpenedExport],
    chosen: Sequence[Chosen],
    *,
    store_id: str | None = None,
) -> Snapshot:
    """The snapshot of the files, each with what was chosen for it.

    `store_id`: whose files they are, where they do not name a store themselves. Raises
    InputRefusedError where no snapshot can be made, UsageError for columns that do not exist.
    """
    parts = [_part(engine, export, own) for export, own in zip(exports, chosen, strict=True)]
    snapshot = join(parts)
    return _of_store(snapshot, store_id) if store_id else snapshot


def _part(engine: Engine, export: OpenedExport, chosen: Chosen) -> Part:
    recognition = export.understood.recognition
    part = adapt(
        export.raw,
        engine.adapters,
        engine.column_mappers,
        pos=export.system,
        mapping=chosen.columns,
        saved=(_rest(export, chosen.skipped),) if chosen.skipped else (),
        understood=export.understood,
        threads=engine.threads,
    )
    source = evolve(
        part.source,
        pos_confidence=recognition.confidence,
        pos_runner_up=recognition.runner_up,
        pos_deciding=recognition.deciding,
        pos_equals=recognition.equals,
    )
    return evolve(part, source=source)


def _rest(export: OpenedExport, skipped: Collection[str]) -> SavedMapping:
    """What was understood without these headers, as the one thing to go by."""
    recognition, columns = export.understood.recognition, export.understood.columns.columns
    return SavedMapping(
        fingerprint=fingerprint(export.raw.headers),
        saved=date.min,  # never kept
        pos=recognition.adapter.key,
        export=recognition.export.name if recognition.export else UNKNOWN,
        columns=tuple(one for one in columns if one.header not in skipped),
    )


def _of_store(snapshot: Snapshot, store_id: str) -> Snapshot:
    """The snapshot under the name of its store, if its files give none."""
    if pc.unique(snapshot.table["store_id"]).to_pylist() != [DEFAULT_STORE]:
        return snapshot
    history = snapshot.history
    return evolve(
        snapshot,
        table=_named(snapshot.table, store_id),
        history=None if history is None else _named(history, store_id),
    )


def _named(table: pa.Table, store_id: str) -> pa.Table:
    place = table.column_names.index("store_id")
    names = constant(store_id, table.num_rows).cast(table.schema.field(place).type)
    return table.set_column(place, "store_id", names)
