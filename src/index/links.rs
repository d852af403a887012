//! What Liquid's `link` and `post_url` ask: where the file at a path is served.

use std::borrow::Cow;

use super::Index;
use crate::liquid::Addresses;

impl Addresses for Index {
    fn url(&self, path: &str) -> Option<Cow<'_, str>> {
        if let Some(page) = self.pages.iter().find(|page| &*page.path == path) {
            return Some(Cow::Borrowed(&page.url));
        }
        let file = self.static_files.iter().find(|(_, output)| output == path);
        file.map(|(_, output)| Cow::Owned(format!("/{output}")))
    }

    fn paths<'p>(&'p self) -> Box<dyn Iterator<Item = &'p str> + 'p> {
        let pages = self.pages.iter().map(|page| &*page.path);
        Box::new(pages.chain(self.static_files.iter().map(|(_, output)| output.as_str())))
    }
}
