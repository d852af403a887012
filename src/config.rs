//! `_config.yml`: Jekyll's keys, which Liquid sees as `site`, and docgen's own section, typed.
//!
//! An unknown key in docgen's section is an error that names the nearest known one: a misspelt setting that does
//! nothing would be worse.

mod brands;
mod catalogue;
mod collections;
mod defaults;
mod last_modified;
mod markdown;
mod path_pattern;
mod publishing;
mod relative_links;
mod repository;
mod rules;
mod search;
mod serve;
mod variants;

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobMatcher};
use serde_json::{Map, Value as Json};

use crate::date::{Time, UTC, Zone};
use crate::error::Error;
use crate::finding::nearest;
use crate::span::LineIndex;
use crate::vfs::Files;
use crate::yaml;
pub use brands::{Brand, LeftOut, TitlePart, TitlePattern};
pub use catalogue::CatalogueConfig;
pub use collections::{Collection, POSTS, permalink_suffix, placeholder_hint, unknown_placeholder};
pub use defaults::{FrontMatterDefaults, fill_in};
pub use markdown::{Dialect, HeadingIds, Kramdown, Markdown};
use path_pattern::JEKYLL_EXCLUDES;
pub use path_pattern::PathPattern;
pub use publishing::{Pagination, Publishing};
pub use relative_links::RelativeLinks;
pub use repository::Repository;
pub use rules::{Level, RuleConfig, RuleConfigs};
pub use search::FullText;
pub use serve::Editor;
pub use variants::{MayDiffer, Variants};

/// The config's path in the source folder.
pub const CONFIG_FILE: &str = "_config.yml";

/// The largest config that is read, in bytes.
const MAX_CONFIG: usize = 1024 * 1024;

/// What a site's config says, checked.
#[derive(Debug)]
pub struct Config {
    /// All keys, as Liquid's `site` has them.
    pub site: Map<String, Json>,
    /// `title:`, else empty.
    pub title: String,
    /// `description:`
    pub description: Option<String>,
    /// `lang:`, else `en`.
    pub language: String,
    /// `url:` without a slash at its end; empty if there is none.
    pub url: String,
    /// `baseurl:`: empty, or with a slash at its start and none at its end.
    pub base_url: String,
    /// Where authors edit the source files: `repository:`, and `edit` of docgen's section.
    pub repository: Option<Repository>,
    /// The zone that times are shown in: `timezone:`, else Greenwich's, so that a build is the same on every machine.
    pub time_zone: Zone,
    /// How pages say when they were last modified, as `strftime` has it; nothing where they are not to say it.
    pub last_modified: Option<String>,
    /// `time:`, in seconds since 1970: the time of every build, where the site does not want that of the clock.
    pub time: Option<i64>,
    /// Files and folders that are left out.
    pub exclude: Vec<PathPattern>,
    /// Files and folders that are taken though their names begin with `_` or `.`.
    pub include: Vec<PathPattern>,
    /// `defaults:`, in the file's order.
    pub defaults: Vec<FrontMatterDefaults>,
    /// `permalink:` for all pages and posts: a style (`date`, `pretty`, ...) or a pattern of its own.
    pub permalink: String,
    /// The posts, then the collections that the config names, in its order.
    pub collections: Vec<Collection>,
    /// `collections_dir:`: the folder that collections and posts stand in, without slashes at its ends; empty for the
    /// source folder.
    pub collections_dir: String,
    /// What of the content is published.
    pub publishing: Publishing,
    /// How the list of posts is divided into pages, where it is.
    pub pagination: Option<Pagination>,
    /// `relative_links:`, where the config names the plugin of that name.
    pub relative_links: RelativeLinks,
    /// `excerpt_separator:`: what ends the excerpt of a document.
    pub excerpt_separator: String,
    /// The endings of markdown files: `md`.
    pub markdown_ext: Vec<String>,
    /// The folders of the guides, where the config names them.
    pub guides: Option<Vec<GlobMatcher>>,
    /// The folder that guides are begun from.
    pub scaffold: Option<String>,
    /// File name patterns of each kind of page, in the config's order.
    pub kinds: Vec<(String, Vec<GlobMatcher>)>,
    /// The front matter keys that say which connector a page is about.
    pub identity: Identity,
    /// The kinds of pages that every guide has to have.
    pub required_kinds: Vec<String>,
    /// The data file that lists the connectors, if there is one.
    pub catalogue: Option<CatalogueConfig>,
    /// The data file that is the registry of parameters, by its name below `_data` without its ending.
    pub parameters: Option<String>,
    /// The theme's template for a Jekyll layout.
    pub layouts: BTreeMap<String, String>,
    /// How markdown is read.
    pub markdown: Markdown,
    /// What searches the whole text of the pages, if anything does.
    pub search: Option<FullText>,
    /// What is asked of single rules and groups.
    pub rules: RuleConfigs,
    /// Guides that are to be alike.
    pub variants: Vec<Variants>,
    /// What opens a finding's place, where `docgen serve` shows one.
    pub editor: Option<Editor>,
    /// What differs where the content is published under other names, in the config's order.
    pub brands: Vec<Brand>,
}

