//! Links and tags that CommonMark leaves as text, but redcarpet and authors do not: bare URLs, addresses,
//! `[text] (url)`, `<span style:"color:red">`.
//!
//! What is a URL follows redcarpet's `autolink` extension (`autolink.c`). It is looked for in text only, after
//! CommonMark has taken out code, links and tags.

use std::ops::Range;

use super::elements;

/// A link in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The bytes that become the link.
    pub(super) range: Range<usize>,
    /// The bytes that are its text.
    pub(super) text: Range<usize>,
    /// Where it goes.
    pub(super) href: String,
    /// The bytes between `[text]` and `(url)`, which should not be there; nothing in a bare URL.
    pub(super) gap: Option<Range<usize>>,
}

/// Whether `text` may hold a link or a tag: most texts do not, and are not looked at closer.
pub(super) fn is_likely(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'@' | b']' | b'<' => true,
        b':' => bytes[at..].starts_with(b"://"),
        b'.' => bytes[..at].ends_with(b"www"),
        _ => false,
    })
}

/// The first tag in `text` from `from` on: one that is no tag to CommonMark, for its attributes are mistyped, but is one
/// to redcarpet and to browsers. Only tags of HTML's own elements: `<your key>` is text that readers have to see.
pub(super) fn find_tag(text: &str, from: usize) -> Option<Range<usize>> {
    let mut from = from;
    loop {
        let start = from + text[from..].find('<')?;
        let rest = &text[start + 1..];
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let len = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let ends_name = name[len..].starts_with([' ', '\t', '/', '>']);
        match rest.find(['<', '>']) {
            Some(end) if rest[end..].starts_with('>') && ends_name && elements::is_known(&name[..len]) => {
                return Some(start..start + 1 + end + 1);
            }
            Some(_) => from = start + 1,
            None => return None,
        }
    }
}

/// All links in `text`, in order.
pub(super) fn find(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut links: Vec<Found> = Vec::new();
    let mut brackets = Vec::new();
    let mut stop = Stop::default();
    let mut at = 0;
    while at < bytes.len() {
        let done = links.last().map_or(0, |link| link.range.end);
        let found = match bytes[at] {
            b':' => url(text, at, done),
            b'w' => www(text, at),
            b'@' => email(text, at, done),
            b'[' => {
                brackets.push(at);
                None
            }
            b']' => brackets.pop().and_then(|open| spaced(text, open, at, &mut stop)),
            _ => None,
        };
        at += 1;
        if let Some(link) = found {
            at = link.range.end;
            while links.last().is_some_and(|inner| inner.range.start >= link.range.start) {
                links.pop();
            }
            if links.last().is_none_or(|before| before.range.end <= link.range.start) {
                links.push(link);
            }
        }
    }
    links
}

/// `https://…` around the colon at `colon`.
fn url(text: &str, colon: usize, done: usize) -> Option<Found> {
    let rest = text[colon..].strip_prefix("://")?;
    let scheme = text.as_bytes()[done..colon]
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let start = colon - scheme;
    if !["http", "https", "ftp"]
        .iter()
        .any(|known| text[start..colon].eq_ignore_ascii_case(known))
    {
        return None;
    }
    let domain = domain(rest)?;
    bare(text, start, colon + 3 + domain, "")
}

/// `www.…` at `start`.
fn www(text: &str, start: usize) -> Option<Found> {
    let before = text[..start].chars().next_back();
    let host = text[start..].strip_prefix("www.")?;
    if before.is_some_and(|c| !c.is_ascii_punctuation() && !c.is_whitespace()) {
        return None;
    }
    let domain = "www.".len() + domain(host)?;
    bare(text, start, start + domain, "http://")
}

/// `name@host.tld` around the sign at `sign`.
fn email(text: &str, sign: usize, done: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-' | b'_');
    let name = bytes[done..sign].iter().rev().take_while(is_name).count();
    let is_host = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let host = bytes[sign + 1..].iter().take_while(is_host).count();
    let start = sign - name;
    let end = trimmed(text, start, sign + 1 + host);
    if name == 0 || bytes.get(sign + 1 + host) == Some(&b'@') || !text.get(sign + 1..end)?.contains('.') {
        return None;
    }
    Some(Found {
        range: start..end,
        text: start..end,
        href: format!("mailto:{}", &text[start..end]),
        gap: None,
    })
}

