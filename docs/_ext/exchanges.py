"""Exchanges with the HTTP server on `docs/http.md`: what is shown is what was sent and came back.

    python docs/_ext/exchanges.py     writes the present answers into the page and the README

A block follows a comment with its name, `<!-- exchange: digest -->`. All are of one session: the
store of the examples, over a SQLite file and a folder that are gone afterwards. Ids, tokens and
times that differ from run to run are made the same; long values are shortened, and dots say so.
`tests/test_docs.py` compares requests, statuses and the names of fields.
"""

from __future__ import annotations

import json
import re
import shlex
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path
from typing import Any

from attrs import define, evolve, field, frozen
from falcon.testing import Result, TestClient

from sentinel.http import create_app, logs, open_parts
from sentinel.http.tokens import sign
from sentinel.service.coop import CoopReports
from sentinel.settings import from_environment
from sentinel.storage import upgrade

CHECKOUT = Path(__file__).parents[2]
PAGE = CHECKOUT / "docs" / "http.md"
BLOCK = re.compile(
    r"<!-- exchange: (?P<name>[\w-]+) -->\n```text\n(?P<shown>.*?)^```$", re.M | re.S
)
README = re.compile(r"(^## As a server$.*?^```text\n).*?^```$", re.M | re.S)
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
"""The server's clock; claims and rebates count days."""
TENANT = "developer"

_WIDTH = 100
_SHOWN = ("allow", "retry-after")
_STEADY = {"pipeline_ms": 21, "analysis_time_seconds": 0.05}
_BY_DATA = ("suggestions", "confidences", "importance", "sample_data", "breakdown", "leaks")
"""Objects whose names are data: some of them stand for all."""
_STOCK = [
    {"sku": "010101", "description": "2x4x8 Stud", "stock": -40, "cost": 3.10},
    {"sku": "010202", "description": "Hex Bolt 1/4 x 2", "stock": -164, "cost": 0.45},
    {"sku": "030303", "description": "Battery 9 V", "stock": -6, "cost": 2.75},
    {"sku": "040404", "description": "Claw Hammer", "stock": 12, "cost": 9.00},
]


@frozen(kw_only=True)
class Request:
    """One call of a client."""

    method: str
    path: str
    form: tuple[tuple[str, str], ...] = ()
    file: str = ""
    """Of the examples, sent last."""
    body: Any = None
    """JSON."""
    headers: Mapping[str, str] = field(factory=dict)
    signed_in: bool = True

    def told(self) -> str:
        """As `curl` would send it."""
        words = ["curl"]
        if self.method not in ("GET", "POST"):
            words += ["-X", self.method]
        words += ['-H "$auth"'] if self.signed_in else []
        words += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in self.headers.items()]
        words += [f"-F {shlex.quote(f'{name}={value}')}" for name, value in self.form]
        words += [f"-F file=@{self.file}"] if self.file else []
        if self.body is not None:
            words.append(f"--json {shlex.quote(json.dumps(self.body))}")
        path = f"$api{self.path}"
        words.append(f"'{path}'".replace("'$api", "$api'") if re.search("[?&]", path) else path)
        return _wrapped(words)

    def send(self, client: TestClient, token: str) -> Result:
        options: dict[str, Any] = {"headers": dict(self.headers)}
        if self.signed_in:
            options["headers"]["Authorization"] = f"Bearer {token}"
        if self.form or self.file:
            options["body"], kind = _multipart(self.form, self.file)
            options["headers"]["Content-Type"] = kind
        if self.body is not None:
            options["json"] = self.body
        path, _, query = self.path.partition("?")
        options["query_string"] = query
        return client.simulate_request(self.method, path, host="127.0.0.1", port=8001, **options)


def _multipart(form: tuple[tuple[str, str], ...], file: str) -> tuple[bytes, str]:
    line = "----exchange"
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in form
    ]
    if file:
        head = f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
        parts.append(head.encode() + (CHECKOUT / "examples" / file).read_bytes() + b"\r\n")
    return b"".join(parts) + f"--{line}--\r\n".encode(), f"multipart/form-data; boundary={line}"


def _wrapped(words: list[str]) -> str:
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + len(word) + 1 > _WIDTH - 4 and lines[-1].strip() not in ("-H", "curl"):
            lines[-1] += " \\"
            lines.append(f"  {word}")
        else:
            lines[-1] += f" {word}"
    return "\n".join(lines)


# --- the session --------------------------------------------------------------------------------


