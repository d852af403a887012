//! The credential card of the pages that one carries credentials over by: what a reader has to carry over, where it goes,
//! and where it is found.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use serde::Serialize;

use super::procedures::{self, Anchor};
use super::{address, parameter_rows};
use crate::page::{Block, Page, Procedure, Section, Step};
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
    /// Where the guide tells how to find it: the steps that name it, else those that are there.
    pub(super) found: Option<Found>,
}

/// A place of a setup page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Found {
    /// What stands there: the words that lead to the steps, or a heading.
    pub(super) text: String,
    /// Its anchor; empty where it is the page as a whole.
    pub(super) id: String,
    /// The link to it from the page that shows the card.
    pub(super) url: String,
    /// Whether the credential is named there.
    pub(super) is_named: bool,
}

impl Found {
    fn new(text: &str, id: &str) -> Self {
        Self {
            text: text.to_owned(),
            id: id.to_owned(),
            url: format!("#{id}"),
            is_named: false,
        }
    }
}

/// The kind of the pages that tell where credentials are found.
const SETUP: &str = "setup";

/// The kind of the pages that tell where to put them in.
const AUTHENTICATE: &str = "authenticate";

/// How many pages of a kind are asked for a guide's card.
const MOST_PAGES: usize = 10;

/// How many credentials of a card are looked for in their page.
const MOST_LOCATED: usize = 100;

/// Whether `page` is one of those that tell where credentials are found.
pub(super) fn finds_credentials(page: &Page) -> bool {
    page.kind.as_deref() == Some(SETUP) && page.guide.is_some()
}

/// The credentials that `page` shows a card of: on a setup page its own, where one puts them in those of the guide's
/// setup page. Nothing on other pages. `root` leads from the page to the site's root.
pub(super) fn of_page(site: &Site, page: &Page, guide: Option<&Guide>, root: &str) -> Vec<Credential> {
    if page.kind.as_deref() != Some(AUTHENTICATE) {
        return of_setup_page(site, page, guide);
    }
    let pages = guide.into_iter().flat_map(|guide| &guide.pages);
    let setups = pages
        .map(|&position| &site.pages[position])
        .filter(|page| finds_credentials(page));
    let cards = setups
        .take(MOST_PAGES)
        .map(|setup| (setup, of_setup_page(site, setup, guide)));
    let Some((setup, mut credentials)) = cards.into_iter().find(|(_, card)| !card.is_empty()) else {
        return Vec::new();
    };
    let address = address::link(root, &setup.output);
    for credential in &mut credentials {
        let found = credential.found.get_or_insert_with(|| Found::new(&setup.title, ""));
        found.url = match &*found.id {
            "" => address.clone(),
            id => format!("{address}#{id}"),
        };
    }
    credentials
}

/// The credentials of the setup page `page`: what its front matter declares (else that of the first page of its guide
/// that declares any), then what only its tables have; else what the pages where one puts them in say is found here.
/// Nothing on pages that set nothing up.
pub(super) fn of_setup_page(site: &Site, page: &Page, guide: Option<&Guide>) -> Vec<Credential> {
    if !finds_credentials(page) {
        return Vec::new();
    }
    let pages = || {
        guide
            .into_iter()
            .flat_map(|guide| &guide.pages)
            .map(|&position| &*site.pages[position])
    };
    let mut credentials = declared(site, page);
    if credentials.is_empty() {
        credentials = first_filled(pages().map(|other| declared(site, other)));
    }
    let mut known: BTreeSet<String> = credentials.iter().map(|known| known.parameter.clone()).collect();
    let rows = page.credential_tables().flat_map(|table| &table.rows);
    for row in rows.filter(|row| site.registry.knows(&row.parameter) || row.code) {
        if !row.term.is_empty() && known.insert(row.parameter.clone()) {
            credentials.push(Credential {
                term: row.term.clone(),
                parameter: row.parameter.clone(),
                label: row.label.clone(),
                found: None,
            });
        }
    }
    if credentials.is_empty() {
        let others = pages().filter(|other| other.kind.as_deref() == Some(AUTHENTICATE));
        let cards = others
            .take(MOST_PAGES)
            .map(|other| parameter_rows::of_page(site, other, page));
        credentials = first_filled(cards);
    }
    locate(&mut credentials, site, page);
    credentials
}

fn first_filled(mut cards: impl Iterator<Item = Vec<Credential>>) -> Vec<Credential> {
    cards.find(|card| !card.is_empty()).unwrap_or_default()
}

/// Says where on its setup page each of a card's first credentials is found.
fn locate(credentials: &mut [Credential], site: &Site, page: &Page) {
    if credentials.is_empty() {
        return;
    }
    let anchors = procedures::anchors(page);
    for credential in credentials.iter_mut().take(MOST_LOCATED) {
        let plainest = |words: &str| plainest_place(&page.sections, &anchors, words);
        let by_term = plainest(&credential.term).filter(|(_, found)| found.is_named);
        // Where the provider's word does not stand, it may without the provider's name ("Hubspot API Key"), or one of the
        // platform's.
        let by_others = || {
            let last_words = credential.term.split_once(' ').map(|(_, last)| last);
            let words = [
                last_words.filter(|last| last.contains(' ')),
                credential.label.as_deref(),
                site.registry.credential(&credential.parameter),
                Some(&*credential.parameter),
            ];
            let places = words.into_iter().flatten().filter_map(plainest);
            places.reduce(|best, place| if place.0 > best.0 { place } else { best })
        };
        credential.found = by_term.or_else(by_others).map(|(_, found)| found);
    }
}

