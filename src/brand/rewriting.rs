//! A page's tree as a brand has it: its terms replaced in running text, its left-out parts gone, its title made up.
//!
//! What becomes of the tree becomes of the markdown text too, by the same places, so that both always say the same.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::omission::Omission;
use super::terms::{Edit, Terms};
use crate::markdown::tree::{Element, Kind, NodeId, TextPiece, Tree};
use crate::page::{Composed, Prose, READ_ATTRIBUTES, ends_text, is_block, is_object};
use crate::span::Span;

/// The attributes that hold an address.
const ADDRESSES: [&str; 3] = ["href", "src", "poster"];

/// What becomes of a page's tree.
#[derive(Debug, Default)]
pub(super) struct Rewriting {
    /// By text node, what becomes of parts of it, in order.
    texts: HashMap<NodeId, Vec<Edit>>,
    /// By element, the attributes that change and their new values.
    attributes: HashMap<NodeId, Vec<(&'static str, String)>>,
    /// What stands before and behind the content of the heading that is the page's title.
    title: Option<(NodeId, [String; 2])>,
    omission: Omission,
    /// What becomes of the markdown text.
    source: Vec<Edit>,
}

/// What a page's tree is rewritten by.
pub(super) struct Rewriter<'r> {
    /// The terms of the brand.
    pub(super) terms: &'r Terms,
    /// What an address is under the brand, where it is another.
    pub(super) address: &'r dyn Fn(&str) -> Option<String>,
    /// The heading that is the page's title, and what stands before and behind it.
    pub(super) title: Option<(NodeId, [String; 2])>,
    /// What the brand leaves out.
    pub(super) omission: Omission,
}

impl Rewriter<'_> {
    /// What becomes of a tree whose markdown text is `source`.
    pub(super) fn rewriting(self, tree: &Tree<'_>, source: &str) -> Rewriting {
        let mut reader = Reader {
            rewriter: &self,
            tree,
            source,
            line: Line::default(),
            made: Rewriting::default(),
        };
        reader.children(Tree::ROOT);
        reader.end();
        let mut made = reader.made;
        for span in &self.omission.spans {
            made.source.push(edit(span.start..span.end, ""));
        }
        if let Some((heading, [before, behind])) = &self.title {
            // An empty heading is nobody's title.
            let mut content = tree.children(*heading);
            if let Some(first) = content.next() {
                let last = content.last().unwrap_or(first);
                let (start, end) = (tree.node(first).span.start, tree.node(last).span.end);
                made.source.push(edit(start..start, before));
                made.source.push(edit(end..end, behind));
            }
        }
        made.title = self.title;
        made.omission = self.omission;
        made.settle_source();
        made
    }
}

impl Rewriting {
    /// Whether nothing changes.
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.attributes.is_empty() && self.title.is_none() && self.omission.nodes.is_empty()
    }

    /// The markdown text as it is now.
    pub(super) fn source(&self, text: &str) -> String {
        super::terms::applied(text, &self.source)
    }

    /// The tree as it is now, its nodes in the order in which they are read. `source` is the markdown text that it was
    /// made of.
    pub(super) fn tree<'a>(&self, tree: &Tree<'a>, source: &str) -> Tree<'a> {
        let mut new = Tree::empty(tree.node(Tree::ROOT).span);
        self.copy(tree, Tree::ROOT, &mut new, Tree::ROOT, source);
        new
    }

    /// Copies what stands in a node; how deep that goes has a limit.
    fn copy<'a>(&self, tree: &Tree<'a>, from: NodeId, new: &mut Tree<'a>, to: NodeId, source: &str) {
        let mut children = Vec::new();
        let title = self.title.as_ref().filter(|(heading, _)| *heading == from);
        for id in tree.children(from).filter(|id| !self.omission.nodes.contains(id)) {
            let node = tree.node(id);
            match (&node.kind, self.texts.get(&id)) {
                (Kind::Text(text), Some(edits)) => {
                    let parts = parts(text, node.span, edits, source);
                    children.extend(parts.into_iter().map(|(text, span)| new.add(Kind::Text(text), span)));
                }
                (kind, _) => {
                    let mut kind = kind.clone();
                    if let (Kind::Element(element), Some(changed)) = (&mut kind, self.attributes.get(&id)) {
                        change(element, changed);
                    }
                    let copy = new.add(kind, node.span);
                    self.copy(tree, id, new, copy, source);
                    children.push(copy);
                }
            }
        }
        if let Some((_, [before, behind])) = title {
            let span = tree.node(from).span;
            for (at, text) in [(0, before), (children.len() + 1, behind)] {
                let node = new.add(Kind::Text(Cow::Owned(text.clone())), Span::at(span.start));
                children.insert(at, node);
            }
        }
        new.set_children(to, &children);
    }

    /// Puts the edits of the markdown text in order; what falls into another is part of that.
    fn settle_source(&mut self) {
        self.source
            .retain(|edit| !edit.range.is_empty() || !edit.text.is_empty());
        self.source
            .sort_by_key(|edit| (edit.range.start, std::cmp::Reverse(edit.range.end)));
        let mut end = 0;
        self.source.retain(|edit| {
            let is_free = edit.range.start >= end;
            if is_free {
                end = edit.range.end;
            }
            is_free
        });
    }
}

