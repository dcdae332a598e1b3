"""JSON: the list of records in it, as delimited text for the one reader there is.

An answer of an API, a dump of a table, one record per line. Numbers and dates stay the text they
were. Rows are counted by record: the first one is 1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal, TypeAlias

from attrs import define, evolve, frozen

from sentinel.errors import EmptyInputError, UnreadableInputError
from sentinel.models import Problem, ProblemExample
from sentinel.readers.header import clean, known_words, unique_names
from sentinel.readers.limits import check_columns
from sentinel.readers.nested import Record, Rows, flattened, is_item, shown
from sentinel.readers.written import Written, written

Value: TypeAlias = Any

_DEEPEST = 8
"""Objects around the list of records; no answer of an API wraps it deeper."""
_ONE_MORE = re.compile(r"(has )?(next|more)( pages?| cursor| link)?( token| url| link)?")
"""Fields beside the records that say, filled, that this is not all."""
_BETWEEN = re.compile(r"[\s,\x1e]*")
"""What stands between two records that are no list: a line end, a comma."""
_REMEDY = "Export it again, or give the list as CSV."


@frozen(kw_only=True, eq=False)
class _List:
    """A list of records somewhere in the document."""

    name: str
    """Its place: names of the objects around it with dots between; empty for the document."""
    values: Sequence[Value]

    @property
    def records(self) -> list[Record]:
        return [value for value in self.values if isinstance(value, dict)]

    @property
    def worth(self) -> int:
        """Filled fields, counted once more for each name that a list of items has."""
        records = self.records
        names = dict.fromkeys(name for record in records for name in record)
        return sum(map(len, records)) * (1 + known_words(list(names)))


@define
class _Seen:
    """What was met while parsing."""

    twice: int = 0
    fractions: bool = False
    """Whether any number has a decimal mark: it is a dot."""


def find_records(text: str, name: str) -> Written:
    """The list with the most items in it as a table, nested objects under dotted names.

    Raises UnreadableInputError if the text is no JSON, with line and column, or has no records in
    it; EmptyInputError if its list is empty; LimitExceededError if it has too many columns.
    """
    seen = _Seen()
    document = _parsed(text, name, seen)
    lists = list(_lists(document))
    if not lists:
        lists = [_single(document, name)]
    best = max(lists, key=lambda found: found.worth)
    if not any(best.records):
        raise EmptyInputError(
            "is JSON with an empty list of records.", source=name, remedy="Export it again."
        )
    rows = flattened(best.values)
    check_columns(len(rows.names), name, 1)
    headers, _, duplicates = unique_names([clean(header) for header in rows.names])
    table = written(
        headers,
        rows.cells,
        first_row=1,
        banner=tuple(_beside(document, best)),
        problems=(
            *_repeated(duplicates),
            *_twice(seen),
            *_no_records(best),
            *_lists_not_read(best, lists),
            *_more_pages(document, best),
            *_spread(rows),
        ),
    )
    decimal: Literal[".", "auto"] = "." if seen.fractions else "auto"
    return evolve(table, layout=evolve(table.layout, decimal=decimal))


# --- parsing ------------------------------------------------------------------------------------


def _parsed(text: str, name: str, seen: _Seen) -> Value:
    """The document; several of them one behind the other are a list."""

    def record(pairs: list[tuple[str, Value]]) -> Record:
        found = dict(pairs)
        seen.twice += len(pairs) - len(found)
        return found

    def fraction(number: str) -> str:
        seen.fractions = True
        return number

    decoder = json.JSONDecoder(
        object_pairs_hook=record,
        parse_float=fraction,
        parse_int=str,
        parse_constant=str,
        strict=False,  # line ends in texts, as some tills write them
    )
    values = []
    at = _after(text, 0)
    try:
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            values.append(value)
            at = _after(text, at)
    except json.JSONDecodeError as error:
        raise _malformed(error, name) from error
    except RecursionError as error:
        raise UnreadableInputError(
            "is JSON nested too deeply to be a list of items.", source=name, remedy=_REMEDY
        ) from error
    return values[0] if len(values) == 1 else values  # one record per line


def _after(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _malformed(error: json.JSONDecodeError, name: str) -> UnreadableInputError:
    broken_off = error.msg.startswith("Unterminated") or not error.doc[error.pos :].strip()
    what = "is cut off" if broken_off else "is malformed"
    return UnreadableInputError(
        f"is JSON that {what} in line {error.lineno}, column {error.colno} ({error.msg}).",
        source=name,
        remedy=_REMEDY,
    )


# --- choosing -----------------------------------------------------------------------------------


def _lists(value: Value, name: str = "", depth: int = 0) -> Iterator[_List]:
    """Lists of records that no other record is around; an item alone is a list of one."""
    if isinstance(value, list):
        if not value or any(isinstance(one, dict) for one in value):
            yield _List(name=name, values=value)
    elif isinstance(value, dict) and is_item(value):
        yield _List(name=name, values=[value])
    elif isinstance(value, dict) and depth < _DEEPEST:
        for key, inside in value.items():
            yield from _lists(inside, f"{name}.{key}" if name else key, depth + 1)


def _single(document: Value, name: str) -> _List:
    """One record: the object with the most fields."""
    objects = list(_objects(document))
    if not objects:
        raise UnreadableInputError(
            "is JSON without a record in it; a list of objects with one field per column was"
            " expected.",
            source=name,
            remedy=_REMEDY,
        )
    fields = [sum(not isinstance(value, dict) for value in one.values()) for one in objects]
    return _List(name="", values=[objects[fields.index(max(fields))]])


def _objects(value: Value, depth: int = 0) -> Iterator[Record]:
    if isinstance(value, dict) and depth < _DEEPEST:
        yield value
        for inside in value.values():
            yield from _objects(inside, depth + 1)


# --- what stands beside the records -------------------------------------------------------------


def _beside(document: Value, best: _List) -> Iterator[str]:
    """Texts around the list: a period, a page, a word that all went well."""
    objects = [("", document)]
    if isinstance(document, dict):
        objects += [(f"{key}.", value) for key, value in document.items()]
    for prefix, one in objects:
        if isinstance(one, dict) and not any(one is record for record in best.values):
            for key, value in one.items():
                if not isinstance(value, dict | list):
                    yield f"{prefix}{key} {shown(value)}".strip()


def _more_pages(document: Value, best: _List) -> Iterator[Problem]:
    for text in _beside(document, best):
        name, _, value = text.partition(" ")
        words = re.sub(r"(?<=[a-z])(?=[A-Z])|[_@-]+", " ", name.rpartition(".")[2]).lower().strip()
        if _ONE_MORE.fullmatch(words) and value.lower() not in ("", "false", "null", "0"):
            example = ProblemExample(
                row=None, value=text[:80], message="the rest is in other files"
            )
            yield Problem(code="more_pages", count=1, examples=(example,))


def _repeated(duplicates: Sequence[str]) -> Iterator[Problem]:
    if duplicates:
        examples = tuple(
            ProblemExample(row=None, value=name, message="occurs again; the others got a number")
            for name in duplicates[:5]
        )
        yield Problem(code="duplicate_header", count=len(duplicates), examples=examples)


def _twice(seen: _Seen) -> Iterator[Problem]:
    if seen.twice:
        example = ProblemExample(row=None, value=None, message="the last of them was read")
        yield Problem(code="repeated_field", count=seen.twice, examples=(example,))


def _no_records(best: _List) -> Iterator[Problem]:
    strange = [
        (row, value)
        for row, value in enumerate(best.values, 1)
        if value is not None and not isinstance(value, dict)
    ]
    if strange:
        examples = tuple(
            ProblemExample(row=row, value=shown(value)[:40], message="is no record with fields")
            for row, value in strange[:5]
        )
        yield Problem(code="not_a_record", count=len(strange), examples=examples)


def _lists_not_read(best: _List, lists: Sequence[_List]) -> Iterator[Problem]:
    others = [found for found in lists if found is not best and found.records]
    if others:
        read = best.name or "the outermost list"
        examples = tuple(
            ProblemExample(
                row=None,
                value=found.name,
                message=f"{len(found.records)} records; {read!r} was read",
            )
            for found in others[:5]
        )
        yield Problem(code="lists_not_read", count=len(others), examples=examples)


def _spread(rows: Rows) -> Iterator[Problem]:
    if rows.spread is not None:
        example = ProblemExample(
            row=None,
            value=rows.spread,
            message="each entry of it is a row, with its record's fields",
        )
        yield Problem(code="spread_records", count=rows.spread_records, examples=(example,))
