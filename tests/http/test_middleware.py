"""What every answer carries: CORS as browsers want it, a number, and its time."""

from __future__ import annotations

import re

import pytest
from exchange import ORIGIN
from falcon.testing import TestClient

from sentinel.settings import ORIGINS

PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("path", ["/uploads/presign", "/uploads/file", "/health", "/api/v1/tasks"])
def test_a_preflight_needs_no_token(client: TestClient, origin: str, path: str) -> None:
    headers = {**PREFLIGHT, "Origin": origin, "Authorization": "Bearer nonsense"}
    answer = client.simulate_options(path, headers=headers)
    assert answer.status_code == 200
    told = {k: v for k, v in answer.headers.items() if k.startswith("access-control")}
    assert told == {
        "access-control-allow-origin": origin,
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
        "access-control-allow-headers": (
            "Authorization, Content-Type, Idempotency-Key, X-Request-ID"
        ),
        "access-control-expose-headers": "*, X-Request-ID, Retry-After, Server-Timing",
        "access-control-max-age": "600",
    }
    assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example.com",
        "http://profitsentinel.com",
        "https://profitsentinel.com.evil.example",
        "https://PROFITSENTINEL.com",
        "http://localhost:3000",
        "null",
        "*",
        "",
    ],
)
def test_no_other_origin_gets_in(client: TestClient, origin: str) -> None:
    refused = client.simulate_options("/health", headers={**PREFLIGHT, "Origin": origin})
    assert refused.status_code == 400
    answer = client.simulate_get("/health", headers={"Origin": origin})
    for one in (refused, answer):
        assert not [name for name in one.headers if name.startswith("access-control")]
        assert one.headers["vary"] == "Origin"


@pytest.mark.parametrize(
    ("path", "status"), [("/health", 200), ("/nothing", 404), ("/uploads/presign", 401)]
)
def test_errors_carry_the_same_headers(client: TestClient, path: str, status: int) -> None:
    method = "POST" if status == 401 else "GET"
    answer = client.simulate_request(method, path, headers={"Origin": ORIGIN, "Authorization": ""})
    assert answer.status_code == status
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])
    assert re.search(r"total;dur=\d+\.\d", answer.headers["server-timing"])


@pytest.mark.parametrize(
    ("given", "taken"),
    [("abc-123", True), ("a" * 64, True), ("a" * 65, False), ("a b", False), ("<x>", False)],
)
def test_a_request_keeps_the_number_it_came_with(
    client: TestClient, given: str, taken: bool
) -> None:
    answer = client.simulate_get("/health", headers={"X-Request-ID": given})
    assert (answer.headers["x-request-id"] == given) == taken
