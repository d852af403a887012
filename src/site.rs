//! All pages together: guides and the order of their pages. The second barrier: rules and the theme begin when this
//! is complete.

mod address;
mod branded;
mod files;
mod history;
mod placeholders;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value as Json;

use crate::brand::Branding;
pub use crate::brand::ForeignName;
use crate::catalogue::Catalogue;
use crate::config::{Config, FullText, Identity, Repository, RuleConfigs, Variants};
use crate::date::Date;
use crate::dimensions::Dimensions;
use crate::index::{Index, Redirect};
use crate::modified::Modified;
use crate::page::{Page, PageFile};
use crate::parameters::Registry;
use crate::scaffold::Scaffold;
use crate::schema::Schemas;
use crate::url::unescape;
pub use address::Address;
pub use files::Lookups;
pub use history::History;
pub use placeholders::Placeholders;

/// The pages of a site and how they hang together.
#[derive(Debug)]
pub struct Site {
    /// `title:` of the config, else empty.
    pub title: String,
    /// `description:` of the config.
    pub description: Option<String>,
    /// `lang:` of the config, else `en`.
    pub language: String,
    /// `url:` of the config or of the command line, without a slash at its end; empty if there is none.
    pub url: String,
    /// `baseurl:` of the config or the path of `--base-url`: empty, or with a slash at its start only.
    pub base_url: String,
    /// Where authors edit the source files, if the config says so.
    pub repository: Option<Repository>,
    /// What searches the whole text of the pages, if anything does.
    pub search: Option<FullText>,
    /// When pages were last modified.
    pub history: History,
    /// All pages, in the order of their source paths.
    pub pages: Vec<Arc<Page>>,
    /// The posts among [`Site::pages`], the oldest first, as positions.
    pub posts: Vec<usize>,
    /// The files beside pages and their includes whose texts reach the site: the config, data, what is no HTML.
    pub other_files: Vec<PageFile>,
    /// Its files that are neither pages nor copied.
    pub texts: Vec<TextFile>,
    /// All guides, in the order of their titles.
    pub guides: Vec<Guide>,
    /// The output paths of all that content makes: pages, redirects, static files, other texts.
    pub files: BTreeSet<String>,
    /// The output paths of what the plugins that the config names make where Jekyll builds the site. docgen does not run
    /// them, and who links to it may be right.
    pub of_plugins: Vec<String>,
    /// How large its images are, by output path, where that is known.
    pub image_sizes: BTreeMap<String, Dimensions>,
    /// Whether it is a finished site, whoever made it: no theme adds anything to its files and pages.
    pub is_finished: bool,
    /// Where to find pages and files by their addresses.
    pub lookups: Lookups,
    /// The registry of parameters.
    pub registry: Registry,
    /// Which connectors there are, where the config says so.
    pub catalogue: Option<Catalogue>,
    /// The schemas of all kinds of pages.
    pub schemas: Arc<Schemas>,
    /// The front matter keys that say which connector a page is about.
    pub identity: Identity,
    /// The kinds of pages that the config and schemas know.
    pub kinds: BTreeSet<String>,
    /// The kinds of pages that every guide has to have.
    pub required_kinds: Vec<String>,
    /// What an author who begins a guide has to replace.
    pub placeholders: Placeholders,
    /// Guides that are to be alike, by names that [`Site::find_guide`] knows.
    pub variants: Vec<Variants>,
    /// What the config says of single rules; their options are read by [`Site::option_texts`].
    pub rules: RuleConfigs,
    /// The day that rules take for today, where they are to know.
    pub today: Option<Date>,
    /// The brand that it is under, if any.
    pub brand: Option<Arc<Branding>>,
}

/// What a site has beside its pages.
#[derive(Debug)]
pub struct Surroundings<'s> {
    /// What guides are begun from.
    pub scaffold: &'s Scaffold,
    /// Which credential goes into which parameter.
    pub registry: Registry,
    /// Which connectors there are, where the config says so.
    pub catalogue: Option<Catalogue>,
    /// The schemas of all kinds of pages.
    pub schemas: Schemas,
    /// The files beside pages and their includes whose texts reach the site.
    pub other_files: Vec<PageFile>,
    /// Its files that are neither pages nor copied.
    pub texts: Vec<TextFile>,
    /// The day that rules take for today, where they are to know.
    pub today: Option<Date>,
    /// When files were last modified.
    pub modified: Modified,
    /// How large its images are, by output path, where that is known.
    pub image_sizes: BTreeMap<String, Dimensions>,
}

/// A file of the site that is neither a page nor copied, such as a style sheet or a feed.
#[derive(Clone, Debug)]
pub struct TextFile {
    /// The path in the source folder of the file that it was made of.
    pub source: Arc<str>,
    /// Its output path.
    pub output: String,
    /// What it holds.
    pub text: Arc<str>,
}

