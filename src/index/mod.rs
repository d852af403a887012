//! What every page may ask about all others: front matter, URLs, the site's data. The first barrier: Liquid begins
//! when this is complete.
//!
//! `documents` reads posts and the documents of other collections, `collections` puts them into order, `pagination`
//! divides their list into pages. `address` says where a page goes, `outputs` who has which path, `redirects` what leads
//! there, `links` answers Liquid's `link` and `post_url`, `jekyll_keys` what front matter says of both, `site_values` is what
//! Liquid sees; `reads` notes what a page asks of it, and `answers` says whether the answers are still the same.

mod address;
mod answers;
mod collections;
mod documents;
mod excerpt;
mod jekyll_keys;
mod links;
mod outputs;
mod pagination;
mod permalink;
mod post_name;
mod reads;
mod redirects;
pub mod relative_links;
mod site_values;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::config::{Config, fill_in};
use crate::date::{Time, Zone};
use crate::finding::Finding;
use crate::front_matter::Document;
use crate::guide::{self, Membership};
use crate::source::{FileId, Sources};
use crate::span::Span;
pub use answers::Answers;
pub use documents::OfCollection;
use documents::{Indexed, Reading};
pub use excerpt::Excerpt;
use outputs::{Claim, Outputs};
pub use reads::{AddressesOfPage, PageName, Questions, Reads};
pub use redirects::Redirect;
use redirects::redirects;
pub use site_values::{SiteOfPage, SiteValues};

/// All pages before they are rendered, and what they share.
#[derive(Debug)]
pub struct Index {
    /// The pages, posts and other documents that are written, in the order of their source paths.
    pub pages: Vec<IndexedPage>,
    /// The documents that have no page of their own, in the order of their source paths; others may print them.
    pub unwritten: Vec<IndexedPage>,
    /// The posts among [`Index::pages`], the oldest first, as positions.
    pub posts: Vec<usize>,
    /// The redirects to pages, in the order of their output paths.
    pub redirects: Vec<Redirect>,
    /// The static files that are copied, with their output paths and in the order of these.
    pub static_files: Vec<(FileId, String)>,
    /// Liquid's `site`.
    pub site: SiteValues,
    /// Conflicts and what else was noticed.
    pub findings: Vec<Finding>,
    /// Whether these are the pages of a finished site: they stay as they are, and no theme adds anything.
    pub is_finished: bool,
}

/// A page that waits to be rendered.
#[derive(Debug)]
pub struct IndexedPage {
    /// The page as its author wrote it.
    pub document: Arc<Document>,
    /// Its path in the source folder.
    pub path: Arc<str>,
    /// What its text is.
    pub format: Format,
    /// Its URL from the site's root, with a slash at its start.
    pub url: String,
    /// Its path in the output folder.
    pub output: String,
    /// Its front matter with the config's defaults, and with what Jekyll adds to that of documents.
    pub front_matter: Map<String, Json>,
    /// What it is in its guide.
    pub membership: Membership,
    /// What it is in its collection, if it has one; posts are one, too.
    pub of_collection: Option<OfCollection>,
    /// Its number, where it is one of the pages that a list of posts is divided into.
    pub pager: Option<usize>,
}

impl IndexedPage {
    /// What it is called from one index to the next.
    pub fn name(&self) -> PageName {
        (Arc::clone(&self.path), self.pager)
    }

    /// Whether it is a post.
    pub fn is_post(&self) -> bool {
        self.of_collection
            .as_ref()
            .is_some_and(|of| of.label == crate::config::POSTS)
    }
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

/// What the index is made of. A collection is its position in [`Config::collections`].
#[derive(Debug, Default)]
pub struct Contents {
    /// The pages.
    pub pages: Vec<Arc<Document>>,
    /// The documents, each with its collection.
    pub documents: Vec<(Arc<Document>, usize)>,
    /// The files that are copied.
    pub static_files: Vec<FileId>,
    /// The files that collections have beside their documents.
    pub collection_files: Vec<(FileId, usize)>,
    /// Liquid's `site.data`.
    pub data: Map<String, Json>,
}

/// What the index is made with, beside its contents.
#[derive(Clone, Copy, Debug)]
pub struct IndexOptions<'o> {
    /// The time of the build.
    pub now: &'o Time,
    /// The zone that times are told in.
    pub zone: &'o Zone,
    /// Whether pages with `published: false` are taken.
    pub takes_unpublished: bool,
}

