//! Terms of a brand in a text: where they stand as words of their own, and what stands in their place.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use aho_corasick::AhoCorasick;

use crate::english::articles;

/// The terms of a brand, to be looked for all at once.
#[derive(Debug)]
pub(super) struct Terms {
    search: AhoCorasick,
    /// What stands in the place of each of the patterns.
    instead: Vec<String>,
}

/// Bytes of a text and what stands in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

/// What joins words to one word, a path or an address.
const JOINTS: [char; 16] = [
    '-', '/', '\\', '.', ':', '@', '#', '&', '=', '%', '~', '+', '$', '?', '\'', '\u{2019}',
];

impl Terms {
    /// The terms and what stands in their place; single blanks stand between their words.
    pub(super) fn new(terms: &[(String, String)]) -> Self {
        let mut patterns: Vec<(Cow<'_, str>, String)> = Vec::new();
        let mut known: HashSet<&str> = terms.iter().map(|(term, _)| term.as_str()).collect();
        let capitals: Vec<(String, String)> = terms.iter().filter_map(in_capitals).collect();
        for (term, instead) in terms {
            patterns.push((Cow::Borrowed(term), instead.clone()));
        }
        for (term, instead) in &capitals {
            if known.insert(term) {
                patterns.push((Cow::Borrowed(term), instead.clone()));
            }
        }
        let (patterns, instead): (Vec<_>, Vec<_>) = patterns.into_iter().unzip();
        Self {
            search: AhoCorasick::new(patterns.iter().map(|pattern| pattern.as_bytes()))
                .expect("a config is too short for more terms than can be looked for"),
            instead,
        }
    }

    /// A text that has no markup with what stands in the place of its terms.
    pub(super) fn replaced<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let edits = self.edits(text, &[]);
        match edits.is_empty() {
            true => Cow::Borrowed(text),
            false => Cow::Owned(applied(text, &edits)),
        }
    }

    /// What becomes of a text, in the order of the places: terms give way to what stands in their place, the longest
    /// first at each place and none within what another has become; and the articles before them are put right. No term
    /// goes across one of the places `breaks`, which are in order.
    pub(super) fn edits(&self, text: &str, breaks: &[usize]) -> Vec<Edit> {
        let mut edits = self.found(text, breaks);
        if !edits.is_empty() {
            put_articles_right(text, &mut edits);
        }
        edits
    }

    fn found(&self, text: &str, breaks: &[usize]) -> Vec<Edit> {
        if self.instead.is_empty() {
            return Vec::new();
        }
        let folded = Folded::new(text);
        // By their starts, the longest: they come in the order of their ends.
        let mut longest: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for found in self.search.find_overlapping_iter(&*folded.text) {
            let range = folded.place(found.start())..folded.place(found.end());
            if is_whole(text, &range) && !is_broken(&range, breaks) {
                let (end, pattern) = longest.entry(range.start).or_insert((0, 0));
                if range.end > *end {
                    (*end, *pattern) = (range.end, found.pattern().as_usize());
                }
            }
        }
        let mut edits: Vec<Edit> = Vec::new();
        for (start, (end, pattern)) in longest {
            if edits.last().is_none_or(|last| last.range.end <= start) {
                let text = self.instead[pattern].clone();
                edits.push(Edit {
                    range: start..end,
                    text,
                });
            }
        }
        edits
    }
}

/// The text with edits, which are in order, made in it.
pub(super) fn applied(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        out.push_str(&text[done..edit.range.start]);
        out.push_str(&edit.text);
        done = edit.range.end;
    }
    out.push_str(&text[done..]);
    out
}

/// A term in small letters as it begins a sentence, and what stands in its place there: a name whose letters are a
/// matter of their own (`iPhone`) stays.
fn in_capitals((term, instead): &(String, String)) -> Option<(String, String)> {
    let first = term.chars().next().filter(|first| first.is_lowercase())?;
    let is_small = !instead
        .split(' ')
        .next()
        .unwrap_or_default()
        .contains(char::is_uppercase);
    let instead = match instead.chars().next() {
        Some(first) if is_small => first.to_uppercase().chain(instead.chars().skip(1)).collect(),
        _ => instead.clone(),
    };
    Some((first.to_uppercase().chain(term.chars().skip(1)).collect(), instead))
}

