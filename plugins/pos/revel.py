"""Revel Systems."""

from __future__ import annotations

from sentinel import Adapter, hookimpl

REVEL = Adapter(
    key="revel",
    title="Revel Systems",
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Revel Systems."""
    return [REVEL]
