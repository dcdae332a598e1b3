"""Everything a plugin can add to Sentinel: one function per extension point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from sentinel.models import Adapter, ColumnMapper, Primitive

hookspec = pluggy.HookspecMarker("sentinel")
hookimpl = pluggy.HookimplMarker("sentinel")


@hookspec
def sentinel_adapters() -> list[Adapter]:
    """POS exports this plugin understands. Asked once, when an engine is built."""
    return []


@hookspec
def sentinel_primitives() -> list[Primitive]:
    """Leaks this plugin can judge. Asked once, when an engine is built."""
    return []


@hookspec
def sentinel_column_mappers() -> list[ColumnMapper]:
    """Mappers that propose columns for exports no adapter knows. Asked once, when an engine is
    built; `propose` is called for each such export, and of two proposals the surer one wins. One
    that is `on_request` is called only where the caller names it."""
    return []
