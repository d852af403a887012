//! A tree of files to read from: a folder on disk, or texts in memory for tests and for strangers' templates.
//!
//! Paths are relative to the tree's root, with `/` between their parts on every system. Nothing here follows
//! a symbolic link out of the root.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the place that reads"
)]

mod folders;
mod overlay;

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::error::Error;
pub use folders::{exists, folders, is_folder, stamp};
pub use overlay::Overlay;

/// The most files and folders that a folder may hold.
const MAX_ENTRIES: usize = 1_000_000;

/// The most of them that may be reached through links, each counted once for every link on the way to it: a few folders
/// that link each other twice hold millions, and each takes the longer the more links lead there.
const MAX_LINKED: usize = 100_000;

/// How much is read of a file at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// The files under one root.
pub trait Files: Send + Sync {
    /// Every file below the root, in the order of their paths. A folder for which `enter` says no is not
    /// looked into.
    fn list(&self, enter: &dyn Fn(&str) -> bool) -> Result<Listing, Error>;

    /// The file at `path`, to be read from its start.
    fn open(&self, path: &str) -> io::Result<Box<dyn BufRead + '_>>;

    /// The bytes of the file at `path`.
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open(path)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The first bytes of the file at `path`, at most `length` of them.
    fn read_start(&self, path: &str, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open(path)?.take(length as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// What [`Files::list`] found.
#[derive(Debug, Default)]
pub struct Listing {
    /// The paths of the files, sorted.
    pub files: Vec<String>,
    /// What could not be taken, with the reason: links that leave the root, names that are not UTF-8, pipes.
    pub refused: Vec<Refused>,
}

/// Whether each folder is looked into that `path` stands in.
fn is_entered(path: &str, enter: &dyn Fn(&str) -> bool) -> bool {
    path.match_indices('/').all(|(at, _)| enter(&path[..at]))
}

/// A file that is left out.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its path, as far as it can be written.
    pub path: String,
    /// Why it is left out.
    pub reason: RefusedReason,
}

/// Why a file is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedReason {
    /// A symbolic link to a place outside the root, or to nothing.
    LinkOutside,
    /// A name that is not valid UTF-8.
    NameNotUtf8,
    /// A pipe, a socket or a device, which nothing may read: it might never end.
    NoFile,
}

/// A folder on disk.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    real_root: PathBuf,
}

impl Disk {
    /// The folder at `root`, which must exist.
    pub fn new(root: impl Into<PathBuf>) -> Result<Self, Error> {
        let root = root.into();
        let real_root = root.canonicalize().map_err(|error| Error::read(&root, error))?;
        if !real_root.is_dir() {
            return Err(Error::NotAFolder { path: root });
        }
        Ok(Self { root, real_root })
    }

    /// The file at `path`, if it is one: reading a pipe would never end, and a link may lead out.
    fn regular(&self, path: &str) -> io::Result<PathBuf> {
        let path = self.root.join(path);
        let is_no_file = || Err(io::Error::other("it is no file"));
        match std::fs::symlink_metadata(&path) {
            Ok(found) if found.is_file() => Ok(path),
            Ok(found) if found.is_symlink() && !self.is_inside(&path) => {
                Err(io::Error::other("it is a link that leads out of the folder"))
            }
            Ok(found) if found.is_symlink() && path.is_file() => Ok(path),
            Ok(_) => is_no_file(),
            // Opening it says why.
            Err(_) => Ok(path),
        }
    }

    fn is_inside(&self, path: &Path) -> bool {
        path.canonicalize().is_ok_and(|real| real.starts_with(&self.real_root))
    }
}

/// A path with `/` between its names, whatever the system puts there; nothing if it is not UTF-8. Where `\` is a character
/// like others, it stays one.
pub fn slashed(path: &Path) -> Option<String> {
    Some(path.to_str()?.replace(std::path::MAIN_SEPARATOR, "/"))
}

