"""What a check is, what it finds, and what all of them found together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, TypeAlias

from attrs import field, frozen

from sentinel.check.visit import Visit

Outcome: TypeAlias = Literal["passed", "failed", "skipped"]


SEE_THE_LOG = "See the log under the request's number, and that all tasks have the same database."


@frozen(kw_only=True)
class Check:
    """One thing that a deployment has to show."""

    name: str
    """Unique; scripts may rely on it."""
    expected: str
    remedy: str
    """What to do where it is not so."""
    run: Callable[[Visit], str]
    """Looks, and says what was found. Raises Unmet, or NoAnswer."""
    needs: tuple[str, ...] = ()
    """Checks that must have passed before; else this one is skipped."""
    with_token: bool = False
    """Skipped where no token was given."""


@frozen(kw_only=True)
class Line:
    """What one check found."""

    group: str
    name: str
    outcome: Outcome
    found: str
    """Where skipped: why."""
    expected: str
    remedy: str
    """Empty unless it failed."""
    milliseconds: float


@frozen(kw_only=True)
class Timing:
    """How long a small read took, over a connection that is kept open."""

    path: str
    count: int
    p50: float
    """Milliseconds, as the client sees it."""
    p95: float
    """Likewise."""
    server_p95: float | None
    """Milliseconds by the server's own clock (`Server-Timing`); null where it does not say."""


@frozen(kw_only=True)
class Difference:
    """One place where the answers of two deployments differ."""

    at: str
    """JSON pointer; `status` for the status, empty for the body as a whole."""
    kind: Literal["status", "missing", "added", "type", "length", "value"]
    """Missing: the old one has it, the new one does not."""
    old: str
    new: str


@frozen(kw_only=True)
class Comparison:
    """One request, sent to both."""

    name: str
    old_status: int
    new_status: int
    differences: tuple[Difference, ...]


@frozen(kw_only=True)
class Findings:
    """All that was found. `schema_version` rises when a field changes its meaning."""

    schema_version: int = 1
    sentinel_version: str
    url: str
    compared_with: str | None
    started_at: datetime
    """UTC."""
    ok: bool
    """No check failed; some may have been skipped."""
    passed: int
    failed: int
    skipped: int
    checks: tuple[Line, ...]
    timings: tuple[Timing, ...] = ()
    comparisons: tuple[Comparison, ...] = field(default=())
