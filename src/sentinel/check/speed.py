"""How long small reads take."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from sentinel.check.headers import server_time
from sentinel.check.models import Check, Timing
from sentinel.check.served import found_in
from sentinel.check.visit import Unmet, Visit

_OPEN = ("/health", "/analysis/primitives", "/analysis/supported-pos")
_SIGNED = ("/api/v1/tasks?limit=1", "/api/v1/digest?top_k=1")


def _open(visit: Visit) -> str:
    return _measured(visit, _OPEN)


def _signed(visit: Visit) -> str:
    return _measured(visit, _SIGNED)


def _measured(visit: Visit, paths: Sequence[str]) -> str:
    timings = [_timing(visit, path) for path in paths]
    visit.timings.extend(timings)
    slowest = max(timings, key=lambda one: one.p95)
    own = "" if slowest.server_p95 is None else f", of it {slowest.server_p95:.0f} in the server"
    said = f"p50 {slowest.p50:.0f} ms, p95 {slowest.p95:.0f} ms{own} (GET {slowest.path})"
    if slowest.p95 > visit.wishes.slow_ms:
        raise Unmet(said, expected=f"p95 of at most {visit.wishes.slow_ms:.0f} ms")
    return said


def _timing(visit: Visit, path: str) -> Timing:
    answers = [visit.client.get(path) for _ in range(visit.wishes.samples)]
    for answer in answers:
        found_in(answer, 200, 404)
    spent = sorted(answer.milliseconds for answer in answers)
    own = sorted(one for answer in answers if (one := server_time(answer)) is not None)
    return Timing(
        path=path.partition("?")[0],
        count=len(spent),
        p50=round(percentile(spent, 0.5), 1),
        p95=round(percentile(spent, 0.95), 1),
        server_p95=round(percentile(own, 0.95), 1) if own else None,
    )


def percentile(ascending: Sequence[float], share: float) -> float:
    """The smallest value that this share of the values does not exceed."""
    return ascending[max(0, ceil(share * len(ascending)) - 1)]


_REMEDY = (
    "Where the server's own share is large: look at CPU, tasks and the database. Where it is"
    " small: the network between, so measure from where the clients are, or say what is slow"
    " with --slow-ms."
)
CHECKS = (
    Check(
        name="speed",
        expected="small reads that are quick enough",
        remedy=_REMEDY,
        run=_open,
    ),
    Check(
        name="speed-signed-in",
        expected="small reads that are quick enough",
        remedy=_REMEDY,
        run=_signed,
        with_token=True,
    ),
)
