//! `docgen.search`: what searches the whole text of the pages, beside the finder's own index of names.

use serde_json::Value as Json;

use super::Reader;
use crate::error::Error;

/// A program that makes an index of the whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FullText {
    /// Pagefind, a program of its own that `build` runs over the pages.
    Pagefind,
}

impl Reader<'_> {
    pub(super) fn search(&self, value: Option<&Json>) -> Result<Option<FullText>, Error> {
        const POINTER: &str = "/docgen/search";
        match self.string(value, POINTER)?.as_deref() {
            None => Ok(None),
            Some("pagefind") => Ok(Some(FullText::Pagefind)),
            Some(other) => {
                let message = format!("there is no search `{other}`");
                Err(self.error_with_hint(POINTER, message, "the one that there is is `pagefind`".to_owned()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn there_is_one_search() {
        let config = |text: &str| Config::parse(text);
        assert_eq!(config("docgen: {}").expect("it is right").search, None);
        let asked = config("docgen: {search: pagefind}").expect("it is right").search;
        assert_eq!(asked, Some(FullText::Pagefind));
        let error = config("docgen:\n  search: lunr").expect_err("it is wrong");
        assert_eq!(error.to_string(), "_config.yml:2:3: there is no search `lunr`");
    }
}
