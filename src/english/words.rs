//! The words of a text.

use std::ops::Range;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'t> {
    /// The word: what stands between white space, without the punctuation around it.
    pub text: &'t str,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

/// The words of a text, in order. An `example.com/a` is one.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
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
}
