//! The front matter keys that docgen acts on itself, taken as Jekyll and jekyll-redirect-from take them: `permalink`,
//! `published`, `redirect_from` and `redirect_to`. What they cannot be is told, by the rule `front-matter-schema`.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use crate::finding::Finding;
use crate::front_matter::Document;
use crate::source::{Location, Place, Sources};
use crate::span::Span;
use crate::yaml::Outline;

/// A value that its key cannot have.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misuse {
    /// Where it stands in the front matter, as a JSON pointer.
    pub(super) pointer: String,
    /// What is wrong with it.
    pub(super) message: String,
    /// What comes of it, and what to do.
    pub(super) hint: String,
}

impl Misuse {
    fn new(pointer: &str, message: String, hint: &str) -> Self {
        Self {
            pointer: pointer.to_owned(),
            message,
            hint: hint.to_owned(),
        }
    }

    /// It as a finding on the page, whose front matter has this outline.
    pub(super) fn finding(self, sources: &Sources, document: &Document, outline: &Outline) -> Finding {
        let from_defaults = match outline.find(&self.pointer) {
            Some(_) => "",
            None => "; it comes from `defaults` in `_config.yml`",
        };
        let location = location_of(sources, document, outline, &self.pointer);
        Finding::error("front-matter-schema", location, self.message)
            .with_hint(format!("{}{from_defaults}", self.hint))
            .on_page(sources.path(document.file))
    }
}

/// Where the front matter's value at a JSON pointer stands: its key, where it is empty, and the start of the file, where
/// it comes from the config.
pub(super) fn location_of(sources: &Sources, document: &Document, outline: &Outline, pointer: &str) -> Location {
    let span = outline.find(pointer).map_or(Span::at(0), |entry| {
        let span = if entry.value.is_empty() { entry.key } else { entry.value };
        span.shifted(document.yaml.start)
    });
    sources.location(Place {
        file: document.file,
        span,
    })
}

/// Makes empty in `values` what the page's `own` front matter has empty of the keys that Jekyll and its plugins ask the page
/// for: `layout:` asks for none, whatever `defaults` say. All other keys are asked for by Liquid alone, to which what is
/// empty gives way to the defaults.
pub(super) fn keep_empty(values: &mut Map<String, Json>, own: &Map<String, Json>) {
    const KEYS: [&str; 6] = [
        "layout",
        "permalink",
        "published",
        "redirect_from",
        "redirect_to",
        "sitemap",
    ];
    for key in KEYS {
        if own.get(key) == Some(&Json::Null) {
            values.insert(key.to_owned(), Json::Null);
        }
    }
}

/// Whether Jekyll builds the page (`Publisher#publish?`): unless `published` is `false` or there, but empty.
pub(super) fn is_published(front_matter: &Map<String, Json>) -> (bool, Option<Misuse>) {
    const HINT: &str = "write `true` or `false`, without quotes";
    let misuse = |message: String| Some(Misuse::new("/published", message, HINT));
    match front_matter.get("published") {
        None | Some(Json::Bool(true)) => (true, None),
        Some(Json::Bool(false)) => (false, None),
        Some(Json::Null) => (
            false,
            misuse("`published` is empty, so the page is left out".to_owned()),
        ),
        Some(value) => {
            let message = format!(
                "`published` is {}, so the page is built, whatever it says",
                kind_of(value)
            );
            (true, misuse(message))
        }
    }
}

/// `permalink`, if the page has one.
pub(super) fn permalink(front_matter: &Map<String, Json>) -> Result<Option<&str>, Misuse> {
    match front_matter.get("permalink") {
        None | Some(Json::Null | Json::Bool(false)) => Ok(None),
        Some(Json::String(permalink)) => Ok(Some(permalink)),
        Some(value) => {
            let message = format!("`permalink` is {}, and no address", kind_of(value));
            Err(Misuse::new("/permalink", message, "write an address such as `/setup/`"))
        }
    }
}

