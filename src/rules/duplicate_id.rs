//! An id that two elements of a page have.
//!
//! ## What it does
//! Finds elements whose `id` an earlier element of the page has already, where a link of the page leads to that id.
//! Drawings aside: what stands inside an `<svg>` is for the drawing alone. docgen gives headings ids of their own.
//!
//! ## Why it matters
//! Browsers go to the first of the two, whichever the link means; no link can lead to the other.
//!
//! ## Example
//! ```markdown
//! Look for [the key](#value).
//!
//! <p id="value">The client id.</p>
//! <p id="value">The client secret.</p>
//! ```
//!
//! ## Use instead
//! ```markdown
//! Look for [the key](#secret).
//!
//! <p id="id">The client id.</p>
//! <p id="secret">The client secret.</p>
//! ```

use std::collections::HashSet;

use super::{Group, Meta, Needs, Rule};
use crate::finding::{Finding, Severity};
use crate::page::{DuplicateId as Duplicate, Page};
use crate::site::Site;
use crate::url::unescape;

const ID: &str = "duplicate-id";

pub(super) struct DuplicateId;

impl Rule for DuplicateId {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Links,
            severity: Severity::Warning,
            source: include_str!("duplicate_id.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }

    fn check_page(&self, page: &Page, _site: &Site) -> Vec<Finding> {
        // Almost no page has one.
        if page.duplicate_ids.is_empty() {
            return Vec::new();
        }
        let fragments = page.links.iter().filter_map(|link| link.href.strip_prefix('#'));
        let named: HashSet<_> = fragments.map(unescape).collect();
        let is_named = |duplicate: &&Duplicate| named.contains(&*duplicate.id);
        let finding = |duplicate: &Duplicate| {
            let message = format!("the id `{}` is that of another element, too", duplicate.id);
            let finding = Finding::warning(ID, duplicate.at.location.clone(), message);
            let finding = finding.with_label(duplicate.first.location.clone(), "links lead here");
            let finding = finding.with_hint("give each its own id");
            finding.with_via(duplicate.at.via.to_vec())
        };
        page.duplicate_ids.iter().filter(is_named).map(finding).collect()
    }
}
