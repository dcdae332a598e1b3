"""Clover."""

from __future__ import annotations

from sentinel import Adapter, hookimpl

CLOVER = Adapter(
    key="clover",
    title="Clover",
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Clover."""
    return [CLOVER]
