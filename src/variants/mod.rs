//! Two guides side by side: what they share, what differs, what only one has.
//!
//! [`page_pairs`] pairs the pages of two guides, and [`PagePair`] their sections, procedures, steps, tables and
//! paragraphs. What a page prints of its front matter differs on purpose: `page.heading` is not the same in the guide
//! of another connector, and two texts that differ in nothing else are the same. `docgen diff` shows all of it,
//! the rule `variant-drift` what the config does not allow.

mod align;
mod allowance;
mod part;
mod words;

use crate::page::Page;
use crate::site::{Guide, Site};
use crate::source::Location;
pub use allowance::Allowance;
pub use part::{Part, PartKind};
pub use words::{Change, in_one_line};

/// A part of two guides: the same one in both, or one that only one of them has.
#[derive(Debug)]
pub struct Pair<'s> {
    /// The part in the first guide.
    pub left: Option<&'s Part<'s>>,
    /// The part in the second guide.
    pub right: Option<&'s Part<'s>>,
    /// How the two compare.
    pub outcome: Outcome,
    /// What they consist of.
    pub pairs: Vec<Pair<'s>>,
}

/// How a part of one guide compares with that of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// They are the same, and so is all that they consist of.
    Same,
    /// They are the same but for something that they consist of.
    Within,
    /// Their own text differs.
    Changed,
    /// They are the same, and stand elsewhere in the second guide.
    Moved,
    /// Only one guide has it.
    Single,
}

impl<'s> Pair<'s> {
    /// The part, of whichever guide has it.
    pub fn part(&self) -> &'s Part<'s> {
        self.left
            .or(self.right)
            .expect("a pair has a part of one guide at least")
    }

    /// What differs between the texts of the two parts, `…` standing for what the front matter makes different.
    pub fn changes(&self) -> Vec<Change> {
        let key = |part: Option<&Part<'s>>| part.map_or(String::new(), |part| part.key.clone());
        words::changes(&key(self.left), &key(self.right))
    }

    /// All places where the two guides differ, outermost first; what stands in a part that only one guide has is not
    /// told again. `is_left_out` names parts that may differ, with all that they consist of.
    pub fn differences<'p>(&'p self, is_left_out: &dyn Fn(&Pair<'_>) -> bool) -> Vec<&'p Pair<'p>> {
        let mut differences = Vec::new();
        self.add_differences(is_left_out, &mut differences);
        differences
    }

    fn add_differences<'p>(&'p self, is_left_out: &dyn Fn(&Pair<'_>) -> bool, differences: &mut Vec<&'p Pair<'p>>) {
        if self.outcome == Outcome::Same || is_left_out(self) {
            return;
        }
        if self.outcome != Outcome::Within {
            differences.push(self);
        }
        for pair in &self.pairs {
            pair.add_differences(is_left_out, differences);
        }
    }
}

/// The same page of two guides, or one that only one of them has.
pub type Pages<'s> = (Option<&'s Page>, Option<&'s Page>);

/// The pages of two guides that belong together, by their paths in the guide; then those that only one has.
pub fn page_pairs<'s>(site: &'s Site, left: &Guide, right: &Guide) -> Vec<Pages<'s>> {
    let pages = |guide: &Guide| -> Vec<&'s Page> { guide.pages.iter().map(|&page| &*site.pages[page]).collect() };
    let (lefts, mut rights) = (pages(left), pages(right));
    let mut pairs: Vec<Pages<'_>> = Vec::new();
    for page in lefts {
        let name = name_in(page, left);
        let at = rights.iter().position(|other| name_in(other, right) == name);
        pairs.push((Some(page), at.map(|at| rights.remove(at))));
    }
    pairs.extend(rights.into_iter().map(|page| (None, Some(page))));
    // A page that only leads on is none of its guide's, and is there all the same.
    let is_there = |page: &Page, of: &Guide, in_guide: &Guide| {
        let path = format!("{}/{}", in_guide.folder, name_in(page, of));
        site.pages.iter().any(|page| *page.source == *path)
    };
    pairs.retain(|pair| match *pair {
        (Some(page), None) => !is_there(page, left, right),
        (None, Some(page)) => !is_there(page, right, left),
        _ => true,
    });
    pairs
}

/// The path of a page in its guide: `setup.md`.
pub fn name_in<'p>(page: &'p Page, guide: &Guide) -> &'p str {
    page.source[guide.folder.len()..].trim_start_matches('/')
}

/// The parts of two pages, to be compared.
#[derive(Debug)]
pub struct PagePair<'p> {
    /// The page of the first guide.
    pub left: &'p Page,
    /// The page of the second guide.
    pub right: &'p Page,
    parts: [Vec<Part<'p>>; 2],
}

impl<'p> PagePair<'p> {
    /// Two pages that are to be alike.
    pub fn new(left: &'p Page, right: &'p Page) -> Self {
        let names = part::Names::of(left, right);
        Self {
            left,
            right,
            parts: [part::of_page(left, &names.left), part::of_page(right, &names.right)],
        }
    }

    /// What the pages share and where they differ.
    pub fn compare(&self) -> Vec<Pair<'_>> {
        let [left, right] = &self.parts;
        align::align(left, right)
    }

    /// Whether a part differs where a variable that nothing defines is printed, on either page: in the lines of it.
    pub fn lacks_value(&self, pair: &Pair<'_>) -> bool {
        let parts = pair.left.into_iter().chain(pair.right);
        let places = parts.map(|part| &part.at.location);
        let mut undefined = self.left.undefined.iter().chain(&self.right.undefined);
        let is_among = |one: &Location, other: &Location| {
            one.path == other.path && one.start.line <= other.end.line && other.start.line <= one.end.line
        };
        pair.outcome != Outcome::Within
            && undefined.any(|variable| places.clone().any(|place| is_among(variable, place)))
    }
}
