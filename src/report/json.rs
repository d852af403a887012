//! Findings for scripts: one JSON object, as `findings.schema.json` beside this file describes it.
//!
//! Within version 1, keys may be added but none is removed or gets another meaning.

use std::collections::BTreeSet;

use serde::Serialize;

use super::owners::Owners;
use crate::finding::{Counts, Edit, Finding, Severity};
use crate::fingerprint::Identified;
use crate::source::{Location, Place, Sources};

/// The findings with their owners and how many there are, on the `pages` that were looked at.
pub fn report(findings: &[Identified<'_>], sources: &Sources, owners: &Owners<'_>, pages: usize) -> String {
    let counts = Counts::new(findings.iter().map(|it| it.finding));
    let rules = counts.rules.iter().map(|rule| RuleJson {
        rule: rule.rule,
        severity: rule.severity.name(),
        count: rule.count,
    });
    let report = ReportJson {
        version: 1,
        findings: findings
            .iter()
            .map(|it| FindingJson::new(it, sources, owners))
            .collect(),
        summary: SummaryJson {
            pages,
            errors: counts.of(Severity::Error),
            warnings: counts.of(Severity::Warning),
            rules: rules.collect(),
        },
    };
    super::to_json(&report)
}

#[derive(Serialize)]
struct ReportJson<'f> {
    version: u8,
    findings: Vec<FindingJson<'f>>,
    summary: SummaryJson,
}

#[derive(Serialize)]
struct SummaryJson {
    pages: usize,
    errors: usize,
    warnings: usize,
    rules: Vec<RuleJson>,
}

#[derive(Serialize)]
struct RuleJson {
    rule: &'static str,
    severity: &'static str,
    count: usize,
}

#[derive(Serialize)]
struct FindingJson<'f> {
    rule: &'f str,
    severity: &'static str,
    message: &'f str,
    hint: Option<&'f str>,
    #[serde(flatten)]
    place: PlaceJson<'f>,
    page: Option<&'f str>,
    pages: Vec<&'f str>,
    owners: BTreeSet<&'f str>,
    via: Vec<PlaceJson<'f>>,
    labels: Vec<LabelJson<'f>>,
    fingerprint: String,
    fix: Option<FixJson<'f>>,
}

#[derive(Serialize)]
struct PlaceJson<'f> {
    path: &'f str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct LabelJson<'f> {
    message: &'f str,
    #[serde(flatten)]
    place: PlaceJson<'f>,
}

#[derive(Serialize)]
struct FixJson<'f> {
    edits: Vec<EditJson<'f>>,
}

#[derive(Serialize)]
struct EditJson<'f> {
    start: usize,
    end: usize,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: &'f str,
}

impl<'f> FindingJson<'f> {
    fn new(identified: &Identified<'f>, sources: &Sources, owners: &Owners<'f>) -> Self {
        let finding: &Finding = identified.finding;
        let labels = finding.labels.iter().map(|label| LabelJson {
            message: &label.message,
            place: PlaceJson::new(&label.location),
        });
        // A file that is gone has nothing to mend.
        let fix = finding.fix.as_ref().zip(sources.find(&finding.location.path));
        Self {
            rule: finding.rule,
            severity: finding.severity.name(),
            message: &finding.message,
            hint: finding.hint.as_deref(),
            place: PlaceJson::new(&finding.location),
            page: finding.pages.first().map(|page| &**page),
            pages: finding.pages.iter().map(|page| &**page).collect(),
            owners: owners.of(finding),
            via: finding.via.iter().map(PlaceJson::new).collect(),
            labels: labels.collect(),
            fingerprint: identified.fingerprint.to_string(),
            fix: fix.map(|(fix, file)| FixJson {
                edits: fix
                    .edits
                    .iter()
                    .map(|edit| {
                        let span = edit.span;
                        EditJson::new(edit, &sources.location(Place { file, span }))
                    })
                    .collect(),
            }),
        }
    }
}

impl<'f> PlaceJson<'f> {
    fn new(location: &'f Location) -> Self {
        Self {
            path: &location.path,
            line: location.start.line,
            column: location.start.column,
            end_line: location.end.line,
            end_column: location.end.column,
        }
    }
}

