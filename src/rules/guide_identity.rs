//! Pages of one guide that disagree on which connector they are about.
//!
//! ## What it does
//! Compares the identity fields (config: `identity.agree`; by default `heading`, `apiProvider`, `elementId`,
//! `elementKey`, `apiKey`, `apiSecret` and `callbackURL`) of the pages of a guide that have them. Where most pages say
//! one thing, it names each that says another; where there is no majority, it names two that differ. Placeholders are
//! told by `placeholder-value`. Pages in a language folder are compared with each other.
//!
//! ## Why it matters
//! Readers go from one page of a guide to the next. If one calls the key "Client ID" and the next "Consumer Key", they
//! look for two keys. A wrong `elementId` shows them another connector's API.
//!
//! ## Example
//! `guides/paypal/setup.md`:
//! ```markdown
//! ---
//! heading: PayPal
//! title: Setup
//! elementId: 2244
//! ---
//! ```
//!
//! `guides/paypal/authenticate.md`:
//! ```markdown
//! ---
//! heading: PayPal
//! title: Authenticate
//! elementId: 2244
//! ---
//! ```
//!
//! `guides/paypal/events.md`:
//! ```markdown
//! ---
//! heading: PayPal
//! title: Events
//! elementId: 90
//! ---
//! ```
//!
//! ## Use instead
//! `guides/paypal/events.md`:
//! ```markdown
//! ---
//! heading: PayPal
//! title: Events
//! elementId: 2244
//! ---
//! ```

use super::{Group, Meta, Rule};
use crate::finding::{Finding, Severity};
use crate::page::Page;
use crate::site::{Guide, Site};

const ID: &str = "guide-identity";

pub(super) struct GuideIdentity;

impl Rule for GuideIdentity {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::FrontMatter,
            severity: Severity::Error,
            source: include_str!("guide_identity.rs"),
        }
    }

    fn check_site(&self, site: &Site) -> Vec<Finding> {
        let of_guide = |guide| {
            site.identity
                .agree
                .iter()
                .flat_map(move |key| disagreements(site, guide, key))
        };
        site.guides.iter().flat_map(of_guide).collect()
    }
}

fn disagreements(site: &Site, guide: &Guide, key: &str) -> Vec<Finding> {
    let claims = site.claims(guide, key);
    let [(first, witnesses), others @ ..] = &*claims else {
        return Vec::new();
    };
    let is_majority = others.iter().all(|(_, pages)| pages.len() < witnesses.len());
    let differing = others
        .iter()
        .flat_map(|(value, pages)| pages.iter().map(move |page| (value, *page)));
    let finding = |(value, page): (&_, &Page)| {
        let location = page.front_matter_entry(&format!("/{key}"))?.1;
        let message = format!("`{key}` is `{value}` here, and `{first}` elsewhere in the guide");
        let finding = Finding::error(ID, location, message);
        let finding = match witnesses[0].front_matter_entry(&format!("/{key}")) {
            Some((_, value)) if !is_majority => finding.with_label(value, "the other one"),
            _ => finding,
        };
        let hint = if is_majority {
            let pages = witnesses.len();
            format!("if the {pages} others are right, write `{key}: {first}`")
        } else {
            let witness = &witnesses[0].source;
            format!("`{witness}` has the other one; write the same on all pages of the guide")
        };
        Some(finding.with_hint(hint).on_page(&page.source))
    };
    // Of pages that are divided evenly nobody knows which is wrong: one finding names both.
    let told = if is_majority { usize::MAX } else { 1 };
    differing.filter_map(finding).take(told).collect()
}
