//! What git says has changed in a folder since a revision, and what it was before.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use anyhow::{Context, Result, bail};

use crate::git::command;

/// The files of a folder that differ from where the present branch left a revision, and those that git does not know
/// yet; by their paths in the folder.
pub(crate) struct Changes(BTreeMap<String, Before>);

/// What stood at a path.
enum Before {
    Nothing,
    /// A file, by its name in git.
    File(String),
    /// A link or a submodule, or one has come there: what else that changes git does not say.
    Other,
}

impl Changes {
    /// What has changed in `folder` since `revision`.
    pub(crate) fn since(revision: &str, folder: &Path) -> Result<Self> {
        let base = git(folder, &["merge-base", "--end-of-options", revision, "HEAD"])?;
        let base = text(base.trim_ascii())?;
        let changed = [
            "diff",
            "--raw",
            "--no-abbrev",
            "--no-renames",
            "--relative",
            "-z",
            &base,
            "--",
        ];
        let changed = git(folder, &changed)?;
        let mut parts = parts(&changed);
        let mut changes = BTreeMap::new();
        while let (Some(entry), Some(path)) = (parts.next(), parts.next()) {
            let entry = text(entry)?;
            changes.insert(
                text(path)?,
                before(&entry).with_context(|| format!("git diff says {entry}"))?,
            );
        }
        for path in self::parts(&git(folder, &["ls-files", "--others", "--exclude-standard", "-z"])?) {
            changes.entry(text(path)?).or_insert(Before::Nothing);
        }
        Ok(Self(changes))
    }

    /// The paths.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// What the files were before, nothing where there was none; `None` if that is not to be known of all. `folder` is
    /// that which was asked for.
    pub(crate) fn before(&self, folder: &Path) -> Result<Option<BTreeMap<String, Option<Vec<u8>>>>> {
        let mut names = String::new();
        for before in self.0.values() {
            match before {
                Before::Nothing => {}
                Before::File(name) => names = names + name + "\n",
                Before::Other => return Ok(None),
            }
        }
        let contents = contents(folder, &names)?;
        let mut rest = contents.as_slice();
        let mut content = |name: &str| -> Result<Vec<u8>> {
            let (content, after) = first_content(rest).with_context(|| format!("git cat-file does not give {name}"))?;
            rest = after;
            Ok(content.to_vec())
        };
        let each = self.0.iter().map(|(path, before)| {
            let content = match before {
                Before::File(name) => Some(content(name)?),
                Before::Nothing | Before::Other => None,
            };
            Ok((path.clone(), content))
        });
        each.collect::<Result<_>>().map(Some)
    }
}

/// What an entry of `git diff --raw` says stood there: `:100644 100644 NAME NAME M`.
fn before(entry: &str) -> Option<Before> {
    let mut fields = entry.strip_prefix(':')?.split(' ');
    let (mode, new_mode, name) = (fields.next()?, fields.next()?, fields.next()?);
    let is_file = |mode: &str| mode.starts_with("100");
    let is_nothing = |mode: &str| mode == "000000";
    Some(match () {
        () if !is_file(new_mode) && !is_nothing(new_mode) => Before::Other,
        () if is_file(mode) => Before::File(name.to_owned()),
        () if is_nothing(mode) => Before::Nothing,
        () => Before::Other,
    })
}

/// What `git cat-file --batch` prints of these names, which stand in a line each.
fn contents(folder: &Path, names: &str) -> Result<Vec<u8>> {
    let mut git = command(folder, &["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run git, which --since needs")?;
    let mut input = git.stdin.take().context("git has no input")?;
    let (written, output) = std::thread::scope(|scope| {
        // Else git would wait for somebody to read, and we for git to.
        let writer = scope.spawn(move || input.write_all(names.as_bytes()));
        (writer.join(), git.wait_with_output())
    });
    let output = succeeded("cat-file", output.context("git cat-file was lost")?)?;
    match written {
        Ok(written) => written.context("git cat-file takes no names")?,
        Err(panic) => std::panic::resume_unwind(panic),
    }
    Ok(output)
}

/// The first content that `git cat-file --batch` prints, and what comes after it: `NAME blob SIZE`, the bytes, a line
/// end.
fn first_content(printed: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = printed.iter().position(|&byte| byte == b'\n')?;
    let size = std::str::from_utf8(&printed[..end]).ok()?.rsplit_once(" blob ")?.1;
    let (content, after) = printed[end + 1..].split_at_checked(size.parse().ok()?)?;
    Some((content, after.strip_prefix(b"\n")?))
}

/// What a git command prints, in `folder`.
fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>> {
    let output = command(folder, arguments).output();
    succeeded(arguments[0], output.context("cannot run git, which --since needs")?)
}

fn succeeded(name: &str, output: Output) -> Result<Vec<u8>> {
    if output.status.success() {
        return Ok(output.stdout);
    }
    match String::from_utf8_lossy(&output.stderr).trim() {
        "" => bail!("git {name} finds nothing that the revision and the present branch have in common"),
        told => bail!("git {name} failed: {told}"),
    }
}

/// The parts of what git prints with `-z`.
fn parts(printed: &[u8]) -> impl Iterator<Item = &[u8]> {
    printed.split(|&byte| byte == 0).filter(|part| !part.is_empty())
}

fn text(bytes: &[u8]) -> Result<String> {
    let text = str::from_utf8(bytes);
    let text = text.with_context(|| format!("{} is not UTF-8", String::from_utf8_lossy(bytes)))?;
    Ok(text.to_owned())
}
