//! `_config.yml`: Jekyll's keys, which Liquid sees as `site`, and docgen's own section, typed.
//!
//! An unknown key in docgen's section is an error that names the nearest known one: a misspelt setting that does
//! nothing would be worse.

mod catalogue;
mod rules;
mod variants;

use std::collections::BTreeMap;

use globset::{Glob, GlobBuilder, GlobMatcher};
use serde_json::{Map, Value as Json};

use crate::date::{UTC, Zone};
use crate::error::Error;
use crate::finding::nearest;
use crate::span::LineIndex;
use crate::vfs::Files;
use crate::yaml;
pub use catalogue::CatalogueConfig;
pub use rules::{Level, RuleConfig, RuleConfigs};
pub use variants::{MayDiffer, Variants};

/// The config's path in the source folder.
pub const CONFIG_FILE: &str = "_config.yml";

/// The most that `defaults` may come to, in bytes of JSON: each page gets values of its own of them.
const MAX_DEFAULTS: usize = 64 * 1024;

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
    /// The zone that times are shown in: `timezone:`, else Greenwich's, so that a build is the same on every machine.
    pub time_zone: Zone,
    /// Files and folders that are left out.
    pub exclude: Vec<PathPattern>,
    /// Files and folders that are taken though their names begin with `_` or `.`.
    pub include: Vec<PathPattern>,
    /// `defaults:`, in the file's order.
    pub defaults: Vec<FrontMatterDefaults>,
    /// `permalink:` for all pages.
    pub permalink: PermalinkStyle,
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
    /// How heading ids are made.
    pub heading_ids: HeadingIds,
    /// What is asked of single rules and groups.
    pub rules: RuleConfigs,
    /// Guides that are to be alike.
    pub variants: Vec<Variants>,
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

/// Front matter that pages have without saying so.
#[derive(Debug)]
pub struct FrontMatterDefaults {
    /// The folder or file whose pages are meant, or a pattern of them; empty for all.
    pub path: String,
    /// `pages`, `posts`, `drafts` or a collection's name; nothing for all.
    pub page_type: Option<String>,
    /// The values.
    pub values: Map<String, Json>,
    pattern: Option<GlobMatcher>,
}

impl FrontMatterDefaults {
    /// Whether the page at `path` is meant.
    pub fn applies_to(&self, path: &str, page_type: &str) -> bool {
        if self.page_type.as_deref().is_some_and(|wanted| wanted != page_type) {
            return false;
        }
        match &self.pattern {
            Some(pattern) => ancestors(path).chain([path]).any(|folder| pattern.is_match(folder)),
            None => self.path.is_empty() || path == self.path || is_below(path, &self.path),
        }
    }

    /// What Jekyll compares: the length of the path, then whether there is a type.
    fn specificity(&self) -> (usize, bool) {
        (self.path.chars().count(), self.page_type.is_some())
    }
}

/// Adds to `values` what only `defaults` has, in nested mappings too.
pub fn fill_in(values: &mut Map<String, Json>, defaults: Map<String, Json>) {
    for (key, default) in defaults {
        match (values.get_mut(&key), default) {
            (Some(Json::Object(values)), Json::Object(defaults)) => fill_in(values, defaults),
            // An empty value is a value: `layout:` asks for none.
            (Some(_), _) => {}
            (None, default) => {
                values.insert(key, default);
            }
        }
    }
}

/// Whose rule makes heading ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HeadingIds {
    /// redcarpet's (`with_toc_data`), except that a repeated id gets a number.
    #[default]
    Redcarpet,
    /// kramdown's own (`auto_ids` with `input: kramdown`).
    Kramdown,
    /// GitHub's, which is also that of kramdown with `input: GFM`, Jekyll's default.
    Github,
}

/// How pages without a permalink of their own are addressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PermalinkStyle {
    /// `/docs/setup.html`
    #[default]
    File,
    /// `/docs/setup/`
    Pretty,
}

/// An entry of Jekyll's `exclude` and `include`: a path's beginning, or a pattern in which `*` passes slashes too.
#[derive(Debug)]
pub struct PathPattern {
    text: String,
    glob: Option<GlobMatcher>,
}

impl PathPattern {
    /// The pattern `text`, relative to the source folder.
    ///
    /// # Errors
    /// Why it is no pattern, as `[` by itself is none.
    pub fn new(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches("./").trim_start_matches('/');
        let glob = match text.contains(['*', '?', '[', '{']) {
            true => Some(
                Glob::new(text)
                    .map_err(|error| error.kind().to_string())?
                    .compile_matcher(),
            ),
            false => None,
        };
        Ok(Self {
            text: text.to_owned(),
            glob,
        })
    }

    /// Whether it names the file or folder at `path`.
    pub fn matches(&self, path: &str) -> bool {
        !self.text.is_empty()
            && (path.starts_with(&self.text)
                || self.text.strip_suffix('/') == Some(path)
                || self.glob.as_ref().is_some_and(|glob| glob.is_match(path)))
    }
}

