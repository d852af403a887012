//! Where each byte of a text was typed: the author's place of what is wrong inside a code sample or a sentence.

use std::ops::Range;
use std::sync::Arc;

use super::{Code, Page, PageFile, Prose, Provenance};
use crate::source::Location;
use crate::span::Span;

/// The places of a text's bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Pieces(pub(super) Vec<Piece>);

/// A part of a text that came from one place.
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

impl Pieces {
    /// Where the bytes `range` of the text were typed, as far as they stand in one file; where a value printed them, its
    /// tag.
    pub(super) fn place(&self, page: &Page, range: Range<usize>) -> Option<Provenance> {
        let (first, last) = self.ends(&range)?;
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
    }

    /// The file in which the bytes `range` of the text were typed, and what was typed from the first to the last of
    /// them, tags included; nothing where that is not in one file.
    fn typed<'p>(&self, page: &'p Page, range: Range<usize>) -> Option<(&'p PageFile, Range<usize>)> {
        let (first, last) = self.ends(&range).filter(|(first, last)| first.is_near(last))?;
        let typed = first.byte(range.start)..last.byte_end(range.end);
        let file = first.file(page)?;
        file.text.get(typed.clone())?;
        Some((file, typed))
    }

    /// What was typed there.
    fn typed_text<'p>(&self, page: &'p Page, range: Range<usize>) -> Option<&'p str> {
        let (file, typed) = self.typed(page, range)?;
        file.text.get(typed)
    }

    /// The pieces that the first and the last of the bytes `range` are in.
    fn ends(&self, range: &Range<usize>) -> Option<(&Piece, &Piece)> {
        let piece = |at: usize| {
            let after = self.0.partition_point(|piece| piece.at <= at);
            self.0.get(after.saturating_sub(1))
        };
        Some((piece(range.start)?, piece(range.end.max(range.start + 1) - 1)?))
    }
}

impl Code {
    /// Where the bytes `range` of its text were typed, as far as they stand in one file; where a value printed them,
    /// its tag.
    pub fn place(&self, page: &Page, range: Range<usize>) -> Provenance {
        self.pieces.place(page, range).unwrap_or_else(|| self.at.clone())
    }

    /// What the author typed from the first of the bytes `range` to the last, tags included; nothing where that is not
    /// in one file.
    pub fn typed_text<'p>(&self, page: &'p Page, range: Range<usize>) -> Option<&'p str> {
        self.pieces.typed_text(page, range)
    }
}

impl Prose {
    /// Where the bytes `range` of its text were typed, as far as they stand in one file; where a value printed them,
    /// its tag.
    pub fn place(&self, page: &Page, range: Range<usize>) -> Provenance {
        self.pieces.place(page, range).unwrap_or_else(|| Provenance {
            location: page.front_matter_start(),
            via: Arc::from([]),
        })
    }

    /// What the author typed from the first of the bytes `range` to the last, markup and tags included; nothing where
    /// that is not in one file.
    pub fn typed_text<'p>(&self, page: &'p Page, range: Range<usize>) -> Option<&'p str> {
        self.pieces.typed_text(page, range)
    }

    /// Where the bytes `range` of its text were typed just so, without markup or a value between them: what a fix may
    /// write over.
    pub fn typed(&self, page: &Page, range: Range<usize>) -> Option<Provenance> {
        let (file, typed) = self.pieces.typed(page, range.clone())?;
        let is_same = file.text.get(typed.clone()) == self.text.get(range.clone());
        let (first, _) = self.pieces.ends(&range)?;
        is_same.then(|| Provenance {
            location: file.location(Span::from(typed)),
            via: Arc::clone(&first.via),
        })
    }
}
