//! Numbers as people write them.
//!
//! A number is digits, perhaps grouped (by comma, dot, blank or apostrophe, in threes or the Indian
//! way), perhaps with decimals or an exponent; around it, once each: a sign or accounting
//! parentheses, a currency sign or code, a percent sign (dropped: `12 %` is 12) and a unit (dropped:
//! `5 pcs` is 5). Everything else is unreadable rather than guessed at.

use super::text::{is_excel_error, is_null_word, trim, unwrap_formula};

/// The decimal mark of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decimal {
    Dot,
    Comma,
}

impl Decimal {
    #[inline]
    pub fn mark(self) -> u8 {
        match self {
            Decimal::Dot => b'.',
            Decimal::Comma => b',',
        }
    }

    fn other(self) -> Decimal {
        match self {
            Decimal::Dot => Decimal::Comma,
            Decimal::Comma => Decimal::Dot,
        }
    }
}

/// What one cell says of its column's decimal mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// Nothing: no mark at all.
    None,
    /// It can only be read with this mark.
    Proof(Decimal),
    /// `1.234` or `1,234`: a group or decimals.
    Ambiguous,
}

/// What a cell of a number column is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Parsed {
    Number(f64, Evidence),
    Null,
    ExcelError,
    Unreadable,
}

/// How a column's cells are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub decimal: Decimal,
    /// True: cells that prove the other mark are read by it, `decimal` is for ambiguous ones.
    pub auto: bool,
}

/// All powers of ten that are exact in a double.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// The bytes of a short cell: the last of `length` in the top byte, anything below the first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Short {
    pub word: u64,
    /// One to eight.
    pub length: usize,
}

impl Short {
    #[inline]
    pub fn new(cell: &[u8]) -> Option<Short> {
        let length = cell.len();
        let word = || load_right(cell);
        (1..=8).contains(&length).then(|| Short {
            word: word(),
            length,
        })
    }

    #[inline(always)]
    fn first(self) -> u8 {
        (self.word >> (64 - 8 * self.length)) as u8
    }
}

/// Digits with at most one decimal mark and a minus, and whether there is a mark; null for
/// everything else, also for ambiguous cells. The quotient of two exact doubles is rounded once, so
/// it is the nearest double.
#[inline(always)]
pub(crate) fn parse_short(mut cell: Short, reading: Reading) -> Option<(f64, bool)> {
    let negative = cell.first() == b'-';
    cell.length -= usize::from(negative);
    if cell.length == 0 {
        return None;
    }
    let (number, decimals) = swar(cell.word, cell.length, reading.decimal.mark())?;
    let value = match decimals {
        None => number as f64,
        Some(3) if reading.auto && is_ambiguous(cell.first(), cell.length) => return None,
        Some(decimals) => number as f64 / POWERS[decimals & 7],
    };
    Some((
        if negative { 0.0 - value } else { value },
        decimals.is_some(),
    ))
}

/// The same for cells of up to sixteen bytes.
#[inline]
pub(crate) fn parse_simple(cell: &[u8], reading: Reading) -> Option<(f64, bool)> {
    if let Some(short) = Short::new(cell) {
        return parse_short(short, reading);
    }
    let negative = cell.first() == Some(&b'-');
    let digits = &cell[usize::from(negative)..];
    if !(8..=16).contains(&digits.len()) {
        return None;
    }
    let (head, tail) = digits.split_at(digits.len() - 8);
    let (low, decimals) = swar(load_right(tail), 8, reading.decimal.mark())?;
    let high = match head.len() {
        0 => 0,
        // No byte is a mark of 0: digits only.
        length => swar(load_right(head), length, 0)?.0,
    };
    let scale = if decimals.is_some() {
        10_000_000
    } else {
        100_000_000
    };
    let number = high * scale + low;
    let ambiguous = reading.auto && decimals == Some(3) && is_ambiguous(digits[0], digits.len());
    if ambiguous || number >= 1 << 53 {
        return None;
    }
    let value = number as f64 / POWERS[decimals.unwrap_or(0) & 7];
    Some((
        if negative { 0.0 - value } else { value },
        decimals.is_some(),
    ))
}

