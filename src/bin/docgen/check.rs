//! `docgen check`

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use docgen::engine;
use docgen::report::{Counts, counted};

use crate::arguments::Check;
use crate::scope;
use crate::source::SourceFolder;
use crate::terminal::{Terminal, exit_code};

pub(crate) fn run(options: &Check, terminal: &mut Terminal) -> Result<ExitCode> {
    let start = Instant::now();
    let source = SourceFolder::find(&options.source)?.with_rules(&options.select, &options.ignore);
    let mut build = engine::Build::new(source.load()?)?;
    source.load_theme(&options.theme, &mut build)?;
    if let Some(scope) = scope::find(options, source.path(), &build.site)? {
        build.findings.retain(|finding| scope.holds(finding));
    }
    terminal.findings(&build.findings, &build.project.sources)?;
    let pages = counted(build.site.pages.len(), "page");
    let findings = Counts::new(&build.findings);
    terminal.say(&format!(
        "{pages} checked; {findings}; {} ms",
        start.elapsed().as_millis()
    ))?;
    Ok(exit_code(&build.findings))
}
