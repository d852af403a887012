//! `relative_links`: the settings of jekyll-relative-links.

use serde_json::{Map, Value as Json};

use super::Config;

/// Whose links to files of the source lead to the pages that these become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RelativeLinks {
    /// Those of pages: where the config names the plugin, or GitHub's, which bring it.
    pub in_pages: bool,
    /// Those of posts and of the documents of collections: where `collections` says so, too.
    pub in_documents: bool,
}

impl RelativeLinks {
    pub(super) fn read(site: &Map<String, Json>) -> Self {
        let names_plugin = |value: &Json| {
            let names = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            let is_it = |name: &Json| name == "jekyll-relative-links" || name == "github-pages";
            names.iter().any(is_it)
        };
        let setting = |key: &str| site.get("relative_links").and_then(|settings| settings.get(key));
        let is_named = ["plugins", "gems"]
            .into_iter()
            .filter_map(|key| site.get(key))
            .any(names_plugin);
        let in_pages = is_named && setting("enabled") != Some(&Json::Bool(false));
        Self {
            in_pages,
            in_documents: in_pages && setting("collections") == Some(&Json::Bool(true)),
        }
    }
}

impl Config {
    /// Whether links to files lead to pages in a page that is a document, or is none.
    pub fn has_relative_links(&self, is_document: bool) -> bool {
        match is_document {
            true => self.relative_links.in_documents,
            false => self.relative_links.in_pages,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn links_are_relative_where_the_plugin_is_named_and_not_switched_off() {
        for (config, expected) in [
            ("", [false, false]),
            ("plugins: [jekyll-feed]", [false, false]),
            ("plugins: [jekyll-relative-links]", [true, false]),
            ("gems: github-pages", [true, false]),
            ("relative_links: {collections: true}", [false, false]),
            (
                "plugins: [jekyll-relative-links]\nrelative_links: {collections: true}",
                [true, true],
            ),
            (
                "plugins: [jekyll-relative-links]\nrelative_links: {enabled: false, collections: true}",
                [false, false],
            ),
        ] {
            let config = Config::parse(config).expect("it is right");
            assert_eq!([false, true].map(|it| config.has_relative_links(it)), expected);
        }
    }
}
