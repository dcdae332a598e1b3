//! Negative beyond what any ordinary receiving delay explains.

use super::negative_inventory::real_loss;
use crate::item::Fact::Number;
use crate::item::{Dollars, Found, Item, or};
use crate::scorecard::Scorecard;

pub fn judge(item: &Item, thresholds: &[f64], _: &Scorecard) -> Option<Found> {
    let &[deficit_min_units, receiving_lag_days, deficit_always_units] = thresholds else {
        return None;
    };
    let on_hand_deficit = -item.on_hand_qty; // units
    let deficit = on_hand_deficit - or(item.on_order_qty, 0.0).max(0.0); // units
    if !(on_hand_deficit > 0.0 && deficit > 0.0) {
        return None;
    }
    let real = real_loss(item, on_hand_deficit, receiving_lag_days);
    let beyond_delay = on_hand_deficit > deficit_min_units && real >= 0.99;
    if !(beyond_delay || deficit >= deficit_always_units) {
        return None;
    }
    let (cost, _) = item.cost_or_estimate();
    let exposure = deficit * cost;
    let lost_sales =
        Dollars::per_unit_sold(item.unit_profit(), item.demand).times(receiving_lag_days / 365.0);
    Some(Found {
        annual_cost: Dollars::with_probability(exposure, real).plus(lost_sales),
        exposure,
        confidence: real.max(0.5),
        evidence: vec![
            Number("on_hand_units", item.on_hand_qty),
            Number("on_order_units", or(item.on_order_qty, 0.0)),
            Number("deficit_units", deficit),
            Number("unit_cost_usd", cost),
            Number("real_loss_probability", real),
            Number("lost_sales_usd", lost_sales.expected),
        ],
    })
}
