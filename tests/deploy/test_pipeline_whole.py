"""deploy.py with the real check of the real application, which the new image may break."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("boto3", reason="needs the extra aws: pip install -e '.[all]'")
pytest.importorskip("falcon", reason="needs the extra server: pip install -e '.[all]'")

sys.path.insert(0, str(Path(__file__).parents[1] / "deploy"))
sys.path.insert(0, str(Path(__file__).parents[1] / "check"))
sys.path.insert(0, str(Path(__file__).parents[1] / "http"))
sys.path.insert(0, str(Path(__file__).parents[1] / "storage"))

import exchange
from aws_server import NEW, Aws, arn, serving
from breaking import answering
from standing import standing

from sentinel.http import create_app, logs, open_parts
from sentinel.settings import from_environment
from sentinel.storage import upgrade

pytestmark = pytest.mark.one_python

DEPLOY = Path(__file__).parents[2] / "deploy" / "scripts" / "deploy.py"


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Any]:
    logs.configure("json", "error")
    settings = from_environment(exchange.environment(tmp_path))
    upgrade(settings.database_url)
    parts = open_parts(settings)
    yield create_app(parts)
    parts.records.close()


@pytest.mark.parametrize(
    ("broken", "code", "runs"), [(False, 0, arn(7)), (True, 3, arn(6))], ids=["good", "broken"]
)
def test_the_check_decides(
    broken: bool, code: int, runs: str, application: Any, tmp_path: Path
) -> None:
    """An image that loses a route is deployed, checked, and gone again."""
    aws = Aws()
    without = answering("/api/v1/coop", "404 Not Found")(application)

    def served(environ: dict[str, Any], start: Any) -> Any:
        app = without if broken and aws.image() == NEW else application
        return app(environ, start)

    with serving(aws) as endpoint, standing(served) as url:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "SENTINEL_"))}
        environment = {
            **kept,
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": "tests",
            "AWS_REGION": "us-east-1",
            "SENTINEL_CHECK_TOKEN": exchange.token("sentinel-check"),
        }
        check = f'{sys.executable} -c "from sentinel.cli import run; run()" check'
        ran = subprocess.run(
            [
                *(sys.executable, str(DEPLOY)),
                *("--cluster", "main", "--service", "sentinel", "--image", NEW, "--url", url),
                *("--record", str(tmp_path / "record.json"), "--poll-seconds", "0.01"),
                *("--check-command", check, "--", "--slow-ms", "60000", "--samples", "2"),
            ],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (ran.returncode, aws.running) == (code, runs), ran.stdout + ran.stderr
    assert ("GET /api/v1/coop/{store_id}: status 404" in " ".join(ran.stdout.split())) == broken
