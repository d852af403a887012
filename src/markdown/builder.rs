//! Builds the tree that markdown and raw HTML share, as a browser would build it.
//!
//! Markdown opens and closes its elements in pairs ([`Builder::begin`], [`Builder::end`]). The tags of raw HTML
//! ([`Builder::start_tag`], [`Builder::end_tag`]) come as authors wrote them: they may open in one block and close
//! in a later one, but they never close what markdown made, and what they left open ends with the markdown
//! element around it.

use std::borrow::Cow;
use std::collections::HashMap;

use super::problem::{Problem, Problems};
use super::tree::{Element, Kind, Node, NodeId, Origin, TextPiece, Tree};
use super::{elements, html_errors};
use crate::span::Span;

/// How deep elements stand in one another at most. What is deeper loses its element and keeps its text. Browsers
/// have a limit, too (512), and code that walks the tree may recurse.
pub(super) const MAX_DEPTH: usize = 256;

/// How many elements and texts a page has at most, which is some hundred times what people read; it ends there. Each takes
/// far more memory than the two bytes that can make it.
pub(super) const MAX_NODES: usize = 500_000;

/// Names and values of attributes.
pub(super) type Attributes<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// A tree that is being built.
#[derive(Debug)]
pub(super) struct Builder<'a> {
    page: &'a str,
    nodes: Vec<Node<'a>>,
    /// The elements that content goes into: the innermost last, the root first.
    open: Vec<Open>,
    /// For each markdown element that is open: how many elements were open when it began.
    frames: Vec<usize>,
    /// The first element that was lost because it stood too deep.
    lost: Option<Span>,
    /// Where the page ended because it had [`MAX_NODES`] nodes.
    cut: Option<Span>,
    /// What is wrong with the tags of raw HTML.
    pub(super) problems: Problems,
    /// The names of the elements that were told to have no end. An end tag that comes too late for its element is no
    /// second problem.
    unclosed: HashMap<String, usize>,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    node: NodeId,
    origin: Origin,
    /// Its content is SVG or MathML.
    foreign: bool,
    /// [`elements::is_special`] of its name; like the next two kept here because every tag asks all open elements.
    special: bool,
    /// [`elements::is_scope`] of its name, or a `button`, whose content ends no paragraph around it.
    scope: bool,
    /// It is a `p`.
    paragraph: bool,
    /// Its end tag came, perhaps while a block inside it was open: it ends with that block.
    ended: bool,
    /// Its start tag has a slash at its end, which means nothing.
    slash: bool,
    /// What is wrong with it has been told.
    told: bool,
}

impl<'a> Builder<'a> {
    /// A tree for a page.
    pub(super) fn new(page: &'a str) -> Self {
        let root = Open {
            node: Tree::ROOT,
            origin: Origin::Markdown,
            foreign: false,
            special: true,
            scope: true,
            paragraph: false,
            ended: false,
            slash: false,
            told: false,
        };
        Self {
            page,
            nodes: vec![Node {
                kind: Kind::Root,
                span: Span::new(0, page.len()),
                first_child: None,
                last_child: None,
                next_sibling: None,
            }],
            open: vec![root],
            frames: vec![1],
            lost: None,
            cut: None,
            problems: Problems::default(),
            unclosed: HashMap::new(),
        }
    }

    /// The start tag, or the markdown, of the first element that was lost because it stood deeper than [`MAX_DEPTH`].
    pub(super) fn lost(&self) -> Option<Span> {
        self.lost
    }

    /// The first element or text that was left out because it came after [`MAX_NODES`] others.
    pub(super) fn cut(&self) -> Option<Span> {
        self.cut
    }

    /// The tree, and what is wrong with the tags; what is still open ends with the page.
    pub(super) fn finish(mut self) -> (Tree<'a>, Vec<Problem>) {
        let end = self.nodes[0].span.end;
        self.close_to(1, end);
        (Tree { nodes: self.nodes }, self.problems.finish())
    }