/// Reads a tree as people do, and notes what becomes of it.
struct Reader<'r, 't, 'a> {
    rewriter: &'r Rewriter<'r>,
    tree: &'t Tree<'a>,
    source: &'t str,
    line: Line,
    made: Rewriting,
}

/// A text as a reader reads it, as [`Prose`] has it, and the nodes that it is of.
#[derive(Default)]
struct Line {
    text: String,
    /// Where the text of each node begins.
    nodes: Vec<(usize, NodeId)>,
    /// Where elements begin and end in it.
    breaks: Vec<usize>,
}

impl Reader<'_, '_, '_> {
    fn children(&mut self, parent: NodeId) {
        for id in self.tree.children(parent) {
            if self.rewriter.omission.nodes.contains(&id) {
                self.end();
                continue;
            }
            match &self.tree.node(id).kind {
                Kind::Root => {}
                Kind::Text(text) => {
                    self.line.nodes.push((self.line.text.len(), id));
                    self.line.text.push_str(text);
                }
                Kind::Comment(_) => self.line.breaks.push(self.line.text.len()),
                Kind::CodeBlock { .. } => self.end(),
                Kind::Element(element) => self.element(id, element),
            }
        }
    }

    fn element(&mut self, id: NodeId, element: &Element<'_>) {
        self.attributes(id, element);
        match &*element.name {
            "br" | "pre" => self.end(),
            name if is_object(name) => {
                self.line.breaks.push(self.line.text.len());
                self.line.text.push(Prose::OBJECT);
                self.line.breaks.push(self.line.text.len());
            }
            name if is_block(element) || ends_text(name) => {
                self.end();
                self.children(id);
                self.end();
            }
            _ => {
                self.line.breaks.push(self.line.text.len());
                self.children(id);
                self.line.breaks.push(self.line.text.len());
            }
        }
    }

    fn attributes(&mut self, id: NodeId, element: &Element<'_>) {
        let mut changed = Vec::new();
        for (name, value) in &element.attributes {
            let read = READ_ATTRIBUTES.into_iter().find(|read| read == name);
            let new = match (read, ADDRESSES.into_iter().find(|address| address == name)) {
                (Some(name), _) => match self.rewriter.terms.replaced(value) {
                    Cow::Owned(new) => Some((name, new)),
                    Cow::Borrowed(_) => None,
                },
                (None, Some(name)) => (self.rewriter.address)(value).map(|new| (name, new)),
                (None, None) => None,
            };
            if let Some((name, new)) = new {
                if let Some(place) = place_of_value(self.source, self.tree.node(id).span, name, value) {
                    self.made.source.push(edit(place, &new));
                }
                changed.push((name, new));
            }
        }
        if !changed.is_empty() {
            self.made.attributes.insert(id, changed);
        }
    }

    /// Ends the text that is being read.
    fn end(&mut self) {
        let line = std::mem::take(&mut self.line);
        let mut pieces = LastPieces(None);
        for Edit { range, text } in self.rewriter.terms.edits(&line.text, &line.breaks) {
            let touched = line
                .nodes
                .partition_point(|(start, _)| *start <= range.start)
                .saturating_sub(1);
            let (mut first, mut last) = (None, None);
            for &(start, id) in &line.nodes[touched..] {
                let Kind::Text(own) = &self.tree.node(id).kind else {
                    continue;
                };
                if start >= range.end {
                    break;
                }
                let part = range.start.max(start) - start..range.end.min(start + own.len()) - start;
                if part.is_empty() {
                    continue;
                }
                let instead = if first.is_none() { text.as_str() } else { "" };
                first = first.or(Some((id, part.start)));
                last = Some((id, part.end));
                self.made.texts.entry(id).or_default().push(edit(part, instead));
            }
            let start = first.and_then(|(id, at)| place(pieces.of(id, self), at));
            // The byte after the last one may stand elsewhere.
            let end = last.and_then(|(id, at)| place_before(pieces.of(id, self), at));
            if let (Some(start), Some(end)) = (start, end)
                && start <= end
            {
                self.made.source.push(edit(start..end, &text));
            }
        }
    }

    fn pieces(&self, id: NodeId) -> Vec<TextPiece> {
        match &self.tree.node(id).kind {
            Kind::Text(text) => pieces(text, self.tree.node(id).span, self.source),
            _ => Vec::new(),
        }
    }
}

