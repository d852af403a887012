//! Shows a site while it is written: builds it in memory, serves it, watches its folders, and tells open pages what has
//! become of them.
//!
//! Start at [`Server`]. One thread watches and builds; each connection has its own, and renders the page that it is asked
//! for. Between them stands what is `shown`, whole and unchanging: a reader of one version is not disturbed by the next.
//!
//! ```text
//! watch -> build -> shown -> routes -> response      a request: connections, request, paths
//!                        \-> events -> live.js       what is wrong with a page: told
//! ```
//!
//! Nobody but this machine's user is to read what is served, so a request is taken for hostile until it has shown that it
//! is not: see `hosts`, `request` and [`Limits`]. A path is looked up among the files of the site and never on disk.
//!
//! What a clock and a socket say decides when something is told, and never what a page holds.

mod connections;
mod events;
mod failure;
mod hosts;
mod limits;
mod own_pages;
mod paths;
mod request;
mod resources;
mod response;
mod routes;
mod shown;
mod told;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::Value as Json;

use crate::engine::{Artifacts, Build, Theme};
use crate::finding::Finding;
use connections::Places;
pub use failure::Failure;
use hosts::Hosts;
pub use limits::Limits;
use limits::Stopwatch;
pub use notify::ErrorKind as WatchErrorKind;
use shown::{Rendering, Shown, Version};
pub use watch::{Changes, Completeness, Watched};
use watch::{Signal, Waited, Watch};

/// How long a failure is kept back to see whether something changed meanwhile, as while git checks out another branch:
/// what was read of files that come and go is no author's mistake. What fails again is told, whatever goes on.
const GRACE: Duration = Duration::from_millis(100);

/// How long a site that was built is left to the browsers that fetch and draw it, before the rules take the processors.
const HEAD_START: Duration = Duration::from_millis(40);

/// A build and its theme, whose files are served.
pub type Site = Artifacts<Build, Theme>;

/// Makes the site of what its folders hold at the moment.
pub type MakeSite<'a> = dyn FnMut() -> Result<Site, Failure> + 'a;

/// The absolute path of a file that a finding or an error names, if there is such a file.
pub type Locate = dyn Fn(&str) -> Option<String> + Send + Sync;

/// What a server is asked for.
pub struct Options {
    /// Where it listens. Port 0 stands for any that is free.
    pub address: SocketAddr,
    /// The name that it was asked to listen at, beside `localhost`, if it was one.
    pub name: Option<String>,
    /// What one client may ask.
    pub limits: Limits,
    /// Where files are.
    pub locate: Box<Locate>,
}

/// A server that listens already, and has nothing to show yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    shared: Arc<Shared>,
    watch: Watch,
}

/// Something that whoever runs a server may want to tell.
pub enum Report<'r> {
    /// The site was built.
    Built {
        /// What it is.
        site: &'r Site,
        /// What is wrong with it; nothing is known of a site that changed before the rules came to it.
        findings: Option<&'r [Finding]>,
        /// Why it was built; nothing the first time.
        changes: Option<&'r Changes>,
        /// How long the build took.
        took: Duration,
        /// Why a page cannot be shown by its template.
        broken: Option<&'r Failure>,
    },
    /// The site was not built, and what was shown before is shown still.
    Failed {
        /// What stopped it.
        failure: &'r Failure,
        /// Why it was to be built; nothing the first time.
        changes: Option<&'r Changes>,
    },
    /// Some folder is not watched any more.
    Unwatched(notify::Error),
}

/// Ends a server from anywhere.
#[derive(Clone)]
pub struct Stopper {
    shared: Arc<Shared>,
    watch: Sender<Signal>,
    address: SocketAddr,
}

/// What all threads of a server share.
struct Shared {
    shown: Shown,
    hosts: Hosts,
    limits: Limits,
    connections: Arc<Places>,
    listeners: Arc<Places>,
    /// The paths of the pages that listen, each with how many do.
    open: Mutex<BTreeMap<String, usize>>,
    locate: Box<Locate>,
}

/// A page counts as open as long as this is there.
struct Watching {
    shared: Arc<Shared>,
    page: String,
}

