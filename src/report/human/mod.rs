//! Findings for people: file by file, or owner by owner, in the look of rustc ([`render`] tells one of them), then how many each rule has.
//!
//! Whoever checks a neglected site for the first time gets what fits a screen instead: how much there is of what, where
//! to begin, and how to see the rest.

mod excerpt;
mod finding;

use std::collections::BTreeMap;

use annotate_snippets::renderer::{DEFAULT_ERROR_STYLE, DEFAULT_WARNING_STYLE, Style as Colours};

use super::owners::Owners;
use super::{Style, line, one_line};
use crate::finding::{Counts, Finding, Severity, counted};
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

/// How many owners an overview names, and how many rules it counts then.
const OWNERS_NAMED: usize = 9;
const RULES_BESIDE_OWNERS: usize = 6;

/// How many owners of one finding are named.
const OWNERS_OF_ONE: usize = 3;

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
    /// Every finding where there are 20 at most, else an overview: for whoever asks what is wrong.
    Brief,
    /// The first 20 findings, and how many each rule has: for whoever asks for something else.
    First,
    /// Every finding.
    Full,
}

/// What findings are told together by.
#[derive(Clone, Copy, Debug)]
pub enum Grouping<'o> {
    /// The file that they stand in.
    Files,
    /// Whoever is to mend them.
    Owners(&'o Owners<'o>),
}

/// The findings as people read them; nothing, if there are none.
pub fn report(
    findings: &[Identified<'_>],
    sources: &Sources,
    grouping: Grouping<'_>,
    detail: Detail,
    style: Style,
) -> String {
    let findings: Vec<&Finding> = findings.iter().map(|it| it.finding).collect();
    match detail {
        Detail::Brief if findings.len() > FEW => overview(&findings, grouping, style),
        Detail::First => listing(&findings, FEW, sources, grouping, style),
        Detail::Brief | Detail::Full => listing(&findings, usize::MAX, sources, grouping, style),
    }
}

/// The findings by what they are told together by, in the order of the names. What nobody owns comes last.
fn groups<'f>(findings: &[&'f Finding], grouping: Grouping<'_>) -> Vec<(String, Vec<&'f Finding>)> {
    let mut groups: BTreeMap<(bool, Vec<&str>), Vec<&'f Finding>> = BTreeMap::new();
    for finding in findings {
        let names = match grouping {
            Grouping::Files => vec![&*finding.location.path],
            Grouping::Owners(owners) => owners.of(finding).into_iter().collect(),
        };
        groups.entry((names.is_empty(), names)).or_default().push(finding);
    }
    let groups = groups
        .into_iter()
        .map(|((_, names), findings)| (title(&names), findings));
    groups.collect()
}

fn title(names: &[&str]) -> String {
    let (shown, rest) = names.split_at(names.len().min(OWNERS_OF_ONE));
    let title = match (shown, rest.len()) {
        ([], _) => "no owner".to_owned(),
        (shown, 0) => shown.join(", "),
        (shown, rest) => format!("{} and {rest} more", shown.join(", ")),
    };
    one_line(&title)
}

/// Each finding, `most` of them, under the name of its file or owner, and how many each rule has.
fn listing(findings: &[&Finding], most: usize, sources: &Sources, grouping: Grouping<'_>, style: Style) -> String {
    let mut report = String::new();
    let mut shown = 0;
    for (title, group) in groups(findings, grouping) {
        if shown == most {
            break;
        }
        if findings.len() > 1 || matches!(grouping, Grouping::Owners(_)) {
            let bold = bold(style);
            let counts = Counts::new(group.iter().copied());
            line(&mut report, format_args!("{bold}{title}{bold:#}: {counts}\n"));
        }
        let group = &group[..group.len().min(most - shown)];
        for finding in group {
            line(&mut report, format_args!("{}\n", render(finding, sources, style)));
        }
        shown += group.len();
    }
    if shown < findings.len() {
        let rest = counted(findings.len() - shown, "finding");
        line(&mut report, format_args!("... and {rest} more; -v shows all of them\n"));
    }
    if findings.len() > 1 {
        let counts = Counts::new(findings.iter().copied());
        report.push_str(&by_rule(&counts, usize::MAX, style));
        report.push('\n');
    }
    report
}

