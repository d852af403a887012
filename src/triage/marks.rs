//! Marks by which authors allow what a rule finds.
//!
//! ```markdown
//! <!-- docgen allow(repeated-word): the product is called so -->
//! Open Pay Pay and log in.
//! ```
//!
//! A mark is a comment: `<!-- -->`, `{% comment %}{% endcomment %}`, or `#` in front matter and data files. `allow` is
//! for what follows it: the rest of a paragraph or table, a whole code sample, a heading, a list item, a key with its
//! value. `allow-page`, anywhere in a file, is for all of that file. Several rules are separated by commas. What stands
//! in a code sample is no mark.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;

use crate::finding::Finding;
use crate::source::{Place, Sources};
use crate::span::Span;

/// A mark in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark<'t> {
    /// Each rule that it names, and where.
    rules: Vec<(&'t str, Span)>,
    /// The bytes of the text that it is for.
    scope: Range<usize>,
    /// All of it, from its word on.
    span: Span,
    /// Whether it says why.
    has_reason: bool,
}

/// What is known of the rule that a mark names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// There is none; the nearest one, if any is near.
    Unknown(Option<&'static str>),
    /// It is off, so that nobody knows whether the mark is needed.
    Off,
    /// It is on.
    On,
}

/// How many marks of a file are read. Further ones allow nothing, which is told.
const MAX_MARKS: usize = 1_000;

/// Takes out of `findings` what a mark allows, and adds a finding for each mark that allows nothing.
///
/// Marks are looked for in all texts that have been read.
pub fn apply(findings: Vec<Finding>, sources: &Sources, named: impl Fn(&str) -> Named) -> Vec<Finding> {
    let mut of_file: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
    for (position, finding) in findings.iter().enumerate() {
        of_file
            .entry(Arc::clone(&finding.location.path))
            .or_default()
            .push(position);
    }
    let mut is_allowed = vec![false; findings.len()];
    let mut unused = Vec::new();
    for (file, text) in sources.texts() {
        let of_file = of_file.get(sources.path(file)).map_or(&[][..], Vec::as_slice);
        let told = |span, message: String, hint: String| {
            let location = sources.location(Place { file, span });
            Finding::warning("unused-allow", location, message).with_hint(hint)
        };
        if let Some(at) = first_unread(text) {
            let location = sources.location(Place { file, span: at });
            let message = format!("the file has more than {MAX_MARKS} marks");
            let finding = Finding::error("limit-exceeded", location, message);
            unused.push(finding.with_hint(
                "this one and those after it are not read; allow a rule for the whole file by `allow-page`",
            ));
        }
        // What a mark is for is looked for once the page's front matter can be read.
        let is_unread = of_file.iter().any(|&at| findings[at].rule == "front-matter-syntax");
        for mark in marks(text) {
            if !mark.has_reason {
                let hint = "write it after a colon: `allow(rule-id): why it is right here`".to_owned();
                unused.push(told(
                    mark.span,
                    "this mark gives no reason, and allows nothing".to_owned(),
                    hint,
                ));
                continue;
            }
            for &(rule, span) in &mark.rules {
                let mut is_used = false;
                for &position in of_file {
                    let finding = &findings[position];
                    if finding.rule == rule && mark.scope.contains(&finding.location.span.start) {
                        is_allowed[position] = true;
                        is_used = true;
                    }
                }
                let (message, hint) = match named(rule) {
                    _ if is_used => continue,
                    Named::Off => continue,
                    Named::On if is_unread => continue,
                    Named::On => (
                        format!("`{rule}` finds nothing here"),
                        "remove the mark, or put it on the line before the one that is meant".to_owned(),
                    ),
                    Named::Unknown(nearest) => (
                        format!("there is no rule `{rule}`"),
                        match nearest {
                            Some(nearest) => format!("did you mean `{nearest}`?"),
                            None => "`docgen explain` lists the rules".to_owned(),
                        },
                    ),
                };
                unused.push(told(span, message, hint));
            }
        }
    }
    let told = findings
        .into_iter()
        .zip(is_allowed)
        .filter(|(_, is_allowed)| !is_allowed);
    told.map(|(finding, _)| finding).chain(unused).collect()
}

/// What every mark has.
const WORD: &str = "docgen allow";

/// Where the first mark stands that is one too many.
fn first_unread(text: &str) -> Option<Span> {
    let at = memmem::find_iter(text.as_bytes(), WORD).nth(MAX_MARKS)?;
    Some(Span::new(at, at + WORD.len()))
}

