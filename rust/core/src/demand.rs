//! What a few lumpy sales say about a daily rate. Told in plain words in `src/sentinel/demand.py`.

/// 80 % interval: 10 % lie below -Z, 10 % above Z.
const Z80: f64 = 1.281_551_565_544_600_4;
/// Above this many terms, or where the first term underflows, the tail is taken from a normal.
const MOST_TERMS: f64 = 4096.0;
const SMALLEST_START: f64 = 1e-250;

/// Gamma distribution of a daily rate: `shape` sales seen in `days` of evidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    pub shape: f64,
    pub days: f64,
}

impl Rate {
    pub const UNKNOWN: Rate = Rate {
        shape: f64::NAN,
        days: f64::NAN,
    };

    pub fn mean(self) -> f64 {
        self.shape / self.days
    }

    /// Daily rate that is exceeded with 90 % (low) and with 10 % (high) probability.
    pub fn interval80(self) -> (f64, f64) {
        (self.quantile(-Z80), self.quantile(Z80))
    }

    /// Wilson and Hilferty's cube-root normal (1931): within 2 % for shapes above 0.5.
    fn quantile(self, z: f64) -> f64 {
        let ninth = 1.0 / (9.0 * self.shape);
        let root = 1.0 - ninth + z * ninth.sqrt();
        self.mean() * root.max(0.0) * root.max(0.0) * root.max(0.0)
    }

    /// Probability that the rate is below `rate` (the inverse of `quantile`).
    pub fn chance_below(self, rate: f64) -> f64 {
        if rate <= 0.0 {
            return 0.0;
        }
        let ninth = 1.0 / (9.0 * self.shape);
        normal_below(((rate / self.mean()).cbrt() - 1.0 + ninth) / ninth.sqrt())
    }

    /// Demand over `horizon` days against `stock`: the chance that it exceeds the stock, and the
    /// units expected to be missing. Demand is negative binomial.
    pub fn shortfall(self, horizon: f64, stock: f64) -> (f64, f64) {
        let mean = self.mean() * horizon;
        let stock = stock.floor();
        if stock < 0.0 {
            return (1.0, mean - stock);
        }
        let odds = horizon / (self.days + horizon);
        let mut term = (self.days / (self.days + horizon)).powf(self.shape);
        if stock > MOST_TERMS || term < SMALLEST_START {
            return self.shortfall_of_many(mean, horizon, stock);
        }
        let (mut at_most, mut covered, mut k) = (0.0, 0.0, 0.0);
        while k <= stock {
            at_most += term;
            covered += (stock - k) * term;
            term *= (self.shape + k) / (k + 1.0) * odds;
            k += 1.0;
        }
        ((1.0 - at_most).max(0.0), (mean - stock + covered).max(0.0))
    }

    fn shortfall_of_many(self, mean: f64, horizon: f64, stock: f64) -> (f64, f64) {
        let deviation = (mean * (1.0 + horizon / self.days)).sqrt();
        let z = (stock + 0.5 - mean) / deviation;
        let above = 1.0 - normal_below(z);
        let density = (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
        (above, (deviation * (density - z * above)).max(0.0))
    }

    /// The chance that demand over `horizon` days exceeds `stock`.
    pub fn chance_above(self, horizon: f64, stock: f64) -> f64 {
        self.shortfall(horizon, stock).0
    }

    /// The chance of no sale in `days`, if nothing has changed.
    pub fn chance_of_silence(self, days: f64) -> f64 {
        (1.0 + days / self.days).powf(-self.shape)
    }
}

/// Standard normal distribution function (Abramowitz and Stegun 7.1.26, error below 1.5e-7).
pub fn normal_below(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let poly = ((((1.061_405_429 * t - 1.453_152_027) * t) + 1.421_413_741) * t - 0.284_496_736)
        * t
        + 0.254_829_592;
    let upper = 0.5 * poly * t * (-x * x).exp();
    if z >= 0.0 { 1.0 - upper } else { upper }
}

/// Sums over the items of a group from which a prior is fitted. Whole numbers of 2^-40, so that the
/// order of the rows, the chunks and the threads cannot change a bit of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RateSums {
    pub items: u64,
    rates: i128,
    squares: i128,
    inverse_windows: i128,
}

const FIXED: f64 = (1u64 << 40) as f64;
/// Units a day beyond which a rate is a data error; keeps the sums inside their range.
const FASTEST: f64 = 1e7;

fn fixed(value: f64) -> i128 {
    (value * FIXED) as i128
}

impl RateSums {
    pub fn add(&mut self, units: f64, window: f64) {
        let rate = (units.max(0.0) / window).min(FASTEST);
        self.items += 1;
        self.rates += fixed(rate);
        self.squares += fixed(rate * rate);
        self.inverse_windows += fixed(1.0 / window);
    }

    pub fn merge(&mut self, other: &RateSums) {
        self.items += other.items;
        self.rates += other.rates;
        self.squares += other.squares;
        self.inverse_windows += other.inverse_windows;
    }

    /// Gamma prior by moments: the spread of the rates less what chance alone explains.
    /// The shape is kept in 0.05 to 50.
    pub fn prior(&self) -> Rate {
        if self.items == 0 {
            return Rate::UNKNOWN;
        }
        let items = self.items as f64;
        let inverse_window = self.inverse_windows as f64 / FIXED / items;
        // half a sale in all windows together stands for 'nobody sold anything'
        let mean = (self.rates as f64 / FIXED / items).max(0.5 * inverse_window / items);
        let spread = self.squares as f64 / FIXED / items - mean * mean - mean * inverse_window;
        let shape = if spread > 0.0 {
            (mean * mean / spread).clamp(0.05, 50.0)
        } else {
            50.0
        };
        Rate {
            shape,
            days: shape / mean,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64, tolerance: f64) {
        assert!((left - right).abs() <= tolerance, "{left} is not {right}");
    }

    #[test]
    fn one_sale_a_day_for_long_is_nearly_poisson() {
        let rate = Rate {
            shape: 10_000.0,
            days: 10_000.0,
        };
        close(rate.chance_above(1.0, 0.0), 1.0 - (-1.0f64).exp(), 1e-3);
        close(rate.shortfall(1.0, 0.0).1, 1.0, 1e-9);
    }

    #[test]
    fn sum_and_normal_agree_where_they_meet() {
        let rate = Rate {
            shape: 400.0,
            days: 10.0,
        };
        let summed = rate.shortfall(10.0, 420.0);
        let normal = rate.shortfall_of_many(400.0, 10.0, 420.0);
        close(summed.0, normal.0, 5e-3);
        close(summed.1, normal.1, 0.3);
    }

    #[test]
    fn quantile_and_chance_are_inverse() {
        let rate = Rate {
            shape: 7.0,
            days: 365.0,
        };
        let (low, high) = rate.interval80();
        close(rate.chance_below(low), 0.1, 1e-6);
        close(rate.chance_below(high), 0.9, 1e-6);
    }

    #[test]
    fn a_prior_of_equal_items_is_narrow_and_of_unequal_ones_wide() {
        let (mut equal, mut unequal) = (RateSums::default(), RateSums::default());
        for i in 0..100 {
            equal.add(10.0, 365.0);
            unequal.add(if i % 10 == 0 { 100.0 } else { 0.0 }, 365.0);
        }
        assert_eq!(equal.prior().shape, 50.0);
        assert!(unequal.prior().shape < 0.2);
        close(unequal.prior().mean(), 10.0 / 365.0, 1e-9);
    }
}
