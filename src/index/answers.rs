//! What an index has to say to the questions of pages.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{Mutex, OnceLock, PoisonError};

use blake3::{Hash, Hasher};

use super::Index;
use super::reads::{Asked, Key, PageName, Questions, Reads};
use super::site_values::SiteOfPage;
use crate::liquid::Addresses;
use crate::liquid::value::{Array, Drop, Family, Object, Value};

/// What an index answers to the questions of pages, as hashes; for any number of threads.
#[derive(Debug)]
pub struct Answers<'i> {
    index: &'i Index,
    positions: OnceLock<HashMap<PageName, usize>>,
    /// What many pages ask for, each answered once.
    known: Mutex<HashMap<(&'static str, String), Hash>>,
}

impl<'i> Answers<'i> {
    /// The answers of an index.
    pub fn new(index: &'i Index) -> Self {
        Self {
            index,
            positions: OnceLock::new(),
            known: Mutex::default(),
        }
    }

    /// The page at `position` as it stands in the index.
    pub fn page(&self, position: usize) -> Hash {
        let reads = Reads::default();
        let site = self.index.site.seen_from(position, &reads);
        let mut hasher = Hasher::new();
        let page = self.index.page(position);
        let is_written = position < self.index.pages.len();
        text(&mut hasher, &page.path);
        text(&mut hasher, &is_written.to_string());
        text(&mut hasher, &format!("{:?}", page.format));
        text(&mut hasher, &page.url);
        text(&mut hasher, &page.output);
        text(
            &mut hasher,
            &format!("{:?}", (&page.membership, &page.of_collection, page.pager)),
        );
        let document = &page.document;
        text(
            &mut hasher,
            &format!("{:?}", (document.yaml, document.body, document.is_readable)),
        );
        json(&mut hasher, &page.front_matter);
        if let Some(paginator) = site.paginator() {
            self.value(&mut hasher, &paginator);
        }
        hasher.finalize()
    }

    /// The answers to what the page at `position` asked.
    pub fn to(&self, questions: &Questions, position: usize) -> Hash {
        let mut hasher = Hasher::new();
        let mut add = |hash: Hash| {
            hasher.update(hash.as_bytes());
        };
        let reads = Reads::default();
        let site = self.index.site.seen_from(position, &reads);
        let of = |value: Option<Value<'_>>| self.hash(|hasher| self.optional(hasher, value.as_ref()));
        for name in &questions.site {
            // It depends on who asks.
            match name == "related_posts" {
                true => add(of(Drop::get(&site, name))),
                false => add(self.once("site", name, || of(Drop::get(&site, name)))),
            }
        }
        if questions.site_names {
            add(self.once("names", "site", || {
                self.hash(|hasher| texts(hasher, Drop::names(&site)))
            }));
        }
        for name in &questions.data {
            add(self.once("data", name, || of(site.data().get(name))));
        }
        if questions.data_names {
            add(self.once("names", "data", || {
                self.hash(|hasher| texts(hasher, site.data().names()))
            }));
        }
        for (key, asked) in &questions.named {
            add(self.of_pages(&site, key, asked));
        }
        for name in &questions.keys {
            add(self.once("key", name, || {
                self.hash(|hasher| text(hasher, &Family::has(&site, name).to_string()))
            }));
        }
        for path in &questions.addresses {
            add(self.hash(|hasher| match self.index.url(path) {
                Some(url) => text(hasher, &url),
                None => tag(hasher, "no"),
            }));
        }
        for start in &questions.starts {
            add(self.once("start", start, || {
                self.hash(|hasher| texts(hasher, self.index.paths_from(start)))
            }));
        }
        hasher.finalize()
    }

