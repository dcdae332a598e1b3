"""What the headers of an export mean: one header for each canonical column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, frozen

from sentinel import second_opinion
from sentinel.canonical import BY_NAME
from sentinel.errors import UsageError
from sentinel.headers import ending, matches, normal
from sentinel.inference import infer
from sentinel.models import ColumnMapper, Export, MappedColumn, Sample
from sentinel.recognition import Recognition
from sentinel.turned import refuse_turned

_RENAMED = 0.9
"""What a proposal needs to stand in for a header that the adapter declares and the file lacks."""

LEFT_OUT = "left out by the caller"


@frozen(kw_only=True)
class ColumnMap:
    """The headers that are used, and why the others are not."""

    columns: tuple[MappedColumn, ...]
    """One per column, or one per column and location, or several addends of a column."""
    unmapped: Mapping[str, str]
    """Header to the reason, in the order of the file."""
    item_id: str | None = None
    """Header of the POS's own item id."""
    notes: tuple[str, ...] = ()
    """What a second opinion came to, or why there is none."""


@frozen(kw_only=True)
class Understood:
    """What a file is by its head, with nothing told of it."""

    recognition: Recognition
    columns: ColumnMap


# --- columns ------------------------------------------------------------------------------------


def map_columns(
    recognition: Recognition,
    sample: Sample,
    mappers: Mapping[str, ColumnMapper],
    told: Mapping[str, str | None] | None = None,
    source: str | None = None,
    adviser: ColumnMapper | None = None,
) -> ColumnMap:
    """One header for each column that the file has.

    What the caller told (`{"Header": "column"}`, or null for a header that is to be left out as if
    the file did not have it) wins over everything; then what the adapter
    declares; the columns still missing are inferred from what the mappers propose and from the
    arithmetic between the columns. Where no adapter knows the export, an `adviser` is asked for a
    second opinion.

    Raises UsageError if the caller names a header or a column that does not exist, and
    InputRefusedError, naming `source`, if the table lies on its side.
    """
    chosen, left_out = _told(sample.headers, told or {})
    whole, sample = sample, _without(sample, left_out)
    export = recognition.export
    if export is not None:
        _take(chosen, _declared(export, sample.headers))
    known, notes = tuple(chosen), tuple[str, ...]()
    refused = _take_inferred(chosen, export, sample, mappers)
    if export is None and not told:
        refuse_turned(sample, chosen, mappers.values(), source)
    if export is None and adviser is not None:
        # only now: the headers of a table on its side are cells
        advised = second_opinion.advised(sample, mappers.values(), known, adviser)
        chosen, refused = [*known, *advised.columns], dict(advised.refused)
        notes = advised.notes
    taken = {mapped.header for mapped in chosen}
    item_id = _item_id(export, sample.headers)
    if item_id is not None:
        refused[item_id] = "the POS's own item id, by which its exports are joined"
    return ColumnMap(
        columns=tuple(sorted(chosen, key=lambda mapped: sample.headers.index(mapped.header))),
        unmapped={
            header: LEFT_OUT if header in left_out else refused.get(header, "no canonical column")
            for header in whole.headers
            if header not in taken
        },
        item_id=item_id,
        notes=notes,
    )


def _told(
    headers: Sequence[str], told: Mapping[str, str | None]
) -> tuple[list[MappedColumn], frozenset[str]]:
    """The columns that were told, and the headers that are to be left out."""
    by_name = {normal(header): header for header in reversed(headers)}
    chosen, left_out = [], set[str]()
    for given, column in told.items():
        header = given if given in headers else by_name.get(normal(given))
        if header is None:
            raise UsageError(
                f"The file has no header {given!r}.", given=given, known=tuple(headers)
            )
        if column is None:
            left_out.add(header)
            continue
        if column not in BY_NAME:
            raise UsageError(
                f"There is no canonical column {column!r}.", given=column, known=tuple(BY_NAME)
            )
        chosen.append(_mapped(column, header, 1.0, "given by the caller"))
    return chosen, frozenset(left_out)


def _without(sample: Sample, left_out: frozenset[str]) -> Sample:
    if not left_out:
        return sample
    kept = [
        (header, cells)
        for header, cells in zip(sample.headers, sample.columns, strict=True)
        if header not in left_out
    ]
    return evolve(
        sample, headers=tuple(h for h, _ in kept), columns=tuple(cells for _, cells in kept)
    )


def _declared(export: Export, headers: Sequence[str]) -> list[MappedColumn]:
    declared = []
    for column, words in export.columns.items():
        header = _first_present((words,) if isinstance(words, str) else words, headers)
        if header is not None:
            why = export.why.get(column, "declared by the adapter")
            declared.append(_mapped(column, header, 1.0, why, scale=export.scale.get(column, 1.0)))
    known: set[str] | None = None
    for column, prefix in export.location_columns.items():
        places = {header: ending(prefix, header) for header in headers}
        named = {
            h: place for h, place in places.items() if place and (known is None or place in known)
        }
        # The first prefix is the sure one; "Price " alone would also find "Price Point Name".
        known = known or set(named.values()) or None
        for header, place in named.items():
            why = export.why.get(column, "declared by the adapter, one column per location")
            scale = export.scale.get(column, 1.0)
            declared.append(_mapped(column, header, 1.0, why, location=place, scale=scale))
    return declared


def _first_present(words: Sequence[str], headers: Sequence[str]) -> str | None:
    for word in words:
        for header in headers:
            if matches(word, header):
                return header
    return None


def _item_id(export: Export | None, headers: Sequence[str]) -> str | None:
    if export is None or export.item_id is None:
        return None
    words = (export.item_id,) if isinstance(export.item_id, str) else export.item_id
    return _first_present(words, headers)


def _take_inferred(
    chosen: list[MappedColumn],
    export: Export | None,
    sample: Sample,
    mappers: Mapping[str, ColumnMapper],
) -> dict[str, str]:
    """Adds what is inferred about the other headers; gives the reasons why some are not used."""
    lacking = set(BY_NAME)
    if export is not None:
        lacking = set(export.columns) | set(export.location_columns)
        lacking -= {mapped.column for mapped in chosen}
        if not lacking:
            return {}
    inferred = infer(sample, mappers.values(), chosen)
    wanted = [m for m in inferred.columns if m.column in lacking]
    if export is not None:
        # what the adapter knows and does not read is no other column under a new name
        known = {normal(header) for header in export.other_headers}
        wanted = [
            m
            for m in wanted
            if m.confidence >= _RENAMED and not m.needs_review and normal(m.header) not in known
        ]
    chosen += wanted
    return dict(inferred.refused)


def _take(chosen: list[MappedColumn], offered: Iterable[MappedColumn]) -> None:
    """Adds what does not clash with what is chosen already."""
    for offer in offered:
        if not any(m.header == offer.header or _rivals(m, offer) for m in chosen):
            chosen.append(offer)


def _rivals(one: MappedColumn, other: MappedColumn) -> bool:
    # A column for all locations stands in where a location's own is empty: both are of use.
    return one.column == other.column and one.location == other.location


def _mapped(
    column: str,
    header: str,
    confidence: float,
    why: str,
    location: str | None = None,
    scale: float = 1.0,
) -> MappedColumn:
    return MappedColumn(
        column=column,
        header=header,
        confidence=confidence,
        why=why,
        location=location,
        scale=scale,
    )