impl Server {
    /// Listens, and watches the folders of the site.
    ///
    /// # Errors
    /// If the address cannot be had: another program may have the port.
    pub fn new(options: Options, watched: Watched) -> Result<Self, StartError> {
        let listener = TcpListener::bind(options.address).map_err(StartError::Listen)?;
        let address = listener.local_addr().map_err(StartError::Listen)?;
        let watch = Watch::new(watched).map_err(StartError::Watch)?;
        let shared = Shared {
            shown: Shown::default(),
            hosts: Hosts::new(address.ip(), options.name.as_deref()),
            connections: Arc::new(Places::new(options.limits.connections)),
            listeners: Arc::new(Places::new(options.limits.listeners)),
            limits: options.limits,
            open: Mutex::default(),
            locate: options.locate,
        };
        Ok(Self {
            listener,
            address,
            shared: Arc::new(shared),
            watch,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What ends it.
    pub fn stopper(&self) -> Stopper {
        Stopper {
            shared: Arc::clone(&self.shared),
            watch: self.watch.sender(),
            address: self.address,
        }
    }

    /// Serves what `make_site` makes, which is asked again after each change, until a [`Stopper`] ends it. A site is shown
    /// when it is built; the rules run after that, beside whatever comes next.
    ///
    /// # Panics
    /// If the rules panic, or what takes connections.
    pub fn run(mut self, make_site: &mut MakeSite<'_>, tell: &mut dyn FnMut(Report<'_>)) {
        let stopper = self.stopper();
        let (listener, shared) = (self.listener, Arc::clone(&self.shared));
        let accepting = spawn(stopper.clone(), move || connections::accept(&listener, &shared));
        let (to_judge, versions) = mpsc::channel();
        let (judged, shared) = (self.watch.sender(), Arc::clone(&self.shared));
        let judging = spawn(stopper, move || judge(&versions, &shared, &judged));
        let mut changes: Option<Changes> = None;
        let mut is_again = false;
        while !self.shared.shown.is_stopping() {
            let built = build(make_site, &self.shared);
            if built.is_err()
                && !is_again
                && let Some(waited) = self.watch.wait_at_most(GRACE)
            {
                let Waited::Changed(later, watched) = waited else {
                    break;
                };
                if let Err(error) = watched {
                    tell(Report::Unwatched(error));
                }
                changes = changes.map(|changes| changes.and(later));
                is_again = true;
                continue;
            }
            is_again = false;
            match &built {
                // Where the rules panicked, nothing would ever be known of this site.
                Ok(built) if to_judge.send(Arc::clone(&built.version)).is_err() => break,
                Ok(_) => {}
                Err(failure) => {
                    self.shared.shown.show(Err(Arc::clone(failure)));
                    tell(Report::Failed {
                        failure,
                        changes: changes.as_ref(),
                    });
                }
            }
            let mut untold = built.ok();
            let next = loop {
                let waited = self.watch.wait();
                let is_judged = |built: &mut Built| built.version.judged().is_some();
                let told = match &waited {
                    Waited::Judged => untold.take_if(is_judged),
                    Waited::Changed(..) | Waited::Stopped => untold.take(),
                };
                if let Some(built) = told {
                    tell(built.report(changes.as_ref()));
                }
                match waited {
                    Waited::Judged => {}
                    Waited::Changed(changes, watched) => {
                        if let Err(error) = watched {
                            tell(Report::Unwatched(error));
                        }
                        break Some(changes);
                    }
                    Waited::Stopped => break None,
                }
            };
            if next.is_none() {
                break;
            }
            changes = next;
        }
        self.shared.shown.stop();
        wake(self.address);
        drop(to_judge);
        join([accepting, judging]);
    }
}

/// A thread that ends the server if it panics: without it nobody would be answered, or hear what is wrong.
fn spawn(stopper: Stopper, work: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    thread::spawn(move || {
        let _guard = StopOnPanic(stopper);
        work();
    })
}

/// Waits for all threads, then panics if one of them did.
fn join<const N: usize>(threads: [JoinHandle<()>; N]) {
    let ended = threads.map(JoinHandle::join);
    if let Some(panic) = ended.into_iter().find_map(Result::err) {
        std::panic::resume_unwind(panic);
    }
}

struct StopOnPanic(Stopper);

impl Drop for StopOnPanic {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}

/// A site that was built, and how that went.
struct Built {
    version: Arc<Version>,
    took: Duration,
    /// Why a page cannot be shown by its template.
    broken: Option<Failure>,
}

impl Built {
    fn report<'b>(&'b self, changes: Option<&'b Changes>) -> Report<'b> {
        Report::Built {
            site: &self.version.site,
            findings: self.version.judged().map(|judged| &*judged.findings),
            changes,
            took: self.took,
            broken: self.broken.as_ref(),
        }
    }
}

/// Makes a site, and shows it if it comes about.
fn build(make_site: &mut MakeSite<'_>, shared: &Shared) -> Result<Built, Arc<Failure>> {
    let started = Stopwatch::start();
    let site = make_site().map_err(Arc::new)?;
    let version = Arc::new(Version::new(site));
    let broken = try_rendering(&version, shared);
    let rendering = match &broken {
        Some(_) => Rendering::Fails,
        None => Rendering::Works,
    };
    shared.shown.show(Ok((Arc::clone(&version), rendering)));
    Ok(Built {
        version,
        took: started.elapsed(),
        broken,
    })
}

/// Finds out what is wrong with one version after the other; of several that wait, only with the last.
fn judge(versions: &Receiver<Arc<Version>>, shared: &Shared, told: &Sender<Signal>) {
    while let Ok(version) = versions.recv() {
        thread::sleep(HEAD_START);
        let version = versions.try_iter().last().unwrap_or(version);
        version.judge();
        shared.shown.tell_again();
        // Where nobody waits, the server has ended.
        drop(told.send(Signal::Judged));
    }
}

/// Why a server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Nothing can listen at the address.
    #[error("cannot listen there")]
    Listen(#[source] io::Error),
    /// The folders cannot be watched.
    #[error("cannot watch the folders of the site")]
    Watch(#[source] notify::Error),
}

impl Stopper {
    /// Ends the server: `Server::run` returns soon, after the build that is at work.
    pub fn stop(&self) {
        self.shared.shown.stop();
        // Where nobody listens, the server has ended.
        drop(self.watch.send(Signal::Stop));
        wake(self.address);
    }
}

/// Has who waits for connections look up once more.
fn wake(mut address: SocketAddr) {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => [127, 0, 0, 1].into(),
            SocketAddr::V6(_) => [0, 0, 0, 0, 0, 0, 0, 1].into(),
        });
    }
    // Where nothing listens any more, nobody has to wake.
    drop(TcpStream::connect_timeout(&address, Duration::from_secs(1)));
}

