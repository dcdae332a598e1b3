"""Lightspeed Retail (R-Series)."""

from __future__ import annotations

from sentinel import Adapter, hookimpl

LIGHTSPEED_R = Adapter(
    key="lightspeed_r",
    title="Lightspeed Retail (R-Series)",
    system="Lightspeed Retail",
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Lightspeed Retail (R-Series)."""
    return [LIGHTSPEED_R]
