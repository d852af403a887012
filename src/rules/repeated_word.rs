//! A word that stands twice.
//!
//! ## What it does
//! Finds "the the", across line breaks too. What English doubles ("that that", "had had", "is is", "very very") is left
//! aside, and so is what markup keeps apart, code, and text that is not English. Where a variable's value repeats the
//! word beside it, only leaving it out in one of the two places helps.
//!
//! ## Why it matters
//! Readers stumble, and trust the rest less.
//!
//! ## Example
//! ```markdown
//! Open the the menu at the
//! the top.
//! ```
//!
//! ## Use instead
//! ```markdown
//! Open the menu at
//! the top.
//! ```

use std::cell::LazyCell;
use std::collections::HashSet;

use super::language::{english, reads_as_english};
use super::words::{Word, words};
use super::{Group, Meta, Rule};
use crate::finding::{Finding, Severity};
use crate::page::{Page, Prose};
use crate::site::Site;

const ID: &str = "repeated-word";

/// Words that may stand twice in a sentence, or that are doubled for their sound.
const DOUBLED: &[&str] = &[
    "again", "baden", "beep", "blah", "bora", "bye", "cha", "chop", "did", "do", "far", "ha", "had", "hear", "her",
    "in", "is", "it", "knock", "log", "long", "many", "more", "no", "now", "off", "on", "out", "over", "really", "so",
    "that", "there", "tick", "up", "very", "was", "who", "win", "yes", "you",
];

pub(super) struct RepeatedWord;

impl Rule for RepeatedWord {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Writing,
            severity: Severity::Warning,
            source: include_str!("repeated_word.rs"),
        }
    }

    fn has_fixes(&self) -> bool {
        true
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let pairs = english(page, site).flat_map(|prose| pairs(&prose.text).into_iter().map(move |pair| (prose, pair)));
        let alone = LazyCell::new(|| {
            page.prose
                .iter()
                .flat_map(|prose| alone(&prose.text))
                .collect::<HashSet<_>>()
        });
        // "Walla Walla" is one name: no other place of the page has one of them alone.
        let is_name = |word: &str| is_capital(word) && !alone.contains(word);
        let found: Vec<Finding> = pairs
            .filter_map(|(prose, pair)| finding(page, prose, &pair, &is_name))
            .collect();
        if found.is_empty() || !reads_as_english(page) {
            return Vec::new();
        }
        found
    }
}

/// The words of a text that are the same as the one before, each with that one. A word that stands there three times
/// is meant to.
fn pairs(text: &str) -> Vec<[Word<'_>; 2]> {
    let mut pairs: Vec<[Word<'_>; 2]> = Vec::new();
    let mut run = 1;
    let mut words = words(text);
    let Some(mut before) = words.next() else {
        return pairs;
    };
    for word in words {
        if is_repeated(text, &before, &word) {
            run += 1;
            match run {
                2 => pairs.push([before, word.clone()]),
                3 => drop(pairs.pop()),
                _ => {}
            }
        } else {
            run = 1;
        }
        before = word;
    }
    pairs
}

fn is_repeated(text: &str, first: &Word<'_>, second: &Word<'_>) -> bool {
    // "The the" begins a sentence; in "the The", a name may.
    let is_same = first.text == second.text
        || (first.text.eq_ignore_ascii_case(second.text) && !second.text.contains(char::is_uppercase));
    is_same
        && text[first.range.end..second.range.start]
            .chars()
            .all(char::is_whitespace)
        && second
            .text
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, '\'' | '\u{2019}' | '-'))
        && !is_one_letter(second.text)
        && !DOUBLED.iter().any(|doubled| doubled.eq_ignore_ascii_case(second.text))
}

/// The words that stand in a text without their like beside them.
fn alone(text: &str) -> impl Iterator<Item = &str> {
    let words: Vec<Word<'_>> = words(text).collect();
    let runs = words.chunk_by(|a, b| a.text == b.text);
    let alone = runs.filter(|run| run.len() == 1).map(|run| run[0].text);
    alone.collect::<Vec<_>>().into_iter()
}

/// Whether a word is written as names are.
fn is_capital(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && !letters.any(char::is_uppercase)
}

/// Whether a word is a letter alone, but for the article, or one letter several times: `xxx`.
fn is_one_letter(word: &str) -> bool {
    let first = word.chars().next();
    word != "a" && word.chars().all(|c| Some(c) == first)
}

/// What is said of a pair; `is_name` tells whether a word that is typed twice makes a name.
fn finding(
    page: &Page,
    prose: &Prose,
    [first, second]: &[Word<'_>; 2],
    is_name: &dyn Fn(&str) -> bool,
) -> Option<Finding> {
    let place = prose.place(page, first.range.start..second.range.end);
    let written = prose.typed_text(page, first.range.start..second.range.end)?;
    if has_markup(written) {
        return None;
    }
    let told = |message: String| Finding::warning(ID, place.location.clone(), message).with_via(place.via.to_vec());
    let typed = prose
        .typed(page, first.range.clone())
        .zip(prose.typed(page, second.range.clone()));
    if typed.is_none_or(|(first, second)| first.location.path != second.location.path) {
        let finding = told("a variable's value repeats the word beside it".to_owned());
        return Some(finding.with_hint("leave the word out, here or in the value"));
    }
    // A variable between them that prints nothing is what is wrong.
    if written.contains("{{") || (first.text == second.text && is_name(second.text)) {
        return None;
    }
    let finding = told(format!("`{}` stands twice", second.text)).with_hint("take one of them away");
    // Across lines the first one goes, so that the second line begins as it did.
    let is_one_line = !prose.text[first.range.end..second.range.start].contains('\n');
    let surplus = match is_one_line {
        true => first.range.end..second.range.end,
        false => first.range.start.checked_sub(1)?..first.range.end,
    };
    let is_after_blank = prose
        .text
        .get(surplus.start..)
        .is_some_and(|text| text.starts_with(' '));
    match prose.typed(page, surplus).filter(|_| is_one_line || is_after_blank) {
        Some(surplus) => Some(finding.with_fix(surplus.location.span, "")),
        None => Some(finding),
    }
}

/// Whether something else stands between the words of `typed`, variables aside: `**Save** Save` is a label and a word.
fn has_markup(typed: &str) -> bool {
    let mut rest = typed;
    while let Some((text, value)) = rest.split_once("{{") {
        if text.contains(is_markup) {
            return true;
        }
        rest = value.split_once("}}").map_or("", |(_, rest)| rest);
    }
    rest.contains(is_markup)
}

fn is_markup(c: char) -> bool {
    !c.is_alphabetic() && !c.is_whitespace() && !matches!(c, '\'' | '\u{2019}' | '-' | '>')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubled_words_are_found_and_meant_ones_are_not() {
        let found = |text| -> Vec<String> { pairs(text).iter().map(|[_, second]| second.text.to_owned()).collect() };
        assert_eq!(found("At the the top of of it"), ["the", "of"]);
        assert_eq!(found("The the\n  menu menu, and a a"), ["the", "menu", "a"]);
        let meant =
            "that that had had the The no no no the. the the-end (the the) name, name 10 10 x x XX XX blah blah the";
        assert_eq!(found(meant), ["the"]);
        assert_eq!(found("knock knock knock"), [] as [String; 0]);
    }
}
