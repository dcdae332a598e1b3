"""What a store knows of its co-op and an export does not say. All of it may be missing.

No rate, tier, window or benchmark is built in: none of them is public, and all change every year.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from attrs import Attribute, field, frozen, validators

from sentinel.insights.funds import AdvertisingFund
from sentinel.insights.rebates import RebateProgram
from sentinel.insights.units import Fraction, Usd

CoopType = Literal["DoItBest", "Ace", "Orgill"]

NOT_COOPS = ("Orgill",)
"""Distributors without patronage."""


def share(optional: bool = False) -> Any:
    """Validator: a fraction from 0 to 1."""
    within = validators.and_(validators.ge(0.0), validators.le(1.0))
    return validators.optional(within) if optional else within


@frozen(kw_only=True)
class Affiliation:
    """The store's membership."""

    store_id: str = ""
    """Filled in by the report."""
    coop_type: CoopType
    member_number: str
    annual_purchases: Usd | None = None
    """Null: not known; an inventory file does not tell purchases."""
    patronage_earned_ytd: Usd | None = None
    """Null: not given; worked out where purchases and rates by class are."""


@frozen(kw_only=True)
class PurchaseClass:
    """Purchases from the co-op that earn at one rate, such as warehouse, direct ship or lumber."""

    name: str
    purchases: Usd
    """Invoices since the co-op's fiscal year began."""
    rate: Fraction | None = field(default=None, validator=share(optional=True))
    """From the store's own last statement; null: not known."""


@frozen(kw_only=True)
class PatronageTerms:
    """What patronage is worked out from."""

    year_start: date
    """Of the co-op's fiscal year."""
    year_end: date = field()
    classes: tuple[PurchaseClass, ...]
    cash_share: Fraction | None = field(default=None, validator=share(optional=True))
    """What is paid in cash; the rest is stock or notes. Null: not known."""
    source: str = ""
    """Where the rates are from, such as `statement of fiscal 2025`."""

    @year_end.validator
    def _after_start(self, attribute: Attribute[date], value: date) -> None:
        if value < self.year_start:
            raise ValueError(f"the fiscal year ends on {value}, before {self.year_start}.")


@frozen(kw_only=True)
class OutsidePurchase:
    """Goods bought elsewhere that the co-op stocks, over a year."""

    category: str
    amount: Usd
    """What was paid for them."""
    coop_invoice_cost: Usd | None = None
    """What the co-op would have invoiced for the same goods; null: not known."""
    patronage_rate: Fraction | None = field(default=None, validator=share(optional=True))
    """Of the invoice, from the store's own last statement; null: not known."""
    cash_discount: Usd = 0.0

    @property
    def gain(self) -> float | None:
        """What moving it to the co-op saves, USD; null where an input is missing. A rebate alone
        does not make the co-op cheaper: this may be negative."""
        if self.coop_invoice_cost is None or self.patronage_rate is None:
            return None
        net = self.coop_invoice_cost * (1 - self.patronage_rate) - self.cash_discount
        return self.amount - net


@frozen(kw_only=True)
class Benchmark:
    """What a category should bring, from the store's own peer group or buying group."""

    sales_share: Fraction = field(validator=share())
    margin: Fraction
    source: str


@frozen(kw_only=True)
class CoopInput:
    """All of it for one store."""

    affiliation: Affiliation | None = None
    coop_vendors: tuple[str, ...] = ()
    """What the export calls the co-op in its vendor column."""
    patronage: PatronageTerms | None = None
    programs: tuple[RebateProgram, ...] = ()
    purchases: dict[str, Usd] = field(factory=dict)
    """Program name to purchases since its period began that count for it."""

    @purchases.validator
    def _of_programs(self, attribute: Attribute[object], value: dict[str, float]) -> None:
        strange = value.keys() - {program.program_name for program in self.programs}
        if strange:
            raise ValueError(f"no programme is called {', '.join(map(repr, sorted(strange)))}.")

    funds: tuple[AdvertisingFund, ...] = ()
    outside: tuple[OutsidePurchase, ...] = ()
    benchmarks: dict[str, Benchmark] = field(factory=dict)
    """By category."""

    @property
    def is_member(self) -> bool:
        """Of a co-op that pays patronage."""
        return self.affiliation is not None and self.affiliation.coop_type not in NOT_COOPS
