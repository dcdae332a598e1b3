"""Real parts for tests, started on loopback: PostgreSQL and an S3 server that checks signatures."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import SystemRandom

import pytest

POSTGRES = "needs PostgreSQL: apt-get install -y postgresql"
S3 = "needs an S3 server: go install github.com/versity/versitygw/cmd/versitygw@v1.8.0"


def free_port() -> int:
    """One below those that the system gives to outgoing connections, which would take it again."""
    while True:
        port = SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A cluster of its own; the test is skipped, saying so, where there is no PostgreSQL."""
    programs = postgres_programs()
    if programs is None:
        pytest.skip(POSTGRES)
    pytest.importorskip("psycopg", reason="needs the extra postgres: pip install -e '.[all]'")
    # pytest's own temporary folders are closed to the user postgres
    home = Path(tempfile.mkdtemp(prefix="sentinel-postgres-"))
    home.chmod(0o755)
    cluster = Postgres(home / "cluster", programs)
    yield cluster
    cluster.stop()
    shutil.rmtree(home)


@contextmanager
def running_s3(folder: Path) -> Iterator[S3Server]:
    """A server with the bucket `exports`; the test is skipped, saying so, where there is none."""
    program = s3_program()
    if program is None:
        pytest.skip(S3)
    pytest.importorskip("boto3", reason="needs the extra aws: pip install -e '.[all]'")
    server = S3Server(folder, program)
    (server.folder / "data" / "exports").mkdir()
    yield server
    server.stop()


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own; the test is skipped where this user may not mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs root, to mount a small disk: mount -t tmpfs")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Leave no room on the file system of the folder; the file to be removed for some."""
    ballast = folder / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    return ballast


def postgres_programs() -> Path | None:
    """The folder of PostgreSQL's newest programs; null where there are none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


class Postgres:
    """A throw-away cluster. It refuses root, so root runs it as the user postgres."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self.programs, self.port = folder, programs, free_port()
        folder.mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        (folder / "password").write_text("test")
        (folder / "password").chmod(0o644)
        self._run("initdb", "-A", "scram-sha-256", f"--pwfile={folder / 'password'}", "-U", "app",
                  "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")  # fmt: skip
        self.start()

    @property
    def url(self) -> str:
        return f"postgresql://app:test@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = (
            f"-c listen_addresses=127.0.0.1 -p {self.port} -c fsync=off"
            f" -c unix_socket_directories='{self.folder}'"
        )
        self._run("pg_ctl", "-s", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-s", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        # no pipes: the server would inherit them and keep them open
        with open(os.devnull, "w") as nowhere:
            subprocess.run(command, check=True, stdout=nowhere, stderr=nowhere, cwd="/")


def s3_program() -> str | None:
    """versitygw, where it is to be found; null where it is not."""
    return shutil.which("versitygw") or shutil.which(
        "versitygw", path=str(Path.home() / "go" / "bin")
    )


class S3Server:
    """versitygw over a folder; its buckets are folders."""

    access_key, secret_key = "AKIATEST", "testsecret0"

    def __init__(self, folder: Path, program: str) -> None:
        self.folder, self.program, self.port = folder, program, free_port()
        for name in ("data", "versions", "iam"):
            (folder / name).mkdir(parents=True)
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        """What a client needs in its environment."""
        return {
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL_S3": self.url,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def start(self) -> None:
        keys = {"ROOT_ACCESS_KEY": self.access_key, "ROOT_SECRET_KEY": self.secret_key}
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "--port", f"127.0.0.1:{self.port}", "--region", "us-east-1",
                 "--iam-dir", str(self.folder / "iam"), "posix", "--versioning-dir",
                 str(self.folder / "versions"), str(self.folder / "data")],
                stdout=log, stderr=log, env={**os.environ, **keys},
            )  # fmt: skip
        wait_for_port(self.port)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


def wait_for_port(port: int, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
