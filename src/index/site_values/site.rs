//! `site`, as the Liquid of a page sees it.

use serde_json::{Map, Value as Json, json};

use super::{CollectionValues, Pager, SiteValues};
use crate::index::reads::Reads;
use crate::liquid::value::{Array, Drop, Family, Object, Value, to_i64};

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

/// The members of a page that do not stand in its own front matter.
const DERIVED: [&str; 5] = ["content", "excerpt", "next", "output", "previous"];

/// Liquid's `site`, which knows whose it is, and all pages as that one sees them.
#[derive(Debug)]
pub struct SiteOfPage<'s> {
    values: &'s SiteValues,
    position: usize,
    reads: &'s Reads,
    data: DataOfPage<'s>,
}

/// Liquid's `site.data`.
#[derive(Debug)]
pub(in crate::index) struct DataOfPage<'s> {
    data: &'s Map<String, Json>,
    reads: &'s Reads,
}

impl<'s> SiteOfPage<'s> {
    pub(super) fn new(values: &'s SiteValues, position: usize, reads: &'s Reads) -> Self {
        Self {
            values,
            position,
            reads,
            data: DataOfPage {
                data: &values.data,
                reads,
            },
        }
    }

    /// Liquid's `page`.
    pub fn page(&self) -> Value<'_> {
        self.member(self.position)
    }

    /// Liquid's `paginator`, if the page lists posts.
    pub fn paginator(&self) -> Option<Value<'_>> {
        let number = self.values.pages.get(self.position)?.pager?;
        let Pager { paginated, posts } = self.values.pagination.as_ref()?;
        let per_page = paginated.per_page;
        let shown = posts.iter().skip((number - 1).saturating_mul(per_page)).take(per_page);
        let previous = Some(number - 1).filter(|&previous| previous > 0);
        let next = Some(number + 1).filter(|&next| next <= paginated.pages);
        let count = |count: usize| Value::Integer(to_i64(count));
        let path = |number: Option<usize>| number.map_or(Value::Nil, |number| paginated.page_path(number).into());
        let members = [
            ("page", count(number)),
            ("per_page", count(per_page)),
            ("posts", Value::array(shown.map(|&post| self.member(post)))),
            ("total_posts", count(posts.len())),
            ("total_pages", count(paginated.pages)),
            ("previous_page", previous.map_or(Value::Nil, count)),
            ("previous_page_path", path(previous)),
            ("next_page", next.map_or(Value::Nil, count)),
            ("next_page_path", path(next)),
        ];
        Some(Value::object(members.map(|(name, value)| (name.into(), value))))
    }

    /// Liquid's `site.data`, unless the config says what that is.
    pub(in crate::index) fn data(&self) -> &DataOfPage<'s> {
        &self.data
    }

    fn member(&self, position: usize) -> Value<'_> {
        Value::Object(Object::Member(self, position))
    }

    fn posts(&self) -> &[usize] {
        let posts = self.values.collections.iter().find(|collection| collection.is_posts);
        posts.map_or(&[], |posts| &posts.documents)
    }

    fn list(&self, positions: impl IntoIterator<Item = usize>) -> Value<'_> {
        Value::array(positions.into_iter().map(|position| self.member(position)))
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
            let documents = collection.documents.iter().map(|&position| self.member(position));
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
        // What it is asked for is noted there.
        if name != "data" || values.config.contains_key(name) {
            self.reads.of_site(name);
        }
        let named = |collection: &&CollectionValues| !collection.is_posts && collection.label == name;
        if let Some(collection) = values.collections.iter().find(named) {
            return Some(self.list(collection.documents.iter().copied()));
        }
        match name {
            "data" => Some(
                values
                    .config
                    .get(name)
                    .map_or(Value::Object(Object::Drop(&self.data)), Value::from),
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
        self.reads.of_site_names();
        let of_config = self.values.config.keys().map(String::as_str);
        let of_config = of_config.filter(|key| !OWN.contains(key));
        OWN.into_iter().chain(of_config).collect()
    }
}

impl Drop for DataOfPage<'_> {
    fn get<'a>(&'a self, name: &str) -> Option<Value<'a>> {
        self.reads.of_data(name);
        self.data.get(name).map(Value::from)
    }

    fn names(&self) -> Vec<&str> {
        self.reads.of_data_names();
        self.data.keys().map(String::as_str).collect()
    }
}

impl Family for SiteOfPage<'_> {
    fn get<'a>(&'a self, position: usize, name: &str) -> Option<Value<'a>> {
        let page = self.values.pages.get(position)?;
        // What stands in the front matter of the page itself is a part of it.
        if position != self.position || DERIVED.contains(&name) {
            self.reads.of_page(position, name);
        }
        let neighbour = |position: Option<usize>| Some(position.map_or(Value::Nil, |position| self.member(position)));
        match (name, &page.document) {
            ("content", _) => Some(page.content().into()),
            ("output", Some(_)) => Some(page.content.get().map_or(Value::Nil, |content| content.as_str().into())),
            ("previous", Some(document)) => neighbour(document.previous),
            ("next", Some(document)) => neighbour(document.next),
            ("draft", Some(document)) if !page.values.contains_key(name) => Some(Value::Bool(document.is_draft)),
            ("excerpt", Some(document)) if !page.values.contains_key(name) => Some(page.excerpt(document)),
            _ => page.values.get(name).map(Value::from),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.reads.of_key(name);
        self.values.pages.iter().any(|page| page.values.contains_key(name))
    }

    fn names(&self, position: usize) -> Vec<&str> {
        self.reads.of_page_names(position);
        let Some(page) = self.values.pages.get(position) else {
            return Vec::new();
        };
        let own: &[&str] = match page.document {
            Some(_) => &["content", "draft", "excerpt", "output"],
            None => &["content"],
        };
        let further = own.iter().copied().filter(|name| !page.values.contains_key(*name));
        page.values.keys().map(String::as_str).chain(further).collect()
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
