//! What every page may ask about all others: front matter, URLs, the site's data. The first barrier: Liquid begins
//! when this is complete.
//!
//! Posts, collections and pagination will stand here beside the pages.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use crate::config::{Config, PermalinkStyle};
use crate::error::Error;
use crate::finding::Finding;
use crate::front_matter::{Document, is_no};
use crate::guide::{self, Membership};
use crate::liquid::value::{Array, Drop, Object, Value};
use crate::source::{FileId, Place, Sources, Trouble};
use crate::span::{LineIndex, Span};
use crate::yaml;

/// All pages before they are rendered, and what they share.
#[derive(Debug)]
pub struct Index {
    /// The pages, in the order of their source paths.
    pub pages: Vec<IndexedPage>,
    /// The redirects to pages, in the order of their source paths.
    pub redirects: Vec<Redirect>,
    /// The static files that are copied, with their output paths.
    pub static_files: Vec<(FileId, String)>,
    /// Liquid's `site`.
    pub site: SiteValues,
    /// Conflicts and what else was noticed.
    pub findings: Vec<Finding>,
}

/// A page that waits to be rendered.
#[derive(Debug)]
pub struct IndexedPage {
    /// The page as its author wrote it.
    pub document: Document,
    /// Its path in the source folder.
    pub path: Arc<str>,
    /// What its text is.
    pub format: Format,
    /// Its URL from the site's root, with a slash at its start.
    pub url: String,
    /// Its path in the output folder.
    pub output: String,
    /// Its front matter with the config's defaults.
    pub front_matter: Map<String, Json>,
    /// What it is in its guide.
    pub membership: Membership,
}

/// What a page's text is after Liquid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Markdown, which becomes HTML.
    Markdown,
    /// HTML, which a theme surrounds.
    Html,
    /// Anything else with front matter (a style sheet, a feed): Liquid only.
    Other,
}

/// A page at a former address, which leads on.
#[derive(Debug)]
pub struct Redirect {
    /// Its path in the output folder.
    pub output: String,
    /// Where it leads: an address from the site's root, or a full one.
    pub to: String,
}

/// What Liquid's `site` answers: the config's keys, data and pages.
#[derive(Debug)]
pub struct SiteValues {
    config: Map<String, Json>,
    data: Map<String, Json>,
    static_files: Vec<Json>,
    /// What `page` is to each page's own Liquid, and to others as a member of `site.pages`.
    pages: Vec<PageValues>,
    time: String,
}

#[derive(Debug)]
struct PageValues {
    values: Map<String, Json>,
    is_html: bool,
}

/// What the index is made with, beside the documents.
#[derive(Clone, Copy, Debug)]
pub struct IndexOptions<'o> {
    /// The time of the build, as Liquid prints it: `2026-05-01 12:00:00 +0000`.
    pub time: &'o str,
    /// Whether pages with `published: false` are taken.
    pub drafts: Drafts,
}

/// Whether unpublished pages are built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drafts {
    /// They are left out.
    #[default]
    Hidden,
    /// They are built.
    Shown,
}

/// Reads the files below `_data` into what Liquid's `site.data` is: `_data/a/b.yml` is `site.data.a.b`.
pub fn read_data(sources: &Sources, files: &[FileId]) -> Result<Map<String, Json>, Error> {
    let mut data = Map::new();
    for &file in files {
        let path = sources.path(file);
        let Some((stem, extension)) = path.trim_start_matches("_data/").rsplit_once('.') else {
            continue;
        };
        if !matches!(extension, "yml" | "yaml" | "json" | "csv" | "tsv") {
            continue;
        }
        if let Some(error) = unusable(sources, file) {
            return Err(error);
        }
        let text = sources.text(file).trim_start_matches('\u{feff}');
        let value = match extension {
            "yml" | "yaml" => yaml::parse(text)
                .map(|yaml| yaml.value)
                .map_err(|error| (error.at, error.message)),
            "json" => serde_json::from_str(text).map_err(|error| json_error(text, &error)),
            "csv" => read_table(text, b','),
            _ => read_table(text, b'\t'),
        };
        let value = value.map_err(|(at, message)| Error::Invalid {
            path: path.to_string(),
            at: Some(LineIndex::new(text).line_column(text, at)),
            message: format!("the data file cannot be read: {message}"),
            hint: None,
        })?;
        let mut folder = &mut data;
        let mut names = stem.split('/').peekable();
        while let Some(name) = names.next() {
            if names.peek().is_none() {
                folder.insert(name.to_owned(), value);
                break;
            }
            let below = folder.entry(name).or_insert_with(|| Json::Object(Map::new()));
            if !below.is_object() {
                *below = Json::Object(Map::new());
            }
            folder = below.as_object_mut().expect("it was made an object above");
        }
    }
    Ok(data)
}

