//! Artifacts to disk: write what changed, remove what is gone, never half a site, never outside the folder.
//!
//! [`Output::stage`] compares an artifact with the file it would become and puts aside what differs; the site is as
//! it was until [`Output::commit`], which puts the new site in its place at one stroke (`switch`). Where the system cannot
//! do that, it renames what was put aside into place and removes what only earlier builds made; if that fails halfway it
//! is taken back, by the same build or, where that was killed, by the next (`commit`).
//!
//! What docgen knows about the output folder is in the books, the folder `<out's parent>/.docgen/<out's name>`: the
//! `manifest` of what it wrote there, the `staging` folder, a `lock`. Every file that the manifest does not list is
//! the user's, and docgen neither changes nor removes it.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the place that writes"
)]

mod commit;
mod manifest;
mod staging;
mod switch;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::{self, File, TryLockError};
use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use blake3::Hash;
use walkdir::WalkDir;

use self::commit::{Commit, Step, take_back};
use self::manifest::Manifest;
use self::staging::{Road, STAGING_INSIDE, Staging};
use self::switch::Switch;
use crate::config::ancestors;
use crate::error::{Error, listed};
use crate::vfs::Files;

/// The folder beside the output folder that holds what docgen must know about it.
const BOOKS: &str = ".docgen";

/// How much is read of a file at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// One build into an output folder. Dropping it instead of [committing](Output::commit) leaves the earlier site.
#[derive(Debug)]
pub struct Output {
    out: PathBuf,
    books: PathBuf,
    earlier: Manifest,
    folders: Mutex<HashMap<String, Folder>>,
    staged: Mutex<HashMap<String, Artifact>>,
    next_temporary: AtomicU64,
    // Before the lock, as fields are dropped in order: the next build may begin when this one has cleaned up.
    staging: Staging,
    _lock: File,
}

/// What [`Output::stage`] found at an artifact's path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staged {
    /// No file.
    New,
    /// Another content, by an earlier build.
    Changed,
    /// The very content.
    Unchanged,
    /// Another content, and not by docgen: [`Output::commit`] will refuse.
    Foreign,
}

/// What a build did to the output folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many files are new or changed.
    pub written: usize,
    /// How many files were already as they should be.
    pub unchanged: usize,
    /// How many files of earlier builds were removed.
    pub removed: usize,
    /// Files of earlier builds that no longer belong to the site and are still there, because somebody changed them.
    /// From now on they are the user's.
    pub kept: Vec<String>,
}

/// A staged file.
#[derive(Debug)]
struct Artifact {
    hash: Hash,
    found: Staged,
    /// Where its content waits, unless it is in place already.
    temporary: Option<PathBuf>,
    /// The path that has to be cleared for it: a file where a folder must be, or a folder where the file must be.
    obstacle: Option<String>,
}

impl Artifact {
    fn without_content(found: Staged, hash: Hash) -> Self {
        Self {
            hash,
            found,
            temporary: None,
            obstacle: None,
        }
    }
}

/// What stands where a file is to be.
#[derive(Debug)]
enum Place {
    /// Nothing, once what is at the path, if there is one, has gone.
    Free(Option<String>),
    /// A file.
    File(PathBuf),
    /// Something else: a symbolic link, a device.
    Other,
}

/// What a commit will do.
#[derive(Debug)]
struct Changes {
    staged: BTreeMap<String, Artifact>,
    /// The files to remove.
    stale: BTreeSet<String>,
    /// Those of them, by path, that must go first.
    in_the_way: BTreeSet<String>,
    kept: Vec<String>,
}

/// What stands where a folder is needed.
#[derive(Clone, Debug)]
enum Folder {
    /// A folder.
    Real,
    /// Nothing.
    Missing,
    /// Something else, at this path: its own or that of a folder above.
    Obstructed(String),
    /// A symbolic link, at this path.
    Link(String),
}

