//! How many findings there are, for people to read.

use std::collections::BTreeMap;
use std::fmt;

use super::{Finding, Severity};

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
