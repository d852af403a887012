//! `docgen inspect`

use std::collections::HashSet;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use docgen::engine::{Pipeline, Project};
use docgen::finding::{self, counted};
use docgen::output::Output;
use docgen::page::Page;
use rayon::prelude::*;

use crate::arguments::{Inspect, Stage};
use crate::source::SourceFolder;
use crate::terminal::Terminal;

pub(crate) fn run(options: &Inspect, terminal: &mut Terminal) -> Result<ExitCode> {
    let source = SourceFolder::find(&options.source)?;
    match (&options.page, &options.out) {
        (Some(name), _) => {
            let project = source.load()?;
            let Some(page) = project.find_page(name) else {
                let paths = project.index.pages.iter().map(|page| &*page.path);
                match finding::nearest(name, paths) {
                    Some(known) => bail!("there is no page `{name}`; did you mean `{known}`?"),
                    None => bail!("there is no page `{name}`; name its path in the source folder, or its URL"),
                }
            };
            let pipeline = Pipeline::new(&project);
            pipeline.prepare()?;
            let mut text = show(&project, &pipeline, page, options.stage)?;
            project.sources.unreadable().map_or(Ok(()), Err)?;
            if !text.ends_with('\n') {
                text.push('\n');
            }
            terminal.print(&text)?;
        }
        (None, Some(out)) => write_all(&source.without(out)?.load()?, options.stage, out, terminal)?,
        (None, None) => bail!("name a page, or a folder for all pages with --out DIR"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes what every page is at a stage.
fn write_all(project: &Project, stage: Stage, out: &Path, terminal: &mut Terminal) -> Result<()> {
    let pipeline = Pipeline::new(project);
    pipeline.prepare()?;
    let output = Output::open(out)?;
    let extension = match stage {
        Stage::Expanded => "md",
        Stage::Body => "html",
        Stage::Page => "json",
    };
    let pages = &project.index.pages;
    let outputs: HashSet<&str> = pages.iter().map(|page| page.output.as_str()).collect();
    (0..pages.len()).into_par_iter().try_for_each(|page| -> Result<()> {
        let path = format!("{}.{extension}", stem(&pages[page].output, &outputs));
        output.stage(&path, show(project, &pipeline, page, stage)?.as_bytes())?;
        Ok(())
    })?;
    project.sources.unreadable().map_or(Ok(()), Err)?;
    output.commit()?;
    terminal.say(&format!("{} in {}", counted(pages.len(), "page"), out.display()))
}

/// What the file of a page is called, without the ending of the stage: its path in the site, without `.html`. No two are
/// called alike: where another page has the shorter name, this one keeps the whole.
fn stem<'o>(output: &'o str, outputs: &HashSet<&str>) -> &'o str {
    match output.strip_suffix(".html") {
        Some(stem) if !outputs.contains(stem) => stem,
        _ => output,
    }
}

/// What a page is at a stage, under the brand that is asked for.
fn show(project: &Project, pipeline: &Pipeline<'_>, page: usize, stage: Stage) -> Result<String> {
    let expanded = pipeline.expand(page);
    let json = |model: &Page| serde_json::to_string_pretty(model).context("the page model cannot be written as JSON");
    if let Some(brand) = project.brands.first() {
        let model = pipeline.page_of_brand(page, &expanded, brand);
        return Ok(match stage {
            // Of a page that was no markdown, nothing else is told than its HTML.
            Stage::Expanded => model.markdown.clone().unwrap_or(expanded.text),
            Stage::Body => model.html.clone(),
            Stage::Page => json(&model)?,
        });
    }
    Ok(match stage {
        Stage::Expanded => expanded.text,
        Stage::Body => pipeline.body(page, &expanded).html,
        Stage::Page => json(&pipeline.page(page, &expanded).0)?,
    })
}
