//! Where in a link or image its address stands.

use std::ops::Range;

/// The bytes of `address` in a link or image of markdown, whose whole text `text` is: those in its last parentheses after
/// a bracket. Nothing where it stands elsewhere (`[text][name]`) or is written otherwise (`\_`, `&amp;`).
pub(super) fn in_markdown(text: &str, address: &str) -> Option<Range<usize>> {
    if text.trim_matches(['<', '>']) == address {
        let start = text.len() - text.trim_start_matches('<').len();
        return Some(start..start + address.len());
    }
    // A title may hold anything, `](` too.
    text.rmatch_indices(']').find_map(|(at, _)| {
        let rest = text[at + 1..].trim_start().strip_prefix('(')?.trim_start();
        let rest = rest.strip_prefix('<').unwrap_or(rest);
        let start = text.len() - rest.len();
        rest.starts_with(address).then_some(start..start + address.len())
    })
}

/// The bytes of the value of the attribute `name` in the tag that `text` begins with.
pub(super) fn in_tag(text: &str, name: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'/';
    let skip = |at: usize, is_skipped: &dyn Fn(&u8) -> bool| {
        let skipped = bytes[at..].iter().take_while(|&byte| is_skipped(byte)).count();
        at + skipped
    };
    let mut at = skip(0, &|byte| !is_blank(byte) && *byte != b'>');
    loop {
        at = skip(at, &is_blank);
        let end = skip(at, &|byte| !is_blank(byte) && !matches!(byte, b'=' | b'>'));
        let is_meant = text.get(at..end)?.eq_ignore_ascii_case(name);
        let equals = skip(end, &u8::is_ascii_whitespace);
        if bytes.get(equals) != Some(&b'=') {
            if is_meant || end == at {
                return None;
            }
            at = end;
            continue;
        }
        let value = skip(equals + 1, &u8::is_ascii_whitespace);
        let (start, end, next) = match bytes.get(value)? {
            quote @ (b'"' | b'\'') => {
                let end = skip(value + 1, &|byte| byte != quote);
                (value + 1, end, (end + 1).min(bytes.len()))
            }
            _ => {
                let end = skip(value, &|byte| !byte.is_ascii_whitespace() && *byte != b'>');
                (value, end, end)
            }
        };
        if is_meant {
            return Some(start..end);
        }
        at = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_in_markdown() {
        for (text, address, expected) in [
            ("[a](a)", "a", Some(4..5)),
            ("![a](<b c.png> \"b c.png\")", "b c.png", Some(6..13)),
            ("[![x](y)](z \"](\")", "z", Some(10..11)),
            ("[a] (b)", "b", Some(5..6)),
            ("<https://a.b>", "https://a.b", Some(1..12)),
            ("www.a.b", "http://www.a.b", None),
            ("[a][b]", "c", None),
            (r"[a](b\_c)", "b_c", None),
        ] {
            assert_eq!(in_markdown(text, address), expected, "{text}");
        }
    }

    #[test]
    fn addresses_are_found_in_tags() {
        for (text, expected) in [
            ("<a href=\"x\">y</a>", Some("x")),
            ("<a\n title='href=1' HREF = 'x y' b>z</a>", Some("x y")),
            ("<a disabled href=x>y</a>", Some("x")),
            ("<a data-href=\"1\" href=2>", Some("2")),
            ("<a href>", None),
            ("<a>href=x</a>", None),
            ("<a href=\"x", Some("x")),
            ("<a =x", None),
            ("<a", None),
        ] {
            let found = in_tag(text, "href").map(|range| &text[range]);
            assert_eq!(found, expected, "{text}");
        }
    }
}
