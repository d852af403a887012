//! Takes connections, each on a thread of its own, and no more of them than there are places for.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::Shared;
use super::limits::{Stopwatch, TICK};
use super::request::{Connection, Incoming, Method, Received, Request, Surroundings};
use super::response::{Outgoing, Response, Status};
use super::routes::FINDINGS;
use super::{events, routes};

/// How much is still read, and thrown away, of what a refused client sends, so that it gets to read why.
const MAX_REST: usize = 256 * 1024;

/// A number of places, and how many are taken.
#[derive(Debug)]
pub(super) struct Places {
    most: usize,
    taken: AtomicUsize,
}

impl Places {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            taken: AtomicUsize::new(0),
        }
    }

    /// A place, if there is one left.
    pub(super) fn take(self: &Arc<Self>) -> Option<Place> {
        // Taken first and looked at after, so that two threads do not both get the last one.
        let place = Place(Arc::clone(self));
        (self.taken.fetch_add(1, Ordering::Relaxed) < self.most).then_some(place)
    }

    /// Whether most places are taken.
    fn is_crowded(&self) -> bool {
        self.taken.load(Ordering::Relaxed) * 4 > self.most * 3
    }
}

/// A place that is taken as long as this is there.
pub(super) struct Place(Arc<Places>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.taken.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Takes connections until the server ends.
pub(super) fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    while !shared.is_stopping() {
        let stream = match listener.accept() {
            Ok((stream, _)) => stream,
            // A client that went away at once, or no more files may be open: the next one may have more luck.
            Err(_) => {
                thread::sleep(TICK);
                continue;
            }
        };
        let Some(place) = shared.connections.take() else {
            turn_away(&stream);
            continue;
        };
        let shared = Arc::clone(shared);
        let work = move || {
            let _place = place;
            // An error is a client's that went away.
            drop(converse(stream, &shared));
        };
        // Where the system gives no thread, the connection ends unanswered.
        drop(thread::Builder::new().name("connection".to_owned()).spawn(work));
    }
}

/// Answers one client until it asks no more.
fn converse(mut stream: TcpStream, shared: &Arc<Shared>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut incoming = Incoming::default();
    for number in 1..=shared.limits.requests {
        let received = incoming.receive(&mut stream, &shared.limits, &shared.hosts, &**shared);
        let mut request = match received {
            Received::Request(request) => request,
            Received::Refused(status, message) => return refuse(stream, shared, status, message),
            Received::Nothing => return Ok(()),
        };
        if events::is_asked_for(&request) {
            return events::tell(stream, &request, shared);
        }
        if number == shared.limits.requests && request.connection == Connection::Kept {
            request.connection = Connection::Closed;
        }
        answer(&stream, shared, &request)?;
        if request.connection != Connection::Kept {
            return Ok(());
        }
    }
    Ok(())
}

fn answer(stream: &TcpStream, shared: &Shared, request: &Request) -> io::Result<()> {
    let snapshot = match &*request.path {
        FINDINGS => shared.shown.first_judged(),
        _ => shared.shown.first(),
    };
    let mut out = Outgoing::new(stream, shared.limits.send);
    routes::answer(request, &snapshot, shared).write(&mut out, request.method, request.connection)
}

/// Answers what is no request, and ends.
pub(super) fn refuse(mut stream: TcpStream, shared: &Shared, status: Status, message: &str) -> io::Result<()> {
    let mut out = Outgoing::new(&stream, shared.limits.send);
    Response::text(status, message).write(&mut out, Method::Get, Connection::Closed)?;
    stream.shutdown(Shutdown::Write)?;
    // A connection that ends while there is something to read loses what was last written.
    let started = Stopwatch::start();
    let mut rest = [0; 4096];
    let mut count = 0;
    while let Some(left) = started.left_of(TICK * 2) {
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut rest)? {
            0 => break,
            read => count += read,
        }
        if count > MAX_REST {
            break;
        }
    }
    Ok(())
}

/// Tells a client that there is no place for it, if that can be done at once.
fn turn_away(stream: &TcpStream) {
    const ANSWER: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n\
                            Retry-After: 1\r\nConnection: close\r\nContent-Length: 21\r\n\r\ntoo many connections\n";
    let told = || -> io::Result<()> {
        stream.set_nonblocking(true)?;
        (&mut &*stream).write_all(ANSWER)?;
        stream.shutdown(Shutdown::Write)?;
        let mut rest = [0; 4096];
        (&mut &*stream).read(&mut rest).map(drop)
    };
    // Whoever does not hear it finds the connection closed, which says the same.
    drop(told());
}

impl Surroundings for Shared {
    fn is_stopping(&self) -> bool {
        self.shown.is_stopping()
    }

    fn is_crowded(&self) -> bool {
        self.connections.is_crowded()
    }
}
