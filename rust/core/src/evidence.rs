//! Evidence as a flat JSON object: names end in their unit.

use std::fmt::Write;

use crate::item::{Fact, Item};

/// Digits behind the point: dollars recomputed from what is shown stay right to the cent.
const DECIMALS: usize = 8;
const SCALE: u64 = 100_000_000;
/// Larger numbers have no eight decimals that a double could hold.
const EXACT_BELOW: f64 = 9e7;

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
/// Annual cost said, over the one that the judgement computes.
pub const COST_RATIO: &str = "known_stores_cost_ratio";

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
        let (Fact::Number(name, _) | Fact::Word(name, _)) = fact;
        out.push('"');
        out.push_str(name);
        out.push_str("\":");
        match fact {
            Fact::Number(_, value) => write_number(*value, out),
            Fact::Word(_, word) => {
                out.push('"');
                out.push_str(word);
                out.push('"');
            }
        }
    }
    out.push('}');
}

/// Rounded to eight decimals. By hand: the formatter for all numbers stood among the first three of
/// detection's profile.
fn write_number(value: f64, out: &mut String) {
    if value.abs() >= EXACT_BELOW {
        // writing to a String cannot fail
        let _ = write!(out, "{value}");
        return;
    }
    let scaled = (value * SCALE as f64).round() as i64;
    if scaled < 0 {
        out.push('-');
    }
    let (whole, fraction) = (scaled.unsigned_abs() / SCALE, scaled.unsigned_abs() % SCALE);
    let mut digits = [0; 20];
    out.push_str(decimal(whole, 1, &mut digits));
    if fraction > 0 {
        out.push('.');
        out.push_str(decimal(fraction, DECIMALS, &mut digits).trim_end_matches('0'));
    }
}

/// The number's digits, with zeros in front up to `least` of them.
fn decimal(mut number: u64, least: usize, digits: &mut [u8; 20]) -> &str {
    let mut at = digits.len();
    while number > 0 || digits.len() - at < least {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    std::str::from_utf8(&digits[at..]).unwrap_or_default()
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

    #[test]
    fn numbers_are_written_as_the_formatter_would() {
        for value in [
            0.0,
            -0.0,
            1.0,
            -12.5,
            0.000_000_01,
            1e-9,
            99.95,
            1_234_567.891,
            1e8,
            1e15,
        ] {
            let mut written = String::new();
            write_number(value, &mut written);
            let rounded = if value.abs() < 9e7 {
                (value * 1e8).round() / 1e8 + 0.0
            } else {
                value
            };
            assert_eq!(written, format!("{rounded}"));
        }
    }
}
