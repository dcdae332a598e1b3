"""What `sentinel new` writes, installed by pip into a fresh environment.

tox builds the wheel from the source distribution and says where it is; elsewhere this is skipped.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXPORT = Path(__file__).parents[1] / "exports" / "generic" / "tienda.csv"
WHEEL = os.environ.get("TOX_PACKAGE", "")

pytestmark = pytest.mark.skipif(
    not WHEEL.endswith(".whl"), reason="needs a built wheel: tox makes one and sets TOX_PACKAGE"
)


def run(*command: str | Path, folder: Path | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of a fresh environment with the wheel and both distributions that it wrote."""
    folder = tmp_path_factory.mktemp("fresh")
    run(sys.executable, "-m", "venv", folder)
    binaries = folder / "bin"
    run(binaries / "pip", "install", "-q", WHEEL, "pytest", "hypothesis")
    sentinel = binaries / "sentinel"
    run(sentinel, "new", "adapter", EXPORT, "--name", "tienda", "--output", folder / "tienda")
    run(sentinel, "new", "primitive", "slow_margin", "--output", folder / "slow_margin")
    run(binaries / "pip", "install", "-q", folder / "tienda", folder / "slow_margin")
    return binaries


def test_the_new_adapter_and_primitive_are_listed(environment: Path) -> None:
    adapters = json.loads(run(environment / "sentinel", "adapters", "--format", "json"))
    primitives = json.loads(run(environment / "sentinel", "primitives", "--format", "json"))
    assert "tienda" in {adapter["key"] for adapter in adapters}
    assert "slow_margin" in {primitive["key"] for primitive in primitives}


@pytest.mark.parametrize("name", ["tienda", "slow_margin"])
def test_their_own_tests_pass(environment: Path, name: str) -> None:
    python = environment / "python"
    command = (python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")
    run(*command, folder=environment.parent / name)
