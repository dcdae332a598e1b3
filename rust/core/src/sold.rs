//! What one row says of its sales: its rate, its silence, and what the silence means.

use crate::demand::{Prior, Rate};
use crate::item::{UNKNOWN, or};
use crate::seasons::Season;
use crate::snapshot::{Chunk, Date, Number};

const YEAR: f64 = 365.0;
/// Of silences that are not chance, an empty shelf is this many times likelier than the end of
/// demand, before anything else is known: several mechanisms empty a shelf, one ends demand.
const EMPTY_SHELF_ODDS: f64 = 2.0;
/// Goods received after the last sale, or counted after it, stand on the shelf.
const RECEIVED_SINCE: f64 = 0.1;
const COUNTED_SINCE: f64 = 0.05;

/// Share of a store's items that came in within the last months.
const NEW_SHARE: f64 = 0.03;
/// Share of a store's old items that have more than a year of supply.
const OVERBOUGHT_SHARE: f64 = 0.05;
const NEGLIGIBLE: f64 = 0.01;
/// Variance of the logarithm of next year's rate around this year's: tastes move.
const DRIFT: f64 = 0.06;

pub struct Sold {
    pub units: f64,
    /// Sales that these units went in: units over the store's usual units per sale.
    pub sales: f64,
    units_per_sale: f64,
    pub window: f64,
    pub on_hand: f64,
    on_order: f64,
    pub days_since: f64,
    pub days_since_received: f64,
    days_since_counted: f64,
    pack: f64,
}

/// How rare a silence is.
#[derive(Clone, Copy)]
pub struct Silence {
    /// The chance of it, had nothing changed.
    pub chance: f64,
    /// Logarithm of the range of such chances over a year, at least 1.
    span: f64,
}

impl Silence {
    const UNKNOWN: Silence = Silence {
        chance: UNKNOWN,
        span: UNKNOWN,
    };
}

/// The two stories of a silence that is not chance, as probabilities.
#[derive(Clone, Copy)]
pub struct Absence {
    pub empty_shelf: f64,
    pub demand_ended: f64,
}

impl Absence {
    const UNKNOWN: Absence = Absence {
        empty_shelf: UNKNOWN,
        demand_ended: UNKNOWN,
    };
}

impl Sold {
    pub fn new(chunk: &Chunk, row: usize, as_of: i32, units_per_sale: f64) -> Sold {
        let units = chunk.number(Number::UnitsSold, row);
        Sold {
            units,
            sales: if units.is_nan() {
                UNKNOWN
            } else {
                units.max(0.0) / units_per_sale
            },
            units_per_sale,
            window: or(chunk.number(Number::SalesWindow, row), YEAR).max(1.0),
            on_hand: chunk.number(Number::OnHand, row),
            on_order: chunk.number(Number::OnOrder, row),
            days_since: chunk.days_since(Date::Sold, row, as_of),
            days_since_received: chunk.days_since(Date::Received, row, as_of),
            days_since_counted: chunk.days_since(Date::Counted, row, as_of),
            pack: or(chunk.number(Number::Pack, row), 1.0).max(1.0),
        }
    }

    /// Stocked, ordered or sold: what is neither says nothing of its peers' demand.
    pub fn is_carried(&self) -> bool {
        !self.units.is_nan()
            && (self.units > 0.0 || or(self.on_hand, 1.0) != 0.0 || self.on_order > 0.0)
    }

    /// Posterior of the daily units. Where nothing says what is sold: one sale since the last one,
    /// or else the stock once a year.
    pub fn demand(&self, prior: &Prior) -> Rate {
        if !self.units.is_nan() {
            let old = prior.after(self.sales, self.window);
            let newness = self.newness(prior, old);
            let sales = if newness > NEGLIGIBLE {
                old.or(
                    prior.after(self.sales, self.days_since_received.max(1.0)),
                    newness,
                )
            } else {
                old
            };
            let sales = sales.drifting(DRIFT);
            return Rate {
                shape: sales.shape,
                days: sales.days / self.units_per_sale,
            };
        }
        if !self.days_since.is_nan() {
            return Rate {
                shape: 1.0,
                days: self.days_since.max(30.0),
            };
        }
        if self.on_hand > 0.0 {
            return Rate {
                shape: 1.0,
                days: YEAR / self.on_hand,
            };
        }
        Rate::UNKNOWN
    }

