//! A filter that cannot work with what it is given.
//!
//! ## What it does
//! Finds filters with too few or too many arguments, or with a value that they can do nothing with, such as a
//! division by 0.
//!
//! ## Why it matters
//! Nothing stands on the page in its place; Jekyll shows a "Liquid error" there.
//!
//! ## Example
//! ```markdown
//! ---
//! order: 20
//! ---
//!
//! {{ page.order | divided_by: 0 }}
//! ```
//!
//! ## Use instead
//! ```markdown
//! ---
//! order: 20
//! ---
//!
//! {{ page.order | divided_by: 10 }}
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct FilterArgument;

impl Rule for FilterArgument {
    fn meta(&self) -> Meta {
        Meta {
            id: "filter-argument",
            group: Group::Liquid,
            severity: Severity::Error,
            source: include_str!("filter_argument.rs"),
        }
    }
}
