//! The price disagrees with what it should be.

use super::high_margin_leak::sells;
use crate::item::Fact::{Number, Word};
use crate::item::{Dollars, Found, Item, UNKNOWN};
use crate::scorecard::Scorecard;

pub fn judge(item: &Item, thresholds: &[f64], scorecard: &Scorecard) -> Option<Found> {
    let &[list_gap_share, slip_tolerance, error_probability] = thresholds else {
        return None;
    };
    let price = item.unit_price;
    let by_list = item.list_price * usual_list_ratio(item);
    let by_cost = item.unit_cost / (1.0 - item.peer_margin);
    let (right, rule, certain) = if price <= 0.0 {
        let right = if by_list > 0.0 { by_list } else { by_cost };
        if !(right > 0.0 && item.unit_cost > 0.0 && sells(item)) {
            return None;
        }
        (right, "no price", Some(0.9))
    } else if by_list > 0.0 {
        let ratio = price / by_list;
        match slip(ratio, item.pack_qty, slip_tolerance) {
            Some(rule) => (by_list, rule, Some(0.97)),
            None if (ratio - 1.0).abs() >= list_gap_share => {
                (by_list, "away from list price", None)
            }
            None => return None,
        }
    } else if by_cost > 0.0 {
        let rule = against_cost(item, price / by_cost, list_gap_share)?;
        (by_cost, rule, (rule == "decimal slip").then_some(0.9))
    } else {
        return None;
    };
    let confidence = certain.unwrap_or_else(|| scorecard.probability(item, UNKNOWN));
    if !(confidence >= error_probability) {
        return None;
    }
    let short = right - price; // USD per unit; negative where it is too dear
    Some(Found {
        annual_cost: Dollars::per_unit_sold(short.max(0.0), item.demand),
        exposure: 0.0,
        confidence,
        evidence: vec![
            Number("unit_price_usd", price),
            Number("right_price_usd", right),
            Number("short_per_unit_usd", short.max(0.0)),
            Number("demand_per_day_units", item.demand.mean()),
            Word("rule", rule),
            Word(
                "direction",
                if short > 0.0 {
                    "too low"
                } else {
                    "too high: no cost counted"
                },
            ),
        ],
    })
}

/// Price over list price as the peers have it; 1 where too few have both.
fn usual_list_ratio(item: &Item) -> f64 {
    if item.peer_list_ratio > 0.0 {
        item.peer_list_ratio
    } else {
        1.0
    }
}

/// A decimal point or a pack size that went wrong.
fn slip(ratio: f64, pack_qty: f64, tolerance: f64) -> Option<&'static str> {
    let near = |target: f64| (ratio / target - 1.0).abs() <= tolerance;
    if [10.0, 100.0, 0.1, 0.01].into_iter().any(near) {
        return Some("decimal slip");
    }
    (pack_qty > 1.0 && (near(pack_qty) || near(1.0 / pack_qty))).then_some("pack slip")
}

/// Without a list price: away from what cost and peers call for.
fn against_cost(item: &Item, ratio: f64, gap_share: f64) -> Option<&'static str> {
    let tenfold = ratio >= SLIP_RATIO || ratio <= 1.0 / SLIP_RATIO;
    let away = item.peer_count >= ENOUGH_PEERS && (ratio - 1.0).abs() >= gap_share;
    match (tenfold, away) {
        (true, _) => Some("decimal slip"),
        (_, true) => Some("away from cost and usual margin"),
        _ => None,
    }
}

/// Fewer do not know what is usual.
const ENOUGH_PEERS: f64 = 20.0;
/// No margin explains a price so many times off.
const SLIP_RATIO: f64 = 6.0;
