//! A unified diff of a text and its edits. Where these are is known, so that nothing has to be searched for, and a diff
//! costs what the text is long however much of it changes.

use std::fmt::Write as _;

use super::edited;
use crate::finding::Edit;
use crate::span::Span;

/// How many lines around a change are shown.
const CONTEXT: usize = 3;

/// Lines that change.
struct Change<'t> {
    /// The first of them, and the one after the last, in the old text.
    old: (usize, usize),
    /// The lines that they become.
    new: Vec<String>,
    removed: &'t [&'t str],
}

/// What `edits`, which are in order and overlap nowhere, change in `before`, below the names of the old and the new file.
pub(super) fn unified(before: &str, edits: &[Edit], old: &str, new: &str) -> String {
    let lines: Vec<&str> = before.split_inclusive('\n').collect();
    let changes = changes(before, &lines, edits);
    let mut out = String::new();
    let mut rest = changes.as_slice();
    // How many lines longer the new text is, so far.
    let mut longer = 0_isize;
    while let Some(first) = rest.first() {
        if out.is_empty() {
            writeln!(out, "--- {old}\n+++ {new}").expect("a string takes all");
        }
        let apart = rest
            .windows(2)
            .position(|two| two[1].old.0 > two[0].old.1 + 2 * CONTEXT);
        let (hunk, further) = rest.split_at(apart.map_or(rest.len(), |at| at + 1));
        let last = hunk.last().unwrap_or(first);
        let start = first.old.0.saturating_sub(CONTEXT);
        let end = (last.old.1 + CONTEXT).min(lines.len());
        let grows: isize = hunk
            .iter()
            .map(|change| size(change.new.len()) - size(change.removed.len()))
            .sum();
        let old_range = range(start, end - start);
        let new_range = range(
            start.saturating_add_signed(longer),
            (end - start).saturating_add_signed(grows),
        );
        writeln!(out, "@@ -{old_range} +{new_range} @@").expect("a string takes all");
        let mut at = start;
        for change in hunk {
            lines[at..change.old.0]
                .iter()
                .for_each(|text| line(&mut out, ' ', text));
            change.removed.iter().for_each(|text| line(&mut out, '-', text));
            change.new.iter().for_each(|text| line(&mut out, '+', text));
            at = change.old.1;
        }
        lines[at..end].iter().for_each(|text| line(&mut out, ' ', text));
        longer += grows;
        rest = further;
    }
    out
}