    /// Begins an element of markdown's.
    pub(super) fn begin(&mut self, name: &'static str, attributes: Attributes<'a>, span: Span) {
        if elements::closes_paragraph(name) {
            self.close_paragraph(span.start);
        }
        self.frames.push(self.open.len());
        self.push_element(Cow::Borrowed(name), attributes, span, Origin::Markdown);
    }

    /// Ends the element that [`Builder::begin`] began last, and all raw HTML left open in it, at byte `at`.
    pub(super) fn end(&mut self, at: usize) {
        if self.frames.len() > 1
            && let Some(depth) = self.frames.pop()
        {
            self.close_to(depth, at);
        }
    }

    /// Adds an element of markdown's that has no content.
    pub(super) fn void(&mut self, name: &'static str, attributes: Attributes<'a>, span: Span) {
        if elements::closes_paragraph(name) {
            self.close_paragraph(span.start);
        }
        self.append(element(Cow::Borrowed(name), attributes, Origin::Markdown), span);
    }

    /// Adds text.
    pub(super) fn text(&mut self, text: Cow<'a, str>, span: Span) {
        if !text.is_empty() {
            self.append(Kind::Text(text), span);
        }
    }

    /// Adds a comment.
    pub(super) fn comment(&mut self, text: Cow<'a, str>, span: Span) {
        self.append(Kind::Comment(text), span);
    }

    /// Whether content now stands right in a term of a definition list.
    pub(super) fn is_in_term(&self) -> bool {
        let top = self.open.last();
        top.is_some_and(|top| top.origin == Origin::Markdown && self.name(top.node) == "dt")
    }

    /// Gives a class to the innermost of the open elements of that name.
    pub(super) fn classify(&mut self, names: &[&str], class: &'static str) {
        let open = self.open.iter().rev().map(|open| open.node);
        let mut named = open.filter(|&node| names.contains(&self.name(node)));
        if let Some(node) = named.next()
            && let Kind::Element(element) = &mut self.nodes[node.0 as usize].kind
            && element.attribute("class").is_none()
        {
            element.attributes.push((Cow::Borrowed("class"), Cow::Borrowed(class)));
        }
    }

    /// Adds a code sample.
    pub(super) fn code_block(
        &mut self,
        language: Cow<'a, str>,
        text: Cow<'a, str>,
        pieces: Vec<TextPiece>,
        span: Span,
    ) {
        self.close_paragraph(span.start);
        self.append(Kind::CodeBlock { language, text, pieces }, span);
    }

    /// Takes a start tag of raw HTML.
    pub(super) fn start_tag(&mut self, name: Cow<'a, str>, attributes: Attributes<'a>, self_closing: bool, span: Span) {
        if self.in_foreign() {
            if !elements::breaks_out_of_foreign(&name) {
                if self_closing {
                    self.append(element(name, attributes, Origin::Html), span);
                } else {
                    self.push_element(name, attributes, span, Origin::Html);
                }
                return;
            }
            self.leave_foreign(span.start);
        }
        if elements::is_ignored(&name) {
            return;
        }
        let name = if name == "image" { Cow::Borrowed("img") } else { name };
        let is_end = name == "a" && attributes.is_empty() && self.note_second_start(&name, span);
        if let Some((ends, barriers)) = elements::implied_ends(&name) {
            self.imply_end(ends, barriers, span.start);
        }
        if elements::closes_paragraph(&name) {
            self.close_paragraph(span.start);
        }
        if elements::is_heading(&name)
            && self
                .open
                .last()
                .is_some_and(|top| elements::is_heading(self.name(top.node)))
        {
            self.close_to(self.open.len() - 1, span.start);
        }
        if elements::is_void(&name) || (self_closing && matches!(&*name, "svg" | "math")) {
            self.append(element(name, attributes, Origin::Html), span);
        } else {
            let depth = self.open.len();
            self.push_element(name, attributes, span, Origin::Html);
            if let Some(open) = self.open.get_mut(depth) {
                open.slash = self_closing;
                open.told = is_end;
            }
        }
    }

