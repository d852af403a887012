//! `site`, as the Liquid of a page sees it.

use serde_json::{Map, Value as Json, json};

use super::{CollectionValues, SiteValues};
use crate::liquid::value::{Array, Drop, Object, Value};

/// How many posts `site.related_posts` has at most.
const RELATED: usize = 10;

/// The members that are no keys of the config.
const OWN: [&str; 12] = [
    "categories",
    "collections",
    "data",
    "documents",
    "html_files",
    "html_pages",
    "pages",
    "posts",
    "related_posts",
    "static_files",
    "tags",
    "time",
];

/// Liquid's `site`, which knows whose it is.
#[derive(Debug)]
pub struct SiteOfPage<'s> {
    values: &'s SiteValues,
    position: usize,
}

impl<'s> SiteOfPage<'s> {
    pub(super) fn new(values: &'s SiteValues, position: usize) -> Self {
        Self { values, position }
    }

    fn posts(&self) -> &[usize] {
        let posts = self.values.collections.iter().find(|collection| collection.is_posts);
        posts.map_or(&[], |posts| &posts.documents)
    }

    fn list(&self, positions: impl IntoIterator<Item = usize>) -> Value<'_> {
        Value::array(positions.into_iter().map(|position| self.values.page(position)))
    }

    fn lists<'a>(&'a self, lists: &'a [(String, Vec<usize>)]) -> Value<'a> {
        let member =
            |(name, positions): &'a (String, Vec<usize>)| (name.as_str().into(), self.list(positions.iter().copied()));
        Value::object(lists.iter().map(member))
    }

    /// The newest posts, without the page itself; nothing to a page that is no document.
    fn related_posts(&self) -> Value<'_> {
        let posts = self.posts();
        if self.values.pages[self.position].document.is_none() {
            return Value::Nil;
        }
        if posts.len() < 2 {
            return Value::array([]);
        }
        let newest = posts.iter().rev().copied().take(RELATED + 1);
        self.list(newest.filter(|&post| post != self.position).take(RELATED))
    }

    fn collection<'a>(&'a self, collection: &'a CollectionValues) -> Value<'a> {
        let folder = format!("_{}", collection.label);
        let own: [(&str, Value<'a>); 6] = [
            ("label", collection.label.as_str().into()),
            ("docs", self.list(collection.documents.iter().copied())),
            ("files", Value::Array(Array::Data(&collection.files))),
            ("relative_directory", folder.clone().into()),
            // Jekyll has the path on the machine that builds.
            ("directory", folder.into()),
            ("output", Value::Bool(collection.is_written)),
        ];
        let is_own = |key: &str| own.iter().any(|(name, _)| *name == key);
        let further = collection.values.iter().filter(|(key, _)| !is_own(key));
        let further: Vec<_> = further
            .map(|(key, value)| (key.as_str().into(), Value::from(value)))
            .collect();
        Value::object(own.into_iter().map(|(name, value)| (name.into(), value)).chain(further))
    }

    fn documents(&self) -> Value<'_> {
        let of_collection = |collection: &'s CollectionValues| {
            let documents = collection.documents.iter().map(|&position| self.values.page(position));
            documents.chain(collection.files.iter().map(Value::from))
        };
        Value::array(self.values.collections.iter().flat_map(of_collection))
    }

    fn static_files(&self) -> Vec<&Json> {
        let of_collections = self.values.collections.iter().flat_map(|collection| &collection.files);
        self.values.static_files.iter().chain(of_collections).collect()
    }
}

impl Drop for SiteOfPage<'_> {
    fn get<'a>(&'a self, name: &str) -> Option<Value<'a>> {
        let values = self.values;
        let named = |collection: &&CollectionValues| !collection.is_posts && collection.label == name;
        if let Some(collection) = values.collections.iter().find(named) {
            return Some(self.list(collection.documents.iter().copied()));
        }
        match name {
            "data" => Some(
                values
                    .config
                    .get(name)
                    .map_or(Value::Object(Object::Data(&values.data)), Value::from),
            ),
            "pages" => Some(self.list(values.site_pages.iter().copied())),
            "html_pages" => {
                let pages = values.site_pages.iter().copied();
                Some(self.list(pages.filter(|&position| values.pages[position].is_html)))
            }
            "static_files" => Some(Value::array(self.static_files().into_iter().map(Value::from))),
            "html_files" => {
                let is_html = |file: &&Json| file.get("extname").and_then(Json::as_str) == Some(".html");
                Some(Value::array(
                    self.static_files().into_iter().filter(is_html).map(Value::from),
                ))
            }
            "time" => Some(Value::from(values.time.as_str())),
            "posts" => Some(self.list(self.posts().iter().rev().copied())),
            "documents" => Some(self.documents()),
            "collections" => {
                let mut collections: Vec<&CollectionValues> = values.collections.iter().collect();
                collections.sort_by_key(|collection| &collection.label);
                Some(Value::array(
                    collections.into_iter().map(|collection| self.collection(collection)),
                ))
            }
            "categories" => Some(self.lists(&values.categories)),
            "tags" => Some(self.lists(&values.tags)),
            "related_posts" => Some(self.related_posts()),
            "config" => Some(Value::Nil),
            _ => values.config.get(name).map(Value::from),
        }
    }

    fn names(&self) -> Vec<&str> {
        let of_config = self.values.config.keys().map(String::as_str);
        let of_config = of_config.filter(|key| !OWN.contains(key));
        OWN.into_iter().chain(of_config).collect()
    }
}

/// The config of a site with what Jekyll's own says where it says nothing (`Configuration::DEFAULTS`), but the folders
/// of the machine. `url` is none of these: `{{ site.url }}{{ site.baseurl }}` is right without it all the same.
pub(in crate::index) fn with_jekylls_defaults(mut config: Map<String, Json>) -> Map<String, Json> {
    let defaults = json!({
        "collections_dir": "",
        "cache_dir": ".jekyll-cache",
        "plugins_dir": "_plugins",
        "layouts_dir": "_layouts",
        "data_dir": "_data",
        "includes_dir": "_includes",
        "safe": false,
        "include": [".htaccess"],
        "exclude": [],
        "keep_files": [".git", ".svn"],
        "encoding": "utf-8",
        "markdown_ext": "markdown,mkdown,mkdn,mkd,md",
        "strict_front_matter": false,
        "show_drafts": null,
        "limit_posts": 0,
        "future": false,
        "unpublished": false,
        "whitelist": [],
        "plugins": [],
        "markdown": "kramdown",
        "highlighter": "rouge",
        "lsi": false,
        "excerpt_separator": "\n\n",
        "incremental": false,
        "detach": false,
        "port": "4000",
        "host": "127.0.0.1",
        "baseurl": null,
        "show_dir_listing": false,
        "permalink": "date",
        "paginate_path": "/page:num",
        "timezone": null,
        "url": null,
        "quiet": false,
        "verbose": false,
        "defaults": [],
    });
    if let Json::Object(defaults) = defaults {
        for (key, value) in defaults {
            config.entry(key).or_insert(value);
        }
    }
    config
}
