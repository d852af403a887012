//! Two guides that claim to be the same connector.
//!
//! ## What it does
//! Finds a value that two guides have of a front matter key that is to be unique (config: `identity.unique`; by default
//! `elementId` and `elementKey`). What a guide claims is what most of its pages say. Placeholders are told by
//! `placeholder-value`; the language folders of a guide are no guides of their own.
//!
//! ## Why it matters
//! A guide that was begun as a copy of another and kept its id shows readers the other connector's API.
//!
//! ## Example
//! `guides/sap-r3/setup.md`:
//! ```markdown
//! ---
//! heading: SAP R/3
//! elementKey: sapr3bapi
//! ---
//! ```
//!
//! `guides/sap-s4/setup.md`:
//! ```markdown
//! ---
//! heading: SAP S/4HANA
//! elementKey: sapr3bapi
//! ---
//! ```
//!
//! ## Use instead
//! `guides/sap-s4/setup.md`:
//! ```markdown
//! ---
//! heading: SAP S/4HANA
//! elementKey: saps4hana
//! ---
//! ```

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Group, Meta, Rule};
use crate::finding::{Finding, Severity};
use crate::page::Page;
use crate::site::{Guide, Site};

const ID: &str = "duplicate-identity";

pub(super) struct DuplicateIdentity;

impl Rule for DuplicateIdentity {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::FrontMatter,
            severity: Severity::Error,
            source: include_str!("duplicate_identity.rs"),
        }
    }

    fn check_site(&self, site: &Site) -> Vec<Finding> {
        site.identity
            .unique
            .iter()
            .flat_map(|key| duplicates(site, key))
            .collect()
    }
}

/// A guide and the first of its pages that say what it claims.
type Claimant<'s> = (&'s Guide, &'s Page);

fn duplicates(site: &Site, key: &str) -> Vec<Finding> {
    let mut claimants: BTreeMap<Cow<'_, str>, Vec<Claimant<'_>>> = BTreeMap::new();
    for guide in site.guides.iter().filter(|guide| guide.language.is_none()) {
        if let Some((value, pages)) = site.majority(guide, key) {
            claimants.entry(value).or_default().push((guide, pages[0]));
        }
    }
    let mut findings = Vec::new();
    for (value, mut guides) in claimants {
        // A folder that is named like the value has the better claim; else the first of them.
        guides.sort_by_key(|(guide, _)| (!guide.folder.ends_with(&format!("/{value}")), &guide.folder));
        let ((owner, first), others) = (guides[0], &guides[1..]);
        for (guide, page) in others {
            if site.are_variants(guide, owner) {
                continue;
            }
            let Some((_, location)) = page.front_matter_entry(&format!("/{key}")) else {
                continue;
            };
            let message = format!("`{key}: {value}` is that of the guide `{}` too", owner.title);
            let mut finding = Finding::error(ID, location, message);
            if let Some((_, location)) = first.front_matter_entry(&format!("/{key}")) {
                finding = finding.with_label(location, format!("`{}` has it here", owner.folder));
            }
            let hint = format!(
                "give each guide its own `{key}`, in all pages of `{}` or of `{}`",
                guide.folder, owner.folder
            );
            findings.push(finding.with_hint(hint).on_page(&page.source));
        }
    }
    findings
}
