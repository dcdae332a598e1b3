"""`sentinel check` against the application as it is, and broken in each way it must notice."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import exchange
import pytest
import services
from breaking import altered, answering, rewritten, told, with_headers
from checking import checked, command
from shop import Shop

Stand = Callable[..., str]


# --- as it is -----------------------------------------------------------------------------------


def test_the_application_passes_every_check(stand: Stand) -> None:
    found = checked(stand(), tenant="whole")
    assert (found.code, found.failed, found.said["skipped"]) == (0, {}, 0)
    assert found.said["passed"] > 40
    assert {one["path"] for one in found.said["timings"]} >= {"/health", "/api/v1/digest"}


def test_it_can_be_checked_as_often_as_one_likes(stand: Stand) -> None:
    url = stand()
    assert [checked(url, tenant="again").code for _ in range(2)] == [0, 0]


def test_without_a_token_the_rest_is_checked_and_said_to_be_missing(stand: Stand) -> None:
    found = checked(stand())
    assert (found.code, found.failed) == (0, {})
    assert set(found.lines("skipped").values()) == {"no token was given"}
    assert "Not everything is proven" in command(stand()).output


@pytest.mark.parametrize("blobs", ["folder", "s3"])
def test_the_real_server_passes(blobs: str, tmp_path: Path) -> None:
    """Under gunicorn, once with its own upload form and once with that of S3."""
    more = {}
    s3: Any = services.running_s3(tmp_path / "s3") if blobs == "s3" else _nothing()
    with s3 as bucket:
        if bucket:
            more = {**bucket.settings, "SENTINEL_BLOBS": "s3://exports/checked"}
        settings = exchange.environment(tmp_path, **more)
        assert exchange.run(["database", "upgrade"], settings).returncode == 0
        server = exchange.start(tmp_path, settings, blobs)
        try:
            found = checked(server.url, tenant="sentinel-check")
        finally:
            server.stop()
        done = [
            line for line in server.logged().splitlines() if '"path":"/analysis/analyze"' in line
        ]
    assert (found.code, found.failed, found.said["skipped"]) == (0, {}, 0)
    assert len([line for line in done if '"status":200' in line]) == 1
    where = found.lines("passed")["upload"]
    assert (where in server.url.replace("http://", "taken by ")) == (blobs == "folder")


@contextmanager
def _nothing() -> Iterator[None]:
    yield None


def test_what_it_makes_is_known_by_its_store_and_done(application: Shop, stand: Stand) -> None:
    shop = application.other()
    assert checked(stand(), tenant=shop.tenant).code == 0
    (task,) = shop.get("/api/v1/tasks").json["tasks"]
    assert (task["task"]["store_id"], task["status"]) == ("sentinel-check", "completed")
    assert {issue["store_id"] for issue in shop.issues()} == {"sentinel-check"}


def test_a_tenant_with_data_of_its_own_is_left_alone(shop: Shop, stand: Stand) -> None:
    before = shop.analyzed()["analysis_id"], shop.issues(), shop.stored()
    found = checked(stand(), tenant=shop.tenant)
    assert found.code == 1
    assert "2 stores of its own" in found.failed["tenant"]
    assert found.lines("skipped")["analyze"] == "needs upload"
    assert before[1:] == (shop.issues(), shop.stored())


def test_a_token_that_is_refused_is_told_as_such(stand: Stand) -> None:
    bad = exchange.token("nobody", secret="another secret that is long enough for HS256")
    found = checked(stand(), SENTINEL_CHECK_TOKEN=bad)
    assert found.failed["tenant"] == "the token was refused"


# --- broken -------------------------------------------------------------------------------------


def forget(*names: str) -> Callable[[Any], None]:
    """Take the last of these names away."""

    def change(value: Any) -> None:
        for name in names[:-1]:
            value = value[name]
        del value[names[-1]]

    return change


def put(**values: Any) -> Callable[[Any], None]:
    return lambda body: body.update(values)


def drop_last_system(body: Any) -> None:
    body["supported_systems"].pop()


def _as_somebody(environ: dict[str, Any]) -> None:
    if environ["PATH_INFO"] == "/api/v1/tasks":
        environ["HTTP_AUTHORIZATION"] = f"Bearer {exchange.token('somebody')}"


def _unsigned_will_do(environ: dict[str, Any]) -> None:
    given = environ.get("HTTP_AUTHORIZATION", "")
    head = urlsafe_b64encode(b'{"alg": "non').decode()
    if given.startswith(f"Bearer {head}"):
        environ["HTTP_AUTHORIZATION"] = f"Bearer {exchange.token('somebody')}"


def _in_progress(body: Any) -> None:
    if "status" in body:
        body["status"] = "in_progress"


def _forgets_the_key(environ: dict[str, Any]) -> None:
    environ.pop("HTTP_IDEMPOTENCY_KEY", None)


def _old(body: Any) -> Any:
    """The digest of an upload before this one."""
    return json.loads(re.sub(r'"[0-9a-f]{8}-(A\d|F\d+)"', r'"00000000-\1"', json.dumps(body)))


def _title_only(status: str, headers: Any, body: bytes) -> Any:
    return (status, headers, b'{"title":"401"}') if status[:3] == "401" else (status, headers, body)


def _says_why(status: str, headers: Any, body: bytes) -> Any:
    told = body.replace(b"A valid sign-in", b"A fresh sign-in")
    return (status, headers, told if status[:3] == "401" else body)


PUBLIC: dict[str, tuple[Any, str, str]] = {
    "a path that is lost": (
        rewritten("/openapi.json", forget("paths", "/api/v1/coop/{store_id}")),
        "paths",
        r"19 paths; missing: /api/v1/coop/\{store_id\}",
    ),
    "a path too many": (
        rewritten("/openapi.json", lambda body: body["paths"].update({"/api/v1/more": {}})),
        "paths",
        "21 paths; not expected: /api/v1/more",
    ),
    "a method that is lost": (
        rewritten("/openapi.json", forget("paths", "/api/v1/explain/{issue_id}/why", "post")),
        "paths",
        "no POST /api/v1/explain",
    ),
    "a route that is described and not served": (
        answering("/api/v1/vendor-call", "404 Not Found"),
        "401: no header",
        "GET /api/v1/vendor-call/{issue_id}: status 404",
    ),
    "a primitive too few": (
        rewritten("/analysis/primitives", forget("primitives", "low_stock")),
        "primitives",
        "10 primitives; missing: low_stock",
    ),
    "a count that is not one": (
        rewritten("/analysis/primitives", put(count=12)),
        "primitives",
        "11 primitives, and a count of 12",
    ),
    "a system too few": (
        rewritten("/analysis/supported-pos", drop_last_system),
        "pos-systems",
        "15 systems; missing: Generic CSV/Excel exports",
    ),
    "a database that is away": (
        rewritten(
            "/health",
            lambda body: (
                body["dependencies"]["database"].update(ok=False) or put(status="degraded")(body)
            ),
        ),
        "health",
        "degraded, database unavailable",
    ),
    "a native module that is missing": (
        rewritten("/health", put(binary_found=False)),
        "native-module",
        "binary_found is false",
    ),
    "a development mode": (rewritten("/health", put(dev_mode=True)), "health", "dev_mode is on"),
    "an operation that is open": (
        told(_as_somebody),
        "401: no header",
        "^GET /api/v1/tasks: status 200$",
    ),
    "a token without a signature that is taken": (
        told(_unsigned_will_do),
        "401: algorithm none",
        "^POST /uploads/presign: status 422",
    ),
    "a 401 of another form": (altered("", _title_only), "401: no header", "401 without detail"),
    "a 401 that says more here than there": (
        altered("/api/v1/diagnostic", _says_why),
        "401: no header",
        "another body than the first",
    ),
    "a 401 that makes browsers ask": (
        with_headers(www_authenticate="Bearer"),
        "401: no header",
        "WWW-Authenticate",
    ),
    "errors in HTML": (
        answering("/sentinel-check", "404 Not Found", b"<h1>404</h1>"),
        "errors",
        "no JSON",
    ),
    "no CORS": (with_headers(access_control_allow_origin=None), "cors-preflight", "origin none"),
    "CORS for everybody": (
        with_headers(access_control_allow_origin="*"),
        "cors-strangers",
        r"allowed origin \*",
    ),
    "methods that browsers may not use": (
        with_headers(access_control_allow_methods="GET, POST"),
        "cors-preflight",
        "patch not allowed",
    ),
    "a cache that is not told of origins": (with_headers(vary=None), "cors-errors", "Vary none"),
    "another request's number": (with_headers(x_request_id="7"), "request-id", "^7 for "),
    "no times": (with_headers(server_timing=None), "server-timing", "none"),
    "a server that tells its version": (
        with_headers(server="nginx/1.25.3"),
        "discretion",
        "nginx/1.25.3",
    ),
    "types that browsers may guess": (
        with_headers(x_content_type_options=None),
        "discretion",
        "nosniff",
    ),
    "an answer of another shape": (
        rewritten("/analysis/primitives", lambda _: {"primitives": 11, "count": 11}),
        "primitives",
        "another shape",
    ),
}


@pytest.mark.parametrize("what", PUBLIC)
def test_without_a_token_it_notices(what: str, stand: Stand) -> None:
    broken, name, words = PUBLIC[what]
    found = checked(stand(broken))
    assert found.code == 1
    assert re.search(words, found.failed[name]), found.failed[name]


SIGNED: dict[str, tuple[Any, str, str]] = {
    "a digest of something else": (
        rewritten("/api/v1/digest", _old),
        "digest",
        "not the digest of what was uploaded just now",
    ),
    "a leak that is not found": (
        rewritten(
            "/analysis/analyze",
            lambda body: body["leaks"]["negative_profit"].update(item_details=[]),
        ),
        "analyze",
        r"not found: [0-9a-f]{8}-A1 \(negative_profit\)",
    ),
    "a failure in the middle": (
        answering(
            "/analysis/analyze", "500 Internal Server Error", b'{"detail":"Broken."}', "POST"
        ),
        "analyze",
        "status 500: Broken.",
    ),
    "an upload that is refused": (
        answering("/uploads/file", "403 Forbidden"),
        "upload",
        "refused with status 403",
    ),
    "a store that gets another's digest": (
        rewritten(
            "/api/v1/digest/sentinel-check",
            lambda body: body["digest"]["issues"][0].update(store_id="other"),
        ),
        "store-digest",
        "other",
    ),
    "a goal that is not proven": (
        rewritten(
            "/api/v1/explain",
            lambda body: body.get("reasoning_steps", [{}])[0].update(satisfied=False),
        ),
        "why",
        "not proven",
    ),
    "requests that do twice what they are sent twice for": (
        told(_forgets_the_key),
        "delegate",
        "made two tasks",
    ),
    "tasks that nobody sees": (
        rewritten("/api/v1/tasks", put(tasks=[]), only="200"),
        "tasks",
        "without the one that was just made",
    ),
    "a diagnostic that cannot add up": (
        rewritten("/api/v1/diagnostic/start", put(total_shrinkage=15.0)),
        "diagnostic-start",
        "15.0 USD",
    ),
    "a diagnostic without end": (
        rewritten("/api/v1/diagnostic", _in_progress),
        "diagnostic-report",
        "in_progress",
    ),
}


@pytest.mark.parametrize("what", SIGNED)
def test_with_a_token_it_notices(what: str, shop: Shop, stand: Stand) -> None:
    broken, name, words = SIGNED[what]
    found = checked(stand(broken), tenant=shop.tenant)
    assert found.code == 1
    assert re.search(words, found.failed[name]), found.failed


def test_what_rests_on_a_failure_is_not_tried(shop: Shop, stand: Stand) -> None:
    broken = answering("/analysis/analyze", "500 Internal Server Error", method="POST")
    found = checked(stand(broken), tenant=shop.tenant)
    skipped = found.lines("skipped")
    assert (skipped["digest"], skipped["explain"]) == ("needs analyze", "needs digest")
    assert "diagnostic-report" in found.lines("passed")


def test_a_failure_says_what_was_found_what_was_expected_and_what_to_do(stand: Stand) -> None:
    url = stand(rewritten("/analysis/supported-pos", drop_last_system))
    said = " ".join(command(url, "--slow-ms", "60000", "--samples", "1").output.split())
    assert "1 of 22 checks failed." in said
    assert "FAILED pos-systems 15 systems; missing: Generic CSV/Excel exports" in said
    assert "expected: the 16 POS systems" in said
    assert "-> An adapter failed to load or is blocked: look at SENTINEL_PLUGINS_BLOCK" in said


def test_a_slow_answer_is_noticed(stand: Stand) -> None:
    def slow(status: str, headers: Any, body: bytes) -> Any:
        time.sleep(0.15)
        return status, headers, body

    found = checked(stand(altered("/health", slow)), "--slow-ms", "100")
    assert re.search(r"p95 \d+ ms", found.failed["speed"])


# --- no answer ----------------------------------------------------------------------------------


@contextmanager
def saying(text: bytes, *, hang: bool = False) -> Iterator[str]:
    """Something that listens, says this and hangs up, or waits."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        kept: list[socket.socket] = []

        def serve() -> None:
            while True:
                try:
                    caller, _ = listener.accept()
                    caller.recv(65536)
                    caller.sendall(text)
                except OSError:
                    return
                kept.append(caller)
                if not hang:
                    caller.close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        for caller in kept:
            caller.close()


