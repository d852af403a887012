//! A page that takes more than a page may.
//!
//! ## What it does
//! Finds pages that are too large, that run too many steps of Liquid, make too much text or too many elements, or nest
//! blocks and includes too deeply. The message names the limit and says what is left out.
//!
//! ## Why it matters
//! One such page would keep all others from being built.
//!
//! ## Example
//! ```markdown
//! {% for i in (1..1000000000) %}{{ i }}{% endfor %}
//! ```
//!
//! ## Use instead
//! ```markdown
//! {% for i in (1..10) %}{{ i }}{% endfor %}
//! ```

use super::{Group, Meta, Needs, Rule};
use crate::finding::Severity;

pub(super) struct LimitExceeded;

impl Rule for LimitExceeded {
    fn meta(&self) -> Meta {
        Meta {
            id: "limit-exceeded",
            group: Group::Liquid,
            severity: Severity::Error,
            source: include_str!("limit_exceeded.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }
}
