"""What a process keeps of things that never change, so that they are not made twice."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

from attrs import define, field

Value = TypeVar("Value")

MOST = 128 << 20
"""Bytes."""


@define(eq=False)
class Memory:
    """The values used last, up to so many bytes. Threads share it.

    A key names a value for ever: of an analysis, which is never changed, or of a day. Whether the
    tenant still has it is asked of the records each time, never of this.
    """

    most: int = MOST
    _held: OrderedDict[Hashable, tuple[Any, int]] = field(factory=OrderedDict, init=False)
    _size: int = field(default=0, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def get(self, key: Hashable, make: Callable[[], Value], size: Callable[[Value], int]) -> Value:
        """The value of that key, made if it is not held. `size` of it in bytes, roughly."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return cast(Value, self._held[key][0])
        # two that ask at once make it twice: better than that all wait for one
        value = make()
        self._keep(key, value, size(value))
        return value

    def _keep(self, key: Hashable, value: Any, size: int) -> None:
        if size > self.most // 4:
            return
        with self._lock:
            _, before = self._held.pop(key, (None, 0))
            self._held[key] = (value, size)
            self._size += size - before
            while self._size > self.most:
                _, (_, gone) = self._held.popitem(last=False)
                self._size -= gone
