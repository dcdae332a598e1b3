//! It sells, but there is far too much of it.

use super::dead_item::{HARDLY, unsold_days};
use crate::clues::log_odds;
use crate::item::Fact::Number;
use crate::item::{Dollars, Found, Item, or};
use crate::scorecard::Scorecard;

const DAYS_PER_MONTH: f64 = 365.0 / 12.0;

pub fn judge(item: &Item, thresholds: &[f64], scorecard: &Scorecard) -> Option<Found> {
    let &[
        dead_after_days,
        overstock_months,
        overstock_probability,
        carrying_rate,
    ] = thresholds
    else {
        return None;
    };
    if !(item.on_hand_qty > or(item.pack_qty, 1.0).max(1.0)
        && item.units_sold > 0.0
        && or(unsold_days(item), 0.0) < dead_after_days)
    {
        return None;
    }
    let days = (overstock_months * DAYS_PER_MONTH).max(1.0);
    let lasts = item.demand.chance_below(item.on_hand_qty / days);
    if !(lasts >= HARDLY) {
        return None;
    }
    let chance = scorecard.probability(item, log_odds(lasts));
    if !(chance >= overstock_probability) {
        return None;
    }
    // the expected rate may need it all, and a lower one, which is as likely, not
    let surplus = (item.on_hand_qty - item.demand.mean() * days).max(1.0);
    let (cost, _) = item.cost_or_estimate();
    let (low, high) = item.demand.interval80();
    let yearly = |units: f64| units.max(0.0) * cost * carrying_rate;
    Some(Found {
        annual_cost: Dollars {
            low: yearly(item.on_hand_qty - high * days).min(yearly(surplus)),
            expected: yearly(surplus),
            high: yearly(item.on_hand_qty - low * days).max(yearly(surplus)),
        },
        exposure: surplus * cost,
        confidence: chance,
        evidence: vec![
            Number("on_hand_units", item.on_hand_qty),
            Number(
                "months_of_supply",
                item.on_hand_qty / item.demand.mean() / DAYS_PER_MONTH,
            ),
            Number("surplus_units", surplus),
            Number("lasts_longer_probability", lasts),
            Number("unit_cost_usd", cost),
            Number("carrying_rate", carrying_rate),
        ],
    })
}