impl Output {
    /// Begins a build into the folder `out`, which need not exist yet. What a killed build left lying is cleared away,
    /// and what it had changed is put back; else the site stays as it is.
    ///
    /// # Errors
    /// If `out` cannot be a folder, another docgen is building into it, or the bookkeeping beside it cannot be used.
    pub fn open(out: &Path) -> Result<Self, Error> {
        let out = named(out)?;
        let (Some(parent), Some(name)) = (out.parent(), out.file_name().filter(|name| *name != BOOKS)) else {
            return Err(Error::Output {
                message: format!("{} cannot be an output folder", out.display()),
                hint: "choose another folder with --out".to_owned(),
            });
        };
        match fs::metadata(&out) {
            Ok(found) if !found.is_dir() => return Err(Error::NotAFolder { path: out }),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound && !out.is_symlink() => {}
            Err(error) => return Err(Error::read(out, error)),
        }
        let books = parent.join(BOOKS).join(name);
        for folder in [parent.join(BOOKS), books.clone()] {
            if folder.is_symlink() {
                return Err(Error::Output {
                    message: format!(
                        "{} is a link; docgen keeps its books in no other place",
                        folder.display()
                    ),
                    hint: "remove the link, or choose another folder with --out".to_owned(),
                });
            }
        }
        fs::create_dir_all(&books).map_err(|error| Error::write(&books, error))?;
        hide_from_git(&parent.join(BOOKS))?;
        let lock = lock(&books.join("lock"), &out)?;
        switch::bring_to_end(&books, &out, &staging::folder(&books))?;
        let staging = Staging::new(&books, &out)?;
        take_back(&books, &out, &staging)?;
        staging.leave().map_err(|error| Error::write(&staging.inside, error))?;
        Ok(Self {
            earlier: Manifest::read(&books.join("manifest"))?,
            staging,
            books,
            folders: Mutex::default(),
            staged: Mutex::default(),
            next_temporary: AtomicU64::new(0),
            out,
            _lock: lock,
        })
    }

    /// Makes `content` the file at `path` of the site to come; `path` is relative to the output folder, with `/`
    /// between its parts. May be called from many threads.
    ///
    /// # Errors
    /// If the path leads out of the folder or was staged before, or a file cannot be read or written.
    pub fn stage(&self, path: &str, content: &[u8]) -> Result<Staged, Error> {
        self.stage_read(path, path, || Ok(content))
    }

    /// The same with what the file at `source` of `files` holds, however much that is: it is never in memory as a whole.
    ///
    /// # Errors
    /// As [`Output::stage`].
    pub fn stage_copy(&self, path: &str, files: &dyn Files, source: &str) -> Result<Staged, Error> {
        self.stage_read(path, source, || files.open(source))
    }

    /// Stages what `open` reads, which may be asked for twice; `source` is what errors call it.
    fn stage_read<R: BufRead>(
        &self,
        path: &str,
        source: &str,
        open: impl Fn() -> io::Result<R>,
    ) -> Result<Staged, Error> {
        if !is_sound(path) || path.split('/').next() == Some(STAGING_INSIDE) {
            return Err(Error::Output {
                message: format!("{path:?} is not a path in the output folder"),
                hint: "a path has names between single `/`, and no `.`, `..`, `\\` or control characters".to_owned(),
            });
        }
        let open = || open().map_err(|error| Error::read(source, error));
        let artifact = match self.place(path)? {
            Place::Free(obstacle) => Artifact {
                obstacle,
                ..self.put_aside(Staged::New, source, open()?)?
            },
            Place::File(destination) => match same_hash(source, open()?, &destination)? {
                Some(hash) => Artifact::without_content(Staged::Unchanged, hash),
                None => self.replacement(path, source, open)?,
            },
            Place::Other => self.replacement(path, source, open)?,
        };
        let found = artifact.found;
        let earlier = self
            .staged
            .lock()
            .expect("nothing panics while it holds the staged files")
            .insert(path.to_owned(), artifact);
        match earlier {
            None => Ok(found),
            Some(_) => Err(staged_twice(path)),
        }
    }

