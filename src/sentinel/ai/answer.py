"""What came back: taken only in the form that was asked for, whatever it says."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from attrs import frozen

from sentinel.ai.question import NONE
from sentinel.canonical import BY_NAME
from sentinel.errors import MapperUnavailableError

_THOUGHTS = ("thinking", "redacted_thinking")
_KEYS = {"number", "column", "confidence"}


@frozen(kw_only=True)
class Said:
    """What the answer says of one column."""

    number: int
    column: str | None
    """Canonical name; null: none of them."""
    confidence: float
    """From 0 to 1, by its own account."""


def answer(body: bytes, count: int) -> tuple[Said, ...]:
    """What a response says of `count` columns; some of them may be left out.

    Raises MapperUnavailableError for whatever is not of the form that was asked for. Its message
    never repeats what came back.
    """
    found = _json(body, "the response is no JSON")
    if not isinstance(found, dict) or not isinstance(found.get("content"), list):
        _reject("the response is no message")
    stop = found.get("stop_reason")
    if stop == "refusal":
        _reject("it declined to answer")
    if stop == "max_tokens":
        _reject("its answer was longer than allowed")
    blocks = [b for b in found["content"] if not _is(b, *_THOUGHTS)]
    if len(blocks) != 1 or not _is(blocks[0], "text") or not isinstance(blocks[0].get("text"), str):
        _reject(f"it answered in {len(blocks)} parts, one text was expected")
    return _columns(_json(blocks[0]["text"], "it answered in words, JSON was expected"), count)


def _is(block: Any, *kinds: str) -> bool:
    return isinstance(block, dict) and block.get("type") in kinds


def _json(text: bytes | str, otherwise: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        _reject(otherwise)


def _columns(found: Any, count: int) -> tuple[Said, ...]:
    if not isinstance(found, dict) or set(found) != {"columns"}:
        _reject('its answer is not an object with "columns" and nothing else')
    if not isinstance(found["columns"], list):
        _reject("its columns are no list")
    said = tuple(_said(one, count) for one in found["columns"])
    numbers = [one.number for one in said]
    columns = [one.column for one in said if one.column is not None]
    if len(set(numbers)) < len(numbers):
        _reject("it answered one header twice")
    if len(set(columns)) < len(columns):
        _reject("it gave one column to two headers")
    return said


def _said(one: Any, count: int) -> Said:
    if not isinstance(one, dict) or set(one) != _KEYS:
        _reject("an entry has not exactly a number, a column and a confidence")
    number, column, confidence = one["number"], one["column"], one["confidence"]
    if type(number) is not int or not 0 <= number < count:
        _reject("it named a header that was not asked about")
    if not isinstance(column, str) or (column != NONE and column not in BY_NAME):
        _reject("it named a column that does not exist")
    if type(confidence) not in (int, float) or not 0 <= confidence <= 1:
        _reject("a confidence is not between 0 and 1")
    return Said(
        number=number, column=None if column == NONE else column, confidence=float(confidence)
    )


def _reject(reason: str) -> NoReturn:
    raise MapperUnavailableError(f"{reason}.")