@define
class Session:
    """A client and what it has seen so far."""

    client: TestClient
    token: str
    clock: list[datetime]
    shown: dict[str, str] = field(factory=dict)
    digest: str = ""
    """What the README shows."""
    issue: str = ""
    """That is explained and delegated."""
    _same: dict[str, str] = field(factory=dict)

    def show(self, name: str, method: str, path: str, **request: Any) -> Any:
        """Send it, and keep what is shown of it; the answer."""
        asked = Request(method=method, path=path, **request)
        came = asked.send(self.client, self.token)
        told = [f"$ {asked.told()}", f"HTTP/1.1 {came.status}"]
        told += [f"{n}: {came.headers[n]}" for n in _SHOWN if n in came.headers]
        answer = came.json if came.content else None
        if came.content:
            told += ["", written(_steady(answer))]
        self.shown[name] = self._made_same("\n".join(told) + "\n")
        return answer

    def quietly(self, method: str, path: str, **request: Any) -> Any:
        asked = Request(method=method, path=path, **request)
        return asked.send(self.client, self.token).json

    def _made_same(self, text: str) -> str:
        text = re.sub(r"eyJ[\w-]+\.[\w-]+\.[\w-]+", "eyJhbGciOi...", text)
        dashed = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
        return re.sub(rf"{dashed}|[0-9a-f]{{32}}", lambda found: self._same_id(found[0]), text)

    def _same_id(self, given: str) -> str:
        made = md5(str(len(self._same)).encode()).hexdigest()
        if "-" in given:
            made = "-".join((made[:8], made[8:12], made[12:16], made[16:20], made[20:]))
        return self._same.setdefault(given, made)


def _steady(value: Any) -> Any:
    if isinstance(value, str):
        return re.sub(r"eyJ[\w.-]{40,}", "eyJhbGciOi...", value)
    if isinstance(value, dict):
        return {k: _STEADY[k] if k in _STEADY else _steady(v) for k, v in value.items()}
    return [_steady(one) for one in value] if isinstance(value, list) else value


@contextmanager
def session() -> Iterator[Session]:
    """One over state of its own."""
    logs.configure("json", "error")
    with tempfile.TemporaryDirectory() as folder:
        settings = from_environment(
            {
                "SENTINEL_DATA_DIR": folder,
                "SENTINEL_JWT_SECRET": 8 * "long",
                "SENTINEL_CLAUDE": "off",
            }
        )
        upgrade(settings.database_url)
        parts = open_parts(settings)
        clock = [datetime.now(UTC)]
        app = create_app(evolve(parts, clock=lambda: clock[0]))
        token = sign(settings, TENANT, at=datetime.now(UTC), lifetime=timedelta(hours=1))
        terms = (CHECKOUT / "examples" / "coop_terms.toml").read_bytes()
        CoopReports(parts.blobs).keep(TENANT, terms)
        try:
            yield Session(TestClient(app), token, clock)
        finally:
            parts.records.close()


def exchanges() -> Session:
    """All of them."""
    with session() as run:
        for part in (uploads, for_everybody, issues, tasks, diagnostic, refusals):
            part(run)
        return run


def uploads(run: Session) -> None:
    run.show("no-data", "GET", "/api/v1/digest")
    name = "corner_hardware.csv"
    given = run.show("presign", "POST", "/uploads/presign", form=(("filenames", name),))
    permit = given["presigned_urls"][0]
    fields = tuple(permit["fields"].items())
    run.show("upload", "POST", "/uploads/file", form=fields, file=name, signed_in=False)
    run.clock[0] = NOW
    key = ("key", permit["key"])
    run.show("suggest-mapping", "POST", "/uploads/suggest-mapping", form=(key, ("filename", name)))
    mapping = ("mapping", json.dumps({"Retail": "revenue", "MSRP": None}))
    run.show("analyze", "POST", "/analysis/analyze", form=(key, mapping))


def for_everybody(run: Session) -> None:
    run.show("primitives", "GET", "/analysis/primitives", signed_in=False)
    run.show("supported-pos", "GET", "/analysis/supported-pos", signed_in=False)
    run.show("health", "GET", "/health", signed_in=False)


def issues(run: Session) -> None:
    run.digest = run.show("digest", "GET", "/api/v1/digest?top_k=2")["rendered_text"]
    run.show("digest-store", "GET", "/api/v1/digest/main?top_k=1")
    every = run.quietly("GET", "/api/v1/digest?top_k=20")["digest"]["issues"]
    run.issue = next(one["id"] for one in every if one["issue_type"] == "Overstock")
    risen = next(one["id"] for one in every if one["issue_type"] == "MarginErosion")
    run.show("explain", "GET", f"/api/v1/explain/{run.issue}")
    run.show("why", "GET", f"/api/v1/explain/{run.issue}/why")
    goal = {"goal": "action(file_vendor_claim)"}
    run.show("why-post", "POST", f"/api/v1/explain/{run.issue}/why", body=goal)
    run.show("vendor-call", "GET", f"/api/v1/vendor-call/{risen}")
    run.show("coop", "GET", "/api/v1/coop/main")


def tasks(run: Session) -> None:
    wanted = {"issue_id": run.issue, "assignee": "Ann", "notes": "Paint first."}
    key = {"Idempotency-Key": "7f3c"}
    made = run.show("delegate", "POST", "/api/v1/delegate", body=wanted, headers=key)
    other = wanted | {"assignee": "Bob"}
    run.show("key-reused", "POST", "/api/v1/delegate", body=other, headers=key)
    run.show("tasks", "GET", "/api/v1/tasks?status=open&order=deadline&limit=10")
    path = f"/api/v1/tasks/{made['task_id']}"
    run.clock[0] += timedelta(hours=2)
    change = {"status": "in_progress", "notes": "Counted.", "version": 1}
    run.show("patch", "PATCH", path, body=change)
    run.show("conflict", "PATCH", path, body={"status": "completed", "version": 1})