    /// Makes the output folder the site that was staged: puts every file that changed in place, then removes the
    /// files that only earlier builds made, and the folders that this empties.
    ///
    /// # Errors
    /// If files that docgen did not write are in the way: then nothing is changed. If a file cannot be written or
    /// removed: then what was changed before is taken back. [`Error::NotTakenBack`], if that fails too.
    pub fn commit(mut self) -> Result<Summary, Error> {
        let changes = self.changes()?;
        let summary = Summary {
            written: changes.waiting().count(),
            unchanged: changes.staged.len() - changes.waiting().count(),
            removed: changes.stale.len(),
            kept: changes.kept.clone(),
        };
        if changes.steps().is_empty() {
            self.write_manifest(&changes)?;
        } else {
            let road = self.staging.road(&self.out)?;
            if road == Road::Inside || !self.switch(&changes)? {
                self.make(&changes, road)?;
            }
        }
        Ok(summary)
    }

    /// Puts the new site in the earlier one's place at one stroke, and says whether that could be done. A single change
    /// is one stroke anyway.
    fn switch(&self, changes: &Changes) -> Result<bool, Error> {
        let (steps, staging) = (changes.steps(), &self.staging.folder);
        if steps.len() == 1 {
            return Ok(false);
        }
        let switch = Switch::prepare(&self.books, &self.out, staging, &self.earlier, &steps);
        let made = switch.map(|switch| switch.make(&self.earlier, &changes.manifest()));
        match made {
            Some(Ok(())) => switch::bring_to_end(&self.books, &self.out, staging).map(|()| true),
            // Some file systems exchange folders of one kind and not those of another, and say so only then.
            Some(Err(_)) | None => Ok(false),
        }
    }

    /// What the staged files come to.
    fn changes(&mut self) -> Result<Changes, Error> {
        let staged = std::mem::take(&mut self.staged)
            .into_inner()
            .expect("nothing panics while it holds the staged files");
        let staged: BTreeMap<String, Artifact> = staged.into_iter().collect();
        self.refuse_foreign(
            staged
                .iter()
                .filter(|(_, a)| a.found == Staged::Foreign)
                .map(|(path, _)| path),
        )?;
        refuse_nested(&staged)?;
        let (stale, kept) = self.stale(&staged)?;
        let in_the_way = self.in_the_way(&staged, &stale)?;
        Ok(Changes {
            staged,
            stale,
            in_the_way,
            kept,
        })
    }

    /// Makes the changes, all or none.
    fn make(&self, changes: &Changes, road: Road) -> Result<(), Error> {
        let mut commit = self.begin(changes, road)?;
        let mut make = || {
            for step in changes.steps() {
                commit.take(&step)?;
            }
            self.write_manifest(changes)?;
            commit.end()
        };
        make().map_err(|error| match take_back(&self.books, &self.out, &self.staging) {
            Ok(()) => error,
            Err(worse) => worse.because_of(error),
        })
    }

