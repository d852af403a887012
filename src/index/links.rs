//! What Liquid's `link` and `post_url` ask: where the file at a path is served.

use std::borrow::Cow;

use super::{Index, IndexedPage};
use crate::liquid::Addresses;

impl Addresses for Index {
    fn url(&self, path: &str) -> Option<Cow<'_, str>> {
        // Of the pages that a list of posts is divided into, the first.
        let find = |pages: &'_ [IndexedPage]| {
            let at = pages.partition_point(|page| *page.path < *path);
            pages.get(at).is_some_and(|page| &*page.path == path).then_some(at)
        };
        if let Some(at) = find(&self.pages) {
            return Some(Cow::Borrowed(&self.pages[at].url));
        }
        if let Some(at) = find(&self.unwritten) {
            return Some(Cow::Borrowed(&self.unwritten[at].url));
        }
        let file = self.static_files.iter().find(|(_, output)| output == path);
        file.map(|(_, output)| Cow::Owned(format!("/{output}")))
    }

    fn paths<'p>(&'p self) -> Box<dyn Iterator<Item = &'p str> + 'p> {
        let pages = self.pages.iter().chain(&self.unwritten).map(|page| &*page.path);
        Box::new(pages.chain(self.static_files.iter().map(|(_, output)| output.as_str())))
    }
}
