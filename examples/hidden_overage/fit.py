"""Prints the weights of `chances.py`, from the benchmark's stores 0 to 2, whose truth is known.

Needs `pip install 'profit-sentinel[benchmark]'` and `'profit-sentinel[test]'`.
"""

import math
import tempfile
from pathlib import Path

from attrs import evolve
from sentinel_hidden_overage import chances
from sentinel_hidden_overage.hidden_overage import HIDDEN_OVERAGE
from sentinel_leakbench import layouts
from sentinel_leakbench.export import as_of, export
from sentinel_leakbench.simulator import simulate
from sentinel_leakbench.truth import judge
from sklearn.linear_model import LogisticRegression

import sentinel
from sentinel.testing import by_hand

Row = tuple[list[float], bool, float]
"""Terms, whether it is really there, and the chance that anybody wants it."""


def main() -> None:
    """Logistic regression, each item weighing as much as it is probably wanted."""
    rows: dict[str, list[Row]] = {"BELOW_ZERO": [], "BELOW_ZERO_UNDATED": [], "AT_ZERO": []}
    for seed in range(3):
        store = simulate(12_000, seed).last
        label = dict(zip(store.catalog.sku, judge(store, "hidden_overage").label, strict=True))
        with tempfile.TemporaryDirectory() as folder:
            files = layouts.write("canonical", export(store), as_of(store), Path(folder))
            snapshot = sentinel.read(files, as_of=as_of(store))
        for item in _items(snapshot):
            _add(rows, item, bool(label[item.sku]))
    for name, some in rows.items():
        terms, labels, weights = zip(*some, strict=True)
        fitted = LogisticRegression(C=10, max_iter=1000).fit(terms, labels, weights)
        weights = [*fitted.intercept_, *fitted.coef_[0]]
        print(f"{name} = ({', '.join(f'{weight:.2f}' for weight in weights)})")


def _items(snapshot: sentinel.Snapshot) -> list[sentinel.Item]:
    """Every item as a judgement sees it."""
    items: list[sentinel.Item] = []

    def remember(item: sentinel.Item, thresholds: object) -> None:
        items.append(item)

    by_hand(evolve(HIDDEN_OVERAGE, judge=remember), snapshot)
    return items


def _add(rows: dict[str, list[Row]], item: sentinel.Item, is_there: bool) -> None:
    books, demand = item.on_hand_qty, item.demand
    if books is None or books > 0 or demand is None or item.discontinued:
        return
    wanted = 1 - demand.chance_below(4 / 365)
    if books == 0:
        rows["AT_ZERO"].append((chances.at_zero_terms(item, demand), is_there, wanted))
        return
    rows["BELOW_ZERO_UNDATED"].append(([math.log(-books)], is_there, wanted))
    received, sold = item.days_since_received, item.days_since_sold
    if received is not None and sold is not None:
        terms = chances.dated_terms(item, books, demand, received, sold)
        rows["BELOW_ZERO"].append((terms, is_there, wanted))


if __name__ == "__main__":
    main()
