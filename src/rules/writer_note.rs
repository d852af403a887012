//! A remark to writers that was left in.
//!
//! ## What it does
//! Finds `TODO`, `FIXME`, `TBD` and `XXX:` in what readers see, and in HTML comments, which are published with the page
//! and open to everybody. Code is left aside, and so is TODO as a name (`TODO, DOING, DONE`, a TODO list). `patterns`
//! names further words that your writers leave for each other (`{level: warning, patterns: [ASK, "insert here"]}`).
//!
//! ## Why it matters
//! Readers see that the page is not finished, and sometimes more than they should.
//!
//! ## Example
//! ```markdown
//! The limit is TBD.
//!
//! <!-- TODO: ask sales whether this is still so -->
//! ```
//!
//! ## Use instead
//! ```markdown
//! The limit is 100 requests a minute.
//!
//! {% comment %} TODO: ask sales whether this is still so {% endcomment %}
//! ```

mod name;

use std::cell::LazyCell;
use std::ops::Range;

use memchr::memchr3_iter;

use super::words::{Word, find_whole, words};
use super::{Group, Meta, OptionKind, Rule, RuleOption};
use crate::finding::{Finding, Severity};
use crate::page::{Page, Prose};
use crate::site::Site;
use name::{defines, is_name};

const ID: &str = "writer-note";

/// What writers begin their remarks with; each by one of three letters.
const MARKS: [&str; 4] = ["FIXME", "TBD", "TODO", "XXX"];

pub(super) struct WriterNote;

impl Rule for WriterNote {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Writing,
            severity: Severity::Warning,
            source: include_str!("writer_note.rs"),
        }
    }

    fn options(&self) -> &'static [RuleOption] {
        &[RuleOption {
            name: "patterns",
            kind: OptionKind::Texts,
            about: "further words that writers leave for each other",
        }]
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let patterns = site.option_texts(ID, "patterns").unwrap_or_default();
        let names = LazyCell::new(|| {
            let is_defined = |mark: &&str| page.prose.iter().any(|text| defines(&text.text, mark));
            MARKS.into_iter().filter(is_defined).collect::<Vec<_>>()
        });
        let find = |text: &Prose, standing| -> Vec<Finding> {
            let mut notes = notes(&text.text, standing);
            notes.retain(|note| !names.contains(&&text.text[note.clone()]));
            let further = patterns.iter().flat_map(|pattern| find_pattern(&text.text, pattern));
            let finding = |range: Range<usize>| finding(page, text, range, standing);
            notes.into_iter().chain(further).map(finding).collect()
        };
        let shown = page.prose.iter().flat_map(|text| find(text, Standing::Shown));
        let comments = page.comments.iter().filter(|comment| !is_mark(&comment.text));
        shown
            .chain(comments.flat_map(|text| find(text, Standing::Comment)))
            .collect()
    }
}

/// Where a text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Shown,
    Comment,
}

/// Whether a comment is one of docgen's own marks.
fn is_mark(comment: &str) -> bool {
    comment.trim_start().starts_with("docgen ")
}

/// Where remarks stand in a text.
fn notes(text: &str, standing: Standing) -> Vec<Range<usize>> {
    let is_of_mark = |c: char| c.is_ascii_uppercase();
    // Most texts have none, and need no closer look.
    let is_mark = |at: usize| MARKS.iter().any(|mark| text[at..].starts_with(mark));
    if !memchr3_iter(b'F', b'T', b'X', text.as_bytes()).any(is_mark) {
        return Vec::new();
    }
    let words: Vec<Word<'_>> = words(text).collect();
    let note = |(at, word): (usize, &Word<'_>)| {
        let mark = &word.text[..word.text.find(|c| !is_of_mark(c)).unwrap_or(word.text.len())];
        let range = word.range.start..word.range.start + mark.len();
        let is_called = text[range.end..].starts_with([':', '(']);
        let is_free = is_called || mark.len() == word.text.len();
        let is_sure = is_called || standing == Standing::Comment;
        let is_name = || is_name(text, &words, at);
        let is_note = match mark {
            "FIXME" => is_sure || !is_name(),
            "TBD" => is_called || !is_name(),
            "TODO" => is_sure || (begins_sentence(text, range.start) && !is_name()),
            "XXX" => is_sure,
            _ => false,
        };
        (is_free && is_note).then_some(range)
    };
    words.iter().enumerate().filter_map(note).collect()
}

fn begins_sentence(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end();
    before.is_empty() || before.ends_with(['.', '!', '?', ':', ';', '(', '[', '-', '\u{2013}', '\u{2014}'])
}

/// Where `pattern` stands in a text.
fn find_pattern(text: &str, pattern: &str) -> Vec<Range<usize>> {
    let places = find_whole(text, pattern).filter(|_| !pattern.is_empty());
    places.map(|start| start..start + pattern.len()).collect()
}

fn finding(page: &Page, text: &Prose, range: Range<usize>, standing: Standing) -> Finding {
    let place = text.place(page, range.clone());
    let (where_to, hint) = match standing {
        Standing::Shown => ("on the page", "do what it asks for, or take it away"),
        Standing::Comment => (
            "in a comment that is published",
            "in `{% comment %}`, it stays among writers",
        ),
    };
    let message = format!("`{}`, a remark to writers, stands {where_to}", &text.text[range]);
    Finding::warning(ID, place.location, message)
        .with_via(place.via.to_vec())
        .with_hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_are_told_from_names() {
        for (text, shown, in_a_comment) in [
            ("TODO write this", 1, 1),
            ("See below. TODO: write this", 1, 1),
            ("TODO(anna) and FIXME, the limit is TBD.", 3, 3),
            ("Add it to the TODO list", 0, 1),
            ("TODO, DOING or DONE", 0, 1),
            ("TODO items", 0, 1),
            ("TODO comments are shown.", 0, 1),
            ("Look for TODO and FIXME.", 0, 2),
            ("TBD is what we do", 0, 0),
            ("TBD: the limit. It is TBD by sales. TBD.", 3, 3),
            ("Call XXX-1234 or XXX", 0, 1),
            ("XXX: why?", 1, 1),
            ("Todoist TODOS todo TODO_LIST", 0, 0),
        ] {
            assert_eq!(notes(text, Standing::Shown).len(), shown, "{text}");
            assert_eq!(notes(text, Standing::Comment).len(), in_a_comment, "{text}");
        }
    }
}
