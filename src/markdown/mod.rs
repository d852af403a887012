//! Markdown to a tree of HTML elements, each knowing the bytes it came from, and that tree to valid HTML.
//!
//! `reader` takes pulldown-cmark's events and `raw_html` the tags between them; both feed `builder`, which makes
//! the [`Tree`] that a browser would make. What pulldown-cmark does not know, `kramdown` takes out of the text before and
//! puts into the tree after; `indentation` mends redcarpet's lists. `heading_ids` gives the headings their ids, `html`
//! writes the tree, and [`highlight`] colours code samples for it.

mod autolink;
mod builder;
mod elements;
mod excerpt;
mod heading_ids;
pub mod highlight;
mod html;
mod html_errors;
mod indentation;
mod kramdown;
mod numbers;
mod pending;
mod problem;
#[cfg(test)]
mod properties;
mod raw_html;
mod reader;
#[cfg(test)]
mod tests;
pub mod tree;

use std::borrow::Cow;

use crate::config::Dialect;
pub use crate::config::Markdown as Options;
use crate::span::Span;
use excerpt::Excerpt;
pub use highlight::Highlighter;
pub use problem::Problem;
use reader::Reader;
pub use tree::Tree;

/// What a page's markdown became.
#[derive(Debug)]
pub struct Body<'a> {
    /// Valid HTML, code samples highlighted.
    pub html: String,
    /// The same as a tree, in which spans are bytes of the markdown text.
    pub tree: Tree<'a>,
    /// What is wrong with the text: what limits kept out of both, what the author mistyped.
    pub problems: Vec<Problem>,
}

/// Makes HTML of a code sample's text; the first argument is the language as the author wrote it.
pub type Highlight<'h> = dyn Fn(&str, &str) -> String + Sync + 'h;

/// Gives the address that takes the place of a link's or an image's, if one does.
pub type Readdress<'r> = dyn Fn(&str) -> Option<String> + 'r;

/// Renders a page's markdown.
pub fn render<'a>(text: &'a str, options: &Options, highlight: &Highlight<'_>) -> Body<'a> {
    render_readdressed(text, options, highlight, &|_| None)
}

/// The same, with other addresses in place of some that markdown has.
pub fn render_readdressed<'a>(
    text: &'a str,
    options: &Options,
    highlight: &Highlight<'_>,
    readdress: &Readdress<'_>,
) -> Body<'a> {
    let mut reader = Reader::new(text, options);
    let mended = match options.dialect {
        Dialect::Redcarpet => indentation::mend(text),
        Dialect::Kramdown => None,
    };
    reader.markdown(&mended.unwrap_or_else(|| Excerpt::of(text, 0)));
    let (mut tree, markers, problems) = reader.finish();
    kramdown::settle(&mut tree, text, &markers, options);
    tree.readdress(readdress);
    let html = html::write(&tree, text, options.dialect.into(), highlight);
    Body { html, tree, problems }
}

/// Renders the body of an HTML page: the same tree, no markdown. Code samples are elements like any other.
pub fn render_html<'a>(text: &'a str, options: &Options) -> Body<'a> {
    let mut reader = Reader::new(text, options);
    reader.markdown = false;
    reader.html(&Excerpt::of(text, 0));
    let (tree, _, problems) = reader.finish();
    let html = write_plain(&tree, text);
    Body { html, tree, problems }
}

/// The HTML of the tree of `text`.
pub fn write(tree: &Tree<'_>, text: &str, options: &Options, highlight: &Highlight<'_>) -> String {
    html::write(tree, text, options.dialect.into(), highlight)
}

/// The same of the body of an HTML page: what no renderer of markdown has touched keeps its author's lines.
pub fn write_plain(tree: &Tree<'_>, text: &str) -> String {
    html::write(tree, text, html::Style::Own, &|_, text| html::escaped(text))
}

/// `text` as the page's own where the page has it at `span`.
fn cow<'a>(page: &'a str, span: Span, text: &str) -> Cow<'a, str> {
    match page.get(span.start..span.end) {
        Some(part) if part == text => Cow::Borrowed(part),
        _ => Cow::Owned(text.to_owned()),
    }
}
