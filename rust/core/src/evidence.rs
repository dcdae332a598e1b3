//! Evidence as a flat JSON object: names end in their unit.

use std::fmt::Write;

use crate::item::Fact;

/// Digits behind the point: dollars recomputed from what is shown stay right to the cent.
const ROUND: f64 = 1e6;

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
        assert_eq!(json, r#"{"a_usd":0.333333,"rule":"slow","c_units":0}"#);
    }
}
