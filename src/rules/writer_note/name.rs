//! Where `TODO` and the like are names, and no remarks.

use super::MARKS;
use crate::rules::words::Word;

/// Whether the mark at `at` of `words` is a name: that of a list, or of a status among others.
pub(super) fn is_name(text: &str, words: &[Word<'_>], at: usize) -> bool {
    const NOUNS: &str = "app apps comment comments entries entry file files group item items label labels list lists marker \
        markers note notes status tag tags task tasks tree";
    const VERBS: [&str; 5] = ["are", "is", "means", "stands", "was"];
    let is_mark = |word: &Word<'_>| MARKS.contains(&word.text);
    let joins = |word: &Word<'_>| matches!(word.text, "or" | "and");
    // The last one: `TODO and FIXME`.
    let is_last = matches!(&words[..at], [.., other, joined] if joins(joined) && is_mark(other));
    let [first, next, ..] = &words[at..] else {
        return is_last;
    };
    let between = text[first.range.end..next.range.start].trim();
    let is_followed = NOUNS
        .split(' ')
        .chain(VERBS)
        .any(|word| next.text.eq_ignore_ascii_case(word))
        || joins(next);
    is_last
        || (between.is_empty() && is_followed)
        || (matches!(between, "," | "/" | "|") && next.text.chars().all(char::is_uppercase))
}

/// Whether a text says what `mark` is short for: `trunk-based development (TBD)`. What is to be done is no name.
pub(super) fn defines(text: &str, mark: &str) -> bool {
    text.match_indices(mark).any(|(at, _)| {
        let before = text[..at].strip_suffix('(').map(str::trim_end).unwrap_or_default();
        let words = before.rsplit(|c: char| !c.is_alphanumeric()).take(mark.len());
        let words: Vec<&str> = words.collect();
        let initials = words.iter().rev().filter_map(|word| word.chars().next());
        let is_spelled = initials.collect::<String>().eq_ignore_ascii_case(mark);
        is_spelled && !words.iter().any(|word| word.eq_ignore_ascii_case("be"))
    })
}
