//! `docgen check`

use std::cmp::Reverse;
use std::process::ExitCode;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use anyhow::Result;
use docgen::config::CONFIG_FILE;
use docgen::engine::{Build, Engine, Project, Unchecked};
use docgen::finding::{Counts, Severity, counted};
use docgen::fingerprint::identify;
use docgen::triage::baseline::Compared;

use crate::arguments::{Check, Denied, Format};
use crate::destination::{self, Destination};
use crate::source::SourceFolder;
use crate::terminal::Terminal;
use crate::{baseline, fix, report, scope};

/// How often fixes are made, at most: what two fixes overlap in is left for the next time.
const MOST_FIXES: usize = 10;

/// The smallest share of the time that is told of a rule, in percent.
const LEAST_SHARE: f64 = 0.1;

pub(crate) fn run(options: &Check, terminal: &mut Terminal) -> Result<ExitCode> {
    let start = Instant::now();
    let destination = Destination::new(&options.report.output)?;
    let source = match &options.html {
        Some(folder) => SourceFolder::finished(folder, &options.source)?,
        None => SourceFolder::find(&options.source)?,
    };
    let mut source = source
        .with_base_url(options.base_url.as_deref())
        .with_rules(&options.select, &options.ignore)
        .with_today(options.today);
    if terminal.is_verbose() {
        source = source.with_clock(since_start);
    }
    let mut build = checked(options, &source, &destination)?;
    let mut fixed = 0;
    if options.fix {
        for _ in 0..MOST_FIXES {
            let findings = asked_for(options, &build, &source)?.new;
            let count = fix::apply(findings.iter().map(|it| it.finding), &build.project.sources, &source)?;
            if count == 0 {
                break;
            }
            fixed += count;
            build = checked(options, &source, &destination)?;
        }
    }
    let Compared { new, known, gone } = asked_for(options, &build, &source)?;
    let findings = new;
    if options.diff {
        let diff = fix::diff(findings.iter().map(|it| it.finding), &build.project.sources, &source)?;
        match &destination {
            Destination::StandardOutput => terminal.print_source(&diff)?,
            Destination::File(file) => destination::write(file, &diff)?,
        }
        return Ok(ExitCode::from(u8::from(!diff.is_empty())));
    }
    report::write(&findings, &build, &source, &options.report, &destination, terminal)?;
    let counts = Counts::new(findings.iter().map(|it| it.finding));
    let pages = counted(build.site.pages.len(), "page");
    let mended = if options.fix {
        format!("{fixed} fixed; ")
    } else {
        String::new()
    };
    let known = match known {
        0 => String::new(),
        known => format!("; {known} more in the baseline"),
    };
    let elapsed = start.elapsed();
    tell_costs(&build, elapsed, terminal)?;
    let milliseconds = elapsed.as_millis();
    baseline::tell_gone(&gone, terminal)?;
    terminal.say(&format!(
        "{pages} checked; {mended}{counts}{known}; {milliseconds} ms{destination}"
    ))?;
    if options.html.is_some()
        && let Some(base) = build.site.probable_base()
    {
        terminal.say(&format!(
            "many links begin with {base}/; if the site is to stand there, say so: --base-url {base}"
        ))?;
    }
    // A folder of HTML has no config to be set up by.
    if options.report.format == Format::Human && options.html.is_none() {
        tell_unchecked(&build.unchecked(), terminal)?;
    }
    let fails =
        counts.of(Severity::Error) > 0 || options.deny == Some(Denied::Warnings) && counts.of(Severity::Warning) > 0;
    Ok(ExitCode::from(u8::from(fails)))
}

/// The time since it was asked for first.
fn since_start() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

/// Says how long the slowest rules took, where more is to be said: what they took on all threads together, as a share
/// of the whole run's time.
fn tell_costs(build: &Build, elapsed: Duration, terminal: &mut Terminal) -> Result<()> {
    let mut costs = build.costs.clone();
    costs.sort_by_key(|&(rule, cost)| (Reverse(cost), rule));
    let share = |cost: Duration| 100.0 * cost.as_secs_f64() / elapsed.as_secs_f64();
    for (rule, cost) in costs.into_iter().filter(|(_, cost)| share(*cost) >= LEAST_SHARE) {
        let milliseconds = 1e3 * cost.as_secs_f64();
        terminal.say_more(&format!("{milliseconds:>7.1} ms {:>5.1} %  {rule}", share(cost)))?;
    }
    Ok(())
}

/// Says what was not checked, since the site is not set up for it.
fn tell_unchecked(unchecked: &[Unchecked], terminal: &mut Terminal) -> Result<()> {
    if unchecked.is_empty() {
        return Ok(());
    }
    let each: Vec<String> = unchecked
        .iter()
        .map(|it| format!("{} ({})", it.what, it.setting))
        .collect();
    let each = each.join(", ");
    terminal.say(&format!(
        "not checked for want of settings (`docgen:` in {CONFIG_FILE}): {each}"
    ))
}

fn checked(options: &Check, source: &SourceFolder, destination: &Destination) -> Result<Build> {
    let project = source.load()?;
    destination.must_not_be_of(source, &project)?;
    build(options, source, project)
}

/// Takes a project through all that finds something.
pub(crate) fn build(options: &Check, source: &SourceFolder, project: Project) -> Result<Build> {
    let mut build = Engine::new().build(project)?;
    match &options.html {
        Some(_) => build.look_for_unused_images(&[])?,
        None => drop(source.load_theme(&options.theme, &mut build)?),
    }
    build.check();
    Ok(build)
}

/// The findings that are asked for, in the part of the site that the arguments name, held against the baseline.
fn asked_for<'b>(options: &Check, build: &'b Build, source: &SourceFolder) -> Result<Compared<'b>> {
    let mut findings = identify(&build.findings, &build.project.sources);
    let scope = scope::find(options, source, build)?;
    if let Some(scope) = &scope {
        findings.retain(|it| scope.holds(it));
    }
    let mut compared = match baseline::file(options, source.path())? {
        Some(file) if options.update_baseline => baseline::update(&file, findings)?,
        Some(file) => baseline::read(&file)?.compare(findings),
        None => Compared::without_baseline(findings),
    };
    if scope.is_some() || !options.select.is_empty() || !options.ignore.is_empty() {
        // What was not looked for is not gone.
        compared.gone.clear();
    }
    Ok(compared)
}
