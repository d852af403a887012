//! The list of the files that docgen wrote, with what it wrote into each: how it knows its own files from the user's.
//!
//! A text file: a line that names the format, then a line for each file with the blake3 hash of its content in
//! hexadecimal, two blanks, and its path in the output folder.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use blake3::Hash;

use super::is_sound;
use crate::error::Error;

const FIRST_LINE: &str = "docgen manifest 1";

/// What docgen wrote: by path, the hash of the content that it gave the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    files: BTreeMap<String, Hash>,
}

impl Manifest {
    /// Reads the manifest at `path`; one that does not exist lists nothing.
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Error::read(path, error)),
        };
        std::str::from_utf8(&text)
            .ok()
            .and_then(Self::parse)
            .ok_or_else(|| Error::Output {
                message: format!("{} is not a list of files as this docgen writes it", path.display()),
                hint: "remove it together with the output folder, and build again".to_owned(),
            })
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next() != Some(FIRST_LINE) {
            return None;
        }
        let mut manifest = Self::default();
        for line in lines {
            let (hash, path) = line.split_once("  ")?;
            if !is_sound(path) {
                return None;
            }
            manifest.add(path, Hash::from_hex(hash).ok()?);
        }
        Some(manifest)
    }

    /// The manifest as the file holds it.
    pub(super) fn to_text(&self) -> String {
        let mut text = format!("{FIRST_LINE}\n");
        for (path, hash) in &self.files {
            writeln!(text, "{}  {path}", hash.to_hex()).expect("a string takes whatever is written to it");
        }
        text
    }

    /// Lists that docgen wrote at `path` a content with `hash`.
    pub(super) fn add(&mut self, path: &str, hash: Hash) {
        self.files.insert(path.to_owned(), hash);
    }

    /// Whether docgen ever wrote the file at `path`.
    pub(super) fn lists(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Whether docgen wrote the content with `hash` at `path`.
    pub(super) fn lists_content(&self, path: &str, hash: &Hash) -> bool {
        self.files.get(path) == Some(hash)
    }

    /// The paths, sorted.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut manifest = Manifest::default();
        manifest.add("a b/c  d.html", blake3::hash(b"1"));
        manifest.add("ü", blake3::hash(b"2"));
        assert_eq!(Manifest::parse(&manifest.to_text()), Some(manifest.clone()));
        assert!(manifest.lists_content("ü", &blake3::hash(b"2")));
        assert!(!manifest.lists_content("ü", &blake3::hash(b"1")));
    }

    #[test]
    fn a_list_that_leads_out_of_the_folder_is_refused() {
        let hash = blake3::hash(b"").to_hex();
        assert!(Manifest::parse(&format!("{FIRST_LINE}\n{hash}  a/b\n")).is_some());
        for bad in ["../a", "/a", "a//b", ""] {
            assert_eq!(
                Manifest::parse(&format!("{FIRST_LINE}\n{hash}  {bad}\n")),
                None,
                "{bad}"
            );
        }
        assert_eq!(Manifest::parse(""), None);
        assert_eq!(Manifest::parse("docgen manifest 2\n"), None);
        assert_eq!(Manifest::parse(&format!("{FIRST_LINE}\nabc  a\n")), None);
    }
}
