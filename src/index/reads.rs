//! What the Liquid of a page asks the index for, so that it is known which pages a change reaches.
//!
//! [`Reads`] notes it while a page is rendered, and [`Answers`](super::Answers) says, as a hash, what the index has to say
//! to all of it: where a later index gives the same answers, the page comes out the same. What is noted is the question, never
//! the answer, so that a question of any kind is complete by being asked at the same place:
//! [`SiteOfPage`](super::SiteOfPage) or [`AddressesOfPage`].

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::Index;
use crate::liquid::Addresses;

/// The most pages that are noted one by one as having been asked for a key. Of a list that goes through all pages it is
/// noted that it did.
const MOST_PAGES: usize = 16;

/// The questions of a page while it is rendered.
#[derive(Debug, Default)]
pub struct Reads(RefCell<Questions>);

/// Questions to an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// Members of `site`.
    pub(super) site: BTreeSet<String>,
    /// Whether it asked which members `site` has.
    pub(super) site_names: bool,
    /// Members of `site.data`.
    pub(super) data: BTreeSet<String>,
    pub(super) data_names: bool,
    /// Members of pages: of which, once that is settled.
    pages: Vec<(Key, Asked<usize>)>,
    pub(super) named: Vec<(Key, Asked<PageName>)>,
    /// Keys of which it asked whether any page has them.
    pub(super) keys: BTreeSet<String>,
    /// Paths whose URL it asked for.
    pub(super) addresses: BTreeSet<String>,
    /// What the paths begin with that it asked for.
    pub(super) starts: BTreeSet<String>,
}

/// What a page was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Member(String),
    /// Which members it has.
    Names,
}

/// Which pages were asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked<P> {
    Some(Vec<P>),
    All,
}

/// What a page is called from one index to the next: its path, and its number among the pages of a list.
pub type PageName = (Arc<str>, Option<usize>);

impl Reads {
    /// Notes that `site.name` was asked for.
    pub(super) fn of_site(&self, name: &str) {
        insert(&mut self.0.borrow_mut().site, name);
    }

    pub(super) fn of_site_names(&self) {
        self.0.borrow_mut().site_names = true;
    }

    /// Notes that `site.data.name` was asked for.
    pub(super) fn of_data(&self, name: &str) {
        insert(&mut self.0.borrow_mut().data, name);
    }

    pub(super) fn of_data_names(&self) {
        self.0.borrow_mut().data_names = true;
    }

    /// Notes that the page at `position` was asked for its member `name`.
    pub(super) fn of_page(&self, position: usize, name: &str) {
        let is_it = |key: &Key| matches!(key, Key::Member(known) if known == name);
        self.note(position, is_it, || Key::Member(name.to_owned()));
    }

    pub(super) fn of_page_names(&self, position: usize) {
        self.note(position, |key| *key == Key::Names, || Key::Names);
    }

    fn note(&self, position: usize, is_it: impl Fn(&Key) -> bool, key: impl FnOnce() -> Key) {
        let pages = &mut self.0.borrow_mut().pages;
        match pages.iter_mut().find(|(key, _)| is_it(key)) {
            None => pages.push((key(), Asked::Some(vec![position]))),
            Some((_, asked)) => {
                if let Asked::Some(positions) = asked
                    && !positions.contains(&position)
                {
                    match positions.len() < MOST_PAGES {
                        true => positions.push(position),
                        false => *asked = Asked::All,
                    }
                }
            }
        }
    }

    /// Notes that it was asked whether any page has a member `name`.
    pub(super) fn of_key(&self, name: &str) {
        insert(&mut self.0.borrow_mut().keys, name);
    }

    /// The questions, as they can be asked another index.
    pub fn questions(self, index: &Index) -> Questions {
        let mut questions = self.0.into_inner();
        let name = |&position: &usize| index.page(position).name();
        let named = questions.pages.drain(..).map(|(key, asked)| match asked {
            Asked::All => (key, Asked::All),
            Asked::Some(positions) => (key, Asked::Some(positions.iter().map(name).collect())),
        });
        questions.named = named.collect();
        questions
    }
}

fn insert(names: &mut BTreeSet<String>, name: &str) {
    if !names.contains(name) {
        names.insert(name.to_owned());
    }
}

/// An index as `link` and `post_url` of one page ask it.
#[derive(Debug)]
pub struct AddressesOfPage<'i> {
    index: &'i Index,
    reads: &'i Reads,
}

impl<'i> AddressesOfPage<'i> {
    /// The index, whose answers are noted in `reads`.
    pub fn new(index: &'i Index, reads: &'i Reads) -> Self {
        Self { index, reads }
    }
}

impl Addresses for AddressesOfPage<'_> {
    fn url(&self, path: &str) -> Option<Cow<'_, str>> {
        insert(&mut self.reads.0.borrow_mut().addresses, path);
        self.index.url(path)
    }

    fn paths<'p>(&'p self) -> Box<dyn Iterator<Item = &'p str> + 'p> {
        self.paths_from("")
    }

    fn paths_from<'p>(&'p self, start: &'p str) -> Box<dyn Iterator<Item = &'p str> + 'p> {
        insert(&mut self.reads.0.borrow_mut().starts, start);
        self.index.paths_from(start)
    }
}
