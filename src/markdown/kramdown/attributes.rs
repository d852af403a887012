//! Gives elements of the tree the attributes that markers hold for them, and puts in raw HTML and formulas.

use std::borrow::Cow;

use super::super::builder::Attributes;
use super::super::elements;
use super::super::tree::{Element, Kind, Node, NodeId, Origin, Tree};
use super::attribute_lists::{AttributeList, Named};
use super::markers::{Marker, Markers, Meaning};
use crate::span::Span;

/// The attribute that tells what an element is to be replaced by; no HTML has one of that name.
pub(super) const PLACE: &str = "\0place";

/// The marks in attribute lists that give a list's place to something else.
const PLACES: [&str; 2] = ["toc", "footnotes"];

/// Settles all markers but those of footnotes.
pub(super) fn attach(tree: &mut Tree<'_>, page: &str, markers: &Markers) {
    of_items(tree, page, markers);
    for parent in tree.ids() {
        let children: Vec<NodeId> = tree.children(parent).collect();
        if children.iter().any(|&child| markers.of(tree, child).is_some()) {
            among(tree, page, markers, parent, &children);
        }
    }
}

/// Gives list items, terms and definitions the attributes that stand behind their markers.
fn of_items(tree: &mut Tree<'_>, page: &str, markers: &Markers) {
    if markers.items.is_empty() {
        return;
    }
    for id in tree.ids() {
        let start = tree.node(id).span.start;
        let is_item = tree
            .element(id)
            .is_some_and(|element| matches!(&*element.name, "li" | "dd" | "dt"));
        if let Some((at, list)) = markers.items.range(start..).next()
            && is_item
            && page.get(start..*at).is_some_and(|before| {
                before
                    .chars()
                    .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '\t' | '*' | '+' | '-' | '.' | ':' | '>'))
            })
        {
            give(tree, id, list, &markers.named);
        }
    }
}

/// Settles the markers among the children of a node.
fn among(tree: &mut Tree<'_>, page: &str, markers: &Markers, parent: NodeId, children: &[NodeId]) {
    let mut kept: Vec<NodeId> = Vec::with_capacity(children.len());
    let mut next: Option<AttributeList> = None;
    for &child in children {
        let Some(Marker { meaning, span }) = markers.of(tree, child) else {
            if let Some(list) = next.take_if(|_| tree.element(child).is_some() || is_code(tree, child)) {
                let child = with_attributes(tree, child, &list, &markers.named);
                kept.push(child);
            } else {
                kept.push(child);
            }
            continue;
        };
        match meaning {
            // Where footnotes are settled, and tables.
            Meaning::Footnote(_) => kept.push(child),
            Meaning::Nothing => next = None,
            Meaning::TablePart { .. } | Meaning::NoHead | Meaning::Apart => {}
            Meaning::OfBlock { list, is_for_next } => {
                let before = kept.iter().rposition(|&node| !is_blank(tree, node));
                let is_text = |at: usize| {
                    tree.element(kept[at])
                        .is_none_or(|before| !elements::is_special(&before.name))
                };
                if !is_for_next && next.is_none() && before.is_some_and(|at| is_text(at) && !is_code(tree, kept[at])) {
                    // The text of an item without paragraphs has no element to give them to.
                    continue;
                }
                match before.filter(|_| !is_for_next && next.is_none()) {
                    Some(at) => kept[at] = with_attributes(tree, kept[at], list, &markers.named),
                    None => next.get_or_insert_default().extend(list.clone()),
                }
            }
            Meaning::OfSpan(list) => match kept.last() {
                Some(&before) if tree.element(before).is_some() => give(tree, before, list, &markers.named),
                _ => kept.push(text(tree, child, page, *span)),
            },
            Meaning::HeadingId(id) => {
                let is_heading = tree
                    .element(parent)
                    .is_some_and(|element| elements::is_heading(&element.name));
                if is_heading {
                    set(tree, parent, "id", id);
                    trim_end(tree, &kept);
                } else {
                    kept.push(text(tree, child, page, *span));
                }
            }
            Meaning::Html(_) => {}
            Meaning::Math { display, text } => {
                let text = match display {
                    true => format!("\\[{text}\\]\n"),
                    false => format!("\\({text}\\)"),
                };
                tree.nodes[child.0 as usize].kind = Kind::Text(Cow::Owned(text));
                kept.push(child);
            }
        }
    }
    tree.set_children(parent, &kept);
}

