//! Where the procedures of a page stand in its HTML, so that a credential leads to the steps that find it.
//!
//! The HTML says nothing of the model: a procedure is the next numbered list that begins with the words of its first
//! step. One that is not found so has no anchor, and its heading stands in.

use std::borrow::Cow;

use memchr::memmem;

use crate::page::{Block, Page, Procedure, Section};

/// How many letters and digits tell lists apart.
const TOLD_BY: usize = 60;

/// How many numbered lists are looked at for a procedure: those before it may be in raw HTML or in others.
const LOOKED_AT: usize = 50;

/// How many characters of a list are read for its first words: it may begin with tags.
const READ: usize = 2_000;

/// The anchor of a procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) id: String,
    /// Where in the page's HTML the attribute goes.
    at: usize,
}

/// The anchors of the procedures of `page`, in the order in which they stand in it and in its sections.
pub(super) fn anchors(page: &Page) -> Vec<Option<Anchor>> {
    let mut lists = memmem::find_iter(page.html.as_bytes(), "<ol").map(|start| start + "<ol".len());
    let mut anchors = Vec::new();
    each(&page.sections, &mut |procedure| {
        let words = procedure
            .steps
            .first()
            .map(|step| letters(&step.text))
            .unwrap_or_default();
        let begins = |at: &usize| {
            let rest = &page.html[*at..];
            rest.starts_with(['>', ' ', '\n']) && !words.is_empty() && letters_of_html(rest).starts_with(&words)
        };
        let id = format!("steps-{}", anchors.len() + 1);
        let at = lists.clone().take(LOOKED_AT).find(begins);
        if let Some(at) = at {
            lists.by_ref().find(|&list| list == at);
        }
        let is_free = |at: &usize| !has_id(&page.html[*at..]) && !page.ids.contains(&id);
        anchors.push(at.filter(is_free).map(|at| Anchor { id: id.clone(), at }));
    });
    anchors
}

/// The HTML of `page` with these anchors in it.
pub(super) fn with_anchors(page: &Page) -> Cow<'_, str> {
    let mut anchors = anchors(page).into_iter().flatten().peekable();
    if anchors.peek().is_none() {
        return Cow::Borrowed(&page.html);
    }
    let mut html = String::with_capacity(page.html.len() + 64);
    let mut done = 0;
    for Anchor { id, at } in anchors {
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

/// Whether the tag whose name ends where `rest` begins has an id.
fn has_id(rest: &str) -> bool {
    rest.split('>').next().is_some_and(|tag| tag.contains("id="))
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).take(TOLD_BY).collect()
}

/// The letters of what stands behind a tag, whose end is the first of `html`.
fn letters_of_html(html: &str) -> String {
    let mut skipped_to = Some('>');
    let shown = html
        .chars()
        .take(READ)
        .filter(|&character| match (skipped_to, character) {
            (Some(end), _) => {
                skipped_to = skipped_to.filter(|_| character != end);
                false
            }
            (None, '<') => {
                skipped_to = Some('>');
                false
            }
            (None, '&') => {
                skipped_to = Some(';');
                false
            }
            (None, _) => character.is_alphanumeric(),
        });
    shown.take(TOLD_BY).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_known_by_its_first_words() {
        assert_eq!(letters("Log in, & go <on>."), "Logingoon");
        let html = " class=\"x\">\n<li><p>Log <b>in</b>, &amp; go &lt;on&gt;.</p></li>";
        assert_eq!(letters_of_html(html), "Logingoon");
        assert_eq!(letters_of_html(&format!("><li>{}", "a".repeat(99))).len(), TOLD_BY);
        assert_eq!(letters_of_html("><li"), "");
    }

    #[test]
    fn an_id_is_one_of_the_tag_itself() {
        assert!(has_id(" class=\"a\" id=\"b\"><li>"));
        assert!(!has_id("><li id=\"b\">"));
    }
}