/// The addresses in `redirect_from`, each with its JSON pointer.
pub(super) fn redirect_from(front_matter: &Map<String, Json>) -> (Vec<(String, Cow<'_, str>)>, Vec<Misuse>) {
    const KEY: &str = "redirect_from";
    let mut misuses = Vec::new();
    let mut addresses = Vec::new();
    for (pointer, value) in given(front_matter, KEY) {
        match address(value) {
            Some(address) => addresses.push((pointer, address)),
            None => misuses.push(no_address(&pointer, KEY, value, "it is left out")),
        }
    }
    (addresses, misuses)
}

/// The address in `redirect_to`: of a list, the first.
pub(super) fn redirect_to(front_matter: &Map<String, Json>) -> (Option<Cow<'_, str>>, Option<Misuse>) {
    const KEY: &str = "redirect_to";
    let mut given = given(front_matter, KEY).into_iter();
    let Some((pointer, value)) = given.next() else {
        return (None, None);
    };
    let further = given.next().map(|(pointer, _)| {
        let message = format!("only the first address of `{KEY}` counts");
        Misuse::new(&pointer, message, "a page leads to one other; remove the rest")
    });
    match address(value) {
        Some(address) => (Some(address), further),
        None => (
            None,
            Some(no_address(&pointer, KEY, value, "the page is built without a redirect")),
        ),
    }
}

/// The values that a key has, singly or as a list, each with its JSON pointer; empty ones left out.
fn given<'f>(front_matter: &'f Map<String, Json>, key: &str) -> Vec<(String, &'f Json)> {
    let values = match front_matter.get(key) {
        None => Vec::new(),
        Some(Json::Array(items)) => {
            let pointers = (0..items.len()).map(|at| format!("/{key}/{at}"));
            pointers.zip(items).collect()
        }
        Some(value) => vec![(format!("/{key}"), value)],
    };
    values.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

/// A value as the text of an address. A number is one: `/2015`.
fn address(value: &Json) -> Option<Cow<'_, str>> {
    match value {
        Json::String(address) if address.trim().is_empty() => None,
        Json::String(address) => Some(Cow::Borrowed(address)),
        Json::Number(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}

fn no_address(pointer: &str, key: &str, value: &Json, consequence: &str) -> Misuse {
    let message = format!("`{key}` has {}, which is no address", kind_of(value));
    Misuse::new(pointer, message, consequence)
}

/// What a value is, to an author.
fn kind_of(value: &Json) -> &'static str {
    match value {
        Json::Null => "nothing",
        Json::Bool(_) => "a boolean",
        Json::Number(_) => "a number",
        Json::String(text) if text.trim().is_empty() => "an empty text",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "a mapping",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn front_matter(key: &str, value: Json) -> Map<String, Json> {
        Map::from_iter([(key.to_owned(), value)])
    }

    #[test]
    fn pages_are_published_as_jekyll_does_it_and_odd_values_told() {
        for (value, published, told) in [
            (json!(true), true, ""),
            (json!(false), false, ""),
            (json!(null), false, "`published` is empty, so the page is left out"),
            (
                json!("false"),
                true,
                "`published` is a text, so the page is built, whatever it says",
            ),
            (
                json!(0),
                true,
                "`published` is a number, so the page is built, whatever it says",
            ),
        ] {
            let front_matter = front_matter("published", value.clone());
            let (is_published, misuse) = is_published(&front_matter);
            let message = misuse.map(|misuse| misuse.message).unwrap_or_default();
            assert_eq!((is_published, message.as_str()), (published, told), "{value}");
        }
    }

    #[test]
    fn permalinks_are_texts() {
        for (value, expected) in [
            (json!("/x/"), Ok(Some("/x/"))),
            (json!(null), Ok(None)),
            (json!(false), Ok(None)),
            (json!(2015), Err("`permalink` is a number, and no address")),
            (json!(true), Err("`permalink` is a boolean, and no address")),
            (json!(["/x/"]), Err("`permalink` is a list, and no address")),
        ] {
            let front_matter = front_matter("permalink", value.clone());
            let read = permalink(&front_matter);
            let read = read
                .as_ref()
                .map(|permalink| *permalink)
                .map_err(|misuse| misuse.message.as_str());
            assert_eq!(read, expected, "{value}");
        }
    }

    #[test]
    fn former_addresses_are_texts_and_numbers() {
        for (value, expected, told) in [
            (json!("/a"), vec![("/redirect_from", "/a")], vec![]),
            (
                json!(["/a", null, 2015]),
                vec![("/redirect_from/0", "/a"), ("/redirect_from/2", "2015")],
                vec![],
            ),
            (json!(null), vec![], vec![]),
            (
                json!([["/a"], "/b"]),
                vec![("/redirect_from/1", "/b")],
                vec!["/redirect_from/0"],
            ),
            (json!({"a": "/a"}), vec![], vec!["/redirect_from"]),
            (json!(true), vec![], vec!["/redirect_from"]),
            (json!(""), vec![], vec!["/redirect_from"]),
        ] {
            let front_matter = front_matter("redirect_from", value.clone());
            let (addresses, misuses) = redirect_from(&front_matter);
            let addresses: Vec<_> = addresses
                .iter()
                .map(|(pointer, text)| (pointer.as_str(), &**text))
                .collect();
            let misused: Vec<_> = misuses.iter().map(|misuse| misuse.pointer.as_str()).collect();
            assert_eq!((addresses, misused), (expected, told), "{value}");
        }
    }

    #[test]
    fn of_several_new_addresses_the_first_counts() {
        for (value, expected, told) in [
            (json!("/a"), Some("/a"), ""),
            (json!(["/a"]), Some("/a"), ""),
            (json!([null, "/a"]), Some("/a"), ""),
            (
                json!(["/a", "/b"]),
                Some("/a"),
                "only the first address of `redirect_to` counts",
            ),
            (json!([]), None, ""),
            (json!(null), None, ""),
            (
                json!({"url": "/a"}),
                None,
                "`redirect_to` has a mapping, which is no address",
            ),
            (json!([["/a"]]), None, "`redirect_to` has a list, which is no address"),
            (json!(false), None, "`redirect_to` has a boolean, which is no address"),
            (json!(" "), None, "`redirect_to` has an empty text, which is no address"),
        ] {
            let front_matter = front_matter("redirect_to", value.clone());
            let (address, misuse) = redirect_to(&front_matter);
            let message = misuse.map(|misuse| misuse.message).unwrap_or_default();
            assert_eq!((address.as_deref(), message.as_str()), (expected, told), "{value}");
        }
    }
}
