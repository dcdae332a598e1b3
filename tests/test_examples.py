"""The examples do what they promise."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest

import sentinel
from sentinel import plugins
from sentinel.testing import goldens

EXAMPLES = Path(__file__).parents[1] / "examples"
STORE = EXAMPLES / "corner_hardware.csv"
STOCK_LIST = EXAMPLES / "corner_till" / "tests" / "exports" / "stock_list.csv"


def test_the_script_makes_the_store_that_is_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = importlib.util.spec_from_file_location("maker", EXAMPLES / "make_corner_hardware.py")
    assert spec and spec.loader
    maker = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "maker", maker)
    spec.loader.exec_module(maker)
    monkeypatch.setattr(maker, "PATH", tmp_path / "again.csv")
    maker.main()
    assert (tmp_path / "again.csv").read_bytes() == STORE.read_bytes()


def test_the_store_has_every_kind_of_leak() -> None:
    found = {issue.primitive for issue in sentinel.analyze(STORE).issues}
    assert found == {primitive.key for primitive in sentinel.primitives()}


@pytest.mark.parametrize(
    ("primitive", "item"),
    [
        ("dead_item", "Deck Stain Gal Walnut"),
        ("high_margin_leak", "Painter Tape 2 in"),
        ("low_stock", "Deck Screw 5 lb 3 in"),
        ("margin_erosion", "Padlock 40 mm"),
        ("negative_inventory", "Faucet Kitchen Chrome"),
        ("negative_profit", "Treated 2x6 16 ft"),
        ("overstock", "Trash Bags Contractor 20 ct"),
        ("price_discrepancy", "Supply Line Faucet 20 in"),
        ("severe_inventory_deficit", "Hex Bolt Zinc 25 pk 1/4 x 2"),
        ("shrinkage_pattern", "Battery 20V 6.0 Ah"),
        ("zero_cost_anomaly", "Deadbolt Smart"),
    ],
)
def test_what_was_planted_is_found(primitive: str, item: str) -> None:
    snapshot = sentinel.read(STORE)
    names = dict(
        zip(
            snapshot.table["sku"].to_pylist(),
            snapshot.table["description"].to_pylist(),
            strict=True,
        )
    )
    findings = sentinel.Engine().detect(snapshot, only=[primitive])
    assert item in {names[sku] for sku in findings["sku"].to_pylist()}


def test_the_store_leaks_a_believable_share_of_its_sales() -> None:
    table = sentinel.read(STORE).table.select(["unit_price", "units_sold"]).to_pylist()
    sales = sum(row["unit_price"] * row["units_sold"] for row in table)
    assert 0.02 < sentinel.analyze(STORE).annual_cost.expected / sales < 0.1


def test_slips_of_the_keyboard_are_located() -> None:
    problems = sentinel.read(STORE).problems
    places = {(p.code, p.header, p.examples[0].row, p.examples[0].value) for p in problems}
    assert places == {
        ("unreadable_number", "Average Cost", 42, "$5.4O"),
        ("unreadable_date", "Last Received", 209, "10/32/2026"),
    }


def _installed(
    monkeypatch: pytest.MonkeyPatch, example: str, *names: str
) -> Iterator[sentinel.Engine]:
    """An engine that finds the stranger's plugins as if they were installed."""
    package = f"sentinel_{example}"
    theirs = [EntryPoint(name, f"{package}.{name}", plugins.GROUP) for name in names]

    def found(group: str) -> list[EntryPoint]:
        return [*entry_points(group=group), *theirs]

    monkeypatch.syspath_prepend(str(EXAMPLES / example / "src"))
    monkeypatch.setattr(plugins, "entry_points", found)
    yield sentinel.Engine()
    for name in [name for name in sys.modules if name.startswith(package)]:
        del sys.modules[name]


@pytest.fixture
def corner_till(monkeypatch: pytest.MonkeyPatch) -> Iterator[sentinel.Engine]:
    yield from _installed(monkeypatch, "corner_till", "corner_till", "returns_abuse")


@pytest.fixture
def hidden_overage(monkeypatch: pytest.MonkeyPatch) -> Iterator[sentinel.Engine]:
    yield from _installed(monkeypatch, "hidden_overage", "hidden_overage")


def test_a_strangers_adapter_recognises_its_export(corner_till: sentinel.Engine) -> None:
    source = corner_till.read(STOCK_LIST).sources[0]
    assert (source.pos, source.export, source.rows_used) == ("corner_till", "stock", 6)


def test_a_strangers_primitive_is_judged_with_the_others(corner_till: sentinel.Engine) -> None:
    report = corner_till.analyze(STOCK_LIST)
    found = {(i.primitive, i.store_id, f.sku) for i in report.issues for f in i.findings}
    assert {
        ("returns_abuse", "Harbour", "0071"),
        ("negative_inventory", "Harbour", "0090"),
        ("negative_profit", "Mill Road", "0072"),
    } <= found


def test_the_strangers_golden_is_what_its_export_gives(corner_till: sentinel.Engine) -> None:
    golden = goldens.golden_of(STOCK_LIST).read_text(encoding="utf-8")
    assert goldens.golden_text(STOCK_LIST, corner_till) == golden


def test_a_strangers_words_for_nothing_hold_for_dates_too(corner_till: sentinel.Engine) -> None:
    snapshot = corner_till.read(STOCK_LIST)
    assert (snapshot.table["last_sold_on"].null_count, snapshot.problems) == (1, ())


def test_a_strangers_primitive_finds_what_the_books_do_not_know(
    hidden_overage: sentinel.Engine,
) -> None:
    found = hidden_overage.detect(hidden_overage.read(STORE), only=["hidden_overage"])
    negative = hidden_overage.detect(hidden_overage.read(STORE), only=["negative_inventory"])
    # what is below zero and no longer sells is not there either
    assert set() < set(found["sku"].to_pylist()) < set(negative["sku"].to_pylist())
