//! Dates as people write them, without a time zone: the day as it stands in the export.
//!
//! Two-digit years: 00 to 68 are 2000 to 2068, 69 to 99 are 1969 to 1999. Days outside of 1990 to
//! 2100 are unreadable, but the days that systems write for "never" are null: zeros, 1900-01-01 and
//! the first days of other calendars.

use super::text::{is_excel_error, is_null_word, trim, unwrap_formula};

/// In which order a date of three numbers is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    Ymd,
    Mdy,
    Dmy,
}

/// What one cell says of its column's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// Nothing: it reads the same in every order.
    None,
    Proof(DateOrder),
    /// Both parts are below 13. True: written with dots, which only day-first countries do.
    Ambiguous(bool),
}

/// What a cell of a date column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parsed {
    /// Days since 1970-01-01.
    Day(i32, Evidence),
    Null,
    ExcelError,
    /// No date, or one that contradicts the order of its column.
    Unreadable(Evidence),
}

/// The order in which ambiguous cells are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    pub order: DateOrder,
    /// True: nothing but the habit says so, and dates with dots are read day first.
    pub guessed: bool,
}

const FIRST_YEAR: i32 = 1990;
const LAST_YEAR: i32 = 2100;
const YEAR_COUNT: usize = (LAST_YEAR - FIRST_YEAR + 1) as usize;
/// Excel's day number (1900 system) of 1970-01-01, and of the first and last day accepted.
const EXCEL_EPOCH: i32 = 25_569;
const EXCEL_FIRST: i32 = 32_874;
const EXCEL_LAST: i32 = 73_415;

/// Days from 1970-01-01 to the first of January.
const fn year_start(year: i32) -> i32 {
    let before = year - 1;
    365 * before + before / 4 - before / 100 + before / 400 - 719_162
}

const YEARS: [i32; YEAR_COUNT] = {
    let mut starts = [0; YEAR_COUNT];
    let mut i = 0;
    while i < YEAR_COUNT {
        starts[i] = year_start(FIRST_YEAR + i as i32);
        i += 1;
    }
    starts
};

const MONTH_STARTS: [[i32; 12]; 2] = [
    [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334],
    [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335],
];
const MONTH_DAYS: [u8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days since 1970-01-01; null outside of 1990 to 2100 and for days that do not exist.
#[inline(always)]
fn days(year: u32, month: u32, day: u32) -> Option<i32> {
    let start = *YEARS.get((year as usize).wrapping_sub(FIRST_YEAR as usize))?;
    let leap = is_leap(year as i32);
    let month = (month as usize).wrapping_sub(1);
    let length = u32::from(*MONTH_DAYS.get(month)?) + u32::from(leap && month == 1);
    (day.wrapping_sub(1) < length)
        .then(|| start + MONTH_STARTS[usize::from(leap)][month] + day as i32 - 1)
}

#[inline]
fn number(bytes: &[u8]) -> Option<u32> {
    let mut value = 0;
    let mut odd = false;
    for byte in bytes {
        let digit = u32::from(byte.wrapping_sub(b'0'));
        odd |= digit > 9;
        value = value * 10 + digit;
    }
    (!odd).then_some(value)
}

/// `YYYY-MM-DD`, alone or with a plain time behind it; null for everything else.
#[inline(always)]
pub(crate) fn parse_iso(cell: &[u8]) -> Option<i32> {
    let (date, time) = cell.split_at_checked(10)?;
    // Every byte as its distance from "0000-00-00": digits below ten, marks zero.
    let head = u64::from_le_bytes(*date.first_chunk()?) ^ u64::from_le_bytes(*b"0000-00-");
    let tail = u16::from_le_bytes(*date.last_chunk()?) ^ u16::from_le_bytes(*b"00");
    let head_over = head.wrapping_add(0x7f06_067f_0606_0606) | head;
    let tail_over = tail.wrapping_add(0x0606) | tail;
    if (head_over & 0x80f0_f080_f0f0_f0f0) != 0 || (tail_over & 0xf0f0) != 0 {
        return None;
    }
    if !time.is_empty() && !is_time(time) {
        return None;
    }
    let digit = |at: u32| (head >> (8 * at)) as u32 & 0xf;
    days(
        digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3),
        digit(5) * 10 + digit(6),
        u32::from(tail & 0xf) * 10 + u32::from(tail >> 8),
    )
}

