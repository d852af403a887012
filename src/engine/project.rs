//! A source folder, read up to the first barrier: the index.

use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value as Json, json};

use super::kept::Kept;
use crate::brand::Branding;
use crate::catalogue::Catalogue;
use crate::config::{self, Config};
use crate::data::Data;
use crate::date::{Date, Time};
use crate::discover::{Discovered, Drafts, discover, discover_finished};
use crate::error::Error;
use crate::front_matter;
use crate::index::{Contents, Index, IndexOptions, IndexedPage};
use crate::modified::Modified;
use crate::parameters::Registry;
use crate::rules::{Clock, Settings, WrongSetting};
use crate::scaffold::Scaffold;
use crate::source::{FileId, Sources};
use crate::url::unescape;
use crate::vfs::Files;

/// The version of Jekyll that content is told it is built by.
const JEKYLL_VERSION: &str = "4.3.4";

/// What a build is asked for, beside its source.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The site's address, which replaces `url` and `baseurl` of the config.
    pub base_url: Option<String>,
    /// The names that it is built under.
    pub brands: Brands,
    /// Whether unpublished pages and drafts are built.
    pub drafts: Drafts,
    /// The time of the build, in seconds since 1970.
    pub time: i64,
    /// The day that rules take for today; without one, they say nothing of how old something is.
    pub today: Option<Date>,
    /// When the files of the source folder were last modified.
    pub modified: Modified,
    /// The folder of the source that is no content: the output folder, where it stands in the source folder.
    pub skip: Option<String>,
    /// The rules and groups that alone count, whatever the config says; empty for those of the config.
    pub select: Vec<String>,
    /// The rules and groups that do not count.
    pub ignore: Vec<String>,
    /// What tells how long each rule takes, where that is to be known.
    pub clock: Option<Clock>,
}

/// The brands that a site is built under.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Brands {
    /// None: as its authors wrote it.
    #[default]
    None,
    /// The one of that name.
    One(String),
    /// All that the config names.
    All,
}

/// A source folder, read and indexed.
#[derive(Debug)]
pub struct Project {
    /// What the config says.
    pub config: Config,
    /// The brands that it is built under.
    pub brands: Vec<Arc<Branding>>,
    /// The texts.
    pub sources: Sources,
    /// The pages before they are rendered.
    pub index: Index,
    /// The files below `_schemas`.
    pub schemas: Vec<FileId>,
    /// The files below `_data`.
    pub(super) data: Vec<FileId>,
    /// What guides are begun from.
    pub scaffold: Scaffold,
    /// Which rules count.
    pub settings: Settings,
    pub(super) clock: Option<Clock>,
    /// The time of the build, in seconds since 1970.
    pub(super) time: i64,
    /// The day that rules take for today.
    pub(super) today: Option<Date>,
    /// When its files were last modified.
    pub(super) modified: Modified,
    /// Which connectors there are, where the config says so.
    pub catalogue: Option<Catalogue>,
    /// Which credential goes into which parameter.
    pub registry: Registry,
    /// Liquid's `jekyll`.
    pub(super) jekyll: Json,
}

impl Project {
    /// Reads the source folder `files`: everything up to the first barrier.
    pub fn load(files: Box<dyn Files>, options: &Options) -> Result<Self, Error> {
        Self::load_again(files, options, &Kept::default())
    }

    /// The same where something is kept of an earlier time.
    pub(super) fn load_again(files: Box<dyn Files>, options: &Options, kept: &Kept) -> Result<Self, Error> {
        let mut config = Config::load(&*files)?;
        set_address(&mut config, options);
        let brands = brands(&config, options)?;
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
        } = discover(files, kept.texts(), &config, options.drafts, &skip)?;
        let read = |file| kept.document(&sources, file, &config.time_zone);
        let pages = pages.par_iter().map(|&page| read(page)).collect();
        let documents = documents.par_iter();
        let documents = documents.map(|&(document, collection)| (read(document), collection));
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
            brands,
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
            modified: options.modified.clone(),
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
        let documents = pages.map(|&page| Arc::new(front_matter::without(&sources, page)));
        let documents = documents.collect();
        let mut index = Index::of_finished(&sources, documents, &discovered.static_files);
        index.findings.extend(discovered.findings);
        Ok(Self {
            config,
            brands: Vec::new(),
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
            modified: options.modified.clone(),
            jekyll: jekyll(),
        })
    }

    /// The position in the index of the page at a source path, an output path or a URL.
    pub fn find_page(&self, name: &str) -> Option<usize> {
        let name = name.trim_start_matches("./");
        let is_meant = |page: &IndexedPage| {
            [&page.path, page.output.as_str(), &page.url].contains(&name) || unescape(&page.url) == name
        };
        self.index.pages.iter().position(is_meant)
    }
}

/// The brands that are asked for.
fn brands(config: &Config, options: &Options) -> Result<Vec<Arc<Branding>>, Error> {
    let asked_for = match &options.brands {
        Brands::None => Vec::new(),
        Brands::One(name) => vec![config.brand(name)?],
        Brands::All if config.brands.is_empty() => {
            return Err(Error::Argument {
                message: "the site has no brands".to_owned(),
                hint: format!("name them under `docgen: brands:` in {}", config::CONFIG_FILE),
            });
        }
        Brands::All => config.brands.iter().collect(),
    };
    let branding = |brand: &config::Brand| {
        let mut brand = brand.clone();
        // The command line has the last word, and content was told so already.
        if options.base_url.is_some() {
            (brand.url, brand.base_url) = (None, None);
        }
        Arc::new(Branding::new(&brand, config))
    };
    Ok(asked_for.into_iter().map(branding).collect())
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
