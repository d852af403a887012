//! What Liquid's `site`, `page` and `paginator` are (`SiteDrop`, `DocumentDrop`, `Page#to_liquid`).
//!
//! Pages know each other: to each of them all are a [`Family`](crate::liquid::value::Family), each by its position in
//! [`Index`](super::Index). What one asks is noted: see `reads`.

mod site;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value as Json, json};

use super::excerpt::Excerpt;
use super::pagination::Paginated;
use super::reads::Reads;
use super::{IndexedPage, address};
use crate::config::Collection;
use crate::liquid::value::Value;
use crate::source::{FileId, Sources};
use crate::span::Span;
pub use site::SiteOfPage;
pub(super) use site::with_jekylls_defaults;

/// What Liquid's `site` answers: the config's keys, data, pages and documents.
#[derive(Debug, Default)]
pub struct SiteValues {
    config: Map<String, Json>,
    data: Map<String, Json>,
    static_files: Vec<Json>,
    /// What `page` is to each page's own Liquid, and to others as a member of `site.pages`.
    pages: Vec<PageValues>,
    /// The positions of `site.pages`.
    site_pages: Vec<usize>,
    collections: Vec<CollectionValues>,
    categories: Vec<(String, Vec<usize>)>,
    tags: Vec<(String, Vec<usize>)>,
    pagination: Option<Pager>,
    time: String,
}

/// A page or document.
#[derive(Debug)]
struct PageValues {
    values: Map<String, Json>,
    is_html: bool,
    /// The text of its file, and what of that is its content.
    text: Arc<str>,
    body: Span,
    /// Its content after Liquid and markdown, once it is there.
    content: OnceLock<String>,
    /// Its number in the list of posts that is divided into pages.
    pager: Option<usize>,
    document: Option<DocumentValues>,
}

/// What documents have beside pages.
#[derive(Debug)]
struct DocumentValues {
    is_draft: bool,
    excerpt: Option<Excerpt>,
    /// The excerpt after Liquid and markdown, once it is there.
    shown_excerpt: OnceLock<String>,
    previous: Option<usize>,
    next: Option<usize>,
}

#[derive(Debug)]
struct CollectionValues {
    label: String,
    is_posts: bool,
    is_written: bool,
    values: Map<String, Json>,
    documents: Vec<usize>,
    files: Vec<Json>,
}

/// What `paginator` is made of.
#[derive(Debug)]
struct Pager {
    paginated: Paginated,
    posts: Vec<usize>,
}

/// What the site's values are made of.
pub(super) struct Parts<'p> {
    pub(super) sources: &'p Sources,
    /// All keys of the config.
    pub(super) config: Map<String, Json>,
    pub(super) data: Map<String, Json>,
    /// The static files that no collection has: their values.
    pub(super) static_files: Vec<Json>,
    /// The pages and documents by their positions.
    pub(super) pages: &'p [&'p IndexedPage],
    /// The collections with their documents in order and their static files.
    pub(super) collections: Vec<(&'p Collection, Vec<FileId>, Vec<Json>)>,
    pub(super) pagination: Option<Paginated>,
    pub(super) time: String,
}

impl SiteValues {
    pub(super) fn new(parts: Parts<'_>) -> Self {
        let mut pages: Vec<PageValues> = parts
            .pages
            .iter()
            .map(|page| page_values(page, parts.sources))
            .collect();
        let positions = parts
            .pages
            .iter()
            .enumerate()
            .filter(|(_, page)| page.of_collection.is_some());
        let positions: HashMap<FileId, usize> = positions.map(|(at, page)| (page.document.file, at)).collect();
        let found = |files: &[FileId]| -> Vec<usize> {
            let each = files.iter();
            each.filter_map(|file| positions.get(file).copied()).collect()
        };
        let mut collections = Vec::with_capacity(parts.collections.len());
        for (collection, documents, files) in parts.collections {
            let documents = found(&documents);
            for (at, &position) in documents.iter().enumerate() {
                if let Some(document) = &mut pages[position].document {
                    document.previous = at.checked_sub(1).map(|before| documents[before]);
                    document.next = documents.get(at + 1).copied();
                }
            }
            collections.push(CollectionValues {
                label: collection.label.clone(),
                is_posts: collection.is_posts(),
                is_written: collection.is_written,
                values: collection.values.clone(),
                documents,
                files,
            });
        }
        let mut site_pages: Vec<usize> = (0..pages.len()).filter(|&at| pages[at].document.is_none()).collect();
        // By name, as in Jekyll; the further pages of a list are made when all others are there.
        let place = |&at: &usize| {
            let page = parts.pages[at];
            let name = page.path.rsplit('/').next().unwrap_or(&page.path);
            match page.pager {
                Some(number) if number > 1 => (number, ""),
                _ => (0, name),
            }
        };
        site_pages.sort_by(|one, other| place(one).cmp(&place(other)));
        let posts = collections.iter().find(|collection| collection.is_posts);
        let posts = posts.map_or(&[][..], |posts| &posts.documents);
        Self {
            categories: by_value(&pages, posts, "categories"),
            tags: by_value(&pages, posts, "tags"),
            pagination: parts.pagination.map(|paginated| Pager {
                posts: found(&paginated.posts),
                paginated,
            }),
            config: parts.config,
            data: parts.data,
            static_files: parts.static_files,
            site_pages,
            collections,
            time: parts.time,
            pages,
        }
    }