impl Index {
    /// Makes the index of all pages and documents.
    pub fn new(sources: &Sources, config: &Config, contents: Contents, options: IndexOptions<'_>) -> Self {
        let mut findings = Vec::new();
        let reading = Reading {
            sources,
            config,
            now: options.now,
            zone: options.zone,
            takes_unpublished: options.takes_unpublished || config.publishing.unpublished,
        };
        let mut pages = published_pages(reading, contents.pages, &mut findings);
        let mut collections: Vec<Vec<Indexed>> = config.collections.iter().map(|_| Vec::new()).collect();
        for (document, collection) in contents.documents {
            if let Some(document) = reading.document(document, collection, &mut findings) {
                collections[collection].push(document);
            }
        }
        for (documents, collection) in collections.iter_mut().zip(&config.collections) {
            collections::sort(documents, collection, config);
            if collection.is_posts() && config.publishing.limit_posts > 0 {
                let surplus = documents.len().saturating_sub(config.publishing.limit_posts);
                documents.drain(..surplus);
            }
        }
        let files = |documents: &Vec<Indexed>| -> Vec<FileId> {
            let each = documents.iter();
            each.map(|document| document.page.document.file).collect()
        };
        let orders: Vec<Vec<FileId>> = collections.iter().map(files).collect();
        let posts = collections.first().map_or(&[][..], Vec::as_slice);
        let is_shown = |post: &&Indexed| {
            let hidden = post.page.front_matter.get("hidden");
            matches!(hidden, None | Some(Json::Null | Json::Bool(false)))
        };
        let listed = posts
            .iter()
            .rev()
            .filter(is_shown)
            .map(|post| post.page.document.file)
            .collect();
        let pagination = config.pagination.as_ref();
        let pagination = pagination.and_then(|it| pagination::paginate(sources, it, listed, &mut pages, &mut findings));
        let mut unwritten = Vec::new();
        for document in collections.into_iter().flatten() {
            match document.is_written {
                true => pages.push(document.page),
                false => unwritten.push(document.page),
            }
        }
        settle_memberships(config, &mut pages);
        let mut outputs = Outputs::default();
        let static_files = static_files(sources, config, &contents.static_files);
        let collection_files = collection_files(sources, config, &contents.collection_files);
        let is_document = |page: &&IndexedPage| page.of_collection.is_some();
        let of_pages = |wanted: bool| {
            let pages = pages.iter().filter(move |page| is_document(page) == wanted);
            pages.map(|page| (page.document.file, &page.output, Some(&page.document)))
        };
        let copied = || {
            let files = static_files.iter().chain(&collection_files);
            files.filter_map(|file| Some((file.file, file.output.as_ref()?)))
        };
        // The order in which Jekyll writes.
        let of_files = copied().map(|(file, output)| (file, output, None));
        for (file, output, document) in of_pages(false).chain(of_files).chain(of_pages(true)) {
            let permalink = || document.and_then(|document| document.place(sources, "/permalink"));
            #[expect(
                clippy::let_underscore_must_use,
                reason = "whoever is given a path may lose it to a later one: all are asked for again below"
            )]
            let _: Claim = outputs.claim(
                sources,
                output,
                file,
                || permalink().unwrap_or(Span::at(0)),
                &mut findings,
            );
            outputs.compare_letters(
                sources,
                output,
                file,
                || permalink().unwrap_or(Span::at(0)),
                &mut findings,
            );
        }
        let mut copied: Vec<(FileId, String)> = copied()
            .filter(|(file, output)| outputs.serves(output, *file))
            .map(|(file, output)| (file, output.clone()))
            .collect();
        copied.sort_by(|(_, one), (_, other)| one.cmp(other));
        // A page that is not in the site leads nowhere, and nothing leads to it.
        pages.retain(|page| outputs.serves(&page.output, page.document.file));
        pages.sort_by(|one, other| (&one.path, one.pager).cmp(&(&other.path, other.pager)));
        unwritten.sort_by(|one, other| one.path.cmp(&other.path));
        let redirects = redirects(sources, &pages, &mut outputs, &mut findings);
        let values = |file: &CopiedFile, label: Option<&str>| {
            let path = documents::relative_path(sources.path(file.file), config);
            let defaults = config.defaults_of(path, label.unwrap_or_default());
            site_values::static_file(path, label, defaults, &options.now.to_string())
        };
        let of_collection = |at: usize| -> Vec<Json> {
            let files = collection_files.iter().filter(|file| file.collection == Some(at));
            files
                .map(|file| values(file, Some(&config.collections[at].label)))
                .collect()
        };
        let numbered = config.collections.iter().zip(&orders).enumerate();
        let all: Vec<&IndexedPage> = pages.iter().chain(&unwritten).collect();
        let site = SiteValues::new(site_values::Parts {
            sources,
            config: site_values::with_jekylls_defaults(config.site.clone()),
            data: contents.data,
            static_files: static_files.iter().map(|file| values(file, None)).collect(),
            collections: numbered
                .map(|(at, (collection, order))| (collection, order.clone(), of_collection(at)))
                .collect(),
            pages: &all,
            pagination,
            time: options.now.to_string(),
        });
        let positions: HashMap<FileId, usize> = pages
            .iter()
            .enumerate()
            .filter(|(_, page)| page.is_post())
            .map(|(at, page)| (page.document.file, at))
            .collect();
        let posts = orders.first().into_iter().flatten();
        Self {
            posts: posts.filter_map(|file| positions.get(file).copied()).collect(),
            static_files: copied,
            pages,
            unwritten,
            redirects,
            site,
            findings,
            is_finished: false,
        }
    }

    /// The index of a finished site, each of whose files is served from where it stands.
    pub fn of_finished(sources: &Sources, documents: Vec<Arc<Document>>, static_files: &[FileId]) -> Self {
        let path = |file: FileId| sources.path(file);
        let page = |document: Arc<Document>| IndexedPage {
            path: Arc::clone(path(document.file)),
            format: Format::Html,
            url: address::url_of_file(path(document.file)),
            output: path(document.file).to_string(),
            front_matter: Map::new(),
            membership: Membership::default(),
            of_collection: None,
            pager: None,
            document,
        };
        let pages: Vec<IndexedPage> = documents.into_iter().map(page).collect();
        let static_files: Vec<_> = static_files
            .iter()
            .map(|&file| (file, path(file).to_string()))
            .collect();
        Self {
            site: SiteValues::default(),
            redirects: Vec::new(),
            posts: Vec::new(),
            unwritten: Vec::new(),
            static_files,
            pages,
            findings: Vec::new(),
            is_finished: true,
        }
    }

    /// How many pages and documents there are, written or not.
    pub fn len(&self) -> usize {
        self.pages.len() + self.unwritten.len()
    }

    /// Whether there is no page and no document.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The page or document at a position: first those that are written, then the others.
    ///
    /// # Panics
    /// There is none.
    pub fn page(&self, position: usize) -> &IndexedPage {
        let unwritten = || &self.unwritten[position - self.pages.len()];
        self.pages.get(position).unwrap_or_else(unwritten)
    }

    /// The output paths of all pages, redirects and static files.
    pub fn outputs(&self) -> impl Iterator<Item = &str> {
        let pages = self.pages.iter().map(|page| page.output.as_str());
        let redirects = self.redirects.iter().map(|redirect| redirect.output.as_str());
        pages
            .chain(redirects)
            .chain(self.static_files.iter().map(|(_, output)| output.as_str()))
    }
}

