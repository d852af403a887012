//! The change from the earlier site to the new one, which can be taken back until it is done.
//!
//! As long as it goes on there is a folder `undo` in the books; whoever finds it there takes the change back. It holds
//! the manifest of the earlier site, in `new` a list of the same form of the files that are put in place, and in
//! `files` what was replaced or removed, each file at its path. It comes whole, and goes whole, by being renamed.

use std::collections::HashSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::manifest::Manifest;
use super::staging::{Road, Staging};
use super::{hash_of, look, parent};
use crate::error::Error;

/// What a change does at one path of the output folder.
#[derive(Debug)]
pub(super) enum Step<'c> {
    /// Removes the file, and the folders that this empties.
    Remove(&'c str),
    /// Removes a folder in which there are only folders.
    Clear(&'c str),
    /// Replaces the file by the one that waits.
    Replace(&'c str, &'c Path),
    /// Puts the file that waits where nothing is.
    Add(&'c str, &'c Path),
}

impl Step<'_> {
    /// Does the step in a folder of which nothing has to be kept; what waits, waits on.
    pub(super) fn take_in(&self, root: &Path) -> io::Result<()> {
        let put = |path: &str, temporary: &Path| {
            let file = root.join(path);
            match fs::hard_link(temporary, &file) {
                // Most folders are there.
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    fs::create_dir_all(file.parent().unwrap_or(root))?;
                    fs::hard_link(temporary, file)
                }
                result => result,
            }
        };
        match *self {
            Self::Remove(path) => {
                fs::remove_file(root.join(path))?;
                remove_emptied(root, path)
            }
            Self::Clear(path) => remove_empty_folders(&root.join(path)),
            Self::Replace(path, temporary) => {
                fs::remove_file(root.join(path))?;
                put(path, temporary)
            }
            Self::Add(path, temporary) => put(path, temporary),
        }
    }
}

/// A change that has begun.
#[derive(Debug)]
pub(super) struct Commit<'o> {
    books: &'o Path,
    out: &'o Path,
    staging: &'o Staging,
    road: Road,
    /// Where the earlier files go.
    aside: PathBuf,
    /// The folders that are there.
    ready: HashSet<PathBuf>,
}

impl<'o> Commit<'o> {
    /// Begins a change from what `earlier` lists that puts the files that `new` lists in place. Nothing in the output
    /// folder is changed yet.
    pub(super) fn begin(
        books: &'o Path,
        out: &'o Path,
        staging: &'o Staging,
        road: Road,
        earlier: &Manifest,
        new: &Manifest,
    ) -> Result<Self, Error> {
        let undo = staging.folder.join("undo");
        let write = |path: &Path, error| Error::write(path, error);
        fs::create_dir_all(undo.join("files")).map_err(|error| write(&undo, error))?;
        for (name, list) in [("manifest", earlier), ("new", new)] {
            let path = undo.join(name);
            fs::write(&path, list.to_text()).map_err(|error| write(&path, error))?;
        }
        let begun = books.join("undo");
        fs::rename(&undo, &begun).map_err(|error| write(&begun, error))?;
        Ok(Self {
            aside: match road {
                Road::Straight => begun.join("files"),
                Road::Inside => staging.inside.join("files"),
            },
            books,
            out,
            staging,
            road,
            ready: HashSet::new(),
        })
    }

    /// Does one step.
    pub(super) fn take(&mut self, step: &Step<'_>) -> Result<(), Error> {
        match *step {
            Step::Remove(path) => {
                self.set_aside(path)?;
                remove_emptied(self.out, path).map_err(|error| Error::write(self.out.join(path), error))
            }
            Step::Clear(path) => {
                let folder = self.out.join(path);
                remove_empty_folders(&folder).map_err(|error| Error::write(folder, error))
            }
            Step::Replace(path, temporary) => {
                self.keep(path)?;
                self.put(path, temporary)
            }
            Step::Add(path, temporary) => {
                let file = self.out.join(path);
                if look(&file)?.is_some() {
                    // It came while the site was built.
                    return Err(Error::write(file, ErrorKind::AlreadyExists.into()));
                }
                self.put(path, temporary)
            }
        }
    }

    /// Ends the change: from here on nothing takes it back.
    pub(super) fn end(&self) -> Result<(), Error> {
        let undo = self.books.join("undo");
        self.staging.discard(&undo).map_err(|error| Error::write(undo, error))
    }

    /// Puts the file that waits in place.
    fn put(&mut self, path: &str, temporary: &Path) -> Result<(), Error> {
        let file = self.out.join(path);
        self.make_folder_of(&file)?;
        self.staging
            .put(temporary, &file, self.road)
            .map_err(|error| Error::write(file, error))
    }

    /// Sees to it that the file that is about to be replaced can be put back.
    fn keep(&mut self, path: &str) -> Result<(), Error> {
        let (file, aside) = (self.out.join(path), self.aside.join(path));
        let is_file = look(&file)?.is_some_and(|there| there.is_file());
        if is_file {
            self.make_folder_of(&aside)?;
            // Readers of the site never find the place empty, where the file system knows links.
            if fs::hard_link(&file, &aside).is_ok() {
                return Ok(());
            }
        }
        self.set_aside(path)
    }

    /// Moves the file out of the output folder.
    fn set_aside(&mut self, path: &str) -> Result<(), Error> {
        let (file, aside) = (self.out.join(path), self.aside.join(path));
        match look(&file)? {
            None => return Ok(()),
            Some(there) if there.is_dir() => return Err(Error::write(file, ErrorKind::IsADirectory.into())),
            Some(_) => {}
        }
        self.make_folder_of(&aside)?;
        fs::rename(&file, aside).map_err(|error| Error::write(file, error))
    }

