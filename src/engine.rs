//! Composes the stages: the only place that knows their order, and that pages go their ways in parallel.
//!
//! [`Project::load`] goes up to the first barrier, the index. [`Pipeline`] takes single pages from there on.

use std::borrow::Cow;

use rayon::prelude::*;
use serde_json::{Value as Json, json};

use crate::config::{self, Config};
use crate::discover::{Discovered, discover};
use crate::error::Error;
use crate::finding::Finding;
use crate::front_matter;
use crate::index::{self, Drafts, Index, IndexOptions};
use crate::liquid::filters::Site as FilterSite;
use crate::liquid::value::{Object, Value};
use crate::liquid::{self, Environment, Expanded, Limits, Templates};
use crate::source::{FileId, Place, Sources, Trouble};
use crate::span::Span;
use crate::vfs::Files;

/// What a build is asked for, beside its source.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The site's address, which replaces `url` and `baseurl` of the config.
    pub base_url: Option<String>,
    /// Whether unpublished pages are built.
    pub drafts: Drafts,
    /// The time of the build, as Liquid prints it.
    pub time: String,
    /// The folder of the source that is no content: the output folder, where it stands in the source folder.
    pub skip: Option<String>,
}

/// A source folder, read and indexed.
#[derive(Debug)]
pub struct Project {
    /// What the config says.
    pub config: Config,
    /// The texts.
    pub sources: Sources,
    /// The pages before they are rendered.
    pub index: Index,
    /// The files below `_schemas`.
    pub schemas: Vec<FileId>,
    /// Liquid's `jekyll`.
    jekyll: Json,
}

impl Project {
    /// Reads the source folder `files`: everything up to the first barrier.
    pub fn load(files: Box<dyn Files>, options: &Options) -> Result<Self, Error> {
        let mut config = Config::load(&*files)?;
        if let Some(address) = &options.base_url {
            let (url, base_url) = split_address(address);
            config.url = url.to_owned();
            config.base_url = config::base_url(base_url);
            config.site.insert("url".to_owned(), config.url.as_str().into());
            config
                .site
                .insert("baseurl".to_owned(), config.base_url.as_str().into());
        }
        let skip = |folder: &str| options.skip.as_deref() == Some(folder);
        let Discovered {
            sources,
            pages,
            static_files,
            data,
            schemas,
            findings,
        } = discover(files, &config, &skip)?;
        let documents = pages
            .par_iter()
            .map(|&page| front_matter::parse(&sources, page))
            .collect();
        let data = index::read_data(&sources, &data)?;
        let index_options = IndexOptions {
            time: &options.time,
            drafts: options.drafts,
        };
        let mut index = Index::new(&sources, &config, documents, &static_files, data, index_options);
        index.findings.extend(findings);
        Ok(Self {
            config,
            sources,
            index,
            schemas,
            jekyll: json!({"environment": "production", "version": env!("CARGO_PKG_VERSION")}),
        })
    }

    /// The position in the index of the page at a source path, an output path or a URL.
    pub fn find_page(&self, name: &str) -> Option<usize> {
        let name = name.trim_start_matches("./");
        let is_meant = |page: &index::IndexedPage| &*page.path == name || page.output == name || page.url == name;
        self.index.pages.iter().position(is_meant)
    }
}

/// `https://example.com/docs` as `https://example.com` and `/docs`.
fn split_address(address: &str) -> (&str, &str) {
    let address = address.trim_end_matches('/');
    let host_start = address.find("://").map_or(0, |at| at + 3);
    match address[host_start..].find('/') {
        Some(at) => address.split_at(host_start + at),
        None if host_start == 0 => ("", address),
        None => (address, ""),
    }
}

/// What turns one page after the other into what it is; shared by all threads.
#[derive(Debug)]
pub struct Pipeline<'p> {
    project: &'p Project,
    templates: Templates<'p>,
}

impl<'p> Pipeline<'p> {
    /// The pipeline of a project.
    pub fn new(project: &'p Project) -> Self {
        Self {
            project,
            templates: Templates::new(&project.sources),
        }
    }

    /// The page at position `page` of the index after Liquid.
    pub fn expand(&self, page: usize) -> Expanded {
        let Project {
            config, sources, index, ..
        } = self.project;
        let indexed = &index.pages[page];
        let file = indexed.document.file;
        let template = liquid::parse(file, sources.text(file), indexed.document.body);
        let environment = Environment {
            globals: vec![
                ("page", index.site.page(page)),
                ("site", Value::Object(Object::Drop(&index.site))),
                ("jekyll", Value::from(&self.project.jekyll)),
            ],
            site: FilterSite {
                url: &config.url,
                base_url: &config.base_url,
                markdown: &|text| text.to_owned(),
            },
            page_folder: indexed.path.rsplit_once('/').map_or("", |(folder, _)| folder),
            limits: Limits::default(),
        };
        let mut expanded = liquid::render(&template, &self.templates, &environment);
        let troubles = expanded.files.iter().filter_map(|&file| self.trouble(file));
        let troubles: Vec<Finding> = troubles.collect();
        expanded.findings.extend(troubles);
        for finding in &mut expanded.findings {
            finding.pages.push(indexed.path.clone());
        }
        expanded
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
            Trouble::TooLarge { size } => {
                let message = Cow::from(format!("the file has {size} bytes, more than docgen reads"));
                Finding::error("limit-exceeded", at(0), message)
                    .with_hint("the page is built without its text; split it")
            }
            Trouble::Unreadable(error) => {
                Finding::error("limit-exceeded", at(0), format!("the file cannot be read: {error}"))
                    .with_hint("the page is built without its text")
            }
        })
    }
}
