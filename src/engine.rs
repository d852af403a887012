//! Composes the stages: the only place that knows their order, and that pages go their ways in parallel.
//!
//! [`Project::load`] goes up to the first barrier, the index. [`Pipeline`] takes single pages from there on. [`Build`]
//! is what all of them come to: a site and its findings, which [`Build::write`] puts on disk.

mod named;
mod unchecked;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;
use serde_json::{Value as Json, json};

use crate::catalogue::Catalogue;
use crate::config::{self, Config};
use crate::data::Data;
use crate::date::{Date, Time};
use crate::discover::{Discovered, Drafts, discover, discover_finished, is_output};
use crate::error::Error;
use crate::finding::{self, Finding, Hidden};
use crate::front_matter;
use crate::images::Unnamed;
use crate::index::{self, Contents, Excerpt, Format, Index, IndexOptions, IndexedPage};
use crate::liquid::filters::Site as FilterSite;
use crate::liquid::value::{Object, Value};
use crate::liquid::{self, Environment, Expanded, Limits, Templates};
use crate::markdown::highlight::Highlighter;
use crate::markdown::{self, Body};
use crate::output::{Output, Summary};
use crate::page::{self, Page, PageFile, Rendered};
use crate::parameters::Registry;
use crate::rules::{self, Checked, Clock, Settings, WrongSetting};
use crate::scaffold::Scaffold;
use crate::schema::Schemas;
use crate::site::{Site, Surroundings};
use crate::source::{self, FileId, Place, Sources, Trouble};
use crate::span::Span;
use crate::theme::{self, StaticFile, Theme, ThemeFolder};
use crate::triage::marks::{self, Named};
use crate::triage::{echoes, repeats};
use crate::url::unescape;
use crate::vfs::Files;
pub use unchecked::Unchecked;

/// The rule about images that nothing names, which costs a reading of all texts.
const UNUSED_IMAGE: &str = "unused-image";

/// The version of Jekyll that content is told it is built by.
const JEKYLL_VERSION: &str = "4.3.4";

/// What a build is asked for, beside its source.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The site's address, which replaces `url` and `baseurl` of the config.
    pub base_url: Option<String>,
    /// Whether unpublished pages and drafts are built.
    pub drafts: Drafts,
    /// The time of the build, in seconds since 1970.
    pub time: i64,
    /// The day that rules take for today; without one, they say nothing of how old something is.
    pub today: Option<Date>,
    /// The folder of the source that is no content: the output folder, where it stands in the source folder.
    pub skip: Option<String>,
    /// The rules and groups that alone count, whatever the config says; empty for those of the config.
    pub select: Vec<String>,
    /// The rules and groups that do not count.
    pub ignore: Vec<String>,
    /// What tells how long each rule takes, where that is to be known.
    pub clock: Option<Clock>,
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
    /// The files below `_data`.
    data: Vec<FileId>,
    /// What guides are begun from.
    pub scaffold: Scaffold,
    /// Which rules count.
    pub settings: Settings,
    clock: Option<Clock>,
    /// The time of the build, in seconds since 1970.
    time: i64,
    /// The day that rules take for today.
    today: Option<Date>,
    /// Which connectors there are, where the config says so.
    pub catalogue: Option<Catalogue>,
    /// Which credential goes into which parameter.
    pub registry: Registry,
    /// Liquid's `jekyll`.
    jekyll: Json,
}

