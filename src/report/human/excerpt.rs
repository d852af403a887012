//! The lines of an author's file that a finding is shown with.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Snippet};

use crate::finding::{Finding, Hidden, Label, Part};
use crate::report::harmless;
use crate::source::{Location, Sources};

/// The most lines that one span is shown with.
const MAX_LINES: usize = 6;

/// The most characters of a line that are shown.
pub(super) const MAX_WIDTH: usize = 160;

/// How many of these are shown before the first character that is meant.
const CONTEXT: usize = 40;

/// How far in bytes a text is searched for the ends of a line: beyond it the line is too long to be shown whole,
/// whatever its characters.
const LINE_SEARCH: usize = 2 * 4 * MAX_WIDTH;

/// How far in bytes a label may be from the finding to share its excerpt, and a span may go on to be shown whole.
const NEAR_BYTES: usize = 4096;

/// How far in lines a label may be from the finding to share its excerpt.
const NEAR_LINES: usize = 20;

/// Stands for a path until the report is rendered. It is no character, so it is in no text that [`harmless`] gave.
pub(super) const PATH: char = '\u{fdd0}';

/// The lines of a text around some places, cut to what can be read: long lines to the part that is meant, and what
/// goes on over many lines to its first.
pub(super) struct Excerpt<'t> {
    path: &'t str,
    text: &'t str,
    hidden: Hidden,
    first_line: usize,
    lines: Vec<Line>,
    /// What is shown.
    source: String,
}

/// A line of an excerpt.
struct Line {
    /// Where it begins in the text, as far as it was looked for.
    start: usize,
    /// The part that is shown.
    shown: Range<usize>,
    /// Where this part begins in the excerpt.
    at: usize,
}

impl<'t> Excerpt<'t> {
    /// The lines of a finding and of those of the `labels` that are not far from it.
    pub(super) fn of_finding(finding: &Finding, labels: &[Label], sources: &'t Sources) -> Option<Self> {
        let here = &finding.location;
        let near = labels.iter().map(|label| &label.location).filter(|there| {
            there.path == here.path
                && there.span.start.abs_diff(here.span.start) <= NEAR_BYTES
                && there.start.line.abs_diff(here.start.line) <= NEAR_LINES
        });
        Self::new(here, &near.collect::<Vec<_>>(), sources, &finding.hidden)
    }

    /// The lines of `location` and of the places `near` in the same file; nothing, if there is no text to show.
    pub(super) fn new(location: &Location, near: &[&Location], sources: &'t Sources, hidden: &Hidden) -> Option<Self> {
        let file = sources.find(&location.path)?;
        let text = sources.text(file);
        let is_whole_file = location.span.end == 0;
        if text.is_empty() || is_whole_file && sources.trouble(file).is_some() {
            return None;
        }
        let spans = || std::iter::once(&location).chain(near).map(|it| shown_span(text, it));
        let first = std::iter::once(&location).chain(near).min_by_key(|it| it.span.start)?;
        let start = line_start(text, spans().map(|(span, _)| span.start).min()?);
        let end = line_end(text, spans().map(|(span, _)| span.end).max()?);

        let mut excerpt = Self {
            path: sources.path(file),
            text,
            hidden: hidden.clone(),
            first_line: first.start.line,
            lines: Vec::new(),
            source: String::new(),
        };
        let mut line_start = start;
        for line in text[start..end].split('\n') {
            let content = line.strip_suffix('\r').unwrap_or(line);
            let range = line_start..line_start + content.len();
            let meant = spans()
                .map(|(span, _)| span.start)
                .find(|at| (range.start..=range.end).contains(at));
            let window = window(content, meant.map(|at| at - range.start));
            if !excerpt.lines.is_empty() {
                excerpt.source.push('\n');
            }
            if window.start > 0 {
                excerpt.source.push_str("...");
            }
            let shown = range.start + window.start..range.start + window.end;
            let at = excerpt.source.len();
            excerpt.source.push_str(&excerpt.readable(shown.clone()));
            if shown.end < range.end {
                excerpt.source.push_str("...");
            }
            excerpt.lines.push(Line {
                start: line_start,
                shown,
                at,
            });
            line_start += line.len() + 1;
        }
        if excerpt.source.ends_with('\n') {
            // An empty last line is none to the renderer.
            excerpt.source.push(' ');
        }
        Some(excerpt)
    }

