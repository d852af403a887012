//! "a" where the ear wants "an", or the reverse.
//!
//! ## What it does
//! Finds "a" before a vowel's sound and "an" before a consonant's: by how a word is spoken, not how it is written (an
//! hour, a user, an API, a URL, an 8, a European). Where that is not sure (a SAP, an SAP) it stays quiet, as it does in
//! code and in texts that are not English. The word may come from a variable: where an include serves pages that need
//! "a" and pages that need "an", reword it.
//!
//! ## Why it matters
//! Readers stumble, and trust the rest less.
//!
//! ## Example
//! ```markdown
//! You need a Infusionsoft account and an URL.
//! ```
//!
//! ## Use instead
//! ```markdown
//! You need an Infusionsoft account and a URL.
//! ```

use std::collections::HashMap;

use super::language::{english, reads_as_english};
use super::{Group, Meta, Rule};
use crate::english::{self, Sound};
use crate::finding::{Finding, Severity};
use crate::page::{Page, Prose, Provenance};
use crate::site::Site;
use crate::span::Span;

const ID: &str = "indefinite-article";

pub(super) struct IndefiniteArticle;

impl Rule for IndefiniteArticle {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Writing,
            severity: Severity::Warning,
            source: include_str!("indefinite_article.rs"),
        }
    }

    fn has_fixes(&self) -> bool {
        true
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let articles: Vec<Article<'_>> = english(page, site).flat_map(articles).collect();
        let wrong = articles.iter().filter(|article| article.article.is_wrong());
        let wrong: Vec<&Article<'_>> = wrong.collect();
        if wrong.is_empty() || !reads_as_english(page) {
            return Vec::new();
        }
        // The articles that the page itself has; in a loop, one stands before several values.
        let mut uses = HashMap::new();
        let typed = articles.iter().filter_map(|article| article.typed(page));
        for at in typed.filter(|at| at.via.is_empty()) {
            *uses.entry(at.location.span).or_default() += 1;
        }
        wrong
            .into_iter()
            .filter_map(|article| article.finding(page, &uses))
            .collect()
    }
}

/// An article, and the text that it is in.
struct Article<'p> {
    prose: &'p Prose,
    article: english::Article<'p>,
}

fn articles(prose: &Prose) -> impl Iterator<Item = Article<'_>> {
    english::articles(&prose.text).map(move |article| Article { prose, article })
}

impl Article<'_> {
    /// Where it was typed, if it was.
    fn typed(&self, page: &Page) -> Option<Provenance> {
        self.prose.typed(page, self.article.word.range.clone())
    }

    /// What is wrong with it, if it is the article; `uses` says how often each place of the page itself is an article.
    fn finding(&self, page: &Page, uses: &HashMap<Span, usize>) -> Option<Finding> {
        let Self { prose, article } = self;
        let english::Article { word, next, sound } = article;
        let right = article.right();
        let is_broken = prose.text[word.range.end..next.range.start].contains('\n');
        let end = if is_broken { word.range.end } else { next.range.end };
        let place = prose.place(page, word.range.start..end);
        let typed = self.typed(page);
        let next_typed = prose.typed(page, next.range.clone());
        // A variable between them that prints nothing is what is wrong.
        let written = prose.typed_text(page, word.range.start..next.range.end);
        if typed.is_some() && next_typed.is_some() && written.is_some_and(|text| text.contains(['{', '}'])) {
            return None;
        }
        let is_of_value = match (&typed, &next_typed) {
            (Some(typed), Some(next)) => typed.location.path != next.location.path,
            (Some(_), None) => true,
            (None, _) => false,
        };
        let before = match is_of_value {
            true => "a value that begins".to_owned(),
            false => format!("`{}`, which begins", next.text),
        };
        let message = format!("`{}` stands before {before} with a {}'s sound", word.text, sound.name());
        let finding = Finding::warning(ID, place.location, message).with_via(place.via.to_vec());
        let is_sole = |typed: &Provenance| uses.get(&typed.location.span) == Some(&1);
        Some(match typed {
            Some(typed) if is_of_value && !is_sole(&typed) => {
                finding.with_hint("the value is not always this one: reword it so that no article stands before it")
            }
            // "and" is often mistyped so, where a verb follows.
            Some(_) if *sound == Sound::Consonant && next.text.starts_with(|c: char| c.is_lowercase()) => {
                finding.with_hint(format!("write `{right} {0}`, or `and {0}` if that is meant", next.text))
            }
            Some(typed) => finding
                .with_hint(format!("write `{right}`"))
                .with_fix(typed.location.span, right),
            None => finding.with_hint(format!("write `{right}`")),
        })
    }
}
