//! The part of a site whose findings are asked for: files and folders, or what changed and what came of it.

use std::collections::HashSet;
use std::sync::Arc;

use crate::config::ancestors;
use crate::fingerprint::{Fingerprint, Identified};
use crate::page::Page;

/// Files whose findings are told.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Files and folders.
    places: HashSet<String>,
    /// Pages that a file among the places is a part of.
    dependents: HashSet<Arc<str>>,
    /// What was found before the places changed; nothing where only the places count.
    before: Option<HashSet<Fingerprint>>,
}

/// Files and folders that every page may depend on.
const EVERYBODYS: [&str; 4] = ["_config.yml", "_data", "_schemas", "_themes"];

impl Scope {
    /// The files and folders at `places`, relative to the source folder (empty for that itself), and the pages that
    /// include one of them.
    pub fn of_places(places: impl IntoIterator<Item = String>, pages: &[Arc<Page>]) -> Self {
        let places: HashSet<String> = places.into_iter().collect();
        let includes_one = |page: &&Arc<Page>| page.includes.iter().any(|include| is_at(&places, include));
        let dependents = pages.iter().filter(includes_one);
        Self {
            dependents: dependents.map(|page| Arc::clone(&page.source)).collect(),
            places,
            before: None,
        }
    }

    /// The same for places that changed, and wherever else something is found that was not found `before`: a link to
    /// a page that is gone, a guide that lacks one, an image that nothing names any more.
    pub fn of_changes(
        places: impl IntoIterator<Item = String>,
        pages: &[Arc<Page>],
        before: HashSet<Fingerprint>,
    ) -> Self {
        Self {
            before: Some(before),
            ..Self::of_places(places, pages)
        }
    }

    /// Whether a finding stands in one of the files, shows on one of the pages, has to do with another place there, or
    /// came of a change.
    pub fn holds(&self, found: &Identified<'_>) -> bool {
        let finding = found.finding;
        let is_new = |before: &HashSet<Fingerprint>| !before.contains(&found.fingerprint);
        let labels = finding.labels.iter().map(|label| &label.location.path);
        let mut paths = std::iter::once(&finding.location.path)
            .chain(&finding.pages)
            .chain(labels);
        self.before.as_ref().is_some_and(is_new)
            || paths.any(|path| self.dependents.contains(path) || is_at(&self.places, path))
    }
}

/// Whether every page may depend on the file at `path`.
pub fn is_everybodys(path: &str) -> bool {
    EVERYBODYS.contains(&path) || ancestors(path).any(|folder| EVERYBODYS.contains(&folder))
}

/// Whether `path` is one of `places` or below one.
fn is_at(places: &HashSet<String>, path: &str) -> bool {
    let mut folders = ancestors(path);
    places.contains(path) || places.contains("") || folders.any(|folder| places.contains(folder))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Finding;
    use crate::fingerprint::identify;
    use crate::source::{Location, Sources};

    /// The messages of what a scope holds.
    fn held<'f>(scope: &Scope, findings: &'f [Finding]) -> Vec<&'f str> {
        let found = identify(findings, &Sources::in_memory([("", "")]));
        let held = found.into_iter().filter(|it| scope.holds(it));
        held.map(|it| it.finding.message.as_str()).collect()
    }

    fn finding(path: &str) -> Finding {
        Finding::error("r", Location::start_of(&Arc::from(path)), path)
    }

    fn places(places: &[&str]) -> Vec<String> {
        places.iter().map(|&place| place.to_owned()).collect()
    }

    #[test]
    fn it_holds_what_stands_or_shows_in_its_places_or_has_to_do_with_them() {
        let findings = [
            finding("a/b.md"),
            finding("a/c.md"),
            finding("ab.md"),
            finding("d.md"),
            finding("_includes/x.md").on_page(&"d.md".into()),
            finding("e.md").with_label(Location::start_of(&Arc::from("d.md")), "the other"),
        ];
        let of_places = |named: &[&str]| held(&Scope::of_places(places(named), &[]), &findings);
        assert_eq!(of_places(&["a"]), ["a/b.md", "a/c.md"]);
        assert_eq!(
            of_places(&["d.md", "a/c.md"]),
            ["a/c.md", "d.md", "_includes/x.md", "e.md"]
        );
        assert_eq!(of_places(&[""]).len(), findings.len());
        assert_eq!(of_places(&[]), [""; 0]);
    }

    #[test]
    fn of_changes_it_holds_what_is_new_wherever_it_stands() {
        let before = [finding("a.md"), finding("b.md"), finding("c.md")];
        let known = identify(&before, &Sources::in_memory([("", "")]));
        let known = known.iter().map(|it| it.fingerprint).collect();
        let now = [finding("a.md"), finding("b.md"), finding("d.md"), finding("c.md")];
        let scope = Scope::of_changes(places(&["b.md"]), &[], known);
        assert_eq!(held(&scope, &now), ["b.md", "d.md"]);
    }

    #[test]
    fn config_data_schemas_and_themes_are_everybodys() {
        for path in [
            "_config.yml",
            "_data/a/b.yml",
            "_schemas/setup.page.json",
            "_themes/x/page.html",
        ] {
            assert!(is_everybodys(path), "{path}");
        }
        for path in ["a/_data/b.yml", "_includes/a.md", "_database.md"] {
            assert!(!is_everybodys(path), "{path}");
        }
    }
}
