"""What to say to a vendor: its items in an issue, costs then and now, what to ask and to order."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
from attrs import evolve, frozen

from sentinel import causes
from sentinel.compute import pc
from sentinel.insights import items
from sentinel.insights.analysis import Analysis
from sentinel.insights.items import Sku
from sentinel.insights.ordering import Reorder, reorders
from sentinel.insights.units import Percent, Units, UnitUsd, Usd
from sentinel.models import Issue, Snapshot
from sentinel.reports.words import cause_words, counted, listed, money, percent, unit_price
from sentinel.same_items import same_items
from sentinel.store_keys import store_key

UNNAMED = "Unknown vendor"
"""The export has no vendor for these items."""
COST_CHANGES = 50
"""Listed at most, the costliest first."""
WORTH_SAYING = 2.0
"""Percent; a vendor is not asked about a smaller rise."""

_VENDORS_MATTER = ("margin_erosion", "overstock", "dead_item", "low_stock")
_VENDORS_DOING = ("VendorIncrease", "RebateTiming", "QualityIssue")


@frozen(kw_only=True)
class VendorIssue:
    """An issue in which the vendor has items."""

    issue_id: str
    title: str
    sku_count: int
    """The vendor's items in it."""
    dollar_impact: Usd
    """Of these, per year."""


@frozen(kw_only=True)
class CostChange:
    """What an item cost then and costs now."""

    sku_id: str
    description: str
    cost_then: UnitUsd
    cost_now: UnitUsd
    change_percent: Percent
    on_hand_units: Units
    basis: str
    """What `then` is: the previous export, or the average cost of the stock."""


@frozen(kw_only=True)
class Credit:
    """What to ask for, and how it comes about."""

    amount: Usd
    basis: str


@frozen(kw_only=True)
class CallPrep:
    """Everything for one call."""

    issue_id: str
    store_id: str
    store_name: str
    vendor_name: str
    other_vendors: tuple[str, ...]
    """Who else has items in the issue, the most dollars first."""
    issue_summary: str
    affected_skus: tuple[Sku, ...]
    """The vendor's items in the issue."""
    total_dollar_impact: Usd
    """Of these, per year."""
    vendor_issues: tuple[VendorIssue, ...]
    cost_changes: tuple[CostChange, ...]
    """Rises and falls, the largest rise in dollars on hand first."""
    credit_asked: Credit | None
    """Null where the export gives no ground for one."""
    reorders: tuple[Reorder, ...]
    talking_points: tuple[str, ...]
    questions_to_ask: tuple[str, ...]
    historical_context: str


@frozen(kw_only=True)
class VendorCall:
    """The answer to a vendor call."""

    call_prep: CallPrep
    rendered_text: str


def vendor_call(
    analysis: Analysis,
    issue_id: str,
    *,
    previous: Snapshot | None = None,
    vendor: str | None = None,
) -> VendorCall:
    """Prepares the call to `vendor` (null: the one whose items cost most in the issue).

    The vendor is the one that the export names. `previous`: an earlier snapshot, for costs then and
    now. Raises UnknownIssueError.
    """
    issue = analysis.issue(issue_id)
    found = items.findings_of(analysis)
    found = found.filter(items.is_one_of(found["store_id"], [issue.store_id]))
    mine = found.filter(items.is_one_of(found["issue_id"], [issue_id]))
    ranked = _vendors(mine)
    chosen = vendor or next((name for name in ranked if name), None)
    own = _of_vendor(mine, chosen)
    changes = tuple(_changes(own, previous, issue.store_id))
    total = float(pc.sum(own["annual_cost"]).as_py() or 0.0)
    call = CallPrep(
        issue_id=issue_id,
        store_id=store_key(issue.store_id),
        store_name=issue.store_id,
        vendor_name=chosen or UNNAMED,
        other_vendors=tuple(name for name in ranked if name and name != chosen),
        issue_summary=_summary(issue, chosen, len(own), total),
        affected_skus=items.skus(own, analysis.report.as_of, issue),
        total_dollar_impact=total,
        vendor_issues=tuple(_issues(analysis, _of_vendor(found, chosen) if chosen else own)),
        cost_changes=changes,
        credit_asked=_credit(issue, own, changes),
        reorders=reorders(analysis, issue.store_id, chosen) if chosen else (),
        talking_points=(),
        questions_to_ask=_questions(issue, changes),
        historical_context=_history(analysis, issue, changes, previous),
    )
    call = _with_points(call, issue, analysis)
    return VendorCall(call_prep=call, rendered_text=_text(call))


def _vendors(found: pa.Table) -> list[str | None]:
    """The vendors of these findings, the most dollars first; null for items without one."""
    table = pa.table({"vendor": causes.encoded(found["vendor"]), "cost": found["annual_cost"]})
    sums = table.group_by("vendor", use_threads=False).aggregate([("cost", "sum")]).to_pylist()
    ranked = sorted(sums, key=lambda row: (-(row["cost_sum"] or 0.0), row["vendor"] or ""))
    return [row["vendor"] for row in ranked]


