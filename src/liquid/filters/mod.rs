//! The filters: one file a family, one table of all names.

use super::value::Value;

/// What a filter is given besides its input.
#[derive(Debug, Default)]
pub struct Arguments<'a> {
    /// `{{ x | filter: 1, 2 }}`
    pub positional: Vec<Value<'a>>,
    /// `{{ x | filter: name: 1 }}`
    pub named: Vec<(&'a str, Value<'a>)>,
}

impl<'a> Arguments<'a> {
    /// The positional argument at `index`.
    pub fn get(&self, index: usize) -> Option<&Value<'a>> {
        self.positional.get(index)
    }
}

/// What filters may ask of the site.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    /// `url:` of the config, without a slash at its end.
    pub url: &'a str,
    /// `baseurl:` of the config, empty or with a slash at its start and none at its end.
    pub base_url: &'a str,
    /// Makes HTML of markdown, for `markdownify`.
    pub markdown: &'a (dyn Fn(&str) -> String + Sync),
}

impl std::fmt::Debug for Site<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Site")
            .field("url", &self.url)
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

/// Why a filter could not do its work, as the author is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError(pub String);

/// A filter: its input, its arguments, the site.
pub type Filter = for<'a> fn(Value<'a>, &Arguments<'a>, &Site<'a>) -> Result<Value<'a>, FilterError>;

/// The filter of that name.
pub fn find(name: &str) -> Option<Filter> {
    FILTERS
        .binary_search_by(|(known, _)| (*known).cmp(name))
        .ok()
        .map(|at| FILTERS[at].1)
}

/// The names of all filters, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILTERS.iter().map(|(name, _)| *name)
}

/// All filters, sorted by name.
const FILTERS: &[(&str, Filter)] = &[];