/// Adds the articles that what stands behind them now wants to be others.
fn put_articles_right(text: &str, edits: &mut Vec<Edit>) {
    let new = applied(text, edits);
    // Where each of the edits is in the new text, and how far that is from where it was.
    let mut shift = 0_isize;
    let mut places: Vec<(Range<usize>, isize)> = Vec::with_capacity(edits.len());
    for edit in edits.iter() {
        let start = edit.range.start.saturating_add_signed(shift);
        let before = shift;
        shift += isize::try_from(edit.text.len()).unwrap_or(0) - isize::try_from(edit.range.len()).unwrap_or(0);
        places.push((start..start + edit.text.len(), before));
    }
    let mut right = Vec::new();
    for article in articles(&new).filter(|article| article.is_wrong()) {
        let at = places.partition_point(|(place, _)| place.start < article.next.range.start);
        let next = places
            .get(at)
            .filter(|(place, _)| place.start == article.next.range.start);
        let is_of_term = at
            .checked_sub(1)
            .is_some_and(|before| places[before].0.end > article.word.range.start);
        if let Some((_, before)) = next.filter(|_| !is_of_term) {
            let old = |at: usize| at.saturating_add_signed(-before);
            right.push(Edit {
                range: old(article.word.range.start)..old(article.word.range.end),
                text: article.right(),
            });
        }
    }
    if !right.is_empty() {
        edits.extend(right);
        edits.sort_by_key(|edit| edit.range.start);
    }
}

/// A text in which each run of white space is one blank.
struct Folded<'t> {
    text: Cow<'t, str>,
    /// Where each byte stands in the text that it was made of, and its end; nothing where it is that text.
    places: Option<Vec<usize>>,
}

impl<'t> Folded<'t> {
    fn new(text: &'t str) -> Self {
        let is_other = |c: char| c.is_whitespace() && c != ' ';
        if !text.contains(is_other) && !text.contains("  ") {
            let text = Cow::Borrowed(text);
            return Self { text, places: None };
        }
        let mut folded = String::with_capacity(text.len());
        let mut places = Vec::with_capacity(text.len() + 1);
        let mut is_blank = false;
        for (at, c) in text.char_indices() {
            let was_blank = std::mem::replace(&mut is_blank, c.is_whitespace());
            if is_blank && was_blank {
                continue;
            }
            let start = folded.len();
            folded.push(if is_blank { ' ' } else { c });
            places.extend(std::iter::repeat_n(at, folded.len() - start));
        }
        places.push(text.len());
        Self {
            text: Cow::Owned(folded),
            places: Some(places),
        }
    }

    fn place(&self, at: usize) -> usize {
        self.places.as_ref().map_or(at, |places| places[at])
    }
}

/// Whether the bytes are words of their own: no part of a longer word ("elements" is another than "element"), of a
/// hyphenated one, of a path or an address. A possessive is the word itself.
fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let found = &text[range.clone()];
    let before = text[..range.start].chars().next_back();
    let mut after = text[range.end..].chars();
    let (next, second, third) = (after.next(), after.next(), after.next());
    let begins = found.starts_with(is_word);
    let ends = found.ends_with(is_word);
    let is_joined_before = || match before {
        Some('\'' | '\u{2019}') => text[..range.start].chars().rev().nth(1).is_some_and(is_word),
        // A full stop without a blank behind it, and the colon of "Note:element", join nothing that can be told.
        Some(c) => is_word(c) || JOINTS.contains(&c),
        None => false,
    };
    let is_possessive = || second == Some('s') && !third.is_some_and(is_word);
    let is_joined_behind = || match next {
        Some('\'' | '\u{2019}') if is_possessive() => false,
        Some(c) if JOINTS.contains(&c) => second.is_some_and(|c| is_word(c) || c == '/'),
        Some(c) => is_word(c),
        None => false,
    };
    !(begins && is_joined_before() || ends && is_joined_behind())
}

