//! Where a page goes: its URL and its path in the output folder, as Jekyll makes them.
//!
//! URLs are escaped where docgen makes them of file names and stay as they are written in a `permalink`; paths are
//! unescaped, so that `/a b/` and `/a%20b/` are the same folder.

use super::Format;
use crate::config::PermalinkStyle;
use crate::finding::nearest;
use crate::url::{escape_path, unescape};

/// The placeholders of permalinks of pages (`Page#url_placeholders`); posts have others.
const PLACEHOLDERS: [&str; 3] = [":path", ":basename", ":output_ext"];

/// Why an address that an author wrote is none of the site.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// There is nothing in it.
    Empty,
    /// It has a placeholder that pages do not have: `:title`.
    UnknownPlaceholder(String),
    /// It goes up, or elsewhere.
    LeadsOut,
    /// It has a character that no path may have on some system.
    UnfitCharacter,
}

impl Refusal {
    /// The rule that the address breaks.
    pub(super) fn rule(&self) -> &'static str {
        match self {
            Self::Empty | Self::UnknownPlaceholder(_) => "front-matter-schema",
            Self::LeadsOut | Self::UnfitCharacter => "unsafe-path",
        }
    }

    /// What is wrong with `address`, which is said of what `subject` names: `the permalink`.
    pub(super) fn message(&self, subject: &str, address: &str) -> String {
        match self {
            Self::Empty => format!("{subject} is empty"),
            Self::UnknownPlaceholder(name) => format!("permalinks of pages have no placeholder `{name}`"),
            Self::LeadsOut => format!("{subject} `{address}` leads out of the site"),
            Self::UnfitCharacter => {
                format!("{subject} `{address}` has a colon, a backslash or a control character")
            }
        }
    }

    /// What to do about it; nothing where the message says all.
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::Empty | Self::LeadsOut => None,
            Self::UnknownPlaceholder(name) => Some(match nearest(name, PLACEHOLDERS) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!(
                    "they have {}",
                    PLACEHOLDERS.map(|known| format!("`{known}`")).join(", ")
                ),
            }),
            Self::UnfitCharacter => Some("no path of the site may have one".to_owned()),
        }
    }
}

/// What the text of the file at `path` is, by its ending.
pub(super) fn format_of(path: &str) -> Format {
    match parts(path).extension.to_ascii_lowercase().as_str() {
        ".md" | ".markdown" | ".mkd" | ".mkdn" | ".mkdown" => Format::Markdown,
        ".html" | ".htm" | ".xhtml" => Format::Html,
        _ => Format::Other,
    }
}

/// The URL of a page without a permalink.
pub(super) fn default_url(path: &str, format: Format, style: PermalinkStyle) -> String {
    let Parts { folder, stem, .. } = parts(path);
    let folder = match escape_path(folder).as_str() {
        "" => String::new(),
        folder => format!("/{folder}"),
    };
    let stem = escape_path(stem);
    match (format, stem.as_str(), style) {
        (Format::Other, ..) => format!("/{}", escape_path(path)),
        (_, "index", _) => format!("{folder}/"),
        (_, _, PermalinkStyle::File) => format!("{folder}/{stem}.html"),
        (_, _, PermalinkStyle::Pretty) => format!("{folder}/{stem}/"),
    }
}

/// The URL of a file that is served as it is: a folder's `index.html` is the folder.
pub(super) fn url_of_file(path: &str) -> String {
    let Parts { folder, stem, .. } = parts(path);
    match (stem, folder) {
        ("index", "") => "/".to_owned(),
        ("index", folder) => format!("/{}/", escape_path(folder)),
        _ => format!("/{}", escape_path(path)),
    }
}

/// The URL that a permalink gives to the page at `path`: its placeholders filled in, of several slashes one.
pub(super) fn permalink_url(permalink: &str, path: &str, format: Format) -> Result<String, Refusal> {
    let unknown = permalink.match_indices(':').find_map(|(at, _)| {
        let rest = &permalink[at..];
        let length = rest[1..].find(|c: char| !c.is_ascii_lowercase() && c != '_');
        let name = &rest[..length.map_or(rest.len(), |length| length + 1)];
        let is_unknown = name.len() > 1 && !PLACEHOLDERS.iter().any(|known| name.starts_with(known));
        is_unknown.then(|| name.to_owned())
    });
    if let Some(name) = unknown {
        return Err(Refusal::UnknownPlaceholder(name));
    }
    let Parts {
        folder,
        stem,
        extension,
    } = parts(path);
    let filled = permalink
        .replace(PLACEHOLDERS[0], &escape_path(folder))
        .replace(PLACEHOLDERS[1], &escape_path(stem))
        .replace(PLACEHOLDERS[2], output_extension(format, extension));
    judge(&filled)?;
    let names = filled.split('/').filter(|name| !matches!(*name, "" | "."));
    let mut url = String::with_capacity(filled.len() + 1);
    for name in names {
        url.push('/');
        url.push_str(name);
    }
    if url.is_empty() || filled.ends_with('/') {
        url.push('/');
    }
    Ok(url)
}

/// Whether an address stays inside the site, its escapes undone.
pub(super) fn judge(address: &str) -> Result<(), Refusal> {
    let path = unescape(address);
    if path.trim().is_empty() {
        Err(Refusal::Empty)
    } else if path.contains("://") || path.split(['/', '\\']).any(|name| name == "..") {
        Err(Refusal::LeadsOut)
    } else if path.contains(|c: char| matches!(c, ':' | '\\') || c.is_control()) {
        Err(Refusal::UnfitCharacter)
    } else {
        Ok(())
    }
}

/// The output path of a URL: `/x/` is `x/index.html`, and what has no ending gets `.html`. What is no HTML gets the
/// ending of its source at `source`, if that has one.
pub(super) fn output_path(url: &str, format: Format, source: &str) -> String {
    let url = unescape(url);
    let names: Vec<&str> = url.split('/').filter(|name| !matches!(*name, "" | ".")).collect();
    let mut path = names.join("/");
    if url.ends_with('/') && !path.is_empty() {
        path.push('/');
    }
    let name = path.rsplit('/').next().unwrap_or(&path);
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else if name.contains('.') && (format == Format::Other || name.ends_with(".html") || name.ends_with(".htm")) {
        path
    } else {
        format!("{path}{}", output_extension(format, parts(source).extension))
    }
}

/// The ending of a page whose source ends with `extension`.
fn output_extension(format: Format, extension: &str) -> &str {
    match format {
        Format::Markdown | Format::Html => ".html",
        Format::Other => extension,
    }
}

/// A path as Ruby takes it apart.
struct Parts<'p> {
    folder: &'p str,
    /// The file's name without its ending and the dots before that.
    stem: &'p str,
    /// With its dot; empty where there is none, as in `.htaccess`.
    extension: &'p str,
}

fn parts(path: &str) -> Parts<'_> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, extension) = match name.rfind('.') {
        Some(dot) if dot > 0 => name.split_at(dot),
        _ => (name, ""),
    };
    Parts {
        folder,
        stem: stem.trim_end_matches('.'),
        extension,
    }
}