/// `M/D/YYYY` and `DD.MM.YYYY`, alone or with a plain time behind it, as its column is read; null for
/// everything else.
#[inline]
pub(crate) fn parse_marked(cell: &[u8], reading: Reading) -> Option<(i32, Evidence)> {
    let (a, behind) = one_or_two(cell)?;
    let (mark, behind) = behind.split_first()?;
    let (b, behind) = one_or_two(behind)?;
    let (second, behind) = behind.split_first()?;
    if mark != second || !matches!(mark, b'/' | b'-' | b'.') {
        return None;
    }
    let (year, time) = behind.split_at_checked(4)?;
    if !time.is_empty() && !is_time(time) {
        return None;
    }
    let evidence = evidence(a, b, *mark);
    let (month, day) = match reading.order {
        _ if evidence == Evidence::Ambiguous(true) && reading.guessed => (b, a),
        DateOrder::Mdy => (a, b),
        DateOrder::Dmy => (b, a),
        DateOrder::Ymd => return None,
    };
    days(number(year)?, month, day).map(|day| (day, evidence))
}

/// A number of one or two digits and what stands behind it.
#[inline]
fn one_or_two(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    let (first, behind) = bytes.split_first()?;
    let first = digit(first)?;
    Some(match behind.first().and_then(digit) {
        Some(second) => (first * 10 + second, &behind[1..]),
        None => (first, behind),
    })
}

fn evidence(a: u32, b: u32, mark: u8) -> Evidence {
    match (a > 12, b > 12) {
        (true, false) => Evidence::Proof(DateOrder::Dmy),
        (false, true) => Evidence::Proof(DateOrder::Mdy),
        (false, false) if a != b => Evidence::Ambiguous(mark == b'.'),
        _ => Evidence::None,
    }
}

/// A time of day behind a date: ` 10:11`, `T10:11:12.5Z`, `, 3:04 PM`, `+02:00`.
fn is_time(rest: &[u8]) -> bool {
    let Some((mark, time)) = rest.split_first() else {
        return true;
    };
    let time = time.trim_ascii();
    matches!(mark, b' ' | b'T' | b't' | b',')
        && time.first().is_some_and(u8::is_ascii_digit)
        && time.len() <= 40
        && time.contains(&b':')
        && time
            .iter()
            .all(|byte| byte.is_ascii_digit() || b":.,+- APMapmZzTtUuCcGgSsEeDdhH".contains(byte))
}

/// Any cell of a date column, from its text.
pub(crate) fn parse_date(cell: &str, reading: Reading) -> Parsed {
    if is_null_word(cell) || cell.eq_ignore_ascii_case("never") {
        return Parsed::Null;
    }
    if is_excel_error(cell) {
        return Parsed::ExcelError;
    }
    let unwrapped = unwrap_formula(cell);
    let text = trim(unwrapped.strip_prefix('\'').unwrap_or(&unwrapped));
    if is_null_word(text) {
        return Parsed::Null;
    }
    if let Some(day) = parse_iso(text.as_bytes()) {
        return Parsed::Day(day, Evidence::None);
    }
    if let Some(parsed) = from_digits(text) {
        return parsed;
    }
    let parts = split(text);
    let Some(parts) = parts else {
        return Parsed::Unreadable(Evidence::None);
    };
    from_parts(&parts, reading)
}

