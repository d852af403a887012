//! A page that is not what pages of its kind have to be.
//!
//! ## What it does
//! Holds each page of a guide, as it was rendered, against the schema of its kind: the built-in one, or the source
//! folder's `_schemas/<kind>.page.json`. `docgen inspect PAGE` prints what the schema sees.
//!
//! ## Why it matters
//! Readers of a hundred guides rely on finding the same things in the same places.
//!
//! ## Example
//! `_schemas/setup.page.json`:
//! ```json
//! {"properties": {"credentials": {"type": "object"}}}
//! ```
//!
//! `guides/acme/setup.md`:
//! ```markdown
//! ---
//! heading: Acme
//! ---
//!
//! Log in and copy the keys.
//! ```
//!
//! ## Use instead
//! `guides/acme/setup.md`:
//! ```markdown
//! ---
//! heading: Acme
//! ---
//!
//! | Acme credential | Parameter |
//! |---|---|
//! | API key | `oauth.api.key` |
//! ```

use serde_json::Value as Json;

use super::{Group, Meta, Rule, front_matter_schema};
use crate::finding::{Finding, Severity};
use crate::page::{Page, Provenance};
use crate::schema::Violation;
use crate::site::Site;

const ID: &str = "page-schema";

pub(super) struct PageSchema;

impl Rule for PageSchema {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Page,
            severity: Severity::Error,
            source: include_str!("page_schema.rs"),
        }
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let Some((kind, schema)) = page
            .schema_kind()
            .and_then(|kind| Some((kind, site.schemas.page(kind)?)))
        else {
            return Vec::new();
        };
        let model = match schema.members() {
            Some(members) => page.json_of(&members),
            None => serde_json::to_value(page).expect("the page model is JSON"),
        };
        let violations = schema.violations(&model, kind).into_iter();
        violations
            .map(|violation| {
                if let Some(pointer) = violation.pointer.strip_prefix("/front_matter") {
                    let pointer = pointer.to_owned();
                    return front_matter_schema::finding(ID, page, Violation { pointer, ..violation });
                }
                let finding = match place(&model, &violation.pointer) {
                    Some(Provenance { location, via }) => {
                        Finding::error(ID, location, violation.message).with_via(via.to_vec())
                    }
                    None => Finding::error(ID, page.front_matter_start(), violation.message),
                };
                finding.with_optional_hint(violation.hint)
            })
            .collect()
    }
}

/// The place of the innermost element that a pointer leads through.
fn place(model: &Json, pointer: &str) -> Option<Provenance> {
    let ends: Vec<usize> = pointer
        .match_indices('/')
        .map(|(at, _)| at)
        .chain([pointer.len()])
        .collect();
    let mut elements = ends
        .into_iter()
        .rev()
        .filter_map(|end| model.pointer(&pointer[..end])?.get("at"));
    let at = elements.next()?.clone();
    Some(serde_json::from_value(at).expect("outside of front matter, `at` is a place"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_violation_stands_at_the_innermost_element_that_has_a_place() {
        let at = |line: usize| json!({"file": "a.md", "line": line, "column": 1, "end_line": line, "end_column": 2, "start": 0, "end": 1});
        let model = json!({"sections": [{"at": at(3), "blocks": [{"at": at(5), "header": [{"text": "x"}]}]}]});
        let line = |pointer| place(&model, pointer).map(|provenance| provenance.location.start.line);
        assert_eq!(line("/sections/0/blocks/0/header/0/text"), Some(5));
        assert_eq!(line("/sections/0/sections"), Some(3));
        assert_eq!(line("/credentials"), None);
    }
}
