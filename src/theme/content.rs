//! What the theme makes of a page's HTML: tables stand in a box that scrolls, images keep their places free and load late,
//! code samples have a head, and nothing is styled in the page itself, which a policy that allows no inline styles would
//! drop.

use std::borrow::Cow;
use std::fmt::Write;

use memchr::memchr;
use memchr::memmem;

use super::tags::{attribute, end_of, tags};
use super::{card, procedures};
use crate::dimensions::Dimensions;
use crate::page::Page;
use crate::site::{Address, Site};

/// The content of a page as the default theme shows it.
pub(super) fn of_page(site: &Site, page: &Page) -> String {
    let html = match card::finds_credentials(page) {
        true => procedures::with_anchors(page),
        false => Cow::Borrowed(&*page.html),
    };
    rewritten(&html, &|src| match site.resolve(page, src) {
        Address::Inside { path } => site.image_sizes.get(&path).copied(),
        _ => None,
    })
}

/// `html` rewritten; `size` knows the size of an image by its address.
fn rewritten(html: &str, size: &dyn Fn(&str) -> Option<Dimensions>) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut is_first_image = true;
    let mut title = None;
    let mut open_tables = 0;
    let mut done = 0;
    for tag in tags(html) {
        // What stands in a sample is copied with it.
        if tag.start < done {
            continue;
        }
        out.push_str(&html[done..tag.start]);
        done = tag.end();
        let (start, name, rest) = (tag.start, tag.name(), &html[done..]);
        let tag = tag.text;
        match name {
            "img" => {
                out.push_str(&image(tag, is_first_image, size));
                is_first_image = false;
            }
            // What scrolls sideways is a box around a table: the table itself stays one.
            "table" => {
                open_tables += 1;
                out.push_str("<div class=\"table\">");
                out.push_str(tag);
            }
            "/table" if open_tables > 0 => {
                open_tables -= 1;
                out.push_str("</table></div>");
            }
            // A long name in a narrow column breaks between its words.
            "code" if open_tables > 0 => {
                let text = &rest[..memchr(b'<', rest.as_bytes()).unwrap_or(rest.len())];
                out.push_str(tag);
                match text.contains(char::is_whitespace) {
                    true => out.push_str(text),
                    false => out.push_str(&text.replace('.', ".<wbr>")),
                }
                done += text.len();
            }
            "td" if is_prose(rest) && tag == "<td>" => out.push_str("<td class=\"prose\">"),
            "td" | "th" => out.push_str(&cell(tag)),
            "a" if shows_its_address(tag, rest) => {
                out.push_str(&format!("{} data-plain>", tag.trim_end_matches('>')));
            }
            // Kramdown's roles of footnotes: one may stand on a link only, the other no longer anywhere.
            "li" | "sup" if attribute(tag, "role").is_some_and(|role| role.starts_with("doc-")) => {
                out.push_str(&without(tag, "role"));
            }
            "div" if rest.trim_start().starts_with(SAMPLE) => {
                title = attribute(tag, "title");
                out.push_str(&without(tag, "title"));
            }
            "pre" if html[start..].starts_with(SAMPLE) => {
                let whole = &html[start..start + end_of(&html[start..], "</pre>")];
                sample(&mut out, whole, title.take());
                done = start + whole.len();
            }
            _ => out.push_str(tag),
        }
    }
    out.push_str(&html[done..]);
    out
}

/// What a code sample begins with.
const SAMPLE: &str = "<pre><code";

/// A tag without one of its attributes.
fn without(tag: &str, name: &str) -> String {
    match attribute(tag, name) {
        Some(value) => tag.replacen(&format!(" {name}=\"{value}\""), "", 1),
        None => tag.to_owned(),
    }
}

/// Whether the text behind the start tag of a link is the address that it leads to: on paper that need not be told again.
fn shows_its_address(tag: &str, rest: &str) -> bool {
    let plain = |address: &str| -> String {
        let schemes = ["https://", "http://", "mailto:"];
        let bare = schemes.iter().find_map(|scheme| address.strip_prefix(scheme));
        bare.unwrap_or(address).trim().trim_end_matches('/').to_owned()
    };
    let text = rest.split('<').next().unwrap_or("");
    attribute(tag, "href").is_some_and(|href| !text.is_empty() && plain(href) == plain(text))
}

