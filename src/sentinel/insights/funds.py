"""Vendors' co-op advertising funds: what has accrued, what can be claimed now, what lapses when.

accrued   = rate x purchases in the base
claimable = min(share paid x cost of eligible media, accrued - claimed, cap)
deadline  = earlier of (media invoice + window) and (end of the programme + grace)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Literal

from attrs import Attribute, evolve, field, frozen, validators

from sentinel.insights.units import Fraction, Usd
from sentinel.reports.words import listed, money


@frozen(kw_only=True)
class AccrualTier:
    """From `threshold` of purchases on the fund grows by `rate`."""

    threshold: Usd
    rate: Fraction = field(validator=[validators.ge(0.0), validators.le(1.0)])


@frozen(kw_only=True)
class MediaInvoice:
    """Advertising of the vendor's goods that was paid for and not claimed yet."""

    invoiced_on: date
    amount: Usd = field(validator=validators.ge(0.0))
    """What the programme accepts of it: often without production and agency costs."""
    approved: bool = False
    """Whether the vendor approved it beforehand."""
    proof: bool = False
    """Whether tear sheet, affidavit or photograph, and the paid invoice, are in hand."""


@frozen(kw_only=True)
class AdvertisingFund:
    """One programme of a vendor, from its own papers."""

    vendor_name: str
    program_name: str
    base: str
    """What accrual counts, such as `purchases of this year`."""
    base_amount: Usd = field(validator=validators.ge(0.0))
    """How much of it there is so far."""
    tiers: tuple[AccrualTier, ...] = field(validator=validators.min_len(1))
    """A flat rate is one tier from 0."""
    tiers_apply_to: Literal["all", "excess"] | None = None
    """Whether a tier's rate is paid on the whole base or on what is above its threshold. Needed
    where there are several: programmes differ."""
    already_claimed: Usd = 0.0
    share_paid: Fraction = field(validator=[validators.gt(0.0), validators.le(1.0)])
    """Of the media's cost."""
    cap: Usd | None = None
    """At most paid per claim period; null: none."""
    claim_window_days: int | None = None
    """From the media invoice; null: until the programme ends."""
    period_start: date
    period_end: date
    grace_days: int = 0
    """For claims after the end."""
    prior_approval: bool = False
    """Whether media has to be approved beforehand."""
    minimum_claim: Usd = 0.0
    claims_go_to: str = ""
    """The vendor, a distributor or an agency; empty: not known."""
    paid_as: str = ""
    """Credit memo, check or goods; empty: not known."""
    media: tuple[MediaInvoice, ...] = ()

    @tiers.validator
    def _said_how(self, attribute: Attribute[object], value: tuple[AccrualTier, ...]) -> None:
        if len(value) > 1 and self.tiers_apply_to is None:
            raise ValueError(
                f"{self.program_name} has several tiers: say with tiers_apply_to whether a rate"
                " holds for all purchases or for the excess."
            )

    @property
    def accrued(self) -> float:
        """USD."""
        tiers = sorted(self.tiers, key=lambda tier: tier.threshold)
        reached = [tier for tier in tiers if self.base_amount >= tier.threshold]
        if not reached:
            return 0.0
        if self.tiers_apply_to != "excess":
            return reached[-1].rate * self.base_amount
        ends = [*(tier.threshold for tier in reached[1:]), self.base_amount]
        return sum(
            tier.rate * (end - tier.threshold) for tier, end in zip(reached, ends, strict=True)
        )

    @property
    def last_day(self) -> date:
        """On which a claim can arrive."""
        return self.period_end + timedelta(days=self.grace_days)

    def deadline(self, media: MediaInvoice) -> date:
        """On which its claim must have arrived."""
        if self.claim_window_days is None:
            return self.last_day
        return min(media.invoiced_on + timedelta(days=self.claim_window_days), self.last_day)


@frozen(kw_only=True)
class Claim:
    """One media invoice, and what claiming it brings."""

    invoiced_on: date
    media_cost: Usd
    pays: Usd
    """Within what is left in the fund; the nearest deadline is served first."""
    deadline: date
    days_left: int
    missing: tuple[str, ...]
    """What the claim still lacks."""


