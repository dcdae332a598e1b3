"""Lightspeed Retail (S-Series)."""

from __future__ import annotations

from sentinel import Adapter, hookimpl

LIGHTSPEED_S = Adapter(
    key="lightspeed_s",
    title="Lightspeed Retail (S-Series)",
    system="Lightspeed Retail",
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Lightspeed Retail (S-Series)."""
    return [LIGHTSPEED_S]
