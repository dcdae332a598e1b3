"""Headers in another spelling than the declared one: `ITEM_NAME`, `item name`.

Whoever takes a file through a database or a script gets its headers in another case or with
underscores. Recognition and mapping compare headers as `sentinel.headers.normal` gives them; a
`prepare` looks columns up by name, and would miss them: the customers that it has to drop as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pyarrow as pa
from attrs import evolve

from sentinel import Adapter, Export
from sentinel.headers import ending, normal
from sentinel.reshape import headers_of

Prepare = Callable[[pa.Table], pa.Table]


def spelled(adapter: Adapter, also: Sequence[str] = ()) -> Adapter:
    """The adapter, each `prepare` of which finds its headers however the file spells them.

    `also` are headers that are looked up and not declared, those that are dropped above all. What
    `prepare` keeps is given back under the file's own header.
    """
    exports = (
        evolve(export, prepare=_spelled(export.prepare, (*_declared(export), *also)))
        if export.prepare
        else export
        for export in adapter.exports
    )
    return evolve(adapter, exports=tuple(exports))


def _spelled(prepare: Prepare, words: Sequence[str]) -> Prepare:
    def prepared(table: pa.Table) -> pa.Table:
        other = _respelled(headers_of(table), words)
        if not other:
            return prepare(table)
        found = prepare(_renamed(table, other))
        taken = set(found.column_names)
        back = {new: old for old, new in other.items() if old not in taken}
        return _renamed(found, back)

    return prepared


def _declared(export: Export) -> Iterator[str]:
    columns = (*export.fingerprint, *export.columns.values(), *export.other_headers)
    for words in (*columns, export.item_id or ()):
        yield from (words,) if isinstance(words, str) else words
    yield from (f"{prefix}*" for prefix in export.location_columns.values())


def _respelled(headers: Sequence[str], words: Sequence[str]) -> dict[str, str]:
    """Header of the file to the declared spelling, where the two differ."""
    declared = {normal(word): word for word in reversed(words) if not word.endswith("*")}
    prefixes = [word[:-1] for word in words if word.endswith("*")]
    taken, found = set(headers), dict[str, str]()
    for header in headers:
        word = header if header in words else declared.get(normal(header))
        if word is None:
            places = ((prefix, ending(prefix, header)) for prefix in prefixes)
            word = next((f"{prefix}{place}" for prefix, place in places if place), header)
        if word not in taken:
            found[header] = word
            taken.add(word)
    return found


def _renamed(table: pa.Table, names: dict[str, str]) -> pa.Table:
    return table.rename_columns([names.get(name, name) for name in table.column_names])