    /// Takes an end tag of raw HTML. One that has nothing to end is dropped, except `</br>`, which browsers read as
    /// `<br>`.
    pub(super) fn end_tag(&mut self, name: &str, span: Span) {
        if name == "br" {
            self.problems.add(html_errors::end_of_break(span));
            if self.in_foreign() {
                self.leave_foreign(span.start);
            }
            self.append(element(Cow::Borrowed("br"), Vec::new(), Origin::Html), span);
            return;
        }
        let heading = elements::is_heading(name);
        let special = elements::is_special(name);
        let mut blocked = None;
        let floor = self.floor();
        for depth in (floor..self.open.len()).rev() {
            let open = self.open[depth];
            if open.origin == Origin::Markdown {
                break;
            }
            let known = self.name(open.node);
            if known == name || (heading && elements::is_heading(known)) {
                if known != name {
                    let problem = html_errors::wrong_heading(known, name, span);
                    self.problems.add(problem);
                }
                self.open[depth].ended = true;
                if let Some(inner) = blocked {
                    let problem = html_errors::crossed(name, self.name(inner), span);
                    self.problems.add(problem);
                } else {
                    self.close_to(depth + 1, span.start);
                    self.close_to(depth, span.end);
                }
                return;
            }
            if open.scope && !matches!(name, "table" | "tr" | "tbody" | "thead" | "tfoot") {
                break;
            }
            if !special && open.special {
                blocked = blocked.or(Some(open.node));
            }
        }
        self.stray(name, span);
    }

    /// Notes a start tag that was probably meant to end the element of the same name that is open, if one is.
    fn note_second_start(&mut self, name: &str, tag: Span) -> bool {
        let floor = self.floor();
        let is_meant = |open: &&mut Open| {
            let Kind::Element(element) = &self.nodes[open.node.0 as usize].kind else {
                return false;
            };
            element.name == name && open.origin == Origin::Html
        };
        let Some(first) = self.open[floor..].iter_mut().rev().find(is_meant) else {
            return false;
        };
        first.told = true;
        self.problems.add(html_errors::start_instead_of_end(name, tag));
        true
    }

    /// Notes an end tag that has nothing to end.
    fn stray(&mut self, name: &str, tag: Span) {
        // What stands too deep has lost its start tag, and what comes too late.
        if elements::is_ignored(name) || self.lost.is_some() || self.cut.is_some() {
            return;
        }
        match self.unclosed.get_mut(name) {
            Some(count @ 1..) => *count -= 1,
            _ => {
                let rest = html_errors::removable(self.page, tag);
                self.problems.add(html_errors::stray(name, tag, rest));
            }
        }
    }

    /// Notes an element of raw HTML that ends without its end tag, or whose start tag pretends to be one, too.
    fn note_end(&mut self, open: Open) {
        let Node { span, kind, .. } = &self.nodes[open.node.0 as usize];
        let Kind::Element(element) = kind else {
            return;
        };
        let is_ended = open.ended || elements::has_optional_end(&element.name);
        if open.origin == Origin::Markdown || open.told || (is_ended && !open.slash) {
            return;
        }
        let problem = match open.slash {
            true => html_errors::slash(&element.name, *span, self.page, open.ended),
            false => html_errors::unclosed(&element.name, *span, self.page),
        };
        self.problems.add(problem);
        if !open.ended {
            *self.unclosed.entry(element.name.to_string()).or_default() += 1;
        }
    }

    /// Ends the innermost element if its content is text only: no such element goes on in a later block.
    pub(super) fn end_raw_text(&mut self, at: usize) {
        if let Some(top) = self.open.last() {
            let name = self.name(top.node);
            if !top.foreign && (elements::is_raw_text(name) || elements::is_escapable_raw_text(name)) {
                self.close_to(self.open.len() - 1, at);
            }
        }
    }

    /// Whether content now stands inside an element of one of these names.
    pub(super) fn is_inside(&self, names: &[&str]) -> bool {
        self.open.iter().any(|open| names.contains(&self.name(open.node)))
    }

    fn name(&self, node: NodeId) -> &str {
        match &self.nodes[node.0 as usize].kind {
            Kind::Element(element) => &element.name,
            _ => "",
        }
    }

