//! Named facts of an item that point to a root cause. `src/sentinel/causes` weighs them.

use crate::item::{Item, or};
use crate::primitives::shrinkage_pattern::counted_short;

/// In the order of their bits.
pub const SIGNALS: [&str; 33] = [
    "negative_on_hand",
    "negative_beyond_delay",
    "silent_fast_mover",
    "demand_ended",
    "cost_over_average",
    "cost_rose",
    "price_unchanged",
    "price_below_list",
    "price_cut",
    "decimal_ratio",
    "pack_ratio",
    "count_short",
    "count_over",
    "counted_recently",
    "received_long_ago",
    "received_recently",
    "on_order",
    "seasonal",
    "high_value",
    "vendor_cluster",
    "missing_cluster",
    "many_returns",
    "zero_cost",
    "price_missing",
    "discontinued",
    "no_sales",
    "sold_recently",
    "bought_beyond_need",
    "price_at_list",
    "price_over_list",
    "cost_above_price",
    "price_under_half",
    "price_below_usual",
];

/// Far over its order-up-to level, or over two years of sales where none is known.
fn bought_beyond_need(item: &Item) -> bool {
    if item.reorder_up_to >= 0.0 {
        item.on_hand_qty > 3.0 * item.reorder_up_to.max(1.0)
    } else {
        item.on_hand_qty > 730.0 * item.demand.mean() && item.on_hand_qty > 3.0
    }
}

/// The signals an item shows, as bits; `median_cost` is its store's, in USD.
pub fn signals(item: &Item, median_cost: f64) -> u64 {
    let rate = item.demand.mean();
    let list_ratio = item.unit_price / item.list_price / or(item.peer_list_ratio, 1.0);
    let cost_ratio = item.unit_price / item.unit_cost * (1.0 - item.peer_margin);
    let ratio = or(list_ratio, cost_ratio);
    let near = |target: f64| (ratio / target - 1.0).abs() <= 0.05;
    let gone = item.empty_shelf_probability + item.demand_ended_probability >= 0.5;
    let fast = rate >= 1.0 / 14.0;
    let cost_rose =
        item.unit_cost >= 1.03 * item.previous_unit_cost && item.previous_unit_cost > 0.0;
    let same = |now: f64, before: f64| (now / before - 1.0).abs() <= 0.005;
    let shown = [
        item.on_hand_qty < 0.0,
        item.on_hand_qty < 0.0
            && item
                .demand
                .chance_above(14.0, (-item.on_hand_qty).ceil() - 1.0)
                < 0.01,
        gone && fast,
        gone && !fast,
        item.last_cost >= 1.03 * item.avg_cost && item.avg_cost > 0.0,
        cost_rose,
        // what has not moved at all says nothing: an export compared with itself has no history
        cost_rose && same(item.unit_price, item.previous_unit_price),
        list_ratio <= 0.9,
        item.unit_price <= 0.97 * item.previous_unit_price,
        [10.0, 100.0, 0.1, 0.01].into_iter().any(near),
        item.pack_qty > 1.0 && (near(item.pack_qty) || near(1.0 / item.pack_qty)),
        counted_short(item, 1.0, 0.02).is_some(),
        item.count_variance_qty >= (0.02 * item.counted_qty.abs()).max(1.0),
        item.days_since_counted <= 60.0,
        item.days_since_received >= 180.0,
        item.days_since_received <= 21.0,
        item.on_order_qty > 0.0,
        item.silent_days < 0.6 * item.days_since_sold.min(90.0) && item.days_since_sold > 30.0,
        item.unit_cost >= 4.0 * median_cost,
        item.vendor_margin_z <= -3.0,
        item.missing_cluster,
        item.units_returned >= (0.15 * item.units_sold.max(0.0)).max(2.0),
        item.has_cost_column && !(item.unit_cost > 0.0),
        item.unit_price <= 0.0,
        item.discontinued,
        item.units_sold <= 0.0,
        item.days_since_sold <= 30.0,
        bought_beyond_need(item),
        (list_ratio - 1.0).abs() <= 0.03,
        list_ratio >= 1.1,
        item.unit_cost > item.unit_price && item.unit_price > 0.0,
        cost_ratio > 0.0 && cost_ratio <= 0.5,
        cost_ratio > 0.5 && cost_ratio <= 0.95,
    ];
    shown
        .iter()
        .enumerate()
        .fold(0, |bits, (bit, &on)| bits | u64::from(on) << bit)
}
