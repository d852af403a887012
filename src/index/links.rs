//! What Liquid's `link` and `post_url` ask: where the file at a path is served.

use std::borrow::Cow;

use super::{Index, IndexedPage};
use crate::liquid::Addresses;
use crate::source::FileId;

impl Addresses for Index {
    fn url(&self, path: &str) -> Option<Cow<'_, str>> {
        // Of the pages that a list of posts is divided into, the first.
        let page = |pages: &'_ [IndexedPage]| {
            let at = pages.partition_point(|page| *page.path < *path);
            pages.get(at).is_some_and(|page| &*page.path == path).then_some(at)
        };
        if let Some(at) = page(&self.pages) {
            return Some(Cow::Borrowed(&self.pages[at].url));
        }
        if let Some(at) = page(&self.unwritten) {
            return Some(Cow::Borrowed(&self.unwritten[at].url));
        }
        let files = &self.static_files;
        let at = files.partition_point(|(_, output)| output.as_str() < path);
        let file = files.get(at).filter(|(_, output)| output == path);
        file.map(|(_, output)| Cow::Owned(format!("/{output}")))
    }

    fn paths<'p>(&'p self) -> Box<dyn Iterator<Item = &'p str> + 'p> {
        self.paths_from("")
    }

    fn paths_from<'p>(&'p self, start: &'p str) -> Box<dyn Iterator<Item = &'p str> + 'p> {
        fn page(page: &IndexedPage) -> &str {
            &page.path
        }
        fn file((_, output): &(FileId, String)) -> &str {
            output
        }
        let pages = beginning_with(&self.pages, page, start).chain(beginning_with(&self.unwritten, page, start));
        Box::new(pages.chain(beginning_with(&self.static_files, file, start)))
    }
}

/// The paths that begin with `start` of `all`, which are in their order.
fn beginning_with<'p, T>(all: &'p [T], path: fn(&T) -> &str, start: &'p str) -> impl Iterator<Item = &'p str> {
    let first = all.partition_point(|one| path(one) < start);
    let paths = all[first..].iter().map(path);
    paths.take_while(move |path| path.starts_with(start))
}
