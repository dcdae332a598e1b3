"""Headers as the adapter spells them, where a file has them in other case, blanks or marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from sentinel.headers import ending, normal
from sentinel.models import Export


def prepared(export: Export, table: pa.Table) -> pa.Table:
    """What the export's `prepare` makes of a table of text (the table itself without one).

    It sees the headers as its adapter spells them; what comes out has the headers of the file.
    """
    if export.prepare is None:
        return table
    names = _respelled(table.column_names, export)
    back = {spelled: header for header, spelled in names.items()}
    return _renamed(export.prepare(_renamed(table, names)), back)


def _renamed(table: pa.Table, names: Mapping[str, str]) -> pa.Table:
    if not names:
        return table
    return table.rename_columns([names.get(name, name) for name in table.column_names])


def _respelled(headers: Sequence[str], export: Export) -> dict[str, str]:
    """Header of the file to the adapter's spelling, where they differ and mean the same."""
    declared = dict.fromkeys(_declared(export))
    # Of two declared spellings of one header the first is meant.
    by_name = {normal(word): word for word in reversed(declared)}
    names: dict[str, str] = {}
    for header in headers:
        if header in declared:
            continue
        spelled = by_name.get(normal(header)) or _at_location(header, export)
        if spelled is not None and spelled not in headers and spelled not in names.values():
            names[header] = spelled
    return names


def _declared(export: Export) -> Iterator[str]:
    ids = () if export.item_id is None else (export.item_id,)
    others = (*export.other_headers, *export.contradicted_by)
    for words in (*export.fingerprint, *export.columns.values(), *ids, *others):
        yield from (words,) if isinstance(words, str) else words


def _at_location(header: str, export: Export) -> str | None:
    others = (word[:-1] for word in export.other_headers if word.endswith("*"))
    for prefix in (*export.location_columns.values(), *others):
        place = ending(prefix, header)
        if place is not None and not header.startswith(prefix):
            return f"{prefix}{place}"
    return None
