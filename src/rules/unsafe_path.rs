//! A path that leaves its folder, or that is no file's.
//!
//! ## What it does
//! Finds includes, permalinks, redirects and symbolic links that lead out of the folder that they belong to, and links
//! and images with more `..` than there are folders above their page; permalinks, redirects and file names with a
//! character that no address or path may have; includes and data files whose names differ by the case of letters only;
//! and pipes, sockets and devices in the source folder.
//!
//! ## Why it matters
//! A page must not read files that are no part of the site, nor be written outside it. docgen follows none of them.
//! On macOS and Windows, a checkout has only one of two files whose names differ by case. A link with too many `..` works by chance where the site stands at the root of its host, and nowhere else.
//!
//! ## Example
//! ```markdown
//! {% include ../../secrets.md %}
//! ```
//!
//! ## Use instead
//! A file of that name in `_includes/notes.md`:
//! ```markdown
//! Keep the secret safe.
//! ```
//!
//! `guides/acme/setup.md`:
//! ```markdown
//! {% include notes.md %}
//! ```

use super::{Group, Meta, Needs, Rule};
use crate::finding::{Finding, Severity};
use crate::page::{Page, Provenance};
use crate::site::{Address, Site};

const ID: &str = "unsafe-path";

pub(super) struct UnsafePath;

impl Rule for UnsafePath {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Liquid,
            severity: Severity::Error,
            source: include_str!("unsafe_path.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let links = page.links.iter().map(|link| ("link", &link.href, &link.href_at));
        let images = page.images.iter().map(|image| ("image", &image.src, &image.src_at));
        let finding = |(noun, address, at): (&str, &String, &Provenance)| {
            let may_climb = address.contains("..") || address.contains("%2");
            if !may_climb || site.resolve(page, address) != Address::Outside {
                return None;
            }
            let message = format!("the {noun} `{address}` leads out of the site");
            let hint = match site.is_finished && site.base_url.is_empty() {
                true => "where the site stands in a folder of its host, say so: `--base-url /docs`",
                false => "it has more `..` than there are folders above the page",
            };
            let finding = Finding::error(ID, at.location.clone(), message).with_hint(hint);
            Some(finding.with_via(at.via.to_vec()))
        };
        links.chain(images).filter_map(finding).collect()
    }
}
