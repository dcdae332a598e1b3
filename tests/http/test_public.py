"""What everybody may ask: kinds of leak, systems, and how the server is."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from attrs import evolve
from exchange import Server
from falcon.testing import TestClient

from sentinel import __version__
from sentinel.errors import StorageUnavailableError
from sentinel.http import Parts, create_app, health

KEYS = [
    "high_margin_leak",
    "negative_inventory",
    "negative_profit",
    "severe_inventory_deficit",
    "low_stock",
    "shrinkage_pattern",
    "margin_erosion",
    "zero_cost_anomaly",
    "dead_item",
    "overstock",
    "price_discrepancy",
]


def test_eleven_kinds_of_leak_in_their_order(server: Server) -> None:
    answer = server.get("/analysis/primitives", tenant=None).json
    assert (list(answer["primitives"]), answer["count"]) == (KEYS, 11)
    for key, one in answer["primitives"].items():
        assert one.keys() == {"key", "title", "severity", "category", "recommendations"}
        assert one["key"] == key
        assert one["recommendations"]


def test_sixteen_systems_in_their_order(server: Server) -> None:
    answer = server.get("/analysis/supported-pos", tenant=None).json
    assert answer["count"] == len(answer["supported_systems"]) == 16
    assert answer["supported_systems"][0] == "Paladin POS"
    assert answer["supported_systems"][-1] == "Generic CSV/Excel exports"
    assert answer["notes"]


def test_a_bad_token_does_not_matter_where_none_is_needed(server: Server) -> None:
    headers = {"Authorization": "Bearer nonsense"}
    assert server.get("/health", tenant=None, headers=headers).status == 200


def test_health_is_told_and_nothing_else(server: Server) -> None:
    answer = server.get("/health", tenant=None)
    assert answer.status == 200
    assert answer.json == {
        "status": "ok",
        "version": __version__,
        "binary_found": True,
        "binary_path": None,
        "dev_mode": False,
        "dependencies": {
            "database": {"ok": True, "detail": "connected"},
            "blobs": {"ok": True, "detail": "connected"},
        },
    }


def health_of(parts: Parts) -> Any:
    return TestClient(create_app(parts)).simulate_get("/health")


def test_without_its_database_the_server_is_degraded(parts: Parts) -> None:
    parts.records.close()
    shutil.rmtree(Path(urlsplit(parts.settings.database_url).path).parent)
    Path(urlsplit(parts.settings.database_url).path).parent.write_text("no folder")
    answer = health_of(parts)
    assert (answer.status_code, answer.json["status"]) == (503, "degraded")
    assert answer.json["dependencies"]["database"] == {"ok": False, "detail": "unavailable"}


class Slow:
    """Blobs that do not answer, and count who asks."""

    def __init__(self) -> None:
        self.asked = 0
        self.go = threading.Event()

    def check(self) -> None:
        self.asked += 1
        self.go.wait(60)
        raise StorageUnavailableError("late")


def test_a_dependency_that_hangs_is_asked_once(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_PATIENCE", 0.2)
    blobs: Any = Slow()
    client = TestClient(create_app(evolve(parts, blobs=blobs)))
    started = time.monotonic()
    answers = [client.simulate_get("/health") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503] * 3
    assert answers[0].json["dependencies"]["blobs"] == {"ok": False, "detail": "unavailable"}
    assert answers[0].json["dependencies"]["database"]["ok"]
    assert blobs.asked == 1
    assert time.monotonic() - started < 30
    blobs.go.set()
