"""What is built, in a fresh environment, with distributions of strangers beside it.

One of them is an example, two are what `sentinel new` writes. tox builds the wheel from the source
distribution and says where it is; elsewhere this is skipped.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import sentinel
from sentinel.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples"
CORNER_TILL, HIDDEN_OVERAGE = EXAMPLES / "corner_till", EXAMPLES / "hidden_overage"
EXPORT = Path(__file__).parents[1] / "exports" / "generic" / "tienda.csv"
WHEEL = os.environ.get("TOX_PACKAGE", "")
FEW_EXAMPLES = """\
from hypothesis import settings

settings.register_profile("few", max_examples=10)
settings.load_profile("few")
"""

pytestmark = pytest.mark.skipif(
    not WHEEL.endswith(".whl"), reason="needs a built wheel: tox makes one and sets TOX_PACKAGE"
)


def run(*command: str | Path, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of a fresh environment with the wheel and the strangers' distributions."""
    folder = tmp_path_factory.mktemp("fresh")
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    adapter = ["new", "adapter", EXPORT, "--name", "tienda", "--output", folder / "tienda"]
    primitive = ["new", "primitive", "slow_margin", "--output", folder / "slow_margin"]
    for written in (adapter, primitive):
        made = CliRunner().invoke(main, list(map(str, written)))
        assert made.exit_code == 0, made.output
    pip = (sys.executable, "-m", "pip", "--python", folder / "bin" / "python", "install", "-q")
    strangers = (CORNER_TILL, HIDDEN_OVERAGE, folder / "tienda", folder / "slow_margin")
    run(*pip, WHEEL, "pytest", "hypothesis", *strangers)
    return folder / "bin"


def test_the_command_says_its_version(environment: Path) -> None:
    said = run(environment / "sentinel", "--version")
    assert said == f"sentinel, version {sentinel.__version__}\n"


def test_the_strangers_plugins_stand_beside_ours(environment: Path) -> None:
    listed = json.loads(run(environment / "sentinel", "plugins", "--format", "json"))
    loaded = {state["name"]: state["distribution"] for state in listed if not state["error"]}
    assert {
        "corner_till": "sentinel-corner-till",
        "returns_abuse": "sentinel-corner-till",
        "hidden_overage": "sentinel-hidden-overage",
        "tienda": "sentinel-tienda",
        "slow_margin": "sentinel-slow-margin",
        "square": "profit-sentinel",
    }.items() <= loaded.items()


def test_the_strangers_adapter_and_primitive_are_used(environment: Path) -> None:
    stock_list = CORNER_TILL / "tests" / "exports" / "stock_list.csv"
    report = json.loads(run(environment / "sentinel", "analyze", stock_list, "--format", "json"))
    assert report["sources"][0]["pos"] == "corner_till"
    assert "returns_abuse" in {issue["primitive"] for issue in report["issues"]}


def test_the_benchmark_comes_with_the_wheel_and_asks_for_what_it_needs(environment: Path) -> None:
    command = [environment / "sentinel", "benchmark", "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 2
    assert "pip install 'profit-sentinel[benchmark]'" in done.stderr


@pytest.mark.parametrize("name", ["corner_till", "hidden_overage", "tienda", "slow_margin"])
def test_the_strangers_own_tests_pass(environment: Path, name: str, tmp_path: Path) -> None:
    folder = EXAMPLES / name if (EXAMPLES / name).exists() else environment.parent / name
    (tmp_path / "few_examples.py").write_text(FEW_EXAMPLES)
    command = (environment / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    run(*command, "-p", "few_examples", folder, PYTHONPATH=str(tmp_path))
