//! What one item shows that bears on whether it leaks: plain numbers, unknown is NaN. The twin of
//! `src/sentinel/clues.py`, which tells them in words.

use crate::item::{Item, UNKNOWN};
use crate::primitives::high_margin_leak::list_ratio;

pub type Clue = fn(&Item) -> f64;

const YEAR: f64 = 365.0;
const MOST_ODDS: f64 = 7.0;
/// A spread of margins below this is taken for this.
const LEAST_SPREAD: f64 = 0.02;

pub const CLUES: [(&str, Clue); 16] = [
    ("at_reorder_point", |item| {
        flag(item.on_hand_qty <= item.reorder_point && item.reorder_point > 0.0)
    }),
    ("cost_rise", |item| log_ratio(item.last_cost, item.avg_cost)),
    ("cost_rise_since_previous", |item| {
        log_ratio(item.unit_cost, item.previous_unit_cost)
    }),
    ("count_variance", |item| {
        if item.days_since_counted > YEAR {
            UNKNOWN
        } else {
            signed_log(item.count_variance_qty)
        }
    }),
    ("days_since_received", |item| {
        log1p(item.days_since_received)
    }),
    ("demand_ended", |item| {
        log_odds(item.demand_ended_probability)
    }),
    ("discontinued", |item| flag(item.discontinued)),
    ("list_ratio", |item| log_ratio(list_ratio(item), 1.0)),
    ("margin_share", |item| {
        item.margin() / at_least(item.peer_margin, LEAST_SPREAD)
    }),
    ("margin_z", |item| {
        (item.margin() - item.peer_margin) / at_least(item.peer_margin_spread, LEAST_SPREAD)
    }),
    ("missing_cluster", |item| flag(item.missing_cluster)),
    ("months_of_supply", |item| {
        log_ratio(item.on_hand_qty, item.demand.mean() * YEAR / 12.0)
    }),
    ("on_hand", |item| log_ratio(item.on_hand_qty, 1.0)),
    ("on_order", |item| flag(item.on_order_qty > 0.0)),
    ("over_order_up_to", |item| {
        log_ratio(item.on_hand_qty, item.reorder_up_to)
    }),
    ("price_change_since_previous", |item| {
        log_ratio(item.unit_price, item.previous_unit_price)
    }),
];

pub fn named(name: &str) -> Option<Clue> {
    CLUES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|&(_, clue)| clue)
}

fn flag(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// `f64::max` would take the floor for an unknown value.
fn at_least(value: f64, floor: f64) -> f64 {
    if value < floor { floor } else { value }
}

fn log_ratio(value: f64, to: f64) -> f64 {
    if value > 0.0 && to > 0.0 {
        (value / to).ln()
    } else {
        UNKNOWN
    }
}

fn log1p(days: f64) -> f64 {
    if days >= 0.0 { days.ln_1p() } else { UNKNOWN }
}

fn signed_log(value: f64) -> f64 {
    value.abs().ln_1p().copysign(value)
}

/// Of a probability, between -7 and 7.
pub fn log_odds(probability: f64) -> f64 {
    if probability.is_nan() {
        return UNKNOWN;
    }
    let odds = probability / (1.0 - probability);
    odds.ln().clamp(-MOST_ODDS, MOST_ODDS)
}