/// How many bytes of text a cell has at least that needs room for words.
const PROSE: usize = 60;

/// Whether the cell that `html` goes on in has a text rather than a name.
fn is_prose(html: &str) -> bool {
    let cell = &html[..memmem::find(html.as_bytes(), b"</td").unwrap_or(html.len())];
    let texts = cell.split('<').enumerate().map(|(at, part)| match at {
        0 => part,
        _ => part.split_once('>').map_or("", |(_, behind)| behind),
    });
    texts.map(str::len).sum::<usize>() >= PROSE
}

/// A cell with a class for its alignment.
fn cell(tag: &str) -> String {
    let side = attribute(tag, "style").and_then(|style| style.strip_prefix("text-align: "));
    match side {
        Some(side @ ("left" | "right" | "center")) if attribute(tag, "class").is_none() => tag.replacen(
            &format!("style=\"text-align: {side}\""),
            &format!("class=\"align-{side}\""),
            1,
        ),
        _ => tag.to_owned(),
    }
}

/// An image that keeps its place free, and that loads when a reader comes near unless it is the first of its page,
/// which may be in sight at once. What the author says of it holds.
fn image(tag: &str, is_first: bool, size: &dyn Fn(&str) -> Option<Dimensions>) -> String {
    let mut added = String::new();
    let src = attribute(tag, "src")
        .unwrap_or("")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    let (own_width, own_height) = (attribute(tag, "width"), attribute(tag, "height"));
    if let Some(size) = size(&src).filter(|_| attribute(tag, "style").is_none()) {
        let (width, height) = (f64::from(size.width), f64::from(size.height));
        let said = |length: &str| {
            let length: u32 = length.trim_end_matches("px").parse().ok()?;
            Some(f64::from(length)).filter(|length| *length > 0.0)
        };
        let (width, height) = match (own_width, own_height) {
            (None, None) => (Some(width), Some(height)),
            (Some(own), None) => (None, said(own).map(|own| own * height / width)),
            (None, Some(own)) => (said(own).map(|own| own * width / height), None),
            (Some(_), Some(_)) => (None, None),
        };
        for (name, length) in [("width", width), ("height", height)] {
            if let Some(length) = length {
                write!(added, " {name}=\"{:.0}\"", length.max(1.0)).expect("a string takes all");
            }
        }
    }
    if !is_first && attribute(tag, "loading").is_none() {
        added.push_str(" loading=\"lazy\"");
    }
    format!("{}{added}>", tag.trim_end_matches('>'))
}

