"""Disks that are full, files that are locked, an S3 that refuses or is far away."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import exchange
import pytest
import services
from exchange import Answer, Server, environment, is_refused, post_file
from lines import Line, line_to
from shop import EXPORT, MAPPING
from stored import Stored, open_stored

from sentinel.settings import from_environment
from sentinel.storage import upgrade

ITEMS = {"items": [{"sku": "A", "description": "2x4", "stock": -1, "cost": 2}]}
MORE = EXPORT + b"".join(
    b"Lake,X%05d,Part %d,Ironbridge,%d,%d.25,%d.75,%d\n" % (n, n * 7919, n % 90, n % 13, n % 31, n)
    for n in range(8000)
)
"""Some 400 kB."""


def analyze(server: Server, key: str, tenant: str) -> Answer:
    fields = [("key", key), ("mapping", json.dumps(MAPPING))]
    return server.post_form("/analysis/analyze", fields, tenant=tenant)


def suggest(server: Server, key: str, tenant: str) -> Answer:
    fields = [("key", key), ("filename", "items.csv")]
    return server.post_form("/uploads/suggest-mapping", fields, tenant=tenant)


def is_unavailable(answer: Answer) -> bool:
    """With the one body, and when to try again."""
    return is_refused(answer, [503]) and int(answer.headers["retry-after"]) > 0


def small_reads(server: Server, tenant: str) -> list[int]:
    return [
        server.get(path, tenant=tenant).status
        for path in ("/api/v1/tasks", "/analysis/primitives", "/api/v1/tasks", "/openapi.json")
    ]


# --- disks --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Stored]]:
    """A server whose SQLite file and folder of blobs are on a disk of 8 MiB."""
    folder = tmp_path_factory.mktemp("small")
    with services.small_disk(folder / "disk", "8m") as disk:
        settings = environment(disk)
        upgrade(from_environment(settings).database_url)
        server = exchange.start(folder, settings, "sqlite")
        stored = open_stored(settings)
        yield server, stored
        stored.database.close()
        server.stop()


def test_on_a_full_disk_nothing_half_is_kept_and_all_goes_on_once_there_is_room(
    small: tuple[Server, Stored],
) -> None:
    server, stored = small
    tenant = "full"
    key = server.upload(EXPORT, tenant=tenant)
    assert analyze(server, key, tenant).status == 200
    issue = server.get("/api/v1/digest", tenant=tenant).json["digest"]["issues"][0]["id"]
    order = {"issue_id": issue, "assignee": "Ann", "notes": "n" * 2000}
    task = server.post_json("/api/v1/delegate", order, tenant=tenant).json["task_id"]
    start = server.post_json("/api/v1/diagnostic/start", ITEMS, tenant=tenant).json
    given = server.post_form("/uploads/presign", [("filenames", "b.csv")], tenant=tenant)
    permit = given.json["presigned_urls"][0]
    key = server.upload(EXPORT, tenant=tenant)
    before = stored.all(tenant)

    def patch() -> Answer:
        change = json.dumps({"notes": "n" * 2000}).encode()
        return server.request("PATCH", f"/api/v1/tasks/{task}", body=change, tenant=tenant)

    many = {"items": [{**ITEMS["items"][0], "sku": f"S{n}"} for n in range(2000)]}
    writes: tuple[Callable[[], Answer], ...] = (
        lambda: server.post_form("/uploads/presign", [("filenames", "c.csv")], tenant=tenant),
        lambda: post_file(permit["url"], permit["fields"], MORE),
        lambda: analyze(server, key, tenant),
        lambda: server.post_json("/api/v1/delegate", order, tenant=tenant),
        patch,
        lambda: server.post_json("/api/v1/diagnostic/start", many, tenant=tenant),
        lambda: server.post_json(
            f"/api/v1/diagnostic/{start['session_id']}/answer",
            {"classification": "theft", "note": "n" * 2000},
            tenant=tenant,
        ),
    )
    ballast = services.fill(Path(server.environment["SENTINEL_DATA_DIR"]))
    for write in writes:
        # pages that are free in SQLite's files may still take something small
        answer = write()
        assert is_unavailable(answer) or answer.status == 200, answer.body
        if answer.status != 200:
            assert stored.all(tenant) == before
        before = stored.all(tenant)
    assert is_unavailable(writes[1]())
    assert small_reads(server, tenant) == [200] * 4
    ballast.unlink()
    assert [write().status for write in writes] == [200, 204, *[200] * 5]
    assert not [name for name in stored.blobs(tenant) if ".half-" in name]


def test_a_database_that_another_process_holds_is_a_503_and_reads_go_on(
    small: tuple[Server, Stored],
) -> None:
    server, stored = small
    tenant = "held"
    permitted = server.post_form("/uploads/presign", [("filenames", "a.csv")], tenant=tenant)
    before = stored.all(tenant)
    file = Path(server.environment["SENTINEL_DATA_DIR"], "sentinel.db")
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(4) as pool:
        writes = [
            pool.submit(server.post_json, "/api/v1/diagnostic/start", ITEMS, tenant=tenant)
            for _ in range(4)
        ]
        assert small_reads(server, tenant) == [200] * 4
        assert not any(write.done() for write in writes)
        assert all(is_unavailable(write.result()) for write in writes)
    holder.execute("ROLLBACK")
    holder.close()
    assert stored.all(tenant) == before
    assert permitted.status == 200
    assert server.post_json("/api/v1/diagnostic/start", ITEMS, tenant=tenant).status == 200


# --- S3 -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own_s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.S3Server]:
    with services.running_s3(tmp_path_factory.mktemp("own_s3")) as server:
        yield server


@pytest.fixture(scope="module")
def far(
    own_s3: services.S3Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Stored, Line]]:
    """A server, and the line to its S3."""
    folder = tmp_path_factory.mktemp("far")
    with line_to(own_s3.port) as line:
        settings = environment(
            folder,
            **{**own_s3.settings, "AWS_ENDPOINT_URL_S3": line.url},
            SENTINEL_BLOBS="s3://exports/far",
        )
        upgrade(from_environment(settings).database_url)
        server = exchange.start(folder, settings, "sqlite")
        stored = open_stored(settings, own_s3.folder / "data")
        yield server, stored, line
        line.good()
        stored.database.close()
        server.stop()


@pytest.fixture
def line(far: tuple[Server, Stored, Line]) -> Iterator[Line]:
    yield far[2]
    far[2].good()


def test_an_s3_that_refuses_is_a_503_until_it_does_not(
    far: tuple[Server, Stored, Line], own_s3: services.S3Server
) -> None:
    server, stored, _ = far
    key = server.upload(EXPORT, tenant="refused")
    before = stored.all("refused")
    own_s3.stop()
    own_s3.secret_key = "another one"
    own_s3.start()
    try:
        for answer in (suggest(server, key, "refused"), analyze(server, key, "refused")):
            assert is_unavailable(answer), answer.body
            assert "exports" not in answer.json["detail"]
        assert server.get("/health", tenant=None).json["status"] == "degraded"
        assert small_reads(server, "refused") == [200] * 4
    finally:
        own_s3.stop()
        del own_s3.secret_key
        own_s3.start()
    assert stored.all("refused") == before
    assert analyze(server, key, "refused").status == 200


def test_a_slow_s3_takes_its_time_and_nobody_else_s(
    far: tuple[Server, Stored, Line], line: Line
) -> None:
    server, _, _ = far
    key = server.upload(MORE, tenant="slow")
    line.pause = 0.05
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(analyze, server, key, "slow")
        assert small_reads(server, "slow") == [200] * 4
        assert running.result().status == 200
    assert server.get("/api/v1/digest", tenant="slow").status == 200


def test_an_s3_that_says_nothing_is_given_up_and_nobody_waits_with_it(
    far: tuple[Server, Stored, Line], line: Line
) -> None:
    server, stored, _ = far
    key = server.upload(EXPORT, tenant="silent")
    before = stored.all("silent")
    line.silent = True
    with ThreadPoolExecutor(6) as pool:
        hanging = [pool.submit(suggest, server, key, "silent") for _ in range(5)]
        hanging.append(pool.submit(analyze, server, key, "silent"))
        assert small_reads(server, "silent") == [200] * 4
        assert not any(one.done() for one in hanging)
        assert all(is_unavailable(one.result()) for one in hanging)
    assert stored.all("silent") == before
    line.good()
    assert analyze(server, key, "silent").status == 200


def test_a_line_that_is_cut_in_an_answer_gives_no_half_of_a_file(
    far: tuple[Server, Stored, Line], line: Line
) -> None:
    server, stored, _ = far
    key = server.upload(MORE, tenant="get")
    before = stored.all("get")
    line.answers_end = len(MORE) // 2
    assert is_unavailable(analyze(server, key, "get"))
    assert stored.all("get") == before
    line.good()
    whole = analyze(server, key, "get").json
    assert whole["summary"]["total_rows_analyzed"] == MORE.count(b"\n") - 1


@pytest.mark.parametrize("part", ["snapshot", "findings", "report"])
def test_a_line_that_is_cut_while_an_analysis_is_kept_leaves_none(
    far: tuple[Server, Stored, Line], line: Line, part: str
) -> None:
    server, stored, _ = far
    tenant = f"put-{part}"
    key = server.upload(EXPORT, tenant=tenant)
    before = stored.rows(tenant)
    line.cuts = part.encode()
    assert is_unavailable(analyze(server, key, tenant))
    assert stored.rows(tenant) == before
    assert server.get("/api/v1/digest", tenant=tenant).json["code"] == "NO_DATA"
    line.good()
    assert analyze(server, key, tenant).status == 200
    assert server.get("/api/v1/digest", tenant=tenant).status == 200