impl Project {
    /// Reads the source folder `files`: everything up to the first barrier.
    pub fn load(files: Box<dyn Files>, options: &Options) -> Result<Self, Error> {
        let mut config = Config::load(&*files)?;
        set_address(&mut config, options);
        let settings = settings(&config, &*files, options)?;
        let skip = |folder: &str| options.skip.as_deref() == Some(folder);
        let Discovered {
            sources,
            pages,
            documents,
            static_files,
            collection_files,
            data,
            schemas,
            scaffold,
            findings,
        } = discover(files, &config, options.drafts, &skip)?;
        let pages = pages
            .par_iter()
            .map(|&page| front_matter::parse(&sources, page, &config.time_zone));
        let pages = pages.collect();
        let documents = documents.par_iter().map(|&(document, collection)| {
            let document = front_matter::parse(&sources, document, &config.time_zone);
            (document, collection)
        });
        let documents = documents.collect();
        let data_files = data;
        let data = Data::read(&sources, &data_files, &config.time_zone)?;
        let registry = Registry::load(&config, &sources, &data)?;
        let catalogue = Catalogue::load(&config, &sources, &data)?;
        let scaffold = Scaffold::read(&sources, &scaffold, &config.time_zone);
        let time = config.time.unwrap_or(options.time);
        let now = Time::after_1970(time, &config.time_zone);
        let index_options = IndexOptions {
            now: &now,
            zone: &config.time_zone,
            takes_unpublished: options.drafts == Drafts::Shown,
        };
        let contents = Contents {
            pages,
            documents,
            static_files,
            collection_files,
            data: data.values,
        };
        let mut index = Index::new(&sources, &config, contents, index_options);
        index.findings.extend(findings);
        index.findings.extend(data.findings);
        Ok(Self {
            config,
            scaffold,
            registry,
            catalogue,
            sources,
            index,
            schemas,
            data: data_files,
            settings,
            clock: options.clock,
            time,
            today: options.today,
            jekyll: jekyll(),
        })
    }

    /// Reads the folder `files` as a finished site, whoever made it: pages as they are, and no config. Only the rules
    /// count that need no more than that.
    pub fn load_finished(files: Box<dyn Files>, options: &Options) -> Result<Self, Error> {
        let mut config = Config::parse("")?;
        set_address(&mut config, options);
        let mut settings = Settings::of_finished_site();
        choose(&mut settings, options)?;
        let discovered = discover_finished(files)?;
        let sources = discovered.sources;
        let registry = Registry::load(&config, &sources, &Data::read(&sources, &[], &config.time_zone)?)?;
        let pages = discovered.pages.par_iter();
        let documents = pages.map(|&page| front_matter::without(&sources, page)).collect();
        let mut index = Index::of_finished(&sources, documents, &discovered.static_files);
        index.findings.extend(discovered.findings);
        Ok(Self {
            config,
            sources,
            index,
            data: Vec::new(),
            schemas: Vec::new(),
            catalogue: None,
            scaffold: Scaffold::default(),
            registry,
            settings,
            clock: options.clock,
            time: options.time,
            today: options.today,
            jekyll: jekyll(),
        })
    }

    /// The position in the index of the page at a source path, an output path or a URL.
    pub fn find_page(&self, name: &str) -> Option<usize> {
        let name = name.trim_start_matches("./");
        let is_meant = |page: &index::IndexedPage| {
            [&page.path, page.output.as_str(), &page.url].contains(&name) || unescape(&page.url) == name
        };
        self.index.pages.iter().position(is_meant)
    }
}

/// The files whose texts reach the site beside pages and their includes: the config, the data, and what is no HTML.
fn other_files(project: &Project) -> Result<Vec<PageFile>, Error> {
    let sources = &project.sources;
    let texts = project.index.pages.iter().filter(|page| page.format == Format::Other);
    let files = project.data.iter().copied().chain(texts.map(|page| page.document.file));
    let file = |file| PageFile::new(Arc::clone(sources.path(file)), sources.shared_text(file), [].into());
    let mut files: Vec<PageFile> = files.map(file).collect();
    if !project.index.is_finished {
        let text = Config::text(sources.files())?;
        files.push(PageFile::new(config::CONFIG_FILE.into(), text.into(), [].into()));
    }
    Ok(files)
}

/// Which rules count by the config and by the command line.
fn settings(config: &Config, files: &dyn Files, options: &Options) -> Result<Settings, Error> {
    let mut settings = Settings::new(&config.rules).map_err(|wrong| {
        let pointer = format!("/docgen/rules{}", wrong.pointer);
        config.error(files, &pointer, wrong.message, wrong.hint)
    })?;
    choose(&mut settings, options)?;
    Ok(settings)
}

/// Turns on and off what the command line says.
fn choose(settings: &mut Settings, options: &Options) -> Result<(), Error> {
    let not_a_rule = |WrongSetting { message, hint, .. }| Error::Argument { message, hint };
    if !options.select.is_empty() {
        settings.select(&options.select).map_err(not_a_rule)?;
    }
    settings.ignore(&options.ignore).map_err(not_a_rule)
}

