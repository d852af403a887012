//! A text put together of several, each byte leading back to the text that it was made of.

use crate::markdown::tree::TextPiece;
use crate::span::Span;

/// The text of several nodes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Composed {
    pub(crate) text: String,
    /// Where its bytes stand, in their order.
    pub(crate) pieces: Vec<TextPiece>,
}

impl Composed {
    /// Adds the text that the bytes `span` of `html` came to: entities are resolved, line ends folded, and a
    /// quotation's lines have lost their marks.
    pub(crate) fn push(&mut self, text: &str, span: Span, html: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        let typed = html.get(span.start..span.end).unwrap_or_default();
        if typed == text {
            self.piece(start, span.start, text.len());
            return;
        }
        let (mut at, mut done) = (0, 0);
        while at < text.len() {
            let (text, typed) = (&text[at..], &typed[done..]);
            let is_plain = |(a, b): &(u8, u8)| a == b && *a != b'&';
            let same = text.bytes().zip(typed.bytes()).take_while(is_plain).count();
            let same = text.floor_char_boundary(same);
            self.piece(start + at, span.start + done, same);
            // What is resolved has no place of its own: it belongs to what stands before it.
            let Some((made, of)) = resolved(&text[same..], &typed[same..]) else {
                return;
            };
            at += same + made;
            done += same + of;
        }
    }

    fn piece(&mut self, at: usize, typed: usize, length: usize) {
        let span = Span::new(typed, typed + length);
        match self.pieces.last_mut() {
            _ if length == 0 => {}
            // Markdown reads a text in parts, at each `_` for one.
            Some(last) if last.at + last.span.len() == at && last.span.end == typed => last.span.end = span.end,
            _ => self.pieces.push(TextPiece { at, span }),
        }
    }
}

/// How long the first character of `text` is, and what it was made of at the start of `typed`; nothing where nobody
/// can tell.
fn resolved(text: &str, typed: &str) -> Option<(usize, usize)> {
    let first = text.chars().next().map(char::len_utf8)?;
    if text.starts_with('\n') && typed.starts_with("\r\n") {
        return Some((first, 2));
    }
    match entity(typed) {
        // An ampersand alone, or what is called so and is none, stays.
        Some(entity) if entity != "&amp;" && text.starts_with(entity) => Some((first, 1)),
        Some(entity) => Some((first, entity.len())),
        None => match typed.chars().next()? {
            '&' if text.starts_with('&') => Some((first, 1)),
            blank if blank.is_whitespace() && text.starts_with(char::is_whitespace) => Some((first, blank.len_utf8())),
            mark if mark.is_whitespace() || mark == '>' => Some((0, mark.len_utf8())),
            _ => None,
        },
    }
}

/// The entity that `html` begins with, or looks like one.
fn entity(html: &str) -> Option<&str> {
    const LONGEST: usize = 40;
    let rest = html.strip_prefix('&')?;
    let length = rest.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'#';
    rest[..length].bytes().all(is_name).then(|| &html[..length + 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_otherwise_has_no_piece_of_its_own() {
        for (text, typed, expected) in [
            ("a & b", "a &amp; b", vec!["a ", " b"]),
            ("\u{e9}t\u{e9} &c; x", "&eacute;t&#233; &c; x", vec!["t", " ", "c; x"]),
            ("one two", "one\ntwo", vec!["one", "two"]),
            ("a\nb", "a\n> b", vec!["a\n", "b"]),
            ("AT&T", "AT&T", vec!["AT&T"]),
            ("abc", "xyz", vec![]),
        ] {
            let mut composed = Composed::default();
            composed.push(text, Span::new(0, typed.len()), typed);
            let piece = |piece: &TextPiece| &typed[piece.span.start..piece.span.end];
            assert_eq!(
                composed.pieces.iter().map(piece).collect::<Vec<_>>(),
                expected,
                "{typed}"
            );
            let is_there = |part: &TextPiece| text[part.at..].starts_with(piece(part));
            assert!(composed.pieces.iter().all(is_there), "{typed}");
        }
    }
}
