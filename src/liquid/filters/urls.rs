//! Filters that make and encode URLs.

use std::borrow::Cow;

use crate::liquid::value::Value;

use super::strings::is_stripped;
use super::{Arguments, FilterError, Filtered, Site, part};
use crate::url::{escaped_byte, is_segment, is_unreserved, push_escaped, unescape_bytes};

/// `relative_url`: below the site's `baseurl`, unless it is a URL with a scheme (Jekyll).
pub(in crate::liquid) fn relative_url<'a>(
    input: Value<'a>,
    arguments: &Arguments<'a>,
    site: &Site<'a>,
) -> Filtered<'a> {
    arguments.none()?;
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    let text = input.into_plain_text();
    Ok(if has_scheme(&text) {
        Value::String(text)
    } else {
        Value::from(normalized(&below_base(&text, site)))
    })
}

/// `absolute_url`: below the site's `url` and `baseurl`, unless it is a URL with a scheme (Jekyll).
pub(super) fn absolute_url<'a>(input: Value<'a>, arguments: &Arguments<'a>, site: &Site<'a>) -> Filtered<'a> {
    if site.url.is_empty() {
        return relative_url(input, arguments, site);
    }
    arguments.none()?;
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    let text = input.into_plain_text();
    if has_scheme(&text) {
        return Ok(Value::String(text));
    }
    let path = below_base(&text, site);
    // The host's root has a path.
    let path = if path.is_empty() { Cow::Borrowed("/") } else { path };
    let host_end = site.url.find("://").map_or(0, |at| {
        let host = at + 3;
        site.url[host..].find('/').map_or(site.url.len(), |at| host + at)
    });
    let (host, base) = site.url.split_at(host_end);
    Ok(Value::from(
        host.to_ascii_lowercase() + &normalized(&format!("{base}{path}")),
    ))
}

/// `strip_index`: without the `index.html` at the end (Jekyll).
pub(super) fn strip_index<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    if input.is_nil() || input.is_empty() {
        return Ok(Value::Nil);
    }
    Ok(part(input.into_plain_text(), |url| {
        let name = ["/index.html", "/index.htm"]
            .into_iter()
            .find(|name| url.ends_with(name));
        name.map_or(url, |name| &url[..url.len() - name.len() + 1])
    }))
}

/// `url_encode` and `cgi_escape`: as a value in a query, blanks as `+` (Liquid, Jekyll; Ruby's `CGI.escape`).
pub(super) fn url_encode<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    let text = input.into_plain_text();
    if text.bytes().all(is_unreserved) {
        return Ok(Value::String(text));
    }
    let mut encoded = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        match byte {
            b' ' => encoded.push('+'),
            byte => push_escaped(&mut encoded, byte, is_unreserved),
        }
    }
    Ok(Value::from(encoded))
}

/// `url_decode`: what `url_encode` made that of (Liquid).
pub(super) fn url_decode<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    let text = input.into_plain_text();
    if !text.contains(['%', '+']) {
        return Ok(Value::String(text));
    }
    match String::from_utf8(unescape_bytes(&text.replace('+', " "))) {
        Ok(text) => Ok(Value::from(text)),
        Err(_) => Err(FilterError("decodes to bytes that are not UTF-8".to_owned())),
    }
}

/// `uri_escape`: what no URI may hold is encoded, its own signs (`/`, `?`, `&`, ...) stay (Jekyll; Addressable's
/// `normalize_component`).
pub(super) fn uri_escape<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    let text = input.into_plain_text();
    let is_allowed = |byte| is_unreserved(byte) || b":/?#[]@!$&'()*+,;=".contains(&byte);
    Ok(if text.bytes().all(is_allowed) {
        Value::String(text)
    } else {
        Value::from(recoded(&text, is_allowed, ""))
    })
}

/// Whether it is absolute: begins with a scheme such as `https:` or `mailto:`.
fn has_scheme(url: &str) -> bool {
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

fn below_base<'t>(path: &'t str, site: &Site<'_>) -> Cow<'t, str> {
    let slash = if path.is_empty() || path.starts_with('/') {
        ""
    } else {
        "/"
    };
    if site.base_url.is_empty() && slash.is_empty() {
        return Cow::Borrowed(path);
    }
    Cow::Owned(format!("{}{slash}{path}", site.base_url))
}

/// A path with its query and fragment, encoded where that is needed and nowhere else, without `.` and `..` (Addressable's
/// `normalize`).
fn normalized(url: &str) -> String {
    let (url, fragment) = match url.split_once('#') {
        Some((url, fragment)) => (url, Some(fragment)),
        None => (url, None),
    };
    let (path, query) = match url.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (url, None),
    };
    let is_query = |byte| is_segment(byte) || matches!(byte, b'/' | b'?');
    let mut segments: Vec<String> = Vec::new();
    let mut names = path.trim_matches(is_stripped).split('/').peekable();
    while let Some(name) = names.next() {
        let is_last = names.peek().is_none();
        match name {
            "." | ".." => {
                // The first segment is what stands before the leading slash.
                if name == ".." && segments.len() > 1 {
                    segments.pop();
                }
                if is_last {
                    segments.push(String::new());
                }
            }
            name => segments.push(recoded(name, is_segment, "/")),
        }
    }
    let mut normal = segments.join("/");
    if let Some(query) = query {
        normal.push('?');
        normal.push_str(&recoded(query, is_query, "+&;"));
    }
    if let Some(fragment) = fragment {
        normal.push('#');
        normal.push_str(&recoded(fragment, is_query, ""));
    }
    normal
}

