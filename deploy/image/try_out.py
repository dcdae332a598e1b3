"""Tries an unpacked image out: what is in it, and that it serves without rights or writing.

try_out.py ROOT IMAGE.json, as root: the folder of its files and `buildah inspect` of it. The
program runs under runc as the image says: its user, no capabilities, a root that is read-only.
"""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path
from typing import Any
from urllib.request import urlopen

COMPILERS = ("as", "c++", "cargo", "cc", "clang", "g++", "gcc", "ld", "make", "rustc")
ADDRESS = "http://127.0.0.1:8001"
PATIENCE = 60.0


def main(root: Path, inspected: Path) -> None:
    config = json.loads(inspected.read_text())["Docker"]["config"]
    check_config(config)
    check_contents(root)
    tell_size(root)
    with tempfile.TemporaryDirectory(prefix="sentinel-image-") as folder:
        state = Path(folder) / "state"
        state.mkdir()
        os.chown(state, 10001, 10001)
        Container(root, config, Path(folder) / "upgrade", state).finish(["database", "upgrade"])
        serve_and_stop(
            Container(root, config, Path(folder) / "serve", state),
            config["Healthcheck"]["Test"][1:],
        )
    print("PROVED")


def check_config(config: dict[str, Any]) -> None:
    """What a platform reads off the image."""
    shown = {name: config.get(name) for name in ("User", "Entrypoint", "Cmd", "StopSignal")}
    assert shown == {
        "User": "10001:10001",
        "Entrypoint": ["sentinel"],
        "Cmd": ["serve", "--host", "0.0.0.0"],
        "StopSignal": "SIGTERM",
    }, shown
    assert list(config["ExposedPorts"]) == ["8001/tcp"], config["ExposedPorts"]
    assert list(config["Volumes"]) == ["/tmp"], config["Volumes"]
    assert config["Healthcheck"]["Test"][0] == "CMD", config["Healthcheck"]


def check_contents(root: Path) -> None:
    """No compiler, no source, and lists that name every part."""
    folders = ("bin", "sbin", "usr/bin", "usr/sbin", "usr/local/bin", "opt/sentinel/bin")
    found = [f for f in folders for name in COMPILERS if os.path.lexists(root / f / name)]
    assert not found, f"a compiler in {found}"
    (native,) = root.glob("opt/sentinel/lib/python3*/site-packages/sentinel/_native.abi3.so")
    assert not list(root.glob("opt/sentinel/**/*.rs")), "Rust source"
    authorities = root / "usr/share/sentinel/rds.pem"
    assert authorities.stat().st_mode & 0o777 == 0o644, "the user may not read RDS's authorities"
    known = ssl.create_default_context(cafile=authorities).cert_store_stats()["x509_ca"]
    assert known, "no authority"

    parts = root / "usr/share/sbom/sentinel"
    listed = {part["name"].lower() for part in components(parts / "python.cdx.json")}
    installed = {
        path.name.removesuffix(".dist-info").rpartition("-")[0].replace("_", "-").lower()
        for path in native.parents[1].glob("*.dist-info")
    }
    assert installed and not installed - {name.replace("_", "-") for name in listed}, installed
    crates = {part["name"] for part in components(parts / "rust.cdx.json")}
    assert {"sentinel-core", "arrow-array", "pyo3"} <= crates, crates
    print(f"authorities of databases: {known}")
    print(f"parts lists: {len(installed)} Python distributions, {len(crates)} crates")


def components(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text())["components"]
    return found


def tell_size(root: Path) -> None:
    """Of all files, and as layers travel."""
    folders = {"all": root, "of Sentinel and its packages": root / "opt/sentinel"}
    for name, folder in folders.items():
        tar = subprocess.Popen(["tar", "-C", folder, "-c", "."], stdout=subprocess.PIPE)
        assert tar.stdout
        packer, plain, packed = zlib.compressobj(6), 0, 0
        while part := tar.stdout.read(1 << 20):
            plain, packed = plain + len(part), packed + len(packer.compress(part))
        packed += len(packer.flush())
        assert tar.wait() == 0
        print(f"size, {name}: {plain / 1e6:.0f} MB, {packed / 1e6:.0f} MB packed")


