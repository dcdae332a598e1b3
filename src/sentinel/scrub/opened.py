"""A file as it is scrubbed: its text, its cells, and what is known of its columns."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from attrs import frozen

from sentinel.errors import UnreadableInputError
from sentinel.headers import matches
from sentinel.models import Export
from sentinel.readers import RawTable, open_table
from sentinel.readers.header import clean
from sentinel.recognition import recognise
from sentinel.scrub.cells import Cell, delimited, in_json
from sentinel.scrub.vocabulary import PHRASES, RESERVED
from sentinel.scrub.words import Words

if TYPE_CHECKING:
    from sentinel.engine import Engine

_CODECS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "windows-1252": "cp1252",
    "latin-1": "latin-1",
}
_JSON = re.compile(r'\ufeff?\s*(\{\s*("|\}\s*$)|\[\s*(\{|\[|"|\]\s*$))')
_ESCAPE = re.compile(r"(\\u[0-9a-fA-F]{4}|\\.)")
_LONGEST = 40


@frozen(kw_only=True, eq=False)
class Opened:
    """Everything that replacing asks for."""

    text: str
    codec: str
    is_json: bool
    cells: tuple[Cell, ...]
    headers: tuple[str, ...]
    columns: Mapping[int, str]
    """Position of a header to the canonical column it was taken for."""
    locations: tuple[str, ...]
    """Names of stores in headers, the longest first."""
    item_id: str | None
    literals: frozenset[str]
    """Cells, in small letters, that the system writes and no customer."""
    patterns: tuple[re.Pattern[str], ...]
    """Regular expressions that the adapter looks for within cells."""
    undeclared: tuple[str, ...]

    def header(self, cell: Cell) -> str:
        """The header of a cell; empty for one beside the table."""
        return self.headers[cell.column] if cell.column >= 0 else ""

    def looked_for(self, text: str) -> frozenset[str]:
        """Words in a cell, in small letters, that a pattern of the adapter spells out."""
        found = set()
        for pattern in self.patterns:
            spelled = "|".join(re.findall(r"[a-z]{3,}", pattern.pattern.lower()))
            for match in pattern.finditer(text):
                words = re.findall(r"[^\W\d_]{4,}", match[0].lower())
                found |= {word for word in words if re.fullmatch(f"(?:{spelled})+", word)}
        return frozenset(found)

    def is_header(self, cell: Cell) -> bool:
        """Whether a cell above the data names a column, or is a line of such a name."""
        said = clean(cell.value)
        return any(
            said == header or re.fullmatch(rf"{re.escape(said)} \(\d+\)", header)
            for header in self.headers
        ) or any(f" {said} " in f" {header} " for header in self.headers if header not in (said,))

    def encoded(self, text: str) -> bytes:
        """The text in the encoding of the original."""
        return text.encode(self.codec)

    def worded(self, raw: str, words: Words, keep: frozenset[str]) -> str:
        """The cell with every word replaced; escapes of JSON are no words."""
        if not self.is_json:
            return words.text(raw, keep)
        parts = _ESCAPE.split(raw)
        return "".join(part if at % 2 else words.text(part, keep) for at, part in enumerate(parts))


def opened(content: bytes, name: str, engine: Engine) -> Opened:
    """Raises UnreadableInputError for workbooks and archives, and whatever reading raises."""
    if content[:4] in (b"PK\x03\x04", b"PK\x05\x06") or content[:2] == b"\x1f\x8b":
        raise _refused("is a workbook or an archive", name)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _refused("is a workbook", name)
    raw = open_table(content, name=name)
    text, codec = _decoded(content, raw.encoding or "utf-8")
    is_json = _JSON.match(text) is not None
    cells = (
        in_json(text, raw.headers) if is_json else delimited(text, raw.layout, _start(raw, text))
    )
    recognition = recognise(list(raw.headers), engine.adapters)
    mapped = [
        (at, column)
        for at, column in enumerate(engine.suggest_mapping(content).columns)
        if column.column is not None
    ]
    export = recognition.export
    literals = set(_literals(export))
    places = {column.location for _, column in mapped if column.location}
    named = [place for place in places if re.search(r"[^\W\d_]{2}", place)]  # "Qty 2" names nobody
    return Opened(
        text=text,
        codec=codec,
        is_json=is_json,
        cells=tuple(cells),
        headers=raw.headers,
        columns={at: column.column for at, column in mapped if column.column is not None},
        locations=tuple(sorted(named, key=lambda place: (-len(place), place))),
        item_id=_item_id(export, raw.headers),
        literals=RESERVED | PHRASES | literals,
        patterns=tuple(_patterns(literals)),
        undeclared=tuple(_undeclared(export, raw.headers)) if export is not None else (),
    )


def _refused(what: str, name: str) -> UnreadableInputError:
    return UnreadableInputError(
        f"{what}; delimited text or JSON was expected.",
        source=name,
        remedy="Save the sheet as CSV, or unpack it, and scrub that.",
    )


def _decoded(content: bytes, encoding: str) -> tuple[str, str]:
    """The text, a byte order mark included, and the codec that gives the same bytes again."""
    if encoding == "utf-16":
        big = content[:2] == b"\xfe\xff" or content[:1] == b"\x00"
        codec = "utf-16-be" if big else "utf-16-le"
    else:
        codec = _CODECS[encoding]
    return content.decode(codec), codec


def _start(raw: RawTable, text: str) -> int:
    """Where the data start, in characters of the text."""
    above = bytes(raw._data[: raw.layout.data_start]).decode("utf-8")
    mark = text.startswith("\ufeff") and not above.startswith("\ufeff")
    return len(above) + mark


def _item_id(export: Export | None, headers: tuple[str, ...]) -> str | None:
    if export is None or export.item_id is None:
        return None
    words = (export.item_id,) if isinstance(export.item_id, str) else export.item_id
    return next((header for header in headers for word in words if matches(word, header)), None)


def _literals(export: Export | None) -> Iterator[str]:
    """Words for nothing, and every short text that the adapter's module holds cells against."""
    if export is None:
        return
    yield from (word.lower() for word in export.nulls)
    if export.prepare is not None:
        module = sys.modules[inspect.unwrap(export.prepare).__module__]
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            said = node.value if isinstance(node, ast.Constant) else None
            # shorter ones are codes, too, and one of those could be the customer's
            if isinstance(said, str) and re.search(r"[^\W\d_]{3}", said[:_LONGEST]):
                yield said.lower()


def _patterns(literals: Iterable[str]) -> Iterator[re.Pattern[str]]:
    for literal in literals:
        if re.search(r"[|^$\\]", literal) and re.search("[a-z]{3}", literal):
            with suppress(re.error):
                yield re.compile(literal, re.IGNORECASE)


def _undeclared(export: Export, headers: tuple[str, ...]) -> Iterator[str]:
    declared = [*export.fingerprint, *export.columns.values(), *export.other_headers]
    patterns = [
        one for words in declared for one in ((words,) if isinstance(words, str) else words)
    ]
    patterns += [f"{prefix}*" for prefix in export.location_columns.values()]
    for header in headers:
        if not any(matches(pattern, header) for pattern in patterns):
            yield header