/// The pages of one connector in one language.
#[derive(Debug)]
pub struct Guide {
    /// Its folder: `docs/elements/infusionsoft-crm`.
    pub folder: Arc<str>,
    /// The language folder whose pages these are; nothing for the guide's own pages.
    pub language: Option<String>,
    /// Its name for readers: the pages' `heading`, else the folder's name.
    pub title: String,
    /// Its pages by `order`, then by path: positions in [`Site::pages`].
    pub pages: Vec<usize>,
}

impl Guide {
    /// The last name of its folder: `hubspot`.
    pub fn name(&self) -> &str {
        folder_name(&self.folder)
    }
}

impl Site {
    /// The site of all `pages`, given in the order of their source paths.
    pub fn new(config: &Config, index: &Index, surroundings: Surroundings<'_>, pages: Vec<Arc<Page>>) -> Self {
        let Surroundings {
            scaffold,
            registry,
            catalogue,
            schemas,
            other_files,
            texts,
            today,
            modified,
            image_sizes,
        } = surroundings;
        Self {
            title: config.title.clone(),
            description: config.description.clone(),
            language: config.language.clone(),
            url: config.url.clone(),
            base_url: config.base_url.clone(),
            repository: config.repository.clone(),
            search: config.search,
            history: History {
                files: modified,
                format: config.last_modified.clone(),
                zone: config.time_zone.clone(),
            },
            guides: guides(&pages, &index.redirects),
            posts: posts(&pages, index),
            files: index.outputs().map(str::to_owned).collect(),
            of_plugins: files::of_plugins(config),
            image_sizes,
            is_finished: index.is_finished,
            lookups: Lookups::default(),
            identity: config.identity.clone(),
            kinds: config
                .kinds
                .iter()
                .map(|(kind, _)| kind)
                .chain(schemas.kinds())
                .cloned()
                .collect(),
            required_kinds: config.required_kinds.clone(),
            placeholders: Placeholders::new(scaffold, &config.identity, &pages),
            rules: config.rules.clone(),
            variants: config.variants.clone(),
            other_files,
            texts,
            pages,
            registry,
            catalogue,
            schemas: Arc::new(schemas),
            today,
            brand: None,
        }
    }

    /// Where the file at a path of the source folder can be edited.
    pub fn edit_url(&self, source: &str) -> Option<String> {
        let repository = self.repository.as_ref()?;
        Some(repository.edit_url(source))
    }

    /// The texts that the config gives a rule as its option `name`; nothing where it gives none.
    pub fn option_texts(&self, rule: &str, name: &str) -> Option<Vec<String>> {
        let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match self.rules.get(rule)?.options.get(name)? {
            Json::Array(texts) => Some(texts.iter().map(text).collect()),
            single => Some(vec![text(single)]),
        }
    }

    /// The whole number that the config gives a rule as its option `name`; nothing where it gives none.
    pub fn option_number(&self, rule: &str, name: &str) -> Option<u64> {
        self.rules.get(rule)?.options.get(name)?.as_u64()
    }

    /// The page at a path of the site (`/setup/`), whichever of its characters are escaped.
    pub fn page_of_url(&self, path: &str) -> Option<&Page> {
        let path = unescape(path);
        self.pages
            .iter()
            .map(|page| &**page)
            .find(|page| unescape(&page.url) == path)
    }

    /// The files that pages are made of, once each, in the order of their paths, with the source paths of those pages.
    pub fn page_files(&self) -> Vec<(&PageFile, Vec<&Arc<str>>)> {
        let mut files: BTreeMap<&str, (&PageFile, Vec<&Arc<str>>)> = BTreeMap::new();
        for page in &self.pages {
            for file in page.files() {
                let (_, pages) = files.entry(&file.path).or_insert((file, Vec::new()));
                pages.push(&page.source);
            }
        }
        files.into_values().collect()
    }

    /// The guide whose folder is `name`, or ends with it: `docs/hubspot` or `hubspot`; in the guide's main language.
    pub fn find_guide(&self, name: &str) -> Option<&Guide> {
        let name = name.trim_matches('/');
        let mut guides = self.guides.iter().filter(|guide| guide.language.is_none());
        let is_end = |guide: &Guide| guide.folder.strip_suffix(name).is_some_and(|rest| rest.ends_with('/'));
        let is_whole = |guide: &&Guide| *guide.folder == *name;
        guides
            .clone()
            .find(is_whole)
            .or_else(|| guides.find(|guide| is_end(guide)))
    }

    /// Whether the config declares two guides as variants of each other.
    pub fn are_variants(&self, one: &Guide, other: &Guide) -> bool {
        self.variants_of(one, other).is_some()
    }

