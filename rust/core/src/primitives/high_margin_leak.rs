//! It sells, makes something, and makes far less than its peers.

use crate::item::Fact::Number;
use crate::item::{Dollars, Found, Item, UNKNOWN};
use crate::scorecard::Scorecard;

const YEAR: f64 = 365.0;

pub fn judge(item: &Item, thresholds: &[f64], scorecard: &Scorecard) -> Option<Found> {
    let &[margin_share, leak_probability] = thresholds else {
        return None;
    };
    let (margin, peers) = (item.margin(), item.peer_margin);
    let thin = margin >= 0.0 && peers > 0.0 && margin <= margin_share * peers;
    if !thin || !sells(item) {
        return None;
    }
    let chance = scorecard.probability(item, UNKNOWN);
    if !(chance >= leak_probability) {
        return None;
    }
    let right_price = item.unit_cost / (1.0 - peers);
    Some(Found {
        annual_cost: Dollars::per_unit_sold(right_price - item.unit_price, item.demand),
        exposure: 0.0,
        confidence: chance,
        evidence: vec![
            Number("margin_share", margin),
            Number("peer_margin_share", peers),
            Number("unit_cost_usd", item.unit_cost),
            Number("unit_price_usd", item.unit_price),
            Number("right_price_usd", right_price),
            Number("demand_per_day_units", item.demand.mean()),
        ],
    })
}

/// Sold in the window, or within a year; where nothing is said of sales, being stocked must do.
pub fn sells(item: &Item) -> bool {
    if item.units_sold.is_nan() && item.days_since_sold.is_nan() {
        !item.demand.shape.is_nan()
    } else {
        item.units_sold > 0.0 || item.days_since_sold <= YEAR
    }
}

/// Price over list price, against the peers' usual ratio.
pub fn list_ratio(item: &Item) -> f64 {
    item.unit_price / item.list_price / item.peer_list_ratio
}
