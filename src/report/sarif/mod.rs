//! SARIF 2.1.0 (OASIS), which GitHub's code scanning and editors read.
//!
//! Places are lines and columns, the columns in UTF-16 code units, in files named relative to the root of the
//! repository. What the format has and findings do not need is not written.

mod columns;

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::{RuleText, rooted, to_json};
use crate::finding::{Finding, Fix};
use crate::fingerprint::Identified;
use crate::source::{Location, Place, Sources};
use crate::url::{is_unreserved, push_escaped};
use columns::Columns;

/// What the paths of files are relative to. Whoever reads the log knows where its repository is.
const ROOT: &str = "%SRCROOT%";

/// The findings as a SARIF log. `rules` are all rules there are; `folder` is where the source folder stands in the
/// repository: empty, or a path with `/` at its end.
pub fn report(findings: &[Identified<'_>], sources: &Sources, rules: &[RuleText], folder: &str) -> String {
    let indices: HashMap<&str, usize> = rules.iter().enumerate().map(|(at, rule)| (rule.id, at)).collect();
    let mut writer = Writer {
        sources,
        columns: Columns::new(sources),
        folder,
    };
    let results = findings
        .iter()
        .map(|it| writer.result(it, indices.get(it.finding.rule).copied()));
    let results = results.collect();
    to_json(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "docgen",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: rules.iter().map(Descriptor::new).collect(),
                },
            },
            column_kind: "utf16CodeUnits",
            original_uri_base_ids: BTreeMap::from([(
                ROOT,
                BaseId {
                    description: text("the root of the repository"),
                },
            )]),
            results,
        }],
    })
}

/// Makes results of findings.
struct Writer<'s> {
    sources: &'s Sources,
    columns: Columns<'s>,
    folder: &'s str,
}

impl Writer<'_> {
    fn result<'f>(&mut self, identified: &Identified<'f>, rule_index: Option<usize>) -> SarifResult<'f> {
        let finding: &Finding = identified.finding;
        let labels = finding.labels.iter().map(|label| (&label.location, &*label.message));
        let via = finding.via.iter().map(|via| (via, "included here"));
        let related = (1..).zip(labels.chain(via));
        let related = related.map(|(id, (location, message))| self.location(location, Some((id, message))));
        let message = match &finding.hint {
            Some(hint) => format!("{}\nhelp: {hint}", finding.message),
            None => finding.message.clone(),
        };
        SarifResult {
            rule_id: finding.rule,
            rule_index,
            level: finding.severity.name(),
            message: text(message),
            related_locations: related.collect(),
            locations: [self.location(&finding.location, None)],
            partial_fingerprints: Fingerprints {
                docgen: identified.fingerprint.to_string(),
            },
            fixes: finding.fix.iter().filter_map(|fix| self.fix(finding, fix)).collect(),
            properties: (!finding.pages.is_empty()).then(|| Pages {
                pages: finding.pages.iter().map(|page| &**page).collect(),
            }),
        }
    }

    fn location(&mut self, location: &Location, related: Option<(usize, &str)>) -> SarifLocation {
        SarifLocation {
            id: related.map(|(id, _)| id),
            message: related.map(|(_, message)| text(message)),
            physical_location: PhysicalLocation {
                artifact_location: self.artifact(&location.path),
                region: self.region(location),
            },
        }
    }

    fn artifact(&self, path: &str) -> ArtifactLocation {
        ArtifactLocation {
            uri: uri(&rooted(self.folder, path)),
            uri_base_id: ROOT,
        }
    }

    fn region(&mut self, location: &Location) -> Region {
        Region {
            start_line: location.start.line,
            start_column: self.columns.of(&location.path, location.span.start, location.start),
            end_line: location.end.line,
            end_column: self.columns.of(&location.path, location.span.end, location.end),
        }
    }

    /// The edits of a fix; nothing, if the file is gone.
    fn fix(&mut self, finding: &Finding, fix: &Fix) -> Option<SarifFix> {
        let path = &finding.location.path;
        let file = self.sources.find(path)?;
        let replacements = fix.edits.iter().map(|edit| {
            let location = self.sources.location(Place { file, span: edit.span });
            Replacement {
                deleted_region: self.region(&location),
                inserted_content: Content {
                    text: edit.text.clone(),
                },
            }
        });
        let replacements = replacements.collect();
        Some(SarifFix {
            description: text(finding.hint.as_deref().unwrap_or(&finding.message)),
            artifact_changes: [ArtifactChange {
                artifact_location: self.artifact(path),
                replacements,
            }],
        })
    }
}