/// The pieces of the text that they were asked for last: edits come text by text, and a long one has many.
struct LastPieces(Option<(NodeId, Vec<TextPiece>)>);

impl LastPieces {
    fn of(&mut self, id: NodeId, reader: &Reader<'_, '_, '_>) -> &[TextPiece] {
        let known = self.0.take().filter(|(of, _)| *of == id);
        let (_, pieces) = self.0.insert(known.unwrap_or_else(|| (id, reader.pieces(id))));
        pieces
    }
}

/// Where the byte `at` of a text stands in the markdown text.
fn place(pieces: &[TextPiece], at: usize) -> Option<usize> {
    let before = pieces.partition_point(|piece| piece.at <= at);
    let piece = &pieces[before.checked_sub(1)?];
    let within = at - piece.at;
    (within < piece.span.len()).then_some(piece.span.start + within)
}

/// One past the place of the byte before `at` of a text.
fn place_before(pieces: &[TextPiece], at: usize) -> Option<usize> {
    Some(place(pieces, at.checked_sub(1)?)? + 1)
}

fn edit(range: Range<usize>, text: &str) -> Edit {
    let text = text.to_owned();
    Edit { range, text }
}

/// Where the bytes of a text node stand in the markdown text.
fn pieces(text: &str, span: Span, source: &str) -> Vec<TextPiece> {
    let mut composed = Composed::default();
    composed.push(text, span, source);
    composed.pieces
}

/// What becomes of a text: its parts, each with the markdown text that it was made of.
fn parts<'a>(text: &Cow<'a, str>, span: Span, edits: &[Edit], source: &str) -> Vec<(Cow<'a, str>, Span)> {
    let pieces = pieces(text, span, source);
    let is_verbatim = matches!(&pieces[..], [piece] if piece.at == 0 && piece.span.len() == text.len());
    if !is_verbatim {
        return vec![(Cow::Owned(super::terms::applied(text, edits)), span)];
    }
    let start = pieces.first().map_or(span.start, |piece| piece.span.start);
    let within = |range: &Range<usize>| Span::new(start + range.start, start + range.end);
    let slice = |range: Range<usize>| match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
        Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
    };
    let mut parts = Vec::with_capacity(edits.len() * 2 + 1);
    let mut done = 0;
    for Edit { range, text } in edits {
        parts.push((slice(done..range.start), within(&(done..range.start))));
        parts.push((Cow::Owned(text.clone()), within(range)));
        done = range.end;
    }
    parts.push((slice(done..text.len()), within(&(done..text.len()))));
    parts.retain(|(text, _)| !text.is_empty());
    parts
}

/// Gives an element the new values of its attributes.
fn change(element: &mut Element<'_>, changed: &[(&'static str, String)]) {
    for (name, new) in changed {
        let known = element.attributes.iter_mut().find(|(known, _)| known == name);
        if let Some((_, value)) = known {
            *value = Cow::Owned(new.clone());
        }
    }
}

/// Where the value of an attribute stands in the markdown text of its element, as markdown or HTML writes it; nothing
/// where it is written otherwise.
fn place_of_value(source: &str, span: Span, name: &str, value: &str) -> Option<Range<usize>> {
    let typed = source.get(span.start..span.end)?;
    let is_address = ADDRESSES.contains(&name);
    let html = [("=\"", "\""), ("='", "'"), ("=", "")].map(|(open, close)| format!("{name}{open}{value}{close}"));
    let markdown = match name {
        "alt" => vec![format!("[{value}]")],
        "title" => vec![format!("\"{value}\""), format!("'{value}'"), format!("({value})")],
        _ if is_address => vec![
            format!("]({value}"),
            format!("](<{value}"),
            format!("<{value}>"),
            value.to_owned(),
        ],
        _ => Vec::new(),
    };
    html.iter().chain(&markdown).find_map(|written| {
        let at = span.start + typed.find(written.as_str())? + written.find(value)?;
        Some(at..at + value.len())
    })
}
