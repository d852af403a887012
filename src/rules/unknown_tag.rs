//! A tag that Liquid and Jekyll do not have.
//!
//! ## What it does
//! Finds `{% name %}` where there is no tag of that name. Tags that a Ruby plugin brought along are among them.
//!
//! ## Why it matters
//! Nothing stands on the page in its place.
//!
//! ## Example
//! `_includes/note.html`:
//! ```html
//! <p>Keep the secret safe.</p>
//! ```
//!
//! `setup.md`:
//! ```markdown
//! {% includ note.html %}
//! ```
//!
//! ## Use instead
//! `setup.md`:
//! ```markdown
//! {% include note.html %}
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct UnknownTag;

impl Rule for UnknownTag {
    fn meta(&self) -> Meta {
        Meta {
            id: "unknown-tag",
            group: Group::Liquid,
            severity: Severity::Error,
            source: include_str!("unknown_tag.rs"),
        }
    }
}