/// A path as a relative URI. What a path may hold is not enough: `a:b` would be in the scheme `a`.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        push_escaped(&mut uri, byte, |byte| is_unreserved(byte) || byte == b'/');
    }
    uri
}

fn text(text: impl Into<String>) -> Message {
    Message { text: text.into() }
}

#[derive(Serialize)]
struct Log<'f> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'f>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'f> {
    tool: Tool<'f>,
    column_kind: &'static str,
    original_uri_base_ids: BTreeMap<&'static str, BaseId>,
    results: Vec<SarifResult<'f>>,
}

#[derive(Serialize)]
struct Tool<'f> {
    driver: Driver<'f>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'f> {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor<'f>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'f> {
    id: &'f str,
    short_description: Message,
    full_description: Message,
    help: Help<'f>,
    default_configuration: Configuration,
    properties: Tags<'f>,
}

impl<'f> Descriptor<'f> {
    fn new(rule: &'f RuleText) -> Self {
        Self {
            id: rule.id,
            short_description: text(rule.summary()),
            full_description: text(rule.what_it_does()),
            help: Help {
                text: &rule.documentation,
                markdown: &rule.documentation,
            },
            default_configuration: Configuration {
                enabled: rule.is_on,
                level: rule.severity.name(),
            },
            properties: Tags { tags: [rule.group] },
        }
    }
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
struct Help<'f> {
    text: &'f str,
    markdown: &'f str,
}

#[derive(Serialize)]
struct Configuration {
    enabled: bool,
    level: &'static str,
}

#[derive(Serialize)]
struct Tags<'f> {
    tags: [&'f str; 1],
}

#[derive(Serialize)]
struct BaseId {
    description: Message,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'f> {
    rule_id: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: [SarifLocation; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<SarifLocation>,
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Pages<'f>>,
}

#[derive(Serialize)]
struct Fingerprints {
    /// Of the first way of making them.
    #[serde(rename = "docgen/v1")]
    docgen: String,
}

/// The pages that a finding shows on.
#[derive(Serialize)]
struct Pages<'f> {
    pages: Vec<&'f str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifLocation {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix {
    description: Message,
    artifact_changes: [ArtifactChange; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Content,
}

#[derive(Serialize)]
struct Content {
    text: String,
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::*;
    use crate::finding::Severity;
    use crate::fingerprint::identify;
    use crate::report::samples;
    use crate::span::Span;

    fn rules() -> Vec<RuleText> {
        let rule = |id, severity, is_on| RuleText {
            id,
            group: "writing",
            severity,
            is_on,
            documentation: "Short.\n\n## What it does\nLong.\n\nAnd so on.\n\n## Example\n`x`".to_owned(),
        };
        vec![
            rule("bad-w", Severity::Warning, false),
            rule("bad-x", Severity::Error, true),
        ]
    }

    /// The log, which is held against the schema of OASIS.
    fn told(findings: &[Finding], sources: &Sources) -> Value {
        let text = report(&identify(findings, sources), sources, &rules(), "my docs/");
        let log = serde_json::from_str(&text).expect("the log is JSON");
        let schema = include_str!("../../../tests/schemas/sarif-2.1.0.json");
        let mut schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
        // Two patterns of the schema have a bracket too many, and no dialect of regular expressions takes them. What
        // they are for, the language of texts, is not written here.
        for definition in ["run", "toolComponent"] {
            let language = schema.pointer_mut(&format!("/definitions/{definition}/properties/language"));
            let language = language.and_then(Value::as_object_mut).expect("there is one");
            language.remove("pattern");
        }
        let schema = jsonschema::validator_for(&schema).expect("the schema is a JSON Schema");
        let wrong: Vec<String> = schema.iter_errors(&log).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}\n{text}");
        log
    }

    #[test]
    fn a_finding_is_a_result_with_all_its_places() {
        let sources = Sources::in_memory([("_includes/ü #1.md", "🙂 see x\n"), ("b.md", "{% include a.md %}\n")]);
        let mut finding = Finding::error("bad-x", samples::at(&sources, "_includes/ü #1.md", "x"), "no x")
            .with_hint("write y")
            .with_label(samples::at(&sources, "b.md", "a.md"), "called so")
            .with_via(vec![samples::at(&sources, "b.md", "{% include a.md %}")])
            .with_fix(Span::new(9, 10), "y");
        finding.pages = vec![Arc::from("b.md")];
        let findings = [finding];
        let artifact = json!({"uri": "my%20docs/_includes/%C3%BC%20%231.md", "uriBaseId": "%SRCROOT%"});
        let page = json!({"uri": "my%20docs/b.md", "uriBaseId": "%SRCROOT%"});
        let region = json!({"startLine": 1, "startColumn": 8, "endLine": 1, "endColumn": 9});
        let log = told(&findings, &sources);
        assert_eq!(
            log["runs"][0]["results"],
            json!([{
                "ruleId": "bad-x",
                "ruleIndex": 1,
                "level": "error",
                "message": {"text": "no x\nhelp: write y"},
                "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
                "relatedLocations": [
                    {
                        "id": 1,
                        "physicalLocation": {
                            "artifactLocation": page,
                            "region": {"startLine": 1, "startColumn": 12, "endLine": 1, "endColumn": 16},
                        },
                        "message": {"text": "called so"},
                    },
                    {
                        "id": 2,
                        "physicalLocation": {
                            "artifactLocation": page,
                            "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 19},
                        },
                        "message": {"text": "included here"},
                    },
                ],
                "partialFingerprints": {
                    "docgen/v1": identify(&findings, &sources)[0].fingerprint.to_string(),
                },
                "fixes": [{
                    "description": {"text": "write y"},
                    "artifactChanges": [{
                        "artifactLocation": artifact,
                        "replacements": [{"deletedRegion": region, "insertedContent": {"text": "y"}}],
                    }],
                }],
                "properties": {"pages": ["b.md"]},
            }])
        );
        assert_eq!(log["runs"][0]["columnKind"], "utf16CodeUnits");
    }

    #[test]
    fn rules_are_described_whether_they_found_something_or_not() {
        let sources = Sources::in_memory([("a.md", "")]);
        let log = told(&[], &sources);
        assert_eq!(log["runs"][0]["results"], json!([]));
        let described = &log["runs"][0]["tool"]["driver"]["rules"];
        assert_eq!(described.as_array().map(Vec::len), Some(2));
        assert_eq!(
            described[0],
            json!({
                "id": "bad-w",
                "shortDescription": {"text": "Short."},
                "fullDescription": {"text": "Long.\n\nAnd so on."},
                "help": {
                    "text": rules()[0].documentation,
                    "markdown": rules()[0].documentation,
                },
                "defaultConfiguration": {"enabled": false, "level": "warning"},
                "properties": {"tags": ["writing"]},
            })
        );
    }

    #[test]
    fn a_finding_of_no_rule_has_no_index() {
        let sources = Sources::in_memory([("a.md", "x")]);
        let findings = [Finding::warning("else", samples::at(&sources, "a.md", "x"), "m")];
        let result = &told(&findings, &sources)["runs"][0]["results"][0];
        assert_eq!(
            (&result["ruleId"], result.get("ruleIndex"), result.get("fixes")),
            (&json!("else"), None, None)
        );
    }
}
