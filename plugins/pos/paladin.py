"""Paladin."""

from __future__ import annotations

from sentinel import Adapter, hookimpl

PALADIN = Adapter(
    key="paladin",
    title="Paladin",
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Paladin."""
    return [PALADIN]