    /// The bytes `range` of the text as a reader may see them: harmless, with a star for each hidden character.
    fn readable(&self, range: Range<usize>) -> String {
        let parts = self.hidden.parts(self.path, self.text, range).into_iter();
        let readable = parts.map(|part| match part {
            Part::Shown(text) => harmless(text),
            Part::Hidden(text) => "*".repeat(text.chars().count()),
        });
        readable.collect()
    }

    pub(super) fn snippet(&self) -> Snippet<'static, Annotation<'static>> {
        Snippet::source(self.source.clone())
            .line_start(self.first_line)
            .path(PATH.to_string())
    }

    pub(super) fn annotation(&self, kind: AnnotationKind, location: &Location, message: &str) -> Annotation<'static> {
        let (span, is_cut) = shown_span(self.text, location);
        let mut label = harmless(message).replace('\n', " ");
        if is_cut {
            let gap = if label.is_empty() { "" } else { " " };
            label.push_str(&format!("{gap}(up to line {})", location.end.line));
        }
        kind.span(self.offset(span.start)..self.offset(span.end))
            .label(Some(label).filter(|label| !label.is_empty()))
    }

    /// Whether the place begins in what is shown.
    pub(super) fn shows(&self, location: &Location) -> bool {
        let at = shown_span(self.text, location).0.start;
        let line = self.line(at);
        *self.path == *location.path && (line.shown.start..=line.shown.end).contains(&at)
    }

    /// Where byte `at` of the text, or the next one that is shown, is in the excerpt.
    fn offset(&self, at: usize) -> usize {
        let line = self.line(at);
        let at = at.clamp(line.shown.start, line.shown.end);
        line.at + self.readable(line.shown.start..at).len()
    }

    fn line(&self, at: usize) -> &Line {
        let after = self.lines.partition_point(|line| line.start <= at);
        &self.lines[after.saturating_sub(1)]
    }
}

/// The part of a location's span that an excerpt shows, and whether the span goes on beyond the lines of that part.
fn shown_span(text: &str, location: &Location) -> (Range<usize>, bool) {
    let start = text.floor_char_boundary(location.span.start);
    let end = text.floor_char_boundary(location.span.end).max(start);
    // A line end belongs to its line: the next one is not shown for it.
    let span = &text[start..end];
    let span = span.strip_suffix('\n').unwrap_or(span);
    let span = span.strip_suffix('\r').unwrap_or(span);
    let looked_at = &span[..span.ceil_char_boundary(NEAR_BYTES)];
    let is_long = looked_at.len() < span.len();
    let mut line_ends = memchr::memchr_iter(b'\n', looked_at.as_bytes());
    match line_ends.next() {
        None => (
            start..start + looked_at.len(),
            is_long && location.start.line < location.end.line,
        ),
        Some(_) if !is_long && line_ends.count() + 2 <= MAX_LINES => (start..start + span.len(), false),
        Some(first) => (start..start + first, true),
    }
}

/// The start of the line that byte `at` is in, if it is not further than [`LINE_SEARCH`].
fn line_start(text: &str, at: usize) -> usize {
    let from = text.floor_char_boundary(at.saturating_sub(LINE_SEARCH));
    memchr::memrchr(b'\n', &text.as_bytes()[from..at]).map_or(from, |found| from + found + 1)
}

/// The end of the line that byte `at` is in, if it is not further than [`LINE_SEARCH`].
fn line_end(text: &str, at: usize) -> usize {
    let to = text.ceil_char_boundary(at.saturating_add(LINE_SEARCH));
    memchr::memchr(b'\n', &text.as_bytes()[at..to]).map_or(to, |found| at + found)
}

/// The bytes of a line that are shown, where byte `meant` is what it is shown for.
fn window(line: &str, meant: Option<usize>) -> Range<usize> {
    let characters: Vec<usize> = line.char_indices().map(|(at, _)| at).collect();
    if characters.len() <= MAX_WIDTH {
        return 0..line.len();
    }
    let meant = characters.partition_point(|&at| at < meant.unwrap_or(0));
    let first = meant.saturating_sub(CONTEXT).min(characters.len() - MAX_WIDTH);
    let end = characters.get(first + MAX_WIDTH).copied().unwrap_or(line.len());
    characters[first]..end
}
