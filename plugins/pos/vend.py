"""Vend."""

from __future__ import annotations

from sentinel import Adapter, hookimpl

VEND = Adapter(
    key="vend",
    title="Vend",
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Vend."""
    return [VEND]
