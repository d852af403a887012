//! What is shown at a moment, and how those who wait hear of the next.

use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use super::{Failure, Site};
use crate::engine::Content;
use crate::finding::Finding;

/// What is shown, and the end of showing it.
#[derive(Default)]
pub(super) struct Shown {
    now: Mutex<Snapshot>,
    news: Condvar,
    stopping: AtomicBool,
}

/// What is shown at one moment.
#[derive(Clone, Default)]
pub(super) struct Snapshot {
    /// How often there was news: a build, whatever came of it, or what is wrong with one; never before the first is done.
    pub(super) number: u64,
    /// What the last build that did its work made.
    pub(super) version: Option<Arc<Version>>,
    /// What the last one made whose pages could be rendered, as far as they were tried: the same, mostly.
    pub(super) good: Option<Arc<Version>>,
    /// Why the last build did not do its work.
    pub(super) failure: Option<Arc<Failure>>,
}

/// A site and, once the rules have run, what is wrong with it.
pub(super) struct Version {
    pub(super) site: Site,
    judged: OnceLock<Judged>,
    /// The fingerprints of files that pages load, by their paths in the site.
    fingerprints: Mutex<HashMap<String, String>>,
}

/// What is wrong with a site.
pub(super) struct Judged {
    /// All of it.
    pub(super) findings: Vec<Finding>,
    /// The positions of what shows on each page, by the page's path in the source folder.
    by_page: HashMap<Arc<str>, Vec<usize>>,
}

/// Whether pages of a version could be rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rendering {
    Works,
    Fails,
}

impl Version {
    pub(super) fn new(site: Site) -> Self {
        Self {
            site,
            judged: OnceLock::new(),
            fingerprints: Mutex::default(),
        }
    }

    /// Runs the rules, which may take longer than the build.
    pub(super) fn judge(&self) {
        self.judged
            .get_or_init(|| Judged::new(self.site.build().verdict().findings));
    }

    /// What is wrong, once that is known.
    pub(super) fn judged(&self) -> Option<&Judged> {
        self.judged.get()
    }

    /// The fingerprint of a file of the site, which is read once for all pages that load it; nothing if it cannot be.
    pub(super) fn fingerprint(&self, output: &str) -> Option<String> {
        let known = || self.fingerprints.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fingerprint) = known().get(output) {
            return Some(fingerprint.clone());
        }
        let hash = match self.site.get(output)?.ok()? {
            Content::Bytes(bytes) => blake3::hash(&bytes),
            Content::Copy { files, path } => {
                let mut hasher = blake3::Hasher::new();
                io::copy(&mut files.open(path).ok()?, &mut hasher).ok()?;
                hasher.finalize()
            }
        };
        let fingerprint = hash.to_hex()[..16].to_owned();
        known().insert(output.to_owned(), fingerprint.clone());
        Some(fingerprint)
    }

    /// The path in the source folder of the page that a file of the site shows.
    pub(super) fn source_of(&self, output: &str) -> Option<&str> {
        let page = self.site.page_at(output)?;
        Some(&self.site.build().site.pages[page].source)
    }
}

impl Judged {
    fn new(findings: Vec<Finding>) -> Self {
        let mut by_page: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
        for (at, finding) in findings.iter().enumerate() {
            let own = &finding.location.path;
            let own = [own].into_iter().filter(|own| !finding.pages.contains(own));
            for page in finding.pages.iter().chain(own) {
                by_page.entry(Arc::clone(page)).or_default().push(at);
            }
        }
        Self { findings, by_page }
    }

    /// What is wrong with the page at a path of the source folder, what comes of its includes too.
    pub(super) fn on_page(&self, page: &str) -> impl Iterator<Item = &Finding> {
        let positions = self.by_page.get(page).into_iter().flatten();
        positions.map(|&at| &self.findings[at])
    }
}

impl Snapshot {
    /// Whether the same stands at each path, whatever has become known of it.
    pub(super) fn shows_the_same_as(&self, other: &Self) -> bool {
        self.version.as_ref().map(Arc::as_ptr) == other.version.as_ref().map(Arc::as_ptr)
            && self.failure.as_ref().map(Arc::as_ptr) == other.failure.as_ref().map(Arc::as_ptr)
    }

    /// Whether all is known of what is shown.
    pub(super) fn is_judged(&self) -> bool {
        let version = self.version.as_deref();
        version.is_none_or(|version| version.judged().is_some())
    }
}

impl Shown {
    /// What is shown, once there is something: the first build may still be at work.
    pub(super) fn first(&self) -> Snapshot {
        self.wait_until(|now| now.number > 0)
    }

    /// The same once it is known what is wrong with it.
    pub(super) fn first_judged(&self) -> Snapshot {
        self.wait_until(|now| now.number > 0 && now.is_judged())
    }

    fn wait_until(&self, is_there: impl Fn(&Snapshot) -> bool) -> Snapshot {
        let is_early = |now: &mut Snapshot| !is_there(now) && !self.is_stopping();
        let waited = self.news.wait_while(self.lock(), is_early);
        waited.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is shown after the news `number`, or at the end of `patience`.
    pub(super) fn after(&self, number: u64, patience: Duration) -> Snapshot {
        let now = self.lock();
        let is_same = |now: &mut Snapshot| now.number == number && !self.is_stopping();
        let waited = self.news.wait_timeout_while(now, patience, is_same);
        let (now, _) = waited.unwrap_or_else(PoisonError::into_inner);
        now.clone()
    }

    /// Shows what a build made, or why it made nothing.
    pub(super) fn show(&self, built: Result<(Arc<Version>, Rendering), Arc<Failure>>) {
        let mut now = self.lock();
        now.number += 1;
        match built {
            Ok((version, rendering)) => {
                if rendering == Rendering::Works {
                    now.good = Some(Arc::clone(&version));
                }
                now.version = Some(version);
                now.failure = None;
            }
            Err(failure) => now.failure = Some(failure),
        }
        drop(now);
        self.news.notify_all();
    }

    /// Tells that it is known now what is wrong with a version.
    pub(super) fn tell_again(&self) {
        self.lock().number += 1;
        self.news.notify_all();
    }

    pub(super) fn stop(&self) {
        // Under the lock: who is about to wait has not looked yet, or is waiting already.
        let now = self.lock();
        self.stopping.store(true, Ordering::SeqCst);
        drop(now);
        self.news.notify_all();
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// A thread that panicked while it held the lock left nothing half done: what is put there is put there whole.
    fn lock(&self) -> MutexGuard<'_, Snapshot> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
