//! The price disagrees with what it should be.

use super::high_margin_leak::sells;
use crate::item::Fact::{Number, Word};
use crate::item::{Dollars, Found, Item};

pub fn judge(item: &Item, thresholds: &[f64]) -> Option<Found> {
    let &[list_gap_share, slip_tolerance] = thresholds else {
        return None;
    };
    let price = item.unit_price;
    let by_list = item.list_price * usual_list_ratio(item);
    let by_cost = item.unit_cost / (1.0 - item.peer_margin);
    let (right, rule, confidence) = if price <= 0.0 {
        let right = if by_list > 0.0 { by_list } else { by_cost };
        if !(right > 0.0 && item.unit_cost > 0.0 && sells(item)) {
            return None;
        }
        (right, "no price", 0.9)
    } else if by_list > 0.0 {
        let ratio = price / by_list;
        match slip(ratio, item.pack_qty, slip_tolerance) {
            Some(rule) => (by_list, rule, 0.97),
            None if (ratio - 1.0).abs() >= list_gap_share && !item.discontinued => (
                by_list,
                "away from list price",
                gap_confidence(item, ratio, by_cost),
            ),
            None => return None,
        }
    } else if by_cost > 0.0 {
        (
            by_cost,
            against_cost(item, price / by_cost, list_gap_share)?,
            0.6,
        )
    } else {
        return None;
    };
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

/// Without a list price: away from what cost and peers call for, beyond all spread of the peers.
fn against_cost(item: &Item, ratio: f64, gap_share: f64) -> Option<&'static str> {
    let z = (item.margin() - item.peer_margin) / item.peer_margin_spread.max(LEAST_SPREAD);
    let gap = if ratio < 1.0 { DEEP_GAP } else { gap_share };
    let away = item.peer_count >= ENOUGH_PEERS
        && (ratio - 1.0).abs() >= gap
        && z.abs() >= FAR_Z
        && !item.discontinued;
    let tenfold = ratio >= SLIP_RATIO || ratio <= 1.0 / SLIP_RATIO;
    match (tenfold, away) {
        (true, _) => Some("decimal slip"),
        (_, true) => Some("away from cost and usual margin"),
        _ => None,
    }
}

/// Fewer do not know what is usual.
const ENOUGH_PEERS: f64 = 20.0;
/// Peers never agree better than this.
const LEAST_SPREAD: f64 = 0.02;
/// Robust standard deviations beyond which a margin is nobody's intention.
const FAR_Z: f64 = 6.0;
/// Loss leaders go so far below the price that cost and peers call for, and no further.
const DEEP_GAP: f64 = 0.45;
/// No margin explains a price so many times off.
const SLIP_RATIO: f64 = 6.0;

/// How surely a gap to the list price is an error: shops sell some things well under list on
/// purpose, hardly anything above it, and nothing at half its cost.
fn gap_confidence(item: &Item, ratio: f64, by_cost: f64) -> f64 {
    if ratio > 1.0 {
        return 0.9;
    }
    if by_cost > 0.0 && item.unit_price < 0.67 * item.unit_cost {
        return 0.85;
    }
    if ratio <= 0.6 { 0.7 } else { 0.5 }
}
