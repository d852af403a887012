//! `{:toc}`: a list whose place the table of contents takes (kramdown's `generate_toc_tree`).

use std::borrow::Cow;

use super::super::elements;
use super::super::tree::{Element, Kind, NodeId, Origin, Tree};
use super::attributes::{PLACE, set};
use crate::config::Kramdown;
use crate::span::Span;

/// Puts the table of contents in place of the first list that asks for it.
pub(super) fn make(tree: &mut Tree<'_>, options: &Kramdown) {
    let is_place = |&id: &NodeId| {
        tree.element(id)
            .is_some_and(|list| list.attribute(PLACE) == Some("toc"))
    };
    let Some(list) = tree.ids().find(is_place) else {
        return;
    };
    let own_id = match tree.element(list).and_then(|list| list.attribute("id")) {
        Some(id) => id.to_owned(),
        None => {
            set(tree, list, "id", "markdown-toc");
            "markdown-toc".to_owned()
        }
    };
    let name = tree
        .element(list)
        .map_or("ul", |list| if list.name == "ol" { "ol" } else { "ul" });
    let span = tree.node(list).span;
    let headings = headings(tree, options);
    // The lists that are open, with the level and the node of the last item of each, and that list's items.
    let mut open: Vec<(usize, NodeId, Vec<NodeId>)> = Vec::new();
    let mut outermost = Vec::new();
    for (level, heading, id) in headings {
        while open.last().is_some_and(|(above, ..)| *above >= level) {
            close(tree, &mut open, name, span);
        }
        let item = entry(tree, heading, &id, &own_id, span);
        match open.last_mut() {
            Some((_, _, items)) => items.push(item),
            None => outermost.push(item),
        }
        open.push((level, item, Vec::new()));
    }
    while !open.is_empty() {
        close(tree, &mut open, name, span);
    }
    tree.set_children(list, &outermost);
}

/// Ends the item that is open last: what stands below it becomes its list.
fn close(tree: &mut Tree<'_>, open: &mut Vec<(usize, NodeId, Vec<NodeId>)>, name: &'static str, span: Span) {
    let Some((_, item, below)) = open.pop() else {
        return;
    };
    if !below.is_empty() {
        let list = element(tree, name, &[], span);
        tree.set_children(list, &below);
        let children: Vec<NodeId> = tree.children(item).chain([list]).collect();
        tree.set_children(item, &children);
    }
}

/// The headings that a table of contents has: level, node and id.
fn headings(tree: &Tree<'_>, options: &Kramdown) -> Vec<(usize, NodeId, String)> {
    let in_order = tree.in_order();
    let heading = |id: NodeId| {
        let element = tree.element(id)?;
        let level: u8 = element
            .name
            .strip_prefix('h')
            .filter(|_| elements::is_heading(&element.name))?
            .parse()
            .ok()?;
        let is_left_out = element
            .attribute("class")
            .is_some_and(|classes| classes.split_whitespace().any(|class| class == "no_toc"));
        let is_wanted = element.origin == Origin::Markdown && options.toc_levels.contains(&level) && !is_left_out;
        let own = element.attribute("id").filter(|_| is_wanted)?;
        Some((usize::from(level), id, own.to_owned()))
    };
    in_order.into_iter().filter_map(heading).collect()
}

/// An item that links to a heading.
fn entry(tree: &mut Tree<'_>, heading: NodeId, id: &str, own_id: &str, span: Span) -> NodeId {
    let link = element(
        tree,
        "a",
        &[("href", format!("#{id}")), ("id", format!("{own_id}-{id}"))],
        span,
    );
    let content = copies(tree, heading, span);
    tree.set_children(link, &content);
    let item = element(tree, "li", &[], span);
    tree.set_children(item, &[link]);
    item
}

/// Copies of what stands in a node, without links and footnotes. They stand where the table does.
fn copies(tree: &mut Tree<'_>, parent: NodeId, span: Span) -> Vec<NodeId> {
    let children: Vec<NodeId> = tree.children(parent).collect();
    let mut copied = Vec::with_capacity(children.len());
    for child in children {
        let kind = match &tree.node(child).kind {
            Kind::Text(text) => Kind::Text(Cow::Owned(text.clone().into_owned())),
            Kind::Element(element) if element.name == "a" => {
                copied.extend(copies(tree, child, span));
                continue;
            }
            Kind::Element(element) => Kind::Element(Element {
                name: element.name.clone(),
                // An id stands on a page once.
                attributes: element
                    .attributes
                    .iter()
                    .filter(|(name, _)| name != "id")
                    .cloned()
                    .collect(),
                origin: element.origin,
            }),
            _ => continue,
        };
        let copy = tree.add(kind, span);
        let inside = copies(tree, child, span);
        tree.set_children(copy, &inside);
        copied.push(copy);
    }
    copied
}

fn element(tree: &mut Tree<'_>, name: &'static str, attributes: &[(&'static str, String)], span: Span) -> NodeId {
    let attributes = attributes
        .iter()
        .map(|(name, value)| (Cow::Borrowed(*name), Cow::Owned(value.clone())));
    tree.add(
        Kind::Element(Element {
            name: Cow::Borrowed(name),
            attributes: attributes.collect(),
            origin: Origin::Markdown,
        }),
        span,
    )
}