/// `20240724`, perhaps with a time, and Excel's day numbers, perhaps with a part of a day.
fn from_digits(text: &str) -> Option<Parsed> {
    let (whole, rest) = text.split_at(text.bytes().take_while(u8::is_ascii_digit).count());
    let is_fraction = |rest: &str| {
        rest.strip_prefix(['.', ','])
            .is_some_and(|decimals| decimals.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let is_compact_time = |rest: &str| {
        let digits = rest.strip_prefix(['T', 't', ' ']).unwrap_or(rest);
        let digits = digits.strip_suffix(['Z', 'z']).unwrap_or(digits);
        matches!(digits.len(), 4 | 6) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let bytes = whole.as_bytes();
    let day_only = match bytes.len() {
        8 => rest.is_empty() || is_compact_time(rest) || is_time(rest.as_bytes()),
        12 | 14 => rest.is_empty(),
        _ => false,
    };
    if day_only {
        let (year, month) = (number(&bytes[..4])?, number(&bytes[4..6])?);
        return Some(checked(year, month, number(&bytes[6..8])?, Evidence::None));
    }
    if !(rest.is_empty() || is_fraction(rest)) {
        return None;
    }
    match number(bytes.get(..bytes.len().min(9))?)? as i32 {
        0 | 1 if bytes.len() <= 8 => Some(Parsed::Null),
        serial if bytes.len() == 5 && (EXCEL_FIRST..=EXCEL_LAST).contains(&serial) => {
            Some(Parsed::Day(serial - EXCEL_EPOCH, Evidence::None))
        }
        _ => Some(Parsed::Unreadable(Evidence::None)),
    }
}

/// One part of a date: digits (value, number of digits) or a month by name.
#[derive(Debug, Clone, Copy)]
enum Part {
    Number(u32, usize),
    Month(u32),
}

/// Three parts and the mark behind the first.
struct Parts {
    parts: [Part; 3],
    mark: u8,
}

/// Splits at marks; a weekday in front, ordinal endings and a time behind fall off.
fn split(text: &str) -> Option<Parts> {
    let bytes = text.as_bytes();
    let mut parts: Vec<Part> = Vec::with_capacity(3);
    let mut mark = None;
    let mut at = 0;
    while parts.len() < 3 {
        let start = at;
        let digits = bytes[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        at += digits;
        if digits > 0 {
            if digits > 4 {
                return None;
            }
            parts.push(Part::Number(number(&bytes[start..at])?, digits));
            at += ordinal(&text[at..]);
        } else {
            let letters = text[at..].find(|c: char| !c.is_alphabetic());
            let word = &text[at..letters.map_or(text.len(), |end| at + end)];
            at += word.len();
            match month(word) {
                Some(month) => parts.push(Part::Month(month)),
                None if parts.is_empty() && is_weekday(word) => {}
                None => return None,
            }
        }
        if parts.len() == 3 {
            break;
        }
        let marks = bytes[at..]
            .iter()
            .take_while(|byte| matches!(byte, b'/' | b'-' | b'.' | b' ' | b',' | b'\''))
            .count();
        let between_letters = bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        if marks == 0 && !between_letters {
            return None;
        }
        if parts.len() == 1 {
            mark = mark.or(bytes.get(at).copied());
        }
        at += marks;
    }
    let rest = bytes[at..].trim_ascii_end();
    let parts = parts.try_into().ok()?;
    (rest.is_empty() || rest == b"." || is_time(rest)).then_some(Parts {
        parts,
        mark: mark.unwrap_or(b' '),
    })
}

fn ordinal(text: &str) -> usize {
    let ends = ["st", "nd", "rd", "th"];
    let end = text
        .get(..2)
        .filter(|end| ends.iter().any(|o| o.eq_ignore_ascii_case(end)));
    let alone = !text.get(2..).unwrap_or("").starts_with(char::is_alphabetic);
    end.filter(|_| alone).map_or(0, str::len)
}

/// Beginnings of months' names: English, Spanish, German, French, Italian, Portuguese, Dutch.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "jän", "gen"],
    &["feb", "fév", "fev"],
    &["mar", "mär", "mrz", "maa", "mrt"],
    &["apr", "abr", "avr"],
    &["may", "mai", "mag", "mei"],
    &["jun", "juin", "giu"],
    &["jul", "juil", "lug"],
    &["aug", "ago", "aoû", "aou"],
    &["sep", "set"],
    &["oct", "okt", "ott", "out"],
    &["nov"],
    &["dec", "dez", "dic", "déc"],
];

fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let found = MONTHS
        .iter()
        .position(|names| names.iter().any(|name| word.starts_with(name)));
    found.filter(|_| word.len() <= 12).map(|at| at as u32 + 1)
}

fn is_weekday(word: &str) -> bool {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let head = word.get(..3).unwrap_or("");
    days.iter().any(|day| day.eq_ignore_ascii_case(head)) && word.len() <= 9
}

fn from_parts(parts: &Parts, reading: Reading) -> Parsed {
    use Part::{Month, Number};
    match parts.parts {
        [Number(day, 1..=2), Month(month), Number(year, digits)]
        | [
            Month(month),
            Number(day, 1..=2),
            Number(year, digits @ (2 | 4)),
        ] => checked(full_year(year, digits), month, day, Evidence::None),
        [Number(year, 4), Month(month), Number(day, _)] => {
            checked(year, month, day, Evidence::None)
        }
        [Number(year, 4), Number(month, _), Number(day, 1..=2)] => {
            checked(year, month, day, Evidence::None)
        }
        [
            Number(a, 1..=2),
            Number(b, 1..=2),
            Number(c, digits @ (1 | 2 | 4)),
        ] => numeric(a, b, c, digits, parts.mark, reading),
        _ => Parsed::Unreadable(Evidence::None),
    }
}

fn numeric(a: u32, b: u32, c: u32, digits: usize, mark: u8, reading: Reading) -> Parsed {
    if digits < 4 && (reading.order == DateOrder::Ymd || a > 31) {
        return checked(full_year(a, 2), b, c, Evidence::None);
    }
    let year = full_year(c, digits);
    let evidence = evidence(a, b, mark);
    let order = match evidence {
        Evidence::Ambiguous(true) if reading.guessed => DateOrder::Dmy,
        // A year-first plan says nothing of dates whose year is last.
        _ if reading.order == DateOrder::Ymd => DateOrder::Mdy,
        _ => reading.order,
    };
    match order {
        DateOrder::Dmy => checked(year, b, a, evidence),
        _ => checked(year, a, b, evidence),
    }
}

fn full_year(year: u32, digits: usize) -> u32 {
    match (digits, year) {
        (3.., _) => year,
        (_, ..=68) => 2000 + year,
        _ => 1900 + year,
    }
}

/// A day, or null where a system means "never".
fn checked(year: u32, month: u32, day: u32, evidence: Evidence) -> Parsed {
    let zeros = month == 0 && day == 0;
    if zeros || is_start_of_time(year, month, day) {
        return Parsed::Null;
    }
    match days(year, month, day) {
        Some(day) => Parsed::Day(day, evidence),
        None => Parsed::Unreadable(evidence),
    }
}

/// Day zero of the usual systems.
fn is_start_of_time(year: u32, month: u32, day: u32) -> bool {
    matches!(
        (year, month, day),
        (1900, 1, 0 | 1) | (1899, 12, 30 | 31) | (1753 | 1 | 1601 | 1800, 1, 1)
    )
}

/// Words that may begin a date.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "never"];
    MONTHS
        .iter()
        .flat_map(|names| names.iter().copied())
        .chain(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_from_1990_to_2100_has_its_number() {
        let mut expected = 7305;
        for year in 1990..=2100u32 {
            for month in 1..=12u32 {
                let leap = year % 4 == 0 && year != 2100;
                let length =
                    u32::from(MONTH_DAYS[month as usize - 1]) + u32::from(leap && month == 2);
                for day in 1..=length {
                    let cell = format!("{year}-{month:02}-{day:02}");
                    assert_eq!(parse_iso(cell.as_bytes()), Some(expected), "{cell}");
                    expected += 1;
                }
                let cell = format!("{year}-{month:02}-{:02}", length + 1);
                assert_eq!(parse_iso(cell.as_bytes()), None, "{cell}");
            }
        }
        assert_eq!(expected - 1 + EXCEL_EPOCH, EXCEL_LAST);
        assert_eq!(7305 + EXCEL_EPOCH, EXCEL_FIRST);
    }

    #[test]
    fn no_other_byte_passes_for_a_digit() {
        for at in 0..10 {
            for byte in 0..=255 {
                let mut cell = *b"2024-01-11";
                cell[at] = byte;
                let is_date = parse_iso(&cell).is_some();
                let may_be = if at == 4 || at == 7 {
                    byte == b'-'
                } else {
                    byte.is_ascii_digit()
                };
                assert!(may_be || !is_date, "{cell:?}");
            }
        }
    }
}
