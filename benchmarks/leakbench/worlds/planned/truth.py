"""All labels of the store, in the form that LeakBench scores by."""

from __future__ import annotations

import numpy as np

from ...arrays import Ints
from ...truth import PRIMITIVES, Truth, Verdict
from . import price_labels, stock_labels
from .state import Store
from .verdict import Judged
from .view import View


def truth(store: Store, sku: list[str], order: Ints) -> Truth:
    """Labels of the last day.

    sku: codes in the order of the export; order: rows of the store in that order.
    """
    view = View(store)
    with np.errstate(invalid="ignore"):
        judged = {**price_labels.labels(view), **stock_labels.labels(view)}
    planted: list[list[str]] = [[] for _ in order]
    for key, planting in store.plantings.items():
        for row in planting.skus:
            planted[row].append(key)
    return Truth(
        sku=sku,
        verdicts={key: _verdict(judged[key], order) for key in PRIMITIVES},
        cause={key: _causes(judged[key], order) for key in PRIMITIVES},
        mechanisms=["+".join(planted[row]) for row in order],
    )


def _verdict(judged: Judged, order: Ints) -> Verdict:
    label = judged.label[order]
    cost = np.where(label, judged.annual_cost[order], 0.0)
    return Verdict(label=label, margin=np.full(len(order), np.nan), annual_cost=cost)


def _causes(judged: Judged, order: Ints) -> list[str | None]:
    said = np.where(judged.label, judged.cause, "")[order]
    return [str(cause) if cause else None for cause in said]
