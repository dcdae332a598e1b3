"""Stores that others designed: the same trade and the same kinds of leak, with other habits."""

from __future__ import annotations

from collections.abc import Mapping

from . import byhand, planned
from .interface import Made, World

WORLDS: Mapping[str, World] = {"planned": planned.make, "byhand": byhand.make}
"""By the name that `sentinel benchmark --world` takes; LeakBench's own store is not among them."""

__all__ = ["WORLDS", "Made", "World"]
