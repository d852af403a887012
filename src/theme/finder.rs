//! The index of the finder: one script that pages load when a reader opens it.
//!
//! It is a script rather than JSON to fetch, since a page that was opened from disk may fetch nothing, and a policy of
//! `default-src 'self'` allows both. It says
//!
//! ```text
//! docgenIndex={"guides":[[title,provider,URL or nothing],...],
//!              "pages":[[guide or -1,title,URL,[heading,id,...],[term or nothing,parameter,label,id,...]],...]}
//! ```
//!
//! with URLs from the site's root. A guide's URL is that of its first tab, and its pages stand in the order of the tabs,
//! the pages of no guide last. Another language of a guide is none to be found: it has no URL, and only lends its name to
//! its pages. The lists of a page are flat, and an id that can be made of its heading is empty: what is said ten thousand
//! times is short.

use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem;
use serde_json::{Value as Json, json};

use super::address;
use super::card::{self, Credential};
use super::language;
use super::navigation::{self, Navigation};
use super::tags::tags;
use crate::page::Heading;
use crate::site::Site;

/// The index's path in the output folder.
pub(super) const PATH: &str = "docgen-theme/find-index.js";

/// The highest and the lowest level of a heading that can be found.
const LEVELS: std::ops::RangeInclusive<u8> = 2..=4;

/// The script.
pub(super) fn index(site: &Site, navigation: &Navigation) -> String {
    let guide_of = |position| Some(&site.guides[navigation.standing(position)?.guide]);
    let chosen: BTreeSet<usize> = navigation::chosen(site, None).into_iter().collect();
    let guides: Vec<Json> = site
        .guides
        .iter()
        .zip(navigation.providers())
        .enumerate()
        .map(|(position, (guide, provider))| {
            let first = guide.pages.first().filter(|_| chosen.contains(&position));
            json!([
                language::title_of(guide),
                provider,
                first.map_or_else(String::new, |&page| address::link("", &site.pages[page].output)),
            ])
        })
        .collect();
    let mut cards: Vec<Vec<Credential>> = site
        .pages
        .iter()
        .enumerate()
        .map(|(position, page)| card::of_setup_page(site, page, guide_of(position)))
        .collect();
    add_mentions(site, navigation, &mut cards);
    let mut order: Vec<usize> = (0..site.pages.len()).collect();
    order.sort_by_key(|&position| {
        let standing = navigation.standing(position);
        standing.map_or((usize::MAX, position), |standing| (standing.guide, standing.position))
    });
    let pages: Vec<Json> = order
        .into_iter()
        .map(|position| (position, &site.pages[position]))
        .filter(|(_, page)| page.output.ends_with(".html") && page.output != "404.html")
        .map(|(position, page)| {
            let standing = navigation.standing(position);
            let headings = page.headings.iter().filter(|heading| can_be_found(heading));
            let headings: Vec<&str> = headings
                .flat_map(|heading| [&*heading.text, told_id(heading)])
                .collect();
            let credentials = std::mem::take(&mut cards[position]).into_iter().flat_map(|credential| {
                let id = credential.found.map(|found| found.id);
                [
                    credential.term,
                    credential.parameter,
                    credential.label.unwrap_or_default(),
                    id.unwrap_or_default(),
                ]
            });
            json!([
                standing.map_or_else(|| json!(-1), |standing| json!(standing.guide)),
                page.title,
                address::link("", &page.output),
                headings,
                credentials.collect::<Vec<String>>(),
            ])
        })
        .collect();
    format!("docgenIndex={}\n", json!({"guides": guides, "pages": pages}))
}

/// The id of a heading; nothing where it says no more than the heading does, since finder.js makes it of that then.
fn told_id(heading: &Heading) -> &str {
    let text = heading.text.to_ascii_lowercase();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    match text.is_ascii() && words.join("-") == heading.id {
        true => "",
        false => &heading.id,
    }
}

/// Adds the parameters that pages name in code though no card of their guide tells where they are found, each once a
/// guide.
fn add_mentions(site: &Site, navigation: &Navigation, cards: &mut [Vec<Credential>]) {
    let names: Vec<&str> = site.registry.names().collect::<BTreeSet<_>>().into_iter().collect();
    // A registry that is too large for a search of all names at once does without.
    let Ok(search) = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(&names)
    else {
        return;
    };
    let mut known: BTreeSet<(usize, &str)> = BTreeSet::new();
    for (position, card) in cards.iter().enumerate() {
        let Some(standing) = navigation.standing(position) else {
            continue;
        };
        for credential in card
            .iter()
            .filter(|credential| credential.found.as_ref().is_some_and(|found| found.is_named))
        {
            let name = names.binary_search(&&*credential.parameter);
            known.extend(name.map(|at| (standing.guide, names[at])));
        }
    }
    for (position, page) in site.pages.iter().enumerate() {
        let Some(standing) = navigation.standing(position) else {
            continue;
        };
        for code in code_of(&page.html) {
            for found in search.find_iter(code).filter(|found| is_whole(code, found.range())) {
                let name = names[found.pattern()];
                if known.insert((standing.guide, name)) {
                    cards[position].push(Credential {
                        term: String::new(),
                        parameter: name.to_owned(),
                        label: None,
                        found: None,
                    });
                }
            }
        }
    }
}

fn can_be_found(heading: &Heading) -> bool {
    LEVELS.contains(&heading.level) && !heading.id.is_empty()
}

/// What stands in the `code` and `pre` elements of `html`, tags included.
fn code_of(html: &str) -> impl Iterator<Item = &str> {
    let mut behind = 0;
    tags(html).filter_map(move |tag| {
        if tag.start < behind || !["code", "pre"].contains(&tag.name()) {
            return None;
        }
        let rest = &html[tag.start..];
        let end = memmem::find(rest.as_bytes(), format!("</{}>", tag.name()).as_bytes()).unwrap_or(rest.len());
        behind = tag.start + end;
        Some(&rest[..end])
    })
}

/// Whether what stands at `range` is no part of a longer name: `oauth.api.key` is none in `oauth.api.keys` or in
/// `my.oauth.api.key`, but a full stop may end a sentence.
fn is_whole(text: &str, range: Range<usize>) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-');
    let before = text[..range.start].chars().next_back();
    let mut after = text[range.end..].chars();
    let (first, second) = (after.next(), after.next());
    let goes_on_before = before.is_some_and(|character| is_part(character) || character == '.');
    let goes_on_behind = first.is_some_and(is_part) || first == Some('.') && second.is_some_and(is_part);
    !goes_on_before && !goes_on_behind
}
