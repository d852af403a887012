//! A heading that skips a level.
//!
//! ## What it does
//! Finds a heading more than one level below the heading before it: `####` after `##`. The first heading of a page may
//! have any level, and going up by several is fine.
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
use crate::page::{Heading, Page};
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

    fn check_page(&self, page: &Page, _site: &Site) -> Vec<Finding> {
        let finding = |pair: &[Heading]| {
            let [before, heading] = pair else {
                return None;
            };
            let (from, to) = (before.level, heading.level);
            let message = format!("a heading of level {to} follows one of level {from}");
            (to > from + 1).then(|| {
                Finding::warning(ID, heading.at.location.clone(), message)
                    .with_via(heading.at.via.to_vec())
                    .with_hint(format!("make it one of level {}", from + 1))
            })
        };
        page.headings.windows(2).filter_map(finding).collect()
    }
}