/// Why a page of a version cannot be rendered: tried with the pages that are open, one of each layout, and the one for
/// addresses where nothing is.
fn try_rendering(version: &Version, shared: &Shared) -> Option<Failure> {
    let site = &version.site;
    let base_url = &site.build().project.config.base_url;
    let open: Vec<String> = shared.lock_open().keys().cloned().collect();
    let open = open
        .iter()
        .filter_map(|page| match paths::find(&paths::decode(page)?, base_url, site) {
            paths::Leads::To(output) => Some(output),
            paths::Leads::On(_) | paths::Leads::Nowhere => None,
        });
    let mut layouts = BTreeSet::new();
    let pages = site.build().site.pages.iter();
    let samples = pages.filter(|page| layouts.insert(page.front_matter.get("layout").and_then(Json::as_str)));
    let samples = samples.map(|page| page.output.clone());
    let outputs = open.chain(samples).chain(["404.html".to_owned()]);
    outputs
        .into_iter()
        .find_map(|output| Some(Failure::from(&site.get(&output)?.err()?)))
}

impl Shared {
    /// Counts a page as open.
    fn watch_page(self: &Arc<Self>, page: &str) -> Watching {
        *self.lock_open().entry(page.to_owned()).or_default() += 1;
        Watching {
            shared: Arc::clone(self),
            page: page.to_owned(),
        }
    }

    fn lock_open(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let mut open = self.shared.lock_open();
        if let Some(count) = open.get_mut(&self.page) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.page);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_panics_ends_the_server_and_is_not_passed_over() {
        let folder = tempfile::tempdir().expect("there is a place for temporary files");
        let options = Options {
            address: ([127, 0, 0, 1], 0).into(),
            name: None,
            limits: Limits::default(),
            locate: Box::new(|_| None),
        };
        let watched = Watched {
            roots: vec![folder.path().to_owned()],
            files: Vec::new(),
            is_ignored: Box::new(|_| false),
        };
        let server = Server::new(options, watched).expect("some port is free");
        let fine = spawn(server.stopper(), || {});
        let panicking = spawn(server.stopper(), || panic!("as a rule might"));
        // Who waits for what is wrong with the site waits no more, and nothing has to be saved for that.
        server.shared.shown.first_judged();
        server.run(&mut || panic!("nothing is built any more"), &mut |_| {});
        let joined = thread::spawn(|| join([fine, panicking])).join();
        let panic = joined.expect_err("one of them panicked");
        assert_eq!(panic.downcast_ref(), Some(&"as a rule might"));
    }
}
