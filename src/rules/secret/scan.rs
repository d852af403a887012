//! Finds the secrets in a text, in one pass over its words.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use memchr::memmem;

use super::beside::{is_aws_secret, secret_word};
use super::column::secret_header;
use super::dummy::{is_dummy, is_random, is_wordy};
use super::{enclosed, format};
use crate::finding::Severity::{self, Error, Warning};
use crate::span::Span;

/// A secret in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Secret {
    /// Its characters.
    pub(super) span: Span,
    /// How sure it is.
    pub(super) severity: Severity,
    /// What is to be said of it, after its masked form: `is shaped like an npm token`. Nothing where only another place
    /// of the same value says that it is one.
    pub(super) what: Option<String>,
}

/// The shortest value that may be a key; no format is shorter.
const SHORTEST: usize = 16;

/// The longest word that keys are looked for in. What is longer is data, unless it begins as a key, or a part after
/// `:` or `=` does.
const LONGEST: usize = 512;

/// The secrets of a text, none overlapping another, in their order. What contains one of `dummies` is none.
pub(super) fn secrets(text: &str, dummies: &[String]) -> Vec<Secret> {
    let mut found = enclosed::secrets(text);
    found.extend(escaped(text));
    let mut unnamed = Vec::new();
    for word in long_words(text) {
        shaped(text, word, &mut found);
        for span in made_by_chance(text, word) {
            match named(text, span) {
                Some(secret) => found.push(secret),
                None => unnamed.push(span),
            }
        }
    }
    let value = |span: Span| &text[span.start..span.end];
    found.retain(|secret| {
        !dummies
            .iter()
            .any(|dummy| !dummy.is_empty() && value(secret.span).contains(dummy.as_str()))
    });
    let known: HashSet<&str> = found.iter().map(|secret| value(secret.span)).collect();
    unnamed.retain(|&span| known.contains(value(span)));
    found.extend(unnamed.into_iter().map(|span| Secret {
        span,
        severity: Warning,
        what: None,
    }));
    // Of two that overlap the surer one counts, then the longer one.
    found.sort_by_key(|secret| (secret.severity, secret.span.start, Reverse(secret.span.end)));
    let mut kept: BTreeMap<usize, Secret> = BTreeMap::new();
    for secret in found {
        let before = kept.range(..secret.span.end).next_back();
        if before.is_none_or(|(_, other)| other.span.end <= secret.span.start) {
            kept.insert(secret.span.start, secret);
        }
    }
    kept.into_values().collect()
}

/// The runs of characters that keys consist of, if they are long enough to be one.
fn long_words(text: &str) -> impl Iterator<Item = Span> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + bytes[at..].iter().position(|&byte| is_of_key(byte))?;
            let len = bytes[start..]
                .iter()
                .position(|&byte| !is_of_key(byte))
                .unwrap_or(bytes.len() - start);
            at = start + len;
            if len >= SHORTEST {
                return Some(Span::new(start, at));
            }
        }
    })
}

fn is_of_key(byte: u8) -> bool {
    /// Asked of every byte of a site.
    const OF_KEY: [bool; 256] = {
        let mut of_key = [false; 256];
        let mut byte = 0_u8;
        while byte < 128_u8 {
            of_key[byte as usize] = byte.is_ascii_alphanumeric()
                || matches!(
                    byte,
                    b'_' | b'-' | b'.' | b'+' | b'/' | b'$' | b'!' | b'~' | b'%' | b':' | b'='
                );
            byte += 1;
        }
        of_key
    };
    OF_KEY[usize::from(byte)]
}

/// The keys of known formats that begin in a word.
fn shaped(text: &str, word: Span, found: &mut Vec<Secret>) {
    let bytes = text.as_bytes();
    let begins = |at: usize| match at.checked_sub(1).map(|before| bytes[before]) {
        _ if !bytes[at].is_ascii_alphanumeric() => false,
        Some(before) if word.len() > LONGEST && at > word.start => matches!(before, b'=' | b':'),
        before => before.is_none_or(|before| !before.is_ascii_alphanumeric()),
    };
    let mut at = word.start;
    while at < word.end {
        let Some(key) = begins(at).then(|| format::at(text, at)).flatten() else {
            at += 1;
            continue;
        };
        let body = &text[key.body.start..key.body.end];
        if !is_cut(text, key.span.end) && !is_dummy(body) && !is_wordy(body) {
            found.push(Secret {
                span: key.span,
                severity: key.format.severity,
                what: Some(format!("is shaped like {}", key.format.name)),
            });
        }
        at = key.span.end;
    }
}

