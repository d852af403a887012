//! A page that calls itself another connector's.
//!
//! ## What it does
//! Finds a `seo`, `title` or `description` that names the heading of another guide and not its own. Names count as
//! whole words in their letter case, and the longest that fits.
//!
//! ## Why it matters
//! This is what search engines and browser tabs show: readers who look for one connector are sent to another.
//!
//! ## Example
//! `guides/stripe/setup.md`:
//! ```markdown
//! ---
//! heading: Stripe
//! ---
//! ```
//!
//! `guides/paypal/setup.md`:
//! ```markdown
//! ---
//! heading: PayPal
//! seo: Events | Stripe | Cloud Elements API Docs
//! ---
//! ```
//!
//! ## Use instead
//! `guides/paypal/setup.md`:
//! ```markdown
//! ---
//! heading: PayPal
//! seo: Events | PayPal | Cloud Elements API Docs
//! ---
//! ```

use std::borrow::Cow;
use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use rayon::prelude::*;

use super::words::find_whole;
use super::{Group, Meta, Rule};
use crate::finding::{Finding, Severity};
use crate::page::Page;
use crate::site::Site;

const ID: &str = "wrong-connector";

/// The front matter keys in which a page says what it is about.
const KEYS: [&str; 3] = ["seo", "title", "description"];

pub(super) struct WrongConnector;

impl Rule for WrongConnector {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::FrontMatter,
            severity: Severity::Warning,
            source: include_str!("wrong_connector.rs"),
        }
    }

    fn check_site(&self, site: &Site) -> Vec<Finding> {
        let titles = site.guides.iter().map(|guide| &guide.title);
        let titles = AhoCorasick::new(titles).expect("titles have less than the 2 GB that an automaton is made of");
        let pages = site.pages.par_iter();
        let findings = pages.flat_map_iter(|page| {
            let findings = in_page(page, site, &titles).into_iter();
            findings.map(|finding| finding.on_page(&page.source))
        });
        findings.collect()
    }
}

/// What is wrong with a page; `titles` finds those of all guides, by their positions.
fn in_page(page: &Page, site: &Site, titles: &AhoCorasick) -> Vec<Finding> {
    let Some(guide) = site.guide_of(page) else {
        return Vec::new();
    };
    let texts: Vec<Cow<'_, str>> = KEYS.iter().filter_map(|key| page.front_matter_text(key)).collect();
    let found = texts.iter().flat_map(|text| titles.find_overlapping_iter(&**text));
    let mentioned: BTreeSet<usize> = found.map(|found| found.pattern().as_usize()).collect();
    let mut mentioned = mentioned
        .into_iter()
        .map(|position| &site.guides[position])
        .filter(|other| other.folder != guide.folder)
        .peekable();
    if mentioned.peek().is_none() {
        return Vec::new();
    }
    // What the page or its guide is called, its provider too.
    let mut own: Vec<Cow<'_, str>> = vec![Cow::Borrowed(guide.title.as_str())];
    for key in ["heading", "apiProvider"] {
        own.extend(page.front_matter_text(key));
        own.extend(site.majority(guide, key).map(|(value, _)| value));
    }
    let others: Vec<&str> = mentioned
        .filter(|other| !site.placeholders.holds("heading", &other.title))
        .map(|other| other.title.as_str())
        .filter(|title| !own.iter().any(|name| find_whole(name, title).next().is_some()))
        .collect();
    let finding = |key: &&str| {
        let text = page.front_matter_text(key)?;
        let other = named(&text, &own, &others)?;
        let location = page.front_matter_words(key, other)?;
        let message = format!("`{key}` names `{other}`, and the page is about `{}`", guide.title);
        Some(Finding::warning(ID, location, message).with_hint(format!("another guide is called `{other}`")))
    };
    KEYS.iter().filter_map(finding).collect()
}

/// The first of `others` that `text` names, if it names none of `own`. A name inside a longer one is not named.
fn named<'o>(text: &str, own: &[Cow<'_, str>], others: &[&'o str]) -> Option<&'o str> {
    let places =
        |name: &str| -> Vec<(usize, usize)> { find_whole(text, name).map(|at| (at, at + name.len())).collect() };
    let foreign: Vec<(usize, usize, &'o str)> = others
        .iter()
        .filter(|name| !name.is_empty())
        .flat_map(|name| places(name).into_iter().map(move |(start, end)| (start, end, *name)))
        .collect();
    let is_inside_foreign = |start: usize, end: usize| {
        foreign
            .iter()
            .any(|&(from, to, _)| from <= start && end <= to && (from, to) != (start, end))
    };
    let names_itself = own
        .iter()
        .filter(|name| !name.is_empty())
        .flat_map(|name| places(name))
        .any(|(start, end)| !is_inside_foreign(start, end));
    if names_itself {
        return None;
    }
    let mut longest: Vec<_> = foreign
        .iter()
        .filter(|(start, end, _)| !is_inside_foreign(*start, *end))
        .collect();
    longest.sort_unstable();
    longest.first().map(|(_, _, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_counts_and_ones_own_excuses() {
        let others = ["Sales", "Sales Cloud"];
        let named = |text: &str, own: &'static str| named(text, &[own.into()], &others);
        assert_eq!(named("Setup | Sales Cloud", "Stripe"), Some("Sales Cloud"));
        assert_eq!(named("Setup | Sales Cloud", "Cloud"), Some("Sales Cloud"));
        assert_eq!(named("Stripe for Sales", "Stripe"), None);
        assert_eq!(named("presales and Salesforce", "Stripe"), None);
    }
}
