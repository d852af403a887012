//! Liquid that does not parse.
//!
//! ## What it does
//! Finds tags that are not closed, that end nothing, or whose inside is not understood.
//!
//! ## Why it matters
//! Jekyll stops at the first one, or shows the page with a hole. docgen builds the page around each.
//!
//! ## Example
//! ```markdown
//! {% if page.webhooks %}Set up the webhook.
//! ```
//!
//! ## Use instead
//! ```markdown
//! {% if page.webhooks %}Set up the webhook.{% endif %}
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct LiquidSyntax;

impl Rule for LiquidSyntax {
    fn meta(&self) -> Meta {
        Meta {
            id: "liquid-syntax",
            group: Group::Liquid,
            severity: Severity::Error,
            source: include_str!("liquid_syntax.rs"),
        }
    }
}