    fn begin(&self, changes: &Changes, road: Road) -> Result<Commit<'_>, Error> {
        let mut new = Manifest::default();
        for (path, artifact, _) in changes.waiting() {
            new.add(path, artifact.hash);
        }
        Commit::begin(&self.books, &self.out, &self.staging, road, &self.earlier, &new)
    }

    /// What stands at the path of a file to be.
    fn place(&self, path: &str) -> Result<Place, Error> {
        match self.folder(parent(path))? {
            Folder::Missing => return Ok(Place::Free(None)),
            Folder::Obstructed(obstacle) => return Ok(Place::Free(Some(obstacle))),
            Folder::Link(link) => {
                return Err(Error::Output {
                    message: format!("{} is a symbolic link", self.out.join(link).display()),
                    hint: "docgen writes into real folders only: replace the link, or choose another folder with --out"
                        .to_owned(),
                });
            }
            Folder::Real => {}
        }
        let destination = self.out.join(path);
        Ok(match look(&destination)? {
            None => Place::Free(None),
            Some(there) if there.is_dir() => Place::Free(Some(path.to_owned())),
            Some(there) if there.is_file() => Place::File(destination),
            Some(_) => Place::Other,
        })
    }

    /// What takes the place of another content at `path`.
    fn replacement<R: BufRead>(
        &self,
        path: &str,
        source: &str,
        open: impl Fn() -> Result<R, Error>,
    ) -> Result<Artifact, Error> {
        if self.earlier.lists(path) {
            self.put_aside(Staged::Changed, source, open()?)
        } else {
            Ok(Artifact::without_content(Staged::Foreign, blake3::hash(&[])))
        }
    }

    /// What stands at the folder `path`; looked at once in a build.
    fn folder(&self, path: &str) -> Result<Folder, Error> {
        let known = |folders: &Mutex<HashMap<String, Folder>>| {
            let folders = folders.lock().expect("nothing panics while it holds the folders");
            folders.get(path).cloned()
        };
        if let Some(folder) = known(&self.folders) {
            return Ok(folder);
        }
        let above = if path.is_empty() {
            Folder::Real
        } else {
            self.folder(parent(path))?
        };
        let folder = match above {
            Folder::Real => match look(&self.out.join(path))? {
                None => Folder::Missing,
                // The output folder itself may be a link: the user named it.
                Some(_) if path.is_empty() => Folder::Real,
                Some(there) if there.is_dir() => Folder::Real,
                Some(there) if there.is_symlink() => Folder::Link(path.to_owned()),
                Some(_) => Folder::Obstructed(path.to_owned()),
            },
            other => other,
        };
        self.folders
            .lock()
            .expect("nothing panics while it holds the folders")
            .insert(path.to_owned(), folder.clone());
        Ok(folder)
    }

    /// Puts the content into a file that waits.
    fn put_aside(&self, found: Staged, source: &str, mut content: impl BufRead) -> Result<Artifact, Error> {
        let number = self.next_temporary.fetch_add(1, Ordering::Relaxed);
        let temporary = self.staging.folder.join(number.to_string());
        let write = |error| Error::write(&temporary, error);
        let mut file = File::create(&temporary).map_err(write)?;
        let mut hasher = blake3::Hasher::new();
        loop {
            let chunk = content.fill_buf().map_err(|error| Error::read(source, error))?;
            let length = chunk.len();
            if length == 0 {
                break;
            }
            file.write_all(chunk).map_err(write)?;
            hasher.update(chunk);
            content.consume(length);
        }
        Ok(Artifact {
            hash: hasher.finalize(),
            found,
            temporary: Some(temporary),
            obstacle: None,
        })
    }

    /// The files that only earlier builds made: those to remove, and those that somebody has changed since.
    fn stale(&self, staged: &BTreeMap<String, Artifact>) -> Result<(BTreeSet<String>, Vec<String>), Error> {
        let mut stale = BTreeSet::new();
        let mut kept = Vec::new();
        for path in self.earlier.paths().filter(|path| !staged.contains_key(*path)) {
            match self.folder(parent(path))? {
                Folder::Missing | Folder::Obstructed(_) => continue,
                Folder::Link(_) => kept.push(path.to_owned()),
                Folder::Real => {
                    let file = self.out.join(path);
                    match look(&file)? {
                        None => {}
                        Some(there) if there.is_dir() => {}
                        Some(there) if there.is_file() => {
                            let hash = hash_of(&file).map_err(|error| Error::read(&file, error))?;
                            if self.earlier.lists_content(path, &hash) {
                                stale.insert(path.to_owned());
                            } else {
                                kept.push(path.to_owned());
                            }
                        }
                        Some(_) => kept.push(path.to_owned()),
                    }
                }
            }
        }
        Ok((stale, kept))
    }

    /// The files that must go before the staged ones can be put in place; an error, if not all of them are `stale`.
    fn in_the_way(
        &self,
        staged: &BTreeMap<String, Artifact>,
        stale: &BTreeSet<String>,
    ) -> Result<BTreeSet<String>, Error> {
        let obstacles: BTreeSet<&String> = staged
            .values()
            .filter_map(|artifact| artifact.obstacle.as_ref())
            .collect();
        let mut files = BTreeSet::new();
        for obstacle in obstacles {
            for entry in WalkDir::new(self.out.join(obstacle)) {
                let entry = entry.map_err(|error| Error::read(self.out.join(obstacle), error.into()))?;
                if !entry.file_type().is_dir() {
                    let path = entry.path().strip_prefix(&self.out).unwrap_or(entry.path());
                    files.insert(path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"));
                }
            }
        }
        self.refuse_foreign(files.difference(stale))?;
        Ok(files)
    }

    fn refuse_foreign<'p>(&self, paths: impl Iterator<Item = &'p String>) -> Result<(), Error> {
        let paths: Vec<&String> = paths.collect();
        let verb = match paths.len() {
            0 => return Ok(()),
            1 => "is",
            _ => "are",
        };
        let files = listed(&paths, 3);
        Err(Error::Output {
            message: format!(
                "{files} would be overwritten in {} and {verb} not docgen's own",
                self.out.display()
            ),
            hint: "choose another folder with --out, or move them away".to_owned(),
        })
    }

    /// Makes the manifest list the files of the new site.
    fn write_manifest(&self, changes: &Changes) -> Result<(), Error> {
        let current = changes.manifest();
        if self.earlier != current {
            let (temporary, manifest) = (self.staging.folder.join("manifest"), self.books.join("manifest"));
            fs::write(&temporary, current.to_text()).map_err(|error| Error::write(&temporary, error))?;
            fs::rename(&temporary, &manifest).map_err(|error| Error::write(&manifest, error))?;
        }
        Ok(())
    }
}

