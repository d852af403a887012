//! Who is to mend what: pages name their owners in the front matter, as in `owner: crm-team`.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value as Json;

use crate::finding::Finding;

/// The front matter key that names a page's owner, or a list of them.
pub const KEY: &str = "owner";

/// The owners of pages.
#[derive(Clone, Debug, Default)]
pub struct Owners<'p> {
    by_page: HashMap<&'p str, BTreeSet<&'p str>>,
}

impl<'p> Owners<'p> {
    /// Those of `pages`: source paths, and what their front matter holds for [`KEY`].
    pub fn new(pages: impl IntoIterator<Item = (&'p str, Option<&'p Json>)>) -> Self {
        let owners = |value: Option<&'p Json>| match value {
            Some(Json::Array(names)) => names.iter().filter_map(name).collect(),
            Some(value) => name(value).into_iter().collect(),
            None => BTreeSet::new(),
        };
        let pages = pages.into_iter().map(|(path, value)| (path, owners(value)));
        Self {
            by_page: pages.collect(),
        }
    }

    /// The owners of a finding, in the order of their names: those of the page that it stands in, or, if that is no
    /// page, of all pages that it shows on.
    pub fn of(&self, finding: &Finding) -> BTreeSet<&'p str> {
        match self.by_page.get(&*finding.location.path) {
            Some(owners) => owners.clone(),
            None => {
                let pages = finding.pages.iter().filter_map(|page| self.by_page.get(&**page));
                pages.flatten().copied().collect()
            }
        }
    }
}

fn name(value: &Json) -> Option<&str> {
    value.as_str().map(str::trim).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::source::Location;

    #[test]
    fn a_finding_is_its_pages_or_of_all_pages_that_its_include_reaches() {
        let (one, two) = (json!("zoe"), json!([" ann ", "", 3, "zoe"]));
        let owners = Owners::new([("a.md", Some(&one)), ("b.md", Some(&two)), ("c.md", None)]);
        let of = |path: &str, pages: &[&str]| {
            let mut finding = Finding::error("r", Location::start_of(path), "m");
            finding.pages = pages.iter().map(|&page| Arc::from(page)).collect();
            owners.of(&finding).into_iter().collect::<Vec<_>>()
        };
        assert_eq!(of("a.md", &["a.md", "b.md"]), ["zoe"]);
        assert_eq!(of("b.md", &[]), ["ann", "zoe"]);
        assert_eq!(of("c.md", &["a.md"]), [""; 0]);
        assert_eq!(of("_includes/x.md", &["a.md", "c.md"]), ["zoe"]);
        assert_eq!(of("_data/x.yml", &[]), [""; 0]);
    }
}