/// Why a data file cannot be taken, if its text is not what is in it.
fn unusable(sources: &Sources, file: FileId) -> Option<Error> {
    let (at, message, hint) = match sources.trouble(file)? {
        Trouble::NotUtf8 { at } => {
            let location = sources.location(Place {
                file,
                span: Span::at(*at),
            });
            (
                Some(location.start),
                "this is not UTF-8".to_owned(),
                "save the file as UTF-8",
            )
        }
        Trouble::TooLarge { size } => {
            let message = format!("the file has {size} bytes, more than docgen reads");
            (None, message, "split it")
        }
        // The engine tells of all files that cannot be read.
        Trouble::Unreadable(_) => return None,
    };
    Some(Error::Invalid {
        path: sources.path(file).to_string(),
        at,
        message,
        hint: Some(hint.to_owned()),
    })
}

fn json_error(text: &str, error: &serde_json::Error) -> (usize, String) {
    let line_start: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
    ((line_start + error.column().saturating_sub(1)).min(text.len()), message)
}

/// Rows as objects, by the names in the first row; all values are texts, as Jekyll reads them.
fn read_table(text: &str, delimiter: u8) -> Result<Json, (usize, String)> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let rows: Result<Vec<BTreeMap<String, String>>, csv::Error> = reader.deserialize().collect();
    match rows {
        Ok(rows) => Ok(json!(rows)),
        Err(error) => {
            let at = error
                .position()
                .map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
            Err((at, error.to_string()))
        }
    }
}

impl Index {
    /// Makes the index of all documents.
    pub fn new(
        sources: &Sources,
        config: &Config,
        documents: Vec<Document>,
        static_files: &[FileId],
        data: Map<String, Json>,
        options: IndexOptions<'_>,
    ) -> Self {
        let mut findings = Vec::new();
        let mut pages = Vec::with_capacity(documents.len());
        for document in documents {
            let page = index_page(sources, config, document, &mut findings);
            if options.drafts == Drafts::Shown || !is_no(page.front_matter.get("published")) {
                pages.push(page);
            }
        }
        let paths: Vec<_> = pages.iter().map(|page| (&*page.path, &page.front_matter)).collect();
        let memberships = guide::memberships(config, &paths);
        for (page, membership) in pages.iter_mut().zip(memberships) {
            page.membership = membership;
        }
        let static_files: Vec<(FileId, String)> = static_files
            .iter()
            .map(|&file| (file, sources.path(file).to_string()))
            .collect();
        let mut outputs = Outputs::default();
        for page in &pages {
            outputs.claim(sources, &page.output, page.document.file, Span::at(0), &mut findings);
        }
        for (file, output) in &static_files {
            outputs.claim(sources, output, *file, Span::at(0), &mut findings);
        }
        let redirects = redirects(sources, &pages, &mut outputs, &mut findings);
        let is_served = |output: &str, file: FileId| outputs.taken.get(output) == Some(&file);
        pages.retain(|page| is_served(&page.output, page.document.file));
        let site = SiteValues {
            config: config.site.clone(),
            data,
            static_files: static_files.iter().map(|(_, path)| static_file_values(path)).collect(),
            pages: pages.iter().map(page_values).collect(),
            time: options.time.to_owned(),
        };
        Self {
            static_files: static_files
                .into_iter()
                .filter(|(file, output)| is_served(output, *file))
                .collect(),
            pages,
            redirects,
            site,
            findings,
        }
    }
}

/// Who has which output path. The last in path order has it, as in Jekyll, where it writes last.
#[derive(Default)]
struct Outputs {
    taken: HashMap<String, FileId>,
}

impl Outputs {
    fn claim(&mut self, sources: &Sources, output: &str, file: FileId, span: Span, findings: &mut Vec<Finding>) {
        let Some(earlier) = self.taken.insert(output.to_owned(), file) else {
            return;
        };
        let location = sources.location(Place { file, span });
        let message = format!("`{output}` is made from `{}` too", sources.path(earlier));
        let finding = Finding::error("output-conflict", location, message).on_page(sources.path(file));
        findings.push(
            finding.with_hint("only one of the two is in the site; change a `permalink`, `redirect_from` or name"),
        );
    }
}