impl Changes {
    /// The files of the new site.
    fn manifest(&self) -> Manifest {
        let mut manifest = Manifest::default();
        for (path, artifact) in &self.staged {
            manifest.add(path, artifact.hash);
        }
        manifest
    }

    /// The files that are to be put in place, and where their contents wait.
    fn waiting(&self) -> impl Iterator<Item = (&str, &Artifact, &Path)> {
        self.staged
            .iter()
            .filter_map(|(path, artifact)| Some((path.as_str(), artifact, artifact.temporary.as_deref()?)))
    }

    fn steps(&self) -> Vec<Step<'_>> {
        let obstacles = self.staged.values().filter_map(|artifact| artifact.obstacle.as_deref());
        let put = |(path, artifact, temporary): (_, &Artifact, _)| match artifact.found {
            Staged::Changed => Step::Replace(path, temporary),
            _ => Step::Add(path, temporary),
        };
        let remove = Step::Remove;
        let first = self.in_the_way.iter().map(String::as_str);
        let last = self.stale.difference(&self.in_the_way).map(String::as_str);
        let steps = first.map(remove).chain(obstacles.map(Step::Clear));
        steps.chain(self.waiting().map(put)).chain(last.map(remove)).collect()
    }
}

/// Where `path` stands in `folder`: an empty path if they are the same, `None` if it is outside. Symbolic links are
/// followed; what does not exist yet counts as a plain name.
pub fn place_within(path: &Path, folder: &Path) -> Result<Option<PathBuf>, Error> {
    let resolved = |path: &Path| resolve(path).map_err(|error| Error::read(path, error));
    let (path, folder) = (resolved(path)?, resolved(folder)?);
    Ok(path.strip_prefix(folder).ok().map(Path::to_owned))
}

