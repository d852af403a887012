//! A line a finding: `path:line:column: severity[rule] message`, as compilers write it and editors read it.

use annotate_snippets::renderer::{DEFAULT_ERROR_STYLE, DEFAULT_WARNING_STYLE, Style as Colours};

use super::{Style, one_line};
use crate::finding::Severity;
use crate::fingerprint::Identified;

/// The findings, each on a line of its own; nothing, if there are none.
pub fn report(findings: &[Identified<'_>], style: Style) -> String {
    let lines = findings.iter().map(|it| {
        let finding = it.finding;
        let (path, place) = (one_line(&finding.location.path), finding.location.start);
        let colours = match (style, finding.severity) {
            (Style::Plain, _) => Colours::new(),
            (Style::Coloured, Severity::Error) => DEFAULT_ERROR_STYLE,
            (Style::Coloured, Severity::Warning) => DEFAULT_WARNING_STYLE,
        };
        let kind = format!("{colours}{}[{}]{colours:#}", finding.severity.name(), finding.rule);
        let message = one_line(&finding.message);
        format!("{path}:{}:{}: {kind} {message}\n", place.line, place.column)
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Finding;
    use crate::fingerprint::identify;
    use crate::report::samples;
    use crate::source::Sources;

    #[test]
    fn each_finding_is_one_line_whatever_is_in_it() {
        let sources = Sources::in_memory([("a b\n.md", "1\nü x")]);
        let here = || samples::at(&sources, "a b\n.md", "x");
        let findings = [
            Finding::error("bad-x", here(), "no x").with_hint("write y"),
            Finding::warning("bad-y", here(), "two\nlines \u{1b}[31mred"),
        ];
        assert_eq!(
            report(&identify(&findings, &sources), Style::Plain),
            "a b␊.md:2:3: error[bad-x] no x\na b␊.md:2:3: warning[bad-y] two␊lines ␛[31mred\n"
        );
        assert_eq!(report(&[], Style::Plain), "");
    }

    #[test]
    fn colours_are_only_what_is_asked_for() {
        let sources = Sources::in_memory([("a.md", "x")]);
        let findings = [Finding::error("bad-x", samples::at(&sources, "a.md", "x"), "no x")];
        let coloured = report(&identify(&findings, &sources), Style::Coloured);
        assert!(coloured.starts_with("a.md:1:1: \u{1b}["), "{coloured:?}");
        assert!(coloured.ends_with("\u{1b}[0m no x\n"), "{coloured:?}");
    }
}
