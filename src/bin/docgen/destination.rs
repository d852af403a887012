//! Where a report goes.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use docgen::engine::Project;
use docgen::output::place_within;
use docgen::vfs::slashed;

use crate::baseline;
use crate::source::SourceFolder;

/// How the names of reports end: such a file of the source is an earlier report, as far as one can know.
const REPORT_ENDINGS: [&str; 6] = ["json", "log", "out", "sarif", "txt", "xml"];

/// Where a report goes: standard output, or a file, which is never half written.
#[derive(Debug)]
pub(crate) enum Destination {
    StandardOutput,
    File(PathBuf),
}

impl Destination {
    /// What `--output` names: a file, or `-`. It is looked at before there is anything to write.
    pub(crate) fn new(output: &Path) -> Result<Self> {
        if output == Path::new("-") {
            return Ok(Self::StandardOutput);
        }
        // A link stays, and the file that it leads to is written; what links such as /dev/stdout lead to has no name.
        let file = if output.is_symlink() && (output.is_file() || !output.exists()) {
            let file = output.canonicalize();
            file.with_context(|| format!("cannot write {}: the link leads nowhere", output.display()))?
        } else {
            output.to_owned()
        };
        if file.is_dir() || file.file_name().is_none() {
            bail!("cannot write {}: it is a folder", output.display());
        }
        let folder = folder_of(&file);
        if !folder.is_dir() {
            bail!(
                "cannot write {}: there is no folder {}",
                output.display(),
                folder.display()
            );
        }
        Ok(Self::File(file))
    }

    /// Refuses to write over what an author wrote: any file of the source that is no report by its name, and whatever
    /// stands in a folder such as `_includes`.
    pub(crate) fn must_not_be_of(&self, source: &SourceFolder, project: &Project) -> Result<()> {
        let Self::File(file) = self else {
            return Ok(());
        };
        let place = place_within(file, source.path())?;
        let Some(place) = place.as_deref().and_then(slashed) else {
            return Ok(());
        };
        let ending = place.rsplit_once('.').map_or("", |(_, ending)| ending);
        let is_authors = project.sources.find(&place).is_some() && !REPORT_ENDINGS.contains(&ending);
        let is_page = project.index.pages.iter().any(|page| *page.path == *place);
        let is_baseline = place == baseline::FILE;
        if is_authors || is_page || is_baseline || place.starts_with('_') && !place.starts_with("_site/") {
            bail!(
                "cannot write {}: it is a part of the source; choose another with --output FILE",
                file.display()
            );
        }
        Ok(())
    }
}

impl fmt::Display for Destination {
    /// What the summary says of it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StandardOutput => Ok(()),
            Self::File(file) => write!(f, "; written to {}", file.display()),
        }
    }
}

/// Writes a report to a file: beside it first, then in its place.
pub(crate) fn write(file: &Path, report: &str) -> Result<()> {
    let cannot = || format!("cannot write {}", file.display());
    let before = match fs::metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        looked_at => Some(looked_at.with_context(cannot)?),
    };
    // A device or a pipe stays what it is.
    if before.as_ref().is_some_and(|before| !before.is_file()) {
        return fs::write(file, report).with_context(cannot);
    }
    // Not by the file's own name, which may be as long as names can be.
    let temporary = folder_of(file).join(format!(".docgen.{}.new", std::process::id()));
    let put = || {
        let mut new = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        new.write_all(report.as_bytes())?;
        if let Some(before) = &before {
            new.set_permissions(before.permissions())?;
        }
        new.sync_all()?;
        fs::rename(&temporary, file)
    };
    let done = put();
    if done.is_err() && temporary.exists() {
        fs::remove_file(&temporary).with_context(|| format!("cannot remove {}", temporary.display()))?;
    }
    done.with_context(cannot)
}

fn folder_of(file: &Path) -> &Path {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}
