//! The escapes of URLs: `%20` for a blank.

use std::borrow::Cow;
use std::fmt::Write;

/// A path of files as the path of a URL: whatever stands for something else in one is escaped, as Jekyll does it
/// (`URL.escape_path`). So is `?`, which Jekyll leaves, to begin a query that nobody meant.
pub fn escape_path(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for byte in path.bytes() {
        push_escaped(&mut escaped, byte, |byte| is_segment(byte) || byte == b'/');
    }
    escaped
}

/// A URL's path as the path of files that it means. Where the escapes make no text, it stays as it is.
pub fn unescape(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    String::from_utf8(unescape_bytes(path)).map_or(Cow::Borrowed(path), Cow::Owned)
}

/// The bytes of a text in which `%20` is one; what is no such escape stays.
pub fn unescape_bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        match escaped_byte(rest) {
            Some(escaped) => {
                bytes.push(escaped);
                rest = &rest[3..];
            }
            None => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    bytes
}

/// The byte that a text such as `%20` begins with.
pub fn escaped_byte(text: impl AsRef<[u8]>) -> Option<u8> {
    let [b'%', high, low, ..] = *text.as_ref() else {
        return None;
    };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
}

/// Appends a byte, escaped unless it is allowed.
pub fn push_escaped(out: &mut String, byte: u8, is_allowed: impl Fn(u8) -> bool) {
    if is_allowed(byte) {
        out.push(char::from(byte));
    } else {
        write!(out, "%{byte:02X}").expect("writing to a String cannot fail");
    }
}

/// An address as browsers take it: without control characters and blanks at its ends, and without line ends and tabs,
/// which authors break long ones by.
pub fn trimmed(address: &str) -> Cow<'_, str> {
    let address = address.trim_matches(|c: char| c <= ' ');
    match address.contains(['\t', '\n', '\r']) {
        true => Cow::Owned(address.replace(['\t', '\n', '\r'], "")),
        false => Cow::Borrowed(address),
    }
}

/// A path without `.`, `..`, empty parts and a slash at its start; `\` counts as `/`, as in browsers. Nothing where
/// `..` leads out of the root.
pub fn normal(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    let mut is_folder = false;
    for part in path.split(['/', '\\']) {
        is_folder = matches!(part, "" | "." | "..");
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    let mut normal = parts.join("/");
    if is_folder && !normal.is_empty() {
        normal.push('/');
    }
    Some(normal)
}

/// The endings of images' names.
const IMAGES: [&str; 9] = ["avif", "bmp", "gif", "ico", "jpeg", "jpg", "png", "svg", "webp"];

/// By which ending an address is known for that of an image: `png`, whatever its letter case is.
pub fn image_ending(address: &str) -> Option<&'static str> {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let (_, ending) = path.rsplit_once('.')?;
    IMAGES.into_iter().find(|known| ending.eq_ignore_ascii_case(known))
}

/// What stands for itself everywhere in a URL (RFC 3986).
pub fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// What stands for itself between the slashes of a path (RFC 3986).
pub fn is_segment(byte: u8) -> bool {
    is_unreserved(byte) || b"!$&'()*+,;=:@".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_made_normal_as_a_browser_does() {
        for (path, expected) in [
            ("a/b/../c.html", Some("a/c.html")),
            ("/a/./b/", Some("a/b/")),
            ("a/..", Some("")),
            ("a/b/..", Some("a/")),
            ("//a\\b", Some("a/b")),
            ("a/../../x", None),
        ] {
            assert_eq!(normal(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn paths_are_escaped_as_jekyll_does_and_come_back() {
        for (path, escaped) in [
            ("docs/a-b_c.html", "docs/a-b_c.html"),
            ("sp ace/ünï & <b>", "sp%20ace/%C3%BCn%C3%AF%20&%20%3Cb%3E"),
            ("a#b#c", "a%23b%23c"),
            ("a?b", "a%3Fb"),
            ("%2e%2e", "%252e%252e"),
            ("50%", "50%25"),
            ("a:b@c!$&'()*+,;=~", "a:b@c!$&'()*+,;=~"),
            ("[a]|\\^`{}\"", "%5Ba%5D%7C%5C%5E%60%7B%7D%22"),
        ] {
            assert_eq!(escape_path(path), escaped);
            assert_eq!(unescape(escaped), path);
        }
    }

    #[test]
    fn addresses_are_trimmed_as_in_browsers() {
        assert_eq!(trimmed(" a b\n\tc.html \u{1}"), "a bc.html");
    }

    #[test]
    fn what_is_no_escape_stays() {
        for (path, unescaped) in [
            ("a%2", "a%2"),
            ("%zz", "%zz"),
            ("a+b", "a+b"),
            ("%ff", "%ff"),
            ("%2E%2e", ".."),
        ] {
            assert_eq!(unescape(path), unescaped);
        }
    }
}
