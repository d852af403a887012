//! An image that is not there.
//!
//! ## What it does
//! Finds images, of markdown and of raw HTML, whose address leads to no file of the site, or that have no address at
//! all; in front matter too (`logo: /assets/img/logo.png`). Addresses are read as `broken-link` reads them. Images on
//! other hosts are not asked for.
//!
//! ## Why it matters
//! Readers see the sign for a broken image where a screenshot should tell them where to click.
//!
//! ## Example
//! `assets/img/api-keys.svg`:
//! ```xml
//! <svg xmlns="http://www.w3.org/2000/svg"/>
//! ```
//!
//! `guides/acme/setup.md`:
//! ```markdown
//! ![The page of API keys](/assets/img/api-keys.SVG)
//! ```
//!
//! ## Use instead
//! `guides/acme/setup.md`:
//! ```markdown
//! ![The page of API keys](/assets/img/api-keys.svg)
//! ```

use super::addresses::{Target, dead, dead_in_front_matter};
use super::{Group, Meta, Needs, Rule};
use crate::finding::{Finding, Severity};
use crate::page::{Image, Page};
use crate::site::Site;
use crate::url::image_ending;

const ID: &str = "broken-image";

pub(super) struct BrokenImage;

impl Rule for BrokenImage {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Links,
            severity: Severity::Error,
            source: include_str!("broken_image.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let (empty, given): (Vec<&Image>, Vec<&Image>) =
            page.images.iter().partition(|image| image.src.trim().is_empty());
        let sources = page.image_sources.iter().map(|source| (&*source.address, &source.at));
        let mut findings = dead(
            ID,
            Target::Image,
            given.iter().map(|image| (&*image.src, &image.src_at)).chain(sources),
            page,
            site,
        );
        for image in empty {
            if !page.has_undefined(&image.at) {
                let finding = Finding::error(ID, image.at.location.clone(), "the image has no address");
                findings.push(finding.with_via(image.at.via.to_vec()));
            }
        }
        findings
    }

    fn check_site(&self, site: &Site) -> Vec<Finding> {
        dead_in_front_matter(ID, Target::Image, &|_, address| image_ending(address).is_some(), site)
    }
}
