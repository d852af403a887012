//! Bold parts of URLs: `/contacts**?where=name='x'**&page=1`.
//!
//! To CommonMark two stars between a letter and a mark of punctuation only end something. redcarpet and kramdown let them
//! begin it, too.

use std::ops::Range;

/// Whether `text` may hold such stars.
pub(super) fn is_likely(text: &str) -> bool {
    text.contains("**?") || text.contains("**&")
}

/// Where stars stand in the bytes `line` of `text` that begin bold text in a URL.
pub(super) fn starts(text: &str, line: Range<usize>) -> Vec<usize> {
    let mut starts = Vec::new();
    if !is_likely(&text[line.clone()]) {
        return starts;
    }
    let mut at = line.start;
    for cell in text[line].split_inclusive('|') {
        let stars: Vec<usize> = cell.match_indices("**").map(|(found, _)| at + found).collect();
        let ends_text = |star: usize| !text[..star].ends_with(char::is_whitespace);
        let is_between =
            |star: usize| text[..star].ends_with(char::is_alphanumeric) && text[star + 2..].starts_with(['?', '&']);
        let pairs = stars
            .chunks_exact(2)
            .filter(|pair| is_between(pair[0]) && ends_text(pair[1]));
        starts.extend(pairs.map(|pair| pair[0]));
        at += cell.len();
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_stars_that_begin_something_are_found() {
        let cases: [(&str, &[usize]); 6] = [
            ("/a**?b=c**&d", &[2]),
            ("x|/a**&b** **c**", &[4]),
            ("**a**? b **c**", &[]),
            ("a**?b", &[]),
            ("a**?b ** c", &[]),
            ("a**b**", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(starts(text, 0..text.len()), expected, "{text}");
        }
    }
}