fn index_page(sources: &Sources, config: &Config, document: Document, findings: &mut Vec<Finding>) -> IndexedPage {
    let path = Arc::clone(sources.path(document.file));
    let mut front_matter = document.front_matter.clone();
    // The config's later entries win among those for equally deep folders.
    let mut defaults: Vec<_> = config
        .defaults
        .iter()
        .filter(|defaults| defaults.applies_to(&path, "pages"))
        .collect();
    defaults.sort_by_key(|defaults| {
        std::cmp::Reverse(defaults.path.matches('/').count() + usize::from(!defaults.path.is_empty()))
    });
    for values in defaults {
        for (key, value) in &values.values {
            front_matter.entry(key).or_insert_with(|| value.clone());
        }
    }
    let format = format_of(&path);
    let default_url = default_url(&path, format, config.permalink);
    let permalink = front_matter
        .get("permalink")
        .and_then(Json::as_str)
        .map(|permalink| fill_permalink(permalink, &path));
    let url = match permalink {
        Some(permalink) if is_inside(&permalink) => format!("/{}", permalink.trim_start_matches('/')),
        Some(permalink) => {
            let span = document
                .place(sources, "/permalink")
                .map_or(Span::at(0), |entry| entry.value);
            let location = sources.location(Place {
                file: document.file,
                span,
            });
            let message = format!("the permalink `{permalink}` leads out of the site");
            let finding = Finding::error("unsafe-path", location, message).on_page(&path);
            findings.push(finding.with_hint(format!("the page is built at `{default_url}`")));
            default_url
        }
        None => default_url,
    };
    IndexedPage {
        output: output_path(&url, format),
        document,
        path,
        format,
        url,
        front_matter,
        membership: Membership::default(),
    }
}

