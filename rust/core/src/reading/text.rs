//! From the bytes of a cell to its text, and the words that every column knows.

use std::borrow::Cow;

/// A cell as it stands in the input.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Raw<'a> {
    pub bytes: &'a [u8],
    pub form: Form,
}

/// What has to be done to the bytes of a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// Nothing: quotes around it are off already.
    #[default]
    Bare,
    /// Between quotes, with doubled quotes in it.
    Doubled,
    /// With its opening quote, and text behind the closing one.
    Tail,
}

/// Blanks at the ends of cells: Unicode white space, and marks of no width.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}')
}

/// `text` without blanks around it.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// True if every byte is a visible ASCII character or a blank.
#[inline]
pub(crate) fn is_plain(bytes: &[u8]) -> bool {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const ONES: u64 = 0x0101_0101_0101_0101;
    let mut words = bytes.chunks_exact(8);
    let mut odd = 0u64;
    for word in &mut words {
        let word = u64::from_le_bytes(word.try_into().unwrap_or_default());
        // Of a byte below 128: borrow if below 0x20, carry into the high bit if 0x7f.
        odd |= (word | word.wrapping_sub(ONES * 0x20) | word.wrapping_add(ONES)) & HIGH;
    }
    let rest = words.remainder();
    odd == 0 && rest.iter().all(|byte| (0x20..0x7f).contains(byte))
}

/// ASCII without blanks at its ends; only for bytes that are plain.
#[inline]
pub(crate) fn trim_plain(bytes: &[u8]) -> &[u8] {
    match bytes {
        [b' ', ..] | [.., b' '] => {
            let start = bytes.iter().take_while(|byte| **byte == b' ').count();
            let rest = &bytes[start..];
            let end = rest.iter().rposition(|byte| *byte != b' ');
            &rest[..end.map_or(0, |end| end + 1)]
        }
        _ => bytes,
    }
}

/// A cell's text where it is plain ASCII, in or out of plain surroundings; null: ask `text`.
#[inline]
pub(crate) fn simple<'a>(raw: Raw<'a>, plain: bool) -> Option<&'a [u8]> {
    (raw.form == Form::Bare && (plain || is_plain(raw.bytes))).then(|| trim_plain(raw.bytes))
}

/// The same for cells whose doubled quotes are still to be undone by `push_undoubled`.
#[inline]
pub(crate) fn simple_but_doubled<'a>(raw: Raw<'a>, plain: bool) -> Option<&'a [u8]> {
    (raw.form != Form::Tail && (plain || is_plain(raw.bytes))).then(|| trim_plain(raw.bytes))
}

/// The text of a cell: quotes undone, NUL dropped, invalid UTF-8 replaced, blanks around it off.
pub(crate) fn text<'a>(raw: Raw<'a>) -> Cow<'a, str> {
    let unquoted: Cow<'a, [u8]> = match raw.form {
        Form::Bare => Cow::Borrowed(raw.bytes),
        Form::Doubled => Cow::Owned(undouble(raw.bytes)),
        Form::Tail => Cow::Owned(join_tail(raw.bytes)),
    };
    let whole = match unquoted {
        Cow::Owned(mut bytes) => {
            bytes.retain(|byte| *byte != 0);
            bytes
        }
        Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) if !bytes.contains(&0) => return Cow::Borrowed(trim(text)),
            _ => bytes.iter().copied().filter(|byte| *byte != 0).collect(),
        },
    };
    let whole = String::from_utf8(whole)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    match trim(&whole) {
        trimmed if trimmed.len() == whole.len() => Cow::Owned(whole),
        trimmed => Cow::Owned(trimmed.to_owned()),
    }
}

fn undouble(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    push_undoubled(&mut out, bytes);
    out
}

/// Appends `bytes` with each pair of quotes as one.
pub(crate) fn push_undoubled(out: &mut Vec<u8>, bytes: &[u8]) {
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..=at]);
        let doubled = rest.get(at + 1) == Some(&b'"');
        rest = &rest[at + 1 + usize::from(doubled)..];
    }
    out.extend_from_slice(rest);
}

/// The closing quote of such a cell is its last one: see `delimited`.
fn join_tail(bytes: &[u8]) -> Vec<u8> {
    let close = memchr::memrchr(b'"', bytes).unwrap_or(0).max(1);
    let mut out = undouble(bytes.get(1..close).unwrap_or_default());
    out.extend_from_slice(bytes.get(close + 1..).unwrap_or_default());
    out
}

/// `="00123"`, the way to keep Excel from reading a text as a number, is `00123`.
pub(crate) fn unwrap_formula(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    while let Some(inner) = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
    {
        text = Cow::Owned(trim(&inner.replace("\"\"", "\"")).to_owned());
    }
    text
}

/// Names of Excel's "not available" that do not end in a mark: English, German, Italian and Spanish,
/// Dutch, Danish and Norwegian, Turkish.
const NOT_AVAILABLE: [&str; 6] = ["#N/A", "#NV", "#N/D", "#N/B", "#I/T", "#YOK"];

/// `#DIV/0!`, `#¡DIV/0!`, `#NAME?`, `#N/A` in any language, and the `####` of a column too narrow.
pub(crate) fn is_excel_error(text: &str) -> bool {
    text.starts_with('#')
        && text.len() <= 32
        && (NOT_AVAILABLE
            .iter()
            .any(|name| text.eq_ignore_ascii_case(name))
            || (text.len() > 2
                && text.ends_with(['!', '?'])
                && !text.contains(char::is_whitespace))
            || (text.len() > 2 && text.bytes().all(|byte| byte == b'#')))
}