/// `123.456`, as against `0.123`, `.123` and `1234.567`.
fn is_ambiguous(first: u8, length: usize) -> bool {
    (5..=7).contains(&length) && first != b'0'
}

/// The last bytes of a word, in front of them zeros: at most eight.
#[inline]
pub(crate) fn load_right(bytes: &[u8]) -> u64 {
    let length = bytes.len();
    if let Some(word) = bytes.last_chunk() {
        return u64::from_le_bytes(*word);
    }
    if length >= 4 {
        let low = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        let high = u32::from_le_bytes([
            bytes[length - 4],
            bytes[length - 3],
            bytes[length - 2],
            bytes[length - 1],
        ]);
        return (u64::from(high) << 32) | (u64::from(low) << (64 - 8 * length) & 0xffff_ffff);
    }
    let mut word = 0;
    for byte in bytes {
        word = (word >> 8) | (u64::from(*byte) << 56);
    }
    word
}

/// The last `length` bytes of `word` (the last one in its top byte), one to eight; with the number of decimals if
/// there is a mark.
#[inline(always)]
fn swar(mut word: u64, length: usize, mark: u8) -> Option<(u64, Option<usize>)> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const LOW7: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    word &= !0 << (64 - 8 * length);
    let marks = word ^ (ONES * u64::from(mark));
    let found = !(((marks & LOW7) + LOW7) | marks | LOW7);
    let mut pad = 8 - length;
    let mut decimals = None;
    // A mark of 0 would be found in the padding.
    if found != 0 && mark != 0 {
        let at = found.trailing_zeros() as usize / 8;
        if length == 1 {
            return None;
        }
        decimals = Some(7 - at);
        let below = (1u64 << (8 * at)) - 1;
        let above = if at == 7 { 0 } else { !0 << (8 * (at + 1)) };
        word = (word & above) | ((word & below) << 8);
        pad += 1;
    }
    let padding = if pad == 0 { 0 } else { !0 >> (64 - 8 * pad) };
    word |= (ONES * 0x30) & padding;
    let high = word & 0xf0f0_f0f0_f0f0_f0f0;
    let carried = word.wrapping_add(ONES * 6) & 0xf0f0_f0f0_f0f0_f0f0;
    if high != ONES * 0x30 || carried != ONES * 0x30 {
        return None;
    }
    word = (word & 0x0f0f_0f0f_0f0f_0f0f).wrapping_mul(2561) >> 8;
    word = (word & 0x00ff_00ff_00ff_00ff).wrapping_mul(6_553_601) >> 16;
    word = (word & 0x0000_ffff_0000_ffff).wrapping_mul(42_949_672_960_001) >> 32;
    Some((word, decimals))
}

/// Any cell of a number column, from its text.
pub(crate) fn parse_number(cell: &str, reading: Reading) -> Parsed {
    if is_null_word(cell) {
        return Parsed::Null;
    }
    if is_excel_error(cell) {
        return Parsed::ExcelError;
    }
    let plain = respell(cell);
    if is_null_word(&plain) {
        return Parsed::Null;
    }
    let Some((negative, core)) = bare(&plain) else {
        return Parsed::Unreadable;
    };
    match digits(core.as_bytes(), reading) {
        Some((value, evidence)) if value.is_finite() => {
            Parsed::Number(if negative { 0.0 - value } else { value }, evidence)
        }
        _ => Parsed::Unreadable,
    }
}