/// `[text] (url)`: CommonMark wants no blank there, redcarpet did not mind. What stands in the parentheses has to be a
/// place: `[optional] (string)` is text.
fn spaced(text: &str, open: usize, close: usize, stop: &mut Stop) -> Option<Found> {
    let after = &text[close + 1..];
    let inside = after.trim_start_matches([' ', '\t', '\n']).strip_prefix('(')?;
    let start = text.len() - inside.len();
    stop.advance(text, start);
    let url = &text[start..stop.at];
    if open + 1 == close || !text[stop.at..].starts_with(')') || !is_place(url) {
        return None;
    }
    Some(Found {
        range: open..stop.at + 1,
        text: open + 1..close,
        href: url.to_owned(),
        gap: Some(close + 1..start - 1),
    })
}

/// Whether `url` is surely the address of something: `and/or` is none.
fn is_place(url: &str) -> bool {
    const STARTS: [&str; 9] = [
        "#", "/", "./", "../", "http://", "https://", "ftp://", "mailto:", "www.",
    ];
    const ENDS: [&str; 4] = [".html", ".htm", ".md", ".pdf"];
    STARTS.iter().any(|start| url.starts_with(start)) || ENDS.iter().any(|end| url.ends_with(end))
}

/// Where the search for a closing parenthesis last ended. The next search need not go through that text again, so that
/// parentheses without end do not cost the square of the length.
#[derive(Default)]
struct Stop {
    /// The parenthesis, or the blank that ended the search without one.
    at: usize,
}

impl Stop {
    /// Searches from `start` on, which no earlier search began behind.
    fn advance(&mut self, text: &str, start: usize) {
        if self.at < start {
            let rest = &text[start..];
            self.at = start + rest.find([')', ' ', '\t', '\n']).unwrap_or(rest.len());
        }
    }
}

/// The link that begins at `start`, whose host ends at `end`.
fn bare(text: &str, start: usize, end: usize, scheme: &str) -> Option<Found> {
    let path = text[end..]
        .find(|c: char| c.is_whitespace() || c == '<')
        .unwrap_or(text.len() - end);
    let end = trimmed(text, start, end + path);
    (end > start).then(|| Found {
        range: start..end,
        text: start..end,
        href: format!("{scheme}{}", &text[start..end]),
        gap: None,
    })
}

/// How long the host is that `rest` begins with.
fn domain(rest: &str) -> Option<usize> {
    let len = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-'))
        .unwrap_or(rest.len());
    rest.starts_with(|c: char| c.is_ascii_alphanumeric()).then_some(len)
}

/// Where the link in `start..end` ends when the punctuation of the sentence around it is not its own (redcarpet's
/// `autolink_delim`).
fn trimmed(text: &str, start: usize, end: usize) -> usize {
    let link = &text[start..end];
    let mut link = link.trim_end_matches(['?', '!', '.', ',', ';', ':']);
    let pair = match link.chars().next_back() {
        Some('"') => Some(('"', '"')),
        Some('\'') => Some(('\'', '\'')),
        Some(')') => Some(('(', ')')),
        Some(']') => Some(('[', ']')),
        Some('}') => Some(('{', '}')),
        _ => None,
    };
    if let Some((open, close)) = pair
        && (open == close || link.matches(open).count() != link.matches(close).count())
    {
        link = &link[..link.len() - 1];
    }
    start + link.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_where_redcarpet_found_them() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            (
                "see https://a.b/c?d=e_f&g.",
                &[("https://a.b/c?d=e_f&g", "https://a.b/c?d=e_f&g")],
            ),
            ("(http://a.b/c_(d))", &[("http://a.b/c_(d)", "http://a.b/c_(d)")]),
            ("(http://a.b/c)", &[("http://a.b/c", "http://a.b/c")]),
            ("\"https://a.b\"", &[("https://a.b", "https://a.b")]),
            (
                "https://localhost:8080/x,",
                &[("https://localhost:8080/x", "https://localhost:8080/x")],
            ),
            ("go to www.a.com/b!", &[("www.a.com/b", "http://www.a.com/b")]),
            ("awww. www.", &[]),
            ("mail me@a.org, or @b or a@b", &[("me@a.org", "mailto:me@a.org")]),
            ("[a b] (https://c.d/e).", &[("a b", "https://c.d/e")]),
            ("[a]\n(b.html)", &[("a", "b.html")]),
            ("[optional] (string) [optional] (read/write)", &[]),
            ("javascript://a foo://b http:// https://<INSTANCE>", &[]),
        ];
        for (text, expected) in cases {
            let found = find(text);
            let found: Vec<_> = found
                .iter()
                .map(|link| (&text[link.text.clone()], &*link.href))
                .collect();
            assert_eq!(found, *expected, "in {text:?}");
        }
    }
}
