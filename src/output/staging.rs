//! Where files wait until a build is whole, and how they get from there into the output folder.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::look;
use crate::error::Error;

/// The folder inside the output folder through which files go, if that is on another file system than the books.
pub(super) const STAGING_INSIDE: &str = ".docgen-staging";

/// The folder in which changed files wait. It goes with this value; what a killed build leaves goes with the next.
#[derive(Debug)]
pub(super) struct Staging {
    /// In the books.
    pub(super) folder: PathBuf,
    /// In the output folder; docgen's own only while `mark` is there.
    pub(super) inside: PathBuf,
    mark: PathBuf,
    /// While this is there, what is inside is still needed.
    undo: PathBuf,
    /// While this is there, what is in the folder is still needed.
    switch: PathBuf,
}

/// How a file gets into the output folder: nothing but renaming puts it there whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Road {
    /// It is renamed.
    Straight,
    /// It is first copied into a folder on the same file system.
    Inside,
}

impl Staging {
    /// The staging folder in `books`, made afresh.
    pub(super) fn new(books: &Path, out: &Path) -> Result<Self, Error> {
        let staging = Self {
            folder: folder(books),
            inside: out.join(STAGING_INSIDE),
            mark: books.join("inside"),
            undo: books.join("undo"),
            switch: books.join("switch"),
        };
        clear(&staging.folder).map_err(|error| Error::write(&staging.folder, error))?;
        fs::create_dir(&staging.folder).map_err(|error| Error::write(&staging.folder, error))?;
        Ok(staging)
    }

    /// Finds out how files get from here into the folder `out`, which is made where there is none.
    ///
    /// # Errors
    /// If they have to go through a folder inside, and one of its name is there that is not docgen's.
    pub(super) fn road(&self, out: &Path) -> Result<Road, Error> {
        fs::create_dir_all(out).map_err(|error| Error::write(out, error))?;
        let probe = self.folder.join("probe");
        fs::create_dir(&probe).map_err(|error| Error::write(&probe, error))?;
        match fs::rename(&probe, &self.inside) {
            Ok(()) => fs::remove_dir(&self.inside)
                .map(|()| Road::Straight)
                .map_err(|error| Error::write(&self.inside, error)),
            Err(error) if error.kind() == ErrorKind::CrossesDevices => self.enter().map(|()| Road::Inside),
            // Something of the user's has the name. It is not in the way of files that are merely renamed.
            Err(_) => Ok(Road::Straight),
        }
    }

    /// Makes the folder inside, and the mark that says whose it is.
    pub(super) fn enter(&self) -> Result<(), Error> {
        let write = |error| Error::write(&self.inside, error);
        match fs::create_dir(&self.inside) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && !is_empty_folder(&self.inside) => {
                return Err(Error::Output {
                    message: format!("{} is not docgen's", self.inside.display()),
                    hint: "files have to go through a folder of this name, since the output folder is on another file \
                           system than the folder it stands in: move yours away, or choose another folder with --out"
                        .to_owned(),
                });
            }
            // An empty one is what a build leaves that is killed right here.
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(write(error)),
            Ok(()) | Err(_) => {}
        }
        fs::write(&self.mark, "").map_err(|error| Error::write(&self.mark, error))
    }

    /// Renames the file that waits at `temporary` to `destination`.
    pub(super) fn put(&self, temporary: &Path, destination: &Path, road: Road) -> std::io::Result<()> {
        match (road, temporary.file_name()) {
            (Road::Inside, Some(name)) => {
                let copy = self.inside.join(name);
                fs::copy(temporary, &copy)?;
                fs::rename(copy, destination)
            }
            _ => fs::rename(temporary, destination),
        }
    }

    /// Takes the folder `undo` away whole, to go with what else is here. A build may take an earlier one back before it
    /// ends its own, so that there is more than one.
    pub(super) fn discard(&self, undo: &Path) -> std::io::Result<()> {
        let mut names = (0_u64..).map(|number| self.folder.join(format!("undone-{number}")));
        let free = names.find(|path| !path.exists()).expect("numbers do not end");
        fs::rename(undo, free)
    }

    /// Whether docgen made the folder inside.
    pub(super) fn is_inside_ours(&self) -> bool {
        self.mark.exists() && fs::symlink_metadata(&self.inside).is_ok_and(|there| there.is_dir())
    }

    /// Removes the folder inside, if docgen made it. The mark goes when there is nothing left in it and before the
    /// folder itself does, so that no kill in between makes docgen take another's folder for its own.
    pub(super) fn leave(&self) -> std::io::Result<()> {
        if !self.mark.exists() {
            return Ok(());
        }
        let is_ours = self.is_inside_ours();
        if is_ours {
            for entry in fs::read_dir(&self.inside)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    fs::remove_dir_all(entry.path())?;
                } else {
                    fs::remove_file(entry.path())?;
                }
            }
        }
        fs::remove_file(&self.mark)?;
        if is_ours { fs::remove_dir(&self.inside) } else { Ok(()) }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Nobody is there to be told, and nothing is lost: the next build clears them or says why it cannot.
        if !self.switch.exists() {
            clear(&self.folder).ok();
        }
        if !self.undo.exists() {
            self.leave().ok();
        }
    }
}

/// Where changed files wait, in the folder `books`.
pub(super) fn folder(books: &Path) -> PathBuf {
    books.join("staging")
}

fn clear(folder: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

fn is_empty_folder(path: &Path) -> bool {
    let is_folder = look(path).is_ok_and(|there| there.is_some_and(|there| there.is_dir()));
    is_folder && fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}
