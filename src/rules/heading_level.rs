//! A heading that skips a level.
//!
//! ## What it does
//! Finds a heading more than one level below the heading before it: `####` after `##`. Before the first heading of a page
//! without one of level 1 stands the page's title, which is of level 1. Going up by several is fine.
//!
//! ## Why it matters
//! Screen readers and tables of contents show a part that is missing.
//!
//! ## Example
//! ```markdown
//! ## Authenticate
//!
//! #### Example
//! ```
//!
//! ## Use instead
//! ```markdown
//! ## Authenticate
//!
//! ### Example
//! ```

use super::{Group, Meta, Needs, Rule};
use crate::finding::{Finding, Severity};
use crate::page::Page;
use crate::site::Site;

const ID: &str = "heading-level";

pub(super) struct HeadingLevel;

impl Rule for HeadingLevel {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Style,
            severity: Severity::Warning,
            source: include_str!("heading_level.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let levels = page.headings.iter().map(|heading| heading.level);
        // What themes put above the content, of which a finished site has it already.
        let title = (!site.is_finished && levels.clone().all(|level| level > 1)).then_some(1);
        let before = std::iter::once(title).chain(levels.map(Some));
        let skipped = before.zip(&page.headings).filter_map(|(before, heading)| {
            let (from, to) = (before?, heading.level);
            (to > from + 1).then(|| {
                let message = format!("a heading of level {to} follows one of level {from}");
                Finding::warning(ID, heading.at.location.clone(), message)
                    .with_via(heading.at.via.to_vec())
                    .with_hint(format!("make it one of level {}", from + 1))
            })
        });
        skipped.collect()
    }
}
