//! A filter that Liquid and Jekyll do not have.
//!
//! ## What it does
//! Finds `{{ x | name }}` where there is no filter of that name.
//!
//! ## Why it matters
//! The value goes through unchanged, which is not what the author meant.
//!
//! ## Example
//! ```markdown
//! {{ page.heading | upcaze }}
//! ```
//!
//! ## Use instead
//! ```markdown
//! {{ page.heading | upcase }}
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct UnknownFilter;

impl Rule for UnknownFilter {
    fn meta(&self) -> Meta {
        Meta {
            id: "unknown-filter",
            group: Group::Liquid,
            severity: Severity::Error,
            source: include_str!("unknown_filter.rs"),
        }
    }
}
