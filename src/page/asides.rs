//! What readers see beside the running text: code, alternative texts, what drawings say.

use std::ops::Range;

use super::build::Places;
use super::composed::Composed;
use super::pieces::Pieces;
use super::prose::is_object;
use super::{Page, Provenance, sample};
use crate::markdown::tree::{Element, Kind, NodeId, Tree};
use crate::span::Span;

/// The attributes that hold words for readers.
pub(crate) const READ_ATTRIBUTES: [&str; 4] = ["alt", "aria-label", "placeholder", "title"];

/// Words that stand beside the running text.
#[derive(Clone, Debug)]
pub struct Aside {
    /// What they are.
    pub kind: AsideKind,
    /// The words.
    pub text: String,
    /// The element that has them.
    at: Provenance,
    pieces: Pieces,
}

/// What words beside the running text are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsideKind {
    /// Code, in a line or as a sample.
    Code,
    /// The value of an attribute such as `alt`.
    Attribute,
    /// What a drawing or a formula says.
    Drawing,
}

/// Whether a page keeps what stands beside its running text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asides {
    /// Yes: somebody will ask for it.
    Kept,
    /// No.
    Dropped,
}

impl Aside {
    /// Where the bytes `range` of its text were typed; the element that has them, where that is not known.
    pub fn place(&self, page: &Page, range: Range<usize>) -> Provenance {
        self.pieces.place(page, range).unwrap_or_else(|| self.at.clone())
    }
}

/// All that stands beside a page's running text, in order.
pub(super) fn read(tree: &Tree<'_>, places: &mut Places<'_>) -> Vec<Aside> {
    let mut asides = Vec::new();
    children(tree, Tree::ROOT, places, &mut asides);
    asides
}

/// Reads what stands in a node; how deep that goes has a limit.
fn children(tree: &Tree<'_>, parent: NodeId, places: &mut Places<'_>, asides: &mut Vec<Aside>) {
    for id in tree.children(parent) {
        match &tree.node(id).kind {
            Kind::CodeBlock { text, pieces, .. } => {
                let (text, pieces) = (text.to_string(), pieces.clone());
                add(AsideKind::Code, Composed { text, pieces }, tree, id, places, asides);
            }
            Kind::Element(element) => {
                attributes(tree, id, element, places, asides);
                match kind(element) {
                    Some(kind) => add(kind, sample::read(tree, id, places.text()), tree, id, places, asides),
                    None => children(tree, id, places, asides),
                }
            }
            Kind::Root | Kind::Text(_) | Kind::Comment(_) => {}
        }
    }
}

/// Adds what was read of an element, if there are any words in it.
fn add(kind: AsideKind, read: Composed, tree: &Tree<'_>, id: NodeId, places: &mut Places<'_>, asides: &mut Vec<Aside>) {
    if read.text.contains(char::is_alphanumeric) {
        asides.push(Aside {
            kind,
            text: read.text,
            at: places.of(tree, id),
            pieces: places.of_pieces(&read.pieces),
        });
    }
}

fn kind(element: &Element<'_>) -> Option<AsideKind> {
    match &*element.name {
        "script" | "style" | "template" => None,
        "math" | "svg" => Some(AsideKind::Drawing),
        "pre" => Some(AsideKind::Code),
        name => is_object(name).then_some(AsideKind::Code),
    }
}

fn attributes(tree: &Tree<'_>, id: NodeId, element: &Element<'_>, places: &mut Places<'_>, asides: &mut Vec<Aside>) {
    for (name, value) in &element.attributes {
        if !READ_ATTRIBUTES.contains(&&**name) {
            continue;
        }
        let span = tree.node(id).span;
        let text = places.text();
        let mut read = Composed::default();
        match text.get(span.start..span.end).and_then(|typed| typed.find(&**value)) {
            Some(at) => {
                let start = span.start + at;
                read.push(value, Span::new(start, start + value.len()), text);
            }
            None => read.text.push_str(value),
        }
        add(AsideKind::Attribute, read, tree, id, places, asides);
    }
}
