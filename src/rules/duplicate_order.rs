//! Two pages of a guide with the same place in its order.
//!
//! ## What it does
//! Finds pages of one guide, in one language, that have the same `order`.
//!
//! ## Why it matters
//! `order` puts the pages of a guide into a row of tabs. Which of two with the same number comes first is chance.
//!
//! ## Example
//! `guides/paypal/authenticate.md`:
//! ```markdown
//! ---
//! heading: PayPal
//! title: Authenticate
//! order: 20
//! ---
//! ```
//!
//! `guides/paypal/events.md`:
//! ```markdown
//! ---
//! heading: PayPal
//! title: Events
//! order: 20
//! ---
//! ```
//!
//! ## Use instead
//! `guides/paypal/events.md`:
//! ```markdown
//! ---
//! heading: PayPal
//! title: Events
//! order: 25
//! ---
//! ```

use std::collections::BTreeMap;

use super::{Group, Meta, Rule};
use crate::finding::{Finding, Severity};
use crate::page::Page;
use crate::site::{Guide, Site};

const ID: &str = "duplicate-order";

pub(super) struct DuplicateOrder;

impl Rule for DuplicateOrder {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::FrontMatter,
            severity: Severity::Warning,
            source: include_str!("duplicate_order.rs"),
        }
    }

    fn check_site(&self, site: &Site) -> Vec<Finding> {
        site.guides.iter().flat_map(|guide| in_guide(site, guide)).collect()
    }
}

fn in_guide(site: &Site, guide: &Guide) -> Vec<Finding> {
    let mut first: BTreeMap<String, &Page> = BTreeMap::new();
    let mut findings = Vec::new();
    for page in guide.pages.iter().map(|&position| &site.pages[position]) {
        // What comes by default, every page has.
        let (Some(order), Some((_, location))) = (page.front_matter_text("order"), page.front_matter_entry("/order"))
        else {
            continue;
        };
        let Some(earlier) = first.get(&*order) else {
            first.insert(order.into_owned(), page);
            continue;
        };
        let message = format!("`{}` has `order: {order}` too", earlier.source);
        let mut finding = Finding::warning(ID, location, message).on_page(&page.source);
        if let Some((_, location)) = earlier.front_matter_entry("/order") {
            finding = finding.with_label(location, "the first one");
        }
        findings.push(finding.with_hint("give each page of the guide a number of its own"));
    }
    findings
}
