//! Priced and stocked or sold, but without a cost: every margin made of it is fiction.

use crate::item::Fact::{Number, Word};
use crate::item::{Dollars, Found, Item, or};
use crate::scorecard::Scorecard;

pub fn judge(item: &Item, thresholds: &[f64], _: &Scorecard) -> Option<Found> {
    let &[real_loss_rate, assumed_margin] = thresholds else {
        return None;
    };
    let costless = item.unit_cost == 0.0 || item.unit_cost.is_nan();
    let alive = item.on_hand_qty > 0.0 || item.units_sold > 0.0;
    let stocked = item.has_cost_column && !item.is_untracked;
    if !(stocked && item.unit_price > 0.0 && costless && alive) {
        return None;
    }
    let margin = or(item.peer_margin, assumed_margin);
    let likely_cost = item.unit_price * (1.0 - margin);
    Some(Found {
        annual_cost: Dollars::per_unit_sold(likely_cost * real_loss_rate, item.demand),
        exposure: likely_cost * or(item.on_hand_qty, 0.0).max(0.0),
        confidence: 0.98,
        evidence: vec![
            Number("unit_price_usd", item.unit_price),
            Number("peer_margin_share", margin),
            Number("likely_unit_cost_usd", likely_cost),
            Number("real_loss_rate", real_loss_rate),
            Number("demand_per_day_units", item.demand.mean()),
            Word(
                "unit_cost",
                if item.unit_cost.is_nan() {
                    "missing"
                } else {
                    "zero"
                },
            ),
        ],
    })
}
