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
from sentinel.models import Snapshot
from sentinel.readers import InputSource, RawTable, open_table
from sentinel.recognition import of_one_system
from sentinel.saved_mappings import SavedMapping
from sentinel.snapshot import constant
from sentinel.suggestion import MappingSuggestion, suggest


class Chosen(Protocol):
    """What a person changed of the suggestion for one file."""

    @property
    def columns(self) -> Mapping[str, str]:
        """Header to canonical column, over the suggestion."""

    @property
    def skipped(self) -> Collection[str]:
        """Headers that are not to be read, whatever was recognised."""


@frozen(kw_only=True, eq=False)
class OpenedExport:
    """One file, and what its columns would be taken for."""

    raw: RawTable
    suggestion: MappingSuggestion
    system: str | None
    """The POS, where the other files decide it; else null."""


def open_exports(
    engine: Engine, files: Iterable[tuple[str, InputSource]]
) -> tuple[OpenedExport, ...]:
    """The files of one store, by name and content. Raises InputRefusedError for no table."""
    tables = [open_table(source, name=name) for name, source in files]
    systems: Sequence[str | None] = [None] * len(tables)
    if len(tables) > 1:
        systems = of_one_system([table.headers for table in tables], engine.adapters)
    return tuple(
        OpenedExport(
            raw=table,
            suggestion=suggest(
                table, engine.adapters, engine.column_mappers, engine.primitives, pos=system
            ),
            system=system,
        )
        for table, system in zip(tables, systems, strict=True)
    )


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
    suggestion = export.suggestion
    part = adapt(
        export.raw,
        engine.adapters,
        engine.column_mappers,
        pos=export.system,
        mapping=chosen.columns,
        saved=(_rest(suggestion, chosen.skipped),) if chosen.skipped else (),
        threads=engine.threads,
    )
    source = evolve(
        part.source,
        pos_confidence=suggestion.pos_confidence,
        pos_runner_up=suggestion.runner_up,
        pos_deciding=suggestion.deciding,
        pos_equals=suggestion.equals,
    )
    return evolve(part, source=source)


def _rest(suggestion: MappingSuggestion, skipped: Collection[str]) -> SavedMapping:
    """The suggestion without these headers, as the one thing to go by."""
    return SavedMapping(
        fingerprint=suggestion.fingerprint,
        saved=date.min,  # never kept
        pos=suggestion.pos,
        export=suggestion.export,
        columns=tuple(one for one in suggestion.mapping if one.header not in skipped),
        nulls=suggestion.nulls,
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
