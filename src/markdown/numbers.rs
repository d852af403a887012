//! The numbers that authors give the items of their lists.

use std::ops::Range;

use pulldown_cmark::{Tag, TagEnd};

use super::excerpt::Excerpt;
use super::problem::Problem;

/// The lists that are being read, the innermost last: the numbers of their items, and where these stand. A list without
/// numbers has none.
#[derive(Default)]
pub(super) struct Lists(Vec<Vec<(u64, Range<usize>)>>);

impl Lists {
    /// Takes the start of something that stands at byte `at` of `text`.
    pub(super) fn start(&mut self, tag: &Tag<'_>, text: &str, at: usize) {
        match tag {
            Tag::List(_) => self.0.push(Vec::new()),
            Tag::Item => {
                let number = number(text, at);
                if let Some(list) = self.0.last_mut() {
                    list.extend(number);
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
        let (first, _) = items.first()?;
        let shown: Vec<u64> = (*first..).take(items.len()).collect();
        let is_wrong = |((number, _), shown): &(&(u64, Range<usize>), &u64)| number != *shown;
        let ((number, at), right) = items.iter().zip(&shown).find(is_wrong)?;
        // Markdown counts by itself, and some leave it to it.
        if items.iter().all(|(number, _)| number == first) {
            return None;
        }
        let message = format!("this item is marked {number}, and shown as {right}");
        let hint = "number the items one by one, or all by the same number";
        let problem = Problem::warning("list-numbering", excerpt.span(at.clone()), message).with_hint(hint);
        let digits = |number: &u64| number.to_string().len();
        // With a longer number, what stands below an item would no longer stand far enough to the right.
        if items
            .iter()
            .zip(&shown)
            .any(|((_, at), shown)| digits(shown) > at.len())
        {
            return Some(problem);
        }
        // The first one shows that the list begins in the same file.
        let edits = items.iter().zip(&shown).enumerate();
        let edits = edits.filter(|(index, ((number, _), shown))| *index == 0 || number != *shown);
        Some(edits.fold(problem, |problem, (_, ((_, at), shown))| {
            problem.with_edit(excerpt.span(at.clone()), shown.to_string())
        }))
    }
}

/// The number of the item that begins at byte `at`, and where it stands.
fn number(text: &str, at: usize) -> Option<(u64, Range<usize>)> {
    let item = text.get(at..)?;
    let marker = item.trim_start_matches([' ', '\t']);
    let start = at + (item.len() - marker.len());
    let digits = marker.bytes().take_while(u8::is_ascii_digit).count();
    let number = marker[..digits].parse().ok()?;
    Some((number, start..start + digits))
}
