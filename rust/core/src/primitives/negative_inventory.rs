//! The books say less than nothing.

use crate::item::Fact::Number;
use crate::item::{Dollars, Found, Item};
use crate::scorecard::Scorecard;

pub fn judge(item: &Item, thresholds: &[f64], _: &Scorecard) -> Option<Found> {
    let &[receiving_lag_days] = thresholds else {
        return None;
    };
    let missing = -item.on_hand_qty; // units
    if !(missing > 0.0) {
        return None;
    }
    let exposure = missing * item.cost_or_estimate().0;
    let real = real_loss(item, missing, receiving_lag_days);
    Some(Found {
        annual_cost: Dollars::with_probability(exposure, real),
        exposure,
        confidence: 1.0,
        evidence: vec![
            Number("on_hand_units", item.on_hand_qty),
            Number("unit_cost_usd", item.cost_or_estimate().0),
            Number("real_loss_probability", real),
        ],
    })
}

/// The chance that sales of goods not yet booked in do not explain a deficit of so many units.
pub fn real_loss(item: &Item, missing: f64, receiving_lag_days: f64) -> f64 {
    if item.demand.shape.is_nan() {
        return 0.5;
    }
    1.0 - item
        .demand
        .chance_above(receiving_lag_days, missing.ceil() - 1.0)
}
