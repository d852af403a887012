//! Files of which some are otherwise: a folder as it was before they changed.

use std::collections::BTreeMap;
use std::io::{self, BufRead};

use super::{Files, Listing, is_entered};
use crate::error::Error;

/// Files of which some have another content, or are not there.
#[derive(Debug)]
pub struct Overlay<F> {
    files: F,
    others: BTreeMap<String, Option<Vec<u8>>>,
}

impl<F: Files> Overlay<F> {
    /// `files`, but at the paths of `others` with what stands there; with nothing where that is `None`.
    pub fn new(files: F, others: BTreeMap<String, Option<Vec<u8>>>) -> Self {
        Self { files, others }
    }
}

impl<F: Files> Files for Overlay<F> {
    fn list(&self, enter: &dyn Fn(&str) -> bool) -> Result<Listing, Error> {
        let mut listing = self.files.list(enter)?;
        let is_same = |path: &str| !self.others.contains_key(path);
        listing.files.retain(|path| is_same(path));
        listing.refused.retain(|refused| is_same(&refused.path));
        let there = self.others.iter().filter(|(_, content)| content.is_some());
        let entered = there.filter(|(path, _)| is_entered(path, enter));
        listing.files.extend(entered.map(|(path, _)| path.clone()));
        listing.files.sort_unstable();
        Ok(listing)
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn BufRead + '_>> {
        match self.others.get(path) {
            Some(Some(content)) => Ok(Box::new(content.as_slice())),
            Some(None) => Err(io::ErrorKind::NotFound.into()),
            None => self.files.open(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vfs::Memory;

    #[test]
    fn what_is_otherwise_is_listed_and_read_as_it_is_there() {
        let files: Memory = [("a.md", "a"), ("b/c.md", "c"), ("d.md", "d")].into_iter().collect();
        let others = [
            ("a.md", None),
            ("b/a.md", Some("new")),
            ("d.md", Some("other")),
            ("e/f.md", Some("f")),
        ];
        let others = others.map(|(path, content)| (path.to_owned(), content.map(|text| text.as_bytes().to_vec())));
        let overlay = Overlay::new(files, others.into_iter().collect());
        let listed = overlay.list(&|folder| folder != "e").expect("it can be listed").files;
        assert_eq!(listed, ["b/a.md", "b/c.md", "d.md"]);
        let read = |path: &str| {
            overlay
                .read(path)
                .ok()
                .map(|content| String::from_utf8_lossy(&content).into_owned())
        };
        let read = ["a.md", "b/a.md", "b/c.md", "d.md"].map(read);
        assert_eq!(
            read.each_ref().map(Option::as_deref),
            [None, Some("new"), Some("c"), Some("other")]
        );
    }
}
