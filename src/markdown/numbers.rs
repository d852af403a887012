//! The numbers that authors give the items of their lists.

use std::ops::Range;

use pulldown_cmark::{Tag, TagEnd};

use super::excerpt::Excerpt;
use super::problem::Problem;

/// The lists that are being read, the innermost last: the numbers of their items, and where these stand. A list without
/// numbers has none.
#[derive(Default)]
pub(super) struct Lists(Vec<Vec<Item>>);

struct Item {
    number: u64,
    /// Where the number stands.
    at: Range<usize>,
    /// Whether text stands behind it in its line.
    has_text: bool,
}

impl Lists {
    /// Takes the start of something that stands at byte `at` of `text`.
    pub(super) fn start(&mut self, tag: &Tag<'_>, text: &str, at: usize) {
        match tag {
            Tag::List(_) => self.0.push(Vec::new()),
            Tag::Item => {
                let item = item(text, at);
                if let Some(list) = self.0.last_mut() {
                    list.extend(item);
                }
            }
            _ => {}
        }
    }

    /// Takes the end of something; of a list whose numbers do not count up, tells the first that is wrong.
    pub(super) fn end(&mut self, tag: TagEnd, excerpt: &Excerpt<'_>) -> Option<Problem> {
        let TagEnd::List(true) = tag else {
            if tag == TagEnd::List(false) {
                self.0.pop();
            }
            return None;
        };
        let items = self.0.pop()?;
        let first = items.first()?.number;
        let shown: Vec<u64> = (first..).take(items.len()).collect();
        let (wrong, right) = items.iter().zip(&shown).find(|(item, shown)| item.number != **shown)?;
        // Markdown counts by itself, and some leave it to it.
        if items.iter().all(|item| item.number == first) {
            return None;
        }
        let message = format!("this item is marked {}, and shown as {right}", wrong.number);
        let hint = "number the items one by one, or all by the same number";
        let problem = Problem::warning("list-numbering", excerpt.span(wrong.at.clone()), message).with_hint(hint);
        // With a longer number, what stands below an item would no longer stand far enough to the right; and an empty
        // item begins a list, or none, by its number.
        let fits = |(item, shown): (&Item, &u64)| item.has_text && shown.to_string().len() <= item.at.len();
        // Only a 1, or an empty line before it, makes sure that a list begins.
        let before = excerpt.text()[..items[0].at.start].trim_end_matches([' ', '\t']);
        let is_begun = first == 1 || before.is_empty() || before.ends_with("\n\n");
        if !is_begun || !items.iter().zip(&shown).all(fits) {
            return Some(problem);
        }
        // The first one shows that the list begins in the same file.
        let edits = items.iter().zip(&shown).enumerate();
        let edits = edits.filter(|(index, (item, shown))| *index == 0 || item.number != **shown);
        Some(edits.fold(problem, |problem, (_, (item, shown))| {
            problem.with_edit(excerpt.span(item.at.clone()), shown.to_string())
        }))
    }
}

/// The item that begins at byte `at`, if it has a number.
fn item(text: &str, at: usize) -> Option<Item> {
    let line = text.get(at..)?.lines().next()?;
    let marker = line.trim_start_matches([' ', '\t']);
    let start = at + (line.len() - marker.len());
    let digits = marker.bytes().take_while(u8::is_ascii_digit).count();
    Some(Item {
        number: marker[..digits].parse().ok()?,
        at: start..start + digits,
        has_text: marker.get(digits + 1..).is_some_and(|rest| !rest.trim().is_empty()),
    })
}
