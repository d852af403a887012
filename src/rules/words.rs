//! Words in running text and in names.

use std::ops::Range;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word<'t> {
    /// The word: what stands between white space, without the punctuation around it.
    pub(super) text: &'t str,
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
}

/// The words of a text, in order. An `example.com/a` is one.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut done = 0;
    std::iter::from_fn(move || {
        let start = done
            + position(
                &text[done..],
                |byte| byte.is_ascii_alphanumeric(),
                char::is_alphanumeric,
            )?;
        let token = &text[start..];
        let end = position(token, |byte| byte.is_ascii_whitespace(), char::is_whitespace);
        let token = &token[..end.unwrap_or(token.len())];
        done = start + token.len();
        let text = token.trim_end_matches(|c: char| !c.is_alphanumeric());
        let range = start..start + text.len();
        Some(Word { text, range })
    })
}

/// Where the first character stands that is such a one; most are ASCII, and are not decoded.
fn position(text: &str, is_ascii: impl Fn(u8) -> bool, is_other: impl Fn(char) -> bool) -> Option<usize> {
    text.bytes().enumerate().position(|(at, byte)| {
        is_ascii(byte)
            || (!byte.is_ascii()
                && text
                    .get(at..)
                    .and_then(|rest| rest.chars().next())
                    .is_some_and(&is_other))
    })
}

/// Where `words` stand in `text` in their own letter case, with no letter or digit beside them.
pub(super) fn find_whole<'t>(text: &'t str, words: &'t str) -> impl Iterator<Item = usize> + 't {
    let is_free = move |&(at, found): &(usize, &str)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    };
    text.match_indices(words).filter(is_free).map(|(at, _)| at)
}

/// The words of a name: of `apiKey`, `api.key` and `API_KEY`, two.
pub(super) fn parts(name: &str) -> impl Iterator<Item = &str> {
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric());
    parts.flat_map(|part| {
        let bytes = part.as_bytes();
        let mut start = 0;
        let ends = (1..=part.len()).filter(move |&at| {
            at == bytes.len() || bytes[at].is_ascii_uppercase() && !bytes[at - 1].is_ascii_uppercase()
        });
        ends.map(move |end| &part[std::mem::replace(&mut start, end)..end])
            .collect::<Vec<_>>()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_without_their_punctuation() {
        let text = "a (well-known)  \u{201c}API\u{201d}, it's\n- 8.5.";
        let found: Vec<&str> = words(text).map(|word| word.text).collect();
        assert_eq!(found, ["a", "well-known", "API", "it's", "8.5"]);
        assert!(words(text).all(|word| text[word.range] == *word.text));
    }

    #[test]
    fn parts_of_words_are_left_aside() {
        let places: Vec<_> = find_whole("Boxer, Box | DropBox Box", "Box").collect();
        assert_eq!(places, [7, 21]);
    }

    #[test]
    fn names_are_written_in_many_ways() {
        for name in ["apiKey", "api.key", "API_KEY", "-api--key-"] {
            let parts: Vec<_> = parts(name).map(str::to_lowercase).collect();
            assert_eq!(parts, ["api", "key"], "{name}");
        }
        assert_eq!(parts("callbackURL").collect::<Vec<_>>(), ["callback", "URL"]);
    }
}
