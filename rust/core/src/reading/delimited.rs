//! Where records and cells stand in delimited text.
//!
//! Records end at CR, LF or CRLF, mixed as they come. A quote opens a cell only as its first byte;
//! anywhere else in an unquoted cell (`5" pipe`) it is an ordinary character. Within a quoted cell
//!
//! * two quotes are one quote;
//! * a quote before a delimiter, a line break or the end closes the cell;
//! * any other quote is judged by the next quote after it: if that one stands where a cell starts,
//!   or if there is none, then this one closes the cell, and what follows up to the delimiter is
//!   kept (`"abc"def` is `abcdef`); else it is an ordinary character (`"5" pipe"` is `5" pipe`).
//!
//! A quoted cell without an end, or of more than 20 lines that look like records, was not meant to be
//! one: from its start to the end of its record quotes are ordinary characters, and the record is
//! noted. Genuine descriptions have 30 lines and more, but never a record's delimiters in each.

use super::number::Short;
use super::text::{Form, Raw, trim};
use wide::u8x16;

/// Lines from which on a quoted cell is looked at more closely.
const QUOTED_LINES: usize = 20;
/// Bytes that a quoted cell may span.
const QUOTED_BYTES: usize = 1 << 22;
/// Records per block: what belongs to a block stays in the processor's cache.
const BLOCK_RECORDS: usize = 128;
/// Bytes after which a block ends, so that most records' positions fit 31 bits.
const BLOCK_BYTES: usize = 1 << 30;
const LANES: usize = 64;

/// Where a cell stands, from the start of its block; the high bits say what has to be undone.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    start: u32,
    end: u32,
}

const FLAG: u32 = 1 << 31;

/// End of a span that is not known yet.
const OPEN: u32 = u32::MAX;

/// Positions are cut off: records of more than 2 GiB are emptied when they end.
#[inline]
fn open_span(base: usize, start: usize) -> Span {
    Span {
        start: (start - base) as u32 & !FLAG,
        end: OPEN,
    }
}

/// What came of an opening quote.
struct Quoted {
    /// Null if the quote should not have opened a cell; open where text follows its closing quote.
    span: Option<Span>,
    cursor: Cursor,
    plain: bool,
}

/// Some records in a row.
#[derive(Debug, Default)]
pub(crate) struct Block {
    base: usize,
    spans: Vec<Span>,
    width: usize,
    /// Start of each record and, behind the last one, where the next block starts.
    pub starts: Vec<usize>,
    /// Records with too few cells, or with values in cells that have no header: (record, cells).
    pub ragged: Vec<(u32, u32)>,
    /// Records with an unclosed quote.
    pub unclosed: Vec<u32>,
    /// Every byte of a value is a visible ASCII character or a blank.
    pub plain: bool,
}

impl Block {
    pub fn records(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    #[inline(always)]
    pub fn short(&self, data: &[u8], record: usize, column: usize) -> Option<Short> {
        let span = self.spans[record * self.width + column];
        // Flags make the length a large one, or the same for both a negative one.
        let length = span.end.wrapping_sub(span.start) as usize;
        if length.wrapping_sub(1) >= 8 || span.end & FLAG != 0 {
            return None;
        }
        let end = self.base + span.end as usize;
        let word = data.get(end.checked_sub(8)?..end)?.first_chunk()?;
        Some(Short {
            word: u64::from_le_bytes(*word),
            length,
        })
    }

    #[inline]
    pub fn cell<'a>(&self, data: &'a [u8], record: usize, column: usize) -> Raw<'a> {
        let span = self.spans[record * self.width + column];
        let (start, end) = (span.start & !FLAG, span.end & !FLAG);
        let bytes = &data[self.base + start as usize..self.base + end as usize];
        let form = if (span.start | span.end) & FLAG == 0 {
            Form::Bare
        } else if span.start & FLAG != 0 {
            Form::Tail
        } else {
            Form::Doubled
        };
        Raw { bytes, form }
    }
}

/// Where the scan is: a chunk of the data, and where in it delimiters, quotes and line breaks stand
/// that were not read yet.
#[derive(Debug, Clone, Copy)]
struct Cursor {
    chunk: usize,
    marks: u64,
    /// Something in the chunk is neither a mark nor plain.
    odd: bool,
}

