"""Load by wrk."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import attrs

SCRIPT = Path(__file__).with_name("reads.lua")


@attrs.frozen(kw_only=True)
class Load:
    """One run."""

    requests: int
    seconds: float
    p50: float
    """Seconds until the answer is whole."""
    p99: float

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


class FailedRequestsError(Exception):
    """Answers that are none: how fast they came does not matter."""


def load(url: str, paths: Sequence[str], token: str, *, connections: int, seconds: int) -> Load:
    """GET these paths in turn, each connection as fast as it gets answers.

    Raises FailedRequestsError where one of them is no 2xx.
    """
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(SCRIPT), url, "--"]
    environment = {**os.environ, "TOKEN": token}
    done = subprocess.run([*command, *paths], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise FailedRequestsError(f"wrk ended with {done.returncode}: {done.stdout}{done.stderr}")
    return parsed(done.stdout)


def parsed(said: str) -> Load:
    """What the script of wrk wrote last. Raises FailedRequestsError."""
    found = json.loads(said.strip().rpartition("\n")[2])
    if found["failed"] or not found["requests"]:
        raise FailedRequestsError(f"{found['failed']} of {found['requests']} requests failed.")
    return Load(
        requests=found["requests"],
        seconds=found["microseconds"] / 1e6,
        p50=found["p50"] / 1e6,
        p99=found["p99"] / 1e6,
    )
