//! Takes single pages through the stages, from the index up to the second barrier.

use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value as Json;

use super::Project;
use crate::finding::Finding;
use crate::index::{Excerpt, Format, Index, IndexedPage};
use crate::liquid::filters::Site as FilterSite;
use crate::liquid::value::{Object, Value};
use crate::liquid::{self, Environment, Expanded, Limits, Templates};
use crate::markdown::highlight::Highlighter;
use crate::markdown::{self, Body};
use crate::page::{self, Page, Rendered};
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
    highlighter: Highlighter,
}

/// What a page became.
#[derive(Debug)]
pub(super) enum Outcome {
    /// A page of the site.
    Page(Arc<Page>),
    /// A text that is no HTML: a style sheet, a feed.
    Text { output: String, text: String },
    /// The content of a document that has no page of its own.
    Unwritten(String),
}

impl Outcome {
    /// What Liquid's `content` is from now on.
    pub(super) fn content(&self) -> &str {
        match self {
            Self::Page(page) => &page.html,
            Self::Text { text, .. } => text,
            Self::Unwritten(html) => html,
        }
    }
}

impl<'p> Pipeline<'p> {
    /// The pipeline of a project.
    pub fn new(project: &'p Project) -> Self {
        Self {
            project,
            templates: Templates::new(&project.sources),
            highlighter: Highlighter::new(),
        }
    }

