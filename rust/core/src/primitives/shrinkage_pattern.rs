//! Stock that is probably not there.

use crate::clues::log_odds;
use crate::item::Fact::{Number, Word};
use crate::item::{Dollars, Found, Item, or};
use crate::scorecard::Scorecard;

/// Chances of an empty shelf below this are not weighed further.
const HARDLY: f64 = 0.002;
const SILENT: &str = "silent while on the books";
/// What an older count found has been put right or forgotten.
const STALE_AFTER_DAYS: f64 = 365.0;

pub fn judge(item: &Item, thresholds: &[f64], scorecard: &Scorecard) -> Option<Found> {
    let &[
        count_min_units,
        count_min_share,
        missing_probability,
        accumulation_days,
    ] = thresholds
    else {
        return None;
    };
    if item.on_hand_qty.is_nan() {
        return None;
    }
    let (missing, rule) = if let Some(short) = counted_short(item, count_min_units, count_min_share)
    {
        (short, "counted short")
    } else if let Some(surplus) = counted_too_many(item) {
        (surplus, "counted far above the book")
    } else if silent_on_the_shelf(item, HARDLY) {
        (item.on_hand_qty, SILENT)
    } else {
        return None;
    };
    let chance = scorecard.probability(item, log_odds(item.empty_shelf_probability));
    if !(chance >= missing_probability) {
        return None;
    }
    let (cost, _) = item.cost_or_estimate();
    // what a count found was lost before that count, over a time that nobody knows
    let known = if rule == SILENT {
        or(item.days_since_counted, or(item.days_since_received, 0.0))
    } else {
        0.0
    };
    let days = known.max(accumulation_days).max(1.0);
    let exposure = missing * cost * chance;
    let per_year = 365.0 / days;
    let lost_sales = if rule == SILENT {
        Dollars::per_unit_sold(item.unit_profit(), item.demand).times(chance)
    } else {
        Dollars::ZERO
    };
    Some(Found {
        annual_cost: Dollars::with_probability(missing * cost, chance)
            .times(per_year)
            .plus(lost_sales),
        exposure,
        confidence: chance,
        evidence: vec![
            Number("missing_units", missing),
            Number("unit_cost_usd", cost),
            Number("missing_probability", chance),
            Number("accumulation_days", days),
            Number("lost_sales_usd", lost_sales.expected),
            Word("rule", rule),
        ],
    })
}

/// Units that a count of the last year found missing, beyond what counting itself gets wrong.
pub fn counted_short(item: &Item, min_units: f64, min_share: f64) -> Option<f64> {
    let short = -item.count_variance_qty;
    let book = or(item.counted_qty + short, item.on_hand_qty + short);
    let enough = min_units.max(min_share * or(book, 0.0).abs());
    (short > enough && is_recent(item) && !is_refuted(item)).then_some(short)
}

fn is_recent(item: &Item) -> bool {
    or(item.days_since_counted, 0.0) <= STALE_AFTER_DAYS
}

/// Sold after it was counted to nothing, with no receipt between: the count was wrong.
fn is_refuted(item: &Item) -> bool {
    item.counted_qty <= 0.0
        && item.days_since_sold < item.days_since_counted
        && !(item.days_since_received < item.days_since_counted)
}

/// A count that put half as much again on the books, or more: many of them were keyed wrongly.
fn counted_too_many(item: &Item) -> Option<f64> {
    let surplus = item.count_variance_qty;
    let book = item.counted_qty - surplus;
    let many = book > 0.0 && surplus >= 0.5 * book && surplus >= 2.0;
    (many && item.on_hand_qty > 0.0 && is_recent(item)).then_some(surplus.min(item.on_hand_qty))
}

/// On the books, yet so silent that an empty shelf or the end of demand is the likelier story.
pub fn silent_on_the_shelf(item: &Item, empty_shelf_probability: f64) -> bool {
    item.on_hand_qty > 0.0
        && !item.discontinued
        && item.empty_shelf_probability >= empty_shelf_probability
}
