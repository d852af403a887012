//! A code fence that runs to the end of the page.
//!
//! ## What it does
//! Finds a line of three or more backticks or tildes that begins a code sample which nothing ends. What counts is the
//! page with its includes, so that an include may begin what the page ends.
//!
//! ## Why it matters
//! All that follows on the page is shown as code.
//!
//! ## Example
//! ```markdown
//! ~~~json
//! {"name": "HubSpot"}
//!
//! ## Next steps
//! ```
//!
//! ## Use instead
//! ```markdown
//! ~~~json
//! {"name": "HubSpot"}
//! ~~~
//!
//! ## Next steps
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct UnclosedFence;

impl Rule for UnclosedFence {
    fn meta(&self) -> Meta {
        Meta {
            id: "unclosed-fence",
            group: Group::Writing,
            severity: Severity::Error,
            source: include_str!("unclosed_fence.rs"),
        }
    }
}