def _of_vendor(found: pa.Table, vendor: str | None) -> pa.Table:
    """Its findings; null: those of no vendor."""
    if vendor is None:
        return found.filter(pc.is_null(pc.cast(causes.encoded(found["vendor"]), pa.string())))
    return found.filter(items.is_one_of(found["vendor"], [vendor]))


def _issues(analysis: Analysis, found: pa.Table) -> Iterator[VendorIssue]:
    names = pa.table({"issue": causes.encoded(found["issue_id"]), "cost": found["annual_cost"]})
    sums = names.group_by("issue", use_threads=False).aggregate(
        [("cost", "sum"), ("cost", "count")]
    )
    titles = {issue.issue_id: issue.title for issue in analysis.report.issues}
    for row in sorted(sums.to_pylist(), key=lambda row: (-row["cost_sum"], row["issue"])):
        yield VendorIssue(
            issue_id=row["issue"],
            title=titles.get(row["issue"], row["issue"]),
            sku_count=row["cost_count"],
            dollar_impact=row["cost_sum"],
        )


# --- costs then and now -------------------------------------------------------------------------

_PREVIOUS = "the previous export"
_AVERAGE = "the average cost of the stock on hand"


def _changes(own: pa.Table, previous: Snapshot | None, store_id: str) -> Iterator[CostChange]:
    if previous is not None and "unit_cost" in previous.table.column_names:
        before = items.of_store(previous.table, store_id)
        then, basis = before["unit_cost"].take(same_items(before, own)), _PREVIOUS
        now = own["unit_cost"]
    else:
        then, now, basis = own["avg_cost"], own["last_cost"], _AVERAGE
    usable = pc.and_(pc.greater(then, 0.0), pc.and_(pc.greater(now, 0.0), pc.not_equal(then, now)))
    on_hand = pc.max_element_wise(pc.fill_null(own["on_hand_qty"], 0.0), 0.0)
    table = pa.table(
        {
            "sku": own["sku"],
            "description": own["description"],
            "then": then,
            "now": now,
            "on_hand": on_hand,
            "rise": pc.multiply(pc.subtract(now, then), on_hand),
        }
    ).filter(pc.fill_null(usable, False))
    order: Any = [("rise", "descending"), ("sku", "ascending")]
    for row in table.sort_by(order).slice(0, COST_CHANGES).to_pylist():
        yield CostChange(
            sku_id=row["sku"],
            description=row["description"] or "",
            cost_then=row["then"],
            cost_now=row["now"],
            change_percent=100 * (row["now"] / row["then"] - 1),
            on_hand_units=row["on_hand"],
            basis=basis,
        )


def _credit(issue: Issue, own: pa.Table, changes: Sequence[CostChange]) -> Credit | None:
    """What the export itself gives a ground for; nobody owes a loss that happened in the store."""
    if issue.primitive in ("dead_item", "overstock"):
        return _asked(
            pc.sum(own["exposure"]).as_py(), "taking back the surplus at the cost on file"
        )
    if issue.cause == "QualityIssue":
        returned = pc.multiply(own["units_returned"], own["unit_cost"])
        return _asked(pc.sum(returned).as_py(), "the units that customers brought back, at cost")
    if issue.cause in ("VendorIncrease", "RebateTiming") or issue.primitive == "margin_erosion":
        rise = math.fsum(
            max(change.cost_now - change.cost_then, 0.0) * change.on_hand_units
            for change in changes
        )
        return _asked(rise, "the rise in cost of the units on hand")
    return None


def _asked(amount: float | None, basis: str) -> Credit | None:
    return Credit(amount=amount, basis=basis) if amount and amount > 0 else None


# --- words --------------------------------------------------------------------------------------

_QUESTIONS = {
    "VendorIncrease": (
        "Since when do these costs hold, and where were they announced?",
        "What volume or order size brings the old cost back?",
        "Is a promotion or a closeout coming on these items?",
    ),
    "RebateTiming": (
        "Which rebates or credits for the last deliveries are still open, and when are they paid?",
    ),
    "QualityIssue": (
        "Which lots are known to be bad, and how are they credited?",
        "What do you need for a claim: photographs, the goods, the invoice?",
    ),
    "DemandShift": (
        "What can go back, at what price, and who pays the freight?",
        "What sells elsewhere in its place?",
    ),
    "InventoryDrift": (
        "Please send the packing lists and proofs of delivery of the last three shipments.",
        "Which lines were short-shipped or substituted?",
    ),
    "PricingError": ("Please confirm cost, pack size and suggested retail of these items.",),
    "Theft": ("Which of these items do you sell in packaging that is harder to take?",),
    "MarginLeak": ("Which promotion prices still hold, and does an allowance come with them?",),
}