class Container:
    """The image under runc, with the network of the machine."""

    def __init__(self, root: Path, config: dict[str, Any], bundle: Path, state: Path) -> None:
        self.bundle, self.name = bundle, f"sentinel-{os.getpid()}-{bundle.name}"
        bundle.mkdir()
        subprocess.run(["runc", "spec"], cwd=bundle, check=True)
        self.spec = json.loads((bundle / "config.json").read_text())
        user, group = map(int, config["User"].split(":"))
        self.spec["root"] = {"path": str(root), "readonly": True}
        self.spec["process"] |= {
            "terminal": False,
            "user": {"uid": user, "gid": group},
            "cwd": config["WorkingDir"],
            "noNewPrivileges": True,
            "capabilities": {},
            "env": [
                *config["Env"],
                "SENTINEL_DATA_DIR=/state",
                f"SENTINEL_JWT_SECRET={os.urandom(32).hex()}",
            ],
        }
        spaces = self.spec["linux"]["namespaces"]
        self.spec["linux"]["namespaces"] = [s for s in spaces if s["type"] != "network"]
        self.spec["linux"].pop("seccomp", None)
        self.spec["mounts"] += [
            {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["mode=1777"]},
            {
                "destination": "/state",
                "type": "bind",
                "source": str(state),
                "options": ["bind", "rw"],
            },
        ]
        self.start = config["Entrypoint"]

    def begin(self, arguments: list[str]) -> subprocess.Popen[bytes]:
        self.spec["process"]["args"] = [*self.start, *arguments]
        (self.bundle / "config.json").write_text(json.dumps(self.spec))
        with self.log.open("wb") as log:
            command = ["runc", "run", "--bundle", str(self.bundle), self.name]
            return subprocess.Popen(command, stdout=log, stderr=log)

    @property
    def log(self) -> Path:
        """What the program says."""
        return self.bundle / "log"

    def finish(self, arguments: list[str]) -> None:
        code = self.begin(arguments).wait(PATIENCE)
        assert code == 0, (arguments, self.log.read_text())

    def inside(self, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """What a command in it says."""
        given = [f"--env={name}={value}" for name, value in settings.items()]
        return subprocess.run(
            ["runc", "exec", *given, self.name, *command],
            capture_output=True,
            text=True,
            timeout=PATIENCE * 5,
        )


def serve_and_stop(container: Container, probe: list[str]) -> None:
    running = container.begin(["serve", "--host", "0.0.0.0"])
    try:
        health = json.loads(answer("/health", running, container.log))
        assert health["status"] == "ok" and health["binary_found"], health
        print(f"/health: {health['status']}, version {health['version']}, native module found")

        who = container.inside("id", "-u")
        assert who.stdout.split() == ["10001"], who
        for folder in ("/", "/opt/sentinel", "/usr/share", "/etc"):
            tried = container.inside("touch", f"{folder}/x")
            assert tried.returncode and "Read-only file system" in tried.stderr, (folder, tried)
        alive = container.inside(*probe)
        assert alive.returncode == 0, alive
        print("user 10001, root read-only, health check passes")

        token = container.inside("sentinel", "token", "--tenant", "sentinel-check")
        checked = container.inside(
            "sentinel", "check", ADDRESS, SENTINEL_CHECK_TOKEN=token.stdout.strip()
        )
        assert checked.returncode == 0, checked.stdout + checked.stderr
        print(f"sentinel check: {checked.stdout.splitlines()[2]}")

        subprocess.run(["runc", "kill", container.name, "TERM"], check=True)
        assert running.wait(PATIENCE) == 0, "SIGTERM did not end it in order"
        print("SIGTERM: stopped in order")
    finally:
        if running.poll() is None:
            subprocess.run(["runc", "delete", "--force", container.name])
            running.wait(PATIENCE)


def answer(path: str, running: subprocess.Popen[bytes], log: Path) -> bytes:
    """What the server says there, once it does."""
    until = time.monotonic() + PATIENCE
    while True:
        assert running.poll() is None, f"it ended: {log.read_text()}"
        try:
            with urlopen(ADDRESS + path, timeout=5) as came:
                body: bytes = came.read()
                return body
        except OSError:
            assert time.monotonic() < until, f"it does not answer: {log.read_text()}"
            time.sleep(0.2)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
