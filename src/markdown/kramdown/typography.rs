//! Smart quotes, dashes, ellipses and guillemets, by kramdown's rules (`smart_quotes.rb`, `typographic_symbol.rb`).

use std::ops::Range;

use crate::config::Kramdown;

/// The parts of the bytes `range` of `text`, a run of plain text: as they are, or what is shown in their place.
///
/// A backslash that stands before the run makes its first character mean itself.
pub(in super::super) fn parts(
    text: &str,
    range: Range<usize>,
    options: &Kramdown,
) -> Vec<(Range<usize>, Option<String>)> {
    let mut parts = Vec::new();
    let mut done = range.start;
    let mut at = range.start;
    let mut is_plain_before = text[..range.start].ends_with([' ', '\t', '\n', '\r']);
    if text[..range.start].ends_with('\\') {
        at += text[at..range.end].chars().next().map_or(0, char::len_utf8);
        is_plain_before = true;
        let run = &text[range.clone()];
        if options.typography && (run.starts_with("<<") || run.starts_with(">>")) {
            at += 1;
        }
    }
    while at < range.end {
        let Some(found) = text.as_bytes()[at..range.end]
            .iter()
            .position(|byte| matches!(byte, b'"' | b'\'' | b'-' | b'.' | b'<' | b'>'))
        else {
            break;
        };
        is_plain_before |= found > 0;
        at += found;
        let before = text[..at].chars().next_back().filter(|_| is_plain_before);
        let rest = &text[at..];
        let shown = match rest.as_bytes()[0] {
            b'"' | b'\'' => Some(quotes(before, rest, options)),
            _ if options.typography => symbol(before, &text[at..range.end]),
            _ => None,
        };
        match shown {
            Some((shown, len)) if at + len <= range.end => {
                // The blank inside a guillemet is one that does not break.
                let start = at - usize::from(shown.starts_with('\u{a0}') && at > done);
                if start > done {
                    parts.push((done..start, None));
                }
                parts.push((start..at + len, Some(shown)));
                at += len;
                done = at;
                is_plain_before = false;
            }
            _ => {
                at += 1;
                is_plain_before = true;
            }
        }
    }
    if done < range.end {
        parts.push((done..range.end, None));
    }
    parts
}

/// What is shown for the quote, or the two, that `rest` begins with, and how many bytes they have. `before` is the
/// character before, unless a span ends there.
fn quotes(before: Option<char>, rest: &str, options: &Kramdown) -> (String, usize) {
    let [left_single, right_single, left_double, right_double] = options.smart_quotes;
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_space = |c: char| c.is_ascii_whitespace();
    let mut chars = rest.chars();
    let is_double = chars.next() == Some('"');
    let (next, second) = (chars.next(), chars.next());
    let is_open = before.is_none_or(is_space);
    let left = if is_double { left_double } else { left_single };
    let right = if is_double { right_double } else { right_single };
    let one = |mark: char| (mark.to_string(), 1);
    if before.is_none() {
        if matches!(next, Some('_' | '*')) && second.is_some_and(|c| !is_space(c)) {
            return one(left);
        }
        let is_punctuation = next.is_some_and(|c| c.is_ascii_punctuation() && c != '&');
        let is_followed = match next {
            Some('_') => second.is_some_and(is_word),
            _ => !second.is_some_and(is_word),
        };
        if is_punctuation && is_followed && !rest[2..].starts_with("..") {
            return one(right);
        }
    }
    if is_open && matches!(next, Some('"' | '\'')) && (next == Some('"')) != is_double && second.is_some_and(is_word) {
        let inner = if is_double { left_single } else { left_double };
        return (String::from_iter([left, inner]), 2);
    }
    let mut digits = rest[1..].chars();
    let is_decade = digits.by_ref().take(2).filter(char::is_ascii_digit).count() == 2 && digits.next() == Some('s');
    if is_open && !is_double && is_decade {
        return one(right);
    }
    if before.is_some_and(is_space) && next.is_some_and(is_word) {
        return one(left);
    }
    if before.is_some_and(|c| !is_space(c) && !matches!(c, '\\' | '[' | '{' | '(' | '-')) {
        return one(right);
    }
    let ends_word = next == Some('s') && !second.is_some_and(is_word);
    if before.is_none() && (next.is_none_or(is_space) || ends_word) {
        return one(right);
    }
    one(left)
}

/// What is shown for the symbol that `rest` begins with, and its length.
fn symbol(before: Option<char>, rest: &str) -> Option<(String, usize)> {
    let (shown, len) = match () {
        () if rest.starts_with("---") => ("—", 3),
        () if rest.starts_with("--") => ("–", 2),
        () if rest.starts_with("...") => ("…", 3),
        () if rest.starts_with("<< ") => ("«\u{a0}", 3),
        () if rest.starts_with(">>") && before == Some(' ') => ("\u{a0}»", 2),
        () if rest.starts_with("<<") => ("«", 2),
        () if rest.starts_with(">>") => ("»", 2),
        () => return None,
    };
    Some((shown.to_owned(), len))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let parts = parts(text, 0..text.len(), &Kramdown::default());
        parts
            .into_iter()
            .map(|(range, shown)| shown.unwrap_or_else(|| text[range].to_owned()))
            .collect()
    }

    #[test]
    fn quotes_open_and_close() {
        let cases = [
            ("\"a\" 'b' don't", "“a” ‘b’ don’t"),
            ("\"'a' b\" ('c')", "“‘a’ b” (‘c’)"),
            ("the '80s, 5' 6\"", "the ’80s, 5’ 6”"),
            ("a \"b.\"", "a “b.”"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn symbols_are_as_long_as_can_be() {
        assert_eq!(shown("a--b --- c... << d >> <<e>>"), "a–b — c… «\u{a0}d\u{a0}» «e»");
        assert_eq!(shown("----"), "—-");
    }

    #[test]
    fn what_is_escaped_means_itself() {
        let text = "\\\"a\\--b";
        let first = parts(text, 1..4, &Kramdown::default());
        assert_eq!(first, [(1..4, None)][..1].to_vec());
        assert_eq!(parts(text, 4..7, &Kramdown::default()), [(4..7, None)]);
        assert_eq!(parts("\\ü", 1..3, &Kramdown::default()), [(1..3, None)]);
    }
}
