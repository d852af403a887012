//! `collections` and the permalinks of posts and other documents.

use serde_json::{Map, Value as Json};

use super::Reader;
use crate::error::Error;
use crate::finding::nearest;

/// The collection that every site has, which stands in many folders.
pub const POSTS: &str = "posts";

/// The placeholders of permalinks of documents (`Drops::UrlDrop`).
const PLACEHOLDERS: [&str; 25] = [
    "categories",
    "collection",
    "day",
    "hour",
    "i_day",
    "i_month",
    "long_day",
    "long_month",
    "minute",
    "month",
    "name",
    "output_ext",
    "path",
    "second",
    "short_day",
    "short_month",
    "short_year",
    "slug",
    "slugified_categories",
    "title",
    "w_day",
    "w_year",
    "week",
    "y_day",
    "year",
];

/// Documents of one kind: `collections:` of the config, and the posts.
#[derive(Clone, Debug)]
pub struct Collection {
    /// Its name: documents of `guides` stand in `_guides`, posts in each `_posts`.
    pub label: String,
    /// Whether each document has a page of its own.
    pub is_written: bool,
    /// What the URLs of its documents are made by: `/:collection/:path:output_ext`.
    pub permalink: String,
    /// The paths of documents that come first, below the collection's folder.
    pub order: Vec<String>,
    /// The front matter key that documents are sorted by.
    pub sort_by: Option<String>,
    /// All that the config says of it.
    pub values: Map<String, Json>,
}

impl Collection {
    /// The folder that its documents stand in, below that of all collections.
    pub fn folder(&self) -> String {
        format!("_{}", self.label)
    }

    /// Whether these are the posts.
    pub fn is_posts(&self) -> bool {
        self.label == POSTS
    }
}

/// The end that the site's permalink style gives to addresses that have none (`Utils.add_permalink_suffix`): a slash,
/// the ending of the file, or nothing.
pub fn permalink_suffix(style: &str) -> &'static str {
    match style {
        "pretty" => "/",
        "date" | "ordinal" | "none" => ":output_ext",
        _ if style.ends_with('/') => "/",
        _ if style.ends_with(":output_ext") => ":output_ext",
        _ => "",
    }
}

/// The first placeholder of a document's permalink that there is none of, with its colon.
pub fn unknown_placeholder(permalink: &str) -> Option<&str> {
    let is_known = |name: &str| PLACEHOLDERS.contains(&name);
    placeholders(permalink)
        .find(|name| !is_known(&name[1..]) && !name.strip_suffix('_').is_some_and(|name| is_known(&name[1..])))
}

/// What to do about a placeholder that documents do not have.
pub fn placeholder_hint(name: &str) -> String {
    match nearest(name.trim_start_matches(':'), PLACEHOLDERS) {
        Some(known) => format!("did you mean `:{known}`?"),
        None => "they have `:year`, `:month`, `:day`, `:title`, `:categories`, `:collection`, `:path`, `:output_ext` \
                 and more of that kind"
            .to_owned(),
    }
}

/// The placeholders in a permalink: each colon with the small letters and `_` behind it.
fn placeholders(permalink: &str) -> impl Iterator<Item = &str> {
    permalink.match_indices(':').filter_map(|(at, _)| {
        let rest = &permalink[at..];
        let length = rest[1..].find(|c: char| !c.is_ascii_lowercase() && c != '_');
        let name = &rest[..length.map_or(rest.len(), |length| length + 1)];
        (name.len() > 1).then_some(name)
    })
}

/// What a style of posts' permalinks is short for (`Configuration#style_to_permalink`).
fn posts_permalink(style: &str) -> &str {
    match style {
        "none" => "/:categories/:title:output_ext",
        "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext",
        permalink => permalink,
    }
}

