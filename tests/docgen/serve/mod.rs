//! `docgen serve`: a server in this process or as a command, and a client that speaks to it over a real socket.
//!
//! What is waited for comes, or the test fails after a minute. Where a limit of time is the subject it is seconds long, so
//! that a machine that does other things as well stays within it.

mod command;
mod hostile;
mod live;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use docgen::engine::{Artifacts, Engine};
use docgen::error::Error;
use docgen::serve::{Failure, Limits, Options, Report, Server, Site, Stopper, Watched};
use docgen::theme::ThemeFolder;
use docgen::vfs::{Disk, Files};
use serde_json::Value as Json;

use crate::support::{self, Ground};

/// How long is waited for what has to come.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server of the folder `source` of a ground, with the theme in its `_themes/default`, if there is one.
struct Serving {
    ground: Ground,
    address: SocketAddr,
    /// What it reported, a line each.
    reports: Receiver<String>,
    stopper: Stopper,
    running: Option<JoinHandle<()>>,
}

impl Serving {
    fn new<const N: usize>(files: [(&str, &str); N]) -> Self {
        Self::with_limits(Ground::new(files), Limits::default())
    }

    fn with_limits(ground: Ground, limits: Limits) -> Self {
        let root = ground.path("source").canonicalize().expect("the source is there");
        let locate = {
            let root = root.clone();
            move |file: &str| root.join(file).to_str().map(str::to_owned)
        };
        let options = Options {
            address: ([127, 0, 0, 1], 0).into(),
            name: None,
            limits,
            locate: Box::new(locate),
        };
        let watched = Watched {
            roots: vec![root.clone()],
            files: Vec::new(),
            is_ignored: Box::new(|folder: &Path| folder.ends_with("_site")),
        };
        let server = Server::new(options, watched).expect("some port is free");
        let (address, stopper) = (server.address(), server.stopper());
        let (sender, reports) = mpsc::channel();
        let running = thread::spawn(move || {
            let mut engine = Engine::new();
            server.run(&mut || make_site(&mut engine, &root), &mut |report| {
                sender.send(line_of(&report, &root)).expect("the test waits for it");
            });
            drop(sender);
        });
        Self {
            ground,
            address,
            reports,
            stopper,
            running: Some(running),
        }
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        self.ground.write(&format!("source/{path}"), content);
    }

    fn path(&self, path: &str) -> PathBuf {
        self.ground.path("source").join(path)
    }

    /// What the server reports next.
    fn report(&self) -> String {
        self.reports.recv_timeout(PATIENCE).expect("there is news")
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("there is a timeout");
        stream
    }

    /// What comes back for these bytes, until the server ends the connection.
    fn exchange(&self, request: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect();
        stream.write_all(request.as_ref()).expect("the server reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the server answers and ends");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The status and the whole answer for a path.
    fn get(&self, path: &str) -> (u16, String) {
        let host = self.address;
        let answer = self.exchange(format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        ));
        (status_of(&answer), answer)
    }

    /// What the page at a path is told.
    fn listen(&self, page: &str) -> Listening {
        let mut stream = self.connect();
        let request = format!(
            "GET /-docgen/events?page={page} HTTP/1.1\r\nHost: {}\r\n\r\n",
            self.address
        );
        stream.write_all(request.as_bytes()).expect("the server reads");
        Listening {
            lines: BufReader::new(stream),
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.stopper.stop();
        if let Some(running) = self.running.take() {
            let ended = running.join();
            assert!(ended.is_ok() || thread::panicking(), "the server panicked");
        }
    }
}

/// A page that listens.
struct Listening {
    lines: BufReader<TcpStream>,
}

impl Listening {
    /// The next state that it is told.
    fn state(&mut self) -> Json {
        loop {
            let mut line = String::new();
            let read = self.lines.read_line(&mut line).expect("there is news");
            assert!(read > 0, "the server ended");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).expect("it is JSON");
            }
        }
    }

    /// The first state from now on for which `is_it` holds.
    fn until(&mut self, is_it: impl Fn(&Json) -> bool) -> Json {
        loop {
            let state = self.state();
            if is_it(&state) {
                return state;
            }
        }
    }
}

fn status_of(answer: &str) -> u16 {
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.unwrap_or_else(|| panic!("this is no answer: {answer:?}"))
}

fn make_site(engine: &mut Engine, root: &Path) -> Result<Site, Failure> {
    let mut made = || -> Result<Site, Error> {
        let mut build = engine.build(engine.load(Box::new(Disk::new(root)?), &support::options())?)?;
        let place = root.join("_themes/default");
        let own = place.is_dir().then(|| Disk::new(&place)).transpose()?;
        let folder = own.as_ref().map(|files| ThemeFolder {
            path: "_themes/default",
            files: files as &dyn Files,
        });
        let theme = build.load_theme("default", folder.as_slice())?;
        Artifacts::new(build, theme)
    };
    made().map_err(|error| Failure::from(&error))
}

/// A report as a line: the paths that changed, and what came of it.
fn line_of(report: &Report<'_>, root: &Path) -> String {
    let (changes, outcome) = match report {
        Report::Built {
            changes, broken: None, ..
        } => (changes, "built".to_owned()),
        Report::Built {
            changes,
            broken: Some(failure),
            ..
        } => (changes, format!("broken: {}", failure.message)),
        Report::Failed { changes, failure } => (changes, format!("failed: {}", failure.message)),
        Report::Unwatched(error) => panic!("{error}"),
    };
    let paths = changes.iter().flat_map(|changes| &changes.paths);
    let paths: Vec<String> = paths
        .map(|path| path.strip_prefix(root).unwrap_or(path).display().to_string())
        .collect();
    format!("{}: {outcome}", paths.join(" "))
}