/// A text decoded, but for the signs in `kept`, and encoded again.
fn recoded(text: &str, is_allowed: impl Fn(u8) -> bool, kept: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        // What must stay encoded is stepped over.
        let at = rest
            .match_indices('%')
            .map(|(at, _)| at)
            .find(|at| escaped_byte(&rest[*at..]).is_some_and(|byte| kept.as_bytes().contains(&byte)));
        let (part, tail) = rest.split_at(at.unwrap_or(rest.len()));
        for byte in unescape_bytes(part) {
            push_escaped(&mut encoded, byte, &is_allowed);
        }
        let Some(byte) = escaped_byte(tail) else {
            return encoded;
        };
        push_escaped(&mut encoded, byte, |_| false);
        rest = &tail[3..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::liquid::filters::testing::{SITE, check, check_on};

    #[test]
    fn encodings() {
        check(
            r#"
            "a b+c/é~*!'()_-." | url_encode => "a+b%2Bc%2F%C3%A9~%2A%21%27%28%29_-."
            "a b+c/é~*!'()_-." | cgi_escape => "a+b%2Bc%2F%C3%A9~%2A%21%27%28%29_-."
            null | url_encode => null
            "a%20b+c%zz%C3%A9" | url_decode => "a b c%zzé"
            "%ff" | url_decode => error: decodes to bytes that are not UTF-8
            "a b+c/é~*!'()_-.%20%zz%é?#[]@:&=$,;<>{}|\\^`" | uri_escape => "a%20b+c/%C3%A9~*!'()_-.%20%25zz%25%C3%A9?#[]@:&=$,;%3C%3E%7B%7D%7C%5C%5E%60"
            "%2f%C3%A9%41" | uri_escape => "/%C3%A9A"
            "http://foo.com/?q=foo, \\bar?" | uri_escape => "http://foo.com/?q=foo,%20%5Cbar?"
            null | uri_escape => null
            "/docs/index.html" | strip_index => "/docs/"
            "/docs/index.htm" | strip_index => "/docs/"
            "index.html" | strip_index => "index.html"
            "" | strip_index => null
            "/docs/index.html?x" | strip_index => "/docs/index.html?x"
            "#,
        );
    }

    #[test]
    fn urls_below_the_base() {
        check(
            r##"
            "x" | relative_url => "/base/x"
            "/x y" | relative_url => "/base/x%20y"
            " x \n" | relative_url => "/base/%20x"
            "/x ?y " | relative_url => "/base/x?y%20"
            "" | relative_url => "/base"
            null | relative_url => null
            "https://a.b/c d" | relative_url => "https://a.b/c d"
            "mailto:x" | relative_url => "mailto:x"
            "//cdn/x" | relative_url => "/base//cdn/x"
            "#a" | relative_url => "/base/#a"
            "?a" | relative_url => "/base/?a"
            "/a/../b/./c.html#x y" | relative_url => "/base/b/c.html#x%20y"
            "/é/ü?ö=ä" | relative_url => "/base/%C3%A9/%C3%BC?%C3%B6=%C3%A4"
            "/a%2fb" | relative_url => "/base/a%2Fb"
            "/a|b'c" | relative_url => "/base/a%7Cb'c"
            "/x?a=b c&d=%41+&e=%2b%26#f g%41" | relative_url => "/base/x?a=b%20c&d=A+&e=%2B%26#f%20gA"
            "/%7Euser/%zz%" | relative_url => "/base/~user/%25zz%25"
            "/a//b/../c/.." | relative_url => "/base/a//"
            {"a": 1} | relative_url => "/base/%7B%22a%22=%3E1%7D"
            "x" | absolute_url => "https://example.com/base/x"
            "" | absolute_url => "https://example.com/base"
            "/a b:c" | absolute_url => "https://example.com/base/a%20b:c"
            "https://a.b/c d" | absolute_url => "https://a.b/c d"
            "##,
        );
    }

    #[test]
    fn urls_of_other_sites() {
        let bare = Site {
            url: "HTTPS://Example.com",
            base_url: "",
            ..SITE
        };
        check_on(
            &bare,
            r#"
            "" | relative_url => ""
            "x" | relative_url => "/x"
            "" | absolute_url => "https://example.com/"
            "/é" | absolute_url => "https://example.com/%C3%A9"
            "#,
        );
        check_on(&Site { url: "", ..SITE }, r#""x" | absolute_url => "/base/x""#);
        let under = Site {
            url: "https://a.b/c",
            ..SITE
        };
        check_on(&under, r#""x" | absolute_url => "https://a.b/c/base/x""#);
    }
}
