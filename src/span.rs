//! Where something stands in one text: byte ranges, and the lines and columns that people read.

use serde::Serialize;

/// A range of bytes in one text; `start <= end`, both at character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span starts before it ends: {start}..{end}");
        Self { start, end }
    }

    /// The empty span before byte `at`.
    pub fn at(at: usize) -> Self {
        Self { start: at, end: at }
    }

    /// The length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same range in a text that this one's text stands in at `offset`.
    pub fn shifted(self, offset: usize) -> Self {
        Self {
            start: self.start + offset,
            end: self.end + offset,
        }
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

impl From<Span> for std::ops::Range<usize> {
    fn from(span: Span) -> Self {
        span.start..span.end
    }
}

/// A place as people and editors name it. Both count from 1; a column is a character (a Unicode scalar
/// value), not a byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

/// The line starts of a text and how many characters stand before them, so that a lookup takes no longer in a long
/// line than in a short one.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
    /// The characters before each [`STRIDE`]th byte; none of a text in which each byte is one.
    characters: Vec<usize>,
}

/// The bytes between two counts of characters.
const STRIDE: usize = 256;

impl LineIndex {
    /// Finds the lines of `text`; a line ends with `\n`, so `\r\n` ends one line too.
    pub fn new(text: &str) -> Self {
        let starts = std::iter::once(0)
            .chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1))
            .collect();
        let mut characters = 0;
        let count = |chunk: &[u8]| {
            let before = characters;
            characters += first_bytes(chunk);
            before
        };
        let characters = match text.is_ascii() {
            true => Vec::new(),
            false => text.as_bytes().chunks(STRIDE).map(count).collect(),
        };
        Self { starts, characters }
    }

    /// The line and column of byte `offset` in `text`, the text that the index was made of. A byte inside
    /// a character counts as that character, one past the end as the end; a byte order mark takes no column.
    pub fn line_column(&self, text: &str, offset: usize) -> LineColumn {
        let offset = text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1];
        let mark = usize::from(line == 1 && text.starts_with('\u{feff}') && offset > 0);
        LineColumn {
            line,
            column: self.characters_before(text, offset) - self.characters_before(text, start) - mark + 1,
        }
    }

    /// How many characters begin before byte `offset`, a character boundary.
    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let Some(last) = self.characters.len().checked_sub(1) else {
            return offset;
        };
        let stride = (offset / STRIDE).min(last);
        self.characters[stride] + first_bytes(&text.as_bytes()[(stride * STRIDE).min(offset)..offset])
    }
}

/// How many characters begin in `bytes`.
fn first_bytes(bytes: &[u8]) -> usize {
    let is_first = |byte: &&u8| (**byte & 0b1100_0000) != 0b1000_0000;
    bytes.iter().filter(is_first).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_end_with_either_line_end() {
        let text = "a\r\nüx\n";
        let index = LineIndex::new(text);
        let place = |offset| {
            let LineColumn { line, column } = index.line_column(text, offset);
            (line, column)
        };
        assert_eq!(place(0), (1, 1));
        assert_eq!(place(3), (2, 1));
        assert_eq!(place(4), (2, 1), "inside the two bytes of ü");
        assert_eq!(place(5), (2, 2));
        assert_eq!(place(7), (3, 1));
        assert_eq!(place(99), (3, 1));
        let ascii = LineIndex::new("ab\ncd");
        assert_eq!(ascii.line_column("ab\ncd", 4), LineColumn { line: 2, column: 2 });
        assert_eq!(ascii.line_column("ab\ncd", 99), LineColumn { line: 2, column: 3 });
    }

    #[test]
    fn long_lines_are_counted_as_short_ones_are() {
        let text = format!("{}\n{}x", "ü".repeat(1000), "€a".repeat(777));
        let index = LineIndex::new(&text);
        let at = |offset| {
            let LineColumn { line, column } = index.line_column(&text, offset);
            (line, column)
        };
        assert_eq!(at(1998), (1, 1000));
        assert_eq!(at(2000), (1, 1001));
        assert_eq!(at(text.len() - 1), (2, 1555));
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let text = "\u{feff}ab\nc";
        let index = LineIndex::new(text);
        let at = |offset| index.line_column(text, offset);
        assert_eq!([at(0), at(3)], [LineColumn { line: 1, column: 1 }; 2]);
        assert_eq!(at(4), LineColumn { line: 1, column: 2 });
        assert_eq!(at(6), LineColumn { line: 2, column: 1 });
    }
}
