//! From a request to its answer: the site's files, and a few of the server's own.

use std::borrow::Cow;
use std::sync::Arc;

use super::paths::{self, Leads, content_type};
use super::request::Request;
use super::response::{Body, Response, Status};
use super::shown::{Snapshot, Version};
use super::{Failure, Shared, own_pages};
use crate::engine::Content;

/// The folder of the server's own files. It is no folder of the site, wherever the site stands.
pub(super) const OWN: &str = "/-docgen/";

/// The page that lists all findings.
pub(super) const FINDINGS: &str = "/-docgen/findings";

/// The server's own files.
const OWN_FILES: [(&str, &str); 4] = [
    ("icon.svg", include_str!("client/icon.svg")),
    ("live.js", include_str!("client/live.js")),
    (
        "live.css",
        concat!(include_str!("client/shared.css"), include_str!("client/live.css")),
    ),
    (
        "page.css",
        concat!(include_str!("client/shared.css"), include_str!("client/page.css")),
    ),
];

const HTML: &str = "text/html; charset=utf-8";

/// The most bytes of a page that is read from disk, to be shown with the server's script in it.
const MAX_PAGE: usize = 16 * 1024 * 1024;

/// What stands at a path.
pub(super) struct Served<'s> {
    pub(super) status: Status,
    pub(super) kind: &'static str,
    pub(super) content: Content<'s>,
    /// The path in the source folder of the page that it is, and the version that it is of.
    pub(super) page: Option<(&'s str, &'s Arc<Version>)>,
    /// Why it is not what it should be.
    pub(super) failure: Option<Cow<'s, Failure>>,
}

/// The answer to a request, of what is shown.
pub(super) fn answer<'s>(request: &Request, snapshot: &'s Snapshot, shared: &'s Shared) -> Response<'s> {
    if let Some(name) = request.path.strip_prefix(OWN)
        && let Some((name, text)) = OWN_FILES.into_iter().find(|(own, _)| *own == name)
    {
        return Response {
            status: Status::Ok,
            kind: content_type(name),
            location: None,
            body: Body::Bytes(text.as_bytes().into()),
        };
    }
    match serve(&request.path, snapshot, shared) {
        Ok(served) => served.into_response(),
        Err(NotServed::Elsewhere(path)) => {
            let query = request
                .query
                .as_ref()
                .map_or(String::new(), |query| format!("?{query}"));
            Response {
                location: Some(format!("{path}{query}")),
                ..Response::text(Status::MovedTemporarily, &format!("it is at {path}"))
            }
        }
        Err(NotServed::NoPath) => Response::text(Status::BadRequest, "this is no path of a site"),
        Err(NotServed::NotYet) => Response::text(Status::Unavailable, "the site is not built yet"),
    }
}

/// Why nothing is served at a path.
#[derive(Debug)]
pub(super) enum NotServed {
    /// It is at another path.
    Elsewhere(String),
    /// No link leads there that anybody would write.
    NoPath,
    /// There is nothing at all.
    NotYet,
}

/// What stands at a path, as it stands in addresses.
pub(super) fn serve<'s>(path: &str, snapshot: &'s Snapshot, shared: &'s Shared) -> Result<Served<'s>, NotServed> {
    let decoded = paths::decode(path).ok_or(NotServed::NoPath)?;
    let failure = snapshot.failure.as_deref().map(Cow::Borrowed);
    let Some(version) = &snapshot.version else {
        let failure = failure.ok_or(NotServed::NotYet)?;
        return Ok(Served::broken(failure, shared));
    };
    if path == FINDINGS {
        let judged = version.judged().ok_or(NotServed::NotYet)?;
        let page = own_pages::findings(version, judged, shared);
        return Ok(Served {
            failure,
            ..Served::html(Status::Ok, page)
        });
    }
    let base_url = &version.site.build().project.config.base_url;
    let (output, status) = match paths::find(&decoded, base_url, &version.site) {
        Leads::To(output) => (output, Status::Ok),
        Leads::On(path) => return Err(NotServed::Elsewhere(path)),
        Leads::Nowhere => ("404.html".to_owned(), Status::NotFound),
    };
    let of = |version: &'s Arc<Version>, content, failure| Served {
        status,
        kind: content_type(&output),
        content,
        page: version.source_of(&output).map(|source| (source, version)),
        failure,
    };
    match version.site.get(&output) {
        Some(Ok(content)) => Ok(of(version, content, failure)),
        // A theme that makes no such page.
        None => Ok(Served {
            failure,
            ..Served::html(Status::NotFound, own_pages::not_found())
        }),
        Some(Err(error)) => {
            let failure = failure.unwrap_or_else(|| Cow::Owned(Failure::from(&error)));
            // What the page was before its template broke.
            let before = snapshot.good.as_ref();
            match before.and_then(|before| Some((before, before.site.get(&output)?.ok()?))) {
                Some((before, content)) => Ok(of(before, content, Some(failure))),
                None => Ok(Served::broken(failure, shared)),
            }
        }
    }
}

