//! Footnotes: what `[^name]: text` says goes to the end of the page, or to the list marked `{:footnotes}`, in the order
//! in which it is referred to (kramdown's `convert_footnote` and `footnote_content`).

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::tree::{Element, Kind, NodeId, Origin, Tree};
use super::attributes::PLACE;
use super::markers::{Markers, Meaning};
use crate::config::Kramdown;
use crate::span::Span;

/// The attribute that the definition of a footnote has in the tree; no HTML has one of that name.
pub(in super::super) const DEFINITION: &str = "\0footnote";

/// Numbers the references and gathers the definitions. A definition that nothing refers to is not shown.
pub(super) fn collect(tree: &mut Tree<'_>, markers: &Markers, options: &Kramdown) {
    let definitions = take_definitions(tree);
    let mut notes = Notes {
        first: options.footnote_nr,
        ..Notes::default()
    };
    refer(tree, markers, &definitions, &mut notes, Tree::ROOT);
    // A note may refer to notes.
    let mut at = 0;
    while let Some(note) = notes.all.get_mut(at) {
        let definition = note.definition;
        note.ways_back = note.repeats + 1;
        refer(tree, markers, &definitions, &mut notes, definition);
        at += 1;
    }
    if !notes.all.is_empty() {
        // The definitions are not in the tree: none of them is a place for all of them.
        let is_place = |id: &NodeId| {
            tree.element(*id)
                .is_some_and(|list| list.attribute(PLACE) == Some("footnotes"))
        };
        let place = tree.in_order().into_iter().find(is_place);
        show(tree, &notes, place);
    }
}

#[derive(Default)]
struct Notes {
    all: Vec<Note>,
    by_name: HashMap<String, usize>,
    /// The number of the first.
    first: u32,
}

struct Note {
    name: String,
    definition: NodeId,
    /// How many references there are after the first.
    repeats: usize,
    /// How many of the references it leads back to: those that come before its own text and that of later notes.
    ways_back: usize,
}

/// Takes the definitions out of the tree; of two with one name, the later counts.
fn take_definitions(tree: &mut Tree<'_>) -> HashMap<String, NodeId> {
    let mut definitions = HashMap::new();
    for parent in tree.ids() {
        let children: Vec<NodeId> = tree.children(parent).collect();
        let name = |child: NodeId| tree.element(child)?.attribute(DEFINITION).map(str::to_owned);
        let names: Vec<Option<String>> = children.iter().map(|&child| name(child)).collect();
        if names.iter().all(Option::is_none) {
            continue;
        }
        let both = children.into_iter().zip(names);
        let (taken, kept): (Vec<_>, Vec<_>) = both.partition(|(_, name)| name.is_some());
        let kept: Vec<NodeId> = kept.into_iter().map(|(child, _)| child).collect();
        tree.set_children(parent, &kept);
        definitions.extend(taken.into_iter().filter_map(|(child, name)| Some((name?, child))));
    }
    definitions
}

/// Makes links of the references in a node.
fn refer(
    tree: &mut Tree<'_>,
    markers: &Markers,
    definitions: &HashMap<String, NodeId>,
    notes: &mut Notes,
    root: NodeId,
) {
    for node in tree.in_order_of(root) {
        let Some(marker) = markers.of(tree, node) else {
            continue;
        };
        let Meaning::Footnote(name) = &marker.meaning else {
            continue;
        };
        let span = marker.span;
        let Some(&definition) = definitions.get(name) else {
            tree.nodes[node.0 as usize].kind = Kind::Text(Cow::Owned(format!("[^{name}]")));
            continue;
        };
        let (index, repeat) = match notes.by_name.get(name) {
            Some(&index) => {
                notes.all[index].repeats += 1;
                (index, format!(":{}", notes.all[index].repeats))
            }
            None => {
                notes.by_name.insert(name.clone(), notes.all.len());
                notes.all.push(Note {
                    name: name.clone(),
                    definition,
                    repeats: 0,
                    ways_back: 0,
                });
                (notes.all.len() - 1, String::new())
            }
        };
        let number = (u64::from(notes.first) + index as u64).to_string();
        let link = [
            ("href", format!("#fn:{name}")),
            ("class", "footnote".to_owned()),
            ("rel", "footnote".to_owned()),
        ];
        let link = element(tree, "a", &link, span);
        let number = tree.add(Kind::Text(Cow::Owned(number)), span);
        tree.set_children(link, &[number]);
        let attributes = [
            ("id", format!("fnref:{name}{repeat}")),
            ("role", "doc-noteref".to_owned()),
        ];
        tree.nodes[node.0 as usize].kind = kind("sup", &attributes);
        tree.set_children(node, &[link]);
    }
}

