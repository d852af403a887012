//! Guides that should be alike, and are not.
//!
//! ## What it does
//! Compares the guides that the config declares as `variants`, page by page: sections and their order, paragraphs,
//! procedures and their steps, the columns, rows and cell formatting of tables, code samples. What a page prints of its
//! own front matter (`{{ page.heading }}`) differs on purpose and is no drift. What else may differ is named in the config
//! by `may_differ`: a `heading`, the words of a `procedure`'s lead-in, a `page` that only one guide has, a `credential`, or a
//! `text`.
//!
//! ## Why it matters
//! The REST and the CRM guide of one provider begin as copies. A step that is mended in one of them only is wrong in the
//! other from that day on, and nobody notices.
//!
//! ## Example
//! `_config.yml`:
//! ```yaml
//! docgen:
//!   guides: guides/*
//!   variants:
//!     - guides: [infusionsoft-rest, infusionsoft-crm]
//!       may_differ: [{credential: encryptedKey}]
//! ```
//!
//! `guides/infusionsoft-rest/setup.md`:
//! ```markdown
//! To create an application:
//!
//! 1. Open **Applications**.
//! 2. Click **Register Application**.
//! ```
//!
//! `guides/infusionsoft-crm/setup.md`:
//! ```markdown
//! To create an application:
//!
//! 1. Open **Applications**.
//! 2. Click **Register**.
//! ```
//!
//! ## Use instead
//! `guides/infusionsoft-crm/setup.md`:
//! ```markdown
//! To create an application:
//!
//! 1. Open **Applications**.
//! 2. Click **Register Application**.
//! ```

use super::{Group, Meta, Rule};
use crate::finding::{Finding, Severity};
use crate::page::Page;
use crate::site::{Guide, Site};
use crate::variants::{self, Allowance, Outcome, PagePair, Pair};

const ID: &str = "variant-drift";

pub(super) struct VariantDrift;

impl Rule for VariantDrift {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Page,
            severity: Severity::Warning,
            source: include_str!("variant_drift.rs"),
        }
    }

    fn check_site(&self, site: &Site) -> Vec<Finding> {
        let mut findings = Vec::new();
        for declared in &site.variants {
            let mut guides = declared.guides.iter().filter_map(|name| site.find_guide(name));
            let Some(first) = guides.next() else {
                continue;
            };
            for other in guides {
                for pages in variants::page_pairs(site, first, other) {
                    let (left, right) = match pages {
                        (Some(left), Some(right)) => (left, right),
                        (Some(page), None) => {
                            findings.extend(single_page(page, [first, other], &|name| declared.may_lack(name)));
                            continue;
                        }
                        (None, Some(page)) => {
                            findings.extend(single_page(page, [other, first], &|name| declared.may_lack(name)));
                            continue;
                        }
                        (None, None) => continue,
                    };
                    if !(left.is_readable && right.is_readable) {
                        continue;
                    }
                    let pages = PagePair::new(left, right);
                    let allowance = Allowance::new(&declared.may_differ, &pages, &site.registry);
                    for pair in &pages.compare() {
                        let differences = pair.differences(&|pair| allowance.holds(pair) || pages.lacks_value(pair));
                        findings.extend(
                            differences
                                .into_iter()
                                .map(|pair| finding(pair, &pages, [first, other])),
                        );
                    }
                }
            }
        }
        findings
    }
}

/// What is said of a page that one guide has and the other lacks, if it may not.
fn single_page(page: &Page, [has, lacks]: [&Guide; 2], may_lack: &dyn Fn(&str) -> bool) -> Option<Finding> {
    let name = variants::name_in(page, has);
    (!may_lack(name)).then(|| {
        let message = format!("`{}` has the page `{name}`, and `{}` has not", has.folder, lacks.folder);
        let hint = format!("write it there too, or name it in `variants` of the config: `{{page: {name}}}`");
        Finding::warning(ID, page.front_matter_start(), message)
            .with_hint(hint)
            .on_page(&page.source)
    })
}

fn finding(pair: &Pair<'_>, pages: &PagePair<'_>, [first, other]: [&Guide; 2]) -> Finding {
    let part = pair.part();
    let kind = part.kind.name();
    let hint = "make them alike, or name what may differ in `variants` of the config";
    let warning = |at: &crate::page::Provenance, message: String| {
        Finding::warning(ID, at.location.clone(), message).with_via(at.via.to_vec())
    };
    let finding = match (pair.left, pair.right) {
        (Some(left), Some(right)) => {
            let message = match pair.outcome {
                Outcome::Moved => format!("this {kind} stands elsewhere than in `{}`", first.folder),
                _ => format!(
                    "this {kind} is not that of `{}`: {}",
                    first.folder,
                    variants::in_one_line(pair.changes())
                ),
            };
            warning(right.at, message).with_label(left.at.location.clone(), format!("the {kind} there"))
        }
        _ => {
            let (has, lacks) = if pair.left.is_some() {
                (first, other)
            } else {
                (other, first)
            };
            warning(
                part.at,
                format!("`{}` has this {kind}, and `{}` has not", has.folder, lacks.folder),
            )
        }
    };
    finding
        .with_hint(hint)
        .on_page(&pages.left.source)
        .on_page(&pages.right.source)
}
