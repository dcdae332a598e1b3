"""Answers that were written once and hold for as long as their analysis does."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from sentinel.http.operations import Written, encoded
from sentinel.http.parts import Parts

Answer = TypeVar("Answer")


def remembered(parts: Parts, make: Callable[[], Answer], *key: Hashable) -> Written[Answer]:
    """The answer to that key, which names tenant, analysis and everything else it depends on."""
    return parts.memory.get(key, lambda: Written(encoded(make())), lambda one: len(one.data))
