//! A value without quotes that Jekyll reads as something else.
//!
//! ## What it does
//! Finds front matter such as `yes`, `off`, `012` or `1:30`. docgen follows YAML 1.2, to which these are texts; to
//! YAML 1.1, which Jekyll follows, they are a boolean, an octal number and a number to the base of 60.
//!
//! ## Why it matters
//! A page that prints or compares the value differs between the two.
//!
//! ## Example
//! ```markdown
//! ---
//! elementId: 012
//! ---
//! ```
//!
//! ## Use instead
//! ```markdown
//! ---
//! elementId: "012"
//! ---
//! ```

use super::{Meta, Rule};
use crate::finding::Severity;

pub(super) struct AmbiguousScalar;

impl Rule for AmbiguousScalar {
    fn meta(&self) -> Meta {
        Meta {
            id: "ambiguous-scalar",
            severity: Severity::Warning,
            source: include_str!("ambiguous_scalar.rs"),
        }
    }
}
