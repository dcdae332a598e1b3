//! What a few lumpy sales say about a daily rate. Told in plain words in `src/sentinel/demand.py`.

/// 80 % interval: 10 % lie below -Z, 10 % above Z.
const Z80: f64 = 1.281_551_565_544_600_4;
/// Above this many terms, or where the first term underflows, the tail is taken from a gamma.
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

    /// This rate, or with some chance the other one: a gamma of the same mean and variance.
    pub fn or(self, other: Rate, chance: f64) -> Rate {
        let moments = |rate: Rate| {
            let mean = rate.mean();
            (mean, mean * mean + mean / rate.days)
        };
        let ((own, own_square), (its, its_square)) = (moments(self), moments(other));
        let mean = own + chance * (its - own);
        let variance = own_square + chance * (its_square - own_square) - mean * mean;
        Rate {
            shape: mean * mean / variance,
            days: mean / variance,
        }
    }

    /// The same mean, less certain: the rate itself will change by then.
    pub fn drifting(self, variance: f64) -> Rate {
        let certainty = 1.0 / (1.0 + variance * self.shape);
        Rate {
            shape: self.shape * certainty,
            days: self.days * certainty,
        }
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

    /// By a gamma of the same mean and variance: within 1e-3 of the sum where they meet, and falling
    /// with the stock as the sum does (a normal rose there).
    fn shortfall_of_many(self, mean: f64, horizon: f64, stock: f64) -> (f64, f64) {
        let variance = mean * (1.0 + horizon / self.days);
        let demand = Rate {
            shape: mean * mean / variance,
            days: mean / variance,
        };
        let above = 1.0 - demand.chance_below(stock + 0.5);
        let size_biased = Rate {
            shape: demand.shape + 1.0,
            days: demand.days,
        };
        let expected_above = mean * (1.0 - size_biased.chance_below(stock + 0.5));
        (above, (expected_above - (stock + 0.5) * above).max(0.0))
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

/// Units sold of a group's items, counted: what a prior is fitted to. Whole numbers, so that the
/// order of the rows, the chunks and the threads cannot change a bit of the result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SalesCounts {
    /// Items by the bin of their units.
    bins: Vec<u32>,
    pub items: u64,
    windows: u64,
}

/// Units up to this have a bin each; above, four bins to a doubling.
const EXACT: usize = 24;
const BINS: usize = EXACT + 1 + 4 * 20;
/// Daily rates on which a prior lives: a fifth of a sale in a decade to a thousand a day.
const GRID: usize = 64;
const SLOWEST: f64 = -9.8;
const STEP: f64 = 0.265;
/// Counts up to this see the prior; beyond, the sales speak for themselves.
const TELLING: usize = 16;
const LEAST_SPREAD: f64 = 0.3;

fn bin(units: f64) -> usize {
    let units = units.max(0.0).round();
    if units <= EXACT as f64 {
        return units as usize;
    }
    (EXACT + 1 + (4.0 * (units / EXACT as f64).log2()) as usize).min(BINS - 1)
}

fn units_of(bin: usize) -> f64 {
    if bin <= EXACT {
        return bin as f64;
    }
    EXACT as f64 * (((bin - EXACT) as f64 - 0.5) / 4.0).exp2()
}

fn grid(point: usize) -> f64 {
    SLOWEST + STEP * point as f64
}

impl SalesCounts {
    pub fn add(&mut self, units: f64, window: f64) {
        let bin = bin(units);
        if self.bins.len() <= bin {
            self.bins.resize(bin + 1, 0);
        }
        self.bins[bin] += 1;
        self.items += 1;
        self.windows += window.round() as u64;
    }

    pub fn merge(&mut self, other: &SalesCounts) {
        if self.bins.len() < other.bins.len() {
            self.bins.resize(other.bins.len(), 0);
        }
        self.bins
            .iter_mut()
            .zip(&other.bins)
            .for_each(|(own, more)| *own += more);
        self.items += other.items;
        self.windows += other.windows;
    }

    /// Mean window, days.
    pub fn window(&self) -> f64 {
        self.windows as f64 / self.items as f64
    }
}

/// How daily rates spread over a group: log-normal, with centre and spread of the logarithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spectrum {
    centre: f64,
    spread: f64,
}

impl Spectrum {
    /// Fitted by expectation and maximisation. Zipf-like demand is log-normal over most of its
    /// range; a gamma fitted to the same moments says of slow items that they never sell (measured
    /// on simulated stores: 0.1 a year for items that sell 1.7).
    pub fn of(counts: &SalesCounts, likelihood: &Likelihood) -> Spectrum {
        let mut spectrum = Spectrum {
            centre: -5.0,
            spread: 1.5,
        };
        if counts.items > 0 {
            for _ in 0..STORE_ROUNDS {
                spectrum = spectrum.better(counts, likelihood);
            }
        }
        spectrum
    }

    /// The store's spectrum moved to where this group lies; a small group moves less.
    pub fn moved_to(self, counts: &SalesCounts, likelihood: &Likelihood) -> Spectrum {
        let mut spectrum = self;
        for _ in 0..GROUP_ROUNDS {
            spectrum.centre = spectrum.better(counts, likelihood).centre;
        }
        spectrum
    }

