//! The text of a page as sections and blocks: what stands under which heading, which steps make one procedure.

use super::build::{Places, heading_level, image};
use super::{Block, Callout, Cell, CellLine, Code, Image, List, Procedure, Section, Step, Table, Text};
use crate::markdown::tree::{Element, Kind, NodeId, Tree};
use crate::span::Span;

/// Elements whose content stands in a page as if they were not there.
const WRAPPERS: &[&str] = &[
    "article",
    "aside",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "html",
    "main",
    "nav",
    "section",
    "summary",
];

/// Class names that make an element a callout.
const CALLOUTS: &[&str] = &[
    "callout",
    "alert",
    "admonition",
    "note",
    "tip",
    "warning",
    "important",
    "caution",
    "info",
];

/// The sections of a page one after the other, not yet nested.
pub(super) fn sections(tree: &Tree<'_>, places: &mut Places<'_>) -> Vec<Section> {
    let mut reader = BlockReader {
        tree,
        places,
        sections: Vec::new(),
        blocks: Vec::new(),
    };
    reader.read(Tree::ROOT);
    reader.end_section();
    reader.sections
}

/// A text's words, each white space one blank. Images and comments have no words.
pub(super) fn folded_text(tree: &Tree<'_>, id: NodeId) -> String {
    let mut words = Words::default();
    words.add(tree, id, &|_| true);
    words.text
}

/// A text in which white space folds as it comes.
#[derive(Default)]
struct Words {
    text: String,
    is_blank_due: bool,
}

impl Words {
    /// Adds the text of a node, without the elements that `is_part` turns away.
    fn add(&mut self, tree: &Tree<'_>, id: NodeId, is_part: &dyn Fn(&Element<'_>) -> bool) {
        match &tree.node(id).kind {
            Kind::Text(text) | Kind::CodeBlock { text, .. } => self.push(text),
            Kind::Comment(_) => {}
            Kind::Element(element) if !is_part(element) || matches!(&*element.name, "script" | "style") => {}
            Kind::Element(element) => {
                let is_edge = element.name == "br" || is_block(element);
                self.is_blank_due |= is_edge;
                tree.children(id).for_each(|child| self.add(tree, child, is_part));
                self.is_blank_due |= is_edge;
            }
            Kind::Root => tree.children(id).for_each(|child| self.add(tree, child, is_part)),
        }
    }

    fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.is_blank_due = true;
            } else {
                if std::mem::take(&mut self.is_blank_due) && !self.text.is_empty() {
                    self.text.push(' ');
                }
                self.text.push(c);
            }
        }
    }
}

fn is_block(element: &Element<'_>) -> bool {
    let other = [
        "p",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "td",
        "th",
        "blockquote",
        "pre",
        "hr",
        "dt",
    ];
    WRAPPERS.contains(&&*element.name) || other.contains(&&*element.name) || heading_level(element).is_some()
}

struct BlockReader<'t, 'p, 's> {
    tree: &'t Tree<'t>,
    places: &'p mut Places<'s>,
    sections: Vec<Section>,
    /// The blocks since the last heading.
    blocks: Vec<Block>,
}

