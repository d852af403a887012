//! The index of the finder: one script that pages load when a reader opens it.
//!
//! It is a script rather than JSON to fetch, since a page that was opened from disk may fetch nothing, and a policy of
//! `default-src 'self'` allows both. It says
//!
//! ```text
//! docgenIndex={"guides":[[title,provider],...],
//!              "pages":[[guide or -1,title,URL,[heading,id,...],[term,parameter,label,id,...]],...]}
//! ```
//!
//! with URLs from the site's root, and heads each page's lists out flat: what is said ten thousand times is short.

use serde_json::{Value as Json, json};

use super::navigation::Navigation;
use super::{address, card};
use crate::site::Site;

/// The index's path in the output folder.
pub(super) const PATH: &str = "docgen-theme/find-index.js";

/// The highest and the lowest level of a heading that can be found.
const LEVELS: std::ops::RangeInclusive<u8> = 2..=4;

/// The script.
pub(super) fn index(site: &Site, navigation: &Navigation) -> String {
    let guides: Vec<Json> = site
        .guides
        .iter()
        .zip(navigation.providers())
        .map(|(guide, provider)| json!([guide.title, provider]))
        .collect();
    let pages: Vec<Json> = site
        .pages
        .iter()
        .enumerate()
        .filter(|(_, page)| page.output.ends_with(".html") && page.output != "404.html")
        .map(|(position, page)| {
            let standing = navigation.standing(position);
            let guide = standing.map(|standing| &site.guides[standing.guide]);
            let headings = page
                .headings
                .iter()
                .filter(|heading| LEVELS.contains(&heading.level) && !heading.id.is_empty());
            let headings: Vec<&str> = headings.flat_map(|heading| [&*heading.text, &*heading.id]).collect();
            let credentials = card::of_page(site, page, guide).into_iter().flat_map(|credential| {
                let id = credential.found.map(|found| found.id);
                [
                    credential.term,
                    credential.parameter,
                    credential.label.unwrap_or_default(),
                    id.unwrap_or_default(),
                ]
            });
            json!([
                standing.map_or_else(|| json!(-1), |standing| json!(standing.guide)),
                page.title,
                address::link("", &page.output),
                headings,
                credentials.collect::<Vec<String>>(),
            ])
        })
        .collect();
    format!("docgenIndex={}\n", json!({"guides": guides, "pages": pages}))
}
