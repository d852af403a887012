//! Two pages with one address.
//!
//! ## What it does
//! Finds pages, redirects and static files that would be written to the same path of the output; and pages and files whose
//! paths differ by the case of letters only, which macOS and Windows take for one.
//!
//! ## Why it matters
//! Only one of them is in the site, and which one is nobody's decision.
//!
//! ## Example
//! `zoho.md`:
//! ```markdown
//! ---
//! permalink: /setup.html
//! ---
//! ```
//!
//! `hubspot.md`:
//! ```markdown
//! ---
//! permalink: /setup.html
//! ---
//! ```
//!
//! ## Use instead
//! `hubspot.md`:
//! ```markdown
//! ---
//! permalink: /hubspot/setup.html
//! ---
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct OutputConflict;

impl Rule for OutputConflict {
    fn meta(&self) -> Meta {
        Meta {
            id: "output-conflict",
            group: Group::Links,
            severity: Severity::Error,
            source: include_str!("output_conflict.rs"),
        }
    }
}