    /// What `site` and `page` are in the Liquid of the page at `position`, which notes in `reads` what it asks for.
    pub fn seen_from<'s>(&'s self, position: usize, reads: &'s Reads) -> SiteOfPage<'s> {
        SiteOfPage::new(self, position, reads)
    }

    /// Says what the content of a page is after Liquid and markdown. What has been said stays.
    pub fn set_content(&self, position: usize, content: impl FnOnce() -> String) {
        self.pages[position].content.get_or_init(content);
    }

    /// Says what the excerpt of a document is after Liquid and markdown. What has been said stays.
    pub fn set_excerpt(&self, position: usize, excerpt: impl FnOnce() -> String) {
        if let Some(document) = &self.pages[position].document {
            document.shown_excerpt.get_or_init(excerpt);
        }
    }
}

impl PageValues {
    /// Its content, as far as it has come.
    fn content(&self) -> &str {
        match self.content.get() {
            Some(content) => content,
            None => &self.text[self.body.start..self.body.end],
        }
    }

    fn excerpt<'a>(&'a self, document: &'a DocumentValues) -> Value<'a> {
        match (document.shown_excerpt.get(), &document.excerpt) {
            (Some(shown), _) => shown.as_str().into(),
            (None, Some(excerpt)) => excerpt.source(&self.text).into(),
            (None, None) => "".into(),
        }
    }
}

fn page_values(page: &IndexedPage, sources: &Sources) -> PageValues {
    let mut values = page.front_matter.clone();
    let name = page.path.rsplit('/').next().unwrap_or(&page.path);
    let mut insert = |key: &str, value: &str| values.insert(key.to_owned(), value.into());
    insert("url", &page.url);
    match &page.of_collection {
        None => {
            // As in Jekyll this is the folder of the URL, not of the source.
            insert("dir", page.url.rfind('/').map_or("/", |slash| &page.url[..=slash]));
            insert("name", name);
            if !page.front_matter.contains_key("path") {
                insert("path", &page.path);
            }
        }
        Some(of_collection) => {
            let path = &of_collection.relative_path;
            insert("path", path);
            insert("relative_path", path);
            insert("collection", &of_collection.label);
            if !page.front_matter.contains_key("name") {
                insert("name", name);
            }
            let slug = page.front_matter.get("slug").map(super::documents::text_of);
            let url = page.url.trim_end_matches('/');
            let folder = url.rfind('/').map_or("", |slash| &url[..slash]);
            let id = format!("{folder}/{}", slug.unwrap_or_default());
            insert("id", &id);
        }
    }
    PageValues {
        values,
        is_html: address::is_html(&page.output, &page.url),
        text: sources.shared_text(page.document.file),
        body: page.document.body,
        content: OnceLock::new(),
        pager: page.pager,
        document: page.of_collection.as_ref().map(|of_collection| DocumentValues {
            is_draft: of_collection.is_draft,
            excerpt: of_collection.excerpt.clone(),
            shown_excerpt: OnceLock::new(),
            previous: None,
            next: None,
        }),
    }
}

/// The posts by each value that they have of a list in their front matter, the newest first.
fn by_value(pages: &[PageValues], posts: &[usize], key: &str) -> Vec<(String, Vec<usize>)> {
    let mut values: Vec<(String, Vec<usize>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for &post in posts {
        for value in pages[post]
            .values
            .get(key)
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
        {
            let name = super::documents::text_of(value);
            let place = *places.entry(name.clone()).or_insert_with(|| {
                values.push((name, Vec::new()));
                values.len() - 1
            });
            values[place].1.push(post);
        }
    }
    for (_, posts) in &mut values {
        posts.reverse();
    }
    values
}

/// What Liquid sees of the static file at `path`, of a collection if `collection` names one.
pub(super) fn static_file(path: &str, collection: Option<&str>, defaults: Map<String, Json>, time: &str) -> Json {
    let name = path.rsplit('/').next().unwrap_or(path);
    let parts = address::parts(name);
    // Collections' files have no slash at their start.
    let shown_path = if collection.is_some() {
        path.to_owned()
    } else {
        format!("/{path}")
    };
    let mut values = json!({
        "path": shown_path,
        "name": name,
        "basename": parts.stem,
        "extname": parts.extension,
        // The times of files are those of whoever fetched them last.
        "modified_time": time,
        "collection": collection,
    });
    if let Json::Object(own) = &mut values {
        for (key, value) in defaults {
            own.entry(key).or_insert(value);
        }
    }
    values
}
