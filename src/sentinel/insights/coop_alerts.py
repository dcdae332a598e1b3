"""Money that is left lying at the co-op, with vendors, and in the stock. No dollar is in two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from attrs import frozen

from sentinel.insights.category_mix import CategoryMix
from sentinel.insights.coop_given import CoopInput, OutsidePurchase
from sentinel.insights.funds import FundStatus
from sentinel.insights.rebates import RebateStatus
from sentinel.insights.stock_health import CategoryHealth, HealthReport
from sentinel.insights.units import Fraction, Usd
from sentinel.insights.vendor_spend import Consolidation
from sentinel.reports.words import listed, money, percent

AlertType = Literal[
    "PatronageLeakage",
    "DeadStockAlert",
    "RebateThresholdRisk",
    "MixImbalance",
    "ConsolidationOpportunity",
    "GMROIWarning",
    "UnclaimedFund",
]

GMROI_WARNING = 1.0
"""A category that earns less than a dollar of margin a year on a dollar of stock is named."""
WORTH_NAMING = 500.0
"""USD of stock, of spend or of margin from which an alert is made of it."""


@frozen(kw_only=True)
class CoopAlert:
    """Money that is left lying."""

    alert_type: AlertType
    """The first six as clients know them; `UnclaimedFund` is a co-op advertising fund."""
    store_id: str
    title: str
    detail: str
    recommendation: str
    dollar_impact: Usd
    """Per year; no dollar is in two alerts. 0: it cannot be said, and `detail` says why."""
    confidence: Fraction


def of_stock(store_id: str, health: HealthReport) -> Iterator[CoopAlert]:
    """Dead stock, and categories that earn too little on theirs."""
    if health.total_dead_stock_value >= WORTH_NAMING:
        value = health.total_dead_stock_value
        yield CoopAlert(
            alert_type="DeadStockAlert",
            store_id=store_id,
            title=f"{money(value)} in dead stock",
            detail=f"{percent(health.dead_stock_pct)} of the stock will not sell within two years;"
            f" carrying it costs {percent(health.carrying_rate)} a year.",
            recommendation="Return what the supplier takes back, mark down the rest.",
            dollar_impact=value * health.carrying_rate,
            confidence=health.dead_stock_confidence,
        )
    for category in health.category_analyses:
        stock = category.living_stock_cost
        if stock > WORTH_NAMING and category.living_gmroi < GMROI_WARNING:
            yield _gmroi(store_id, category, health)


def _gmroi(store_id: str, category: CategoryHealth, health: HealthReport) -> CoopAlert:
    stock, gmroi = category.living_stock_cost, category.living_gmroi
    surplus = stock * (1 - max(gmroi, 0.0) / GMROI_WARNING)
    return CoopAlert(
        alert_type="GMROIWarning",
        store_id=store_id,
        title=f"{category.category} earns {_dollars(gmroi)} a year on a dollar of stock",
        detail=f"{money(stock)} of stock without the dead items; {money(surplus)} less of it would"
        f" earn {_dollars(GMROI_WARNING)} on the dollar.",
        recommendation="Order less of the slow items, or look at their prices.",
        dollar_impact=surplus * health.carrying_rate,
        confidence=category.known_share,
    )


def _dollars(amount: float) -> str:
    return f"-${-amount:.2f}" if amount < 0 else f"${amount:.2f}"


def of_rebates(store_id: str, rebates: Iterable[RebateStatus]) -> Iterator[CoopAlert]:
    """Tiers that will be missed."""
    for status in rebates:
        if status.next_tier is None or status.on_track or status.incremental_value <= 0:
            continue
        yield CoopAlert(
            alert_type="RebateThresholdRisk",
            store_id=store_id,
            title=f"{status.program.program_name}: {money(status.shortfall)} short of"
            f" {status.next_tier.tier_name}",
            detail=f"At the present pace {money(status.projected_total)} will be bought by"
            f" {status.program.period_end:%Y-%m-%d}.",
            recommendation=status.recommendation,
            dollar_impact=status.incremental_value,
            confidence=1.0 if status.days_remaining == 0 else 0.8,
        )


def of_funds(store_id: str, funds: Iterable[FundStatus]) -> Iterator[CoopAlert]:
    """Advertising that was paid for and not claimed."""
    for status in funds:
        if status.claimable <= 0:
            continue
        first = next(claim for claim in status.claims if claim.pays > 0)
        ready = not any(claim.missing for claim in status.claims)
        yield CoopAlert(
            alert_type="UnclaimedFund",
            store_id=store_id,
            title=f"{status.vendor_name}: {money(status.claimable)} of advertising not claimed",
            detail=f"{money(status.balance)} is in {status.program_name}; the first claim must"
            f" arrive by {first.deadline:%Y-%m-%d}.",
            recommendation=status.recommendation,
            dollar_impact=status.claimable,
            confidence=0.9 if ready else 0.5,
        )


def of_outside(store_id: str, known: CoopInput) -> Iterator[CoopAlert]:
    """Purchases that the co-op could have served, as far as somebody told them."""
    if known.is_member:
        for purchase in known.outside:
            yield from _leak(store_id, purchase)


def _leak(store_id: str, purchase: OutsidePurchase) -> Iterator[CoopAlert]:
    gain = purchase.gain
    if gain is not None and gain <= 0:
        return
    bought = f"{money(purchase.amount)} of {purchase.category} was bought elsewhere"
    if gain is None:
        detail = (
            f"{bought}. Whether the co-op is cheaper cannot be said without its invoice cost and"
            " the store's rate."
        )
    else:
        detail = (
            f"{bought}; the co-op's invoice less patronage and discount is"
            f" {money(purchase.amount - gain)}."
        )
    yield CoopAlert(
        alert_type="PatronageLeakage",
        store_id=store_id,
        title=f"{purchase.category}: {money(purchase.amount)} bought outside the co-op",
        detail=detail,
        recommendation="Compare both net prices item by item before moving the purchase.",
        dollar_impact=gain or 0.0,
        confidence=0.0 if gain is None else 0.9,
    )


def of_consolidation(
    store_id: str, found: Iterable[Consolidation], known: CoopInput
) -> Iterator[CoopAlert]:
    """Categories that are bought in two places; without both prices no saving is claimed."""
    told = {purchase.category for purchase in known.outside}
    if not known.is_member:
        return
    for one in found:
        if one.outside_cogs < WORTH_NAMING or one.category in told:
            continue
        yield CoopAlert(
            alert_type="ConsolidationOpportunity",
            store_id=store_id,
            title=f"{one.category}: up to {money(one.outside_cogs)} a year from other vendors",
            detail=f"The co-op supplies {one.category} too ({money(one.coop_cogs)} a year at cost);"
            f" {listed(one.outside_vendors, most=3)} sold the rest. These are units sold at cost,"
            " so at most what was bought. What moving them saves cannot be said without both net"
            " prices.",
            recommendation="Ask the co-op for its price on the best sellers of these vendors, less"
            " your own patronage rate, and compare.",
            dollar_impact=0.0,
            confidence=0.0,
        )


def of_mix(store_id: str, mix: CategoryMix | None) -> Iterator[CoopAlert]:
    """Categories whose margin is below their benchmark."""
    for one in mix.comparisons if mix else ():
        if one.dollar_opportunity < WORTH_NAMING:
            continue
        yield CoopAlert(
            alert_type="MixImbalance",
            store_id=store_id,
            title=f"{one.category}: margin {percent(one.store_margin)}, benchmark"
            f" {percent(one.benchmark_margin)}",
            detail=f"{percent(one.store_pct)} of sales where {percent(one.benchmark_pct)} is"
            f" usual; at the benchmark's margin its {money(one.store_revenue)} of sales a year"
            f" would earn {money(one.dollar_opportunity)} more.",
            recommendation=one.recommendation,
            dollar_impact=one.dollar_opportunity,
            # other stores' margins say what is possible, not what is within reach here
            confidence=0.5,
        )
