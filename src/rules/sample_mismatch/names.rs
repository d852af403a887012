//! What code samples call the element that they are about.

use std::collections::HashMap;
use std::ops::Range;

use memchr::memmem;

use super::{KEY, NUMBER};
use crate::page::Code;
use crate::rules::json;

/// What a sample calls the element.
#[derive(Debug)]
pub(super) struct Name {
    /// The front matter key that the guide's own stands under.
    pub(super) front_matter_key: &'static str,
    pub(super) value: String,
    /// Where it stands in the sample.
    pub(super) at: Range<usize>,
    /// Whether JSON says that it is the element's; of a URL it is only likely.
    pub(super) is_of_json: bool,
}

impl Name {
    /// Whether it only stands for a name: `<ELEMENT_KEY>`, `your-element`, `12345`.
    pub(super) fn is_placeholder(&self) -> bool {
        let value = self.value.as_str();
        let lower = value.to_ascii_lowercase();
        let is_word = ["key", "element", "your", "xx", "example", "insert", "fake"]
            .iter()
            .any(|word| lower.contains(word));
        let is_counted =
            "1234567890".starts_with(value) || value.len() > 1 && value.bytes().all(|byte| byte == value.as_bytes()[0]);
        let is_marked = !value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
        value.is_empty() || is_word || is_counted || is_marked
    }
}

/// What a sample calls the element, wherever it does, keys first; nothing of a sample that names several elements.
pub(super) fn names(code: &Code) -> Vec<Name> {
    let text = code.text.as_str();
    // A shell command has its JSON in quotes.
    let start = match code.language.eq_ignore_ascii_case("json") {
        true => 0,
        false => text.find('{').unwrap_or(text.len()),
    };
    let in_sample = |range: &Range<usize>| start + range.start..start + range.end;
    let sample = json::read(&text[start..]);
    let mut names = Vec::new();
    let mut values: HashMap<(bool, &str), &str> = HashMap::new();
    for member in &sample.members {
        let is_in_element = sample
            .owner(member)
            .is_some_and(|owner| text[in_sample(&owner.key)] == *"element");
        let key = &text[in_sample(&member.key)];
        let front_matter_key = match key {
            "key" if is_in_element => KEY,
            "id" if is_in_element => NUMBER,
            "elementKey" => KEY,
            "elementId" => NUMBER,
            _ => continue,
        };
        if let Some(value) = &member.value {
            let at = in_sample(value);
            let value = &text[at.clone()];
            if *values.entry((is_in_element, key)).or_insert(value) != value {
                return Vec::new();
            }
            names.push(Name {
                front_matter_key,
                value: value.to_owned(),
                at,
                is_of_json: true,
            });
        }
    }
    names.extend(in_urls(text));
    names.sort_by_key(|name| name.front_matter_key != KEY);
    names
}

/// The elements in the paths of URLs: `/api-v2/elements/hubspot/oauth/url`.
fn in_urls(text: &str) -> impl Iterator<Item = Name> + '_ {
    const FOLDER: &str = "/elements/";
    memmem::find_iter(text.as_bytes(), FOLDER).filter_map(move |at| {
        let start = at + FOLDER.len();
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let len = text[start..].find(|c| !is_of_name(c)).unwrap_or(text.len() - start);
        let value = &text[start..start + len];
        let is_of_api = text[..at].ends_with("api-v2") || text[..at].ends_with([' ', '\'', '"', '}']);
        let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
        (is_of_api && !value.is_empty()).then(|| Name {
            front_matter_key: if is_number { NUMBER } else { KEY },
            value: value.to_owned(),
            at: start..start + len,
            is_of_json: false,
        })
    })
}
