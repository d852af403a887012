//! Which part of the site `check` is asked for: paths, or what git says has changed.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use docgen::output::place_within;
use docgen::site::Site;
use docgen::triage::scope::Scope;

use crate::arguments::Check;

/// The part that the arguments name; nothing for the whole site.
pub(crate) fn find(options: &Check, source: &Path, site: &Site) -> Result<Option<Scope>> {
    if let Some(revision) = &options.since {
        return Ok(Some(Scope::of_changes(changed_since(revision, source)?, site)));
    }
    if options.paths.is_empty() {
        return Ok(None);
    }
    let places: Result<Vec<String>> = options.paths.iter().map(|path| place(path, source)).collect();
    Ok(Some(Scope::of_places(places?, &site.pages)))
}

/// The path in the source folder that `path` means: from here, else from the source folder.
fn place(path: &Path, source: &Path) -> Result<String> {
    for candidate in [path.to_owned(), source.join(path)] {
        if candidate.exists()
            && let Some(place) = place_within(&candidate, source)?
        {
            return in_source(&place);
        }
    }
    bail!(
        "there is no {} in the source folder {}",
        path.display(),
        source.display()
    )
}

fn in_source(place: &Path) -> Result<String> {
    let place = place
        .to_str()
        .with_context(|| format!("{} is not UTF-8", place.display()))?;
    Ok(place.replace('\\', "/"))
}

/// The files of the source folder that differ from where the present branch left `revision`, and those that git does
/// not know yet.
fn changed_since(revision: &str, source: &Path) -> Result<Vec<String>> {
    let changed = [
        "diff",
        "--name-only",
        "--no-renames",
        "--relative",
        "-z",
        "--merge-base",
        "--end-of-options",
        revision,
        "--",
    ];
    let unknown = ["ls-files", "--others", "--exclude-standard", "-z"];
    let mut files = git(source, &changed)?;
    files.extend(git(source, &unknown)?);
    Ok(files)
}

/// The paths that a git command prints, in the folder `source`.
fn git(source: &Path, arguments: &[&str]) -> Result<Vec<String>> {
    let output = Command::new("git")
        .arg("-C")
        .arg(source)
        .args(arguments)
        .output()
        .context("cannot run git, which --since needs")?;
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr);
        bail!("git {} failed: {}", arguments[0], told.trim());
    }
    let paths = output.stdout.split(|&byte| byte == 0).filter(|path| !path.is_empty());
    paths
        .map(|path| in_source(&PathBuf::from(String::from_utf8_lossy(path).into_owned())))
        .collect()
}