def _questions(issue: Issue, changes: Sequence[CostChange]) -> tuple[str, ...]:
    likely = issue.cause or max(issue.causes, key=issue.causes.__getitem__)
    if issue.primitive == "low_stock":
        asked = ["What is the lead time now, and what can ship this week?"]
    else:
        asked = list(_QUESTIONS.get(likely, ()))
    risen = [change for change in changes if change.change_percent >= WORTH_SAYING]
    if risen and likely != "VendorIncrease":
        asked.append(f"Why did the cost of {counted(len(risen), 'item')} rise?")
    return tuple(asked)


def _summary(issue: Issue, vendor: str | None, count: int, total: float) -> str:
    whose = f"of {vendor}" if vendor else "without a vendor on file"
    return (
        f"{issue.title}: {counted(count, 'item')} {whose}, {money(total)} a year; {_belief(issue)}."
    )


def _with_points(call: CallPrep, issue: Issue, analysis: Analysis) -> CallPrep:
    by_id = {one.issue_id: one for one in analysis.report.issues}
    others = [
        other
        for other in call.vendor_issues
        if other.issue_id != call.issue_id
        and other.issue_id in by_id
        and _is_the_vendors(by_id[other.issue_id])
    ]
    return evolve(call, talking_points=tuple(_points(call, issue, others)))


def _is_the_vendors(issue: Issue) -> bool:
    """Whether a vendor can do something about it."""
    return issue.primitive in _VENDORS_MATTER or issue.cause in _VENDORS_DOING


def _points(call: CallPrep, issue: Issue, others: Sequence[VendorIssue]) -> Iterator[str]:
    """What can be said to a vendor: nothing of theft, and nothing of our own books."""
    count, cost = len(call.affected_skus), call.total_dollar_impact
    if _is_the_vendors(issue):
        yield f"{issue.title}: {counted(count, 'item')}, {money(cost)} a year for us."
    else:
        yield f"We are putting our records and prices right for {counted(count, 'item')} of yours."
    risen = [change for change in call.cost_changes if change.change_percent >= WORTH_SAYING]
    for change in risen[:3]:
        name = f"{change.sku_id} {change.description}".strip()
        yield (
            f"{name} cost {unit_price(change.cost_then)} and costs {unit_price(change.cost_now)}"
            f" ({change.change_percent:+.1f}%; then: {change.basis})."
        )
    if len(risen) > 3:
        yield f"{counted(len(risen) - 3, 'further item')} went up."
    if call.credit_asked is not None:
        yield f"We ask for {money(call.credit_asked.amount)}: {call.credit_asked.basis}."
    if others:
        told = listed(
            [f"{one.title} ({money(one.dollar_impact)} a year)" for one in others], most=3
        )
        yield f"Also with this vendor: {told}."
    if call.reorders:
        value = math.fsum(line.cost for line in call.reorders)
        yield f"An order of {counted(len(call.reorders), 'item')} for {money(value)} is due anyway."
    if call.vendor_name == UNNAMED:
        yield "The export names no vendor for these items; map its vendor column to fill this in."


def _belief(issue: Issue) -> str:
    if issue.cause is None:
        return "the cause is not determined"
    return f"most likely {cause_words(issue.cause)} ({percent(issue.cause_confidence)})"


def _history(
    analysis: Analysis, issue: Issue, changes: Sequence[CostChange], previous: Snapshot | None
) -> str:
    told = []
    if issue.trend != "new":
        told.append(f"Since the previous analysis this issue is {issue.trend}.")
    if previous is not None:
        risen = sum(change.cost_now > change.cost_then for change in changes)
        told.append(
            f"Between {previous.as_of:%Y-%m-%d} and {analysis.snapshot.as_of:%Y-%m-%d} the cost of"
            f" {counted(risen, 'item')} of this vendor in the issue rose,"
            f" of {len(changes) - risen} it fell."
        )
    elif any(change.change_percent >= WORTH_SAYING for change in changes):
        told.append("There is no earlier export to compare with; 'then' is the average cost.")
    return " ".join(told)


def _text(call: CallPrep) -> str:
    lines = [
        f"Call {call.vendor_name} (store {call.store_name})",
        f"For you: {call.issue_summary}",
        "",
        "Say:",
    ]
    lines += [f"* {point}" for point in call.talking_points]
    lines += ["", "Ask:", *(f"* {question}" for question in call.questions_to_ask)]
    if call.reorders:
        lines += ["", "Order:", *(f"* {line.in_words()}" for line in call.reorders[:10])]
    if call.historical_context:
        lines += ["", call.historical_context]
    return "\n".join(lines) + "\n"