/// The marks of a text, in order.
fn marks(text: &str) -> Vec<Mark<'_>> {
    // Almost no text has one.
    if memmem::find(text.as_bytes(), WORD.as_bytes()).is_none() {
        return Vec::new();
    }
    let code = Code::of(text);
    let mark = |(at, _): (usize, &str)| {
        let opening = Opening::before(text, at)?;
        if code.sample_at(at).is_some() {
            return None;
        }
        mark_at(text, at, at + WORD.len(), opening, &code)
    };
    text.match_indices(WORD).take(MAX_MARKS).filter_map(mark).collect()
}

/// How a comment begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opening {
    Html,
    Liquid,
    Yaml,
}

impl Opening {
    /// The comment that begins just before the byte `at`.
    fn before(text: &str, at: usize) -> Option<Self> {
        let before = text[..at].trim_end_matches([' ', '\t']);
        let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
        if let Some(before) = line.strip_suffix("<!--") {
            return (!before.ends_with('`')).then_some(Self::Html);
        }
        if line.trim() == "#" {
            return Some(Self::Yaml);
        }
        let tag = line[line.rfind("{%")? + 2..].trim_start_matches('-').trim_start();
        let tag = tag.strip_prefix("comment")?.trim_start().trim_start_matches('-');
        (tag == "%}").then_some(Self::Liquid)
    }

    fn end(self) -> &'static str {
        match self {
            Self::Html => "-->",
            Self::Liquid => "{%",
            Self::Yaml => "\n",
        }
    }
}

