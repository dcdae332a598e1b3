"""Requests become frozen models; what cannot is told field by field, all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints
from urllib.parse import unquote_to_bytes

import attrs
import falcon
import orjson
from attrs import frozen
from cattrs import ClassValidationError, Converter
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.errors import BaseValidationError, IterableValidationError
from cattrs.gen import make_dict_structure_fn

from sentinel.http.errors import FieldError, Refusal, invalid, too_large

MIB = 1 << 20
FORM_BYTES = 8 * MIB
JSON_BYTES = 32 * MIB
"""A client sends a whole inventory."""
PART_BYTES = MIB
"""One field of a multipart form."""

_EXACT = 2**53
"""Beyond it a float no longer tells neighbouring whole numbers apart."""

Input = TypeVar("Input")


@frozen
class Text:
    """For `Annotated[str, Text(...)]`: characters allowed."""

    least: int = 0
    most: int = 1000


@frozen
class Range:
    """For `Annotated[int, Range(...)]`: both ends included."""

    least: int
    most: int


@frozen(eq=False)
class Shown:
    """For `Annotated[...]`: what the schema says of it and the operation itself checks."""

    schema: Mapping[str, Any]


@frozen(kw_only=True)
class Source(Generic[Input]):
    """Where an operation finds its input, and the model that it becomes."""

    where: str
    """query, form or json."""
    model: type[Input]
    max_bytes: int

    def read(self, req: falcon.Request) -> Input:
        """Raises Refusal: 413 for too large a body, 422 for fields that cannot be used."""
        if self.where == "query":
            _check_text("query", req.query_string)
            return _structured(_flat(self.model, _lists(req.params)), self.model, _TEXTS)
        check_length(req, self.max_bytes)
        if self.where == "form":
            return _structured(_flat(self.model, _form(req)), self.model, _TEXTS)
        return _structured(_json(req), self.model, _VALUES)


def query(model: type[Input]) -> Source[Input]:
    """From the query string."""
    return Source(where="query", model=model, max_bytes=0)


def form(model: type[Input], *, max_bytes: int = FORM_BYTES) -> Source[Input]:
    """From a form, multipart or urlencoded."""
    return Source(where="form", model=model, max_bytes=max_bytes)


def json(model: type[Input], *, max_bytes: int = JSON_BYTES) -> Source[Input]:
    """From a JSON object."""
    return Source(where="json", model=model, max_bytes=max_bytes)


# --- bodies -------------------------------------------------------------------------------------


def check_length(req: falcon.Request, most: int) -> None:
    """Raises Refusal for a body of more than `most` bytes, or of a length that is not said."""
    if req.get_header("Transfer-Encoding") and req.content_length is None:
        raise Refusal(411, "LENGTH_REQUIRED", "A request with a body must say its length.")
    if (req.content_length or 0) > most:
        raise too_large(most)


def _json(req: falcon.Request) -> Any:
    body = req.bounded_stream.read()
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        message = "is empty" if not body else f"is no JSON: {error.msg} at character {error.pos}"
        raise invalid([FieldError(field="body", message=message)]) from None
    if not isinstance(value, dict):
        message = f"expected an object, got {_kind(value)}"
        raise invalid([FieldError(field="body", message=message)])
    return value


def form_parts(req: falcon.Request) -> Iterator[Any]:
    """The parts of a multipart form as they come; none where there is no body."""
    # Falcon's parser breaks on a body of no length
    return iter(req.get_media()) if req.content_length else iter(())


def _form(req: falcon.Request) -> dict[str, list[str]]:
    kind = (req.content_type or "").partition(";")[0].strip().lower()
    if kind == falcon.MEDIA_URLENCODED:
        text = req.bounded_stream.read().decode("latin-1")
        _check_text("body", text)
        return _lists(falcon.uri.parse_query_string(text, keep_blank=True))
    if kind != falcon.MEDIA_MULTIPART:
        message = "expected a form (multipart/form-data or application/x-www-form-urlencoded)"
        raise invalid([FieldError(field="body", message=message)])
    values: dict[str, list[str]] = {}
    for part in form_parts(req):
        name = part.name or ""
        try:
            values.setdefault(name, []).append(part.get_data().decode())
        except UnicodeDecodeError:
            raise invalid([FieldError(field=name, message="expected text in UTF-8")]) from None
    return values


def _check_text(where: str, encoded: str) -> None:
    """Raises Refusal for what is no UTF-8: Falcon would put other characters in its place."""
    try:
        unquote_to_bytes(encoded.encode("ascii")).decode()
    except UnicodeError:
        raise invalid([FieldError(field=where, message="expected escaped UTF-8")]) from None


def _lists(values: Mapping[str, Any]) -> dict[str, list[str]]:
    return {k: v if isinstance(v, list) else [v] for k, v in values.items()}


def _flat(model: type, values: dict[str, list[str]]) -> dict[str, Any]:
    """A field that is no tuple takes the last of its values."""
    return {
        name: found if is_list else found[-1]
        for name, is_list in _fields(model).items()
        if (found := values.get(name))
    }


@cache
def _fields(model: type) -> dict[str, bool]:
    """A model's fields, and whether each takes several values."""
    return {name: _is_tuple(kind) for name, kind in get_type_hints(model).items()}


