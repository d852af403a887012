//! What the fixes of findings make of the files that they stand in.

use std::collections::BTreeMap;
use std::sync::Arc;

use similar::TextDiff;

use crate::finding::{Edit, Finding, Fix};
use crate::source::Sources;

/// A file with fixes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedFile {
    /// Its path in the source folder.
    pub path: Arc<str>,
    /// Its text as it is.
    pub before: Arc<str>,
    /// Its text with the fixes.
    pub after: String,
    /// How many findings that mends. One whose fix overlaps another's is left for the next time.
    pub count: usize,
}

impl FixedFile {
    /// What changes, as a unified diff with paths in git's form.
    pub fn diff(&self) -> String {
        let (old, new) = (format!("a/{}", self.path), format!("b/{}", self.path));
        TextDiff::from_lines(&*self.before, &self.after)
            .unified_diff()
            .context_radius(3)
            .header(&old, &new)
            .to_string()
    }
}

/// The files that the fixes of `findings` change, in the order of their paths. Files that are no UTF-8 are left alone,
/// since their text is not what is in them.
pub fn fixed_files<'f>(findings: impl IntoIterator<Item = &'f Finding>, sources: &Sources) -> Vec<FixedFile> {
    let mut of_file: BTreeMap<&Arc<str>, Vec<&Fix>> = BTreeMap::new();
    for finding in findings {
        if let Some(fix) = &finding.fix {
            of_file.entry(&finding.location.path).or_default().push(fix);
        }
    }
    let fixed = |(path, fixes): (&Arc<str>, Vec<&Fix>)| {
        let file = sources.find(path).filter(|&file| sources.trouble(file).is_none())?;
        let before = sources.shared_text(file);
        let (after, count) = apply(&before, &fixes);
        (*after != *before).then(|| FixedFile {
            path: Arc::clone(path),
            before,
            after,
            count,
        })
    };
    of_file.into_iter().filter_map(fixed).collect()
}

/// `text` with those of `fixes` that overlap none before them, and how many these are.
fn apply(text: &str, fixes: &[&Fix]) -> (String, usize) {
    let mut taken: BTreeMap<(usize, usize), &Edit> = BTreeMap::new();
    let mut count = 0;
    let mut sorted = fixes.to_vec();
    sorted.sort_by_key(|fix| fix.edits.first().map(|edit| edit.span));
    for fix in sorted {
        if fix
            .edits
            .iter()
            .all(|edit| is_possible(text, edit) && is_free(&taken, edit))
        {
            taken.extend(fix.edits.iter().map(|edit| ((edit.span.start, edit.span.end), edit)));
            count += 1;
        }
    }
    let mut fixed = String::with_capacity(text.len());
    let mut done = 0;
    for edit in taken.into_values() {
        fixed.push_str(&text[done..edit.span.start]);
        fixed.push_str(&edit.text);
        done = edit.span.end;
    }
    fixed.push_str(&text[done..]);
    (fixed, count)
}

fn is_possible(text: &str, edit: &Edit) -> bool {
    text.get(edit.span.start..edit.span.end).is_some()
}

/// Whether an edit touches none of those that are taken: two insertions at one place have no order.
fn is_free(taken: &BTreeMap<(usize, usize), &Edit>, edit: &Edit) -> bool {
    let (start, end) = (edit.span.start, edit.span.end);
    let before = taken.range(..(start, usize::MAX)).next_back();
    let after = taken.range((start, 0)..).next();
    let ends_before = before.is_none_or(|(&(from, to), _)| to <= start && (from, to) != (start, start));
    let begins_after = after.is_none_or(|(&(from, _), _)| end <= from && from != start);
    ends_before && begins_after
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    fn fix<const N: usize>(edits: [(usize, usize, &str); N]) -> Fix {
        let edit = |(start, end, text): (usize, usize, &str)| Edit {
            span: Span::new(start, end),
            text: text.to_owned(),
        };
        Fix {
            edits: edits.map(edit).into(),
        }
    }

    fn applied(text: &str, fixes: &[Fix]) -> (String, usize) {
        apply(text, &fixes.iter().collect::<Vec<_>>())
    }

    #[test]
    fn edits_are_made_in_the_order_of_their_places() {
        let fixes = [fix([(4, 7, "THREE")]), fix([(0, 1, "1"), (2, 3, "2")])];
        assert_eq!(applied("a b c d", &fixes), ("1 2 THREE".to_owned(), 2));
    }

    #[test]
    fn of_fixes_that_overlap_the_first_is_made() {
        for (first, second) in [
            ([(0, 3, "x")], [(2, 4, "y")]),
            ([(0, 3, "x")], [(0, 3, "y")]),
            ([(0, 3, "x")], [(1, 1, "y")]),
            ([(0, 0, "x")], [(0, 0, "y")]),
        ] {
            let (text, count) = applied("abcd", &[fix(first), fix(second)]);
            assert_eq!(count, 1, "{first:?} {second:?}");
            assert!(text.contains('x') && !text.contains('y'), "{text}");
        }
        assert_eq!(applied("abcd", &[fix([(0, 2, "x")]), fix([(2, 4, "y")])]).0, "xy");
    }

    #[test]
    fn an_edit_that_splits_a_character_is_left_out() {
        assert_eq!(applied("é", &[fix([(1, 2, "x")])]), ("é".to_owned(), 0));
    }

    #[test]
    fn line_ends_stay_as_they_are() {
        assert_eq!(applied("a\r\nb\r\n", &[fix([(3, 4, "c")])]).0, "a\r\nc\r\n");
    }
}
