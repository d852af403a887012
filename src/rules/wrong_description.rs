//! A parameter that is described with another parameter's glossary text.
//!
//! ## What it does
//! Looks at tables whose first column names parameters and whose other cells print an entry of the glossary
//! (`{{ site.data.glossary.oauth-api-key }}`). It finds a row whose entry shares no word with its parameter but is
//! plainly about another one: it is named like that parameter, or has all of its words while the glossary has an entry
//! about the right one. Rows that have the same text without the variable are found too.
//!
//! ## Why it matters
//! Rows are begun by copying the one above. A callback URL that is described as an API key makes readers paste the key
//! there.
//!
//! ## Example
//! ```markdown
//! | Parameter | Description |
//! |---|---|
//! | `oauth.api.key` | {{ site.data.glossary.oauth-api-key }} |
//! | `oauth.callback.url` | {{ site.data.glossary.oauth-api-key }} |
//! ```
//!
//! ## Use instead
//! ```markdown
//! | Parameter | Description |
//! |---|---|
//! | `oauth.api.key` | {{ site.data.glossary.oauth-api-key }} |
//! | `oauth.callback.url` | {{ site.data.glossary.oauth-callback-url }} |
//! ```

mod rows;

use std::collections::{BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use super::words::parts;
use super::{Group, Meta, Rule};
use crate::finding::{Finding, Severity, bare_name};
use crate::page::Page;
use crate::site::Site;
use rows::{Described, described, entry};

const ID: &str = "wrong-description";

/// Words of names that say nothing of what is described.
const COMMON: &str = "a auth authentication desc description element full glossary instance oauth \
    oauth2 of param parameter the url";

pub(super) struct WrongDescription;

impl Rule for WrongDescription {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Credentials,
            severity: Severity::Warning,
            source: include_str!("wrong_description.rs"),
        }
    }

    fn check_site(&self, site: &Site) -> Vec<Finding> {
        let of_page = |page| described(page).into_iter().map(move |row| (page, row));
        let pages = site.pages.par_iter().map(|page| &**page);
        let rows: Vec<(&Page, Described<'_>)> = pages.flat_map_iter(of_page).collect();
        let glossary = Glossary::of(site, &rows);
        let wrong = rows.iter().filter_map(|(page, row)| glossary.finding(page, row));
        wrong.collect()
    }
}

/// What the pages of a site print of its glossary.
struct Glossary<'s> {
    /// The words that an entry is about, and the variable that prints it, those of the fewest words first.
    entries: Vec<(BTreeSet<String>, &'s str)>,
    /// The letters of the parameters that are described or in the registry.
    parameters: HashSet<String>,
    /// What these are about.
    subjects: HashSet<BTreeSet<String>>,
    /// The first sentence of an entry, and the variable that printed it; nothing where several have the same.
    sentences: HashMap<&'s str, Option<&'s str>>,
}

impl<'s> Glossary<'s> {
    fn of(site: &'s Site, rows: &[(&'s Page, Described<'s>)]) -> Self {
        let all = site.pages.iter().flat_map(|page| &page.variables);
        let names: BTreeSet<&str> = all.map(|variable| variable.name.as_str()).collect();
        let names = names.into_iter();
        let mut entries: Vec<(BTreeSet<String>, &str)> =
            names.filter_map(|name| Some((words(entry(name)?), name))).collect();
        entries.sort_by_key(|(words, name)| (words.len(), *name));
        let described = rows.iter().filter(|(_, row)| row.variable.is_some());
        let parameters: BTreeSet<&str> = described
            .map(|(_, row)| row.parameter)
            .chain(site.registry.names())
            .collect();
        let printed = rows.iter().filter_map(|(_, row)| {
            // An entry at the start of its cell.
            let variable = row.variable?;
            let is_first = variable.at.location.span.start == row.cell.at.location.span.start;
            is_first.then_some((first_sentence(&row.cell.text)?, variable.name.as_str()))
        });
        let mut sentences: HashMap<&str, Option<&str>> = HashMap::new();
        for (sentence, name) in printed {
            let known = sentences.entry(sentence).or_insert(Some(name));
            *known = known.filter(|known| *known == name);
        }
        Self {
            entries,
            subjects: parameters.iter().map(|name| words(name)).collect(),
            parameters: parameters.into_iter().map(bare_name).collect(),
            sentences,
        }
    }

    fn finding(&self, page: &Page, row: &Described<'_>) -> Option<Finding> {
        let variable = match row.variable {
            Some(variable) => variable.name.as_str(),
            None => (*self.sentences.get(first_sentence(&row.cell.text)?)?)?,
        };
        let name = entry(variable)?;
        let (of_parameter, of_entry) = (words(row.parameter), words(name));
        if of_parameter.is_empty() || !of_parameter.is_disjoint(&of_entry) {
            return None;
        }
        let is_right = |(words, _): &&(BTreeSet<String>, &str)| of_parameter.is_subset(words);
        let right = self.entries.iter().find(is_right).map(|(_, name)| name);
        let is_named_like_another = self.parameters.contains(&bare_name(name));
        if !is_named_like_another && (right.is_none() || !self.is_about_a_parameter(&of_entry)) {
            return None;
        }
        let at = row.variable.map_or(&row.cell.at, |variable| &variable.at);
        let message = format!("`{}` is described as `{name}`", row.parameter);
        let hint = right.map(|right| format!("`{{{{ {right} }}}}` describes it"));
        let finding = Finding::warning(ID, at.location.clone(), message).with_optional_hint(hint);
        Some(finding.with_via(at.via.to_vec()).on_page(&page.source))
    }

    /// Whether all that some parameter is about is among these words.
    fn is_about_a_parameter(&self, words: &BTreeSet<String>) -> bool {
        /// Names of more words are sentences.
        const MAX_WORDS: usize = 6;
        let parts = 1..1_u32 << words.len().min(MAX_WORDS);
        let part = |chosen: u32| -> BTreeSet<String> {
            let words = words.iter().take(MAX_WORDS).enumerate();
            words
                .filter(|(at, _)| chosen >> at & 1 == 1)
                .map(|(_, word)| word.clone())
                .collect()
        };
        parts.map(part).any(|part| self.subjects.contains(&part))
    }
}

/// The first sentence of a text, if it is long enough to be no common phrase.
fn first_sentence(text: &str) -> Option<&str> {
    const SHORTEST: usize = 24;
    let end = text.find(". ").map_or(text.len(), |at| at + 1);
    Some(&text[..end]).filter(|sentence| sentence.len() >= SHORTEST)
}

/// The words of a name that say what it is about.
fn words(name: &str) -> BTreeSet<String> {
    let words = parts(name).map(str::to_ascii_lowercase);
    words
        .filter(|word| COMMON.split(' ').all(|common| common != word))
        .collect()
}
