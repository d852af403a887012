//! A value of the scaffold that nobody filled in.
//!
//! ## What it does
//! Finds what was copied from the scaffold, the pages that guides are begun from (config: `scaffold`), and still waits
//! to be replaced: an identity or a credential in the front matter; the scaffold's name for the connector in `seo`,
//! `title` or `description`; a link to `https://apiprovider.com`. A value that says no more than its key does
//! (`password: password`), or that providers commonly use, is left aside. Without a scaffold, common placeholders are
//! known: `Name of Element`, `Company Name`, `nn`, `Key Name`, `Secret Name`, `Callback URL Name`.
//!
//! ## Why it matters
//! The pages print these values. Readers are told to record the **Key Name**, which no provider has.
//!
//! ## Example
//! The scaffold's `_elementTemplate/setup.md`:
//! ```markdown
//! ---
//! heading: Name of Element
//! apiKey: Key Name
//! ---
//! ```
//!
//! `_config.yml`:
//! ```yaml
//! docgen:
//!   scaffold: _elementTemplate
//! ```
//!
//! `guides/hubspot/setup.md`:
//! ```markdown
//! ---
//! heading: HubSpot
//! apiKey: Key Name
//! ---
//! ```
//!
//! ## Use instead
//! `guides/hubspot/setup.md`:
//! ```markdown
//! ---
//! heading: HubSpot
//! apiKey: Client ID
//! ---
//! ```

use std::collections::BTreeSet;

use super::words::find_whole;
use super::{Group, Meta, Rule};
use crate::finding::{Finding, Severity};
use crate::page::Page;
use crate::site::Site;

const ID: &str = "placeholder-value";

/// The texts in which the scaffold's name for the connector may stand.
const TEXTS: [&str; 3] = ["seo", "title", "description"];

/// So many places where a value shows are pointed at; of more, the number is told.
const SHOWN: usize = 2;

pub(super) struct PlaceholderValue;

impl Rule for PlaceholderValue {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::FrontMatter,
            severity: Severity::Error,
            source: include_str!("placeholder_value.rs"),
        }
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let identity = site.identity.agree.iter().chain(&site.identity.unique);
        let credentials = site
            .registry
            .of_page(&page.front_matter)
            .map(|parameter| &parameter.credential);
        let keys: BTreeSet<&String> = identity.chain(credentials).collect();
        let values = keys.into_iter().filter_map(|key| in_value(page, site, key));
        let texts = TEXTS.iter().filter_map(|key| in_text(page, site, key));
        values.chain(texts).chain(in_links(page, site)).collect()
    }
}

fn in_value(page: &Page, site: &Site, key: &str) -> Option<Finding> {
    let value = page
        .front_matter_text(key)
        .filter(|value| site.placeholders.holds(key, value))?;
    let (_, location) = page.front_matter_entry(&format!("/{key}"))?;
    let name = format!("page.{key}");
    let shown: Vec<_> = page.variables.iter().filter(|variable| variable.name == name).collect();
    // How often is no part of the message: it changes with the includes, and the defect stays the same.
    let places = match shown.len() {
        0..=SHOWN => String::new(),
        count => format!("the page shows it in {count} places; "),
    };
    let mut finding = Finding::error(ID, location, format!("`{key}` still is `{value}`"));
    for variable in shown.iter().take(SHOWN) {
        finding = finding.with_label(variable.at.location.clone(), "it shows here");
    }
    let known = site.guide_of(page).and_then(|guide| site.majority(guide, key));
    Some(finding.with_hint(match known {
        Some((known, pages)) => format!("{places}`{}` has `{known}`", pages[0].source),
        None => format!("{places}this is a placeholder of the scaffold; fill in what it stands for"),
    }))
}

fn in_text(page: &Page, site: &Site, key: &str) -> Option<Finding> {
    let text = page.front_matter_text(key)?;
    let phrase = site
        .placeholders
        .phrases()
        .find(|phrase| find_whole(&text, phrase).next().is_some())?;
    let location = page.front_matter_words(key, phrase)?;
    let finding = Finding::error(ID, location, format!("`{key}` still has the placeholder `{phrase}`"));
    let known = site.guide_of(page).and_then(|guide| site.majority(guide, "heading"));
    Some(finding.with_hint(match known {
        Some((heading, _)) => format!("the guide is called `{heading}`"),
        None => "fill in what it stands for".to_owned(),
    }))
}

fn in_links<'p>(page: &'p Page, site: &'p Site) -> impl Iterator<Item = Finding> + 'p {
    let placeholders = page.links.iter().filter(|link| site.placeholders.links(&link.href));
    placeholders.map(|link| {
        let message = format!("this link still goes to the placeholder `{}`", link.href);
        let finding = Finding::error(ID, link.at.location.clone(), message).with_via(link.at.via.to_vec());
        finding.with_hint("link the provider's own page, or leave the link out")
    })
}
