//! `docgen check --fix` and `--diff`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use docgen::finding::{Finding, counted};
use docgen::fix::{FixedFile, fixed_files};
use docgen::source::Sources;

use crate::destination;
use crate::source::SourceFolder;

/// Makes the fixes of `findings`, and tells how many.
pub(crate) fn apply<'f>(
    findings: impl IntoIterator<Item = &'f Finding>,
    sources: &Sources,
    source: &SourceFolder,
) -> Result<usize> {
    let mut count = 0;
    for (path, file) in files(findings, sources, source)? {
        let done = write(&path, &file);
        match count {
            0 => done?,
            _ => done.with_context(|| format!("{} fixed, and no more", counted(count, "finding")))?,
        }
        count += file.count;
    }
    Ok(count)
}

fn write(path: &Path, file: &FixedFile) -> Result<()> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the file may be another one than was read by now"
    )]
    let now = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    if now != file.before().as_bytes() {
        let path = path.display();
        bail!("{path} has changed since it was checked; check it again to fix it");
    }
    destination::write(path, &file.after())
}

/// What the fixes of `findings` would change, as a unified diff.
pub(crate) fn diff<'f>(
    findings: impl IntoIterator<Item = &'f Finding>,
    sources: &Sources,
    source: &SourceFolder,
) -> Result<String> {
    let folder = from_here(source.path())?;
    let files = files(findings, sources, source)?;
    Ok(files.values().map(|file| file.diff(&folder)).collect())
}

/// The files with fixes, by where they really stand: a file that links lead to is fixed once, and the links stay.
fn files<'f>(
    findings: impl IntoIterator<Item = &'f Finding>,
    sources: &Sources,
    source: &SourceFolder,
) -> Result<BTreeMap<PathBuf, FixedFile>> {
    let mut files = BTreeMap::new();
    for file in fixed_files(findings, sources) {
        let path = source.path().join(&*file.path);
        let path = path
            .canonicalize()
            .with_context(|| format!("cannot find {}", path.display()))?;
        files.entry(path).or_insert(file);
    }
    Ok(files)
}

/// The way from the current folder to a folder in it, as a path with `/` at its end, so that `git apply` and `patch`
/// find its files; empty for every other folder.
fn from_here(folder: &Path) -> Result<String> {
    let here = Path::new(".")
        .canonicalize()
        .context("cannot find the current folder")?;
    let folder = folder
        .canonicalize()
        .with_context(|| format!("cannot find {}", folder.display()))?;
    let parts = folder
        .strip_prefix(&here)
        .map_or_else(|_| Vec::new(), |way| way.iter().collect());
    Ok(parts
        .iter()
        .map(|part| format!("{}/", part.to_string_lossy()))
        .collect())
}
