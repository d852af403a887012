//! A page that every guide has to have, or a guide that the catalogue asks for.
//!
//! ## What it does
//! Finds guides that have no page of a kind that the config asks for (`required_kinds: [setup, authenticate]`). What a
//! page is, its file name says, or `kind` in its front matter.
//!
//! Where the config names a catalogue (`catalogue: elements` is the data file `_data/elements.yml`, a list of all
//! connectors), it also finds entries that have no guide, and guides that have no entry. They know each other by
//! `elementKey`; a guide whose pages do not say theirs goes by its folder's name. `catalogue: {data: elements, key: id,
//! matches: elementId}` holds the entries' `id` against the front matter's `elementId`. An entry whose key is left empty
//! asks for no guide. Without the settings nothing is asked for.
//!
//! ## Why it matters
//! Other pages send readers on to the setup page of every connector. A connector that is sold and has no guide is
//! noticed by customers first, and so is the guide of one that is sold no more.
//!
//! ## Example
//! `_config.yml`:
//! ```yaml
//! docgen:
//!   required_kinds: [setup]
//! ```
//!
//! `guides/hubspot/index.md`:
//! ```markdown
//! ---
//! heading: HubSpot
//! ---
//! ```
//!
//! `guides/hubspot/authenticate.md`:
//! ```markdown
//! ---
//! heading: HubSpot
//! ---
//! ```
//!
//! ## Use instead
//! A page of that kind beside them, `guides/hubspot/setup.md`:
//! ```markdown
//! ---
//! heading: HubSpot
//! ---
//! ```

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use super::{Group, Meta, Rule};
use crate::catalogue::{Catalogue, Entry};
use crate::finding::{Finding, Severity, nearest};
use crate::page::Page;
use crate::site::{Guide, Site};

const ID: &str = "missing-page";

pub(super) struct MissingPage;

impl Rule for MissingPage {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::FrontMatter,
            severity: Severity::Warning,
            source: include_str!("missing_page.rs"),
        }
    }

    fn check_site(&self, site: &Site) -> Vec<Finding> {
        let own: Vec<&Guide> = site.guides.iter().filter(|guide| guide.language.is_none()).collect();
        let kinds = kinds(site);
        let mut findings: Vec<Finding> = own.iter().flat_map(|guide| missing(site, guide, &kinds)).collect();
        if let Some(catalogue) = &site.catalogue {
            findings.extend(unmatched(site, &own, catalogue));
        }
        findings
    }
}

/// The entries of the catalogue without a guide, and the guides without an entry.
fn unmatched(site: &Site, guides: &[&Guide], catalogue: &Catalogue) -> Vec<Finding> {
    let known: Vec<(&Guide, Vec<Name<'_>>)> = guides
        .iter()
        .map(|guide| (*guide, names(site, guide, &catalogue.matches)))
        .collect();
    let all = known.iter().flat_map(|(_, names)| names);
    let of_guides: BTreeSet<&str> = all.map(|(name, _)| &**name).collect();
    let of_entries: BTreeSet<&str> = catalogue.entries.iter().map(|entry| &*entry.name).collect();
    let entries = catalogue
        .entries
        .iter()
        .filter(|entry| !of_guides.contains(&*entry.name));
    let entries = entries.map(|entry| without_guide(entry, catalogue, of_guides.difference(&of_entries)));
    let guides = known
        .iter()
        .filter(|(_, names)| !names.iter().any(|(name, _)| of_entries.contains(&**name)));
    let guides = guides.filter_map(|(guide, names)| {
        let (name, page) = names.first()?;
        Some(without_entry(
            guide,
            name,
            page,
            catalogue,
            of_entries.difference(&of_guides),
        ))
    });
    entries.chain(guides).collect()
}

/// What a guide may go by in the catalogue, and the page that says so.
type Name<'s> = (Cow<'s, str>, &'s Page);

/// What the guide's pages say, or its folder's name where they say nothing.
fn names<'s>(site: &'s Site, guide: &'s Guide, key: &str) -> Vec<Name<'s>> {
    let claims = site.claims(guide, key).into_iter();
    let mut names: Vec<Name<'s>> = claims.map(|(value, pages)| (value, pages[0])).collect();
    if names.is_empty() {
        let first = guide.pages.first().map(|&position| &site.pages[position]);
        names.extend(first.map(|page| (Cow::Borrowed(guide.name()), &**page)));
    }
    names
}

fn without_guide<'n>(entry: &Entry, catalogue: &Catalogue, left: impl Iterator<Item = &'n &'n str>) -> Finding {
    let name = &entry.name;
    let hint = match nearest(name, left.copied()) {
        Some(meant) => format!("did you mean `{meant}`, whose guide has no entry?"),
        None => format!("write one whose pages have `{}: {name}`", catalogue.matches),
    };
    Finding::warning(ID, entry.location.clone(), format!("`{name}` has no guide")).with_hint(hint)
}

fn without_entry<'n>(
    guide: &Guide,
    name: &str,
    page: &Page,
    catalogue: &Catalogue,
    left: impl Iterator<Item = &'n &'n str>,
) -> Finding {
    let Catalogue { data, matches, .. } = catalogue;
    let location = page.front_matter_place(&format!("/{matches}"));
    let hint = match nearest(name, left.copied()) {
        Some(meant) => format!("did you mean `{meant}`, which has no guide?"),
        None => format!("add it there, or remove the guide `{}`", guide.folder),
    };
    Finding::warning(ID, location, format!("the catalogue `{data}` has no `{name}`"))
        .with_hint(hint)
        .on_page(&page.source)
}

/// The kinds of pages that there are, each with its guide's folder. A page that leads on counts too: what it leads to is
/// there.
fn kinds(site: &Site) -> HashSet<(&str, &str)> {
    let own = site.pages.iter().filter(|page| page.language.is_none());
    own.filter_map(|page| Some((&**page.guide.as_ref()?, page.kind.as_deref()?)))
        .collect()
}

fn missing(site: &Site, guide: &Guide, kinds: &HashSet<(&str, &str)>) -> Vec<Finding> {
    let Some(first) = guide.pages.first().map(|&position| &site.pages[position]) else {
        return Vec::new();
    };
    // One that cannot be read may be the one that is asked for.
    if guide.pages.iter().any(|&position| !site.pages[position].is_readable) {
        return Vec::new();
    }
    let lacks = |kind: &&String| !kinds.contains(&(&*guide.folder, kind.as_str()));
    let finding = |kind: &String| {
        let message = format!("the guide `{}` has no page of kind `{kind}`", guide.title);
        let hint = format!(
            "add one to `{}`; its file name or `kind: {kind}` says what it is",
            guide.folder
        );
        Finding::warning(ID, first.front_matter_start(), message)
            .with_hint(hint)
            .on_page(&first.source)
    };
    site.required_kinds.iter().filter(lacks).map(finding).collect()
}
