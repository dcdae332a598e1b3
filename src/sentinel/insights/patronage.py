"""What a co-op will give back on purchases, at the rates of the store's own statement."""

from __future__ import annotations

import math
from datetime import date

from attrs import frozen

from sentinel.insights.coop_given import PatronageTerms, PurchaseClass
from sentinel.insights.units import Fraction, Usd


@frozen(kw_only=True)
class PatronageLine:
    """One class of purchases."""

    name: str
    purchases: Usd
    rate: Fraction | None
    """Null: not known, and so is the patronage."""
    patronage: Usd | None


@frozen(kw_only=True)
class Patronage:
    """Earned in the co-op's fiscal year so far, if the rates stay what they were."""

    year_start: date
    year_end: date
    days_remaining: int
    lines: tuple[PatronageLine, ...]
    purchases: Usd
    earned: Usd
    """Over the classes whose rate is known."""
    purchases_without_rate: Usd
    cash: Usd | None
    """Of what is earned; null: the split is not known."""
    stock: Usd | None
    """Stock or notes: no cash in hand."""
    source: str


def patronage_of(terms: PatronageTerms | None, today: date) -> Patronage | None:
    """Null: nothing was given, or it is of another fiscal year."""
    if terms is None or not terms.year_start <= today <= terms.year_end:
        return None
    lines = tuple(map(_line, terms.classes))
    earned = math.fsum(line.patronage or 0.0 for line in lines)
    cash = None if terms.cash_share is None else earned * terms.cash_share
    return Patronage(
        year_start=terms.year_start,
        year_end=terms.year_end,
        days_remaining=(terms.year_end - today).days,
        lines=lines,
        purchases=math.fsum(line.purchases for line in lines),
        earned=earned,
        purchases_without_rate=math.fsum(
            line.purchases for line in lines if line.patronage is None
        ),
        cash=cash,
        stock=None if cash is None else earned - cash,
        source=terms.source,
    )


def _line(one: PurchaseClass) -> PatronageLine:
    return PatronageLine(
        name=one.name,
        purchases=one.purchases,
        rate=one.rate,
        patronage=None if one.rate is None else one.rate * one.purchases,
    )
