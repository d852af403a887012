//! When the files of a folder were last modified, as git's history has it.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use docgen::modified::Modified;
use docgen::url::image_ending;

use crate::git::command;

/// What there is to know.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum History {
    /// The times. There are none outside of git.
    Known(Modified),
    /// There is a history, but it does not tell.
    Untold {
        /// Why.
        why: String,
        /// What can be done about it.
        hint: &'static str,
    },
}

impl History {
    /// The history of `folder`.
    pub(crate) fn of(folder: &Path) -> Self {
        let nothing = || Self::Known(Modified::default());
        let about = match command(folder, &["rev-parse", "--show-prefix", "--is-shallow-repository"]).output() {
            Ok(output) => output,
            Err(_) if !is_in_repository(folder) => return nothing(),
            Err(error) => {
                return Self::Untold {
                    why: format!("git cannot be run: {error}"),
                    hint: "install git, or set `last_modified: false` below `docgen:` in _config.yml",
                };
            }
        };
        if !about.status.success() {
            let told = String::from_utf8_lossy(&about.stderr);
            return match told.contains("not a git repository") {
                true => nothing(),
                false => Self::failed(told.trim()),
            };
        }
        let about = String::from_utf8_lossy(&about.stdout);
        let mut lines = about.lines();
        let prefix = lines.next().unwrap_or("");
        if lines.next() == Some("true") {
            return Self::Untold {
                why: "this is a shallow clone, which has only the end of the history".to_owned(),
                hint: "fetch all of it: `git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout",
            };
        }
        match times(folder, prefix) {
            Ok(times) => Self::Known(times),
            Err(error) => Self::failed(&format!("{error:#}")),
        }
    }

    fn failed(told: &str) -> Self {
        Self::Untold {
            why: told.strip_prefix("fatal: ").unwrap_or(told).to_owned(),
            hint: "to do without, set `last_modified: false` below `docgen:` in _config.yml",
        }
    }
}

/// The file in which git notes each commit and checkout of the repository that `folder` is in, if it is in one.
pub(crate) fn record(folder: &Path) -> Option<PathBuf> {
    // Where there is none, or no git, nothing is missed: the history is looked at before each build.
    let output = command(folder, &["rev-parse", "--git-path", "logs/HEAD"])
        .output()
        .ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    let path = folder.join(path.strip_suffix('\n')?);
    let noted = path.parent()?.canonicalize().ok()?;
    Some(noted.join(path.file_name()?))
}

/// The last commit that the folder's history has; nothing where there is none. This asks for much less than the history.
pub(crate) fn last_commit(folder: &Path) -> String {
    match command(folder, &["rev-parse", "HEAD"]).output() {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).into_owned(),
        // Why, the history tells where it is read.
        Ok(_) | Err(_) => String::new(),
    }
}

/// Whether a folder seems to be in a repository, for want of a git to ask.
fn is_in_repository(folder: &Path) -> bool {
    let folder = folder.canonicalize();
    folder.is_ok_and(|folder| folder.ancestors().any(|folder| folder.join(".git").exists()))
}

/// The times of all files that are in `folder` at present; `prefix` is the folder's path in the repository.
fn times(folder: &Path, prefix: &str) -> Result<Modified> {
    let tree = command(folder, &["ls-tree", "-r", "-z", "--name-only", "HEAD"]).output();
    let tree = tree.context("git ls-tree was lost")?;
    if !tree.status.success() {
        let told = String::from_utf8_lossy(&tree.stderr);
        // Nothing has been committed yet.
        if told.contains("Not a valid object name HEAD") {
            return Ok(Modified::default());
        }
        bail!("git ls-tree failed: {}", told.trim());
    }
    let names = tree.stdout.split(|&byte| byte == 0);
    let names = names.filter_map(|name| std::str::from_utf8(name).ok());
    let mut search = Search::new(
        prefix,
        names.filter(|name| !name.is_empty() && image_ending(name).is_none()),
    );
    let mut git = command(folder, &LOG)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("git log cannot be started")?;
    let output = git.stdout.take().context("git log has no output")?;
    let is_read_out = search.read(BufReader::new(output));
    if matches!(is_read_out, Ok(false)) {
        // All is known: a long history goes on for nothing. It may have ended by itself meanwhile.
        match git.kill() {
            Err(error) if error.kind() != ErrorKind::InvalidInput => {
                return Err(error).context("git log does not stop");
            }
            _ => {}
        }
    }
    let done = git.wait_with_output().context("git log was lost")?;
    if is_read_out.context("git log cannot be read")? && !done.status.success() {
        bail!("git log failed: {}", String::from_utf8_lossy(&done.stderr).trim());
    }
    Ok(search.known.into_iter().collect())
}

