"""NCR Counterpoint."""

from __future__ import annotations

from sentinel import Adapter, hookimpl

NCR_COUNTERPOINT = Adapter(
    key="ncr_counterpoint",
    title="NCR Counterpoint",
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """NCR Counterpoint."""
    return [NCR_COUNTERPOINT]
