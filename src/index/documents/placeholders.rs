//! What the placeholders of permalinks stand for (`Drops::UrlDrop`).

use std::collections::HashSet;

use serde_json::{Map, Value as Json};

use super::super::address;
use super::text_of;
use crate::config::Collection;
use crate::date::Time;
use crate::liquid::filters::slug::{default_slug, pretty_slug};

/// What a placeholder stands for in the permalink of a document.
pub(super) fn placeholder_value(
    placeholder: &str,
    values: &Map<String, Json>,
    path: &str,
    collection: &Collection,
    time: &Time,
) -> String {
    let stem = || address::parts(path).stem_with_dots;
    let slug = || values.get("slug").map(text_of).unwrap_or_else(|| stem().to_owned());
    let categories = |each: &dyn Fn(&str) -> String| {
        let listed = values.get("categories").and_then(Json::as_array);
        let names = listed.into_iter().flatten().map(|category| each(&text_of(category)));
        let mut names: Vec<String> = names.collect();
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names.join("/")
    };
    let format = match placeholder {
        "collection" => return collection.label.clone(),
        "name" => return default_slug(stem()),
        "title" => return pretty_slug(&slug()),
        "slug" => return default_slug(&slug()),
        "categories" => return categories(&str::to_lowercase),
        "slugified_categories" => return categories(&default_slug),
        "path" => {
            let extension = address::parts(path).extension;
            let cleaned = path[..path.len() - extension.len()].replacen(&collection.folder(), "", 1);
            return cleaned.trim_end_matches('.').to_owned();
        }
        "year" => "%Y",
        "month" => "%m",
        "day" => "%d",
        "hour" => "%H",
        "minute" => "%M",
        "second" => "%S",
        "i_day" => "%-d",
        "i_month" => "%-m",
        "short_month" => "%b",
        "long_month" => "%B",
        "short_year" => "%y",
        "w_year" => "%G",
        "week" => "%V",
        "w_day" => "%u",
        "short_day" => "%a",
        "long_day" => "%A",
        "y_day" => "%j",
        _ => return String::new(),
    };
    time.format(format).expect("these formats are short")
}
