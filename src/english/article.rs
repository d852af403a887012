//! "a" and "an" before words whose first sound is known.

use memchr::memchr2_iter;

use super::sound::{Sound, first_sound};
use super::words::{Word, words};

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

/// An article and the word that follows it.
#[derive(Clone, Debug)]
pub struct Article<'t> {
    /// The article.
    pub word: Word<'t>,
    /// The next word.
    pub next: Word<'t>,
    /// What that begins with.
    pub sound: Sound,
}

impl Article<'_> {
    /// Whether it should be the other one.
    pub fn is_wrong(&self) -> bool {
        !self.word.text.eq_ignore_ascii_case(self.sound.article())
    }

    /// What it should be, its first letter as it is.
    pub fn right(&self) -> String {
        match self.word.text.starts_with('A') {
            true => self.sound.article().replacen('a', "A", 1),
            false => self.sound.article().to_owned(),
        }
    }
}

/// The articles in a text of which it is sure what they should be.
pub fn articles(text: &str) -> impl Iterator<Item = Article<'_>> {
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
        Some(Article { word, next, sound })
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
