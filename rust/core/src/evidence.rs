//! Evidence as a flat JSON object: names end in their unit.

use std::fmt::Write;

use crate::item::{Fact, Item};

/// Digits behind the point: dollars recomputed from what is shown stay right to the cent.
const ROUND: f64 = 1e8;

/// Says so where a number that the judgement used had to be assumed, and takes out a cost of zero
/// that nobody knows.
pub fn sources(item: &Item, facts: &mut Vec<Fact>) {
    let known = |wanted: &str, facts: &[Fact]| {
        facts.iter().find_map(|fact| match fact {
            Fact::Number(name, value) if *name == wanted && value.is_finite() => Some(*value),
            _ => None,
        })
    };
    if let Some(cost) = known(COST, facts)
        && !(item.unit_cost > 0.0)
    {
        facts.push(Fact::Word(
            "unit_cost_source",
            if cost > 0.0 {
                "estimated from the peers' margin"
            } else {
                "unknown"
            },
        ));
        facts.retain(
            |fact| !matches!(fact, Fact::Number(name, value) if *name == COST && *value == 0.0),
        );
    }
    if known("demand_per_day_units", facts).is_some() && item.demand_is_estimated {
        let sold = if item.days_since_sold.is_nan() {
            "assumed: the stock sells once a year"
        } else {
            "assumed: one sale since the last one"
        };
        facts.push(Fact::Word("demand_source", sold));
    }
}

const COST: &str = "unit_cost_usd";

pub fn write(facts: &[Fact], out: &mut String) {
    out.push('{');
    let mut first = true;
    for fact in facts {
        if let Fact::Number(_, value) = fact
            && !value.is_finite()
        {
            continue;
        }
        if !first {
            out.push(',');
        }
        first = false;
        // writing to a String cannot fail
        let _ = match fact {
            Fact::Number(name, value) => write!(out, "\"{name}\":{}", rounded(*value)),
            Fact::Word(name, word) => write!(out, "\"{name}\":\"{word}\""),
        };
    }
    out.push('}');
}

fn rounded(value: f64) -> f64 {
    if value.abs() < 1e9 {
        (value * ROUND).round() / ROUND + 0.0
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_numbers_are_left_out() {
        let mut json = String::new();
        let facts = [
            Fact::Number("a_usd", 1.0 / 3.0),
            Fact::Number("b_days", f64::NAN),
            Fact::Word("rule", "slow"),
            Fact::Number("c_units", -0.0),
        ];
        write(&facts, &mut json);
        assert_eq!(json, r#"{"a_usd":0.33333333,"rule":"slow","c_units":0}"#);
    }
}
