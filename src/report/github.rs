//! Annotations for GitHub Actions: a workflow command a finding, which GitHub shows at the line in the pull request.
//!
//! The form is GitHub's ("Workflow commands for GitHub Actions"), the escaping what its runner undoes.

use super::{harmless, rooted};
use crate::finding::Finding;
use crate::fingerprint::Identified;

/// The findings as workflow commands; nothing, if there are none. `folder` is where the source folder stands in the
/// repository: empty, or a path with `/` at its end.
pub fn report(findings: &[Identified<'_>], folder: &str) -> String {
    findings.iter().map(|it| command(it.finding, folder)).collect()
}

fn command(finding: &Finding, folder: &str) -> String {
    let location = &finding.location;
    let (start, end) = (location.start, location.end);
    let mut properties = vec![
        ("file", property(&rooted(folder, &location.path))),
        ("line", start.line.to_string()),
    ];
    if start.line == end.line {
        properties.push(("col", start.column.to_string()));
        properties.push(("endLine", end.line.to_string()));
        properties.push(("endColumn", end.column.to_string()));
    } else {
        // GitHub takes columns within one line only. A line of which nothing but its start is meant is not meant.
        let end_line = end.line - usize::from(end.column == 1);
        properties.push(("endLine", end_line.to_string()));
    }
    properties.push(("title", property(finding.rule)));
    let properties: Vec<String> = properties
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut message = finding.message.clone();
    if let Some(hint) = &finding.hint {
        message.push_str("\nhelp: ");
        message.push_str(hint);
    }
    let severity = finding.severity.name();
    format!("::{severity} {}::{}\n", properties.join(","), data(&message))
}

/// The text of a command.
fn data(text: &str) -> String {
    let escaped = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    harmless(&escaped)
}

/// The value of one of a command's properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::identify;
    use crate::report::samples;
    use crate::source::Sources;

    fn told(path: &str, text: &str, what: &str, message: &str) -> String {
        let sources = Sources::in_memory([(path, text)]);
        let finding = Finding::error("bad-x", samples::at(&sources, path, what), message);
        report(&identify(&[finding], &sources), "docs/")
    }

    #[test]
    fn a_finding_is_a_command_with_its_place() {
        let sources = Sources::in_memory([("a.md", "\nsee x\n")]);
        let finding = Finding::warning("bad-x", samples::at(&sources, "a.md", "x"), "no x").with_hint("write y");
        assert_eq!(
            report(&identify(&[finding], &sources), ""),
            "::warning file=a.md,line=2,col=5,endLine=2,endColumn=6,title=bad-x::no x%0Ahelp: write y\n"
        );
        assert_eq!(report(&[], ""), "");
    }

    #[test]
    fn what_ends_a_property_or_a_command_is_escaped() {
        assert_eq!(
            told("50%,a:b\r\n.md", "x", "x", "100%: a,b\r\n::error::c\u{1b}[2J"),
            "::error file=docs/50%25%2Ca%3Ab%0D%0A.md,line=1,col=1,endLine=1,endColumn=2,title=bad-x\
             ::100%25: a,b%0D%0A::error::c␛[2J\n"
        );
    }

    #[test]
    fn several_lines_have_no_columns_and_no_line_too_many() {
        let place = |what| {
            let told = told("a.md", "one\ntwo\nthree\n", what, "m");
            told["::error file=docs/a.md,".len()..told.find(",title").expect("it has a title")].to_owned()
        };
        assert_eq!(place("ne\ntw"), "line=1,endLine=2");
        assert_eq!(place("one\ntwo\n"), "line=1,endLine=2");
        assert_eq!(place("one\n"), "line=1,endLine=1");
        assert_eq!(place("three"), "line=3,col=1,endLine=3,endColumn=6");
    }
}
