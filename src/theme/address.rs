//! Where the theme's own links go: relative to the page that they stand on, so that a site opens from disk and below
//! any base URL.

use crate::page::Page;
use crate::site::Site;
use crate::url;

/// How many folders deep the file at `output` lies.
pub(super) fn depth(output: &str) -> usize {
    output.matches('/').count()
}

/// What leads from a page `depth` folders deep to the site's root: `./`, `../`, `../../`, ...
///
/// `./` rather than nothing, so that a path with a colon in it is not taken for a URL with a scheme.
pub(super) fn root(depth: usize) -> String {
    if depth == 0 {
        "./".to_owned()
    } else {
        "../".repeat(depth)
    }
}

/// The link from `root` to the file at `output`.
pub(super) fn link(root: &str, output: &str) -> String {
    format!("{root}{}", url::escape_path(output))
}

/// The link from `root` to `url`, which is one of elsewhere or an address from the site's root.
pub(super) fn from_root(root: &str, url: &str) -> String {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme);
    let has_scheme = scheme.is_some_and(|scheme| scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if has_scheme || url.starts_with("//") || url.starts_with('#') {
        return url.to_owned();
    }
    format!("{root}{}", url.trim_start_matches('/'))
}

/// `url`, an address from the site's root, as it is in the world; nothing where the site's own address is not known.
pub(super) fn absolute(site: &Site, url: &str) -> Option<String> {
    if site.url.is_empty() {
        return None;
    }
    let mut absolute = format!("{}{}", site.url, site.base_url);
    if !url.starts_with('/') {
        absolute.push('/');
    }
    // A URL may hold escapes already, and a query.
    for byte in url.bytes() {
        url::push_escaped(&mut absolute, byte, |byte| {
            url::is_segment(byte) || b"/%?#[]".contains(&byte)
        });
    }
    Some(absolute)
}

/// Where a redirect leads to.
pub(super) struct Target<'a> {
    /// The page, where it is one of the site's.
    pub(super) page: Option<&'a Page>,
    /// The link from the redirecting file.
    pub(super) link: String,
    /// The address in the world, where that is known.
    pub(super) absolute: Option<String>,
}

/// Where `to`, a URL of the site or of elsewhere, is as seen from the file at `output`.
pub(super) fn target<'a>(site: &'a Site, output: &str, to: &'a str) -> Target<'a> {
    let is_elsewhere = !to.starts_with('/') || to.starts_with("//");
    if is_elsewhere {
        return Target {
            page: None,
            link: to.to_owned(),
            absolute: Some(to.to_owned()),
        };
    }
    let parts = |url: &'a str| url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
    // A folder of the site may have the name of its base URL, so the whole URL comes first.
    let url = match site.page_of_url(parts(to).0) {
        Some(_) => to,
        None => without_base(to, &site.base_url),
    };
    let (path, rest) = parts(url);
    let root = root(depth(output));
    let page = site.page_of_url(path);
    let mut link = match page {
        Some(page) => link(&root, &page.output),
        None => format!("{root}{}", path.trim_start_matches('/')),
    };
    link.push_str(rest);
    Target {
        page,
        link,
        absolute: absolute(site, url),
    }
}

fn without_base<'a>(url: &'a str, base_url: &str) -> &'a str {
    match url.strip_prefix(base_url) {
        Some(rest) if rest.starts_with('/') => rest,
        _ => url,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_lead_out_of_every_folder() {
        assert_eq!(root(depth("index.html")), "./");
        assert_eq!(root(depth("guides/x/index.html")), "../../");
    }

    #[test]
    fn addresses_from_the_root_are_relative_to_it_and_others_stay() {
        assert_eq!(from_root("../", "/about.html"), "../about.html");
        assert_eq!(from_root("../", "about.html"), "../about.html");
        for elsewhere in ["https://a.example/", "mailto:a@b.example", "//a.example", "#top"] {
            assert_eq!(from_root("../", elsewhere), elsewhere);
        }
    }

    #[test]
    fn what_a_url_cannot_hold_is_encoded_in_links() {
        assert_eq!(link("../", "a b/50%#?.html"), "../a%20b/50%25%23%3F.html");
        assert_eq!(link("./", "ü.html"), "./%C3%BC.html");
    }
}