impl Reader<'_> {
    /// The posts, then the collections that the config names, in its order.
    pub(super) fn collections(&self, value: Option<&Json>, style: &str) -> Result<Vec<Collection>, Error> {
        const POINTER: &str = "/collections";
        let empty = Map::new();
        let mut named: Vec<(&str, &Map<String, Json>)> = vec![(POSTS, &empty)];
        match value {
            None | Some(Json::Null) => {}
            Some(Json::Object(collections)) => {
                for (name, values) in collections {
                    let values = self.map(Some(values), &format!("{POINTER}/{name}"))?.unwrap_or(&empty);
                    match name.as_str() {
                        POSTS => named[0].1 = values,
                        _ => named.push((name, values)),
                    }
                }
            }
            names => {
                let names = names.map(|names| self.strings(Some(names), POINTER)).transpose()?;
                let list = names.into_iter().flatten().map(|name| (name, Json::Object(Map::new())));
                return self.collections(Some(&Json::Object(list.collect())), style);
            }
        }
        let each = named
            .into_iter()
            .map(|(name, values)| self.collection(name, values, style));
        each.collect()
    }

    fn collection(&self, name: &str, values: &Map<String, Json>, style: &str) -> Result<Collection, Error> {
        let pointer = format!("/collections/{name}");
        let own = self.string(values.get("permalink"), &format!("{pointer}/permalink"))?;
        let is_posts = name == POSTS;
        let (permalink, pointer_of_permalink) = match own {
            Some(own) => (own, format!("{pointer}/permalink")),
            None if is_posts => (posts_permalink(style).to_owned(), "/permalink".to_owned()),
            None => (
                format!("/:collection/:path{}", permalink_suffix(style)),
                pointer.clone(),
            ),
        };
        if let Some(unknown) = unknown_placeholder(&permalink) {
            let message = format!("permalinks of documents have no placeholder `{unknown}`");
            return Err(self.error_with_hint(&pointer_of_permalink, message, placeholder_hint(unknown)));
        }
        let is_of_label = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let is_yes = |value: &Json| !matches!(value, Json::Null | Json::Bool(false));
        let mut values = values.clone();
        if is_posts {
            values.insert("permalink".to_owned(), permalink.as_str().into());
        }
        Ok(Collection {
            label: name.chars().filter(is_of_label).collect(),
            is_written: is_posts || values.get("output").is_some_and(is_yes),
            permalink,
            order: match values.get("order") {
                order @ Some(Json::Array(_)) => self.strings(order, &format!("{pointer}/order"))?,
                _ => Vec::new(),
            },
            sort_by: values.get("sort_by").and_then(Json::as_str).map(str::to_owned),
            values,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn collections_are_named_in_a_list_or_described_in_a_mapping() {
        let read = |text: &str| -> Vec<(String, bool, String)> {
            let config = Config::parse(text).expect("the config is right");
            let each = config.collections.into_iter();
            each.map(|it| (it.label, it.is_written, it.permalink)).collect()
        };
        let posts = |permalink: &str| (POSTS.to_owned(), true, permalink.to_owned());
        let date = "/:categories/:year/:month/:day/:title:output_ext";
        let of = |label: &str, is_written, permalink: &str| (label.to_owned(), is_written, permalink.to_owned());
        assert_eq!(read(""), [posts(date)]);
        assert_eq!(
            read("collections: [a, b c]"),
            [
                posts(date),
                of("a", false, "/:collection/:path:output_ext"),
                of("bc", false, "/:collection/:path:output_ext")
            ]
        );
        assert_eq!(
            read("permalink: pretty\ncollections: {a: {output: true}, b: {permalink: '/x/:name'}}"),
            [
                posts("/:categories/:year/:month/:day/:title/"),
                of("a", true, "/:collection/:path/"),
                of("b", false, "/x/:name")
            ]
        );
        assert_eq!(
            read("collections: {posts: {output: false, permalink: '/:title/'}}"),
            [posts("/:title/")]
        );
    }

    #[test]
    fn a_placeholder_that_there_is_not_is_an_error_where_it_is_written() {
        for (text, expected, hint) in [
            (
                "title: a\npermalink: /:yeer/:title\n",
                "_config.yml:2:1: permalinks of documents have no placeholder `:yeer`",
                "did you mean `:year`?",
            ),
            (
                "collections:\n  a:\n    permalink: /:basename\n",
                "_config.yml:3:5: permalinks of documents have no placeholder `:basename`",
                "they have `:year`, `:month`, `:day`, `:title`, `:categories`, `:collection`, `:path`, `:output_ext` \
                 and more of that kind",
            ),
        ] {
            let error = Config::parse(text).expect_err("it has an unknown placeholder");
            assert_eq!((error.to_string().as_str(), error.hint()), (expected, Some(hint)));
        }
        assert_eq!(unknown_placeholder("/:year_:month_/:w_year"), None);
    }
}
