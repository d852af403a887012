//! A code sample that names another element than the guide's.
//!
//! ## What it does
//! Compares what samples call the element (`"element": {"key": ..., "id": ...}`, `"elementKey"`, `"elementId"`,
//! `/elements/<key or id>/` in a URL) with the `elementKey` and `elementId` of the guide's pages. Placeholders, what
//! Liquid printed, samples that name several elements, and includes that many guides share are left aside.
//!
//! ## Why it matters
//! A sample that was copied from another guide authenticates the wrong element, or looks for its events.
//!
//! ## Example
//! ```markdown
//! ---
//! title: Events
//! elementKey: eloqua
//! ---
//!
//! ~~~json
//! {
//!   "element": {"key": "sageone"}
//! }
//! ~~~
//! ```
//!
//! ## Use instead
//! ```markdown
//! ---
//! title: Events
//! elementKey: eloqua
//! ---
//!
//! ~~~json
//! {
//!   "element": {"key": "{{ page.elementKey }}"}
//! }
//! ~~~
//! ```

mod names;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::{Group, Meta, Rule};
use crate::finding::{Finding, Severity};
use crate::page::{Code, Page};
use crate::site::{Guide, Site};
use names::{Name, names};

const ID: &str = "sample-mismatch";

/// The front matter key of what the API knows an element by.
const KEY: &str = "elementKey";

/// The front matter key of an element's number.
const NUMBER: &str = "elementId";

/// An include that so many guides share is about no one of them: its samples are examples.
const MANY: usize = 5;

pub(super) struct SampleMismatch;

impl Rule for SampleMismatch {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Samples,
            severity: Severity::Warning,
            source: include_str!("sample_mismatch.rs"),
        }
    }

    fn check_site(&self, site: &Site) -> Vec<Finding> {
        let known = Known::of(site);
        let of_guide = |guide: &Guide| {
            let element = Element::of(site, guide);
            let pages = guide.pages.iter().map(|&at| &site.pages[at]);
            let findings = pages.flat_map(|page| in_page(page, &element, &known));
            findings.collect::<Vec<_>>()
        };
        site.guides.par_iter().flat_map_iter(of_guide).collect()
    }
}

/// What the guides of a site say.
struct Known<'s> {
    /// The elements that guides call their own, each with the title of such a guide.
    elements: HashMap<String, &'s str>,
    /// How many guides each include is used by.
    users: BTreeMap<&'s str, BTreeSet<&'s str>>,
}

impl<'s> Known<'s> {
    fn of(site: &'s Site) -> Self {
        let mut known = Self {
            elements: HashMap::new(),
            users: BTreeMap::new(),
        };
        for guide in &site.guides {
            for (value, _) in [KEY, NUMBER].iter().flat_map(|key| site.claims(guide, key)) {
                known.elements.entry(value.into_owned()).or_insert(&guide.title);
            }
            for page in guide.pages.iter().map(|&at| &site.pages[at]) {
                for include in &page.includes {
                    known.users.entry(include).or_default().insert(&guide.folder);
                }
            }
        }
        known
    }
}

/// What the pages of a guide call its element.
struct Element<'s> {
    keys: Vec<(String, &'s Page)>,
    numbers: Vec<(String, &'s Page)>,
}

impl<'s> Element<'s> {
    fn of(site: &'s Site, guide: &Guide) -> Self {
        let claims = |key| {
            let claims = site.claims(guide, key).into_iter();
            claims.map(|(value, pages)| (value.into_owned(), pages[0])).collect()
        };
        Self {
            keys: claims(KEY),
            numbers: claims(NUMBER),
        }
    }

    /// What the guide has where a sample has `name`, and on which page; nothing if that is right, or nobody can tell.
    fn instead_of(&self, name: &Name, known: &Known<'_>) -> Option<&(String, &'s Page)> {
        let claims = match name.front_matter_key {
            KEY => &self.keys,
            _ => &self.numbers,
        };
        let is_own = |claims: &[(String, &Page)]| claims.iter().any(|(own, _)| *own == name.value);
        let is_others = known.elements.contains_key(&name.value);
        let first = claims.first().or(self.numbers.first())?;
        let is_certain = is_others || name.is_of_json && !claims.is_empty();
        (is_certain && !is_own(&self.keys) && !is_own(&self.numbers) && !name.is_placeholder()).then_some(first)
    }
}

fn in_page(page: &Page, element: &Element<'_>, known: &Known<'_>) -> Vec<Finding> {
    page.codes()
        .filter_map(|code| in_sample(page, code, element, known))
        .collect()
}

/// The first wrong name in a sample, the others with the same value as labels: of a sample that names another element
/// all is wrong.
fn in_sample(page: &Page, code: &Code, element: &Element<'_>, known: &Known<'_>) -> Option<Finding> {
    let names = names(code);
    let is_typed = |name: &&Name| code.typed_text(page, name.at.clone()) == Some(&*name.value);
    let is_meant = |name: &&Name| {
        let place = code.place(page, name.at.clone());
        known
            .users
            .get(&*place.location.path)
            .is_none_or(|guides| guides.len() < MANY)
    };
    let wrong = names.iter().find_map(|name| {
        let instead = element.instead_of(name, known)?;
        Some((name, instead)).filter(|(name, _)| is_typed(name) && is_meant(name))
    });
    let (name, (own, witness)) = wrong?;
    let at = code.place(page, name.at.clone());
    let message = format!(
        "this sample is about the element `{}`, which is not the guide's",
        name.value
    );
    let mut finding = Finding::warning(ID, at.location.clone(), message).with_via(at.via.to_vec());
    for other in names
        .iter()
        .filter(|other| other.value == name.value && other.at != name.at)
    {
        finding = finding.with_label(code.place(page, other.at.clone()).location, "here too");
    }
    let whose = known.elements.get(&name.value).map_or(String::new(), |title| {
        format!("; `{}` is of the guide `{title}`", name.value)
    });
    let key = if witness.front_matter_text(KEY).as_deref() == Some(own) {
        KEY
    } else {
        NUMBER
    };
    let hint = format!(
        "`{}` has `{key}: {own}`, which `{{{{ page.{key} }}}}` prints{whose}",
        witness.source
    );
    Some(finding.with_hint(hint).on_page(&page.source))
}
