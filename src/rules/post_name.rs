//! The name of a post that says no day.
//!
//! ## What it does
//! Finds a page in `_posts` whose name does not begin with its date, and a document whose name begins with a day that
//! there is not, such as 30 February, where the front matter has no `date` of its own.
//!
//! ## Why it matters
//! What has no date in its name is no post: it is left out, and nothing says so. Of a day that there is not Jekyll makes
//! one some days later, or it stops.
//!
//! ## Example
//! ```text
//! _posts/release-notes.md
//! _posts/2026-02-30-release.md
//! ```
//!
//! ## Use instead
//! ```text
//! _posts/2026-02-27-release-notes.md
//! _drafts/release.md
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct PostName;

impl Rule for PostName {
    fn meta(&self) -> Meta {
        Meta {
            id: "post-name",
            group: Group::FrontMatter,
            severity: Severity::Error,
            source: include_str!("post_name.rs"),
        }
    }
}