/// One spelling for blanks, minus signs and apostrophes; formula and leading apostrophe undone.
fn respell(cell: &str) -> String {
    let text = unwrap_formula(cell);
    let text = text.strip_prefix('\'').unwrap_or(&text);
    let respelled: String = text
        .chars()
        .filter(|c| !c.is_control() || c.is_whitespace())
        .map(|c| match c {
            '\u{2212}' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{fe63}' | '\u{ff0d}' => '-',
            '\u{2019}' | '\u{2018}' | '\u{02bc}' | '`' | '´' => '\'',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    trim(&respelled).to_owned()
}

/// Currency signs and codes, longest first where one starts another; compared in small letters.
const CURRENCIES: &[&str] = &[
    "us$", "ca$", "au$", "nz$", "hk$", "mx$", "a$", "c$", "r$", "s$", "$", "€", "£", "¥", "₹", "₩",
    "₽", "₺", "₴", "₦", "₱", "฿", "₫", "₪", "₡", "₲", "₵", "￥", "usd", "eur", "gbp", "cad", "aud",
    "nzd", "chf", "jpy", "cny", "inr", "mxn", "pen", "brl", "clp", "cop", "ars", "zar", "sek",
    "nok", "dkk", "pln", "czk", "huf", "ron", "try", "ils", "aed", "sar", "sgd", "hkd", "php",
    "myr", "thb", "idr", "s/.", "s/", "rs.", "rs", "rm", "kr",
];

/// Units of sale; none that stand for a number of units, such as dozen.
const UNITS: &[&str] = &[
    "ea", "ea.", "each", "pc", "pcs", "pc.", "pcs.", "piece", "pieces", "unit", "units", "un",
    "und", "uds", "st", "stk", "stk.", "stck", "stück", "nos", "nos.", "no", "ct", "qty", "bx",
    "box", "boxes", "cs", "case", "cases", "pk", "pkg", "pack", "packs", "pr", "pair", "pairs",
    "set", "sets", "roll", "rolls", "bag", "bags", "kg", "g", "lb", "lbs", "oz", "l", "ml", "m",
    "ft", "days", "day",
];

/// Sign and digits, once everything that may stand around them is off.
fn bare(text: &str) -> Option<(bool, &str)> {
    let mut rest = text;
    let (mut signs, mut negative) = (0, false);
    let (mut currency, mut percent, mut unit) = (false, false, false);
    loop {
        rest = trim(rest);
        if let Some(inner) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
            (rest, negative, signs) = (inner, true, signs + 1);
        } else if let Some(inner) = rest.strip_prefix('-') {
            (rest, negative, signs) = (inner, true, signs + 1);
        } else if let Some(inner) = rest.strip_prefix('+') {
            (rest, signs) = (inner, signs + 1);
        } else if let Some(inner) = strip_dash_for_cents(rest) {
            rest = inner;
            if !rest.ends_with(|c: char| c.is_ascii_digit()) {
                return None;
            }
        } else if let Some(inner) = rest.strip_suffix('-') {
            (rest, negative, signs) = (inner, true, signs + 1);
        } else if let Some(inner) = rest.strip_suffix('%').filter(|_| !percent) {
            (rest, percent) = (inner, true);
        } else if let Some(inner) = strip_currency(rest).filter(|_| !currency) {
            (rest, currency) = (inner, true);
        } else if let Some(inner) = strip_unit(rest).filter(|_| !unit) {
            (rest, unit) = (inner, true);
        } else {
            return (signs <= 1).then_some((negative, rest));
        }
    }
}

/// `12,-` and `12.--`: no cents.
fn strip_dash_for_cents(text: &str) -> Option<&str> {
    let whole = text.strip_suffix("--").or_else(|| text.strip_suffix('-'))?;
    whole.strip_suffix([',', '.'])
}

fn strip_currency(text: &str) -> Option<&str> {
    CURRENCIES.iter().find_map(|currency| {
        strip_prefix_folded(text, currency).or_else(|| strip_suffix_folded(text, currency))
    })
}

fn strip_unit(text: &str) -> Option<&str> {
    let at = text
        .char_indices()
        .rev()
        .find(|(_, c)| !c.is_alphabetic() && *c != '.')
        .map(|(at, c)| at + c.len_utf8())?;
    let word = text[at..].trim_start_matches('.').to_lowercase();
    (!word.is_empty() && UNITS.contains(&word.as_str())).then(|| &text[..text.len() - word.len()])
}

fn strip_prefix_folded<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| &text[prefix.len()..])
}

fn strip_suffix_folded<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(suffix.len())?;
    let tail = text.get(at..)?;
    tail.eq_ignore_ascii_case(suffix).then(|| &text[..at])
}