/// What Jekyll leaves out of every site.
const JEKYLL_EXCLUDES: [&str; 10] = [
    ".sass-cache",
    ".jekyll-cache",
    "gemfiles",
    "Gemfile",
    "Gemfile.lock",
    "node_modules",
    "vendor/bundle/",
    "vendor/cache/",
    "vendor/gems/",
    "vendor/ruby/",
];

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
const KEYS: [&str; 11] = [
    "catalogue",
    "guides",
    "heading_ids",
    "identity",
    "kinds",
    "layouts",
    "parameters",
    "required_kinds",
    "rules",
    "scaffold",
    "variants",
];

impl Config {
    /// Reads the config of the source folder `files`; a folder without one has Jekyll's defaults.
    pub fn load(files: &dyn Files) -> Result<Self, Error> {
        let text = match files.read_start(CONFIG_FILE, MAX_CONFIG + 1) {
            Ok(bytes) if bytes.len() > MAX_CONFIG => {
                return Err(Error::Invalid {
                    path: CONFIG_FILE.to_owned(),
                    at: None,
                    message: format!("the config has more than the {MAX_CONFIG} bytes that docgen reads"),
                    hint: Some("put data into files of its own in _data".to_owned()),
                });
            }
            Ok(bytes) => String::from_utf8(bytes).map_err(|error| Error::Invalid {
                path: CONFIG_FILE.to_owned(),
                at: None,
                message: format!("byte {} is not UTF-8", error.utf8_error().valid_up_to()),
                hint: Some("save the file as UTF-8".to_owned()),
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Error::read(CONFIG_FILE, error)),
        };
        Self::parse(&text)
    }

    /// Reads the text of a config.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let reader = Reader { text };
        let text_start = text.trim_start_matches('\u{feff}');
        let site = match yaml::parse(text_start) {
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
        let config = Self {
            title: string("title")?.unwrap_or_default(),
            description: string("description")?,
            language: string("lang")?.unwrap_or_else(|| "en".to_owned()),
            url: string("url")?.unwrap_or_default().trim_end_matches('/').to_owned(),
            base_url: base_url(&string("baseurl")?.unwrap_or_default()),
            time_zone: reader.time_zone(site.get("timezone"))?,
            exclude: patterns("exclude", &JEKYLL_EXCLUDES)?,
            include: patterns("include", &[])?,
            defaults: reader.defaults(site.get("defaults"))?,
            permalink: match site.get("permalink").and_then(Json::as_str) {
                Some("pretty") => PermalinkStyle::Pretty,
                Some(style) if style.ends_with('/') => PermalinkStyle::Pretty,
                _ => PermalinkStyle::File,
            },
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
            heading_ids: reader.heading_ids(own.get("heading_ids"))?,
            rules: reader.rules(own.get("rules"))?,
            variants: reader.variants(own.get("variants"))?,
            site,
        };
        Ok(config)
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

    /// The front matter that a page has without saying so, by Jekyll's rule (`FrontmatterDefaults#all`): the longest
    /// path wins, of equally long ones the one with a type, of those the later; nested mappings are merged.
    pub fn defaults_of(&self, path: &str, page_type: &str) -> Map<String, Json> {
        let mut values = Map::new();
        let mut strongest: Option<&FrontMatterDefaults> = None;
        for defaults in self
            .defaults
            .iter()
            .filter(|defaults| defaults.applies_to(path, page_type))
        {
            if strongest.is_none_or(|strongest| defaults.specificity() >= strongest.specificity()) {
                let weaker = std::mem::replace(&mut values, defaults.values.clone());
                fill_in(&mut values, weaker);
                strongest = Some(defaults);
            } else {
                fill_in(&mut values, defaults.values.clone());
            }
        }
        values
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

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder.trim_end_matches('/'))
        .is_some_and(|rest| rest.starts_with('/'))
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
        Err(self.error_with_hint(
            &format!("{pointer}/{key}"),
            format!("there is no setting `{key}`"),
            hint,
        ))
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
        let read = |(kind, patterns)| {
            let patterns = self.globs(Some(patterns), &format!("/docgen/kinds/{kind}"))?;
            Ok((String::clone(kind), patterns))
        };
        kinds.iter().map(read).collect()
    }

    fn layouts(&self, value: Option<&Json>) -> Result<BTreeMap<String, String>, Error> {
        let mut layouts = BTreeMap::new();
        for (layout, template) in self.map(value, "/docgen/layouts")?.into_iter().flatten() {
            let template = self.string(Some(template), &format!("/docgen/layouts/{layout}"))?;
            layouts.extend(template.map(|template| (layout.clone(), template)));
        }
        Ok(layouts)
    }

    fn heading_ids(&self, value: Option<&Json>) -> Result<HeadingIds, Error> {
        const POINTER: &str = "/docgen/heading_ids";
        match self.string(value, POINTER)?.as_deref() {
            None | Some("redcarpet") => Ok(HeadingIds::Redcarpet),
            Some("kramdown") => Ok(HeadingIds::Kramdown),
            Some("github") => Ok(HeadingIds::Github),
            Some(other) => {
                let message = format!("there is no rule `{other}` for heading ids");
                Err(self.error_with_hint(POINTER, message, "it is redcarpet, kramdown or github".to_owned()))
            }
        }
    }

    fn defaults(&self, value: Option<&Json>) -> Result<Vec<FrontMatterDefaults>, Error> {
        let items = match value {
            None | Some(Json::Null) => return Ok(Vec::new()),
            Some(Json::Array(items)) => items,
            Some(_) => return Err(self.error("/defaults", "`defaults` is a list of scopes and values")),
        };
        if value.is_some_and(|value| value.to_string().len() > MAX_DEFAULTS) {
            let message = format!("`defaults` come to more than {MAX_DEFAULTS} bytes");
            let hint = "each page gets them; put what is long into a file in _data".to_owned();
            return Err(self.error_with_hint("/defaults", message, hint));
        }
        let each = items.iter().enumerate();
        each.map(|(at, item)| {
            let pointer = format!("/defaults/{at}");
            let scope = self.map(item.get("scope"), &format!("{pointer}/scope"))?;
            let from_scope = |key: &str| {
                self.string(
                    scope.and_then(|scope| scope.get(key)),
                    &format!("{pointer}/scope/{key}"),
                )
            };
            let path = from_scope("path")?.unwrap_or_default();
            let path = path.trim_matches('/').to_owned();
            let pattern = if path.contains('*') {
                self.globs(Some(&Json::String(path.clone())), &pointer)?.pop()
            } else {
                None
            };
            Ok(FrontMatterDefaults {
                page_type: from_scope("type")?.filter(|page_type| !page_type.is_empty()),
                values: self
                    .map(item.get("values"), &format!("{pointer}/values"))?
                    .cloned()
                    .unwrap_or_default(),
                path,
                pattern,
            })
        })
        .collect()
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
            ("title: [x]\n", "_config.yml:1:1: a text is expected here"),
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
    fn exclude_takes_beginnings_and_patterns() {
        for (pattern, path, expected) in [
            ("README", "README.md", true),
            ("vendor/", "vendor", true),
            ("*.tmp", "a/b.tmp", true),
            ("docs", "other/docs", false),
            ("", "a", false),
        ] {
            let is_named = PathPattern::new(pattern).expect("it is a pattern").matches(path);
            assert_eq!(is_named, expected, "{pattern} {path}");
        }
    }

    #[test]
    fn defaults_apply_by_folder_type_and_pattern() {
        let config = Config::parse(concat!(
            "defaults:\n",
            "- {scope: {path: docs, type: pages}, values: {a: 1}}\n",
            "- {scope: {path: 'docs/*/x'}, values: {b: 1}}\n",
        ))
        .expect("the config is right");
        let applies = |path, page_type| -> Vec<bool> {
            config
                .defaults
                .iter()
                .map(|defaults| defaults.applies_to(path, page_type))
                .collect()
        };
        assert_eq!(applies("docs/a.md", "pages"), [true, false]);
        assert_eq!(applies("docs2/a.md", "pages"), [false, false]);
        assert_eq!(applies("docs/y/x/a.md", "posts"), [false, true]);
    }

    #[test]
    fn of_several_defaults_jekylls_choice_wins() {
        let defaults = |scopes: &str| {
            let config = Config::parse(&format!("defaults: [{scopes}]\n")).expect("the config is right");
            Json::Object(config.defaults_of("docs/a.md", "pages"))
        };
        for (scopes, expected) in [
            // Equally long: the later.
            (
                "{scope: {path: docs}, values: {a: 1}}, {scope: {path: docs}, values: {a: 2}}",
                serde_json::json!({"a": 2}),
            ),
            // Equally long: a type is more than none.
            (
                "{scope: {path: docs, type: pages}, values: {a: 1}}, {scope: {path: docs}, values: {a: 2}}",
                serde_json::json!({"a": 1}),
            ),
            // The length of the path is more than a type.
            (
                "{scope: {path: docs}, values: {a: 1}}, {scope: {path: '', type: pages}, values: {a: 2}}",
                serde_json::json!({"a": 1}),
            ),
            (
                "{scope: {path: docs}, values: {a: {x: 1, y: 1}}}, {scope: {path: ''}, values: {a: {x: 2, z: 2}}}",
                serde_json::json!({"a": {"x": 1, "y": 1, "z": 2}}),
            ),
        ] {
            assert_eq!(defaults(scopes), expected, "{scopes}");
        }
    }

    #[test]
    fn kinds_follow_the_file_name() {
        let config = Config::parse("").expect("an empty config is right");
        assert_eq!(config.kind_of("docs/x/setup-oauth.md"), Some("setup"));
        assert_eq!(config.kind_of("docs/x/index.md"), Some("overview"));
        assert_eq!(config.kind_of("docs/setup/notes.md"), None);
    }
}
