//! Findings for people: file by file in the look of rustc ([`render`] tells one of them), then how many each rule has.
//!
//! Whoever checks a neglected site for the first time gets what fits a screen instead: how much there is of what, where
//! to begin, and how to see the rest.

mod finding;

use std::collections::BTreeMap;

use annotate_snippets::renderer::{DEFAULT_ERROR_STYLE, DEFAULT_WARNING_STYLE, Style as Colours};

use super::{Counts, Style, counted, line, one_line};
use crate::finding::{Finding, Severity};
use crate::fingerprint::Identified;
use crate::source::Sources;
pub use finding::render;

/// How many findings are shown one by one, unless all are asked for.
const FEW: usize = 20;

/// How many rules an overview counts.
const RULES_COUNTED: usize = 12;

/// How many files an overview names.
const FILES_NAMED: usize = 3;

/// The way on where there is something to mend.
const FIX: &str = "--fix";

/// What the overview says of going on.
const WAYS_ON: [(&str, &str); 4] = [
    ("-v", "shows every finding, file by file"),
    (FIX, "mends what can be mended safely; --diff shows it first"),
    (
        "--update-baseline",
        "lets what there is be, so that only new findings count",
    ),
    (
        "docgen explain RULE",
        "tells what a rule finds, and what to write instead",
    ),
];

/// How much a report tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Every finding where there are 20 at most, else an overview.
    Brief,
    /// Every finding.
    Full,
}

/// The findings as people read them; nothing, if there are none.
pub fn report(findings: &[Identified<'_>], sources: &Sources, detail: Detail, style: Style) -> String {
    let findings: Vec<&Finding> = findings.iter().map(|it| it.finding).collect();
    match detail {
        Detail::Brief if findings.len() > FEW => overview(&findings, style),
        Detail::Brief | Detail::Full => listing(&findings, sources, style),
    }
}

/// Each finding, under the name of its file, and how many each rule has.
fn listing(findings: &[&Finding], sources: &Sources, style: Style) -> String {
    let mut report = String::new();
    for in_file in findings.chunk_by(|a, b| a.location.path == b.location.path) {
        if findings.len() > 1 {
            let bold = bold(style);
            let path = one_line(&in_file[0].location.path);
            let counts = Counts::new(in_file.iter().copied());
            line(&mut report, format_args!("{bold}{path}{bold:#}: {counts}\n"));
        }
        for finding in in_file {
            line(&mut report, format_args!("{}\n", render(finding, sources, style)));
        }
    }
    if findings.len() > 1 {
        let counts = Counts::new(findings.iter().copied());
        report.push_str(&by_rule(&counts, usize::MAX, style));
        report.push('\n');
    }
    report
}

/// What fits a screen: the rules that found the most, the worst files, and how to go on.
fn overview(findings: &[&Finding], style: Style) -> String {
    let counts = Counts::new(findings.iter().copied());
    let mut report = by_rule(&counts, RULES_COUNTED, style);
    let mut files: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        files.entry(&finding.location.path).or_default().push(finding);
    }
    let mut files: Vec<(&str, Counts)> = files
        .into_iter()
        .map(|(path, findings)| (path, Counts::new(findings)))
        .collect();
    files.sort_by_key(|(_, counts)| std::cmp::Reverse((counts.of(Severity::Error), counts.of(Severity::Warning))));
    let which = if files.len() > FILES_NAMED {
        "the worst of"
    } else {
        "in"
    };
    line(&mut report, format_args!("\n{which} {}:", counted(files.len(), "file")));
    for (path, counts) in files.iter().take(FILES_NAMED) {
        line(&mut report, format_args!("  {}: {counts}", one_line(path)));
    }
    report.push('\n');
    let has_fixes = findings.iter().any(|finding| finding.fix.is_some());
    for (way, what) in WAYS_ON.into_iter().filter(|(way, _)| has_fixes || *way != FIX) {
        let bold = bold(style);
        line(&mut report, format_args!("{bold}{way:<19}{bold:#}  {what}"));
    }
    report.push('\n');
    report
}

/// A line for each of the first rules: how many findings, of which severity, and the rule's id; then the other rules
/// together.
fn by_rule(counts: &Counts, most: usize, style: Style) -> String {
    let mut table = String::new();
    let (shown, rest) = counts.rules.split_at(counts.rules.len().min(most));
    for rule in shown {
        let colours = match (style, rule.severity) {
            (Style::Plain, _) => Colours::new(),
            (Style::Coloured, Severity::Error) => DEFAULT_ERROR_STYLE,
            (Style::Coloured, Severity::Warning) => DEFAULT_WARNING_STYLE,
        };
        let (count, severity, rule) = (rule.count, rule.severity.name(), rule.rule);
        line(
            &mut table,
            format_args!("{count:>5}  {colours}{severity:<7}{colours:#}  {rule}"),
        );
    }
    if !rest.is_empty() {
        let count: usize = rest.iter().map(|rule| rule.count).sum();
        let rules = counted(rest.len(), "more rule");
        line(&mut table, format_args!("{count:>5}  of {rules}"));
    }
    table
}

