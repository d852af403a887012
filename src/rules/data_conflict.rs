//! Two data files with one name.
//!
//! ## What it does
//! Finds a file in `_data` that another one, or a folder, takes the place of: `glossary.yml` beside `glossary.json` or
//! `glossary/`. Which of them counts is as in Jekyll: of `yaml`, `yml`, `json`, `csv` and `tsv` the last, and a folder
//! before all of them. Blanks in names become `_`, and what is neither a plain letter or digit nor `_` or `-` is left
//! out, so that `v1.2.yml` and `v12.yml` are both `site.data.v12`.
//!
//! ## Why it matters
//! Nothing that stands in the file is in `site.data`, and nothing says so.
//!
//! ## Example
//! ```text
//! _data/glossary.yml
//! _data/glossary.json
//! ```
//!
//! ## Use instead
//! ```text
//! _data/glossary.yml
//! _data/abbreviations.json
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct DataConflict;

impl Rule for DataConflict {
    fn meta(&self) -> Meta {
        Meta {
            id: "data-conflict",
            group: Group::Liquid,
            severity: Severity::Error,
            source: include_str!("data_conflict.rs"),
        }
    }
}
