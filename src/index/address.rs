//! Where a page goes: its URL and its path in the output folder, as Jekyll makes them.
//!
//! URLs are escaped where docgen makes them of file names and stay as they are written in a `permalink`; paths are
//! unescaped, so that `/a b/` and `/a%20b/` are the same folder.

use super::Format;
use crate::config::{Collection, permalink_suffix, placeholder_hint, unknown_placeholder};
use crate::finding::nearest;
use crate::url::{escape_path, unescape};

/// The placeholders of permalinks of pages (`Page#url_placeholders`); posts have others.
const PLACEHOLDERS: [&str; 3] = [":path", ":basename", ":output_ext"];

/// Why an address that an author wrote is none of the site.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// There is nothing in it.
    Empty,
    /// It has a placeholder that there is not.
    UnknownPlaceholder {
        /// `:title`
        name: String,
        /// Whose placeholders it should be one of: `pages`.
        of: &'static str,
        /// Which of them may be meant.
        hint: String,
    },
    /// It goes up, or elsewhere.
    LeadsOut,
    /// It has a character that no path may have on some system.
    UnfitCharacter,
}

impl Refusal {
    /// The rule that the address breaks.
    pub(super) fn rule(&self) -> &'static str {
        match self {
            Self::Empty | Self::UnknownPlaceholder { .. } => "front-matter-schema",
            Self::LeadsOut | Self::UnfitCharacter => "unsafe-path",
        }
    }

    /// What is wrong with `address`, which is said of what `subject` names: `the permalink`.
    pub(super) fn message(&self, subject: &str, address: &str) -> String {
        match self {
            Self::Empty => format!("{subject} is empty"),
            Self::UnknownPlaceholder { name, of, .. } => format!("permalinks of {of} have no placeholder `{name}`"),
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
            Self::UnknownPlaceholder { hint, .. } => Some(hint.clone()),
            Self::UnfitCharacter => Some("no path of the site may have one".to_owned()),
        }
    }
}

fn placeholder_hint_of_pages(name: &str) -> String {
    match nearest(name, PLACEHOLDERS) {
        Some(known) => format!("did you mean `{known}`?"),
        None => format!(
            "they have {}",
            PLACEHOLDERS.map(|known| format!("`{known}`")).join(", ")
        ),
    }
}

/// What the text of the file at `path` is, by its ending; `markdown` are the endings of markdown files.
pub(super) fn format_of(path: &str, markdown: &[String]) -> Format {
    let extension = parts(path).extension.to_ascii_lowercase();
    if markdown
        .iter()
        .any(|ending| extension.strip_prefix('.') == Some(ending))
    {
        return Format::Markdown;
    }
    match extension.as_str() {
        ".html" | ".htm" | ".xhtml" => Format::Html,
        _ => Format::Other,
    }
}

/// The URL of a page without a permalink, by the site's permalink style (`Page#template`).
pub(super) fn default_url(path: &str, format: Format, style: &str) -> String {
    let Parts {
        folder,
        stem,
        extension,
        ..
    } = parts(path);
    let folder = match escape_path(folder).as_str() {
        "" => String::new(),
        folder => format!("/{folder}"),
    };
    let stem = escape_path(stem);
    let extension = escape_path(output_extension(format, extension));
    let url = match (extension.as_str(), stem.as_str()) {
        (".html" | ".htm" | ".xhtml", "index") => format!("{folder}/"),
        (".html" | ".htm" | ".xhtml", _) => {
            let suffix = permalink_suffix(style).replace(":output_ext", &extension);
            format!("{folder}/{stem}{suffix}")
        }
        _ => format!("{folder}/{stem}{extension}"),
    };
    sanitized(&url)
}

/// The URL of the folder that `path` names.
pub(super) fn folder_url(path: &str) -> String {
    sanitized(&format!("{}/", escape_path(path)))
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
        return Err(Refusal::UnknownPlaceholder {
            of: "pages",
            hint: placeholder_hint_of_pages(&name),
            name,
        });
    }
    let Parts {
        folder,
        stem,
        extension,
        ..
    } = parts(path);
    let filled = permalink
        .replace(PLACEHOLDERS[0], &escape_path(folder))
        .replace(PLACEHOLDERS[1], &escape_path(stem))
        .replace(
            PLACEHOLDERS[2],
            extension_of_permalink(permalink).unwrap_or(output_extension(format, extension)),
        );
    judge(&filled)?;
    inside(sanitized(&filled))
}

/// The URL that a permalink gives to a document, whose placeholders `value_of` knows by their names.
pub(super) fn document_url(permalink: &str, value_of: &dyn Fn(&str) -> String) -> Result<String, Refusal> {
    if let Some(name) = unknown_placeholder(permalink) {
        return Err(Refusal::UnknownPlaceholder {
            of: "documents",
            hint: placeholder_hint(name),
            name: name.to_owned(),
        });
    }
    let mut filled = String::with_capacity(permalink.len());
    let mut rest = permalink;
    while let Some(colon) = rest.find(':') {
        let behind = &rest[colon + 1..];
        let length = behind.find(|c: char| !c.is_ascii_lowercase() && c != '_');
        let name = &behind[..length.unwrap_or(behind.len())];
        filled.push_str(&rest[..colon]);
        rest = &behind[name.len()..];
        let is_known = |name: &str| unknown_placeholder(&format!(":{name}")).is_none();
        match name.strip_suffix('_') {
            _ if name.is_empty() => filled.push(':'),
            // In `:month_:day` the line is none of the name.
            Some(shorter) if is_known(shorter) => {
                filled.push_str(&escape_path(&value_of(shorter)));
                filled.push('_');
            }
            _ => filled.push_str(&escape_path(&value_of(name))),
        }
    }
    filled.push_str(rest);
    judge(&filled)?;
    inside(sanitized(&filled))
}