def test_nobody_listens() -> None:
    found = checked(f"http://127.0.0.1:{services.free_port()}", tenant="nobody")
    assert (found.code, found.failed) == (1, {"reachable": "the connection was refused"})
    assert set(found.lines("skipped").values()) == {"needs reachable"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "the connection was cut"),
        (b"220 mail.example.com ESMTP\r\n", "no HTTP came back"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", "the connection was cut|no HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "status 200, and nothing that Sent"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\n<h1/>", "status 404, and nothing"),
        (
            b"HTTP/1.1 301 Moved\r\nLocation: https://a.example/\r\nContent-Length: 0\r\n\r\n",
            "status 301, which leads on to https://a.example/, and nothing",
        ),
    ],
)
def test_something_else_listens(text: bytes, words: str) -> None:
    with saying(text) as url:
        found = checked(url, tenant="careful")
    assert (found.code, list(found.failed)) == (1, ["reachable"])
    assert set(found.lines("skipped").values()) == {"needs reachable"}
    assert re.match(words, found.failed["reachable"])


@pytest.mark.parametrize("text", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"])
def test_what_never_answers_is_not_waited_for(text: bytes) -> None:
    with saying(text, hang=True) as url:
        found = checked(url, "--timeout", "0.2")
    assert (found.code, list(found.failed)) == (1, ["reachable"])
    assert found.failed["reachable"].startswith("no answer within")


def test_one_that_stops_answering_is_left_alone(stand: Stand) -> None:
    """It is asked three times more, not forty times."""
    gone = threading.Event()

    def hang(status: str, headers: Any, body: bytes) -> Any:
        gone.wait(60)
        return status, headers, body

    url = stand(lambda app: _all_but_health(app, hang))
    found = checked(url, "--timeout", "1")
    gone.set()
    assert len(found.failed) == 3
    assert set(found.lines("skipped").values()) >= {"the deployment stopped answering"}


def _all_but_health(app: Any, hang: Any) -> Any:
    slow = altered("/", hang)(app)
    return lambda environ, start: (
        app(environ, start) if environ["PATH_INFO"] == "/health" else slow(environ, start)
    )


# --- usage --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("api.example.com",), "expected https://host"),
        (("ftp://api.example.com",), "expected https://host"),
        (("http://api.example.com", "--token", "x"), "expected https"),
        (("http://localhost:1", "--connect-to", "10.0.0.1", "--token", "x"), "expected https"),
        (("http://127.0.0.1:1", "--compare", "http://127.0.0.1:2"), "go together"),
        (("http://127.0.0.1:1", "--samples", "0"), "--samples"),
        (("http://127.0.0.1:1", "--token-file", "/nowhere"), "/nowhere"),
    ],
)
def test_wrong_usage_ends_with_two(arguments: tuple[str, ...], words: str) -> None:
    ran = command(*arguments)
    assert ran.exit_code == 2
    assert words in ran.output


def test_the_token_comes_from_a_file(tmp_path: Path, stand: Stand) -> None:
    (tmp_path / "token").write_text(exchange.token("from-a-file") + "\n")
    assert checked(stand(), "--token-file", str(tmp_path / "token")).said["skipped"] == 0


def test_no_answer_shows_the_token(stand: Stand) -> None:
    token = exchange.token("secretive")
    for url in (stand(), stand(answering("/", "500 Internal Server Error"))):
        ran = command(url, "--token", token, "--samples", "1")
        assert token not in ran.output
        assert token.split(".")[2] not in ran.output


def test_help_loads_nothing_of_the_check() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from sentinel.cli import main;"
        "assert CliRunner().invoke(main, ['check', '--help']).exit_code == 0;"
        "sys.exit(any(n in sys.modules for n in ('sentinel.check', 'http.client', 'pyarrow')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