    /// The page at position `page` of the index after Liquid.
    pub fn expand(&self, page: usize) -> Expanded {
        let indexed = self.project.index.page(page);
        let mut expanded = match self.project.index.is_finished || is_without_liquid(indexed) {
            true => Expanded::verbatim(&self.project.sources, indexed.document.file, indexed.document.body),
            false => self.liquid(page, indexed.document.body),
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
    fn liquid(&self, page: usize, text: Span) -> Expanded {
        let Project {
            config, sources, index, ..
        } = self.project;
        let indexed = index.page(page);
        let file = indexed.document.file;
        let template = liquid::parse(file, sources.text(file), text);
        let site = index.site.seen_from(page);
        let environment = Environment {
            globals: [
                ("page", Some(index.site.page(page))),
                ("site", Some(Value::Object(Object::Drop(&site)))),
                ("jekyll", Some(Value::from(&self.project.jekyll))),
                ("paginator", index.site.paginator(page)),
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
            addresses: index,
            page_folder: indexed.path.rsplit_once('/').map_or("", |(folder, _)| folder),
            limits: Limits::default(),
        };
        liquid::render(&template, &self.templates, &environment)
    }

    /// What an expanded page is after markdown.
    pub fn body<'e>(&self, page: usize, expanded: &'e Expanded) -> Body<'e> {
        self.rendered(self.project.index.page(page).format, &expanded.text)
    }

    fn rendered<'e>(&self, format: Format, text: &'e str) -> Body<'e> {
        match format {
            Format::Markdown => self.markdown(text),
            Format::Html | Format::Other => markdown::render_html(text, &self.project.config.markdown),
        }
    }

    /// The excerpt of a document, after all stages; nothing for what has none, or says it in its front matter. What is
    /// wrong with it the document tells.
    fn excerpt(&self, page: usize) -> Option<String> {
        let indexed = self.project.index.page(page);
        let Excerpt { head, definitions } = indexed.of_collection.as_ref()?.excerpt.as_ref()?;
        let expand = |part: Span| match is_without_liquid(indexed) {
            true => Expanded::verbatim(&self.project.sources, indexed.document.file, part),
            false => self.liquid(page, part),
        };
        let mut text = expand(*head).text;
        for (at, &definition) in definitions.iter().enumerate() {
            text.push_str(if at == 0 { "\n\n" } else { "\n" });
            text.push_str(&expand(definition).text);
        }
        Some(match indexed.format {
            Format::Other => text,
            format => self.rendered(format, &text).html,
        })
    }

    /// Renders the documents that pages may print: first their excerpts, then the whole of them. What others print of a
    /// page is its text as it is in its file until then.
    pub fn prepare(&self) {
        self.documents();
    }

    /// Takes the documents, which pages may print, through all stages.
    fn documents(&self) -> Vec<(usize, Outcome, Vec<Finding>)> {
        let Index {
            pages, unwritten, site, ..
        } = &self.project.index;
        let written = (0..pages.len()).filter(|&page| pages[page].of_collection.is_some());
        let documents: Vec<usize> = written.chain(pages.len()..pages.len() + unwritten.len()).collect();
        let excerpts: Vec<Option<String>> = documents.par_iter().map(|&page| self.excerpt(page)).collect();
        for (&page, excerpt) in documents.iter().zip(excerpts) {
            if let Some(excerpt) = excerpt {
                site.set_excerpt(page, || excerpt);
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
        let mut outcomes = Vec::with_capacity(documents.len());
        for collection in &self.project.config.collections {
            let own: Vec<usize> = documents
                .iter()
                .copied()
                .filter(|&page| collection_of(page) == Some(&collection.label))
                .collect();
            let rendered = self.run_all(&own);
            for (page, outcome, _) in &rendered {
                site.set_content(*page, || outcome.content().to_owned());
            }
            outcomes.extend(rendered);
        }
        outcomes
    }

    /// Takes everything through the stages up to the second barrier: documents, then pages, which may print those, then
    /// the texts that are no pages, which may print both. What each sees of others does not depend on who is quicker.
    pub(super) fn all(&self) -> Vec<(Outcome, Vec<Finding>)> {
        let Index { pages, site, .. } = &self.project.index;
        let mut outcomes = self.documents();
        let others = (0..pages.len()).filter(|&page| pages[page].of_collection.is_none());
        let (texts, shown): (Vec<usize>, Vec<usize>) = others.partition(|&page| pages[page].format == Format::Other);
        let shown = self.run_all(&shown);
        if !texts.is_empty() {
            for (page, outcome, _) in &shown {
                site.set_content(*page, || outcome.content().to_owned());
            }
        }
        outcomes.extend(shown);
        outcomes.extend(self.run_all(&texts));
        outcomes.sort_by_key(|(page, ..)| *page);
        outcomes
            .into_iter()
            .map(|(_, outcome, findings)| (outcome, findings))
            .collect()
    }

    fn run_all(&self, pages: &[usize]) -> Vec<(usize, Outcome, Vec<Finding>)> {
        let run = |&page: &usize| {
            let (outcome, findings) = self.run(page);
            (page, outcome, findings)
        };
        pages.par_iter().map(run).collect()
    }

    /// The model of an expanded page, and what is wrong with its body.
    pub fn page(&self, position: usize, expanded: &Expanded) -> (Page, Vec<Finding>) {
        let rendered = Rendered {
            indexed: self.project.index.page(position),
            expanded,
            body: self.body(position, expanded),
        };
        let (mut page, findings) = page::build(rendered, &self.project.sources, &self.project.registry);
        if page::is_document(&expanded.text) {
            page.html.clone_from(&expanded.text);
        } else if self.project.index.page(position).format == Format::Markdown && !self.project.index.is_finished {
            page.markdown = Some(expanded.text.clone());
        }
        (page, findings)
    }

    fn markdown<'e>(&self, text: &'e str) -> Body<'e> {
        markdown::render(text, &self.project.config.markdown, &|language, text| {
            self.highlighter.highlight(language, text)
        })
    }

    /// Takes a page through all stages up to the second barrier.
    fn run(&self, page: usize) -> (Outcome, Vec<Finding>) {
        let indexed = self.project.index.page(page);
        let mut expanded = self.expand(page);
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
                let (page, of_body) = self.page(page, &expanded);
                let is_own = |finding: &Finding| page.is_readable && !page.is_retold(&finding.location);
                findings.extend(of_body.into_iter().filter(is_own));
                match is_written {
                    true => Outcome::Page(Arc::new(page)),
                    false => Outcome::Unwritten(page.html),
                }
            }
            Format::Other if !is_written => Outcome::Unwritten(expanded.text),
            Format::Other => Outcome::Text {
                output: indexed.output.clone(),
                text: expanded.text,
            },
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
