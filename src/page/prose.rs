//! The running text of a page: what a reader reads in one go, each byte leading back to where it was typed.

use std::sync::Arc;

use super::build::Places;
use super::composed::Composed;
use super::pieces::Pieces;
use super::text::is_block;
use crate::markdown::tree::{Element, Kind, NodeId, Tree};
use crate::span::Span;

/// A text as a reader reads it: a paragraph's, a heading's, an item's, a cell's, as far as a line break. Markup is not in
/// it, so that words are whole.
#[derive(Clone, Debug)]
pub struct Prose {
    /// The text, its white space as it was written. [`Prose::OBJECT`] stands for what is no words: code, an image.
    pub text: String,
    /// The language that an element around it says it is in (`lang`).
    pub language: Option<Arc<str>>,
    pub(super) pieces: Pieces,
}

impl Prose {
    /// What stands in a text for code, an image, or words in another language.
    pub const OBJECT: char = '\u{fffc}';
}

/// All running text of a page, and its comments.
pub(super) fn read(tree: &Tree<'_>, places: &mut Places<'_>) -> (Vec<Prose>, Vec<Prose>) {
    let mut reader = Reader {
        tree,
        places,
        prose: Vec::new(),
        comments: Vec::new(),
        read: Composed::default(),
        language: None,
    };
    reader.children(Tree::ROOT);
    reader.end();
    (reader.prose, reader.comments)
}

struct Reader<'t, 'p, 's> {
    tree: &'t Tree<'t>,
    places: &'p mut Places<'s>,
    prose: Vec<Prose>,
    comments: Vec<Prose>,
    /// What was read since the last end of a text.
    read: Composed,
    language: Option<Arc<str>>,
}

impl Reader<'_, '_, '_> {
    /// Reads what stands in a node; how deep that goes has a limit.
    fn children(&mut self, parent: NodeId) {
        for id in self.tree.children(parent) {
            let node = self.tree.node(id);
            match &node.kind {
                Kind::Root => {}
                Kind::Text(text) => self.read.push(text, node.span, self.places.text()),
                Kind::Comment(text) => self.comment(text, node.span),
                Kind::CodeBlock { .. } => self.end(),
                Kind::Element(element) => self.element(id, element),
            }
        }
    }

    fn element(&mut self, id: NodeId, element: &Element<'_>) {
        let language = element
            .attribute("lang")
            .filter(|lang| Some(*lang) != self.language.as_deref());
        match &*element.name {
            "br" | "pre" => self.end(),
            name if is_object(name) => self.read.text.push(Prose::OBJECT),
            name if is_block(element) || ends_text(name) => {
                self.end();
                let outer = self.language.clone();
                self.language = language.map(Arc::from).or(self.language.take());
                self.children(id);
                self.end();
                self.language = outer;
            }
            _ if language.is_some() => self.read.text.push(Prose::OBJECT),
            _ => self.children(id),
        }
    }

    fn comment(&mut self, text: &str, span: Span) {
        let html = self.places.text();
        let start = html[span.start..span.end]
            .find(text)
            .map_or(span.start, |at| span.start + at);
        let mut comment = Composed::default();
        comment.push(text, Span::new(start, (start + text.len()).min(span.end)), html);
        self.comments.push(Prose {
            text: comment.text,
            language: self.language.clone(),
            pieces: self.places.of_pieces(&comment.pieces),
        });
    }

    /// Ends the text that is being read.
    fn end(&mut self) {
        let read = std::mem::take(&mut self.read);
        if read.text.contains(char::is_alphanumeric) {
            self.prose.push(Prose {
                text: read.text,
                language: self.language.clone(),
                pieces: self.places.of_pieces(&read.pieces),
            });
        }
    }
}

/// An element that is no words of the text around it.
pub(crate) fn is_object(name: &str) -> bool {
    matches!(
        name,
        "audio"
            | "canvas"
            | "code"
            | "iframe"
            | "img"
            | "input"
            | "kbd"
            | "math"
            | "object"
            | "samp"
            | "script"
            | "select"
            | "style"
            | "svg"
            | "template"
            | "textarea"
            | "tt"
            | "var"
            | "video"
    )
}

/// An element that is no block, and yet no text goes on through its ends.
pub(crate) fn ends_text(name: &str) -> bool {
    matches!(name, "button" | "caption" | "label" | "legend" | "option" | "optgroup")
}
