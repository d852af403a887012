//! `docgen serve` as a command: how it begins and ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;

use super::{PATIENCE, status_of};
use crate::support::Ground;

const PAGE: &str = "---\ntitle: A\n---\n\nText\n";

#[test]
fn a_port_that_is_taken_is_an_error_that_says_how_to_choose_another() {
    let other = TcpListener::bind("127.0.0.1:0").expect("some port is free");
    let port = other.local_addr().expect("it listens").port().to_string();
    let ground = Ground::new([("index.md", PAGE)]);
    let done = ground.docgen(["serve", "--source", "source", "--port", &port]);
    done.assert(2, [&*format!("port {port} is taken"), "--port 0"]);
}

#[test]
fn a_host_that_is_nowhere_is_an_error() {
    let ground = Ground::new([("index.md", PAGE)]);
    let done = ground.docgen([
        "serve",
        "--source",
        "source",
        "--port",
        "0",
        "--host",
        "nowhere.invalid",
    ]);
    done.assert(2, ["there is no host nowhere.invalid"]);
    for nothing in ["", "[]"] {
        let done = ground.docgen(["serve", "--source", "source", "--port", "0", "--host", nothing]);
        done.assert(2, ["--host names no host"]);
    }
}

#[test]
fn a_theme_and_a_brand_that_are_nowhere_are_errors_at_once() {
    let ground = Ground::new([
        ("_config.yml", "docgen: {brands: {acme: {title: Acme}}}\n"),
        ("index.md", PAGE),
    ]);
    let serve = |option, name| ground.docgen(["serve", "--source", "source", "--port", "0", option, name]);
    serve("--theme", "nope").assert(2, ["there is no theme `nope`", "the built-in themes are"]);
    serve("--theme", "../x").assert(2, ["`../x` is no name of a theme"]);
    serve("--brand", "acne").assert(2, ["there is no brand `acne`", "did you mean `acme`?"]);
}

#[test]
#[cfg(unix)]
fn what_an_edit_can_mend_is_told_until_it_is_mended() {
    let ground = Ground::new([("_config.yml", "title: [\n"), ("index.md", PAGE)]);
    let docgen = start(&ground, &["--port", "0", "--brand", "acme"]);
    let until = |told: &str| while !docgen.line().contains(told) {};
    until("error: _config.yml:");
    ground.write("source/_config.yml", "title: Site\n");
    until("error: there is no brand `acme`");
    let config = "docgen: {brands: {acme: {title: Acme}}}\n";
    ground.write("source/_config.yml", config);
    until("1 page; no findings; ");
    ground.write("source/_schemas/setup.json", "{");
    until("error: _schemas/setup.json:");
    docgen.interrupt();
    assert_eq!(docgen.end(), Some(0));
}

