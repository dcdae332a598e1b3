//! Its margin fell.

use super::high_margin_leak::{list_ratio, sells};
use crate::item::Fact::{Number, Word};
use crate::item::{Dollars, Found, Item, UNKNOWN};
use crate::scorecard::Scorecard;

pub fn judge(item: &Item, thresholds: &[f64], scorecard: &Scorecard) -> Option<Found> {
    let &[
        drop_points,
        drop_share,
        cost_rise_share,
        erosion_probability,
    ] = thresholds
    else {
        return None;
    };
    let margin = item.margin();
    if !(margin >= 0.0) || !sells(item) {
        return None;
    }
    let (before, rule) = [
        against_previous(item),
        cost_rose(item, cost_rise_share),
        behind_its_list_price(item),
        Some((item.peer_margin, "below its peers")),
    ]
    .into_iter()
    .flatten()
    .find(|&(before, _)| {
        before - margin >= drop_points && before - margin >= drop_share * before
    })?;
    let mut chance = scorecard.probability(item, UNKNOWN);
    if rose_since_previous(item, drop_points, drop_share) {
        chance = chance.max(SEEN_TO_RISE);
    }
    if !(chance >= erosion_probability) {
        return None;
    }
    let lost = before - margin; // share of the price
    Some(Found {
        annual_cost: Dollars::per_unit_sold(lost * item.unit_price, item.demand),
        exposure: 0.0,
        confidence: chance,
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

type Before = Option<(f64, &'static str)>;

/// The margin of the last snapshot.
fn against_previous(item: &Item) -> Before {
    let (price, cost) = (item.previous_unit_price, item.previous_unit_cost);
    (price > 0.0 && cost > 0.0).then(|| ((price - cost) / price, "against the previous snapshot"))
}

/// Of the falls that two snapshots show to come from the cost alone, three in four were erosions on
/// simulated stores, wherever the margin stands among its peers.
const SEEN_TO_RISE: f64 = 0.75;

fn rose_since_previous(item: &Item, drop_points: f64, drop_share: f64) -> bool {
    let (price, cost) = (item.previous_unit_price, item.previous_unit_cost);
    if !(price > 0.0 && cost > 0.0 && item.unit_cost > cost) || item.discontinued {
        return false;
    }
    let before = (price - cost) / price;
    let uncut = item.unit_price.max(price);
    let by_cost = before - (uncut - item.unit_cost) / uncut;
    by_cost >= drop_points && by_cost >= drop_share * before
}

/// The margin at the ratio to list price that its peers keep to.
fn behind_its_list_price(item: &Item) -> Before {
    let usual = item.unit_price / list_ratio(item);
    (usual > item.unit_price).then(|| ((usual - item.unit_cost) / usual, "behind its list price"))
}

/// The margin at the average cost of the stock, where the last receipt cost more.
fn cost_rose(item: &Item, cost_rise_share: f64) -> Before {
    let rose = item.avg_cost > 0.0 && item.last_cost >= (1.0 + cost_rise_share) * item.avg_cost;
    rose.then(|| {
        let before = (item.unit_price - item.avg_cost) / item.unit_price;
        (before, "last cost above average cost")
    })
}
