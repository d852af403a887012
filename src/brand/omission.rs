//! Parts of a page that a brand leaves out, as nodes of its tree.

use std::collections::HashSet;
use std::ops::Range;

use crate::config::LeftOut;
use crate::markdown::tree::{Element, Kind, NodeId, Tree};
use crate::page::{folded_text, heading_level};
use crate::span::Span;

/// What is left out of a page.
#[derive(Debug, Default)]
pub(super) struct Omission {
    /// The nodes, with all that stands in them.
    pub(super) nodes: HashSet<NodeId>,
    /// Where they stand in the markdown text.
    pub(super) spans: Vec<Span>,
}

impl Omission {
    /// What `parts` say of a page.
    pub(super) fn of(parts: &[LeftOut], tree: &Tree<'_>) -> Self {
        let mut omission = Self::default();
        let asks = |kind: fn(&LeftOut) -> bool| parts.iter().any(kind);
        if !asks(|part| !matches!(part, LeftOut::Page(_))) {
            return omission;
        }
        let mut rest = vec![Tree::ROOT];
        while let Some(parent) = rest.pop() {
            let children: Vec<NodeId> = tree.children(parent).collect();
            let mut at = 0;
            while at < children.len() {
                match part_at(parts, tree, &children, at) {
                    Some(part) => {
                        omission.add(tree, &children, part.clone());
                        at = part.end;
                    }
                    None => {
                        rest.push(children[at]);
                        at += 1;
                    }
                }
            }
        }
        omission
    }

    fn add(&mut self, tree: &Tree<'_>, children: &[NodeId], part: Range<usize>) {
        let (first, last) = (children[part.start], children[part.end - 1]);
        let end = match children.get(part.end) {
            Some(&next) => tree.node(next).span.start,
            None => tree.node(last).span.end,
        };
        let start = tree.node(first).span.start;
        self.spans.push(Span::new(start, end.max(start)));
        self.nodes.extend(&children[part]);
    }
}

/// The part that begins with the child at `at`, where it is to be left out.
fn part_at(parts: &[LeftOut], tree: &Tree<'_>, children: &[NodeId], at: usize) -> Option<Range<usize>> {
    let element = tree.element(children[at])?;
    if let Some(level) = heading_level(element) {
        let text = folded_text(tree, children[at]).to_lowercase();
        let is_meant = |part: &LeftOut| matches!(part, LeftOut::Heading(heading) if heading.to_lowercase() == text);
        parts.iter().any(is_meant).then_some(())?;
        let ends = |id: &NodeId| {
            let other = tree.element(*id).and_then(heading_level);
            other.is_some_and(|other| other <= level)
        };
        let rest = children[at + 1..].iter().position(ends);
        return Some(at..rest.map_or(children.len(), |rest| at + 1 + rest));
    }
    if element.name == "p" {
        let text = folded_text(tree, children[at]).to_lowercase();
        let is_meant =
            |part: &LeftOut| matches!(part, LeftOut::Procedure(words) if text.contains(&words.to_lowercase()));
        parts.iter().any(is_meant).then_some(())?;
        return Some(at..procedure_end(tree, children, at)?);
    }
    None
}

/// One past the last child that belongs to the procedure whose lead-in the child at `lead_in` is: its steps, and further
/// ones, where nothing but images stands between.
fn procedure_end(tree: &Tree<'_>, children: &[NodeId], lead_in: usize) -> Option<usize> {
    let mut end = None;
    for (at, &id) in children.iter().enumerate().skip(lead_in + 1) {
        match tree.element(id) {
            Some(element) if element.name == "ol" => end = Some(at + 1),
            Some(element) if end.is_some() && is_image(tree, id, element) => end = Some(at + 1),
            None if is_nothing(tree, id) => {}
            _ => break,
        }
    }
    end
}

/// Whether an element shows images and no words.
fn is_image(tree: &Tree<'_>, id: NodeId, element: &Element<'_>) -> bool {
    let has_image = element.name == "img"
        || tree
            .children(id)
            .any(|child| tree.element(child).is_some_and(|inner| is_image(tree, child, inner)));
    has_image && folded_text(tree, id).is_empty()
}

fn is_nothing(tree: &Tree<'_>, id: NodeId) -> bool {
    match &tree.node(id).kind {
        Kind::Text(text) => text.trim().is_empty(),
        Kind::Comment(_) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{Options, render};

    fn without(parts: &[LeftOut], text: &str) -> String {
        let body = render(text, &Options::default(), &|_, code| code.to_owned());
        let mut spans = Omission::of(parts, &body.tree).spans;
        spans.sort_by_key(|span| span.start);
        let mut left = text.to_owned();
        for span in spans.into_iter().rev() {
            left.replace_range(span.start..span.end, "");
        }
        left
    }

    #[test]
    fn a_heading_goes_with_all_below_it() {
        let parts = [LeftOut::Heading("events".to_owned())];
        let text = "# A\n\n## Events\n\nx\n\n### Polling\n\ny\n\n## B\n\nz\n";
        assert_eq!(without(&parts, text), "# A\n\n## B\n\nz\n");
        assert_eq!(
            without(&parts, "## Events and more\n\nx\n"),
            "## Events and more\n\nx\n"
        );
        assert_eq!(without(&parts, "## Events\n\nx\n"), "");
    }

    #[test]
    fn a_procedure_goes_with_its_lead_in_and_images() {
        let parts = [LeftOut::Procedure("find your encrypted key".to_owned())];
        let steps = "To find your **Encrypted Key**:\n\n1. Log in.\n\n![x](x.png)\n\n2. Look.\n\n";
        let text = format!("Before.\n\n{steps}To find another:\n\n1. Log in.\n");
        assert_eq!(without(&parts, &text), "Before.\n\nTo find another:\n\n1. Log in.\n");
        // Words that lead to no steps are no procedure.
        let text = "You find your Encrypted Key below.\n\nText.\n\n1. x\n";
        assert_eq!(without(&parts, text), text);
    }
}
