"""POST /uploads/suggest-mapping: what the columns of an upload would be taken for."""

from __future__ import annotations

from io import BytesIO
from typing import Annotated

from attrs import frozen

from sentinel.http.operations import Call, operation
from sentinel.http.parts import Parts
from sentinel.http.reading import Text, form
from sentinel.http.targets import CRITICAL, TARGETS, targets_of
from sentinel.http.upload_keys import own_key, upload_size
from sentinel.insights.units import Fraction
from sentinel.models import Sample
from sentinel.readers import open_head
from sentinel.readers.kinds import HEAD as KIND_BYTES
from sentinel.readers.kinds import Kind, is_json, kind_of
from sentinel.readers.opening import HEAD
from sentinel.suggestion import MappingSuggestion, suggest

AN_HOUR = 200
"""Calls: the old server had no limit on its costliest one."""
_ROWS = 10


@frozen(kw_only=True)
class Asked:
    """An upload."""

    key: Annotated[str, Text(1, 512)]
    filename: Annotated[str, Text(1, 255)]
    """What people call it; what it is, is told by its content."""


@frozen(kw_only=True)
class ColumnReading:
    """What one header would be read as, in our own terms."""

    header: str
    column: str | None
    """Canonical column; null: it is not read."""
    location: str | None
    """The store, where the header names one."""
    confidence: Fraction | None
    why: str
    needs_review: bool


@frozen(kw_only=True)
class Suggestion:
    """A mapping to be looked at, changed, and sent with the analysis."""

    original_columns: tuple[str, ...]
    sample_data: tuple[dict[str, str], ...]
    """The first 10 rows, by header, as text."""
    suggestions: dict[str, str | None]
    """Header to target, each target once; null: none."""
    confidences: dict[str, Fraction]
    importance: dict[str, int]
    """0 for a header without a target, else 2 to 5."""
    critical_missing: tuple[str, ...]
    notes: str
    pos: str
    """Key of the system that it is taken for."""
    pos_confidence: Fraction
    columns: tuple[ColumnReading, ...]
    """Every header, those without a target too."""


class SuggestMapping:
    """Reads the head of the file; a workbook has none that could be read by itself."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @operation(
        "Suggest what the columns of an upload mean",
        takes=form(Asked),
        answers=Suggestion,
        refuses=(403, 404, 429),
    )
    def on_post(self, call: Call[Asked]) -> Suggestion:
        """Nothing is kept. Send `suggestions`, changed or not, as `mapping` with the analysis."""
        key = own_key(call.tenant, call.given.key)
        size = upload_size(self._parts, call.tenant, key)
        call.count("suggest-mapping", "suggestions", limit=AN_HOUR)
        with call.timed("fetch"):
            data = self._start_of(call, key, size)
        with call.timed("map"):
            table = open_head(BytesIO(data), name=call.given.filename)
            engine = self._parts.engine
            suggestion = suggest(
                table,
                engine.adapters,
                engine.column_mappers,
                engine.primitives,
                adviser=self._parts.mapper,
            )
        return _written(suggestion, table.headers, table.sample)

    def _start_of(self, call: Call[Asked], key: str, size: int) -> bytes:
        # one byte more than is read: so the reader knows that the last line may be cut
        head = self._parts.blobs.head(call.tenant, key, HEAD + 1)
        if size <= len(head):
            return head
        start = head[:KIND_BYTES]
        if kind_of(start, call.given.filename) is Kind.TEXT and not is_json(start):
            return head
        return self._parts.blobs.get(call.tenant, key)


def _written(suggestion: MappingSuggestion, headers: tuple[str, ...], sample: Sample) -> Suggestion:
    targets = targets_of(suggestion.columns)
    sure = {column.header: column.confidence or 0.0 for column in suggestion.columns}
    return Suggestion(
        original_columns=headers,
        sample_data=_rows(sample),
        suggestions={header: targets.get(header) for header in headers},
        confidences={h: sure.get(h, 0.0) if h in targets else 0.0 for h in headers},
        importance={h: TARGETS[targets[h]].importance if h in targets else 0 for h in headers},
        critical_missing=tuple(one for one in CRITICAL if one not in targets.values()),
        notes=_notes(suggestion),
        pos=suggestion.pos,
        pos_confidence=suggestion.pos_confidence,
        columns=tuple(
            ColumnReading(
                header=column.header,
                column=column.column,
                location=column.location,
                confidence=column.confidence,
                why=column.why,
                needs_review=column.needs_review,
            )
            for column in suggestion.columns
        ),
    )


def _rows(sample: Sample) -> tuple[dict[str, str], ...]:
    rows = list(zip(*sample.columns, strict=True))[:_ROWS]
    return tuple(
        {header: cell or "" for header, cell in zip(sample.headers, row, strict=True)}
        for row in rows
    )


def _notes(suggestion: MappingSuggestion) -> str:
    known = suggestion.pos != "generic"
    said = (
        f"Recognised as {suggestion.title}, {suggestion.pos_confidence:.0%} sure."
        if known
        else "No known system: columns were told by their headers and values."
    )
    look = [column.header for column in suggestion.columns if column.needs_review]
    if look:
        more = f" and {len(look) - 5} more" if len(look) > 5 else ""
        said += f" Please look at: {', '.join(look[:5])}{more}."
    return " ".join([said, *suggestion.notes])
