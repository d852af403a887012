//! A row with more cells than its table has columns.
//!
//! ## What it does
//! Finds text in a row of a markdown table that stands beyond the last column of the header. Often it is a `|` that was
//! meant as a character: one inside a cell, in code too, is written `\|`.
//!
//! ## Why it matters
//! What is beyond the last column is not shown at all.
//!
//! ## Example
//! ```markdown
//! | Parameter | Description |
//! | --- | --- |
//! | `filter` | Either `a|b` or nothing |
//! ```
//!
//! ## Use instead
//! ```markdown
//! | Parameter | Description |
//! | --- | --- |
//! | `filter` | Either `a\|b` or nothing |
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct TableCells;

impl Rule for TableCells {
    fn meta(&self) -> Meta {
        Meta {
            id: "table-cells",
            group: Group::Writing,
            severity: Severity::Warning,
            source: include_str!("table_cells.rs"),
        }
    }
}