def diagnostic(run: Session) -> None:
    given = {"store_name": "Corner Hardware", "items": _STOCK}
    home = "/api/v1/diagnostic"
    made = run.show("start", "POST", f"{home}/start", body=given)
    here = f"{home}/{made['session_id']}"
    asked = run.show("question", "GET", f"{here}/question")
    reply = {"classification": "receiving_gap", "pattern_id": asked["pattern_id"]}
    answered = run.show("answer", "POST", f"{here}/answer", body=reply | {"note": "Per truck."})
    theft = {"classification": "theft", "pattern_id": answered["next_question"]["pattern_id"]}
    run.quietly("POST", f"{here}/answer", body=theft)
    run.show("summary", "GET", f"{here}/summary")
    run.show("report", "GET", f"{here}/report")


def refusals(run: Session) -> None:
    run.show("unauthorized", "GET", "/api/v1/digest", signed_in=False)
    run.show("no-store", "GET", "/api/v1/digest/moon")
    run.show("no-issue", "GET", "/api/v1/explain/main-theft")
    run.show(
        "forbidden", "POST", "/analysis/analyze", form=(("key", "uploads/x/y"), ("mapping", "{}"))
    )
    run.show("wrong-method", "DELETE", "/api/v1/digest")
    run.show("invalid", "GET", "/api/v1/digest?top_k=50")
    items = [{"sku": "1", "stock": "many"}, {"sku": "2", "cost": None}]
    run.show("invalid-items", "POST", "/api/v1/diagnostic/start", body={"items": items})
    for _ in range(20):
        run.quietly("POST", "/uploads/presign", form=(("filenames", "a.csv"),))
    run.show("too-many", "POST", "/uploads/presign", form=(("filenames", "a.csv"),))


# --- writing ------------------------------------------------------------------------------------


def written(value: Any, name: str = "", indent: str = "") -> str:
    """JSON for reading: one line where it fits, else one value a line, the long ones shortened."""
    if isinstance(value, str):
        return json.dumps(value if len(value) <= 90 else value[:87] + "...", ensure_ascii=False)
    if not isinstance(value, dict | list) or not value:
        return json.dumps(value)
    entries = list(_entries(value, name, indent))
    opened, closed = "{}" if isinstance(value, dict) else "[]"
    line = opened + ", ".join(entries) + closed
    if "\n" not in line and len(indent) + len(line) + len(name) + 5 <= _WIDTH:
        return line
    inner = f",\n{indent} ".join(entries)
    return f"{opened}{inner}{closed}"


def _entries(value: Any, name: str, indent: str) -> Iterator[str]:
    below = indent + " "
    if isinstance(value, dict):
        most = 1 if name in ("leaks", "primitives") else 3 if name in _BY_DATA else len(value)
        pairs = list(value.items())
        for key, one in pairs[:most]:
            inner = written(one, key, below)
            if "\n" in inner and not inner.startswith(("{", "[")):
                inner = inner.strip()
            yield f"{json.dumps(key, ensure_ascii=False)}: {inner}"
    else:
        plain = not isinstance(value[0], dict | list)
        most = 3 if plain else 1
        pairs = value
        for one in value[:most]:
            yield written(one, name, below)
    if len(pairs) > most:
        yield f"... {len(pairs) - most} more"


def refreshed(text: str, shown: Mapping[str, str]) -> str:
    """The page with these exchanges."""
    make: Callable[[re.Match[str]], str] = lambda block: (  # noqa: E731
        f"<!-- exchange: {block['name']} -->\n```text\n{shown[block['name']]}```"
    )
    return BLOCK.sub(make, text)


def gist(shown: str) -> tuple[str, ...]:
    """Of an exchange what has to be as it is shown: method, address, status, names of fields."""
    request, _, answer = shown.partition("HTTP/1.1 ")
    options = sorted(re.findall(r" (-[HFX] \S+|--json)", request))
    address = re.sub(r"[0-9a-f]{32}|main-\w+-\w+", "ID", request.rpartition("$api")[2].strip())
    names = sorted(set(re.findall(r'"([^"]+)":', answer)))
    return (*options, address, answer[:3], *names)


def pages(run: Session) -> Iterator[tuple[Path, str]]:
    """The page and the README as they should be."""
    yield PAGE, refreshed(PAGE.read_text(encoding="utf-8"), run.shown)
    readme = CHECKOUT / "README.md"
    text = README.sub(
        lambda found: found[1] + run.digest.strip() + "\n```", readme.read_text(encoding="utf-8")
    )
    yield readme, text


if __name__ == "__main__":
    for path, text in pages(exchanges()):
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
            print(f"refreshed {path.relative_to(CHECKOUT)}")