    /// What the config declares of two guides that are variants of each other.
    pub fn variants_of(&self, one: &Guide, other: &Guide) -> Option<&Variants> {
        let is_in = |variants: &Variants, guide: &Guide| {
            let mut guides = variants.guides.iter().filter_map(|name| self.find_guide(name));
            guides.any(|known| known.folder == guide.folder)
        };
        self.variants
            .iter()
            .find(|variants| is_in(variants, one) && is_in(variants, other))
    }

    /// What a guide's pages say `key` is, placeholders aside: each value with the pages that have it, the one of
    /// most pages first.
    pub fn claims<'s>(&'s self, guide: &Guide, key: &str) -> Vec<(Cow<'s, str>, Vec<&'s Page>)> {
        let mut claims: Vec<(Cow<'s, str>, Vec<&'s Page>)> = Vec::new();
        for page in guide.pages.iter().map(|&position| &self.pages[position]) {
            let Some(value) = page.front_matter_text(key) else {
                continue;
            };
            match claims.iter_mut().find(|(known, _)| *known == value) {
                Some((_, pages)) => pages.push(page),
                None if self.placeholders.holds(key, &value) => {}
                None => claims.push((value, vec![page])),
            }
        }
        claims.sort_by_key(|(_, pages)| Reverse(pages.len()));
        claims
    }

    /// What most of a guide's pages that say so say `key` is; nothing where they are divided.
    pub fn majority<'s>(&'s self, guide: &Guide, key: &str) -> Option<(Cow<'s, str>, Vec<&'s Page>)> {
        let mut claims = self.claims(guide, key).into_iter();
        let first = claims.next()?;
        let is_most = claims.next().is_none_or(|second| second.1.len() < first.1.len());
        is_most.then_some(first)
    }
}

fn guides(pages: &[Arc<Page>], redirects: &[Redirect]) -> Vec<Guide> {
    let mut members: BTreeMap<(&Arc<str>, &Option<String>), Vec<usize>> = BTreeMap::new();
    for (position, page) in pages.iter().enumerate() {
        // A page that only leads on is no station of its guide.
        if let Some(guide) = &page.guide
            && !leads_on(redirects, &page.output)
        {
            members.entry((guide, &page.language)).or_default().push(position);
        }
    }
    let guide = |((folder, language), mut positions): ((&Arc<str>, &Option<String>), Vec<usize>)| {
        positions.sort_by(|&a, &b| order(&pages[a]).total_cmp(&order(&pages[b])).then(a.cmp(&b)));
        Guide {
            title: title(pages, &positions).unwrap_or_else(|| folder_name(folder).to_owned()),
            folder: Arc::clone(folder),
            language: language.clone(),
            pages: positions,
        }
    };
    let mut guides: Vec<Guide> = members.into_iter().map(guide).collect();
    guides.sort_by_cached_key(|guide| {
        (
            guide.title.to_lowercase(),
            Arc::clone(&guide.folder),
            guide.language.clone(),
        )
    });
    guides
}

/// The positions of the posts that are pages; a post may be a text, or only lead on.
fn posts(pages: &[Arc<Page>], index: &Index) -> Vec<usize> {
    let position = |&post: &usize| {
        let post = &index.pages[post];
        let leads_on = leads_on(&index.redirects, &post.output);
        let found = pages.binary_search_by(|page| page.source.cmp(&post.path));
        found.ok().filter(|_| !leads_on)
    };
    index.posts.iter().filter_map(position).collect()
}

/// Whether the page at an output path has made way for a redirect.
fn leads_on(redirects: &[Redirect], output: &str) -> bool {
    redirects
        .binary_search_by(|redirect| redirect.output.as_str().cmp(output))
        .is_ok()
}

/// `order` of a page's front matter; a page without one comes last.
pub fn order(page: &Page) -> f64 {
    match page.front_matter.get("order") {
        Some(Json::Number(order)) => order.as_f64().unwrap_or(f64::INFINITY),
        Some(Json::String(order)) => order.trim().parse().unwrap_or(f64::INFINITY),
        _ => f64::INFINITY,
    }
}

/// The `heading` that most pages have; of equally many, the one that comes first.
fn title(pages: &[Arc<Page>], positions: &[usize]) -> Option<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for &position in positions {
        if let Some(Json::String(heading)) = pages[position].front_matter.get("heading") {
            match counts.iter_mut().find(|(known, _)| known == heading) {
                Some((_, count)) => *count += 1,
                None => counts.push((heading, 1)),
            }
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(heading, _)| heading.to_owned())
}

fn folder_name(folder: &str) -> &str {
    folder.rsplit('/').next().unwrap_or(folder)
}
