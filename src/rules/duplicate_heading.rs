//! The same heading twice.
//!
//! ## What it does
//! Finds a heading that stands twice under one heading (or twice on the page, above all others). Under different
//! headings, each may have its `Parameters`; there, a second one is found only if a link, from whatever page, names it:
//! such a link (`#parameters`) always leads to the first. A link to the second (`#parameters-1`) shows that somebody
//! knows.
//!
//! ## Why it matters
//! Readers cannot tell the two apart in the table of contents, and links lead to the wrong one.
//!
//! ## Example
//! ```markdown
//! # Authenticate
//!
//! ## Parameters
//!
//! The parameters of the redirect.
//!
//! ## Parameters
//!
//! The parameters of the instance.
//! ```
//!
//! ## Use instead
//! ```markdown
//! # Authenticate
//!
//! ## Redirect parameters
//!
//! The parameters of the redirect.
//!
//! ## Instance parameters
//!
//! The parameters of the instance.
//! ```

use std::collections::{HashMap, HashSet};

use super::{Group, Meta, Rule};
use crate::finding::{Finding, Severity};
use crate::page::{Heading, Page, Provenance, Section};
use crate::site::{Address, Site};
use crate::url::unescape;

const ID: &str = "duplicate-heading";

pub(super) struct DuplicateHeading;

impl Rule for DuplicateHeading {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Writing,
            severity: Severity::Warning,
            source: include_str!("duplicate_heading.rs"),
        }
    }

    fn check_page(&self, page: &Page, _site: &Site) -> Vec<Finding> {
        let mut findings = Vec::new();
        siblings(&page.sections, &mut findings);
        findings
    }

    fn check_site(&self, site: &Site) -> Vec<Finding> {
        let pages = site.pages.iter().filter(|page| page.is_readable);
        let repeated: Vec<(&Page, Vec<[&Heading; 2]>)> = pages.map(|page| (&**page, repeated(page))).collect();
        let pairs = repeated.iter().flat_map(|(_, pairs)| pairs);
        let ids: HashSet<&str> = pairs.flatten().map(|heading| heading.id.as_str()).collect();
        let linked = linked(site, &ids);
        let finding = |page: &Page, [first, heading]: [&Heading; 2]| {
            let names = |heading: &Heading| linked.contains(&(page.output.as_str(), heading.id.as_str()));
            (names(first) && !names(heading)).then(|| {
                let message = "a link that may mean this heading leads to another one with the same text";
                let label = format!("`#{}` leads here", first.id);
                let finding = finding(&heading.at, message).with_label(first.at.location.clone(), label);
                finding.on_page(&page.source)
            })
        };
        let pairs = repeated
            .into_iter()
            .flat_map(|(page, pairs)| pairs.into_iter().map(move |pair| (page, pair)));
        pairs.filter_map(|(page, pair)| finding(page, pair)).collect()
    }
}

/// The headings of a page that have the text of an earlier one, each with the first of them; those aside that stand under
/// one heading.
fn repeated(page: &Page) -> Vec<[&Heading; 2]> {
    let mut told = Vec::new();
    siblings(&page.sections, &mut told);
    let told: HashSet<_> = told.iter().map(|finding| &finding.location).collect();
    let mut first: HashMap<&str, &Heading> = HashMap::new();
    let pairs = page.headings.iter().filter_map(|heading| {
        let known = *first.entry(&heading.text).or_insert(heading);
        let is_ambiguous = is_numbered(&heading.id, &known.id) && !told.contains(&heading.at.location);
        is_ambiguous.then_some([known, heading])
    });
    pairs.collect()
}

/// The places of pages that links of the site name, as output paths and ids, of these `ids`.
fn linked<'s>(site: &'s Site, ids: &HashSet<&'s str>) -> HashSet<(&'s str, &'s str)> {
    let mut linked = HashSet::new();
    for page in &site.pages {
        for link in &page.links {
            let fragment = link.href.split_once('#').map(|(_, fragment)| fragment.trim_end());
            let known = |fragment| ids.get(fragment).or_else(|| ids.get(&*unescape(fragment)));
            let Some(id) = fragment.and_then(known) else {
                continue;
            };
            if let Address::Inside { path } = site.resolve(page, &link.href)
                && let Some(target) = site.existing(&path).and_then(|path| site.page_at(&path))
            {
                linked.insert((target.output.as_str(), *id));
            }
        }
    }
    linked
}

/// The headings that stand twice among these sections, or among those inside one of them.
fn siblings(sections: &[Section], findings: &mut Vec<Finding>) {
    let mut first: HashMap<&str, &Section> = HashMap::new();
    for section in sections {
        let Some(text) = section.heading.as_deref().filter(|text| !text.is_empty()) else {
            continue;
        };
        let known = *first.entry(text).or_insert(section);
        if !std::ptr::eq(known, section) {
            let message = "this heading stands here a second time";
            findings.push(finding(&section.at, message).with_label(known.at.location.clone(), "the first time"));
        }
    }
    for section in sections {
        siblings(&section.sections, findings);
    }
}

fn finding(at: &Provenance, message: &str) -> Finding {
    let finding = Finding::warning(ID, at.location.clone(), message).with_via(at.via.to_vec());
    finding.with_hint("say in each heading what it is about, so that no two are the same")
}

/// Whether `id` was made of `first`, which was taken: `parameters-1` of `parameters`.
fn is_numbered(id: &str, first: &str) -> bool {
    let number = id.strip_prefix(first).and_then(|rest| rest.strip_prefix('-'));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}
