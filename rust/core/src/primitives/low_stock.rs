//! It sells, and it will more likely than not run out before an order placed today arrives.

use crate::clues::{is_due, log_odds};
use crate::item::Fact::{Number, Word};
use crate::item::{Dollars, Found, Item, or};
use crate::scorecard::Scorecard;

/// Chances below this are not weighed further.
const HARDLY: f64 = 0.002;

pub fn judge(item: &Item, thresholds: &[f64], scorecard: &Scorecard) -> Option<Found> {
    let &[
        lead_time_days,
        stockout_probability,
        repeat_share_when_ordered,
    ] = thresholds
    else {
        return None;
    };
    let lead_time_days = lead_time_days.max(1.0);
    let sells = item.on_hand_qty >= 0.0 && item.units_sold > 0.0;
    if item.discontinued || item.is_untracked || !sells {
        return None;
    }
    let on_order = or(item.on_order_qty, 0.0).max(0.0);
    let available = item.on_hand_qty + on_order;
    let below_reorder_point = is_due(item);
    if !below_reorder_point && surely_enough(item, lead_time_days, available, HARDLY) {
        return None;
    }
    let (runs_out, short) = item.demand.shortfall(lead_time_days, available);
    if !(runs_out >= HARDLY || below_reorder_point) {
        return None;
    }
    let chance = scorecard.probability(item, log_odds(runs_out));
    if !(chance >= stockout_probability) {
        return None;
    }
    let profit = item.unit_profit();
    let share = if on_order > 0.0 {
        repeat_share_when_ordered
    } else {
        1.0
    };
    let (low, high) = item.demand.interval80();
    let around = |rate: f64| rate / item.demand.mean();
    let yearly = short * profit * 365.0 / lead_time_days * share;
    Some(Found {
        annual_cost: Dollars {
            low: yearly * around(low).min(1.0),
            expected: yearly,
            high: yearly * around(high).max(1.0),
        },
        exposure: short * profit,
        confidence: chance,
        evidence: vec![
            Number("available_units", available),
            Number("lead_time_days", lead_time_days),
            Number("expected_short_units", short),
            Number("stockout_probability", runs_out),
            Number("unit_profit_usd", profit),
            Number("cycles_that_repeat_share", share),
            Word(
                "rule",
                if below_reorder_point {
                    "at or under its reorder point"
                } else {
                    "runs out"
                },
            ),
        ],
    })
}

/// Cantelli's bound leaves no doubt for most items and spares the sum over the distribution.
fn surely_enough(item: &Item, days: f64, stock: f64, probability: f64) -> bool {
    let mean = item.demand.mean() * days;
    let variance = mean * (1.0 + days / item.demand.days);
    let room = stock.floor() + 1.0 - mean;
    room > 0.0 && variance < 0.999_999 * probability * (variance + room * room)
}
