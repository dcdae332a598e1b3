"""TouchBistro."""

from __future__ import annotations

from sentinel import Adapter, hookimpl

TOUCHBISTRO = Adapter(
    key="touchbistro",
    title="TouchBistro",
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """TouchBistro."""
    return [TOUCHBISTRO]
