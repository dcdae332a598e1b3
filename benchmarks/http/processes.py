"""Servers as processes: started, asked, watched and stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import IO

import attrs

WORKERS = 2
_READY_SECONDS = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")


class NotServingError(Exception):
    """A server that ended, or did not answer in time."""


@attrs.frozen(kw_only=True, eq=False)
class Server:
    """One that answers on loopback."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> list[int]:
        """The processes that answer: children, but not what they started themselves."""
        return children(self.process.pid)

    def cpu_seconds(self) -> float:
        """Of all its processes so far."""
        return sum(cpu_seconds(one) for one in family(self.process.pid))


def sentinel(environment: Mapping[str, str], log: IO[bytes]) -> Server:
    """`sentinel serve`."""
    return _started("sentinel serve", [*ours("serve"), *_numbers()], environment, log)


def peer(environment: Mapping[str, str], log: IO[bytes]) -> Server:
    """uvicorn with the FastAPI application."""
    command = [sys.executable, "-m", "uvicorn", "benchmarks.http.peer:app", *_numbers()]
    return _started("FastAPI", command, environment, log)


def ours(*arguments: str) -> list[str]:
    """A command of the package, wherever it is installed."""
    return [sys.executable, "-c", "from sentinel.cli import run; run()", *arguments]


def _numbers() -> list[str]:
    return ["--workers", str(WORKERS), "--port", str(free_port())]


def free_port() -> int:
    """One that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def _started(
    name: str, command: Sequence[str], environment: Mapping[str, str], log: IO[bytes]
) -> Server:
    process = subprocess.Popen(command, env=dict(environment), stdout=log, stderr=log)
    server = Server(name=name, port=int(command[-1]), process=process)
    until = time.monotonic() + _READY_SECONDS
    while not _answers(server) or len(server.workers()) < WORKERS:
        if process.poll() is not None or time.monotonic() > until:
            stop(server)
            log.seek(0)
            said = log.read()[-2000:].decode(errors="replace")
            raise NotServingError(f"{name} does not answer: {said}")
        time.sleep(0.1)
    return server


def _answers(server: Server) -> bool:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        connection.request("GET", "/analysis/primitives")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def stop(server: Server) -> None:
    """Ask it to end, and wait."""
    server.process.send_signal(signal.SIGTERM)
    try:
        server.process.wait(60)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait()


@contextmanager
def running(*servers: Server) -> Iterator[None]:
    """Until the end of the block."""
    try:
        yield
    finally:
        for server in servers:
            stop(server)


@contextmanager
def postgres(starters: Path) -> Iterator[str | None]:
    """The address of a throw-away cluster; null where PostgreSQL is not installed.

    `starters`: the folder of the tests' own `services.py`.
    """
    sys.path.insert(0, str(starters))
    import services

    programs = services.postgres_programs()
    if programs is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="sentinel-postgres-") as home:
        Path(home).chmod(0o755)
        cluster = services.Postgres(Path(home) / "cluster", programs)
        try:
            yield cluster.url
        finally:
            cluster.stop()


# --- what the kernel knows of them --------------------------------------------------------------


def children(process: int) -> list[int]:
    """Its own, without theirs."""
    return [int(one) for one in _proc(process, f"task/{process}/children").split()]


def family(process: int) -> list[int]:
    """It, its children, and theirs."""
    return [process, *(one for child in children(process) for one in family(child))]


def cpu_seconds(process: int) -> float:
    """In its own code and in the kernel."""
    fields = _proc(process, "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def resident_bytes(process: int) -> int:
    """Memory that is its own or shared, as the kernel counts it."""
    fields = _proc(process, "statm").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") if fields else 0


def _proc(process: int, name: str) -> str:
    try:
        return Path(f"/proc/{process}/{name}").read_text()
    except OSError:  # it has ended
        return ""
