"""What stores know of their co-op, as a text that people write: TOML, one table per store.

    [stores.main.affiliation]
    coop_type = "DoItBest"
    member_number = "1234"

    [[stores.main.programs]]
    program_name = "Fasteners 2026"
    ...

Names and units are those of `CoopInput`. The table `stores."*"` is for the stores that have none.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Literal, get_args, get_origin

import attrs
from attrs import frozen
from cattrs import BaseValidationError, ClassValidationError, Converter
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.errors import ForbiddenExtraKeysError, IterableValidationError
from cattrs.gen import make_dict_structure_fn

from sentinel.errors import UsageError
from sentinel.insights.coop_given import CoopInput
from sentinel.store_keys import store_key

EVERY = "*"
"""The table of stores that have none of their own."""


@frozen
class CoopTerms:
    """By store."""

    _by_key: Mapping[str, CoopInput]

    def __len__(self) -> int:
        return len(self._by_key)

    def of(self, store: str) -> CoopInput | None:
        """Of a store, by id or name; null: nothing was said of it."""
        return self._by_key.get(store_key(store), self._by_key.get(EVERY))


def read_terms(data: bytes) -> CoopTerms:
    """The terms in a TOML text. Raises UsageError, which says where and what is wrong."""
    try:
        found = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _wrong(f"is not UTF-8 text: {error.reason}") from None
    except tomllib.TOMLDecodeError as error:
        raise _wrong(f"cannot be read as TOML: {error}") from None
    stores = found.get("stores")
    if set(found) != {"stores"} or not isinstance(stores, dict):
        raise _wrong("expected a table for each store, [stores.NAME...], and nothing else")
    try:
        by_name = _converter.structure(stores, dict[str, CoopInput])
    except BaseValidationError as error:
        told = list(_located(error, "stores"))
        more = f" ({len(told) - 3} more)" if len(told) > 3 else ""
        raise _wrong("; ".join(told[:3]) + more) from None
    return CoopTerms(
        {name if name == EVERY else store_key(name): given for name, given in by_name.items()}
    )


def _wrong(message: str) -> UsageError:
    return UsageError(f"The co-op terms cannot be used: {message}.", given="co-op terms")


# --- values -------------------------------------------------------------------------------------


def _number(value: Any, _: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError(f"expected a number, got {value!r}")
    number = float(value)
    if not -1e15 < number < 1e15:
        raise ValueError(f"expected a number of dollars or a fraction, got {value!r}")
    return number


def _whole(value: Any, _: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"expected a whole number, got {value!r}")
    return value


def _flag(value: Any, _: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"expected true or false, got {value!r}")
    return value


def _text(value: Any, _: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected text in quotes, got {value!r}")
    return value


def _day(value: Any, _: Any) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"expected a day such as 2026-06-30, got {value!r}")
    return value


def _choice(kind: Any) -> Any:
    known = get_args(kind)

    def checked(value: Any, _: Any) -> Any:
        if value not in known:
            raise ValueError(f"expected {' or '.join(map(repr, known))}, got {value!r}")
        return value

    return checked


def _list(kind: Any, converter: Converter) -> Any:
    read = homogenous_tuple_structure_factory(kind, converter)

    def checked(value: Any, of: Any) -> Any:
        if not isinstance(value, list):
            raise ValueError(f"expected a list, got {value!r}")
        return read(value, of)

    return checked


def _table(model: type, converter: Converter) -> Any:
    read: Any = make_dict_structure_fn(model, converter, _cattrs_forbid_extra_keys=True)

    def checked(value: Any, of: Any) -> Any:
        if not isinstance(value, dict):
            raise ValueError(f"expected a table, got {value!r}")
        return read(value, of)

    return checked


def _is_of(wanted: Any) -> Callable[[Any], bool]:
    return lambda kind: bool(wanted == get_origin(kind))


def _made() -> Converter:
    converter = Converter(detailed_validation=True)
    for kind, read in ((float, _number), (int, _whole), (bool, _flag), (str, _text), (date, _day)):
        converter.register_structure_hook(kind, read)
    converter.register_structure_hook_factory(_is_of(tuple), lambda kind: _list(kind, converter))
    converter.register_structure_hook_factory(_is_of(Literal), _choice)
    converter.register_structure_hook_factory(attrs.has, lambda model: _table(model, converter))
    return converter


_converter = _made()


def _located(error: BaseException, where: str) -> Iterator[str]:
    if isinstance(error, ClassValidationError):
        noted, plain = error.group_exceptions()
        for one, note in noted:
            yield from _located(one, f"{where}.{note.name}")
        for one in plain:
            yield from _located(one, where)
    elif isinstance(error, IterableValidationError):
        for item, place in error.group_exceptions()[0]:
            yield from _located(item, f"{where}[{place.index!r}]")
    elif isinstance(error, KeyError):
        yield f"{where}: is required"
    elif isinstance(error, ForbiddenExtraKeysError):
        yield f"{where}: {', '.join(sorted(error.extra_fields))} means nothing here"
    else:
        yield f"{where}: {error}"
