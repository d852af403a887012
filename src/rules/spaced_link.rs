//! White space between a link's text and its address.
//!
//! ## What it does
//! Finds `[text] (address)` where the parentheses hold an address: a URL, a path, a `#fragment`, or the name of a page. `[optional] (string)` is left aside, and so is code.
//!
//! ## Why it matters
//! Markdown makes no link of it. Redcarpet did and docgen does, but readers of the file on other sites see brackets and
//! an address.
//!
//! ## Example
//! ```markdown
//! See the [API documentation] (https://developer.example.com/docs).
//! ```
//!
//! ## Use instead
//! ```markdown
//! See the [API documentation](https://developer.example.com/docs).
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct SpacedLink;

impl Rule for SpacedLink {
    fn meta(&self) -> Meta {
        Meta {
            id: "spaced-link",
            group: Group::Writing,
            severity: Severity::Warning,
            source: include_str!("spaced_link.rs"),
        }
    }

    fn has_fixes(&self) -> bool {
        true
    }
}
