//! JUnit's XML, which most CI systems show as a list of failed tests: a suite a file, a case a finding.
//!
//! The format has no warnings, and viewers show nothing of a case that passed; so a warning is a failed case too, whose
//! failure is of the type `warning`. Viewers take cases of one class and name for one and the same, so equal ones are
//! numbered, and no name has a line in it that may move. A clean run is one case that passed: viewers take a report
//! without cases for a run that broke off.

use std::collections::HashMap;

use super::{harmless, line, one_line, rooted};
use crate::finding::Finding;
use crate::fingerprint::Identified;
use crate::source::Location;

/// The findings as an XML document. `folder` is where the source folder stands in the repository: empty, or a path with
/// `/` at its end.
pub fn report(findings: &[Identified<'_>], folder: &str) -> String {
    let findings: Vec<&Finding> = findings.iter().map(|it| it.finding).collect();
    let all = totals(findings.len().max(1), findings.len());
    let mut xml = String::new();
    line(&mut xml, format_args!(r#"<?xml version="1.0" encoding="UTF-8"?>"#));
    line(&mut xml, format_args!(r#"<testsuites name="docgen check" {all}>"#));
    if findings.is_empty() {
        line(&mut xml, format_args!(r#"  <testsuite name="all files" {all}>"#));
        line(
            &mut xml,
            format_args!(r#"    <testcase name="nothing is wrong" classname="docgen"/>"#),
        );
        line(&mut xml, format_args!("  </testsuite>"));
    }
    for in_file in findings.chunk_by(|a, b| a.location.path == b.location.path) {
        suite(&mut xml, in_file, folder);
    }
    line(&mut xml, format_args!("</testsuites>"));
    xml
}

/// The findings of one file.
fn suite(xml: &mut String, findings: &[&Finding], folder: &str) {
    let path = &*findings[0].location.path;
    let (name, totals) = (attribute(path), totals(findings.len(), findings.len()));
    line(xml, format_args!(r#"  <testsuite name="{name}" {totals}>"#));
    let mut named: HashMap<(&str, &str), usize> = HashMap::new();
    for finding in findings {
        let number = named.entry((finding.rule, &finding.message)).or_default();
        *number += 1;
        let mut name = format!("{path}: {}", finding.message);
        if *number > 1 {
            name.push_str(&format!(" ({number})"));
        }
        line(
            xml,
            format_args!(
                r#"    <testcase name="{}" classname="{}" file="{}" line="{}">"#,
                attribute(&name),
                attribute(finding.rule),
                attribute(&rooted(folder, path)),
                finding.location.start.line,
            ),
        );
        line(
            xml,
            format_args!(
                r#"      <failure type="{}" message="{}">{}</failure>"#,
                finding.severity.name(),
                attribute(&finding.message),
                escaped(&in_full(finding)),
            ),
        );
        line(xml, format_args!("    </testcase>"));
    }
    line(xml, format_args!("  </testsuite>"));
}

/// What a viewer shows of a finding that is looked at.
fn in_full(finding: &Finding) -> String {
    let place = |location: &Location| {
        let path = one_line(&location.path);
        format!("{path}:{}:{}", location.start.line, location.start.column)
    };
    let mut text = format!("{}: {}", place(&finding.location), finding.message);
    for label in &finding.labels {
        text.push_str(&format!("\n{}: {}", place(&label.location), label.message));
    }
    for via in &finding.via {
        text.push_str(&format!("\nincluded at {}", place(via)));
    }
    if let Some(hint) = &finding.hint {
        text.push_str(&format!("\nhelp: {hint}"));
    }
    text
}

fn totals(tests: usize, failures: usize) -> String {
    format!(r#"tests="{tests}" failures="{failures}" errors="0" skipped="0""#)
}

/// The value of an attribute, in which readers would take a line end for a space.
fn attribute(text: &str) -> String {
    escaped(text).replace('\n', "&#10;").replace('\t', "&#9;")
}

/// Text for XML, which most control characters may not stand in, not even as a reference.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in harmless(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use roxmltree::Document;

    use super::*;
    use crate::fingerprint::identify;
    use crate::report::samples;
    use crate::source::Sources;

    #[test]
    fn findings_are_failed_cases_in_the_suite_of_their_file() {
        let sources = Sources::in_memory([("a.md", "x\nx y"), ("b.md", "{% include a.md %}")]);
        let findings = [
            Finding::error("bad-x", samples::at(&sources, "a.md", "x"), "no x").with_hint("write y"),
            Finding::error("bad-x", samples::at(&sources, "a.md", "x y"), "no x"),
            Finding::warning("bad-y", samples::at(&sources, "a.md", "y"), "no y")
                .with_via(vec![samples::at(&sources, "b.md", "{%")]),
            Finding::warning("bad-y", samples::at(&sources, "b.md", "{%"), "no y")
                .with_label(samples::at(&sources, "a.md", "y"), "as here"),
        ];
        assert_eq!(
            report(&identify(&findings, &sources), "docs/"),
            r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="docgen check" tests="4" failures="4" errors="0" skipped="0">
  <testsuite name="a.md" tests="3" failures="3" errors="0" skipped="0">
    <testcase name="a.md: no x" classname="bad-x" file="docs/a.md" line="1">
      <failure type="error" message="no x">a.md:1:1: no x
help: write y</failure>
    </testcase>
    <testcase name="a.md: no x (2)" classname="bad-x" file="docs/a.md" line="2">
      <failure type="error" message="no x">a.md:2:1: no x</failure>
    </testcase>
    <testcase name="a.md: no y" classname="bad-y" file="docs/a.md" line="2">
      <failure type="warning" message="no y">a.md:2:3: no y
included at b.md:1:1</failure>
    </testcase>
  </testsuite>
  <testsuite name="b.md" tests="1" failures="1" errors="0" skipped="0">
    <testcase name="b.md: no y" classname="bad-y" file="docs/b.md" line="1">
      <failure type="warning" message="no y">b.md:1:1: no y
a.md:2:3: as here</failure>
    </testcase>
  </testsuite>
</testsuites>
"#
        );
    }

    #[test]
    fn a_clean_run_is_a_case_that_passed() {
        let xml = report(&[], "");
        let document = Document::parse(&xml).expect("it is XML");
        let root = document.root_element();
        assert_eq!(
            (root.attribute("tests"), root.attribute("failures")),
            (Some("1"), Some("0"))
        );
        let cases: Vec<_> = root
            .descendants()
            .filter(|node| node.has_tag_name("testcase"))
            .collect();
        assert!(cases.len() == 1 && !cases[0].has_children());
    }

    proptest! {
        #[test]
        fn any_text_makes_xml_that_says_it(message in any::<String>(), path in "[^\0/]{1,8}") {
            let sources = Sources::in_memory([(path.as_str(), "x")]);
            let finding = Finding::error("bad-x", samples::at(&sources, &path, "x"), message.as_str());
            let xml = report(&identify(&[finding], &sources), "");
            let document = Document::parse(&xml).map_err(|error| TestCaseError::fail(format!("{error}: {xml:?}")))?;
            let failure = document.descendants().find(|node| node.has_tag_name("failure")).expect("it is there");
            let expected = harmless(&message);
            prop_assert_eq!(failure.attribute("message"), Some(expected.as_str()));
        }
    }
}