/// Two files of a site that have one path.
pub(crate) fn staged_twice(path: &str) -> Error {
    Error::Output {
        message: format!("two things of this site would be the file {path}"),
        hint: "give one of them another permalink or name".to_owned(),
    }
}

/// Whether `path` names a file inside a folder, on every system and in a manifest line.
fn is_sound(path: &str) -> bool {
    !path.contains(|c: char| c == '\\' || c.is_control())
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// The folder of a sound path; empty for the output folder itself.
fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// What stands at `path`, links not followed.
fn look(path: &Path) -> Result<Option<fs::Metadata>, Error> {
    match fs::symlink_metadata(path) {
        Ok(there) => Ok(Some(there)),
        // A file where the folder would be.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(Error::read(path, error)),
    }
}

/// The hash of `content`, if the file at `destination` holds the same.
fn same_hash(source: &str, mut content: impl BufRead, destination: &Path) -> Result<Option<Hash>, Error> {
    let read = |error| Error::read(destination, error);
    let mut there = BufReader::with_capacity(CHUNK, File::open(destination).map_err(read)?);
    let mut hasher = blake3::Hasher::new();
    loop {
        let (new, old) = (
            content.fill_buf().map_err(|error| Error::read(source, error))?,
            there.fill_buf().map_err(read)?,
        );
        let length = new.len().min(old.len());
        if length == 0 {
            return Ok((new.is_empty() && old.is_empty()).then(|| hasher.finalize()));
        }
        if new[..length] != old[..length] {
            return Ok(None);
        }
        hasher.update(&new[..length]);
        content.consume(length);
        there.consume(length);
    }
}

/// The hash of a file's content.
fn hash_of(file: &Path) -> io::Result<Hash> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(file)?)?;
    Ok(hasher.finalize())
}

/// An error, if a staged file is to be the folder of another.
fn refuse_nested(staged: &BTreeMap<String, Artifact>) -> Result<(), Error> {
    for path in staged.keys() {
        if let Some(folder) = ancestors(path).find(|folder| staged.contains_key(*folder)) {
            return Err(Error::Output {
                message: format!("{folder} would be a file and, because of {path}, a folder too"),
                hint: "give one of them another permalink or name".to_owned(),
            });
        }
    }
    Ok(())
}

/// `out` with a name at its end, which the bookkeeping needs.
fn named(out: &Path) -> Result<PathBuf, Error> {
    let absolute = std::path::absolute(out).map_err(|error| Error::read(out, error))?;
    match absolute.components().next_back() {
        Some(Component::Normal(_)) => Ok(absolute),
        _ => absolute.canonicalize().map_err(|error| Error::read(out, error)),
    }
}

/// `path` without links and dots, as far as it exists.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    let mut resolved = PathBuf::new();
    for component in absolute.components() {
        match component {
            Component::ParentDir => {
                resolved.pop();
            }
            other => resolved.push(other),
        }
        match resolved.canonicalize() {
            Ok(real) => resolved = real,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(resolved)
}

/// Keeps the bookkeeping out of `git status`, where the output folder's parent is a repository.
fn hide_from_git(books: &Path) -> Result<(), Error> {
    let ignore = books.join(".gitignore");
    match look(&ignore)? {
        Some(_) => Ok(()),
        None => fs::write(&ignore, "*\n").map_err(|error| Error::write(&ignore, error)),
    }
}

/// Takes the lock that one build at a time holds.
fn lock(path: &Path, out: &Path) -> Result<File, Error> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(|error| Error::write(path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        // Some network file systems know no locks; there it is for the user not to build twice at once.
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(error)) => Err(Error::write(path, error)),
        Err(TryLockError::WouldBlock) => Err(Error::Output {
            message: format!("another docgen is building into {}", out.display()),
            hint: "wait until it is done, or choose another folder with --out".to_owned(),
        }),
    }
}
