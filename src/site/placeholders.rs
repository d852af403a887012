//! What a scaffold leaves to be filled in, told from what it merely shares with finished pages.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::Identity;
use crate::finding::bare_name;
use crate::page::Page;
use crate::scaffold::Scaffold;

/// What an author who begins a guide has to replace.
#[derive(Clone, Debug, Default)]
pub struct Placeholders {
    /// By front matter key.
    values: BTreeMap<String, BTreeSet<String>>,
    /// Words that stand in texts for a name to come.
    phrases: Vec<String>,
    /// The host that links to the provider have until they go somewhere.
    host: Option<&'static str>,
}

/// What is known without a scaffold.
const COMMON: [(&str, &[&str]); 7] = [
    ("heading", &["Name of Element"]),
    ("apiProvider", &["Company Name"]),
    ("elementId", &["nn"]),
    ("elementKey", &["nn"]),
    ("apiKey", &["Key Name"]),
    ("apiSecret", &["Secret Name"]),
    ("callbackURL", &["Callback URL Name"]),
];

/// Words for a name to come. Those after the first are known only where the scaffold has them.
const PHRASES: [&str; 2] = ["Name of Element", "Element Name"];

/// Nobody's host, named for the front matter key that it stands beside.
const HOST: &str = "apiprovider.com";

/// The keys whose values name one connector or its provider: two finished guides do not share the scaffold's.
const NAMES: [&str; 4] = ["heading", "apiProvider", "elementId", "elementKey"];

impl Placeholders {
    /// Those of a scaffold, or the common ones where there is none.
    pub(super) fn new(scaffold: &Scaffold, identity: &Identity, pages: &[Arc<Page>]) -> Self {
        let common = |key: &str| {
            COMMON
                .iter()
                .find(|(known, _)| *known == key)
                .map_or(&[][..], |(_, values)| values)
        };
        if scaffold.is_empty() {
            let values =
                |(key, values): (&str, &[&str])| (key.to_owned(), values.iter().map(|&v| v.to_owned()).collect());
            return Self {
                values: COMMON.into_iter().map(values).collect(),
                phrases: vec![PHRASES[0].to_owned()],
                host: Some(HOST),
            };
        }
        let mut placeholders: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for key in scaffold.keys().collect::<BTreeSet<_>>() {
            let is_name = NAMES.contains(&key) || identity.unique.iter().any(|unique| unique == key);
            let all: BTreeSet<String> = scaffold.values(key).collect();
            let is_placeholder = |value: &String| {
                bare_name(value) != bare_name(key)
                    && (is_name || common(key).contains(&value.as_str()) || !is_common(key, value, pages))
            };
            let values = all.into_iter().filter(is_placeholder).collect();
            placeholders.insert(key.to_owned(), values);
        }
        let texts: Vec<String> = ["seo", "title", "description"]
            .iter()
            .flat_map(|key| scaffold.values(key))
            .collect();
        let names = ["heading", "apiProvider"]
            .iter()
            .filter_map(|&key| placeholders.get(key))
            .flatten()
            .cloned();
        let mut phrases: Vec<String> = names.chain(PHRASES.map(str::to_owned)).collect();
        phrases.sort();
        phrases.dedup();
        phrases.retain(|phrase| phrase.contains(' ') && texts.iter().any(|text| text.contains(phrase.as_str())));
        Self {
            values: placeholders,
            phrases,
            host: Some(HOST).filter(|host| scaffold.contains(host)),
        }
    }

    /// Whether the front matter key `key` still waits to be filled in if it holds `value`. Asked of identity and
    /// credentials only: what else a scaffold holds, finished pages hold too.
    pub fn holds(&self, key: &str, value: &str) -> bool {
        self.values.get(key).is_some_and(|values| values.contains(value))
    }

    /// Words that stand in texts for a name to come.
    pub fn phrases(&self) -> impl Iterator<Item = &str> {
        self.phrases.iter().map(String::as_str)
    }

    /// Whether a link goes to the host that stands for the provider's.
    pub fn links(&self, href: &str) -> bool {
        let after = href.strip_prefix("https://").or_else(|| href.strip_prefix("http://"));
        let host = after.and_then(|rest| rest.split(['/', '?', '#', ':']).next());
        let host = host.map(|host| host.strip_prefix("www.").unwrap_or(host));
        host.is_some() && host == self.host
    }
}

/// Whether a scaffold's value is what providers commonly say (`apiKey: client_id`): a quarter of the other guides have
/// it. Of a few guides nothing can be said, and then it is no placeholder.
fn is_common(key: &str, value: &str, pages: &[Arc<Page>]) -> bool {
    const ENOUGH: usize = 8;
    let with = |is_meant: &dyn Fn(&str) -> bool| {
        let of_guide = |page: &Arc<Page>| {
            let text = page.front_matter_text(key)?;
            is_meant(&text).then(|| page.guide.clone())?
        };
        pages.iter().filter_map(of_guide).collect::<BTreeSet<_>>().len()
    };
    let all = with(&|_| true);
    all < ENOUGH || with(&|text| text == value) * 4 > all
}
