//! When a group's year sells: what a silent spell is worth in days of even trade.

/// Looks back from today, days.
pub const LOOKS: [f64; 6] = [30.0, 60.0, 90.0, 135.0, 180.0, 270.0];
/// Sales per window of the items that tell of a season: with more, silence is never chance; with
/// none there is nothing to see.
const TELLING: usize = 8;
/// Fewer items than this tell nothing.
const FEWEST: u32 = 20;
/// Items of two sales that are imagined to have sold evenly: they steady small groups.
const STEADYING: f64 = 4.0;
/// A look that fills more of the window than this says nothing that the window does not.
const MOST_OF_WINDOW: f64 = 0.9;

/// How many items with how many sales were silent in each look.
#[derive(Clone, Copy, Default)]
pub struct Silences {
    items: [u32; TELLING + 1],
    silent: [u32; LOOKS.len()],
}

impl Silences {
    pub fn add(&mut self, sales: f64, days_since_sold: f64) {
        let sales = sales.round();
        if sales >= 1.0 && sales <= TELLING as f64 {
            self.items[sales as usize] += 1;
            for (silent, look) in self.silent.iter_mut().zip(LOOKS) {
                *silent += u32::from(days_since_sold >= look);
            }
        }
    }

    pub fn merge(&mut self, other: &Silences) {
        self.items
            .iter_mut()
            .zip(other.items)
            .for_each(|(own, more)| *own += more);
        self.silent
            .iter_mut()
            .zip(other.silent)
            .for_each(|(own, more)| *own += more);
    }

    pub fn are_enough(&self) -> bool {
        self.items.iter().sum::<u32>() >= FEWEST
    }

    /// Of each look the share of the window's sales that fell into it: sales that fall there
    /// independently leave an item of n of them silent with the chance (1 - share)^n.
    pub fn season(&self, window: f64) -> Season {
        let mut season = Season::even(window);
        let mut least = 0.0;
        for (look, &days) in LOOKS.iter().enumerate() {
            if days >= MOST_OF_WINDOW * window {
                break;
            }
            let even = days / window;
            let silent = f64::from(self.silent[look]) + STEADYING * (1.0 - even) * (1.0 - even);
            let share = self
                .share(silent)
                .clamp(0.1 * even, (3.0 * even).min(0.98))
                .max(least);
            least = share;
            season.elapsed[look] = share * window;
            season.looks = look + 1;
        }
        season
    }

    fn share(&self, silent: f64) -> f64 {
        let expected = |share: f64| {
            let mut chance = 1.0;
            let mut sum = STEADYING * (1.0 - share) * (1.0 - share);
            for &items in &self.items {
                sum += f64::from(items) * chance;
                chance *= 1.0 - share;
            }
            sum
        };
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..24 {
            let middle = 0.5 * (low + high);
            if expected(middle) > silent {
                low = middle
            } else {
                high = middle
            }
        }
        0.5 * (low + high)
    }
}

/// Days of even trade that the days of each look were worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Season {
    window: f64,
    elapsed: [f64; LOOKS.len()],
    looks: usize,
}

impl Season {
    pub fn even(window: f64) -> Season {
        Season {
            window,
            elapsed: LOOKS,
            looks: 0,
        }
    }

    /// What the last `days` were worth; before the window every day counts as one.
    pub fn worth(&self, days: f64) -> f64 {
        let (mut from, mut worth) = (0.0, 0.0);
        for (look, elapsed) in LOOKS.into_iter().zip(self.elapsed).take(self.looks) {
            if days <= look {
                return worth + (days - from) / (look - from) * (elapsed - worth);
            }
            (from, worth) = (look, elapsed);
        }
        if self.looks > 0 && days <= self.window {
            return worth + (days - from) / (self.window - from) * (self.window - worth);
        }
        days
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_winter_makes_silence_cheap() {
        let mut silences = Silences::default();
        for _ in 0..1000 {
            silences.add(4.0, 150.0); // nobody sold for five months
        }
        let season = silences.season(365.0);
        assert!(season.worth(90.0) < 15.0, "{}", season.worth(90.0));
        assert_eq!(season.worth(400.0), 400.0);
    }

    #[test]
    fn even_trade_is_worth_its_days() {
        let mut silences = Silences::default();
        for n in 1..=8 {
            for i in 0..1000 {
                // the last of n even sales: (1 - d / 365)^n is uniform
                let chance = (f64::from(i) + 0.5) / 1000.0;
                silences.add(
                    f64::from(n),
                    365.0 * (1.0 - chance.powf(1.0 / f64::from(n))),
                );
            }
        }
        let season = silences.season(365.0);
        for days in [30.0, 75.0, 180.0, 300.0] {
            assert!(
                (season.worth(days) / days - 1.0).abs() < 0.02,
                "{}",
                season.worth(days)
            );
        }
    }
}
