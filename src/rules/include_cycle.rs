//! An include that includes itself without end.
//!
//! ## What it does
//! Finds includes that come back to themselves, directly or through others, more often than includes may nest. An
//! include may include itself as long as it ends, as one that walks through a tree does.
//!
//! ## Why it matters
//! Such a page never ends. docgen cuts it where it has gone round often enough.
//!
//! ## Example
//! `_includes/note.md`:
//! ```markdown
//! {% include note.md %}
//! ```
//!
//! `setup.md`:
//! ```markdown
//! {% include note.md %}
//! ```
//!
//! ## Use instead
//! `_includes/note.md`:
//! ```markdown
//! Keep the secret safe.
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct IncludeCycle;

impl Rule for IncludeCycle {
    fn meta(&self) -> Meta {
        Meta {
            id: "include-cycle",
            group: Group::Liquid,
            severity: Severity::Error,
            source: include_str!("include_cycle.rs"),
        }
    }
}