/// One call for the whole site: the newest commit first, of merges what differs from all that was merged, and files
/// that were only moved as such.
const LOG: [&str; 11] = [
    "log",
    "--format=%x01%ct",
    "--name-status",
    "-z",
    "-c",
    "-M100%",
    "--no-color",
    "--no-show-signature",
    "--ignore-submodules=none",
    "--",
    ".",
];

/// The files whose times are looked for, and those that are known.
struct Search<'n> {
    /// The files, by the path in the repository that they had at the time that the search has come to.
    wanted: HashMap<String, Vec<&'n str>>,
    known: Vec<(String, i64)>,
}

impl<'n> Search<'n> {
    fn new(prefix: &str, names: impl Iterator<Item = &'n str>) -> Self {
        Self {
            wanted: names.map(|name| (format!("{prefix}{name}"), vec![name])).collect(),
            known: Vec::new(),
        }
    }

    /// Reads what git log prints until all files are known; says whether there was no more to read.
    fn read(&mut self, mut log: impl BufRead) -> io::Result<bool> {
        let mut time = 0;
        while !self.wanted.is_empty() {
            let Some(part) = next(&mut log)? else {
                return Ok(true);
            };
            if let Some(seconds) = part.strip_prefix('\u{1}') {
                time = seconds
                    .parse()
                    .map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?;
                continue;
            }
            let status = part.trim_start_matches('\n');
            if status.is_empty() {
                continue;
            }
            let Some(path) = next(&mut log)? else {
                return Ok(true);
            };
            // Of a merge, there is a letter for each of its parents, and one path.
            if status.starts_with(['R', 'C']) && status.ends_with(|c: char| c.is_ascii_digit()) {
                let Some(new) = next(&mut log)? else {
                    return Ok(true);
                };
                // It was what it is, at another place.
                if let Some(names) = self.wanted.remove(&new) {
                    self.wanted.entry(path).or_default().extend(names);
                }
            } else if let Some(names) = self.wanted.remove(&path) {
                self.known.extend(names.into_iter().map(|name| (name.to_owned(), time)));
            }
        }
        Ok(false)
    }
}

/// The next part of what git prints with `-z`.
fn next(log: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut part = Vec::new();
    log.read_until(0, &mut part)?;
    if part.last() == Some(&0) {
        part.pop();
    } else if part.is_empty() {
        return Ok(None);
    }
    // A path that is not UTF-8 is no page's.
    Ok(Some(String::from_utf8_lossy(&part).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(names: &[&str], log: &str) -> (Vec<(String, i64)>, bool) {
        let mut search = Search::new("docs/", names.iter().copied());
        let is_read_out = search.read(log.replace('@', "\0").as_bytes()).expect("it is in memory");
        search.known.sort();
        (search.known, is_read_out)
    }

    #[test]
    fn the_newest_commit_counts_and_no_more_is_read_than_needed() {
        let log = "\u{1}30@@MM@docs/b.md@\u{1}20@\nM@docs/ü a.md@M@docs/b.md@\u{1}10@\nA@docs/b.md@";
        let expected = vec![("b.md".to_owned(), 30), ("ü a.md".to_owned(), 20)];
        assert_eq!(known(&["b.md", "ü a.md"], log), (expected, false));
    }

    #[test]
    fn what_was_only_moved_is_as_old_as_it_was() {
        let log = "\u{1}30@\nR100@docs/old.md@docs/new.md@\u{1}20@\nA@docs/old.md@\u{1}10@\nA@docs/x.md@";
        assert_eq!(known(&["new.md"], log), (vec![("new.md".to_owned(), 20)], false));
        assert_eq!(known(&["never.md"], log), (Vec::new(), true));
    }
}