/// The front matter keys that say which connector a page is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The keys that the pages of one guide have the same values of.
    pub agree: Vec<String>,
    /// The keys whose values only one guide has.
    pub unique: Vec<String>,
}

impl Default for Identity {
    fn default() -> Self {
        let keys = |keys: &[&str]| keys.iter().map(|&key| key.to_owned()).collect();
        Self {
            agree: keys(&AGREE),
            unique: keys(&UNIQUE),
        }
    }
}

/// The endings of markdown files where the config says nothing.
const MARKDOWN_EXT: &str = "markdown,mkdown,mkdn,mkd,md";

/// The kinds of pages where the config says nothing.
const KINDS: [(&str, &str); 4] = [
    ("setup", "setup*.md"),
    ("authenticate", "authenticate*.md"),
    ("overview", "index.md"),
    ("events", "events*.md"),
];

/// What the pages of a guide agree on where the config says nothing.
const AGREE: [&str; 7] = [
    "heading",
    "apiProvider",
    "elementId",
    "elementKey",
    "apiKey",
    "apiSecret",
    "callbackURL",
];

/// What only one guide has where the config says nothing.
const UNIQUE: [&str; 2] = ["elementId", "elementKey"];

/// The keys of docgen's section.
const KEYS: [&str; 17] = [
    "brands",
    "catalogue",
    "edit",
    "guides",
    "heading_ids",
    "identity",
    "kinds",
    "last_modified",
    "layouts",
    "markdown",
    "parameters",
    "required_kinds",
    "rules",
    "scaffold",
    "search",
    "serve",
    "variants",
];

impl Config {
    /// Reads the config of the source folder `files`; a folder without one has Jekyll's defaults.
    pub fn load(files: &dyn Files) -> Result<Self, Error> {
        Self::parse(&Self::text(files)?)
    }

