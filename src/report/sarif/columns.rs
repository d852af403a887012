//! Columns in UTF-16 code units.

use std::collections::HashMap;

use crate::source::Sources;
use crate::span::LineColumn;

/// Tells columns in UTF-16 code units. A character takes one, and two if it is beyond U+FFFF; such characters are rare, so
/// that where each of a file's stands is looked for once.
pub(super) struct Columns<'s> {
    sources: &'s Sources,
    /// The lines and first bytes of the characters that take two, by path.
    wide: HashMap<String, Vec<(usize, usize)>>,
}

impl<'s> Columns<'s> {
    pub(super) fn new(sources: &'s Sources) -> Self {
        Self {
            sources,
            wide: HashMap::new(),
        }
    }

    /// The column of byte `at` of the file at `path`, which stands at `place`.
    pub(super) fn of(&mut self, path: &str, at: usize, place: LineColumn) -> usize {
        if !self.wide.contains_key(path) {
            let wide = self.sources.find(path).map(|file| wide(self.sources.text(file)));
            self.wide.insert(path.to_owned(), wide.unwrap_or_default());
        }
        let wide = &self.wide[path];
        let before = |end: (usize, usize)| wide.partition_point(|&character| character < end);
        place.column + before((place.line, at)) - before((place.line, 0))
    }
}

/// The lines and first bytes of the characters that take two code units, in their order.
fn wide(text: &str) -> Vec<(usize, usize)> {
    let (mut line, mut counted) = (1, 0);
    let bytes = text.as_bytes();
    let is_wide = |&(_, byte): &(usize, &u8)| *byte >= 0xf0;
    let wide = bytes.iter().enumerate().filter(is_wide).map(|(at, _)| {
        line += memchr::memchr_iter(b'\n', &bytes[counted..at]).count();
        counted = at;
        (line, at)
    });
    wide.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::Place;
    use crate::span::Span;

    #[test]
    fn characters_beyond_the_basic_plane_take_two() {
        let text = "\u{feff}a🙂b\n🙂🙂ü漢x\n\nz";
        let sources = Sources::in_memory([("a.md", text)]);
        let file = sources.find("a.md").expect("it was just put there");
        let mut columns = Columns::new(&sources);
        let mut of = |what: &str| {
            let at = text.find(what).expect("the test has it");
            let span = Span::at(at);
            columns.of("a.md", at, sources.location(Place { file, span }).start)
        };
        assert_eq!(of("a"), 1);
        assert_eq!(of("b"), 4);
        assert_eq!(of("ü"), 5);
        assert_eq!(of("x"), 7);
        assert_eq!(of("z"), 1);
    }

    proptest! {
        #[test]
        fn columns_are_what_counting_gives(text in "[a🙂ü漢\n]{0,40}") {
            let sources = Sources::in_memory([("a.md", text.as_str())]);
            let file = sources.find("a.md").expect("it was just put there");
            let mut columns = Columns::new(&sources);
            for at in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
                let location = sources.location(Place { file, span: Span::at(at) });
                let line = text[..at].rsplit('\n').next().unwrap_or_default();
                prop_assert_eq!(columns.of("a.md", at, location.start), line.encode_utf16().count() + 1);
            }
        }
    }
}
