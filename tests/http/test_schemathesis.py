"""Requests made from the document itself, good and bad, against the running server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import exchange
import pytest
from exchange import Server

CONFIG = """
[parameters]
"path.issue_id" = "{issue}"
"path.store_id" = "main"
"path.task_id" = "{task}"
"path.session_id" = "{session}"

[checks.positive_data_acceptance]
# 400 is the answer to content that a schema cannot describe: a file, what is in it, nothing to do
expected-statuses = ["2xx", "400", "401", "403", "404", "409", "429"]

# a text that holds JSON or a number, one field of two, the name of something in the session
[[operations]]
include-path-regex = "^/(analysis/analyze|api/v1/delegate|api/v1/tasks/.*|api/v1/diagnostic/.*)$"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "400", "401", "403", "404", "409", "422", "429"]
"""

EXPORT = b"SKU,Description,Qty On Hand,Cost,Price,Sold\n" + b"".join(
    b"A%03d,Lamp %d,%d,%d.50,%d.00,%d\n" % (n, n, n % 9 - 4, n % 7, 3 + n % 5, n % 3)
    for n in range(60)
)
schemathesis = pytest.importorskip("schemathesis", reason="pip install schemathesis")


TENANT = "schemathesis"


def something_of_each(server: Server) -> dict[str, str]:
    """Ids of an issue, a task and a session, so that what needs one is tried, too."""
    fields = [("key", server.upload(EXPORT, tenant=TENANT)), ("mapping", "{}")]
    analysed = server.post_form("/analysis/analyze", fields, tenant=TENANT)
    assert analysed.status == 200, analysed.body
    issue = server.get("/api/v1/digest", tenant=TENANT).json["digest"]["issues"][0]["id"]
    order = {"issue_id": issue, "assignee": "Kim"}
    task = server.post_json("/api/v1/delegate", order, tenant=TENANT).json["task_id"]
    items = [{"sku": f"LUMBER-{n}", "description": "2x4", "stock": -n, "cost": 5} for n in range(9)]
    started = server.post_json("/api/v1/diagnostic/start", {"items": items}, tenant=TENANT)
    return {"issue": issue, "task": task, "session": started.json["session_id"]}


def test_nothing_that_the_document_allows_or_forbids_breaks_a_promise(
    server: Server, tmp_path: Path
) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIG.format(**something_of_each(server)))
    program = Path(sys.executable).with_name("schemathesis")
    ran = subprocess.run(
        [
            program,
            "run",
            f"{server.url}/openapi.json",
            "--header",
            f"Authorization: Bearer {exchange.token(TENANT)}",
            "--max-examples=10",
            "--phases=examples,coverage,fuzzing",
            "--seed=1",
            "--no-color",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-8000:]
    assert '"status": 5' not in server.logged()
