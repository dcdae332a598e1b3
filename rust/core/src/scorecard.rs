//! What clues add up to. The twin of `src/sentinel/scorecard.py`.

use crate::clues::{self, Clue};
use crate::error::Error;
use crate::item::Item;

/// Log-odds as straight lines between points, flat beyond the first and the last.
pub struct Curve {
    points: Vec<(f64, f64)>,
    unknown: f64,
}

impl Curve {
    pub fn new(points: Vec<(f64, f64)>, unknown: f64) -> Curve {
        Curve { points, unknown }
    }

    fn at(&self, value: f64) -> f64 {
        if value.is_nan() {
            return self.unknown;
        }
        let Some(&(first, start)) = self.points.first() else {
            return 0.0;
        };
        if value <= first {
            return start;
        }
        let mut before = (first, start);
        for &(x, y) in &self.points {
            if value <= x {
                let part = (value - before.0) / (x - before.0);
                return before.1 + part * (y - before.1);
            }
            before = (x, y);
        }
        before.1
    }
}

/// The chance that an item leaks, from its clues and from what the primitive itself makes of it.
#[derive(Default)]
pub struct Scorecard {
    start: f64,
    own: Option<Curve>,
    curves: Vec<(Clue, Curve)>,
    /// Logarithm of the true costs of known stores over those that the primitive expects.
    cost: Option<(Clue, Curve)>,
    /// How many times as far as the primitive says the costs of known stores lay below and above.
    stretch: Option<(f64, f64)>,
}

impl Scorecard {
    pub fn new(
        start: f64,
        own: Option<Curve>,
        named: Vec<(String, Curve)>,
        cost: Option<(String, Curve)>,
        stretch: Option<(f64, f64)>,
    ) -> Result<Scorecard, Error> {
        Ok(Scorecard {
            start,
            own,
            curves: named
                .into_iter()
                .map(known_clue)
                .collect::<Result<_, _>>()?,
            cost: cost.map(known_clue).transpose()?,
            stretch,
        })
    }

    /// `own`: the log-odds of the primitive itself; unknown where it has none.
    pub fn probability(&self, item: &Item, own: f64) -> f64 {
        let mut odds = self.start + self.own.as_ref().map_or(0.0, |curve| curve.at(own));
        for (clue, curve) in &self.curves {
            odds += curve.at(clue(item));
        }
        1.0 / (1.0 + (-odds).exp())
    }

    /// How many times what the primitive expects an item like this cost in known stores.
    pub fn cost_ratio(&self, item: &Item) -> Option<f64> {
        (self.cost.as_ref()).map(|(clue, curve)| curve.at(clue(item)).exp())
    }

    pub fn stretch(&self) -> Option<(f64, f64)> {
        self.stretch
    }
}

fn known_clue((name, curve): (String, Curve)) -> Result<(Clue, Curve), Error> {
    let clue = clues::named(&name).ok_or(Error::UnknownClue(name))?;
    Ok((clue, curve))
}
