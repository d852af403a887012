//! What a mark is for: the block of markdown or the entry of YAML that follows it.

use std::collections::HashMap;
use std::ops::Range;

/// How many blank lines, comments and further marks may stand between a mark and what it is for.
pub(super) const MAX_BETWEEN: usize = 64;

/// What marks of a text are for.
///
/// Ask for the last mark first: where what an earlier one is for comes upon what a later one is for, it goes on behind
/// that, so that a text is read once, however many marks it has.
pub(super) struct Reach<'t> {
    text: &'t str,
    code: Code,
    /// Where what begins at a byte ends.
    ends: HashMap<(usize, Kind), usize>,
    /// What was asked for last: marks in one line are for the same.
    last: Option<(usize, Style, Range<usize>)>,
}

/// How a text is divided into what marks are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Markdown,
    Yaml,
}

/// What a mark is for, as far as it matters for the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Block,
    Table,
    Entry,
}

impl<'t> Reach<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            code: Code::of(text),
            ends: HashMap::new(),
            last: None,
        }
    }

    /// Whether the byte `at` stands in a code sample.
    pub(super) fn is_code(&self, at: usize) -> bool {
        self.code.sample_at(at).is_some()
    }

    /// What a mark is for behind whose line the byte `start` stands. Further marks are passed over, so that several may
    /// stand before one block.
    pub(super) fn from(&mut self, start: usize, style: Style) -> Range<usize> {
        if let Some((_, _, range)) = self.last.as_ref().filter(|last| (last.0, last.1) == (start, style)) {
            return range.clone();
        }
        let range = match style {
            Style::Markdown => self.block(start),
            Style::Yaml => self.entry(start),
        };
        self.last = Some((start, style, range.clone()));
        range
    }

    /// The block of markdown at the byte `start`.
    fn block(&mut self, start: usize) -> Range<usize> {
        let is_between = |line: &str| line.trim().is_empty() || line.contains("docgen allow");
        let Some((begin, first)) = self.first(start, is_between) else {
            return start..start;
        };
        if let Some(sample) = self.code.sample_at(begin) {
            return sample;
        }
        let is_row = |line: &str| line.trim_start().starts_with('|');
        let is_table = is_row(first);
        let ends = |line: &str| line.trim().is_empty() || (begins_block(line) && !(is_table && is_row(line)));
        let kind = if is_table { Kind::Table } else { Kind::Block };
        self.range(begin, first, kind, ends)
    }

    /// The key of YAML at the byte `start` with its value: its line and all deeper ones.
    fn entry(&mut self, start: usize) -> Range<usize> {
        let is_between = |line: &str| {
            let line = line.trim_start();
            line.is_empty() || line.starts_with('#')
        };
        let Some((begin, first)) = self.first(start, is_between) else {
            return start..start;
        };
        let indentation = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let depth = indentation(first);
        let ends = |line: &str| !line.trim().is_empty() && indentation(line) <= depth;
        self.range(begin, first, Kind::Entry, ends)
    }

    /// The first line from the byte `start` on that is not between a mark and what it is for.
    fn first(&self, start: usize, is_between: impl Fn(&str) -> bool) -> Option<(usize, &'t str)> {
        let mut near = lines(self.text, start).take(MAX_BETWEEN + 1);
        near.find(|(_, line)| !is_between(line))
    }

    /// What begins with the line `first` at the byte `begin`, up to the line that ends it.
    fn range(&mut self, begin: usize, first: &str, kind: Kind, ends: impl Fn(&str) -> bool) -> Range<usize> {
        if let Some(&end) = self.ends.get(&(begin, kind)) {
            return begin..end;
        }
        let mut at = begin + first.len();
        while let Some((_, line)) = lines(self.text, at).next().filter(|(_, line)| !ends(line)) {
            // What is of one kind ends no earlier than what of that kind it holds.
            at = self.ends.get(&(at, kind)).map_or(at + line.len(), |&end| end);
        }
        self.ends.insert((begin, kind), at);
        begin..at
    }
}

/// Whether a line begins a list item, heading, quote, table row, code sample or HTML comment.
fn begins_block(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let is_numbered = digits > 0 && line[digits..].starts_with([')', '.']) && line[digits + 1..].starts_with(' ');
    let is_bullet = ["- ", "* ", "+ "].iter().any(|bullet| line.starts_with(bullet));
    is_numbered
        || is_bullet
        || line.starts_with(['#', '>', '|'])
        || ["```", "~~~", "<!--"].iter().any(|start| line.starts_with(start))
}

/// The lines of `text` from the byte `start` on: where each begins, and its text with its line end.
fn lines(text: &str, start: usize) -> impl Iterator<Item = (usize, &str)> {
    text[start..].split_inclusive('\n').scan(start, |at, line| {
        let begins = *at;
        *at += line.len();
        Some((begins, line))
    })
}

/// The fenced code samples of a text, their fences included, in order.
struct Code(Vec<Range<usize>>);

impl Code {
    fn of(text: &str) -> Self {
        // Backticks after backticks end code in the running text.
        let is_inline = |fence: &str, line: &str| fence.starts_with('`') && line[fence.len()..].contains('`');
        let mut samples = Vec::new();
        let mut open: Option<(usize, &str)> = None;
        for (at, line) in lines(text, 0) {
            let trimmed = line.trim_start();
            let fence = &trimmed[..trimmed.len() - trimmed.trim_start_matches(['`', '~']).len()];
            match open {
                None if fence.len() >= 3 && !is_inline(fence, trimmed) => open = Some((at, fence)),
                Some((start, opened)) if fence.starts_with(opened) && trimmed.trim_end() == fence => {
                    samples.push(start..at + line.len());
                    open = None;
                }
                _ => {}
            }
        }
        samples.extend(open.map(|(start, _)| start..text.len()));
        Self(samples)
    }

    /// The sample that the byte `at` is in.
    fn sample_at(&self, at: usize) -> Option<Range<usize>> {
        let after = self.0.partition_point(|sample| sample.end <= at);
        self.0.get(after).filter(|sample| sample.contains(&at)).cloned()
    }
}
