//! Numbers that do not count up within a list.
//!
//! ## What it does
//! Finds a numbered list whose markers do not go on one by one: `1. 3. 4. 3.`. A list whose markers are all the same is
//! fine, since markdown counts by itself, and so is one that goes on with the next number after an image or a note.
//!
//! ## Why it matters
//! Markdown numbers the steps from the first one on. Whoever reads the file, or writes "see step 3" from it, means
//! another step than readers see.
//!
//! ## Example
//! ```markdown
//! 1. Log in.
//! 3. Open the settings.
//! 4. Copy the key.
//! ```
//!
//! ## Use instead
//! ```markdown
//! 1. Log in.
//! 2. Open the settings.
//! 3. Copy the key.
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct ListNumbering;

impl Rule for ListNumbering {
    fn meta(&self) -> Meta {
        Meta {
            id: "list-numbering",
            group: Group::Style,
            severity: Severity::Warning,
            source: include_str!("list_numbering.rs"),
        }
    }

    fn has_fixes(&self) -> bool {
        true
    }
}
