//! Reading requests: as much of a stream as makes the head of one, within limits, and no more of it than is needed.
//!
//! Only what reads a page is understood: GET and HEAD, without a body, of a path of this server.

use std::io::{ErrorKind, Read};
use std::net::TcpStream;

use httparse::{EMPTY_HEADER, Header, Status as Parsed};

use super::hosts::Hosts;
use super::limits::{CROWDED, Limits, MAX_HEADERS, Stopwatch, TICK};
use super::response::Status;

/// A request that may be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: Method,
    /// The path as it was asked for, with its escapes: `/guides/a%20b.html`.
    pub(super) path: String,
    /// What stands behind the first `?`.
    pub(super) query: Option<String>,
    /// Whether the client takes another answer on the same connection.
    pub(super) connection: Connection,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Head,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Connection {
    /// HTTP/1.1, unless the client asks for an end.
    Kept,
    /// HTTP/1.1, with an end.
    Closed,
    /// HTTP/1.0, which knows no chunks.
    Old,
}

/// What came of waiting for a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Received {
    Request(Request),
    /// Something that gets an answer, and no more than that.
    Refused(Status, &'static str),
    /// The client went away, or asked for nothing for too long.
    Nothing,
}

/// The bytes of a connection that no request has taken yet.
#[derive(Debug, Default)]
pub(super) struct Incoming {
    bytes: Vec<u8>,
}

/// What a connection has to look at while it waits.
pub(super) trait Surroundings {
    /// Whether the server ends.
    fn is_stopping(&self) -> bool;
    /// Whether there is hardly a place left for other connections.
    fn is_crowded(&self) -> bool;
}

impl Incoming {
    /// Waits for the next request of a connection.
    pub(super) fn receive(
        &mut self,
        stream: &mut TcpStream,
        limits: &Limits,
        hosts: &Hosts,
        surroundings: &dyn Surroundings,
    ) -> Received {
        let waiting = Stopwatch::start();
        let mut head = (!self.bytes.is_empty()).then(Stopwatch::start);
        let mut chunk = [0; 4096];
        loop {
            if head.is_some() {
                match parse(&self.bytes, hosts) {
                    Some((received, length)) => {
                        self.bytes.drain(..length);
                        return received;
                    }
                    None if self.bytes.len() >= limits.head => {
                        return Received::Refused(Status::HeadTooLarge, "the head of the request is too large");
                    }
                    None => {}
                }
            }
            let (of, whole) = match head {
                Some(head) => (head, limits.receive),
                None => (waiting, limits.idle),
            };
            let whole = if surroundings.is_crowded() {
                whole.min(CROWDED)
            } else {
                whole
            };
            let left = match of.left_of(whole) {
                Some(left) if !surroundings.is_stopping() => left,
                Some(_) => return Received::Nothing,
                None if head.is_some() => return Received::Refused(Status::Timeout, "the request took too long"),
                None => return Received::Nothing,
            };
            if stream.set_read_timeout(Some(left.min(TICK))).is_err() {
                return Received::Nothing;
            }
            let room = chunk.len().min(limits.head - self.bytes.len());
            match stream.read(&mut chunk[..room]) {
                Ok(0) => return Received::Nothing,
                Ok(read) => {
                    head.get_or_insert_with(Stopwatch::start);
                    self.bytes.extend_from_slice(&chunk[..read]);
                }
                Err(error) if is_wait(error.kind()) => {}
                Err(_) => return Received::Nothing,
            }
        }
    }
}

