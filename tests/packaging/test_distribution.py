"""What is built, in a fresh environment, with a stranger's distribution beside it.

tox builds the wheel from the source distribution and says where it is; elsewhere this is skipped.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sentinel

CORNER_TILL = Path(__file__).parents[2] / "examples" / "corner_till"
WHEEL = os.environ.get("TOX_PACKAGE", "")

pytestmark = pytest.mark.skipif(
    not WHEEL.endswith(".whl"), reason="needs a built wheel: tox makes one and sets TOX_PACKAGE"
)


def run(*command: str | Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of a fresh environment with the wheel and a stranger's distribution."""
    folder = tmp_path_factory.mktemp("fresh")
    run(sys.executable, "-m", "venv", folder)
    binaries = folder / "bin"
    run(binaries / "pip", "install", "-q", WHEEL, "pytest", "hypothesis")
    run(binaries / "pip", "install", "-q", CORNER_TILL)
    return binaries


def test_the_command_says_its_version(environment: Path) -> None:
    said = run(environment / "sentinel", "--version")
    assert said == f"sentinel, version {sentinel.__version__}\n"


def test_the_strangers_plugins_stand_beside_ours(environment: Path) -> None:
    listed = json.loads(run(environment / "sentinel", "plugins", "--format", "json"))
    loaded = {state["name"]: state["distribution"] for state in listed if not state["error"]}
    assert (loaded["corner_till"], loaded["returns_abuse"], loaded["square"]) == (
        "sentinel-corner-till",
        "sentinel-corner-till",
        "profit-sentinel",
    )


def test_the_strangers_adapter_and_primitive_are_used(environment: Path) -> None:
    stock_list = CORNER_TILL / "tests" / "exports" / "stock_list.csv"
    report = json.loads(run(environment / "sentinel", "analyze", stock_list, "--format", "json"))
    assert report["sources"][0]["pos"] == "corner_till"
    assert "returns_abuse" in {issue["primitive"] for issue in report["issues"]}


def test_the_strangers_own_tests_pass(environment: Path) -> None:
    run(environment / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", CORNER_TILL)
