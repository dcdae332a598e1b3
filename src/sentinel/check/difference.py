"""Where two answers differ: status, shape, values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from math import isclose
from typing import Any

from sentinel.check.client import Answer
from sentinel.check.models import Difference

_HALF_A_CENT = 0.005
"""Numbers that are closer count as equal: one side may round money, and the other not."""
_LONGEST = 60
"""Characters of a value that is shown."""
_BEFORE = 20
"""Of these, before the place where two texts part."""


def differences(old: Answer, new: Answer, ignore: Sequence[str]) -> tuple[Difference, ...]:
    """In the order of the old answer.

    `ignore` names what may have another value, and still has to be there with the same type: a
    field by its name, wherever it is, or a place by its JSON pointer, `*` for any entry.
    """
    if old.status != new.status:
        status = Difference(at="status", kind="status", old=str(old.status), new=str(new.status))
        return (status,)
    before, after = old.json(), new.json()
    if before is None and after is None and old.body != new.body:
        sizes = [f"{len(one.body)} bytes, no JSON" for one in (old, new)]
        return (Difference(at="", kind="value", old=sizes[0], new=sizes[1]),)
    return tuple(_compared(before, after, (), tuple(ignore)))


def _compared(
    old: Any, new: Any, path: tuple[str, ...], ignore: tuple[str, ...]
) -> Iterator[Difference]:
    if _kind(old) != _kind(new):
        yield _difference("type", path, old, new)
    elif isinstance(old, dict):
        for name, value in old.items():
            if name in new:
                yield from _compared(value, new[name], (*path, name), ignore)
            else:
                yield Difference(
                    at=pointer((*path, name)), kind="missing", old=_shown(value), new=""
                )
        for name in new.keys() - old.keys():
            at = pointer((*path, name))
            yield Difference(at=at, kind="added", old="", new=_shown(new[name]))
    elif _ignored(path, ignore):
        return
    elif isinstance(old, list):
        if len(old) != len(new):
            at = pointer(path)
            yield Difference(at=at, kind="length", old=str(len(old)), new=str(len(new)))
        for position, (one, other) in enumerate(zip(old, new, strict=False)):
            yield from _compared(one, other, (*path, str(position)), ignore)
    elif not _equal(old, new):
        yield _difference("value", path, old, new)


def _difference(kind: Any, path: tuple[str, ...], old: Any, new: Any) -> Difference:
    shown = [_written(one) for one in (old, new)]
    pairs = enumerate(zip(*shown, strict=False))
    same = next((place for place, (one, other) in pairs if one != other), 0)
    # of long texts that begin alike, what leads up to the place where they part
    start = same - _BEFORE if same > _LONGEST // 2 else 0
    told = [_cut(text, start) for text in shown]
    return Difference(at=pointer(path), kind=kind, old=told[0], new=told[1])


def _kind(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return type(value).__name__
    return "number" if isinstance(value, int | float) else type(value).__name__


def _equal(old: Any, new: Any) -> bool:
    if isinstance(old, int | float) and not isinstance(old, bool):
        return isclose(old, new, rel_tol=1e-9, abs_tol=_HALF_A_CENT)
    return bool(old == new)


def _ignored(path: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    return any(
        _fits(path, place.split("/")[1:]) if place.startswith("/") else place in path[-1:]
        for place in ignore
    )


def _fits(path: tuple[str, ...], pattern: list[str]) -> bool:
    steps = [one.replace("~1", "/").replace("~0", "~") for one in pattern]
    return len(path) == len(steps) and all(
        step in ("*", name) for name, step in zip(path, steps, strict=True)
    )


def pointer(path: Sequence[str]) -> str:
    """The JSON pointer (RFC 6901) of a place."""
    return "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in path)


def found_at(value: Any, where: str) -> Any:
    """What lies at a JSON pointer. Raises LookupError where there is nothing."""
    for name in where.split("/")[1:]:
        step = name.replace("~1", "/").replace("~0", "~")
        value = value[int(step)] if isinstance(value, list) and step.isdigit() else value[step]
    return value


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _shown(value: Any) -> str:
    return _cut(_written(value), 0)


def _cut(text: str, start: int) -> str:
    left = ("..." if start else "") + text[start:]
    return left if len(left) <= _LONGEST else left[: _LONGEST - 3] + "..."