    fn of_pages(&self, site: &SiteOfPage<'_>, key: &Key, asked: &Asked<PageName>) -> Hash {
        let answer = |hasher: &mut Hasher, position: usize| match key {
            Key::Member(name) => self.optional(hasher, Family::get(site, position, name).as_ref()),
            Key::Names => texts(hasher, Family::names(site, position)),
        };
        match asked {
            Asked::Some(names) => self.hash(|hasher| {
                for name in names {
                    match self.positions().get(name) {
                        Some(&position) => answer(hasher, position),
                        None => tag(hasher, "gone"),
                    }
                }
            }),
            Asked::All => {
                let all = || {
                    self.hash(|hasher| {
                        for position in 0..self.index.len() {
                            self.identity(hasher, position);
                            answer(hasher, position);
                        }
                    })
                };
                match key {
                    // What these are changes while pages are rendered.
                    Key::Member(name) if ["content", "excerpt", "output"].contains(&name.as_str()) => all(),
                    Key::Member(name) => self.once("pages", name, all),
                    Key::Names => self.once("names", "pages", all),
                }
            }
        }
    }

    fn once(&self, kind: &'static str, name: &str, make: impl FnOnce() -> Hash) -> Hash {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (kind, name.to_owned());
        if let Some(hash) = known().get(&key) {
            return *hash;
        }
        let hash = make();
        known().insert(key, hash);
        hash
    }

    fn positions(&self) -> &HashMap<PageName, usize> {
        self.positions.get_or_init(|| {
            let all = 0..self.index.len();
            all.map(|position| (self.index.page(position).name(), position))
                .collect()
        })
    }

    fn hash(&self, write: impl FnOnce(&mut Hasher)) -> Hash {
        let mut hasher = Hasher::new();
        write(&mut hasher);
        hasher.finalize()
    }

    fn optional(&self, hasher: &mut Hasher, value: Option<&Value<'_>>) {
        match value {
            None => tag(hasher, "none"),
            Some(value) => self.value(hasher, value),
        }
    }

    /// A value with all that is in it; a page is its name alone, since what it is asked for is a question of its own.
    fn value(&self, hasher: &mut Hasher, value: &Value<'_>) {
        match value {
            Value::Nil | Value::Undefined(_) => tag(hasher, "nil"),
            Value::Empty => tag(hasher, "empty"),
            Value::Blank => tag(hasher, "blank"),
            Value::Bool(value) => tag(hasher, if *value { "true" } else { "false" }),
            Value::Integer(value) => text(hasher, &format!("integer {value}")),
            Value::Float(value) => text(hasher, &format!("float {:x}", value.to_bits())),
            Value::Range(first, last) => text(hasher, &format!("range {first} {last}")),
            Value::String(value) => {
                tag(hasher, "text");
                text(hasher, value);
            }
            Value::Array(Array::Data(items)) => {
                tag(hasher, "data");
                json(hasher, items);
            }
            Value::Array(items) => {
                text(hasher, &format!("array {}", items.len()));
                items.iter().for_each(|item| self.value(hasher, &item));
            }
            Value::Object(Object::Data(members)) => {
                tag(hasher, "data");
                json(hasher, members);
            }
            Value::Object(Object::Member(_, position)) => {
                tag(hasher, "page");
                self.identity(hasher, *position);
            }
            Value::Object(object) => {
                let members = object.members();
                text(hasher, &format!("object {}", members.len()));
                for (name, value) in members {
                    text(hasher, &name);
                    self.value(hasher, &value);
                }
            }
        }
    }

    fn identity(&self, hasher: &mut Hasher, position: usize) {
        let (path, number) = self.index.page(position).name();
        text(hasher, &path);
        text(hasher, &format!("{number:?}"));
    }
}

/// Each with its length, so that no two lists of texts are one text.
fn text(hasher: &mut Hasher, text: &str) {
    hasher.update(&text.len().to_le_bytes());
    hasher.update(text.as_bytes());
}

fn texts<'t>(hasher: &mut Hasher, all: impl IntoIterator<Item = &'t str>) {
    all.into_iter().for_each(|one| text(hasher, one));
    tag(hasher, "end");
}

fn tag(hasher: &mut Hasher, tag: &str) {
    text(hasher, tag);
}

fn json(hasher: &mut Hasher, value: &impl serde::Serialize) {
    let mut hasher = std::io::BufWriter::new(hasher);
    serde_json::to_writer(&mut hasher, value).expect("what was read from YAML can be written");
    hasher
        .write_all(b"\0")
        .and_then(|()| hasher.flush())
        .expect("a hash takes all");
}
