"""Unknown exports: words, values and arithmetic together give one header to each column."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentinel.errors import UsageError
from sentinel.mapping import ColumnMap, map_columns
from sentinel.models import Adapter, ColumnMapper, Export, MappedColumn, Sample
from sentinel.plugins import load
from sentinel.recognition import Recognition

Columns = Mapping[str, list[str | None]]
Map = Callable[..., ColumnMap]

ROWS = 30
_RNG = random.Random(7)
PRICE = [round(_RNG.uniform(2, 60), 2) for _ in range(ROWS)]
COST = [round(price * _RNG.uniform(0.4, 0.8), 2) for price in PRICE]
HELD = [_RNG.randint(2, 90) for _ in range(ROWS)]
SOLD = [_RNG.randint(2, 40) for _ in range(ROWS)]
SKUS: list[str | None] = [f"K{n}{n % 7}" for n in range(100, 100 + ROWS)]
NAMES: list[str | None] = [f"Brass hinge no. {n}" for n in range(ROWS)]
ITEMS: Columns = {"SKU": SKUS, "Item Name": NAMES}


def _written(values: list[float] | list[int]) -> list[str | None]:
    return [f"{value:.2f}" if isinstance(value, float) else str(value) for value in values]


def _each(make: Callable[[float, float, int, int], float]) -> list[str | None]:
    rows = zip(PRICE, COST, HELD, SOLD, strict=True)
    return _written([round(make(*row), 2) for row in rows])


MONEY: Columns = {"Retail": _written(PRICE), "Cost": _written(COST)}
STOCK: Columns = {"Qty On Hand": _written(HELD)}


@pytest.fixture
def mapped() -> Map:
    """The columns of a table that no adapter knows."""
    loaded = load()

    def found(columns: Columns, told: Mapping[str, str] | None = None) -> ColumnMap:
        return map_columns(
            Recognition(adapter=loaded.adapters["generic"], export=None, confidence=1.0),
            _sample(columns),
            loaded.column_mappers,
            told,
        )

    return found


def _sample(columns: Columns) -> Sample:
    return Sample(headers=tuple(columns), columns=tuple(tuple(cells) for cells in columns.values()))


def _by_header(found: ColumnMap) -> dict[str, MappedColumn]:
    return {column.header: column for column in found.columns}


def _columns(found: ColumnMap) -> dict[str, str]:
    return {column.header: column.column for column in found.columns}


# proofs


def test_a_profit_proves_price_and_cost_and_is_not_used(mapped: Map) -> None:
    found = mapped({**ITEMS, **MONEY, "Profit": _each(lambda p, c, h, s: p - c)})
    by_header = _by_header(found)
    proof = "unit_price - unit_cost = 'Profit' on 30 of 30 rows"
    assert by_header["Retail"].proof == by_header["Cost"].proof == proof
    assert found.unmapped["Profit"] == f"what a unit earns: {proof}"


def test_a_proof_names_the_rows_on_which_it_holds(mapped: Map) -> None:
    profit = _each(lambda p, c, h, s: p - c)
    profit[4], profit[9] = "0.01", None
    found = _by_header(mapped({**ITEMS, **MONEY, "Profit": profit}))
    assert found["Cost"].proof == "unit_price - unit_cost = 'Profit' on 28 of 29 rows"


@pytest.mark.parametrize(
    ("make", "header", "proof"),
    [
        (lambda p, c, h, s: 100 * (p - c) / p, "GP%", "unit_price x (1 - 'GP%') = unit_cost"),
        (lambda p, c, h, s: 100 * (p - c) / c, "Markup", "unit_cost x (1 + 'Markup') = unit_price"),
        (lambda p, c, h, s: h * c, "Ext Cost", "on_hand_qty x unit_cost = 'Ext Cost'"),
    ],
)
def test_margin_markup_and_value_prove_the_cost(
    make: Callable[..., float], header: str, proof: str, mapped: Map
) -> None:
    found = _by_header(mapped({**ITEMS, **MONEY, **STOCK, header: _each(make)}))
    assert found["Cost"].proof == f"{proof} on 30 of 30 rows"


def test_a_margin_that_is_a_markup_is_told_so(mapped: Map) -> None:
    found = mapped({**ITEMS, **MONEY, "Margin": _each(lambda p, c, h, s: 100 * (p - c) / c)})
    assert found.unmapped["Margin"].startswith("the markup on the cost: ")


def test_without_arithmetic_there_is_no_proof(mapped: Map) -> None:
    assert {column.proof for column in mapped({**ITEMS, **MONEY}).columns} == {None}


def test_a_strange_name_is_understood_by_its_arithmetic(mapped: Map) -> None:
    columns = {
        **ITEMS,
        "Retail": _written(PRICE),
        "Grundwert B": _written(COST),
        "Profit": _each(lambda p, c, h, s: p - c),
    }
    found = _by_header(mapped(columns))
    assert found["Grundwert B"].column == "unit_cost"
    assert found["Grundwert B"].proof is not None


# what words alone would get wrong


def test_a_cost_that_is_the_cost_of_the_stock_is_no_unit_cost(mapped: Map) -> None:
    total = _each(lambda p, c, h, s: h * c)
    found = mapped({**ITEMS, **STOCK, "Unit Cost": _written(COST), "Cost": total})
    assert _columns(found)["Unit Cost"] == "unit_cost"
    assert "Cost" in found.unmapped


def test_the_lower_of_two_prices_is_not_the_list_price(mapped: Map) -> None:
    high = _each(lambda p, c, h, s: 1.2 * p)
    found = _columns(mapped({**ITEMS, "Price": _written(PRICE), "MSRP": high}))
    assert (found["Price"], found["MSRP"]) == ("unit_price", "list_price")


def test_a_quantity_is_sold_where_it_makes_the_sales(mapped: Map) -> None:
    sales = {
        "Price": _written(PRICE),
        "Qty": _written(SOLD),
        "Net Sales": _each(lambda p, c, h, s: s * p),
    }
    found = _by_header(mapped({**ITEMS, **sales}))
    assert found["Qty"].column == "units_sold"
    assert found["Qty"].proof == "units_sold x unit_price = net_sales on 30 of 30 rows"


def test_money_is_never_a_number_of_units(mapped: Map) -> None:
    headers = ("Stock Value", "Sales Amount", "$ Sold", "On Hand Cost", "Inv. Value After")
    for header in headers:
        found = _columns(mapped({**ITEMS, header: _each(lambda p, c, h, s: h * p)}))
        assert found.get(header) in (None, "net_sales"), header


def test_the_total_of_the_locations_is_not_a_stock_of_its_own(mapped: Map) -> None:
    there = [one % 13 for one in HELD]
    columns = {
        **ITEMS,
        "Qty On Hand [Main]": _written(HELD),
        "Qty On Hand [Hill]": _written(there),
        "Qty On Hand": _written([a + b for a, b in zip(HELD, there, strict=True)]),
    }
    found = mapped(columns)
    assert {m.location for m in found.columns if m.column == "on_hand_qty"} == {"Main", "Hill"}
    assert found.unmapped["Qty On Hand"].startswith("the sum of 2 locations")


def test_the_sum_of_the_months_is_not_added_to_them(mapped: Map) -> None:
    months = {
        name: _written([(one * place) % 17 for one in SOLD])
        for place, name in enumerate(("Jan", "Feb", "Mar", "Apr"), 1)
    }
    total = [sum(int(cells[row] or 0) for cells in months.values()) for row in range(ROWS)]
    found = mapped({**ITEMS, **months, "Units Sold": _written(total)})
    added = [column.header for column in found.columns if column.column == "units_sold"]
    assert added == list(months)
    assert found.unmapped["Units Sold"].startswith("the sum of 4 columns")


# sureness


def test_two_headers_that_mean_the_same_need_review(mapped: Map) -> None:
    found = mapped({**ITEMS, "Dept": ["Tools", "Paint"] * 15, "Category": ["A Tools", "B"] * 15})
    taken = [column for column in found.columns if column.column == "category"]
    assert len(taken) == 1


def test_columns_without_names_need_review(mapped: Map) -> None:
    profit, value = _each(lambda p, c, h, s: p - c), _each(lambda p, c, h, s: h * c)
    columns = [*ITEMS.values(), *MONEY.values(), *STOCK.values(), profit, value]
    found = mapped({f"F{number}": cells for number, cells in enumerate(columns, 1)})
    assert all(column.needs_review for column in found.columns)
    expected = {"F1": "sku", "F2": "description", "F3": "unit_price", "F4": "unit_cost"}
    assert _columns(found).items() >= expected.items()


def test_a_cost_and_a_profit_without_names_are_not_told_apart(mapped: Map) -> None:
    """Price - cost = profit holds as well with the two exchanged."""
    columns = [*ITEMS.values(), *MONEY.values(), _each(lambda p, c, h, s: p - c)]
    found = _columns(mapped({f"F{number}": cells for number, cells in enumerate(columns, 1)}))
    assert found["F3"] == "unit_price"
    assert "unit_cost" not in found.values()


def test_a_usual_name_over_usual_values_needs_no_review(mapped: Map) -> None:
    found = _by_header(mapped({**ITEMS, **MONEY, **STOCK}))
    assert not any(column.needs_review for column in found.values())


def test_what_is_not_used_has_a_reason(mapped: Map) -> None:
    found = mapped({**ITEMS, "Price": _written(PRICE), "Color": ["red", "blue"] * 15})
    assert found.unmapped == {"Color": "no canonical column: 'color' is something else"}


# one assignment


HEADERS = (
    *("SKU", "Item", "Name", "Description", "UPC", "Dept", "Category", "Vendor", "Qty", "On Hand"),
    *("Stock", "Sold", "Sales", "Net Sales", "Cost", "Avg Cost", "Price", "Retail", "MSRP", "Min"),
    *("Max", "Last Sale", "Status", "F1", "F2", "Total", "Margin", "Store", "Case Qty"),
)
CELLS = st.sampled_from(
    [_written(PRICE), _written(COST), _written(HELD), _written(SOLD), SKUS, NAMES, [None] * ROWS]
)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(HEADERS), CELLS, min_size=1, max_size=9), st.randoms())
def test_no_column_twice_and_no_influence_of_the_order(
    columns: dict[str, list[str | None]], rng: random.Random
) -> None:
    loaded = load()
    generic = Recognition(adapter=loaded.adapters["generic"], export=None, confidence=1.0)
    found = map_columns(generic, _sample(columns), loaded.column_mappers)
    slots = [(mapped.column, mapped.location) for mapped in found.columns]
    assert len(set(slots)) == len(slots)
    assert len({mapped.header for mapped in found.columns}) == len(slots)
    assert {mapped.header for mapped in found.columns} | set(found.unmapped) == set(columns)
    turned = list(columns.items())
    rng.shuffle(turned)
    again = map_columns(generic, _sample(dict(turned)), loaded.column_mappers)
    assert _by_header(again) == _by_header(found)
    assert dict(again.unmapped) == dict(found.unmapped)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(ROWS)))
def test_the_order_of_the_rows_has_no_influence(order: list[int]) -> None:
    loaded = load()
    generic = Recognition(adapter=loaded.adapters["generic"], export=None, confidence=1.0)
    columns = {**ITEMS, **MONEY, **STOCK, "Profit": _each(lambda p, c, h, s: p - c)}
    turned = {header: [cells[row] for row in order] for header, cells in columns.items()}
    mappers = loaded.column_mappers
    assert map_columns(generic, _sample(turned), mappers) == map_columns(
        generic, _sample(columns), mappers
    )


# what is known already


def test_what_the_caller_says_stands_and_tells_the_rest(mapped: Map) -> None:
    columns = {
        **ITEMS,
        "A": _written(PRICE),
        "Cost": _written(COST),
        "Profit": _each(lambda p, c, h, s: p - c),
    }
    found = _by_header(mapped(columns, {"a": "unit_price"}))
    assert (found["A"].column, found["A"].why) == ("unit_price", "given by the caller")
    assert found["Cost"].proof == "unit_price - unit_cost = 'Profit' on 30 of 30 rows"


def test_a_column_that_is_left_out_is_as_good_as_not_there(mapped: Map) -> None:
    columns = {**ITEMS, "Price": _written(PRICE), "Cost": _written(COST)}
    rest = {header: cells for header, cells in columns.items() if header != "Cost"}
    found = mapped(columns, {"cost": None})
    assert found.columns == mapped(rest).columns
    assert found.unmapped["Cost"] == "left out by the caller"


def test_what_an_adapter_declares_can_be_left_out() -> None:
    columns = {**ITEMS, "Till price": _written(PRICE)}
    adapter = Adapter(key="till", title="Till", exports=(DECLARED,))
    known = Recognition(adapter=adapter, export=DECLARED, confidence=1.0)
    told = map_columns(known, _sample(columns), load().column_mappers, {"Till price": None})
    assert [m.column for m in told.columns] == ["sku"]


def test_a_header_or_column_that_does_not_exist_is_refused(mapped: Map) -> None:
    with pytest.raises(UsageError, match="no header 'Nope'"):
        mapped(ITEMS, {"Nope": "sku"})
    with pytest.raises(UsageError, match="no header 'Nope'"):
        mapped(ITEMS, {"Nope": None})
    with pytest.raises(UsageError, match="no canonical column 'kilos'"):
        mapped(ITEMS, {"SKU": "kilos"})


DECLARED = Export(
    name="list", fingerprint=("SKU",), columns={"sku": "SKU", "unit_price": "Till price"}
)


def _of_declared(columns: Columns, *mappers: ColumnMapper) -> ColumnMap:
    adapter = Adapter(key="till", title="Till", exports=(DECLARED,))
    known = Recognition(adapter=adapter, export=DECLARED, confidence=1.0)
    every = dict(load().column_mappers) | {mapper.key: mapper for mapper in mappers}
    return map_columns(known, _sample(columns), every)


def test_a_declared_header_that_was_renamed_is_found_and_nothing_else_is_added() -> None:
    found = _of_declared({**ITEMS, "Retail Price": _written(PRICE), **STOCK})
    assert _columns(found) == {"SKU": "sku", "Retail Price": "unit_price"}


def test_a_renamed_header_must_be_sure() -> None:
    assert _columns(_of_declared({**ITEMS, "Rate band": _written(PRICE)})) == {"SKU": "sku"}


def test_another_mapper_may_know_what_words_do_not() -> None:
    def propose(sample: Sample) -> tuple[MappedColumn, ...]:
        return (MappedColumn(column="vendor", header="Zulieferant", confidence=0.99, why="told"),)

    knowing = ColumnMapper(key="knowing", title="Knowing", propose=propose)
    loaded = load()
    generic = Recognition(adapter=loaded.adapters["generic"], export=None, confidence=1.0)
    head = _sample({**ITEMS, "Zulieferant": ["Acme", "Bolt"] * 15})
    found = map_columns(generic, head, dict(loaded.column_mappers) | {"knowing": knowing})
    assert _columns(found)["Zulieferant"] == "vendor"