fn format_of(path: &str) -> Format {
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

fn default_url(path: &str, format: Format, style: PermalinkStyle) -> String {
    let (stem, extension) = path.rsplit_once('.').unwrap_or((path, ""));
    let (folder, name) = stem
        .rsplit_once('/')
        .map_or(("", stem), |(folder, name)| (folder, name));
    let folder = if folder.is_empty() {
        String::new()
    } else {
        format!("/{folder}")
    };
    match (format, name, style) {
        (Format::Other, ..) => format!("{folder}/{name}.{extension}"),
        (_, "index", _) => format!("{folder}/"),
        (_, _, PermalinkStyle::File) => format!("{folder}/{name}.html"),
        (_, _, PermalinkStyle::Pretty) => format!("{folder}/{name}/"),
    }
}

/// A permalink with its placeholders for pages (`:path`, `:basename`, `:output_ext`) filled in.
fn fill_permalink(permalink: &str, path: &str) -> String {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let (folder, name) = stem
        .rsplit_once('/')
        .map_or(("", stem), |(folder, name)| (folder, name));
    permalink
        .replace(":path", folder)
        .replace(":basename", name)
        .replace(":output_ext", ".html")
        .replace("//", "/")
}

/// Whether a path stays inside the site, on every system.
fn is_inside(path: &str) -> bool {
    !path.contains(|c: char| matches!(c, '\\' | ':') || c.is_control())
        && path.split('/').all(|part| part != ".." && part != ".")
        && !path.is_empty()
}

/// The output path of a URL: `/x/` is `x/index.html`, and what has no ending gets `.html`.
fn output_path(url: &str, format: Format) -> String {
    let path = url.trim_start_matches('/');
    let name = path.rsplit('/').next().unwrap_or(path);
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else if name.contains('.') && (format == Format::Other || name.ends_with(".html") || name.ends_with(".htm")) {
        path.to_owned()
    } else {
        format!("{path}.html")
    }
}

/// `redirect_from` (a text or a list) and `redirect_to`, as jekyll-redirect-from reads them.
fn redirects(
    sources: &Sources,
    pages: &[IndexedPage],
    outputs: &mut Outputs,
    findings: &mut Vec<Finding>,
) -> Vec<Redirect> {
    let mut redirects: BTreeMap<String, Redirect> = BTreeMap::new();
    let page_outputs: HashSet<&str> = pages.iter().map(|page| page.output.as_str()).collect();
    for page in pages {
        let from = match page.front_matter.get("redirect_from") {
            Some(Json::String(from)) => vec![("/redirect_from".to_owned(), from.as_str())],
            Some(Json::Array(items)) => {
                let texts = items.iter().enumerate();
                texts
                    .filter_map(|(at, item)| Some((format!("/redirect_from/{at}"), item.as_str()?)))
                    .collect()
            }
            _ => Vec::new(),
        };
        for (pointer, from) in from {
            let span = page
                .document
                .place(sources, &pointer)
                .map_or(Span::at(0), |entry| entry.value);
            let place = Place {
                file: page.document.file,
                span,
            };
            if !is_inside(from) {
                let message = format!("the redirect from `{from}` leads out of the site");
                let finding = Finding::error("unsafe-path", sources.location(place), message).on_page(&page.path);
                findings.push(finding.with_hint("it is left out"));
                continue;
            }
            let output = output_path(from, Format::Html);
            if page_outputs.contains(output.as_str()) {
                let message = format!("the redirect from `{from}` stands where a page is");
                let finding = Finding::error("output-conflict", sources.location(place), message).on_page(&page.path);
                findings.push(finding.with_hint("the page is kept and the redirect is left out"));
                continue;
            }
            outputs.claim(sources, &output, page.document.file, span, findings);
            let redirect = Redirect {
                output: output.clone(),
                to: page.url.clone(),
            };
            redirects.insert(output, redirect);
        }
        if let Some(to) = page.front_matter.get("redirect_to").and_then(Json::as_str) {
            let redirect = Redirect {
                output: page.output.clone(),
                to: to.to_owned(),
            };
            redirects.insert(page.output.clone(), redirect);
        }
    }
    redirects.into_values().collect()
}

fn static_file_values(path: &str) -> Json {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (basename, extension) = name
        .rsplit_once('.')
        .map_or((name, String::new()), |(stem, ext)| (stem, format!(".{ext}")));
    json!({"path": format!("/{path}"), "name": name, "basename": basename, "extname": extension})
}

fn page_values(page: &IndexedPage) -> PageValues {
    let mut values = page.front_matter.clone();
    let (folder, name) = page
        .path
        .rsplit_once('/')
        .map_or(("", &*page.path), |(folder, name)| (folder, name));
    let dir = match page.url.ends_with('/') {
        true => page.url.clone(),
        false if folder.is_empty() => "/".to_owned(),
        false => format!("/{folder}/"),
    };
    values.insert("dir".to_owned(), dir.into());
    values.insert("name".to_owned(), name.into());
    values.insert("path".to_owned(), (*page.path).into());
    values.insert("url".to_owned(), page.url.as_str().into());
    PageValues {
        values,
        is_html: page.format != Format::Other,
    }
}

impl SiteValues {
    /// What `page` is in the Liquid of the page at position `page`.
    pub fn page(&self, page: usize) -> Value<'_> {
        Value::Object(Object::Data(&self.pages[page].values))
    }

    /// `site.data`
    pub fn data(&self) -> &Map<String, Json> {
        &self.data
    }
}