/// What fits a screen: the rules that found the most, the worst files or owners, and how to go on.
fn overview(findings: &[&Finding], grouping: Grouping<'_>, style: Style) -> String {
    let counts = Counts::new(findings.iter().copied());
    let (rules, most) = match grouping {
        Grouping::Files => (RULES_COUNTED, FILES_NAMED),
        Grouping::Owners(_) => (RULES_BESIDE_OWNERS, OWNERS_NAMED),
    };
    let mut report = by_rule(&counts, rules, style);
    let mut groups: Vec<(String, Counts)> = groups(findings, grouping)
        .into_iter()
        .map(|(title, findings)| (title, Counts::new(findings)))
        .collect();
    groups.sort_by_key(|(_, counts)| std::cmp::Reverse((counts.of(Severity::Error), counts.of(Severity::Warning))));
    let which = match (grouping, groups.len() > most) {
        (Grouping::Files, false) => format!("in {}", counted(groups.len(), "file")),
        (Grouping::Files, true) => format!("the worst of {}", counted(groups.len(), "file")),
        (Grouping::Owners(_), false) => "by owner".to_owned(),
        (Grouping::Owners(_), true) => format!("by owner, the first {most} of {}", groups.len()),
    };
    line(&mut report, format_args!("\n{which}:"));
    for (title, counts) in groups.iter().take(most) {
        line(&mut report, format_args!("  {title}: {counts}"));
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
    use serde_json::json;

    use super::*;
    use crate::finding::merge;
    use crate::fingerprint::identify;
    use crate::report::samples;
    use crate::span::Span;

    /// The report of findings, without colours.
    fn told(findings: Vec<Finding>, sources: &Sources, detail: Detail) -> String {
        let findings = merge(findings);
        report(
            &identify(&findings, sources),
            sources,
            Grouping::Files,
            detail,
            Style::Plain,
        )
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
    fn of_many_findings_the_first_are_shown_where_others_are_not_asked_for() {
        let sources = Sources::in_memory([("a.md", "x".repeat(30))]);
        let file = sources.find("a.md").expect("it was just put there");
        let find = |at| {
            let span = crate::span::Span::new(at, at + 1);
            Finding::error(
                "r",
                sources.location(crate::source::Place { file, span }),
                format!("m{at}"),
            )
        };
        let findings: Vec<Finding> = (0..30).map(find).collect();
        let identified = crate::fingerprint::identify(&findings, &sources);
        let report = report(&identified, &sources, Grouping::Files, Detail::First, Style::Plain);
        assert!(report.starts_with("a.md: 30 errors\n"), "{report}");
        assert!(report.contains("m19") && !report.contains("m20"), "{report}");
        assert!(
            report.ends_with("... and 10 findings more; -v shows all of them\n\n   30  error    r\n\n"),
            "{report}"
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
    fn by_owner_each_group_stands_under_its_owners_and_what_nobody_owns_last() {
        let sources = Sources::in_memory([("a.md", "x"), ("b.md", "x"), ("c.md", "x"), ("_includes/i.md", "x")]);
        let (one, two) = (json!("zoe"), json!("ann"));
        let owners = Owners::new([("a.md", Some(&one)), ("b.md", Some(&two)), ("c.md", None)]);
        let at = |path| Finding::error("bad-x", samples::at(&sources, path, "x"), "no x");
        let shared = at("_includes/i.md").on_page(&"a.md".into()).on_page(&"b.md".into());
        let findings = merge(vec![at("a.md"), at("b.md"), at("c.md"), shared]);
        let told = |findings: &[Finding]| {
            let findings = identify(findings, &sources);
            report(
                &findings,
                &sources,
                Grouping::Owners(&owners),
                Detail::Brief,
                Style::Plain,
            )
        };
        let headings = |report: &str| -> Vec<String> {
            let is_heading = |line: &&str| line.contains("1 error");
            report.lines().filter(is_heading).map(str::to_owned).collect()
        };
        assert_eq!(
            headings(&told(&findings)),
            ["ann: 1 error", "ann, zoe: 1 error", "zoe: 1 error", "no owner: 1 error"]
        );
        assert_eq!(headings(&told(&findings[1..2])), ["zoe: 1 error"]);
        let many: Vec<Finding> = (0..30).flat_map(|_| findings.clone()).collect();
        assert!(
            told(&many).contains("\nby owner:\n  ann: 30 errors\n  ann, zoe: 30 errors\n"),
            "{}",
            told(&many)
        );
    }

    #[test]
    fn many_owners_of_one_finding_are_not_all_named() {
        assert_eq!(title(&["a", "b", "c"]), "a, b, c");
        assert_eq!(title(&["a", "b", "c", "d", "e"]), "a, b, c and 2 more");
    }

    #[test]
    fn colours_are_only_what_is_asked_for() {
        let sources = Sources::in_memory([("a.md", "x y")]);
        let findings = [
            Finding::error("bad-x", samples::at(&sources, "a.md", "x"), "no x"),
            Finding::warning("bad-y", samples::at(&sources, "a.md", "y"), "no y"),
        ];
        let identified = identify(&findings, &sources);
        let of = |style| report(&identified, &sources, Grouping::Files, Detail::Full, style);
        assert!(of(Style::Coloured).contains("\u{1b}[1ma.md\u{1b}[0m"));
        assert!(!of(Style::Plain).contains('\u{1b}'));
    }
}
