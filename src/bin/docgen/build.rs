//! `docgen build`

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use docgen::config::FullText;
use docgen::engine::{self, Artifacts, Engine, Theme};
use docgen::finding::{self, Counts, counted};
use docgen::fingerprint::identify;
use docgen::output::Summary;
use rayon::prelude::*;

use crate::arguments::Build;
use crate::full_text;
use crate::source::SourceFolder;
use crate::terminal::{Terminal, exit_code};

pub(crate) fn run(options: &Build, terminal: &mut Terminal) -> Result<ExitCode> {
    let start = Instant::now();
    let mut source = SourceFolder::find(&options.source)?
        .with_base_url(options.base_url.as_deref())
        .without(&options.out)?
        .with_history(terminal)?;
    if options.all_brands {
        source = source.with_all_brands();
    }
    let mut builds = Engine::new().build_brands(source.load()?)?;
    let mut themes = Vec::new();
    for build in &mut builds {
        themes.push(source.load_theme(&options.theme, build)?);
        build.check();
    }
    // The end of each is work for one core only. Before, all cores work on each, and all wait for what they share.
    let written = builds.par_iter().zip(&themes).map(|(build, theme)| {
        let out = match &build.site.brand {
            Some(brand) if options.all_brands => options.out.join(brand.name()),
            _ => options.out.clone(),
        };
        write(build, theme, &out).map(|summary| (summary, out))
    });
    let written: Vec<Result<_>> = written.collect();
    let summaries = written.into_iter().collect::<Result<Vec<(Summary, PathBuf)>>>()?;
    let pages = builds.iter().map(|build| build.site.pages.len()).sum();
    let files = summaries.iter().map(|(it, _)| it.written + it.unchanged).sum();
    // What is wrong for all brands is told once.
    let findings = finding::merge(builds.iter().flat_map(|build| build.findings.iter().cloned()).collect());
    if let Some(build) = builds.first() {
        let sources = &build.project.sources;
        terminal.say_findings(&identify(&findings, sources), sources)?;
    }
    for (summary, out) in &summaries {
        tell(summary, out, terminal)?;
    }
    let brands = match options.all_brands {
        true => format!("{}: ", counted(builds.len(), "brand")),
        false => String::new(),
    };
    let (pages, files) = (counted(pages, "page"), counted(files, "file"));
    let (counts, out) = (Counts::new(&findings), options.out.display());
    terminal.say(&format!(
        "{brands}{pages}, {files} in {out}; {counts}; {} ms",
        start.elapsed().as_millis()
    ))?;
    Ok(if options.strict {
        exit_code(&findings)
    } else {
        ExitCode::SUCCESS
    })
}

/// Writes a site into the folder `out`.
fn write(build: &engine::Build, theme: &Theme, out: &Path) -> Result<Summary> {
    let mut artifacts = Artifacts::new(build, theme)?;
    if build.project.config.search == Some(FullText::Pagefind) && theme.has_finder() {
        full_text::add(&mut artifacts)?;
    }
    Ok(artifacts.write(out)?)
}

/// Tells what became of a site's files.
fn tell(summary: &Summary, out: &Path, terminal: &mut Terminal) -> Result<()> {
    let Summary {
        written,
        unchanged,
        removed,
        kept,
    } = summary;
    terminal.say_more(&format!(
        "{written} files written, {unchanged} unchanged, {removed} removed"
    ))?;
    for path in kept {
        terminal.say(&format!(
            "kept {}: the site has it no longer, but it was changed by hand since it was built",
            out.join(path).display()
        ))?;
    }
    Ok(())
}
