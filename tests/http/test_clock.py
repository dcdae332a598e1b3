"""A server whose clock jumps, forward and back: nothing is lost, and nobody is held up for long."""

from __future__ import annotations

import glob
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import exchange
import pytest
from attrs import frozen
from exchange import Answer, Server, environment, is_refused, multipart, post_file, token
from shop import EXPORT, MAPPING

from sentinel.settings import from_environment
from sentinel.storage import upgrade

LIBRARY = "/usr/lib/*/faketime/libfaketimeMT.so.1"
HOUR = 3600


@frozen(kw_only=True)
class Clocked:
    """A server, and the hand that sets its clock."""

    server: Server
    file: Path

    def set(self, seconds: int) -> None:
        """So much later, or earlier, than it is."""
        self.file.write_text(f"{seconds:+d}\n")

    def bearer(self, seconds: int, tenant: str) -> dict[str, str]:
        """Of a token that is good for an hour on a clock that is so much ahead."""
        until = datetime.now(UTC) + timedelta(seconds=seconds + HOUR)
        return {"Authorization": f"Bearer {token(tenant, exp=until)}"}


@pytest.fixture(scope="module")
def clocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clocked]:
    found = glob.glob(LIBRARY)
    if not found:
        pytest.skip("needs libfaketime: apt-get install -y faketime")
    folder = tmp_path_factory.mktemp("clock")
    file = folder / "clock"
    file.write_text("+0\n")
    settings = environment(folder)
    upgrade(from_environment(settings).database_url)
    moved = {
        "LD_PRELOAD": found[0],
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        # what is waited for is measured by a clock that does not jump
        "DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }
    program = [sys.executable, str(Path(__file__).with_name("clocked.py"))]
    server = exchange.start(folder, {**settings, **moved}, "sqlite", program=program)
    yield Clocked(server=server, file=file)
    server.stop()


@pytest.fixture(autouse=True)
def right(clocked: Clocked) -> Iterator[None]:
    yield
    clocked.set(0)


def post(clocked: Clocked, path: str, headers: dict[str, str], *fields: tuple[str, str]) -> Answer:
    body, kind = multipart(fields)
    options = {"headers": {**headers, **kind}, "body": body}
    return clocked.server.request("POST", path, tenant=None, **options)


def presign(clocked: Clocked, headers: dict[str, str]) -> Answer:
    return post(clocked, "/uploads/presign", headers, ("filenames", "items.csv"))


def analyze(clocked: Clocked, key: str, headers: dict[str, str]) -> Answer:
    fields = (("key", key), ("mapping", json.dumps(MAPPING)))
    return post(clocked, "/analysis/analyze", headers, *fields)


@pytest.mark.parametrize("jump", [2 * HOUR, -2 * HOUR])
def test_a_token_is_good_by_the_clock_of_now(clocked: Clocked, jump: int) -> None:
    before, then = clocked.bearer(0, "tokens"), clocked.bearer(jump, "tokens")
    tasks = "/api/v1/tasks"
    assert clocked.server.get(tasks, tenant=None, headers=before).status == 200
    clocked.set(jump)
    # set back, the token of before holds longer; set forward, it has expired
    expected = 401 if jump > 0 else 200
    assert clocked.server.get(tasks, tenant=None, headers=before).status == expected
    assert clocked.server.get(tasks, tenant=None, headers=then).status == 200
    clocked.set(0)
    assert clocked.server.get(tasks, tenant=None, headers=before).status == 200


def test_a_permission_to_upload_expires_by_the_clock_and_holds_again_when_it_is_right(
    clocked: Clocked,
) -> None:
    headers = clocked.bearer(0, "permits")
    permit = presign(clocked, headers).json["presigned_urls"][0]
    clocked.set(2 * HOUR)
    assert is_refused(post_file(permit["url"], permit["fields"], EXPORT), [403])
    clocked.set(-2 * HOUR)
    assert post_file(permit["url"], permit["fields"], EXPORT).status == 204
    clocked.set(0)
    assert analyze(clocked, permit["key"], headers).status == 200


@pytest.mark.parametrize("jump", [30 * 24 * HOUR, -30 * 24 * HOUR])
def test_a_clock_that_was_wrong_holds_nobody_up_once_it_is_right(
    clocked: Clocked, jump: int
) -> None:
    tenant = f"counted-{jump > 0}"
    wrong, right = clocked.bearer(jump, tenant), clocked.bearer(0, tenant)
    clocked.set(jump)
    assert [presign(clocked, wrong).status for _ in range(21)] == [200] * 20 + [429]
    clocked.set(0)
    answer = presign(clocked, right)
    if jump < 0:  # all of it was long ago
        assert answer.status == 200
    else:  # what is in the future counts as now, and is over in an hour
        assert answer.status == 429
        assert int(answer.headers["retry-after"]) <= HOUR + 1
        later = clocked.bearer(2 * HOUR, tenant)
        clocked.set(HOUR + 10)
        assert presign(clocked, later).status == 200


@pytest.mark.parametrize("jump", [400 * 24 * HOUR, -400 * 24 * HOUR])
def test_what_was_begun_before_a_jump_goes_on_after_it(clocked: Clocked, jump: int) -> None:
    tenant = f"goes-on-{jump > 0}"
    right, wrong = clocked.bearer(0, tenant), clocked.bearer(jump, tenant)

    def ask(method: str, path: str, headers: dict[str, str], value: object = None) -> Answer:
        body = None if value is None else json.dumps(value).encode()
        answer = clocked.server.request(method, path, tenant=None, headers=headers, body=body)
        assert answer.status == 200, answer.body
        return answer

    def analysed(headers: dict[str, str]) -> None:
        permit = presign(clocked, headers).json["presigned_urls"][0]
        assert post_file(permit["url"], permit["fields"], EXPORT).status == 204
        assert analyze(clocked, permit["key"], headers).status == 200

    analysed(right)
    first = ask("GET", "/api/v1/digest", right).json
    order = {"issue_id": first["digest"]["issues"][0]["id"], "assignee": "Ann"}
    keyed = {"Idempotency-Key": "the-key"}
    task = ask("POST", "/api/v1/delegate", {**right, **keyed}, order).json["task_id"]
    items = [{"sku": f"{word}-1", "stock": -2, "cost": 3} for word in ("LUMBER", "BOLT", "KEY")]
    session = ask("POST", "/api/v1/diagnostic/start", right, {"items": items}).json["session_id"]

    clocked.set(jump)
    # the analysis of a clock that was set back is the current one all the same
    analysed(wrong)
    second = ask("GET", "/api/v1/digest", wrong).json
    assert second["generated_at"] != first["generated_at"]
    again = ask("POST", "/api/v1/delegate", {**wrong, **keyed}, order).json["task_id"]
    assert again == task
    ask("PATCH", f"/api/v1/tasks/{task}", wrong, {"status": "in_progress", "notes": "then"})
    answer = {"classification": "theft"}
    ask("POST", f"/api/v1/diagnostic/{session}/answer", wrong, answer)

    clocked.set(0)
    assert ask("GET", "/api/v1/digest", right).json["generated_at"] == second["generated_at"]
    done = {"status": "completed", "notes": "now"}
    changed = ask("PATCH", f"/api/v1/tasks/{task}", right, done).json
    assert (changed["notes"], changed["version"]) == (["then", "now"], 3)
    assert [one["version"] for one in changed["history"]] == [1, 2, 3]
    while ask("GET", f"/api/v1/diagnostic/{session}/question", right).json:
        ask("POST", f"/api/v1/diagnostic/{session}/answer", right, answer)
    report = ask("GET", f"/api/v1/diagnostic/{session}/report", right).json
    assert {one["classification"] for one in report["journey"]} == {"theft"}
