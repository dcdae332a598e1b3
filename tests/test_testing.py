"""The kits find what is wrong: one broken plugin for each of their tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from attrs import evolve

from sentinel import Adapter, Export, Found, Item, Money, Primitive, Threshold
from sentinel.testing import AdapterKit, PrimitiveKit, goldens

# --- primitives ---------------------------------------------------------------------------------


def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """Sold for less than it costs."""
    price, cost = item.unit_price, item.unit_cost
    if price is None or cost is None or price <= 0 or price >= cost * thresholds["share"]:
        return None
    loss = cost - price
    return Found(
        annual_cost=Money.per_unit_sold(loss, item.demand),
        exposure=loss * max(item.on_hand_qty or 0.0, 0.0),
        confidence=1.0,
        evidence={"loss_usd": loss, **item.demand_evidence},
    )


SOUND = Primitive(
    key="sound",
    title="Sound",
    severity="low",
    category="Profitability",
    family="price",
    meaning="It costs more than it brings.",
    recommendations=("Raise the price.",),
    requires=("unit_price", "unit_cost"),
    uses=("on_hand_qty",),
    thresholds=(Threshold(name="share", default=1.0, unit="share of cost", meaning="Below it."),),
    formulas=("loss_usd * demand_per_day_units * 365",),
    judge=judge,
)


def kit_of(primitive: Primitive, **told: Any) -> Any:
    return type("TestPrimitive", (PrimitiveKit,), {"primitive": primitive, **told})()


def names_of_tests(kit: type) -> list[str]:
    return [name for name in dir(kit) if name.startswith("test_")]


@pytest.mark.parametrize("name", names_of_tests(PrimitiveKit))
def test_a_sound_primitive_passes(name: str) -> None:
    getattr(kit_of(SOUND, costlier_with_more=("unit_cost",)), name)()


def changed(change: Callable[[Item, Found], Found | None]) -> Primitive:
    """Sound but for what `change` makes of each finding."""

    def broken(item: Item, thresholds: Mapping[str, float]) -> Found | None:
        found = judge(item, thresholds)
        return None if found is None else change(item, found)

    return evolve(SOUND, judge=broken)


def eager(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    cost, price = item.unit_cost or 5.0, item.unit_price or 1.0
    return judge(Item(unit_price=price, unit_cost=cost), thresholds)


def fragile(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    assert item.unit_cost is not None
    return judge(item, thresholds)


def everywhere(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    if item.unit_cost is None or item.unit_price is None:
        return None
    return Found(annual_cost=Money(low=0, expected=0, high=0), exposure=0, confidence=1)


def counting() -> Callable[[Item, Found], Found]:
    seen = []

    def change(item: Item, found: Found) -> Found:
        seen.append(item)
        return evolve(found, exposure=found.exposure + len(seen))

    return change


def money(low: float, expected: float, high: float) -> Money:
    return Money(low=low, expected=expected, high=high)


BROKEN: list[tuple[str, Primitive, dict[str, Any], str]] = [
    ("test_it_declares_itself_in_full", evolve(SOUND, meaning="no stop"), {}, "full stop"),
    ("test_it_declares_itself_in_full", evolve(SOUND, formulas=()), {}, "formulas"),
    ("test_it_declares_itself_in_full", evolve(SOUND, uses=("prise",)), {}, "prise"),
    ("test_it_finds_something", evolve(SOUND, judge=lambda item, thresholds: None), {}, "leaks ="),
    (
        "test_it_leaves_a_shop_in_peace_in_which_nothing_is_wrong",
        evolve(SOUND, judge=everywhere),
        {},
        "steady",
    ),
    (
        "test_every_threshold_is_used",
        evolve(SOUND, thresholds=(*SOUND.thresholds, evolve(SOUND.thresholds[0], name="idle"))),
        {},
        "idle",
    ),
    (
        "test_the_kernel_says_what_the_plain_judgement_says",
        evolve(SOUND, kernel="negative_profit", thresholds=()),
        {},
        "share|kernel",
    ),
    (
        "test_the_two_agree_when_there_is_an_earlier_snapshot",
        evolve(SOUND, kernel="negative_profit", thresholds=()),
        {},
        "share|kernel",
    ),
    (
        "test_the_two_agree_under_other_thresholds",
        evolve(SOUND, kernel="overstock", requires=("unit_price", "unit_cost", "on_hand_qty")),
        {},
        "kernel",
    ),
    ("test_the_plain_judgement_never_raises", evolve(SOUND, judge=fragile), {}, ""),
    (
        "test_a_row_without_what_it_requires_is_never_found",
        evolve(SOUND, judge=eager),
        {},
        "without .*which it requires",
    ),
    (
        "test_without_a_required_column_nothing_is_found",
        evolve(SOUND, requires=()),
        {},
        "no column",
    ),
    ("test_the_order_of_rows_does_not_matter", changed(counting()), {}, "shuffled"),
    ("test_chunks_and_threads_do_not_matter", changed(counting()), {}, "chunks"),
    ("test_another_store_changes_nothing", changed(counting()), {}, "another store"),
    (
        "test_dollars_scale_with_the_currency",
        changed(lambda item, found: evolve(found, exposure=found.exposure + 1)),
        {},
        "prices times",
    ),
    (
        "test_figures_are_finite_and_in_order",
        changed(lambda item, found: evolve(found, annual_cost=money(2, 1, 3))),
        {},
        "low <= expected",
    ),
    (
        "test_figures_are_finite_and_in_order",
        changed(lambda item, found: evolve(found, confidence=1.5)),
        {},
        "probability",
    ),
    (
        "test_figures_are_finite_and_in_order",
        changed(lambda item, found: evolve(found, exposure=-1.0)),
        {},
        "below zero",
    ),
    (
        "test_evidence_is_known_and_finite",
        changed(lambda item, found: evolve(found, evidence={"loss_usd": None})),  # type: ignore[dict-item]
        {},
        "finite number|NoneType",
    ),
    (
        "test_the_evidence_recomputes_the_dollars",
        changed(lambda item, found: evolve(found, annual_cost=found.annual_cost * 2)),
        {},
        "annual_cost",
    ),
    (
        "test_a_worse_case_never_costs_less",
        SOUND,
        {"costlier_with_more": ("unit_price",), "leaks": {"unit_price": 1.0, "unit_cost": 9.0}},
        "became",
    ),
]


@pytest.mark.parametrize(("name", "primitive", "told", "message"), BROKEN)
def test_a_broken_primitive_fails(
    name: str, primitive: Primitive, told: dict[str, Any], message: str
) -> None:
    with pytest.raises(BaseException, match=message or None):
        getattr(kit_of(primitive, **told), name)()


def test_each_test_of_a_primitive_has_a_broken_one() -> None:
    assert {name for name, *_ in BROKEN} == set(names_of_tests(PrimitiveKit))


# --- adapters -----------------------------------------------------------------------------------

ROWS = """Shelf code,Article name,Qty in shop,Buying price,Selling price,Bay,Last check day,Remarks
AB-100,Rope,12,4.50,9.90,A1,2026-03-15,
AB-101,Lamp,-2,11.25,19.90,A2,2026-03-31,new
AB-102,Hook,140,0.15,0.49,B7,2026-04-30,
"""

EXPORT = Export(
    name="stock",
    fingerprint=("Shelf code", "Qty in shop", "Last check day"),
    columns={
        "sku": "Shelf code",
        "description": "Article name",
        "on_hand_qty": "Qty in shop",
        "unit_cost": "Buying price",
        "unit_price": "Selling price",
        "last_counted_on": "Last check day",
    },
    other_headers=("Bay", "Remarks"),
)
SHELF = Adapter(key="shelf", title="Shelf", exports=(EXPORT,))


def shelf(**different: Any) -> Adapter:
    return evolve(SHELF, exports=(evolve(EXPORT, **different),))


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "stock.csv").write_text(ROWS)
    write_golden(SHELF, folder)
    return folder


def adapter_kit(adapter: Adapter, folder: Path, **told: Any) -> Any:
    return type("TestAdapter", (AdapterKit,), {"adapter": adapter, "exports": folder, **told})()


def write_golden(adapter: Adapter, folder: Path) -> None:
    path = folder / "stock.csv"
    text = goldens.golden_text(path, adapter_kit(adapter, folder)._engine())
    goldens.golden_of(path).write_text(text)


def run(kit: Any, name: str, folder: Path, scratch: Path) -> None:
    test = getattr(kit, name)
    given_names = test.__code__.co_varnames[: test.__code__.co_argcount]
    values = {"path": folder / "stock.csv", "tmp_path": scratch}
    test(**{key: value for key, value in values.items() if key in given_names})


@pytest.mark.parametrize(
    "name", [name for name in names_of_tests(AdapterKit) if name != "test_it_is_installed"]
)
def test_a_sound_adapter_passes(name: str, exports: Path, tmp_path: Path) -> None:
    run(adapter_kit(SHELF, exports), name, exports, tmp_path)


def drops(table: pa.Table) -> pa.Table:
    return table.slice(1)


def forgets_rows(table: pa.Table) -> pa.Table:
    return table.drop_columns(["__row__"])


def looks_at_chunks(table: pa.Table) -> pa.Table:
    first = table["Article name"].chunk(0)
    marked = pa.array(
        [f"{name.as_py()} {len(first)}" for name in table["Article name"]], pa.string()
    )
    return table.set_column(table.column_names.index("Article name"), "Article name", marked)


def numbers_rows(table: pa.Table) -> pa.Table:
    place = table.column_names.index("Article name")
    return table.set_column(place, "Article name", pa.array([str(n) for n in range(len(table))]))


def third_column_is_stock(table: pa.Table) -> pa.Table:
    names = [name for name in table.column_names if name != "__row__"]
    return table.set_column(table.column_names.index("Qty in shop"), "Qty in shop", table[names[2]])


def names_by_place(table: pa.Table) -> pa.Table:
    """Depends on how the file was written: a blank line is gone when it is written again."""
    cells = [str(row.as_py()) for row in table["__row__"]]
    place = table.column_names.index("Article name")
    return table.set_column(place, "Article name", pa.array(cells, pa.string()))


ADAPTERS: list[tuple[str, Adapter, dict[str, Any], str]] = [
    ("test_it_is_installed", SHELF, {}, "pip install"),
    (
        "test_every_export_has_a_file",
        evolve(SHELF, exports=(EXPORT, evolve(EXPORT, name="sales", fingerprint=("Sold", "Gone")))),
        {},
        "sales",
    ),
    ("test_columns_are_canonical", shelf(columns={"sku": "Shelf code", "prise": "x"}), {}, "prise"),
    ("test_columns_are_canonical", shelf(scale={"avg_cost": 0.01}), {}, "avg_cost"),
    (
        "test_exports_are_not_confused",
        evolve(SHELF, exports=(EXPORT, evolve(EXPORT, name="again"))),
        {},
        "again",
    ),
    (
        "test_a_file_is_recognised",
        shelf(fingerprint=("Quite", "Other"), columns={}),
        {},
        "taken for",
    ),
    (
        "test_a_header_more_or_less_is_no_other_export",
        shelf(
            fingerprint=("Shelf code", "Qty in shop"),
            columns={"sku": "Shelf code"},
            other_headers=(),
            contradicted_by=("Our own remark",),
        ),
        {},
        "a header more",
    ),
    (
        "test_nothing_foreign_is_taken_for_it",
        shelf(fingerprint=("Part No", "Part Name", "Warehouse", "Bin"), other_headers=()),
        {},
        "home-made list",
    ),
    ("test_it_gives_what_the_golden_says", shelf(scale={"unit_cost": 0.01}), {}, "line"),
    (
        "test_nothing_private_gets_through",
        shelf(columns={**EXPORT.columns, "vendor": "Customer name"}),
        {"content": ROWS.replace("Remarks", "Customer name")},
        "nobody's business",
    ),
    (
        "test_the_form_of_the_file_does_not_matter",
        shelf(prepare=names_by_place),
        {"content": ROWS.replace("AB-102", "\nAB-102")},
        "written with",
    ),
    (
        "test_the_order_of_columns_does_not_matter",
        shelf(prepare=third_column_is_stock),
        {},
        "columns_in_order",
    ),
    ("test_the_order_of_rows_does_not_matter", shelf(prepare=numbers_rows), {}, "rows_in_order"),
    ("test_prepare_keeps_the_row_in_the_file", shelf(prepare=forgets_rows), {}, "gone"),
    ("test_prepare_keeps_the_row_in_the_file", shelf(prepare=drops), {}, "come out"),
    ("test_prepare_does_not_depend_on_chunks", shelf(prepare=looks_at_chunks), {}, "chunks"),
]


@pytest.mark.parametrize(("name", "adapter", "told", "message"), ADAPTERS)
def test_a_broken_adapter_fails(
    name: str, adapter: Adapter, told: dict[str, Any], message: str, exports: Path, tmp_path: Path
) -> None:
    if "content" in told:
        (exports / "stock.csv").write_text(told["content"])
    with pytest.raises(BaseException, match=message or None):
        run(adapter_kit(adapter, exports), name, exports, tmp_path)


BY_CONSTRUCTION = {
    "test_other_spellings_of_headers_are_recognised",
    "test_every_row_is_accounted_for",
    "test_numbers_are_finite",
}
"""What no adapter can break by itself, because recognition and the readers see to it."""


def test_each_test_of_an_adapter_has_a_broken_one() -> None:
    assert {name for name, *_ in ADAPTERS} | BY_CONSTRUCTION == set(names_of_tests(AdapterKit))


# --- what is missing fails ----------------------------------------------------------------------

NO_EXPORTS = """
from pathlib import Path
from sentinel.testing import AdapterKit
from sentinel_plugins.pos.square import SQUARE

class TestSquare(AdapterKit):
    adapter = SQUARE
    exports = Path(__file__).parent / "nowhere"
"""


def test_a_missing_folder_fails_and_skips_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(NO_EXPORTS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout
    assert "put a made-up (or scrubbed) file of each export there" in said
    assert " skipped" not in said and " failed" in said


def test_a_missing_golden_fails(exports: Path, tmp_path: Path) -> None:
    goldens.golden_of(exports / "stock.csv").unlink()
    with pytest.raises(AssertionError, match=r"has no golden.*sentinel\.testing\.goldens"):
        run(adapter_kit(SHELF, exports), "test_it_gives_what_the_golden_says", exports, tmp_path)


def test_goldens_are_written_without_hypothesis() -> None:
    code = "import sys, sentinel.testing.goldens; sys.exit('hypothesis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