/// What the scanner looks for.
#[derive(Debug, Clone, Copy)]
struct Marks {
    delimiter: u8,
    /// The delimiter once more if quotes are ordinary characters.
    quote: u8,
}

impl Marks {
    #[inline]
    fn find(self, at: usize, chunk: &[u8; LANES]) -> Cursor {
        let (delimiter, quote) = (u8x16::splat(self.delimiter), u8x16::splat(self.quote));
        let (cr, lf) = (u8x16::splat(b'\r'), u8x16::splat(b'\n'));
        let (blank, tilde) = (u8x16::splat(b' '), u8x16::splat(b'~'));
        let mut marks = 0u64;
        let mut fine = u8x16::splat(!0);
        for (at, lane) in chunk.as_chunks::<16>().0.iter().enumerate() {
            let lane = u8x16::new(*lane);
            let breaks = lane.cmp_eq(cr) | lane.cmp_eq(lf);
            let mark = breaks | lane.cmp_eq(delimiter) | lane.cmp_eq(quote);
            fine &= mark | lane.min(tilde).max(blank).cmp_eq(lane);
            marks |= u64::from(mark.move_mask() as u16) << (16 * at);
        }
        Cursor {
            chunk: at,
            marks,
            odd: !fine.all(),
        }
    }
}

/// Walks over the records of a part.
pub(crate) struct Records<'a> {
    data: &'a [u8],
    marks: Marks,
    quoting: bool,
    width: usize,
    /// Start of the next record.
    pub position: usize,
    /// Records that start here or later belong to the next part.
    stop: usize,
    cursor: Cursor,
}

impl<'a> Records<'a> {
    pub fn new(
        data: &'a [u8],
        delimiter: u8,
        quoting: bool,
        width: usize,
        range: std::ops::Range<usize>,
    ) -> Self {
        let marks = Marks {
            delimiter,
            quote: if quoting { b'"' } else { delimiter },
        };
        let mut records = Records {
            data,
            marks,
            quoting,
            width,
            position: range.start,
            stop: range.end.min(data.len()),
            cursor: Cursor {
                chunk: range.start,
                marks: 0,
                odd: false,
            },
        };
        records.cursor = records.load(range.start);
        records
    }

    #[inline]
    fn load(&self, at: usize) -> Cursor {
        let rest = self.data.get(at..).unwrap_or_default();
        match rest.first_chunk::<LANES>() {
            Some(chunk) => self.marks.find(at, chunk),
            None => {
                let mut padded = [b' '; LANES];
                padded[..rest.len()].copy_from_slice(rest);
                self.marks.find(at, &padded)
            }
        }
    }

    /// Position of the next mark, or the end of the data.
    #[inline]
    fn next_mark(&self, cursor: &mut Cursor, plain: &mut bool) -> usize {
        while cursor.marks == 0 {
            if cursor.chunk + LANES >= self.data.len() {
                return self.data.len();
            }
            *cursor = self.load(cursor.chunk + LANES);
            *plain &= !cursor.odd;
        }
        let at = cursor.chunk + cursor.marks.trailing_zeros() as usize;
        cursor.marks &= cursor.marks - 1;
        at
    }

    /// Fills `block` with the next records; false if there are none.
    pub fn next_block(&mut self, block: &mut Block) -> bool {
        block.base = self.position;
        block.width = self.width;
        block.spans.clear();
        block.starts.clear();
        block.ragged.clear();
        block.unclosed.clear();
        block.plain = !self.cursor.odd;
        while block.starts.len() < BLOCK_RECORDS
            && self.position < self.stop
            && self.position - block.base < BLOCK_BYTES
        {
            block.starts.push(self.position);
            self.record(block);
        }
        let any = !block.starts.is_empty();
        block.starts.push(self.position);
        any
    }

