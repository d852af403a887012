//! URLs in the text of a file, and what they say.

use std::ops::Range;

use memchr::memmem;

/// A URL.
#[derive(Debug)]
pub(super) struct Address<'t> {
    /// The bytes from its scheme to the end of its path.
    pub(super) at: Range<usize>,
    /// All of its bytes.
    whole: Range<usize>,
    pub(super) host: &'t str,
    /// Whether users are sent there to allow access.
    pub(super) is_authorize: bool,
    /// Whether an ellipsis, or something that Liquid or a program prints, stands for more parameters, or one is to come.
    pub(super) is_cut: bool,
    /// Whether it is GitHub's, on whatever host.
    pub(super) is_of_github: bool,
    /// The first parameter that stands in its path.
    pub(super) in_path: Option<Parameter<'t>>,
    /// All parameters, those in the path too.
    pub(super) parameters: Vec<Parameter<'t>>,
}

/// A parameter of a URL.
#[derive(Clone, Debug)]
pub(super) struct Parameter<'t> {
    pub(super) name: &'t str,
    pub(super) value: &'t str,
    /// Its bytes, name and value.
    pub(super) at: Range<usize>,
}

/// Parameters by which one knows that a path has run into a query.
const IN_PATH: [&str; 3] = ["client_id", "response_type", "redirect_uri"];

/// The longest URL that is read, in bytes.
const LONGEST: usize = 4096;

/// The web addresses in a text, one after the other. One inside another is a part of it.
pub(super) fn find(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut done = 0;
    let starts = memmem::find_iter(text.as_bytes(), "://");
    starts.filter_map(move |at| {
        let scheme = ["https", "http"]
            .into_iter()
            .find(|scheme| text[..at].ends_with(scheme))?;
        let start = at - scheme.len();
        if start < done {
            return None;
        }
        done = at + 3 + length(&text[at + 3..]);
        Some(start..done)
    })
}

/// How far a URL goes on in `rest`. Placeholders (`<id>`, `{{ page.id }}`) are parts of it.
fn length(rest: &str) -> usize {
    let rest = &rest[..rest.floor_char_boundary(LONGEST)];
    let mut at = 0;
    while let Some(c) = rest[at..].chars().next() {
        let placeholder = match c {
            '<' => rest[at..].find('>').map(|end| end + 1),
            '{' if rest[at..].starts_with("{{") => rest[at..].find("}}").map(|end| end + 2),
            _ => None,
        };
        let is_name = |text: &str| text.starts_with("{{") || !text.contains(char::is_whitespace) && !text.contains('/');
        match placeholder.filter(|&len| is_name(&rest[at..at + len])) {
            Some(len) => at += len,
            None if c.is_whitespace() || "\"'`()[]<>|\\^".contains(c) || rest[at..].starts_with("{{") => break,
            None => at += c.len_utf8(),
        }
    }
    rest[..at].trim_end_matches([',', ';', ':', '!', '*']).len()
}

impl<'t> Address<'t> {
    /// The URL at `whole`, if it has a host.
    pub(super) fn of(text: &'t str, whole: Range<usize>) -> Option<Self> {
        let url = &text[whole.clone()];
        let host_start = url.find("://")? + 3;
        let end = |marks: &[char]| url[host_start..].find(marks).map_or(url.len(), |at| host_start + at);
        let path_start = end(&['/', '?', '#']);
        let path_end = end(&['?', '#']);
        // `#{id}` is a placeholder.
        let fragment = url.match_indices('#').find(|(at, _)| !url[at + 1..].starts_with('{'));
        let query_end = fragment.map_or(url.len(), |(at, _)| at);
        let path = &url[path_start..path_end];
        let in_path = || parts(url, path_start..path_end, whole.start, &['/', '&', ';']);
        // A parameter that is an address itself may have parameters of its own.
        let is_value = text[..whole.start].ends_with('=');
        let first = in_path().find(|part| !is_value && IN_PATH.contains(&part.name));
        let before = first.as_ref().map_or(path_end, |part| part.at.start - whole.start);
        let query = (path_end + 1).min(query_end)..query_end;
        let goes_on = |part: &str| part.starts_with(['{', '<', '$', '#', '%']) && !part.contains('=');
        let is_broken = url.ends_with(['&', '=']) || url.ends_with("&amp;") || url[query.clone()].contains("{&");
        Some(Self {
            at: whole.start..whole.start + path_end,
            host: &url[host_start..path_start],
            is_authorize: !is_value && is_authorize(&path[..before - path_start]),
            is_cut: is_broken
                || url.ends_with("..")
                || url.ends_with('\u{2026}')
                || url[query.clone()].split('&').any(goes_on),
            is_of_github: path.ends_with("/login/oauth/authorize"),
            in_path: first,
            parameters: in_path().chain(parts(url, query, whole.start, &['&'])).collect(),
            whole,
        })
    }

    /// Whether the host is `domain` or in it.
    pub(super) fn is_at(&self, domain: &str) -> bool {
        let host = self.host.split(':').next().unwrap_or(self.host).to_ascii_lowercase();
        host.strip_suffix(domain)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    }

    /// Where `https:%3A` stands in it, which is an encoded address with one colon too many.
    pub(super) fn doubled_colons(&self, text: &'t str) -> Vec<Range<usize>> {
        let url = &text[self.whole.clone()];
        let found = ["https:%3A", "http:%3A", "https:%3a", "http:%3a"].into_iter();
        let places = found.flat_map(|address| url.match_indices(address));
        let mut places: Vec<_> = places
            .map(|(at, address)| self.whole.start + at..self.whole.start + at + address.len())
            .collect();
        places.sort_by_key(|place| place.start);
        places
    }
}

/// The `name=value` between `separators` in the bytes `range` of a URL that begins at `start`.
fn parts<'t>(
    url: &'t str,
    range: Range<usize>,
    start: usize,
    separators: &'static [char],
) -> impl Iterator<Item = Parameter<'t>> {
    let mut at = range.start;
    let parts = url[range].split(separators);
    parts.filter_map(move |part| {
        let part_start = at;
        at += part.len() + 1;
        let (name, value) = part.split_once('=')?;
        Some(Parameter {
            // In HTML, `&` is written `&amp;`.
            name: name.strip_prefix("amp;").unwrap_or(name),
            value,
            at: start + part_start..start + part_start + part.len(),
        })
    })
}

/// Whether users are sent to this path to allow access.
fn is_authorize(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let path = lower.trim_end_matches(['/', '&', ';']);
    let ends = [
        "/authorize",
        "/authorise",
        "/authorization",
        "/authorizations/new",
        "/oauth2/auth",
        "/oauth2/v2/auth",
        "/oauth/auth",
        "/dialog/oauth",
    ];
    ends.iter().any(|end| path.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_end_where_an_author_ends_them() {
        let text = "[a](https://a.io/x) `http://b.io?c=<ID>&d={{ page.x }}&e`, https://c.io/a,b. <https://d.io> \"https://e.io/?u=https://f.io\"|ftp://g";
        let found: Vec<_> = find(text).map(|url| &text[url]).collect();
        assert_eq!(
            found,
            [
                "https://a.io/x",
                "http://b.io?c=<ID>&d={{ page.x }}&e",
                "https://c.io/a,b.",
                "https://d.io",
                "https://e.io/?u=https://f.io"
            ]
        );
    }
}