impl BlockReader<'_, '_, '_> {
    /// Reads the blocks among the children of a node.
    fn read(&mut self, parent: NodeId) {
        let mut inline: Vec<NodeId> = Vec::new();
        for id in self.tree.children(parent) {
            match &self.tree.node(id).kind {
                Kind::Comment(_) => {}
                Kind::Root | Kind::Text(_) => inline.push(id),
                Kind::CodeBlock { language, text } => {
                    self.end_inline(&mut inline);
                    let code = Code {
                        language: language.to_string(),
                        text: text.to_string(),
                        at: self.places.of(self.tree, id),
                    };
                    self.blocks.push(Block::Code(code));
                }
                Kind::Element(element) if is_block(element) => {
                    self.end_inline(&mut inline);
                    self.block(id, element);
                }
                Kind::Element(_) => inline.push(id),
            }
        }
        self.end_inline(&mut inline);
    }

    fn block(&mut self, id: NodeId, element: &Element<'_>) {
        if let Some(level) = heading_level(element) {
            self.end_section();
            self.sections.push(Section {
                heading: Some(folded_text(self.tree, id)),
                id: element.attribute("id").map(str::to_owned),
                level,
                blocks: Vec::new(),
                sections: Vec::new(),
                at: self.places.of(self.tree, id),
            });
            return;
        }
        if let Some(kind) = callout_kind(element) {
            let callout = Callout {
                kind,
                text: folded_text(self.tree, id),
                at: self.places.of(self.tree, id),
            };
            self.blocks.push(Block::Callout(callout));
            return;
        }
        match &*element.name {
            "p" | "dt" => {
                let children: Vec<NodeId> = self.tree.children(id).collect();
                self.paragraph(&children, self.tree.node(id).span);
            }
            "ol" => self.numbered(id, element),
            "ul" => {
                let list = List {
                    items: self.steps(id, &Markers::Bullets),
                    at: self.places.of(self.tree, id),
                };
                self.blocks.push(Block::List(list));
            }
            "table" => {
                let table = self.table(id);
                self.blocks.push(Block::Table(table));
            }
            "blockquote" => {
                let text = self.text(id);
                self.blocks.push(Block::Quote(text));
            }
            "pre" => {
                let code = Code {
                    language: String::new(),
                    text: self.tree.text(id),
                    at: self.places.of(self.tree, id),
                };
                self.blocks.push(Block::Code(code));
            }
            "hr" => {}
            _ => self.read(id),
        }
    }

    fn text(&mut self, id: NodeId) -> Text {
        Text {
            text: folded_text(self.tree, id),
            at: self.places.of(self.tree, id),
        }
    }

    /// What stands between blocks without an element of its own is a paragraph too.
    fn end_inline(&mut self, inline: &mut Vec<NodeId>) {
        let (Some(first), Some(last)) = (inline.first(), inline.last()) else {
            return;
        };
        let span = Span::new(self.tree.node(*first).span.start, self.tree.node(*last).span.end);
        self.paragraph(inline, span);
        inline.clear();
    }

    /// A paragraph, or the images that it consists of.
    fn paragraph(&mut self, children: &[NodeId], span: Span) {
        let mut words = Words::default();
        let mut images = Vec::new();
        for &child in children {
            words.add(self.tree, child, &|_| true);
            self.images(child, &mut images);
        }
        if words.text.is_empty() {
            self.blocks.extend(images.into_iter().map(Block::Image));
        } else {
            let text = Text {
                text: words.text,
                at: self.places.of_span(span),
            };
            self.blocks.push(Block::Paragraph(text));
        }
    }

    fn images(&mut self, id: NodeId, images: &mut Vec<Image>) {
        match self.tree.element(id) {
            Some(element) if element.name == "img" => images.push(image(self.tree, id, element, self.places)),
            _ => {
                for child in self.tree.children(id) {
                    self.images(child, images);
                }
            }
        }
    }

    /// Steps: a procedure of their own, or more steps of the one before, when only images stand between or the
    /// numbers say that they go on.
    fn numbered(&mut self, id: NodeId, element: &Element<'_>) {
        let start = element.attribute("start").and_then(|start| start.parse().ok());
        let before = self
            .blocks
            .iter()
            .rposition(|block| matches!(block, Block::Procedure(_)));
        if let Some(at) = before {
            let between = &self.blocks[at + 1..];
            let steps_before = match &self.blocks[at] {
                Block::Procedure(procedure) => procedure.steps.len(),
                _ => 0,
            };
            let only_images = !between.is_empty() && between.iter().all(|block| matches!(block, Block::Image(_)));
            let goes_on = start == Some(steps_before + 1)
                && between
                    .iter()
                    .all(|block| !matches!(block, Block::Paragraph(_) | Block::Table(_)));
            if only_images || goes_on {
                let between: Vec<Block> = self.blocks.drain(at + 1..).collect();
                let markers = Markers::of(element, steps_before + 1);
                let steps = self.steps(id, &markers);
                if let Some(Block::Procedure(procedure)) = self.blocks.last_mut() {
                    if let Some(last) = procedure.steps.last_mut() {
                        last.take(between);
                    }
                    procedure.steps.extend(steps);
                }
                return;
            }
        }
        let markers = Markers::of(element, start.unwrap_or(1));
        let steps = self.steps(id, &markers);
        let lead_in = match self.blocks.pop() {
            Some(Block::Paragraph(text)) => Some(text),
            other => {
                self.blocks.extend(other);
                None
            }
        };
        let at = self.places.of(self.tree, id);
        self.blocks.push(Block::Procedure(Procedure { lead_in, steps, at }));
    }

    fn steps(&mut self, list: NodeId, markers: &Markers) -> Vec<Step> {
        let items: Vec<NodeId> = self.tree.children(list).collect();
        let items = items
            .into_iter()
            .filter(|&id| self.tree.element(id).is_some_and(|element| element.name == "li"));
        let items: Vec<NodeId> = items.collect();
        items
            .into_iter()
            .enumerate()
            .map(|(index, id)| self.step(id, markers.at(index)))
            .collect()
    }

    fn step(&mut self, id: NodeId, marker: String) -> Step {
        let mut step = Step {
            marker,
            text: own_text(self.tree, id),
            images: Vec::new(),
            steps: Vec::new(),
            blocks: Vec::new(),
            at: self.places.of(self.tree, id),
        };
        // An item's blocks are read as a section's are, then told apart.
        let outer = std::mem::take(&mut self.blocks);
        let sections = std::mem::take(&mut self.sections);
        self.read(id);
        let inner = std::mem::replace(&mut self.blocks, outer);
        self.sections = sections;
        step.take(inner);
        self.images_in_text(id, &mut step.images);
        step
    }

    /// The images that stand in an item's running text.
    fn images_in_text(&mut self, id: NodeId, images: &mut Vec<Image>) {
        let mut found = Vec::new();
        let own: Vec<NodeId> = self.tree.children(id).collect();
        for child in own {
            let is_text = self
                .tree
                .element(child)
                .is_none_or(|element| element.name == "p" || !is_block(element));
            if is_text {
                self.images(child, &mut found);
            }
        }
        for image in found {
            if !images.iter().any(|known| known.at == image.at) {
                images.push(image);
            }
        }
    }

    fn table(&mut self, id: NodeId) -> Table {
        let mut rows = Vec::new();
        self.rows(id, &mut rows);
        let at = self.places.of(self.tree, id);
        let mut rows = rows.into_iter();
        Table {
            header: rows.next().unwrap_or_default(),
            rows: rows.collect(),
            at,
        }
    }

    fn rows(&mut self, id: NodeId, rows: &mut Vec<Vec<Cell>>) {
        for child in self.tree.children(id).collect::<Vec<_>>() {
            let Some(element) = self.tree.element(child) else {
                continue;
            };
            match &*element.name {
                // GFM's header cells stand in `thead` without a row of their own in some trees.
                "tr" => {
                    let cells = self.tree.children(child).collect::<Vec<_>>();
                    rows.push(cells.into_iter().filter_map(|cell| self.cell(cell)).collect());
                }
                "thead" | "tbody" | "tfoot" => self.rows(child, rows),
                _ => {}
            }
        }
    }

    fn cell(&mut self, id: NodeId) -> Option<Cell> {
        let element = self.tree.element(id)?;
        if !matches!(&*element.name, "td" | "th") {
            return None;
        }
        let lines = cell_lines(self.tree, id);
        let text = folded_text(self.tree, id);
        Some(Cell {
            code: !text.is_empty() && lines.iter().all(|line| line.code || line.text.is_empty()),
            text,
            at: self.places.of(self.tree, id),
            lines,
        })
    }

    /// Gives the blocks since the last heading to the section that it began.
    fn end_section(&mut self) {
        let blocks = std::mem::take(&mut self.blocks);
        match self.sections.last_mut() {
            Some(section) => section.blocks = blocks,
            None => {
                if let Some(first) = blocks.first() {
                    self.sections.push(Section {
                        heading: None,
                        id: None,
                        level: 0,
                        at: first.at().clone(),
                        blocks,
                        sections: Vec::new(),
                    });
                }
            }
        }
    }
}