@frozen(kw_only=True)
class FundStatus:
    """How a store stands with one fund."""

    store_id: str
    vendor_name: str
    program_name: str
    base: str
    accrued: Usd
    already_claimed: Usd
    balance: Usd
    """Accrued and not claimed."""
    claimable: Usd
    """Of the balance, with the media that is there."""
    claims: tuple[Claim, ...]
    """That can still arrive in time, the nearest deadline first."""
    too_late: Usd
    """Media whose time to claim has passed."""
    unused: Usd
    """Of the balance, without media to claim it with; it lapses on `last_day`."""
    media_needed: Usd
    """Advertising that would use it."""
    last_day: date
    days_remaining: int
    claims_go_to: str
    paid_as: str
    recommendation: str


def fund_statuses(
    funds: Iterable[AdvertisingFund], store_id: str, today: date
) -> tuple[FundStatus, ...]:
    """Of the funds that have begun and can still be claimed from."""
    return tuple(
        _status(fund, store_id, today)
        for fund in funds
        if fund.period_start <= today <= fund.last_day
    )


def _status(fund: AdvertisingFund, store_id: str, today: date) -> FundStatus:
    balance = max(fund.accrued - fund.already_claimed, 0.0)
    most = balance if fund.cap is None else min(balance, fund.cap)
    claims = tuple(_claims(fund, most, today))
    claimable = sum(claim.pays for claim in claims)
    late = sum(media.amount for media in fund.media if fund.deadline(media) < today)
    unused = max(most - claimable, 0.0)
    status = FundStatus(
        store_id=store_id,
        vendor_name=fund.vendor_name,
        program_name=fund.program_name,
        base=fund.base,
        accrued=fund.accrued,
        already_claimed=fund.already_claimed,
        balance=balance,
        claimable=claimable,
        claims=claims,
        too_late=late,
        unused=unused,
        media_needed=unused / fund.share_paid,
        last_day=fund.last_day,
        days_remaining=(fund.last_day - today).days,
        claims_go_to=fund.claims_go_to,
        paid_as=fund.paid_as,
        recommendation="",
    )
    return evolve(status, recommendation=_advice(fund, status))


def _claims(fund: AdvertisingFund, most: float, today: date) -> Iterator[Claim]:
    open_media = [media for media in fund.media if fund.deadline(media) >= today]
    for media in sorted(open_media, key=lambda one: (fund.deadline(one), one.invoiced_on)):
        pays = min(fund.share_paid * media.amount, most)
        most -= pays
        deadline = fund.deadline(media)
        needed = {"prior approval": fund.prior_approval and not media.approved}
        needed["proof of performance"] = not media.proof
        yield Claim(
            invoiced_on=media.invoiced_on,
            media_cost=media.amount,
            pays=pays,
            deadline=deadline,
            days_left=(deadline - today).days,
            missing=tuple(name for name, lacking in needed.items() if lacking),
        )


def _advice(fund: AdvertisingFund, status: FundStatus) -> str:
    told = []
    if status.claimable > 0 and status.claimable < fund.minimum_claim:
        told.append(
            f"{money(status.claimable)} is below the least claim of {money(fund.minimum_claim)}:"
            " collect more media first."
        )
    elif status.claimable > 0:
        to = f" with {fund.claims_go_to}" if fund.claims_go_to else ""
        first = status.claims[0].deadline
        told.append(f"Claim {money(status.claimable)}{to}; the first deadline is {first}.")
        lacking = dict.fromkeys(name for claim in status.claims for name in claim.missing)
        if lacking:
            told.append(f"Get the {listed(lacking)} first.")
    if status.unused >= 1:
        told.append(
            f"{money(status.unused)} lapses after {status.last_day} unless"
            f" {money(status.media_needed)} of advertising is paid for and claimed by then."
        )
    if status.too_late > 0:
        told.append(f"{money(status.too_late)} of advertising can no longer be claimed.")
    return " ".join(told) or "Nothing is left to claim."