    /// The text of the config of the source folder `files`; empty where there is none.
    pub fn text(files: &dyn Files) -> Result<String, Error> {
        match files.read_start(CONFIG_FILE, MAX_CONFIG + 1) {
            Ok(bytes) if bytes.len() > MAX_CONFIG => Err(Error::Invalid {
                path: CONFIG_FILE.to_owned(),
                at: None,
                message: format!("the config has more than the {MAX_CONFIG} bytes that docgen reads"),
                hint: Some("put data into files of its own in _data".to_owned()),
            }),
            Ok(bytes) => String::from_utf8(bytes).map_err(|error| Error::Invalid {
                path: CONFIG_FILE.to_owned(),
                at: None,
                message: format!("byte {} is not UTF-8", error.utf8_error().valid_up_to()),
                hint: Some("save the file as UTF-8".to_owned()),
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(Error::read(CONFIG_FILE, error)),
        }
    }

    /// Reads the text of a config.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let reader = Reader { text };
        let text_start = text.trim_start_matches('\u{feff}');
        let site = match yaml::parse(text_start, &UTC) {
            Ok(yaml) => {
                if let Some(duplicate) = yaml.duplicate_keys.first() {
                    let at = duplicate.span.start + (text.len() - text_start.len());
                    let hint = "only the last one would count; remove the others".to_owned();
                    return Err(reader.error_at(at, format!("`{}` is given twice", duplicate.key), Some(hint)));
                }
                match yaml.value {
                    Json::Object(site) => site,
                    Json::Null => Map::new(),
                    _ => return Err(reader.error_at(0, "this is no list of `key: value`".to_owned(), None)),
                }
            }
            Err(error) => {
                let at = error.at + (text.len() - text_start.len());
                return Err(reader.error_at(at, format!("this is not YAML: {}", error.message), None));
            }
        };
        let empty = Map::new();
        let own = match site.get("docgen") {
            None | Some(Json::Null) => &empty,
            Some(Json::Object(own)) => own,
            Some(_) => return Err(reader.error("/docgen", "`docgen` holds settings, one `key: value` a line")),
        };
        reader.refuse_unknown(own, "/docgen", &KEYS)?;
        let string = |key: &str| reader.string(site.get(key), &format!("/{key}"));
        // Some sites have a title in each language, which only their own Liquid knows how to read.
        let name = |key: &str| match site.get(key) {
            Some(Json::String(text)) => Some(text.clone()),
            Some(Json::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let patterns = |key: &str, built_in: &[&str]| -> Result<Vec<PathPattern>, Error> {
            let pointer = format!("/{key}");
            let own = reader.strings(site.get(key), &pointer)?;
            let pattern = |text: &str| {
                let wrong = |reason| reader.error(&pointer, format!("`{text}` is no pattern: {reason}"));
                PathPattern::new(text).map_err(wrong)
            };
            built_in
                .iter()
                .copied()
                .chain(own.iter().map(String::as_str))
                .map(pattern)
                .collect()
        };
        let time_zone = reader.time_zone(site.get("timezone"))?;
        let collections_dir = string("collections_dir")?
            .unwrap_or_default()
            .trim_matches('/')
            .to_owned();
        let permalink = string("permalink")?.unwrap_or_else(|| "date".to_owned());
        let markdown_ext = string("markdown_ext")?.unwrap_or_else(|| MARKDOWN_EXT.to_owned());
        let config = Self {
            title: name("title").unwrap_or_default(),
            description: name("description"),
            language: name("lang").unwrap_or_else(|| "en".to_owned()),
            url: string("url")?.unwrap_or_default().trim_end_matches('/').to_owned(),
            base_url: base_url(&string("baseurl")?.unwrap_or_default()),
            repository: reader.repository(&site, own.get("edit"))?,
            last_modified: reader.last_modified(own.get("last_modified"), "/docgen/last_modified")?,
            time: reader.time(site.get("time"), &time_zone)?,
            time_zone,
            exclude: patterns("exclude", &JEKYLL_EXCLUDES)?,
            include: patterns("include", &[])?,
            defaults: reader.defaults(site.get("defaults"), &collections_dir)?,
            collections_dir,
            collections: reader.collections(site.get("collections"), &permalink)?,
            permalink,
            publishing: reader.publishing(&site)?,
            pagination: reader.pagination(&site)?,
            relative_links: RelativeLinks::read(&site),
            excerpt_separator: string("excerpt_separator")?.unwrap_or_else(|| "\n\n".to_owned()),
            markdown_ext: markdown_ext
                .split(',')
                .map(|ending| ending.trim().to_ascii_lowercase())
                .collect(),
            guides: match own.get("guides") {
                None => None,
                guides => Some(reader.globs(guides, "/docgen/guides")?),
            },
            scaffold: reader
                .string(own.get("scaffold"), "/docgen/scaffold")?
                .map(|path| path.trim_matches('/').to_owned()),
            kinds: reader.kinds(own.get("kinds"))?,
            identity: reader.identity(own.get("identity"))?,
            required_kinds: reader.strings(own.get("required_kinds"), "/docgen/required_kinds")?,
            catalogue: reader.catalogue(own.get("catalogue"))?,
            parameters: reader.string(own.get("parameters"), "/docgen/parameters")?,
            layouts: reader.layouts(own.get("layouts"))?,
            markdown: reader.markdown(&site, own)?,
            search: reader.search(own.get("search"))?,
            rules: reader.rules(own.get("rules"))?,
            variants: reader.variants(own.get("variants"))?,
            editor: reader.editor(own.get("serve"))?,
            brands: reader.brands(own.get("brands"))?,
            site,
        };
        Ok(config)
    }

    /// The brand of that name.
    ///
    /// # Errors
    /// [`Error::Argument`] where there is none.
    pub fn brand(&self, name: &str) -> Result<&Brand, Error> {
        let names = || self.brands.iter().map(|brand| brand.name.as_str());
        let found = self.brands.iter().find(|brand| brand.name == name);
        found.ok_or_else(|| Error::Argument {
            message: format!("there is no brand `{name}`"),
            hint: match nearest(name, names()) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None if self.brands.is_empty() => {
                    format!("name brands under `docgen: brands:` in {CONFIG_FILE}")
                }
                None => format!("the brands are {}", names().collect::<Vec<_>>().join(", ")),
            },
        })
    }

    /// Whether the site has settings of docgen's, or says by an empty section that it wants none.
    pub fn has_own_section(&self) -> bool {
        self.site.contains_key("docgen")
    }

    /// The kind of the page at `path`, by its file name.
    pub fn kind_of(&self, path: &str) -> Option<&str> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_kind = |patterns: &[GlobMatcher]| patterns.iter().any(|pattern| pattern.is_match(name));
        self.kinds
            .iter()
            .find(|(_, patterns)| is_kind(patterns))
            .map(|(kind, _)| kind.as_str())
    }

    /// The error that the config's value at `pointer` is wrong.
    pub fn error(&self, files: &dyn Files, pointer: &str, message: String, hint: String) -> Error {
        match files.read_start(CONFIG_FILE, MAX_CONFIG) {
            Ok(bytes) => Reader {
                text: &String::from_utf8_lossy(&bytes),
            }
            .error_with_hint(pointer, message, hint),
            Err(error) => Error::read(CONFIG_FILE, error),
        }
    }
}

/// The JSON pointer of the member `key` of what stands at `pointer`.
fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", yaml::pointer_part(key))
}

