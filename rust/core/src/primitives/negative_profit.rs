//! Sold below cost.

use crate::item::Fact::Number;
use crate::item::{Dollars, Found, Item, or};
use crate::scorecard::Scorecard;

pub fn judge(item: &Item, _: &[f64], _: &Scorecard) -> Option<Found> {
    let loss = item.unit_cost - item.unit_price; // USD per unit
    if !(item.unit_price > 0.0 && loss > 0.0) {
        return None;
    }
    Some(Found {
        annual_cost: Dollars::per_unit_sold(loss, item.demand),
        exposure: loss * or(item.on_hand_qty, 0.0).max(0.0),
        confidence: 1.0,
        evidence: vec![
            Number("unit_price_usd", item.unit_price),
            Number("unit_cost_usd", item.unit_cost),
            Number("loss_per_unit_usd", loss),
            Number("demand_per_day_units", item.demand.mean()),
        ],
    })
}
