"""`sentinel check`: whether a deployment does what its clients count on. All checks on one page.

A check is a function that looks and says what it found, or raises Unmet; `models.py` tells the
rest. It belongs to the group whose heading it stands under, and runs in this order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from time import perf_counter

from sentinel import __version__
from sentinel.check import (
    certificate,
    diagnostic_flow,
    flow,
    headers,
    issue_flow,
    protected,
    replay,
    served,
    speed,
)
from sentinel.check.client import LOOPBACK, Client, NoAnswer, place_of
from sentinel.check.models import Check, Findings, Line, Outcome
from sentinel.check.visit import Unmet, Visit, Wishes
from sentinel.errors import UsageError

__all__ = ["Findings", "Wishes", "check"]

_PATIENCE = 3
"""Checks in a row without an answer; after these nobody is asked any more."""

_ROOT = ("tls", "reachable")
"""What everything else needs."""


def check(
    url: str,
    *,
    token: str | None,
    wishes: Wishes,
    timeout: float = 30.0,
    connect_to: str | None = None,
    replayed: replay.Replay | None = None,
) -> Findings:
    """Visit a deployment. Nothing is raised for what is wrong with it: `Findings` tell.

    `token` null: what needs one is skipped. `timeout` in seconds, for each answer. `connect_to`:
    host to go to instead of the one that the name of `url` leads to; null: that one. `replayed`:
    requests that are sent to an older deployment as well, and whose answers are compared.

    Raises UsageError for an address that is none, or that a token should not be sent to.
    """
    place = place_of(url)
    host = connect_to or place.hostname
    if token and place.scheme == "http" and host not in LOOPBACK:
        raise UsageError(
            f"A token would go to {host} unencrypted: expected https."
            " Give the https address, or check without a token.",
            given=url,
        )
    started = datetime.now(UTC)
    client = Client(url=url.rstrip("/"), token=token, timeout=timeout, connect_to=connect_to)
    with closing(client):
        visit = Visit(client=client, wishes=wishes)
        lines = tuple(_lines(visit, groups(visit, replayed)))
    count = [line.outcome for line in lines].count
    return Findings(
        sentinel_version=__version__,
        url=url,
        compared_with=replayed.url if replayed else None,
        started_at=started,
        ok=not count("failed"),
        passed=count("passed"),
        failed=count("failed"),
        skipped=count("skipped"),
        checks=lines,
        timings=tuple(visit.timings),
        comparisons=tuple(visit.comparisons),
    )


def groups(visit: Visit, replayed: replay.Replay | None) -> dict[str, Sequence[Check]]:
    """All checks of a visit, by heading."""
    connection = (certificate.CERTIFICATE,) if visit.client.secure else ()
    found: dict[str, Sequence[Check]] = {
        "Connection": (*connection, served.REACHABLE),
        "What is served": served.CHECKS,
        "Who gets in": protected.checks(visit.client.token),
        "From upload to digest": flow.CHECKS,
        "Issues and tasks": issue_flow.CHECKS,
        "Diagnostic": diagnostic_flow.CHECKS,
        "Headers": headers.CHECKS,
        "Response times": speed.CHECKS,
    }
    if replayed is not None:
        found["Compared with before"] = replayed.checks()
    return found


def _lines(visit: Visit, checks: dict[str, Sequence[Check]]) -> Iterator[Line]:
    passed: set[str] = set()
    asked: set[str] = set()
    silent = 0
    for group, members in checks.items():
        for one in members:
            line, answered = _line(visit, group, one, _reason(visit, one, asked, passed, silent))
            silent = silent if line.outcome == "skipped" else 0 if answered else silent + 1
            asked.add(one.name)
            if line.outcome == "passed":
                passed.add(one.name)
            yield line


def _reason(visit: Visit, one: Check, asked: set[str], passed: set[str], silent: int) -> str:
    """Why the check is not made; empty where it is."""
    if silent >= _PATIENCE:
        return "the deployment stopped answering"
    lacks = [name for name in (*_ROOT, *one.needs) if name in asked and name not in passed]
    if lacks and lacks[0] in _ROOT:
        return f"needs {lacks[0]}"
    if one.with_token and not visit.client.token:
        return "no token was given"
    return f"needs {lacks[0]}" if lacks else ""


def _line(visit: Visit, group: str, one: Check, skipped: str) -> tuple[Line, bool]:
    outcome: Outcome = "skipped"
    found, expected, remedy, answered = skipped, one.expected, "", True
    started = perf_counter()
    if not skipped:
        try:
            found, outcome = one.run(visit), "passed"
        except Unmet as unmet:
            outcome, found = "failed", unmet.found
            expected, remedy = unmet.expected or expected, unmet.remedy or one.remedy
        except NoAnswer as silence:
            outcome, found, remedy, answered = "failed", str(silence), one.remedy, False
        except (AttributeError, LookupError, TypeError, ValueError):
            # a text where a list should be, and the like: no check asks for every type
            found, outcome, remedy = "an answer of another shape", "failed", one.remedy
    line = Line(
        group=group,
        name=one.name,
        outcome=outcome,
        found=found,
        expected=expected,
        remedy=remedy,
        milliseconds=round(1000 * (perf_counter() - started), 1),
    )
    return line, answered
