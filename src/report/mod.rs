//! Findings as people and programs read them: one file a format, and here what formats share.
//!
//! Nothing here prints: a report is a text, and whoever asked for it decides where it goes. Whatever stands in authors'
//! files and names, a report is well formed, and it cannot command a terminal.

pub mod concise;
pub mod github;
pub mod human;
pub mod json;
pub mod junit;
pub mod owners;
pub mod sarif;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::finding::{Finding, Severity};

/// How a text for people looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without colours.
    Plain,
    /// With the colours of a terminal (ANSI).
    Coloured,
}

/// What a report may say of a rule.
#[derive(Clone, Debug)]
pub struct RuleText {
    /// Its id.
    pub id: &'static str,
    /// The id of the group that it is in.
    pub group: &'static str,
    /// The severity of its findings where a site asks for no other.
    pub severity: Severity,
    /// Whether it is on where a site says nothing.
    pub is_on: bool,
    /// Its documentation, as markdown: one line that says what it finds, then sections.
    pub documentation: String,
}

impl RuleText {
    /// What it finds, in one line.
    pub fn summary(&self) -> &str {
        self.documentation.lines().next().unwrap_or_default()
    }

    /// What it finds, in full: the text of the first section.
    pub fn what_it_does(&self) -> &str {
        let mut sections = self.documentation.split("\n## ").skip(1);
        let text = sections.next().and_then(|section| section.split_once('\n'));
        text.map_or(self.summary(), |(_, text)| text.trim())
    }
}

/// How many findings there are, by rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The rules that found something: errors before warnings, then the most frequent first.
    pub rules: Vec<RuleCount>,
}

/// How many findings of one severity a rule has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleCount {
    /// The severity.
    pub severity: Severity,
    /// The rule's id.
    pub rule: &'static str,
    /// How many.
    pub count: usize,
}

impl Counts {
    /// Counts `findings`.
    pub fn new<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut counts: BTreeMap<(Severity, &'static str), usize> = BTreeMap::new();
        for finding in findings {
            *counts.entry((finding.severity, finding.rule)).or_default() += 1;
        }
        let mut rules: Vec<RuleCount> = counts
            .into_iter()
            .map(|((severity, rule), count)| RuleCount { severity, rule, count })
            .collect();
        rules.sort_by_key(|rule| (rule.severity, std::cmp::Reverse(rule.count)));
        Self { rules }
    }

    /// How many findings have `severity`.
    pub fn of(&self, severity: Severity) -> usize {
        let rules = self.rules.iter().filter(|rule| rule.severity == severity);
        rules.map(|rule| rule.count).sum()
    }
}

impl fmt::Display for Counts {
    /// `3 errors, 1 warning`, without what there is none of; `no findings`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.of(Severity::Error), self.of(Severity::Warning)) {
            (0, 0) => f.write_str("no findings"),
            (errors, 0) => f.write_str(&counted(errors, "error")),
            (0, warnings) => f.write_str(&counted(warnings, "warning")),
            (errors, warnings) => write!(f, "{}, {}", counted(errors, "error"), counted(warnings, "warning")),
        }
    }
}

/// `1 page`, `2 pages`.
pub fn counted(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// Writes a line at the end of a report.
fn line(report: &mut String, line: fmt::Arguments<'_>) {
    use fmt::Write;
    writeln!(report, "{line}").expect("a string takes whatever is written to it");
}

/// The path of a file of the source folder in the repository. `folder` is where the source folder stands in it: empty,
/// or a path with `/` at its end.
fn rooted(folder: &str, path: &str) -> String {
    format!("{folder}{path}")
}

/// The JSON of a report, for people to read too.
fn to_json(report: &impl Serialize) -> String {
    let mut json = serde_json::to_string_pretty(report).expect("reports have texts, numbers and lists only");
    json.push('\n');
    json
}

/// Text that does nothing to a terminal but to be read: no control characters but line ends and tabs, none that
/// reorder the text, no byte order mark, and nothing that is no character.
pub fn harmless(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\n' | '\t' => Some(c),
            '\u{7f}' => Some('\u{2421}'),
            // The pictures of the control characters stand in their order.
            '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
            '\u{80}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some('\u{fffd}'),
            '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}' => Some('\u{fffd}'),
            '\u{feff}' => None,
            _ => Some(c),
        })
        .collect()
}

/// The same, all in one line, in which a tab is a blank.
pub fn one_line(text: &str) -> String {
    harmless(text).replace('\n', "\u{240a}").replace('\t', " ")
}

/// What the tests of the formats share.
#[cfg(test)]
mod samples {
    use crate::source::{Location, Place, Sources};
    use crate::span::Span;

    /// The place of the first `what` in the file.
    pub(super) fn at(sources: &Sources, path: &str, what: &str) -> Location {
        let file = sources.find(path).expect("the test has the file");
        let start = sources.text(file).find(what).expect("the test has the words");
        let span = Span::new(start, start + what.len());
        sources.location(Place { file, span })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Place, Sources};
    use crate::span::Span;

    #[test]
    fn counts_have_errors_first_then_the_frequent() {
        let sources = Sources::in_memory([("a", "")]);
        let file = sources.find("a").expect("it was just put there");
        let here = || {
            sources.location(Place {
                file,
                span: Span::at(0),
            })
        };
        let error = |rule| Finding::error(rule, here(), "");
        let warning = |rule| Finding::warning(rule, here(), "");
        let told = |findings: &[Finding]| Counts::new(findings).to_string();

        assert_eq!(told(&[]), "no findings");
        assert_eq!(told(&[error("a")]), "1 error");
        assert_eq!(told(&[warning("a"), warning("b")]), "2 warnings");
        let findings = [
            warning("x"),
            error("b"),
            error("a"),
            error("c"),
            error("c"),
            warning("a"),
            warning("x"),
        ];
        assert_eq!(told(&findings), "4 errors, 3 warnings");
        let rules = Counts::new(&findings).rules;
        let rules: Vec<_> = rules.iter().map(|r| (r.severity.name(), r.rule, r.count)).collect();
        let expected = [
            ("error", "c", 2),
            ("error", "a", 1),
            ("error", "b", 1),
            ("warning", "x", 2),
            ("warning", "a", 1),
        ];
        assert_eq!(rules, expected);
    }
}
