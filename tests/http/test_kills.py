"""Workers and servers that are killed: nothing that was told is lost, nothing is half or double."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import exchange
import pytest
from attrs import define, field
from exchange import Answer, Server, bearer, multipart, send
from shop import EXPORT, MAPPING
from stored import Stored, open_stored

MORTAL = Path(__file__).with_name("mortal.py")
MOST_STEPS = 60
ITEMS = [
    {"sku": f"{word}-{n}", "description": word, "stock": -n - 1, "cost": 5 + n}
    for word in ("LUMBER", "BOLT")
    for n in range(3)
]


def patiently(url: str, method: str, path: str, **options: Any) -> Answer:
    """An answer, if need be after those were killed that had the request."""
    until = time.monotonic() + 120
    while True:
        try:
            return send(url, method, path, **options)
        except (OSError, HTTPException):
            assert time.monotonic() < until, f"no answer to {method} {path}"
            time.sleep(0.02)


@define(kw_only=True)
class Tenant:
    """Somebody who writes through the server, past workers that are killed."""

    server: Server
    name: str
    stored: Stored

    def json(self, method: str, path: str, value: Any, **headers: str) -> Answer:
        return self.send(method, path, json.dumps(value).encode(), **headers)

    def form(self, path: str, fields: Iterable[tuple[str, str]], **headers: str) -> Answer:
        body, kind = multipart(fields)
        return self.send("POST", path, body, **kind, **headers)

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        # one that is to kill is not sent twice
        ask = send if "X-Die-At" in headers else patiently
        signed = {**bearer(self.name), **headers}
        return ask(self.server.url, method, path, headers=signed, body=body)

    def get(self, path: str) -> Any:
        answer = self.send("GET", path)
        assert answer.status == 200, answer.body
        return answer.json

    def permitted(self, files: int = 1, **headers: str) -> Answer:
        return self.form("/uploads/presign", [("filenames", "items.csv")] * files, **headers)

    def permits(self) -> Iterator[dict[str, Any]]:
        """As many as are needed; few calls are allowed in an hour, but each gives five."""
        while True:
            yield from self.permitted(5).json["presigned_urls"]

    def uploaded(self, permit: dict[str, Any]) -> str:
        """The key of a file that has come."""
        body, kind = multipart(permit["fields"].items(), EXPORT)
        root, _, path = permit["url"].partition("/uploads/")
        path = f"/uploads/{path}" if path else urlsplit(root).path
        place = urlsplit(root)
        sent = patiently(f"{place.scheme}://{place.netloc}", "POST", path, headers=kind, body=body)
        assert sent.status in (200, 204), sent.body
        key: str = permit["key"]
        return key

    def analysed(self, key: str, **headers: str) -> Answer:
        fields = [("key", key), ("mapping", json.dumps(MAPPING))]
        return self.form("/analysis/analyze", fields, **headers)

    def delegated(self, key: str, **headers: str) -> Answer:
        issue = self.get("/api/v1/digest")["digest"]["issues"][0]["id"]
        order = {"issue_id": issue, "assignee": "Ann", "notes": key}
        return self.json("POST", "/api/v1/delegate", order, **{"Idempotency-Key": key}, **headers)

    def started(self, **headers: str) -> Answer:
        return self.json("POST", "/api/v1/diagnostic/start", {"items": ITEMS}, **headers)


@define
class Write:
    """A request that writes, made once for each step at which it is killed."""

    tenant: Tenant

    def prepare(self) -> None:
        """What all of them need."""

    def first(self, number: int) -> None:
        """What one of them needs."""

    def send(self, **headers: str) -> Answer:
        raise NotImplementedError

    def check(self) -> None:
        """Raises AssertionError where not all of it is there, or more than it."""


class Presign(Write):
    def send(self, **headers: str) -> Answer:
        return self.tenant.permitted(**headers)


class Upload(Write):
    def prepare(self) -> None:
        self.permits = self.tenant.permits()

    def first(self, number: int) -> None:
        self.permit = next(self.permits)

    def send(self, **headers: str) -> Answer:
        body, kind = multipart(self.permit["fields"].items(), EXPORT)
        return self.tenant.send("POST", "/uploads/file", body, **kind, **headers)

    def check(self) -> None:
        blobs = self.tenant.stored.blobs(self.tenant.name)
        assert blobs["uploads/" + self.permit["key"].rpartition("/")[2]] == len(EXPORT)


class Analysis(Write):
    def prepare(self) -> None:
        self.permits = self.tenant.permits()

    def first(self, number: int) -> None:
        self.key = self.tenant.uploaded(next(self.permits))

    def send(self, **headers: str) -> Answer:
        return self.tenant.analysed(self.key, **headers)

    def check(self) -> None:
        rows = self.tenant.stored.rows(self.tenant.name)
        issues = self.tenant.get("/api/v1/digest?top_k=20")["digest"]["summary"]["total_issues"]
        assert rows["issues"] == issues * rows["analyses"] > 0


class Delegation(Write):
    def prepare(self) -> None:
        key = self.tenant.uploaded(next(self.tenant.permits()))
        assert self.tenant.analysed(key).status == 200

    def first(self, number: int) -> None:
        self.key = f"key-{number}"

    def send(self, **headers: str) -> Answer:
        return self.tenant.delegated(self.key, **headers)

    def check(self) -> None:
        tasks = self.tenant.get("/api/v1/tasks")["tasks"]
        (made,) = [task for task in tasks if task["notes"] == [self.key]]
        assert made["version"] == 1
        rows = self.tenant.stored.rows(self.tenant.name)
        assert len(tasks) == rows["tasks"] == rows["task_changes"] == rows["idempotency_keys"]


class Change(Delegation):
    def first(self, number: int) -> None:
        self.path = "/api/v1/tasks/" + self.tenant.delegated(f"key-{number}").json["task_id"]

    def send(self, **headers: str) -> Answer:
        value = {"status": "completed", "notes": "done", "version": 1}
        return self.tenant.json("PATCH", self.path, value, **headers)

    def check(self) -> None:
        note = {"notes": "seen", "version": 2}
        history = self.tenant.json("PATCH", self.path, note).json["history"]
        assert [one["note"] for one in history][1:] == ["done", "seen"]


class Start(Write):
    def send(self, **headers: str) -> Answer:
        return self.tenant.started(**headers)

    def check(self) -> None:
        rows = self.tenant.stored.rows(self.tenant.name)
        assert rows["diagnostic_items"] == len(ITEMS) * rows["diagnostic_sessions"]


class Reply(Write):
    def first(self, number: int) -> None:
        self.path = f"/api/v1/diagnostic/{self.tenant.started().json['session_id']}"
        self.pattern = self.tenant.get(self.path + "/question")["pattern_id"]

    def send(self, **headers: str) -> Answer:
        value = {"classification": "theft", "note": "sure", "pattern_id": self.pattern}
        return self.tenant.json("POST", self.path + "/answer", value, **headers)

    def check(self) -> None:
        journey = self.tenant.get(self.path + "/report")["journey"]
        (given,) = [one for one in journey if one["classification"] == "theft"]
        assert given["note"] == "sure"


@pytest.fixture(scope="module")
def mortal(state: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    kind = "postgres" if "SENTINEL_DATABASE_URL" in state else "sqlite"
    folder = tmp_path_factory.mktemp("mortal")
    server = exchange.start(folder, state, kind, program=[sys.executable, str(MORTAL)])
    yield server
    server.stop()


@pytest.fixture(scope="module")
def stored(state: dict[str, str], request: pytest.FixtureRequest) -> Iterator[Stored]:
    buckets = None
    if "SENTINEL_DATABASE_URL" in state:
        buckets = request.getfixturevalue("s3").folder / "data"
    opened = open_stored(state, buckets)
    yield opened
    opened.database.close()


@pytest.mark.parametrize(
    "kind", [Presign, Upload, Analysis, Delegation, Change, Start, Reply], ids=lambda k: k.__name__
)
def test_killed_at_any_step_a_write_is_whole_or_not_there(
    mortal: Server, stored: Stored, kind: type[Write]
) -> None:
    if kind is Upload and mortal.kind == "postgres":
        pytest.skip("S3 takes the file here")
    write = kind(Tenant(server=mortal, stored=stored, name=kind.__name__))
    write.prepare()
    effects = []
    for number in range(MOST_STEPS):
        write.first(number)
        before = stored.rows(write.tenant.name)
        answer = attempt(write, number)
        effects.append(grown(before, stored.rows(write.tenant.name)))
        if answer is None:
            assert effects[-1] in ({}, effects[0], left_over(effects[0])), f"at step {number}"
            again = write.send()
            # what was done, and told to nobody, is refused where it says which version it is of
            refused = again.status == 409 and effects[-1] == effects[0]
            assert again.status in (200, 204) or refused, again.body
        write.check()
        if answer is not None and number:
            assert effects[-1] == effects[0]
            break
    # before its commit, and before its answer
    assert len(effects) >= 3
    assert {} in effects


def attempt(write: Write, number: int) -> Answer | None:
    """Null: it was killed at this step. There is no step 0."""
    try:
        answer = write.send(**{"X-Die-At": str(number)})
    except (OSError, HTTPException):
        assert number
        return None
    assert answer.status in (200, 204), answer.body
    return answer


def grown(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """How many rows came, or went, by table."""
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


def left_over(effect: dict[str, int]) -> dict[str, int]:
    """The same with the permission to upload, which is the last to go and of no use any more."""
    return {name: count for name, count in effect.items() if count > 0}


# --- at moments that nobody chose ---------------------------------------------------------------

CLIENTS = 4
KILLS = 6


@define
class Career:
    """A client that does one thing after the other, and what it was told."""

    tenant: Tenant
    answers: list[Answer] = field(factory=list)
    tasks: list[str] = field(factory=list)
    session: str = ""

    def told(self, answer: Answer, *statuses: int) -> Any:
        assert answer.status in (200, *statuses), answer.body
        self.answers.append(answer)
        return answer.json

    def live(self) -> None:
        key = self.tenant.uploaded(next(self.tenant.permits()))
        # it may have been done already, and told to nobody
        self.told(self.tenant.analysed(key))
        for number in range(4):
            made = self.told(self.tenant.delegated(f"key-{number}"))
            self.tasks.append(made["task_id"])
            change = {"notes": f"done {number}", "status": "completed", "version": 1}
            path = f"/api/v1/tasks/{made['task_id']}"
            self.told(self.tenant.json("PATCH", path, change), 409)
        self.session = self.told(self.tenant.started())["session_id"]
        path = f"/api/v1/diagnostic/{self.session}"
        while question := self.told(self.tenant.send("GET", path + "/question")):
            reply = {"classification": "theft", "pattern_id": question["pattern_id"]}
            self.told(self.tenant.json("POST", path + "/answer", reply))

    def check(self) -> None:
        listed = self.tenant.get("/api/v1/tasks")["tasks"]
        assert [one["task"]["task_id"] for one in listed] == self.tasks
        assert [one["notes"] for one in listed] == [[f"key-{n}", f"done {n}"] for n in range(4)]
        assert {one["status"] for one in listed} == {"completed"}
        assert self.tenant.get(f"/api/v1/diagnostic/{self.session}/question") is None
        issues = self.tenant.get("/api/v1/digest?top_k=20")["digest"]["issues"]
        for issue in issues:
            self.tenant.get(f"/api/v1/explain/{issue['id']}")
        rows = self.tenant.stored.rows(self.tenant.name)
        assert rows["issues"] == len(issues) * rows["analyses"] > 0
        assert rows["task_changes"] == 2 * rows["tasks"] == 2 * len(self.tasks)


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    listed = subprocess.run(
        ["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False
    )
    return [int(line) for line in listed.stdout.split()]


def kill(pids: Iterable[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def restarted(server: Server, folder: Path) -> Server:
    """After `kill -9` of the master: its workers see that they are orphans, and end."""
    orphans = workers_of(server.process)
    server.process.kill()
    server.process.wait()
    until = time.monotonic() + 60
    while any(map(alive, orphans)):
        assert time.monotonic() < until, "the workers live on without their master"
        time.sleep(0.05)
    port = urlsplit(server.url).port
    return exchange.start(folder, server.environment, server.kind, port=port)


def test_killed_at_random_nothing_that_was_told_is_lost(
    state: dict[str, str], stored: Stored, tmp_path: Path
) -> None:
    kind = "postgres" if "SENTINEL_DATABASE_URL" in state else "sqlite"
    server = exchange.start(tmp_path, state, kind)
    careers = [
        Career(Tenant(server=server, stored=stored, name=f"career-{number}"))
        for number in range(CLIENTS)
    ]
    chance = random.Random(1)
    try:
        with ThreadPoolExecutor(CLIENTS) as pool:
            lives = [pool.submit(career.live) for career in careers]
            for number in range(KILLS):
                so_far = sum(len(career.answers) for career in careers)
                while not all(life.done() for life in lives):
                    if sum(len(career.answers) for career in careers) > so_far + 3:
                        break
                    time.sleep(chance.uniform(0, 0.05))
                if number == KILLS // 2:
                    server = restarted(server, tmp_path)
                else:
                    kill(chance.sample(workers_of(server.process), 1))
            for life in lives:
                life.result()
        for career in careers:
            career.check()
        assert '"status": 5' not in server.logged()
    finally:
        server.stop()
