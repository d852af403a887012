//! What hints ask: which name was probably meant. Whoever mistypes thousands of them among thousands is not told of all.

use std::cell::Cell;

use crate::finding::nearest;

/// How many names the hints of a page compare.
const COMPARED: usize = 200_000;

/// How many more names the hints of a page may compare.
#[derive(Debug)]
pub(super) struct Hints {
    left: Cell<usize>,
}

impl Default for Hints {
    fn default() -> Self {
        let left = Cell::new(COMPARED);
        Self { left }
    }
}

impl Hints {
    /// The one of `names` that `name` was probably meant to be, of those that may still be compared.
    pub(super) fn nearest<'n>(&self, name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
        let mut left = self.left.get();
        let counted = names.into_iter().take(left).inspect(|_| left -= 1);
        let nearest = nearest(name, counted);
        self.left.set(left);
        nearest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_come_to_an_end() {
        let hints = Hints::default();
        let names = || std::iter::repeat_n("other", COMPARED / 2 - 1).chain(["title"]);
        let found = [0; 3].map(|_| hints.nearest("titel", names()));
        assert_eq!(found, [Some("title"), Some("title"), None]);
    }
}
