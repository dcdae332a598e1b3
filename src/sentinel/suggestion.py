"""What a file would be read as, header by header, for people to check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from attrs import frozen

from sentinel.headers import normal
from sentinel.mapping import ColumnMap, map_columns
from sentinel.models import Adapter, ColumnMapper, MappedColumn, Sample
from sentinel.recognition import Recognition, recognise
from sentinel.samples import sample_of, table_of


class Headed(Protocol):
    """The head of a table that was opened: `sentinel.readers.RawTable` is one."""

    @property
    def name(self) -> str: ...
    @property
    def headers(self) -> tuple[str, ...]: ...
    @property
    def sample(self) -> Sample: ...


@frozen(kw_only=True)
class SuggestedColumn:
    """One header and what it would be taken for."""

    header: str
    column: str | None
    """Canonical column; null if it is not used."""
    confidence: float | None
    why: str
    samples: tuple[str, ...]
    """The first different values; none of columns about customers, cards and staff."""
    location: str | None = None


@frozen(kw_only=True)
class MappingSuggestion:
    """What a file would be read as: the answer of `sentinel map`."""

    name: str
    pos: str
    title: str
    export: str
    pos_confidence: float
    runner_up: tuple[str, str, float] | None
    """Key, export and confidence of the next best."""
    fingerprint_found: tuple[str, ...]
    fingerprint_missing: tuple[str, ...]
    columns: tuple[SuggestedColumn, ...]
    """All headers, in the order of the file."""


_PRIVATE = ("customer", "card", "pan suffix", "email", "phone", "employee", "address", "counters")


def suggest(
    raw: Headed,
    adapters: Mapping[str, Adapter],
    mappers: Mapping[str, ColumnMapper],
    *,
    pos: str | None = None,
) -> MappingSuggestion:
    """What each header would be taken for and why, from the head of the file alone.

    Raises UsageError for a `pos` that does not exist.
    """
    recognition = recognise(raw.headers, adapters, pos)
    sample, export = raw.sample, recognition.export
    if export is not None and export.prepare is not None:
        sample = sample_of(export.prepare(table_of(sample)))
    columns = map_columns(recognition, sample, mappers)
    return suggestion(raw.name, recognition, raw.sample, columns)


def suggestion(
    name: str, recognition: Recognition, sample: Sample, mapped: ColumnMap
) -> MappingSuggestion:
    """The mapping in the order of the file, with sample values, for people to check."""
    taken: dict[str, MappedColumn] = {column.header: column for column in mapped.columns}
    return MappingSuggestion(
        name=name,
        pos=recognition.adapter.key,
        title=recognition.adapter.title,
        export=recognition.export.name if recognition.export else "unknown",
        pos_confidence=recognition.confidence,
        runner_up=recognition.runner_up,
        fingerprint_found=recognition.found,
        fingerprint_missing=recognition.missing,
        columns=tuple(
            _suggested(header, values, taken.get(header), mapped.unmapped.get(header, ""))
            for header, values in zip(sample.headers, sample.columns, strict=True)
        ),
    )


def _suggested(
    header: str, values: Sequence[str | None], mapped: MappedColumn | None, reason: str
) -> SuggestedColumn:
    private = any(word in normal(header) for word in _PRIVATE)
    different = dict.fromkeys(value for value in values if value)
    return SuggestedColumn(
        header=header,
        column=mapped.column if mapped else None,
        confidence=mapped.confidence if mapped else None,
        why=mapped.why if mapped else reason,
        samples=() if private and mapped is None else tuple(different)[:3],
        location=mapped.location if mapped else None,
    )
