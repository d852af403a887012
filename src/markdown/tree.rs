//! A rendered page as a tree, whether markdown or raw HTML made its elements.

use std::borrow::Cow;

use crate::span::Span;

/// An element, text or comment of a [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeId(pub(crate) u32);

/// The elements of a page.
#[derive(Debug)]
pub struct Tree<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
}

/// One node.
#[derive(Debug)]
pub struct Node<'a> {
    /// What it is.
    pub kind: Kind<'a>,
    /// The bytes of the markdown text that it came from, its content included.
    pub span: Span,
    pub(crate) first_child: Option<NodeId>,
    pub(crate) last_child: Option<NodeId>,
    pub(crate) next_sibling: Option<NodeId>,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Kind<'a> {
    /// The page as a whole.
    Root,
    /// An HTML element.
    Element(Element<'a>),
    /// Text, with entities resolved.
    Text(Cow<'a, str>),
    /// `<!-- -->`, without its marks.
    Comment(Cow<'a, str>),
    /// A code sample (`<pre><code>`), fenced or indented.
    CodeBlock {
        /// The word after the fence, as the author wrote it; empty if there is none.
        language: Cow<'a, str>,
        /// The text.
        text: Cow<'a, str>,
        /// Where its bytes stand, in their order.
        pieces: Vec<TextPiece>,
    },
}

/// Bytes of a text that stand in the markdown text as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextPiece {
    /// The first of them in the text.
    pub at: usize,
    /// The bytes of the markdown text.
    pub span: Span,
}

/// An HTML element.
#[derive(Clone, Debug)]
pub struct Element<'a> {
    /// The name in lower case.
    pub name: Cow<'a, str>,
    /// The attributes in the author's order, entities resolved, each name once.
    pub attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// Whether markdown or raw HTML made it.
    pub origin: Origin,
}

/// Who made an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Markdown.
    Markdown,
    /// Raw HTML in the markdown text.
    Html,
}

impl Element<'_> {
    /// The value of the attribute `name`.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| &**value)
    }
}

impl<'a> Tree<'a> {
    /// The page as a whole.
    pub const ROOT: NodeId = NodeId(0);

    /// The node of that id.
    pub fn node(&self, id: NodeId) -> &Node<'a> {
        &self.nodes[id.0 as usize]
    }

    /// The children of a node, in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.node(id).first_child, |&child| self.node(child).next_sibling)
    }

    /// The node as an element.
    pub fn element(&self, id: NodeId) -> Option<&Element<'a>> {
        match &self.node(id).kind {
            Kind::Element(element) => Some(element),
            _ => None,
        }
    }

    /// All text under a node, one after the other.
    pub fn text(&self, id: NodeId) -> String {
        let mut out = String::new();
        let mut rest = vec![id];
        while let Some(id) = rest.pop() {
            let node = self.node(id);
            if let Kind::Text(text) | Kind::CodeBlock { text, .. } = &node.kind {
                out.push_str(text);
            }
            let first = rest.len();
            rest.extend(self.children(id));
            rest[first..].reverse();
        }
        out
    }

    /// Every node, in the order of the page.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)).map(NodeId)
    }

    /// All nodes below the root in the order in which they are read, which is not that of their ids where something
    /// was moved.
    pub(crate) fn in_order(&self) -> Vec<NodeId> {
        self.in_order_of(Self::ROOT)
    }

    /// All nodes below a node in the order in which they are read.
    pub(super) fn in_order_of(&self, root: NodeId) -> Vec<NodeId> {
        let mut order = Vec::new();
        let mut rest: Vec<NodeId> = self.children(root).collect();
        rest.reverse();
        while let Some(id) = rest.pop() {
            order.push(id);
            let first = rest.len();
            rest.extend(self.children(id));
            rest[first..].reverse();
        }
        order
    }

    /// A page without anything, whose text has the bytes `span`.
    pub(crate) fn empty(span: Span) -> Self {
        let mut tree = Self { nodes: Vec::new() };
        tree.add(Kind::Root, span);
        tree
    }

    /// Adds a node that stands nowhere yet.
    pub(crate) fn add(&mut self, kind: Kind<'a>, span: Span) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).expect("a page has fewer than 2^32 nodes: it has fewer bytes"));
        self.nodes.push(Node {
            kind,
            span,
            first_child: None,
            last_child: None,
            next_sibling: None,
        });
        id
    }

    /// Gives links and images that markdown made other addresses.
    pub(super) fn readdress(&mut self, readdress: &dyn Fn(&str) -> Option<String>) {
        for node in &mut self.nodes {
            let Kind::Element(element) = &mut node.kind else {
                continue;
            };
            let is_of_markdown = element.origin == Origin::Markdown;
            let is_address = |name: &str| matches!((&*element.name, name), ("a", "href") | ("img", "src"));
            let attributes = element.attributes.iter_mut();
            for (_, value) in attributes.filter(|(name, _)| is_of_markdown && is_address(name)) {
                if let Some(address) = readdress(value) {
                    *value = address.into();
                }
            }
        }
    }

    /// Makes `children`, which stand nowhere else, the children of a node.
    pub(crate) fn set_children(&mut self, parent: NodeId, children: &[NodeId]) {
        for (at, child) in children.iter().enumerate() {
            self.nodes[child.0 as usize].next_sibling = children.get(at + 1).copied();
        }
        let parent = &mut self.nodes[parent.0 as usize];
        parent.first_child = children.first().copied();
        parent.last_child = children.last().copied();
    }
}