    #[inline]
    fn record(&mut self, block: &mut Block) {
        let (data, base, delimiter) = (self.data, block.base, self.marks.delimiter);
        let first = block.spans.len();
        block.spans.resize(first + self.width, Span::default());
        let spans = &mut block.spans[first..];
        let mut cursor = self.cursor;
        let mut plain = block.plain;
        let mut quoting = self.quoting;
        let mut column = 0;
        let mut surplus = false;
        let mut start = self.position;
        let mut span = open_span(base, start);
        self.position = loop {
            let at = self.next_mark(&mut cursor, &mut plain);
            let byte = data.get(at).copied().unwrap_or(b'\n');
            if byte == b'"' && byte != delimiter && self.quoting {
                if at == start && quoting {
                    let found = self.quoted(base, at, cursor, plain);
                    if let Some(quoted) = found.span {
                        (span, cursor, plain) = (quoted, found.cursor, found.plain);
                    } else {
                        quoting = false;
                        block.unclosed.push(block.starts.len() as u32 - 1);
                        cursor = self.load(at + 1);
                        plain = found.plain & !cursor.odd;
                    }
                }
                continue;
            }
            if span.end == OPEN {
                span.end = (at - base) as u32;
            }
            match spans.get_mut(column) {
                Some(slot) => *slot = span,
                None => surplus |= !is_empty(data, base, span),
            }
            column += 1;
            if byte == delimiter {
                start = at + 1;
                span = open_span(base, start);
                continue;
            }
            if byte == b'\r' && data.get(at + 1) == Some(&b'\n') {
                self.next_mark(&mut cursor, &mut plain);
                break at + 2;
            }
            break (at + 1).min(data.len());
        };
        self.cursor = cursor;
        block.plain = plain;
        if self.position - base >= FLAG as usize {
            block.spans.truncate(first);
            block.spans.resize(first + self.width, Span::default());
        }
        if column < self.width || surplus {
            let record = block.starts.len() as u32 - 1;
            let cells = column.min(u32::MAX as usize) as u32;
            block.ragged.push((record, cells));
        }
    }

    /// Reads on behind an opening quote to its closing one, which becomes the mark read last. The
    /// span is that between the quotes, or (flagged at its start) begins with the opening one where
    /// text follows the closing one. Null if the quote should not have opened a cell.
    fn quoted(&self, base: usize, open: usize, mut cursor: Cursor, mut plain: bool) -> Quoted {
        let data = self.data;
        let mut doubled = false;
        let (mut breaks, mut delimiters) = (0, 0);
        let span = loop {
            let at = self.next_mark(&mut cursor, &mut plain);
            let Some(byte) = data.get(at).copied() else {
                break None;
            };
            let next = data.get(at + 1).copied();
            if byte == b'"' {
                if next.is_none_or(|next| next == self.marks.delimiter || is_break(next)) {
                    break Some(Span {
                        start: (open + 1 - base) as u32,
                        end: (at - base) as u32 | if doubled { FLAG } else { 0 },
                    });
                }
                if next == Some(b'"') {
                    doubled = true;
                    self.next_mark(&mut cursor, &mut plain);
                } else if self.closes(at) {
                    break Some(Span {
                        start: (open - base) as u32 | FLAG,
                        end: OPEN,
                    });
                }
            } else if byte == self.marks.delimiter {
                plain &= byte >= b' ';
                delimiters += 1;
            } else {
                plain = false;
                breaks += 1;
                if byte == b'\r' && next == Some(b'\n') {
                    self.next_mark(&mut cursor, &mut plain);
                }
                if (breaks >= QUOTED_LINES && self.look_like_records(breaks, delimiters))
                    || at - open > QUOTED_BYTES
                {
                    break None;
                }
            }
        };
        Quoted {
            span,
            cursor,
            plain,
        }
    }

    /// True if lines hold half the delimiters that as many records would hold.
    fn look_like_records(&self, lines: usize, delimiters: usize) -> bool {
        self.width > 1 && 2 * delimiters >= lines * (self.width - 1)
    }

