//! A guide without a page that every guide has to have.
//!
//! ## What it does
//! Finds guides that have no page of a kind that the config asks for (`required_kinds: [setup, authenticate]`). What a
//! page is, its file name says, or `kind` in its front matter. Without the setting nothing is asked for.
//!
//! ## Why it matters
//! Other pages send readers on to the setup page of every connector.
//!
//! ## Example
//! `_config.yml`:
//! ```yaml
//! docgen:
//!   required_kinds: [setup]
//! ```
//!
//! `guides/hubspot/index.md`:
//! ```markdown
//! ---
//! heading: HubSpot
//! ---
//! ```
//!
//! `guides/hubspot/authenticate.md`:
//! ```markdown
//! ---
//! heading: HubSpot
//! ---
//! ```
//!
//! ## Use instead
//! A page of that kind beside them, `guides/hubspot/setup.md`:
//! ```markdown
//! ---
//! heading: HubSpot
//! ---
//! ```

use super::{Group, Meta, Rule};
use crate::finding::{Finding, Severity};
use crate::page::Page;
use crate::site::{Guide, Site};

const ID: &str = "missing-page";

pub(super) struct MissingPage;

impl Rule for MissingPage {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::FrontMatter,
            severity: Severity::Warning,
            source: include_str!("missing_page.rs"),
        }
    }

    fn check_site(&self, site: &Site) -> Vec<Finding> {
        let own = site.guides.iter().filter(|guide| guide.language.is_none());
        own.flat_map(|guide| missing(site, guide)).collect()
    }
}

fn missing(site: &Site, guide: &Guide) -> Vec<Finding> {
    // A page that leads on counts too: what it leads to is there.
    let of_guide = |page: &&Page| page.guide.as_ref() == Some(&guide.folder) && page.language.is_none();
    let pages: Vec<&Page> = site.pages.iter().filter(of_guide).collect();
    let Some(first) = guide.pages.first().map(|&position| &site.pages[position]) else {
        return Vec::new();
    };
    let lacks = |kind: &&String| !pages.iter().any(|page| page.kind.as_ref() == Some(kind));
    let finding = |kind: &String| {
        let message = format!("the guide `{}` has no page of kind `{kind}`", guide.title);
        let hint = format!(
            "add one to `{}`; its file name or `kind: {kind}` says what it is",
            guide.folder
        );
        Finding::warning(ID, first.front_matter_start(), message)
            .with_hint(hint)
            .on_page(&first.source)
    };
    site.required_kinds.iter().filter(lacks).map(finding).collect()
}
