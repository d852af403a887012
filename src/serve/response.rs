//! Answers, and how they go onto the wire.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::limits::Stopwatch;
use super::request::{Connection, Method};

/// What every answer says: a browser asks again each time, and what a strict host would not let a page do, fails here
/// too, where its author sees it.
const ALWAYS: &str = "Cache-Control: no-store\r\n\
                      Content-Security-Policy: default-src 'self'; frame-ancestors 'none'\r\n\
                      Cross-Origin-Resource-Policy: same-origin\r\n\
                      X-Content-Type-Options: nosniff\r\n";

/// How much of a file is read at once.
const CHUNK: usize = 64 * 1024;

/// The type of texts that tell what is wrong.
pub(super) const PLAIN: &str = "text/plain; charset=utf-8";

/// How a request went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Status {
    Ok,
    MovedTemporarily,
    BadRequest,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    Timeout,
    Misdirected,
    HeadTooLarge,
    Broken,
    Unavailable,
}

impl Status {
    /// `404 Not Found`
    pub(super) fn line(self) -> &'static str {
        match self {
            Self::Ok => "200 OK",
            Self::MovedTemporarily => "302 Found",
            Self::BadRequest => "400 Bad Request",
            Self::Forbidden => "403 Forbidden",
            Self::NotFound => "404 Not Found",
            Self::MethodNotAllowed => "405 Method Not Allowed",
            Self::Timeout => "408 Request Timeout",
            Self::Misdirected => "421 Misdirected Request",
            Self::HeadTooLarge => "431 Request Header Fields Too Large",
            Self::Broken => "500 Internal Server Error",
            Self::Unavailable => "503 Service Unavailable",
        }
    }
}

/// An answer.
pub(super) struct Response<'a> {
    pub(super) status: Status,
    /// The content's type.
    pub(super) kind: &'static str,
    /// Where else the client is to look, in ASCII.
    pub(super) location: Option<String>,
    pub(super) body: Body<'a>,
}

/// What an answer holds.
pub(super) enum Body<'a> {
    Bytes(Cow<'a, [u8]>),
    /// A file, whose length is known when it is read.
    Stream(Box<dyn Read + 'a>),
}

impl Response<'_> {
    /// A text that says what is wrong.
    pub(super) fn text(status: Status, text: &str) -> Self {
        Self {
            status,
            kind: PLAIN,
            location: None,
            body: Body::Bytes(format!("{text}\n").into_bytes().into()),
        }
    }

    /// Writes the answer to a request.
    ///
    /// # Errors
    /// If the client takes no more, or a file ends in an error: the connection is of no more use then.
    pub(super) fn write(self, out: &mut Outgoing<'_>, method: Method, connection: Connection) -> io::Result<()> {
        let mut head = format!(
            "HTTP/1.1 {}\r\n{ALWAYS}Content-Type: {}\r\n",
            self.status.line(),
            self.kind
        );
        if self.status == Status::MethodNotAllowed {
            head.push_str("Allow: GET, HEAD\r\n");
        }
        if self.status == Status::Unavailable {
            head.push_str("Retry-After: 1\r\n");
        }
        if let Some(location) = &self.location {
            head.push_str(&format!("Location: {location}\r\n"));
        }
        head.push_str(match connection {
            Connection::Kept => "Connection: keep-alive\r\n",
            Connection::Closed | Connection::Old => "Connection: close\r\n",
        });
        match self.body {
            Body::Bytes(bytes) => {
                head.push_str(&format!("Content-Length: {}\r\n\r\n", bytes.len()));
                let mut message = head.into_bytes();
                if method == Method::Get {
                    message.extend_from_slice(&bytes);
                }
                out.write_all(&message)
            }
            Body::Stream(file) => {
                let has_chunks = connection != Connection::Old;
                if has_chunks {
                    head.push_str("Transfer-Encoding: chunked\r\n");
                }
                head.push_str("\r\n");
                out.write_all(head.as_bytes())?;
                match method {
                    Method::Get => write_file(out, file, has_chunks),
                    Method::Head => Ok(()),
                }
            }
        }
    }
}

fn write_file(out: &mut Outgoing<'_>, mut file: Box<dyn Read + '_>, has_chunks: bool) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = match file.read(&mut chunk) {
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if has_chunks {
            out.write_all(format!("{read:x}\r\n").as_bytes())?;
        }
        out.write_all(&chunk[..read])?;
        if has_chunks {
            out.write_all(b"\r\n")?;
        }
        if read == 0 {
            return Ok(());
        }
    }
}

/// The sending half of a connection, for as long as one answer may take.
pub(super) struct Outgoing<'s> {
    stream: &'s TcpStream,
    started: Stopwatch,
    whole: Duration,
}

impl<'s> Outgoing<'s> {
    pub(super) fn new(stream: &'s TcpStream, whole: Duration) -> Self {
        Self {
            stream,
            started: Stopwatch::start(),
            whole,
        }
    }
}

impl Write for Outgoing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let left = self.started.left_of(self.whole).ok_or(ErrorKind::TimedOut)?;
        self.stream.set_write_timeout(Some(left))?;
        (&mut &*self.stream).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