/// The author's text in place of a marker that means nothing where it stands.
fn text(tree: &mut Tree<'_>, node: NodeId, page: &str, span: Span) -> NodeId {
    let written = page.get(span.start..span.end).unwrap_or_default().to_owned();
    tree.nodes[node.0 as usize].kind = Kind::Text(Cow::Owned(written));
    node
}

/// Takes the blanks off the end of a heading, which the id stood behind.
fn trim_end(tree: &mut Tree<'_>, children: &[NodeId]) {
    if let Some(last) = children.last()
        && let Node {
            kind: Kind::Text(text),
            span,
            ..
        } = &mut tree.nodes[last.0 as usize]
    {
        let len = text.trim_end().len();
        span.end -= (text.len() - len).min(span.len());
        match text {
            Cow::Borrowed(text) => *text = &text[..len],
            Cow::Owned(text) => text.truncate(len),
        }
    }
}

fn is_blank(tree: &Tree<'_>, node: NodeId) -> bool {
    matches!(&tree.node(node).kind, Kind::Text(text) if text.trim().is_empty())
}

fn is_code(tree: &Tree<'_>, node: NodeId) -> bool {
    matches!(tree.node(node).kind, Kind::CodeBlock { .. })
}

/// Gives attributes to a block; gives the node that stands there then.
fn with_attributes(tree: &mut Tree<'_>, node: NodeId, list: &AttributeList, named: &Named) -> NodeId {
    if is_code(tree, node) {
        return code_with_attributes(tree, node, list, named);
    }
    give(tree, node, list, named);
    node
}

/// Gives attributes to a code sample: its language, and to a `div` around it, as kramdown has one, the others.
fn code_with_attributes(tree: &mut Tree<'_>, node: NodeId, list: &AttributeList, named: &Named) -> NodeId {
    let mut attributes = Attributes::new();
    list.apply(named, &mut attributes);
    let mut named_language = None;
    if let Some((_, classes)) = attributes.iter_mut().find(|(name, _)| name == "class") {
        let is_language = |class: &&str| class.strip_prefix("language-").is_some_and(|name| !name.is_empty());
        named_language = classes
            .split_whitespace()
            .find(is_language)
            .map(|class| class["language-".len()..].to_owned());
        let others: Vec<&str> = classes.split_whitespace().filter(|class| !is_language(class)).collect();
        *classes = Cow::Owned(others.join(" "));
    }
    attributes.retain(|(name, value)| name != "class" || !value.is_empty());
    if let Kind::CodeBlock { language, .. } = &mut tree.nodes[node.0 as usize].kind
        && let Some(named) = named_language
    {
        *language = Cow::Owned(named);
    }
    if attributes.is_empty() {
        return node;
    }
    let span = tree.node(node).span;
    let element = Element {
        name: Cow::Borrowed("div"),
        attributes,
        origin: Origin::Markdown,
    };
    let wrapper = tree.add(Kind::Element(element), span);
    tree.set_children(wrapper, &[node]);
    wrapper
}

fn give(tree: &mut Tree<'_>, node: NodeId, list: &AttributeList, named: &Named) {
    let Kind::Element(element) = &mut tree.nodes[node.0 as usize].kind else {
        return;
    };
    let mut attributes: Attributes<'_> = Vec::new();
    std::mem::swap(&mut attributes, &mut element.attributes);
    list.apply(named, &mut attributes);
    element.attributes = attributes;
    let place = list.names.iter().find(|name| PLACES.contains(&name.as_str()));
    if let Some(place) = place
        && matches!(&*element.name, "ul" | "ol")
    {
        element
            .attributes
            .push((Cow::Borrowed(PLACE), Cow::Owned(place.clone())));
    }
}

/// Sets an attribute.
pub(super) fn set(tree: &mut Tree<'_>, node: NodeId, name: &'static str, value: &str) {
    if let Kind::Element(element) = &mut tree.nodes[node.0 as usize].kind {
        element.attributes.retain(|(known, _)| known != name);
        element
            .attributes
            .insert(0, (Cow::Borrowed(name), Cow::Owned(value.to_owned())));
    }
}
