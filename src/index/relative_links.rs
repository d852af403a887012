//! Links from one file of the source to another, as jekyll-relative-links and GitHub have them.

use crate::liquid::Addresses;
use crate::url::{normal, unescape};

/// Where a link to `address` leads in the page at `path`: to the URL, from the site's root, of the page or file that is made
/// of the file of that address. Nothing where it is the address of no file.
pub fn target(addresses: &dyn Addresses, path: &str, address: &str) -> Option<String> {
    let (file, fragment) = address.split_at(address.find('#').unwrap_or(address.len()));
    let has_host = file.starts_with("//") || file.split('/').next().is_some_and(|first| first.contains(':'));
    if file.is_empty() || has_host {
        return None;
    }
    let file = unescape(file);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let whole = match file.starts_with('/') {
        true => normal(&file),
        false => normal(&format!("{folder}/{file}")),
    }?;
    let url = addresses.url(whole.trim_end_matches('/'))?;
    Some(format!("{url}{fragment}"))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    #[derive(Debug)]
    struct Known;

    impl Addresses for Known {
        fn url(&self, path: &str) -> Option<Cow<'_, str>> {
            let known = [
                ("b.md", "/b/"),
                ("docs/c d.md", "/c.html"),
                ("docs/x.png", "/docs/x.png"),
            ];
            known
                .into_iter()
                .find(|(known, _)| *known == path)
                .map(|(_, url)| url.into())
        }

        fn paths<'p>(&'p self) -> Box<dyn Iterator<Item = &'p str> + 'p> {
            Box::new(std::iter::empty())
        }

        fn paths_from<'p>(&'p self, _: &'p str) -> Box<dyn Iterator<Item = &'p str> + 'p> {
            self.paths()
        }
    }

    #[test]
    fn links_lead_to_what_is_made_of_a_file() {
        for (address, expected) in [
            ("../b.md", Some("/b/")),
            ("/b.md#part", Some("/b/#part")),
            ("./c%20d.md#", Some("/c.html#")),
            ("x.png", Some("/docs/x.png")),
            (".././/b.md/", Some("/b/")),
            ("b.md", None),
            ("../../b.md", None),
            ("#part", None),
            ("", None),
            ("//b.md", None),
            ("https://b.md", None),
            ("mailto:b.md", None),
        ] {
            assert_eq!(target(&Known, "docs/a.md", address).as_deref(), expected, "{address}");
        }
    }
}
