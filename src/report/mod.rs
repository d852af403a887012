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

use std::fmt;

use serde::Serialize;

use crate::finding::Severity;

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
