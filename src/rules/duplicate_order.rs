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

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Group, Meta, Rule};
use crate::finding::{Finding, Severity};
use crate::page::Page;
use crate::site::{Guide, Site, order};

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
    let mut by_order: BTreeMap<Cow<'_, str>, Vec<&Page>> = BTreeMap::new();
    for page in guide.pages.iter().map(|&position| &site.pages[position]) {
        if let Some(text) = page.front_matter_text("order") {
            // `1` and `1.0` are one place.
            let number = order(page);
            let order = if number.is_finite() {
                number.to_string().into()
            } else {
                text
            };
            by_order.entry(order).or_default().push(page);
        }
    }
    let shared = by_order.into_iter().filter(|(_, pages)| pages.len() > 1);
    shared.flat_map(|(order, pages)| among(&order, &pages)).collect()
}

/// What is told of `pages` with one `order`: each but the first.
fn among(order: &str, pages: &[&Page]) -> Vec<Finding> {
    // What comes by default, every page has.
    let own = |page: &&Page| Some((Arc::clone(&page.source), page.front_matter_entry("/order")?.1));
    let mut places = pages.iter().filter_map(own);
    let Some((first, first_place)) = places.next() else {
        return Vec::new();
    };
    let finding = |(page, place)| {
        Finding::warning(ID, place, format!("`{first}` has `order: {order}` too"))
            .with_label(first_place.clone(), "the first one")
            .with_hint("give each page of the guide a number of its own")
            .on_page(&page)
    };
    places.map(finding).collect()
}