fn bold(style: Style) -> Colours {
    match style {
        Style::Plain => Colours::new(),
        Style::Coloured => Colours::new().bold(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::merge;
    use crate::fingerprint::identify;
    use crate::report::samples;
    use crate::span::Span;

    /// The report of findings, without colours.
    fn told(findings: Vec<Finding>, sources: &Sources, detail: Detail) -> String {
        let findings = merge(findings);
        report(&identify(&findings, sources), sources, detail, Style::Plain)
    }

    #[test]
    fn few_findings_are_told_file_by_file_and_counted() {
        let sources = Sources::in_memory([("a.md", "x y"), ("b.md", "x")]);
        let findings = vec![
            Finding::error("bad-x", samples::at(&sources, "a.md", "x"), "no x"),
            Finding::warning("bad-y", samples::at(&sources, "a.md", "y"), "no y"),
            Finding::error("bad-x", samples::at(&sources, "b.md", "x"), "no x"),
        ];
        assert_eq!(
            told(findings, &sources, Detail::Brief),
            "\
a.md: 1 error, 1 warning

error[bad-x]: no x
 --> a.md:1:1
  |
1 | x y
  | ^

warning[bad-y]: no y
 --> a.md:1:3
  |
1 | x y
  |   ^

b.md: 1 error

error[bad-x]: no x
 --> b.md:1:1
  |
1 | x
  | ^

    2  error    bad-x
    1  warning  bad-y

"
        );
    }

    #[test]
    fn one_finding_needs_no_headings_and_none_no_report() {
        let sources = Sources::in_memory([("a.md", "x")]);
        let finding = Finding::error("bad-x", samples::at(&sources, "a.md", "x"), "no x");
        assert_eq!(
            told(vec![finding], &sources, Detail::Brief),
            "error[bad-x]: no x\n --> a.md:1:1\n  |\n1 | x\n  | ^\n\n"
        );
        assert_eq!(told(Vec::new(), &sources, Detail::Full), "");
    }

    #[test]
    fn many_findings_fit_a_screen_unless_all_are_asked_for() {
        const IDS: [&str; 15] = [
            "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o",
        ];
        let paths = ["a.md", "b.md", "c.md", "d.md", "e.md"];
        let sources = Sources::in_memory(paths.map(|path| (path, "x")));
        let mut findings = Vec::new();
        for (number, rule) in IDS.into_iter().enumerate() {
            for path in &paths[..=number % 5] {
                findings.push(Finding::error(rule, samples::at(&sources, path, "x"), "no x"));
            }
        }
        let warning = Finding::warning("w", samples::at(&sources, "e.md", "x"), "no x");
        findings.push(warning.with_fix(Span::new(0, 1), ""));
        assert_eq!(findings.len(), 46);
        let brief = told(findings.clone(), &sources, Detail::Brief);
        assert_eq!(
            brief,
            "    5  error    e
    5  error    j
    5  error    o
    4  error    d
    4  error    i
    4  error    n
    3  error    c
    3  error    h
    3  error    m
    2  error    b
    2  error    g
    2  error    l
    4  of 4 more rules

the worst of 5 files:
  a.md: 15 errors
  b.md: 12 errors
  c.md: 9 errors

-v                   shows every finding, file by file
--fix                mends what can be mended safely; --diff shows it first
--update-baseline    lets what there is be, so that only new findings count
docgen explain RULE  tells what a rule finds, and what to write instead

"
        );
        assert!(brief.lines().count() <= 24);
        let full = told(findings, &sources, Detail::Full);
        assert_eq!(full.matches("-->").count(), 46);
        assert!(full.ends_with("    1  error    k\n    1  warning  w\n\n"), "{full}");
    }

    #[test]
    fn colours_are_only_what_is_asked_for() {
        let sources = Sources::in_memory([("a.md", "x y")]);
        let findings = [
            Finding::error("bad-x", samples::at(&sources, "a.md", "x"), "no x"),
            Finding::warning("bad-y", samples::at(&sources, "a.md", "y"), "no y"),
        ];
        let identified = identify(&findings, &sources);
        let of = |style| report(&identified, &sources, Detail::Full, style);
        assert!(of(Style::Coloured).contains("\u{1b}[1ma.md\u{1b}[0m"));
        assert!(!of(Style::Plain).contains('\u{1b}'));
    }
}
