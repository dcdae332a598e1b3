"""A restore into an empty machine gives the same answers, as the runbook does it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

pytest.importorskip("falcon", reason="needs the extra server: pip install -e '.[all]'")

import exchange
import services
from shop import CORNER, Shop

from sentinel.http import create_app, open_parts
from sentinel.settings import from_environment
from sentinel.storage import upgrade

pytestmark = pytest.mark.one_python

COUNTED = [
    {"sku": "L1", "description": "2x4x8 lumber stud", "stock": -5, "cost": 4},
    {"sku": "B1", "description": "bin bolt", "stock": -3, "cost": 1.5},
    {"sku": "X1", "description": "odd thing", "stock": -2, "cost": 2},
]
TOLD_AT = "generated_at"
"""The time of the answer: all that may differ."""


@contextmanager
def serving(settings: dict[str, str]) -> Iterator[Shop]:
    """The application over this state, for one tenant."""
    parts = open_parts(from_environment(settings))
    try:
        yield Shop(app=create_app(parts), parts=parts, tenant="Kim & Söhne")
    finally:
        parts.records.close()


def worked(shop: Shop) -> list[str]:
    """A week of a store: two analyses, tasks, half a diagnostic; what can be asked afterwards."""
    shop.analyzed(CORNER.read_bytes(), mapping={})
    shop.analyzed(CORNER.read_bytes().replace(b",12.", b",13."), mapping={})
    issues = shop.issues()
    for issue in issues[:2]:
        task = shop.post("/api/v1/delegate", {"issue_id": issue["id"], "assignee": "Ann"}).json
        path = f"/api/v1/tasks/{task['task']['task_id']}"
        changed = shop.patch(path, {"status": "in_progress", "notes": "counted: ½ pallet"})
        assert changed.status_code == 200, changed.json
    started = shop.post("/api/v1/diagnostic/start", {"items": COUNTED, "store_name": "Lake"}).json
    diagnostic = f"/api/v1/diagnostic/{started['session_id']}"
    answered = shop.post(f"{diagnostic}/answer", {"classification": "theft", "note": "seen"})
    assert answered.status_code == 200, answered.json
    store = quote(issues[0]["store_id"])
    return [
        "/api/v1/digest?top_k=20",
        f"/api/v1/digest/{store}",
        f"/api/v1/coop/{store}",
        "/api/v1/tasks",
        *(f"/api/v1/{about}/{issues[0]['id']}" for about in ("explain", "vendor-call")),
        f"/api/v1/explain/{issues[0]['id']}/why",
        *(f"{diagnostic}/{part}" for part in ("question", "summary", "report")),
    ]


def answers(shop: Shop, asked: list[str]) -> dict[str, Any]:
    found = {}
    for address in asked:
        path, _, query = address.partition("?")
        came = shop.send("GET", path, query_string=query)
        assert came.status_code == 200, (address, came.json)
        found[address] = without_time(came.json)
    return found


def without_time(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_time(part) for name, part in value.items() if name != TOLD_AT}
    return [without_time(part) for part in value] if isinstance(value, list) else value


def check(
    before: dict[str, str], backed_up: Callable[[], None], after: Callable[[], dict[str, str]]
) -> None:
    """What was answered is answered again, by another machine from the backup alone."""
    upgrade(from_environment(before).database_url)
    with serving(before) as shop:
        asked = worked(shop)
        told = answers(shop, asked)
        backed_up()
        # what happens after the backup is not in it
        shop.analyzed(CORNER.read_bytes().replace(b",1,", b",9,"), mapping={})
        assert answers(shop, asked) != told
    with serving(after()) as restored:
        assert answers(restored, asked) == told
        # and work goes on
        assert restored.analyzed(CORNER.read_bytes(), mapping={})["status"] == "success"


def test_sqlite_and_folder(tmp_path: Path) -> None:
    old, backup, new = (tmp_path / name for name in ("old", "backup", "new"))
    for folder in (old, backup, new):
        folder.mkdir()

    def back_up() -> None:
        with (
            closing(sqlite3.connect(old / "sentinel.db")) as live,
            closing(sqlite3.connect(backup / "sentinel.db")) as copy,
        ):
            live.backup(copy)
        shutil.copytree(old / "blobs", backup / "blobs")

    def restore() -> dict[str, str]:
        shutil.copytree(backup, new, dirs_exist_ok=True)
        shutil.rmtree(old)
        return exchange.environment(new)

    check(exchange.environment(old), back_up, restore)


def test_postgresql_and_s3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import boto3

    with services.running_postgres() as database, services.running_s3(tmp_path / "s3") as s3:
        for name, value in s3.settings.items():
            monkeypatch.setenv(name, value)
        client = boto3.client("s3")
        for bucket in ("backup", "restored"):
            client.create_bucket(Bucket=bucket)

        def settings(name: str, bucket: str) -> dict[str, str]:
            url = database.url.rpartition("/")[0] + f"/{name}"
            more = {"SENTINEL_DATABASE_URL": url, "SENTINEL_BLOBS": f"s3://{bucket}"}
            return exchange.environment(tmp_path, **s3.settings, **more)

        def program(name: str, *arguments: str) -> None:
            found = database.programs / name
            ran = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
            assert ran.returncode == 0, ran.stderr

        def sync(source: str, target: str) -> None:
            for page in client.get_paginator("list_objects_v2").paginate(Bucket=source):
                for found in page.get("Contents", ()):
                    place = {"Bucket": source, "Key": found["Key"]}
                    client.copy_object(Bucket=target, Key=found["Key"], CopySource=place)

        before, dump = settings("postgres", "exports"), str(tmp_path / "sentinel.dump")
        url = before["SENTINEL_DATABASE_URL"]

        def back_up() -> None:
            program("pg_dump", "--format=custom", "--no-owner", f"--file={dump}", url)
            sync("exports", "backup")

        def restore() -> dict[str, str]:
            after = settings("restored", "restored")
            program("createdb", f"--maintenance-db={url}", "restored")
            target = after["SENTINEL_DATABASE_URL"]
            program("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={target}", dump)
            sync("backup", "restored")
            return after

        check(before, back_up, restore)
