//! A file that is not UTF-8.
//!
//! ## What it does
//! Finds pages and includes with bytes that are not UTF-8, and files whose names are not.
//!
//! ## Why it matters
//! Readers see `�` where a letter belongs.
//!
//! ## Example
//! ```text
//! A page saved as Latin-1, in which `é` is the byte E9.
//! ```
//!
//! ## Use instead
//! ```text
//! The same page saved as UTF-8, in which `é` is the bytes C3 A9.
//! ```

use super::{Group, Meta, Needs, Rule};
use crate::finding::Severity;

pub(super) struct InvalidEncoding;

impl Rule for InvalidEncoding {
    fn meta(&self) -> Meta {
        Meta {
            id: "invalid-encoding",
            group: Group::Liquid,
            severity: Severity::Error,
            source: include_str!("invalid_encoding.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }
}
