//! What one rule tells of a value of the front matter, another need not tell too: mending the one mends the other.

use std::collections::HashSet;
use std::sync::Arc;

use crate::finding::Finding;

/// Rules that are quiet about a line where others have told what is wrong.
const QUIET: [(&str, &[&str]); 2] = [
    ("front-matter-schema", &["ambiguous-scalar", "unknown-layout"]),
    ("guide-identity", &["front-matter-syntax"]),
];

/// Takes the findings out that only echo another one.
pub fn silence(findings: &mut Vec<Finding>) {
    let line = |finding: &Finding| (Arc::clone(&finding.location.path), finding.location.start.line);
    let told: HashSet<(&str, (Arc<str>, usize))> =
        findings.iter().map(|finding| (finding.rule, line(finding))).collect();
    // An unknown layout is told on one page for all of them.
    let layouts = findings.iter().filter(|finding| finding.rule == "unknown-layout");
    let with_layout: HashSet<Arc<str>> = layouts.flat_map(|finding| finding.pages.iter().cloned()).collect();
    let is_echo = |finding: &Finding| {
        let others = QUIET.iter().find(|(rule, _)| *rule == finding.rule);
        let is_of_layout = finding.rule == "front-matter-schema" && finding.message.starts_with("`layout` ");
        let is_told = |others: &[&str]| others.iter().any(|rule| told.contains(&(*rule, line(finding))));
        others.is_some_and(|(_, others)| is_told(others))
            || is_of_layout && finding.pages.iter().all(|page| with_layout.contains(page))
    };
    let is_echo: Vec<bool> = findings.iter().map(is_echo).collect();
    let mut is_echo = is_echo.into_iter();
    findings.retain(|_| !is_echo.next().unwrap_or(false));
}
