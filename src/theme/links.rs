//! Links in markdown that lead where they led, wherever the text is read: whole addresses.
//!
//! Only what surely is a link's address is touched: in code samples and in running text everything stays.

use std::collections::BTreeMap;
use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

/// `text` with the addresses that `whole` knows a whole one for in its place.
pub(super) fn with_whole_addresses(text: &str, whole: &dyn Fn(&str) -> Option<String>) -> String {
    let mut found: BTreeMap<usize, (Range<usize>, String)> = BTreeMap::new();
    let mut note = |range: Range<usize>, address: &str| {
        if let Some(address) = whole(address) {
            found.insert(range.start, (range, address));
        }
    };
    let parser = Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES);
    for (_, definition) in parser.reference_definitions().iter() {
        if let Some(range) = behind(text, definition.span.clone(), "]:", &definition.dest) {
            note(range, &definition.dest);
        }
    }
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(
                Tag::Link {
                    link_type: LinkType::Inline,
                    dest_url,
                    ..
                }
                | Tag::Image {
                    link_type: LinkType::Inline,
                    dest_url,
                    ..
                },
            ) => {
                if let Some(range) = behind(text, range, "](", &dest_url) {
                    note(range, &dest_url);
                }
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                for name in ["href", "src"] {
                    attributes(text, range.clone(), name, &mut note);
                }
            }
            _ => {}
        }
    }
    let mut out = String::with_capacity(text.len() + found.len() * 32);
    let mut done = 0;
    for (range, address) in found.into_values() {
        // What stands in what was replaced already is a part of it.
        if range.start >= done {
            out.push_str(&text[done..range.start]);
            out.push_str(&address);
            done = range.end;
        }
    }
    out.push_str(&text[done..]);
    out
}

/// Where `address` stands behind the last `mark` in `range` of the text, if it stands there as it is.
fn behind(text: &str, range: Range<usize>, mark: &str, address: &str) -> Option<Range<usize>> {
    let slice = &text[range.clone()];
    let at = memmem::rfind(slice.as_bytes(), mark.as_bytes())? + mark.len();
    let rest = slice[at..].trim_start_matches(|c: char| c.is_whitespace() || c == '<');
    let start = range.end - rest.len();
    let is_there = !address.is_empty() && rest.starts_with(address);
    is_there.then(|| start..start + address.len())
}

/// Notes the values of an attribute in the HTML in `range` of the text.
fn attributes(text: &str, range: Range<usize>, name: &str, note: &mut impl FnMut(Range<usize>, &str)) {
    let html = &text[range.clone()];
    for quote in ['"', '\''] {
        let start = format!(" {name}={quote}");
        for at in memmem::find_iter(html.as_bytes(), start.as_bytes()) {
            let value_at = at + start.len();
            if let Some(length) = html[value_at..].find(quote) {
                let place = range.start + value_at;
                note(place..place + length, &html[value_at..value_at + length]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> String {
        with_whole_addresses(text, &|address| {
            let is_own = !address.contains(':') && !address.starts_with('#');
            is_own.then(|| format!("https://a.example/{address}"))
        })
    }

    #[test]
    fn links_and_images_get_whole_addresses() {
        for (text, expected) in [
            ("[a](b.html#c \"t\")", "[a](https://a.example/b.html#c \"t\")"),
            (
                "[![a](i.png)](b.html)",
                "[![a](https://a.example/i.png)](https://a.example/b.html)",
            ),
            ("- [a](<b c.html>)\n", "- [a](<https://a.example/b c.html>)\n"),
            ("[a]\n\n[a]: b.html 't'", "[a]\n\n[a]: https://a.example/b.html 't'"),
            (
                "|a|\n|-|\n|[a](b.html)|\n",
                "|a|\n|-|\n|[a](https://a.example/b.html)|\n",
            ),
            (
                "<p><a class='x' href='b.html'><img src=\"i.png\"></a></p>",
                "<p><a class='x' href='https://a.example/b.html'><img src=\"https://a.example/i.png\"></a></p>",
            ),
        ] {
            assert_eq!(whole(text), expected);
        }
    }

    #[test]
    fn what_is_no_address_or_leads_elsewhere_stays() {
        for text in [
            "[a](https://b.example/)",
            "[a](#b)",
            "`[a](b.html)`",
            "```\n[a](b.html)\n```",
            "[a](b\\_c.html)",
            "a](b.html)",
        ] {
            assert_eq!(whole(text), text);
        }
    }
}
