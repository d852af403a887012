//! A link inside the site to nothing.
//!
//! ## What it does
//! Finds links to a place of the site where there is no page, redirect or file, in pages and in front matter
//! (`breadcrumbs: /docs/elements.html`). A link is read as a browser reads it: relative to the page, below the site's
//! `baseurl`, letter case counts, and a page may be called without its ending. Links to other hosts are not followed.
//! So does Liquid's `{% link guides/acme/setup.md %}`, which names the source, and `{% post_url 2026-05-01-name %}`.
//!
//! ## Why it matters
//! Readers who follow it get "404 Not Found" in the middle of a setup.
//!
//! ## Example
//! `guides/acme/authenticate.md`:
//! ```markdown
//! # Authenticate an element instance
//! ```
//!
//! `guides/acme/setup.md`:
//! ```markdown
//! Next, [authenticate an element instance](authentication.html).
//! ```
//!
//! ## Use instead
//! `guides/acme/setup.md`:
//! ```markdown
//! Next, [authenticate an element instance](authenticate.html).
//! ```

use super::addresses::{Target, dead, dead_in_front_matter};
use super::{Group, Meta, Needs, Rule};
use crate::finding::{Finding, Severity};
use crate::page::Page;
use crate::site::Site;

const ID: &str = "broken-link";

pub(super) struct BrokenLink;

impl Rule for BrokenLink {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Links,
            severity: Severity::Error,
            source: include_str!("broken_link.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let addresses = page
            .links
            .iter()
            .chain(&page.refresh)
            .map(|link| (&*link.href, &link.href_at));
        let areas = page.areas.iter().map(|area| (&*area.address, &area.at));
        let addresses = addresses.chain(areas);
        dead(ID, Target::Link, addresses, page, site)
    }

    fn check_site(&self, site: &Site) -> Vec<Finding> {
        // A text that begins with a slash may also be a path of somebody's API.
        let is_page = |address: &str| {
            let path = address.split(['?', '#']).next();
            path.is_some_and(|path| path.ends_with(".html"))
        };
        let is_meant = |pointer: &str, address: &str| is_page(address) || pointer.starts_with("/redirect_to");
        dead_in_front_matter(ID, Target::Link, &is_meant, site)
    }
}
