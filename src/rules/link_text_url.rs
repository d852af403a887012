//! A visible URL that is not where its link goes.
//!
//! ## What it does
//! Finds links whose text is a URL and that lead to another host or path, and links with a scheme given twice
//! (`https://https://...`). Letter case, `http` or `https`, `www.`, a slash at the end and what follows `?` do not count,
//! and a text may be short for the address: `example.com/docs` for `https://example.com/docs/setup`, or with an ellipsis.
//! What has no scheme, no `www.` and no path (`Salesforce.com`) is read as a name.
//!
//! ## Why it matters
//! The reader trusts what is shown, copies it, and gets nowhere; or clicks, and is somewhere else.
//!
//! ## Example
//! ```markdown
//! Log in at [https://https://app.example.com](https://app.example.com).
//! ```
//!
//! ## Use instead
//! ```markdown
//! Log in at [https://app.example.com](https://app.example.com).
//! ```

use super::urls::{Url, has_two_schemes};
use super::{Group, Meta, Needs, Rule};
use crate::finding::{Finding, Severity};
use crate::page::{Link, Page};
use crate::site::Site;

const ID: &str = "link-text-url";

pub(super) struct LinkTextUrl;

impl Rule for LinkTextUrl {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Writing,
            severity: Severity::Warning,
            source: include_str!("link_text_url.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }

    fn check_page(&self, page: &Page, _site: &Site) -> Vec<Finding> {
        let finding = |link: &Link| {
            let finding = Finding::warning(
                ID,
                link.at.location.clone(),
                defect(link.text.trim(), link.href.trim())?,
            );
            (!page.has_undefined(&link.at)).then(|| finding.with_via(link.at.via.to_vec()))
        };
        page.links.iter().filter_map(finding).collect()
    }
}

/// What is wrong with a link to `href` that is shown as `text`.
fn defect(text: &str, href: &str) -> Option<String> {
    if has_two_schemes(href) {
        return Some(format!("the address `{href}` has its scheme twice"));
    }
    // Nobody can tell where on the provider's host a link inside the site should lead.
    let (shown, address) = (Url::shown(text)?, Url::of(href)?);
    if text == href || shown.is_short_for(&address) {
        None
    } else if has_two_schemes(text) {
        Some(format!("the text `{text}` has its scheme twice"))
    } else {
        Some(format!("the text is `{text}`, and the link goes to `{href}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_full_addresses_are_compared() {
        for href in ["#v1", "v1.html", "/v1", "mailto:a@example.com"] {
            assert_eq!(defect("https://api.example.com/v1", href), None, "{href}");
        }
    }
}
