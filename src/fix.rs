//! What the fixes of findings make of the files that they stand in.

mod diff;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Edit, Finding, Fix, Hidden, Part};
use crate::source::Sources;

/// A file with fixes.
#[derive(Clone, Debug)]
pub struct FixedFile {
    /// Its path in the source folder.
    pub path: Arc<str>,
    /// How many findings that mends. One whose fix overlaps another's is left for the next time.
    pub count: usize,
    before: Arc<str>,
    /// In the order of their spans, none overlapping another.
    edits: Vec<Edit>,
    hidden: Hidden,
}

impl FixedFile {
    /// Its text as it is.
    pub fn before(&self) -> &str {
        &self.before
    }

    /// Its text with the fixes.
    pub fn after(&self) -> String {
        edited(&self.before, &self.edits)
    }

    /// What changes, as a unified diff with paths in git's form, where the source folder is `folder`: empty, or a path
    /// with `/` at its end. A byte that no report shows is a star.
    pub fn diff(&self, folder: &str) -> String {
        let (old, new) = (format!("a/{folder}{}", self.path), format!("b/{folder}{}", self.path));
        let before = starred(self.hidden.parts(&self.path, &self.before, 0..self.before.len()));
        diff::unified(&before, &self.edits, &old, &new)
    }
}

/// The files that the fixes of `findings` change, in the order of their paths. Files that are no UTF-8 are left alone,
/// since their text is not what is in them.
pub fn fixed_files<'f>(findings: impl IntoIterator<Item = &'f Finding>, sources: &Sources) -> Vec<FixedFile> {
    let mut of_file: BTreeMap<&Arc<str>, Vec<(&Fix, &Hidden)>> = BTreeMap::new();
    for finding in findings {
        if let Some(fix) = &finding.fix {
            let of_file = of_file.entry(&finding.location.path).or_default();
            of_file.push((fix, &finding.hidden));
        }
    }
    let fixed = |(path, fixes): (&Arc<str>, Vec<(&Fix, &Hidden)>)| {
        let file = sources.find(path).filter(|&file| sources.trouble(file).is_none())?;
        let before = sources.shared_text(file);
        let hidden = fixes.first().map(|(_, hidden)| (*hidden).clone()).unwrap_or_default();
        let (edits, count) = compatible(&before, fixes.into_iter().map(|(fix, _)| fix).collect());
        (edited(&before, &edits) != *before).then(|| FixedFile {
            path: Arc::clone(path),
            count,
            before,
            edits,
            hidden,
        })
    };
    of_file.into_iter().filter_map(fixed).collect()
}

/// The edits of those of `fixes` that overlap none before them, in order, and how many fixes these are.
fn compatible(text: &str, mut fixes: Vec<&Fix>) -> (Vec<Edit>, usize) {
    let mut taken: BTreeMap<(usize, usize), &Edit> = BTreeMap::new();
    let mut count = 0;
    fixes.sort_by_key(|fix| fix.edits.first().map(|edit| edit.span));
    for fix in fixes {
        if fix
            .edits
            .iter()
            .all(|edit| is_possible(text, edit) && is_free(&taken, edit))
        {
            taken.extend(fix.edits.iter().map(|edit| ((edit.span.start, edit.span.end), edit)));
            count += 1;
        }
    }
    (taken.into_values().cloned().collect(), count)
}

/// `text` after `edits`, which are in order and overlap nowhere.
fn edited(text: &str, edits: &[Edit]) -> String {
    let mut edited = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        edited.push_str(&text[done..edit.span.start]);
        edited.push_str(&edit.text);
        done = edit.span.end;
    }
    edited.push_str(&text[done..]);
    edited
}

/// The parts as one text, with a star for each hidden byte that ends no line: all else stands where it stood.
fn starred(parts: Vec<Part<'_>>) -> String {
    let star = |byte: u8| match byte {
        b'\r' | b'\n' => char::from(byte),
        _ => '*',
    };
    let mut starred = String::new();
    for part in parts {
        match part {
            Part::Shown(text) => starred.push_str(text),
            Part::Hidden(text) => starred.extend(text.bytes().map(star)),
        }
    }
    starred
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
        let (edits, count) = compatible(text, fixes.iter().collect());
        (edited(text, &edits), count)
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