/// A cleaned address, if it stays inside the site still: what is taken out may bring together what leads out.
fn inside(url: String) -> Result<String, Refusal> {
    judge(&url).map(|()| url)
}

/// An address as Jekyll cleans it (`URL#sanitize_url`): with a slash at its start, and of several slashes one.
fn sanitized(address: &str) -> String {
    let address = format!("/{address}").replace("..", "/").replace("./", "");
    let mut url = String::with_capacity(address.len());
    for c in address.chars() {
        if c != '/' || !url.ends_with('/') {
            url.push(c);
        }
    }
    url
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

/// The output path of the page at `source`, whose URL is made by `permalink` if it has one (`Page#destination`): `/x/` is
/// `x/index.html`, and what does not end with the ending of the page gets it.
pub(super) fn output_path(url: &str, permalink: Option<&str>, format: Format, source: &str) -> String {
    let own = output_extension(format, parts(source).extension);
    let extension = permalink.and_then(extension_of_permalink).unwrap_or(own);
    let mut path = file_path(url);
    if path.is_empty() || path.ends_with('/') {
        path.push_str("index");
    }
    with_extension(path, extension)
}

/// The output path of a document (`Document#destination`): as that of a page, but a folder's file is always `index.html`.
pub(super) fn document_output_path(url: &str, permalink: Option<&str>, format: Format, source: &str) -> String {
    match url.ends_with('/') {
        true => file_path(url) + "index.html",
        false => output_path(url, permalink, format, source),
    }
}

/// The output path of a static file at `path` in its collection (`StaticFile#url`).
pub(super) fn collection_file_path(path: &str, collection: &Collection) -> String {
    let extension = parts(path).extension;
    let stem = parts(path).stem;
    let cleaned = path[..path.len() - extension.len()].trim_end_matches('.');
    let cleaned = cleaned.replacen(&collection.folder(), "", 1);
    let value_of = |placeholder: &str| match placeholder {
        "collection" => collection.label.clone(),
        "path" => cleaned.clone(),
        "name" => stem.to_owned(),
        _ => String::new(),
    };
    let url = document_url(&collection.permalink, &value_of);
    // A name that cannot be part of an address was no part of one before.
    let url = url.unwrap_or_else(|_| sanitized(&format!("{}/{cleaned}", collection.label)));
    file_path(&format!("{}{extension}", url.trim_end_matches('/')))
}

/// The output path of a redirect from `address`.
pub(super) fn redirect_path(address: &str) -> String {
    let path = file_path(address);
    let name = path.rsplit('/').next().unwrap_or(&path);
    if path.is_empty() || path.ends_with('/') {
        path + "index.html"
    } else if name.ends_with(".html") || name.ends_with(".htm") {
        path
    } else {
        path + ".html"
    }
}

/// The path of files that a URL means.
fn file_path(url: &str) -> String {
    let url = unescape(url);
    let names: Vec<&str> = url.split('/').filter(|name| !matches!(*name, "" | ".")).collect();
    let mut path = names.join("/");
    if url.ends_with('/') && !path.is_empty() {
        path.push('/');
    }
    path
}

fn with_extension(path: String, extension: &str) -> String {
    match path.ends_with(extension) {
        true => path,
        false => path + extension,
    }
}

/// The ending that a permalink gives its page (`Renderer#permalink_ext`): that of `/v1.2` is `.2`.
fn extension_of_permalink(permalink: &str) -> Option<&str> {
    let name = permalink.rsplit('/').next()?;
    let extension = parts(name).extension;
    (!extension.is_empty()).then_some(extension)
}

/// The ending of a document whose source ends with `extension`.
pub(super) fn document_extension<'e>(permalink: Option<&'e str>, format: Format, extension: &'e str) -> &'e str {
    let of_permalink = permalink.and_then(extension_of_permalink);
    of_permalink.unwrap_or(output_extension(format, extension))
}

/// What a page of HTML is, given its permalink: a text, where that has the ending of one.
pub(super) fn format_by_permalink(format: Format, permalink: Option<&str>) -> Format {
    const TEXTS: [&str; 10] = [
        ".atom",
        ".css",
        ".csv",
        ".ics",
        ".js",
        ".json",
        ".rss",
        ".txt",
        ".webmanifest",
        ".xml",
    ];
    match permalink.and_then(extension_of_permalink) {
        Some(extension) if format == Format::Html && TEXTS.contains(&extension) => Format::Other,
        _ => format,
    }
}

/// The ending of a page whose source ends with `extension`.
pub(super) fn output_extension(format: Format, extension: &str) -> &str {
    match format {
        Format::Markdown => ".html",
        Format::Html | Format::Other => extension,
    }
}

/// Whether Jekyll takes a page for one of HTML, by its output path and URL.
pub(super) fn is_html(output: &str, url: &str) -> bool {
    url.ends_with('/')
        || [".html", ".xhtml", ".htm"]
            .iter()
            .any(|ending| output.ends_with(ending))
}

/// A path as Ruby takes it apart.
pub(super) struct Parts<'p> {
    pub(super) folder: &'p str,
    /// The file's name without its ending and the dots before that.
    pub(super) stem: &'p str,
    /// The file's name without its ending.
    pub(super) stem_with_dots: &'p str,
    /// With its dot; empty where there is none, as in `.htaccess`.
    pub(super) extension: &'p str,
}

pub(super) fn parts(path: &str) -> Parts<'_> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, extension) = match name.rfind('.') {
        Some(dot) if dot > 0 => name.split_at(dot),
        _ => (name, ""),
    };
    Parts {
        folder,
        stem: stem.trim_end_matches('.'),
        stem_with_dots: stem,
        extension,
    }
}
