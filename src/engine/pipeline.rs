//! Takes single pages through the stages, from the index up to the second barrier.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use blake3::{Hash, Hasher};
use rayon::prelude::*;
use serde_json::Value as Json;

use super::Project;
use super::allowance::Allowance;
use super::kept::{Asked, Kept, Made, Ready, Surroundings};
use crate::brand::Branding;
use crate::error::Error;
use crate::finding::Finding;
use crate::index::{AddressesOfPage, Answers, Excerpt, Format, Index, IndexedPage, PageName, Reads, relative_links};
use crate::liquid::filters::Site as FilterSite;
use crate::liquid::value::{Object, Value};
use crate::liquid::{self, Environment, Expanded, Limits, Templates};
use crate::markdown::highlight::Highlighter;
use crate::markdown::{self, Body, Tree};
use crate::page::{self, Asides, Page, Rendered};
use crate::site::TextFile;
use crate::source::{self, FileId, Place, Trouble};
use crate::span::Span;

/// Whether a page asks for Liquid to leave it alone.
fn is_without_liquid(page: &IndexedPage) -> bool {
    page.front_matter.get("render_with_liquid") == Some(&Json::Bool(false))
}

/// What turns one page after the other into what it is; shared by all threads.
#[derive(Debug)]
pub struct Pipeline<'p> {
    project: &'p Project,
    templates: Templates<'p>,
    highlighter: Arc<Highlighter>,
    answers: Answers<'p>,
    allowance: Allowance,
    /// The hash of all paths, for those who missed one.
    paths: OnceLock<Hash>,
    kept: Option<&'p Kept>,
    surroundings: Surroundings,
}

/// What became of some pages, with their positions.
type MadePages = Vec<(usize, Arc<Made<Ready>>)>;

/// What became of all pages and excerpts, by their positions.
pub(super) struct All {
    pub(super) pages: MadePages,
    pub(super) excerpts: Vec<(usize, Arc<Made<Option<String>>>)>,
}

/// What a page became.
#[derive(Debug)]
pub(super) enum Outcome {
    /// A page of the site.
    Page(ByBrand),
    /// A text that is no HTML: a style sheet, a feed.
    Text(TextFile),
    /// The content of a document that has no page of its own.
    Unwritten(String),
}

/// A page as its author wrote it, and as the brands of the build have it, in their order.
#[derive(Debug)]
pub(super) struct ByBrand {
    pub(super) plain: Arc<Page>,
    pub(super) branded: Vec<Arc<Page>>,
}

impl Outcome {
    /// What Liquid's `content` is from now on.
    pub(super) fn content(&self) -> &str {
        match self {
            Self::Page(page) => &page.plain.html,
            Self::Text(file) => &file.text,
            Self::Unwritten(html) => html,
        }
    }

    /// The HTML that brands have in place of the authors'.
    fn branded(&self) -> impl Iterator<Item = &str> {
        let page = match self {
            Self::Page(page) => Some(page),
            Self::Text(_) | Self::Unwritten(_) => None,
        };
        let pages = page.into_iter().flat_map(|page| {
            let is_other = |branded: &&Arc<Page>| !Arc::ptr_eq(branded, &page.plain);
            page.branded.iter().filter(is_other)
        });
        pages.map(|page| page.html.as_str())
    }
}

impl<'p> Pipeline<'p> {
    /// The pipeline of a project.
    pub fn new(project: &'p Project) -> Self {
        Self::with(project, None)
    }

    /// The pipeline of a project of which something may be kept from an earlier build.
    pub(super) fn again(project: &'p Project, kept: &'p Kept) -> Self {
        Self::with(project, Some(kept))
    }

    fn with(project: &'p Project, kept: Option<&'p Kept>) -> Self {
        Self {
            project,
            templates: Templates::new(&project.sources),
            highlighter: kept.map(Kept::highlighter).unwrap_or_default(),
            answers: Answers::new(&project.index),
            allowance: Allowance::of(project),
            paths: OnceLock::new(),
            surroundings: Surroundings::of(project),
            kept,
        }
    }

    /// The page at position `page` of the index after Liquid.
    pub fn expand(&self, page: usize) -> Expanded {
        self.expand_noting(page, &Reads::default())
    }

    fn expand_noting(&self, page: usize, reads: &Reads) -> Expanded {
        let indexed = self.project.index.page(page);
        let mut expanded = match self.project.index.is_finished || is_without_liquid(indexed) {
            true => Expanded::verbatim(&self.project.sources, indexed.document.file, indexed.document.body),
            false => self.liquid(page, indexed.document.body, reads),
        };
        let troubles = expanded.files.iter().filter_map(|&(file, _)| self.trouble(file));
        let troubles: Vec<Finding> = troubles.collect();
        expanded.findings.extend(troubles);
        for finding in &mut expanded.findings {
            finding.pages.push(indexed.path.clone());
        }
        expanded
    }

