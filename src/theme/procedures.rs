//! Where the procedures of a page stand in its HTML, so that a credential leads to the steps that find it.
//!
//! The HTML says nothing of the model: a procedure is the next numbered list that begins with the words of its first
//! step. One that is not found so has no anchor, and its heading stands in.

use std::borrow::Cow;

use super::tags::{Tag, attribute, tags, text_of};
use crate::page::{Block, Page, Procedure, Section};

/// How many letters and digits tell lists apart.
const TOLD_BY: usize = 60;

/// How many numbered lists are looked at for a procedure: there are others in raw HTML, in quotations and in cells.
const LOOKED_AT: usize = 50;

/// How many characters of a list are read for its first words: it may begin with tags.
const READ: usize = 2_000;

/// The anchor of a procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) id: String,
    /// Where in the page's HTML the attribute goes; nothing where the author's is there.
    at: Option<usize>,
}

/// The anchors of the procedures of `page`, in the order in which they stand in it and in its sections.
pub(super) fn anchors(page: &Page) -> Vec<Option<Anchor>> {
    let mut lists: Option<Vec<Tag<'_>>> = None;
    let mut next = 0;
    let mut anchors = Vec::new();
    each(&page.sections, &mut |procedure| {
        let lists = lists.get_or_insert_with(|| tags(&page.html).filter(|tag| tag.name() == "ol").collect());
        let words = procedure.steps.first().map(|step| letters(&step.text));
        let words = words.filter(|words| !words.is_empty());
        let found = words.and_then(|words| {
            let mut coming = lists[next..].iter().take(LOOKED_AT);
            coming.position(|list| begins_with(&page.html[list.end()..], &words))
        });
        let anchor = found.and_then(|found| {
            let list = lists[next + found];
            next += found + 1;
            if let Some(own) = attribute(list.text, "id") {
                let (id, at) = (text_of(own), None);
                return Some(Anchor { id, at });
            }
            let (id, at) = (format!("steps-{}", anchors.len() + 1), Some(list.start + "<ol".len()));
            (!page.ids.contains(&id)).then_some(Anchor { id, at })
        });
        anchors.push(anchor);
    });
    anchors
}

/// The HTML of `page` with these anchors in it.
pub(super) fn with_anchors(page: &Page) -> Cow<'_, str> {
    let anchors = anchors(page).into_iter().flatten();
    let mut new = anchors.filter_map(|anchor| Some((anchor.at?, anchor.id))).peekable();
    if new.peek().is_none() {
        return Cow::Borrowed(&page.html);
    }
    let mut html = String::with_capacity(page.html.len() + 64);
    let mut done = 0;
    for (at, id) in new {
        html.push_str(&page.html[done..at]);
        html.push_str(&format!(" id=\"{id}\""));
        done = at;
    }
    html.push_str(&page.html[done..]);
    Cow::Owned(html)
}

fn each<'p>(sections: &'p [Section], act: &mut impl FnMut(&'p Procedure)) {
    for section in sections {
        for block in &section.blocks {
            if let Block::Procedure(procedure) = block {
                act(procedure);
            }
        }
        each(&section.sections, act);
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).take(TOLD_BY).collect()
}

/// Whether what `html` shows begins with these letters, and with them alone in its last word.
fn begins_with(html: &str, letters: &str) -> bool {
    let mut skipped_to = None;
    let mut shown = html
        .chars()
        .take(READ)
        .filter_map(|character| match (skipped_to, character) {
            (Some(end), _) => {
                skipped_to = skipped_to.filter(|_| character != end);
                // What an entity stands for parts words.
                (end == ';' && character == end).then_some(' ')
            }
            (None, '<') => {
                skipped_to = Some('>');
                None
            }
            (None, '&') => {
                skipped_to = Some(';');
                None
            }
            (None, _) => Some(character),
        });
    let is_shown = letters
        .chars()
        .all(|letter| shown.find(|character| character.is_alphanumeric()) == Some(letter));
    is_shown && (letters.chars().count() == TOLD_BY || !shown.next().is_some_and(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_known_by_its_first_words() {
        assert_eq!(letters("Log in, & go <on>."), "Logingoon");
        assert_eq!(letters(&"a".repeat(99)).len(), TOLD_BY);
        let html = "\n<li><p>Log <b>in</b>, &amp; go &lt;on&gt;.</p></li>";
        for (words, expected) in [
            ("Logingoon", true),
            ("Login", true),
            ("Logingo", true),
            ("Logi", false),
            ("Logon", false),
        ] {
            assert_eq!(begins_with(html, words), expected, "{words}");
        }
        assert!(begins_with(&format!("<li>{}", "a".repeat(99)), &"a".repeat(TOLD_BY)));
        assert!(!begins_with("<li", "a"));
    }
}