/// Liquid's `jekyll`.
fn jekyll() -> Json {
    json!({"environment": "production", "version": JEKYLL_VERSION})
}

/// Gives the site the address that the command line says.
fn set_address(config: &mut Config, options: &Options) {
    if let Some(address) = &options.base_url {
        let (url, base_url) = split_address(address);
        config.url = url.to_owned();
        config.base_url = config::base_url(base_url);
        config.site.insert("url".to_owned(), config.url.as_str().into());
        let base_url = config.base_url.as_str().into();
        config.site.insert("baseurl".to_owned(), base_url);
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
enum Outcome {
    /// A page of the site.
    Page(Box<Page>),
    /// A text that is no HTML: a style sheet, a feed.
    Text { output: String, text: String },
    /// The content of a document that has no page of its own.
    Unwritten(String),
}

impl Outcome {
    /// What Liquid's `content` is from now on.
    fn content(&self) -> &str {
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
    fn all(&self) -> Vec<(Outcome, Vec<Finding>)> {
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
                    true => Outcome::Page(Box::new(page)),
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

/// A site, checked and ready to be written.
#[derive(Debug)]
pub struct Build {
    /// What it was made of.
    pub project: Project,
    /// Its pages and guides.
    pub site: Site,
    /// What is wrong with it, in the order of the places.
    pub findings: Vec<Finding>,
    /// How long each rule took on all threads together; nothing unless [`Options::clock`] is there.
    pub costs: Vec<(&'static str, Duration)>,
    /// What the stages and rules noticed, whether it is told or not.
    noticed: Vec<Finding>,
    /// What no report shows of authors' texts.
    pub hidden: Hidden,
    /// The files that are neither pages nor copied: their output paths and texts.
    texts: Vec<(String, String)>,
}

impl Build {
    /// Takes all pages of a project through the stages, and the rules over the result.
    pub fn new(project: Project) -> Result<Self, Error> {
        let config = &project.config;
        let schemas = Schemas::load(&project.sources, &project.schemas)?;
        let pipeline = Pipeline::new(&project);
        let outcomes = pipeline.all();
        if let Some(error) = project.sources.unreadable() {
            return Err(error);
        }
        let mut findings = project.index.findings.clone();
        let (mut pages, mut texts) = (Vec::with_capacity(outcomes.len()), Vec::new());
        for (outcome, of_page) in outcomes {
            findings.extend(of_page);
            match outcome {
                Outcome::Page(page) => pages.push(*page),
                Outcome::Text { output, text } => texts.push((output, text)),
                Outcome::Unwritten(_) => {}
            }
        }
        let surroundings = Surroundings {
            scaffold: &project.scaffold,
            registry: project.registry.clone(),
            catalogue: project.catalogue.clone(),
            schemas,
            other_files: other_files(&project)?,
            today: project.today,
        };
        let site = Site::new(config, &project.index, surroundings, pages);
        named::refuse_unknown(&project, &site)?;
        let Checked {
            findings: of_rules,
            costs,
        } = rules::check(&site, &project.settings, project.clock);
        findings.extend(of_rules);
        let mut build = Self {
            site,
            hidden: Hidden::in_any(&findings),
            noticed: findings,
            costs,
            findings: Vec::new(),
            texts,
            project,
        };
        build.settle_findings();
        Ok(build)
    }

    /// Loads the theme `name` for the site, and notes the layouts that it does not have and the images that nothing
    /// names.
    pub fn load_theme(&mut self, name: &str, folders: &[ThemeFolder<'_>]) -> Result<Theme, Error> {
        let theme = Theme::load(name, folders, &self.site)?;
        named::refuse_layouts(&self.project, &theme)?;
        let mut unknown: BTreeMap<&str, Finding> = BTreeMap::new();
        for page in &self.site.pages {
            let Some(layout) = page.front_matter.get("layout").and_then(Json::as_str) else {
                continue;
            };
            if self.is_without_layout(layout) || theme.has_layout(self.template(layout)) {
                continue;
            }
            let finding = unknown.entry(layout).or_insert_with(|| {
                let finding = Finding::warning(
                    "unknown-layout",
                    page.front_matter_place("/layout"),
                    format!("the theme has no layout `{layout}`"),
                );
                finding.with_hint(match self.project.config.layouts.get(layout) {
                    Some(template) => format!("`layouts` of the config names `{template}` for it, which is not there"),
                    None => {
                        format!("name its template in `_config.yml`: `layouts: {{{layout}: guide}}` below `docgen:`")
                    }
                })
            });
            finding.pages.push(Arc::clone(&page.source));
        }
        self.noticed.extend(unknown.into_values());
        self.look_for_unused_images(folders)?;
        Ok(theme)
    }

    /// Notes the images that nothing names, neither in the site nor in the user's folders of a theme, where that is
    /// asked for.
    pub fn look_for_unused_images(&mut self, folders: &[ThemeFolder<'_>]) -> Result<(), Error> {
        if self.project.settings.is_on(UNUSED_IMAGE) {
            let unused = self.unused_images(folders)?;
            self.noticed.extend(unused);
        }
        self.settle_findings();
        Ok(())
    }

    /// The images that neither the source folder names, nor the pages made of it, nor the user's folders of the theme.
    fn unused_images(&self, folders: &[ThemeFolder<'_>]) -> Result<Vec<Finding>, Error> {
        let Project { sources, index, .. } = &self.project;
        let mut unnamed = Unnamed::new(index.static_files.iter().map(|(file, _)| sources.path(*file)));
        let files = sources.files();
        unnamed.read_all(files, &|folder| is_output(files, folder))?;
        for folder in folders {
            unnamed.read_all(folder.files, &|_| false)?;
        }
        // A name may be put together by Liquid.
        let pages = self.site.pages.iter().map(|page| page.html.as_str());
        for text in pages.chain(self.texts.iter().map(|(_, text)| text.as_str())) {
            unnamed.read(text);
        }
        let keep = self.site.option_texts(UNUSED_IMAGE, "keep");
        Ok(unnamed.findings(&keep.into_iter().flatten().collect::<Vec<_>>()))
    }

    /// The files that are neither pages nor copied, such as style sheets and feeds: their output paths and texts.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let texts = self.texts.iter();
        texts.map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Writes the site into the folder `out`. Either all of it is written, or the folder stays as it was.
    pub fn write(&self, theme: &Theme, out: &Path) -> Result<Summary, Error> {
        let output = Output::open(out)?;
        let Index {
            redirects,
            static_files,
            ..
        } = &self.project.index;
        let redirected: HashSet<&str> = redirects.iter().map(|redirect| redirect.output.as_str()).collect();
        let stage = |path: &str, content: &[u8]| output.stage(path, content).map(drop);

        let positions = 0..self.site.pages.len();
        // Of several errors the first in path order is told, whatever the threads do.
        let rendered: Vec<Result<(), Error>> = positions
            .into_par_iter()
            .filter(|&page| !redirected.contains(self.site.pages[page].output.as_str()))
            .map(|page| stage(&self.site.pages[page].output, self.render_page(theme, page)?.as_bytes()))
            .collect();
        rendered.into_iter().collect::<Result<(), Error>>()?;
        let of_agents: Vec<Result<(), Error>> = self
            .site
            .pages
            .par_iter()
            .filter(|page| !redirected.contains(page.output.as_str()))
            .filter_map(|page| theme.markdown(page))
            .filter(|file| !self.has_in_the_way_of(&file.output))
            .map(|file| stage(&file.output, &file.content))
            .collect();
        of_agents.into_iter().collect::<Result<(), Error>>()?;
        let copied: Vec<Result<(), Error>> = static_files
            .par_iter()
            .map(|(file, path)| {
                let sources = &self.project.sources;
                output.stage_copy(path, sources.files(), sources.path(*file)).map(drop)
            })
            .collect();
        copied.into_iter().collect::<Result<(), Error>>()?;
        for (path, text) in self
            .texts
            .iter()
            .filter(|(path, _)| !redirected.contains(path.as_str()))
        {
            stage(path, text.as_bytes())?;
        }
        for redirect in redirects {
            stage(
                &redirect.output,
                theme
                    .render_redirect(&self.site, &redirect.output, &redirect.to)?
                    .as_bytes(),
            )?;
        }
        for file in self.additions(theme)? {
            stage(&file.output, &file.content)?;
        }
        output.commit()
    }

    /// The page at position `page` as the theme shows it.
    pub fn render_page(&self, theme: &Theme, page: usize) -> Result<String, Error> {
        let html = &self.site.pages[page].html;
        if page::is_document(html) {
            return Ok(html.clone());
        }
        let layout = match self.site.pages[page].front_matter.get("layout").and_then(Json::as_str) {
            Some(layout) if !self.is_without_layout(layout) => self.template(layout),
            _ => "page",
        };
        theme.render_page(&self.site, page, layout)
    }

    /// What the theme adds to the site, where the site has no file of its own at the same path.
    fn additions(&self, theme: &Theme) -> Result<Vec<StaticFile>, Error> {
        let file = |path: &str, text: String| StaticFile {
            output: path.to_owned(),
            content: Cow::from(text.into_bytes()),
        };
        let mut additions = theme.static_files().to_vec();
        if !additions.is_empty() {
            let is_code = |file: &StaticFile| file.output == theme::CODE_STYLE_SHEET;
            let users = additions.iter().position(is_code).map(|at| additions.remove(at));
            let code = users.unwrap_or_else(|| file(theme::CODE_STYLE_SHEET, Highlighter::style_sheet()));
            match additions.iter_mut().find(|file| file.output == theme::OWN_STYLE_SHEET) {
                Some(own) => own.content.to_mut().extend_from_slice(&code.content),
                None => additions.push(code),
            }
        }
        additions.extend(theme.finder_index(&self.site));
        additions.extend(theme.list_for_agents(&self.site).map(|list| file("llms.txt", list)));
        additions.extend(theme.robots(&self.site).map(|robots| file("robots.txt", robots)));
        additions.extend(
            theme
                .render_catalogue(&self.site)?
                .map(|catalogue| file("catalogue.html", catalogue)),
        );
        additions.push(file("404.html", theme.render_not_found(&self.site)?));
        additions.extend(theme.render_home(&self.site)?.map(|home| file("index.html", home)));
        additions.extend(
            theme
                .render_sitemap(&self.site)?
                .map(|sitemap| file("sitemap.xml", sitemap)),
        );
        additions.retain(|file| !self.has_in_the_way_of(&file.output));
        Ok(additions)
    }

    /// Whether the site has a file at `path`, or one that makes a folder of it or of which it would make a folder.
    fn has_in_the_way_of(&self, path: &str) -> bool {
        let files = &self.site.files;
        let below = format!("{path}/");
        files.contains(path)
            || config::ancestors(path).any(|folder| files.contains(folder))
            || files
                .range(below.clone()..)
                .next()
                .is_some_and(|file| file.starts_with(&below))
    }

    /// The theme's template for a layout.
    fn template<'l>(&'l self, layout: &'l str) -> &'l str {
        self.project.config.layouts.get(layout).map_or(layout, String::as_str)
    }

    /// Whether a page says that it wants no layout, which Jekyll writes as `none`.
    fn is_without_layout(&self, layout: &str) -> bool {
        matches!(layout, "none" | "null" | "") && !self.project.config.layouts.contains_key(layout)
    }

    /// Settles what is told of what has been noticed so far.
    fn settle_findings(&mut self) {
        let settings = &self.project.settings;
        let mut findings = finding::merge(self.noticed.clone());
        settings.apply(&mut findings);
        let named = |rule: &str| match rules::find(rule) {
            None => Named::Unknown(rules::nearest_id(rule)),
            Some(_) if settings.is_on(rule) => Named::On,
            Some(_) => Named::Off,
        };
        let mut findings = marks::apply(findings, &self.project.sources, named);
        settings.apply(&mut findings);
        let mut findings = finding::merge(findings);
        echoes::silence(&mut findings);
        self.findings = match self.project.index.is_finished {
            true => repeats::fold(findings, &self.project.sources),
            false => findings,
        };
    }
}