/// A code sample below a head that says its title and its language, where there are any.
fn sample(out: &mut String, whole: &str, title: Option<&str>) {
    let code = &whole["<pre>".len()..];
    let classes = attribute(&code[..end_of(code, ">")], "class").unwrap_or("");
    let language = classes.split(' ').find_map(|class| class.strip_prefix("language-"));
    let title = title.filter(|title| !title.trim().is_empty());
    if title.is_none() && language.is_none() {
        out.push_str("<div class=\"sample\">");
        out.push_str(whole);
        out.push_str("</div>");
        return;
    }
    out.push_str("<figure class=\"sample\"><figcaption>");
    if let Some(title) = title {
        write!(out, "<b>{title}</b>").expect("a string takes all");
    }
    if let Some(language) = language {
        write!(out, "<span>{language}</span>").expect("a string takes all");
    }
    out.push_str("</figcaption>");
    out.push_str(whole);
    out.push_str("</figure>");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(html: &str) -> String {
        rewritten(html, &|src| {
            (src == "a&b.png").then_some(Dimensions {
                width: 800,
                height: 600,
            })
        })
    }

    #[test]
    fn the_alignment_of_cells_needs_no_inline_style() {
        assert_eq!(
            content(
                "<td style=\"text-align: right\">1</td><th style=\"text-align: left\">a</th><td style=\"color: red\">"
            ),
            "<td class=\"align-right\">1</td><th class=\"align-left\">a</th><td style=\"color: red\">"
        );
    }

    #[test]
    fn a_cell_with_a_text_is_told_from_one_with_a_name() {
        let (name, text) = (
            "<td><a href=\"a-rather-long-address-of-a-page-of-the-site.html\">a</a></td>",
            "a ".repeat(30),
        );
        assert_eq!(
            content(&format!("{name}<td><b>{text}</b></td>")),
            format!("{name}<td class=\"prose\"><b>{text}</b></td>")
        );
    }

    #[test]
    fn a_table_stands_in_a_box() {
        assert_eq!(
            content("<table class=\"x\"><td>a<table></table></td></table>"),
            "<div class=\"table\"><table class=\"x\"><td>a<div class=\"table\"><table></table></div></td></table></div>"
        );
    }

    #[test]
    fn names_in_tables_may_break_at_their_dots() {
        assert_eq!(
            content("<table><td><code class=\"x\">a.b.c</code> d.e <code>f. g</code></td></table><code>a.b</code>"),
            "<div class=\"table\"><table><td><code class=\"x\">a.<wbr>b.<wbr>c</code> d.e <code>f. g</code></td></table></div>\
             <code>a.b</code>"
        );
        assert_eq!(
            content("<table><code>a.b"),
            "<div class=\"table\"><table><code>a.<wbr>b"
        );
    }

    #[test]
    fn images_keep_their_places_free_and_all_but_the_first_load_late() {
        assert_eq!(
            content(
                "<p><img src=\"a&amp;b.png\" alt=\"\"><img src=\"a&amp;b.png\" width=\"400\"><img src=\"https://x.example/\">"
            ),
            "<p><img src=\"a&amp;b.png\" alt=\"\" width=\"800\" height=\"600\">\
             <img src=\"a&amp;b.png\" width=\"400\" height=\"300\" loading=\"lazy\">\
             <img src=\"https://x.example/\" loading=\"lazy\">"
        );
        let said = "<img src=\"a&amp;b.png\" width=\"1\" height=\"1\" loading=\"eager\">";
        assert_eq!(content(said), said);
        let percent = "<img src=\"a&amp;b.png\" width=\"50%\">";
        assert_eq!(content(percent), percent);
    }

    #[test]
    fn samples_say_their_titles_and_languages() {
        let plain = "<pre><code>a</code></pre>";
        assert_eq!(content(plain), format!("<div class=\"sample\">{plain}</div>"));
        let json = "<pre><code class=\"language-json\">{}</code></pre>";
        assert_eq!(
            content(&format!("<div title=\"A &amp; B\">\n{json}</div>{json}")),
            format!(
                "<div>\n<figure class=\"sample\"><figcaption><b>A &amp; B</b><span>json</span></figcaption>{json}</figure></div>\
                 <figure class=\"sample\"><figcaption><span>json</span></figcaption>{json}</figure>"
            )
        );
        let own = "<div title=\"x\"><p>a</p></div><pre class=\"x\">a</pre>";
        assert_eq!(content(own), own);
    }

    #[test]
    fn a_link_that_shows_its_address_says_so() {
        let link = |href: &str, text: &str| content(&format!("<a href=\"{href}\">{text}</a>"));
        assert_eq!(
            link("https://a.example/x/?a=1&amp;b", "a.example/x/?a=1&amp;b"),
            "<a href=\"https://a.example/x/?a=1&amp;b\" data-plain>a.example/x/?a=1&amp;b</a>"
        );
        for (href, text) in [("https://a.example/", "A"), ("https://a.example", ""), ("#x", "x")] {
            assert!(!link(href, text).contains("data-plain"), "{text}");
        }
    }

    #[test]
    fn footnotes_have_no_roles_that_are_not_theirs() {
        assert_eq!(
            content(
                "<sup id=\"fnref:1\" role=\"doc-noteref\"><a href=\"#fn:1\">1</a></sup><li id=\"fn:1\" role=\"doc-endnote\">"
            ),
            "<sup id=\"fnref:1\"><a href=\"#fn:1\">1</a></sup><li id=\"fn:1\">"
        );
    }

    #[test]
    fn what_only_looks_like_html_stays() {
        for text in [
            "<script>'<img src=\"a\">'</script>",
            "<!-- <img> -->",
            "a < b <",
            "<style><img",
        ] {
            assert_eq!(content(&format!("<img>{text}")), format!("<img>{text}"));
        }
    }
}
