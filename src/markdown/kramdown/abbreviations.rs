//! Abbreviations: `*[HTML]: Hyper Text Markup Language` makes each `HTML` an `<abbr>` (kramdown's
//! `replace_abbreviations`).

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::tree::{Element, Kind, NodeId, Origin, Tree};
use crate::span::Span;

/// The longest abbreviation, in characters: how far each place of a text may be compared.
const MAX_LENGTH: usize = 100;

/// Marks all abbreviations in running text. `page` is the text that the spans of the tree lead to.
pub(super) fn mark(tree: &mut Tree<'_>, page: &str, abbreviations: &[(String, String)]) {
    let known = Known::of(abbreviations);
    let mut rest = vec![Tree::ROOT];
    while let Some(parent) = rest.pop() {
        let is_running = |&child: &NodeId| tree.element(child).is_some_and(|child| is_running(&child.name));
        let children: Vec<NodeId> = tree.children(parent).collect();
        rest.extend(children.iter().copied().filter(is_running));
        let is_marked =
            |&child: &NodeId| matches!(&tree.node(child).kind, Kind::Text(text) if known.find(text, 0).is_some());
        if !children.iter().any(is_marked) {
            continue;
        }
        let mut kept = Vec::with_capacity(children.len());
        for child in children {
            pieces(tree, page, child, &known, &mut kept);
        }
        tree.set_children(parent, &kept);
    }
}

/// Whether what stands in an element, however deep, is running text.
fn is_running(name: &str) -> bool {
    !matches!(
        name,
        "code"
            | "pre"
            | "kbd"
            | "samp"
            | "var"
            | "script"
            | "style"
            | "textarea"
            | "title"
            | "abbr"
            | "svg"
            | "math"
            | "option"
    )
}

/// Adds the node to `kept`, in pieces where abbreviations stand in it.
fn pieces(tree: &mut Tree<'_>, page: &str, node: NodeId, known: &Known<'_>, kept: &mut Vec<NodeId>) {
    kept.push(node);
    let Kind::Text(text) = &tree.node(node).kind else {
        return;
    };
    let Some(mut found) = known.find(text, 0) else {
        return;
    };
    let text = text.clone();
    let whole = tree.node(node).span;
    let is_verbatim = page.get(whole.start..whole.end) == Some(&*text);
    let span = |start: usize, end: usize| match is_verbatim {
        true => Span::new(whole.start + start, whole.start + end),
        false => whole,
    };
    let part = |start: usize, end: usize| match &text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[start..end]),
        Cow::Owned(text) => Cow::Owned(text[start..end].to_owned()),
    };
    let mut done = 0;
    loop {
        let (start, end, long) = found;
        if start > done || done == 0 {
            piece(tree, node, kept, done == 0, part(done, start), span(done, start));
        }
        let mut attributes = Vec::new();
        if !long.is_empty() {
            attributes.push((Cow::Borrowed("title"), Cow::Owned(long.to_owned())));
        }
        let name = Cow::Borrowed("abbr");
        let element = Element {
            name,
            attributes,
            origin: Origin::Markdown,
        };
        let abbreviation = tree.add(Kind::Element(element), span(start, end));
        let inside = tree.add(Kind::Text(part(start, end)), span(start, end));
        tree.set_children(abbreviation, &[inside]);
        kept.push(abbreviation);
        done = end;
        match known.find(&text, done) {
            Some(next) => found = next,
            None => break,
        }
    }
    if done < text.len() {
        piece(tree, node, kept, false, part(done, text.len()), span(done, text.len()));
    }
}

/// Adds a piece of a text; the first one is what the text's own node keeps.
fn piece<'a>(
    tree: &mut Tree<'a>,
    node: NodeId,
    kept: &mut Vec<NodeId>,
    is_first: bool,
    text: Cow<'a, str>,
    span: Span,
) {
    if is_first {
        let own = &mut tree.nodes[node.0 as usize];
        own.kind = Kind::Text(text);
        own.span = span;
    } else {
        kept.push(tree.add(Kind::Text(text), span));
    }
}

/// The abbreviations, character by character, so that the longest one at a place is found in one pass.
#[derive(Default)]
struct Known<'s> {
    /// The state after a character; the first state is 0.
    next: HashMap<(usize, char), usize>,
    /// What the abbreviation stands for that ends in that state.
    long: HashMap<usize, &'s str>,
}

impl<'s> Known<'s> {
    fn of(abbreviations: &'s [(String, String)]) -> Self {
        let mut known = Self::default();
        let mut states = 0;
        for (short, long) in abbreviations
            .iter()
            .filter(|(short, _)| short.chars().count() <= MAX_LENGTH)
        {
            let mut state = 0;
            for c in short.chars() {
                state = *known.next.entry((state, c)).or_insert_with(|| {
                    states += 1;
                    states
                });
            }
            known.long.insert(state, long);
        }
        known
    }

    /// The first abbreviation in `text` from byte `from` on: where it begins and ends, and what it stands for.
    fn find(&self, text: &str, from: usize) -> Option<(usize, usize, &'s str)> {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let mut before = text[..from].chars().next_back();
        for (start, c) in text[from..].char_indices() {
            let start = from + start;
            if before.is_none_or(|before| !is_word(before)) && self.next.contains_key(&(0, c)) {
                let mut state = 0;
                let mut longest = None;
                let mut chars = text[start..].char_indices().peekable();
                while let Some((at, c)) = chars.next() {
                    let Some(&next) = self.next.get(&(state, c)) else {
                        break;
                    };
                    state = next;
                    let is_end = chars.peek().is_none_or(|(_, after)| !is_word(*after));
                    if let Some(long) = self.long.get(&state).filter(|_| is_end) {
                        longest = Some((start, start + at + c.len_utf8(), *long));
                    }
                }
                if longest.is_some() {
                    return longest;
                }
            }
            before = Some(c);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::{Options, render};

    #[test]
    fn abbreviations_stand_in_running_text_only() {
        for raw in [
            "<p><svg><text x=\"1\">API</text></svg></p>",
            "<p><math><mi>API</mi></math></p>",
            "<p><select><option>API</option></select></p>",
            "<p><code><b>API</b></code></p>",
            "<p><abbr title=\"a\"><i>API</i></abbr></p>",
        ] {
            let text = format!("*[API]: Application\n\n{raw}\n");
            let html = render(&text, &Options::default(), &|_, code| code.to_owned()).html;
            assert_eq!(html.trim(), raw);
        }
        let text = "*[API]: Application\n\nan <b>API</b>\n";
        let html = render(text, &Options::default(), &|_, code| code.to_owned()).html;
        assert_eq!(html.trim(), "<p>an <b><abbr title=\"Application\">API</abbr></b></p>");
    }

    #[test]
    fn a_text_as_long_as_its_source_need_not_be_its_source() {
        let text = "<div>&#0;*[ü한]: \n*[ü한]: \nü한&#0;<div><div>";
        let body = render(text, &Options::default(), &|_, code| code.to_owned());
        for id in body.tree.ids() {
            let span = body.tree.node(id).span;
            assert!(
                text.get(span.start..span.end).is_some(),
                "{span:?} is no part of the text"
            );
        }
    }
}
