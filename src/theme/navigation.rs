//! Who stands where among the guides, and the lists of guides that many pages share.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use serde::Serialize;
use tera::Value;

use super::address;
use super::context::{self, Entry};
use crate::site::{Guide, Site};

/// The front matter key that says whose product a guide is about.
const PROVIDER: &str = "apiProvider";

/// The most guides that each page lists in full. Where there are more, it lists those of its own guide's letter, and the
/// other letters lead to the catalogue: a page must not weigh more for every guide that somebody else writes.
const MOST_IN_FULL: usize = 150;

/// The guides of one provider. One that has a single guide goes by that guide's name.
#[derive(Serialize)]
pub(super) struct Group<'a> {
    title: String,
    current: bool,
    guides: Vec<Entry<'a>>,
}

/// The guides whose names begin alike.
#[derive(Serialize)]
pub(super) struct Letter<'a> {
    /// `A`, or `#` for what begins with no letter.
    letter: String,
    /// Its anchor on the catalogue page.
    id: String,
    current: bool,
    guides: Vec<Entry<'a>>,
}

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
    /// Whose products the guides are about, empty where nobody says.
    providers: Vec<String>,
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
            providers: site.guides.iter().map(|guide| provider(site, guide)).collect(),
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

    /// Whose products the guides are about, by their positions; empty where nobody says.
    pub(super) fn providers(&self) -> &[String] {
        &self.providers
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

/// Whose product `guide` is about, as most of its pages say; empty where they do not.
pub(super) fn provider(site: &Site, guide: &Guide) -> String {
    let majority = site.majority(guide, PROVIDER);
    majority.map_or_else(String::new, |(provider, _)| provider.into_owned())
}

/// What the side navigation of the guide at position `current` lists: groups by provider, and letters where these
/// groups are not all.
pub(super) fn groups<'a>(
    site: &'a Site,
    providers: &[String],
    current: Option<usize>,
    root: &str,
) -> (Vec<Group<'a>>, Vec<Letter<'a>>) {
    let current = current.map(|position| &site.guides[position]);
    let language = current.and_then(|guide| guide.language.as_deref());
    let mut shown = chosen(site, language);
    let mut letters = Vec::new();
    if shown.len() > MOST_IN_FULL {
        letters = by_letter(site, &shown, current, root);
        letters.iter_mut().for_each(|letter| letter.guides.clear());
        let own = current.map(|guide| initial(&guide.title));
        shown.retain(|&position| Some(initial(&site.guides[position].title)) == own);
    }
    let mut by_provider: BTreeMap<(String, &str), Vec<usize>> = BTreeMap::new();
    for position in shown {
        let name = match &*providers[position] {
            "" => &site.guides[position].title,
            provider => provider,
        };
        by_provider
            .entry((name.to_lowercase(), name))
            .or_default()
            .push(position);
    }
    let is_current = |position: &usize| current.is_some_and(|guide| guide.folder == site.guides[*position].folder);
    let groups = by_provider.into_iter().map(|((_, name), positions)| Group {
        title: name.to_owned(),
        current: positions.iter().any(is_current),
        guides: positions
            .iter()
            .filter_map(|&position| {
                let entry = context::guide_entry(site, &site.guides[position], root)?;
                Some(entry.where_current(is_current(&position)))
            })
            .collect(),
    });
    let groups = groups.filter(|group| !group.guides.is_empty()).collect();
    (groups, letters)
}

/// All guides by the letters that their names begin with.
pub(super) fn letters<'a>(site: &'a Site, language: Option<&str>, root: &str) -> Vec<Letter<'a>> {
    by_letter(site, &chosen(site, language), None, root)
}

fn by_letter<'a>(site: &'a Site, guides: &[usize], current: Option<&Guide>, root: &str) -> Vec<Letter<'a>> {
    let mut letters: BTreeMap<(bool, String), Vec<Entry>> = BTreeMap::new();
    for guide in guides.iter().map(|&position| &site.guides[position]) {
        let letter = initial(&guide.title);
        let entries = letters.entry((letter == OTHER, letter)).or_default();
        entries.extend(context::guide_entry(site, guide, root));
    }
    let current = current.map(|guide| initial(&guide.title));
    let letters = letters.into_iter().map(|((_, letter), guides)| Letter {
        id: match &*letter {
            OTHER => "other".to_owned(),
            letter => format!("letter-{}", letter.to_lowercase()),
        },
        current: current.as_ref() == Some(&letter),
        letter,
        guides,
    });
    letters.collect()
}

/// What stands for the letter of what begins with none.
const OTHER: &str = "#";

/// The letter that a name begins with, as a capital.
fn initial(title: &str) -> String {
    match title.chars().find(|character| character.is_alphanumeric()) {
        Some(first) if first.is_alphabetic() => first.to_uppercase().collect(),
        _ => OTHER.to_owned(),
    }
}

/// One entry for each guide: in `language` where the guide has that, else in its own, else in whichever it has.
pub(super) fn guide_entries(site: &Site, language: Option<&str>, root: &str) -> Value {
    chosen(site, language)
        .into_iter()
        .filter_map(|position| context::guide_entry(site, &site.guides[position], root))
        .map(Entry::into_value)
        .collect::<Vec<Value>>()
        .into()
}

/// The guides in `language`, as [`guide_entries`] has them, as positions in [`Site::guides`].
pub(super) fn chosen(site: &Site, language: Option<&str>) -> Vec<usize> {
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
        .enumerate()
        .filter(|(_, guide)| std::ptr::eq(*guide, best[&*guide.folder]))
        .map(|(position, _)| position)
        .collect()
}
