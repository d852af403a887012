//! How long `docgen serve` takes from a save to the browser: `cargo bench --bench serve`.
//!
//! The site is a copy of the source folder that `DOCGEN_SITE` names, else of `content`. A page listens as a browser does.
//! Saved are the page, and an include: the one that `DOCGEN_INCLUDE` names, else the one whose number of pages is nearest
//! to 150. Told are the medians of as many saves as `DOCGEN_SAVES` says, from before the file is written: to the event
//! that the page changed, and to the last byte of the new page; and, where there are Chromium and its driver, to the end
//! of the frame in which the browser shows the new text.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark is told its site by the environment, writes to a copy of it, and tells what it measured"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use docgen::engine::{Artifacts, Engine, Options};
use docgen::error::Error;
use docgen::serve::{self, Failure, Limits, Report, Server, Site, Stopper, Watched};
use docgen::vfs::Disk;
use driver::{Browser, Scripts};
use walkdir::WalkDir;

#[path = "../tests/docgen/browser/driver.rs"]
#[expect(dead_code, reason = "tests do more with a browser")]
mod driver;

/// A site's parts that are saved: a page that has an include, and how many have it.
struct Plan {
    page: String,
    url: String,
    include: String,
    reach: usize,
}

fn main() {
    let source = std::env::var("DOCGEN_SITE").unwrap_or_else(|_| "content".to_owned());
    let saves = std::env::var("DOCGEN_SAVES")
        .ok()
        .and_then(|saves| saves.parse().ok())
        .unwrap_or(25);
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    let root = folder.path().canonicalize().expect("it is there").join("site");
    copy(Path::new(&source), &root);
    let (address, plans, stopper, running) = start(&root);
    let plan = plans.recv().expect("the site can be built");
    println!("{source}: {}, and {} on {} pages", plan.page, plan.include, plan.reach);
    let browser = Browser::open(Scripts::On);
    for (what, path) in [("page", &plan.page), ("include", &plan.include)] {
        let file = root.join(path);
        let (to_event, to_page) = measure(address, &file, &plan.url, saves);
        println!("{what}: {to_event} to the event, {to_page} to the new page; medians of {saves} saves");
        if let Some(browser) = &browser {
            let to_frame = measure_in(browser, address, &file, &plan.url, saves);
            println!("{what}: {to_frame} to the browser showing it; median of {saves} saves");
        }
    }
    // Before its folder goes.
    stopper.stop();
    running.join().expect("the server ends");
}

/// Says why nothing is measured in a browser.
fn skip(why: &str) {
    println!("no browser: {why}");
}

/// Starts a server, and says what may be saved when it is built first.
fn start(root: &Path) -> (SocketAddr, Receiver<Plan>, Stopper, JoinHandle<()>) {
    let options = serve::Options {
        address: ([127, 0, 0, 1], 0).into(),
        name: None,
        limits: Limits::default(),
        locate: Box::new(|_| None),
    };
    let watched = Watched {
        roots: vec![root.to_owned()],
        files: Vec::new(),
        is_ignored: Box::new(|_| false),
    };
    let server = Server::new(options, watched).expect("some port is free");
    let (address, stopper) = (server.address(), server.stopper());
    let (sender, plans) = mpsc::channel();
    let mut first = Some(sender);
    let root = root.to_owned();
    let running = thread::spawn(move || {
        let mut engine = Engine::new();
        server.run(&mut || make_site(&mut engine, &root), &mut |report| match report {
            Report::Built { site, took, .. } => {
                // Later builds are measured from where they show.
                if let Some(first) = first.take() {
                    println!("built in {} ms", took.as_millis());
                    first.send(plan(site)).expect("the plan is waited for");
                }
            }
            Report::Failed { failure, .. } => panic!("{failure:?}"),
            Report::Unwatched(error) => panic!("{error}"),
        });
    });
    (address, plans, stopper, running)
}

fn make_site(engine: &mut Engine, root: &Path) -> Result<Site, Failure> {
    let mut made = || -> Result<Site, Error> {
        let mut build = engine.build(engine.load(Box::new(Disk::new(root)?), &Options::default())?)?;
        let theme = build.load_theme("default", &[])?;
        Artifacts::new(build, theme)
    };
    made().map_err(|error| Failure::from(&error))
}

