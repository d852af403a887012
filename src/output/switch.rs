//! The new site in the earlier one's place at one stroke, where the file system can let two folders change places.
//!
//! A copy of the output folder is made of hard links, and what the change does is done to the copy; then the two change
//! places. So whoever looks, and whatever ends docgen, meets the one site whole or the other.
//!
//! Meanwhile there is a folder `switch` in the books. It holds which folder the new site is, and the manifests of the
//! `earlier` and the `new` one. Whoever finds it there brings the switch to its end, if the folders have changed places,
//! and forgets about it, if they have not. It comes whole, by being renamed, and counts for nothing without its `folder`.
//!
//! Where the output folder itself has to stay (it is a link, a mounted file system, somebody else's), where links cannot
//! be made or folders not be exchanged, files are put in place one by one (`commit`).

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::commit::Step;
use super::manifest::Manifest;
use super::{hash_of, look};
use crate::error::Error;

/// How many files of the user's a copy may hold beyond as many as there are of docgen's: whoever keeps all their work in
/// the output folder does not want a link made of each file at each build.
const MAX_FOREIGN: usize = 10_000;

/// The new site in the staging folder, and where it is to go.
#[derive(Debug)]
pub(super) struct Switch<'o> {
    books: &'o Path,
    out: &'o Path,
    next: PathBuf,
}

