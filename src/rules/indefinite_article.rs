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

mod sound;

use std::collections::HashMap;

use memchr::memchr2_iter;

use super::language::{english, reads_as_english};
use super::words::{Word, words};
use super::{Group, Meta, Rule};
use crate::finding::{Finding, Severity};
use crate::page::{Page, Prose, Provenance};
use crate::site::Site;
use crate::span::Span;
use sound::{Sound, first_sound};

const ID: &str = "indefinite-article";

/// Words that no article stands before: what looks like one is a letter, a name, or another word mistyped ("and").
const NO_NOUNS: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "can", "could", "did", "do", "does", "for", "from", "had",
    "has", "have", "he", "her", "his", "how", "i", "if", "in", "into", "is", "it", "its", "may", "must", "my", "no",
    "not", "of", "off", "on", "onto", "or", "our", "out", "over", "shall", "she", "should", "so", "than", "that",
    "the", "their", "then", "there", "these", "they", "this", "those", "to", "under", "unless", "until", "up", "us",
    "was", "we", "were", "what", "when", "where", "which", "who", "will", "with", "would", "you", "your",
];

/// Words before what is named by a letter.
const NAMED: &[&str] = &[
    "class",
    "column",
    "group",
    "letter",
    "option",
    "parameter",
    "phase",
    "plan",
    "point",
    "row",
    "side",
    "step",
    "the",
    "value",
    "variable",
    "vitamin",
];

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
        let wrong: Vec<&Article<'_>> = articles.iter().filter(|article| article.is_wrong()).collect();
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

/// An article and the word that follows it.
struct Article<'p> {
    prose: &'p Prose,
    word: Word<'p>,
    next: Word<'p>,
    /// What the next word begins with.
    sound: Sound,
}

/// The articles in a text of which it is sure what they should be.
fn articles(prose: &Prose) -> impl Iterator<Item = Article<'_>> {
    let text = prose.text.as_str();
    let bytes = text.as_bytes();
    memchr2_iter(b'a', b'A', bytes).filter_map(move |start| {
        let length = if bytes.get(start + 1) == Some(&b'n') { 2 } else { 1 };
        let end = start + length;
        if !bytes.get(end).is_some_and(u8::is_ascii_whitespace) {
            return None;
        }
        let word = Word {
            text: &text[start..end],
            range: start..end,
        };
        let mut next = words(&text[end..]).next()?;
        let is_article = stands_free(text, &word)
            && !is_letter(text, &word, next.text)
            && leads_to(&text[end..end + next.range.start])
            && !NO_NOUNS.contains(&next.text.to_lowercase().as_str());
        let sound = is_article.then(|| first_sound(next.text))??;
        next.range = end + next.range.start..end + next.range.end;
        Some(Article {
            prose,
            word,
            next,
            sound,
        })
    })
}

/// Whether a word stands by itself; one in capitals, at the start of a sentence: "Plan A is" has no article.
fn stands_free(text: &str, word: &Word<'_>) -> bool {
    let quotes = ['"', '\'', '(', '[', '\u{201c}', '\u{2018}'];
    let before = text[..word.range.start].trim_end_matches(quotes);
    let is_free = before.is_empty() || before.ends_with(char::is_whitespace);
    let sentence = before.trim_end();
    let is_first = sentence.is_empty() || sentence.ends_with(['.', '!', '?', ':', ';', '\u{2014}']);
    is_free && (is_first || word.text.starts_with('a'))
}

/// Whether an "a" is a letter that something is named by: "column a", "if a equals b".
fn is_letter(text: &str, word: &Word<'_>, next: &str) -> bool {
    let previous = text[..word.range.start].trim_end().rsplit(char::is_whitespace).next();
    let is_named = previous.is_some_and(|previous| NAMED.iter().any(|known| previous.eq_ignore_ascii_case(known)));
    // A verb, or a noun that has no article.
    let has_s = next.ends_with('s') && next.starts_with(|c: char| c.is_lowercase());
    let is_verb = has_s && !["as", "is", "ss", "us"].iter().any(|end| next.ends_with(end));
    word.text.len() == 1 && (is_named || is_verb)
}

/// Whether nothing but white space, and a quotation mark or parenthesis that opens, stands between two words.
fn leads_to(between: &str) -> bool {
    let rest = between.trim_start();
    rest.len() < between.len() && matches!(rest, "" | "\"" | "'" | "(" | "\u{201c}" | "\u{2018}")
}

impl Article<'_> {
    fn is_wrong(&self) -> bool {
        !self.word.text.eq_ignore_ascii_case(self.sound.article())
    }

    /// Where it was typed, if it was.
    fn typed(&self, page: &Page) -> Option<Provenance> {
        self.prose.typed(page, self.word.range.clone())
    }

    /// What is wrong with it, if it is the article; `uses` says how often each place of the page itself is an article.
    fn finding(&self, page: &Page, uses: &HashMap<Span, usize>) -> Option<Finding> {
        let Self {
            prose,
            word,
            next,
            sound,
        } = self;
        let right = match word.text.starts_with('A') {
            true => sound.article().replacen('a', "A", 1),
            false => sound.article().to_owned(),
        };
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