#[test]
#[cfg(unix)]
fn it_tells_each_build_in_a_line_and_ends_when_it_is_told_to() {
    let ground = Ground::new([("_config.yml", "baseurl: /docs\n"), ("index.md", PAGE)]);
    let docgen = start(&ground, &["--port", "0"]);
    let line = || docgen.line();
    let address = docgen.address();
    let built = line();
    assert!(built.starts_with("1 page; no findings; "), "{built}");

    ground.write("source/index.md", "---\ntitle: A\n---\n\n{{ page.x }}\n");
    let built = line();
    assert!(built.starts_with("index.md: 1 page; 1 error; "), "{built}");
    ground.write("source/_config.yml", "baseurl: /docs\ndocgen: {guidse: x}\n");
    assert_eq!(line(), "_config.yml: not built");
    assert_eq!(line(), "error: _config.yml:2:10: there is no setting `guidse`");
    assert_eq!(line(), "  help: did you mean `guides`?");

    let mut stream = TcpStream::connect(&*address).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("there is a timeout");
    let request = format!("GET /docs/ HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    assert_eq!(status_of(&answer), 200);

    // A page is open still.
    let mut open = TcpStream::connect(&*address).expect("it listens");
    let request = format!("GET /-docgen/events?page=/docs/ HTTP/1.1\r\nHost: {address}\r\n\r\n");
    open.write_all(request.as_bytes()).expect("it reads");
    docgen.interrupt();
    assert_eq!(line(), "stopped");
    assert_eq!(docgen.end(), Some(0));
    assert!(!ground.path("public").exists(), "nothing is written");
}

#[test]
#[cfg(unix)]
fn another_address_is_warned_about_and_quiet_is_quiet() {
    let ground = Ground::new([("index.md", PAGE)]);
    let docgen = start(&ground, &["--port", "0", "--host", "0.0.0.0"]);
    let first = docgen.line();
    assert!(first.starts_with("warning: whoever reaches 0.0.0.0:"), "{first}");
    docgen.interrupt();
    assert_eq!(docgen.end(), Some(0));

    let docgen = start(&ground, &["--port", "0", "-q"]);
    // It has to be at work before it can be ended as it should be: its handler of signals is there when it builds.
    ground.write("source/_config.yml", "docgen: {guidse: x}\n");
    let first = docgen.line();
    assert!(first.starts_with("error: _config.yml:1:10:"), "{first}");
    docgen.interrupt();
    assert_eq!(docgen.end(), Some(0));
}

#[test]
#[cfg(unix)]
fn the_folder_that_it_was_called_in_may_be_replaced() {
    let ground = Ground::new([("_config.yml", ""), ("index.md", PAGE)]);
    let docgen = start_in(&ground, "source", &["--port", "0"]);
    let line = || docgen.line();
    line();
    assert!(line().starts_with("1 page; no findings; "));
    ground.write("next/_config.yml", "");
    ground.write("next/index.md", "---\ntitle: A\n---\n\n{{ page.x }}\n");
    std::fs::rename(ground.path("source"), ground.path("former")).expect("it is there");
    std::fs::rename(ground.path("next"), ground.path("source")).expect("it is there");
    loop {
        let told = line();
        assert!(!told.contains("no findings"), "this is the former folder: {told}");
        if told.contains("1 page; 1 error; ") {
            break;
        }
    }
    docgen.interrupt();
    assert_eq!(docgen.end(), Some(0));
}

#[test]
#[cfg(unix)]
fn a_commit_makes_pages_as_new_as_it_is() {
    let ground = Ground::new([("index.md", PAGE)]);
    let git = |day: u32, arguments: &[&str]| {
        let done = Command::new("git")
            .args(["-c", "user.name=docgen", "-c", "user.email=docgen@example.com"])
            .args(arguments)
            .env("GIT_COMMITTER_DATE", format!("2026-05-{day:02}T12:00:00Z"))
            .current_dir(ground.path(""))
            .status();
        assert!(done.expect("this test needs git").success());
    };
    git(1, &["init", "--quiet", "--initial-branch=main"]);
    git(1, &["add", "."]);
    git(1, &["commit", "--quiet", "--message=begin"]);
    let docgen = start(&ground, &["--port", "0"]);
    let line = || docgen.line();
    let address = docgen.address();
    let page = || {
        let mut stream = TcpStream::connect(&*address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("there is a timeout");
        let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer
    };
    line();
    assert!(page().contains("2026-05-01"));
    git(2, &["commit", "--quiet", "--allow-empty", "--message=nothing"]);
    assert!(line().contains("HEAD: 1 page; "));
    assert!(page().contains("2026-05-01"));
    ground.write("source/index.md", format!("{PAGE}More\n"));
    assert!(line().starts_with("index.md: "));
    git(3, &["commit", "--quiet", "--all", "--message=more"]);
    assert!(line().contains("HEAD: 1 page; "));
    assert!(page().contains("2026-05-03"));
    // An earlier time, of which no file of the site tells.
    git(4, &["reset", "--quiet", "--soft", "HEAD~1"]);
    assert!(line().contains("HEAD: 1 page; "));
    assert!(page().contains("2026-05-01"));
    docgen.interrupt();
    assert_eq!(docgen.end(), Some(0));
}

fn start(ground: &Ground, arguments: &[&str]) -> Running {
    start_in(ground, "", &[&["--source", "source"], arguments].concat())
}

fn start_in(ground: &Ground, folder: &str, arguments: &[&str]) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_docgen"));
    command.arg("serve").args(arguments);
    command.current_dir(ground.path(folder)).env("NO_COLOR", "1");
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut docgen = command.spawn().expect("docgen was built for this test");
    let said = BufReader::new(docgen.stderr.take().expect("it is a pipe"));
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        let mut lines = said.lines().map(|line| line.expect("it is UTF-8"));
        // A test that has seen enough listens no more.
        lines.try_for_each(|line| sender.send(line))
    });
    Running { docgen, lines }
}

/// A `docgen serve` that ends when it is dropped, and what it says.
struct Running {
    docgen: Child,
    lines: Receiver<String>,
}

impl Running {
    /// The next line that it says.
    fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).expect("there is another")
    }

    /// Where it serves, which is the first that it says.
    fn address(&self) -> String {
        let serving = self.line();
        let address = serving
            .strip_prefix("serving at http://")
            .and_then(|rest| rest.split('/').next());
        address.unwrap_or_else(|| panic!("{serving}")).to_owned()
    }

    /// What Ctrl-C does.
    #[cfg(unix)]
    fn interrupt(&self) {
        let killed = Command::new("kill")
            .args(["-INT", &self.docgen.id().to_string()])
            .status();
        assert!(killed.expect("there is a kill").success());
    }

    /// Its exit status, once it has said all.
    fn end(mut self) -> Option<i32> {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it goes on"),
            }
        }
        self.docgen.wait().expect("it ends").code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.docgen.kill());
        drop(self.docgen.wait());
    }
}