/// Whether a read ended since nothing was there in time.
pub(super) fn is_wait(error: ErrorKind) -> bool {
    matches!(
        error,
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}

/// The request that `bytes` begin with, and how many of them it takes; nothing while it is not whole.
fn parse(bytes: &[u8], hosts: &Hosts) -> Option<(Received, usize)> {
    let mut headers = [EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let length = match request.parse(bytes) {
        Ok(Parsed::Complete(length)) => length,
        Ok(Parsed::Partial) => return None,
        Err(httparse::Error::TooManyHeaders) => {
            let refused = Received::Refused(Status::HeadTooLarge, "the request has too many headers");
            return Some((refused, bytes.len()));
        }
        Err(_) => {
            let refused = Received::Refused(Status::BadRequest, "this is no request of HTTP/1.1");
            return Some((refused, bytes.len()));
        }
    };
    let received = match read(&request, hosts) {
        Ok(request) => Received::Request(request),
        Err((status, message)) => Received::Refused(status, message),
    };
    Some((received, length))
}

fn read(request: &httparse::Request<'_, '_>, hosts: &Hosts) -> Result<Request, (Status, &'static str)> {
    let bad = |message| Err((Status::BadRequest, message));
    let headers = &*request.headers;
    let method = match request.method {
        Some("GET") => Method::Get,
        Some("HEAD") => Method::Head,
        _ => return Err((Status::MethodNotAllowed, "pages are only read here, with GET or HEAD")),
    };
    let host = match only(headers, "host") {
        Ok(Some(host)) => host,
        Ok(None) => return bad("the request names no host"),
        Err(()) => return bad("the request names its host twice, or in letters that no host has"),
    };
    let target = request.path.unwrap_or_default();
    // A whole address is meant for a proxy, but has to be understood, and its host is the one that counts (RFC 9112,
    // section 3.2.2).
    let whole = host_and_path(target);
    let (host, target) = whole.unwrap_or((host, target));
    if !hosts.has(host) {
        return Err((
            Status::Misdirected,
            "docgen serves this site under the name localhost and its address in numbers only; to serve it under a name \
             of its own, start it with --host NAME",
        ));
    }
    let is_zero = |length: &str| length.bytes().all(|byte| byte == b'0');
    match only(headers, "content-length") {
        Ok(length) if length.is_none_or(is_zero) && values(headers, "transfer-encoding").next().is_none() => {}
        _ => return bad("a request to read a page has no body"),
    }
    if is_of_another_site(headers, hosts) {
        return Err((Status::Forbidden, "another site must not read what is served here"));
    }
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (target, None),
    };
    let path = match path {
        "" if whole.is_some() => "/",
        path => path,
    };
    if !path.starts_with('/') {
        return bad("the request names no path");
    }
    let asks_for = |wanted: &str| {
        let mut all = values(headers, "connection");
        all.any(|value| value.is_some_and(|value| value.split(',').any(|it| it.trim().eq_ignore_ascii_case(wanted))))
    };
    let connection = match request.version {
        Some(0) | None => Connection::Old,
        Some(_) if asks_for("close") => Connection::Closed,
        Some(_) => Connection::Kept,
    };
    Ok(Request {
        method,
        path: path.to_owned(),
        query,
        connection,
    })
}

/// `localhost:4000` and `/a?b` of `http://localhost:4000/a?b`.
fn host_and_path(target: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = target.split_once("://")?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    scheme.eq_ignore_ascii_case("http").then(|| rest.split_at(end))
}

/// Whether a page of another site asks, other than by a link that somebody followed. Browsers say so; what they let
/// such a page do with an answer (run it as a script) may tell it what stands in drafts.
fn is_of_another_site(headers: &[Header<'_>], hosts: &Hosts) -> bool {
    let is_foreign = |origin: Option<&str>| !origin.is_some_and(|origin| hosts.has_origin(origin));
    if values(headers, "origin").any(is_foreign) {
        return true;
    }
    let says = |name, wanted: &[&str]| values(headers, name).any(|value| value.is_some_and(|it| wanted.contains(&it)));
    says("sec-fetch-site", &["cross-site", "same-site"]) && !says("sec-fetch-mode", &["navigate"])
}

/// The values of the headers of a name; nothing for those that are no text.
fn values<'h>(headers: &'h [Header<'h>], name: &'static str) -> impl Iterator<Item = Option<&'h str>> {
    let named = headers
        .iter()
        .filter(move |header| header.name.eq_ignore_ascii_case(name));
    named.map(|header| str::from_utf8(header.value).ok().map(str::trim))
}

/// The value of a header that may be there once.
fn only<'h>(headers: &'h [Header<'h>], name: &'static str) -> Result<Option<&'h str>, ()> {
    let mut all = values(headers, name);
    match (all.next(), all.next()) {
        (None, _) => Ok(None),
        (Some(Some(value)), None) => Ok(Some(value)),
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(text: &str) -> Option<Received> {
        let hosts = Hosts::new([127, 0, 0, 1].into(), None);
        parse(text.as_bytes(), &hosts).map(|(received, _)| received)
    }

    fn status(text: &str) -> Status {
        match received(text) {
            Some(Received::Refused(status, _)) => status,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_request_is_taken_when_it_is_whole() {
        let text = "GET /a%20b?c=d HTTP/1.1\r\nHost: localhost:4000\r\n\r\n";
        for end in 0..text.len() {
            assert_eq!(received(&text[..end]), None, "{end}");
        }
        let Some(Received::Request(request)) = received(text) else {
            panic!("it is a request");
        };
        assert_eq!(
            (request.path.as_str(), request.query.as_deref()),
            ("/a%20b", Some("c=d"))
        );
        assert_eq!(request.connection, Connection::Kept);
    }

    #[test]
    fn a_connection_is_kept_as_the_client_wants() {
        let connection = |head: &str| match received(&format!("{head}\r\n\r\n")) {
            Some(Received::Request(request)) => request.connection,
            other => panic!("{head}: {other:?}"),
        };
        assert_eq!(
            connection("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, Close"),
            Connection::Closed
        );
        assert_eq!(connection("GET / HTTP/1.0\r\nHost: localhost"), Connection::Old);
    }

    #[test]
    fn what_is_no_reading_of_a_page_is_refused() {
        let host = "Host: localhost\r\n\r\n";
        for (head, expected) in [
            ("POST / HTTP/1.1\r\n", Status::MethodNotAllowed),
            ("OPTIONS * HTTP/1.1\r\n", Status::MethodNotAllowed),
            ("GET http://evil.example/ HTTP/1.1\r\n", Status::Misdirected),
            ("GET http://evil@localhost/ HTTP/1.1\r\n", Status::Misdirected),
            ("GET http:/// HTTP/1.1\r\n", Status::Misdirected),
            ("GET https://localhost/ HTTP/1.1\r\n", Status::BadRequest),
            ("GET localhost/ HTTP/1.1\r\n", Status::BadRequest),
            ("GET ?a HTTP/1.1\r\n", Status::BadRequest),
            ("GET / HTTP/1.1\r\nContent-Length: 3\r\n", Status::BadRequest),
            (
                "GET / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 0\r\n",
                Status::BadRequest,
            ),
            ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n", Status::BadRequest),
            ("GET / HTTP/1.1\r\nHost: localhost\r\n", Status::BadRequest),
            ("GET / HTTP/1.1\r\nOrigin: http://evil.example\r\n", Status::Forbidden),
            ("GET / HTTP/1.1\r\nOrigin: null\r\n", Status::Forbidden),
            (
                "GET / HTTP/1.1\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n",
                Status::Forbidden,
            ),
            ("GET / HTTP/2.0\r\n", Status::BadRequest),
            ("GET / HTTP/1.1\r\nNo header\r\n", Status::BadRequest),
        ] {
            assert_eq!(status(&format!("{head}{host}")), expected, "{head}");
        }
        assert_eq!(status("GET / HTTP/1.1\r\n\r\n"), Status::BadRequest);
        assert_eq!(
            status("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
            Status::Misdirected
        );
        assert_eq!(status("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), Status::BadRequest);
        let many = "a: b\r\n".repeat(MAX_HEADERS + 1);
        assert_eq!(status(&format!("GET / HTTP/1.1\r\n{many}{host}")), Status::HeadTooLarge);
    }

    #[test]
    fn the_host_of_a_whole_address_counts_in_place_of_the_header() {
        for (target, path, query) in [
            ("http://localhost:4000/a?b", "/a", Some("b")),
            ("HTTP://127.0.0.1", "/", None),
            ("http://[::1]?b=/c", "/", Some("b=/c")),
        ] {
            let received = received(&format!("GET {target} HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
            let Some(Received::Request(request)) = received else {
                panic!("{target}: {received:?}");
            };
            assert_eq!((request.path.as_str(), request.query.as_deref()), (path, query));
        }
        let without_header = "GET http://localhost/ HTTP/1.1\r\n\r\n";
        assert_eq!(status(without_header), Status::BadRequest);
    }

    #[test]
    fn a_link_on_another_site_may_lead_here() {
        let text =
            "GET / HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n\r\n";
        assert!(matches!(received(text), Some(Received::Request(_))));
    }
}
