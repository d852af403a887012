//! The tags of a page's HTML, for whoever finds something in it that the page's model does not have.
//!
//! The HTML is docgen's own: attributes stand in double quotes behind a blank, and a tag ends at the first `>` after its
//! start. What looks like a tag in a comment, or in an element whose content is text, is none.

use memchr::{memchr, memmem};

/// The elements whose content is text that looks like HTML.
const RAW: [&str; 5] = ["script", "style", "textarea", "title", "iframe"];

/// A tag, or a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'h> {
    /// Where it begins in the HTML.
    pub(super) start: usize,
    /// All of it, from `<` to `>`; of an element whose content is text, all up to its end tag.
    pub(super) text: &'h str,
}

impl<'h> Tag<'h> {
    /// The name of the element, with `/` before it in an end tag.
    pub(super) fn name(&self) -> &'h str {
        self.text[1..].split([' ', '>', '\n']).next().unwrap_or("")
    }

    /// Where it ends in the HTML.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The tags and comments of `html`, in their order.
pub(super) fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + memchr(b'<', &html.as_bytes()[at..])?;
        let rest = &html[start..];
        let length = match rest.starts_with("<!--") {
            true => end_of(rest, "-->"),
            false => end_of(rest, ">"),
        };
        let tag = Tag {
            start,
            text: &rest[..length],
        };
        let text = match RAW.contains(&tag.name()) {
            true => &rest[..end_of(rest, &format!("</{}", tag.name()))],
            false => tag.text,
        };
        at = start + text.len();
        Some(Tag { start, text })
    })
}

/// The tags of that name, each with what its element holds: up to the next end tag of that name.
pub(super) fn elements<'h>(html: &'h str, name: &'static str) -> impl Iterator<Item = (Tag<'h>, &'h str)> {
    let mut behind = 0;
    tags(html).filter_map(move |tag| {
        if tag.start < behind || tag.name() != name {
            return None;
        }
        let rest = &html[tag.end()..];
        let content = &rest[..memmem::find(rest.as_bytes(), format!("</{name}").as_bytes()).unwrap_or(rest.len())];
        behind = tag.end() + content.len();
        Some((tag, content))
    })
}

/// The length of `text` up to the end of the first `mark` in it, or of all of it.
pub(super) fn end_of(text: &str, mark: &str) -> usize {
    memmem::find(text.as_bytes(), mark.as_bytes()).map_or(text.len(), |at| at + mark.len())
}

/// The value of an attribute as it is written.
pub(super) fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = &tag[..end_of(tag, ">")];
    while let Some(quote) = memchr(b'"', rest.as_bytes()) {
        let (before, value) = (&rest[..quote], &rest[quote + 1..]);
        let end = memchr(b'"', value.as_bytes())?;
        let is_meant = before.strip_suffix('=').and_then(|before| before.strip_suffix(name));
        if is_meant.is_some_and(|before| before.ends_with([' ', '\n'])) {
            return Some(&value[..end]);
        }
        rest = &value[end + 1..];
    }
    None
}

/// The text of some HTML, white space folded.
pub(super) fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut at = 0;
    for tag in tags(html) {
        text.push_str(&html[at..tag.start]);
        at = tag.end();
    }
    text.push_str(&html[at..]);
    // Last what the others may be written by.
    for (entity, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, character);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_raw_text_have_no_tags() {
        let html = "a<b>c<!-- <i> --><script src=\"<u>\">if (a<b)</script><br\n/>d</b";
        let names: Vec<&str> = tags(html).map(|tag| tag.name()).collect();
        assert_eq!(names, ["b", "!--", "script", "br", "/b"]);
        assert!(tags(html).all(|tag| html[tag.start..tag.end()] == *tag.text));
    }

    #[test]
    fn elements_have_what_they_hold() {
        let html = "<ol><li>a<li>b</li></ol><!-- <li>c</li> --><li class=\"x\">d</li><link>e<li>f";
        let found: Vec<&str> = elements(html, "li").map(|(_, content)| content).collect();
        assert_eq!(found, ["a<li>b", "d", "f"]);
    }

    #[test]
    fn attributes_are_found_by_whole_names() {
        let tag = "<img alt=\"Set width=\" data-id=\"1\" title=\" id=\"\nid=\"2\" width=\"3\">";
        assert_eq!(attribute(tag, "id"), Some("2"));
        assert_eq!(attribute(tag, "width"), Some("3"));
        assert_eq!(attribute(tag, "alt"), Some("Set width="));
        assert_eq!(attribute(tag, "class"), None);
        assert_eq!(attribute("<ol><li id=\"b\">", "id"), None);
    }

    #[test]
    fn texts_are_without_tags_and_entities() {
        assert_eq!(
            text_of("a <b>b</b>\n&lt;c&gt;<!-- d --> &amp;lt; &#39;"),
            "a b <c> &lt; '"
        );
    }
}
