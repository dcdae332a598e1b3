"""Lightspeed eCom (C-Series)."""

from __future__ import annotations

from sentinel import Adapter, hookimpl

LIGHTSPEED_ECOM = Adapter(
    key="lightspeed_ecom",
    title="Lightspeed eCom (C-Series)",
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Lightspeed eCom (C-Series)."""
    return [LIGHTSPEED_ECOM]
