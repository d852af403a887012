//! Text to parse that is not simply the page's: pieces of it put together, each knowing where it stood.
//!
//! The lines of an HTML block inside a quotation, the inside of a `markdown="span"` element and lines whose
//! indentation was mended are parsed as texts of their own; an [`Excerpt`] leads every byte of them back.

use std::borrow::Cow;
use std::ops::Range;

use crate::span::Span;

/// A text made of pieces of the page's text.
#[derive(Debug)]
pub(super) struct Excerpt<'t> {
    text: Cow<'t, str>,
    /// In order, in both texts.
    pieces: Vec<Piece>,
}

/// `len` bytes that stand at `at` in the excerpt and from `from` to `until` in the page; byte by byte, or, if these are not
/// as many, the one in place of the other.
#[derive(Clone, Copy, Debug)]
struct Piece {
    at: usize,
    len: usize,
    from: usize,
    until: usize,
}

impl Piece {
    fn is_verbatim(&self) -> bool {
        self.until - self.from == self.len
    }

    /// Where the byte at `offset` stands that the piece has, or one past its end.
    fn place(&self, offset: usize) -> usize {
        match offset - self.at {
            0 => self.from,
            inside if self.is_verbatim() => self.from + inside.min(self.len),
            inside if inside >= self.len => self.until,
            _ => self.from,
        }
    }
}

impl<'t> Excerpt<'t> {
    /// `text`, which stands at byte `from` of the page.
    pub(super) fn of(text: &'t str, from: usize) -> Self {
        let len = text.len();
        Self {
            text: Cow::Borrowed(text),
            pieces: vec![Piece {
                at: 0,
                len,
                from,
                until: from + len,
            }],
        }
    }

    /// An excerpt without text yet.
    pub(super) fn empty() -> Self {
        Self {
            text: Cow::Borrowed(""),
            pieces: Vec::new(),
        }
    }

