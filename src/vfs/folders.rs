//! The folders of a disk, for whoever watches them.

use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use walkdir::WalkDir;

/// The most folders that are watched.
const MAX_FOLDERS: usize = 100_000;

/// Whether there is a folder at `path`.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether there is anything at `path`.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// `root` and the folders below it, those before these. Links are not followed: what they lead to inside the root is
/// found at its own place. A folder for which `enter` says no is left out, with all that is in it.
///
/// # Errors
/// If there is no folder at `root`, or there are too many below it. What goes away on the way is left out.
pub fn folders(root: &Path, enter: &dyn Fn(&Path) -> bool) -> io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    let walk = WalkDir::new(root).into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || entry.file_type().is_dir() && enter(entry.path())) {
        match entry {
            Ok(entry) if entry.depth() == 0 && !entry.path().is_dir() => {
                return Err(io::ErrorKind::NotADirectory.into());
            }
            Ok(entry) => folders.push(entry.into_path()),
            Err(error) if error.depth() == 0 => return Err(error.into()),
            // It went away since its folder was read, or may not be looked into, of which the build tells.
            Err(_) => {}
        }
        if folders.len() > MAX_FOLDERS {
            return Err(io::Error::other(format!(
                "there are more than {MAX_FOLDERS} folders in it"
            )));
        }
    }
    Ok(folders)
}

/// What changes when a file below `root` comes, goes or is written: a hash of all paths, sizes and times.
pub fn stamp(root: &Path, enter: &dyn Fn(&Path) -> bool) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    let walk = WalkDir::new(root).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || enter(entry.path())) {
        // What cannot be looked at is as if it were not there.
        let Ok(entry) = entry else { continue };
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.is_dir() {
            continue;
        }
        hasher.update(entry.path().as_os_str().as_encoded_bytes());
        hasher.update(&metadata.len().to_le_bytes());
        let since = metadata
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        hasher.update(&since.map_or(0, |since| since.as_nanos()).to_le_bytes());
    }
    hasher.finalize()
}
