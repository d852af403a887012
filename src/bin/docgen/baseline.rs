//! The baseline of `check`: where it stands, what it knows, and how it is made.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use docgen::finding::counted;
use docgen::fingerprint::Identified;
use docgen::triage::baseline::{Baseline, Compared, Known};

use crate::arguments::Check;
use crate::destination;
use crate::terminal::Terminal;

/// The baseline of a source folder where the command line names none.
pub(crate) const FILE: &str = ".docgen-baseline.json";

/// The baseline's file, if there is to be one. It is never kept in a finished site: the next build would replace it, or
/// the web serve it.
pub(crate) fn file(options: &Check, source: &Path) -> Result<Option<PathBuf>> {
    let in_source = source.join(FILE);
    Ok(match &options.baseline {
        Some(file) if file.exists() || options.update_baseline => Some(file.clone()),
        Some(file) => bail!(
            "there is no baseline {}; make it with --update-baseline",
            file.display()
        ),
        None if options.html.is_some() && options.update_baseline => {
            bail!("the next build of the site would remove a baseline in it; say where to keep it: --baseline FILE")
        }
        None if options.html.is_some() => None,
        None if in_source.exists() || options.update_baseline => Some(in_source),
        None => None,
    })
}

/// Reads a baseline.
pub(crate) fn read(file: &Path) -> Result<Baseline> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the user named the file, which is none of the site's"
    )]
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read the baseline {}", file.display()))?;
    Baseline::parse(&text).map_err(|reason| {
        let file = file.display();
        anyhow!(
            "{file} is no baseline: {reason}; remove it and make it anew with --update-baseline, or name another file"
        )
    })
}

/// Makes the baseline know exactly these findings. What is no baseline is not replaced by one.
pub(crate) fn update<'f>(file: &Path, findings: Vec<Identified<'f>>) -> Result<Compared<'f>> {
    if file.is_file() {
        read(file)?;
    }
    let baseline = Baseline::of(&findings);
    destination::write(file, &baseline.to_text())?;
    Ok(baseline.compare(findings))
}

/// Says what the baseline knows without need.
pub(crate) fn tell_gone(gone: &[Known], terminal: &mut Terminal) -> Result<()> {
    if gone.is_empty() {
        return Ok(());
    }
    let what = counted(gone.len(), "finding");
    let is = if gone.len() == 1 { "is" } else { "are" };
    terminal.say(&format!(
        "{what} of the baseline {is} gone; prune with --update-baseline"
    ))?;
    for known in gone {
        terminal.say_more(&format!("  {}: {} [{}]", known.path, known.message, known.rule))?;
    }
    Ok(())
}