fn is_broken(range: &Range<usize>, breaks: &[usize]) -> bool {
    let after = breaks.partition_point(|at| *at <= range.start);
    breaks.get(after).is_some_and(|at| *at < range.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(pairs: &[(&str, &str)]) -> Terms {
        let pairs = pairs
            .iter()
            .map(|(term, instead)| ((*term).to_owned(), (*instead).to_owned()));
        Terms::new(&pairs.collect::<Vec<_>>())
    }

    fn assert_replaced(pairs: &[(&str, &str)], cases: &[(&str, &str)]) {
        let terms = terms(pairs);
        for (text, expected) in cases {
            assert_eq!(terms.replaced(text), *expected, "of {text:?}");
        }
    }

    #[test]
    fn whole_words_are_replaced_and_the_case_of_the_first_letter_is_kept() {
        assert_replaced(
            &[("element instance", "connector instance"), ("Cloud Elements", "Acme")],
            &[
                (
                    "An element instance. Element instance:",
                    "A connector instance. Connector instance:",
                ),
                (
                    "(element instance), \u{201c}element instance\u{201d}!",
                    "(connector instance), \u{201c}connector instance\u{201d}!",
                ),
                (
                    "ELEMENT INSTANCE, Element Instance",
                    "ELEMENT INSTANCE, Element Instance",
                ),
                ("cloud Elements, Cloud Elements", "cloud Elements, Acme"),
                (
                    "element  instance, element\n instance, Cloud\u{a0}Elements",
                    "connector instance, connector instance, Acme",
                ),
                ("element instance(s)", "connector instance(s)"),
            ],
        );
    }

    #[test]
    fn plurals_and_joined_words_are_others() {
        assert_replaced(
            &[("element", "connector"), ("Cloud Elements", "Acme")],
            &[
                (
                    "elements elemental subelement element_id",
                    "elements elemental subelement element_id",
                ),
                (
                    "element-key, sub-element, element/key, a.element.b",
                    "element-key, sub-element, element/key, a.element.b",
                ),
                (
                    "https://x.example/element?element=1#element",
                    "https://x.example/element?element=1#element",
                ),
                (
                    "/element, #element, me@element.example",
                    "/element, #element, me@element.example",
                ),
                ("Cloud Elements-based", "Cloud Elements-based"),
                (
                    "element's, element\u{2019}s, 'element', Cloud Elements'",
                    "connector's, connector\u{2019}s, 'connector', Acme'",
                ),
                ("o'element, element'll", "o'element, element'll"),
                (
                    "element. element: element- element?",
                    "connector. connector: connector- connector?",
                ),
            ],
        );
    }

    #[test]
    fn the_longest_comes_first_and_nothing_is_replaced_twice() {
        assert_replaced(
            &[
                ("element", "connector"),
                ("element instance", "connected element"),
                ("connector", "plug"),
                ("instance of", "copy of"),
            ],
            &[
                ("element", "connector"),
                ("element instance of connector", "connected element of plug"),
                // The longer one is another word here.
                ("element instances", "connector instances"),
            ],
        );
    }

    #[test]
    fn articles_are_put_right_before_what_was_replaced_only() {
        assert_replaced(
            &[
                ("element", "connector"),
                ("hub", "area"),
                ("API", "interface"),
                ("key", "SAP"),
            ],
            &[
                (
                    "an element, a hub; An element. A hub",
                    "a connector, an area; A connector. An area",
                ),
                (
                    "an \u{201c}element\u{201d} and an (element)",
                    "a \u{201c}connector\u{201d} and a (connector)",
                ),
                ("an authenticated element", "an authenticated connector"),
                ("a API, a old element", "an interface, a old connector"),
                // Nobody can be sure how that is read.
                ("a key", "a SAP"),
                ("plan A element", "plan A connector"),
                ("an\nelement", "a\nconnector"),
            ],
        );
        assert_replaced(&[("an element", "a unit")], &[("an element", "a unit")]);
        assert_replaced(&[("A", "hour")], &[("a A", "an hour")]);
    }

    #[test]
    fn letters_of_any_script_are_letters() {
        assert_replaced(
            &[
                ("élément", "connecteur"),
                ("Straße", "Weg"),
                ("要素", "接続"),
                ("C++", "Rust"),
            ],
            &[
                ("Élément, élément, éléments", "Connecteur, connecteur, éléments"),
                ("Straße Straßen", "Weg Straßen"),
                ("要素 要素的", "接続 要素的"),
                ("C++, C++ and C++11", "Rust, Rust and Rust11"),
            ],
        );
    }

    #[test]
    fn names_with_letters_of_their_own_stay_at_the_start_of_a_sentence() {
        assert_replaced(
            &[("element", "iPlug x"), ("hub", "area of use")],
            &[("Element element Hub", "iPlug x iPlug x Area of use")],
        );
    }

    #[test]
    fn nothing_is_replaced_across_a_break() {
        let terms = terms(&[("element instance", "x")]);
        assert_eq!(terms.edits("element instance", &[7]), []);
        assert_eq!(terms.edits("element instance", &[0, 16]).len(), 1);
    }
}
