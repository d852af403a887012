//! How much the pages of a site may come to together: each may print all others, so that the limits of single pages do not
//! bound the site.

use std::sync::atomic::{AtomicU64, Ordering};

use super::Project;
use crate::error::Error;

/// The bytes that any site may come to.
const OF_ANY_SITE: u64 = 1024 * 1024 * 1024;
/// The further bytes for each byte in the files of its pages: far more than pages make that are meant to be read.
const FOR_EACH_BYTE: u64 = 256;
/// The bytes that a tag counts as: what is kept of an element is larger than its text.
const OF_TAG: u64 = 256;

/// What the pages of a site may still come to.
#[derive(Debug)]
pub(super) struct Allowance {
    whole: u64,
    spent: AtomicU64,
}

impl Allowance {
    /// What the pages of a project may come to.
    pub(super) fn of(project: &Project) -> Self {
        let pages = project.index.pages.iter().chain(&project.index.unwritten);
        let texts = pages.map(|page| project.sources.text(page.document.file).len() as u64);
        Self::new(OF_ANY_SITE + FOR_EACH_BYTE * texts.sum::<u64>())
    }

    fn new(whole: u64) -> Self {
        Self {
            whole,
            spent: AtomicU64::new(0),
        }
    }

    /// Takes of it what `html` needs, or another text.
    ///
    /// # Errors
    /// Where that is more than is left. Whether that happens to a site does not depend on which of its pages is quicker.
    pub(super) fn take(&self, html: &str) -> Result<(), Error> {
        let tags = memchr::memchr_iter(b'<', html.as_bytes()).count();
        let needed = html.len() as u64 + OF_TAG * tags as u64;
        let spent = self.spent.fetch_add(needed, Ordering::Relaxed) + needed;
        match spent <= self.whole {
            true => Ok(()),
            false => Err(Error::TooMuchText {
                most: self.whole / (1024 * 1024),
                of_tag: OF_TAG,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_more_than_all_together_is_refused_whoever_takes_it() {
        let [word, short, tags] = ["sixsix", "four", "<b></b>"];
        let needed = (word.len() + short.len() + tags.len()) as u64 + 2 * OF_TAG;
        for order in [[word, short, tags], [tags, short, word], [short, word, tags]] {
            let allowance = Allowance::new(needed - 1);
            assert!(order.iter().any(|text| allowance.take(text).is_err()), "{order:?}");
            let allowance = Allowance::new(needed);
            assert!(order.iter().all(|text| allowance.take(text).is_ok()), "{order:?}");
        }
    }
}
