//! `docgen check --fix` and `--diff`

use anyhow::{Context, Result};
use docgen::finding::Finding;
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
    for file in fixed_files(findings, sources) {
        let path = source.path().join(&*file.path);
        // A link stays, and the file that it leads to is written.
        let path = path
            .canonicalize()
            .with_context(|| format!("cannot find {}", path.display()))?;
        destination::write(&path, &file.after())?;
        count += file.count;
    }
    Ok(count)
}

/// What the fixes of `findings` would change, as a unified diff.
pub(crate) fn diff<'f>(findings: impl IntoIterator<Item = &'f Finding>, sources: &Sources) -> String {
    fixed_files(findings, sources).iter().map(FixedFile::diff).collect()
}
