"""Exports that no other adapter knows: Odoo, ERPNext, Loyverse, home-made sheets.

It declares no export: the column mappers say what the headers mean.
"""

from __future__ import annotations

from sentinel import Adapter, hookimpl

GENERIC = Adapter(key="generic", title="Any inventory list with headers")


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """The adapter of last resort."""
    return [GENERIC]