/// `base_url` with a slash at its start and none at its end, or empty.
pub fn base_url(base_url: &str) -> String {
    match base_url.trim_matches('/') {
        "" => String::new(),
        path => format!("/{path}"),
    }
}

/// The folders that `path` stands in, outermost first.
pub fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// Reads values of the config, and knows where they stand when they are wrong.
struct Reader<'t> {
    text: &'t str,
}

impl Reader<'_> {
    fn error_at(&self, at: usize, message: String, hint: Option<String>) -> Error {
        Error::Invalid {
            path: CONFIG_FILE.to_owned(),
            at: Some(LineIndex::new(self.text).line_column(self.text, at)),
            message,
            hint,
        }
    }

    fn error(&self, pointer: &str, message: impl Into<String>) -> Error {
        self.error_at(self.place(pointer), message.into(), None)
    }

    fn error_with_hint(&self, pointer: &str, message: String, hint: String) -> Error {
        self.error_at(self.place(pointer), message, Some(hint))
    }

    fn place(&self, pointer: &str) -> usize {
        let mark = self.text.len() - self.text.trim_start_matches('\u{feff}').len();
        let entry = yaml::Outline::new(&self.text[mark..]).find(pointer);
        entry.map_or(0, |entry| entry.key.start) + mark
    }

    fn string(&self, value: Option<&Json>, pointer: &str) -> Result<Option<String>, Error> {
        match value {
            None | Some(Json::Null) => Ok(None),
            Some(Json::String(text)) => Ok(Some(text.clone())),
            Some(Json::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(self.error(pointer, "a text is expected here")),
        }
    }

    fn time(&self, value: Option<&Json>, zone: &Zone) -> Result<Option<i64>, Error> {
        const POINTER: &str = "/time";
        let Some(text) = self.string(value, POINTER)? else {
            return Ok(None);
        };
        let time = Time::parse(&text, &Time::after_1970(0, zone), zone);
        let wrong = || {
            self.error(
                POINTER,
                format!("`{text}` is no time: write it as `2026-05-01 12:00:00 +0000`"),
            )
        };
        time.map(|time| Some(time.seconds())).ok_or_else(wrong)
    }

    fn time_zone(&self, value: Option<&Json>) -> Result<Zone, Error> {
        let pointer = "/timezone";
        match self.string(value, pointer)? {
            None => Ok(UTC.clone()),
            Some(name) => Zone::named(&name).ok_or_else(|| {
                let message = format!("there is no time zone `{name}`: name a place, as `Europe/Berlin`");
                self.error(pointer, message)
            }),
        }
    }

    /// One text, or a list of them.
    fn strings(&self, value: Option<&Json>, pointer: &str) -> Result<Vec<String>, Error> {
        match value {
            None | Some(Json::Null) => Ok(Vec::new()),
            Some(Json::Array(items)) => {
                let each = items.iter().enumerate();
                let strings: Result<Vec<_>, _> = each
                    .map(|(at, item)| self.string(Some(item), &format!("{pointer}/{at}")))
                    .collect();
                Ok(strings?.into_iter().flatten().collect())
            }
            single => Ok(self.string(single, pointer)?.into_iter().collect()),
        }
    }

    fn map<'j>(&self, value: Option<&'j Json>, pointer: &str) -> Result<Option<&'j Map<String, Json>>, Error> {
        match value {
            None | Some(Json::Null) => Ok(None),
            Some(Json::Object(map)) => Ok(Some(map)),
            Some(_) => Err(self.error(pointer, "`key: value` pairs are expected here")),
        }
    }

    /// Patterns of paths in which `*` does not pass a slash.
    fn globs(&self, value: Option<&Json>, pointer: &str) -> Result<Vec<GlobMatcher>, Error> {
        let patterns = self.strings(value, pointer)?;
        let compile = |pattern: &String| {
            let pattern = pattern.trim_matches('/');
            match GlobBuilder::new(pattern).literal_separator(true).build() {
                Ok(glob) => Ok(glob.compile_matcher()),
                Err(error) => Err(self.error(pointer, format!("`{pattern}` is no pattern: {}", error.kind()))),
            }
        };
        patterns.iter().map(compile).collect()
    }

    fn refuse_unknown(&self, map: &Map<String, Json>, pointer: &str, known: &[&str]) -> Result<(), Error> {
        let Some(key) = map.keys().find(|key| !known.contains(&key.as_str())) else {
            return Ok(());
        };
        let hint = match nearest(key, known.iter().copied()) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => format!("the keys are {}", known.join(", ")),
        };
        Err(self.error_with_hint(&below(pointer, key), format!("there is no setting `{key}`"), hint))
    }

    fn identity(&self, value: Option<&Json>) -> Result<Identity, Error> {
        const POINTER: &str = "/docgen/identity";
        let mut identity = Identity::default();
        if let Some(own) = self.map(value, POINTER)? {
            self.refuse_unknown(own, POINTER, &["agree", "unique"])?;
            for (key, keys) in [("agree", &mut identity.agree), ("unique", &mut identity.unique)] {
                if own.contains_key(key) {
                    *keys = self.strings(own.get(key), &format!("{POINTER}/{key}"))?;
                }
            }
        }
        Ok(identity)
    }

    fn kinds(&self, value: Option<&Json>) -> Result<Vec<(String, Vec<GlobMatcher>)>, Error> {
        let defaults: Map<String, Json> = KINDS
            .into_iter()
            .map(|(kind, pattern)| (kind.to_owned(), pattern.into()))
            .collect();
        let kinds = self.map(value, "/docgen/kinds")?.unwrap_or(&defaults);
        let read = |(kind, patterns): (&String, &Json)| {
            let patterns = self.globs(Some(patterns), &below("/docgen/kinds", kind))?;
            Ok((kind.clone(), patterns))
        };
        kinds.iter().map(read).collect()
    }

    fn layouts(&self, value: Option<&Json>) -> Result<BTreeMap<String, String>, Error> {
        let mut layouts = BTreeMap::new();
        for (layout, template) in self.map(value, "/docgen/layouts")?.into_iter().flatten() {
            let template = self.string(Some(template), &below("/docgen/layouts", layout))?;
            layouts.extend(template.map(|template| (layout.clone(), template)));
        }
        Ok(layouts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> (String, Option<String>) {
        let error = Config::parse(text).expect_err("the config is wrong");
        (error.to_string(), error.hint().map(str::to_owned))
    }

    #[test]
    fn an_unknown_setting_is_an_error_with_its_place_and_the_nearest_one() {
        let (message, hint) = error("title: x\ndocgen:\n  guidse: docs/*\n");
        assert_eq!(message, "_config.yml:3:3: there is no setting `guidse`");
        assert_eq!(hint.as_deref(), Some("did you mean `guides`?"));
        let (message, _) = error("docgen:\n  a/b~: 1\n");
        assert_eq!(message, "_config.yml:2:3: there is no setting `a/b~`");
    }

    #[test]
    fn a_catalogue_is_a_name_or_says_how_guides_are_known() {
        let catalogue = |text: &str| {
            let config = Config::parse(&format!("docgen: {{catalogue: {text}}}")).expect("it is right");
            let it = config.catalogue.expect("there is one");
            [it.data, it.key, it.matches]
        };
        assert_eq!(catalogue("elements"), ["elements", "elementKey", "elementKey"]);
        assert_eq!(catalogue("{data: all, key: id}"), ["all", "id", "id"]);
        assert_eq!(
            catalogue("{data: all, key: id, matches: elementId}"),
            ["all", "id", "elementId"]
        );
        let (message, hint) = error("docgen:\n  catalogue: {dat: elements}\n");
        assert_eq!(message, "_config.yml:2:15: there is no setting `dat`");
        assert_eq!(hint.as_deref(), Some("did you mean `data`?"));
        let (message, _) = error("docgen:\n  catalogue: {key: id}\n");
        assert!(
            message.starts_with("_config.yml:2:3: the catalogue is a data file"),
            "{message}"
        );
    }

    #[test]
    fn identity_is_taken_by_its_parts() {
        let config = Config::parse("docgen: {identity: {unique: []}, required_kinds: setup}").expect("it is right");
        assert_eq!(config.identity.unique, Vec::<String>::new());
        assert_eq!(config.identity.agree, Identity::default().agree);
        assert_eq!(config.required_kinds, ["setup"]);
        let (message, hint) = error("docgen:\n  identity: {agre: heading}\n");
        assert_eq!(message, "_config.yml:2:14: there is no setting `agre`");
        assert_eq!(hint.as_deref(), Some("did you mean `agree`?"));
    }

    #[test]
    fn wrong_values_are_errors_with_their_place() {
        for (text, expected) in [
            (
                "docgen: [a]\n",
                "_config.yml:1:1: `docgen` holds settings, one `key: value` a line",
            ),
            (
                "docgen:\n  heading_ids: x\n",
                "_config.yml:2:3: there is no rule `x` for heading ids",
            ),
            (
                "docgen:\n  rules: {a: loud}\n",
                "_config.yml:2:11: a rule is `error`, `warning` or `off`",
            ),
            ("title: a\ntitle: b\n", "_config.yml:2:1: `title` is given twice"),
            ("baseurl: [x]\n", "_config.yml:1:1: a text is expected here"),
            (
                "title: x\nexclude: [\"[\"]\n",
                "_config.yml:2:1: `[` is no pattern: unclosed character class; missing ']'",
            ),
            (
                "defaults: 3\n",
                "_config.yml:1:1: `defaults` is a list of scopes and values",
            ),
        ] {
            assert_eq!(error(text).0, expected);
        }
    }

    #[test]
    fn a_title_in_each_language_is_for_liquid_alone() {
        let config = Config::parse("title: {en: Notes, de: Notizen}\nlang: [en, de]\n").expect("it is a config");
        assert_eq!((config.title.as_str(), config.language.as_str()), ("", "en"));
        assert_eq!(config.site["title"]["de"], "Notizen");
    }

    #[test]
    fn kinds_follow_the_file_name() {
        let config = Config::parse("").expect("an empty config is right");
        assert_eq!(config.kind_of("docs/x/setup-oauth.md"), Some("setup"));
        assert_eq!(config.kind_of("docs/x/index.md"), Some("overview"));
        assert_eq!(config.kind_of("docs/setup/notes.md"), None);
    }
}
