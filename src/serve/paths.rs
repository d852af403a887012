//! From the path of a request to the path of a file in the site. Nothing here is a path on disk: what a request names is
//! looked up among the files that the site has.

use super::Site;
use crate::url;

/// Where a path leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// To the file at this path in the site.
    To(String),
    /// To another path, as it stands in addresses.
    On(String),
    /// To nothing.
    Nowhere,
}

/// The path that a request names, its escapes read once; nothing for one that no honest link has.
pub(super) fn decode(path: &str) -> Option<String> {
    let after_percent = path.split('%').skip(1);
    let is_escape = |rest: &str| url::escaped_byte(format!("%{rest}")).is_some();
    if !after_percent.clone().all(is_escape) {
        return None;
    }
    let decoded = String::from_utf8(url::unescape_bytes(path)).ok()?;
    let is_odd = |c: char| c.is_control() || c == '\\';
    let climbs = |part: &str| matches!(part, "." | "..");
    let is_good = decoded.starts_with('/') && !decoded.contains(is_odd) && !decoded.split('/').any(climbs);
    is_good.then_some(decoded)
}

/// Where a decoded path leads in a site that stands at `base_url`.
pub(super) fn find(path: &str, base_url: &str, site: &Site) -> Leads {
    let Some(rest) = path.strip_prefix(base_url).and_then(|rest| rest.strip_prefix('/')) else {
        return match path == base_url || path == "/" {
            true => Leads::On(format!("{}/", url::escape_path(base_url))),
            false => Leads::Nowhere,
        };
    };
    if rest.is_empty() || rest.ends_with('/') {
        let index = format!("{rest}index.html");
        return if site.has(&index) {
            Leads::To(index)
        } else {
            Leads::Nowhere
        };
    }
    if site.has(rest) {
        return Leads::To(rest.to_owned());
    }
    if site.has(&format!("{rest}/index.html")) {
        return Leads::On(format!("{}/", url::escape_path(&format!("{base_url}/{rest}"))));
    }
    // As Jekyll's own server and most hosts do: `/about` is about.html.
    let page = format!("{rest}.html");
    if site.has(&page) {
        Leads::To(page)
    } else {
        Leads::Nowhere
    }
}

/// The type of a file, by its ending.
pub(super) fn content_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name
        .rsplit_once('.')
        .map_or("", |(_, ending)| ending)
        .to_ascii_lowercase();
    match &*ending {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "atom" => "application/atom+xml; charset=utf-8",
        "rss" => "application/rss+xml; charset=utf-8",
        "xhtml" => "application/xhtml+xml; charset=utf-8",
        "md" | "markdown" => "text/markdown; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "txt" | "yml" | "yaml" | "toml" | "log" | "sh" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "avif" => "image/avif",
        "bmp" => "image/bmp",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "ogv" => "video/ogg",
        "mp3" => "audio/mpeg",
        "oga" | "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_once() {
        assert_eq!(decode("/a%20b/%C3%BC.html").as_deref(), Some("/a b/ü.html"));
        assert_eq!(decode("/%252e%252e/x").as_deref(), Some("/%2e%2e/x"));
        for path in [
            "/../etc/passwd",
            "/a/./b",
            "/%2e%2e/etc/passwd",
            "/%2E./etc/passwd",
            "/..%2fetc/passwd",
            "/a%5c..%5cb",
            "/a\\b",
            "/a%00.html",
            "/%ff",
            "/%c0%ae%c0%ae/x",
            "/%2",
            "/%zz",
            "/a%0d%0ab",
            "a",
            "",
        ] {
            assert_eq!(decode(path), None, "{path}");
        }
    }

    #[test]
    fn types_follow_endings() {
        assert_eq!(content_type("a/b.HTML"), "text/html; charset=utf-8");
        assert_eq!(content_type("a.b/c"), "application/octet-stream");
        assert_eq!(content_type("llms.txt"), "text/plain; charset=utf-8");
    }
}
