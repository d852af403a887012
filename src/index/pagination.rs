//! The pages that a list of posts is divided into, as jekyll-paginate 1.1 makes them: the `index.html` in or above the
//! folder that `paginate_path` names is rendered once for each of them.

use std::sync::Arc;

use super::jekyll_keys::{self, location_of};
use super::{IndexedPage, address};
use crate::config::Pagination;
use crate::finding::Finding;
use crate::front_matter::Document;
use crate::guide::Membership;
use crate::source::{FileId, Sources};

/// A list of posts on several pages.
#[derive(Debug)]
pub(super) struct Paginated {
    /// How many posts a page lists.
    pub(super) per_page: usize,
    /// How many pages there are.
    pub(super) pages: usize,
    /// The posts that are listed, the newest first.
    pub(super) posts: Vec<FileId>,
    /// `paginate_path`.
    path: String,
    /// The URL of the first page.
    first_url: String,
}

impl Paginated {
    /// The address of the page with that number, which links to it name: without a slash at its end unless
    /// `paginate_path` has one.
    pub(super) fn page_path(&self, number: usize) -> String {
        match number {
            0 | 1 => self.first_url.clone(),
            _ => {
                let path = self.path.replacen(":num", &number.to_string(), 1);
                format!("{}{path}", if path.starts_with('/') { "" } else { "/" })
            }
        }
    }
}

/// Divides the list of `posts`: marks the page that shows it as the first and puts the others behind it. Nothing where
/// there is no such page, or no post.
pub(super) fn paginate(
    sources: &Sources,
    pagination: &Pagination,
    posts: Vec<FileId>,
    pages: &mut Vec<IndexedPage>,
    findings: &mut Vec<Finding>,
) -> Option<Paginated> {
    let at = template(pages, &pagination.path)?;
    if posts.is_empty() {
        return None;
    }
    let first = &mut pages[at];
    first.pager = Some(1);
    let paginated = Paginated {
        per_page: pagination.per_page,
        pages: posts.len().div_ceil(pagination.per_page),
        posts,
        path: pagination.path.clone(),
        first_url: first.url.clone(),
    };
    if paginated.pages > 1 && matches!(jekyll_keys::permalink(&first.front_matter), Ok(Some(_))) {
        let outline = first.document.outline(sources);
        let location = location_of(sources, &first.document, &outline, "/permalink");
        let message = format!("{} pages of posts have this one address", paginated.pages);
        let finding = Finding::error("output-conflict", location, message).on_page(&first.path);
        findings.push(finding.with_hint("only the first is in the site; remove `permalink`"));
        return Some(paginated);
    }
    let further: Vec<IndexedPage> = (2..=paginated.pages)
        .map(|number| page(&pages[at], number, &paginated))
        .collect();
    pages.splice(at + 1..at + 1, further);
    Some(paginated)
}

/// The page with that number, another copy of the first.
fn page(first: &IndexedPage, number: usize, paginated: &Paginated) -> IndexedPage {
    let url = address::folder_url(&paginated.page_path(number));
    IndexedPage {
        document: Arc::new(Document {
            file: first.document.file,
            front_matter: first.document.front_matter.clone(),
            yaml: first.document.yaml,
            body: first.document.body,
            is_readable: first.document.is_readable,
            // The first page tells of them.
            findings: Vec::new(),
        }),
        path: Arc::clone(&first.path),
        format: first.format,
        output: address::output_path(&url, None, first.format, &first.path),
        url,
        front_matter: first.front_matter.clone(),
        membership: Membership::default(),
        of_collection: None,
        pager: Some(number),
    }
}

/// The page that shows the list: an `index.html` in the folder of `paginate_path` or above it, the innermost.
fn template(pages: &[IndexedPage], paginate_path: &str) -> Option<usize> {
    let path = paginate_path.trim_matches('/');
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_fit = |page: &IndexedPage| {
        let (own, name) = page.path.rsplit_once('/').unwrap_or(("", &page.path));
        let is_around =
            own.is_empty() || own == folder || folder.strip_prefix(own).is_some_and(|rest| rest.starts_with('/'));
        name == "index.html" && page.of_collection.is_none() && is_around
    };
    let fit = pages.iter().enumerate().filter(|(_, page)| is_fit(page));
    fit.max_by_key(|(_, page)| page.path.len()).map(|(at, _)| at)
}