impl<'s> Served<'s> {
    fn html(status: Status, text: String) -> Self {
        Self {
            status,
            kind: HTML,
            content: Content::Bytes(text.into_bytes().into()),
            page: None,
            failure: None,
        }
    }

    /// What stands in place of a page while there is none to show.
    fn broken(failure: Cow<'s, Failure>, shared: &Shared) -> Self {
        Self {
            failure: Some(failure.clone()),
            ..Self::html(Status::Broken, own_pages::broken(&failure, shared))
        }
    }

    /// The bytes of a page; nothing of a file that is gone, is no page, or is larger than [`MAX_PAGE`].
    pub(super) fn html_bytes(&self) -> Option<Cow<'_, [u8]>> {
        if self.kind != HTML {
            return None;
        }
        match &self.content {
            Content::Bytes(bytes) => Some(Cow::Borrowed(bytes)),
            Content::Copy { files, path } => {
                // A page is shown whole or without the script, and what cannot be read is told where it is sent.
                let bytes = files.read_start(path, MAX_PAGE + 1).ok()?;
                (bytes.len() <= MAX_PAGE).then_some(Cow::Owned(bytes))
            }
        }
    }

    fn into_response(self) -> Response<'s> {
        let (status, kind) = (self.status, self.kind);
        let body = match self.html_bytes() {
            Some(bytes) => Body::Bytes(with_script(&bytes, &fingerprint(status, &bytes)).into()),
            None => match self.content {
                Content::Bytes(bytes) => Body::Bytes(bytes),
                Content::Copy { files, path } => match files.open(path) {
                    Ok(file) => Body::Stream(Box::new(file)),
                    // It went away since the last build, or is a link that leads out of the folder.
                    Err(_) => return Response::text(Status::NotFound, "the file cannot be read"),
                },
            },
        };
        Response {
            status,
            kind,
            location: None,
            body,
        }
    }
}

/// What tells a page from the same page after another build.
pub(super) fn fingerprint(status: Status, bytes: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(status.line().as_bytes());
    hasher.update(bytes);
    hasher.finalize().to_hex()[..32].to_owned()
}

/// A page with the server's script in its head, before any of the page's own: it has to see the page as it came.
fn with_script(page: &[u8], fingerprint: &str) -> Vec<u8> {
    let script = format!("<script src=\"{OWN}live.js\" data-page=\"{fingerprint}\" data-live defer></script>");
    let find = |what: &[u8]| page.windows(what.len()).position(|it| it.eq_ignore_ascii_case(what));
    let head_end = find(b"</head").unwrap_or(0);
    let first_script = find(b"<script").filter(|&at| at < head_end);
    // What has no head is a part of a page; a browser makes one of it.
    let at = match first_script.unwrap_or(head_end) {
        0 => page.len(),
        at => at,
    };
    let mut whole = Vec::with_capacity(page.len() + script.len());
    whole.extend_from_slice(&page[..at]);
    whole.extend_from_slice(script.as_bytes());
    whole.extend_from_slice(&page[at..]);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_before_the_pages_own() {
        let script = "<script src=\"/-docgen/live.js\" data-page=\"x\" data-live defer></script>";
        for (before, after) in [
            ("<html><HEAD><title>a</title>", "<script src=b></script></HEAD><body>"),
            ("<html><head><title>a</title>", "</head><body><script></script>"),
            ("<p>a part", ""),
        ] {
            let page = with_script(format!("{before}{after}").as_bytes(), "x");
            assert_eq!(String::from_utf8_lossy(&page), format!("{before}{script}{after}"));
        }
    }
}
