"""The issues of some stores, what matters most first."""

import math

import pyarrow as pa
import pytest
from attrs import evolve

from sentinel.insights import NoDataError, digest
from sentinel.insights.digest import ambiguity, context
from sentinel.insights.items import findings_of
from sentinel.store_keys import store_key
from sentinel.testing import shop

SIGNALS = {
    "negative_qty",
    "high_cost",
    "low_margin",
    "zero_sales",
    "high_qty",
    "recent_receipt",
    "old_receipt",
    "negative_retail",
    "damaged",
    "on_order",
    "seasonal",
    "zero_cost",
    "cost_exceeds_retail",
}


def test_issues_come_by_priority(corner, now):
    scores = [issue.priority_score for issue in digest(corner, at=now, top_k=20).digest.issues]
    assert scores == sorted(scores, reverse=True) and len(scores) > 5


def test_totals_are_the_sums_of_the_issues(corner, now):
    answer = digest(corner, at=now, top_k=3)
    impact = math.fsum(issue.dollar_impact for issue in answer.digest.issues)
    assert answer.total_dollar_impact == answer.digest.summary.total_dollar_impact == impact


def test_what_top_k_leaves_out_is_counted(corner, now):
    summary = digest(corner, at=now, top_k=3).digest.summary
    assert summary.total_issues == 3
    assert summary.issues_filtered_out == len(corner.report.issues) - 3


def test_without_a_limit_every_issue_is_there(corner, now):
    told = {issue.id for issue in digest(corner, at=now, top_k=None).digest.issues}
    assert told == {issue.issue_id for issue in corner.report.issues}


def test_every_affected_item_is_listed(corner, now):
    counts = {issue.issue_id: issue.sku_count for issue in corner.report.issues}
    told = {one.id: len(one.skus) for one in digest(corner, at=now, top_k=None).digest.issues}
    assert told == counts


def test_only_the_stores_that_were_asked_for(chain, now):
    answer = digest(chain, at=now, stores=["beside main"], top_k=20)
    assert answer.store_filter == answer.store_ids == (store_key("beside main"),)
    assert {issue.store_name for issue in answer.digest.issues} == {"beside main"}
    assert digest(chain, at=now, stores=answer.store_ids, top_k=20) == answer


def test_an_unknown_store_has_no_data(corner, now):
    with pytest.raises(NoDataError, match="'elsewhere'") as refused:
        digest(corner, at=now, stores=["main", "elsewhere"])
    assert (refused.value.code, refused.value.stores) == ("NO_DATA", ("elsewhere",))


def test_a_clean_store_has_an_empty_digest(clean, now):
    answer = digest(clean, at=now)
    assert (answer.issue_count, answer.rendered_text) == (0, "No issues in main.\n")


def test_one_sku_in_two_stores_is_taken_from_its_own(chain, now):
    answer = digest(chain, at=now, stores=["main"], top_k=20)
    below_cost = next(i for i in answer.digest.issues if i.issue_type == "NegativeProfit")
    told = [(sku.sku_id, sku.unit_cost, sku.retail_price) for sku in below_cost.skus]
    assert told == [("0000", 8.0, 5.0)]


def test_numbers_of_an_item_are_those_of_the_export(chain, now):
    issues = digest(chain, at=now, stores=["main"], top_k=20).digest.issues
    sku = next(i for i in issues if i.issue_type == "NegativeProfit").skus[0]
    assert sku.margin_pct == pytest.approx(-0.6)
    assert sku.sales_last_30d == pytest.approx(104 * 30 / 365)
    assert (sku.qty_on_hand, sku.days_since_receipt, sku.description) == (18, 20, "Sold too cheap")


def test_what_the_export_does_not_say_is_zero_and_named(bare, now):
    sku = digest(bare, at=now).digest.issues[0].skus[0]
    assert (sku.unit_cost, sku.sales_last_30d) == (0, 0)
    assert {"unit_cost", "retail_price", "sales_last_30d", "is_damaged"} <= set(sku.unknown)
    assert "qty_on_hand" not in sku.unknown


def test_signals_are_sorted_and_of_the_known_ones(corner, now):
    for issue in digest(corner, at=now, top_k=None).digest.issues:
        assert list(issue.active_signals) == sorted(issue.active_signals)
        assert set(issue.active_signals) <= SIGNALS


def test_signals_are_what_the_items_show(chain, now):
    issues = digest(chain, at=now, stores=["main"], top_k=20).digest.issues
    below_cost = next(i for i in issues if i.issue_type == "NegativeProfit")
    assert below_cost.active_signals == ("cost_exceeds_retail", "low_margin")


def test_causes_are_ranked_and_add_up_to_one(corner, now):
    for issue in digest(corner, at=now, top_k=None).digest.issues:
        scores = [score.score for score in issue.cause_scores]
        assert scores == sorted(scores, reverse=True) and len(scores) == 8
        assert math.fsum(scores) == pytest.approx(1)


def test_without_a_cause_there_is_no_confidence_in_one(corner, now):
    undetermined = [
        issue
        for issue in digest(corner, at=now, top_k=None).digest.issues
        if issue.root_cause is None
    ]
    assert undetermined
    assert {(i.root_cause_confidence, i.root_cause_ambiguity) for i in undetermined} == {
        (None, None)
    }


def test_a_toss_up_is_ambiguous():
    assert ambiguity({"Theft": 0.4, "DemandShift": 0.4, "QualityIssue": 0.2}) == 1


def test_trend_is_against_the_previous_analysis(analyze, now):
    before, after = shop({"on_hand_qty": -5.0}), shop({"on_hand_qty": -300.0})
    first = digest(analyze(before), at=now).digest.issues
    second = digest(analyze(after, previous=before), at=now).digest.issues
    assert {issue.trend_direction for issue in first} == {"Stable"}
    assert "Worsening" in {issue.trend_direction for issue in second}


def test_context_is_one_sentence_in_words(an_issue):
    issue = an_issue(cost=1234.0, meaning="The books show less than nothing.")
    assert context(issue) == (
        "4 items: the books show less than nothing; about $1,234 a year, most likely stock records"
        " that no longer match the shelf (84%)."
    )


def test_every_finding_has_its_row(chain):
    found = findings_of(chain)
    assert found["unit_price"].null_count == 0
    assert found.num_rows == chain.report.findings.num_rows


def test_findings_of_no_issue_are_none(chain):
    assert findings_of(chain, []).num_rows == 0


def test_findings_as_plain_text_columns_are_the_same(chain, now):
    """As they come back from a Parquet file."""
    findings = chain.report.findings
    plain = pa.table(
        {
            name: findings[name].cast(pa.string())
            if pa.types.is_dictionary(findings.schema.field(name).type)
            else findings[name]
            for name in findings.column_names
        }
    )
    stored = evolve(chain, report=evolve(chain.report, findings=plain))
    assert digest(stored, at=now) == digest(chain, at=now)
