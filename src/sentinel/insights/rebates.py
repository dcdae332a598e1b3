"""Rebate programmes as they were given, and how far the store is in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from attrs import Attribute, field, frozen

from sentinel.insights.units import Fraction, Usd
from sentinel.reports.words import money

ProgramType = Literal["volume", "growth", "mix", "time"]


@frozen(kw_only=True)
class Tier:
    """From `threshold` on the programme pays `rebate_pct` of all purchases that count."""

    tier_name: str
    threshold: Usd
    rebate_pct: Fraction
    description: str = ""
    name: str = field(init=False)
    """The same as `tier_name`, for another client."""

    @name.default
    def _name(self) -> str:
        return self.tier_name


def _ordered(tiers: Iterable[Tier]) -> tuple[Tier, ...]:
    return tuple(sorted(tiers, key=lambda tier: tier.threshold))


@frozen(kw_only=True)
class RebateProgram:
    """One programme of a vendor or co-op, from its own papers."""

    vendor_id: str
    vendor_name: str
    program_name: str
    """Unique among the programmes of a store."""
    program_type: ProgramType
    tiers: tuple[Tier, ...] = field(converter=_ordered)
    """By threshold, the lowest first."""
    period_start: date
    period_end: date = field()
    category: str | None = None
    vendor: str = field(init=False)
    """The same as `vendor_name`, for another client."""

    @vendor.default
    def _vendor(self) -> str:
        return self.vendor_name

    @period_end.validator
    def _after_start(self, attribute: Attribute[date], value: date) -> None:
        if value < self.period_start:
            raise ValueError(f"{self.program_name} ends on {value}, before {self.period_start}.")

    def runs_on(self, today: date) -> bool:
        """Whether the day is in its period."""
        return self.period_start <= today <= self.period_end


@frozen(kw_only=True)
class RebateStatus:
    """How far a store is in a programme."""

    program: RebateProgram
    store_id: str
    ytd_purchases: Usd
    """Since the period began, of what counts for it."""
    current_tier: Tier | None
    next_tier: Tier | None
    """Null: the highest is reached."""
    shortfall: Usd
    days_remaining: int
    daily_run_rate: Usd
    projected_total: Usd
    current_rebate_value: Usd
    next_tier_rebate_value: Usd
    on_track: bool
    """At this pace the next tier is reached in time; true where there is none."""
    incremental_value: Usd
    """What the next tier pays more, on its threshold, than the present one on the projection."""
    recommendation: str


def statuses(
    programs: Iterable[RebateProgram],
    purchases: Mapping[str, float],
    store_id: str,
    today: date,
) -> tuple[RebateStatus, ...]:
    """Of the programmes that run today and whose purchases were given."""
    return tuple(
        _status(program, purchases[program.program_name], store_id, today)
        for program in programs
        if program.runs_on(today) and program.program_name in purchases
    )


def _status(program: RebateProgram, bought: float, store_id: str, today: date) -> RebateStatus:
    days = (today - program.period_start).days + 1
    remaining = (program.period_end - today).days
    rate = bought / days
    projected = bought + rate * remaining
    current = _reached(program, bought)
    following = next((tier for tier in program.tiers if tier.threshold > bought), None)
    shortfall = following.threshold - bought if following else 0.0
    now_pays = current.rebate_pct * bought if current else 0.0
    next_pays = following.rebate_pct * following.threshold if following else now_pays
    reached = _reached(program, projected)
    projected_pays = reached.rebate_pct * projected if reached else 0.0
    on_track = following is None or projected >= following.threshold
    return RebateStatus(
        program=program,
        store_id=store_id,
        ytd_purchases=bought,
        current_tier=current,
        next_tier=following,
        shortfall=shortfall,
        days_remaining=remaining,
        daily_run_rate=rate,
        projected_total=projected,
        current_rebate_value=now_pays,
        next_tier_rebate_value=next_pays,
        on_track=on_track,
        incremental_value=0.0 if on_track else max(next_pays - projected_pays, 0.0),
        recommendation=_advice(following, shortfall, remaining, on_track),
    )


def _reached(program: RebateProgram, bought: float) -> Tier | None:
    return next((tier for tier in reversed(program.tiers) if tier.threshold <= bought), None)


def _advice(following: Tier | None, shortfall: float, remaining: int, on_track: bool) -> str:
    if following is None:
        return "The highest tier is reached."
    if on_track:
        return f"Keep the pace: {following.tier_name} comes in time."
    a_day = shortfall / max(remaining, 1)
    return (
        f"Buy {money(shortfall)} more, {money(a_day)} a day, for {following.tier_name};"
        " only what will sell."
    )