    fn in_foreign(&self) -> bool {
        self.open.last().is_some_and(|open| open.foreign)
    }

    /// Ends the outermost SVG or MathML that is open, and all that is in it.
    fn leave_foreign(&mut self, at: usize) {
        let depth = self.open.iter().position(|open| open.foreign);
        self.close_to(depth.unwrap_or(self.open.len()), at);
    }

    /// How many elements raw HTML cannot close here.
    fn floor(&self) -> usize {
        self.frames.last().copied().unwrap_or(1)
    }

    fn push_element(&mut self, name: Cow<'a, str>, attributes: Attributes<'a>, span: Span, origin: Origin) {
        if self.open.len() + elements::levels(&name) > MAX_DEPTH {
            self.lost.get_or_insert(span);
            return;
        }
        let foreign = matches!(&*name, "svg" | "math") || (self.in_foreign() && !elements::is_integration_point(&name));
        let open = Open {
            node: Tree::ROOT,
            origin,
            foreign,
            special: elements::is_special(&name),
            scope: elements::is_scope(&name) || name == "button",
            paragraph: name == "p",
            ended: false,
            slash: false,
            told: false,
        };
        if let Some(node) = self.append(element(name, attributes, origin), span) {
            self.open.push(Open { node, ..open });
        }
    }

    /// Adds a node, unless the page has had its share of them.
    fn append(&mut self, kind: Kind<'a>, span: Span) -> Option<NodeId> {
        if self.nodes.len() > MAX_NODES {
            self.cut.get_or_insert(span);
            return None;
        }
        let id = NodeId(u32::try_from(self.nodes.len()).expect("a page has fewer than 2^32 nodes: it has fewer bytes"));
        let parent = self.open.last().map_or(Tree::ROOT, |open| open.node);
        let parent = &mut self.nodes[parent.0 as usize];
        let before = parent.last_child.replace(id);
        match before {
            None => parent.first_child = Some(id),
            Some(before) => self.nodes[before.0 as usize].next_sibling = Some(id),
        }
        self.nodes.push(Node {
            kind,
            span,
            first_child: None,
            last_child: None,
            next_sibling: None,
        });
        Some(id)
    }

    /// Closes elements at byte `at` until `depth` are open.
    fn close_to(&mut self, depth: usize, at: usize) {
        let mut closed = false;
        while self.open.len() > depth.max(1) || (closed && self.open.len() > 1 && self.open[self.open.len() - 1].ended)
        {
            if let Some(open) = self.open.pop() {
                self.note_end(open);
                let span = &mut self.nodes[open.node.0 as usize].span;
                span.end = at.max(span.start);
                closed = true;
            }
        }
        let len = self.open.len();
        for frame in self.frames.iter_mut().rev().take_while(|frame| **frame > len) {
            *frame = len;
        }
    }

    /// Ends the open paragraph, if there is one that a block may end.
    fn close_paragraph(&mut self, at: usize) {
        for depth in (1..self.open.len()).rev() {
            let open = self.open[depth];
            if open.paragraph {
                self.close_to(depth, at);
                return;
            }
            if open.scope {
                return;
            }
        }
    }

    /// Ends the outermost of `ends` that stands inside all of `barriers`.
    fn imply_end(&mut self, ends: &[&str], barriers: &[&str], at: usize) {
        let mut found = None;
        for depth in (1..self.open.len()).rev() {
            let open = self.open[depth];
            let name = self.name(open.node);
            if ends.contains(&name) {
                // A link in a link ends the outer one even if that one is markdown's, but a raw `<li>` ends no item
                // of markdown's.
                if open.origin == Origin::Markdown && name != "a" {
                    break;
                }
                found = Some(depth);
            } else if barriers.contains(&name) || (open.scope && !barriers.contains(&"table")) {
                break;
            }
        }
        if let Some(depth) = found {
            self.close_to(depth, at);
        }
    }
}

fn element<'a>(name: Cow<'a, str>, attributes: Attributes<'a>, origin: Origin) -> Kind<'a> {
    Kind::Element(Element {
        name,
        attributes,
        origin,
    })
}
