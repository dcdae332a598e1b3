"""What is true of every SKU: labels, costs, causes, and what was planted there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ...arrays import Bools
from ...truth import PRIMITIVES, Truth, Verdict
from . import price_labels, stock_labels
from .calendar import AS_OF, DAYS
from .causes import causes
from .outcome import Outcome

_JUDGES: Mapping[str, Callable[[Outcome], Verdict]] = {
    "negative_inventory": stock_labels.negative_inventory,
    "severe_inventory_deficit": stock_labels.severe_inventory_deficit,
    "low_stock": stock_labels.low_stock,
    "dead_item": stock_labels.dead_item,
    "overstock": stock_labels.overstock,
    "shrinkage_pattern": stock_labels.shrinkage_pattern,
    "high_margin_leak": price_labels.high_margin_leak,
    "margin_erosion": price_labels.margin_erosion,
    "negative_profit": price_labels.negative_profit,
    "zero_cost_anomaly": price_labels.zero_cost_anomaly,
    "price_discrepancy": price_labels.price_discrepancy,
}


def judge(view: Outcome) -> dict[str, Verdict]:
    """Labels of the store on the last evening, by primitive."""
    return {key: _JUDGES[key](view) for key in PRIMITIVES}


def truth(view: Outcome, verdicts: dict[str, Verdict], sku: list[str]) -> Truth:
    """With causes and all that was planted; `sku` are the names in the export."""
    return Truth(
        sku=sku,
        verdicts=verdicts,
        cause={key: causes(view, key, one.label) for key, one in verdicts.items()},
        mechanisms=_mechanisms(view),
    )


def innocent(view: Outcome) -> dict[str, Bools]:
    """What looks odd and is meant to be so, or will pass by itself."""
    shop, store = view.shop, view.store
    season = [shop.season(DAYS + days) for days in (0, 45, 75)]
    soon = (season[1] > 0.7) | (season[2] > 0.9)
    before_season = shop.assortment.seasonal & (season[0] < 0.35) & soon & (view.stock > 0)
    return {
        "clearance": store.clearance,
        "loss_leader": shop.pricing.loss_leader,
        "flyer": view.on_offer,
        "service": ~view.goods,
        "sold_before_booked": store.sold_too_early,
        "new": shop.life.new,
        "before_season": before_season,
        "counted_yesterday": store.last_counted == AS_OF - 1,
    }


def _mechanisms(view: Outcome) -> list[str]:
    planted = {str(key): hit for key, hit in view.plan.planted.items()}
    names = np.full(len(view.shop), "", dtype=np.object_)
    for name, hit in {**planted, **innocent(view)}.items():
        names[hit] += np.where(names[hit] == "", name, f"+{name}")
    return list(names)
