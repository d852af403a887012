//! What stands in the text, and in the tree, for something that CommonMark does not know.
//!
//! In the text a marker is a processing instruction, `<?docgen 7?>`: to pulldown-cmark that is raw HTML, which interrupts
//! a paragraph when it begins a line, and stands in one otherwise. In the tree it is a comment that no author can write.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::super::excerpt::Excerpt;
use super::super::tree::{Kind, NodeId, Tree};
use super::attribute_lists::{AttributeList, Named};
use crate::span::Span;

const START: &str = "<?docgen ";
const END: &str = "?>";

/// What a marker stands for.
#[derive(Debug)]
pub(crate) enum Meaning {
    /// Nothing that shows: the end of a block, a definition that stands elsewhere.
    Nothing,
    /// Nothing, but what stands before it and what follows do not touch.
    Apart,
    /// The attributes of a block: of the one before, or of the next one.
    OfBlock { list: AttributeList, is_for_next: bool },
    /// The attributes of the span before.
    OfSpan(AttributeList),
    /// The id of the heading that it stands in.
    HeadingId(String),
    /// Raw HTML.
    Html(Excerpt<'static>),
    /// A formula: the marks that MathJax wants around it, and the text.
    Math { display: bool, text: String },
    /// A reference to the footnote of that name.
    Footnote(String),
    /// A row that parts the bodies of a table; whether the foot follows.
    TablePart { is_foot: bool },
    /// The row above all others of a table without a head.
    NoHead,
}

/// A marker: what it stands for, and where that stands in the page.
#[derive(Debug)]
pub(crate) struct Marker {
    pub(crate) meaning: Meaning,
    pub(crate) span: Span,
}

/// What kramdown's syntax says of a page.
#[derive(Debug, Default)]
pub(crate) struct Markers {
    all: Vec<Marker>,
    /// Attribute lists that have a name.
    pub(crate) named: Named,
    /// The attributes of links that are given an address elsewhere, by their name.
    links: BTreeMap<String, AttributeList>,
    /// The attributes of list items, terms and definitions, by the byte of the page where their braces begin.
    pub(crate) items: BTreeMap<usize, AttributeList>,
    /// Whether the page has footnotes.
    pub(crate) has_footnotes: bool,
    /// What abbreviations stand for.
    pub(crate) abbreviations: Vec<(String, String)>,
}

impl Markers {
    /// Adds a marker for what stands at `span`; gives what stands for it in the text.
    pub(crate) fn add(&mut self, meaning: Meaning, span: Span) -> String {
        self.all.push(Marker { meaning, span });
        format!("{START}{}{END}", self.all.len() - 1)
    }

    /// Gives attributes to the links that go by a name.
    pub(crate) fn add_to_links(&mut self, name: &str, list: AttributeList) {
        self.links.entry(name_of_link(name)).or_default().extend(list);
    }

    /// The attributes of the links that go by a name, if they are given any.
    pub(crate) fn of_links(&self, name: &str) -> Option<&AttributeList> {
        match self.links.is_empty() {
            true => None,
            false => self.links.get(&name_of_link(name)),
        }
    }

    /// Whether there is nothing of kramdown's on the page.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.items.is_empty() && !self.has_footnotes
    }

    /// The number of the marker that the bytes `range` of a text are.
    pub(crate) fn read(&self, excerpt: &Excerpt<'_>, range: Range<usize>) -> Option<usize> {
        let html = excerpt.text().get(range.clone())?;
        let start = range.start + html.len() - html.trim_start().len();
        let html = html.trim();
        let number = html.strip_prefix(START)?.strip_suffix(END)?;
        self.number(number, excerpt.span(start..start + html.len()))
    }

    /// The number of the marker that a tokeniser made the comment `text` of, which stands at `span`.
    pub(crate) fn read_comment(&self, text: &str, span: Span) -> Option<usize> {
        let number = text.strip_prefix(&START[1..])?.strip_suffix(&END[..1])?;
        self.number(number, span)
    }

    /// An author may write the same. It does not stand where the marker does.
    fn number(&self, text: &str, span: Span) -> Option<usize> {
        let number: usize = text.parse().ok()?;
        let marker = self.all.get(number)?;
        (marker.span.start == span.start).then_some(number)
    }

    /// The HTML that the marker of that number stands for, once.
    pub(crate) fn take_html(&mut self, number: usize) -> Option<Excerpt<'static>> {
        match &mut self.all.get_mut(number)?.meaning {
            Meaning::Html(html) => Some(std::mem::replace(html, Excerpt::empty())),
            _ => None,
        }
    }

    /// What stands in the tree for the marker of that number.
    pub(crate) fn in_tree(number: usize) -> Cow<'static, str> {
        Cow::Owned(format!("\0{number}"))
    }

    /// The marker that a node is.
    pub(crate) fn of(&self, tree: &Tree<'_>, node: NodeId) -> Option<&Marker> {
        match &tree.node(node).kind {
            Kind::Comment(text) => self.all.get(text.strip_prefix('\0')?.parse::<usize>().ok()?),
            _ => None,
        }
    }
}

/// A link's name as it is looked up: letter case and the width of blanks do not count.
fn name_of_link(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
