//! Markdown to a tree of HTML elements, each knowing the bytes it came from, and that tree to valid HTML.
//!
//! `reader` takes pulldown-cmark's events and `raw_html` the tags between them; both feed `builder`, which makes
//! the [`Tree`] that a browser would make. `heading_ids` gives the headings their ids, `html` writes the tree, and
//! [`highlight`] colours code samples for it.

mod autolink;
mod builder;
mod elements;
mod excerpt;
mod heading_ids;
pub mod highlight;
mod html;
mod html_errors;
mod indentation;
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

pub use crate::config::HeadingIds;
use crate::span::Span;
use excerpt::Excerpt;
pub use highlight::Highlighter;
pub use problem::Problem;
use reader::Reader;
pub use tree::Tree;

/// How a site's markdown is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How the ids of headings are made.
    pub heading_ids: HeadingIds,
}

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

/// Renders a page's markdown.
pub fn render<'a>(text: &'a str, options: &Options, highlight: &Highlight<'_>) -> Body<'a> {
    let mut reader = Reader::new(text);
    reader.markdown(&indentation::mend(text).unwrap_or_else(|| Excerpt::of(text, 0)));
    let (mut tree, problems) = reader.finish();
    heading_ids::assign(&mut tree, options.heading_ids);
    let html = html::write(&tree, text.len(), highlight);
    Body { html, tree, problems }
}

/// Renders the body of an HTML page: the same tree, no markdown. Code samples are elements like any other.
pub fn render_html<'a>(text: &'a str, _options: &Options) -> Body<'a> {
    let mut reader = Reader::new(text);
    reader.markdown = false;
    reader.html(&Excerpt::of(text, 0));
    let (tree, problems) = reader.finish();
    let html = html::write(&tree, text.len(), &|_, text| html::escaped(text));
    Body { html, tree, problems }
}

/// `text` as the page's own where the page has it at `span`.
fn cow<'a>(page: &'a str, span: Span, text: &str) -> Cow<'a, str> {
    match page.get(span.start..span.end) {
        Some(part) if part == text => Cow::Borrowed(part),
        _ => Cow::Owned(text.to_owned()),
    }
}
