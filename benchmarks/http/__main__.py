"""`python -m benchmarks.http`"""

from __future__ import annotations

import json
import os
import secrets
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import attrs
import click
from benchmarks.speed.table import put

from . import measure, processes, table
from .client import Client, RefusedError
from .figures import CONTENDERS, Measured, Read
from .measure import Reads
from .processes import NotServingError, Server
from .wrk import FailedRequestsError

README = Path(__file__).with_name("README.md")
ROOT = Path(__file__).parents[2]
READER, STORE = "reader", "main"
_TASKS = 20
_ANALYSES = 7
_CALM = 4
"""Times the seconds of a read."""
_LARGE = 300_000
"""Rows: of the largest files that the server takes."""


@click.command()
@click.option("--rounds", default=3, show_default=True, help="Of each read.")
@click.option("--seconds", default=2, show_default=True, help="Of each run of wrk.")
@click.option("--print-only", is_flag=True, help="Leave README.md as it is.")
def main(rounds: int, seconds: int, print_only: bool) -> None:
    """The server under load, beside a FastAPI application and the library."""
    if shutil.which("wrk") is None:
        raise click.ClickException("wrk is missing: apt-get install -y wrk")
    with tempfile.TemporaryDirectory(prefix="sentinel-http-") as folder:
        try:
            measured = _measured(Path(folder), rounds, seconds)
        except (NotServingError, RefusedError, FailedRequestsError) as error:
            raise click.ClickException(str(error)) from None
    text = table.results(
        measured, shlex.join(["python", "-m", "benchmarks.http", *sys.argv[1:]]), rounds
    )
    click.echo(text)
    if not print_only:
        put(text, README)


def _measured(folder: Path, rounds: int, seconds: int) -> Measured:
    small, large = folder / "small.csv", folder / "large.csv"
    _module("leakbench", "--seeds", "0", "--write", str(folder))
    max(folder.glob("store-0-*.csv")).rename(small)
    _module("speed.exports", str(large), str(_LARGE))
    with processes.postgres(ROOT / "tests" / "storage") as url:
        found: list[Read] = []
        if url is not None:
            place = Place.made(folder / "postgres", url)
            found = _reads(place, "PostgreSQL", small, rounds, seconds)
        place = Place.made(folder / "sqlite", None)
        found = [*_reads(place, "SQLite", small, rounds, seconds), *found]
        return _alone(place, small, large, found, seconds)


@attrs.frozen(kw_only=True)
class Place:
    """Where one server keeps what it has."""

    folder: Path
    environment: Mapping[str, str]
    database: str

    @classmethod
    def made(cls, folder: Path, url: str | None) -> Place:
        """A new one; without an address over SQLite."""
        folder.mkdir()
        database = url or f"sqlite:///{folder / 'sentinel.db'}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SENTINEL_", "AWS_"))}
        environment = {
            **kept,
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
            "SENTINEL_DATA_DIR": str(folder),
            "SENTINEL_DATABASE_URL": database,
            "SENTINEL_JWT_SECRET": secrets.token_hex(32),
            "SENTINEL_LOG_FORMAT": "json",
            "PEER_DATABASE": database.replace("postgresql:", "postgresql+psycopg:"),
            "PEER_ANSWERS": str(folder / "answers"),
        }
        subprocess.run(
            processes.ours("database", "upgrade"),
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return cls(folder=folder, environment=environment, database=database)

    def client(self, server: Server, tenant: str) -> Client:
        """Somebody whom the server knows."""
        secret = self.environment["SENTINEL_JWT_SECRET"]
        return Client(url=server.url, secret=secret, tenant=tenant)


def _reads(place: Place, database: str, small: Path, rounds: int, seconds: int) -> list[Read]:
    with (place.folder / "log").open("w+b") as log:
        served = processes.sentinel(place.environment, log)
        with processes.running(served):
            client = place.client(served, READER)
            wanted = _prepared(client, small, Path(place.environment["PEER_ANSWERS"]))
            peer = processes.peer(place.environment, log)
            with processes.running(peer):
                _check(client, peer, wanted)
                servers = dict(zip(CONTENDERS, _contenders(served, peer), strict=True))
                return measure.reads(
                    database, servers, wanted, client.token, rounds=rounds, seconds=seconds
                )


def _contenders(served: Server, peer: Server) -> tuple[tuple[Server, str], ...]:
    return (served, ""), (peer, ""), (peer, "/async")


def _prepared(client: Client, small: Path, answers: Path) -> Reads:
    """An analysis and some tasks, how they are read, and what the peer is to send.

    Its answers have the names that it works out from the database.
    """
    analysis = client.analyze(client.upload(small.name, small.read_bytes())).analysis_id
    issues = json.loads(client.get(f"/api/v1/digest/{STORE}?top_k=20"))["digest"]["issues"]
    for number in range(_TASKS):
        issue = issues[number % len(issues)]["id"]
        client.post("/api/v1/delegate", {"issue_id": issue, "assignee": "Kim"})
    paths = _paths(client)
    bodies = {name: client.get(path) for name, path in paths.items()}
    listed = json.loads(bodies["tasks"])["tasks"]
    named = {
        "primitives": "primitives",
        "digest": f"digest-{STORE}-{analysis}",
        "explain": f"explain-{paths['explain'].rpartition('/')[2]}-{analysis}",
        "tasks": f"tasks-{len(listed)}-{sum(task['version'] for task in listed)}",
    }
    answers.mkdir()
    for name, file in named.items():
        (answers / file).write_bytes(bodies[name])
    return Reads(paths=paths, sizes={name: len(body) for name, body in bodies.items()})


def _check(client: Client, peer: Server, wanted: Reads) -> None:
    """Raises RefusedError where the peer does not send the same bytes."""
    other = attrs.evolve(client, url=peer.url)
    for before in ("", "/async"):
        for path in wanted.paths.values():
            if other.get(before + path) != client.get(path):
                raise RefusedError(f"{before}{path}: the peer's answer is another one.")


def _alone(place: Place, small: Path, large: Path, reads: list[Read], seconds: int) -> Measured:
    """What needs no peer, by a server that has done nothing else."""
    with (place.folder / "log").open("w+b") as log:
        served = processes.sentinel(place.environment, log)
        with processes.running(served):
            reader = place.client(served, READER)
            wanted = Reads(paths=_paths(reader), sizes={})
            count = measure.SPARE + _ANALYSES
            newcomers = [place.client(served, f"newcomer-{n}") for n in range(count)]
            analyses = measure.analyses(small, newcomers, threads=os.cpu_count() or 1)
            two = [place.client(served, f"large-{n}") for n in range(2)]
            calm = measure.calm(served, wanted, reader.token, two, large, seconds=_CALM * seconds)
            memory = measure.memory(served, wanted, reader.token)
    return Measured(reads=reads, analyses=analyses, calm=calm, memory=memory)


def _paths(client: Client) -> dict[str, str]:
    issue = json.loads(client.get(f"/api/v1/digest/{STORE}"))["digest"]["issues"][0]["id"]
    return {
        "primitives": "/analysis/primitives",
        "digest": f"/api/v1/digest/{STORE}",
        "explain": f"/api/v1/explain/{issue}",
        "tasks": "/api/v1/tasks",
    }


def _module(name: str, *arguments: str) -> None:
    """A part that needs numpy, which is none of ours."""
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    if subprocess.run(command, cwd=ROOT, capture_output=True).returncode != 0:
        raise click.ClickException(f"{shlex.join(command)} failed: run it by itself.")


if __name__ == "__main__":
    main()
