//! Another brand's name in what readers of a brand see.
//!
//! ## What it does
//! Where a brand is asked for (`docgen check --brand acme`), finds what is left of the names of others: those that the
//! config gives other brands (`names`), and what the brand's `terms` replace by a name of its own. It looks into text,
//! code, alternative texts, addresses, what readers see of the front matter, and files that are no pages, such as feeds.
//! Terms are replaced in the running text of pages only, where they stand as words of their own and no markup parts them.
//!
//! ## Why it matters
//! A reader who bought one product reads of another, and does not find it anywhere.
//!
//! ## Example
//! The brands in `_config.yml`:
//! ```yaml
//! docgen:
//!   brands:
//!     acme:
//!       names: Acme Connectors
//!       terms: {Cloud Elements: Acme Connectors}
//! ```
//! and a page:
//! ```markdown
//! Sign in to Cloud **Elements**, and run `Cloud Elements`.
//! ```
//!
//! ## Use instead
//! ```markdown
//! Sign in to **Cloud Elements**, and run the program.
//! ```

use std::ops::Range;

use super::{Group, Meta, Needs, Rule};
use crate::finding::{Finding, Severity};
use crate::page::{AsideKind, Page, Provenance, READ_KEYS};
use crate::site::{ForeignName, Site};

const ID: &str = "brand-leak";

/// The file that says what sites are called.
const CONFIG: &str = "_config.yml";

pub(super) struct BrandLeak;

impl Rule for BrandLeak {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Page,
            severity: Severity::Error,
            source: include_str!("brand_leak.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Brand
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let Some(brand) = &site.brand else {
            return Vec::new();
        };
        let names = brand.foreign.iter().filter(|foreign| may_have(page, &foreign.name));
        names
            .flat_map(|foreign| {
                let told = |(at, place)| leak(brand.name(), foreign, at, place);
                leaks(page, &foreign.name).into_iter().map(told).collect::<Vec<_>>()
            })
            .collect()
    }

    fn check_site(&self, site: &Site) -> Vec<Finding> {
        let Some(brand) = &site.brand else {
            return Vec::new();
        };
        let names = [&site.title, site.description.as_ref().unwrap_or(&site.title)];
        let names = names.map(|text| (CONFIG, &**text, Kind::Text));
        let texts = site.texts.iter().map(|file| (&*file.source, &*file.text, Kind::File));
        let mut findings = Vec::new();
        for (path, text, kind) in names.into_iter().chain(texts) {
            for foreign in brand.foreign.iter().filter(|foreign| is_in(text, &foreign.name)) {
                let Some(file) = site.other_files.iter().find(|file| &*file.path == path) else {
                    continue;
                };
                let written = found(&file.text, &foreign.name).next().unwrap_or_default();
                let place = Provenance {
                    location: file.location(written.into()),
                    via: [].into(),
                };
                findings.push(leak(brand.name(), foreign, kind, place));
            }
        }
        findings
    }
}

/// What a name was left in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Code,
    Address,
    /// A file that is no page.
    File,
}

fn leak(brand: &str, foreign: &ForeignName, kind: Kind, place: Provenance) -> Finding {
    let whose = match &foreign.of {
        Some(other) => format!("a name of `{other}`"),
        None => format!("which `{brand}` calls otherwise"),
    };
    let message = format!("readers of `{brand}` see `{}`, {whose}", foreign.name);
    let hint = match (kind, &foreign.of) {
        (Kind::Text, Some(_)) => "name what stands in its place under `terms` of the brand, or reword it",
        (Kind::Text, None) => "it is replaced as words of their own that no markup parts: reword it",
        (Kind::Code, _) => "nothing is replaced in code: write it so that it holds for every brand",
        (Kind::File, _) => "nothing is replaced in files that are no pages: write it so that it holds for every brand",
        (Kind::Address, _) => "no address is changed: have it lead where every brand may, or leave the part out",
    };
    Finding::error(ID, place.location, message)
        .with_via(place.via.to_vec())
        .with_hint(hint)
}

/// Whether a name stands in a text.
fn is_in(text: &str, name: &str) -> bool {
    found(text, name).next().is_some()
}

/// Where a page shows a name.
fn leaks(page: &Page, name: &str) -> Vec<(Kind, Provenance)> {
    let mut leaks = Vec::new();
    for prose in &page.prose {
        leaks.extend(found(&prose.text, name).map(|range| (Kind::Text, prose.place(page, range))));
    }
    for aside in &page.asides {
        let kind = match aside.kind {
            AsideKind::Code => Kind::Code,
            AsideKind::Attribute | AsideKind::Drawing => Kind::Text,
        };
        leaks.extend(found(&aside.text, name).map(|range| (kind, aside.place(page, range))));
    }
    let links = page.links.iter().map(|link| (&link.href, &link.href_at));
    let images = page.images.iter().map(|image| (&image.src, &image.src_at));
    for (address, at) in links.chain(images) {
        leaks.extend(found(address, name).map(|_| (Kind::Address, at.clone())));
    }
    for key in READ_KEYS {
        if page.front_matter_text(key).is_some_and(|value| is_in(&value, name)) {
            let place = page.front_matter_words(key, name);
            let place = place.unwrap_or_else(|| page.front_matter_start());
            leaks.push((
                Kind::Text,
                Provenance {
                    location: place,
                    via: [].into(),
                },
            ));
        }
    }
    leaks
}

/// Whether a page may show a name at all: most do not.
fn may_have(page: &Page, name: &str) -> bool {
    let first = name.split(' ').next().unwrap_or(name);
    let is_in_html = || page.html.contains(first);
    let mut shown = READ_KEYS.into_iter().filter_map(|key| page.front_matter_text(key));
    // A name may have an entity in it.
    first.contains(['&', '<', '>', '"']) || is_in_html() || shown.any(|value| value.contains(first))
}

/// Where a name stands in a text, any white space between its words, with no letter or digit beside it.
fn found<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or(name);
    let rest: Vec<&str> = words.collect();
    text.match_indices(first).filter_map(move |(start, _)| {
        let mut end = start + first.len();
        for word in &rest {
            let behind = &text[end..];
            let next = behind.trim_start();
            next.strip_prefix(word).filter(|_| next.len() < behind.len())?;
            end = text.len() - next.len() + word.len();
        }
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        let is_free = !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric);
        is_free.then_some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_by_themselves_with_any_blanks_in_them() {
        let of = |text| found(text, "Cloud Elements").collect::<Vec<_>>();
        assert_eq!(of("Cloud Elements, Cloud\n  Elements-based"), [0..14, 16..32]);
        assert!(of("CloudElements, Cloud Elementsx, aCloud Elements, Cloud, Elements").is_empty());
    }
}
