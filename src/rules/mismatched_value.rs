//! A value of a kind that a tag can do nothing with.
//!
//! ## What it does
//! Finds comparisons of a text with a number by `<` or `>`, loops whose `limit`, `offset` or range is no whole number,
//! and counters that go by the name of a text or an object.
//!
//! ## Why it matters
//! Jekyll stops there, and builds no page at all. docgen takes the comparison for false, and the number for none.
//!
//! ## Example
//! ```markdown
//! ---
//! order: "20"
//! ---
//!
//! {% if page.order > 10 %}This is one of the later steps.{% endif %}
//! ```
//!
//! ## Use instead
//! ```markdown
//! ---
//! order: 20
//! ---
//!
//! {% if page.order > 10 %}This is one of the later steps.{% endif %}
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct MismatchedValue;

impl Rule for MismatchedValue {
    fn meta(&self) -> Meta {
        Meta {
            id: "mismatched-value",
            group: Group::Liquid,
            severity: Severity::Error,
            source: include_str!("mismatched_value.rs"),
        }
    }
}
