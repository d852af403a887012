//! Tells an open page what has become of it: server-sent events, each with all that there is to know, sent only when it
//! differs from what was sent last. A page that was away for a while hears of it in the same way.
//!
//! `GET /-docgen/events?page=PATH` is answered with events `state`, whose data is a [`State`] as JSON.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::connections::{Place, refuse};
use super::limits::Stopwatch;
use super::paths::{self, Leads};
use super::request::{Method, Request};
use super::resources::{path_of, resources};
use super::response::{Outgoing, Status};
use super::routes::{self, FINDINGS, NotServed, Served};
use super::shown::{Judged, Snapshot, Version};
use super::told::{self, Told};
use super::{Shared, Watching};
use crate::finding::{Counts, Finding, Severity};
use crate::url;

/// The address that pages listen at.
const EVENTS: &str = "/-docgen/events";

/// How often it is looked whether a page still listens.
const LOOK: Duration = Duration::from_millis(500);

/// How often a page hears that the server is there.
const BEAT: Duration = Duration::from_secs(15);

/// What a page has to know of itself.
#[derive(Debug, PartialEq, Serialize)]
struct State {
    /// The fingerprint of what stands at its path.
    page: String,
    /// Whether there is such a page at all.
    found: bool,
    /// The fingerprints of what it loads, by the addresses that stand in it.
    files: BTreeMap<String, String>,
    /// Why the last build, or this page in it, did not come about.
    failure: Option<Told>,
    /// What is wrong with it.
    findings: Vec<Told>,
    /// What is wrong with the whole site.
    all: All,
}

/// What stands at the path of a page, which has to be rendered for that, and what it loads to be read.
#[derive(Default)]
struct Standing {
    /// The fingerprint of it.
    page: String,
    /// Whether there is such a page at all.
    found: bool,
    /// The fingerprints of what it loads, by the addresses that stand in it.
    files: BTreeMap<String, String>,
    /// Why the last build, or this page in it, did not come about.
    failure: Option<Told>,
    /// The path in the source folder of the page that it is, and the version that it is of.
    source: Option<(String, Arc<Version>)>,
}

/// How much is wrong with a site, and where it is told.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct All {
    errors: usize,
    warnings: usize,
    address: &'static str,
}

/// Whether a request asks for events.
pub(super) fn is_asked_for(request: &Request) -> bool {
    request.path == EVENTS && request.method == Method::Get
}

/// Tells a page what becomes of it until it goes away.
pub(super) fn tell(stream: TcpStream, request: &Request, shared: &Arc<Shared>) -> io::Result<()> {
    let asked = request.query.as_deref().unwrap_or_default().split('&');
    let page = asked.into_iter().find_map(|part| part.strip_prefix("page="));
    let page = page.map(url::unescape).filter(|page| page.starts_with('/'));
    let Some(page) = page else {
        return refuse(
            stream,
            shared,
            Status::BadRequest,
            "say of which page: ?page=/index.html",
        );
    };
    let Some(place) = shared.listeners.take() else {
        return refuse(stream, shared, Status::Unavailable, "too many pages are open");
    };
    let _watching: (Place, Watching) = (place, shared.watch_page(&page));
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n\
                X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\nretry: 500\n\n";
    let send = |text: &str| Outgoing::new(&stream, shared.limits.send).write_all(text.as_bytes());
    send(head)?;
    let mut sent: Option<State> = None;
    let mut known = None;
    let mut number = 0;
    let mut snapshot = shared.shown.first();
    let mut quiet = Stopwatch::start();
    while !shared.shown.is_stopping() {
        // A page may change before it is known what is wrong with it. The first word to it is the whole truth.
        let is_early = (sent.is_none() || page == FINDINGS) && !snapshot.is_judged();
        if snapshot.number != number && !is_early {
            let mut state = state(&page, &snapshot, sent.as_ref(), &mut known, shared);
            let away = Stopwatch::start();
            while !state.found
                && sent.as_ref().is_some_and(|sent| sent.found)
                && !shared.shown.is_stopping()
                && let Some(left) = away.left_of(shared.limits.grace)
            {
                // The next news may be what is wrong with the site that lacks the page.
                snapshot = shared.shown.after(snapshot.number, left);
                state = self::state(&page, &snapshot, sent.as_ref(), &mut known, shared);
            }
            if sent.as_ref() != Some(&state) {
                let json = serde_json::to_string(&state).expect("texts and numbers can be written as JSON");
                send(&format!("event: state\ndata: {json}\n\n"))?;
                sent = Some(state);
                quiet = Stopwatch::start();
            }
        }
        number = snapshot.number;
        if quiet.elapsed() > BEAT {
            send(":\n\n")?;
            quiet = Stopwatch::start();
        }
        if is_gone(&stream)? {
            return Ok(());
        }
        snapshot = shared.shown.after(number, LOOK);
    }
    Ok(())
}

