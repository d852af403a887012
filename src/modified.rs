//! When the files of a source folder were last modified, as the history of a repository tells it. Whoever runs git fills
//! this in; the stages only ask.

use std::collections::BTreeMap;

use crate::config::ancestors;

/// When files were last modified, by their paths in the source folder, in seconds since 1970. Empty where nobody knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Modified(BTreeMap<String, i64>);

impl Modified {
    /// When the file at `path` was last modified; of a file in a submodule, when another state of that was taken.
    pub fn of(&self, path: &str) -> Option<i64> {
        let known = self.0.get(path);
        known
            .or_else(|| ancestors(path).find_map(|folder| self.0.get(folder)))
            .copied()
    }

    /// Whether nothing is known of any file.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, i64)> for Modified {
    fn from_iter<I: IntoIterator<Item = (String, i64)>>(times: I) -> Self {
        Self(times.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_a_submodule_is_as_old_as_the_submodule() {
        let modified: Modified = [("_includes/shared", 3), ("a.md", 2)]
            .map(|(path, time)| (path.to_owned(), time))
            .into_iter()
            .collect();
        assert_eq!(modified.of("a.md"), Some(2));
        assert_eq!(modified.of("_includes/shared/x/note.md"), Some(3));
        assert_eq!(modified.of("_includes/other.md"), None);
    }
}
