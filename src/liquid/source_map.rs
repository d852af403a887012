//! From each byte that Liquid wrote back to the byte that an author typed, through includes.
//!
//! The renderer writes the output in pieces; a lookup is a binary search among them. What was copied maps byte by
//! byte; what a value made maps to the `{{ }}` that printed it, or to the literal that an include was called with.

use crate::source::Place;
use crate::span::Span;

/// A call of an include: which tag it was, and in which frame that tag stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Frame {
    tag: Place,
    parent: FrameId,
}

/// The page itself, or one call of an include on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FrameId(u32);

impl FrameId {
    /// The page itself.
    pub const PAGE: Self = Self(0);
}

/// A run of output that came from one place.
#[derive(Clone, Copy, Debug)]
struct Piece {
    output: usize,
    source: Place,
    frame: FrameId,
    /// Byte for byte the source, or made by it as a whole.
    verbatim: bool,
}

/// Where something in the output came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The author's bytes.
    pub place: Place,
    /// By which includes they came in; [`SourceMap::via`] lists them.
    pub frame: FrameId,
}

/// Output that came from one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The bytes of the output.
    pub output: Span,
    /// Where they came from.
    pub origin: Origin,
    /// Whether they stand there as they are; else they were made by what stands there.
    pub is_verbatim: bool,
}

/// The map of one page.
#[derive(Debug, Default)]
pub struct SourceMap {
    pieces: Vec<Piece>,
    frames: Vec<Frame>,
}

impl SourceMap {
    /// Notes that the output from byte `output` on is a copy of `source`.
    pub(crate) fn copied(&mut self, output: usize, source: Place, frame: FrameId) {
        self.pieces.push(Piece {
            output,
            source,
            frame,
            verbatim: true,
        });
    }

    /// Notes that the output from byte `output` on was made by `source`.
    pub(crate) fn made(&mut self, output: usize, source: Place, frame: FrameId) {
        self.pieces.push(Piece {
            output,
            source,
            frame,
            verbatim: false,
        });
    }

    /// How many pieces there are.
    pub(crate) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Forgets all but the first `pieces`.
    pub(crate) fn truncate(&mut self, pieces: usize) {
        self.pieces.truncate(pieces);
    }

    /// A new call of an include by `tag`, which stands in `parent`.
    pub(crate) fn enter(&mut self, tag: Place, parent: FrameId) -> FrameId {
        self.frames.push(Frame { tag, parent });
        FrameId(u32::try_from(self.frames.len()).expect("the number of includes on a page is bounded"))
    }

    /// Where the output's bytes `span` came from. A span over several pieces is that of the first one, extended
    /// to the last where both stand in the same file and call; of a piece that a value made, all of its source.
    pub fn origin(&self, span: Span) -> Option<Origin> {
        let first = self.piece_at(span.start)?;
        let start = if first.verbatim {
            first.source.span.start + (span.start - first.output).min(first.source.span.len())
        } else {
            first.source.span.start
        };
        let last = self.piece_at(span.end.saturating_sub(1).max(span.start))?;
        let is_near = (last.source.file, last.frame) == (first.source.file, first.frame);
        let end = match () {
            () if span.is_empty() => start,
            () if is_near && last.verbatim => {
                last.source.span.start + (span.end - last.output).min(last.source.span.len())
            }
            () if is_near => last.source.span.end,
            () => first.source.span.end,
        };
        // A loop's later pieces may stand before its earlier ones in the source.
        let end = if end < start { first.source.span.end } else { end };
        Some(Origin {
            place: Place {
                file: first.source.file,
                span: Span::new(start, end.max(start)),
            },
            frame: first.frame,
        })
    }

    /// Where the output's bytes `span` were typed just so: nothing where a value made any of them.
    pub fn typed(&self, span: Span) -> Option<Origin> {
        let first = self.piece_at(span.start).filter(|piece| piece.verbatim)?;
        let last = self.piece_at(span.end.saturating_sub(1).max(span.start))?;
        let start = first.source.span.start + (span.start - first.output);
        let place = Place {
            file: first.source.file,
            span: Span::new(start, start + span.len()),
        };
        let is_within = std::ptr::eq(first, last) && place.span.end <= first.source.span.end;
        is_within.then_some(Origin {
            place,
            frame: first.frame,
        })
    }

    /// The parts of the output's bytes `span` that came from one place each.
    pub fn parts(&self, span: Span) -> impl Iterator<Item = Part> + '_ {
        let first = self
            .pieces
            .partition_point(|piece| piece.output <= span.start)
            .saturating_sub(1);
        let pieces = self.pieces.get(first..).unwrap_or_default();
        let part = move |(at, piece): (usize, &Piece)| {
            let end = pieces.get(at + 1).map_or(span.end, |next| next.output.min(span.end));
            let output = Span::new(piece.output.max(span.start), end.max(span.start));
            let mut place = piece.source;
            if piece.verbatim {
                let start = place.span.start + (output.start - piece.output);
                place.span = Span::new(start, start + output.len());
            }
            Part {
                output,
                origin: Origin {
                    place,
                    frame: piece.frame,
                },
                is_verbatim: piece.verbatim,
            }
        };
        let touching = pieces
            .iter()
            .enumerate()
            .take_while(move |(_, piece)| piece.output < span.end);
        touching.map(part).filter(|part| !part.output.is_empty())
    }

    /// Whether all that the page itself has stands in the output once at most and in its order: no loop repeats any.
    pub fn is_straight(&self) -> bool {
        let own = self.pieces.iter().filter(|piece| piece.frame == FrameId::PAGE);
        let starts = own.map(|piece| piece.source.span.start);
        starts.is_sorted_by(|before, after| before < after)
    }

    /// The include tags by which `frame` came into the page, innermost first.
    pub fn via(&self, frame: FrameId) -> impl Iterator<Item = Place> + '_ {
        let get = |id: FrameId| (id.0 as usize).checked_sub(1).map(|at| self.frames[at]);
        std::iter::successors(get(frame), move |frame| get(frame.parent)).map(|frame| frame.tag)
    }

    fn piece_at(&self, output: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.output <= output);
        after.checked_sub(1).map(|at| &self.pieces[at])
    }
}
