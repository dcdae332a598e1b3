"""Spruce."""

from __future__ import annotations

from sentinel import Adapter, hookimpl

SPRUCE = Adapter(
    key="spruce",
    title="Spruce",
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Spruce."""
    return [SPRUCE]
