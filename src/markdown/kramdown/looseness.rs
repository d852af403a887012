//! Which items of lists have paragraphs. To CommonMark a list is loose or it is not; to kramdown each item is, by what
//! follows its own first paragraph (`parse_list`, `parse_definition_list`).

use super::super::elements;
use super::super::tree::{Element, Kind, NodeId, Origin, Tree};
use crate::span::Span;

/// Takes away the paragraphs that kramdown does not make.
pub(super) fn settle(tree: &mut Tree<'_>, page: &str) {
    for list in tree.ids() {
        match name(tree, list) {
            Some("ul" | "ol") => items(tree, page, list),
            Some("dl") => definitions(tree, page, list),
            _ => {}
        }
    }
}

fn items(tree: &mut Tree<'_>, page: &str, list: NodeId) {
    let items: Vec<NodeId> = tree.children(list).collect();
    let Some(&last) = items.last() else {
        return;
    };
    // Whether an item before had no paragraph at its start.
    let mut had_none = false;
    for &item in &items {
        let Some((paragraph, is_alone)) = first_paragraph(tree, item) else {
            wrap(tree, item);
            had_none = true;
            continue;
        };
        let is_last = item == last;
        let is_tight = !is_blank_below(tree, page, paragraph) || (is_last && is_alone);
        if is_tight && (!is_last || items.len() == 1 || had_none) {
            unwrap(tree, item, paragraph);
            had_none = true;
        }
    }
}

fn definitions(tree: &mut Tree<'_>, page: &str, list: NodeId) {
    for item in tree.children(list).collect::<Vec<_>>() {
        let start = tree.node(item).span.start;
        if name(tree, item) == Some("dd")
            && let Some((paragraph, _)) = first_paragraph(tree, item)
            && !is_blank_above(page, start)
        {
            unwrap(tree, item, paragraph);
        }
    }
}

fn name<'t>(tree: &'t Tree<'_>, node: NodeId) -> Option<&'t str> {
    let element = tree.element(node)?;
    (element.origin == Origin::Markdown).then_some(&*element.name)
}

/// The paragraph that an item begins with, and whether that is all of the item.
fn first_paragraph(tree: &Tree<'_>, item: NodeId) -> Option<(NodeId, bool)> {
    let mut children = tree.children(item);
    let first = children.next()?;
    (name(tree, first) == Some("p")).then(|| (first, children.next().is_none()))
}

/// Whether an empty line follows the node, or the attribute lists that stand below it.
fn is_blank_below(tree: &Tree<'_>, page: &str, node: NodeId) -> bool {
    let end = tree.node(node).span.end;
    let rest = page.get(end..).unwrap_or_default();
    // A paragraph may end before its line does, or after.
    let rest = match page.as_bytes()[..end].ends_with(b"\n") {
        true => rest,
        false => rest.split_once('\n').map_or("", |(_, below)| below),
    };
    let lines = rest
        .split('\n')
        .map(|line| line.trim_start_matches([' ', '\t', '>']).trim_end());
    let mut below = lines.skip_while(|line| line.starts_with("{:") && line.ends_with('}'));
    !rest.is_empty() && below.next().unwrap_or_default().is_empty()
}

/// Whether an empty line stands above the one in which byte `at` is.
fn is_blank_above(page: &str, at: usize) -> bool {
    let mut lines = page.get(..at).unwrap_or_default().rsplit('\n');
    lines.next();
    lines
        .next()
        .is_none_or(|line| line.trim_start_matches('>').trim().is_empty())
}

/// Makes paragraphs of the texts in a tight item that stand below a block: only the first text of an item is none.
fn wrap(tree: &mut Tree<'_>, item: NodeId) {
    let is_block = |tree: &Tree<'_>, node: NodeId| match &tree.node(node).kind {
        Kind::CodeBlock { .. } => true,
        Kind::Element(element) => elements::closes_paragraph(&element.name),
        _ => false,
    };
    let is_blank = |tree: &Tree<'_>, node: NodeId| match &tree.node(node).kind {
        Kind::Text(text) => text.trim().is_empty(),
        Kind::Element(_) => false,
        _ => true,
    };
    let all: Vec<NodeId> = tree.children(item).collect();
    let Some(first) = all.iter().position(|&node| is_block(tree, node)) else {
        return;
    };
    let mut children = all[..first].to_vec();
    let runs = all[first..].chunk_by(|&one, &other| is_block(tree, one) == is_block(tree, other));
    for run in runs.collect::<Vec<_>>() {
        let (start, end) = (tree.node(run[0]).span.start, tree.node(run[run.len() - 1]).span.end);
        if is_block(tree, run[0]) || run.iter().all(|&node| is_blank(tree, node)) {
            children.extend(run);
            continue;
        }
        let paragraph = Kind::Element(Element {
            name: "p".into(),
            attributes: Vec::new(),
            origin: Origin::Markdown,
        });
        let paragraph = tree.add(paragraph, Span::new(start, end));
        tree.set_children(paragraph, run);
        children.push(paragraph);
    }
    tree.set_children(item, &children);
}

/// Puts the content of an item's first paragraph in its place.
fn unwrap(tree: &mut Tree<'_>, item: NodeId, paragraph: NodeId) {
    let inside: Vec<NodeId> = tree.children(paragraph).collect();
    let rest: Vec<NodeId> = tree.children(item).skip(1).collect();
    let has_block = rest
        .first()
        .is_some_and(|&next| !matches!(tree.node(next).kind, Kind::Text(_)));
    let mut children = inside;
    if has_block {
        let at = Span::at(tree.node(paragraph).span.end);
        children.push(tree.add(Kind::Text("\n".into()), at));
    }
    children.extend(rest);
    tree.set_children(paragraph, &[]);
    tree.set_children(item, &children);
}