/// What the front matter of `page` declares, placeholders aside; what several modes have is there once.
fn declared(site: &Site, page: &Page) -> Vec<Credential> {
    let mut known = BTreeSet::new();
    site.registry
        .declared(&page.front_matter)
        .filter(|declared| !site.placeholders.holds(&declared.parameter.credential, &declared.term))
        .map(|declared| Credential {
            term: declared.term.into_owned(),
            parameter: declared.parameter.name.clone(),
            label: declared.parameter.label.clone(),
            found: None,
        })
        .filter(|credential| known.insert((credential.term.clone(), credential.parameter.clone())))
        .collect()
}

/// How plainly a place says where a credential is found; the plainest wins, and of those the first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Plainness {
    /// Steps that do not name it; those of a guide may find it all the same.
    OtherSteps,
    Text,
    Steps,
    LeadIn,
    Heading,
}

/// The search for the place where a term is found.
struct Search<'s> {
    term: &'s str,
    /// The anchors of the procedures that are still to come.
    anchors: std::slice::Iter<'s, Option<Anchor>>,
    best: Option<(Plainness, Found)>,
}

fn plainest_place(sections: &[Section], anchors: &[Option<Anchor>], term: &str) -> Option<(Plainness, Found)> {
    let mut search = Search {
        term,
        anchors: anchors.iter(),
        best: None,
    };
    for section in sections {
        search.look(section, None);
    }
    search.best
}

impl Search<'_> {
    fn look(&mut self, section: &Section, above: Option<&Found>) {
        let own = match (&section.heading, &section.id) {
            (Some(text), Some(id)) if !id.is_empty() => Some(Found::new(text, id)),
            _ => None,
        };
        let here = own.as_ref().or(above);
        let is_headed = section
            .heading
            .as_ref()
            .is_some_and(|heading| names(heading, self.term));
        for block in &section.blocks {
            match block {
                Block::Procedure(procedure) => {
                    let anchor = self.anchors.next().and_then(Option::as_ref);
                    self.look_at_steps(procedure, anchor, here, is_headed);
                }
                _ if is_in_block(block, self.term) => self.offer(Plainness::Text, here.cloned()),
                _ => {}
            }
        }
        for inner in &section.sections {
            self.look(inner, here);
        }
    }

    fn look_at_steps(&mut self, procedure: &Procedure, anchor: Option<&Anchor>, here: Option<&Found>, is_headed: bool) {
        let lead_in = procedure.lead_in.as_ref().map(|text| &*text.text);
        let steps = anchor.map(|anchor| {
            let heading = here.map_or("", |here| &here.text);
            Found::new(
                lead_in.map_or(heading, |text| text.trim_end_matches([':', '：'])),
                &anchor.id,
            )
        });
        let place = steps.or_else(|| here.cloned());
        if is_headed {
            self.offer(Plainness::Heading, here.cloned());
        } else if lead_in.is_some_and(|text| names(text, self.term)) {
            self.offer(Plainness::LeadIn, place);
        } else if procedure.steps.iter().any(|step| is_in(step, self.term)) {
            self.offer(Plainness::Steps, place);
        } else {
            self.offer(Plainness::OtherSteps, place);
        }
    }

    fn offer(&mut self, plainness: Plainness, place: Option<Found>) {
        if let Some(place) = place
            && self.best.as_ref().is_none_or(|(known, _)| *known < plainness)
        {
            let is_named = plainness != Plainness::OtherSteps;
            self.best = Some((plainness, Found { is_named, ..place }));
        }
    }
}

/// Whether a block that is no procedure names `term`.
fn is_in_block(block: &Block, term: &str) -> bool {
    match block {
        Block::Paragraph(text) => names(&text.text, term),
        Block::List(list) => list.items.iter().any(|item| is_in(item, term)),
        Block::Table(table) => table.rows.iter().flatten().any(|cell| names(&cell.text, term)),
        _ => false,
    }
}

fn is_in(step: &Step, term: &str) -> bool {
    names(&step.text, term) || step.steps.iter().any(|step| is_in(step, term))
}

/// Letters of scripts that part words otherwise than by blanks, or not at all: Thai, Lao, Burmese, Khmer, Japanese,
/// Chinese, and Korean, whose endings follow at once.
const UNPARTED: [RangeInclusive<char>; 8] = [
    '\u{e00}'..='\u{eff}',
    '\u{1000}'..='\u{109f}',
    '\u{1780}'..='\u{17ff}',
    '\u{3040}'..='\u{30ff}',
    '\u{3400}'..='\u{9fff}',
    '\u{ac00}'..='\u{d7af}',
    '\u{f900}'..='\u{faff}',
    '\u{20000}'..='\u{3ffff}',
];

/// Whether `text` has `term` as words of its own, be it of several ("Redirect URLs"), whatever the letter case.
fn names(text: &str, term: &str) -> bool {
    let (text, term) = (text.to_lowercase(), term.to_lowercase());
    let is_part = |character: char| {
        let is_letter = character.is_alphanumeric() || character == '_';
        is_letter && !UNPARTED.iter().any(|letters| letters.contains(&character))
    };
    !term.is_empty()
        && text.match_indices(&term).any(|(at, _)| {
            let after = &text[at + term.len()..];
            let after = after.strip_prefix('s').unwrap_or(after);
            !text[..at].ends_with(is_part) && !after.starts_with(is_part)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_named_by_whole_words_only() {
        assert!(names("Record the **Client ID**.", "client id"));
        assert!(names("Record one of the Redirect URLs.", "redirect URL"));
        assert!(names("然后记录客户端密钥", "客户端密钥"));
        assert!(names("Client ID를 기록합니다", "client id"));
        assert!(!names("Record the client_id.", "id"));
        assert!(!names("Monkeys", "key"));
        assert!(!names("anything", ""));
    }
}
