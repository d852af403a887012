//! A layout that is not there.
//!
//! ## What it does
//! Finds `layout: name` where the theme has no template `name.html` and the config's `layouts` names none for it. It
//! is told once a layout, with the pages that ask for it.
//!
//! ## Why it matters
//! The pages are shown by the template `page`. Jekyll's own layouts are Liquid and are not run.
//!
//! ## Example
//! `setup.md`:
//! ```markdown
//! ---
//! layout: sidebarelementdoc
//! ---
//! ```
//!
//! ## Use instead
//! `_config.yml`:
//! ```yaml
//! docgen:
//!   layouts: {sidebarelementdoc: guide}
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct UnknownLayout;

impl Rule for UnknownLayout {
    fn meta(&self) -> Meta {
        Meta {
            id: "unknown-layout",
            group: Group::Links,
            severity: Severity::Warning,
            source: include_str!("unknown_layout.rs"),
        }
    }
}