    fn better(self, counts: &SalesCounts, likelihood: &Likelihood) -> Spectrum {
        let prior = self.weights();
        let (mut first, mut second) = (0.0, 0.0);
        for (bin, &items) in counts
            .bins
            .iter()
            .enumerate()
            .filter(|(_, items)| **items > 0)
        {
            let [total, one, two] = likelihood.moments(bin, &prior, grid);
            first += f64::from(items) * one / total;
            second += f64::from(items) * two / total;
        }
        let items = counts.items as f64;
        let centre = first / items;
        let spread = (second / items - centre * centre)
            .max(0.0)
            .sqrt()
            .max(LEAST_SPREAD);
        Spectrum { centre, spread }
    }

    fn weights(self) -> [f64; GRID] {
        std::array::from_fn(|point| {
            let z = (grid(point) - self.centre) / self.spread;
            // a floor keeps what no prior expects possible
            (-0.5 * z * z).exp().max(1e-12)
        })
    }

    /// The gamma prior that each count of units sees: with it, conjugate arithmetic gives the mean
    /// and the variance of the exact posterior.
    pub fn prior(self, likelihood: &Likelihood) -> Prior {
        let window = likelihood.window;
        let weights = self.weights();
        Prior {
            seen: std::array::from_fn(|units| {
                let [total, one, two] =
                    likelihood.moments(units, &weights, |point| grid(point).exp());
                let mean = one / total;
                let variance = (two / total - mean * mean).max(1e-12 * mean * mean);
                Rate {
                    shape: mean * mean / variance - units as f64,
                    days: mean / variance - window,
                }
            }),
        }
    }
}

const STORE_ROUNDS: usize = 30;
const GROUP_ROUNDS: usize = 3;

/// Chance of each bin of units at each rate of the grid, in one window; scaled per bin.
/// Made once for each length of window.
pub struct Likelihood {
    window: f64,
    rows: Vec<[f64; GRID]>,
}

impl Likelihood {
    pub fn new(window: f64) -> Likelihood {
        let rows = (0..BINS).map(|bin| {
            let units = units_of(bin);
            let logs: [f64; GRID] = std::array::from_fn(|point| {
                let expected = grid(point).exp() * window;
                units * expected.ln() - expected
            });
            let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            logs.map(|log| (log - most).exp())
        });
        Likelihood {
            window,
            rows: rows.collect(),
        }
    }

    /// Posterior sums of 1, x and x squared, x being `value` of each point.
    fn moments(&self, bin: usize, prior: &[f64; GRID], value: impl Fn(usize) -> f64) -> [f64; 3] {
        let mut sums = [0.0; 3];
        for (point, (likelihood, weight)) in self.rows[bin].iter().zip(prior).enumerate() {
            let (posterior, x) = (likelihood * weight, value(point));
            sums[0] += posterior;
            sums[1] += posterior * x;
            sums[2] += posterior * x * x;
        }
        sums
    }
}

/// Prior of a group's daily rates, as each count of units sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    seen: [Rate; TELLING + 1],
}

impl Prior {
    pub const UNKNOWN: Prior = Prior {
        seen: [Rate::UNKNOWN; TELLING + 1],
    };

    /// How much likelier these sales are in `days` than in `other` days.
    pub fn chance_ratio(&self, sales: f64, days: f64, other: f64) -> f64 {
        let Rate { shape, days: own } = self.after(0.0, 0.0);
        let part = (own + other) / (own + days);
        part.powf(shape) * (days / other * part).powf(sales)
    }

    /// Posterior after `units` in `days`; fractions of units lie between their neighbours.
    pub fn after(&self, units: f64, days: f64) -> Rate {
        let units = units.max(0.0);
        let below = (units as usize).min(TELLING);
        let above = (below + 1).min(TELLING);
        let part = (units - below as f64).min(1.0);
        let between = |of: fn(&Rate) -> f64| {
            of(&self.seen[below]) * (1.0 - part) + of(&self.seen[above]) * part
        };
        Rate {
            shape: (between(|rate| rate.shape) + units).max(0.05),
            days: (between(|rate| rate.days) + days)
                .max(0.05 * days)
                .max(1e-3),
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
    fn sum_and_gamma_agree_where_they_meet() {
        let rate = Rate {
            shape: 400.0,
            days: 10.0,
        };
        let summed = rate.shortfall(10.0, 420.0);
        let gamma = rate.shortfall_of_many(400.0, 10.0, 420.0);
        close(summed.0, gamma.0, 5e-3);
        close(summed.1, gamma.1, 0.3);
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
    fn a_prior_of_equal_items_pulls_and_one_of_unequal_items_lets_go() {
        let (mut equal, mut unequal) = (SalesCounts::default(), SalesCounts::default());
        for i in 0..1000 {
            equal.add(8.0 + f64::from(i % 5), 365.0);
            unequal.add(f64::from(1 << (i % 10)), 365.0);
        }
        let mean = |counts: &SalesCounts, units: f64| {
            let year = Likelihood::new(365.0);
            Spectrum::of(counts, &year)
                .prior(&year)
                .after(units, 365.0)
                .mean()
                * 365.0
        };
        assert!((6.0..12.0).contains(&mean(&equal, 2.0)));
        assert!((1.5..4.0).contains(&mean(&unequal, 2.0)));
        close(mean(&unequal, 500.0), 500.0, 10.0);
    }

    #[test]
    fn bins_and_their_units_belong_together() {
        for index in 0..BINS - 1 {
            assert_eq!(bin(units_of(index)), index);
        }
    }
}
