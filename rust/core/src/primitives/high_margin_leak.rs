//! It sells, makes something, and makes far less than its peers.

use crate::item::Fact::Number;
use crate::item::{Dollars, Found, Item};

pub fn judge(item: &Item, thresholds: &[f64]) -> Option<Found> {
    let &[margin_share, margin_z, margin_share_with_z] = thresholds else {
        return None;
    };
    let (margin, peers) = (item.margin(), item.peer_margin);
    if !(margin >= 0.0 && peers > 0.0 && sells(item)) {
        return None;
    }
    let z = (margin - peers) / item.peer_margin_spread;
    let far = margin <= margin_share * peers;
    let far_for_its_peers = z <= -margin_z && margin <= margin_share_with_z * peers;
    if !(far || far_for_its_peers) {
        return None;
    }
    let right_price = item.unit_cost / (1.0 - peers);
    Some(Found {
        annual_cost: Dollars::per_unit_sold(right_price - item.unit_price, item.demand),
        exposure: 0.0,
        confidence: confidence(item, z),
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

/// Sold in the window; where nothing is said of sales, being stocked must do.
pub fn sells(item: &Item) -> bool {
    if item.units_sold.is_nan() {
        !item.demand.shape.is_nan()
    } else {
        item.units_sold > 0.0
    }
}

fn confidence(item: &Item, z: f64) -> f64 {
    let list_ratio = item.unit_price / item.list_price;
    let usual = list_ratio >= 0.97 * item.peer_list_ratio;
    // at its list price's usual ratio the low margin may be how the item has always been priced
    let doubt: f64 = if usual { 0.35 } else { 0.1 };
    1.0 - doubt / (1.0 + 0.2 * (-z - 2.0).max(0.0))
}
