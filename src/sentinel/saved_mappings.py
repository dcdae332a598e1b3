"""What a person said of an export's columns, kept as a small text file for the next time.

One TOML file per set of headers. The key is a fingerprint of the headers as a set: their order is
left out because it means nothing (columns get dragged about in a spreadsheet, and a POS lets people
choose them), and spelling is left out as far as `sentinel.headers.normal` does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

from attrs import evolve, field, frozen

from sentinel.errors import UsageError
from sentinel.headers import normal
from sentinel.mapping import ColumnMap
from sentinel.models import Adapter, ColumnProfile, MappedColumn
from sentinel.recognition import Recognition, recognise

UNKNOWN = "unknown"
"""Export of a file whose columns were found by the mappers."""


@frozen(kw_only=True)
class SavedMapping:
    """What the columns of one export mean, as a person confirmed it."""

    fingerprint: str
    """Of the headers, see `fingerprint`."""
    saved: date
    pos: str
    export: str
    """`unknown` where no adapter knows the export."""
    columns: tuple[MappedColumn, ...]
    """All that is used of the file; a header that is not here is not used."""
    profiles: tuple[ColumnProfile, ...] = ()
    """What the columns looked like when it was saved; null `values`."""
    nulls: tuple[str, ...] = ()
    """Words that mean 'no value' in this file, beyond the usual ones."""
    file: str = ""
    """Name of the file it was made from."""
    path: Path | None = None
    """Where it was read from."""
    lines: Mapping[str, int] = field(factory=dict)
    """Name of a setting, or `columns.` and a header, to its line in that file."""

    @property
    def why(self) -> str:
        """What a column's `why` says where this decided."""
        return f"saved mapping of {self.saved}"

    def recognition(self, headers: Sequence[str], adapters: Mapping[str, Adapter]) -> Recognition:
        """The system and export that it names. Raises UsageError where they are not loaded."""
        if self.pos not in adapters:
            self._refuse(f"the POS {self.pos!r} is not loaded.", "pos", known=tuple(adapters))
        adapter = adapters[self.pos]
        if self.export == UNKNOWN:
            return Recognition(adapter=adapter, export=None, confidence=1.0)
        exports = tuple(export for export in adapter.exports if export.name == self.export)
        if not exports:
            known = tuple(dict.fromkeys(export.name for export in adapter.exports))
            self._refuse(
                f"{adapter.title} has no export {self.export!r}.", "export", known=(*known, UNKNOWN)
            )
        narrowed = {self.pos: evolve(adapter, exports=exports)}
        found = recognise(headers, narrowed, self.pos)
        return evolve(found, adapter=adapter, export=found.export or exports[0], confidence=1.0)

    def over(
        self, columns: ColumnMap, headers: Sequence[str], told: Mapping[str, str | None] | None
    ) -> ColumnMap:
        """The mapping with this in the place of what was recognised; only `told` is above it.

        Raises UsageError for a header that is not among `headers`.
        """
        given = {normal(header): column for header, column in (told or {}).items()}
        chosen = [m for m in columns.columns if given.get(normal(m.header)) == m.column]
        above = {(m.column, m.location) for m in chosen}
        names = {normal(header): header for header in reversed(headers)}
        for column in self.columns:
            header = column.header if column.header in headers else names.get(normal(column.header))
            if header is None:
                self._refuse(
                    f"the file has no header {column.header!r}.",
                    f"columns.{column.header}",
                    known=tuple(headers),
                )
            if normal(header) not in given and (column.column, column.location) not in above:
                chosen.append(evolve(column, header=header))
        taken = {column.header for column in chosen}
        return evolve(
            columns,
            columns=tuple(sorted(chosen, key=lambda column: headers.index(column.header))),
            unmapped={
                header: columns.unmapped.get(header, f"not in the {self.why}")
                for header in headers
                if header not in taken
            },
        )

    def _refuse(self, message: str, place: str, known: tuple[str, ...] = ()) -> NoReturn:
        raise wrong(self.path, self.lines.get(place), message, known)


def fingerprint(headers: Sequence[str]) -> str:
    """The key of a set of headers: 16 hexadecimal digits."""
    names = "\n".join(sorted({normal(header) for header in headers}))
    return sha256(names.encode("utf-8", "replace")).hexdigest()[:16]


def fitting(
    saved: Sequence[SavedMapping], headers: Sequence[str], pos: str | None = None
) -> SavedMapping | None:
    """The mapping that was saved for these headers; none where `pos` names another system."""
    key = fingerprint(headers)
    return next((m for m in saved if m.fingerprint == key and pos in (None, m.pos)), None)


def wrong(
    path: Path | None, line: int | None, message: str, known: tuple[str, ...] = ()
) -> UsageError:
    """What is wrong with a file of a person's, with its place."""
    where = "saved mapping" if path is None else str(path)
    if line is not None:
        where += f", line {line}"
    return UsageError(f"{where}: {message}", given=where, known=known)
