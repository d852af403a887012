//! `repository:`, Jekyll's key, and `edit` of docgen's section: where authors edit what readers see.
//!
//! ```yaml
//! repository: acme/setup-guides        # at GitHub, or the whole address of one elsewhere
//! docgen:
//!   edit: {branch: main, folder: content}
//! ```

use serde_json::{Map, Value as Json};

use super::Reader;
use crate::error::Error;
use crate::url::escape_path;

/// Where the source files are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// Its address, without a slash at its end: `https://github.com/acme/setup-guides`.
    pub url: String,
    /// The branch that authors change: `main`.
    pub branch: String,
    /// The source folder in it, without slashes at its ends; empty for all of it.
    pub folder: String,
}

impl Repository {
    /// Where the file at a path of the source folder can be edited.
    pub fn edit_url(&self, source: &str) -> String {
        // GitLab sets its own pages apart from those of projects.
        let edit = match self.url.contains("gitlab") {
            true => "-/edit",
            false => "edit",
        };
        let folder = match &*self.folder {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        let path = escape_path(&format!("{}/{folder}{source}", self.branch));
        format!("{}/{edit}/{path}", self.url)
    }
}

impl Reader<'_> {
    pub(super) fn repository(
        &self,
        site: &Map<String, Json>,
        edit: Option<&Json>,
    ) -> Result<Option<Repository>, Error> {
        const POINTER: &str = "/docgen/edit";
        let empty = Map::new();
        let edit = self.map(edit, POINTER)?.unwrap_or(&empty);
        self.refuse_unknown(edit, POINTER, &["branch", "folder"])?;
        let text = |key: &str| self.string(edit.get(key), &format!("{POINTER}/{key}"));
        let (branch, folder) = (text("branch")?, text("folder")?);
        let repository = self.string(site.get("repository"), "/repository")?;
        let repository = repository.filter(|repository| !repository.is_empty());
        Ok(repository.map(|repository| Repository {
            url: match repository.contains("://") {
                true => repository.trim_end_matches('/').trim_end_matches(".git").to_owned(),
                false => format!("https://github.com/{}", repository.trim_matches('/')),
            },
            branch: branch.unwrap_or_else(|| "main".to_owned()),
            folder: folder.unwrap_or_default().trim_matches('/').to_owned(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    fn edit_url(config: &str) -> Option<String> {
        let config = Config::parse(config).expect("it is right");
        config.repository.map(|repository| repository.edit_url("guides/a b.md"))
    }

    #[test]
    fn a_page_is_edited_where_its_repository_is() {
        assert_eq!(edit_url("title: x"), None);
        assert_eq!(
            edit_url("repository: acme/docs").as_deref(),
            Some("https://github.com/acme/docs/edit/main/guides/a%20b.md")
        );
        assert_eq!(
            edit_url("repository: https://gitlab.example/a/b.git\ndocgen: {edit: {branch: trunk, folder: /content/}}")
                .as_deref(),
            Some("https://gitlab.example/a/b/-/edit/trunk/content/guides/a%20b.md")
        );
    }
}
