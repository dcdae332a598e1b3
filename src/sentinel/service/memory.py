"""What a process keeps of things that never change, so that they are not made twice."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import Any, TypeVar, cast

from attrs import define, field

Key = TypeVar("Key", bound=Hashable)
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

    def get_all(
        self,
        keys: Sequence[Key],
        make: Callable[[Sequence[Key]], Mapping[Key, Value]],
        size: Callable[[Value], int],
    ) -> dict[Key, Value]:
        """The values of those keys; what is not held is made at once, and may be something else by
        now: then it comes, and is kept, under the key of its own."""
        with self._lock:
            found = {key: self._held[key][0] for key in keys if key in self._held}
            for key in found:
                self._held.move_to_end(key)
        absent = [key for key in keys if key not in found]
        if absent:
            made = make(absent)
            for key, value in made.items():
                self._keep(key, value, size(value))
            found |= made
        return found

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
