//! The texts that a template makes and that are read as expressions: values borrow from expressions, so they stay for as
//! long as the page is rendered.

use std::cell::OnceCell;

/// The most different texts: nobody needs as many, and each is compared with all before it.
const MOST: usize = 200;

/// The texts, each with those that came later.
#[derive(Debug, Default)]
pub(super) struct Kept {
    first: OnceCell<Box<(String, Kept)>>,
}

impl Kept {
    /// The text, which is kept from now on; nothing where there are too many.
    pub(super) fn keep(&self, text: String) -> Option<&str> {
        let mut here = self;
        for _ in 0..MOST {
            match here.first.get() {
                Some(link) if link.0 == text => return Some(&link.0),
                Some(link) => here = &link.1,
                None => return Some(&here.first.get_or_init(|| Box::new((text, Self::default()))).0),
            }
        }
        None
    }
}