impl Files for Disk {
    fn list(&self, enter: &dyn Fn(&str) -> bool) -> Result<Listing, Error> {
        let mut listing = Listing::default();
        let relative = |path: &Path| -> Result<String, Refused> {
            let path = path.strip_prefix(&self.root).unwrap_or(path);
            slashed(path).ok_or_else(|| Refused {
                path: path.to_string_lossy().into_owned(),
                reason: RefusedReason::NameNotUtf8,
            })
        };
        let mut count = Count::default();
        let mut walk = WalkDir::new(&self.root)
            .follow_links(true)
            .min_depth(1)
            .sort_by_file_name()
            .into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    // A dangling link and a loop of links are errors to walkdir, and links that lead nowhere here.
                    let path = error.path().unwrap_or(&self.root).to_owned();
                    if error.loop_ancestor().is_some() || path.is_symlink() {
                        listing.refused.push(Refused {
                            path: relative(&path).unwrap_or_else(|refused| refused.path),
                            reason: RefusedReason::LinkOutside,
                        });
                        continue;
                    }
                    return Err(Error::read(path, error.into()));
                }
            };
            let path = match relative(entry.path()) {
                Ok(path) => path,
                Err(refused) => {
                    listing.refused.push(refused);
                    if entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                    continue;
                }
            };
            let is_folder = entry.file_type().is_dir();
            if is_folder && !enter(&path) {
                walk.skip_current_dir();
                continue;
            }
            count.add(&entry).map_err(|error| Error::read(&self.root, error))?;
            if entry.path_is_symlink() && !self.is_inside(entry.path()) {
                listing.refused.push(Refused {
                    path,
                    reason: RefusedReason::LinkOutside,
                });
                if is_folder {
                    walk.skip_current_dir();
                }
            } else if entry.file_type().is_file() {
                listing.files.push(path);
            } else if !is_folder {
                listing.refused.push(Refused {
                    path,
                    reason: RefusedReason::NoFile,
                });
            }
        }
        listing.files.sort_unstable();
        Ok(listing)
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn BufRead + '_>> {
        let file = std::fs::File::open(self.regular(path)?)?;
        Ok(Box::new(BufReader::with_capacity(CHUNK, file)))
    }

    // Without a buffer, which would read more than is asked for: all files of a site are looked at, most for a few bytes.
    fn read_start(&self, path: &str, length: usize) -> io::Result<Vec<u8>> {
        let file = std::fs::File::open(self.regular(path)?)?;
        let size = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
        // One byte more, which tells that there is none.
        let mut bytes = Vec::with_capacity(size.saturating_add(1).min(length));
        file.take(length as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// How many files and folders were come by.
#[derive(Debug, Default)]
struct Count {
    entries: usize,
    linked: usize,
    /// How deep the links stand that lead to where the walk is.
    links: Vec<usize>,
}

impl Count {
    fn add(&mut self, entry: &DirEntry) -> io::Result<()> {
        self.links.retain(|&depth| depth < entry.depth());
        if entry.path_is_symlink() {
            self.links.push(entry.depth());
        }
        self.entries += 1;
        self.linked += self.links.len();
        if self.linked > MAX_LINKED {
            let message = format!(
                "symbolic links in it lead to too many files and folders, {} so far",
                self.entries
            );
            return Err(io::Error::other(message));
        }
        if self.entries > MAX_ENTRIES {
            let message = format!("there are more than {MAX_ENTRIES} files and folders in it");
            return Err(io::Error::other(message));
        }
        Ok(())
    }
}

/// Files held in memory.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// Adds or replaces the file at `path`.
    pub fn insert(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), content.into());
    }
}

impl<P: Into<String>, C: Into<Vec<u8>>> FromIterator<(P, C)> for Memory {
    fn from_iter<T: IntoIterator<Item = (P, C)>>(files: T) -> Self {
        let files = files
            .into_iter()
            .map(|(path, content)| (path.into(), content.into()))
            .collect();
        Self { files }
    }
}

impl Files for Memory {
    fn list(&self, enter: &dyn Fn(&str) -> bool) -> Result<Listing, Error> {
        let entered = self.files.keys().filter(|path| is_entered(path, enter));
        Ok(Listing {
            files: entered.cloned().collect(),
            refused: Vec::new(),
        })
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn BufRead + '_>> {
        match self.files.get(path) {
            Some(content) => Ok(Box::new(content.as_slice())),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}
