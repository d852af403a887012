//! Tells when something changed in the folders that a site is made of.
//!
//! A build reads everything anew, so what changed is of no account here but for what people are told; what counts is that
//! no change is missed. Where the system watches single folders (Linux), each is watched that may hold something of the
//! site, and no other: neither `.git`, nor the output, nor what a package manager fetched.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RemoveKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::limits::Stopwatch;
use crate::vfs;

/// How long it has to be quiet before a build begins: an editor writes a file in several steps.
const QUIET: Duration = Duration::from_millis(8);

/// How long a build waits for quiet, at most: a checkout of another branch takes its time.
const MOST_WAITING: Duration = Duration::from_millis(400);

/// How often it is looked for a folder that is gone.
const LOOK: Duration = Duration::from_millis(200);

/// The most paths that are kept of one change.
const MAX_PATHS: usize = 1_000;

/// Whether the system tells of one folder only, not of those below it.
const FOLDER_BY_FOLDER: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// Folders that never hold anything of a site, wherever they are.
const IGNORED_FOLDERS: [&str; 8] = [
    ".docgen",
    ".git",
    ".hg",
    ".jj",
    ".sass-cache",
    ".svn",
    ".jekyll-cache",
    "node_modules",
];

/// What is watched.
pub struct Watched {
    /// The folders, which need not be there. They begin at the root of the file system.
    pub roots: Vec<PathBuf>,
    /// Files that are wherever they stand, in folders that are there: what git notes of its history, say.
    pub files: Vec<PathBuf>,
    /// Which folders below the roots are not: the output, say.
    pub is_ignored: Box<dyn Fn(&Path) -> bool + Send>,
}

/// What changed since it was last asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The first of the paths, sorted.
    pub paths: Vec<PathBuf>,
    /// How many more there are.
    pub more: usize,
    /// Whether there may be others that nobody was told of.
    pub completeness: Completeness,
}

/// Whether all that changed is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Completeness {
    /// It is.
    #[default]
    Complete,
    /// The system had too much to tell, or a folder was away for a while.
    Unknown,
}

/// What comes to who waits for changes.
pub(super) enum Signal {
    /// What the system tells.
    Event(notify::Result<Event>),
    /// It is known what is wrong with what was built.
    Judged,
    /// Nobody wants to know any more.
    Stop,
}

/// What came of waiting.
#[derive(Debug)]
pub(super) enum Waited {
    /// Something changed; and whether all that is to be watched still is.
    Changed(Changes, notify::Result<()>),
    /// It is known what is wrong with what was built.
    Judged,
    /// Nobody wants to know any more.
    Stopped,
}

/// Folders under watch.
pub(super) struct Watch {
    watched: Watched,
    watcher: RecommendedWatcher,
    signals: Receiver<Signal>,
    sender: Sender<Signal>,
    /// The folders that the system tells of.
    folders: BTreeSet<PathBuf>,
    /// Whether a root is away, or a folder could not be watched.
    is_partial: bool,
    /// Whether there is word of a judgement that was not passed on, since a change came first.
    has_judged: bool,
    /// What the roots held when the system last had too much to tell, and whether all of them could be watched then.
    stamp: Option<(Vec<blake3::Hash>, bool)>,
}

/// The paths of one change.
#[derive(Default)]
struct Paths {
    all: BTreeSet<PathBuf>,
    /// Those that were not there before.
    new: BTreeSet<PathBuf>,
}

impl Changes {
    /// These changes and those that came after them.
    pub(super) fn and(self, later: Self) -> Self {
        let paths = self.paths.into_iter().chain(later.paths).collect();
        let mut both = Self::of(paths, self.completeness.max(later.completeness));
        both.more += self.more + later.more;
        both
    }

    fn of(paths: BTreeSet<PathBuf>, completeness: Completeness) -> Self {
        Self {
            more: paths.len().saturating_sub(MAX_PATHS),
            paths: paths.into_iter().take(MAX_PATHS).collect(),
            completeness,
        }
    }
}

