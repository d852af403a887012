//! A link without an address.
//!
//! ## What it does
//! Finds links whose address is empty or `#` alone. Links back to the top of the page (`[Back to top](#)`) are fine; so
//! is raw HTML that a script may act on, which is what has attributes like `onclick`, `role`, `id`, `class` or
//! `data-toggle`.
//!
//! ## Why it matters
//! The reader is shown a link, clicks, and nothing happens, or the page jumps to its start.
//!
//! ## Example
//! ```markdown
//! See the [provider's documentation](#).
//! ```
//!
//! ## Use instead
//! ```markdown
//! See the [provider's documentation](https://developer.example.com/docs).
//! ```

use super::{Group, Meta, Needs, Rule};
use crate::finding::{Finding, Severity};
use crate::page::{Link, Page};
use crate::site::Site;

const ID: &str = "empty-link";

pub(super) struct EmptyLink;

impl Rule for EmptyLink {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Writing,
            severity: Severity::Warning,
            source: include_str!("empty_link.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let finding = |link: &Link| {
            let message = match link.href.trim() {
                "" => "the link has no address",
                "#" if leads_to_top(&link.text) => return None,
                "#" => "the link leads nowhere but to the top of the page",
                _ => return None,
            };
            // A layout may put the page's own name into such a link.
            if site.is_finished && stands_in_heading(link, page) {
                return None;
            }
            if link.scripted || page.has_undefined(&link.at) {
                return None;
            }
            let finding = Finding::warning(ID, link.at.location.clone(), message);
            let finding = finding.with_hint("give it an address, or leave the text without a link");
            Some(finding.with_via(link.at.via.to_vec()))
        };
        page.links.iter().filter_map(finding).collect()
    }
}

fn stands_in_heading(link: &Link, page: &Page) -> bool {
    let link = link.at.location.span;
    let mut headings = page.headings.iter().map(|heading| heading.at.location.span);
    headings.any(|heading| heading.start <= link.start && link.end <= heading.end)
}

/// What a link to the top of the page is called.
const TOP: [&str; 12] = [
    "top",
    "oben",
    "haut",
    "arriba",
    "topo",
    "inizio",
    "наверх",
    "위로",
    "トップ",
    "先頭",
    "顶部",
    "頂部",
];

/// Whether the text of a link says that it leads to the top of the page.
fn leads_to_top(text: &str) -> bool {
    let is_arrow = |c: char| matches!(c, '^' | '↑' | '⇑' | '▲' | '△' | '⬆' | '⤴' | '⏫' | '🔝' | '🔼');
    let text = text.to_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    let is_top = |word: &str| {
        TOP.iter()
            .any(|top| word == *top || (!top.is_ascii() && word.contains(top)))
    };
    text.contains(is_arrow) || text == "up" || words.any(is_top)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_the_top_say_so() {
        for text in ["Back to top", "Top of page", "Up", "⬆️", "맨 위로", "ページトップへ"] {
            assert!(leads_to_top(text), "{text}");
        }
        for text in ["Set it up", "Stop", "documentation", ""] {
            assert!(!leads_to_top(text), "{text}");
        }
    }
}
