//! Records that are no items: blank ones, totals, repeated headers, and those without an identifier.

use std::borrow::Cow;

use super::date;
use super::number::{self, Decimal, Short};
use super::text::{
    self, Form, Nulls, Raw, Role, clean_text, is_excel_error, is_null_word, simple, text,
    trim_plain,
};
use super::{LeftOut, Options};

/// Cells of some records, wherever they come from.
pub(crate) trait Cells<'a> {
    fn records(&self) -> usize;
    fn width(&self) -> usize;
    /// True if every byte of every cell is a visible ASCII character or a blank.
    fn plain(&self) -> bool;
    fn cell(&self, record: usize, column: usize) -> Raw<'a>;
    /// A cell of one to eight bytes that needs nothing done to it; null: see `cell`.
    fn short(&self, record: usize, column: usize) -> Option<Short>;
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
const TOTALS: &[&str] = &[
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
    "grand summary",
    "grand summaries",
    "store total",
    "total general",
    "totales",
    "total geral",
    "totais",
    "total général",
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

/// `Total`, `Grand Total:`, `SUBTOTAL 1,234.50`: every total begins with two ASCII letters.
fn is_total(text: &[u8]) -> bool {
    let is = |words: &[u8]| {
        let mut totals = TOTALS.iter();
        totals.any(|total| total.as_bytes().eq_ignore_ascii_case(words))
    };
    if text.is_ascii() {
        let end = text.iter().rposition(u8::is_ascii_alphabetic);
        return is(&text[..end.map_or(0, |end| end + 1)]);
    }
    let text = String::from_utf8_lossy(text).to_lowercase();
    is(text
        .trim_end_matches(|c: char| !c.is_alphabetic())
        .as_bytes())
}

/// Words that say of themselves that only some of the rows are added up.
const SUBTOTALS: &[&str] = &[
    "sub totals ",
    "sub total ",
    "sub-total ",
    "subtotal:",
    "subtotal ",
    "subtotals ",
    "subtotaal ",
    "sous-total ",
    "zwischensumme ",
    "grand total ",
];

/// `Total` where the rest says of what, as no item's name does.
const TOTALS_OF: &[&str] = &[
    "total (",
    "total:",
    "total - ",
    "total for ",
    "total of ",
    "total dept",
    "total department",
    "total category",
    "totals (",
    "totals:",
    "totals for ",
    "totaal (",
    "totaal:",
    "summe (",
    "summe:",
    "total por ",
    "total pour ",
];

/// What a total may be of before it says of which: `Dept Total: SWEETS`.
const PARTS: &[&str] = &[
    "dept total",
    "department total",
    "category total",
    "subcategory total",
    "class total",
    "group total",
    "section total",
    "supplier total",
    "vendor total",
    "location total",
    "page total",
];

/// `Total (SWEETS)`, `Subtotal: Hardware`, `Dept 10 total`: a total that says of what.
fn is_total_of(text: &[u8]) -> bool {
    ends_in_total(text) || begins_as(text, SUBTOTALS) || begins_as(text, TOTALS_OF) || is_part(text)
}

#[cold]
#[inline(never)]
fn is_part(text: &[u8]) -> bool {
    begins_as(text, PARTS)
}

fn begins_as(text: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| {
        let start = text.get(..word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    })
}

/// `Hardware Total`, `DEPT 10 TOTALS:`: with a word before it. Asked of the first cell of every
/// record: nearly all are told by their last two bytes.
#[inline]
fn ends_in_total(text: &[u8]) -> bool {
    match text {
        [.., before, b'l' | b'L'] => before | 0x20 == b'a' && is_last_word(text),
        [.., before, b's' | b'S'] => before | 0x20 == b'l' && is_last_word(text),
        [.., b':' | b' '] => is_last_word(text),
        _ => false,
    }
}

#[cold]
#[inline(never)]
fn is_last_word(text: &[u8]) -> bool {
    let end = text.iter().rposition(|byte| !matches!(byte, b':' | b' '));
    let words = &text[..end.map_or(0, |end| end + 1)];
    let words = words.strip_suffix(b"s").unwrap_or(words);
    let words = words.strip_suffix(b"S").unwrap_or(words);
    let start = words.len().saturating_sub(6);
    start > 0 && words[start] == b' ' && words[start + 1..].eq_ignore_ascii_case(b"total")
}

/// True for what is drawn between a header and its rows: `-----`, `=====`.
fn is_rule(cell: &[u8]) -> bool {
    cell.iter()
        .all(|byte| matches!(byte, b'-' | b'=' | b'_' | b'*' | b'+' | b'~'))
}

/// A text in small letters without blanks and digits: the page and the hour of a title change.
fn letters(text: &[u8]) -> impl Iterator<Item = u8> {
    text.iter()
        .filter(|byte| !byte.is_ascii_digit() && !byte.is_ascii_whitespace())
        .map(u8::to_ascii_lowercase)
}

/// What a cell says of its record at first sight.
enum Says {
    /// It has no letters.
    Nothing,
    Total,
    /// Words of an item.
    Words,
    /// It may be a number, a date or a null word with letters in it.
    Undecided,
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

/// What a cell that begins with two given letters may be.
const MAY_BE_TOTAL: u8 = 1;
const MAY_BE_VALUE: u8 = 2;
const MAY_BE_PART: u8 = 4;

/// Decides which records are kept.
#[derive(Debug)]
pub(crate) struct Filter {
    headers: Vec<String>,
    identifiers: Vec<Identifier>,
    /// By the first two letters of a cell: nearly all cells are words at first sight.
    beginnings: Vec<u8>,
    /// Lines above the header, as `letters` leaves them.
    titles: Vec<Vec<u8>>,
    /// By the first byte of a record: a repeated header or title may begin so.
    repeats: [bool; 256],
}

impl Filter {
    /// `headers` in the order of the cells. Without identifiers none is asked for.
    pub fn new(headers: &[String], titles: &[String], identifiers: Vec<Identifier>) -> Self {
        let mut beginnings = vec![0; 26 * 26];
        let totals = TOTALS.iter().map(|word| (*word, MAY_BE_TOTAL));
        let values = number::words()
            .chain(text::null_words())
            .chain(date::words());
        let parts = PARTS.iter().map(|word| (*word, MAY_BE_PART));
        let values = values.map(|word| (word, MAY_BE_VALUE));
        for (word, kind) in totals.chain(parts).chain(values) {
            if let [a, b, ..] = word.as_bytes()
                && a.is_ascii_lowercase()
                && b.is_ascii_lowercase()
            {
                beginnings[pair(*a, *b)] |= kind;
            }
        }
        let titles: Vec<Vec<u8>> = titles
            .iter()
            .map(|title| letters(title.as_bytes()).collect())
            .filter(|title: &Vec<u8>| {
                title
                    .iter()
                    .filter(|byte| byte.is_ascii_lowercase())
                    .count()
                    > 2
            })
            .collect();
        let mut repeats = [false; 256];
        let first = headers
            .first()
            .and_then(|header| header.trim().bytes().next());
        for byte in titles.iter().map(|title| title[0]).chain(first) {
            repeats[usize::from(byte.to_ascii_lowercase())] = true;
            repeats[usize::from(byte.to_ascii_uppercase())] = true;
        }
        Filter {
            titles,
            repeats,
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
        // Nearly every record starts with a word that is no header and no word of ours.
        let first = cells.cell(record, 0);
        let kinds = self.may_be(first.bytes);
        if first.form == Form::Bare
            && (kinds == Some(0) || (kinds == Some(MAY_BE_PART) && !is_part(first.bytes)))
            && !self.repeats[usize::from(first.bytes[0])]
            && !ends_in_total(first.bytes)
        {
            return None;
        }
        self.slow_reason(cells, record)
    }

    fn slow_reason<'a>(&self, cells: &impl Cells<'a>, record: usize) -> Option<Reason> {
        if !self.titles.is_empty() && self.is_title(cells, record) {
            return Some(Reason::RepeatedHeader);
        }
        let (mut blank, mut header, mut total) = (true, true, true);
        let (mut rule, mut drawn) = (true, false);
        let (mut named_total, mut undecided) = (false, false);
        // A total of some rows stands in the first cell and leaves others empty; what is full and
        // reads `Colgate Total` is an item.
        let (mut total_of, mut gaps) = (None, false);
        for column in 0..cells.width() {
            let raw = cells.cell(record, column);
            if raw.bytes.is_empty() {
                gaps = true;
                continue;
            }
            let cell = match simple(raw, cells.plain()) {
                Some(cell) => Cow::Borrowed(cell),
                None => Cow::Owned(text(raw).into_owned().into_bytes()),
            };
            if cell.is_empty() {
                gaps = true;
                continue;
            }
            if blank && self.names_total_of(&cell) {
                total_of = Some(column);
            }
            blank = false;
            header = header && self.is_header(column, &cell);
            rule = rule && is_rule(&cell);
            drawn = drawn || cell.len() > 2;
            if total && total_of != Some(column) {
                match self.says(&cell) {
                    Says::Nothing => {}
                    Says::Total => named_total = true,
                    Says::Undecided => undecided = true,
                    Says::Words => total = false,
                }
            }
            if !header && !total && !rule {
                return None;
            }
        }
        if blank || (rule && drawn) {
            return Some(Reason::Blank);
        }
        if header && self.is_repeated_header(cells, record) {
            return Some(Reason::RepeatedHeader);
        }
        let named_total = named_total || (total_of.is_some() && gaps);
        let total = total && named_total && !(undecided && self.has_words(cells, record, total_of));
        total.then_some(Reason::Total)
    }

    /// True if a record is one of the lines above the header once more, whatever its figures.
    fn is_title<'a>(&self, cells: &impl Cells<'a>, record: usize) -> bool {
        self.titles.iter().any(|title| {
            let mut rest = title.as_slice();
            for column in 0..cells.width() {
                let text = text(cells.cell(record, column));
                for letter in letters(text.as_bytes()) {
                    match rest {
                        [next, others @ ..] if *next == letter => rest = others,
                        _ => return false,
                    }
                }
            }
            rest.is_empty()
        })
    }

    /// True if the first cell of a record names a total that says of what.
    #[inline]
    fn names_total_of(&self, cell: &[u8]) -> bool {
        let begins = self
            .may_be(cell)
            .is_some_and(|kinds| kinds & (MAY_BE_TOTAL | MAY_BE_PART) != 0);
        (begins || ends_in_total(cell)) && !is_total(cell) && is_total_of(cell)
    }

    /// What a cell, which is not empty, says of its record at first sight.
    #[inline]
    fn says(&self, cell: &[u8]) -> Says {
        match self.may_be(cell).map(|kinds| kinds & !MAY_BE_PART) {
            Some(0) => Says::Words,
            Some(kinds) if kinds & MAY_BE_TOTAL != 0 && is_total(cell) => Says::Total,
            Some(MAY_BE_TOTAL) => Says::Words,
            Some(_) => Says::Undecided,
            None if cell.iter().all(|byte| *byte < b'@') => Says::Nothing,
            None => Says::Undecided,
        }
    }

    /// True if a cell of the record is neither a total nor a number, a date or a null word.
    /// The cell that names the total is not looked at.
    fn has_words<'a>(
        &self,
        cells: &impl Cells<'a>,
        record: usize,
        total_of: Option<usize>,
    ) -> bool {
        (0..cells.width()).any(|column| {
            if total_of == Some(column) {
                return false;
            }
            let text = text(cells.cell(record, column));
            text.contains(char::is_alphabetic) && !is_total(text.as_bytes()) && !is_value(&text)
        })
    }

    /// What a cell is by its first two letters; null if it begins otherwise.
    #[inline]
    fn may_be(&self, cell: &[u8]) -> Option<u8> {
        match cell {
            [a, b, ..] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                let at = pair(a.to_ascii_lowercase(), b.to_ascii_lowercase());
                Some(self.beginnings[at])
            }
            _ => None,
        }
    }

    /// A repeated header's cell is the header, or its beginning where the name was taken already.
    fn is_header(&self, column: usize, cell: &[u8]) -> bool {
        let header = self.headers[column].as_bytes();
        let start = header.get(..cell.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(cell))
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
