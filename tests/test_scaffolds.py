"""What `sentinel new` writes passes its own tests, and holds nothing of the customer."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sentinel.cli import ExitCode, main

EXPORTS = Path(__file__).parent / "exports"
FEW_EXAMPLES = """\
from hypothesis import settings

settings.register_profile("few", max_examples=10)
settings.load_profile("few")
"""
SECRETS = ("Harbour", "Rope", "Lamp", "Bolt", "Hook", "AB-1", "Brook")

STOCK = """Stock list of Harbour Road;;;;;;
As of 31.10.2026;;;;;;

Shelf code;Article name;Supplier name;Qty in shop;Buying price;Selling price;Sold last 30 days
AB-100;Rope 10 m;Brook & Sons;12;4,50;9,90;3
AB-101;Lamp large;Brook & Sons;-2;11,25;19,90;8
AB-102;Hook;;140;0,15;0,49;61
AB-103;Bolt M8;Brook & Sons;900;0,05;0,20;240
;Total;;1050;;;312
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["new", *map(str, arguments)])


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    path = tmp_path / "Harbour Road stock.csv"
    path.write_text(STOCK, encoding="utf-8")
    return path


def assert_own_tests_pass(folder: Path) -> None:
    """Runs the tests of a distribution as if it were installed: on the path, with its metadata."""
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    points = project["entry-points"]["sentinel"].items()
    metadata = folder / "installed" / f"{project['name'].replace('-', '_')}-0.1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: 0.1.0\n"
    )
    lines = [f"{name} = {value}" for name, value in points]
    (metadata / "entry_points.txt").write_text("\n".join(["[sentinel]", *lines]) + "\n")
    (metadata.parent / "few_examples.py").write_text(FEW_EXAMPLES)
    paths = [str(folder / "src"), str(metadata.parent), *filter(None, sys.path)]
    plugins = ["-p", "few_examples", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, "-W", "error", "tests"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "skipped" not in done.stdout


def everything_in(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    texts = [path.read_text(encoding="utf-8") for path in files]
    return "\n".join(texts) + "\n".join(map(str, folder.rglob("*")))


# --- adapters -----------------------------------------------------------------------------------


def test_an_adapter_from_a_sample_passes_its_own_tests(stock: Path, tmp_path: Path) -> None:
    done = run("adapter", stock, "--name", "shelf_till", "--output", tmp_path / "made")
    assert done.exit_code == ExitCode.DONE, done.output
    assert_own_tests_pass(tmp_path / "made")


def test_nothing_of_the_customer_is_in_it(stock: Path, tmp_path: Path) -> None:
    done = run("adapter", stock, "--name", "shelf_till", "--output", tmp_path / "made")
    assert done.exit_code == ExitCode.DONE, done.output
    text = everything_in(tmp_path / "made")
    assert [word for word in SECRETS if word in text] == []


def test_it_says_how_the_sample_was_understood(stock: Path, tmp_path: Path) -> None:
    run("adapter", stock, "--name", "shelf_till", "--output", tmp_path / "made")
    source = (tmp_path / "made" / "src" / "sentinel_shelf_till" / "shelf_till.py").read_text()
    for line in (
        '"on_hand_qty": "Qty in shop"',
        '"unit_price": "Selling price"',
        "sales_window_days=30",
    ):
        assert line in source


@pytest.mark.parametrize(
    ("export", "remark"),
    [
        ("generic/tienda.csv", "Review what was not sure"),
        ("generic/loyverse.csv", "one per location"),
        ("generic/months.csv", "one per month"),
        ("generic/two_costs.csv", "sales_window_days"),
    ],
)
def test_odd_layouts_pass_too_or_say_what_to_finish(
    export: str, remark: str, tmp_path: Path
) -> None:
    done = run("adapter", EXPORTS / export, "--name", "odd_till", "--output", tmp_path / "made")
    assert done.exit_code == ExitCode.DONE, done.output
    assert remark in done.stderr
    assert remark in (tmp_path / "made" / "README.md").read_text()
    assert_own_tests_pass(tmp_path / "made")


def test_headers_that_tell_nothing_are_said_to_need_a_hand(tmp_path: Path) -> None:
    export = EXPORTS / "generic" / "wide.csv"
    done = run("adapter", export, "--name", "odd_till", "--output", tmp_path / "made")
    assert (done.exit_code, "its own tests fail until" in done.stderr) == (ExitCode.DONE, True)
    assert "its own tests fail until" in (tmp_path / "made" / "README.md").read_text()


def test_an_export_that_is_read_already_is_refused(tmp_path: Path) -> None:
    export = EXPORTS / "square" / "library_2016.csv"
    done = run("adapter", export, "--name", "mine", "--output", tmp_path / "made")
    assert (done.exit_code, "is read already: square" in done.stderr) == (ExitCode.USAGE, True)
    assert not (tmp_path / "made").exists()


def test_a_workbook_goes_along_as_text(tmp_path: Path) -> None:
    workbook = next(EXPORTS.rglob("*.xlsx"))
    key = workbook.relative_to(EXPORTS).parts[0]
    done = run("adapter", workbook, "--name", "mine", "--output", tmp_path / "made", "--block", key)
    assert done.exit_code == ExitCode.DONE, done.output
    assert [path.suffix for path in (tmp_path / "made" / "tests" / "exports").iterdir()].count(
        ".csv"
    )


# --- primitives ---------------------------------------------------------------------------------


def test_a_primitive_passes_its_own_tests(tmp_path: Path) -> None:
    done = run("primitive", "Slow margin", "--output", tmp_path / "made")
    assert done.exit_code == ExitCode.DONE, done.output
    assert_own_tests_pass(tmp_path / "made")


# --- names and folders --------------------------------------------------------------------------


def test_a_folder_that_is_there_is_not_written_over(stock: Path, tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    for command in (("primitive", "mine"), ("adapter", stock)):
        done = run(*command, "--output", tmp_path / "made")
        assert (done.exit_code, "is there already" in done.stderr) == (ExitCode.USAGE, True)
    assert list((tmp_path / "made").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "said"), [("square", "is installed"), ("7 wonders", "a letter first"), ("--", "Usage")]
)
def test_a_name_that_cannot_be_is_refused(name: str, said: str, tmp_path: Path) -> None:
    done = run("primitive", "--output", tmp_path / "made", "--", name) if name != "--" else run()
    assert done.exit_code == ExitCode.USAGE
    assert said in done.stderr


def test_without_an_output_the_folder_is_made_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("primitive", "slow margin").stdout == "sentinel-slow-margin\n"
    assert (tmp_path / "sentinel-slow-margin" / "pyproject.toml").is_file()
