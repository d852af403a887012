//! What Jekyll adds to the front matter of a document: its title, its names, its categories and tags.

use serde_json::{Map, Value as Json};

use super::super::post_name::PostName;
use super::text_of;

/// What Jekyll adds to the front matter of a document: `title`, `slug`, `ext`, `categories` and `tags`.
pub(super) fn complete(values: &mut Map<String, Json>, name: &PostName<'_>, of_path: Vec<&str>) {
    let is_there =
        |values: &Map<String, Json>, key: &str| !matches!(values.get(key), None | Some(Json::Null | Json::Bool(false)));
    let derived = [
        ("title", title_of_slug(name.slug)),
        ("slug", name.slug.to_owned()),
        ("ext", name.extension.to_owned()),
    ];
    for (key, value) in derived {
        if !is_there(values, key) {
            values.insert(key.to_owned(), value.into());
        }
    }
    let mut categories: Vec<String> = of_path.into_iter().map(str::to_owned).collect();
    let listed = list_of(values, "categories", None).into_iter();
    let named = list_of(values, "category", Some("categories"));
    categories.extend(listed.chain(named).map(|value| text_of(&value)));
    let mut seen = std::collections::HashSet::new();
    categories.retain(|category| seen.insert(category.clone()));
    values.insert("categories".to_owned(), categories.into());
    let tags = list_of(values, "tag", Some("tags"));
    values.insert("tags".to_owned(), Json::Array(tags));
}

/// Puts the categories that `defaults` give before the document's own: other values take the place of their defaults
/// (`Document#merge_categories!`).
pub(super) fn join_categories(values: &mut Map<String, Json>, defaults: &Map<String, Json>) {
    const KEY: &str = "categories";
    if values.contains_key(KEY) && defaults.contains_key(KEY) {
        let mut all = list_of(defaults, KEY, None);
        all.extend(list_of(values, KEY, None));
        values.insert(KEY.to_owned(), Json::Array(all));
    }
}

/// The values of a key: one, a list, or, of `categories` and `tags`, words. Without one, those of `otherwise`.
fn list_of(values: &Map<String, Json>, key: &str, otherwise: Option<&str>) -> Vec<Json> {
    let split = |text: &str| text.split_whitespace().map(Json::from).collect();
    match (values.get(key), otherwise) {
        (None | Some(Json::Null | Json::Bool(false)), None) => Vec::new(),
        (None | Some(Json::Null | Json::Bool(false)), Some(otherwise)) => list_of(values, otherwise, None),
        (Some(Json::Array(items)), _) => flattened(items),
        (Some(Json::String(text)), None) => split(text),
        (Some(value), Some(_)) => vec![value.clone()],
        (Some(_), None) => Vec::new(),
    }
}

/// The elements of a list and of the lists in it, without empty ones.
fn flattened(items: &[Json]) -> Vec<Json> {
    let each = items.iter().flat_map(|item| match item {
        Json::Array(items) => flattened(items),
        Json::Null => Vec::new(),
        other => vec![other.clone()],
    });
    each.collect()
}

/// The folders above the `_posts` or `_drafts` that a document stands in: they are categories of its.
pub(super) fn categories_of_path<'p>(path: &'p str, name: &str, folder: &str, is_draft: bool) -> Vec<&'p str> {
    let special = if is_draft { "_drafts" } else { folder };
    if path.starts_with(special) {
        return Vec::new();
    }
    let above = path.find(special).map_or(path, |at| &path[..at]);
    let folders = above.split('/').filter(|folder| !folder.is_empty() && *folder != name);
    folders.collect()
}

/// A slug as a title (`Utils.titleize_slug`): `my-first-post` is `My First Post`.
fn title_of_slug(slug: &str) -> String {
    let capitalized = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        first.unwrap_or_default() + &letters.as_str().to_lowercase()
    };
    let words: Vec<String> = slug.trim_end_matches('-').split('-').map(capitalized).collect();
    words.join(" ")
}