    /// The chance that it came into the store with its last receipt, so that all it sold it sold
    /// since: exports do not say when an item was new. Few sales all since a late receipt, the last
    /// of them just now, whole packs received, and stock that only a rarely overbought old item
    /// would have speak for it.
    fn newness(&self, prior: &Prior, old: Rate) -> f64 {
        let (since, window) = (self.days_since_received.max(1.0), self.window);
        let all_since = self.sales > 0.0 && self.days_since <= since && self.on_hand > 0.0;
        if !(all_since && since < 0.5 * window) {
            return 0.0;
        }
        let packs = (self.on_hand + self.units) / self.pack;
        if packs != packs.round() {
            return 0.0;
        }
        let others = (self.sales - 1.0).max(0.0);
        let spacing =
            (1.0 - self.days_since / (since + 1.0)) / (1.0 - self.days_since / (window + 1.0));
        let evidence =
            window / since * spacing.powf(others) * prior.chance_ratio(self.sales, since, window);
        let too_much = self.on_hand > old.mean() * self.units_per_sale * YEAR;
        let overbought = if too_much { OVERBOUGHT_SHARE } else { 1.0 };
        let odds = NEW_SHARE / (1.0 - NEW_SHARE) * evidence / overbought;
        odds / (1.0 + odds)
    }

    /// Days without a sale; a window without sales was silent throughout.
    fn silent_since_sale(&self) -> f64 {
        if self.days_since.is_nan() && self.units <= 0.0 {
            self.window
        } else {
            self.days_since
        }
    }

    /// Days of even trade in which it could have sold and did not: before the last receipt the
    /// shelf may have been empty.
    pub fn silent(&self, season: &Season) -> f64 {
        let since_sale = self.silent_since_sale();
        if since_sale.is_nan() {
            return UNKNOWN;
        }
        season.worth(since_sale.min(or(self.days_since_received, f64::INFINITY)))
    }

    /// Its rate of sales before it fell silent.
    fn sales_before(&self, prior: &Prior, season: &Season) -> Rate {
        let traded = self.window - season.worth(self.silent_since_sale().min(self.window));
        prior.after(self.sales, traded.max(0.0))
    }

    pub fn silence(&self, prior: &Prior, season: &Season) -> Silence {
        let silent = self.silent(season);
        if self.units.is_nan() || silent.is_nan() {
            return Silence::UNKNOWN;
        }
        let before = self.sales_before(prior, season);
        Silence {
            chance: before.chance_of_silence(silent),
            span: (before.shape * (YEAR / before.days).ln_1p()).max(1.0),
        }
    }

    /// Whether the silence is not chance, and which of its two stories is told. If it began at any
    /// moment of the last year, chances p of silence are spread as 1 / (p span), against evenly by
    /// chance.
    pub fn absence(&self, silence: Silence, base_rate: f64) -> Absence {
        if !(self.on_hand > 0.0) || silence.chance.is_nan() {
            return Absence::UNKNOWN;
        }
        let likelihood = 1.0 / (silence.chance.max(f64::MIN_POSITIVE) * silence.span);
        let absent = base_rate * likelihood;
        let absent = absent / (absent + 1.0 - base_rate);
        let odds = self.empty_shelf_odds();
        Absence {
            empty_shelf: absent * odds / (1.0 + odds),
            demand_ended: absent / (1.0 + odds),
        }
    }

    fn empty_shelf_odds(&self) -> f64 {
        let mut odds = EMPTY_SHELF_ODDS;
        if self.days_since_received < self.days_since {
            odds *= RECEIVED_SINCE;
        }
        if self.days_since_counted < self.days_since {
            odds *= COUNTED_SINCE;
        }
        odds
    }
}

/// Logarithm of the chance of the present silence, had every unit been a sale of its own, evenly
/// spread; known for what is on the shelf and sold a few units.
pub fn log_chance_of_single_units(chunk: &Chunk, row: usize, as_of: i32) -> f64 {
    let units = chunk.number(Number::UnitsSold, row);
    if !((3.0..=100.0).contains(&units) && chunk.number(Number::OnHand, row) > 0.0) {
        return UNKNOWN;
    }
    let window = or(chunk.number(Number::SalesWindow, row), YEAR).max(1.0);
    let days = chunk.days_since(Date::Sold, row, as_of);
    if days < window {
        units * (-days / window).ln_1p()
    } else {
        UNKNOWN
    }
}
