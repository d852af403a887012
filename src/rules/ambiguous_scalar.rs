//! A value without quotes that Jekyll reads as something else.
//!
//! ## What it does
//! Finds front matter such as `yes`, `off`, `012` or `1:30`. To Jekyll, and so to docgen, these are a boolean, the
//! octal number 10 and the number 5400; to YAML as it is today, and to most editors, they are texts. `12e5` is the other
//! way round: a text to Jekyll, and a number today.
//!
//! ## Why it matters
//! `bulk: No` shows "false" on the page, and `elementId: 012` is connector 10.
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

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct AmbiguousScalar;

impl Rule for AmbiguousScalar {
    fn meta(&self) -> Meta {
        Meta {
            id: "ambiguous-scalar",
            group: Group::FrontMatter,
            severity: Severity::Warning,
            source: include_str!("ambiguous_scalar.rs"),
        }
    }
}
