//! One row of a snapshot with what its store's statistics say of it, and what a judgement says.

use crate::demand::Rate;

/// Unknown. Comparisons with it are false, so a judgement that needs it finds nothing.
pub const UNKNOWN: f64 = f64::NAN;

/// The fields of `sentinel.Item`; NaN stands for its null.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    pub on_hand_qty: f64,
    pub on_order_qty: f64,
    pub unit_cost: f64,
    pub avg_cost: f64,
    pub last_cost: f64,
    pub unit_price: f64,
    pub list_price: f64,
    pub units_sold: f64,
    pub units_returned: f64,
    pub sales_window_days: f64,
    pub reorder_point: f64,
    pub reorder_up_to: f64,
    pub counted_qty: f64,
    pub count_variance_qty: f64,
    pub pack_qty: f64,
    pub days_since_sold: f64,
    pub days_since_received: f64,
    pub days_since_counted: f64,
    pub previous_unit_cost: f64,
    pub previous_unit_price: f64,
    pub discontinued: bool,
    pub has_cost_column: bool,
    /// A service, a deposit, a gift card: the export has on-hand figures, but none for this row, or
    /// nothing says that it was ever bought.
    pub is_untracked: bool,
    /// The export dates sales, but none of this row.
    pub never_sold: bool,
    pub demand: Rate,
    pub demand_is_estimated: bool,
    pub silent_days: f64,
    pub silence_chance: f64,
    pub empty_shelf_probability: f64,
    pub demand_ended_probability: f64,
    pub peer_count: f64,
    pub peer_margin: f64,
    pub peer_margin_spread: f64,
    pub peer_list_ratio: f64,
    pub peer_list_spread: f64,
    pub vendor_margin_shift: f64,
    pub vendor_margin_z: f64,
    pub missing_cluster: bool,
}

impl Item {
    /// (price - cost) / price; unknown without a positive price and a positive cost.
    pub fn margin(&self) -> f64 {
        if self.unit_price > 0.0 && self.unit_cost > 0.0 {
            (self.unit_price - self.unit_cost) / self.unit_price
        } else {
            UNKNOWN
        }
    }

    /// Unit cost, or what the peers' margin makes of the price; and whether it is an estimate.
    pub fn cost_or_estimate(&self) -> (f64, bool) {
        if self.unit_cost > 0.0 {
            return (self.unit_cost, false);
        }
        let estimate = self.unit_price * (1.0 - self.peer_margin);
        (if estimate > 0.0 { estimate } else { 0.0 }, true)
    }

    /// Gross profit of one unit, USD; 0 where it is unknown or negative.
    pub fn unit_profit(&self) -> f64 {
        let (cost, _) = self.cost_or_estimate();
        if cost > 0.0 {
            (self.unit_price - cost).max(0.0)
        } else {
            0.0
        }
    }
}

/// `value`, or `other` where it is unknown.
pub fn or(value: f64, other: f64) -> f64 {
    if value.is_nan() { other } else { value }
}

/// A piece of evidence: its name ends in its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact {
    Number(&'static str, f64),
    Word(&'static str, &'static str),
}

/// Dollars with an 80 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dollars {
    pub low: f64,
    pub expected: f64,
    pub high: f64,
}

impl Dollars {
    pub const ZERO: Dollars = Dollars {
        low: 0.0,
        expected: 0.0,
        high: 0.0,
    };

    /// A yearly sum that is proportional to what is sold: dollars per unit sold.
    pub fn per_unit_sold(per_unit: f64, demand: Rate) -> Dollars {
        if demand.shape.is_nan() {
            return Dollars::ZERO;
        }
        let (low, high) = demand.interval80();
        Dollars {
            low: per_unit * low * 365.0,
            expected: per_unit * demand.mean() * 365.0,
            high: per_unit * high.max(demand.mean()) * 365.0,
        }
        .ordered()
    }

    /// A sum that is lost with a probability.
    pub fn with_probability(sum: f64, probability: f64) -> Dollars {
        Dollars {
            low: sum * probability * probability,
            expected: sum * probability,
            high: sum * probability * (2.0 - probability),
        }
    }

    /// Low and high so many times as far from what is expected; nothing costs less than nothing.
    pub fn stretched(self, below: f64, above: f64) -> Dollars {
        let low = self.expected - below * (self.expected - self.low);
        Dollars {
            low: low.max(0.0),
            high: self.expected + above * (self.high - self.expected),
            ..self
        }
    }

    pub fn plus(self, other: Dollars) -> Dollars {
        Dollars {
            low: self.low + other.low,
            expected: self.expected + other.expected,
            high: self.high + other.high,
        }
    }

    pub fn times(self, factor: f64) -> Dollars {
        Dollars {
            low: self.low * factor,
            expected: self.expected * factor,
            high: self.high * factor,
        }
    }

    /// The approximate quantiles of a very skewed rate can pass its mean.
    fn ordered(self) -> Dollars {
        Dollars {
            low: self.low.min(self.expected),
            ..self
        }
    }
}

/// What a judgement says of an item that leaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub annual_cost: Dollars,
    pub exposure: f64,
    pub confidence: f64,
    pub evidence: Vec<Fact>,
}
