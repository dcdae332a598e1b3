//! Problems in fixed memory: all are counted, the first few are kept.

/// One place where a problem was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Row in the file.
    pub row: i64,
    pub value: Option<String>,
    pub message: String,
}

/// One kind of problem in one column, or in rows as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub code: &'static str,
    /// Canonical column; null if rows as a whole are meant.
    pub column: Option<String>,
    pub header: Option<String>,
    pub count: u64,
    pub examples: Vec<Example>,
}

/// Every kind of problem that a reader can meet, in the order in which they are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Code {
    RaggedRow,
    UnclosedQuote,
    NulBytes,
    InvalidUtf8,
    ControlCharacters,
    DigitsLost,
    ExcelError,
    UnreadableNumber,
    AmbiguousDecimal,
    UnreadableDate,
    AmbiguousDates,
}

const CODES: [&str; 11] = [
    "ragged_row",
    "unclosed_quote",
    "nul_bytes",
    "invalid_utf8",
    "control_characters",
    "digits_lost",
    "excel_error",
    "unreadable_number",
    "ambiguous_decimal",
    "unreadable_date",
    "ambiguous_dates",
];

/// Longest value shown in an example, in characters.
const VALUE_CHARACTERS: usize = 80;

/// Problems of one column or of the rows as a whole; rows are counted from the start of the part.
#[derive(Debug, Clone, Default)]
pub(crate) struct Problems {
    counts: [u64; CODES.len()],
    examples: [Vec<Example>; CODES.len()],
    max_examples: usize,
}

impl Problems {
    pub fn new(max_examples: usize) -> Self {
        Problems {
            max_examples,
            ..Problems::default()
        }
    }

    #[cold]
    pub fn note(&mut self, code: Code, row: i64, value: Option<&str>, message: &str) {
        self.counts[code as usize] += 1;
        let kept = &mut self.examples[code as usize];
        if kept.len() < self.max_examples {
            kept.push(Example {
                row,
                value: value.map(|text| text.chars().take(VALUE_CHARACTERS).collect()),
                message: message.to_owned(),
            });
        }
    }

    /// True if further examples would be dropped: then `count` will do.
    #[inline]
    pub fn is_full(&self, code: Code) -> bool {
        self.examples[code as usize].len() >= self.max_examples
    }

    #[inline]
    pub fn count(&mut self, code: Code) {
        self.counts[code as usize] += 1;
    }

    /// Appends those of a later part, whose row 0 is row `offset` of the file.
    pub fn append(&mut self, later: Problems, offset: i64) {
        for (code, examples) in later.examples.into_iter().enumerate() {
            self.counts[code] += later.counts[code];
            let room = self.max_examples - self.examples[code].len();
            self.examples[code].extend(examples.into_iter().take(room).map(|mut example| {
                example.row += offset;
                example
            }));
        }
    }

    pub fn clear(&mut self, code: Code) {
        self.counts[code as usize] = 0;
        self.examples[code as usize].clear();
    }

    pub fn set_message(&mut self, code: Code, message: &str) {
        for example in &mut self.examples[code as usize] {
            message.clone_into(&mut example.message);
        }
    }

    pub fn finish(self, column: Option<&str>, header: Option<&str>) -> Vec<Problem> {
        let counted = self.examples.into_iter().zip(self.counts).zip(CODES);
        counted
            .filter(|((_, count), _)| *count > 0)
            .map(|((examples, count), code)| Problem {
                code,
                column: column.map(str::to_owned),
                header: header.map(str::to_owned),
                count,
                examples,
            })
            .collect()
    }
}