impl Paths {
    fn changes(mut self, completeness: Completeness) -> Changes {
        // What came and went again, as the file that an editor writes first, is nothing to tell.
        let is_told = |path: &PathBuf| !self.new.contains(path) || vfs::exists(path);
        self.all.retain(is_told);
        Changes::of(self.all, completeness)
    }
}

impl Watch {
    pub(super) fn new(watched: Watched) -> notify::Result<Self> {
        let (sender, signals) = mpsc::channel();
        let told = sender.clone();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // A build reads the folders that are watched: of that there is no end to be told.
            if let Ok(event) = &event
                && let EventKind::Access(access) = event.kind
                && access != AccessKind::Close(AccessMode::Write)
            {
                return;
            }
            // Where nobody listens any more, the server has ended.
            drop(told.send(Signal::Event(event)));
        })?;
        let mut watch = Self {
            watched,
            watcher,
            signals,
            sender,
            folders: BTreeSet::new(),
            is_partial: false,
            has_judged: false,
            stamp: None,
        };
        watch.follow()?;
        Ok(watch)
    }

    /// What ends the waiting.
    pub(super) fn sender(&self) -> Sender<Signal> {
        self.sender.clone()
    }

    /// Waits for something to change, and then for quiet; or for word that what was built is judged.
    pub(super) fn wait(&mut self) -> Waited {
        if std::mem::take(&mut self.has_judged) {
            return Waited::Judged;
        }
        loop {
            if let Some(waited) = self.wait_or(None) {
                return waited;
            }
        }
    }

    /// Waits for something to change, and then for quiet, unless nothing changes for so long.
    pub(super) fn wait_at_most(&mut self, most: Duration) -> Option<Waited> {
        self.wait_or(Some(most))
    }

    fn wait_or(&mut self, most: Option<Duration>) -> Option<Waited> {
        let waiting = Stopwatch::start();
        let mut paths = Paths::default();
        let mut completeness = Completeness::Complete;
        let mut first: Option<Stopwatch> = None;
        let mut done = Ok(());
        loop {
            let patience = match first {
                Some(first) => match MOST_WAITING.checked_sub(first.elapsed()) {
                    Some(left) => Some(left.min(QUIET)),
                    None => break,
                },
                None => {
                    let left = most.map(|most| most.saturating_sub(waiting.elapsed()));
                    let look = self.is_partial.then_some(LOOK);
                    left.into_iter().chain(look).min()
                }
            };
            let signal = match patience {
                Some(patience) => self.signals.recv_timeout(patience),
                None => self.signals.recv().map_err(RecvTimeoutError::from),
            };
            let event = match signal {
                Ok(Signal::Event(event)) => event,
                Ok(Signal::Judged) if first.is_none() && most.is_none() => return Some(Waited::Judged),
                Ok(Signal::Judged) => {
                    self.has_judged = true;
                    continue;
                }
                Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return Some(Waited::Stopped),
                Err(RecvTimeoutError::Timeout) if first.is_some() => break,
                Err(RecvTimeoutError::Timeout) if most.is_some_and(|most| waiting.elapsed() >= most) => return None,
                // A root that was away may be back.
                Err(RecvTimeoutError::Timeout) => {
                    self.folders.clear();
                    done = self.follow();
                    if !self.is_partial || done.is_err() {
                        completeness = Completeness::Unknown;
                        break;
                    }
                    continue;
                }
            };
            let is_news = match event {
                Ok(event) if event.need_rescan() => {
                    self.folders.clear();
                    let followed = self.follow();
                    let is_news = self.has_new_stamp(&followed);
                    if is_news {
                        completeness = Completeness::Unknown;
                        done = done.and(followed);
                    }
                    is_news
                }
                Ok(event) => self.take(&event, &mut paths, &mut done),
                // The system could not tell of something.
                Err(error) => {
                    completeness = Completeness::Unknown;
                    done = Err(error);
                    true
                }
            };
            if is_news {
                first.get_or_insert_with(Stopwatch::start);
            }
        }
        Some(Waited::Changed(paths.changes(completeness), done))
    }

    /// Whether an event is of account; puts its paths with the others.
    fn take(&mut self, event: &Event, paths: &mut Paths, done: &mut notify::Result<()>) -> bool {
        let mut is_news = false;
        for path in &event.paths {
            if self.watched.files.contains(path) {
                paths.all.insert(path.clone());
                is_news = true;
                continue;
            }
            let root = self
                .watched
                .roots
                .iter()
                .find(|root| path.starts_with(root) || root.starts_with(path));
            let Some(root) = root else {
                continue;
            };
            let is_above = path != root && root.starts_with(path);
            // The times of the folders above change with whatever else is in them.
            if is_above && matches!(event.kind, EventKind::Modify(ModifyKind::Metadata(_))) {
                continue;
            }
            if !is_above && self.is_ignored(root, path) {
                continue;
            }
            let moves = match event.kind {
                EventKind::Create(CreateKind::File) | EventKind::Remove(RemoveKind::File) => false,
                EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => true,
                _ => false,
            };
            let is_folder = moves && (self.folders.contains(path) || vfs::is_folder(path));
            if is_folder || is_above {
                self.forget(path);
                let followed = self.follow();
                if followed.is_err() {
                    *done = followed;
                }
            }
            // A folder's time changes with what is in it, of which there is an event, too.
            if matches!(event.kind, EventKind::Modify(ModifyKind::Metadata(_))) && self.folders.contains(path) {
                continue;
            }
            if matches!(event.kind, EventKind::Create(_)) {
                paths.new.insert(path.clone());
            }
            paths.all.insert(path.clone());
            is_news = true;
        }
        is_news
    }

    /// Forgets the folders at and below `path`, which may be others from now on.
    fn forget(&mut self, path: &Path) {
        let gone: Vec<PathBuf> = self
            .folders
            .iter()
            .filter(|folder| folder.starts_with(path))
            .cloned()
            .collect();
        for folder in gone {
            // The system may have forgotten it already.
            drop(self.watcher.unwatch(&folder));
            self.folders.remove(&folder);
        }
    }

    /// Watches all that is to be watched and is not yet.
    fn follow(&mut self) -> notify::Result<()> {
        self.is_partial = false;
        let mut done = Ok(());
        for root in self.watched.roots.clone() {
            // The folder that it stands in tells when it comes and goes.
            let parent = root.ancestors().skip(1).find(|folder| vfs::is_folder(folder));
            let parent = parent.map(Path::to_owned).into_iter();
            let mut new: Vec<PathBuf> = parent.filter(|parent| !self.folders.contains(parent)).collect();
            loop {
                for folder in new {
                    match self.watch(&folder) {
                        Ok(()) => drop(self.folders.insert(folder)),
                        // It went away since it was found.
                        Err(_) if !vfs::is_folder(&folder) => self.is_partial = true,
                        Err(error) => done = Err(error),
                    }
                }
                // What came into a folder before it was watched is found by looking again.
                let found = match self.find(&root) {
                    Ok(found) => found,
                    // The source has to be there; a folder of a theme may be missing.
                    Err(_) => {
                        self.is_partial |= Some(&root) == self.watched.roots.first();
                        break;
                    }
                };
                new = found
                    .into_iter()
                    .filter(|folder| !self.folders.contains(folder))
                    .collect();
                if new.is_empty() || done.is_err() {
                    break;
                }
            }
        }
        for file in self.watched.files.clone() {
            if let Some(folder) = file.parent()
                && vfs::is_folder(folder)
                && !self.folders.contains(folder)
            {
                match self.watch(folder) {
                    Ok(()) => drop(self.folders.insert(folder.to_owned())),
                    Err(error) => done = Err(error),
                }
            }
        }
        done
    }

    fn watch(&mut self, folder: &Path) -> notify::Result<()> {
        let is_root = self.watched.roots.iter().any(|root| folder == root);
        let mode = match FOLDER_BY_FOLDER || !is_root {
            true => RecursiveMode::NonRecursive,
            false => RecursiveMode::Recursive,
        };
        self.watcher.watch(folder, mode)
    }

    /// The folders of a root that are watched one by one.
    fn find(&self, root: &Path) -> io::Result<Vec<PathBuf>> {
        if FOLDER_BY_FOLDER {
            return vfs::folders(root, &|folder| !self.is_ignored(root, folder));
        }
        match vfs::is_folder(root) {
            true => Ok(vec![root.to_owned()]),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Whether what is at a path below a root is no part of the site.
    fn is_ignored(&self, root: &Path, path: &Path) -> bool {
        let below = path.strip_prefix(root).unwrap_or(path);
        let mut folder = root.to_owned();
        for part in below {
            folder.push(part);
            let name = part.to_string_lossy();
            if IGNORED_FOLDERS.contains(&&*name) || (self.watched.is_ignored)(&folder) {
                return true;
            }
        }
        let name = below.file_name().map(|name| name.to_string_lossy());
        name.is_some_and(|name| is_temporary(&name))
    }

    /// Whether the roots hold something else than when this was last asked, or can be watched otherwise. Reading many files
    /// may be too much to tell, and a build reads them: without this it would begin again and again.
    fn has_new_stamp(&mut self, followed: &notify::Result<()>) -> bool {
        let stamp = |root: &PathBuf| vfs::stamp(root, &|path| !self.is_ignored(root, path));
        let stamps: Vec<blake3::Hash> = self.watched.roots.iter().map(stamp).collect();
        let stamp = Some((stamps, followed.is_ok()));
        let is_new = self.stamp != stamp;
        self.stamp = stamp;
        is_new
    }
}

/// Whether an editor makes a file of this name beside the one that it writes: Vim, Emacs, JetBrains' editors, GNOME's,
/// Kate, and others that write a file anew.
fn is_temporary(name: &str) -> bool {
    let is_swap = name.starts_with('.')
        && [".swp", ".swo", ".swx", ".swpx"]
            .iter()
            .any(|ending| name.ends_with(ending));
    is_swap
        || name == "4913"
        || name == ".DS_Store"
        || name.ends_with('~')
        || name.starts_with(".#")
        || name.starts_with('#') && name.ends_with('#')
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
        || name.starts_with(".goutputstream-")
        || name.ends_with(".kate-swp")
        || name.ends_with(".crswap")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_much_to_tell_is_a_change_unless_nothing_changed() {
        let folder = tempfile::tempdir().expect("there is a place for temporary files");
        let watched = Watched {
            roots: vec![folder.path().to_owned()],
            files: Vec::new(),
            is_ignored: Box::new(|_| false),
        };
        let mut watch = Watch::new(watched).expect("the folder can be watched");
        let sender = watch.sender();
        let send = |signal| sender.send(signal).expect("the watch is there");
        let overflow = || Signal::Event(Ok(Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan)));
        send(overflow());
        let Waited::Changed(changes, done) = watch.wait() else {
            panic!("nobody stopped it");
        };
        assert_eq!(changes.completeness, Completeness::Unknown);
        done.expect("the folder is there");
        // What a build reads may be too much to tell: the same folder is no reason for another one.
        send(overflow());
        let edited = folder.path().join("a.md");
        let edit = Event::new(EventKind::Modify(ModifyKind::Any)).add_path(edited.clone());
        send(Signal::Event(Ok(edit)));
        let Waited::Changed(changes, done) = watch.wait() else {
            panic!("nobody stopped it");
        };
        assert_eq!(
            (changes.paths, changes.completeness),
            (vec![edited], Completeness::Complete)
        );
        done.expect("the folder is there");
        send(overflow());
        send(Signal::Stop);
        assert!(matches!(watch.wait(), Waited::Stopped));
        // Nor is a folder that cannot be watched, but when that is new.
        let failed = Err(notify::Error::generic("no more folders can be watched"));
        assert!(watch.has_new_stamp(&failed));
        assert!(!watch.has_new_stamp(&failed));
    }

    #[test]
    fn what_editors_leave_is_no_change() {
        for name in [
            ".setup.md.swp",
            "setup.md~",
            ".#setup.md",
            "#setup.md#",
            "4913",
            "setup.md___jb_tmp___",
        ] {
            assert!(is_temporary(name), "{name}");
        }
        for name in ["setup.md", "swp", ".htaccess", "#1.md", "a#", "49130"] {
            assert!(!is_temporary(name), "{name}");
        }
    }
}
