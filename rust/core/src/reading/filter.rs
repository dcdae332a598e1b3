//! Records that are no items: blank ones, totals, repeated headers, and those without an identifier.

use super::date;
use super::number::{self, Decimal};
use super::text::{
    Form, Nulls, Raw, Role, clean_text, is_excel_error, is_null_word, text, trim_plain,
};
use super::{LeftOut, Options};

/// Cells of some records, wherever they come from.
pub(crate) trait Cells<'a> {
    fn records(&self) -> usize;
    fn width(&self) -> usize;
    /// True if every byte of every cell is a visible ASCII character or a blank.
    fn plain(&self) -> bool;
    fn cell(&self, record: usize, column: usize) -> Raw<'a>;
    /// The record's row, from the start of the part or of the file: see `Problems::append`.
    fn row(&self, record: usize) -> i64;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    Blank,
    Total,
    RepeatedHeader,
    NoIdentifier,
}

pub(crate) const REASONS: [&str; 4] = ["blank", "total", "repeated_header", "no_identifier"];

/// Counts and first rows per reason, from the start of a part.
#[derive(Debug, Clone, Default)]
pub(crate) struct Omitted {
    reasons: Vec<LeftOut>,
    max_examples: usize,
}

impl Omitted {
    pub fn new(options: &Options) -> Self {
        Omitted {
            reasons: Vec::new(),
            max_examples: options.max_examples,
        }
    }

    pub fn note(&mut self, reason: &str, row: i64) {
        self.add(reason, 1, &[row], 0);
    }

    pub fn append(&mut self, later: &Omitted, offset: i64) {
        for left_out in &later.reasons {
            self.add(&left_out.reason, left_out.count, &left_out.rows, offset);
        }
    }

    fn add(&mut self, reason: &str, count: u64, rows: &[i64], offset: i64) {
        let known = self.reasons.iter().position(|known| known.reason == reason);
        let at = known.unwrap_or_else(|| {
            self.reasons.push(LeftOut {
                reason: reason.to_owned(),
                count: 0,
                rows: Vec::new(),
            });
            self.reasons.len() - 1
        });
        let entry = &mut self.reasons[at];
        entry.count += count;
        let room = self.max_examples - entry.rows.len();
        entry
            .rows
            .extend(rows.iter().take(room).map(|row| row + offset));
    }


    /// In alphabetical order of the reasons.
    pub fn finish(mut self) -> Vec<LeftOut> {
        self.reasons.sort_by(|a, b| a.reason.cmp(&b.reason));
        self.reasons
    }
}

/// What an identifier column is made of.
#[derive(Debug, Clone)]
pub(crate) struct Identifier {
    pub source: usize,
    pub role: Role,
    pub nulls: Nulls,
}

/// Words that stand for the sum of the rows above, in small letters, without colon.
const TOTALS: [&str; 34] = [
    "total",
    "totals",
    "grand total",
    "grand totals",
    "sub total",
    "sub totals",
    "sub-total",
    "subtotal",
    "subtotals",
    "report total",
    "report totals",
    "store total",
    "total general",
    "totales",
    "total geral",
    "totais",
    "total général",
    "total general:",
    "totaal",
    "eindtotaal",
    "subtotaal",
    "summe",
    "gesamt",
    "gesamtsumme",
    "zwischensumme",
    "endsumme",
    "insgesamt",
    "somme",
    "sous-total",
    "somma",
    "totale",
    "suma",
    "sum",
    "suma total",
];

/// `Total`, `Grand Total:`, `SUBTOTAL 1,234.50`.
fn is_total(text: &str) -> bool {
    let words = text.trim_end_matches(|c: char| !c.is_alphabetic());
    let rest = &text[words.len()..];
    let folded = words.to_lowercase();
    let number = rest.trim_start_matches([':', '=', ' ', '.', '*']);
    TOTALS.contains(&folded.as_str())
        && (number.is_empty() || number.starts_with(|c: char| !c.is_alphabetic()))
}

/// True for cells that say nothing of what the row is: numbers, dates, null words, errors.
fn is_value(text: &str) -> bool {
    let reading = number::Reading {
        decimal: Decimal::Dot,
        auto: true,
    };
    let order = date::Reading {
        order: date::DateOrder::Mdy,
        guessed: true,
    };
    is_null_word(text)
        || is_excel_error(text)
        || matches!(
            number::parse_number(text, reading),
            number::Parsed::Number(..)
        )
        || matches!(
            date::parse_date(text, order),
            date::Parsed::Day(..) | date::Parsed::Null
        )
}

/// Decides which records are kept.
#[derive(Debug)]
pub(crate) struct Filter {
    headers: Vec<String>,
    identifiers: Vec<Identifier>,
    /// First two small letters of the cells that are not plainly words: see `is_word`.
    beginnings: Vec<bool>,
}

