"""A simulated store in the files of a POS system: what a system can say is read back unchanged."""

from __future__ import annotations

import datetime as dt
import json
import math
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("numpy", reason="LeakBench needs the extra benchmark")

import pyarrow.compute as pc
from click.testing import CliRunner
from sentinel_leakbench import layouts
from sentinel_leakbench.export import as_of, corrupted, export
from sentinel_leakbench.simulator import simulate
from sentinel_leakbench.state import Store

import sentinel
from sentinel.cli import main

SYSTEMS = [key for key in layouts.LAYOUTS if key != layouts.CANONICAL]
HIDES = ("clover", "lightspeed_ecom", "lightspeed_x", "revel", "vend")
"""Know only what is hidden, and hide nothing that still sells."""
MAY_RETURN = ("lightspeed_ecom", "lightspeed_x", "vend")
"""Of these, in which hidden is not known to mean that it has ended."""
OF_A_YEAR = ("epicor_eagle", "spruce")
"""Count what was sold in twelve months, whatever the store would like."""
LINES = ("lightspeed_s", "toast", "touchbistro", "vend")
"""List sales line by line: what was not sold in the window has no day of a last sale."""
NO_COST = ("clover", "lightspeed_ecom")
"""A cost of 0 says that nobody filled it in."""


@pytest.fixture(scope="module")
def store() -> Store:
    return simulate(400, seed=3).last


def _read(layout: str, table: Any, store: Store, folder: Path) -> sentinel.Snapshot:
    files = layouts.write(layout, table, as_of(store), folder)
    return sentinel.read(files, as_of=as_of(store))


def test_every_system_has_a_layout() -> None:
    assert set(SYSTEMS) == set(sentinel.Engine().adapters)


@pytest.mark.parametrize("layout", SYSTEMS)
def test_what_a_layout_can_say_is_read_back(layout: str, store: Store, tmp_path: Path) -> None:
    window = 365 if layout in OF_A_YEAR else 90
    table = export(store, window)
    snapshot = _read(layout, table, store, tmp_path)
    assert {source.pos for source in snapshot.sources} == {layout}
    # half of it goes to the system whose reports are the same
    assert min(source.pos_confidence for source in snapshot.sources) > 0.45
    said = {row["sku"]: row for row in _listed(layout, table).to_pylist()}
    read = {row["sku"]: row for row in snapshot.table.to_pylist()}
    assert read.keys() == said.keys()
    sayable = layouts.columns(layout)
    for name in sayable | {"sales_window_days"} if "units_sold" in sayable else sayable:
        wrong = [
            (sku, row[name], read[sku].get(_read_as(layout, name)))
            for sku, row in said.items()
            if not _same(
                _sayable(layout, name, row, as_of(store)),
                read[sku].get(_read_as(layout, name)),
                layout,
            )
        ]
        assert not wrong, f"{name}: {wrong[:3]}"


def _listed(layout: str, table: Any) -> Any:
    """The items that one of the files lists."""
    if layout == layouts.CANONICAL or any(f.rows == "all" for f in layouts.SYSTEMS[layout]):
        return table
    units = table["units_sold"].cast("string")
    return table.filter(pc.match_substring_regex(units, "^-?[1-9][0-9.]*$"))


def _read_as(layout: str, name: str) -> str:
    # Revel's moving average is the one cost that it keeps up
    return "unit_cost" if (layout, name) == ("revel", "avg_cost") else name


def _sayable(layout: str, name: str, row: Any, day: dt.date) -> Any:
    value = row[name]
    if name == "unit_cost" and layout in NO_COST:
        return value or None
    if name == "last_sold_on" and layout in LINES and not row["units_sold"]:
        return None
    if layout in HIDES and value == "discontinued":
        sold = row["last_sold_on"]
        if sold is not None and day - sold <= layouts.SELLS:
            return "active"
        return "inactive" if layout in MAY_RETURN else value
    return value


def _same(one: Any, other: Any, layout: str) -> bool:
    within = 0.00501 if layout == "clover" else 1e-6  # costs in cents
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
    assert set(snapshot.table["sku"].to_pylist()) >= set(_listed(layout, table)["sku"].to_pylist())


def test_the_command_scores_detection_through_an_adapter(tmp_path: Path) -> None:
    name = str(tmp_path / "figures.json")
    words = ["benchmark", "--seeds", "3", "--skus", "400", "--processes", "1"]
    words += ["--only", "scores,variants", "--json", name]
    words += ["--layout", "square,epicor_eagle,touchbistro"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert "as square exports it" in done.stdout
    found = json.loads(Path(name).read_text())
    by_layout = {key: one["mean_f1"]["value"] for key, one in found["variants"].items()}
    assert by_layout.keys() == {"square", "epicor_eagle", "touchbistro"}
    assert by_layout["touchbistro"] == 0  # sales alone: no primitive can look at anything
    # Square says nothing of dates, orders and counts
    assert by_layout["square"] < found["detectors"]["sentinel"]["mean_f1"]["value"]


def test_an_unknown_layout_is_refused_with_what_there_is() -> None:
    done = CliRunner().invoke(main, ["benchmark", "--layout", "abacus"])
    assert done.exit_code == 2
    assert "Known: clover, dynamics_rms, epicor_eagle" in done.stderr
