//! Which part of the site `check` is asked for: paths, or what git says has changed.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use anyhow::{Context, Result, bail};
use docgen::config::ancestors;
use docgen::engine::Build;
use docgen::finding;
use docgen::fingerprint::{Fingerprint, identify};
use docgen::output::place_within;
use docgen::triage::scope::{Scope, is_everybodys};
use docgen::vfs::{Disk, Overlay, slashed};

use crate::arguments::Check;
use crate::changes::Changes;
use crate::check;
use crate::source::SourceFolder;

/// The part that the arguments name; nothing for the whole site.
pub(crate) fn find(options: &Check, source: &SourceFolder, build: &Build) -> Result<Option<Scope>> {
    if let Some(revision) = &options.since {
        return changed_since(revision, options, source, build);
    }
    if options.paths.is_empty() {
        return Ok(None);
    }
    let places: Result<Vec<String>> = options
        .paths
        .iter()
        .map(|path| place(path, source.path(), build))
        .collect();
    Ok(Some(Scope::of_places(places?, &build.site.pages)))
}

/// What has changed since a revision and what came of it; nothing where that may be anything.
fn changed_since(revision: &str, options: &Check, source: &SourceFolder, build: &Build) -> Result<Option<Scope>> {
    let changes = Changes::since(revision, source.path())?;
    if changes.paths().any(is_everybodys) || has_theme_changed(revision, &options.theme) {
        return Ok(None);
    }
    let places = changes.paths().map(str::to_owned);
    if changes.paths().next().is_none() {
        return Ok(Some(Scope::of_places(places, &[])));
    }
    let Some(before) = changes.before(source.path())? else {
        return Ok(None);
    };
    let files = Overlay::new(Disk::new(source.path())?, before);
    let project = source.load_from(Box::new(files));
    // Of a site that docgen would not have taken nothing is known: all that is found now is new.
    let Ok(before) = project.and_then(|project| check::build(options, source, project)) else {
        return Ok(None);
    };
    let found = identify(&before.findings, &before.project.sources);
    let found: HashSet<Fingerprint> = found.iter().map(|it| it.fingerprint).collect();
    Ok(Some(Scope::of_changes(places, &build.site.pages, found)))
}

/// Whether the theme has changed that stands where docgen is called. One that git does not know has not, as far as
/// anybody can tell.
fn has_theme_changed(revision: &str, theme: &str) -> bool {
    let folder = Path::new("themes").join(theme);
    folder.is_dir() && Changes::since(revision, &folder).is_ok_and(|changes| changes.paths().next().is_some())
}

/// The path in the source folder that `path` means: from here, else from the source folder.
fn place(path: &Path, source: &Path, build: &Build) -> Result<String> {
    for candidate in [path.to_owned(), source.join(path)] {
        if candidate.exists()
            && let Some(place) = place_within(&candidate, source)?
        {
            return in_source(&place);
        }
    }
    let meant = nearest_place(path, build).map_or_else(String::new, |place| format!("; did you mean `{place}`?"));
    bail!(
        "there is no {} in the source folder {}{meant}",
        path.display(),
        source.display()
    )
}

/// The page, or the folder of pages, whose path in the source folder is nearest to `path`.
fn nearest_place<'b>(path: &Path, build: &'b Build) -> Option<&'b str> {
    let pages = build.site.pages.iter();
    let places: BTreeSet<&str> = pages
        .flat_map(|page| ancestors(&page.source).chain([&*page.source]))
        .collect();
    finding::nearest(path.to_str()?.trim_end_matches('/'), places)
}

fn in_source(place: &Path) -> Result<String> {
    slashed(place).with_context(|| format!("{} is not UTF-8", place.display()))
}