/// A file that is copied.
struct CopiedFile {
    file: FileId,
    /// Its output path; nothing where it is not to be in the site.
    output: Option<String>,
    collection: Option<usize>,
}

/// The pages that are published.
fn published_pages(
    reading: Reading<'_>,
    documents: Vec<Arc<Document>>,
    findings: &mut Vec<Finding>,
) -> Vec<IndexedPage> {
    let mut pages = Vec::with_capacity(documents.len());
    for document in documents {
        let page = index_page(reading, document, findings);
        // What `defaults` say of it does not count, as in Jekyll.
        let (is_published, misuse) = jekyll_keys::is_published(&page.document.front_matter);
        if let Some(misuse) = misuse {
            let outline = page.document.outline(reading.sources);
            findings.push(misuse.finding(reading.sources, &page.document, &outline));
        }
        if reading.takes_unpublished || is_published {
            pages.push(page);
        }
    }
    pages
}

fn index_page(reading: Reading<'_>, document: Arc<Document>, findings: &mut Vec<Finding>) -> IndexedPage {
    let Reading { sources, config, .. } = reading;
    let path = Arc::clone(sources.path(document.file));
    let mut front_matter = document.front_matter.clone();
    fill_in(&mut front_matter, config.defaults_of(&path, "pages"));
    jekyll_keys::keep_empty(&mut front_matter, &document.front_matter);
    let format = address::format_of(&path, &config.markdown_ext);
    let default_url = address::default_url(&path, format, &config.permalink);
    let fill = |permalink: &str| address::permalink_url(permalink, &path, format);
    let addressed = permalink::url(sources, &document, &front_matter, default_url, &fill, findings);
    let permalink = addressed.permalink.as_deref();
    IndexedPage {
        output: address::output_path(&addressed.url, permalink, format, &path),
        format: address::format_by_permalink(format, permalink),
        document,
        path,
        url: addressed.url,
        front_matter,
        membership: Membership::default(),
        of_collection: None,
        pager: None,
    }
}

