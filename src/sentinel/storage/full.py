"""Reports and snapshots with every field, to be read back: nothing is rounded, nothing left out.

Not the public JSON (`sentinel.wire`), which is for people and clients.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import evolve, resolve_types
from cattrs import BaseValidationError, Converter
from cattrs.gen import make_dict_unstructure_fn, override

from sentinel import models
from sentinel.errors import StorageDamagedError

T = TypeVar("T")

_META, _HISTORY = b"sentinel.snapshot", b"sentinel.history"

_converter = Converter()

for _model in (models.Report, models.Snapshot):
    # their annotations name pyarrow, which `models` imports for type checkers only
    resolve_types(_model, localns={"pa": pa})


def _is_plain(kind: Any) -> bool:
    """Numbers, words and null side by side, which JSON tells apart by itself; and tables."""
    return get_origin(kind) in (Union, UnionType) and all(
        part in (float, int, str, NoneType, pa.Table) or get_origin(part) is Literal
        for part in get_args(kind)
    )


def _is_set(kind: Any) -> bool:
    return get_origin(kind) is frozenset


_converter.register_structure_hook_func(_is_plain, lambda value, _: value)
_converter.register_structure_hook(pa.Table, lambda value, _: value)
_converter.register_unstructure_hook(date, date.isoformat)
_converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
_converter.register_unstructure_hook_func(_is_set, sorted)
_converter.register_unstructure_hook(
    models.Report,
    make_dict_unstructure_fn(models.Report, _converter, findings=override(omit=True)),
)
_converter.register_unstructure_hook(
    models.Snapshot,
    make_dict_unstructure_fn(
        models.Snapshot, _converter, table=override(omit=True), history=override(omit=True)
    ),
)


@_converter.register_structure_hook
def _number(value: Any, _: Any) -> float:
    """As it was written: whole numbers among the figures stay whole."""
    if not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return value


def write_issue(issue: models.Issue) -> str:
    """The issue as JSON, in ASCII."""
    return _written(_converter.unstructure(issue))


def read_issue(text: str) -> models.Issue:
    """What `write_issue` wrote. Raises StorageDamagedError."""
    return _read(text, models.Issue, "issue")


def write_report(report: models.Report, issues: Sequence[str]) -> bytes:
    """The report as JSON, without its table of findings. `issues`: each of its issues, written."""
    facts = _converter.unstructure(evolve(report, issues=()))
    texts = {name: _written(value) for name, value in facts.items()}
    texts["issues"] = f"[{','.join(issues)}]"
    return f"{{{','.join(f'{_written(name)}:{text}' for name, text in texts.items())}}}".encode()


def read_report(data: bytes, findings: pa.Table) -> models.Report:
    """What `write_report` wrote, with its table of findings. Raises StorageDamagedError."""
    return _read(data, models.Report, "report", findings=findings)


def write_snapshot(snapshot: models.Snapshot) -> bytes:
    """The snapshot as Parquet, without its history; what is no column is in the metadata."""
    words = _written(_converter.unstructure(snapshot)).encode()
    ours = {_META: words, _HISTORY: b"no" if snapshot.history is None else b"yes"}
    kept = snapshot.table.schema.metadata or {}
    table = snapshot.table.replace_schema_metadata({**kept, **ours})
    # other texts are names of items, all different: to look for repeats would take half of the time
    repeated = [one.name for one in table.schema if pa.types.is_dictionary(one.type)]
    return write_table(table, repeated)


def has_history(data: bytes) -> bool:
    """Whether what `write_snapshot` wrote has a history beside it. Raises StorageDamagedError."""
    try:
        metadata = pq.read_schema(pa.BufferReader(data)).metadata or {}
    except (pa.ArrowException, OSError) as error:
        raise StorageDamagedError(f"A stored table cannot be read: {error}") from error
    return bool(metadata.get(_HISTORY) == b"yes")


def read_snapshot(data: bytes, history: Callable[[], bytes]) -> models.Snapshot:
    """What `write_snapshot` wrote; its history is fetched if it has one.

    Raises StorageDamagedError.
    """
    table = read_table(data)
    metadata = dict(table.schema.metadata or {})
    if not {_META, _HISTORY} <= metadata.keys():
        raise StorageDamagedError("A stored snapshot lacks its metadata.")
    words, with_history = metadata.pop(_META), metadata.pop(_HISTORY) == b"yes"
    table = table.replace_schema_metadata(metadata or None)
    days = read_table(history()) if with_history else None
    return _read(words, models.Snapshot, "snapshot", table=table, history=days)


def write_table(table: pa.Table, repeated: Sequence[str] | None = None) -> bytes:
    """A table as Parquet. `repeated`: columns whose values repeat; null: nobody knows."""
    sink = pa.BufferOutputStream()
    # read whole or not at all: statistics to skip parts by would be for nobody
    dictionaries: Any = True if repeated is None else list(repeated)
    pq.write_table(
        table, sink, compression="lz4", use_dictionary=dictionaries, write_statistics=False
    )
    return sink.getvalue().to_pybytes()


def read_table(data: bytes) -> pa.Table:
    """What `write_table` wrote. Raises StorageDamagedError."""
    try:
        return pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError) as error:
        raise StorageDamagedError(f"A stored table cannot be read: {error}") from error


def _written(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _read(text: str | bytes, kind: type[T], what: str, **tables: Any) -> T:
    try:
        return _converter.structure({**json.loads(text), **tables}, kind)
    except (ValueError, TypeError, KeyError, BaseValidationError) as error:
        raise StorageDamagedError(f"A stored {what} cannot be read: {error}") from error