/// The keys of known formats in which markdown's authors have escaped underscores: `ghp\_`.
fn escaped(text: &str) -> Vec<Secret> {
    let is_end = |c: char| !is_escaped_or_of_key(c);
    let mut found: Vec<Secret> = Vec::new();
    for at in memmem::find_iter(text.as_bytes(), "\\_") {
        if found.last().is_some_and(|last| at < last.span.end) {
            continue;
        }
        let near = &text[text.ceil_char_boundary(at.saturating_sub(LONGEST)).min(at)..at];
        let start = at - near.rsplit(is_end).next().map_or(0, str::len);
        let near = &text[start..text.floor_char_boundary(start + LONGEST)];
        let word = &near[..near.find(is_end).unwrap_or(near.len())];
        let typed: Vec<usize> = (0..word.len()).filter(|&at| !word[at..].starts_with("\\_")).collect();
        let plain = word.replace("\\_", "_");
        let mut keys = Vec::new();
        shaped(&plain, Span::new(0, plain.len()), &mut keys);
        for key in keys {
            let span = Span::new(start + typed[key.span.start], start + typed[key.span.end - 1] + 1);
            // What has no backslash in it is found without this.
            if text[span.start..span.end].contains('\\') {
                found.push(Secret { span, ..key });
            }
        }
    }
    found
}

fn is_escaped_or_of_key(c: char) -> bool {
    c == '\\' || u8::try_from(c).is_ok_and(is_of_key)
}

/// What looks made by chance in a word, if it may be a key.
fn made_by_chance(text: &str, word: Span) -> Vec<Span> {
    let mut values = Vec::new();
    let mut start = word.start;
    for part in text[word.start..word.end].split([':', '=']) {
        values.extend(value_of(text, start, part));
        start += part.len() + 1;
    }
    values
}

fn value_of(text: &str, start: usize, part: &str) -> Option<Span> {
    // What begins otherwise is the rest of a URL, a path or an option.
    let begins_as_key = part.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '+');
    if !(SHORTEST..=LONGEST).contains(&part.len()) || !begins_as_key {
        return None;
    }
    let value = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/'));
    let rest = &text.as_bytes()[start + value.len()..];
    let padding = rest.iter().take(2).take_while(|&&byte| byte == b'=').count();
    let end = start + value.len() + padding;
    // Almost nothing is random, which is seen sooner than what it stands for.
    if value.len() < SHORTEST || is_of_chain(value) || !is_random(value) || is_cut(text, end) || is_dummy(value) {
        return None;
    }
    // Words in base64 are words.
    let is_words = |text: String| !is_random(&text) || is_dummy(&text);
    (!enclosed::decoded(value).is_some_and(is_words)).then(|| Span::new(start, end))
}

/// Whether a value is an address of Ethereum and the like, which all may know.
fn is_of_chain(value: &str) -> bool {
    const DIGITS: usize = 40;
    let digits = value.strip_prefix("0x").unwrap_or_default();
    digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The value at `span`, if the words beside it say that it is a secret.
fn named(text: &str, span: Span) -> Option<Secret> {
    const AWS_LENGTH: usize = 40;
    let beside = secret_word(text, span.start).or_else(|| secret_header(text, span.start))?;
    let (severity, what) = if span.len() == AWS_LENGTH && is_aws_secret(text, span.start) {
        (Error, "is shaped like an AWS secret access key".to_owned())
    } else {
        (Warning, format!("beside `{beside}` looks like a secret"))
    };
    Some(Secret {
        span,
        severity,
        what: Some(what),
    })
}

/// Whether what ends at byte `end` goes on as an ellipsis or what Liquid prints.
fn is_cut(text: &str, end: usize) -> bool {
    let rest = &text[end..];
    ["..", "\u{2026}", "{{"].iter().any(|more| rest.starts_with(more))
}
