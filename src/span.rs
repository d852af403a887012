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

/// The line starts of a text, so that a lookup is a binary search.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Finds the lines of `text`; a line ends with `\n`, so `\r\n` ends one line too.
    pub fn new(text: &str) -> Self {
        let starts = std::iter::once(0)
            .chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1))
            .collect();
        Self { starts }
    }

    /// The line and column of byte `offset` in `text`, the text that the index was made of. A byte inside
    /// a character counts as that character, one past the end as the end; a byte order mark takes no column.
    pub fn line_column(&self, text: &str, offset: usize) -> LineColumn {
        let offset = floor_char_boundary(text, offset);
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1];
        let before = &text[start..offset];
        let before = if line == 1 {
            before.strip_prefix('\u{feff}').unwrap_or(before)
        } else {
            before
        };
        LineColumn {
            line,
            column: before.chars().count() + 1,
        }
    }

    /// The byte offset of a line and column: the inverse of [`LineIndex::line_column`].
    pub fn offset(&self, text: &str, place: LineColumn) -> usize {
        let line = place.line.clamp(1, self.starts.len());
        let start = self.starts[line - 1];
        let skip_mark = usize::from(line == 1 && text.starts_with('\u{feff}'));
        text[start..]
            .char_indices()
            .nth(place.column.saturating_sub(1) + skip_mark)
            .map_or(text.len(), |(at, _)| start + at)
    }
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
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
    }

    #[test]
    fn offset_is_the_inverse_of_line_column() {
        let text = "\u{feff}ab\nüxy\n\nend";
        let index = LineIndex::new(text);
        for (offset, _) in text.char_indices().skip(1) {
            assert_eq!(index.offset(text, index.line_column(text, offset)), offset);
        }
    }
}
