"""The numbers of a table, multiplied and made to add up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import frozen

from sentinel.scrub.amounts import Amount, amount_of, has_decimal_commas, rounded
from sentinel.scrub.arithmetic import identities, sold_by_count
from sentinel.scrub.columns import Kind

_FACTORED = (Kind.MONEY, Kind.QUANTITY)
_CENTS = 2
_NUMBERS = (*_FACTORED, Kind.RATIO)


@frozen(kw_only=True)
class Factors:
    """What amounts and quantities are multiplied by; above one, so that no two become equal."""

    money: Decimal
    quantity: Decimal

    def of(self, kind: Kind) -> Decimal:
        return {Kind.MONEY: self.money, Kind.QUANTITY: self.quantity}.get(kind, Decimal(1))


Place = tuple[int, int]
"""Row and column."""


@frozen(kw_only=True)
class Replaced:
    """Numbers as they are to be written."""

    texts: Mapping[Place, str]
    money: Mapping[Decimal, Decimal]
    """Amount before to amount after, for sums that are told beside the table."""


def replaced(
    cells: Mapping[Place, str],
    kinds: Mapping[int, Kind],
    totals: Sequence[int],
    factors: Factors,
) -> Replaced:
    """The cells with a number.

    `totals`: rows that sum up others. Columns without a kind of number are left away.
    """
    columns = {column: kind for column, kind in kinds.items() if kind in _NUMBERS}
    amounts = _amounts(cells, columns)
    usual = {
        column: _decimals(amounts, column) if kind is Kind.MONEY else 0
        for column, kind in columns.items()
    }
    decimals = {place: max(amount.decimals, usual[place[1]]) for place, amount in amounts.items()}
    values = {
        place: rounded(amount.value * factors.of(columns[place[1]]), decimals[place])
        for place, amount in amounts.items()
    }
    _work_out(values, amounts, columns, decimals, set(totals), factors.money)
    _add_up(values, amounts, columns, sorted(totals))
    return Replaced(
        texts={
            place: amount.written(values[place], decimals[place])
            for place, amount in amounts.items()
            if columns[place[1]] in _FACTORED or values[place] != amount.value
        },
        money={
            amount.value: values[place]
            for place, amount in amounts.items()
            if columns[place[1]] is Kind.MONEY
        },
    )


def _amounts(cells: Mapping[Place, str], columns: Mapping[int, Kind]) -> dict[Place, Amount]:
    texts: dict[int, list[str]] = {column: [] for column in columns}
    for (_, column), text in cells.items():
        if column in texts:
            texts[column].append(text)
    commas = {column: has_decimal_commas(found) for column, found in texts.items()}
    return {
        place: amount
        for place, text in cells.items()
        if place[1] in columns and (amount := amount_of(text, commas[place[1]])) is not None
    }


def _decimals(amounts: Mapping[Place, Amount], column: int) -> int:
    """Decimals, at most cents, of a column that writes as few as it needs; else 0."""
    found = [amount for (_, at), amount in amounts.items() if at == column]
    different = {amount.decimals for amount in found}
    padded = any(
        amount.decimals and amount.value == rounded(amount.value, amount.decimals - 1)
        for amount in found
    )
    return min(max(different), _CENTS) if len(different) > 1 and not padded else 0


def _work_out(
    values: dict[Place, Decimal],
    amounts: Mapping[Place, Amount],
    columns: Mapping[int, Kind],
    decimals: Mapping[Place, int],
    totals: set[int],
    money: Decimal,
) -> None:
    rows: dict[int, dict[int, tuple[Decimal, int]]] = {}
    for (row, column), amount in amounts.items():
        rows.setdefault(row, {})[column] = (amount.value, decimals[row, column])
    items = [row for number, row in rows.items() if number not in totals]
    kinds = {column: kind.value for column, kind in columns.items()}
    found = identities(items, kinds)
    for count, flows in sold_by_count(found, items, kinds):
        for number, told in rows.items():
            if count in told and told[count][0]:
                more = values[number, count] / told[count][0]
                for column in flows & told.keys():
                    place = (number, column)
                    scaled = told[column][0] * money * more
                    values[place] = rounded(scaled, decimals[place])
    for identity in found:
        for number, told in rows.items():
            if identity.holds(told):
                after = {column: values[number, column] for column in told}
                value = identity.value(after, told[identity.result][1])
                old = told[identity.result][0]
                # what was nothing stays nothing, and a loss stays a loss
                if value is not None and (value > 0, value < 0) == (old > 0, old < 0):
                    values[number, identity.result] = value


def _add_up(
    values: dict[Place, Decimal],
    amounts: Mapping[Place, Amount],
    columns: Mapping[int, Kind],
    totals: Sequence[int],
) -> None:
    for column, kind in columns.items():
        rows = sorted(row for row, at in amounts if at == column)
        items = [row for row in rows if row not in totals]
        last = -1
        for total in totals:
            if (total, column) not in amounts or kind not in _FACTORED:
                continue
            since = [row for row in items if last < row < total]
            for summed in (since, [row for row in items if row < total], items):
                if summed and _sum(amounts, summed, column) == amounts[total, column].value:
                    values[total, column] = sum((values[row, column] for row in summed), Decimal(0))
                    break
            last = total


def _sum(amounts: Mapping[Place, Amount], rows: Sequence[int], column: int) -> Decimal:
    return sum((amounts[row, column].value for row in rows), Decimal(0))
