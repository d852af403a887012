//! `exclude` and `include`: which files and folders Jekyll leaves out, and takes though their names speak against it.

use globset::{Glob, GlobMatcher};

/// An entry of Jekyll's `exclude` and `include`: a path's beginning, or a pattern in which `*` passes slashes too.
#[derive(Debug)]
pub struct PathPattern {
    text: String,
    glob: Option<GlobMatcher>,
}

impl PathPattern {
    /// The pattern `text`, relative to the source folder.
    ///
    /// # Errors
    /// Why it is no pattern, as `[` by itself is none.
    pub fn new(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches("./").trim_start_matches('/');
        let glob = match text.contains(['*', '?', '[', '{']) {
            true => Some(
                Glob::new(text)
                    .map_err(|error| error.kind().to_string())?
                    .compile_matcher(),
            ),
            false => None,
        };
        Ok(Self {
            text: text.to_owned(),
            glob,
        })
    }

    /// Whether it names the file or folder at `path`.
    pub fn matches(&self, path: &str) -> bool {
        !self.text.is_empty()
            && (path.starts_with(&self.text)
                || self.text.strip_suffix('/') == Some(path)
                || self.glob.as_ref().is_some_and(|glob| glob.is_match(path)))
    }
}

/// What Jekyll leaves out of every site.
pub(super) const JEKYLL_EXCLUDES: [&str; 10] = [
    ".sass-cache",
    ".jekyll-cache",
    "gemfiles",
    "Gemfile",
    "Gemfile.lock",
    "node_modules",
    "vendor/bundle/",
    "vendor/cache/",
    "vendor/gems/",
    "vendor/ruby/",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exclude_takes_beginnings_and_patterns() {
        for (pattern, path, expected) in [
            ("README", "README.md", true),
            ("vendor/", "vendor", true),
            ("*.tmp", "a/b.tmp", true),
            ("docs", "other/docs", false),
            ("", "a", false),
        ] {
            let is_named = PathPattern::new(pattern).expect("it is a pattern").matches(path);
            assert_eq!(is_named, expected, "{pattern} {path}");
        }
    }
}