    /// An excerpt without text yet, which will have about `bytes` of it.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self {
            text: Cow::Owned(String::with_capacity(bytes)),
            pieces: Vec::new(),
        }
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Adds `text`, which stands at the bytes `from` of the page.
    pub(super) fn push(&mut self, text: &str, from: Span) {
        let at = self.text.len();
        self.text.to_mut().push_str(text);
        self.add_piece(at, text.len(), from);
    }

    fn add_piece(&mut self, at: usize, len: usize, from: Span) {
        let piece = Piece {
            at,
            len,
            from: from.start,
            until: from.end,
        };
        match self.pieces.last_mut() {
            Some(last)
                if last.is_verbatim()
                    && piece.is_verbatim()
                    && last.at + last.len == at
                    && last.until == from.start =>
            {
                last.len += len;
                last.until = from.end;
            }
            _ => self.pieces.push(piece),
        }
    }

    /// Adds `text`, which the page does not have.
    pub(super) fn insert(&mut self, text: &str) {
        self.text.to_mut().push_str(text);
    }

    /// Adds blanks, which the page does not have.
    pub(super) fn insert_blanks(&mut self, count: usize) {
        self.text.to_mut().extend(std::iter::repeat_n(' ', count));
    }

    /// The bytes of the page that the bytes `range` of the excerpt came from.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        // Most pages are one piece.
        if let [piece] = self.pieces[..]
            && piece.at == 0
            && piece.is_verbatim()
            && range.end <= piece.len
        {
            return Span::new(piece.from + range.start, piece.from + range.end);
        }
        let start = self.start(range.start);
        let end = if range.is_empty() { start } else { self.end(range.end) };
        Span::new(start, end.max(start))
    }

    /// Where the bytes `range` stand piece by piece: how far behind its start each begins, and its bytes of the page.
    pub(super) fn spans(&self, range: Range<usize>) -> impl Iterator<Item = (usize, Span)> + '_ {
        let start = range.start;
        self.pieces_of(range)
            .filter(Piece::is_verbatim)
            .map(move |piece| (piece.at - start, Span::new(piece.from, piece.until)))
    }

    /// The text of `range` on one line and after a full stop, so that as markdown it is one paragraph whatever
    /// it begins with. The full stop is punctuation, which to emphasis is the same as a line's start.
    pub(super) fn one_line(&self, range: Range<usize>) -> Excerpt<'static> {
        let mut line = Excerpt::empty();
        line.insert(".");
        for piece in self.pieces_of(range) {
            let at = line.text.len();
            let text = self.text[piece.at..piece.at + piece.len].replace(['\n', '\r'], " ");
            line.text.to_mut().push_str(&text);
            line.pieces.push(Piece { at, ..piece });
        }
        line
    }

    /// The text of `range`.
    pub(super) fn part(&self, range: Range<usize>) -> Excerpt<'static> {
        let mut part = Excerpt::empty();
        part.append(self, range);
        part
    }

    /// Adds the bytes `range` of another excerpt, and what was inserted there.
    pub(super) fn append(&mut self, other: &Excerpt<'_>, range: Range<usize>) {
        let mut done = range.start;
        for piece in other.pieces_of(range.clone()) {
            let end = piece.at + piece.len;
            self.insert(&other.text[done..piece.at]);
            self.push(&other.text[piece.at..end], Span::new(piece.from, piece.until));
            done = end;
        }
        self.insert(&other.text[done..range.end]);
    }

    fn pieces_of(&self, range: Range<usize>) -> impl Iterator<Item = Piece> + '_ {
        let first = self.pieces.partition_point(|piece| piece.at + piece.len <= range.start);
        let touched = self.pieces[first..]
            .iter()
            .take_while(move |piece| piece.at < range.end);
        touched.filter_map(move |piece| {
            let at = piece.at.max(range.start);
            let end = (piece.at + piece.len).min(range.end);
            (at < end).then(|| Piece {
                at,
                len: end - at,
                from: piece.place(at),
                until: match piece.is_verbatim() {
                    true => piece.place(end),
                    false => piece.until,
                },
            })
        })
    }

    /// Where the byte at `offset` stands; what was inserted stands where the piece after it begins.
    fn start(&self, offset: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.at + piece.len <= offset);
        match self.pieces.get(next).or(self.pieces.last()) {
            Some(piece) => piece.place(offset.max(piece.at)),
            None => 0,
        }
    }

    /// One past where the byte before `offset` stands.
    fn end(&self, offset: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.at < offset);
        match next.checked_sub(1).and_then(|last| self.pieces.get(last)) {
            Some(piece) if offset < piece.at + piece.len && !piece.is_verbatim() => piece.until,
            Some(piece) => piece.place(offset),
            None => self.start(offset),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_lead_back_to_the_page() {
        let page = "> <b>\n> x</b>";
        let mut excerpt = Excerpt::empty();
        excerpt.push(&page[2..6], Span::new(2, 6));
        excerpt.push(&page[8..], Span::new(8, page.len()));
        assert_eq!(excerpt.text(), "<b>\nx</b>");
        assert_eq!(excerpt.span(4..5), Span::new(8, 9));
        assert_eq!(excerpt.span(0..4), Span::new(2, 6));
        assert_eq!(excerpt.span(0..9), Span::new(2, page.len()));
        let part = excerpt.part(3..5);
        assert_eq!(part.text(), "\nx");
        assert_eq!(part.span(1..2), Span::new(8, 9));
    }

    #[test]
    fn what_stands_in_place_of_something_leads_to_all_of_it() {
        let mut excerpt = Excerpt::empty();
        excerpt.push("a", Span::new(3, 4));
        excerpt.push("&", Span::new(4, 9));
        excerpt.push("<marker>", Span::new(9, 12));
        assert_eq!(excerpt.span(1..2), Span::new(4, 9));
        assert_eq!(excerpt.span(0..2), Span::new(3, 9));
        assert_eq!(excerpt.span(2..10), Span::new(9, 12));
        assert_eq!(excerpt.span(3..5), Span::new(9, 12));
        assert_eq!(excerpt.part(4..10).span(0..6), Span::new(9, 12));
    }

    #[test]
    fn one_line_keeps_offsets() {
        let excerpt = Excerpt::of("# a\n`b`", 10);
        let line = excerpt.one_line(0..7);
        assert_eq!(line.text(), ".# a `b`");
        assert_eq!(line.span(5..8), Span::new(14, 17));
    }
}
