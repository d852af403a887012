//! Which images of a site nothing names. Whoever is not sure is not told: a file name that occurs in any text counts.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use memchr::memmem;

use crate::error::Error;
use crate::finding::Finding;
use crate::source::Location;
use crate::url::{escape_path, image_ending};
use crate::vfs::Files;

/// How many bytes of a file tell whether it is text.
const TOLD_BY: usize = 1024;

/// Images by their file names, until a text names them.
#[derive(Debug)]
pub struct Unnamed {
    /// The paths of the images by the forms of their names, in lower case.
    by_name: HashMap<String, Vec<Arc<str>>>,
    /// The lengths of the names with each ending.
    lengths: HashMap<&'static str, HashSet<usize>>,
    named: HashSet<String>,
}

impl Unnamed {
    /// The images among the files at `paths`.
    pub fn new<'p>(paths: impl Iterator<Item = &'p Arc<str>>) -> Self {
        let mut unnamed = Self {
            by_name: HashMap::new(),
            lengths: HashMap::new(),
            named: HashSet::new(),
        };
        for path in paths {
            let Some(ending) = image_ending(path) else {
                continue;
            };
            let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
            if is_asked_for(&name) {
                continue;
            }
            for form in HashSet::from([escape_path(&name).to_lowercase(), name]) {
                unnamed.lengths.entry(ending).or_default().insert(form.len());
                unnamed.by_name.entry(form).or_default().push(Arc::clone(path));
            }
        }
        unnamed
    }

    /// Takes off the images that `text` names.
    pub fn read(&mut self, text: &str) {
        let text = text.to_lowercase();
        for (ending, lengths) in &self.lengths {
            for at in memmem::find_iter(text.as_bytes(), ending) {
                let end = at + ending.len();
                for start in lengths.iter().filter_map(|length| end.checked_sub(*length)) {
                    let is_name = |name: &&str| self.by_name.contains_key(*name) && stands_alone(&text[..start]);
                    if let Some(name) = text.get(start..end).filter(is_name) {
                        self.named.insert(name.to_owned());
                    }
                }
            }
        }
    }

    /// Takes off the images that the texts below the root of `files` name, without folders for which `skip` says yes.
    ///
    /// # Errors
    /// What keeps a file from being read.
    pub fn read_all(&mut self, files: &dyn Files, skip: &dyn Fn(&str) -> bool) -> Result<(), Error> {
        let enter = |folder: &str| {
            let name = folder.rsplit('/').next().unwrap_or(folder);
            !name.starts_with('.') && !["_site", "node_modules"].contains(&name) && !skip(folder)
        };
        for path in files.list(&enter)?.files {
            // An image has its own name written in it often enough.
            if image_ending(&path).is_some() {
                continue;
            }
            let read_error = |error| Error::read(&path, error);
            let start = files.read_start(&path, TOLD_BY).map_err(read_error)?;
            if memchr::memchr(0, &start).is_none() {
                self.read(&String::from_utf8_lossy(&files.read(&path).map_err(read_error)?));
            }
        }
        Ok(())
    }

    /// What is left, without what stands in one of the files or folders `keep`.
    pub fn findings(self, keep: &[String]) -> Vec<Finding> {
        let used: HashSet<&Arc<str>> = self
            .named
            .iter()
            .filter_map(|name| self.by_name.get(name))
            .flatten()
            .collect();
        let is_kept = |path: &str| {
            let is_in = |kept: &str| {
                path.strip_prefix(kept)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            keep.iter().any(|kept| is_in(kept.trim_matches('/')))
        };
        let unused: HashSet<&Arc<str>> = self.by_name.values().flatten().collect();
        let unused = unused.into_iter().filter(|path| !used.contains(path) && !is_kept(path));
        let finding = |path: &Arc<str>| {
            let message = "no page and no other text names this image";
            let finding = Finding::warning("unused-image", Location::start_of(path), message);
            finding.with_hint("delete it, or name it in the rule's option `keep`")
        };
        unused.map(finding).collect()
    }
}

/// Whether a name that begins after `before` is no part of a longer one.
fn stands_alone(before: &str) -> bool {
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    !before.ends_with(is_of_name)
}

/// Whether browsers ask for an image of that name without being told to.
fn is_asked_for(name: &str) -> bool {
    ["favicon", "apple-touch-icon", "mstile", "browserconfig"]
        .iter()
        .any(|asked| name.starts_with(asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(images: &[&str], text: &str) -> Vec<String> {
        let paths: Vec<Arc<str>> = images.iter().map(|&path| path.into()).collect();
        let mut unnamed = Unnamed::new(paths.iter());
        unnamed.read(text);
        let mut left: Vec<String> = unnamed
            .findings(&[])
            .iter()
            .map(|finding| finding.location.path.to_string())
            .collect();
        left.sort();
        left
    }

    #[test]
    fn an_image_is_named_in_any_way() {
        for text in [
            "![x](../img/a%20B.png)",
            "<img src='/img/A b.PNG'>",
            "url(a%20b.png?v=2)",
            "logo: a b.png",
            "{{ x }}a b.png",
        ] {
            assert_eq!(left(&["img/a b.png"], text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_part_of_a_name_is_none() {
        assert_eq!(
            left(&["1.png", "x/2.png", "favicon.ico"], "step1.png, 2.pn, 12.png"),
            ["1.png", "x/2.png"]
        );
    }
}
