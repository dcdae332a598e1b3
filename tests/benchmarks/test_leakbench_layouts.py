"""A simulated store in the files of a POS system: what a system can say is read back unchanged."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("numpy", reason="LeakBench needs the extra benchmark")

from click.testing import CliRunner
from sentinel_leakbench import layouts
from sentinel_leakbench.export import as_of, corrupted, export
from sentinel_leakbench.simulator import simulate
from sentinel_leakbench.state import Store

import sentinel
from sentinel.cli import main

SYSTEMS = [key for key in layouts.LAYOUTS if key != layouts.CANONICAL]
HIDES = ("clover", "lightspeed_x")
"""Know only hidden items, and not that they will never be bought again."""


@pytest.fixture(scope="module")
def store() -> Store:
    return simulate(400, seed=3).last


def _read(layout: str, table: Any, store: Store, folder: Path) -> sentinel.Snapshot:
    files = layouts.write(layout, table, as_of(store), folder)
    return sentinel.read(files, as_of=as_of(store))


@pytest.mark.parametrize("layout", SYSTEMS)
def test_what_a_layout_can_say_is_read_back(layout: str, store: Store, tmp_path: Path) -> None:
    window = 365 if layout == "epicor_eagle" else 90  # Eagle's own column is of twelve months
    table = export(store, window)
    snapshot = _read(layout, table, store, tmp_path)
    assert {source.pos for source in snapshot.sources} == {layout}
    said = {row["sku"]: row for row in table.to_pylist()}
    read = {row["sku"]: row for row in snapshot.table.to_pylist()}
    assert read.keys() == said.keys()
    for name in {*layouts.columns(layout), "sales_window_days"}:
        wrong = [
            (sku, row[name], read[sku].get(name))
            for sku, row in said.items()
            if not _same(_sayable(layout, name, row[name]), read[sku].get(name), layout)
        ]
        assert not wrong, f"{name}: {wrong[:3]}"


def _sayable(layout: str, name: str, value: Any) -> Any:
    if (layout, name) == ("clover", "unit_cost"):
        return value or None  # in cents, and 0 is no cost
    return "inactive" if layout in HIDES and value == "discontinued" else value


def _same(one: Any, other: Any, layout: str) -> bool:
    within = 0.00501 if layout == "clover" else 1e-6
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, abs_tol=within)
    return bool(one == other)


@pytest.mark.parametrize("layout", layouts.LAYOUTS)
def test_damaged_and_missing_columns_are_written_too(
    layout: str, store: Store, tmp_path: Path
) -> None:
    table = corrupted(export(store, without=("list_price", "last_cost", "dates")), 0.02, seed=1)
    snapshot = _read(layout, table, store, tmp_path)
    # where a system joins by name, a damaged name is an item of its own
    assert set(snapshot.table["sku"].to_pylist()) >= set(table["sku"].to_pylist())


def test_the_command_scores_detection_through_an_adapter(tmp_path: Path) -> None:
    name = str(tmp_path / "figures.json")
    words = ["benchmark", "--seeds", "3", "--skus", "400", "--processes", "1"]
    words += ["--only", "scores,variants", "--layout", "square,epicor_eagle", "--json", name]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert "as square exports it" in done.stdout
    found = json.loads(Path(name).read_text())
    by_layout = {key: one["mean_f1"]["value"] for key, one in found["variants"].items()}
    assert by_layout.keys() == {"square", "epicor_eagle"}
    # Square says nothing of dates, orders and counts
    assert by_layout["square"] < found["detectors"]["sentinel"]["mean_f1"]["value"]


def test_an_unknown_layout_is_refused_with_what_there_is() -> None:
    done = CliRunner().invoke(main, ["benchmark", "--layout", "abacus"])
    assert done.exit_code == 2
    assert "Known: clover, epicor_eagle" in done.stderr
