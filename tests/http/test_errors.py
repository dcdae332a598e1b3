"""One body for every error, and nothing in it or in the log that does not belong there."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import structlog
from attrs import evolve
from exchange import ORIGIN, bearer
from falcon.testing import TestClient
from shop import EXPORT, Shop, refused

from sentinel import errors as domain
from sentinel.http import Parts, create_app, errors, logs
from sentinel.http.analyze import AN_HOUR
from sentinel.insights import errors as insights
from sentinel.service import Apart


def every(kind: type[Exception]) -> Iterator[type[Exception]]:
    for one in kind.__subclasses__():
        yield one
        yield from every(one)


SECRET_TEXT = "cell value 4711"


def made(kind: type[Exception]) -> Exception:
    error = kind.__new__(kind)
    Exception.__init__(error, SECRET_TEXT)
    for name, value in {
        "what": "task",
        "field": "deadline",
        "problems": (insights.ItemProblem(position=3, field="stock", message="is bad"),),
        "count": 1,
    }.items():
        setattr(error, name, value)
    return error


EXPECTED = {
    insights.NoDataError: (404, "NO_DATA"),
    insights.UnknownIssueError: (404, "ISSUE_NOT_FOUND"),
    insights.InvalidItemsError: (422, "INVALID_ITEMS"),
    insights.NothingToAnswerError: (400, "NOTHING_TO_ANSWER"),
    domain.NotFoundError: (404, "NOT_FOUND"),
    domain.ConflictError: (409, "CONFLICT"),
    domain.LimitExceededError: (413, "TOO_LARGE"),
    domain.EmptyInputError: (400, "EMPTY_FILE"),
    domain.UnreadableInputError: (400, "UNREADABLE_FILE"),
    domain.NoIdentifierError: (400, "NO_SKU_COLUMN"),
    domain.UnstorableError: (422, "VALIDATION_ERROR"),
    domain.StorageUnavailableError: (503, "UNAVAILABLE"),
    domain.StorageRefusedError: (503, "UNAVAILABLE"),
    domain.StorageFullError: (503, "UNAVAILABLE"),
    domain.StorageDamagedError: (500, "INTERNAL_ERROR"),
    domain.PluginError: (500, "INTERNAL_ERROR"),
    KeyError: (500, "INTERNAL_ERROR"),
}


@pytest.mark.parametrize("kind", EXPECTED, ids=lambda kind: kind.__name__)
def test_a_domain_error_has_a_status_and_a_code(kind: type[Exception]) -> None:
    refusal = errors.refusal_of(made(kind))
    assert (refusal.status, refusal.code) == EXPECTED[kind]


@pytest.mark.parametrize("kind", list(every(domain.StorageError)), ids=lambda kind: kind.__name__)
def test_what_storage_says_stays_inside(kind: type[Exception]) -> None:
    assert SECRET_TEXT not in errors.refusal_of(made(kind)).detail


class Breaks:
    """A resource that raises what it was given."""

    public = True

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def on_get(self, req: Any, resp: Any) -> None:
        raise self._error


def answered(parts: Parts, error: BaseException) -> Any:
    app = create_app(parts)
    app.add_route("/breaks", Breaks(error))
    return TestClient(app).simulate_get("/breaks", headers={"Origin": ORIGIN, "X-Request-ID": "r1"})


def test_what_nobody_thought_of_says_nothing_and_reaches_the_browser(parts: Parts) -> None:
    answer = answered(parts, RuntimeError(SECRET_TEXT))
    assert answer.status_code == 500
    assert answer.json == {
        "detail": "Something went wrong on our side.",
        "message": "Something went wrong on our side.",
        "code": "INTERNAL_ERROR",
    }
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["x-request-id"] == "r1"


def test_the_log_says_where_it_broke_and_not_on_what(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = io.StringIO()
    monkeypatch.setattr("sys.stderr", lines)
    logs.configure("json", "info")
    try:
        structlog.get_logger("sentinel.http")
        monkeypatch.setattr(errors, "_log", structlog.get_logger("sentinel.http"))
        answered(parts, RuntimeError(SECRET_TEXT))
    finally:
        logs.configure("json", "error")
    (line,) = [json.loads(one) for one in lines.getvalue().splitlines() if "failed" in one]
    assert line["request_id"] == "r1"
    assert line["chain"][0]["error"] == "RuntimeError"
    assert line["chain"][0]["at"][-1].startswith("test_errors.py:")
    assert SECRET_TEXT not in lines.getvalue()


def test_an_outage_says_when_to_try_again(parts: Parts) -> None:
    answer = answered(parts, domain.StorageUnavailableError(SECRET_TEXT))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "NOT_FOUND"),
        ("GET", "/nothing/here", 404, "NOT_FOUND"),
        ("GET", "/health/", 404, "NOT_FOUND"),
        ("GET", "/health/shallow", 404, "NOT_FOUND"),
        ("GET", "/analysis/..%2f..%2fetc/passwd", 404, "NOT_FOUND"),
        ("POST", "/health", 405, "METHOD_NOT_ALLOWED"),
        ("DELETE", "/analysis/primitives", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "/uploads/presign", 405, "METHOD_NOT_ALLOWED"),
        ("PUT", "/uploads/file", 405, "METHOD_NOT_ALLOWED"),
        ("TRACE", "/health", 405, "METHOD_NOT_ALLOWED"),
    ],
)
def test_wrong_addresses_and_methods(
    client: TestClient, method: str, path: str, status: int, code: str
) -> None:
    answer = client.simulate_request(method, path, headers=bearer())
    assert (answer.status_code, orjson.loads(answer.content)["code"]) == (status, code)
    assert ("allow" in answer.headers) == (status == 405)


def test_where_too_many_analyses_wait_the_next_is_refused_and_not_counted(parts: Parts) -> None:
    analyst = Apart(("sentinel.http.analysing",), 1)
    shop = Shop(app=create_app(evolve(parts, analyst=analyst)), parts=parts)
    key = shop.uploaded(EXPORT)
    with analyst.place():
        for _ in range(AN_HOUR + 1):
            answer = shop.analyze(key)
            refused(answer, 503, "UNAVAILABLE")
    assert answer.headers["retry-after"] == "5"
    assert shop.analyze(key).status_code == 200
    analyst.close()
