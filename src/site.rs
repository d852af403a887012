//! All pages together: guides and the order of their pages, who stands next to whom.

use std::sync::Arc;

use crate::page::Page;

/// The pages of a site and how they hang together.
#[derive(Debug)]
pub struct Site {
    /// `title:` of the config, else empty.
    pub title: String,
    /// `description:` of the config.
    pub description: Option<String>,
    /// `lang:` of the config, else `en`.
    pub language: String,
    /// `url:` of the config or of the command line, without a slash at its end; empty if there is none.
    pub url: String,
    /// `baseurl:` of the config or the path of `--base-url`: empty, or with a slash at its start only.
    pub base_url: String,
    /// All pages, in the order of their source paths.
    pub pages: Vec<Page>,
    /// All guides, in the order of their titles.
    pub guides: Vec<Guide>,
}

/// The pages of one connector in one language.
#[derive(Debug)]
pub struct Guide {
    /// Its folder: `docs/elements/infusionsoft-crm`.
    pub folder: Arc<str>,
    /// The language folder whose pages these are; nothing for the guide's own pages.
    pub language: Option<String>,
    /// Its name for readers: the pages' `heading`, else the folder's name.
    pub title: String,
    /// Its pages by `order`, then by path: positions in [`Site::pages`].
    pub pages: Vec<usize>,
}

impl Site {
    /// The guide that the page at position `page` belongs to, and its place among that guide's pages.
    pub fn guide_of(&self, page: usize) -> Option<(&Guide, usize)> {
        self.guides.iter().find_map(|guide| {
            let at = guide.pages.iter().position(|&member| member == page)?;
            Some((guide, at))
        })
    }
}
