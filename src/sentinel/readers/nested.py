"""Records of JSON as rows: nested objects under dotted names, nested lists joined or spread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from attrs import frozen

from sentinel.readers.limits import MAX_COLUMNS

Record: TypeAlias = dict[str, Any]

_DEEPEST = 6
_QUANTITY = re.compile(r"qty|quantity|on.?hand|stock|available|inventory|count|sold", re.IGNORECASE)
_CODE = re.compile(
    r"sku|(item|product|variant|lookup).?(no|code|id|number)|barcode|\b(upc|ean)\b", re.IGNORECASE
)


@frozen(kw_only=True, eq=False)
class Rows:
    """A table of text: one row per record, or per entry of the list that was spread."""

    names: tuple[str, ...]
    """Names of the columns in the order in which records first have them."""
    cells: list[list[str]]
    """What is no record is a row of empty cells."""
    spread_records: int
    """Records of whose entries there is a row each."""
    spread: str | None
    """Name of the list with a row for each of its entries; null: there is none."""


def flattened(values: Sequence[Any]) -> Rows:
    """One row per value. Lists in it are joined into one cell; of records, one cell per field.

    A list whose entries have codes or quantities that their record does not have (the locations of
    an item, its variants) is spread: each entry is a row with all fields of its record.
    """
    spread = _list_to_spread([value for value in values if isinstance(value, dict)])
    several = 0
    if spread is None:
        rows = [_flat(value) if isinstance(value, dict) else {} for value in values]
    else:
        split = [_split(value, spread) for value in values]
        several = sum(bool(entries) for _, entries in split)
        rows = _spread_over(split, spread)
    names = _names(rows)
    return Rows(
        names=names,
        cells=[[row.get(name, "") for name in names] for row in rows],
        spread_records=several,
        spread=spread,
    )


def is_item(record: Record) -> bool:
    """Whether an object has a code of an item and other fields beside it."""
    fields = [key for key, value in record.items() if not isinstance(value, dict | list)]
    return len(fields) > 1 and any(_CODE.search(key) for key in fields)


def shown(value: object) -> str:
    """A value as text: numbers as they were written, nothing for null."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _names(rows: Iterable[Record]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for row in rows:
        names.update(dict.fromkeys(row))
        if len(names) > MAX_COLUMNS:
            break  # the caller refuses it
    return tuple(names)


def _flat(record: Record, prefix: str = "", depth: int = 0) -> Record:
    flat: Record = {}
    for key, value in record.items():
        name = prefix + key
        if isinstance(value, str):
            flat[name] = value
        elif isinstance(value, dict) and depth < _DEEPEST:
            flat.update(_flat(value, f"{name}.", depth + 1))
        elif isinstance(value, list):
            flat.update(_joined(value, name, depth))
        else:
            flat[name] = shown(value)
    return flat


def _joined(values: list[Any], name: str, depth: int) -> Record:
    """A list in one cell; of records, the values of each field in one cell."""
    if not any(isinstance(value, dict) for value in values) or depth >= _DEEPEST:
        return {name: ", ".join(filter(None, map(shown, values)))}
    fields: dict[str, list[str]] = {}
    for value in values:
        if isinstance(value, dict):
            for key, text in _flat(value, f"{name}.", depth + 1).items():
                fields.setdefault(key, []).append(text)
        else:
            fields.setdefault(name, []).append(shown(value))
    return {key: ", ".join(filter(None, dict.fromkeys(texts))) for key, texts in fields.items()}


def _spread_over(split: Sequence[tuple[Record, list[Record]]], spread: str) -> list[Record]:
    """A row per entry of the list. Fields of an entry go by their own name, or by the list's and
    theirs where records have a field of that name."""
    taken = {name for common, _ in split for name in common}
    rows: list[Record] = []
    for common, entries in split:
        for entry in entries or [{}]:
            row = dict(common)
            for key, text in entry.items():
                # the code that ties an entry to its record stands in both
                if row.get(key) != text:
                    row[f"{spread}.{key}" if key in taken else key] = text
            rows.append(row)
    return rows


def _split(value: Any, spread: str) -> tuple[Record, list[Record]]:
    if not isinstance(value, dict):
        return {}, []
    inside = value.get(spread)
    if not isinstance(inside, list):
        return _flat(value), []
    common = _flat({key: field for key, field in value.items() if key != spread})
    return common, [_flat(entry) for entry in inside if isinstance(entry, dict)]


def _list_to_spread(records: Sequence[Record]) -> str | None:
    """The list whose entries are the items, or what is kept of them at each location."""
    own: set[str] = set()
    inside: dict[str, dict[str, None]] = {}
    entries: dict[str, int] = {}
    for record in records:
        for key, value in record.items():
            own.add(key)
            if isinstance(value, list):
                for entry in value:
                    if isinstance(entry, dict):
                        inside.setdefault(key, {}).update(dict.fromkeys(entry))
                        entries[key] = entries.get(key, 0) + 1
    best, best_worth = None, 0
    for key, names in inside.items():
        quantities = [name for name in names if _QUANTITY.search(name)]
        codes = [name for name in names if _CODE.search(name) and name not in own]
        # A quantity that the record has as well is the sum of its entries: not counted twice.
        if own.isdisjoint(quantities) and (quantities or codes):
            worth = (len(quantities) + len(codes)) * entries[key]
            if worth > best_worth:
                best, best_worth = key, worth
    return best
