"""What is built, in a fresh environment, with a stranger's distribution beside it.

tox builds the wheel from the source distribution and says where it is; elsewhere this is skipped.
"""

from __future__ import annotations

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
    listed = run(environment / "sentinel", "plugins")
    theirs = [line.split()[:4] for line in listed.splitlines() if "sentinel-corner-till" in line]
    assert theirs == [
        ["corner_till", "loaded", "sentinel-corner-till", "1.0.0"],
        ["returns_abuse", "loaded", "sentinel-corner-till", "1.0.0"],
    ]


def test_the_strangers_adapter_and_primitive_are_used(environment: Path) -> None:
    report = run(environment / "sentinel", "analyze", CORNER_TILL / "tests" / "stock_list.csv")
    assert "Returns Abuse" in report and "Corner Till" in report


def test_the_strangers_own_tests_pass(environment: Path) -> None:
    run(environment / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", CORNER_TILL)
