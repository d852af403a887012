//! What a page of HTML loads: its style sheets, scripts and images, by the addresses that stand in it.

use std::borrow::Cow;

/// The elements that load something, each with the attribute that says what.
const LOADING: [(&str, &str); 4] = [("img", "src"), ("link", "href"), ("script", "src"), ("source", "src")];

/// The most addresses that are taken of a page.
const MAX_RESOURCES: usize = 200;

/// The addresses of what a page loads, as they stand in it, each once. This is a search for tags, and no reading of HTML:
/// a tag in a comment is taken, too, and does no harm.
pub(super) fn resources(html: &str) -> Vec<Cow<'_, str>> {
    let mut found: Vec<Cow<'_, str>> = Vec::new();
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let Some((_, wanted)) = LOADING
            .into_iter()
            .find(|(name, _)| rest[..end].eq_ignore_ascii_case(name))
        else {
            continue;
        };
        let tag = &rest[end..];
        // A link to the next page, say, loads nothing.
        let rel = attribute(tag, "rel").unwrap_or_default().to_ascii_lowercase();
        if wanted == "href"
            && !rel
                .split_ascii_whitespace()
                .any(|it| ["stylesheet", "icon"].contains(&it))
        {
            continue;
        }
        let address = attribute(tag, wanted);
        if let Some(address) = address.filter(|address| !address.is_empty() && !found.contains(address)) {
            found.push(address);
        }
        if found.len() == MAX_RESOURCES {
            break;
        }
    }
    found
}

/// The value of an attribute of the tag that `rest` goes on with behind its name.
fn attribute<'h>(mut rest: &'h str, wanted: &str) -> Option<Cow<'h, str>> {
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            return None;
        }
        let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/');
        // A name may begin with `=`, which would go on for ever otherwise.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[first..].find(is_end).map_or(rest.len(), |end| end + first);
        let (name, after) = rest.split_at(end);
        let Some(value) = after.trim_start().strip_prefix('=') else {
            rest = after;
            continue;
        };
        let value = value.trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote)?,
            _ => value.split_at(
                value
                    .find(|c: char| c.is_ascii_whitespace() || c == '>')
                    .unwrap_or(value.len()),
            ),
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(match value.contains('&') {
                true => Cow::Owned(value.replace("&#x2F;", "/").replace("&amp;", "&")),
                false => Cow::Borrowed(value),
            });
        }
        rest = after;
    }
}

/// The path that `address` leads to from the page at the path `from`, both as they stand in addresses; nothing where it
/// leads to another host, or where another path than that of a file is meant.
pub(super) fn path_of(address: &str, from: &str) -> Option<String> {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let is_elsewhere =
        path.is_empty() || path.starts_with("//") || path.split('/').next().is_some_and(|it| it.contains(':'));
    if is_elsewhere {
        return None;
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let whole = match path.starts_with('/') {
        true => path.to_owned(),
        false => format!("{folder}/{path}"),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/').skip(1) {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Some(format!("/{}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_loads_is_found_by_its_tags() {
        let html = "<link rel=stylesheet href='./a.css?x=1&amp;y'><link rel=next href=z><SCRIPT defer SRC = \"/b.js\"></script><img alt=\"<img src=no>\" \
                    src=c.png><a href=d.html><img src=c.png><img =><img ==\"\" src='e.png'><img src=\"unclosed";
        assert_eq!(resources(html), ["./a.css?x=1&y", "/b.js", "c.png", "no", "e.png"]);
    }

    #[test]
    fn addresses_lead_from_the_page_that_they_stand_on() {
        let path = |address| path_of(address, "/docs/a/b.html");
        assert_eq!(path("../c.css?x").as_deref(), Some("/docs/c.css"));
        assert_eq!(path("./c.css").as_deref(), Some("/docs/a/c.css"));
        assert_eq!(path("/c.css").as_deref(), Some("/c.css"));
        assert_eq!(path("../../../../c.css").as_deref(), Some("/c.css"));
        for elsewhere in ["https://x/c.css", "//x/c.css", "data:x", "#a", ""] {
            assert_eq!(path(elsewhere), None, "{elsewhere}");
        }
    }
}
