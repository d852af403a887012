//! An image that nothing names.
//!
//! ## What it does
//! Finds images of the site whose file names occur nowhere: in no page, include, data file, style sheet or other text of
//! the source folder, rendered page, or template of the theme. A name that occurs in whatever letter case and for
//! whatever reason counts, and so do names that browsers ask for by themselves (`favicon.ico`). Files and folders whose
//! images are meant to be there are given by the option `keep`: `unused-image: {keep: [assets/logos]}`. The rule is off
//! until a site selects it.
//!
//! ## Why it matters
//! Nobody dares to delete a screenshot that may be in use somewhere; the site grows, and searches find what is outdated.
//!
//! ## Example
//! ```markdown
//! Copy the key.
//! ```
//!
//! beside the image `assets/img/key.svg`:
//! ```xml
//! <svg xmlns="http://www.w3.org/2000/svg"/>
//! ```
//!
//! ## Use instead
//! ```markdown
//! ![The key](/assets/img/key.svg)
//! ```

use super::{Group, Meta, Needs, OptionKind, Rule, RuleOption};
use crate::finding::Severity;

pub(super) struct UnusedImage;

impl Rule for UnusedImage {
    fn meta(&self) -> Meta {
        Meta {
            id: "unused-image",
            group: Group::Style,
            severity: Severity::Warning,
            source: include_str!("unused_image.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }

    fn options(&self) -> &'static [RuleOption] {
        &[RuleOption {
            name: "keep",
            kind: OptionKind::Texts,
            about: "files and folders whose images are meant to be there",
        }]
    }
}
