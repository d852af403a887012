//! `docgen check`

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use docgen::engine;
use docgen::finding::Severity;
use docgen::fingerprint::identify;
use docgen::report::{Counts, counted};

use crate::arguments::{Check, Denied};
use crate::destination::Destination;
use crate::source::SourceFolder;
use crate::terminal::Terminal;
use crate::{report, scope};

pub(crate) fn run(options: &Check, terminal: &mut Terminal) -> Result<ExitCode> {
    let start = Instant::now();
    let destination = Destination::new(&options.report.output)?;
    let source = SourceFolder::find(&options.source)?.with_rules(&options.select, &options.ignore);
    let project = source.load()?;
    destination.must_not_be_of(&source, &project)?;
    let mut build = engine::Build::new(project)?;
    source.load_theme(&options.theme, &mut build)?;
    let mut findings = identify(&build.findings, &build.project.sources);
    if let Some(scope) = scope::find(options, source.path(), &build.site)? {
        findings.retain(|it| scope.holds(it.finding));
    }
    report::write(
        &findings,
        &build,
        &source,
        options.report.format,
        &destination,
        terminal,
    )?;
    let counts = Counts::new(findings.iter().map(|it| it.finding));
    let pages = counted(build.site.pages.len(), "page");
    let milliseconds = start.elapsed().as_millis();
    terminal.say(&format!("{pages} checked; {counts}; {milliseconds} ms{destination}"))?;
    let fails =
        counts.of(Severity::Error) > 0 || options.deny == Some(Denied::Warnings) && counts.of(Severity::Warning) > 0;
    Ok(ExitCode::from(u8::from(fails)))
}