    /// The part `text` of a page's file after Liquid.
    fn liquid(&self, page: usize, text: Span, reads: &Reads) -> Expanded {
        let Project {
            config, sources, index, ..
        } = self.project;
        let indexed = index.page(page);
        let file = indexed.document.file;
        let template = liquid::parse(file, sources.text(file), text);
        let site = index.site.seen_from(page, reads);
        let environment = Environment {
            globals: [
                ("page", Some(site.page())),
                ("site", Some(Value::Object(Object::Drop(&site)))),
                ("jekyll", Some(Value::from(&self.project.jekyll))),
                ("paginator", site.paginator()),
            ]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect(),
            site: FilterSite {
                url: &config.url,
                base_url: &config.base_url,
                markdown: &|text| self.markdown(text).html,
                now: self.project.time,
                zone: &config.time_zone,
            },
            addresses: &AddressesOfPage::new(index, reads),
            page_folder: indexed.path.rsplit_once('/').map_or("", |(folder, _)| folder),
            limits: Limits::default(),
        };
        liquid::render(&template, &self.templates, &environment)
    }

    /// What an expanded page is after markdown.
    pub fn body<'e>(&self, page: usize, expanded: &'e Expanded) -> Body<'e> {
        self.rendered(page, &expanded.text, &Reads::default())
    }

    fn rendered<'e>(&self, page: usize, text: &'e str, reads: &Reads) -> Body<'e> {
        let Project { config, index, .. } = self.project;
        let indexed = index.page(page);
        match indexed.format {
            Format::Markdown if config.has_relative_links(indexed.of_collection.is_some()) => {
                let addresses = AddressesOfPage::new(index, reads);
                let readdress = |address: &str| {
                    let url = relative_links::target(&addresses, &indexed.path, address)?;
                    Some(format!("{}{url}", config.base_url))
                };
                markdown::render_readdressed(text, &config.markdown, &self.highlight(), &readdress)
            }
            Format::Markdown => self.markdown(text),
            Format::Html | Format::Other => markdown::render_html(text, &config.markdown),
        }
    }

    /// The excerpt of a document, after all stages; nothing for what has none, or says it in its front matter. What is
    /// wrong with it the document tells.
    fn excerpt(&self, page: usize, reads: &Reads, files: &mut BTreeSet<String>) -> Option<String> {
        let indexed = self.project.index.page(page);
        let Excerpt { head, definitions } = indexed.of_collection.as_ref()?.excerpt.as_ref()?;
        let mut expand = |part: Span| match is_without_liquid(indexed) {
            true => Expanded::verbatim(&self.project.sources, indexed.document.file, part),
            false => {
                let mut expanded = self.liquid(page, part, reads);
                files.append(&mut expanded.looked_for);
                expanded
            }
        };
        let mut text = expand(*head).text;
        for (at, &definition) in definitions.iter().enumerate() {
            text.push_str(if at == 0 { "\n\n" } else { "\n" });
            text.push_str(&expand(definition).text);
        }
        Some(match indexed.format {
            Format::Other => text,
            _ => self.rendered(page, &text, reads).html,
        })
    }

    /// Renders the documents that pages may print: first their excerpts, then the whole of them. What others print of a
    /// page is its text as it is in its file until then.
    ///
    /// # Errors
    /// Where they come to more than can be held.
    pub fn prepare(&self) -> Result<(), Error> {
        self.documents().map(drop)
    }

    /// Takes the documents, which pages may print, through all stages.
    fn documents(&self) -> Result<All, Error> {
        let Index {
            pages, unwritten, site, ..
        } = &self.project.index;
        let written = (0..pages.len()).filter(|&page| pages[page].of_collection.is_some());
        let documents: Vec<usize> = written.chain(pages.len()..pages.len() + unwritten.len()).collect();
        let excerpts: Vec<_> = documents
            .par_iter()
            .map(|&page| {
                let made = self.excerpt_made(page);
                self.allowance.take(made.value.as_deref().unwrap_or_default())?;
                Ok((page, made))
            })
            .collect::<Result<_, Error>>()?;
        for (page, made) in &excerpts {
            if let Some(excerpt) = &made.value {
                site.set_excerpt(*page, || excerpt.clone());
            }
        }
        // A document may print those of the collections before its own.
        let collection_of = |page: usize| {
            self.project
                .index
                .page(page)
                .of_collection
                .as_ref()
                .map(|of| of.label.as_str())
        };
        let mut all = Vec::with_capacity(documents.len());
        for collection in &self.project.config.collections {
            let own: Vec<usize> = documents
                .iter()
                .copied()
                .filter(|&page| collection_of(page) == Some(&collection.label))
                .collect();
            let rendered = self.run_all(&own)?;
            self.set_contents(&rendered);
            all.extend(rendered);
        }
        Ok(All { pages: all, excerpts })
    }

    fn set_contents(&self, rendered: &[(usize, Arc<Made<Ready>>)]) {
        for (page, made) in rendered {
            let content = || made.value.outcome.content().to_owned();
            self.project.index.site.set_content(*page, content);
        }
    }

    /// Takes everything through the stages up to the second barrier: documents, then pages, which may print those, then
    /// the texts that are no pages, which may print both. What each sees of others does not depend on who is quicker.
    ///
    /// # Errors
    /// Where they come to more than can be held.
    pub(super) fn all(&self) -> Result<All, Error> {
        let Index { pages, .. } = &self.project.index;
        let mut all = self.documents()?;
        let others = (0..pages.len()).filter(|&page| pages[page].of_collection.is_none());
        let (texts, shown): (Vec<usize>, Vec<usize>) = others.partition(|&page| pages[page].format == Format::Other);
        let shown = self.run_all(&shown)?;
        if !texts.is_empty() {
            self.set_contents(&shown);
        }
        all.pages.extend(shown);
        all.pages.extend(self.run_all(&texts)?);
        all.pages.sort_by_key(|(page, _)| *page);
        Ok(all)
    }

    /// What all pages are made with.
    pub(super) fn into_surroundings(self) -> Surroundings {
        self.surroundings
    }

    fn run_all(&self, pages: &[usize]) -> Result<MadePages, Error> {
        let pages = pages.par_iter().map(|&page| {
            let made = self.made(page);
            self.allowance.take(made.value.outcome.content())?;
            for html in made.value.outcome.branded() {
                self.allowance.take(html)?;
            }
            Ok((page, made))
        });
        pages.collect()
    }

    /// What became of a page: what was kept of it, where all that it asked for is answered as it was.
    fn made(&self, page: usize) -> Arc<Made<Ready>> {
        let kept = self
            .kept
            .and_then(|kept| kept.page(&self.name(page), &self.surroundings));
        self.kept_or_new(page, kept, |reads, files| {
            let (outcome, findings) = self.run(page, reads, files);
            Ready { outcome, findings }
        })
    }

    fn excerpt_made(&self, page: usize) -> Arc<Made<Option<String>>> {
        let kept = self
            .kept
            .and_then(|kept| kept.excerpt(&self.name(page), &self.surroundings));
        self.kept_or_new(page, kept, |reads, files| self.excerpt(page, reads, files))
    }

    fn kept_or_new<T>(
        &self,
        page: usize,
        kept: Option<&Arc<Made<T>>>,
        make: impl FnOnce(&Reads, &mut BTreeSet<String>) -> T,
    ) -> Arc<Made<T>> {
        let of = self.hash(page);
        if let Some(kept) = kept
            && kept.of == of
            && kept.answers == self.answers(&kept.asked, page)
        {
            let sources = &self.project.sources;
            let files = kept.asked.files.iter().filter_map(|path| sources.find(path));
            files.for_each(|file| sources.use_again(file));
            return Arc::clone(kept);
        }
        let (reads, mut files) = (Reads::default(), BTreeSet::new());
        let value = make(&reads, &mut files);
        let asked = Asked {
            questions: reads.questions(&self.project.index),
            files,
        };
        Arc::new(Made {
            of,
            answers: self.answers(&asked, page),
            asked,
            value,
        })
    }

    fn name(&self, page: usize) -> PageName {
        self.project.index.page(page).name()
    }

    /// A page as it was indexed, and its text.
    fn hash(&self, page: usize) -> Hash {
        let mut hasher = Hasher::new();
        hasher.update(self.answers.page(page).as_bytes());
        let file = self.project.index.page(page).document.file;
        hasher.update(self.project.sources.hash(file).as_bytes());
        hasher.finalize()
    }

    /// What the site has to say to all that a page asks.
    fn answers(&self, asked: &Asked, page: usize) -> Hash {
        let sources = &self.project.sources;
        let mut hasher = Hasher::new();
        hasher.update(self.answers.to(&asked.questions, page).as_bytes());
        for path in &asked.files {
            let hash = match sources.find(path) {
                Some(file) => sources.hash(file),
                // Which other it may have meant is told.
                None => *self.paths.get_or_init(|| {
                    let mut hasher = Hasher::new();
                    for source in sources.iter() {
                        hasher.update(source.path.as_bytes()).update(b"\0");
                    }
                    hasher.finalize()
                }),
            };
            hasher.update(hash.as_bytes());
        }
        hasher.finalize()
    }

    /// The model of an expanded page, and what is wrong with its body.
    pub fn page(&self, position: usize, expanded: &Expanded) -> (Page, Vec<Finding>) {
        let body = self.body(position, expanded);
        self.model(position, expanded, &body)
    }

    /// The model of an expanded page under a brand.
    pub fn page_of_brand(&self, position: usize, expanded: &Expanded, branding: &Branding) -> Arc<Page> {
        let body = self.body(position, expanded);
        let (plain, _) = self.model(position, expanded, &body);
        self.branded(position, expanded, &body, &Arc::new(plain), branding)
    }

    fn model(&self, position: usize, expanded: &Expanded, body: &Body<'_>) -> (Page, Vec<Finding>) {
        let is_document = page::is_document(&expanded.text);
        let rendered = Rendered {
            indexed: self.project.index.page(position),
            expanded,
            tree: &body.tree,
            html: match is_document {
                true => expanded.text.clone(),
                false => body.html.clone(),
            },
            problems: body.problems.clone(),
            front_matter: None,
            asides: Asides::Dropped,
        };
        let (mut page, findings) = page::build(rendered, &self.project.sources, &self.project.registry);
        if !is_document
            && self.project.index.page(position).format == Format::Markdown
            && !self.project.index.is_finished
        {
            page.markdown = Some(expanded.text.clone());
        }
        (page, findings)
    }

    /// The HTML of the tree of `text`, a page of that format.
    pub(super) fn html(&self, format: Format, tree: &Tree<'_>, text: &str) -> String {
        match format {
            Format::Markdown => {
                let options = &self.project.config.markdown;
                markdown::write(tree, text, options, &self.highlight())
            }
            Format::Html | Format::Other => markdown::write_plain(tree, text),
        }
    }

    /// The project whose pages it takes.
    pub(super) fn project(&self) -> &'p Project {
        self.project
    }

    fn markdown<'e>(&self, text: &'e str) -> Body<'e> {
        markdown::render(text, &self.project.config.markdown, &self.highlight())
    }

    fn highlight(&self) -> impl Fn(&str, &str) -> String + Sync {
        |language, text| self.highlighter.highlight(language, text)
    }

    /// Takes a page through all stages up to the second barrier.
    fn run(&self, page: usize, reads: &Reads, files: &mut BTreeSet<String>) -> (Outcome, Vec<Finding>) {
        let indexed = self.project.index.page(page);
        let mut expanded = self.expand_noting(page, reads);
        files.append(&mut expanded.looked_for);
        let mut findings = std::mem::take(&mut expanded.findings);
        let is_readable = indexed.document.is_readable;
        // Without its front matter a page lacks much that is not wrong with it.
        findings.retain(|finding| is_readable || ["invalid-encoding", "limit-exceeded"].contains(&finding.rule));
        findings.extend(
            indexed
                .document
                .findings
                .iter()
                .map(|finding| finding.clone().on_page(&indexed.path)),
        );
        let is_written = page < self.project.index.pages.len();
        let outcome = match indexed.format {
            Format::Markdown | Format::Html => {
                let body = self.rendered(page, &expanded.text, reads);
                let (model, of_body) = self.model(page, &expanded, &body);
                let is_own = |finding: &Finding| model.is_readable && !model.is_retold(&finding.location);
                findings.extend(of_body.into_iter().filter(is_own));
                match is_written {
                    true => {
                        let plain = Arc::new(model);
                        let brands = self.project.brands.iter();
                        let branded = brands.map(|brand| self.branded(page, &expanded, &body, &plain, brand));
                        Outcome::Page(ByBrand {
                            branded: branded.collect(),
                            plain,
                        })
                    }
                    false => Outcome::Unwritten(model.html),
                }
            }
            Format::Other if !is_written => Outcome::Unwritten(expanded.text),
            Format::Other => Outcome::Text(TextFile {
                source: Arc::clone(&indexed.path),
                output: indexed.output.clone(),
                text: expanded.text.into(),
            }),
        };
        (outcome, findings)
    }

    /// What is wrong with a file as a whole.
    fn trouble(&self, file: FileId) -> Option<Finding> {
        let sources = &self.project.sources;
        let at = |offset| {
            sources.location(Place {
                file,
                span: Span::at(offset),
            })
        };
        Some(match sources.trouble(file)? {
            Trouble::NotUtf8 { at: offset } => Finding::error("invalid-encoding", at(*offset), "this is not UTF-8")
                .with_hint("save the file as UTF-8; what cannot be read is shown as \u{fffd}"),
            Trouble::TooLarge => Finding::error("limit-exceeded", at(0), source::too_large())
                .with_hint("the page is built without its text; split it"),
            // This one stops the build.
            Trouble::Unreadable(_) => return None,
        })
    }
}
