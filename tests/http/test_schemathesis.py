"""Requests made from the document itself, good and bad, against the running server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import exchange
import pytest
from exchange import Server

CONFIG = """
[checks.positive_data_acceptance]
# 400 is the answer to content that a schema cannot describe: a file, what is in it, nothing to do
expected-statuses = ["2xx", "400", "401", "403", "404", "409", "429"]
"""

schemathesis = pytest.importorskip("schemathesis", reason="pip install schemathesis")


def test_nothing_that_the_document_allows_or_forbids_breaks_a_promise(
    server: Server, tmp_path: Path
) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIG)
    program = Path(sys.executable).with_name("schemathesis")
    ran = subprocess.run(
        [
            program,
            "run",
            f"{server.url}/openapi.json",
            "--header",
            f"Authorization: Bearer {exchange.token('schemathesis')}",
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
