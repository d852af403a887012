//! The text of elements: whose it is, and how its white space folds.

use super::CellLine;
use super::build::heading_level;
use crate::markdown::tree::{Element, Kind, NodeId, Tree};

/// Elements whose content stands in a page as if they were not there.
const WRAPPERS: &[&str] = &[
    "article",
    "aside",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "html",
    "main",
    "nav",
    "section",
    "summary",
];

/// Class names that make an element a callout.
const CALLOUTS: &[&str] = &[
    "callout",
    "alert",
    "admonition",
    "note",
    "tip",
    "warning",
    "important",
    "caution",
    "info",
];

/// A text's words, each white space one blank. Images and comments have no words.
pub(crate) fn folded_text(tree: &Tree<'_>, id: NodeId) -> String {
    let mut words = Words::default();
    words.add(tree, id, &|_| true);
    words.text
}

/// A text in which white space folds as it comes.
#[derive(Default)]
pub(super) struct Words {
    pub(super) text: String,
    is_blank_due: bool,
}

impl Words {
    /// Adds the text of a node, without the elements that `is_part` turns away.
    pub(super) fn add(&mut self, tree: &Tree<'_>, id: NodeId, is_part: &dyn Fn(&Element<'_>) -> bool) {
        match &tree.node(id).kind {
            Kind::Text(text) | Kind::CodeBlock { text, .. } => self.push(text),
            Kind::Comment(_) => {}
            Kind::Element(element) if !is_part(element) || matches!(&*element.name, "script" | "style") => {}
            Kind::Element(element) => {
                let is_edge = element.name == "br" || is_block(element);
                self.is_blank_due |= is_edge;
                tree.children(id).for_each(|child| self.add(tree, child, is_part));
                self.is_blank_due |= is_edge;
            }
            Kind::Root => tree.children(id).for_each(|child| self.add(tree, child, is_part)),
        }
    }

    fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.is_blank_due = true;
            } else {
                if std::mem::take(&mut self.is_blank_due) && !self.text.is_empty() {
                    self.text.push(' ');
                }
                self.text.push(c);
            }
        }
    }
}

/// Whether an element stands by itself, not in a line of text.
pub(crate) fn is_block(element: &Element<'_>) -> bool {
    let other = [
        "p",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "td",
        "th",
        "blockquote",
        "pre",
        "hr",
        "dt",
    ];
    WRAPPERS.contains(&&*element.name) || other.contains(&&*element.name) || heading_level(element).is_some()
}

/// What kind of callout an element is: of `callout callout-note`, `note`.
pub(super) fn callout_kind(element: &Element<'_>) -> Option<String> {
    let mut classes = element.attribute("class")?.split_ascii_whitespace();
    let family = classes.clone().find(|class| CALLOUTS.contains(class))?;
    let suffix = classes.find_map(|class| class.strip_prefix(family)?.strip_prefix('-'));
    let kind = match (suffix, family) {
        (Some(kind), _) => kind,
        (None, "callout" | "alert" | "admonition") => "info",
        (None, family) => family,
    };
    Some(kind.to_owned())
}

/// Whether a block's text belongs to the text of the item that it stands in.
fn is_running_text(element: &Element<'_>) -> bool {
    let is_wrapper = WRAPPERS.contains(&&*element.name) && callout_kind(element).is_none();
    is_wrapper || matches!(&*element.name, "p" | "dt" | "hr")
}

/// An item's text without the lists, tables, callouts, quotes, headings and code samples inside it.
pub(super) fn own_text(tree: &Tree<'_>, id: NodeId) -> String {
    let mut words = Words::default();
    for child in tree.children(id) {
        if !matches!(tree.node(child).kind, Kind::CodeBlock { .. }) {
            words.add(tree, child, &|element| !is_block(element) || is_running_text(element));
        }
    }
    words.text
}

/// The lines of a cell, and whether each is code alone.
pub(super) fn cell_lines(tree: &Tree<'_>, id: NodeId) -> Vec<CellLine> {
    fn walk(tree: &Tree<'_>, id: NodeId, in_code: bool, lines: &mut Vec<(Words, bool)>) {
        for child in tree.children(id) {
            match &tree.node(child).kind {
                Kind::Text(text) => {
                    if let Some((words, is_code)) = lines.last_mut() {
                        *is_code &= in_code || text.trim().is_empty();
                        words.push(text);
                    }
                }
                Kind::Element(element) if element.name == "br" => lines.push((Words::default(), true)),
                Kind::Element(element) => walk(tree, child, in_code || element.name == "code", lines),
                _ => {}
            }
        }
    }
    let mut lines = vec![(Words::default(), true)];
    walk(tree, id, false, &mut lines);
    let line = |(words, code): (Words, bool)| CellLine {
        code: code && !words.text.is_empty(),
        text: words.text,
    };
    lines.into_iter().map(line).collect()
}
