//! The ids of headings, so that links can name them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::Options;
use super::elements;
use super::tree::{Kind, NodeId, Origin, Tree};
use crate::config::HeadingIds;

/// Gives an id to every heading that markdown made, in the order of the page. A raw HTML heading keeps what its
/// author gave it, and no id that raw HTML claims is given again.
pub(super) fn assign(tree: &mut Tree<'_>, options: &Options) {
    if options.heading_ids == HeadingIds::None {
        return;
    }
    let headings: Vec<NodeId> = tree
        .ids()
        .filter(|&id| {
            tree.element(id)
                .is_some_and(|element| element.origin == Origin::Markdown && elements::is_heading(&element.name))
        })
        .collect();
    if headings.is_empty() {
        return;
    }
    let mut used = Used::default();
    used.taken.extend(
        tree.ids()
            .filter_map(|id| tree.element(id)?.attribute("id").map(str::to_owned)),
    );
    for heading in headings {
        // What an attribute list says goes first.
        if tree
            .element(heading)
            .is_some_and(|heading| heading.attribute("id").is_some())
        {
            continue;
        }
        let text = tree.text(heading);
        let id = used.claim(match options.heading_ids {
            HeadingIds::None => continue,
            HeadingIds::Redcarpet => redcarpet(&text),
            HeadingIds::Kramdown => kramdown(&text),
            HeadingIds::Github => github(&text),
        });
        let id = options.kramdown.auto_id_prefix.clone() + &id;
        if let Kind::Element(element) = &mut tree.nodes[heading.0 as usize].kind {
            element.attributes.insert(0, (Cow::Borrowed("id"), Cow::Owned(id)));
        }
    }
}

/// The ids that a page has.
#[derive(Default)]
struct Used {
    taken: HashSet<String>,
    /// How often an id was asked for.
    asked: HashMap<String, usize>,
}

impl Used {
    /// `id`, or where that is taken, `id-1`, `id-2`, ...
    fn claim(&mut self, id: String) -> String {
        let id = if id.is_empty() { "section".to_owned() } else { id };
        if self.taken.insert(id.clone()) {
            return id;
        }
        let count = self.asked.entry(id.clone()).or_default();
        loop {
            *count += 1;
            let numbered = format!("{id}-{count}");
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

/// redcarpet's rule (`rndr_header_anchor`): lower case; what HTML escapes vanishes; every run of other characters
/// is one hyphen. Unlike redcarpet's, letters of any script stay.
fn redcarpet(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if matches!(c, '&' | '<' | '>' | '"' | '\'') {
            continue;
        }
        if c.is_alphanumeric() || c == '_' {
            if gap && !id.is_empty() {
                id.push('-');
            }
            gap = false;
            id.extend(c.to_lowercase());
        } else {
            gap = true;
        }
    }
    id
}

/// kramdown's rule (`basic_generate_id`): from the first letter on, ASCII letters, digits, blanks as hyphens.
fn kramdown(text: &str) -> String {
    text.trim_start_matches(|c: char| !c.is_ascii_alphabetic())
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-'))
        .map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() })
        .collect()
}

/// GitHub's rule (`generate_gfm_header_id` of kramdown-parser-gfm): word characters, blanks as hyphens.
fn github(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '\t' | '\n'))
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, ' ' | '\t' | '\n') { '-' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_has_its_own_idea_of_an_id() {
        let cases = [
            (
                "API Provider Setup",
                "api-provider-setup",
                "api-provider-setup",
                "api-provider-setup",
            ),
            ("1. Log in", "1-log-in", "log-in", "1-log-in"),
            (
                "What's \"new\" & old?",
                "whats-new-old",
                "whats-new--old",
                "whats-new--old",
            ),
            ("User_ID (v2.0)", "user_id-v2-0", "userid-v20", "user_id-v20"),
            (
                "Einführung — Teil 1",
                "einführung-teil-1",
                "einfhrung--teil-1",
                "einführung--teil-1",
            ),
            ("인증", "인증", "", "인증"),
            ("GET /hubs", "get-hubs", "get-hubs", "get-hubs"),
            ("???", "", "", ""),
        ];
        for (text, by_redcarpet, by_kramdown, by_github) in cases {
            assert_eq!(redcarpet(text), by_redcarpet, "{text}");
            assert_eq!(kramdown(text), by_kramdown, "{text}");
            assert_eq!(github(text), by_github, "{text}");
        }
    }

    #[test]
    fn an_id_is_given_once() {
        let mut used = Used::default();
        used.taken.insert("b".to_owned());
        let ids: Vec<String> = ["a", "a", "a-1", "a", "b", "", ""]
            .into_iter()
            .map(|id| used.claim(id.to_owned()))
            .collect();
        assert_eq!(ids, ["a", "a-1", "a-1-1", "a-2", "b-1", "section", "section-1"]);
    }
}
