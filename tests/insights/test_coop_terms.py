"""What a store knows of its co-op, and what becomes of it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel.errors import UsageError
from sentinel.insights import CoopInput, coop, read_terms, to_dict
from sentinel.insights.coop_given import Affiliation, Benchmark, PatronageTerms, PurchaseClass
from sentinel.insights.funds import AccrualTier, AdvertisingFund, MediaInvoice, fund_statuses
from sentinel.insights.patronage import patronage_of

TERMS = Path(__file__).parents[2] / "examples" / "coop_terms.toml"
TODAY = date(2026, 11, 1)
MEMBER = Affiliation(coop_type="Ace", member_number="1")


def of_type(report, name):
    return [alert for alert in report.alerts if alert.alert_type == name]


# --- the text -----------------------------------------------------------------------------------


def test_the_example_brings_every_kind_of_alert_that_the_store_has(corner, now):
    answer = coop(corner, "main", at=now, given=read_terms(TERMS.read_bytes()).of("main"))
    assert {alert.alert_type for alert in answer.report.alerts} == {
        "DeadStockAlert",
        "RebateThresholdRisk",
        "UnclaimedFund",
        "PatronageLeakage",
        "ConsolidationOpportunity",
        "MixImbalance",
    }
    assert answer.report.not_computed == {}
    total = sum(alert.dollar_impact for alert in answer.report.alerts)
    assert answer.total_opportunity == pytest.approx(total)
    assert to_dict(answer)["report"]["patronage"]["cash"] == 176.4


def test_terms_are_by_store_and_a_star_is_for_the_rest():
    terms = read_terms(
        b'[stores."Main St. #2"]\ncoop_vendors = ["A"]\n[stores."*"]\ncoop_vendors = ["B"]'
    )
    told = {name: terms.of(name).coop_vendors for name in ("Main St. #2", "elsewhere")}
    assert told == {"Main St. #2": ("A",), "elsewhere": ("B",)}
    assert read_terms(b"[stores.main]").of("elsewhere") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"\xff", "not UTF-8"),
        (b"stores = ", "cannot be read as TOML"),
        (b"main = 1", "a table for each store"),
        (b"[stores]\nmain = 5", "stores['main']: expected a table"),
        (b"[stores.main]\nrate = 1", "rate means nothing here"),
        (b"[stores.main.purchases]\nX = 5", "no programme is called 'X'"),
        (b'[stores.main]\ncoop_vendors = "A"', "coop_vendors: expected a list"),
        (b"[stores.main.affiliation]\ncoop_type = 'X'\nmember_number = '1'", "'DoItBest' or"),
        (b"[stores.main.affiliation]\ncoop_type = 'Ace'", "member_number: is required"),
        (b"[[stores.main.outside]]\ncategory = 'x'\namount = '5'", "outside[0].amount: expected"),
        (b"[[stores.main.outside]]\ncategory = 'x'\namount = nan", "expected a number"),
        (
            b"[[stores.main.outside]]\ncategory = 'x'\namount = 5\npatronage_rate = 5",
            "'patronage_rate' must be <= 1",
        ),
    ],
)
def test_terms_that_cannot_be_used_are_refused_with_the_place(text, said):
    with pytest.raises(UsageError) as refused:
        read_terms(text)
    assert said in str(refused.value)


# --- patronage ----------------------------------------------------------------------------------


def terms(*classes, **told):
    plain = {"year_start": date(2026, 7, 1), "year_end": date(2027, 6, 30)}
    return PatronageTerms(classes=classes, **{**plain, **told})


def test_patronage_is_the_rate_on_each_class_of_purchases():
    given = terms(
        PurchaseClass(name="warehouse", purchases=1000.0, rate=0.1),
        PurchaseClass(name="lumber", purchases=500.0, rate=0.01),
        cash_share=0.2,
    )
    told = patronage_of(given, TODAY)
    assert (told.earned, told.cash, told.stock) == pytest.approx((105, 21, 84))


def test_without_a_rate_or_a_split_it_says_so(corner, now):
    given = CoopInput(
        affiliation=MEMBER, patronage=terms(PurchaseClass(name="lumber", purchases=500.0))
    )
    report = coop(corner, "main", at=now, given=given).report
    assert (report.patronage.earned, report.patronage.purchases_without_rate) == (0, 500)
    assert report.patronage.cash is None
    assert report.affiliation.patronage_earned_ytd is None
    assert report.not_computed["patronage"] == "Rates were not given for lumber."


def test_another_fiscal_year_tells_nothing_of_this_one(corner, now):
    past = terms(year_start=date(2025, 7, 1), year_end=date(2026, 6, 30))
    report = coop(corner, "main", at=now, given=CoopInput(patronage=past)).report
    assert report.patronage is None
    assert "from 2025-07-01 to 2026-06-30" in report.not_computed["patronage"]


# --- advertising funds --------------------------------------------------------------------------


def fund(**told):
    plain = {
        "vendor_name": "Acme",
        "program_name": "Fund",
        "base": "purchases of this year",
        "base_amount": 10_000.0,
        "tiers": (AccrualTier(threshold=0.0, rate=0.02),),
        "share_paid": 0.5,
        "claim_window_days": 60,
        "period_start": date(2026, 1, 1),
        "period_end": date(2026, 12, 31),
    }
    return AdvertisingFund(**{**plain, **told})


def media(day=date(2026, 10, 15), amount=100.0, **told):
    return MediaInvoice(invoiced_on=day, amount=amount, **{"proof": True, **told})


def status(**told):
    (found,) = fund_statuses([fund(**told)], "main", TODAY)
    return found


def test_what_can_be_claimed_is_the_least_of_share_balance_and_cap():
    assert status(media=(media(),)).claimable == 50
    assert status(media=(media(amount=900.0),)).claimable == 200
    assert status(media=(media(amount=900.0),), already_claimed=150.0).claimable == 50
    assert status(media=(media(amount=900.0),), cap=80.0).claimable == 80


def test_a_claim_must_arrive_before_its_window_and_the_programme_end():
    late, soon, last = media(date(2026, 8, 1)), media(), media(date(2026, 10, 31), 60.0)
    told = status(media=(last, late, soon), period_end=date(2026, 12, 20))
    assert [claim.deadline for claim in told.claims] == [date(2026, 12, 14), date(2026, 12, 20)]
    assert told.too_late == 100
    assert status(media=(last,), claim_window_days=None).claims[0].deadline == date(2026, 12, 31)


def test_what_nobody_advertises_for_lapses_and_says_when():
    told = status(media=(media(),))
    assert (told.unused, told.media_needed, told.days_remaining) == (150, 300, 60)
    assert "$150 lapses after 2026-12-31" in told.recommendation


def test_a_claim_says_what_it_lacks():
    told = status(media=(media(proof=False),), prior_approval=True)
    assert told.claims[0].missing == ("prior approval", "proof of performance")
    assert "Get the prior approval and proof of performance first." in told.recommendation


def test_tiers_pay_on_all_or_on_the_excess_as_the_programme_says():
    tiers = (AccrualTier(threshold=0.0, rate=0.02), AccrualTier(threshold=6_000.0, rate=0.05))
    assert fund(tiers=tiers, tiers_apply_to="all").accrued == pytest.approx(500)
    assert fund(tiers=tiers, tiers_apply_to="excess").accrued == pytest.approx(120 + 200)
    with pytest.raises(ValueError, match="tiers_apply_to"):
        fund(tiers=tiers)


def test_a_fund_outside_its_period_has_no_status(corner, now):
    past = fund(period_start=date(2025, 1, 1), period_end=date(2025, 12, 31))
    report = coop(corner, "main", at=now, given=CoopInput(funds=(past,))).report
    assert report.advertising_funds == ()
    assert "None of the funds" in report.not_computed["advertising_funds"]


def test_a_grace_period_is_waited_for():
    ended = {"period_end": date(2026, 10, 25), "grace_days": 10}
    assert status(media=(media(),), **ended).claims[0].deadline == date(2026, 11, 4)


@given(
    st.lists(st.tuples(st.integers(0, 364), st.floats(0, 1e5)), max_size=6),
    st.floats(0, 1e6),
    st.floats(0, 1e4),
)
def test_no_claim_is_paid_beyond_the_balance(invoices, bought, claimed):
    told = status(
        base_amount=bought,
        already_claimed=claimed,
        media=tuple(media(date(2026, 1, 1) + timedelta(days=d), a) for d, a in invoices),
    )
    assert 0 <= told.claimable <= told.balance + 1e-6
    assert told.claimable + told.unused == pytest.approx(told.balance)


# --- vendors and mix ----------------------------------------------------------------------------


def test_vendors_are_told_by_units_sold_at_cost(corner, now):
    report = coop(corner, "main", at=now).report
    sold = report.health_report.category_analyses
    most = sum(vendor.annual_cogs for vendor in report.vendor_spend)
    assert most >= 0.95 * sum(category.total_annual_cogs for category in sold)
    ranked = [vendor.annual_cogs for vendor in report.vendor_spend]
    assert ranked == sorted(ranked, reverse=True)


def test_an_export_without_vendors_says_so(bare, now):
    report = coop(bare, "main", at=now).report
    assert report.vendor_spend == ()
    assert "vendor" in report.not_computed["vendor_spend"]


def test_a_category_bought_in_two_places_is_named_without_a_saving(corner, now):
    given = CoopInput(affiliation=MEMBER, coop_vendors=("Delmar Home",))
    found = of_type(coop(corner, "main", at=now, given=given).report, "ConsolidationOpportunity")
    assert {alert.dollar_impact for alert in found} == {0}
    assert any(alert.title.startswith("Plumbing: up to $18,") for alert in found)
    assert not any(alert.title.startswith("Paint") for alert in found)  # not sold by the co-op


def test_without_the_name_of_the_coop_consolidation_says_what_it_lacks(corner, now):
    report = coop(corner, "main", at=now, given=CoopInput(affiliation=MEMBER)).report
    assert of_type(report, "ConsolidationOpportunity") == []
    assert "coop_vendors" in report.not_computed["consolidation"]


def test_a_margin_below_its_benchmark_is_an_alert(corner, now):
    paint = Benchmark(sales_share=0.14, margin=0.40, source="our group")
    given = CoopInput(benchmarks={"Paint": paint})
    report = coop(corner, "main", at=now, given=given).report
    (alert,) = of_type(report, "MixImbalance")
    (compared,) = report.category_analysis.comparisons
    assert alert.dollar_impact == compared.dollar_opportunity
    assert alert.dollar_impact == pytest.approx(0.0231 * 48_517.24, rel=1e-2)
