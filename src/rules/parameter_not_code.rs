//! A parameter in a table that is not formatted as code.
//!
//! ## What it does
//! Finds cells of tables, or lines of cells, that consist of a known parameter's name (`oauth.api.key`) in plain text.
//! Names that are words too (`username`) count in columns that are headed as parameters. The fix formats them.
//!
//! ## Why it matters
//! Readers copy parameters letter by letter. Code says that the name is meant so, and keeps browsers from translating
//! or breaking it.
//!
//! ## Example
//! ```markdown
//! | Infusionsoft Credential | Parameter |
//! |---|---|
//! | client_id | oauth.api.key |
//! ```
//!
//! ## Use instead
//! ```markdown
//! | Infusionsoft Credential | Parameter |
//! |---|---|
//! | client_id | `oauth.api.key` |
//! ```

use std::collections::HashSet;

use super::{Group, Meta, Rule};
use crate::finding::{Finding, Severity};
use crate::page::{Cell, Page, Prose, Provenance};
use crate::site::Site;

const ID: &str = "parameter-not-code";

pub(super) struct ParameterNotCode;

impl Rule for ParameterNotCode {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Style,
            severity: Severity::Warning,
            source: include_str!("parameter_not_code.rs"),
        }
    }

    fn has_fixes(&self) -> bool {
        true
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let names: HashSet<&str> = site.registry.names().collect();
        let mut plain: Vec<Plain<'_>> = page
            .prose
            .iter()
            .filter_map(|prose| Plain::of(page, prose, &names))
            .collect();
        if plain.is_empty() {
            return Vec::new();
        }
        plain.sort_by(|a, b| a.at.location.cmp(&b.at.location));
        let mut findings = Vec::new();
        for table in page.tables() {
            let is_of_parameters = |column: usize| {
                let heading = table.header.get(column).map(|cell| cell.text.to_lowercase());
                heading.is_some_and(|heading| heading.contains("parameter"))
            };
            for (column, cell) in table.rows.iter().flat_map(|row| row.iter().enumerate()) {
                let in_cell = inside(&plain, cell);
                let told = in_cell.filter(|plain| plain.name.contains('.') || is_of_parameters(column));
                findings.extend(told.map(|plain| plain.finding(page, cell)));
            }
        }
        findings
    }
}

/// Those of `plain`, which are in the order of their places, that stand in a cell.
fn inside<'a, 'p>(plain: &'a [Plain<'p>], cell: &'a Cell) -> impl Iterator<Item = &'a Plain<'p>> {
    let here = &cell.at.location;
    let first = plain.partition_point(|plain| {
        let there = &plain.at.location;
        (&there.path, there.span.start) < (&here.path, here.span.start)
    });
    let inside = plain[first..].iter().take_while(|plain| {
        let there = &plain.at.location;
        there.path == here.path && there.span.end <= here.span.end
    });
    inside.filter(|plain| plain.at.via == cell.at.via)
}

/// A text that is a parameter's name and nothing else.
struct Plain<'p> {
    name: &'p str,
    at: Provenance,
    /// Whether it was typed just so.
    is_typed: bool,
}

impl<'p> Plain<'p> {
    fn of(page: &Page, prose: &'p Prose, names: &HashSet<&str>) -> Option<Self> {
        let name = prose.text.trim();
        let start = prose.text.find(name).filter(|_| names.contains(name))?;
        let range = start..start + name.len();
        Some(Self {
            name,
            is_typed: prose.typed(page, range.clone()).is_some(),
            at: prose.place(page, range),
        })
    }

    fn finding(&self, page: &Page, cell: &Cell) -> Finding {
        let location = self.at.location.clone();
        let span = location.span;
        let finding = Finding::warning(ID, location, format!("`{}` is not formatted as code", self.name));
        let finding = finding.with_via(self.at.via.to_vec());
        match code(self.name, page, cell).filter(|_| self.is_typed) {
            Some(code) => finding.with_fix(span, code),
            None => finding.with_hint("format it as code: put it between backticks"),
        }
    }
}

/// The name as code, in the way that the cell is written; nothing where it is not in a table by itself: it may be what an
/// include was called with.
fn code(name: &str, page: &Page, cell: &Cell) -> Option<String> {
    let place = &cell.at.location;
    let file = page.files().find(|file| file.path == place.path)?;
    let (before, rest) = file.text.split_at_checked(place.span.start)?;
    if rest.starts_with("<t") {
        return Some(format!("<code>{name}</code>"));
    }
    let before = before.trim_end_matches([' ', '\t']);
    let is_of_markdown = before.is_empty() || before.ends_with(['|', '\n']);
    is_of_markdown.then(|| format!("`{name}`"))
}