    fn make_folder_of(&mut self, file: &Path) -> Result<(), Error> {
        let folder = file.parent().unwrap_or(self.out);
        if !self.ready.contains(folder) {
            fs::create_dir_all(folder).map_err(|error| Error::write(folder, error))?;
            self.ready.insert(folder.to_owned());
        }
        Ok(())
    }
}

/// Takes a change back that has begun and not ended, if there is one: removes what it put where nothing was, and puts
/// back what it replaced or removed. What somebody else has put there since stays.
///
/// # Errors
/// If a file cannot be put back or removed: the others are, and this can be tried again.
pub(super) fn take_back(books: &Path, out: &Path, staging: &Staging) -> Result<(), Error> {
    let undo = books.join("undo");
    if look(&undo)?.is_none() {
        return Ok(());
    }
    let new = Manifest::read(&undo.join("new"))?;
    let mut roots = vec![undo.join("files")];
    if staging.is_inside_ours() {
        roots.push(staging.inside.join("files"));
    }
    let is_kept = |path: &str| {
        let mut aside = roots.iter().map(|root| fs::symlink_metadata(root.join(path)));
        aside.any(|there| there.is_ok_and(|there| !there.is_dir()))
    };

    let mut failures: Vec<(String, io::Error)> = Vec::new();
    for path in new.paths().filter(|path| !is_kept(path)) {
        if let Err(error) = remove_new(out, path, &new) {
            failures.push((path.to_owned(), error));
        }
    }
    for root in roots.iter().filter(|root| root.exists()) {
        for entry in WalkDir::new(root).sort_by_file_name() {
            let entry = entry.map_err(|error| Error::read(root, error.into()))?;
            if entry.file_type().is_dir() {
                continue;
            }
            let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let path = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
            if let Err(error) = put_back(out, &path, entry.path(), &new) {
                failures.push((path, error));
            }
        }
    }
    if !failures.is_empty() {
        let (files, mut reasons): (Vec<String>, Vec<io::Error>) = failures.into_iter().unzip();
        return Err(Error::NotTakenBack {
            files,
            reason: reasons.swap_remove(0),
            cause: None,
            hint: format!(
                "the next build tries again; what stood in the output folder is in {}",
                roots.last().unwrap_or(&undo).display()
            ),
        });
    }
    let manifest = undo.join("manifest");
    if look(&manifest)?.is_some() {
        fs::rename(&manifest, books.join("manifest")).map_err(|error| Error::write(manifest, error))?;
    }
    staging.discard(&undo).map_err(|error| Error::write(undo, error))
}

/// Removes the file at `path`, if it is the one that the change put there, and the folders that were made for it.
fn remove_new(out: &Path, path: &str, new: &Manifest) -> io::Result<()> {
    if !stands_in_real_folders(out, path) {
        return Ok(());
    }
    let file = out.join(path);
    if is_new(&file, path, new)? {
        fs::remove_file(&file)?;
    }
    remove_emptied(out, path)
}

/// Puts back the file that stood at `path` and is at `aside` now.
fn put_back(out: &Path, path: &str, aside: &Path, new: &Manifest) -> io::Result<()> {
    let file = out.join(path);
    let is_free = match fs::symlink_metadata(&file) {
        Ok(_) => is_new(&file, path, new)?,
        Err(error) if error.kind() == ErrorKind::NotFound => true,
        Err(error) if error.kind() == ErrorKind::NotADirectory => false,
        Err(error) => return Err(error),
    };
    if !is_free || !stands_in_real_folders(out, path) {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::rename(aside, file)
}

/// Whether the file holds what the change put at `path`.
fn is_new(file: &Path, path: &str, new: &Manifest) -> io::Result<bool> {
    match fs::symlink_metadata(file) {
        Ok(there) if there.is_file() => Ok(new.lists_content(path, &hash_of(file)?)),
        Ok(_) => Ok(false),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether no folder above `path` is a link by now.
fn stands_in_real_folders(out: &Path, path: &str) -> bool {
    let mut folders = path.match_indices('/').map(|(at, _)| out.join(&path[..at]));
    folders.all(|folder| !folder.is_symlink())
}

/// Removes what is left of a folder after its files are gone.
fn remove_empty_folders(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    for entry in WalkDir::new(path).contents_first(true) {
        remove_if_empty(entry?.path())?;
    }
    Ok(())
}

/// Removes the folders that are empty since the file at `path` has gone.
fn remove_emptied(root: &Path, path: &str) -> io::Result<()> {
    let mut folder = parent(path);
    while !folder.is_empty() {
        match remove_if_empty(&root.join(folder)) {
            Ok(true) => {}
            Ok(false) => break,
            // Somebody has put a file there, or above.
            Err(error) if error.kind() == ErrorKind::NotADirectory => {}
            Err(error) => return Err(error),
        }
        folder = parent(folder);
    }
    Ok(())
}

/// Removes a folder that has become empty, and says whether it is gone.
fn remove_if_empty(folder: &Path) -> io::Result<bool> {
    match fs::remove_dir(folder) {
        Ok(()) => Ok(true),
        Err(error) => match error.kind() {
            ErrorKind::NotFound => Ok(true),
            // POSIX lets a system answer either.
            ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists => Ok(false),
            _ => Err(error),
        },
    }
}
