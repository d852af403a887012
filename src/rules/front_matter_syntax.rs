//! Front matter that cannot be read.
//!
//! ## What it does
//! Finds front matter that is no YAML, that has no closing `---`, or that gives a key twice. A key given twice is found
//! in the files of `_data` as well.
//!
//! ## Why it matters
//! The page is built without its values, or with another one than the author sees.
//!
//! ## Example
//! ```markdown
//! ---
//! heading: HubSpot
//! heading: HubSpot CRM
//! ---
//! ```
//!
//! ## Use instead
//! ```markdown
//! ---
//! heading: HubSpot CRM
//! ---
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct FrontMatterSyntax;

impl Rule for FrontMatterSyntax {
    fn meta(&self) -> Meta {
        Meta {
            id: "front-matter-syntax",
            group: Group::FrontMatter,
            severity: Severity::Error,
            source: include_str!("front_matter_syntax.rs"),
        }
    }
}
