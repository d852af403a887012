//! Where a page goes: its URL and its path in the output folder, as Jekyll makes them.

use super::Format;
use crate::config::PermalinkStyle;

/// What the text of the file at `path` is, by its ending.
pub(super) fn format_of(path: &str) -> Format {
    let extension = path
        .rsplit_once('.')
        .map_or("", |(_, extension)| extension)
        .to_ascii_lowercase();
    match extension.as_str() {
        "md" | "markdown" | "mkd" | "mkdn" | "mkdown" => Format::Markdown,
        "html" | "htm" | "xhtml" => Format::Html,
        _ => Format::Other,
    }
}

pub(super) fn default_url(path: &str, format: Format, style: PermalinkStyle) -> String {
    let (folder, file_name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = file_name.rsplit_once('.').map_or(file_name, |(name, _)| name);
    let folder = if folder.is_empty() {
        String::new()
    } else {
        format!("/{folder}")
    };
    match (format, name, style) {
        (Format::Other, ..) => format!("{folder}/{file_name}"),
        (_, "index", _) => format!("{folder}/"),
        (_, _, PermalinkStyle::File) => format!("{folder}/{name}.html"),
        (_, _, PermalinkStyle::Pretty) => format!("{folder}/{name}/"),
    }
}

/// A permalink with its placeholders for pages (`:path`, `:basename`, `:output_ext`) filled in.
pub(super) fn fill_permalink(permalink: &str, path: &str) -> String {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let (folder, name) = stem
        .rsplit_once('/')
        .map_or(("", stem), |(folder, name)| (folder, name));
    permalink
        .replace(":path", folder)
        .replace(":basename", name)
        .replace(":output_ext", ".html")
}

/// Whether a path stays inside the site.
pub(super) fn is_inside(path: &str) -> bool {
    !path.contains(['\\', ':'])
        && !path.contains(char::is_control)
        && path.split('/').all(|part| part != ".." && part != ".")
        && !path.is_empty()
}

/// The output path of a URL: `/x/` is `x/index.html`, and what has no ending gets `.html`. What is no HTML gets the
/// ending of its source at `source`, if that has one.
pub(super) fn output_path(url: &str, format: Format, source: &str) -> String {
    let path: Vec<&str> = url.split('/').filter(|part| !part.is_empty()).collect();
    let mut path = path.join("/");
    if url.ends_with('/') && !path.is_empty() {
        path.push('/');
    }
    let name = path.rsplit('/').next().unwrap_or(&path);
    let source_name = source.rsplit('/').next().unwrap_or(source);
    let extension = match (format, source_name.rfind('.')) {
        (Format::Markdown | Format::Html, _) => ".html",
        (Format::Other, Some(dot)) => &source_name[dot..],
        (Format::Other, None) => "",
    };
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else if name.contains('.') && (format == Format::Other || name.ends_with(".html") || name.ends_with(".htm")) {
        path
    } else {
        format!("{path}{extension}")
    }
}