    /// True if a single quote with text behind it closes its cell, judged by the next quote.
    #[cold]
    fn closes(&self, at: usize) -> bool {
        let rest = &self.data[at + 1..];
        let mut left = QUOTED_LINES;
        for mark in memchr::memchr3_iter(b'"', b'\r', b'\n', rest) {
            match rest[mark] {
                b'"' => {
                    let before = rest[..mark].last().copied().unwrap_or(b'"');
                    return before == self.marks.delimiter || is_break(before);
                }
                b'\r' if rest.get(mark + 1) == Some(&b'\n') => {}
                _ => left -= 1,
            }
            if left == 0 {
                break;
            }
        }
        true
    }
}

fn is_break(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

/// True if a cell without a header holds nothing.
fn is_empty(data: &[u8], base: usize, span: Span) -> bool {
    let (start, end) = (span.start & !FLAG, span.end & !FLAG);
    let range = base + start as usize..base + end as usize;
    let bytes = data.get(range).unwrap_or_default();
    trim(&String::from_utf8_lossy(bytes))
        .bytes()
        .all(|byte| byte == 0)
}

/// A guess at the first record that starts at `from` or later, for a part that is read before the
/// one ahead of it is done. The guess is verified afterwards.
pub(crate) fn guess_start(
    data: &[u8],
    delimiter: u8,
    quoting: bool,
    width: usize,
    from: usize,
) -> usize {
    /// Line breaks tried, and records that must have the right number of cells.
    const TRIED: usize = 40;
    const SEEN: usize = 4;
    /// Bytes looked at: lines may be long.
    const LOOKED_AT: usize = 256 << 10;
    let Some(behind) = data.get(from.saturating_sub(1)..) else {
        return data.len();
    };
    let mut first = None;
    let breaks = memchr::memchr2_iter(b'\r', b'\n', behind).map(|at| from.saturating_sub(1) + at);
    let starts = breaks
        .filter(|at| !(data[*at] == b'\r' && data.get(at + 1) == Some(&b'\n')))
        .map(|at| at + 1);
    let near = &data[..from.saturating_add(LOOKED_AT).min(data.len())];
    for start in starts.take(TRIED) {
        first.get_or_insert(start);
        if start >= near.len() {
            break;
        }
        let mut records = Records::new(near, delimiter, quoting, width, start..near.len());
        let mut block = Block {
            base: start,
            width,
            plain: true,
            ..Block::default()
        };
        while block.starts.len() < SEEN && records.position < near.len() {
            block.starts.push(records.position);
            records.record(&mut block);
        }
        if block.ragged.is_empty() && block.unclosed.is_empty() {
            return start;
        }
    }
    first.unwrap_or(data.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cells of all records, read in blocks from `start`.
    fn cells(data: &[u8], width: usize, start: usize) -> Vec<Vec<String>> {
        let mut records = Records::new(data, b',', true, width, start..data.len());
        let mut block = Block::default();
        let mut found = Vec::new();
        while records.next_block(&mut block) {
            for record in 0..block.records() {
                let cell = |column| {
                    let raw = block.cell(data, record, column);
                    super::super::text::text(raw).into_owned()
                };
                found.push((0..width).map(cell).collect());
            }
        }
        found
    }

    #[test]
    fn marks_are_found_wherever_chunks_end() {
        for length in 0..200 {
            let word = "x".repeat(length);
            let data = format!("{word},\"{word}\r\n\"\"{word}\",1\r\n\"{word}\",2,3");
            let quoted = format!("{word}\r\n\"{word}");
            let expected = [[word.as_str(), quoted.trim(), "1"], [&word, "2", "3"]];
            assert_eq!(cells(data.as_bytes(), 3, 0), expected);
        }
    }

    #[test]
    fn a_start_is_guessed_past_a_line_break_in_quotes() {
        let record = "a,\"b\nc d\",1\n";
        let data = record.repeat(20);
        for from in 1..data.len() - 60 {
            let start = guess_start(data.as_bytes(), b',', true, 3, from);
            assert_eq!(start, from.div_ceil(record.len()) * record.len());
        }
    }

    #[test]
    fn quotes_that_never_close_cost_no_more_than_twenty_lines_each() {
        let data = "\"\"x\"\",".repeat(20_000);
        let read = cells(data.as_bytes(), 2, 0);
        assert_eq!(read, [["\"\"x\"\"", "\"\"x\"\""]]);
    }
}
