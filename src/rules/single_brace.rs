//! A variable in single braces.
//!
//! ## What it does
//! Finds `{page.x}`, `{site.x}` and `{include.x}` where there is a variable of that name. What stands in `{% raw %}`, a
//! template literal (`${page.x}`) and a name that nothing defines are left aside.
//!
//! ## Why it matters
//! Liquid prints the value of what stands in two braces. A single brace is text: readers are told to call
//! `/{page.elementKey}/oauth/url`.
//!
//! ## Example
//! ```markdown
//! ---
//! elementKey: hubspot
//! ---
//! Call `GET /{page.elementKey}/oauth/url`.
//! ```
//!
//! ## Use instead
//! ```markdown
//! ---
//! elementKey: hubspot
//! ---
//! Call `GET /{{page.elementKey}}/oauth/url`.
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct SingleBrace;

impl Rule for SingleBrace {
    fn meta(&self) -> Meta {
        Meta {
            id: "single-brace",
            group: Group::Liquid,
            severity: Severity::Warning,
            source: include_str!("single_brace.rs"),
        }
    }
}
