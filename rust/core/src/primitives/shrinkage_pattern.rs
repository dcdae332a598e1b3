//! Stock that is probably not there.

use crate::item::Fact::{Number, Word};
use crate::item::{Dollars, Found, Item, or};

const SILENT: &str = "silent while on the books";
/// What an older count found has been put right or forgotten.
const STALE_AFTER_DAYS: f64 = 365.0;

pub fn judge(item: &Item, thresholds: &[f64]) -> Option<Found> {
    let &[
        count_min_units,
        count_min_share,
        empty_shelf_probability,
        accumulation_days,
    ] = thresholds
    else {
        return None;
    };
    if item.on_hand_qty.is_nan() {
        return None;
    }
    let (missing, chance, rule) =
        if let Some(short) = counted_short(item, count_min_units, count_min_share) {
            (short, 0.85, "counted short")
        } else if let Some(surplus) = keyed_a_digit_too_many(item) {
            (surplus, 0.85, "counted ten times over")
        } else if silent_on_the_shelf(item, empty_shelf_probability) {
            (item.on_hand_qty, with_cluster(item), SILENT)
        } else {
            return None;
        };
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

/// A count of exactly ten or a hundred times the book put goods on it that are not there.
fn keyed_a_digit_too_many(item: &Item) -> Option<f64> {
    let surplus = item.count_variance_qty;
    let times = item.counted_qty / (item.counted_qty - surplus);
    let slip = times == 10.0 || times == 100.0;
    (slip && item.on_hand_qty > 0.0 && is_recent(item)).then_some(surplus.min(item.on_hand_qty))
}

/// On the books, yet so silent that an empty shelf or the end of demand is the likelier story.
pub fn silent_on_the_shelf(item: &Item, empty_shelf_probability: f64) -> bool {
    item.on_hand_qty > 0.0
        && !item.discontinued
        && item.empty_shelf_probability >= empty_shelf_probability
}

/// A vendor or category with more missing stock than chance allows makes each case more credible.
fn with_cluster(item: &Item) -> f64 {
    let missing = item.empty_shelf_probability;
    if item.missing_cluster {
        missing + 0.5 * (1.0 - missing)
    } else {
        missing
    }
}
