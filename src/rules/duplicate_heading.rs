//! The same heading twice.
//!
//! ## What it does
//! Finds a heading that stands twice under one heading (or twice on the page, above all others). Under different
//! headings, each may have its `Parameters`; there, a second one is found only if a link on the page names it: such a
//! link (`#parameters`) always leads to the first. A link to the second (`#parameters-1`) shows that its author knows.
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
use crate::page::{Heading, Link, Page, Provenance, Section};
use crate::site::Site;

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
        let told: HashSet<_> = findings.iter().map(|finding| finding.location.clone()).collect();
        let mut by_text: HashMap<&str, Vec<&Heading>> = HashMap::new();
        for heading in &page.headings {
            by_text.entry(&heading.text).or_default().push(heading);
        }
        let to_fragment = |link: &&Link| link.href.starts_with('#');
        let links: HashMap<&str, &Link> = (page.links.iter().filter(to_fragment))
            .map(|link| (&link.href[1..], link))
            .collect();
        for heading in &page.headings {
            let first = by_text[heading.text.as_str()][0];
            if let Some(link) = links.get(first.id.as_str())
                && is_numbered(&heading.id, &first.id)
                && !links.contains_key(heading.id.as_str())
                && !told.contains(&heading.at.location)
            {
                let message = "a link that may mean this heading leads to another one with the same text";
                let label = format!("`{}` leads here", link.href);
                findings.push(finding(&heading.at, message).with_label(first.at.location.clone(), label));
            }
        }
        findings
    }
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
    finding.with_hint("say in each heading what it is about: `Redirect parameters`")
}

/// Whether `id` was made of `first`, which was taken: `parameters-1` of `parameters`.
fn is_numbered(id: &str, first: &str) -> bool {
    let number = id.strip_prefix(first).and_then(|rest| rest.strip_prefix('-'));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}