/// The mark whose word begins at `start` and ends at `word_end`.
fn mark_at<'t>(text: &'t str, start: usize, word_end: usize, opening: Opening, code: &Code) -> Option<Mark<'t>> {
    let end = text[word_end..]
        .find(opening.end())
        .map_or(text.len(), |at| word_end + at);
    let is_for_page = text[word_end..end].starts_with("-page");
    let list_start = word_end + if is_for_page { "-page".len() } else { 0 };
    let list = text[list_start..end].strip_prefix('(')?;
    let list = &list[..list.find(')')?];
    let list_start = list_start + 1;
    let mut rules = Vec::new();
    let mut at = list_start;
    for part in list.split(',') {
        let rule = part.trim();
        let rule_start = at + (part.len() - part.trim_start().len());
        rules.push((rule, Span::new(rule_start, rule_start + rule.len())));
        at += part.len() + 1;
    }
    let reason = text[list_start + list.len() + 1..end].trim_start().strip_prefix(':');
    let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    Some(Mark {
        rules,
        scope: match (is_for_page, opening) {
            (true, _) => 0..text.len(),
            (false, Opening::Yaml) => yaml_entry(text, line_end),
            (false, Opening::Html | Opening::Liquid) => block(text, line_end, code),
        },
        span: Span::new(start, start + text[start..end].trim_end().len()),
        has_reason: reason.is_some_and(|reason| !reason.trim().is_empty()),
    })
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
        let mut samples = Vec::new();
        let mut open: Option<(usize, &str)> = None;
        for (at, line) in lines(text, 0) {
            let trimmed = line.trim_start();
            let fence = &trimmed[..trimmed.len() - trimmed.trim_start_matches(['`', '~']).len()];
            match open {
                None if fence.len() >= 3 => open = Some((at, fence)),
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

/// How many blank lines and further marks may stand between a mark and what it is for.
const MAX_BETWEEN: usize = 64;

/// The block of markdown that begins at the byte `start` or after blank lines there. Further marks are passed over, so
/// that several may stand before one block.
fn block(text: &str, start: usize, code: &Code) -> Range<usize> {
    let is_before = |line: &str| line.trim().is_empty() || line.contains("docgen allow");
    let mut near = lines(text, start).take(MAX_BETWEEN + 1);
    let Some((begin, first)) = near.find(|(_, line)| !is_before(line)) else {
        return start..start;
    };
    if let Some(sample) = code.sample_at(begin) {
        return sample;
    }
    let is_table = first.trim_start().starts_with('|');
    let ends =
        |line: &str| line.trim().is_empty() || (begins_block(line) && !(is_table && line.trim().starts_with('|')));
    let mut rest = lines(text, begin).skip(1);
    let end = rest.find(|(_, line)| ends(line)).map_or(text.len(), |(at, _)| at);
    begin..end
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

/// The key at the byte `start` of YAML with its value: its line and all deeper ones.
fn yaml_entry(text: &str, start: usize) -> Range<usize> {
    let indentation = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let is_comment = |line: &str| line.trim_start().starts_with('#');
    let Some((begin, first)) = lines(text, start).find(|(_, line)| !is_comment(line)) else {
        return start..text.len();
    };
    let depth = indentation(first);
    let mut rest = lines(text, begin).skip(1);
    let end = rest.find(|(_, line)| !line.trim().is_empty() && indentation(line) <= depth);
    begin..end.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each mark of a text names and is for.
    fn scopes(text: &str) -> Vec<(Vec<&str>, &str)> {
        let scope = |mark: Mark<'_>| {
            let names = mark.rules.iter().map(|&(_, span)| &text[span.start..span.end]);
            (names.collect(), text[mark.scope.clone()].trim_end())
        };
        marks(text).into_iter().map(scope).collect()
    }

    #[test]
    fn a_mark_is_for_the_block_that_follows() {
        for (text, scope) in [
            ("<!-- docgen allow(a): why -->\none\ntwo\n\nthree\n", "one\ntwo"),
            ("<!-- docgen allow(a): why -->\n\n# One\n", "# One"),
            ("<!-- docgen allow(a): why -->\n1. one\n2. two\n", "1. one"),
            (
                "<!-- docgen allow(a): why -->\n| a |\n|---|\n| b |\n\nc\n",
                "| a |\n|---|\n| b |",
            ),
            (
                "<!-- docgen allow(a): why -->\n```json\n\n{}\n```\nc\n",
                "```json\n\n{}\n```",
            ),
            ("{% comment %}docgen allow(a): why{% endcomment %}\none\n", "one"),
            ("{%- comment -%} docgen allow(a): why {%- endcomment -%}\none\n", "one"),
            ("---\n# docgen allow(a): why\nk:\n  - v\nl: w\n---\n", "k:\n  - v"),
            (
                "one\n<!-- docgen allow-page(a): why -->\n",
                "one\n<!-- docgen allow-page(a): why -->",
            ),
        ] {
            assert_eq!(scopes(text), [(vec!["a"], scope)], "{text}");
        }
    }

    #[test]
    fn several_rules_and_several_marks_are_for_the_same() {
        let text = "<!-- docgen allow(a, b): why -->\n<!-- docgen allow(c): why -->\none\n";
        assert_eq!(scopes(text), [(vec!["a", "b"], "one"), (vec!["c"], "one")]);
    }

    #[test]
    fn marks_beyond_the_limit_are_told() {
        let text = |marks: usize| "<!-- docgen allow(a): why -->\n".repeat(marks);
        assert_eq!(first_unread(&text(MAX_MARKS)), None);
        assert_eq!(first_unread(&text(MAX_MARKS + 1)).map(Span::len), Some(WORD.len()));
        assert_eq!(marks(&text(MAX_MARKS + 1)).len(), MAX_MARKS);
    }

    #[test]
    fn a_mark_far_from_any_block_is_for_nothing() {
        let far = |lines: usize| format!("<!-- docgen allow(a): why -->\n{}one\n", "\n".repeat(lines));
        assert_eq!(scopes(&far(MAX_BETWEEN)), [(vec!["a"], "one")]);
        assert_eq!(scopes(&far(MAX_BETWEEN + 1)), [(vec!["a"], "")]);
        assert_eq!(scopes("<!-- docgen allow(a): why -->\n"), [(vec!["a"], "")]);
    }

    #[test]
    fn what_is_shown_as_code_is_no_mark() {
        for text in [
            "```html\n<!-- docgen allow(a): why -->\n```\n",
            "Write `<!-- docgen allow(a): why -->`.\n",
            "docgen allow(a): why\n",
        ] {
            assert_eq!(marks(text), [], "{text}");
        }
    }

    #[test]
    fn a_mark_without_a_reason_is_known_as_such() {
        for text in [
            "<!-- docgen allow(a) -->",
            "<!-- docgen allow(a): -->",
            "# docgen allow(a)\n",
        ] {
            let marks = marks(text);
            assert_eq!(
                marks.iter().map(|mark| mark.has_reason).collect::<Vec<_>>(),
                [false],
                "{text}"
            );
        }
    }
}