/// `$1,234.50`, `-$5`, `($5.00)`, `1.234,50`: what most money looks like, without looking further;
/// null for everything else.
pub(crate) fn parse_money(cell: &[u8], reading: Reading) -> Option<(f64, Evidence)> {
    let (negative, rest) = match cell {
        [b'(', inner @ .., b')'] => (true, inner),
        [b'-', rest @ ..] => (true, rest),
        _ => (false, cell),
    };
    let core = rest.strip_prefix(b"$").unwrap_or(rest);
    let simple = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',');
    if core.len() > 30 || !core.iter().all(simple) {
        return None;
    }
    let (value, evidence) = digits(core, reading)?;
    Some((if negative { 0.0 - value } else { value }, evidence))
}

/// Digits with groups, decimals and exponent, and what they prove.
fn digits(core: &[u8], reading: Reading) -> Option<(f64, Evidence)> {
    let (body, exponent) = split_exponent(core)?;
    let (whole, fraction, evidence) = split_decimals(body, exponent.is_some(), reading)?;
    let is_number = is_grouped(whole, exponent.is_some())
        && fraction.iter().all(u8::is_ascii_digit)
        && whole.len() + fraction.len() > 0;
    if !is_number {
        return None;
    }
    value(whole, fraction, exponent.unwrap_or(0)).map(|value| (value, evidence))
}

fn split_exponent(core: &[u8]) -> Option<(&[u8], Option<i32>)> {
    let Some(at) = core.iter().position(|byte| matches!(byte, b'e' | b'E')) else {
        return Some((core, None));
    };
    let text = std::str::from_utf8(&core[at + 1..]).ok()?;
    let signed = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_power = (1..=4).contains(&signed.len()) && signed.bytes().all(|b| b.is_ascii_digit());
    is_power.then(|| Some((&core[..at], Some(text.parse().ok()?))))?
}

/// Whole part (still grouped), decimals, and what the cell proves.
fn split_decimals(
    body: &[u8],
    scientific: bool,
    reading: Reading,
) -> Option<(&[u8], &[u8], Evidence)> {
    let last = |mark: u8| body.iter().rposition(|byte| *byte == mark);
    let count = |mark: u8| body.iter().filter(|byte| **byte == mark).count();
    let split = |at: usize, evidence| Some((&body[..at], &body[at + 1..], evidence));
    let (decimal, at) = match (last(b'.'), last(b',')) {
        (None, None) => return Some((body, &[], Evidence::None)),
        (Some(dot), Some(comma)) if dot > comma => (Decimal::Dot, dot),
        (Some(_), Some(comma)) => (Decimal::Comma, comma),
        (Some(dot), None) => (Decimal::Dot, dot),
        (None, Some(comma)) => (Decimal::Comma, comma),
    };
    let both = count(decimal.other().mark()) > 0;
    if count(decimal.mark()) > 1 {
        let accepted = !both && (reading.auto || reading.decimal != decimal);
        return accepted.then_some((body, &[], Evidence::Proof(decimal.other())));
    }
    let (whole, fraction) = (&body[..at], &body[at + 1..]);
    let may_group = fraction.len() == 3
        && !scientific
        && !both
        && (1..=3).contains(&whole.len())
        && whole[0] != b'0'
        && whole.iter().all(u8::is_ascii_digit);
    match (reading.auto, may_group) {
        (true, false) => split(at, Evidence::Proof(decimal)),
        (true, true) if reading.decimal == decimal => split(at, Evidence::Ambiguous),
        (true, true) => Some((body, &[], Evidence::Ambiguous)),
        (false, _) if reading.decimal == decimal => split(at, Evidence::None),
        // `1,234` where the decimal mark is known to be a dot; `ungroup` checks the group.
        (false, _) if !both => Some((body, &[], Evidence::None)),
        (false, _) => None,
    }
}

/// True for digits without groups, and for digits grouped the Western or the Indian way.
fn is_grouped(whole: &[u8], scientific: bool) -> bool {
    let Some(mark) = whole.iter().find(|byte| !byte.is_ascii_digit()) else {
        return true;
    };
    if scientific || !matches!(mark, b',' | b'.' | b' ' | b'\'') {
        return false;
    }
    let mut groups = whole.split(|byte| byte == mark);
    let first = groups.next().map_or(0, <[u8]>::len);
    let (mut threes, mut indian) = ((1..=3).contains(&first), (1..=2).contains(&first));
    let mut last = None;
    for group in groups {
        if !group.iter().all(u8::is_ascii_digit) {
            return false;
        }
        threes &= last.is_none_or(|last| last == 3);
        indian &= last.is_none_or(|last| last == 2);
        last = Some(group.len());
    }
    last == Some(3) && (threes || indian)
}

