"""What a file would be read as, header by header, for people to check and to keep."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from attrs import evolve, frozen

from sentinel import respelling
from sentinel.advice import Have, Power, advise, powers
from sentinel.mapping import ColumnMap, map_columns
from sentinel.models import (
    Adapter,
    Advice,
    ColumnMapper,
    ColumnProfile,
    MappedColumn,
    Primitive,
    Sample,
)
from sentinel.privacy import holds_private, is_private
from sentinel.profiles import profiles_of
from sentinel.recognition import Recognition, recognise
from sentinel.samples import sample_of, table_of
from sentinel.saved_mapping_files import save
from sentinel.saved_mappings import UNKNOWN, SavedMapping, fingerprint, fitting


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
    proof: str | None = None
    """The identity between columns that proves it; null: none."""
    needs_review: bool = False
    """True where a person should look at it before its figures are relied on."""


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
    deciding: tuple[str, ...]
    """The headers that tell it best from the runner-up, the strongest first."""
    equals: tuple[tuple[str, str], ...]
    """Key and export of others that the headers fit just as well."""
    fingerprint: str
    """Of the headers: the key of a saved mapping."""
    saved: date | None
    """The day of the saved mapping that was followed; null: none was."""
    fingerprint_found: tuple[str, ...]
    fingerprint_missing: tuple[str, ...]
    columns: tuple[SuggestedColumn, ...]
    """All headers, in the order of the file; behind them those that reading it adds."""
    primitives: tuple[Power, ...]
    """What each can do with it; it lacks columns that have no value in the head of the file."""
    advice: tuple[Advice, ...]
    """What to export as well, what is worth most first."""
    mapping: tuple[MappedColumn, ...]
    """The columns that are used, in full."""
    profiles: tuple[ColumnProfile, ...]
    """What the values under each header look like."""
    nulls: tuple[str, ...] = ()
    """Words that mean 'no value', where a saved mapping names some."""
    notes: tuple[str, ...] = ()
    """What a second opinion came to, or why there is none; empty where none was asked for."""

    def save(self, place: str | os.PathLike[str], *, on: date | None = None) -> Path:
        """Keep it for the next file with these headers; `place`: a folder, or a file `*.toml`.

        `on`: the day to be written into it (null: today). Gives the file's path. Raises UsageError
        where a file of the folder is no saved mapping.
        """
        return save(
            SavedMapping(
                fingerprint=self.fingerprint,
                saved=on or date.today(),
                pos=self.pos,
                export=self.export,
                columns=self.mapping,
                profiles=tuple(self._kept(profile) for profile in self.profiles),
                nulls=self.nulls,
                file=self.name,
            ),
            place,
        )

    def _kept(self, profile: ColumnProfile) -> ColumnProfile:
        """No value of the file gets into the text, and no figure of a column that is not used."""
        used = any(column.header == profile.header for column in self.mapping)
        return evolve(profile, values=frozenset(), middle=profile.middle if used else None)


def suggest(
    raw: Headed,
    adapters: Mapping[str, Adapter],
    mappers: Mapping[str, ColumnMapper],
    primitives: Mapping[str, Primitive],
    *,
    pos: str | None = None,
    mapping: Mapping[str, str | None] | None = None,
    saved: Sequence[SavedMapping] = (),
    adviser: ColumnMapper | None = None,
) -> MappingSuggestion:
    """What each header would be taken for and why, from the head of the file alone.

    `mapping`: header to canonical column, or null to leave it out, over whatever would be
    recognised or was `saved`.
    `adviser`: asked for a second opinion on an export that nobody knows. Raises UsageError for a
    `pos`, a header or a column that does not exist.
    """
    kept = fitting(saved, raw.headers, pos)
    recognition = (
        recognise(raw.headers, adapters, pos)
        if kept is None
        else kept.recognition(raw.headers, adapters)
    )
    sample = head(raw, recognition)
    needless = _needless(recognition, kept)
    asked = None if needless else adviser
    columns = map_columns(recognition, sample, mappers, mapping, raw.name, asked)
    if kept is not None:
        columns = kept.over(columns, sample.headers, mapping)
    if adviser is not None and needless:
        columns = evolve(columns, notes=(f"{adviser.title} was not asked: {needless}.",))
    return _suggestion(raw, recognition, sample, columns, kept, adapters, primitives)


def head(raw: Headed, recognition: Recognition) -> Sample:
    """The head of the table, prepared as that export is."""
    export = recognition.export
    if export is None or export.prepare is None:
        return raw.sample
    return sample_of(respelling.prepared(export, table_of(raw.sample)))


def _needless(recognition: Recognition, kept: SavedMapping | None) -> str | None:
    """Why there is nothing to ask of anybody; null where there is."""
    if kept is not None:
        return f"the {kept.why} says what the columns are"
    if recognition.export is not None:
        return f"{recognition.adapter.title} exports are known"
    return None


def _suggestion(
    raw: Headed,
    recognition: Recognition,
    prepared: Sample,
    mapped: ColumnMap,
    kept: SavedMapping | None,
    adapters: Mapping[str, Adapter],
    primitives: Mapping[str, Primitive],
) -> MappingSuggestion:
    export = recognition.export.name if recognition.export else UNKNOWN
    profiles = profiles_of(raw.sample)
    blank = {profile.header for profile in profiles if profile.kind == "empty"}
    there = [column.column for column in mapped.columns]
    filled = {column.column for column in mapped.columns if column.header not in blank}
    empty = set(there) - filled
    have = Have(pos=recognition.adapter.key, export=export, headers=raw.headers)
    return MappingSuggestion(
        name=raw.name,
        pos=recognition.adapter.key,
        title=recognition.adapter.title,
        export=export,
        pos_confidence=recognition.confidence,
        runner_up=recognition.runner_up,
        deciding=recognition.deciding,
        equals=recognition.equals,
        fingerprint=fingerprint(raw.headers),
        saved=kept.saved if kept else None,
        fingerprint_found=recognition.found,
        fingerprint_missing=recognition.missing,
        columns=_columns(raw.sample, prepared, mapped),
        primitives=powers(there, primitives, empty),
        advice=advise(there, [have], adapters, primitives, empty=empty),
        mapping=mapped.columns,
        profiles=profiles,
        nulls=kept.nulls if kept else (),
        notes=mapped.notes,
    )


def _columns(raw: Sample, prepared: Sample, mapped: ColumnMap) -> tuple[SuggestedColumn, ...]:
    taken = {column.header: column for column in mapped.columns}
    cells = dict(zip(prepared.headers, prepared.columns, strict=True))
    cells |= dict(zip(raw.headers, raw.columns, strict=True))
    added = [header for header in taken if header not in raw.headers]
    return tuple(
        _suggested(header, cells[header], taken.get(header), mapped.unmapped.get(header, ""))
        for header in (*raw.headers, *added)
    )


def _suggested(
    header: str, values: Sequence[str | None], mapped: MappedColumn | None, reason: str
) -> SuggestedColumn:
    private = is_private(header) or holds_private(values)
    different = dict.fromkeys(value for value in values if value)
    return SuggestedColumn(
        header=header,
        column=mapped.column if mapped else None,
        confidence=mapped.confidence if mapped else None,
        why=mapped.why if mapped else reason,
        samples=() if private and mapped is None else tuple(different)[:3],
        location=mapped.location if mapped else None,
        proof=mapped.proof if mapped else None,
        needs_review=mapped.needs_review if mapped else False,
    )