/// The include that is on about 150 pages, and a page that has it.
fn plan(site: &Site) -> Plan {
    let mut reach: BTreeMap<&str, usize> = BTreeMap::new();
    let pages = &site.build().site.pages;
    for include in pages.iter().flat_map(|page| &page.includes) {
        *reach.entry(include).or_default() += 1;
    }
    let include = match std::env::var("DOCGEN_INCLUDE") {
        Ok(include) => include,
        Err(_) => {
            let nearest = reach.iter().min_by_key(|(_, pages)| pages.abs_diff(150));
            nearest
                .map(|(include, _)| (*include).to_owned())
                .expect("a page has an include")
        }
    };
    let has_it = |page: &&std::sync::Arc<docgen::page::Page>| page.includes.iter().any(|it| **it == *include);
    let page = pages.iter().find(has_it).expect("a page has the include");
    Plan {
        page: page.source.to_string(),
        url: format!(
            "{}/{}",
            site.build().project.config.base_url,
            docgen::url::escape_path(&page.output)
        ),
        reach: reach[&*include],
        include,
    }
}

/// Saves a file so many times; the medians of the time to the event and to the page.
fn measure(address: SocketAddr, file: &Path, url: &str, saves: usize) -> (String, String) {
    let text = fs::read_to_string(file).expect("it is a text");
    let mut events = listen(address, url);
    let mut fingerprint = next(&mut events, "");
    let (mut to_event, mut to_page) = (Vec::new(), Vec::new());
    for number in 0..saves {
        // A hand rests a moment between two saves.
        thread::sleep(Duration::from_millis(300));
        let start = Instant::now();
        fs::write(file, format!("{text}\n\nSaved for the {number}th time.\n")).expect("it can be written");
        fingerprint = next(&mut events, &fingerprint);
        to_event.push(start.elapsed());
        let page = get(address, url);
        to_page.push(start.elapsed());
        assert!(
            page.contains(&format!("Saved for the {number}th time.")),
            "{file:?} shows on {url}"
        );
    }
    (median(to_event), median(to_page))
}

/// Saves a file so many times; the median of the time until a browser has drawn the new text. Both look at the clock of
/// this machine, whose milliseconds the browser knows.
fn measure_in(browser: &Browser, address: SocketAddr, file: &Path, url: &str, saves: usize) -> String {
    let text = fs::read_to_string(file).expect("it is a text");
    browser.go(&format!("http://{address}{url}"));
    browser.wait("document.querySelector('docgen-live')?.dataset.server === 'there'");
    let mut to_frame = Vec::new();
    for number in 0..saves {
        let words = format!("Shown for the {number}th time.");
        browser.run(&format!(
            "window.shown = new Promise((resolve) => {{
               const look = () => {{
                 if (!document.body.textContent.includes({words:?})) return;
                 observer.disconnect();
                 requestAnimationFrame(() => setTimeout(() => resolve(Date.now())));
               }};
               const observer = new MutationObserver(look);
               observer.observe(document, {{ childList: true, characterData: true, subtree: true }});
             }});"
        ));
        // A hand rests a moment between two saves.
        thread::sleep(Duration::from_millis(300));
        let start = since_1970();
        fs::write(file, format!("{text}\n\n{words}\n")).expect("it can be written");
        let shown = browser.run_async("window.shown.then(done);");
        let shown = Duration::from_millis(shown.as_u64().expect("it is a time"));
        // The browser's time is that of a whole millisecond that has begun.
        to_frame.push((shown + Duration::from_millis(1)).saturating_sub(start));
    }
    median(to_frame)
}

fn since_1970() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("the clock is after 1970")
}

fn median(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let middle = times[times.len() / 2];
    let (least, most) = (times[0], times[times.len() - 1]);
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    format!("{:.1} ms ({:.1} to {:.1})", ms(middle), ms(least), ms(most))
}

fn listen(address: SocketAddr, url: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    write!(
        stream,
        "GET /-docgen/events?page={url} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    )
    .expect("it reads");
    BufReader::new(stream)
}

/// The fingerprint of the page when it is another than `last`.
fn next(events: &mut BufReader<TcpStream>, last: &str) -> String {
    loop {
        let mut line = String::new();
        let read = events.read_line(&mut line).expect("the server tells");
        assert!(read > 0, "the server ended");
        let Some(data) = line.strip_prefix("data: ") else {
            continue;
        };
        let state: serde_json::Value = serde_json::from_str(data).expect("it is JSON");
        let page = state["page"].as_str().expect("it is a text");
        if page != last {
            return page.to_owned();
        }
    }
}

fn get(address: SocketAddr, url: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    write!(
        stream,
        "GET {url} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    .expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}

fn copy(from: &Path, to: &Path) {
    for entry in WalkDir::new(from) {
        let entry = entry.expect("the site can be listed");
        let place: PathBuf = to.join(entry.path().strip_prefix(from).expect("it is in the site"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(&place).expect("the folder can be made");
        } else {
            fs::copy(entry.path(), &place).expect("the file can be copied");
        }
    }
}