impl<'o> Switch<'o> {
    /// Makes the new site of the earlier one and the steps of a change, in the folder `staging` of the books; the output
    /// folder stays as it is. Nothing where that cannot be done here: whatever is in the way is met again, and told, when
    /// files are put in place one by one.
    pub(super) fn prepare(
        books: &'o Path,
        out: &'o Path,
        staging: &Path,
        earlier: &Manifest,
        steps: &[Step<'_>],
    ) -> Option<Self> {
        let switch = Self {
            books,
            out,
            next: next(staging),
        };
        switch.probe(&staging.join("probe")).ok()?;
        switch.copy(earlier.paths().count()).ok()?;
        steps.iter().try_for_each(|step| step.take_in(&switch.next)).ok()?;
        Some(switch)
    }

    /// Lets the folders change places. Nothing in the output folder has changed where this fails.
    pub(super) fn make(&self, earlier: &Manifest, new: &Manifest) -> io::Result<()> {
        self.announce(earlier, new)?;
        system::exchange(&self.next, self.out).or_else(|error| forget(&self.note()).and(Err(error)))
    }

    /// Notes in the books what is about to be done.
    pub(super) fn announce(&self, earlier: &Manifest, new: &Manifest) -> io::Result<()> {
        let note = self.next.with_file_name("switch");
        fs::create_dir(&note)?;
        fs::write(
            note.join("folder"),
            system::identity(&fs::symlink_metadata(&self.next)?),
        )?;
        for (name, list) in [("earlier", earlier), ("new", new)] {
            fs::write(note.join(name), list.to_text())?;
        }
        fs::rename(&note, self.note())
    }

    fn note(&self) -> PathBuf {
        self.books.join("switch")
    }

    /// Tries whether folders can change places here, and whether the output folder is one of ours.
    fn probe(&self, probe: &Path) -> io::Result<()> {
        fs::create_dir(&self.next)?;
        fs::create_dir(probe)?;
        system::exchange(&self.next, probe)?;
        fs::remove_dir(probe)
    }

    /// Makes the copy; an error where something is there that a link of ours would not be the same as.
    fn copy(&self, ours: usize) -> io::Result<()> {
        let owner = system::owner(&fs::symlink_metadata(&self.next)?);
        let mut files = 0;
        for entry in WalkDir::new(self.out) {
            let entry = entry?;
            let there = entry.metadata()?;
            let path = entry.path().strip_prefix(self.out).unwrap_or(entry.path());
            let copy = match path.as_os_str().is_empty() {
                true => self.next.clone(),
                false => self.next.join(path),
            };
            if there.is_dir() && system::owner(&there) == owner {
                if entry.depth() > 0 {
                    fs::create_dir(&copy)?;
                }
                fs::set_permissions(&copy, there.permissions())?;
            } else if entry.depth() == 0 || there.is_dir() {
                return Err(io::Error::other("it is no folder of ours"));
            } else {
                files += 1;
                if files > ours.saturating_mul(2) + MAX_FOREIGN {
                    return Err(io::Error::other("there are too many files of the user's"));
                }
                fs::hard_link(entry.path(), &copy)?;
            }
        }
        Ok(())
    }
}

/// Brings a switch to its end after which the folders have changed places: what somebody has written into the earlier
/// site since the copy was made comes over, and the manifest becomes that of the new one. Forgets about a switch that was
/// not made.
///
/// # Errors
/// If a file cannot be read or moved; this can be tried again.
pub(super) fn bring_to_end(books: &Path, out: &Path, staging: &Path) -> Result<(), Error> {
    let switch = books.join("switch");
    let write = |error| Error::write(&switch, error);
    let folder = match fs::read_to_string(switch.join("folder")) {
        Ok(folder) => folder,
        Err(error) if error.kind() == ErrorKind::NotFound => return forget(&switch).map_err(write),
        Err(error) => return Err(Error::read(switch, error)),
    };
    let is_made = look(out)?.is_some_and(|there| system::identity(&there) == folder);
    let new = switch.join("new");
    if is_made && look(&new)?.is_some() {
        let earlier = Manifest::read(&switch.join("earlier"))?;
        bring_over(&next(staging), out, &earlier, &Manifest::read(&new)?)?;
        fs::rename(&new, books.join("manifest")).map_err(|error| Error::write(new, error))?;
    }
    forget(&switch).map_err(write)
}

/// Where the new site waits, and afterwards the earlier one.
fn next(staging: &Path) -> PathBuf {
    staging.join("next")
}

/// Takes the note of a switch away, what makes it count first.
fn forget(switch: &Path) -> io::Result<()> {
    let is_gone = |result: io::Result<()>| match result {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    is_gone(fs::remove_file(switch.join("folder")))?;
    is_gone(fs::remove_dir_all(switch))
}

/// Moves what is in the folder `from` to the same place in `out`, unless it is there too, or docgen wrote it for the
/// `earlier` site, or its place is docgen's in both sites: there, what somebody has made of a page is replaced.
fn bring_over(from: &Path, out: &Path, earlier: &Manifest, new: &Manifest) -> Result<(), Error> {
    for entry in WalkDir::new(from).min_depth(1) {
        let read = |error: walkdir::Error| Error::read(from, error.into());
        let entry = entry.map_err(read)?;
        let there = entry.metadata().map_err(read)?;
        let path = entry.path().strip_prefix(from).unwrap_or(entry.path());
        let place = out.join(path);
        let is_same = |other: fs::Metadata| system::identity(&other) == system::identity(&there);
        if there.is_dir() || look(&place)?.is_some_and(is_same) {
            continue;
        }
        if there.is_file() {
            let name = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
            let hash = hash_of(entry.path()).map_err(|error| Error::read(entry.path(), error))?;
            if earlier.lists_content(&name, &hash) || earlier.lists(&name) && new.lists(&name) {
                continue;
            }
        }
        let folder = place.parent().unwrap_or(out);
        fs::create_dir_all(folder).map_err(|error| Error::write(folder, error))?;
        fs::rename(entry.path(), &place).map_err(|error| Error::write(&place, error))?;
    }
    Ok(())
}

/// What the standard library does not have.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
mod system {
    use std::fs::Metadata;
    use std::io;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;

    use rustix::fs::{CWD, RenameFlags, renameat_with};

    /// Lets two folders change places (`renameat2`, `renameatx_np`).
    pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
        Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
    }

    /// Which file or folder it is, whatever its name.
    pub(super) fn identity(there: &Metadata) -> String {
        format!("{} {}", there.dev(), there.ino())
    }

    /// The numbers of its user and group.
    pub(super) fn owner(there: &Metadata) -> (u32, u32) {
        (there.uid(), there.gid())
    }
}

/// What the standard library does not have, and this system neither.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
mod system {
    use std::fs::Metadata;
    use std::io;
    use std::path::Path;

    pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn identity(_: &Metadata) -> String {
        String::new()
    }

    pub(super) fn owner(_: &Metadata) -> (u32, u32) {
        (0, 0)
    }
}
