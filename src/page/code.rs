//! Where each byte of a code sample was typed: the author's place of what is wrong inside one.

use std::ops::Range;
use std::sync::Arc;

use super::{Code, Page, PageFile, Provenance};
use crate::source::Location;
use crate::span::Span;

/// A part of a sample's text that came from one place.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Where it begins in the text.
    pub(super) at: usize,
    /// The path of the file that it came from.
    pub(super) path: Arc<str>,
    /// The bytes of that file: the text itself, or the tag that printed it.
    pub(super) typed: Span,
    /// Whether it stands there as it is.
    pub(super) is_verbatim: bool,
    /// The include tags that brought it in, innermost first.
    pub(super) via: Arc<[Location]>,
}

impl Piece {
    /// The byte of the file that byte `at` of the text came from.
    fn byte(&self, at: usize) -> usize {
        if self.is_verbatim {
            self.typed.start + at.saturating_sub(self.at).min(self.typed.len())
        } else {
            self.typed.start
        }
    }

    /// Whether it came from the same file by the same tags.
    fn is_near(&self, other: &Self) -> bool {
        self.path == other.path && self.via == other.via
    }

    fn file<'p>(&self, page: &'p Page) -> Option<&'p PageFile> {
        page.files().find(|file| file.path == self.path)
    }

    /// One past the byte of the file that the byte before `at` came from.
    fn byte_end(&self, at: usize) -> usize {
        if self.is_verbatim {
            self.byte(at)
        } else {
            self.typed.end
        }
    }
}

impl Code {
    /// Where the bytes `range` of its text were typed, as far as they stand in one file; where a value printed them,
    /// its tag.
    pub fn place(&self, page: &Page, range: Range<usize>) -> Provenance {
        let place = |first: &Piece, last: &Piece| {
            let end = match (first.is_near(last), range.is_empty()) {
                (_, true) => first.byte(range.start),
                (true, false) => last.byte_end(range.end),
                (false, false) => first.typed.end,
            };
            let start = first.byte(range.start);
            Some(Provenance {
                location: first.file(page)?.location(Span::new(start, end.max(start))),
                via: Arc::clone(&first.via),
            })
        };
        let ends = self.ends(&range);
        ends.and_then(|(first, last)| place(first, last))
            .unwrap_or_else(|| self.at.clone())
    }

    /// What the author typed from the first of the bytes `range` to the last, tags included; nothing where that is not
    /// in one file.
    pub fn typed_text<'p>(&self, page: &'p Page, range: Range<usize>) -> Option<&'p str> {
        let (first, last) = self.ends(&range).filter(|(first, last)| first.is_near(last))?;
        let typed = first.byte(range.start)..last.byte_end(range.end);
        first.file(page)?.text.get(typed)
    }

    /// The pieces that the first and the last of the bytes `range` are in.
    fn ends(&self, range: &Range<usize>) -> Option<(&Piece, &Piece)> {
        let piece = |at: usize| {
            let after = self.pieces.partition_point(|piece| piece.at <= at);
            after.checked_sub(1).map(|at| &self.pieces[at])
        };
        Some((piece(range.start)?, piece(range.end.max(range.start + 1) - 1)?))
    }
}