# --- values -------------------------------------------------------------------------------------


def _structured(values: Any, model: type[Input], converter: Converter) -> Input:
    try:
        return converter.structure(values, model)
    except BaseValidationError as error:
        raise invalid(_located(error, "")) from None


def _located(error: BaseException, where: str) -> Iterator[FieldError]:
    if isinstance(error, ClassValidationError):
        for one, note in error.group_exceptions()[0]:
            yield from _located(one, f"{where}.{note.name}" if where else note.name)
    elif isinstance(error, IterableValidationError):
        for item, place in error.group_exceptions()[0]:
            yield from _located(item, f"{where}[{place.index}]")
    elif isinstance(error, KeyError):
        yield FieldError(field=where, message="is required")
    else:
        yield FieldError(field=where or "body", message=str(error))


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    return "null" if value is None else names.get(type(value), "a number")


def _text(value: Any, _: Any = None) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected text, got {_kind(value)}")
    return value


def _number(value: Any, _: Any = None) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError(f"expected a number, got {_kind(value)}")
    return float(value)


def _whole(value: Any, _: Any = None) -> int:
    if isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT:
        return int(value)  # JSON has one kind of number: 5.0 is 5
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"expected a whole number, got {_kind(value)}")
    return value


def _whole_text(value: str, _: Any = None) -> int:
    digits = value.strip().removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        raise ValueError(f"expected a whole number, got {value[:20]!r}")
    return int(value)


def _is_tuple(kind: Any) -> bool:
    origin: Any = get_origin(kind)
    return origin is tuple


def _limits(kind: Any) -> tuple[Any, ...]:
    """What an `Annotated` type says beside the type."""
    return getattr(kind, "__metadata__", ())


def _within(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    base, *limits = get_args(kind)

    def read(value: Any, _: Any) -> Any:
        found = converter.structure(value, base)
        for limit in limits:
            _check(found, limit)
        return found

    return read


def _check(value: Any, limit: Any) -> None:
    if isinstance(limit, Text):
        if len(value) < limit.least:
            wanted = "must not be empty" if limit.least == 1 else f"needs {limit.least} characters"
            raise ValueError(wanted)
        if len(value) > limit.most:
            raise ValueError(f"has {len(value)} characters, at most {limit.most} are allowed")
    elif isinstance(limit, Range) and not limit.least <= value <= limit.most:
        raise ValueError(f"must be from {limit.least} to {limit.most}, got {value}")


def _list(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    read: Callable[[Any, Any], Any] = homogenous_tuple_structure_factory(kind, converter)

    def checked(value: Any, of: Any) -> Any:
        if not isinstance(value, list):
            raise ValueError(f"expected a list, got {_kind(value)}")
        return read(value, of)

    return checked


def _object(model: type, converter: Converter) -> Callable[[Any, Any], Any]:
    read: Callable[[Any, Any], Any] = make_dict_structure_fn(model, converter)

    def checked(value: Any, kind: Any) -> Any:
        if not isinstance(value, Mapping):
            raise ValueError(f"expected an object, got {_kind(value)}")
        return read(value, kind)

    return checked


def _converter(whole: Callable[[Any, Any], int]) -> Converter:
    converter = Converter(detailed_validation=True)
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook_factory(_is_tuple, lambda kind: _list(kind, converter))
    converter.register_structure_hook(int, whole)
    converter.register_structure_hook_factory(attrs.has, lambda model: _object(model, converter))
    converter.register_structure_hook_factory(
        lambda kind: bool(_limits(kind)), lambda kind: _within(kind, converter)
    )
    return converter


_VALUES = _converter(_whole)
"""JSON knows its types: text is no number."""
_TEXTS = _converter(_whole_text)
"""Forms and query strings are text all through."""
