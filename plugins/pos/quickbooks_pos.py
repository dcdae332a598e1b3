"""QuickBooks POS."""

from __future__ import annotations

from sentinel import Adapter, hookimpl

QUICKBOOKS_POS = Adapter(
    key="quickbooks_pos",
    title="QuickBooks POS",
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """QuickBooks POS."""
    return [QUICKBOOKS_POS]
