//! The part of a site whose findings are asked for: files and folders, or what changed and what depends on it.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use crate::finding::Finding;
use crate::page::Page;
use crate::site::{Address, Site};

/// Files whose findings are told.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Files and folders.
    places: Vec<String>,
    /// Pages that an include among the places is a part of.
    dependents: BTreeSet<Arc<str>>,
    is_everything: bool,
}

/// Files and folders that every page may depend on.
const EVERYBODYS: [&str; 3] = ["_config.yml", "_data", "_schemas"];

impl Scope {
    /// The files and folders at `places`, relative to the source folder (empty for that itself), and the pages that
    /// include one of them.
    pub fn of_places(places: Vec<String>, pages: &[Page]) -> Self {
        let includes_one = |page: &&Page| page.includes.iter().any(|include| is_at(&places, include));
        Self {
            dependents: pages
                .iter()
                .filter(includes_one)
                .map(|page| Arc::clone(&page.source))
                .collect(),
            is_everything: places.iter().any(String::is_empty),
            places,
        }
    }

    /// The files that changed, and the pages that include one of them or that link to where it is or was. Where the
    /// config, data or schemas changed, it is the whole site.
    pub fn of_changes(changed: Vec<String>, site: &Site) -> Self {
        let is_everybodys = |file: &String| is_at(&EVERYBODYS, file);
        let is_everything = changed.iter().any(is_everybodys);
        let targets: HashSet<String> = changed.iter().flat_map(|file| outputs(file, site)).collect();
        let mut scope = Self::of_places(changed, &site.pages);
        let leads_there = |page: &Page, href: &str| match site.resolve(page, href) {
            Address::Inside { path } => match site.existing(&path) {
                Some(output) => targets.contains(&*output),
                None => targets.contains(&path),
            },
            _ => false,
        };
        let links_to_one = |page: &&Page| {
            let images = page.images.iter().map(|image| &image.src);
            let mut addresses = page.links.iter().map(|link| &link.href).chain(images);
            addresses.any(|address| leads_there(page, address))
        };
        let dependents = site.pages.iter().filter(links_to_one);
        scope.dependents.extend(dependents.map(|page| Arc::clone(&page.source)));
        scope.is_everything |= is_everything;
        scope
    }

    /// Whether a finding stands in one of the files, shows on one of the pages, or has to do with another place there.
    pub fn holds(&self, finding: &Finding) -> bool {
        let labels = finding.labels.iter().map(|label| &label.location.path);
        let mut paths = std::iter::once(&finding.location.path)
            .chain(&finding.pages)
            .chain(labels);
        self.is_everything || paths.any(|path| self.dependents.contains(path) || is_at(&self.places, path))
    }
}

/// Where the site has a source file, or had it before that was removed.
fn outputs(file: &str, site: &Site) -> Vec<String> {
    if let Some(page) = site.page_of_source(file) {
        return vec![page.output.clone()];
    }
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    vec![
        file.to_owned(),
        format!("{stem}.html"),
        stem.to_owned(),
        format!("{stem}/"),
    ]
}

/// Whether `path` is one of `places` or below one.
fn is_at(places: &[impl AsRef<str>], path: &str) -> bool {
    let is_here = |place: &str| {
        path.strip_prefix(place)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    places.iter().any(|place| is_here(place.as_ref()))
}
