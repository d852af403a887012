//! The redirects of pages, as jekyll-redirect-from makes them.

use std::collections::{BTreeMap, HashSet};

use super::jekyll_keys::{self, location_of};
use super::outputs::{Claim, Outputs};
use super::{IndexedPage, address};
use crate::finding::Finding;
use crate::source::Sources;

/// A page at a former address, which leads on.
#[derive(Debug)]
pub struct Redirect {
    /// Its path in the output folder.
    pub output: String,
    /// Where it leads: an address from the site's root, or a full one.
    pub to: String,
}

/// The redirects of `pages` by `redirect_from` and `redirect_to`, in the order of their output paths.
pub(super) fn redirects(
    sources: &Sources,
    pages: &[IndexedPage],
    outputs: &mut Outputs,
    findings: &mut Vec<Finding>,
) -> Vec<Redirect> {
    let mut redirects: BTreeMap<String, Redirect> = BTreeMap::new();
    let page_outputs: HashSet<&str> = pages.iter().map(|page| page.output.as_str()).collect();
    // The further pages of a list have the front matter of the first.
    for page in pages.iter().filter(|page| page.pager.is_none_or(|number| number == 1)) {
        let document = &page.document;
        let (former, misuses) = jekyll_keys::redirect_from(&page.front_matter);
        let (to, misuse) = jekyll_keys::redirect_to(&page.front_matter);
        if former.is_empty() && misuses.is_empty() && to.is_none() && misuse.is_none() {
            continue;
        }
        let outline = document.outline(sources);
        let misuses = misuses.into_iter().chain(misuse);
        findings.extend(misuses.map(|misuse| misuse.finding(sources, document, &outline)));
        for (pointer, from) in former {
            let location = location_of(sources, document, &outline, &pointer);
            if let Err(refusal) = address::judge(&from) {
                let message = refusal.message("the redirect from", &from);
                let finding = Finding::error(refusal.rule(), location, message).on_page(&page.path);
                findings.push(finding.with_hint("it is left out"));
                continue;
            }
            let output = address::redirect_path(&from);
            if page_outputs.contains(output.as_str()) {
                let message = format!("the redirect from `{from}` stands where a page is");
                let finding = Finding::error("output-conflict", location, message).on_page(&page.path);
                findings.push(finding.with_hint("the page is kept and the redirect is left out"));
                continue;
            }
            if outputs.claim(sources, &output, document.file, || location.span, findings) == Claim::Refused {
                continue;
            }
            let redirect = Redirect {
                output: output.clone(),
                to: page.url.clone(),
            };
            redirects.insert(output, redirect);
        }
        if let Some(to) = to {
            let redirect = Redirect {
                output: page.output.clone(),
                to: to.into_owned(),
            };
            redirects.insert(page.output.clone(), redirect);
        }
    }
    redirects.into_values().collect()
}