impl Step {
    /// Takes blocks that stand inside it: images and steps to its own, running text is its text already.
    fn take(&mut self, blocks: Vec<Block>) {
        for block in blocks {
            match block {
                Block::Image(image) => self.images.push(image),
                Block::Procedure(procedure) => self.steps.extend(procedure.steps),
                Block::List(list) => self.steps.extend(list.items),
                Block::Paragraph(_) => {}
                other => self.blocks.push(other),
            }
        }
    }
}

/// How the items of a list are marked.
enum Markers {
    Bullets,
    Numbers { start: usize },
    Letters { start: usize, first: char },
    Roman { start: usize },
}

impl Markers {
    /// The markers of an `ol` whose first item counts as `start`.
    fn of(element: &Element<'_>, start: usize) -> Self {
        match element.attribute("type") {
            Some("a") => Self::Letters { start, first: 'a' },
            Some("A") => Self::Letters { start, first: 'A' },
            Some("i" | "I") => Self::Roman { start },
            _ => Self::Numbers { start },
        }
    }

    fn at(&self, index: usize) -> String {
        match *self {
            Self::Bullets => "•".to_owned(),
            Self::Numbers { start } => (start + index).to_string(),
            Self::Letters { start, first } => letters(start + index, first),
            Self::Roman { start } => roman(start + index),
        }
    }
}

