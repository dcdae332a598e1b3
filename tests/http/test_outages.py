"""What the server needs goes away and comes back; nobody restarts it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import exchange
import pytest
import services
from exchange import Server, environment
from known import make_known

from sentinel.settings import from_environment
from sentinel.storage import upgrade

EXPORT = b"SKU,Description,Qty On Hand,Cost,Price\n" + b"".join(
    b"A%03d,Lamp %d,%d,2.50,%d.00\n" % (n, n, n, n + 3) for n in range(50)
)


@pytest.fixture
def own(postgres: services.Postgres, s3: services.S3Server, tmp_path: Path) -> Iterator[Server]:
    """Over PostgreSQL and S3."""
    settings = environment(
        tmp_path,
        **s3.settings,
        SENTINEL_DATABASE_URL=postgres.url,
        SENTINEL_BLOBS=f"s3://exports/{uuid4().hex}",
    )
    upgrade(from_environment(settings).database_url)
    started = exchange.start(tmp_path, settings, "postgres")
    yield started
    started.stop()


def presign(server: Server, tenant: str = "outage") -> exchange.Answer:
    return server.post_form("/uploads/presign", [("filenames", "a.csv")], tenant=tenant)


def test_a_database_that_stops_is_a_503_until_it_is_back(
    own: Server, postgres: services.Postgres
) -> None:
    assert presign(own).status == 200
    known = make_known(own, "known")
    postgres.stop()
    try:
        refused = presign(own)
        assert (refused.status, refused.json["code"]) == (503, "UNAVAILABLE")
        assert refused.headers["retry-after"] == "5"
        health = own.get("/health", tenant=None)
        assert (health.status, health.json["dependencies"]["database"]["ok"]) == (503, False)
        assert own.get("/analysis/primitives", tenant=None).status == 200
        for name, answer in known.asked(own, "known"):
            assert exchange.is_refused(answer, [503]), (name, answer.body)
            assert int(answer.headers["retry-after"]) > 0
    finally:
        postgres.start()
    for name, answer in known.asked(own, "known"):
        assert answer.status == 200, (name, answer.body)
    assert presign(own).status == 200
    # counted were the two that were let through
    assert [presign(own).status for _ in range(19)] == [200] * 18 + [429]


def test_an_s3_that_stops_is_a_503_until_it_is_back(own: Server, s3: services.S3Server) -> None:
    key = own.upload(EXPORT)
    fields = [("key", key), ("filename", "a.csv")]
    s3.stop()
    try:
        refused = own.post_form("/uploads/suggest-mapping", fields)
        assert (refused.status, refused.json["code"]) == (503, "UNAVAILABLE")
        assert "exports" not in refused.json["detail"]
        assert own.get("/health", tenant=None).status == 503
    finally:
        s3.start()
    assert own.post_form("/uploads/suggest-mapping", fields).status == 200


def test_a_server_starts_before_its_database(
    own: Server, postgres: services.Postgres, tmp_path: Path
) -> None:
    postgres.stop()
    try:
        folder = tmp_path / "early"
        folder.mkdir()
        early = exchange.start(folder, own.environment, "postgres")
        assert early.get("/health", tenant=None).status == 503
    finally:
        postgres.start()
    assert presign(early, "early").status == 200
    assert early.stop() == 0
