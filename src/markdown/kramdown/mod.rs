//! kramdown's syntax, as far as CommonMark does not have it.
//!
//! [`take`] takes it out of a text before pulldown-cmark reads that, and leaves [`markers`] in its place;
//! [`settle`] puts into the tree what the markers stand for. What is kramdown's only does no harm on a page that was
//! written for redcarpet, and is read there too. What redcarpet reads in another way, such as formulas and the content of
//! HTML blocks, is kramdown's on sites that are written for kramdown ([`Dialect`]).

mod abbreviations;
pub(super) mod attribute_lists;
mod attributes;
mod blocks;
mod footnotes;
mod html_blocks;
mod lists;
mod looseness;
pub(super) mod markers;
mod protected;
mod spans;
mod tables;
mod toc;
pub(super) mod typography;
mod url_emphasis;

use super::Options;
use super::excerpt::Excerpt;
use super::heading_ids;
use super::tree::Tree;
use crate::config::Dialect;
pub(super) use blocks::BLANK;
use blocks::Blocks;
pub(super) use footnotes::DEFINITION;
pub(super) use html_blocks::content_of;
pub(super) use markers::Markers;

/// `text` with markers in place of what CommonMark does not know; `None` if there is nothing of that.
pub(super) fn take(text: &Excerpt<'_>, options: &Options, markers: &mut Markers) -> Option<Excerpt<'static>> {
    let whole = text.text();
    let is_likely = match options.dialect {
        Dialect::Kramdown => whole.contains(['{', '*', '+', '-', '.', '$', '|', '<', '^', '\\', '[', ')']),
        Dialect::Redcarpet => {
            ["{:", "{#", "*[", "[^"].iter().any(|mark| whole.contains(mark)) || url_emphasis::is_likely(whole)
        }
    };
    if !is_likely {
        return None;
    }
    if options.dialect == Dialect::Kramdown
        && let Some(mended) = lists::mend(text)
    {
        return Some(Blocks::new(&mended, options, markers).take());
    }
    Some(Blocks::new(text, options, markers).take())
}

/// The same for a text that is a line inside of a block.
pub(super) fn take_line(text: &Excerpt<'_>, options: &Options, markers: &mut Markers) -> Option<Excerpt<'static>> {
    text.text()
        .contains(['{', '$', '[', '*'])
        .then(|| Blocks::new(text, options, markers).take_line())
}

/// Puts into the tree what the markers in it stand for, and gives headings their ids.
pub(super) fn settle(tree: &mut Tree<'_>, page: &str, markers: &Markers, options: &Options) {
    if options.dialect == Dialect::Kramdown {
        looseness::settle(tree, page);
    }
    if !markers.is_empty() {
        tables::settle(tree, markers);
        attributes::attach(tree, page, markers);
    }
    if !markers.abbreviations.is_empty() {
        abbreviations::mark(tree, page, &markers.abbreviations);
    }
    heading_ids::assign(tree, options);
    if !markers.is_empty() {
        toc::make(tree, &options.kramdown);
        footnotes::collect(tree, markers, &options.kramdown);
    }
}
