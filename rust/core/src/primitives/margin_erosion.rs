//! Its margin fell.

use super::high_margin_leak::sells;
use crate::item::Fact::{Number, Word};
use crate::item::{Dollars, Found, Item};

pub fn judge(item: &Item, thresholds: &[f64]) -> Option<Found> {
    let &[
        drop_points,
        drop_share,
        cost_rise_share,
        peer_share_low,
        peer_share_high,
        margin_z,
    ] = thresholds
    else {
        return None;
    };
    let margin = item.margin();
    if margin.is_nan() || !sells(item) {
        return None;
    }
    let (before, rule, confidence) = [
        against_previous(item, margin, drop_points, drop_share),
        cost_rose(item, margin, cost_rise_share, drop_points),
        below_peers(item, margin, peer_share_low, peer_share_high, margin_z),
    ]
    .into_iter()
    .flatten()
    .next()?;
    let lost = before - margin; // share of the price
    Some(Found {
        annual_cost: Dollars::per_unit_sold(lost * item.unit_price, item.demand),
        exposure: 0.0,
        confidence,
        evidence: vec![
            Number("margin_share", margin),
            Number("margin_before_share", before),
            Number("lost_margin_share", lost),
            Number("demand_per_day_units", item.demand.mean()),
            Number("unit_price_usd", item.unit_price),
            Number("unit_cost_usd", item.unit_cost),
            Word("rule", rule),
        ],
    })
}

/// What fits and list price say is not independent: on simulated stores it held this much.
const TEMPER: f64 = 0.35;
/// Under this, half of the rises that were found had been followed by the price.
const LEAST_CONFIDENCE: f64 = 0.6;

type Erosion = Option<(f64, &'static str, f64)>;

/// The margin fell since the last snapshot because the cost rose. A price that was cut since then is
/// mostly a promotion that will end: one in five was none on simulated stores.
fn against_previous(item: &Item, margin: f64, drop_points: f64, drop_share: f64) -> Erosion {
    let (price, cost) = (item.previous_unit_price, item.previous_unit_cost);
    if !(price > 0.0 && item.unit_cost > cost && cost > 0.0) || item.discontinued || margin < 0.0 {
        return None;
    }
    let before = (price - cost) / price;
    let by_cost =
        before - (item.unit_price.max(price) - item.unit_cost) / item.unit_price.max(price);
    (by_cost >= drop_points && by_cost >= drop_share * before && before - margin >= drop_points)
        .then_some((before, "against the previous snapshot", 0.75))
}

/// The last receipt cost more than the average stock did, and the price is what fitted the old cost.
fn cost_rose(item: &Item, margin: f64, cost_rise_share: f64, drop_points: f64) -> Erosion {
    if !(item.avg_cost > 0.0 && item.last_cost >= (1.0 + cost_rise_share) * item.avg_cost) {
        return None;
    }
    let now = (item.unit_price - item.last_cost) / item.unit_price;
    let before = (item.unit_price - item.avg_cost) / item.unit_price;
    let deviation = item.peer_margin_spread.max(0.02);
    let fits = |share: f64| -0.5 * ((share - item.peer_margin) / deviation).powi(2);
    let evidence = fits(before) - fits(now) + list_price_says(item);
    let confidence = 1.0 / (1.0 + (-TEMPER * evidence).exp());
    (before - margin >= drop_points && confidence >= LEAST_CONFIDENCE).then_some((
        before,
        "last cost above average cost",
        confidence,
    ))
}

fn below_peers(item: &Item, margin: f64, low: f64, high: f64, margin_z: f64) -> Erosion {
    let share = margin / item.peer_margin;
    let z = (margin - item.peer_margin) / item.peer_margin_spread;
    if item.discontinued || !(share > low && share <= high && z <= -margin_z) {
        return None;
    }
    let confidence = if list_price_says(item) < 0.0 {
        0.35
    } else {
        0.5
    };
    Some((item.peer_margin, "below its peers", confidence))
}

/// Vendors raise list prices with their costs: a price that kept its usual ratio followed, one that
/// fell behind did not. Log-odds; 0 where there is no list price.
fn list_price_says(item: &Item) -> f64 {
    let ratio = item.unit_price / item.list_price / item.peer_list_ratio;
    if ratio >= 0.97 {
        return -1.5;
    }
    if ratio <= 0.85 { 1.0 } else { 0.0 }
}
