//! Where the links of pages lead, as a browser takes them: inside the site, elsewhere, or nowhere.

use std::collections::BTreeMap;

use super::Site;
use crate::page::Page;
use crate::url::{normal, trimmed, unescape};

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// To another host or scheme, or to a part of the site's host that may be another site's.
    Elsewhere,
    /// Out of the host: it has more `..` than there are folders.
    Outside,
    /// To a file of the site that has another address, since the link leaves out the base URL.
    WithoutBase {
        /// The output path of the file.
        output: String,
    },
    /// To a place of the site, whether something is there or not.
    Inside {
        /// The path from the site's root, without a slash at its start, unescaped; a folder's ends with a slash.
        path: String,
    },
}

impl Site {
    /// Where `href`, a link or an image on `page`, leads.
    pub fn resolve(&self, page: &Page, href: &str) -> Address {
        let href = trimmed(href);
        let address = href.split(['?', '#']).next().unwrap_or(&href);
        let inside = |path: String| Address::Inside { path };
        if address.is_empty() {
            return inside(page.output.clone());
        }
        let (path, is_full) = match self.path_on_own_host(address) {
            Some(path) => (path, true),
            None if after_scheme(address).is_some() => return Address::Elsewhere,
            None => (address, false),
        };
        let path = unescape(path);
        let is_relative = !is_full && !path.starts_with(['/', '\\']);
        let path = if is_relative {
            // What is shown at any address has links to nothing in particular.
            if page.output == "404.html" {
                return Address::Elsewhere;
            }
            let Some(folder) = self.base_of(page) else {
                return Address::Elsewhere;
            };
            normal(&format!("{folder}/{path}"))
        } else {
            normal(&path)
        };
        let Some(path) = path else {
            return Address::Outside;
        };
        let inner = below(&path, self.base_url.trim_start_matches('/'));
        // Without the base URL the link works where the site stands at its host's root, and only there.
        if !self.base_url.is_empty()
            && !is_relative
            && !is_full
            && inner.is_none_or(|inner| self.existing(inner).is_none())
            && let Some(output) = self.existing(&path)
        {
            return Address::WithoutBase {
                output: output.into_owned(),
            };
        }
        match inner {
            // Where a host holds several sites, a full address may well be another one's; below the base URL it is not.
            Some(inner) if !is_full || !self.base_url.is_empty() || self.has_root_of(inner) => inside(inner.to_owned()),
            _ => Address::Elsewhere,
        }
    }

    /// The folder on the site's host at which the relative links of `page` begin; nothing where that is another host.
    fn base_of(&self, page: &Page) -> Option<String> {
        let folder_of = |path: &str| {
            path.rsplit_once('/')
                .map_or(String::new(), |(folder, _)| folder.to_owned())
        };
        let own = format!("{}/{}", self.base_url, page.output);
        let Some(base) = page.base.as_deref().map(str::trim) else {
            return Some(folder_of(&own));
        };
        let base = base.split(['?', '#']).next().unwrap_or(base);
        match self.path_on_own_host(base) {
            Some(path) => Some(folder_of(path)),
            None if after_scheme(base).is_some() => None,
            None if base.starts_with('/') => Some(folder_of(&unescape(base))),
            None => Some(folder_of(&format!("{}/{}", folder_of(&own), unescape(base)))),
        }
    }

    /// Where `address`, which front matter has and a theme makes a link of, leads: from the site's root, with or
    /// without the base URL. Nothing for what is no such address.
    pub fn resolve_from_root(&self, address: &str) -> Option<String> {
        if !address.starts_with('/') || address.starts_with("//") {
            return None;
        }
        let path = address.split(['?', '#']).next().unwrap_or(address);
        let path = normal(&unescape(path))?;
        let inner = below(&path, self.base_url.trim_start_matches('/'));
        match inner {
            Some(inner) if self.existing(&path).is_none() => Some(inner.to_owned()),
            _ => Some(path),
        }
    }

    /// The folder of its host that a site without base URL was probably made for: most links from the root that lead to
    /// nothing begin with it, and would lead to something without it.
    pub fn probable_base(&self) -> Option<String> {
        const JUDGED: usize = 10_000;
        let links = self.pages.iter().flat_map(|page| &page.links);
        let from_root = links.filter_map(|link| self.resolve_from_root(&link.href)).take(JUDGED);
        let dead = from_root.filter(|path| self.existing(path).is_none());
        let mut bases: BTreeMap<String, usize> = BTreeMap::new();
        let mut others = 0;
        for path in dead {
            match path.split_once('/').filter(|(_, rest)| self.existing(rest).is_some()) {
                Some((first, _)) => *bases.entry(format!("/{first}")).or_default() += 1,
                None => others += 1,
            }
        }
        let (base, count) = bases.into_iter().max_by_key(|(_, count)| *count)?;
        (self.base_url.is_empty() && count > others).then_some(base)
    }

    /// The host that a full address names, if it is another one than the site's own.
    pub fn other_host(&self, address: &str) -> Option<String> {
        let address = trimmed(address);
        let rest = after_scheme(&address)?.strip_prefix("//")?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        (!host.is_empty() && self.path_on_own_host(&address).is_none()).then(|| host.to_owned())
    }

    /// What follows the site's own host in a full address.
    pub fn path_on_own_host<'a>(&self, address: &'a str) -> Option<&'a str> {
        let host = after_scheme(&self.url)?.strip_prefix("//")?;
        let rest = after_scheme(address)?.strip_prefix("//")?;
        let is_own = rest.get(..host.len())?.eq_ignore_ascii_case(host);
        let path = &rest[host.len()..];
        (is_own && !host.is_empty() && (path.is_empty() || path.starts_with('/'))).then_some(path)
    }
}

/// What follows the scheme of a full address (`mailto:`, `https:`) or stands for it (`//host`).
fn after_scheme(address: &str) -> Option<&str> {
    if address.starts_with("//") {
        return Some(address);
    }
    let (scheme, rest) = address.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then_some(rest)
}

/// The rest of `path` below `folder`; both without a slash at the start.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    match path.strip_prefix(folder)? {
        rest if folder.is_empty() || rest.is_empty() => Some(rest),
        rest => rest.strip_prefix('/'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_told_from_paths() {
        for (address, expected) in [
            ("mailto:a@b", Some("a@b")),
            ("HTTPS://x", Some("//x")),
            ("//x", Some("//x")),
            ("a/b:c", None),
            ("1:2", None),
        ] {
            assert_eq!(after_scheme(address), expected, "{address}");
        }
    }
}