impl Filter {
    /// `headers` in the order of the cells. Without identifiers none is asked for.
    pub fn new(headers: &[String], identifiers: Vec<Identifier>) -> Self {
        let mut beginnings = vec![false; 26 * 26];
        let starts = TOTALS
            .iter()
            .copied()
            .chain(number::words())
            .chain(super::text::null_words())
            .chain(date::words());
        for word in starts {
            let letters: Vec<u8> = word.bytes().map(|byte| byte.to_ascii_lowercase()).collect();
            match letters.as_slice() {
                [a @ b'a'..=b'z', b @ b'a'..=b'z', ..] => beginnings[pair(*a, *b)] = true,
                [a @ b'a'..=b'z', ..] => {
                    (b'a'..=b'z').for_each(|b| beginnings[pair(*a, b)] = true);
                }
                _ => {}
            }
        }
        Filter {
            headers: headers
                .iter()
                .map(|header| header.trim().to_owned())
                .collect(),
            identifiers,
            beginnings,
        }
    }

    /// Why the record is left out whatever its columns mean; null: it is kept.
    #[inline]
    pub fn reason<'a>(&self, cells: &impl Cells<'a>, record: usize) -> Option<Reason> {
        let first = cells.cell(record, 0);
        // Nearly every record starts with a code that is no header and no word of ours.
        if let (Form::Bare, [a, b, ..]) = (first.form, first.bytes)
            && let Some(header) = self.headers.first()
            && header.as_bytes().first() != Some(a)
            && a.is_ascii_alphabetic()
            && b.is_ascii_alphabetic()
            && !self.beginnings[pair(a.to_ascii_lowercase(), b.to_ascii_lowercase())]
        {
            return None;
        }
        self.slow_reason(cells, record)
    }

    fn slow_reason<'a>(&self, cells: &impl Cells<'a>, record: usize) -> Option<Reason> {
        let width = cells.width();
        let mut blank = true;
        let mut header = true;
        let mut total = true;
        let mut found_total = false;
        for column in 0..width {
            let raw = cells.cell(record, column);
            if raw.bytes.is_empty() {
                continue;
            }
            if blank || header {
                let text = text(raw);
                if text.is_empty() {
                    continue;
                }
                blank = false;
                header &= self.is_header(column, &text);
            }
            if total && !self.is_quickly_no_word(raw) {
                if self.is_quickly_word(raw) {
                    total = false;
                } else {
                    let text = text(raw);
                    if is_total(&text) {
                        found_total = true;
                    } else if text.contains(char::is_alphabetic) && !is_value(&text) {
                        total = false;
                    }
                }
            }
            if !header && !total {
                return None;
            }
        }
        if blank {
            return Some(Reason::Blank);
        }
        if header && self.is_repeated_header(cells, record) {
            return Some(Reason::RepeatedHeader);
        }
        (total && found_total).then_some(Reason::Total)
    }

    /// Digits and marks only: no byte from `@` upwards.
    #[inline]
    fn is_quickly_no_word(&self, raw: Raw<'_>) -> bool {
        raw.bytes.iter().all(|byte| *byte < b'@')
    }

    /// Begins with two letters that no total, number, date or null word begins with.
    #[inline]
    fn is_quickly_word(&self, raw: Raw<'_>) -> bool {
        match raw.bytes {
            [a, b, ..] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                raw.form == Form::Bare
                    && !self.beginnings[pair(a.to_ascii_lowercase(), b.to_ascii_lowercase())]
            }
            _ => false,
        }
    }

    /// A repeated header's cell is the header, or its beginning where the name was taken already.
    fn is_header(&self, column: usize, cell: &str) -> bool {
        self.headers.get(column).is_some_and(|header| {
            header
                .get(..cell.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(cell))
        })
    }

    fn is_repeated_header<'a>(&self, cells: &impl Cells<'a>, record: usize) -> bool {
        let equal = (0..cells.width())
            .filter(|column| {
                let text = text(cells.cell(record, *column));
                text.eq_ignore_ascii_case(&self.headers[*column])
            })
            .count();
        equal * 2 > self.headers.len()
    }

    /// True if the record names its item, or if no column could.
    #[inline]
    pub fn is_identified<'a>(&self, cells: &impl Cells<'a>, record: usize) -> bool {
        self.identifiers.is_empty()
            || self.identifiers.iter().any(|identifier| {
                let raw = cells.cell(record, identifier.source);
                let plain = cells.plain() && raw.form == Form::Bare && identifier.nulls.is_empty();
                match trim_plain(raw.bytes) {
                    [] => false,
                    [first, ..] if plain && first.is_ascii_alphanumeric() => true,
                    _ => {
                        let text = text(raw);
                        clean_text(&text, identifier.role, &identifier.nulls)
                            .value
                            .is_some()
                    }
                }
            })
    }
}

fn pair(a: u8, b: u8) -> usize {
    usize::from(a - b'a') * 26 + usize::from(b - b'a')
}