impl<'f> EditJson<'f> {
    fn new(edit: &'f Edit, location: &Location) -> Self {
        Self {
            start: edit.span.start,
            end: edit.span.end,
            line: location.start.line,
            column: location.start.column,
            end_line: location.end.line,
            end_column: location.end.column,
            text: &edit.text,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::*;
    use crate::fingerprint::identify;
    use crate::report::samples;
    use crate::span::Span;

    fn schema() -> jsonschema::Validator {
        let schema = serde_json::from_str(include_str!("findings.schema.json")).expect("the schema is JSON");
        jsonschema::validator_for(&schema).expect("the schema is a JSON Schema")
    }

    fn told(findings: &[Finding], sources: &Sources) -> Value {
        let owner = json!("ann");
        let owners = Owners::new([("b.md", None), ("c.md", Some(&owner))]);
        let text = report(&identify(findings, sources), sources, &owners, 2);
        assert!(text.ends_with("}\n"));
        let json = serde_json::from_str(&text).expect("the report is JSON");
        let wrong: Vec<String> = schema().iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}\n{text}");
        json
    }

    #[test]
    fn a_finding_has_all_that_is_known_of_it() {
        let sources = Sources::in_memory([("_includes/a.md", "ü\nsee x\n"), ("b.md", "{% include a.md %}")]);
        let mut finding = Finding::error("bad-x", samples::at(&sources, "_includes/a.md", "x"), "no \"x\"")
            .with_hint("write y")
            .with_label(samples::at(&sources, "b.md", "a.md"), "called here")
            .with_via(vec![samples::at(&sources, "b.md", "{% include a.md %}")])
            .with_fix(Span::new(7, 8), "y");
        finding.pages = vec![Arc::from("b.md"), Arc::from("c.md")];
        let plain = Finding::warning("odd", samples::at(&sources, "b.md", ""), "odd");
        let findings = [finding, plain];
        let fingerprints = identify(&findings, &sources);
        let expected = json!({
            "version": 1,
            "findings": [
                {
                    "rule": "bad-x",
                    "severity": "error",
                    "message": "no \"x\"",
                    "hint": "write y",
                    "path": "_includes/a.md",
                    "line": 2,
                    "column": 5,
                    "end_line": 2,
                    "end_column": 6,
                    "page": "b.md",
                    "pages": ["b.md", "c.md"],
                    "owners": ["ann"],
                    "via": [{"path": "b.md", "line": 1, "column": 1, "end_line": 1, "end_column": 19}],
                    "labels": [{
                        "message": "called here",
                        "path": "b.md", "line": 1, "column": 12, "end_line": 1, "end_column": 16,
                    }],
                    "fingerprint": fingerprints[0].fingerprint.to_string(),
                    "fix": {"edits": [{
                        "start": 7, "end": 8,
                        "line": 2, "column": 5, "end_line": 2, "end_column": 6,
                        "text": "y",
                    }]},
                },
                {
                    "rule": "odd",
                    "severity": "warning",
                    "message": "odd",
                    "hint": null,
                    "path": "b.md",
                    "line": 1,
                    "column": 1,
                    "end_line": 1,
                    "end_column": 1,
                    "page": null,
                    "pages": [],
                    "owners": [],
                    "via": [],
                    "labels": [],
                    "fingerprint": fingerprints[1].fingerprint.to_string(),
                    "fix": null,
                },
            ],
            "summary": {
                "pages": 2,
                "errors": 1,
                "warnings": 1,
                "rules": [
                    {"rule": "bad-x", "severity": "error", "count": 1},
                    {"rule": "odd", "severity": "warning", "count": 1},
                ],
            },
        });
        let told = told(&findings, &sources);
        // As texts, since the order of the keys is promised too.
        assert_eq!(told.to_string(), expected.to_string());
    }

    #[test]
    fn nothing_found_is_an_empty_list() {
        let sources = Sources::in_memory([("a.md", "")]);
        let told = told(&[], &sources);
        let summary = json!({"pages": 2, "errors": 0, "warnings": 0, "rules": []});
        assert_eq!(told, json!({"version": 1, "findings": [], "summary": summary}));
    }

    #[test]
    fn the_schema_refuses_what_is_no_report() {
        let schema = schema();
        let summary = json!({"pages": 2, "errors": 0, "warnings": 0, "rules": []});
        for wrong in [
            json!([]),
            json!({"version": 2, "findings": [], "summary": summary}),
            json!({"version": 1, "findings": [{}], "summary": summary}),
            json!({"version": 1, "findings": []}),
        ] {
            assert!(!schema.is_valid(&wrong), "{wrong}");
        }
    }
}
