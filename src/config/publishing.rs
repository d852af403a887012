//! What of a site's content is published, and how lists of posts are divided into pages.

use serde_json::{Map, Value as Json};

use super::Reader;
use crate::error::Error;
use crate::url::unescape;

/// Which documents are published: Jekyll's keys of that name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Publishing {
    /// `future`: documents of days to come.
    pub future: bool,
    /// `unpublished`: what says `published: false`.
    pub unpublished: bool,
    /// `show_drafts`: what stands in `_drafts`.
    pub drafts: bool,
    /// `limit_posts`: so many of the newest posts; 0 for all.
    pub limit_posts: usize,
}

/// `paginate` and `paginate_path`, as jekyll-paginate has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// How many posts a page lists; at least 1.
    pub per_page: usize,
    /// Where the second page and those after it stand: `/page:num`.
    pub path: String,
}

impl Reader<'_> {
    pub(super) fn publishing(&self, site: &Map<String, Json>) -> Result<Publishing, Error> {
        let is_on = |key: &str| !matches!(site.get(key), None | Some(Json::Null | Json::Bool(false)));
        Ok(Publishing {
            future: is_on("future"),
            unpublished: is_on("unpublished"),
            drafts: is_on("show_drafts"),
            limit_posts: self.count(site.get("limit_posts"), "/limit_posts")?.unwrap_or(0),
        })
    }

    pub(super) fn pagination(&self, site: &Map<String, Json>) -> Result<Option<Pagination>, Error> {
        const PATH: &str = "/paginate_path";
        let per_page = match self.count(site.get("paginate"), "/paginate")? {
            None => return Ok(None),
            Some(0) => return Err(self.error("/paginate", "a page lists one post at least")),
            Some(per_page) => per_page,
        };
        let path = self.string(site.get("paginate_path"), PATH)?;
        let path = path.unwrap_or_else(|| "/page:num".to_owned());
        if !path.contains(":num") {
            let hint = "write for example `/blog/page:num`".to_owned();
            return Err(self.error_with_hint(PATH, "the number of the page, `:num`, is missing".to_owned(), hint));
        }
        let shown = unescape(&path);
        if shown.split(['/', '\\']).any(|name| name == "..") {
            return Err(self.error(PATH, "the path leads out of the site"));
        }
        if shown.contains(|c: char| c == '\\' || c.is_control()) {
            return Err(self.error(PATH, "the path has a character that no path of a site may have"));
        }
        Ok(Some(Pagination { per_page, path }))
    }

    /// A number of things, as a number or a text.
    fn count(&self, value: Option<&Json>, pointer: &str) -> Result<Option<usize>, Error> {
        let Some(text) = self.string(value, pointer)? else {
            return Ok(None);
        };
        let count = text.trim().parse();
        count
            .map(Some)
            .map_err(|_| self.error(pointer, format!("`{text}` is no whole number from 0 on")))
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn pagination_is_read_and_what_cannot_be_told() {
        let read = |text: &str| Config::parse(text).map(|config| config.pagination);
        assert_eq!(read("paginate_path: /x").expect("it is not used"), None);
        for (text, path) in [
            ("paginate: 5", "/page:num"),
            ("paginate: '5'\npaginate_path: a/:num/", "a/:num/"),
        ] {
            let pagination = read(text).expect("it is right").expect("it paginates");
            assert_eq!((pagination.per_page, pagination.path.as_str()), (5, path));
        }
        for (text, expected) in [
            ("paginate: 0", "_config.yml:1:1: a page lists one post at least"),
            ("paginate: few", "_config.yml:1:1: `few` is no whole number from 0 on"),
            (
                "paginate: 1\npaginate_path: /page",
                "_config.yml:2:1: the number of the page, `:num`, is missing",
            ),
            (
                "paginate: 1\npaginate_path: ../:num",
                "_config.yml:2:1: the path leads out of the site",
            ),
            (
                "paginate: 1\npaginate_path: a\\:num",
                "_config.yml:2:1: the path has a character that no path of a site may have",
            ),
            (
                "paginate: 1\npaginate_path: \"%2E%2e/:num\"",
                "_config.yml:2:1: the path leads out of the site",
            ),
            ("limit_posts: -1", "_config.yml:1:1: `-1` is no whole number from 0 on"),
        ] {
            let error = read(text).expect_err("it is wrong").to_string();
            assert_eq!(error, expected);
        }
    }
}
