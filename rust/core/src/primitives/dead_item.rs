//! Stock that will not sell.

use crate::clues::log_odds;
use crate::item::Fact::Number;
use crate::item::{Dollars, Found, Item, or};
use crate::scorecard::Scorecard;

/// Chances below this are not weighed further.
pub const HARDLY: f64 = 0.02;
const DAYS_PER_MONTH: f64 = 365.0 / 12.0;

pub fn judge(item: &Item, thresholds: &[f64], scorecard: &Scorecard) -> Option<Found> {
    let &[
        new_item_days,
        dead_after_days,
        horizon_months,
        dead_probability,
        carrying_rate,
    ] = thresholds
    else {
        return None;
    };
    let unsold_days = unsold_days(item);
    if !(item.on_hand_qty > 0.0
        && unsold_days >= dead_after_days
        && or(item.days_since_received, f64::INFINITY) >= new_item_days)
    {
        return None;
    }
    let slow = slow(item, horizon_months * DAYS_PER_MONTH);
    if !(slow >= HARDLY) {
        return None;
    }
    let stays = scorecard.probability(item, log_odds(slow));
    if !(stays >= dead_probability) {
        return None;
    }
    let (cost, _) = item.cost_or_estimate();
    let exposure = item.on_hand_qty * cost;
    Some(Found {
        annual_cost: Dollars::with_probability(exposure * carrying_rate, 1.0),
        exposure,
        confidence: stays,
        evidence: vec![
            Number("on_hand_units", item.on_hand_qty),
            Number("unit_cost_usd", cost),
            Number("carrying_rate", carrying_rate),
            Number("unsold_days", unsold_days),
            Number("mostly_unsold_probability", slow),
            Number(
                "demand_ended_probability",
                or(item.demand_ended_probability, 0.0),
            ),
        ],
    })
}

/// Days without a sale; where no date says so, a sales window without sales does.
pub fn unsold_days(item: &Item) -> f64 {
    if item.days_since_sold.is_nan() && item.units_sold <= 0.0 {
        item.sales_window_days
    } else {
        item.days_since_sold
    }
}

/// The chance that less than half of the stock sells in so many days at its present rate.
fn slow(item: &Item, days: f64) -> f64 {
    let half = (item.on_hand_qty / 2.0).ceil() - 1.0;
    1.0 - item.demand.chance_above(days, half)
}
