"""Requests that nobody in his right mind sends, made from `/openapi.json` field by field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

from attrs import field, frozen
from exchange import multipart

HUGE = 10 << 20
"""Bytes of a text that is beyond all measure."""
DEEP = 100_000

TEXTS: Mapping[str, bytes] = {
    "empty": b"",
    "blank": b" \t ",
    "NUL": b"a\0b",
    "control": b"a\x01\x1b[31m\x7f",
    "newlines": b"a\r\nSet-Cookie: x=1\r\n\r\n",
    "no UTF-8": b"\xff\xfe\xc0\x80",
    "surrogate": b"\xed\xa0\x80",
    "right to left": "\u202eexe.csv\u2066".encode(),
    "long": b"x" * 6000,
    "path": b"../../../../etc/passwd",
    "dots": b"..",
    "SQL": b"'; DROP TABLE tasks; --",
    "markup": b"<script>alert(1)</script>",
    "formula": b"=cmd|' /C calc'!A0",
    "template": b"{{7*7}}${7*7}%s%n{0}",
    "negative": b"-1",
    "large": b"9" * 400,
    "exponent": b"1e999",
    "NaN": b"NaN",
    "true": b"true",
    "object": b"{}",
    "deep": b"[" * 3000,
}
"""For forms, queries and addresses."""

VALUES: Mapping[str, bytes] = {
    "null": b"null",
    "true": b"true",
    "zero": b"0",
    "negative": b"-1",
    "fraction": b"0.5",
    "infinite": b"1e999",
    "tiny": b"-1e-999",
    "large": b"9" * 5000,
    "NaN": b"NaN",
    "Infinity": b"-Infinity",
    "list": b"[]",
    "object": b"{}",
    "lists": b'[[],{},null,1,"x"]',
    "keys": b'{"__class__":{"__init__":1},"constructor":[]}',
    "half": b'{"a":',
    "deep list": b"[" * DEEP + b"]" * DEEP,
    "deep object": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "escaped NUL": b'"a\\u0000b"',
    "half a pair": b'"\\ud800"',
    "raw control": b'"a\x01\nb"',
    "no UTF-8": b'"\xff\xfe"',
    "huge": b'"' + b"x" * HUGE + b'"',
} | {
    name: json.dumps(text.decode()).encode()
    for name, text in TEXTS.items()
    if name not in ("NUL", "no UTF-8", "surrogate")
}
"""For JSON."""


@frozen(kw_only=True)
class Request:
    """One that should be refused, or do no harm."""

    name: str
    method: str
    path: str
    headers: Mapping[str, str] = field(factory=dict)
    body: bytes | None = field(default=None, repr=False)
    may_succeed: bool = False
    """The document allows it: a text like any other."""


def requests(
    method: str, path: str, operation: Mapping[str, Any], good: Mapping[str, Any]
) -> Iterator[Request]:
    """Each field of a good request is left out, and takes every hostile value."""
    for content, media in operation.get("requestBody", {}).get("content", {}).items():
        schema = media["schema"]
        bodies = _json_bodies if content == "application/json" else _form_bodies
        for name, kind, body, fits in bodies(content, schema, good):
            yield Request(
                name=name, method=method, path=path, headers=kind, body=body, may_succeed=fits
            )
    for parameter in operation.get("parameters", ()):
        given = {k: v for k, v in good.items() if k != parameter["name"]}
        for name, text in TEXTS.items():
            query = urlencode([*given.items(), (parameter["name"], text)])
            yield Request(
                name=f"{parameter['name']}: {name}",
                method=method,
                path=f"{path}?{query}",
                may_succeed=fits_text(parameter["schema"], text),
            )


def _json_bodies(
    _: str, schema: Mapping[str, Any], good: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, str], bytes, bool]]:
    kind = {"Content-Type": "application/json"}
    for name, of in schema["properties"].items():
        rest = {k: json.dumps(v).encode() for k, v in good.items() if k != name}
        required = name in schema.get("required", ())
        yield f"{name}: left out", kind, _object(rest.items()), not required
        for called, raw in VALUES.items():
            body = _object([*rest.items(), (name, raw)])
            yield f"{name}: {called}", kind, body, fits_json(of, raw)
        twice = _object([*rest.items(), (name, b"5"), (name, b"[]")])
        # the last one counts
        yield f"{name}: twice", kind, twice, fits(of, [])
    for called, raw in VALUES.items():
        yield (
            f"body: {called}",
            kind,
            raw,
            called in ("object", "keys") and not schema.get("required"),
        )


def _object(items: Any) -> bytes:
    return b"{" + b",".join(b'"%s":%s' % (name.encode(), raw) for name, raw in items) + b"}"


def _form_bodies(
    content: str, schema: Mapping[str, Any], good: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, str], bytes, bool]]:
    for name, of in schema["properties"].items():
        rest = [(k, v) for k, v in good.items() if k != name]
        required = name in schema.get("required", ())
        yield f"{name}: left out", *_form(content, rest), not required
        for called, text in {**TEXTS, "huge": b"x" * HUGE}.items():
            yield f"{name}: {called}", *_form(content, [*rest, (name, text)]), fits_text(of, text)
        many = [(name, b"x")] * 10_000
        # of a field that is no list the last one counts
        yield f"{name}: many", *_form(content, [*rest, *many]), of["type"] != "array"


def _form(content: str, fields: list[tuple[str, Any]]) -> tuple[dict[str, str], bytes]:
    if content == "multipart/form-data":
        body, headers = multipart(fields)
        return headers, body
    return {"Content-Type": content}, urlencode(fields).encode()


def in_address(path: str, methods: Iterable[str]) -> Iterator[Request]:
    """The name in braces, as everything that it cannot be."""
    texts = {**TEXTS, "slash": b"a/b", "percent": b"%2e%2e%2f", "point": b"."}
    before, _, after = path.partition("{")
    after = after.partition("}")[2]
    for method in sorted(methods):
        kind = {} if method == "get" else {"Content-Type": "application/json"}
        body = None if method == "get" else b'{"status": "open", "classification": "theft"}'
        for name, text in texts.items():
            yield Request(
                name=name,
                method=method.upper(),
                path=before + quote_from_bytes(text, "") + after,
                headers=kind,
                body=body,
            )


def fits_json(schema: Mapping[str, Any], raw: bytes) -> bool:
    """Whether a JSON value is one that the document allows."""
    try:
        return fits(schema, json.loads(raw, parse_constant=_no_constant))
    except (ValueError, RecursionError):
        return False


def _no_constant(text: str) -> Any:
    raise ValueError(text)


def fits_text(schema: Mapping[str, Any], raw: bytes) -> bool:
    """Whether a text of a form or query is one that the document allows."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return False
    if schema.get("type") == "array":
        return fits(schema, [text])
    return fits(schema, text) or (text.lstrip("-").isdecimal() and fits(schema, int(text)))


_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def fits(schema: Mapping[str, Any], value: Any) -> bool:
    """Enough of JSON Schema for the document's requests."""
    if "anyOf" in schema and not any(fits(one, value) for one in schema["anyOf"]):
        return False
    kinds = schema.get("type", ())
    kinds = [kinds] if isinstance(kinds, str) else kinds
    allowed = [python for kind in kinds for python in _TYPES[kind]]
    if allowed and (isinstance(value, bool) or not isinstance(value, tuple(allowed))):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if isinstance(value, str):
        most = schema.get("maxLength", len(value))
        return schema.get("minLength", 0) <= len(value) <= most and "format" not in schema
    if isinstance(value, int | float):
        return schema.get("minimum", value) <= value <= schema.get("maximum", value)
    if isinstance(value, list):
        size = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
        return size and all(fits(schema.get("items", {}), one) for one in value)
    return True
