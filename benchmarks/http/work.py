"""`python -m benchmarks.http.work`: what an analysis and a digest take of a machine, by size.

Processor seconds of the server with all its processes, and bytes that it keeps, over PostgreSQL and
an S3 server on loopback. Written to work.json; `deploy/costs.py` makes of it what a month costs.
"""

from __future__ import annotations

import json
import os
import platform
import secrets
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import attrs
import psycopg

from sentinel.check.client import Answer, Client, post_file

from . import processes
from .client import Client as Tenant
from .client import RefusedError
from .processes import Server

RESULTS = Path(__file__).with_name("work.json")
ROOT = Path(__file__).parents[2]
ROWS = (1_000, 10_000, 36_000, 100_000, 200_000)
ANALYSES = 6
DIGESTS = 10
"""After each analysis, the first ones by workers that have not seen it yet."""


@attrs.frozen(kw_only=True)
class Work:
    """What a file of so many rows took."""

    rows: int
    file_bytes: int
    analysis_seconds: float
    """Of the processor, median."""
    digest_seconds: float
    """Likewise, mean."""
    bucket_bytes: int
    """That an analysis leaves there."""
    database_bytes: int
    largest_process_bytes: int


def main() -> None:
    """Measure, and write it down."""
    with tempfile.TemporaryDirectory(prefix="sentinel-work-") as name:
        found = _all(Path(name))
    result = {
        "measured_on": f"{datetime.now(UTC):%Y-%m-%d}",
        "by": "python -m benchmarks.http.work",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[1], 1),
        "analyses": ANALYSES,
        "digests": DIGESTS,
        "work": [attrs.asdict(one) for one in found],
    }
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULTS.read_text(), end="")


def _all(folder: Path) -> list[Work]:
    with _serving(folder) as (server, secret, url, bucket):
        return [_measured(rows, folder, server, secret, url, bucket) for rows in ROWS]


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[Server, str, str, Path]]:
    """The server, its secret, its database, and the folder in which its bucket lies."""
    with processes.postgres(ROOT / "tests" / "storage") as url:
        import services

        program = services.s3_program()
        if url is None or program is None:
            sys.exit(f"{services.POSTGRES}; {services.S3}")
        s3 = services.S3Server(folder / "s3", program)
        bucket = s3.folder / "data" / "work"
        bucket.mkdir()
        secret = secrets.token_hex(32)
        settings = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("SENTINEL_", "AWS_"))},
            **s3.settings,
            "SENTINEL_DATABASE_URL": url,
            "SENTINEL_BLOBS": "s3://work",
            "SENTINEL_JWT_SECRET": secret,
            "SENTINEL_LOG_FORMAT": "json",
        }
        subprocess.run(processes.ours("database", "upgrade"), env=settings, check=True)
        with (folder / "log").open("w+b") as log:
            server = processes.sentinel(settings, log)
            with processes.running(server):
                yield server, secret, url, bucket
        s3.stop()


def _measured(rows: int, folder: Path, server: Server, secret: str, url: str, bucket: Path) -> Work:
    file = folder / f"{rows}.csv"
    command = [sys.executable, "-m", "benchmarks.speed.exports", str(file), str(rows)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    data = file.read_bytes()
    token = Tenant(url=server.url, secret=secret, tenant=f"rows-{rows}").token
    with closing(Client(url=server.url, token=token, timeout=300)) as client:
        # both workers have done it before
        for _ in range(2 * processes.WORKERS):
            _analyze(client, data)
        database, stored = _database_bytes(url), _stored(bucket)
        analyses, digests = [], []
        for _ in range(ANALYSES):
            started = server.cpu_seconds()
            _analyze(client, data)
            analysed = server.cpu_seconds()
            for _ in range(DIGESTS):
                _good(client.get("/api/v1/digest"))
            analyses.append(analysed - started)
            digests.append((server.cpu_seconds() - analysed) / DIGESTS)
        kept = _stored(bucket) - stored, _database_bytes(url) - database
    return Work(
        rows=rows,
        file_bytes=len(data),
        analysis_seconds=round(statistics.median(analyses), 3),
        digest_seconds=round(statistics.mean(digests), 5),
        bucket_bytes=kept[0] // ANALYSES,
        database_bytes=kept[1] // ANALYSES,
        largest_process_bytes=max(
            processes.resident_bytes(one) for one in processes.family(server.process.pid)
        ),
    )


def _analyze(client: Client, data: bytes) -> None:
    """As clients do: permission, the file to where that says, the analysis."""
    permit = _good(client.post_form("/uploads/presign", [("filenames", "items.csv")])).json()
    (place,) = permit["presigned_urls"]
    _good(post_file(client, place["url"], place["fields"], "items.csv", data))
    _good(client.post_form("/analysis/analyze", [("key", place["key"]), ("mapping", "{}")]))


def _good(answer: Answer) -> Answer:
    if not 200 <= answer.status < 300:
        raise RefusedError(f"{answer.status} {answer.body[:300]!r}")
    return answer


def _stored(bucket: Path) -> int:
    """Bytes of analyses; uploads are gone after a minute."""
    return sum(one.stat().st_size for one in bucket.glob("*/analyses/**/*") if one.is_file())


def _database_bytes(url: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    assert found
    return int(found[0])


if __name__ == "__main__":
    main()
