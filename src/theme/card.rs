//! The credential card of the pages that one carries credentials over by: what a reader has to carry over, where it goes, and where it is found.

use serde::Serialize;

use crate::page::{Block, Page, Section, Step};
use crate::site::{Guide, Site};

/// A credential on the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Credential {
    /// The provider's word for it: `client_id`.
    pub(super) term: String,
    /// The platform's parameter: `oauth.api.key`.
    pub(super) parameter: String,
    /// What the platform's user interface calls it, where that is known: `API Key`.
    pub(super) label: Option<String>,
    /// The heading below which the page tells where to find it.
    pub(super) found: Option<Found>,
}

/// A heading of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Found {
    /// Its text.
    pub(super) text: String,
    /// Its anchor.
    pub(super) id: String,
}

/// The kind of the pages that tell where credentials are found.
const SETUP: &str = "setup";

/// The kind of the pages that tell where to put them in.
const AUTHENTICATE: &str = "authenticate";

/// The credentials that `page` shows a card of: on a setup page its own, where one puts them in those of the guide's
/// setup page. Nothing on other pages.
pub(super) fn of_page(site: &Site, page: &Page, guide: Option<&Guide>) -> Vec<Credential> {
    if page.kind.as_deref() != Some(AUTHENTICATE) {
        return of_setup_page(site, page, guide);
    }
    let pages = guide.into_iter().flat_map(|guide| &guide.pages);
    let cards = pages.map(|&position| of_setup_page(site, &site.pages[position], guide));
    let mut credentials = cards.into_iter().find(|card| !card.is_empty()).unwrap_or_default();
    for credential in &mut credentials {
        credential.found = None;
    }
    credentials
}

/// The credentials of the setup page `page`: what its front matter declares (else that of the first page of its guide
/// that declares any), then what only its tables have. Nothing on pages that set nothing up.
pub(super) fn of_setup_page(site: &Site, page: &Page, guide: Option<&Guide>) -> Vec<Credential> {
    if page.kind.as_deref() != Some(SETUP) || page.guide.is_none() {
        return Vec::new();
    }
    let mut credentials = declared(site, page);
    if credentials.is_empty() {
        let pages = guide.into_iter().flat_map(|guide| &guide.pages);
        let others = pages.map(|&position| declared(site, &site.pages[position]));
        credentials = others.into_iter().find(|others| !others.is_empty()).unwrap_or_default();
    }
    let rows = page.credential_tables().flat_map(|table| &table.rows);
    for row in rows.filter(|row| site.registry.knows(&row.parameter) || row.code) {
        if credentials.iter().all(|known| known.parameter != row.parameter) && !row.term.is_empty() {
            credentials.push(Credential {
                term: row.term.clone(),
                parameter: row.parameter.clone(),
                label: row.label.clone(),
                found: None,
            });
        }
    }
    for credential in &mut credentials {
        credential.found = find(&page.sections, &credential.term);
    }
    credentials
}

/// The heading that all of several credentials are found below: it is said once then, and no longer of each.
pub(super) fn share_heading(credentials: &mut [Credential]) -> Option<Found> {
    let [first, second, ..] = &*credentials else {
        return None;
    };
    let shared = first
        .found
        .clone()
        .filter(|found| Some(found) == second.found.as_ref())?;
    if credentials
        .iter()
        .any(|credential| credential.found.as_ref() != Some(&shared))
    {
        return None;
    }
    for credential in credentials {
        credential.found = None;
    }
    Some(shared)
}

/// What the front matter of `page` declares, placeholders aside.
fn declared(site: &Site, page: &Page) -> Vec<Credential> {
    site.registry
        .declared(&page.front_matter)
        .filter(|declared| !site.placeholders.holds(&declared.parameter.credential, &declared.term))
        .map(|declared| Credential {
            term: declared.term.into_owned(),
            parameter: declared.parameter.name.clone(),
            label: declared.parameter.label.clone(),
            found: None,
        })
        .collect()
}

/// How plainly a place says where a credential is found; the plainest wins, and of those the first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Plainness {
    Steps,
    LeadIn,
    Heading,
}

fn find(sections: &[Section], term: &str) -> Option<Found> {
    let mut best: Option<(Plainness, Found)> = None;
    for section in sections {
        look(section, None, term, &mut best);
    }
    best.map(|(_, found)| found)
}

fn look(section: &Section, above: Option<&Found>, term: &str, best: &mut Option<(Plainness, Found)>) {
    let own = match (&section.heading, &section.id) {
        (Some(text), Some(id)) if !id.is_empty() => Some(Found {
            text: text.clone(),
            id: id.clone(),
        }),
        _ => None,
    };
    let here = own.as_ref().or(above);
    for block in &section.blocks {
        let (Block::Procedure(procedure), Some(here)) = (block, here) else {
            continue;
        };
        let plainness = if section.heading.as_ref().is_some_and(|heading| names(heading, term)) {
            Plainness::Heading
        } else if procedure.lead_in.as_ref().is_some_and(|text| names(&text.text, term)) {
            Plainness::LeadIn
        } else if procedure.steps.iter().any(|step| is_in(step, term)) {
            Plainness::Steps
        } else {
            continue;
        };
        if best.as_ref().is_none_or(|(known, _)| *known < plainness) {
            *best = Some((plainness, here.clone()));
        }
    }
    for inner in &section.sections {
        look(inner, here, term, best);
    }
}

fn is_in(step: &Step, term: &str) -> bool {
    names(&step.text, term) || step.steps.iter().any(|step| is_in(step, term))
}

/// Whether `text` has `term` as words of its own, whatever the letter case.
fn names(text: &str, term: &str) -> bool {
    let (text, term) = (text.to_lowercase(), term.to_lowercase());
    let is_part = |character: Option<char>| character.is_some_and(|c| c.is_alphanumeric() || c == '_');
    !term.is_empty()
        && text.match_indices(&term).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + term.len()..].chars().next();
            !is_part(before) && !is_part(after)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_named_by_whole_words_only() {
        assert!(names("Record the **Client ID**.", "client id"));
        assert!(!names("Record the client_id.", "id"));
        assert!(!names("Monkeys", "key"));
        assert!(!names("anything", ""));
    }
}
