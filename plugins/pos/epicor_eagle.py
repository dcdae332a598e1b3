"""Epicor Eagle."""

from __future__ import annotations

from sentinel import Adapter, hookimpl

EPICOR_EAGLE = Adapter(
    key="epicor_eagle",
    title="Epicor Eagle",
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Epicor Eagle."""
    return [EPICOR_EAGLE]
