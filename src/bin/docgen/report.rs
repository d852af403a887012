//! The findings in the format that was asked for.

use std::path::Path;

use anyhow::{Context, Result};
use docgen::engine::Build;
use docgen::fingerprint::Identified;
use docgen::report::human::{self, Detail, Grouping};
use docgen::report::owners::{self, Owners};
use docgen::report::{RuleText, Style, concise, github, json, junit, sarif};
use docgen::rules::{RULES, Rule};

use crate::arguments::{By, Format, Report};
use crate::destination::{self, Destination};
use crate::source::SourceFolder;
use crate::terminal::Terminal;

/// Writes the findings of a build of `source` to where they are asked for.
pub(crate) fn write(
    findings: &[Identified<'_>],
    build: &Build,
    source: &SourceFolder,
    options: &Report,
    destination: &Destination,
    terminal: &mut Terminal,
) -> Result<()> {
    let sources = &build.project.sources;
    // What fits a screen is for a screen, and whoever asks for a file gets one, loud or quiet.
    let (style, detail) = match destination {
        Destination::StandardOutput => (terminal.style(), terminal.detail()),
        Destination::File(_) => (Style::Plain, Some(Detail::Full)),
    };
    let folder = || path_in_repository(source.path());
    let pages = build.site.pages.iter();
    let owners = Owners::new(pages.map(|page| (&*page.source, page.front_matter.get(owners::KEY))));
    let grouping = match options.by {
        By::File => Grouping::Files,
        By::Owner => Grouping::Owners(&owners),
    };
    let format = options.format;
    let report = match format {
        Format::Human => detail.map_or_else(String::new, |detail| {
            human::report(findings, sources, grouping, detail, style)
        }),
        Format::Concise => concise::report(findings, style),
        Format::Json => json::report(findings, sources, &owners, build.site.pages.len()),
        Format::Sarif => sarif::report(findings, sources, &rule_texts(), &folder()?),
        Format::Github => github::report(findings, &folder()?),
        Format::Junit => junit::report(findings, &folder()?),
    };
    match (destination, format) {
        (Destination::File(file), _) => destination::write(file, &report),
        (Destination::StandardOutput, Format::Human | Format::Concise) => terminal.print(&report),
        (Destination::StandardOutput, _) => terminal.print_exactly(&report),
    }
}

/// What reports say of the rules.
pub(crate) fn rule_texts() -> Vec<RuleText> {
    RULES.iter().map(|rule| rule_text(*rule)).collect()
}

/// What reports say of a rule.
pub(crate) fn rule_text(rule: &dyn Rule) -> RuleText {
    let meta = rule.meta();
    RuleText {
        id: meta.id,
        group: meta.group.id(),
        severity: meta.severity,
        is_on: meta.group.is_on(),
        documentation: meta.documentation(),
    }
}

/// Where the folder stands in the git repository that it is in: empty, or a path with `/` at its end. Outside of any
/// repository, paths can be told from the folder only.
fn path_in_repository(folder: &Path) -> Result<String> {
    let folder = folder
        .canonicalize()
        .with_context(|| format!("cannot find {}", folder.display()))?;
    // In a worktree and in a submodule, it is a file.
    let root = folder.ancestors().find(|ancestor| ancestor.join(".git").exists());
    let inside = root
        .and_then(|root| folder.strip_prefix(root).ok())
        .unwrap_or(Path::new(""));
    let mut path = String::new();
    for part in inside {
        let part = part.to_str();
        path.push_str(part.with_context(|| format!("the name of {} is not UTF-8", folder.display()))?);
        path.push('/');
    }
    Ok(path)
}