impl Drop for SiteValues {
    fn get<'a>(&'a self, name: &str) -> Option<Value<'a>> {
        let page_list = |pages: &mut dyn Iterator<Item = &'a PageValues>| {
            Value::array(pages.map(|page| Value::Object(Object::Data(&page.values))))
        };
        match name {
            "data" => Some(Value::Object(Object::Data(&self.data))),
            "pages" => Some(page_list(&mut self.pages.iter())),
            "html_pages" => Some(page_list(&mut self.pages.iter().filter(|page| page.is_html))),
            "static_files" => Some(Value::Array(Array::Data(&self.static_files))),
            "time" => Some(Value::from(self.time.as_str())),
            "posts" | "documents" | "collections" => Some(Value::Array(Array::Data(&[]))),
            _ => self.config.get(name).map(Value::from),
        }
    }

    fn names(&self) -> Vec<&str> {
        let own = [
            "data",
            "pages",
            "html_pages",
            "static_files",
            "time",
            "posts",
            "documents",
            "collections",
        ];
        own.into_iter()
            .chain(self.config.keys().map(String::as_str).filter(|key| !own.contains(key)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::front_matter;

    fn index(config: &str, files: &[(&str, &str)]) -> Index {
        let sources = Sources::in_memory(files.iter().copied());
        let config = Config::parse(config).expect("the config is right");
        let documents = sources
            .iter()
            .map(|source| front_matter::parse(&sources, source.id))
            .collect();
        let options = IndexOptions {
            time: "",
            drafts: Drafts::Hidden,
        };
        Index::new(&sources, &config, documents, &[], Map::new(), options)
    }

    #[test]
    fn urls_and_output_paths_are_jekylls() {
        for (config, path, front_matter, url, output) in [
            ("", "docs/x/setup.md", "", "/docs/x/setup.html", "docs/x/setup.html"),
            ("", "docs/x/index.md", "", "/docs/x/", "docs/x/index.html"),
            ("", "index.html", "", "/", "index.html"),
            ("", "feed.xml", "", "/feed.xml", "feed.xml"),
            ("permalink: pretty", "a/b.md", "", "/a/b/", "a/b/index.html"),
            ("", "a.md", "permalink: /b/", "/b/", "b/index.html"),
            ("", "a.md", "permalink: b.html", "/b.html", "b.html"),
            ("", "a.md", "permalink: /b", "/b", "b.html"),
            (
                "",
                "d/a.md",
                "permalink: /:path/x/:basename:output_ext",
                "/d/x/a.html",
                "d/x/a.html",
            ),
            ("", "v1.2.md", "permalink: /v1.2", "/v1.2", "v1.2.html"),
        ] {
            let index = index(config, &[(path, &format!("---\n{front_matter}\n---\n"))]);
            let page = &index.pages[0];
            assert_eq!(
                (page.url.as_str(), page.output.as_str()),
                (url, output),
                "{path} {front_matter}"
            );
            assert_eq!(index.findings, []);
        }
    }

    #[test]
    fn what_leads_out_of_the_site_is_told_and_not_followed() {
        let index = index(
            "",
            &[("a.md", "---\npermalink: ../../x\nredirect_from: [/ok, ../y]\n---\n")],
        );
        let told: Vec<_> = index
            .findings
            .iter()
            .map(|finding| (finding.rule, finding.location.start.line))
            .collect();
        assert_eq!(told, [("unsafe-path", 2), ("unsafe-path", 3)]);
        assert_eq!(index.pages[0].output, "a.html");
        let redirects: Vec<_> = index
            .redirects
            .iter()
            .map(|redirect| redirect.output.as_str())
            .collect();
        assert_eq!(redirects, ["ok.html"]);
    }

    #[test]
    fn the_last_of_two_pages_with_one_output_path_has_it() {
        let page = "---\npermalink: /same.html\n---\n";
        let index = index("", &[("a.md", page), ("b.md", page)]);
        assert_eq!(index.pages.len(), 1);
        assert_eq!(&*index.pages[0].path, "b.md");
        assert_eq!(index.findings[0].rule, "output-conflict");
    }

    #[test]
    fn unpublished_pages_are_left_out_and_defaults_filled_in() {
        let config = "defaults:\n- {scope: {path: ''}, values: {a: 1, b: 1}}\n- {scope: {path: d}, values: {a: 2}}\n";
        let index = index(
            config,
            &[("d/x.md", "---\nb: 3\n---\n"), ("y.md", "---\npublished: no\n---\n")],
        );
        assert_eq!(index.pages.len(), 1);
        assert_eq!(json!(index.pages[0].front_matter), json!({"b": 3, "a": 2}));
    }

    #[test]
    fn data_files_nest_by_folder() {
        let sources = Sources::in_memory([
            ("_data/a/b.yml", "x: 1"),
            ("_data/c.json", "[1]"),
            ("_data/t.csv", "name,n\nu,2\n"),
        ]);
        let files: Vec<_> = sources.iter().map(|source| source.id).collect();
        let data = read_data(&sources, &files).expect("all can be read");
        assert_eq!(
            json!(data),
            json!({"a": {"b": {"x": 1}}, "c": [1], "t": [{"name": "u", "n": "2"}]})
        );
        let broken = Sources::in_memory([("_data/c.json", "{\n  \"a\": ]\n}")]);
        let files: Vec<_> = broken.iter().map(|source| source.id).collect();
        let error = read_data(&broken, &files).expect_err("it is broken");
        assert!(error.to_string().starts_with("_data/c.json:2:8: "), "{error}");
    }
}