/// 1 is `a`, 26 is `z`, 27 is `aa`, as browsers count.
fn letters(mut number: usize, first: char) -> String {
    let mut text = Vec::new();
    while number > 0 {
        number -= 1;
        let letter = u8::try_from(number % 26).unwrap_or(0);
        text.push((first as u8 + letter) as char);
        number /= 26;
    }
    text.iter().rev().collect()
}

fn roman(mut number: usize) -> String {
    const VALUES: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut text = String::new();
    for (value, sign) in VALUES {
        while number >= value && text.len() < 64 {
            text.push_str(sign);
            number -= value;
        }
    }
    text
}

/// What kind of callout an element is: of `callout callout-note`, `note`.
fn callout_kind(element: &Element<'_>) -> Option<String> {
    let mut classes = element.attribute("class")?.split_ascii_whitespace();
    let family = classes.clone().find(|class| CALLOUTS.contains(class))?;
    let suffix = classes.find_map(|class| class.strip_prefix(family)?.strip_prefix('-'));
    let kind = match (suffix, family) {
        (Some(kind), _) => kind,
        (None, "callout" | "alert" | "admonition") => "info",
        (None, family) => family,
    };
    Some(kind.to_owned())
}

/// An item's text without the lists, tables, callouts and code samples inside it.
fn own_text(tree: &Tree<'_>, id: NodeId) -> String {
    let mut words = Words::default();
    for child in tree.children(id) {
        if !matches!(tree.node(child).kind, Kind::CodeBlock { .. }) {
            words.add(tree, child, &|element| {
                !matches!(&*element.name, "ul" | "ol" | "table" | "pre") && callout_kind(element).is_none()
            });
        }
    }
    words.text
}

/// The lines of a cell, and whether each is code alone.
fn cell_lines(tree: &Tree<'_>, id: NodeId) -> Vec<CellLine> {
    fn walk(tree: &Tree<'_>, id: NodeId, in_code: bool, lines: &mut Vec<(Words, bool)>) {
        for child in tree.children(id) {
            match &tree.node(child).kind {
                Kind::Text(text) => {
                    if let Some((words, is_code)) = lines.last_mut() {
                        *is_code &= in_code || text.trim().is_empty();
                        words.push(text);
                    }
                }
                Kind::Element(element) if element.name == "br" => lines.push((Words::default(), true)),
                Kind::Element(element) => walk(tree, child, in_code || element.name == "code", lines),
                _ => {}
            }
        }
    }
    let mut lines = vec![(Words::default(), true)];
    walk(tree, id, false, &mut lines);
    let line = |(words, code): (Words, bool)| CellLine {
        code: code && !words.text.is_empty(),
        text: words.text,
    };
    lines.into_iter().map(line).collect()
}
