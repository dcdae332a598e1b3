"""From a request to a model: what fits gets in, what does not is located, and nothing breaks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Annotated, Any
from urllib.parse import urlencode

import falcon
import orjson
import pytest
from attrs import frozen
from exchange import multipart
from falcon.testing import TestClient
from hypothesis import assume, given
from hypothesis import strategies as st

from sentinel.http import Parts, create_app, errors
from sentinel.http import parts as parts_module
from sentinel.http.operations import Call, operation
from sentinel.http.reading import Range, Text, form, json, query


@frozen(kw_only=True)
class Line:
    sku: Annotated[str, Text(1, 20)]
    stock: float = 0.0


@frozen(kw_only=True)
class Order:
    name: Annotated[str, Text(1, 20)]
    lines: tuple[Line, ...]
    top: Annotated[int, Range(1, 20)] = 5
    note: str | None = None


@frozen(kw_only=True)
class Search:
    top: Annotated[int, Range(1, 20)] = 5
    stores: str | None = None
    tags: tuple[str, ...] = ()


class Orders:
    public = True

    @operation("Order", takes=json(Order, max_bytes=10_000), answers=Order)
    def on_post(self, call: Call[Order]) -> Order:
        return call.given

    @operation("Search", takes=query(Search), answers=Search)
    def on_get(self, call: Call[Search]) -> Search:
        return call.given

    @operation("Search by form", takes=form(Search), answers=Search)
    def on_put(self, call: Call[Search]) -> Search:
        return call.given


@pytest.fixture
def orders(parts: Parts) -> TestClient:
    app = create_app(parts)
    app.add_route("/orders", Orders())
    return TestClient(app)


def post(orders: TestClient, body: bytes) -> Any:
    return orders.simulate_post("/orders", body=body)


GOOD = {"name": "spring", "lines": [{"sku": "A1", "stock": -2}]}


def test_what_fits_gets_in(orders: TestClient) -> None:
    answer = post(orders, orjson.dumps({**GOOD, "unknown": 1}))
    assert answer.json == {
        "name": "spring",
        "lines": [{"sku": "A1", "stock": -2.0}],
        "top": 5,
        "note": None,
    }


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"name": None}, "name", "expected text, got null"),
        ({"name": 5}, "name", "expected text, got a number"),
        ({"name": ""}, "name", "must not be empty"),
        ({"name": "x" * 21}, "name", "has 21 characters, at most 20 are allowed"),
        ({"name": ["a"]}, "name", "expected text, got a list"),
        ({"top": "5"}, "top", "expected a whole number, got text"),
        ({"top": 5.5}, "top", "expected a whole number, got a number"),
        ({"top": True}, "top", "expected a whole number, got true or false"),
        ({"top": 0}, "top", "must be from 1 to 20, got 0"),
        ({"top": 2**63}, "top", f"must be from 1 to 20, got {2**63}"),
        ({"note": 5}, "note", "expected text, got a number"),
        ({"lines": "A1"}, "lines", "expected a list, got text"),
        ({"lines": {}}, "lines", "expected a list, got an object"),
        ({"lines": None}, "lines", "expected a list, got null"),
        ({"lines": [5]}, "lines[0]", "expected an object, got a number"),
        ({"lines": [{"sku": "A"}, {}]}, "lines[1].sku", "is required"),
        ({"lines": [{"sku": "A", "stock": "2"}]}, "lines[0].stock", "expected a number, got text"),
        ({"lines": [{"sku": "A", "stock": None}]}, "lines[0].stock", "expected a number, got null"),
    ],
)
def test_what_does_not_is_located(
    orders: TestClient, change: dict[str, Any], field: str, message: str
) -> None:
    answer = post(orders, orjson.dumps({**GOOD, **change}))
    assert answer.status_code == 422
    assert answer.json["errors"] == [{"field": field, "message": message}]
    assert answer.json["detail"] == f"{field}: {message}"


def test_everything_wrong_is_told_at_once(orders: TestClient) -> None:
    answer = post(orders, b'{"top": 99, "lines": [{}, {"sku": ""}]}')
    found = [error["field"] for error in answer.json["errors"]]
    assert found == ["name", "lines[0].sku", "lines[1].sku", "top"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"5",
        b'"text"',
        b"\xff\xfe",
        b'{"name": NaN}',
        b"[" * 9_000,
        b'{"a":' * 1_800,
        b'{"name": "\\ud800"}',
    ],
)
def test_what_is_no_json_object_is_refused(orders: TestClient, body: bytes) -> None:
    answer = post(orders, body)
    assert (answer.status_code, answer.json["code"]) == (422, "VALIDATION_ERROR")


def test_a_body_over_its_limit_is_not_read(orders: TestClient) -> None:
    answer = post(orders, b" " * 10_001)
    assert (answer.status_code, answer.json["code"]) == (413, "TOO_LARGE")


def test_a_body_says_its_length(orders: TestClient) -> None:
    answer = orders.simulate_post("/orders", headers={"Transfer-Encoding": "chunked"})
    assert (answer.status_code, answer.json["code"]) == (411, "LENGTH_REQUIRED")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {"top": 5, "stores": None, "tags": []}),
        ("top=20&stores=a,b&tags=x&tags=y", {"top": 20, "stores": "a,b", "tags": ["x", "y"]}),
        ("stores=a&stores=b&more=1", {"top": 5, "stores": "b", "tags": []}),
    ],
)
def test_query_and_form_are_read_alike(
    orders: TestClient, text: str, found: dict[str, Any]
) -> None:
    assert orders.simulate_get("/orders", query_string=text).json == found
    plain = {"Content-Type": "application/x-www-form-urlencoded"}
    assert orders.simulate_put("/orders", body=text, headers=plain).json == found
    pairs = [tuple(pair.split("=")) for pair in text.split("&") if pair]
    body, headers = multipart(pairs)
    assert orders.simulate_put("/orders", body=body, headers=headers).json == found


@pytest.mark.parametrize(
    "top", ["", "x", "0", "21", "5.0", "\u0665", "1e1", "9" * 5000, "-", "--5"]
)
def test_a_number_in_a_query_is_a_whole_number(orders: TestClient, top: str) -> None:
    answer = orders.simulate_get("/orders", query_string=urlencode({"top": top}))
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "top"


def test_a_form_field_that_is_no_text_is_refused(orders: TestClient) -> None:
    body, headers = multipart([("stores", b"\xff\xfe\x00")])
    answer = orders.simulate_put("/orders", body=body, headers=headers)
    assert answer.json["errors"] == [{"field": "stores", "message": "expected text in UTF-8"}]


@pytest.mark.parametrize("kind", [None, "application/json", "text/plain", "multipart/mixed", "x"])
def test_a_form_is_a_form(orders: TestClient, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = orders.simulate_put("/orders", body=b"top=5", headers=headers)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "body")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
NAMES = st.sampled_from(["name", "lines", "top", "note", "sku", "stock"])
BODIES = st.dictionaries(NAMES, VALUES | st.lists(st.dictionaries(NAMES, VALUES), max_size=3))


def status(request: dict[str, Any]) -> int:
    """What the reading of a request comes to, without state behind it."""
    app = falcon.App()
    app.add_error_handler((falcon.HTTPError, Exception), errors.handle)
    app.add_middleware([WithoutParts()])
    app.add_route("/orders", Orders())
    answer = TestClient(app).simulate_request(path="/orders", **request)
    found: int = answer.status_code
    return found


class WithoutParts:
    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        req.context.parts = SimpleNamespace(clock=parts_module.now)
        req.context.tenant = ""


@given(BODIES)
def test_no_json_breaks_it(value: dict[str, Any]) -> None:
    try:
        body = orjson.dumps(value)
    except TypeError:  # half a surrogate pair
        assume(False)
    assert status({"method": "POST", "body": body}) in (200, 422)


@given(st.binary(max_size=300))
def test_no_bytes_break_it(body: bytes) -> None:
    assert status({"method": "POST", "body": body}) == 422
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    for text in (body, b"--x\r\n" + body, b"--x\r\n" + body + b"\r\n--x--\r\n"):
        request = {"method": "PUT", "body": text, "headers": headers}
        assert status(request) in (200, 400, 422)


@given(st.text(max_size=60).filter(lambda text: max(text, default="") < "\ud800"))
def test_no_query_breaks_it(text: str) -> None:
    query_string = urlencode({"top": text, "stores": text})
    assert status({"method": "GET", "query_string": query_string}) in (200, 422)
