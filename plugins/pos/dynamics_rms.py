"""Microsoft Dynamics RMS."""

from __future__ import annotations

from sentinel import Adapter, hookimpl

DYNAMICS_RMS = Adapter(
    key="dynamics_rms",
    title="Microsoft Dynamics RMS",
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Microsoft Dynamics RMS."""
    return [DYNAMICS_RMS]