/// The lines that change; those that touch are one change.
fn changes<'t>(before: &str, lines: &'t [&'t str], edits: &[Edit]) -> Vec<Change<'t>> {
    let mut starts = Vec::with_capacity(lines.len() + 1);
    let mut at = 0;
    for line in lines {
        starts.push(at);
        at += line.len();
    }
    starts.push(at);
    // The line that byte `at` stands in; behind the last line break, one after the last.
    let line_of = |at: usize| match starts.partition_point(|&start| start <= at) - 1 {
        line if at == before.len() && !before.ends_with('\n') => line.min(lines.len()).saturating_sub(1),
        line => line,
    };
    let mut groups: Vec<((usize, usize), Vec<&Edit>)> = Vec::new();
    for edit in edits {
        let (first, end) = (line_of(edit.span.start), (line_of(edit.span.end) + 1).min(lines.len()));
        match groups.last_mut() {
            Some(((_, last), group)) if first <= *last => {
                *last = end.max(*last);
                group.push(edit);
            }
            _ => groups.push(((first, end), vec![edit])),
        }
    }
    let change = |((first, end), group): ((usize, usize), Vec<&Edit>)| {
        let (from, to) = (starts[first.min(lines.len())], starts[end]);
        let moved = |edit: &&Edit| Edit {
            span: Span::new(edit.span.start - from, edit.span.end - from),
            text: edit.text.clone(),
        };
        let moved: Vec<Edit> = group.iter().map(moved).collect();
        let after = edited(&before[from..to.max(from)], &moved);
        let mut new: Vec<String> = after.split_inclusive('\n').map(str::to_owned).collect();
        let removed = &lines[first.min(end)..end];
        let same = |(a, b): &(&&str, &String)| **a == b.as_str();
        let head = removed.iter().zip(&new).take_while(same).count();
        let tail = removed[head..]
            .iter()
            .rev()
            .zip(new[head..].iter().rev())
            .take_while(same)
            .count();
        new.truncate(new.len() - tail);
        new.drain(..head);
        let removed = &removed[head..removed.len() - tail];
        Change {
            old: (first.min(end) + head, end - tail),
            new,
            removed,
        }
    };
    let changes = groups.into_iter().map(change);
    changes
        .filter(|change| !(change.new.is_empty() && change.removed.is_empty()))
        .collect()
}

fn size(lines: usize) -> isize {
    isize::try_from(lines).unwrap_or(isize::MAX)
}

/// A range of lines as hunks name it.
fn range(start: usize, len: usize) -> String {
    match len {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        _ => format!("{},{len}", start + 1),
    }
}

fn line(out: &mut String, mark: char, text: &str) {
    out.push(mark);
    out.push_str(text);
    if !text.ends_with('\n') {
        out.push_str("\n\\ No newline at end of file\n");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use similar::TextDiff;

    use super::*;

    fn edit((start, end, text): (usize, usize, &str)) -> Edit {
        Edit {
            span: Span::new(start, end),
            text: text.to_owned(),
        }
    }

    #[test]
    fn what_changes_is_shown_with_lines_around_it() {
        let text: String = (0..20).map(|line| format!("{line:02}\n")).collect();
        let edits = [(0, 2, "a"), (12, 12, "b\nc\n"), (57, 60, "z")].map(edit);
        let expected = "--- a\n+++ b\n@@ -1,7 +1,9 @@\n-00\n+a\n 01\n 02\n 03\n+b\n+c\n 04\n 05\n 06\n@@ -17,4 +19,4 @@\n 16\n 17\n 18\n-19\n+z\n\\ No newline at end of file\n";
        assert_eq!(unified(&text, &edits, "a", "b"), expected);
        assert_eq!(unified(&text, &[], "a", "b"), "");
        assert_eq!(unified("a", &[edit((0, 1, "a"))], "a", "b"), "");
    }

    proptest! {
        #[test]
        fn a_diff_is_one_of_the_two_texts(
            text in "[ab\n]{0,60}",
            places in proptest::collection::vec((0_usize..61, 0_usize..4, "[abx\n]{0,3}"), 0..6),
        ) {
            let mut edits: Vec<Edit> = Vec::new();
            for (start, len, new) in places {
                let (start, end) = (start.min(text.len()), (start + len).min(text.len()));
                if edits.last().is_none_or(|last| last.span.end < start) {
                    edits.push(Edit { span: Span::new(start, end), text: new });
                }
            }
            let after = edited(&text, &edits);
            let diff = unified(&text, &edits, "a", "b");
            // What is shown as it was is part of the old text, and what as it is, of the new one.
            let side = |gone: char| -> Vec<String> {
                let lines = diff.split_inclusive('\n').skip(2).filter(|line| !line.starts_with([gone, '\\']));
                lines.map(|line| if line.starts_with('@') { "@".to_owned() } else { line[1..].to_owned() }).collect()
            };
            for (gone, whole) in [('+', &text), ('-', &after)] {
                for hunk in side(gone).join("").split('@') {
                    prop_assert!(format!("{whole}\n").contains(hunk), "{hunk:?} is not in {whole:?}:\n{diff}");
                }
            }
            // One that searches for the shortest shows no more of it.
            let shortest = TextDiff::from_lines(&text, &after);
            let shortest = shortest.unified_diff().context_radius(3).to_string();
            prop_assert_eq!(shortest.is_empty(), diff.is_empty(), "{}", diff);
        }
    }
}
