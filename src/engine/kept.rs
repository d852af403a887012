//! What is kept from one build to the next: texts, front matter, and what became of pages. Nothing is kept that a
//! clean build would not make again: each page says what it asked for when it was made, and is taken over only where
//! the answers are still the same.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use blake3::Hash;

use super::Project;
use super::pipeline::{All, Outcome};
use crate::date::Zone;
use crate::finding::Finding;
use crate::front_matter::{self, Document};
use crate::index::{PageName, Questions};
use crate::markdown::highlight::Highlighter;
use crate::source::{FileId, KnownTexts, Sources};

/// The most code samples of which the highlighter may remember the colours: whoever writes all day makes new ones.
const MOST_SAMPLES: usize = 50_000;

/// What an engine keeps.
#[derive(Debug, Default)]
pub(super) struct Kept {
    texts: KnownTexts,
    /// By path, with the hash of the text that each was read from.
    documents: HashMap<Arc<str>, (Hash, Arc<Document>)>,
    /// The zone that their times are told in.
    zone: Option<Zone>,
    pages: HashMap<PageName, Arc<Made<Ready>>>,
    excerpts: HashMap<PageName, Arc<Made<Option<String>>>>,
    /// What all of them were made with.
    surroundings: Option<Surroundings>,
    highlighter: Arc<Highlighter>,
}

/// What became of a page, and what is wrong with it.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) outcome: Outcome,
    pub(super) findings: Vec<Finding>,
}

/// What was made of a page, and what that hangs on.
#[derive(Debug)]
pub(super) struct Made<T> {
    /// The page as it was indexed, and its text.
    pub(super) of: Hash,
    pub(super) asked: Asked,
    /// What the answers were.
    pub(super) answers: Hash,
    pub(super) value: T,
}

/// What a page asked for while it was made.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// What it asked the index.
    pub(super) questions: Questions,
    /// Where it looked for files to include.
    pub(super) files: BTreeSet<String>,
}

/// What each page is made with, beside itself and what it asks for.
#[derive(Debug, PartialEq)]
pub(super) struct Surroundings {
    url: String,
    base_url: String,
    zone: Zone,
    time: i64,
    /// How markdown is read.
    markdown: String,
    registry: String,
    brands: Vec<String>,
}

impl Surroundings {
    pub(super) fn of(project: &Project) -> Self {
        let Project { config, registry, .. } = project;
        Self {
            url: config.url.clone(),
            base_url: config.base_url.clone(),
            zone: config.time_zone.clone(),
            time: project.time,
            markdown: format!("{:?}", config.markdown),
            registry: format!("{registry:?}"),
            brands: project.brands.iter().map(|brand| brand.key()).collect(),
        }
    }
}

impl Kept {
    /// The texts of an earlier build.
    pub(super) fn texts(&self) -> KnownTexts {
        self.texts.clone()
    }

    /// The front matter of a file: that of an earlier build, where its text is still the same.
    pub(super) fn document(&self, sources: &Sources, file: FileId, zone: &Zone) -> Arc<Document> {
        let kept = self.documents.get(sources.path(file));
        sources.use_again(file);
        match kept.filter(|(hash, _)| self.zone.as_ref() == Some(zone) && *hash == sources.hash(file)) {
            Some((_, document)) if document.file == file => Arc::clone(document),
            // Files before it have come or gone.
            Some((_, document)) => Arc::new(Document {
                file,
                ..Document::clone(document)
            }),
            None => Arc::new(front_matter::parse(sources, file, zone)),
        }
    }

    /// What became of a page the last time; nothing where what all pages are made with has changed since.
    pub(super) fn page(&self, name: &PageName, surroundings: &Surroundings) -> Option<&Arc<Made<Ready>>> {
        let is_same = self.surroundings.as_ref() == Some(surroundings);
        self.pages.get(name).filter(|_| is_same)
    }

    /// The same of its excerpt.
    pub(super) fn excerpt(&self, name: &PageName, surroundings: &Surroundings) -> Option<&Arc<Made<Option<String>>>> {
        let is_same = self.surroundings.as_ref() == Some(surroundings);
        self.excerpts.get(name).filter(|_| is_same)
    }

    /// The highlighter, which remembers samples whatever changes.
    pub(super) fn highlighter(&self) -> Arc<Highlighter> {
        Arc::clone(&self.highlighter)
    }

    /// What is kept of this build, in place of what was kept of the last.
    pub(super) fn next(&self, project: &Project, surroundings: Surroundings, all: All) -> Self {
        let Project {
            config, sources, index, ..
        } = project;
        let indexed = index.pages.iter().chain(&index.unwritten);
        // The further pages of a list tell nothing of the front matter that they share with the first.
        let indexed = indexed.filter(|page| page.pager.is_none_or(|number| number == 1));
        let documents = indexed.map(|page| {
            let document = &page.document;
            let kept = (sources.hash(document.file), Arc::clone(document));
            (Arc::clone(&page.path), kept)
        });
        let name = |page: usize| index.page(page).name();
        Self {
            texts: sources.known_texts(),
            documents: documents.collect(),
            zone: Some(config.time_zone.clone()),
            pages: all.pages.into_iter().map(|(page, made)| (name(page), made)).collect(),
            excerpts: all
                .excerpts
                .into_iter()
                .map(|(page, made)| (name(page), made))
                .collect(),
            surroundings: Some(surroundings),
            highlighter: match self.highlighter.samples() > MOST_SAMPLES {
                true => Arc::default(),
                false => self.highlighter(),
            },
        }
    }
}
