//! Front matter that is not what pages of its kind have to have.
//!
//! ## What it does
//! Holds the front matter of each page of a guide, defaults included, against the schema of its kind: the built-in
//! one, or the source folder's `_schemas/<kind>.front-matter.json`. A key that the schema does not know is told only
//! where it is close to a known one and rare on the site. `kind`, `owner` and `verified`, which docgen reads, need no
//! schema's leave. A `kind` that no other page has is told where it is close to a known one.
//!
//! On every page, it also finds what Jekyll cannot take in the keys that it acts on: `permalink` (with a placeholder that
//! pages do not have, too), `published`, `redirect_from` and `redirect_to`.
//!
//! ## Why it matters
//! `elementID` instead of `elementId` is read by nothing, and nothing says so. `published: "false"` publishes the page.
//!
//! ## Example
//! `guides/hubspot/setup.md`:
//! ```markdown
//! ---
//! title: API Provider Setup
//! heading: [HubSpot]
//! ---
//! ```
//!
//! ## Use instead
//! `guides/hubspot/setup.md`:
//! ```markdown
//! ---
//! title: API Provider Setup
//! heading: HubSpot
//! ---
//! ```

use serde_json::Value as Json;

use super::{Group, Meta, Rule};
use crate::finding::{Finding, Severity, nearest};
use crate::page::Page;
use crate::schema::{Schema, Subject, Violation};
use crate::site::Site;

const ID: &str = "front-matter-schema";

/// A key that more pages have is no slip, though no schema knows it.
const RARE: usize = 2;

pub(super) struct FrontMatterSchema;

impl Rule for FrontMatterSchema {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::FrontMatter,
            severity: Severity::Error,
            source: include_str!("front_matter_schema.rs"),
        }
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let Some((kind, schema)) = page
            .schema_kind()
            .and_then(|kind| Some((kind, site.schemas.front_matter(kind)?)))
        else {
            return unknown_kind(page, site).into_iter().collect();
        };
        let front_matter = Json::Object(page.front_matter.clone());
        let mut violations = schema.violations(&front_matter, kind);
        violations
            .retain(|violation| !is_of_docgen(violation) && !is_told_by_the_index(&violation.pointer, &front_matter));
        let near_misses = near_misses(page, site, schema);
        let mut findings: Vec<Finding> = Vec::with_capacity(violations.len());
        for NearMiss { key, known } in near_misses {
            if violations
                .iter()
                .any(|violation| violation.pointer == format!("/{key}"))
            {
                continue;
            }
            let Some((location, _)) = page.front_matter_entry(&format!("/{key}")) else {
                continue;
            };
            // A required key that is misspelt is one defect, not two.
            let is_missing = |violation: &Violation| {
                violation.subject == Subject::Absence && violation.pointer == format!("/{known}")
            };
            let hint = format!("did you mean `{known}`?");
            let finding = match violations.iter().position(is_missing) {
                Some(missing) => {
                    violations.remove(missing);
                    Finding::error(ID, location, format!("nothing reads `{key}`, and `{known}` is missing"))
                }
                None => Finding::warning(ID, location, format!("nothing reads `{key}`")),
            };
            findings.push(finding.with_hint(hint));
        }
        for violation in violations {
            findings.push(finding(ID, page, violation));
        }
        findings
    }
}

/// A kind that no other page has and nothing knows, where it is nearly one that is known: no schema is for it.
fn unknown_kind(page: &Page, site: &Site) -> Option<Finding> {
    let kind = page.kind.as_deref().filter(|kind| !site.kinds.contains(*kind))?;
    let others = site.pages.iter().filter(|other| other.source != page.source);
    let of_others = || others.clone().filter_map(|other| other.kind.as_deref());
    if of_others().any(|known| known == kind) {
        return None;
    }
    let meant = nearest(kind, site.kinds.iter().map(String::as_str).chain(of_others()))?;
    let (_, location) = page.front_matter_entry("/kind")?;
    let finding = Finding::error(ID, location, format!("there is no kind `{kind}` of pages"));
    Some(finding.with_hint(format!("did you mean `{meant}`?")))
}

/// Whether it is about a key that docgen itself reads, which no schema has to allow.
fn is_of_docgen(violation: &Violation) -> bool {
    violation.subject == Subject::Name && ["/kind", "/owner", "/verified"].contains(&violation.pointer.as_str())
}

/// What `rule` says of a violation in the front matter.
pub(super) fn finding(rule: &'static str, page: &Page, violation: Violation) -> Finding {
    let location = match (page.front_matter_entry(&violation.pointer), violation.subject) {
        (Some((_, value)), Subject::Value) if !value.span.is_empty() => value,
        (Some((key, _)), _) => key,
        (None, _) => page.front_matter_start(),
    };
    Finding::error(rule, location, violation.message).with_optional_hint(violation.hint)
}

/// Whether Jekyll cannot take the value, which has been told of every page, of a guide or not.
fn is_told_by_the_index(pointer: &str, front_matter: &Json) -> bool {
    let Some(value) = front_matter.pointer(pointer) else {
        return false;
    };
    let mut parts = pointer.split('/').skip(1);
    let (key, is_item) = (parts.next(), parts.next().is_some());
    match key {
        Some("permalink") => !matches!(value, Json::String(_) | Json::Null | Json::Bool(false)),
        Some("published") => !value.is_boolean(),
        Some("redirect_from" | "redirect_to") => {
            value.is_boolean() || value.is_object() || value == "" || (value.is_array() && is_item)
        }
        _ => false,
    }
}

/// A key that was probably meant to be one that the schema knows.
struct NearMiss<'p> {
    key: &'p str,
    known: &'p str,
}

fn near_misses<'p>(page: &'p Page, site: &Site, schema: &'p Schema) -> Vec<NearMiss<'p>> {
    let Some(properties) = schema.properties() else {
        return Vec::new();
    };
    let missed = |key: &'p String| {
        if properties.contains_key(key) {
            return None;
        }
        let known = nearest(key, properties.keys().map(String::as_str))?;
        let pages_with_it = site
            .pages
            .iter()
            .filter(|page| page.front_matter.contains_key(key))
            .take(RARE + 1)
            .count();
        let is_slip = pages_with_it <= RARE && !page.front_matter.contains_key(known);
        is_slip.then_some(NearMiss { key, known })
    };
    page.front_matter.keys().filter_map(missed).collect()
}
