//! What one item shows that bears on whether it leaks: plain numbers, unknown is NaN. The twin of
//! `src/sentinel/clues.py`, which tells them in words.

use crate::item::{Item, UNKNOWN, or};
use crate::primitives::high_margin_leak::list_ratio;

pub type Clue = fn(&Item) -> f64;

const YEAR: f64 = 365.0;
const MOST_ODDS: f64 = 7.0;
/// A spread of margins below this is taken for this.
const LEAST_SPREAD: f64 = 0.02;
/// Added to stocks that are compared, so that nothing at all has a logarithm too.
const HALF_A_UNIT: f64 = 0.5;
/// A silence less likely than this says no more than one of this chance.
const LEAST_CHANCE: f64 = 1e-4;
const LEAST: f64 = 0.01;
/// Logarithm of a cost over the average one from which it is called risen.
const RISE: f64 = 0.02;

pub const CLUES: [(&str, Clue); 29] = [
    ("cost_over_average", cost_over_average),
    ("cost_rise", |item| log_ratio(item.last_cost, item.avg_cost)),
    ("cost_rise_since_previous", |item| {
        log_ratio(item.unit_cost, item.previous_unit_cost)
    }),
    ("counted_over", |item| {
        known_where(variance(item) > 0.0, variance(item).ln_1p())
    }),
    ("counted_short", |item| {
        known_where(variance(item) < 0.0, (-variance(item)).ln_1p())
    }),
    ("counted_short_share", |item| {
        let (variance, counted) = (variance(item), item.counted_qty);
        let share = -variance / at_least((counted - variance).abs(), 1.0);
        known_where(variance < 0.0, share)
    }),
    ("days_since_received", |item| {
        log1p(item.days_since_received)
    }),
    ("days_since_sold", |item| log1p(item.days_since_sold)),
    ("demand_ended", |item| {
        log_odds(item.demand_ended_probability)
    }),
    ("discontinued", |item| flag(item.discontinued)),
    ("list_ratio", |item| log_ratio(list_ratio(item), 1.0)),
    ("margin_gap", margin_gap),
    ("margin_gap_cost_rose", |item| {
        known_where(cost_over_average(item) > RISE, margin_gap(item))
    }),
    ("margin_share", |item| {
        item.margin() / at_least(item.peer_margin, LEAST_SPREAD)
    }),
    ("margin_z", |item| {
        (item.margin() - item.peer_margin) / at_least(item.peer_margin_spread, LEAST_SPREAD)
    }),
    ("missing_cluster", |item| flag(item.missing_cluster)),
    ("months_of_supply", |item| {
        log_ratio(item.on_hand_qty, per_year(item) / 12.0)
    }),
    ("never_sold", |item| flag(item.never_sold)),
    ("on_hand", |item| log_ratio(item.on_hand_qty, 1.0)),
    ("on_order", |item| flag(item.on_order_qty > 0.0)),
    ("over_order_up_to", |item| {
        log_ratio(item.on_hand_qty, item.reorder_up_to)
    }),
    ("price_change_since_previous", |item| {
        log_ratio(item.unit_price, item.previous_unit_price)
    }),
    ("price_slip", |item| {
        let usual = item.unit_cost / at_least(1.0 - item.peer_margin, LEAST);
        log_ratio(item.unit_price, usual)
    }),
    ("price_to_list", |item| {
        log_ratio(item.unit_price, item.list_price)
    }),
    ("received_since_sold", received_since_sold),
    ("reorder_cover", |item| {
        let cover = against(item.on_hand_qty, item.reorder_point);
        known_where(item.reorder_point > 0.0, cover)
    }),
    ("silence", silence),
    ("vendor_margin_z", |item| item.vendor_margin_z),
    ("weeks_of_supply", weeks_of_supply),
];

/// At or under its own reorder point, with nothing on order.
pub fn is_due(item: &Item) -> bool {
    item.reorder_point > 0.0 && item.on_hand_qty <= item.reorder_point && !(item.on_order_qty > 0.0)
}

fn per_year(item: &Item) -> f64 {
    item.demand.mean() * YEAR
}

fn weeks_of_supply(item: &Item) -> f64 {
    let available = item.on_hand_qty + or(item.on_order_qty, 0.0).max(0.0);
    known_where(
        item.on_hand_qty >= 0.0,
        log_ratio(available + HALF_A_UNIT, per_year(item) * 7.0 / YEAR),
    )
}

/// Units that a count of the last year was off by.
fn variance(item: &Item) -> f64 {
    known_where(!(item.days_since_counted > YEAR), item.count_variance_qty)
}

fn silence(item: &Item) -> f64 {
    at_least(item.silence_chance, LEAST_CHANCE).ln()
}

fn received_since_sold(item: &Item) -> f64 {
    let (received, sold) = (item.days_since_received, item.days_since_sold);
    let known = !received.is_nan() && !sold.is_nan();
    known_where(known, flag(received < sold))
}

fn margin_gap(item: &Item) -> f64 {
    item.peer_margin - item.margin()
}

fn cost_over_average(item: &Item) -> f64 {
    log_ratio(item.unit_cost, item.avg_cost)
}

pub fn named(name: &str) -> Option<Clue> {
    CLUES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|&(_, clue)| clue)
}

fn known_where(holds: bool, value: f64) -> f64 {
    if holds { value } else { UNKNOWN }
}

/// Logarithm of a ratio of stocks that may be nothing.
fn against(value: f64, to: f64) -> f64 {
    known_where(
        value >= 0.0 && to >= 0.0,
        ((value + HALF_A_UNIT) / (to + HALF_A_UNIT)).ln(),
    )
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

/// Of a probability, between -7 and 7.
pub fn log_odds(probability: f64) -> f64 {
    if probability.is_nan() {
        return UNKNOWN;
    }
    let odds = probability / (1.0 - probability);
    odds.ln().clamp(-MOST_ODDS, MOST_ODDS)
}
