//! A mark that allows nothing.
//!
//! ## What it does
//! Finds marks (`docgen allow(rule-id): reason` in a comment) whose rule finds nothing in what the mark is for, that
//! name no rule, or that give no reason, and comments that are nearly marks (`docgen: allow(...)`, `docgen disable(...)`).
//! Marks of rules that are off are left alone.
//!
//! ## Why it matters
//! A mark that is not needed any more hides the next defect of that kind, and a misspelt one hides nothing. Without a
//! reason nobody will know whether it may go.
//!
//! ## Example
//! ```markdown
//! ---
//! title: Setup
//! ---
//! <!-- docgen allow(unknown-tags): the tag is our own -->
//! Log in to the {% portal %}.
//! ```
//!
//! ## Use instead
//! ```markdown
//! ---
//! title: Setup
//! ---
//! <!-- docgen allow(unknown-tag): the tag is our own -->
//! Log in to the {% portal %}.
//! ```

use super::{Group, Meta, Needs, Rule};
use crate::finding::Severity;

pub(super) struct UnusedAllow;

impl Rule for UnusedAllow {
    fn meta(&self) -> Meta {
        Meta {
            id: "unused-allow",
            group: Group::Marks,
            severity: Severity::Warning,
            source: include_str!("unused_allow.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }
}