/// Words that mean "no value" where a number or a date is expected, in small letters.
const NULL_WORDS: &[&str] = &[
    "-",
    "--",
    "---",
    "–",
    "—",
    ".",
    "?",
    "n/a",
    "na",
    "n.a.",
    "n/a?",
    "na?",
    "null",
    "(null)",
    "<null>",
    "\\n",
    "none",
    "nil",
    "nan",
    "not tracked",
    "tba",
    "variable",
];

/// True for the usual null words; the empty text is one.
pub(crate) fn is_null_word(text: &str) -> bool {
    text.is_empty()
        || (text.len() <= 11
            && NULL_WORDS
                .iter()
                .any(|word| text.eq_ignore_ascii_case(word)))
}

/// The null words that one export adds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Nulls {
    words: Vec<String>,
}

impl Nulls {
    pub fn new(words: &[String]) -> Self {
        let words = words.iter().map(|word| trim(word).to_lowercase());
        Nulls {
            words: words.filter(|word| !word.is_empty()).collect(),
        }
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// True if no number and no date can be one of the words: each has a letter that neither has.
    pub fn are_words(&self) -> bool {
        let letter = |byte: u8| byte.is_ascii_alphabetic() && !matches!(byte, b'e' | b'E' | b'T');
        self.words.iter().all(|word| word.bytes().any(letter))
    }

    pub fn contains(&self, text: &str) -> bool {
        if self.words.is_empty() {
            return false;
        }
        if text.is_ascii() {
            return self
                .words
                .iter()
                .any(|word| word.eq_ignore_ascii_case(text));
        }
        let folded = text.to_lowercase();
        self.words.contains(&folded)
    }
}

/// What kind of code a column holds; decides what is repaired in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// SKU or barcode: control characters out, leading apostrophe off, lost digits noted.
    Code,
    /// Store: control characters out.
    Name,
    /// Anything else: left alone.
    Words,
}

impl Role {
    pub fn of(column: &str) -> Role {
        match column {
            "sku" | "barcode" => Role::Code,
            "store_id" => Role::Name,
            _ => Role::Words,
        }
    }
}

/// A text cell made clean, and what was met on the way.
#[derive(Debug, Default)]
pub(crate) struct CleanText<'a> {
    /// Null if there is no value.
    pub value: Option<Cow<'a, str>>,
    pub control_characters: bool,
    pub digits_lost: bool,
    pub excel_error: bool,
}

/// Cleans the text of a cell of a text column.
pub(crate) fn clean_text<'a>(cell: &'a str, role: Role, nulls: &Nulls) -> CleanText<'a> {
    let mut clean = CleanText::default();
    let mut value = unwrap_formula(cell);
    if role != Role::Words && value.contains(char::is_control) {
        clean.control_characters = true;
        let visible: String = value.chars().filter(|c| !c.is_control()).collect();
        value = Cow::Owned(trim(&visible).to_owned());
    }
    if role == Role::Code {
        if let Some(rest) = value.strip_prefix('\'')
            && rest.starts_with(|c: char| c.is_ascii_digit())
        {
            value = Cow::Owned(rest.to_owned());
        }
        clean.digits_lost = is_scientific(value.as_bytes());
    }
    clean.excel_error = is_excel_error(&value);
    if !value.is_empty() && !clean.excel_error && !nulls.contains(&value) {
        clean.value = Some(value);
    }
    clean
}

/// `5.30E+12`: what a spreadsheet makes of a long code. `12E5` may be a code and is none.
#[inline]
pub(crate) fn is_scientific(code: &[u8]) -> bool {
    let end = &code[code.len().saturating_sub(4)..];
    end.contains(&b'+') && has_exponent(code)
}

fn has_exponent(code: &[u8]) -> bool {
    let Some(at) = code.iter().position(|byte| matches!(byte, b'e' | b'E')) else {
        return false;
    };
    let (mantissa, exponent) = (&code[..at], &code[at + 1..]);
    let digits = |bytes: &[u8]| !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit);
    let [b'+', power @ ..] = exponent else {
        return false;
    };
    let whole = match mantissa.iter().position(|byte| matches!(byte, b'.' | b',')) {
        Some(mark) => digits(&mantissa[..mark]) && digits(&mantissa[mark + 1..]),
        None => digits(mantissa),
    };
    whole && digits(power) && power.len() <= 3
}

/// The usual null words.
pub(crate) fn null_words() -> impl Iterator<Item = &'static str> {
    NULL_WORDS.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_is_what_every_byte_is() {
        for byte in 0..=255u8 {
            for at in 0..11 {
                let mut bytes = [b'x'; 11];
                bytes[at] = byte;
                let expected = byte == b' ' || byte.is_ascii_graphic();
                assert_eq!(is_plain(&bytes), expected, "{byte:#x} at {at}");
            }
        }
    }

    #[test]
    fn invalid_bytes_are_replaced_and_nul_dropped() {
        let raw = Raw {
            bytes: b" a\xff\0b ",
            form: Form::Bare,
        };
        assert_eq!(text(raw), "a\u{fffd}b");
    }
}
