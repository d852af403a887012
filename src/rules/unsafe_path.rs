//! A path that leaves its folder.
//!
//! ## What it does
//! Finds includes, permalinks, redirects and symbolic links that lead out of the folder that they belong to.
//!
//! ## Why it matters
//! A page must not read files that are no part of the site, nor be written outside it. docgen follows none of them.
//!
//! ## Example
//! ```markdown
//! {% include ../../secrets.md %}
//! ```
//!
//! ## Use instead
//! A file of that name in `_includes/notes.md`:
//! ```markdown
//! Keep the secret safe.
//! ```
//!
//! `guides/acme/setup.md`:
//! ```markdown
//! {% include notes.md %}
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct UnsafePath;

impl Rule for UnsafePath {
    fn meta(&self) -> Meta {
        Meta {
            id: "unsafe-path",
            group: Group::Liquid,
            severity: Severity::Error,
            source: include_str!("unsafe_path.rs"),
        }
    }
}
