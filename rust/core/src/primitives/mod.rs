//! The eleven judgements. Each is the fast twin of `plugins/primitives/<key>.py`, which tells it in
//! plain words; thresholds come in the order in which that file declares them.

pub mod dead_item;
pub mod high_margin_leak;
pub mod low_stock;
pub mod margin_erosion;
pub mod negative_inventory;
pub mod negative_profit;
pub mod overstock;
pub mod price_discrepancy;
pub mod severe_inventory_deficit;
pub mod shrinkage_pattern;
pub mod zero_cost_anomaly;

use crate::item::{Found, Item};
use crate::scorecard::Scorecard;

pub type Judge = fn(&Item, &[f64], &Scorecard) -> Option<Found>;

/// Key, judgement and number of thresholds.
pub const KERNELS: [(&str, Judge, usize); 11] = [
    ("dead_item", dead_item::judge, 5),
    ("high_margin_leak", high_margin_leak::judge, 2),
    ("low_stock", low_stock::judge, 3),
    ("margin_erosion", margin_erosion::judge, 4),
    ("negative_inventory", negative_inventory::judge, 1),
    ("negative_profit", negative_profit::judge, 0),
    ("overstock", overstock::judge, 4),
    ("price_discrepancy", price_discrepancy::judge, 3),
    (
        "severe_inventory_deficit",
        severe_inventory_deficit::judge,
        3,
    ),
    ("shrinkage_pattern", shrinkage_pattern::judge, 4),
    ("zero_cost_anomaly", zero_cost_anomaly::judge, 2),
];