/// Writes the notes at their place, or at the end of the page.
fn show(tree: &mut Tree<'_>, notes: &Notes, place: Option<NodeId>) {
    let items: Vec<NodeId> = notes.all.iter().map(|note| item(tree, note)).collect();
    let at = Span::at(tree.node(Tree::ROOT).span.end);
    let start = (notes.first != 1).then(|| ("start", notes.first.to_string()));
    let list = element(tree, "ol", start.as_slice(), at);
    tree.set_children(list, &items);
    let attributes = [("class", "footnotes".to_owned()), ("role", "doc-endnotes".to_owned())];
    match place {
        Some(place) => {
            tree.nodes[place.0 as usize].kind = kind("div", &attributes);
            tree.set_children(place, &[list]);
        }
        None => {
            let notes = element(tree, "div", &attributes, at);
            tree.set_children(notes, &[list]);
            let children: Vec<NodeId> = tree.children(Tree::ROOT).chain([notes]).collect();
            tree.set_children(Tree::ROOT, &children);
        }
    }
}

/// The definition as an item of the list, with the way back.
fn item(tree: &mut Tree<'_>, note: &Note) -> NodeId {
    let attributes = [("id", format!("fn:{}", note.name)), ("role", "doc-endnote".to_owned())];
    tree.nodes[note.definition.0 as usize].kind = kind("li", &attributes);
    let at = Span::at(tree.node(note.definition).span.end);
    let last = tree.children(note.definition).last();
    let is_paragraph = |node: &NodeId| tree.element(*node).is_some_and(|element| element.name == "p");
    let (paragraph, is_new) = match last.filter(is_paragraph) {
        Some(paragraph) => (paragraph, false),
        None => {
            let paragraph = element(tree, "p", &[], at);
            let children: Vec<NodeId> = tree.children(note.definition).chain([paragraph]).collect();
            tree.set_children(note.definition, &children);
            (paragraph, true)
        }
    };
    let mut children: Vec<NodeId> = tree.children(paragraph).collect();
    for repeat in 0..note.ways_back {
        if !(is_new && repeat == 0) {
            children.push(tree.add(Kind::Text(Cow::Owned("\u{a0}".to_owned())), at));
        }
        let target = match repeat {
            0 => format!("#fnref:{}", note.name),
            _ => format!("#fnref:{}:{repeat}", note.name),
        };
        let link = [
            ("href", target),
            ("class", "reversefootnote".to_owned()),
            ("role", "doc-backlink".to_owned()),
        ];
        let link = element(tree, "a", &link, at);
        let mut inside = vec![tree.add(Kind::Text(Cow::Owned("↩".to_owned())), at)];
        if repeat > 0 {
            let number = element(tree, "sup", &[], at);
            let text = tree.add(Kind::Text(Cow::Owned((repeat + 1).to_string())), at);
            tree.set_children(number, &[text]);
            inside.push(number);
        }
        tree.set_children(link, &inside);
        children.push(link);
    }
    tree.set_children(paragraph, &children);
    note.definition
}

fn element(tree: &mut Tree<'_>, name: &'static str, attributes: &[(&'static str, String)], span: Span) -> NodeId {
    let kind = kind(name, attributes);
    tree.add(kind, span)
}

fn kind<'a>(name: &'static str, attributes: &[(&'static str, String)]) -> Kind<'a> {
    let attributes = attributes
        .iter()
        .map(|(name, value)| (Cow::Borrowed(*name), Cow::Owned(value.clone())));
    Kind::Element(Element {
        name: Cow::Borrowed(name),
        attributes: attributes.collect(),
        origin: Origin::Markdown,
    })
}
