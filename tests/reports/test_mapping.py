"""`sentinel map` as a store owner reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

import sentinel
from sentinel.reports.mapping import suggestion_to_text
from sentinel.testing.goldens import exports_below

EXPORTS = Path(__file__).parents[1] / "exports"
FILES = [
    file
    for export in exports_below(EXPORTS)
    for file in (sorted(export.iterdir()) if export.is_dir() else [export])
]
ITEMS = """\
Item Code,Item Name,Qty On Hand,Cost Each,Selling Price,Aisle,Customer Phone
0007,Anvil,12,11.40,14.99,A1,555-0100
0008,Hammer,3,5.00,9.99,A2,555-0101
0009,Nails,250,0.02,0.05,B1,555-0102
"""


@pytest.fixture
def page() -> str:
    return suggestion_to_text(sentinel.suggest_mapping(ITEMS.encode()), width=100)


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(EXPORTS)))
def test_no_line_is_wider_than_the_terminal(file: Path) -> None:
    from sentinel.errors import InputRefusedError

    try:
        suggestion = sentinel.suggest_mapping(file)
    except InputRefusedError:
        return
    for width in (60, 80, 100, 160):
        lines = suggestion_to_text(suggestion, width=width).splitlines()
        assert [line for line in lines if len(line) > width] == []


def test_every_header_that_is_used_has_a_line_with_values_meaning_and_reason(page: str) -> None:
    line = next(line for line in page.splitlines() if line.startswith("Cost Each"))
    assert [word for word in ("11.40 | 5.00", "unit_cost", "%") if word in line] == [
        "11.40 | 5.00",
        "unit_cost",
        "%",
    ]


def test_headers_that_are_not_used_are_named_and_private_values_are_not_shown(page: str) -> None:
    unused = page[page.index("Not used: ") :]
    assert '"Aisle"' in unused
    assert '"Customer Phone"' in unused
    assert "555-" not in page


def test_each_primitive_is_told_with_what_it_lacks(page: str) -> None:
    told = page[page.index("WHAT THIS IS ENOUGH FOR") : page.index("ONE MORE COLUMN")]
    assert "negative profit: works without units_sold" in told
    assert "overstock: not assessed: lacks units_sold" in told
    assert all(key.replace("_", " ") in told for key in (p.key for p in sentinel.primitives()))


def test_advice_is_told_without_dollars(page: str) -> None:
    advice = page[page.index("ONE MORE COLUMN") :]
    assert "* Add a column with the units sold in the last 12 months." in advice
    assert ("of all that can be found" in advice, "$" in advice) == (True, False)


def test_columns_that_need_review_come_with_the_commands_that_settle_them() -> None:
    suggestion = sentinel.suggest_mapping(ITEMS.encode())

    first = evolve(suggestion.columns[0], needs_review=True)
    page = suggestion_to_text(evolve(suggestion, columns=(first, *suggestion.columns[1:])))
    assert "sentinel map input --save\n" in page
    assert "sentinel map input --map 'Item Code=COLUMN' --save\n" in page


def test_what_decided_for_a_pos_and_what_fits_as_well_is_told() -> None:

    suggestion = sentinel.suggest_mapping(EXPORTS / "square" / "ageing.csv")
    known = evolve(
        suggestion, deciding=("averageAge",), equals=(("vend", "products"),), runner_up=None
    )
    page = suggestion_to_text(known)
    assert page.startswith("ageing.csv: Square, ageing export (")
    assert "  Decided by: averageAge\n" in page
    assert "  Its headers fit vend products just as well: say which with --pos.\n" in page
    sibling = suggestion_to_text(evolve(known, equals=(("square", "count"),)))
    assert "  Its headers fit count just as well.\n" in sibling