/// Whether the client has ended the connection. It has nothing to say on it; if it does so, that is not read.
fn is_gone(stream: &TcpStream) -> io::Result<bool> {
    stream.set_nonblocking(true)?;
    let looked = stream.peek(&mut [0]);
    stream.set_nonblocking(false)?;
    match looked {
        Ok(0) => Ok(true),
        Ok(_) => Ok(false),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
        Err(error) => Err(error),
    }
}

/// What the page at a path has to know. As long as it is not known what is wrong with it, what it was `told` last holds.
/// What stood there at another moment is `known`, if it is.
fn state(
    page: &str,
    snapshot: &Snapshot,
    told: Option<&State>,
    known: &mut Option<(Snapshot, Standing)>,
    shared: &Shared,
) -> State {
    // What is wrong with a site is news of the same site.
    drop(known.take_if(|(of, _)| !of.shows_the_same_as(snapshot)));
    let (_, standing) = known.get_or_insert_with(|| (snapshot.clone(), standing(page, snapshot, shared)));
    let findings = match &standing.source {
        Some((source, version)) => match (version.judged(), told) {
            (Some(judged), _) => {
                let mut findings: Vec<&Finding> = judged.on_page(source).collect();
                // What misleads readers comes first; among equals the order of the places stays.
                findings.sort_by_key(|finding| finding.severity);
                let told = |finding| told::finding(finding, shared, editor(snapshot));
                findings.into_iter().map(told).collect()
            }
            (None, Some(told)) => told.findings.clone(),
            (None, None) => Vec::new(),
        },
        None => Vec::new(),
    };
    State {
        page: standing.page.clone(),
        found: standing.found,
        files: standing.files.clone(),
        failure: standing.failure.clone(),
        findings,
        all: match (snapshot.version.as_deref().map(Version::judged), told) {
            (Some(None), Some(told)) => told.all.clone(),
            (judged, _) => all(judged.flatten()),
        },
    }
}

/// What stands at a path.
fn standing(page: &str, snapshot: &Snapshot, shared: &Shared) -> Standing {
    let failure = |failure| told::failure(failure, shared, editor(snapshot));
    let mut standing = Standing {
        failure: snapshot.failure.as_deref().map(failure),
        ..Standing::default()
    };
    let served = match routes::serve(page, snapshot, shared) {
        Ok(served) => served,
        // A page that moved is told of where it was.
        Err(NotServed::Elsewhere(to)) => {
            standing.page = format!("moved to {to}");
            return standing;
        }
        Err(NotServed::NoPath | NotServed::NotYet) => return standing,
    };
    standing.found = served.status != Status::NotFound;
    if let Some(why) = &served.failure {
        standing.failure = Some(failure(why));
    }
    if let Some(bytes) = served.html_bytes() {
        standing.page = routes::fingerprint(served.status, &bytes);
        standing.files = files(page, &String::from_utf8_lossy(&bytes), &served, snapshot);
    }
    standing.source = served
        .page
        .map(|(source, version)| (source.to_owned(), Arc::clone(version)));
    standing
}

/// What opens places, by the config of what is shown.
fn editor(snapshot: &Snapshot) -> Option<&crate::config::Editor> {
    snapshot.version.as_deref()?.site.build().project.config.editor.as_ref()
}

fn all(judged: Option<&Judged>) -> All {
    let counts = judged.map_or_else(Counts::default, |judged| Counts::new(&judged.findings));
    All {
        errors: counts.of(Severity::Error),
        warnings: counts.of(Severity::Warning),
        address: FINDINGS,
    }
}

/// The fingerprints of what a page loads of the site.
fn files(page: &str, html: &str, served: &Served<'_>, snapshot: &Snapshot) -> BTreeMap<String, String> {
    let version = served.page.map(|(_, version)| version).or(snapshot.version.as_ref());
    let Some(version) = version else {
        return BTreeMap::new();
    };
    let base_url = &version.site.build().project.config.base_url;
    let known = resources(html).into_iter().filter_map(|address| {
        let path = paths::decode(&path_of(&address, page)?)?;
        let Leads::To(output) = paths::find(&path, base_url, &version.site) else {
            return None;
        };
        Some((address.into_owned(), version.fingerprint(&output)?))
    });
    known.collect()
}
