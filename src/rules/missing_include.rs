//! An include that is not there.
//!
//! ## What it does
//! Finds `{% include name %}` where `_includes` has no file of that name, and `{% include_relative name %}` where the
//! page's folder has none.
//!
//! ## Why it matters
//! What the include holds is missing from every page that includes it.
//!
//! ## Example
//! `_includes/callout.html`:
//! ```html
//! <div class="callout">{{ include.content }}</div>
//! ```
//!
//! `setup.md`:
//! ```markdown
//! {% include calout.html content="Read this." %}
//! ```
//!
//! ## Use instead
//! `setup.md`:
//! ```markdown
//! {% include callout.html content="Read this." %}
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct MissingInclude;

impl Rule for MissingInclude {
    fn meta(&self) -> Meta {
        Meta {
            id: "missing-include",
            group: Group::Liquid,
            severity: Severity::Error,
            source: include_str!("missing_include.rs"),
        }
    }
}
