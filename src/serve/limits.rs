//! What one client may ask of the server, so that none can take it from the others.

use std::time::{Duration, Instant};

/// How much, how many and how long.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The bytes of a request's head.
    pub head: usize,
    /// The connections at one time; one more is answered with 503.
    pub connections: usize,
    /// The connections at one time that wait for news of a page, of those.
    pub listeners: usize,
    /// The requests of one connection.
    pub requests: usize,
    /// How long a connection may wait for its next request.
    pub idle: Duration,
    /// How long the head of a request may take from its first byte on; the first request's from the connection on.
    pub receive: Duration,
    /// How long an answer may take to be taken.
    pub send: Duration,
    /// How long a page that is gone may come back before who reads it hears of it: some editors remove a file to write it.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: 16 * 1024,
            connections: 128,
            listeners: 64,
            requests: 1_000,
            idle: Duration::from_secs(15),
            receive: Duration::from_secs(5),
            send: Duration::from_secs(30),
            grace: Duration::from_millis(150),
        }
    }
}

/// The most headers of a request.
pub(super) const MAX_HEADERS: usize = 64;

/// How often whoever waits looks whether the server is to end, or whether others wait for a place.
pub(super) const TICK: Duration = Duration::from_millis(250);

/// How long a connection may still wait once there is hardly a place left for others.
pub(super) const CROWDED: Duration = Duration::from_secs(1);

/// Time that passes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(
        clippy::disallowed_methods,
        reason = "a server that waits for its clients has to know how long; no page depends on it"
    )]
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }

    pub(super) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// What is left of `whole`; nothing once that is over.
    pub(super) fn left_of(self, whole: Duration) -> Option<Duration> {
        whole.checked_sub(self.elapsed()).filter(|left| !left.is_zero())
    }
}
