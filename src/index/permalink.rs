//! The address of a page by its front matter's `permalink`, if that can be one.

use serde_json::{Map, Value as Json};

use super::address::Refusal;
use super::jekyll_keys::{self, location_of};
use crate::finding::Finding;
use crate::front_matter::Document;
use crate::source::Sources;

/// A page's URL, and the permalink that it is made by, if it is.
pub(super) struct Addressed {
    pub(super) url: String,
    pub(super) permalink: Option<String>,
}

/// The URL that `fill` makes of the permalink in `front_matter`, else `default_url`. What is no permalink is told.
pub(super) fn url(
    sources: &Sources,
    document: &Document,
    front_matter: &Map<String, Json>,
    default_url: String,
    fill: &dyn Fn(&str) -> Result<String, Refusal>,
    findings: &mut Vec<Finding>,
) -> Addressed {
    let path = sources.path(document.file);
    let built_at = format!("the page is built at `{default_url}`");
    let refused = match jekyll_keys::permalink(front_matter) {
        Ok(None) => None,
        Ok(Some(permalink)) => match fill(permalink) {
            Ok(url) => {
                return Addressed {
                    url,
                    permalink: Some(permalink.to_owned()),
                };
            }
            Err(refusal) => {
                let location = location_of(sources, document, &document.outline(sources), "/permalink");
                let message = refusal.message("the permalink", permalink);
                let advice = refusal.hint().map_or(String::new(), |hint| format!("{hint}; "));
                let finding = Finding::error(refusal.rule(), location, message).on_page(path);
                Some(finding.with_hint(advice + &built_at))
            }
        },
        Err(mut misuse) => {
            misuse.hint = format!("{}; {built_at}", misuse.hint);
            Some(misuse.finding(sources, document, &document.outline(sources)))
        }
    };
    findings.extend(refused);
    Addressed {
        url: default_url,
        permalink: None,
    }
}
