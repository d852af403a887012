//! The order of a collection's documents (`Collection#sort_docs!`, `Document#<=>`).

use std::cmp::Ordering;

use serde_json::Value as Json;

use super::documents::{Indexed, relative_path};
use crate::config::{Collection, Config};

/// Puts the documents of a collection into its order: by date and path, unless the config names another.
pub(super) fn sort(documents: &mut [Indexed], collection: &Collection, config: &Config) {
    let path = |document: &Indexed| relative_path(&document.page.path, config).to_owned();
    let moment = |document: &Indexed| document.time.as_ref().map(|time| (time.seconds(), time.nanosecond()));
    // Jekyll compares what has no date with others by the paths, so that the order of such a mixture is left open.
    let are_dated = documents.iter().all(|document| document.time.is_some());
    documents.sort_by_cached_key(|document| (moment(document).filter(|_| are_dated), path(document)));
    if !collection.order.is_empty() {
        let folder = collection.folder();
        let place = |document: &Indexed| {
            let path = path(document);
            let below = path.strip_prefix(&folder).unwrap_or(&path).trim_start_matches('/');
            let first = collection
                .order
                .iter()
                .position(|named| named.trim_start_matches('/') == below);
            first.unwrap_or(usize::MAX)
        };
        documents.sort_by_cached_key(place);
    } else if let Some(key) = &collection.sort_by {
        let value = |document: &Indexed| document.page.front_matter.get(key).cloned().unwrap_or(Json::Null);
        match key.as_str() {
            "date" => documents.sort_by_cached_key(|document| (document.time.is_none(), moment(document))),
            _ => documents.sort_by(|one, other| compare(&value(one), &value(other))),
        }
    }
}

/// The order of two values: of what Ruby cannot compare there is none, and what is empty comes last.
fn compare(one: &Json, other: &Json) -> Ordering {
    let rank = |value: &Json| match value {
        Json::Number(_) => 0,
        Json::String(_) => 1,
        Json::Null => 3,
        _ => 2,
    };
    match (one, other) {
        (Json::Number(one), Json::Number(other)) => {
            let number = |number: &serde_json::Number| number.as_f64().unwrap_or(f64::NAN);
            number(one).total_cmp(&number(other))
        }
        (Json::String(one), Json::String(other)) => one.cmp(other),
        _ => rank(one).cmp(&rank(other)),
    }
}
