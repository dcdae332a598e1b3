"""Toast."""

from __future__ import annotations

from sentinel import Adapter, hookimpl

TOAST = Adapter(
    key="toast",
    title="Toast",
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Toast."""
    return [TOAST]
