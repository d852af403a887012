//! Who stands where among the guides, and the lists of guides that many pages share.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use tera::Value;

use super::address;
use super::context::{self, Entry};
use crate::site::{Guide, Site};

/// A place in a guide.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    /// The position of the guide in [`Site::guides`].
    pub(super) guide: usize,
    /// The position among the guide's pages.
    pub(super) position: usize,
}

/// What the pages of one site share in their navigation.
pub(super) struct Navigation {
    standings: Vec<Option<Standing>>,
    /// The guides as a page of this language and depth lists them.
    guides: HashMap<(Option<String>, usize), Value>,
    /// The side navigation of the pages of this guide and depth.
    side: HashMap<(Option<usize>, usize), OnceLock<Value>>,
}

impl Navigation {
    /// Finds out where each page of `site` stands.
    pub(super) fn new(site: &Site) -> Self {
        let mut standings = vec![None; site.pages.len()];
        for (guide, pages) in site.guides.iter().map(|guide| &guide.pages).enumerate() {
            for (position, &page) in pages.iter().enumerate() {
                standings[page].get_or_insert(Standing { guide, position });
            }
        }
        let places: BTreeSet<(Option<usize>, usize)> = std::iter::zip(&site.pages, &standings)
            .map(|(page, standing)| (standing.map(|standing| standing.guide), address::depth(&page.output)))
            .collect();
        let lists: BTreeSet<(Option<String>, usize)> = places
            .iter()
            .map(|&(guide, depth)| (guide.and_then(|guide| site.guides[guide].language.clone()), depth))
            .collect();
        Self {
            standings,
            guides: lists
                .into_iter()
                .map(|(language, depth)| {
                    let entries = guide_entries(site, language.as_deref(), &address::root(depth));
                    ((language, depth), entries)
                })
                .collect(),
            side: places.into_iter().map(|place| (place, OnceLock::new())).collect(),
        }
    }

    /// Where the page at position `page` of the site stands, if it belongs to a guide.
    pub(super) fn standing(&self, page: usize) -> Option<Standing> {
        self.standings.get(page).copied().flatten()
    }

    /// The guides as a page `depth` folders deep in a guide of `language` lists them.
    pub(super) fn guides(&self, site: &Site, language: Option<&str>, depth: usize) -> Value {
        match self.guides.get(&(language.map(str::to_owned), depth)) {
            Some(entries) => entries.clone(),
            None => guide_entries(site, language, &address::root(depth)),
        }
    }

    /// The side navigation of pages `depth` folders deep in the guide at position `guide`: made by `render` when it
    /// is first asked for.
    ///
    /// Two threads that ask at once may both render it; they get the same text.
    pub(super) fn side<E>(
        &self,
        guide: Option<usize>,
        depth: usize,
        render: impl FnOnce() -> Result<Value, E>,
    ) -> Result<Value, E> {
        let Some(slot) = self.side.get(&(guide, depth)) else {
            return render();
        };
        if let Some(side) = slot.get() {
            return Ok(side.clone());
        }
        let side = render()?;
        Ok(slot.get_or_init(|| side).clone())
    }
}

/// One entry for each guide: in `language` where the guide has that, else in its own, else in whichever it has.
pub(super) fn guide_entries(site: &Site, language: Option<&str>, root: &str) -> Value {
    let preference = |guide: &Guide| match guide.language.as_deref() {
        own if own == language => 0,
        None => 1,
        Some(_) => 2,
    };
    let mut best: HashMap<&str, &Guide> = HashMap::new();
    for guide in &site.guides {
        let chosen = best.entry(&guide.folder).or_insert(guide);
        if preference(guide) < preference(chosen) {
            *chosen = guide;
        }
    }
    site.guides
        .iter()
        .filter(|guide| std::ptr::eq(*guide, best[&*guide.folder]))
        .filter_map(|guide| context::guide_entry(site, guide, root))
        .map(Entry::into_value)
        .collect::<Vec<Value>>()
        .into()
}
