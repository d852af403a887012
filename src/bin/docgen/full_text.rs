//! Runs Pagefind over the pages of a site, for a finder that searches the whole text.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use docgen::engine::{Artifacts, Build, Content};
use docgen::error::Error;
use docgen::theme::{FULL_TEXT_FOLDER, Theme};
use docgen::vfs::{Disk, Files};
use rayon::prelude::*;
use tempfile::TempDir;

/// What Pagefind writes for search fields of its own, which the finder takes the place of.
const UNUSED: [&str; 4] = [
    "pagefind-component-ui.",
    "pagefind-highlight.",
    "pagefind-modular-ui.",
    "pagefind-ui.",
];

/// Adds to the artifacts what Pagefind makes of their pages.
pub(crate) fn add(artifacts: &mut Artifacts<&Build, &Theme>) -> Result<()> {
    let ground = Ground::new()?;
    let pages: Vec<&str> = artifacts
        .paths()
        .filter(|path| path.ends_with(".html") && artifacts.page_at(path).is_some())
        .collect();
    pages
        .into_par_iter()
        .try_for_each(|path| match artifacts.get(path).transpose()? {
            Some(Content::Bytes(bytes)) => ground.write(path, &bytes),
            Some(Content::Copy { .. }) | None => Ok(()),
        })?;
    run(&ground)?;
    let index = Disk::new(ground.index())?;
    for path in index.list(&|_| true)?.files {
        if !UNUSED.iter().any(|unused| path.starts_with(unused)) {
            let bytes = index
                .read(&path)
                .with_context(|| format!("cannot read Pagefind's {path}"))?;
            artifacts.add(&format!("{FULL_TEXT_FOLDER}/{path}"), bytes)?;
        }
    }
    Ok(())
}

fn run(ground: &Ground) -> Result<()> {
    // Names of parameters are words: `oauth.api.key`.
    let done = Command::new("pagefind")
        .args(["--silent", "--keep-index-url", "--include-characters", "._"])
        .arg("--site")
        .arg(ground.pages())
        .arg("--output-path")
        .arg(ground.index())
        .output();
    let done = match done {
        Ok(done) => done,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(Error::Argument {
                message: "the config asks for `search: pagefind`, but there is no program `pagefind` here".to_owned(),
                hint: "install it with `npm install --global pagefind`, or as https://pagefind.app/docs/installation/ \
                       says; or take the setting out of _config.yml"
                    .to_owned(),
            }
            .into());
        }
        Err(error) => return Err(error).context("pagefind cannot be run"),
    };
    if !done.status.success() {
        let told = [done.stderr, done.stdout].concat();
        bail!("pagefind failed: {}", String::from_utf8_lossy(&told).trim());
    }
    if !ground.index().is_dir() {
        bail!("pagefind has made nothing of the pages");
    }
    Ok(())
}

/// A temporary folder; it is removed when it is dropped.
struct Ground(TempDir);

impl Ground {
    fn new() -> Result<Self> {
        let made = tempfile::Builder::new().prefix("docgen-").tempdir();
        Ok(Self(made.context("cannot make a temporary folder")?))
    }

    fn pages(&self) -> PathBuf {
        self.0.path().join("pages")
    }

    fn index(&self) -> PathBuf {
        self.0.path().join("index")
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<()> {
        let file = self.pages().join(path);
        let folder = file.parent().unwrap_or(Path::new(""));
        let done = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&file, bytes));
        done.with_context(|| format!("cannot write {}", file.display()))
    }
}
