//! `docgen build`

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use docgen::config::FullText;
use docgen::engine::{Artifacts, Engine};
use docgen::fingerprint::identify;
use docgen::output::Summary;
use docgen::report::{Counts, counted};

use crate::arguments::Build;
use crate::full_text;
use crate::source::SourceFolder;
use crate::terminal::{Terminal, exit_code};

pub(crate) fn run(options: &Build, terminal: &mut Terminal) -> Result<ExitCode> {
    let start = Instant::now();
    let source = SourceFolder::find(&options.source)?
        .with_base_url(options.base_url.as_deref())
        .without(&options.out)?
        .with_history(terminal)?;
    let mut build = Engine::new().build(source.load()?)?;
    let theme = source.load_theme(&options.theme, &mut build)?;
    build.check();
    let mut artifacts = Artifacts::new(&build, &theme)?;
    if build.project.config.search == Some(FullText::Pagefind) && theme.has_finder() {
        full_text::add(&mut artifacts)?;
    }
    let summary = artifacts.write(&options.out)?;
    let sources = &build.project.sources;
    terminal.say_findings(&identify(&build.findings, sources), sources)?;
    let Summary {
        written,
        unchanged,
        removed,
        kept,
    } = summary;
    terminal.say_more(&format!(
        "{written} files written, {unchanged} unchanged, {removed} removed"
    ))?;
    for path in &kept {
        terminal.say(&format!(
            "kept {}: the site has it no longer, but it was changed by hand since it was built",
            options.out.join(path).display()
        ))?;
    }
    let pages = counted(build.site.pages.len(), "page");
    let files = counted(written + unchanged, "file");
    let findings = Counts::new(&build.findings);
    let out = options.out.display();
    terminal.say(&format!(
        "{pages}, {files} in {out}; {findings}; {} ms",
        start.elapsed().as_millis()
    ))?;
    Ok(if options.strict {
        exit_code(&build.findings)
    } else {
        ExitCode::SUCCESS
    })
}