/// The nearest double; marks of groups in `whole` are skipped.
fn value(whole: &[u8], fraction: &[u8], exponent: i32) -> Option<f64> {
    let digits = || {
        whole
            .iter()
            .chain(fraction)
            .filter(|byte| byte.is_ascii_digit())
    };
    let power = exponent - i32::try_from(fraction.len()).ok()?;
    if whole.len() + fraction.len() <= 19 {
        let number = digits().fold(0u64, |number, digit| number * 10 + u64::from(digit - b'0'));
        if number < 1 << 53 && (-22..=22).contains(&power) {
            let scale = POWERS[power.unsigned_abs() as usize];
            let number = number as f64;
            return Some(if power < 0 {
                number / scale
            } else {
                number * scale
            });
        }
    }
    let mut text: String = digits().map(|digit| char::from(*digit)).collect();
    text.push('e');
    text.push_str(&power.to_string());
    text.parse().ok()
}

/// Words that may begin a number.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    CURRENCIES.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOT: Reading = Reading {
        decimal: Decimal::Dot,
        auto: false,
    };
    const AUTO: Reading = Reading {
        decimal: Decimal::Dot,
        auto: true,
    };

    fn simple(cell: &str, reading: Reading) -> Option<f64> {
        parse_simple(cell.as_bytes(), reading).map(|(value, _)| value)
    }

    /// Numbers without an order to them, the same on every run.
    fn scattered(count: u64) -> impl Iterator<Item = u64> {
        (0..count).map(|at| at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (at % 50))
    }

    #[test]
    fn simple_numbers_are_the_nearest_doubles() {
        for number in scattered(20_000) {
            let digits = (number % 10_000_000_000_000_000).to_string();
            for at in 0..=digits.len() {
                let cell = format!("{}.{}", &digits[..at], &digits[at..]);
                if let Some(value) = simple(&cell, DOT) {
                    assert_eq!(Ok(value), cell.parse(), "{cell}");
                }
            }
            if let Some(value) = simple(&digits, DOT) {
                assert_eq!(Ok(value), digits.parse(), "{digits}");
            }
        }
    }

    #[test]
    fn what_stands_before_a_cell_is_no_part_of_it() {
        let row = b"99999999,4.25";
        let word = u64::from_le_bytes(*row.last_chunk().expect("eight bytes"));
        for (length, value) in [(4, 4.25), (3, 0.25), (2, 25.0)] {
            let cell = Short { word, length };
            assert_eq!(parse_short(cell, DOT).map(|(value, _)| value), Some(value));
        }
    }

    #[test]
    fn ambiguous_cells_are_not_simple() {
        assert_eq!(simple("1.234", AUTO), None);
        assert_eq!(simple("0.234", AUTO), Some(0.234));
        assert_eq!(simple("1234.567", AUTO), Some(1234.567));
        for not_simple in [
            "",
            ".",
            "-",
            "1.2.3",
            "1 2",
            "1e5",
            "--1",
            "12345678901234567",
        ] {
            assert_eq!(simple(not_simple, AUTO), None, "{not_simple}");
        }
    }

    #[test]
    fn a_cell_proves_its_own_mark() {
        let evidence = |cell: &str| match parse_number(cell, AUTO) {
            Parsed::Number(value, evidence) => (value, evidence),
            other => panic!("{cell}: {other:?}"),
        };
        assert_eq!(
            evidence("1.234,5"),
            (1234.5, Evidence::Proof(Decimal::Comma))
        );
        assert_eq!(
            evidence("1,234,567"),
            (1_234_567.0, Evidence::Proof(Decimal::Dot))
        );
        assert_eq!(evidence("12,5"), (12.5, Evidence::Proof(Decimal::Comma)));
        assert_eq!(evidence("1,234"), (1234.0, Evidence::Ambiguous));
        assert_eq!(evidence("1 234"), (1234.0, Evidence::None));
        assert_eq!(parse_number("12,5", DOT), Parsed::Unreadable);
    }
}
