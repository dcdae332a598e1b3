//! It sells, makes something, and makes far less than its peers.

use crate::item::Fact::Number;
use crate::item::{Dollars, Found, Item};

pub fn judge(item: &Item, thresholds: &[f64]) -> Option<Found> {
    let &[margin_share] = thresholds else {
        return None;
    };
    let (margin, peers) = (item.margin(), item.peer_margin);
    let leaks = margin >= 0.0 && peers > 0.0 && margin <= margin_share * peers;
    if !leaks || item.discontinued || is_meant(item, margin / peers) || !sells(item) {
        return None;
    }
    let right_price = item.unit_cost / (1.0 - peers);
    Some(Found {
        annual_cost: Dollars::per_unit_sold(right_price - item.unit_price, item.demand),
        exposure: 0.0,
        confidence: if list_ratio(item) <= CUT_RATIO {
            0.65
        } else {
            0.45
        },
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

/// At this ratio to its list price, as the peers keep to it, a price was cut.
const CUT_RATIO: f64 = 0.75;
/// From this one the price is at list, and a small margin is a matter of cost.
const AT_LIST: f64 = 0.95;

/// What earns less than this share of its peers' margin is a loss leader more often than a leak,
/// unless its price was cut deeper than for drawing customers.
const NEXT_TO_NOTHING: f64 = 0.25;
const DEEP_CUT_RATIO: f64 = 0.65;

/// Between cut and list a price was set low to draw customers: on simulated stores two of three such
/// items were no leaks.
fn is_meant(item: &Item, share: f64) -> bool {
    let cut = if share < NEXT_TO_NOTHING {
        DEEP_CUT_RATIO
    } else {
        CUT_RATIO
    };
    list_ratio(item) > cut && list_ratio(item) < AT_LIST
}

fn list_ratio(item: &Item) -> f64 {
    item.unit_price / item.list_price / item.peer_list_ratio
}