/// Says of each page what it is in its guide. Posts are in none, and neither are the further pages of a list.
fn settle_memberships(config: &Config, pages: &mut [IndexedPage]) {
    let is_apart = |page: &IndexedPage| page.is_post() || page.pager.is_some_and(|number| number > 1);
    let of_guides = pages.iter().filter(|page| !is_apart(page));
    let paths: Vec<_> = of_guides.map(|page| (&*page.path, &page.front_matter)).collect();
    let mut memberships = guide::memberships(config, &paths).into_iter();
    for page in pages {
        page.membership = match is_apart(page) {
            false => memberships.next().unwrap_or_default(),
            true => guide::apart(config, &page.path, &page.front_matter, page.is_post()),
        };
    }
}

/// The static files that no collection has.
fn static_files(sources: &Sources, config: &Config, files: &[FileId]) -> Vec<CopiedFile> {
    let copied = |&file: &FileId| {
        let path = sources.path(file);
        CopiedFile {
            file,
            output: is_copied(config, path, "").then(|| path.to_string()),
            collection: None,
        }
    };
    files.iter().map(copied).collect()
}

/// The static files of collections, which stand in the site where their documents do.
fn collection_files(sources: &Sources, config: &Config, files: &[(FileId, usize)]) -> Vec<CopiedFile> {
    let copied = |&(file, at): &(FileId, usize)| {
        let collection = &config.collections[at];
        let path = documents::relative_path(sources.path(file), config);
        let output = address::collection_file_path(path, collection);
        let is_copied = collection.is_written && is_copied(config, &output, &collection.label);
        CopiedFile {
            file,
            output: is_copied.then_some(output),
            collection: Some(at),
        }
    };
    files.iter().map(copied).collect()
}

/// Whether `defaults` let the file at `path` be copied (`StaticFile#write?`).
fn is_copied(config: &Config, path: &str, collection: &str) -> bool {
    let has_say = config
        .defaults
        .iter()
        .any(|defaults| defaults.values.contains_key("published"));
    let no = [Some(&Json::Bool(false)), Some(&Json::Null)];
    !has_say || !no.contains(&config.defaults_of(path, collection).get("published"))
}
